// Values through one client, compared bit for bit. They are the correctly rounded ones, computed with 60 digits.
// values(all, version): all(sql, [value...]) answers with the rows, or a promise of them. The table of README's
// first query, `scores`, must be there.

const bytes = (value) => Buffer.from(ArrayBuffer.isView(value) ? new Uint8Array(value.buffer, value.byteOffset,
  value.byteLength) : new Uint8Array(value)).toString('hex');

// A number as the bytes of its double, a BLOB as its bytes, NULL and text as they are.
function shown(value) {
  if (typeof value === 'number') {
    const double = Buffer.alloc(8);
    double.writeDoubleBE(value);
    return double.toString('hex');
  }
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return bytes(value);
  return value === null ? 'NULL' : String(value);
}

const window = `
  WITH stream(time, sensor, score) AS (
    VALUES (1, 'a', 2.5), (2, 'b', 9e999), (3, 'a', 1.5), (4, 'c', 1.4), (5, 'b', 1.6)
  )
  SELECT argmax(sensor, score) OVER recent AS best, logsumexp(score) OVER recent AS lse
  FROM stream WINDOW recent AS (ORDER BY time ROWS 2 PRECEDING)`;
const vector = new Float32Array([1, 2, 0.5]);
const softmax = 'f5c56c3e74e7203f399c0f3e';

// [what, SQL, bound values, the values of all rows]
const questions = [
  ['a scalar', 'SELECT sigmoid(1.5)', [], '3fea2991f2a97914'],
  ['a bound number', 'SELECT sigmoid(?)', [1.5], '3fea2991f2a97914'],
  ['a subnormal number', 'SELECT sigmoid(-745)', [], '0000000000000001'],
  ['NULL', 'SELECT logit(2)', [], 'NULL'],
  ['an aggregate', 'SELECT logsumexp(logit) FROM scores GROUP BY picture', [],
    '4030eac084b48707 3ff8f7c042b68033'],
  ['a window', `SELECT softmax_prob(logit, logsumexp(logit) OVER (PARTITION BY picture)) FROM scores
    ORDER BY rowid`, [], '3fefffffcbbcf24b 3e7a2186d5a03709 3fe257d0fe229302 3fdb505e03bad9fd'],
  ['a sliding window', window, [],
    'a 4004000000000000 b 7ff0000000000000 b 7ff0000000000000 b 7ff0000000000000 b 4004d0c76979a543'],
  ['a vector', 'SELECT vec_softmax(?)', [vector], softmax],
  ['a part of a vector', 'SELECT vec_softmax(?)', [new Float32Array([9, 1, 2, 0.5]).subarray(1)], softmax],
  ['a vector as bytes', 'SELECT vec_softmax(?)', [new Uint8Array(vector.buffer)], softmax],
  ['a vector and a number', 'SELECT vec_xent(?, ?)', [vector, 1], '3fddb837d941b8db'],
  ['a vector as JSON', 'SELECT vec_topk(?, ?)', ['[1, 2, 0.5]', 2], '[1,0]'],
  ['a table', "SELECT min(name) FROM logits_functions WHERE name LIKE 'vec_soft%'", [], 'vec_softmax'],
];

export default async function values(all, version) {
  const say = (what, got, due) => console.log(got === due ? `value: ok ${what}` :
    `value: FAIL ${what}: ${got}, not ${due}`);
  for (const [what, sql, bound, due] of questions) {
    const rows = await all(sql, bound);
    say(what, rows.flatMap((row) => Object.values(row)).map(shown).join(' '), due);
  }
  let error = 'no error';
  try {
    await all("SELECT sigmoid('x')", []);
  } catch (thrown) {
    error = thrown.message.replace(/^SQLITE_ERROR: /, '');
  }
  say('an error', error, "sigmoid(): argument 1 must be a number, got TEXT 'x'");
  const rows = await all('SELECT logits_version() AS version', []);
  say('the version, after the error', rows[0].version, version);
  console.log('value: end');
}
