// readers.js: files that are dropped on the page become tables. CSV and TSV, JSON and lines of JSON, .npy and .npz of
// NumPy, SQLite. read() returns the names of the tables that it made, as { schema, table }. A name that is in use stays
// as it is: scores.csv becomes scores_2 then, and `taken` is scores.
import { quoteName } from './sqlite.js';

const decoder = new TextDecoder('utf-8');

export async function read(db, name, bytes, progress = () => {}) {
  const kind = recognise(name, bytes);
  if (kind === 'sqlite') return readSqlite(db, name, bytes);
  if (kind === 'npy') return [readNpy(db, baseName(name), bytes)];
  if (kind === 'npz') return readNpz(db, name, bytes);
  if (kind === 'json') return [readJson(db, name, bytes, progress)];
  return [readCsv(db, name, bytes, progress)];
}

// By the first bytes; the name decides only between kinds of text.
export function recognise(name, bytes) {
  const begins = (text) => [...text].every((letter, i) => bytes[i] === letter.charCodeAt(0));
  if (begins('SQLite format 3\0')) return 'sqlite';
  if (begins('\x93NUMPY')) return 'npy';
  if (begins('PK\x03\x04')) return 'npz';
  const start = decoder.decode(bytes.subarray(0, 4096));
  if (start.includes('\0')) throw new Error('this is no CSV, JSON, .npy, .npz or SQLite file');
  if (/\.(json|jsonl|ndjson)$/i.test(name) || /^\s*(\{"|\[\s*[[{\d-])/.test(start)) return 'json';
  return 'csv';
}

// scores-2.csv becomes scores_2.
function baseName(file) {
  const name = file.replace(/^.*[/\\]/, '').replace(/\.[^.]*$/, '').replace(/[^\p{L}\p{N}_]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  return /^\p{L}/u.test(name) ? name : `t_${name}`.replace(/_$/, '');
}

function freeName(wanted, used) {
  const taken = new Set(used.map(([name]) => name.toLowerCase()));
  let name = wanted;
  for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`;
  return name;
}

// A temporary table, or a function of ours that gives a table, would be meant instead of a table of its name, or the
// other way round.
function newTable(db, wanted, columns) {
  const used = db.rows(`SELECT name FROM main.sqlite_schema UNION SELECT name FROM temp.sqlite_schema
    UNION SELECT name FROM pragma_module_list`);
  const name = freeName(wanted, used);
  db.run(`CREATE TABLE main.${quoteName(name)}(${columns})`);
  return { schema: 'main', table: name, ...(name !== wanted && { taken: wanted }) };
}

// All or nothing: what fails leaves no half of a table.
function transaction(db, work) {
  db.run('SAVEPOINT import');
  try {
    const result = work();
    db.run('RELEASE import');
    return result;
  } catch (error) {
    db.run('ROLLBACK TO import; RELEASE import');
    throw error;
  }
}

// ---- CSV ----

// The fields of each record, RFC 4180: quotes, doubled quotes, line ends within them. A generator of
// [fields, where the record ends].
export function* records(text, separator) {
  let at = 0;
  while (at < text.length) {
    const fields = [];
    for (;;) {
      let field;
      if (text[at] === '"') {
        field = '';
        for (at++;;) {
          const quote = text.indexOf('"', at);
          if (quote < 0) throw new Error(`a quote is not closed: ${text.slice(at, at + 40)}`);
          field += text.slice(at, quote);
          at = quote + 1;
          if (text[at] !== '"') break;
          field += '"';
          at++;
        }
        while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') field += text[at++];
      } else {
        const start = at;
        while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
        field = text.slice(start, at);
      }
      fields.push(field);
      if (text[at] !== separator) break;
      at++;
    }
    if (text[at] === '\r') at++;
    if (text[at] === '\n') at++;
    if (fields.length > 1 || fields[0] !== '') yield [fields, at];
  }
}

function separatorOf(line) {
  return ['\t', ';', ',', '|'].map((c) => [line.split(c).length, c]).sort((a, b) => b[0] - a[0])[0];
}

const isNumber = (text) => /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text);
const isOdd = (text) => /^\s*([+-]?(inf|infinity)|nan)\s*$/i.test(text);
const isInteger = (text) => /^\s*[+-]?\d{1,18}\s*$/.test(text);
const isMissing = (text) => text === '' || /^(na|n\/a|null)$/i.test(text);

// INTEGER, REAL or TEXT, from all values of a column.
function columnType(seen) {
  if (seen.text || seen.count === 0) return 'TEXT';
  return seen.real ? 'REAL' : 'INTEGER';
}

function note(seen, text) {
  if (isMissing(text)) return;
  seen.count++;
  if (seen.text || isInteger(text)) return;
  if (isNumber(text) || isOdd(text)) seen.real = true;
  else seen.text = true;
}

function csvValue(text, type) {
  if (text === undefined) return null;
  if (type === 'TEXT') return text;
  if (isMissing(text)) return null;
  if (type === 'INTEGER') return BigInt(text.trim().replace(/^\+/, ''));
  if (isOdd(text)) return /nan/i.test(text) ? null : text.trim().startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}

function uniqueNames(names) {
  const used = new Set();
  return names.map((name, i) => {
    const plain = name.trim() || `c${i + 1}`;
    let unique = plain;
    for (let n = 2; used.has(unique.toLowerCase()); n++) unique = `${plain}_${n}`;
    used.add(unique.toLowerCase());
    return unique;
  });
}

const STEP = 16384; // records between two reports of progress

function readCsv(db, file, bytes, progress) {
  const text = decoder.decode(bytes).replace(/^\ufeff/, '');
  const [, separator] = separatorOf(text.slice(0, text.search(/[\r\n]|$/)));
  const { value: first } = records(text, separator).next();
  if (first === undefined) throw new Error('the file is empty');
  const hasNames = first[0].every((field) => !isNumber(field));
  const names = uniqueNames(hasNames ? first[0] : first[0].map((_, i) => `c${i + 1}`));
  const seen = names.map(() => ({ count: 0, real: false, text: false }));
  let n = 0;
  for (const [fields, end] of records(text, separator)) {
    if (n++ === 0 && hasNames) continue;
    for (let i = 0; i < names.length; i++) note(seen[i], fields[i] ?? '');
    if (n % STEP === 0) progress(0.35 * end / text.length);
  }
  const types = seen.map(columnType);
  return transaction(db, () => {
    const made = newTable(db, baseName(file), names.map((name, i) => `${quoteName(name)} ${types[i]}`).join(', '));
    const rows = db.inserter(`main.${quoteName(made.table)}`, names.length);
    try {
      n = 0;
      for (const [fields, end] of records(text, separator)) {
        if (n++ === 0 && hasNames) continue;
        rows.add(types.map((type, i) => csvValue(fields[i], type)));
        if (n % STEP === 0) progress(0.35 + 0.65 * end / text.length);
      }
    } finally {
      rows.end();
    }
    return made;
  });
}

// ---- JSON ----

function jsonValue(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

// Python writes NaN and Infinity. They stand alone, never within quotes, once strings are passed over.
function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (found) => {
      if (found[0] === '"') return found;
      return found.includes('N') ? 'null' : found.startsWith('-') ? '-1e999' : '1e999';
    });
    if (plain !== text) return JSON.parse(plain);
    throw error;
  }
}

function jsonRows(text) {
  let content;
  try {
    content = parseJson(text);
  } catch (error) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2) throw error;
    content = lines.map(parseJson);
  }
  if (content === null) return [];
  if (!Array.isArray(content)) {
    const lists = Object.values(content).filter(Array.isArray);
    const even = lists.length > 0 && lists.length === Object.keys(content).length &&
      lists.every((list) => list.length === lists[0].length);
    if (!even) return [content];
    return lists[0].map((_, i) => Object.fromEntries(Object.entries(content).map(([key, list]) => [key, list[i]])));
  }
  const plain = content.every((row) => row !== null && typeof row === 'object' && !Array.isArray(row));
  return plain ? content : content.map((row, i) => (Array.isArray(row) ? { idx: i, v: row } : { idx: i, value: row }));
}

function readJson(db, file, bytes, progress) {
  const rows = jsonRows(decoder.decode(bytes).replace(/^\ufeff/, ''));
  const keys = new Set();
  for (const row of rows) for (const key of Object.keys(row)) keys.add(key);
  if (keys.size === 0) throw new Error('the file has no values');
  const names = uniqueNames([...keys]);
  return transaction(db, () => {
    const made = newTable(db, baseName(file), names.map(quoteName).join(', '));
    const into = db.inserter(`main.${quoteName(made.table)}`, names.length);
    try {
      rows.forEach((row, i) => {
        into.add([...keys].map((key) => jsonValue(row[key])));
        if (i % STEP === 0) progress(i / rows.length);
      });
    } finally {
      into.end();
    }
    return made;
  });
}

// ---- NumPy ----

// A matrix is a row per row, as a vector; a vector is a row per element.
function readNpy(db, name, bytes) {
  return transaction(db, () => {
    const isMatrix = db.rows(`SELECT typeof(value) = 'blob' FROM npy_each(?) LIMIT 1`, bytes)[0]?.[0] === 1n;
    const made = newTable(db, name, `idx INTEGER PRIMARY KEY, ${isMatrix ? 'v BLOB' : 'value'}`);
    db.run(`INSERT INTO main.${quoteName(made.table)} SELECT idx, value FROM npy_each(?)`, { parameters: [bytes] });
    return made;
  });
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// The files of a zip, from the directory at its end.
async function* unzip(bytes) {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && data.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error('the archive has no directory');
  let at = data.getUint32(end + 16, true);
  for (let left = data.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > end || data.getUint32(at, true) !== 0x02014b50) throw new Error("the archive's directory is damaged");
    const method = data.getUint16(at + 10, true), size = data.getUint32(at + 20, true);
    const lengths = [28, 30, 32].map((place) => data.getUint16(at + place, true));
    const local = data.getUint32(at + 42, true);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + lengths[0]));
    if (local + 30 > end) throw new Error(`${name} is not where the archive's directory says`);
    const start = local + 30 + data.getUint16(local + 26, true) + data.getUint16(local + 28, true);
    const packed = bytes.subarray(start, start + size);
    yield [name, method === 0 ? packed : await inflate(packed)];
    at += 46 + lengths[0] + lengths[1] + lengths[2];
  }
}

async function readNpz(db, file, bytes) {
  const made = [];
  for await (const [name, content] of unzip(bytes)) {
    if (!/\.npy$/.test(name)) continue;
    made.push(readNpy(db, `${baseName(file)}_${baseName(name)}`, content));
  }
  if (made.length === 0) throw new Error('the archive holds no .npy file');
  return made;
}

// ---- SQLite ----

// The database gets a schema of its own. Elsewhere first: while a file that is no database is attached, every query
// fails, and so does DETACH.
function readSqlite(db, file, bytes) {
  const name = baseName(file);
  const probe = db.another();
  try {
    probe.deserialize('main', bytes);
  } finally {
    probe.close();
  }
  const wanted = /^(main|temp)$/i.test(name) ? `${name}_file` : name;
  const schema = freeName(wanted, db.rows('SELECT name FROM pragma_database_list'));
  const quoted = quoteName(schema);
  db.run(`ATTACH ':memory:' AS ${quoted}`);
  try {
    db.deserialize(schema, bytes);
    const tables = db.rows(`SELECT name FROM ${quoted}.sqlite_schema
      WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`);
    return tables.map(([table]) => ({ schema, table, ...(schema !== wanted && { taken: wanted }) }));
  } catch (error) {
    db.run(`DETACH ${quoted}`);
    throw error;
  }
}
