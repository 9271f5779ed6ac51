// check.mjs DIST CLIENTS: the npm packages in DIST, with the clients in CLIENTS/node_modules. Prints what fails,
// and last "N passed, N failed, N skipped". tests/packages/npm calls it.
//
// The programs that run are those of packaging/npm/README.md: for each of its sections the first block of JavaScript,
// which opens and loads, and then the query of its first section, or the section's own. What they print is compared
// with README's first table. values.mjs follows in the same program, and compares values bit for bit.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const [dist, clients] = process.argv.slice(2).map((argument) => path.resolve(argument));
const modules = path.join(clients, 'node_modules');
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'sqlite-logits-npm-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));

// ---- counting ----

let passed = 0;
let failed = 0;
let skipped = 0;

function check(right, what, details = '') {
  if (right) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`FAIL ${what}${details && `: ${details}`}`);
  }
  return right;
}

function skip(number, reason) {
  skipped += number;
  console.log(`skipped ${number}: ${reason}`);
}

// ---- running ----

// In surroundings of its own: no setting of the user's projects, and caches that vanish.
const surroundings = {
  ...process.env,
  npm_config_cache: path.join(scratch, 'npm-cache'),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
  BUN_INSTALL_CACHE_DIR: path.join(scratch, 'bun-cache'),
  DENO_DIR: path.join(scratch, 'deno-cache'),
  DENO_NO_UPDATE_CHECK: '1',
  NODE_NO_WARNINGS: '1',
  NO_COLOR: '1',
  NO_PROXY: '127.0.0.1', // where the registry below listens
  no_proxy: '127.0.0.1',
};

async function run(folder, command, values = [], more = {}) {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, values, {
      cwd: folder,
      env: { ...surroundings, ...more },
      timeout: 300000, // a machine that does much else
    });
    return { status: 0, stdout, stderr };
  } catch (error) {
    const { code, signal, stdout = '', stderr = error.message } = error;
    return { status: signal ?? code ?? 1, stdout, stderr };
  }
}

// Counts the lines "value: ok ..." and "value: FAIL ..." that a program has printed, and gives back the others.
function counted(what, { status, stdout, stderr }) {
  const lines = stdout.split('\n');
  for (const line of lines) {
    const [, kind, text] = line.match(/^value: (ok|FAIL) (.*)/) ?? [];
    if (kind) check(kind === 'ok', `${what}: ${text}`);
  }
  check(status === 0 && lines.includes('value: end'), `${what} ends well`, `${status}\n${stdout}${stderr}`);
  return lines.filter((line) => !line.startsWith('value: ')).join('\n').trim();
}

function emptyFolder(name) {
  const folder = path.join(scratch, name);
  fs.mkdirSync(folder);
  return folder;
}

// ---- the packages ----

const version = (await run(root, 'packaging/version')).stdout.trim();
const packed = new Map(); // the name of a package: its manifest, file and bytes
for (const file of fs.readdirSync(dist).filter((name) => name.startsWith('sqlite-logits') && name.endsWith('.tgz'))) {
  const { stdout } = await run(dist, 'tar', ['xzOf', file, 'package/package.json']);
  const manifest = JSON.parse(stdout);
  check(file === `${manifest.name}-${version}.tgz`, `${file} is named for ${manifest.name} ${version}`);
  packed.set(manifest.name, { manifest, file, bytes: fs.readFileSync(path.join(dist, file)) });
}
const platform = `${process.platform}-${process.arch}`;
if (!packed.has('sqlite-logits') || !packed.has(`sqlite-logits-${platform}`)) {
  console.log(`FAIL ${dist} has no packages for ${platform}: make npm`);
  console.log('0 passed, 1 failed, 0 skipped');
  process.exit(1);
}

// Two builds are the same in every byte, the second from files of another time and other rights.
async function reproducible() {
  const builds = ['022', '077'].map((mask) => ({ mask, folder: emptyFolder(`built-${mask}`) }));
  for (const { mask, folder } of builds) {
    for (const name of [...packed.keys()].filter((key) => key !== 'sqlite-logits')) {
      const file = path.join(name.replace('sqlite-logits-', ''), packed.get(name).manifest.main);
      fs.mkdirSync(path.join(folder, path.dirname(file)));
      fs.copyFileSync(path.join(dist, file), path.join(folder, file));
      fs.chmodSync(path.join(folder, file), mask === '022' ? 0o755 : 0o600);
      fs.utimesSync(path.join(folder, file), Number(mask), Number(mask));
    }
    const { status, stderr } = await run(root, 'sh', ['-c', `umask ${mask} && packaging/npm-packages '${folder}'`]);
    check(status === 0, `the packages are built with umask ${mask}`, stderr);
  }
  for (const [name, { file }] of packed) {
    const [one, other] = builds.map(({ folder }) => path.join(folder, file));
    check(fs.existsSync(other) && fs.readFileSync(one).equals(fs.readFileSync(other)), `two builds of ${name} are equal`);
  }
}

