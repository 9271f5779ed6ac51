// Loads the extension into a connection of any client that can load one. The extension itself lies in a
// package per platform, an optional dependency of this one: npm installs the one that fits.
'use strict';

const { optionalDependencies, version } = require('./package.json');

const PREFIX = 'sqlite-logits-';

// The path of the extension for this platform.
function getLoadablePath() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = PREFIX + platform;
  if (!Object.hasOwn(optionalDependencies, name)) {
    const platforms = Object.keys(optionalDependencies).map((key) => key.slice(PREFIX.length));
    throw new Error(
      `sqlite-logits: no package for ${platform}, only for ${platforms.join(', ')}. ` +
        'Compile logits.c and give the path of the result to db.loadExtension()'
    );
  }
  try {
    return require.resolve(name);
  } catch (cause) {
    throw new Error(
      `sqlite-logits: the package ${name} is not installed. npm leaves it out with --omit=optional, and where ` +
        `node_modules comes from another platform. To install it: npm install ${name}@${version}`,
      { cause }
    );
  }
}

// sqlite3 answers later, by callback. Queries that are queued after this one wait for it. The package sqlite, which
// wraps it, does not call back: it has a promise.
function loadLater(db, callback) {
  const loaded = new Promise((resolve, reject) => {
    const result = db.loadExtension(getLoadablePath(), (error) => (error ? reject(error) : resolve()));
    if (typeof result?.then === 'function') result.then(() => resolve(), reject);
  });
  if (callback === undefined) return loaded;
  loaded.then(() => callback(null), callback);
}

// @db/sqlite has a switch for extensions, which is off.
function loadSwitched(db) {
  db.enableLoadExtension = true;
  try {
    db.loadExtension(getLoadablePath());
  } finally {
    db.enableLoadExtension = false;
  }
}

// The connection is known by what it can do, so that no client needs to be installed or imported here.
function load(db, callback) {
  if (typeof db?.loadExtension !== 'function') {
    throw new TypeError(
      'sqlite-logits: load(db) needs a connection that can load extensions, and this one has no loadExtension(). ' +
        "node:sqlite's has it from Node 22.13 on"
    );
  }
  if (typeof db.parallelize === 'function') return loadLater(db, callback);
  if (callback !== undefined) {
    throw new TypeError('sqlite-logits: load(db, callback) is for sqlite3; with this client load(db) is enough');
  }
  if (db.enableLoadExtension === false) return loadSwitched(db);
  try {
    db.loadExtension(getLoadablePath());
  } catch (cause) {
    if (!/extension loading is not allowed|allowExtension/.test(cause.message)) throw cause;
    throw new Error(
      'sqlite-logits: this connection may not load extensions. ' +
        'Open it with new DatabaseSync(path, { allowExtension: true })',
      { cause }
    );
  }
}

module.exports = { load, getLoadablePath };
