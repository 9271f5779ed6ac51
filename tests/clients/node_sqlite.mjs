// node:sqlite, which Node and Deno have.
import { report } from './harness.mjs';
import process from 'node:process';
// shown
import { DatabaseSync } from 'node:sqlite';

const db = new DatabaseSync('build/demo.db', { allowExtension: true });
db.loadExtension('build/logits');

const { p } = db.prepare('SELECT sigmoid(?) AS p').get(0.5);

const vector = new Float32Array([1, 2, 3]);
const { v } = db.prepare('SELECT vec_softmax(?) AS v').get(vector);
const shares = new Float32Array(new Uint8Array(v).buffer);

let message;
try {
  db.prepare("SELECT sigmoid('abc')").get();
} catch (error) {
  message = error.message;
}
// hidden

await report(p, shares, message, (query) => db.prepare(query).all());