// The file in each package is the one that was built and tested.
async function contents() {
  for (const [name, { manifest, file }] of packed) {
    if (name === 'sqlite-logits') continue;
    const folder = emptyFolder(`contents-${name}`);
    await run(folder, 'tar', ['xzf', path.join(dist, file)]);
    const built = path.join(dist, name.replace('sqlite-logits-', ''), manifest.main);
    check(fs.readFileSync(path.join(folder, 'package', manifest.main)).equals(fs.readFileSync(built)),
      `${name} has the file that was built`);
    // By Node's names, or npm would take it nowhere.
    const [system, arch] = name.replace('sqlite-logits-', '').split('-');
    const fits = JSON.stringify([manifest.os, manifest.cpu]);
    check(fits === JSON.stringify([[system === 'windows' ? 'win32' : system], [arch]]), `${name} says where it fits`, fits);
  }
  const { optionalDependencies, dependencies } = packed.get('sqlite-logits').manifest;
  const due = [...packed.keys()].filter((name) => name !== 'sqlite-logits').sort().map((name) => [name, version]);
  check(JSON.stringify(Object.entries(optionalDependencies).sort()) === JSON.stringify(due),
    'the platforms are optional dependencies', JSON.stringify(optionalDependencies));
  check(dependencies === undefined, 'there are no other dependencies');
}

// ---- a registry that has these packages and no other ----

const registry = http.createServer((request, response) => {
  const name = decodeURIComponent(request.url.slice(1).split('?')[0]);
  const { port } = registry.address();
  for (const { file, bytes } of packed.values()) {
    if (name === file) return response.end(bytes);
  }
  const found = packed.get(name);
  if (!found) return response.writeHead(404).end('{}');
  const integrity = `sha512-${createHash('sha512').update(found.bytes).digest('base64')}`;
  const manifest = { ...found.manifest, dist: { tarball: `http://127.0.0.1:${port}/${found.file}`, integrity } };
  response.setHeader('content-type', 'application/json');
  return response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions: { [version]: manifest } }));
});
await new Promise((resolve) => registry.listen(0, '127.0.0.1', resolve));
surroundings.npm_config_registry = `http://127.0.0.1:${registry.address().port}/`;
surroundings.NPM_CONFIG_REGISTRY = surroundings.npm_config_registry;

const installed = (folder) => (fs.existsSync(path.join(folder, 'node_modules'))
  ? fs.readdirSync(path.join(folder, 'node_modules')).filter((name) => name.startsWith('sqlite-logits')).join(' ')
  : 'nothing');

// npm takes what fits the machine. Other machines are what process.arch says.
async function choice() {
  for (const arch of ['x64', 'arm64', 'riscv64']) {
    const folder = emptyFolder(`choice-${arch}`);
    fs.writeFileSync(path.join(scratch, `${arch}.cjs`), `Object.defineProperty(process, 'arch', { value: '${arch}' });`);
    const options = { NODE_OPTIONS: `--require=${path.join(scratch, `${arch}.cjs`)}` };
    const { status, stderr } = await run(folder, 'npm', ['install', 'sqlite-logits'], options);
    const due = ['sqlite-logits', `sqlite-logits-${process.platform}-${arch}`].filter((name) => packed.has(name));
    check(status === 0 && installed(folder) === due.join(' '), `npm on ${process.platform}-${arch}`,
      `${installed(folder)}\n${stderr}`);
  }
  // The files themselves, without any registry.
  const folder = emptyFolder('files');
  const files = ['sqlite-logits', `sqlite-logits-${platform}`].map((name) => path.join(dist, packed.get(name).file));
  const { status, stderr } = await run(folder, 'npm', ['install', '--offline', ...files]);
  check(status === 0, 'npm install of the files', stderr);
  const told = await run(folder, process.execPath, ['-p', "require('sqlite-logits').getLoadablePath()"]);
  const due = path.join(folder, 'node_modules', `sqlite-logits-${platform}`, 'logits.so');
  check(told.stdout.trim() === fs.realpathSync(due), 'the path after an install of the files', told.stdout + told.stderr);
}

