// worker.js: the database, away from the page, so that a query that takes long does not hold it up and can be
// stopped with the worker. Each message is { id, kind, ... }; the answer is { id, value } or { id, error }, after any
// number of { id, progress }. What changes is kept in IndexedDB, from where the next worker takes it up; then comes
// { id, kept }.
import { Database, quoteName } from './engine/sqlite.js';
import { read } from './engine/readers.js';
import { describe } from './engine/suggest.js';

const LIMIT = 10000; // rows of a result that are shown

let db;
let module;
let demo;
let dropped = []; // { schema, table, taken } of what was dropped last
let saved = '';
let persistent = true;

async function unpack(base64) {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// ---- what is kept ----

function request(operation) {
  return new Promise((resolve, reject) => {
    operation.onsuccess = () => resolve(operation.result);
    operation.onerror = () => reject(operation.error);
  });
}

async function store(mode, use) {
  const opening = indexedDB.open('sqlite-logits-playground', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('state');
  const database = await request(opening);
  try {
    const transaction = database.transaction('state', mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
    const result = await request(use(transaction.objectStore('state')));
    await done;
    return result;
  } finally {
    database.close();
  }
}

function schemas() {
  return db.rows(`SELECT name FROM pragma_database_list WHERE name <> 'temp'`).map(([name]) => name);
}

// Differs when a table or what is in it has changed.
function fingerprint() {
  const versions = schemas().map((name) => [name, db.rows(`PRAGMA ${quoteName(name)}.schema_version`)[0][0].toString()]);
  return JSON.stringify([db.totalChanges(), versions]);
}

async function save() {
  if (!persistent) return;
  try {
    const now = fingerprint();
    if (now === saved) return;
    const databases = schemas().map((name) => [name, db.serialize(name)]);
    await store('readwrite', (state) => state.put({ databases, dropped }, 'kept'));
    saved = now;
  } catch {
    persistent = false; // a private window, or no room: the page goes on without
  }
}

async function restore() {
  let kept;
  try {
    kept = await store('readonly', (state) => state.get('kept'));
  } catch {
    persistent = false;
  }
  if (!kept) return false;
  for (const [name, bytes] of kept.databases) {
    if (name !== 'main') db.run(`ATTACH ':memory:' AS ${quoteName(name)}`);
    if (bytes.length > 0) db.deserialize(name, bytes);
  }
  dropped = kept.dropped;
  return true;
}

// ---- answers ----

async function fresh() {
  db = await Database.open(module);
  dropped = [];
}

async function loadDemo() {
  db.run(demo.schema);
  for (const [table, csv] of Object.entries(demo.tables)) {
    await read(db, 'demo.csv', new TextEncoder().encode(csv));
    db.run(`INSERT INTO ${table} SELECT * FROM demo; DROP TABLE demo;`);
  }
}

function overview() {
  const tables = db.rows(`SELECT schema, name FROM pragma_table_list
    WHERE type IN ('table', 'view', 'virtual') AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY schema <> 'main', schema, name`);
  const of = ([schema, name]) => ({
    schema, name,
    columns: db.rows('SELECT name FROM pragma_table_info(?, ?)', name, schema).map(([column]) => column),
  });
  const cards = [];
  for (const one of dropped) {
    try {
      cards.push({ ...describe(db, one), taken: one.taken });
    } catch { /* it is no longer there */ }
  }
  return { tables: tables.map(of), cards, persistent };
}

const answers = {
  async start({ wasm, data }) {
    module = await WebAssembly.compile(await unpack(wasm));
    demo = JSON.parse(new TextDecoder().decode(await unpack(data)));
    await fresh();
    let restored = false;
    try {
      restored = await restore();
    } catch {
      await fresh();
    }
    if (!restored) await loadDemo();
    saved = fingerprint();
    return { ...overview(), version: db.version(), restored };
  },

  run({ sql, readOnly }) {
    const start = performance.now();
    const before = fingerprint();
    try {
      const results = db.run(sql, { limit: LIMIT, readOnly });
      return { results: [...results], changes: results.changes, milliseconds: performance.now() - start,
        overview: fingerprint() === before ? null : overview() };
    } catch (error) {
      if (db.rows('SELECT 1').length === 0) throw error;
      try {
        db.run('ROLLBACK');
      } catch { /* none was open */ }
      error.overview = fingerprint() === before ? null : overview();
      throw error;
    }
  },

  async file({ name, bytes }, progress) {
    dropped = await read(db, name, bytes, progress);
    return { ...overview(), dropped };
  },

  async reset() {
    try {
      await store('readwrite', (state) => state.delete('kept'));
    } catch { /* nothing is kept */ }
    await fresh();
    await loadDemo();
    saved = fingerprint();
    return overview();
  },
};

async function answer(message) {
  const { id, kind } = message;
  try {
    const value = await answers[kind](message, (progress) => postMessage({ id, progress }));
    postMessage({ id, value });
  } catch (error) {
    const trapped = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
    postMessage({ id, error: { message: error.message, offset: error.offset ?? -1, sql: error.sql ?? null, trapped,
      results: [...(error.results ?? [])], overview: error.overview ?? null } });
    if (trapped) return; // nothing of this module is to be trusted
  }
  if (kind === 'run' || kind === 'file') await save();
  postMessage({ id, kept: persistent });
}

// One after the other, and each kept before the next begins: that one may be stopped.
let last = Promise.resolve();
self.onmessage = ({ data }) => {
  last = last.then(() => answer(data));
};
