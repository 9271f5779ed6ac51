// build.mjs MODULES WASM FOLDER VERSION: writes the page into FOLDER. index.html holds all of it: the code, the
// WebAssembly module, the demo's data, the documents' recipes and examples, the table of functions. So it also works as a
// file on a disk. Beside it are sw.js, which keeps it for when there is no network, and the licences of what is in it.
// MODULES is the node_modules that package.json asks for. The same sources give the same bytes.
import { createHash, webcrypto } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { examplesOf, recipesOf } from './documents.mjs';
import { Database } from './engine/sqlite.js';

globalThis.crypto ??= webcrypto; // Node 18 has it under this name alone

const here = dirname(fileURLToPath(import.meta.url));
const top = resolve(here, '../..');
const [modules, wasmFile, folder, version] = process.argv.slice(2);
const esbuild = createRequire(join(resolve(modules), 'x'))('esbuild');
const read = (path) => readFileSync(join(top, path), 'utf8');

// ---- the examples of the documents ----

function examples() {
  const paths = ['README.md', ...readdirSync(join(top, 'docs')).filter((name) => name.endsWith('.md')).sort().map((name) => `docs/${name}`)];
  const all = paths.flatMap((path) => examplesOf(path, read(path), read));
  const twice = all.find(({ name }, i) => all.findIndex((one) => one.name === name) < i);
  if (twice) throw new Error(`${twice.path}: there is another #example=${twice.name}`);
  return all;
}

// ---- the demo's data, as sql/import.sql says ----

function demoData() {
  const script = read('sql/import.sql');
  const tables = {};
  for (const [, file, table] of script.matchAll(/^\.import .* (\S+) (\S+)$/gm)) tables[table] = read(file);
  return { schema: script.replace(/^\..*$/gm, ''), tables };
}

// ---- the pieces ----

const packed = (bytes) => gzipSync(bytes, { level: 9 }).toString('base64');
// Within <script> nothing may look like its end.
const forScript = (text) => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
const forJson = (value) => JSON.stringify(value).replaceAll('<', '\\u003c');

async function bundle(entry) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(here, entry)], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022',
    nodePaths: [resolve(modules)], legalComments: 'none', absWorkingDir: top, charset: 'utf8',
  });
  return forScript(outputFiles[0].text);
}

// Everything that is in the bundle, with its licence.
function notices() {
  const parts = [`sqlite-logits\n\n${read('LICENSE')}`, 'SQLite is in the public domain.'];
  for (const scope of ['@codemirror', '@lezer', '@marijn', '.']) {
    const place = join(modules, scope);
    let names = [];
    try {
      names = scope === '.' ? ['crelt', 'style-mod', 'w3c-keyname'] : readdirSync(place).sort();
    } catch { /* no such scope */ }
    for (const name of names) {
      const { name: full, version: one } = JSON.parse(readFileSync(join(place, name, 'package.json'), 'utf8'));
      const licence = readdirSync(join(place, name)).find((file) => /^licen[sc]e/i.test(file));
      parts.push(`${full} ${one}\n\n${readFileSync(join(place, name, licence), 'utf8')}`);
    }
  }
  return `${parts.map((part) => part.trim()).join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;
}

const wasm = readFileSync(wasmFile);
const db = await Database.open(wasm);
const functions = db.rows(`SELECT name, signature, summary FROM logits_functions`)
  .map(([name, signature, summary]) => ({ name, signature, summary }));
const linked = examples();
const { groups, left } = recipesOf(read('docs/recipes.md'));
const app = await bundle('app.js');
const hash = createHash('sha256').update(app).digest('base64');
const policy = ["default-src 'none'", `script-src 'sha256-${hash}' 'wasm-unsafe-eval'`, "style-src 'unsafe-inline'",
  'img-src data:', "worker-src blob: 'self'", "base-uri 'none'", "form-action 'none'"].join('; ');
const pieces = {
  policy, app, version, sqlite: db.version(), style: readFileSync(join(here, 'style.css'), 'utf8'),
  worker: await bundle('worker.js'), wasm: packed(wasm), data: packed(JSON.stringify(demoData())),
  content: forJson({ recipes: groups, examples: linked, functions }),
};
const fill = (text, values) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
// What the template says to those who open it as it is.
const template = readFileSync(join(here, 'index.html'), 'utf8').replace(/<!-- source -->.*?<!-- end -->\n/s, '');
const page = fill(template, pieces);
const build = createHash('sha256').update(page).digest('hex').slice(0, 16);

mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'index.html'), page);
writeFileSync(join(folder, 'sw.js'), fill(readFileSync(join(here, 'sw.js'), 'utf8'), { build }));
writeFileSync(join(folder, 'notices.txt'), notices());
const count = groups.reduce((n, { recipes }) => n + recipes.length, 0);
console.log(`${folder}: ${count} recipes, ${linked.length} examples, ${functions.length} functions, ${Math.round(page.length / 1024)} KB, `
  + `${Math.round(gzipSync(page).length / 1024)} KB compressed; left out: ${left.join(', ')}`);
