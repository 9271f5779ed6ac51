// What the JavaScript clients print, so that all clients' answers can be compared: the bits of every number.

const hex = (array) => Buffer.from(array.buffer).swap64().toString('hex');
const double = (x) => hex(new Float64Array([x]));
const float = (x) => Buffer.from(new Float32Array([x]).buffer).swap32().toString('hex');

// p, shares, message: what the shown lines got; rows(query): the rows of a query as objects.
export async function report(p, shares, message, rows) {
  console.log('version', (await rows('SELECT sqlite_version() AS v'))[0].v);
  console.log('sigmoid', double(p));
  console.log('vec_softmax', Array.from(shares, float).join(' '));
  console.log('error', message);
  for (const query of process.argv.slice(2)) {
    console.log(query);
    for (const row of await rows(query)) console.log(Object.values(row).map(double).join(' '));
  }
}