// ---- the README ----

const readme = fs.readFileSync(path.join(root, 'packaging/npm/README.md'), 'utf8');
const sections = new Map();
for (const text of readme.split(/^## /m).slice(1)) {
  const blocks = { js: [], sh: [], text: [] };
  for (const [, kind, block] of text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)) blocks[kind].push(block);
  sections.set(text.split('\n')[0], blocks);
}
const first = sections.get('better-sqlite3');
const cells = (table) => table.split('\n').filter((line) => /\d/.test(line))
  .map((line) => line.replace(/['"│]/g, ' ').trim().split(/\s+/).join(' '));
// The first table of the project's README, in its mode column, has no index.
const table = fs.readFileSync(path.join(root, 'README.md'), 'utf8').match(/^```text\n([^]*?)^```$/m)[1];
const due = cells(table).map((line, index) => `${index} ${line}`).join('\n');
check(cells(first.text[0]).join('\n') === due, "the package's README shows README's first table", first.text[0]);

const all = {
  libsql: `(sql, bound) => db.prepare(sql).all(bound.map((value) =>
    (ArrayBuffer.isView(value) ? value.slice() : value)))`,
  sqlite3: `(sql, bound) => new Promise((resolve, reject) =>
    db.all(sql, bound, (error, rows) => (error ? reject(error) : resolve(rows))))`,
};

// The program of a section: what it shows, then the values.
function program(section) {
  const { js } = sections.get(section);
  const ask = all[section] ?? '(sql, bound) => db.prepare(sql).all(...bound)';
  return `${js[0]}${js[1] ?? first.js[1]}
import('./values.mjs').then((module) => module.default(${ask}, '${version}'));\n`;
}

const runtimes = {
  'Node 22': [path.join(modules, 'node22/bin/node')],
  'Node 24': [path.join(modules, 'node24/bin/node')],
  'Node 22 on arm64': ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu', path.join(clients, 'arm64/node')],
  Bun: [fs.globSync?.(path.join(modules, '@oven/bun-*/bin/bun'))[0]],
  Deno: [fs.globSync?.(path.join(modules, '@deno/*/deno'))[0], 'run', '--allow-read', '--allow-ffi'],
};

async function tell(folder, section, name) {
  const suffix = section === 'CommonJS' ? 'cjs' : 'mjs';
  const file = `${section.replace(/\W/g, '-')}.${suffix}`;
  fs.writeFileSync(path.join(folder, file), program(section));
  fs.copyFileSync(path.join(here, 'values.mjs'), path.join(folder, 'values.mjs'));
  const what = `${section} in ${name}`;
  const [command, ...options] = runtimes[name];
  const printed = counted(what, await run(folder, command, [...options, file]));
  check(cells(printed).join('\n') === due, `${what}: README's first table`, printed);
  if (name.startsWith('Node')) check(printed === first.text[0].trim(), `${what}: as it is shown`, printed);
}

function link(folder) { // the clients, beside what npm has installed
  for (const name of ['better-sqlite3', 'libsql', 'sqlite3', 'sqlite', '@types', 'bun-types']) {
    if (fs.existsSync(path.join(modules, name))) fs.symlinkSync(path.join(modules, name), path.join(folder, 'node_modules', name));
  }
}

const hasSqlite3 = fs.existsSync(path.join(modules, 'sqlite3'));

async function node() {
  const folder = emptyFolder('node');
  // "npm install sqlite-logits better-sqlite3": the clients come from elsewhere.
  const { status, stderr } = await run(folder, 'npm', first.sh[0].trim().split(' ').slice(1, 3));
  check(status === 0, 'npm install', stderr);
  link(folder);
  for (const name of ['Node 22', 'Node 24']) {
    for (const section of ['better-sqlite3', 'node:sqlite', 'libsql', 'sqlite3', 'CommonJS']) {
      if (section === 'sqlite3' && !hasSqlite3) skip(1, `sqlite3 in ${name}: no C++ compiler to build it with`);
      else await tell(folder, section, name);
    }
  }
  await vectors(folder);
  await types(folder);
  await api(folder);
}

async function vectors(folder) {
  const { js, text } = sections.get('Vectors');
  fs.writeFileSync(path.join(folder, 'vectors.mjs'), first.js[0] + js[0]);
  const { stdout, stderr } = await run(folder, runtimes['Node 22'][0], ['vectors.mjs']);
  check(stdout === text[0], 'the vector of README', stdout + stderr);
}

async function types(folder) {
  for (const file of ['esm.mts', 'cjs.cts']) fs.copyFileSync(path.join(here, 'types', file), path.join(folder, file));
  const options = ['--strict', '--noEmit', '--target', 'es2022', '--module', 'nodenext', '--types', 'node,bun-types',
    '--skipLibCheck', 'esm.mts', 'cjs.cts'];
  const tsc = path.join(modules, 'typescript/bin/tsc');
  const { status, stdout, stderr } = await run(folder, process.execPath, [tsc, ...options]);
  check(status === 0, 'the types', stdout + stderr);
  // Those of the package alone, every file of it.
  const own = ['index.d.mts', 'index.d.cts'].map((file) => `node_modules/sqlite-logits/${file}`);
  const strict = await run(folder, process.execPath, [tsc, '--strict', '--noEmit', '--module', 'nodenext', '--types', 'node',
    ...own]);
  check(strict.status === 0, 'the types are right in themselves', strict.stdout + strict.stderr);
}

async function api(folder) {
  fs.copyFileSync(path.join(here, 'api.cjs'), path.join(folder, 'api.cjs'));
  const others = [...packed.keys()].filter((name) => !['sqlite-logits', `sqlite-logits-${platform}`].includes(name));
  const runAll = async (what) => {
    for (const name of ['Node 22', 'Node 24']) {
      counted(`api.cjs in ${name}, ${what}`, await run(folder, runtimes[name][0], ['api.cjs', ...others]));
    }
  };
  await runAll('one platform');
  for (const name of others) {
    const place = path.join(folder, 'node_modules', name);
    fs.mkdirSync(place);
    await run(place, 'tar', ['xzf', path.join(dist, packed.get(name).file), '--strip-components=1']);
  }
  await runAll('all platforms');
}

// What npm has installed for arm64 is used there. libsql's and sqlite3's modules are not here for it.
async function emulated() {
  const name = 'Node 22 on arm64';
  const folder = path.join(scratch, 'choice-arm64');
  const [command, ...options] = runtimes[name];
  if (!packed.has('sqlite-logits-linux-arm64')) return skip(1, 'linux-arm64: it is not in dist/');
  if (process.arch !== 'x64' || (await run(folder, command, [...options, '--version'])).status !== 0) {
    return skip(1, `${name}: no emulator for it, or no C++ library; .ci/need emulator says what to install`);
  }
  link(folder);
  for (const section of ['better-sqlite3', 'node:sqlite', 'CommonJS']) await tell(folder, section, name);
}

// Bun and Deno bring what installs as well: "bun add sqlite-logits", "deno add npm:sqlite-logits".
async function other(name) {
  const folder = emptyFolder(name);
  const [, ...values] = sections.get(name).sh[0].trim().split(' ');
  const { status, stderr } = await run(folder, runtimes[name][0], values);
  check(status === 0, sections.get(name).sh[0].trim(), stderr);
  await tell(folder, name, name);
  const shown = `import { DatabaseSync } from 'node:sqlite';
    import { load } from 'sqlite-logits';
    try { load(new DatabaseSync(':memory:')); } catch (error) { console.log(error.message); }`;
  fs.writeFileSync(path.join(folder, 'refused.mjs'), shown);
  const [command, ...options] = runtimes[name];
  const { stdout } = await run(folder, command, [...options, 'refused.mjs']);
  check(stdout.includes('{ allowExtension: true }'), `${name} without allowExtension`, stdout);
}

const known = ['better-sqlite3', 'node:sqlite', 'libsql', 'sqlite3', 'Bun', 'Deno', 'CommonJS', 'Vectors'];
for (const [section, { js }] of sections) {
  check(js.length === 0 || known.includes(section), `README's section ${section} is run here`);
}
await reproducible();
await contents();
await choice();
await node();
await emulated();
await other('Bun');
await other('Deno');
skip(1, '@db/sqlite in Deno: it is not on npm');
registry.close();
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;
