// sqlite.js: the WebAssembly module of packaging/wasm as a Database. It runs wherever WebAssembly does: in the page's
// worker, and in Node, where the build asks it for the table of functions.
//
// A value is null, a bigint (INTEGER), a number (REAL), a string or a Uint8Array, in and out.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const OK = 0, ROW = 100, DONE = 101;
const FREE_ON_CLOSE = 1, RESIZEABLE = 2;
const TRANSIENT = -1;

// An error of SQLite. `offset` is the place in the statement, in UTF-16 units, or -1.
export class SqliteError extends Error {
  constructor(message, sql, offset) {
    super(message);
    this.sql = sql;
    this.offset = offset;
  }
}

// The two functions that the module asks its host for.
function host(memory) {
  return {
    clock_time_get(_clock, _precision, out) {
      new DataView(memory().buffer).setBigUint64(out, BigInt(Date.now()) * 1000000n, true);
      return 0;
    },
    random_get(out, size) {
      const bytes = new Uint8Array(memory().buffer);
      for (let done = 0; done < size; done += 65536) {
        crypto.getRandomValues(bytes.subarray(out + done, out + Math.min(size, done + 65536)));
      }
      return 0;
    },
  };
}

export class Database {
  static async open(module) {
    let exports;
    const instance = await WebAssembly.instantiate(module, {
      wasi_snapshot_preview1: host(() => exports.memory),
    });
    exports = (instance.instance ?? instance).exports;
    exports._initialize();
    return new Database(exports);
  }

  constructor(exports) {
    this.c = exports;
    this.view = null;
    const place = this.allocate(4);
    const name = this.put(':memory:');
    const status = exports.sqlite3_open(name, place);
    this.db = this.data().getUint32(place, true);
    this.release(name);
    this.release(place);
    if (status !== OK) throw this.error('');
    this.scratch = this.allocate(8);
  }

  // Another, empty database of the same module.
  another() {
    return new Database(this.c);
  }

  close() {
    this.release(this.scratch);
    this.c.sqlite3_close(this.db);
  }

  // ---- memory: every view ends when memory grows ----

  data() {
    if (this.view === null || this.view.buffer !== this.c.memory.buffer) {
      this.view = new DataView(this.c.memory.buffer);
      this.bytes = new Uint8Array(this.c.memory.buffer);
    }
    return this.view;
  }

  allocate(size) {
    const address = this.c.sqlite3_malloc64(BigInt(Math.max(1, size)));
    if (address === 0) throw new SqliteError('out of memory', '', -1);
    return address;
  }

  release(address) {
    this.c.sqlite3_free(address);
  }

  // A copy of the text, ended by a zero byte, or of the bytes.
  put(value) {
    const bytes = typeof value === 'string' ? encoder.encode(`${value}\0`) : value;
    const address = this.allocate(bytes.length);
    this.data();
    this.bytes.set(bytes, address);
    return address;
  }

  text(address, size = -1) {
    if (address === 0) return null;
    this.data();
    const end = size < 0 ? this.bytes.indexOf(0, address) : address + size;
    return decoder.decode(this.bytes.subarray(address, end));
  }

  error(sql, start = 0) {
    const offset = this.c.sqlite3_error_offset(this.db);
    const before = offset < 0 ? -1 : start + decoder.decode(encoder.encode(sql.slice(start)).subarray(0, offset)).length;
    return new SqliteError(this.text(this.c.sqlite3_errmsg(this.db)), sql, before);
  }

  // ---- statements ----

  // Prepares the statement that begins at `start`; calls use(statement, end), unless there is only a comment.
  // Returns where the next begins.
  prepare(sql, start, use) {
    const address = this.put(sql.slice(start));
    const rest = () => this.text(this.data().getUint32(this.scratch + 4, true)).length;
    try {
      const status = this.c.sqlite3_prepare_v2(this.db, address, -1, this.scratch, this.scratch + 4);
      if (status !== OK) throw this.error(sql, start);
      const statement = this.data().getUint32(this.scratch, true);
      const end = sql.length - rest();
      if (statement === 0) return end;
      try {
        use(statement, end);
      } finally {
        this.c.sqlite3_finalize(statement);
      }
      return end;
    } finally {
      this.release(address);
    }
  }

  bind(statement, place, value) {
    const { c } = this;
    let status;
    if (value === null || value === undefined) {
      status = c.sqlite3_bind_null(statement, place);
    } else if (typeof value === 'number') {
      status = c.sqlite3_bind_double(statement, place, value);
    } else if (typeof value === 'bigint') {
      status = c.sqlite3_bind_int64(statement, place, value);
    } else {
      const isText = typeof value === 'string';
      const bytes = isText ? encoder.encode(value) : value;
      const address = this.put(bytes);
      const set = isText ? c.sqlite3_bind_text : c.sqlite3_bind_blob;
      status = set(statement, place, address, bytes.length, TRANSIENT);
      this.release(address);
    }
    if (status !== OK) throw this.error('');
  }

