// libsql.
import { report } from './harness.mjs';
// shown
import Database from 'libsql';

const db = new Database('build/demo.db');
db.loadExtension('build/logits');

const { p } = db.prepare('SELECT sigmoid(?) AS p').get(0.5);

const vector = Buffer.from(new Float32Array([1, 2, 3]).buffer);
const { v } = db.prepare('SELECT vec_softmax(?) AS v').get([vector]);
const shares = new Float32Array(new Uint8Array(v).buffer);

let message;
try {
  db.prepare("SELECT sigmoid('abc')").get();
} catch (error) {
  message = error.message;
}
// hidden

await report(p, shares, message, (query) => db.prepare(query).all());
