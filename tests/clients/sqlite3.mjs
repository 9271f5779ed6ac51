// sqlite3, whose calls take callbacks.
import { report } from './harness.mjs';
// shown
import sqlite3 from 'sqlite3';
import { promisify } from 'node:util';

const db = new sqlite3.Database('build/demo.db');
const loadExtension = promisify(db.loadExtension.bind(db));
const get = promisify(db.get.bind(db));
await loadExtension('build/logits');

const { p } = await get('SELECT sigmoid(?) AS p', 0.5);

const vector = Buffer.from(new Float32Array([1, 2, 3]).buffer);
const { v } = await get('SELECT vec_softmax(?) AS v', vector);
const shares = new Float32Array(new Uint8Array(v).buffer);

let message;
try {
  await get("SELECT sigmoid('abc')");
} catch (error) {
  message = error.message;
}
// hidden

await report(p, shares, message, promisify(db.all.bind(db)));
