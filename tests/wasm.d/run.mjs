// run.mjs MODULE ARGUMENT...: runs a WebAssembly program of WASI under Node, with the files of this folder to read, and
// ends with its exit status. It brings what the C library asks for, and the one function of tests/wasm.d/regex.h.
// Node has a WASI of its own. That of Node 20 overwrites memory which is not the program's.
import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { webcrypto } from 'node:crypto';

const [module, ...rest] = process.argv.slice(2);
const OK = 0, BADF = 8, NOENT = 44, NOSYS = 52, SPIPE = 70, DIRECTORY = 3, CHARACTERS = 2, REGULAR = 4;
const FOLDER = 3; // the folder's descriptor. Node has this number in use, so no file gets it
let memory;

class Exit extends Error {}
const view = () => new DataView(memory.buffer);
const bytesAt = (address, size) => new Uint8Array(memory.buffer, address, size);

// ---- WASI ----

// The two functions by which a program asks for a list of strings: how large it is, and the list itself.
function strings(list) {
  const encoded = list.map((one) => Buffer.from(`${one}\0`));
  return [
    (count, size) => {
      view().setUint32(count, encoded.length, true);
      view().setUint32(size, Buffer.concat(encoded).length, true);
      return OK;
    },
    (pointers, buffer) => {
      encoded.reduce((at, one, i) => {
        view().setUint32(pointers + 4 * i, at, true);
        bytesAt(at, one.length).set(one);
        return at + one.length;
      }, buffer);
      return OK;
    },
  ];
}
const [args_sizes_get, args_get] = strings([module, ...rest]);
const [environ_sizes_get, environ_get] = strings(Object.entries(process.env).map(([name, value]) => `${name}=${value}`));

function transfer(move, fd, list, count, out) {
  let total = 0;
  for (let i = 0; i < count; i++) {
    const part = bytesAt(view().getUint32(list + 8 * i, true), view().getUint32(list + 8 * i + 4, true));
    for (let done = 0; done < part.length;) {
      const moved = move(fd, part, done, part.length - done);
      total += moved;
      done += moved;
      if (moved === 0) break;
    }
  }
  view().setUint32(out, total, true);
  return OK;
}

const implemented = {
  args_sizes_get, args_get, environ_sizes_get, environ_get,
  clock_time_get(_clock, _precision, out) {
    view().setBigUint64(out, process.hrtime.bigint(), true);
    return OK;
  },
  random_get(out, size) {
    webcrypto.getRandomValues(bytesAt(out, size));
    return OK;
  },
  fd_write: (fd, list, count, out) => transfer(writeSync, fd, list, count, out),
  fd_read: (fd, list, count, out) => transfer(readSync, fd, list, count, out),
  fd_close(fd) {
    closeSync(fd);
    return OK;
  },
  fd_seek: () => SPIPE,
  fd_fdstat_get(fd, out) {
    bytesAt(out, 24).fill(0);
    view().setUint8(out, fd === FOLDER ? DIRECTORY : fd < FOLDER ? CHARACTERS : REGULAR);
    view().setBigUint64(out + 8, ~0n, true);
    view().setBigUint64(out + 16, ~0n, true);
    return OK;
  },
  fd_prestat_get(fd, out) {
    if (fd !== FOLDER) return BADF;
    view().setUint32(out, 0, true);
    view().setUint32(out + 4, 1, true);
    return OK;
  },
  fd_prestat_dir_name(_fd, out) {
    view().setUint8(out, '.'.charCodeAt(0));
    return OK;
  },
  path_open(_fd, _flags, path, size, _open, _rights, _inherited, _fdFlags, out) {
    try {
      view().setUint32(out, openSync(Buffer.from(bytesAt(path, size)).toString(), 'r'), true);
      return OK;
    } catch {
      return NOENT;
    }
  },
  proc_exit(status) {
    throw Object.assign(new Exit(), { status });
  },
};

// ---- regular expressions ----

// Bytes are characters, as in the C locale.
function text(address) {
  const bytes = new Uint8Array(memory.buffer);
  return Buffer.from(bytes.subarray(address, bytes.indexOf(0, address))).toString('latin1');
}

// A POSIX extended expression is one of JavaScript too, but for names of classes, and for a backslash or a first
// ] in brackets, which mean something else there, as do escaped letters. No test has these; one that does fails.
function isForeign(expression) {
  for (const [, escaped, bracket] of expression.matchAll(/\\(.)|\[\^?([^\]]*)\]|./gs)) {
    if (escaped !== undefined && /\w/.test(escaped)) return true;
    if (bracket !== undefined && (bracket === '' || /\\|\[[.:=]/.test(bracket))) return true;
  }
  return false;
}

const compiled = new Map();

function matches(pattern, subject) {
  const source = text(pattern);
  if (!compiled.has(source)) {
    let expression = null;
    try {
      if (!isForeign(source)) expression = new RegExp(source, 's');
    } catch { /* no pattern */ }
    compiled.set(source, expression);
  }
  const expression = compiled.get(source);
  if (expression === null) return -1;
  return expression.test(text(subject)) ? 1 : 0;
}

// ---- the program ----

const program = new WebAssembly.Module(readFileSync(module));
const missing = WebAssembly.Module.imports(program).filter(({ name }) => !(name in implemented))
  .map(({ name }) => [name, () => NOSYS]);
const { exports } = new WebAssembly.Instance(program, {
  wasi_snapshot_preview1: { ...Object.fromEntries(missing), ...implemented },
  host: { regex_match: matches },
});
memory = exports.memory;
try {
  exports._start();
} catch (error) {
  if (!(error instanceof Exit)) throw error;
  process.exitCode = error.status;
}
