// api.cjs PACKAGE...: the package's own behaviour, in a folder where it and the clients are installed. PACKAGE... are
// those of other platforms, which are in node_modules or are missing there.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const { DatabaseSync } = require('node:sqlite');
const Database = require('better-sqlite3');
const { load, getLoadablePath } = require('sqlite-logits');
const { version } = require('sqlite-logits/package.json');

const say = (what, right, got) => console.log(right ? `value: ok ${what}` : `value: FAIL ${what}: ${got}`);

function message(call) {
  try {
    call();
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
  return 'no error';
}

function refuses(what, call, ...words) {
  const got = message(call);
  say(what, words.every((word) => got.includes(word)), got);
}

function as(platform, arch, call) { // as(PLATFORM, ARCH, CALL): as if this machine were another
  const before = [process.platform, process.arch];
  const set = (values) => ['platform', 'arch'].forEach((key, i) =>
    Object.defineProperty(process, key, { value: values[i] }));
  set([platform, arch]);
  try {
    return call();
  } finally {
    set(before);
  }
}

function connections() {
  const allowed = new DatabaseSync(':memory:', { allowExtension: true });
  say('load answers nothing', load(allowed) === undefined, 'something');
  load(allowed);
  say('loaded twice', allowed.prepare('SELECT sigmoid(0) AS p').get().p === 0.5, 'another value');
  refuses('without allowExtension', () => load(new DatabaseSync(':memory:')), 'Error: ', '{ allowExtension: true }');
  allowed.enableLoadExtension(false);
  refuses('with extensions turned off', () => load(allowed), '{ allowExtension: true }');
  const closed = new Database(':memory:');
  closed.close();
  refuses('a closed connection has its own error', () => load(closed), 'TypeError: The database connection is not open');
  for (const nothing of [undefined, null, 42, {}, ':memory:']) {
    refuses(`load(${JSON.stringify(nothing)})`, () => load(nothing), 'TypeError', 'no loadExtension()');
  }
  refuses('a callback where none is called', () => load(new Database(':memory:'), () => {}), 'TypeError', 'for sqlite3');
  say('getLoadablePath', fs.existsSync(getLoadablePath()) && path.isAbsolute(getLoadablePath()), getLoadablePath());
}

// @db/sqlite is not on npm. What is known of it: loadExtension throws unless the switch is on.
function switched() {
  const calls = [];
  const db = {
    enableLoadExtension: false,
    loadExtension(file) {
      if (!this.enableLoadExtension) throw new Error('Extension loading is not enabled');
      calls.push(file);
    },
  };
  load(db);
  say('a switch is turned on and off', calls[0] === getLoadablePath() && !db.enableLoadExtension, calls);
}

function platforms(others) {
  const due = 'only for linux-';
  refuses('no package for the platform', () => as('sunos', 'x64', getLoadablePath), 'sunos-x64', due);
  refuses('no package for the CPU', () => as('linux', 'riscv64', getLoadablePath), 'linux-riscv64', due);
  refuses('load says it too', () => as('aix', 'ppc64', () => load(new Database(':memory:'))), 'aix-ppc64', due);
  for (const name of others) {
    const [, system, arch] = name.match(/^sqlite-logits-(\w+)-(\w+)$/);
    const platform = system === 'windows' ? 'win32' : system;
    const file = { win32: 'logits.dll', linux: 'logits.so', darwin: 'logits.dylib' }[platform];
    if (fs.existsSync(`node_modules/${name}`)) {
      const got = as(platform, arch, getLoadablePath);
      say(`the file for ${system}-${arch}`, got === path.resolve('node_modules', name, file), got);
    } else {
      refuses(`the package for ${system}-${arch} is not installed`, () => as(platform, arch, getLoadablePath),
        `npm install ${name}@${version}`, '--omit=optional');
    }
  }
}

async function later() {
  const sqlite3 = require('sqlite3');
  const probability = (db) => new Promise((resolve) => {
    db.get('SELECT sigmoid(0) AS p', (error, row) => resolve(error ? error.message : row.p));
  });
  let db = new sqlite3.Database(':memory:');
  const promise = load(db);
  const waited = await probability(db);
  say('sqlite3: a query waits', waited === 0.5, waited);
  say('sqlite3: the promise is of nothing', (await promise) === undefined, 'something');
  db = new sqlite3.Database(':memory:');
  let got = await new Promise((resolve) => load(db, (error) => resolve(error)));
  say('sqlite3: calls back with null', got === null, got);
  got = await new Promise((resolve) => {
    as('sunos', 'x64', () => load(new sqlite3.Database(':memory:'), (error) => resolve(error.message)));
  });
  say('sqlite3: calls back with the error', got.includes('sunos-x64'), got);
  await new Promise((resolve) => db.close(resolve));
  got = await load(db).then(() => 'no error', (error) => error.message);
  say('sqlite3: a closed connection has its own error', got.includes('SQLITE_MISUSE'), got);
  const { open } = require('sqlite');
  db = await open({ filename: ':memory:', driver: sqlite3.Database });
  await load(db);
  got = await db.get('SELECT sigmoid(0) AS p');
  say('sqlite', got.p === 0.5, got.p);
}

async function main() {
  const imported = await import('sqlite-logits');
  say('import and require are the same', imported.load === load && imported.getLoadablePath === getLoadablePath,
    Object.keys(imported));
  connections();
  switched();
  platforms(process.argv.slice(2));
  if (fs.existsSync('node_modules/sqlite3')) await later();
  console.log('value: end');
}

main();
