// bun:sqlite.
import { report } from './harness.mjs';
// shown
import { Database } from 'bun:sqlite';

const db = new Database('build/demo.db');
db.loadExtension('build/logits');

const { p } = db.query('SELECT sigmoid(?) AS p').get(0.5);

const vector = new Float32Array([1, 2, 3]);
const { v } = db.query('SELECT vec_softmax(?) AS v').get(vector);
const shares = new Float32Array(new Uint8Array(v).buffer);

let message;
try {
  db.query("SELECT sigmoid('abc')").get();
} catch (error) {
  message = error.message;
}
// hidden

await report(p, shares, message, (query) => db.query(query).all());
