// page.mjs FOLDER CHROMIUM EXTENSION: the tests of tests/playground, in FOLDER as that script leaves it. Prints what
// fails, and "N passed, N failed" at the end.
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [folder, executablePath, extension] = process.argv.slice(2);
const require = createRequire(join(resolve(folder), 'node_modules/x'));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const data = resolve('sql/data');
const screens = join(folder, 'screens');
mkdirSync(screens, { recursive: true });

let passed = 0, failed = 0;
function check(condition, what, got = '') {
  if (condition) passed++;
  else {
    failed++;
    console.log(`failed: ${what}${got === '' ? '' : `: ${got}`}`);
  }
}
function equal(expected, got, what) {
  check(expected === got, what, `expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
}

// ---- the page ----

function serve() {
  const server = spawn(process.execPath, ['docs/playground/serve.mjs', join(folder, 'page'), '0']);
  return new Promise((done, fail) => {
    server.stdout.once('data', (line) => done({ server, url: String(line).trim() }));
    server.once('exit', (status) => fail(new Error(`serve.mjs ended with ${status}`)));
  });
}

const PATIENCE = 240000; // milliseconds, for a machine that is slow and busy
const idle = (page) => page.waitForFunction(() => document.documentElement.dataset.ready === 'true' &&
  document.getElementById('stop').hidden && document.getElementById('run').getAttribute('aria-disabled') === 'false');
const status = (page) => page.textContent('#status');
const complaint = (page) => page.evaluate(() => {
  const box = document.getElementById('error');
  return box.hidden ? '' : box.textContent;
});
const query = (page) => page.evaluate(() => [...document.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));

async function open(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => check(false, 'no error of JavaScript', error.message));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith('http')) equal(new URL(url).host, host, 'a request to elsewhere');
  });
  await page.goto(url);
  await idle(page);
  return page;
}

async function write(page, sql) {
  await page.click('.cm-content');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(sql);
}

async function run(page, sql) {
  await write(page, sql);
  await page.keyboard.press('Control+Enter');
  await idle(page);
}

// What the results hold, as native.c prints it.
const values = (page) => page.evaluate(() => {
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const print = (value) => {
    if (value === null) return 'N';
    if (typeof value === 'bigint') return `I${value}`;
    if (typeof value === 'string') return `T${hex(new TextEncoder().encode(value))}`;
    if (typeof value !== 'number') return `B${hex(value)}`;
    const view = new DataView(new ArrayBuffer(8));
    view.setFloat64(0, value);
    return `D${view.getBigUint64(0).toString(16).padStart(16, '0')}`;
  };
  return (document.getElementById('results').results ?? [])
    .flatMap(({ columns, rows }) => [`= ${columns.length}`, ...rows.flat().map(print)]);
});

// What the page shows of a query of ours is what the native build gives: values, and the message of an error.
async function sameAsNative(page, title, sql) {
  copyFileSync(join(folder, 'demo.db'), join(folder, 'copy.db'));
  const native = spawnSync(join(folder, 'native'), [join(folder, 'copy.db'), resolve(extension)], { input: sql, maxBuffer: 1 << 28 });
  const message = String(native.stderr).trim();
  equal(message, await complaint(page), `${title}: the message of an error`);
  const expected = String(native.stdout).trim().split('\n');
  if (message !== '' && expected[0] === '') return message;
  const got = await values(page);
  const at = expected.findIndex((line, j) => line !== got[j]);
  check(at < 0 && expected.length === got.length && got.length > 1, `${title}: the same bits`,
    `value ${at} of ${expected.length}, ${got.length}: expected ${expected[at]}, got ${got[at]}`);
  passed += Math.max(0, got.length - 1);
  return message;
}

// ---- what is tested ----

async function testRecipes(context, url) {
  const page = await open(context, url);
  const { recipes } = JSON.parse(await page.textContent('#content'));
  const buttons = page.locator('#recipes button');
  const all = recipes.flatMap((group) => group.recipes);
  equal(all.length, await buttons.count(), 'a button for each recipe');
  check(all.length >= 25, 'recipes', all.length);
  for (const [i, { title, sql }] of all.entries()) {
    await buttons.nth(i).click();
    await idle(page);
    equal('', await sameAsNative(page, title, sql), `${title}: no error`);
  }
  await page.close();
}

// A .npy file, version 1.0, of floats in rows.
function npy(rows) {
  const shape = `(${rows.length}, ${rows[0].length})`;
  const head = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117) + '\n';
  const floats = Buffer.from(new Float32Array(rows.flat()).buffer);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(head), floats]);
}

const text = (lines) => Buffer.from(lines.join('\n'));

const files = [
  ['binary.csv', () => readFileSync(join(data, 'tumour_scores.csv')), 'a score and a label of 0 or 1'],
  ['rows.csv', () => readFileSync(join(data, 'digits_scores.csv')), 'a row per example and class'],
  ['columns.csv', () => text(['id;cat;dog;label', '1;16.917;0.772;cat', '2;1.004;0.709;dog', '3;"-1.5";2.25;dog']),
    'a column of scores per class'],
  ['scores.tsv', () => text(['score', '0.5', '-inf', 'nan', '2']), 'a score per row'],
  ['other.csv', () => text(['name,"said ""so"""', 'Ada,"two\nlines"', 'Bob,']), 'a table'],
  ['objects.json', () => text([JSON.stringify([{ p: 0.9, y: 1 }, { p: 0.2, y: 0 }, { p: 0.4, y: 1 }])]), 'label of 0 or 1'],
  ['lists.json', () => text(['[[1.5, 2.5], [0.25, NaN]]']), 'a vector per example'],
  ['lines.jsonl', () => text(['{"v": [1, 2.5], "label": 1}', '{"v": [3, 0], "label": 0}']), 'a vector per example'],
  ['matrix.npy', () => npy([[1, 2, 3], [0.5, -1, 4]]), 'a vector per example'],
  ['archive.npz', () => readFileSync(join(data, 'digits_100.npz')), 'a vector per example'],
  ['database.db', () => readFileSync(join(folder, 'demo.db')), 'a row per example and class'],
];

async function testFiles(context, url) {
  const page = await open(context, url);
  for (const [name, content, layout] of files) {
    await page.setInputFiles('#file', { name, mimeType: 'application/octet-stream', buffer: content() });
    await idle(page);
    equal('', await complaint(page), `${name} is read`);
    const card = page.locator('.card').first();
    check((await page.textContent('#cards')).includes(layout), `${name} is recognised`, await page.textContent('#cards'));
    const offers = card.locator('button');
    const count = await offers.count();
    check(count >= (name === 'other.csv' ? 2 : 3), `${name}: queries are offered`, count);
    for (let i = 0; i < count; i++) {
      await offers.nth(i).click();
      await idle(page);
      const label = `${name}: ${await offers.nth(i).textContent()}`;
      equal('', await complaint(page), label);
      check((await values(page)).length > 1, `${label} has a result`);
    }
  }
  const archive = readFileSync(join(data, 'digits_100.npz'));
  const cut = npy([[1, 2, 3], [0.5, -1, 4]]).subarray(0, -5);
  const refused = [['nothing.csv', ''], ['nothing.json', ''], ['nothing.npy', ''], ['nothing.db', ''], ['bad.json', '{"a": [1, }'],
    ['null.json', 'null'], ['bad.npy', '\x93NUMPY\x09\x00'], ['cut.npy', cut], ['quote.csv', 'a,b\n"1,2'], ['cut.npz', archive.subarray(0, 900)],
    ['bad.npz', Buffer.concat([archive.subarray(0, -22), Buffer.alloc(40), archive.subarray(-22, -6), Buffer.from('\xff\0\0\0\0\0', 'latin1')])],
    ['bad.db', 'SQLite format 3\0 and nothing else'], ['picture.png', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
    ['wide.csv', Array.from({ length: 2001 }, (_, i) => `c${i}`).join(',')]];
  await run(page, 'CREATE TEMP TABLE still AS SELECT 1 AS here');
  for (const [name, content] of refused) {
    await page.setInputFiles('#file', { name, mimeType: '', buffer: Buffer.from(content, 'latin1') });
    await idle(page);
    const said = await complaint(page);
    check(said.startsWith(`${name}: `) && said.length > name.length + 12, `${name} is refused`, said);
  }
  await run(page, 'SELECT here FROM temp.still');
  equal('= 1,I1', String(await values(page)), 'files that are refused change nothing');
  await page.setInputFiles('#file', { name: 'main.db', mimeType: '', buffer: readFileSync(join(folder, 'demo.db')) });
  await idle(page);
  await run(page, 'SELECT count(*) FROM main_file.digits');
  equal('= 1,I35940', String(await values(page)), 'a database called main');
  await run(page, 'SELECT count(*), total("said ""so""" = \'two\nlines\') FROM other');
  equal('= 2,I2,D3ff0000000000000', String(await values(page)), 'CSV with quotes and line ends');
  await run(page, 'SELECT typeof(score), score FROM scores ORDER BY rowid');
  equal('= 2,T7265616c,D3fe0000000000000,T7265616c,Dfff0000000000000,T6e756c6c,N,T7265616c,D4000000000000000',
    String(await values(page)), 'infinities and NaN of a CSV');

  // A name that is in use: by a file, a table of the demo, a temporary table, a function, an opened database.
  for (const [name, buffer, table, question, kept] of [
    ['scores.csv', text(['score', '7', '8']), 'scores_2', 'SELECT count(*) FROM scores', 'I4'],
    ['Digits.csv', text(['score', '7', '8']), 'Digits_2', 'SELECT count(*) FROM digits', 'I35940'],
    ['digits.json', text(['[{"score": 7}, {"score": 8}]']), 'digits_3', 'SELECT count(*) FROM digits', 'I35940'],
    ['still.csv', text(['score', '7', '8']), 'still_2', 'SELECT here FROM still', 'I1'],
    ['matrix.npy', npy([[7], [8]]), 'matrix_2', 'SELECT sum(vec_size(v)) FROM matrix', 'I6'],
    ['vec_scores.csv', text(['score', '7', '8']), 'vec_scores_2', "SELECT count(*) FROM vec_scores('[1, 2]')", 'I2'],
    ['database.db', readFileSync(join(folder, 'demo.db')), 'database_2.digits', 'SELECT count(*) FROM database.digits', 'I35940'],
  ]) {
    await page.setInputFiles('#file', { name, mimeType: '', buffer });
    await idle(page);
    equal('', await complaint(page), `a second ${name} is read`);
    const said = await page.textContent('#cards');
    check(said.includes(`${table} (there is a ${name.replace(/\..*/, '')} already) has `), `a second ${name} has another name`, said);
    check((await query(page)).includes(table), `the query that follows asks ${table}`, await query(page));
    await run(page, question);
    equal(`= 1,${kept}`, String(await values(page)), `a second ${name} replaces nothing`);
    await run(page, `SELECT count(*) FROM ${table}`);
    equal(`= 1,${table.includes('.') ? kept : 'I2'}`, String(await values(page)), `${table} has the rows of ${name}`);
  }
  await page.close();
}

// Nothing that comes out of a file or a query is taken for HTML, and no script of it runs.
async function testHostile(context, url) {
  const page = await open(context, url);
  const html = '<img src=x onerror="window.hit=1"><script>window.hit=1</script>';
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="window.hit=1"><title>A &amp; B</title>'
    + '<script>window.hit=1</script><image href="http://127.0.0.1:9/x"/><foreignObject><p xmlns="http://www.w3.org/1999/xhtml">'
    + '<img src="x" onerror="parent.hit=1"/></p></foreignObject></svg>';
  const field = (text) => `"${text.replaceAll('"', '""')}"`;
  const lines = [[html, 'class', 'logit'], ['1', `${html}'`, '2.5'], ['1', svg, '0.5'], ['2', html, '-1']];
  await page.setInputFiles('#file', { name: `${html.replaceAll('/', '')}.csv`, mimeType: '', buffer: text(lines.map((line) => line.map(field).join(','))) });
  await idle(page);
  equal('', await complaint(page), 'a file with HTML in its name and names');
  const table = (await page.textContent('.card strong')).trim();
  check((await page.textContent('#tables')).includes(html), 'the name of a column as text');
  const offers = page.locator('.card button');
  for (let i = await offers.count(); i-- > 0;) {
    await offers.nth(i).click();
    await idle(page);
    equal('', await complaint(page), `a hostile file: ${await offers.nth(i).textContent()}`);
  }
  await run(page, `SELECT class AS ${field(html)}, class FROM ${table} ORDER BY rowid`);
  equal(0, await page.locator('#results img, #results script').count(), 'text of a table is no HTML');
  equal(svg, await page.textContent('tbody tr:nth-child(2) td'), 'it is shown as it is');
  await run(page, `SELECT '${svg}' AS picture`);
  equal('A & B', await page.getAttribute('#results img', 'alt'), 'the title of a picture');
  check(await page.evaluate(() => document.querySelector('#results img').decode().then(() => true, () => false)), 'a picture with a script is a picture');
  await run(page, `SELECT plot_confusion(class_set(class, class), '${html}') AS picture FROM ${table}`);
  check(await page.evaluate(() => document.querySelector('#results img').decode().then(() => true, () => false)), 'labels of a plot are escaped');
  equal(html, await page.getAttribute('#results img', 'alt'), 'and read out as they are');
  await run(page, `SELECT ${field(html)} FROM nowhere`);
  equal('no such table: nowhere', await complaint(page), 'a query with HTML');
  await run(page, `SELECT * FROM ${field(html)}`);
  equal(`no such table: ${html}`, await complaint(page), 'a message with HTML');
  equal(undefined, await page.evaluate(() => window.hit), 'no script ran');
  equal(0, await page.locator('main img').count() - await page.locator('#results img').count(), 'no element came out of data');
  await page.close();
}

// More columns than a result can have figures of: a model of 1000 classes.
async function testWide(context, url) {
  const page = await open(context, url);
  const lines = [['label', ...Array.from({ length: 1000 }, (_, i) => `class ${i}`)].join(',')];
  for (let row = 0; row < 40; row++) lines.push([`class ${row}`, ...Array.from({ length: 1000 }, (_, i) => (i === row ? 9 : Math.sin(row * i)).toFixed(3))].join(','));
  await page.setInputFiles('#file', { name: 'classes.csv', mimeType: '', buffer: text(lines) });
  await idle(page);
  check((await page.textContent('#cards')).includes('a column of scores per class'), '1000 classes are recognised', await page.textContent('#cards'));
  const offers = page.locator('.card button');
  check(await offers.count() >= 3, '1000 classes: queries are offered', await offers.count());
  await offers.filter({ hasText: 'Evaluation' }).click();
  await idle(page);
  equal('', await complaint(page), '1000 classes: no error');
  equal('= 4,I40,D3ff0000000000000', String((await values(page)).slice(0, 3)), '1000 classes: the accuracy');
  await page.close();
}

// A file that is dropped as a hand would, with progress, kept over a stop and a reload.
async function testDrop(context, url) {
  const page = await open(context, url);
  await page.evaluate(() => {
    window.said = [];
    new MutationObserver(() => window.said.push(document.getElementById('status').textContent))
      .observe(document.getElementById('status'), { childList: true });
    const lines = ['id,score,label'];
    for (let i = 0; lines.length < 460000; i++) lines.push(`${i},${Math.sin(i).toFixed(9)},${i % 3 === 0 ? 1 : 0}`);
    const transfer = new DataTransfer();
    transfer.items.add(new File([lines.join('\n')], 'large.csv'));
    window.size = transfer.files[0].size;
    for (const type of ['dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
    }
  });
  await page.waitForSelector('.card');
  await idle(page);
  const { said, size } = await page.evaluate(() => ({ said: window.said, size: window.size }));
  check(size > 9.5e6, 'a file of 10 MB', size);
  check(said.filter((one) => /large\.csv: \d+%/.test(one)).length >= 10, 'progress', said.slice(0, 5));
  await run(page, 'SELECT count(*) FROM large');
  equal('= 1,I459999', String(await values(page)), 'all rows are there');
  await run(page, 'CREATE TABLE mine(x); INSERT INTO mine VALUES (1.25);');

  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';
  await write(page, endless);
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('#stop:visible');
  await page.click('#stop');
  await idle(page);
  check((await status(page)).startsWith('Stopped.'), 'a stop', await status(page));
  equal(endless, await query(page), 'the query is still there');
  await run(page, 'SELECT count(*), (SELECT x FROM mine) FROM large');
  equal('= 2,I459999,D3ff4000000000000', String(await values(page)), 'the tables are there after a stop');

  await run(page, 'CREATE TABLE before_error(x); SELECT sigmoyd(1)');
  await write(page, endless);
  await page.keyboard.press('Control+Enter');
  await page.click('#stop');
  await idle(page);
  await run(page, 'SELECT count(*) FROM before_error');
  equal('= 1,I0', String(await values(page)), 'what came before an error is there after a stop');
  await run(page, 'SELECT count(*), (SELECT x FROM mine) FROM large');
  await page.reload();
  await idle(page);
  equal('SELECT count(*), (SELECT x FROM mine) FROM large', await query(page), 'the query after a reload');
  equal('= 2,I459999,D3ff4000000000000', String(await values(page)), 'the tables after a reload');
  equal(1, await page.locator('.card').count(), 'the card of the file after a reload');
  await page.click('#reset');
  await page.waitForFunction(() => document.querySelectorAll('.card').length === 0);
  await run(page, 'SELECT count(*) FROM mine');
  equal('no such table: mine', await complaint(page), 'the demo data alone after a reset');
  await page.close();
}

async function testWrong(context, url) {
  const page = await open(context, url);
  await run(page, 'SELECT 1 AS one');
  await run(page, "SELECT sigmoid('abc')");
  equal("sigmoid(): argument 1 must be a number, got TEXT 'abc'", await complaint(page), 'an error of a function');
  equal("SELECT sigmoid('abc')", await query(page), 'the query is still there');
  equal('= 1,I1', String(await values(page)), 'the last result is still there');
  await run(page, 'SELECT 1;\nSELECT sigmoyd(2)');
  equal('no such function: sigmoyd', await complaint(page), 'a name that is wrong');
  equal('sigmoyd', await page.textContent('.cm-line .wrong'), 'the wrong word is underlined');
  equal('= 1,I1', String(await values(page)), 'the result before the error is shown');
  await run(page, 'BEGIN; CREATE TABLE half(x); SELECT sigmoid(1, 2);');
  await run(page, 'SELECT count(*) FROM digits');
  equal('= 1,I35940', String(await values(page)), 'a transaction that failed is over');
  equal('', await complaint(page), 'no error is left');
  const deep = `SELECT ${'('.repeat(900)}1${')'.repeat(900)}, json_valid('${'['.repeat(1900)}')`;
  await run(page, deep);
  await run(page, 'SELECT 2');
  equal('= 1,I2', String(await values(page)), 'after a query that nests deeply');
  await page.close();
}

async function testLinks(context, url) {
  const sql = "SELECT softmax(1.0, 2.0) AS p, 'ä + % & #' AS t";
  const page = await open(context, `${url}#sql=${encodeURIComponent(sql)}`);
  equal(sql, await query(page), 'the query of the link');
  equal('= 2', (await values(page))[0], 'it is run');
  await write(page, 'SELECT 1 + 1 AS two');
  await page.click('#share');
  await page.waitForFunction(() => /link is/i.test(document.getElementById('status').textContent));
  equal(`${url}#sql=${encodeURIComponent('SELECT 1 + 1 AS two')}`, page.url(), 'the link in the address bar');
  equal(page.url(), await page.evaluate(() => navigator.clipboard.readText()), 'the link that is copied');
  await page.evaluate(() => { location.hash = `#sql=${encodeURIComponent('DELETE FROM digits')}`; });
  await page.waitForFunction(() => /writes to tables/.test(document.getElementById('status').textContent));
  await idle(page);
  await run(page, 'SELECT count(*) FROM digits');
  equal('= 1,I35940', String(await values(page)), 'a link deletes nothing by itself');
  await page.close();
}

// Examples are linked by a name, which stands in the paragraph before. Returns those that the documents have, as
// { name, path, target, before, kind, body }: what is before the link, the block after it and its kind.
function linkedExamples() {
  const paths = ['README.md', ...readdirSync('docs').filter((name) => name.endsWith('.md')).sort().map((name) => `docs/${name}`)];
  return paths.flatMap((path) => {
    const document = readFileSync(path, 'utf8');
    return [...document.matchAll(/\[Run it\]\(([\w/]*playground\/#example=([^)]*))\)/g)].map(({ index, 1: target, 2: name }) => {
      const [, kind, body, file] = /```(\w+)\n(.*?)\n```|<!-- run (\S+) -->/s.exec(document.slice(index)) ?? [];
      return { name, path, target, before: document.slice(0, index), kind: file ? 'sql' : kind,
        body: file ? readFileSync(file, 'utf8').replace(/^\..*\n/gm, '').trim() : body };
    });
  });
}

// The page has the query of the example, and before it, made anew, the tables of examples before it in the document.
function holdsExample(sql, { before, kind, body }) {
  const plain = (text) => text.replace(/\s+/g, ' ');
  if (kind !== 'sql') return ['"', '""" '].some((quote) => plain(body).includes(quote + plain(sql.replace(/;$/, ''))));
  const statements = sql.replace(/^DROP TABLE IF EXISTS temp\.\w+;\n/gm, '');
  const makes = statements.slice(0, -body.length).trim();
  return statements.endsWith(body) && makes.split('\n\n').every((one) => before.includes(one));
}

// The documents link each of their examples (tests/links). All addresses are read, and the examples behind names are run;
// some links are followed, by a click, as a reader would.
async function testDocuments(context, url) {
  const reference = readFileSync('docs/reference.md', 'utf8'), recipes = readFileSync('docs/recipes.md', 'utf8');
  const blocks = [...reference.matchAll(/^\*\*Example\.\*\* \[Run it\]\[run (\S+)\]\n\n```sql\n(.*?)\n```$/gms)];
  const targets = new Map([...reference.matchAll(/^\[run (\S+)\]: (\S+)$/gm)].map(([, name, target]) => [name, target]));
  equal(reference.match(/^### /gm).length, blocks.length, 'an example for each function, with a link');
  for (const [, name, sql] of blocks) {
    const [, query] = /^playground\/#sql=(.*)$/.exec(targets.get(name)) ?? [];
    equal(sql, decodeURIComponent((query ?? '').replaceAll('+', '%20')), `the link of ${name} holds its example`);
  }
  const page = await open(context, url);
  const content = JSON.parse(await page.textContent('#content')).recipes.flatMap((group) => group.recipes);
  equal(content.map(({ anchor }) => anchor).join(), [...recipes.matchAll(/^\[Run it\]\(playground\/#recipe=(\S+)\)$/gm)].map(([, anchor]) => anchor).join(),
    'a link for each recipe of the page');
  const { examples } = JSON.parse(await page.textContent('#content'));
  const linked = linkedExamples();
  equal(linked.map(({ name }) => name).join(), examples.map(({ name }) => name).join(), 'the examples of the page are those of the documents');
  check(linked.length >= 25, 'examples', linked.length);
  for (const one of linked) {
    const title = `${one.path}, ${one.name}`, { sql = '' } = examples.find(({ name }) => name === one.name) ?? {};
    check(holdsExample(sql, one), `${title}: the link opens the example`, sql);
    await page.evaluate((hash) => new Promise((done) => {
      addEventListener('hashchange', () => setTimeout(done), { once: true }); // after the page's own
      location.hash = hash;
    }), `#example=${one.name}`);
    await idle(page);
    check(sql.startsWith(await query(page)), `${title}: the query is shown`, await query(page));
    const message = await sameAsNative(page, title, sql);
    check(readFileSync(one.path, 'utf8').includes(message), `${title}: the document has this error`, message);
  }
  const follow = async (document, target) => {
    await page.goto(new URL(`../${document}`, url).href);
    await page.locator(`a[href="${target}"]`).first().click();
    await page.waitForURL('**/playground/**');
    await idle(page);
    equal('', await complaint(page), `${target}: no error`);
    check((await values(page)).length > 1, `${target} is run`);
  };
  for (const [, name, sql] of blocks.filter((_, i) => i % 28 === 3)) {
    await follow('reference.md', targets.get(name));
    equal(sql, await query(page), `${name}: the query is shown`);
  }
  for (const { anchor, title, sql } of content.filter((one) => /CREATE TEMP/.test(one.sql)).slice(0, 2)) {
    await follow('recipes.md', `playground/#recipe=${anchor}`);
    const shown = await query(page); // the editor draws what is in sight
    check(shown.length > 100 && sql.startsWith(shown), `${title}: the query is shown`, shown);
    equal(title, await page.textContent('#recipes [aria-current]'), `${title}: is marked in the list`);
  }
  for (const name of ['rows', 'states']) {
    const { path, target } = linked.find((one) => one.name === name);
    await follow(path.replace('docs/', ''), target);
    equal(`An example of ${path}.`, await page.textContent('#about'), `${path}, ${name}: the page says where it is from`);
  }
  equal(200, (await page.request.get(new URL('README.md', url).href)).status(), "the page's own document is shown");
  await write(page, 'SELECT 3 AS three');
  await page.reload();
  await idle(page);
  equal('SELECT 3 AS three', await query(page), 'what was written after a link outlives a reload');
  await page.close();
}

async function testTable(context, url) {
  const page = await open(context, url);
  await run(page, "SELECT * FROM (VALUES (2, 0.25), (10, 0.5), (1, NULL)) JOIN (SELECT 'x' AS t) ORDER BY 1");
  const column = () => page.locator('tbody td:first-child').allTextContents();
  await page.click('th button >> nth=0');
  equal('1,2,10', String(await column()), 'ascending, as numbers');
  await page.click('th button >> nth=0');
  equal('10,2,1', String(await column()), 'descending');
  equal('descending', await page.getAttribute('th >> nth=0', 'aria-sort'), 'a screen reader is told');
  await page.click('text=Copy table');
  equal('column1\tcolumn2\tt\n1\t\tx\n2\t0.25\tx\n10\t0.5\tx', await page.evaluate(() => navigator.clipboard.readText()), 'copied');
  await run(page, "SELECT 0.25 AS p, 1e300 AS big, 2.0 AS two, x'00ff' AS b, '<img src=x onerror=alert(1)>' AS html, -9e999 AS low");
  equal("0.25|1e+300|2.0|x'00ff' (2 bytes)|<img src=x onerror=alert(1)>|-Inf", (await page.locator('td').allTextContents()).join('|'), 'values as text');
  equal('25%', await page.evaluate(() => document.querySelector('td.share').style.getPropertyValue('--share')), 'a probability is a bar');
  equal(0, await page.locator('#results img').count(), 'text is no HTML');
  await run(page, "SELECT plot_roc(score_set(logit, malignant), 'One') AS roc FROM tumours");
  equal('One', await page.getAttribute('#results img', 'alt'), 'a picture has its title');
  check(await page.evaluate(() => document.querySelector('#results img').decode().then(() => true, () => false)), 'the picture is drawn');
  await run(page, 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT i FROM n');
  check((await page.textContent('#results')).includes('The first 10,000 rows, there are more'), 'long results are cut, and say so');
  equal(200, await page.locator('tbody tr').count(), 'rows that are drawn');

  await write(page, 'SELECT vec_softm');
  await page.waitForSelector('.cm-tooltip-autocomplete');
  const offered = await page.locator('.cm-tooltip-autocomplete li').allTextContents();
  check(offered.some((one) => one.startsWith('vec_softmax(v')), 'completion of our functions', offered);
  await page.waitForSelector('.cm-completionInfo');
  check((await page.textContent('.cm-completionInfo')).length > 10, 'with their summaries');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  const focus = () => page.evaluate(() => document.activeElement.id);
  equal('run', await focus(), 'Tab leaves the editor');
  await page.keyboard.press('Enter');
  await idle(page);
  equal('run', await focus(), 'the focus stays on Run');
  await write(page, 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#stop:visible');
  await page.keyboard.press('Tab');
  equal('stop', await focus(), 'Stop is next to Run');
  await page.keyboard.press('Enter');
  await idle(page);
  check((await status(page)).startsWith('Stopped.'), 'a stop by the keyboard', await status(page));
  equal('run', await focus(), 'and the focus is on Run again');
  await page.close();
}

async function testOffline(context, url) {
  const page = await open(context, url);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await context.setOffline(true);
  await page.reload();
  await idle(page);
  await run(page, 'SELECT sigmoid(0)');
  equal('= 1,D3fe0000000000000', String(await values(page)), 'without a network');
  await context.setOffline(false);
  await page.close();
}

async function testLooks(browser, url) {
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ viewport: { width, height: 860 }, colorScheme, hasTouch: width < 500 });
      const page = await open(context, url);
      const name = `${width} px, ${colorScheme}`;
      await page.setInputFiles('#file', join(data, 'tumour_scores.csv'));
      await page.waitForSelector('.card');
      await idle(page);
      const look = async (what) => {
        await page.screenshot({ path: join(screens, `${what}-${width}-${colorScheme}.png`), fullPage: true });
        equal(0, await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), `${what}, ${name}: no scrolling sideways`);
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run());
        for (const one of violations) check(false, `${what}, ${name}: ${one.id}`, one.nodes.map(({ html }) => html.slice(0, 160)).join(' '));
        check(violations.length === 0, `${what}, ${name}: axe`);
      };
      await look('probabilities');
      await page.locator('.card button', { hasText: 'Reliability' }).click();
      await idle(page);
      await look('reliability');
      await run(page, 'SELECT sigmoid(logits) FROM tumours');
      await look('wrong');
      if (width < 500) {
        await page.click('#recipes-box summary');
        await look('recipes');
      }
      await context.close();
    }
  }
}

async function testFileAddress(context) {
  const page = await open(context, `file://${resolve(folder)}/page/index.html`);
  await run(page, 'SELECT count(*) FROM digits');
  equal('= 1,I35940', String(await values(page)), 'as a file on a disk');
  await page.close();
}

// ---- all of it, each part in a browser profile of its own ----

const { server, url } = await serve();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: PATIENCE });
const chosen = process.env.PART;
const parts = { testRecipes, testFiles, testHostile, testWide, testDrop, testWrong, testLinks, testDocuments, testTable, testOffline, testFileAddress };
try {
  for (const [name, part] of Object.entries({ ...parts, testLooks })) {
    if (chosen && chosen !== name) continue;
    const start = Date.now();
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    if (name !== 'testFileAddress') await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(url).origin });
    const before = passed;
    try {
      await (name === 'testLooks' ? testLooks(browser, url) : part(context, url));
    } catch (error) {
      check(false, name, error.stack);
    }
    await context.close();
    console.log(`${name.padEnd(16)} ${String(passed - before).padStart(7)} passed, ${((Date.now() - start) / 1000).toFixed(1)} s`);
  }
} finally {
  await browser.close();
  server.kill();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
