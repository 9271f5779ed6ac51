// better-sqlite3.
import { report } from './harness.mjs';
// shown
import Database from 'better-sqlite3';

const db = new Database('build/demo.db');
db.loadExtension('build/logits');

const p = db.prepare('SELECT sigmoid(?)').pluck().get(0.5);

const vector = new Float32Array([1, 2, 3]);
const answer = db.prepare('SELECT vec_softmax(?)').pluck().get(vector);
const shares = new Float32Array(new Uint8Array(answer).buffer);

let message;
try {
  db.prepare("SELECT sigmoid('abc')").get();
} catch (error) {
  message = error.message;
}
// hidden

await report(p, shares, message, (query) => db.prepare(query).all());