  column(statement, i) {
    const { c } = this;
    switch (c.sqlite3_column_type(statement, i)) {
      case 1: return c.sqlite3_column_int64(statement, i);
      case 2: return c.sqlite3_column_double(statement, i);
      case 3: {
        const address = c.sqlite3_column_text(statement, i);
        return this.text(address, c.sqlite3_column_bytes(statement, i));
      }
      case 4: {
        const address = c.sqlite3_column_blob(statement, i);
        const size = c.sqlite3_column_bytes(statement, i);
        this.data();
        return this.bytes.slice(address, address + size);
      }
      default: return null;
    }
  }

  // Runs all statements. Returns a result for each that has columns: { columns, rows, more }. At most `limit` rows are
  // taken of each; `more` says that there are others. options.readOnly refuses a statement that would write.
  run(sql, { limit = Infinity, readOnly = false, parameters = [] } = {}) {
    const { c } = this;
    const results = [];
    let changes = 0;
    for (let at = 0; at < sql.length;) {
      const start = at;
      at = this.prepare(sql, at, (statement) => {
        if (readOnly && c.sqlite3_stmt_readonly(statement) === 0) {
          throw new SqliteError('this statement writes, and was not run', sql, -1);
        }
        parameters.forEach((value, i) => this.bind(statement, i + 1, value));
        const count = c.sqlite3_column_count(statement);
        const columns = Array.from({ length: count }, (_, i) => this.text(c.sqlite3_column_name(statement, i)));
        const rows = [];
        let status, more = false;
        const before = c.sqlite3_total_changes(this.db);
        while ((status = c.sqlite3_step(statement)) === ROW) {
          if (rows.length >= limit) {
            more = true;
            break;
          }
          rows.push(columns.map((_, i) => this.column(statement, i)));
        }
        if (status !== ROW && status !== DONE) throw Object.assign(this.error(sql, start), { results });
        changes += c.sqlite3_total_changes(this.db) - before;
        if (count > 0) results.push({ columns, rows, more });
      });
    }
    return Object.assign(results, { changes });
  }

  // The rows of one query.
  rows(sql, ...parameters) {
    return this.run(sql, { parameters })[0]?.rows ?? [];
  }

  // Inserts rows as they come: begin, then add(values) for each, then end.
  inserter(table, width) {
    const { c } = this;
    const marks = Array.from({ length: width }, () => '?').join(',');
    const address = this.put(`INSERT INTO ${table} VALUES (${marks})`);
    const status = c.sqlite3_prepare_v2(this.db, address, -1, this.scratch, 0);
    this.release(address);
    if (status !== OK) throw this.error('');
    const statement = this.data().getUint32(this.scratch, true);
    return {
      add: (values) => {
        for (let i = 0; i < width; i++) this.bind(statement, i + 1, values[i]);
        const stepped = c.sqlite3_step(statement);
        if (stepped !== DONE) throw this.error('');
        c.sqlite3_reset(statement);
      },
      end: () => c.sqlite3_finalize(statement),
    };
  }

  // ---- whole databases ----

  // The bytes of a schema, such as main.
  serialize(schema) {
    const name = this.put(schema);
    const size = this.allocate(8);
    try {
      const address = this.c.sqlite3_serialize(this.db, name, size, 0);
      const count = Number(this.data().getBigInt64(size, true));
      if (address === 0) return count === 0 ? new Uint8Array(0) : null;
      this.data();
      const copy = this.bytes.slice(address, address + count);
      this.release(address);
      return copy;
    } finally {
      this.release(name);
      this.release(size);
    }
  }

  // Puts the database in the place of the schema. In memory there is no write-ahead log: bytes 18 and 19 of its header
  // say whether it has one.
  deserialize(schema, file) {
    const size = BigInt(file.length);
    const address = this.put(file);
    const name = this.put(schema);
    this.data();
    if (file.length > 20 && this.bytes[address + 18] === 2) this.bytes.fill(1, address + 18, address + 20);
    const status = this.c.sqlite3_deserialize(this.db, name, address, size, size, FREE_ON_CLOSE | RESIZEABLE);
    this.release(name);
    if (status !== OK) throw this.error('');
    this.rows(`SELECT count(*) FROM ${quoteName(schema)}.sqlite_schema`);
  }

  totalChanges() {
    return this.c.sqlite3_total_changes(this.db);
  }

  version() {
    return this.text(this.c.sqlite3_libversion());
  }
}

// An SQL identifier, in quotes where it needs them.
export function quoteName(name) {
  return /^[a-z_][a-z0-9_]*$/i.test(name) && !keywords.has(name.toLowerCase())
    ? name : `"${name.replaceAll('"', '""')}"`;
}

const keywords = new Set(`abort action add after all alter always analyze and as asc attach autoincrement before begin
between by cascade case cast check collate column commit conflict constraint create cross current current_date
current_time current_timestamp database default deferrable deferred delete desc detach distinct do drop each else end
escape except exclude exclusive exists explain fail filter first following for foreign from full generated glob group
groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key
last left like limit match materialized natural no not nothing notnull null nulls of offset on or order others outer
over partition plan pragma preceding primary query raise range recursive references regexp reindex release rename
replace restrict returning right rollback row rows savepoint select set table temp temporary then ties to
transaction trigger unbounded union unique update using vacuum values view virtual when where window with
without`.split(/\s+/));
