// app.js: the page: the list of recipes, the editor, the results. The database is in worker.js.
import { createEditor } from './editor.js';
import { renderResults } from './results.js';

const element = (id) => document.getElementById(id);
const content = JSON.parse(element('content').textContent);
const PAGE_KEY = 'sqlite-logits-playground-query';

// ---- the worker ----

let worker;
let pending = new Map();
let next = 0;

function launch() {
  const source = new Blob([element('worker').textContent], { type: 'text/javascript' });
  worker = new Worker(URL.createObjectURL(source));
  worker.onmessage = ({ data }) => {
    const one = pending.get(data.id);
    if (one === undefined) return;
    if ('progress' in data) return one.progress(data.progress);
    if ('kept' in data) {
      pending.delete(data.id);
      return one.keep();
    }
    one.answered = true;
    if ('value' in data) one.resolve(data.value);
    else one.reject(data.error);
  };
  worker.onerror = (event) => {
    for (const one of pending.values()) one.reject({ message: event.message, offset: -1, trapped: true, results: [] });
  };
  return ask('start', { wasm: element('wasm').textContent, data: element('data').textContent });
}

function ask(kind, message = {}, progress = () => {}) {
  const id = next++;
  return new Promise((resolve, reject) => {
    const one = { resolve, reject, progress, answered: false };
    one.kept = new Promise((keep) => { one.keep = keep; });
    pending.set(id, one);
    worker.postMessage({ id, kind, ...message });
  });
}

// ---- state ----

let busy = true; // until SQLite is loaded
let restarting = false; // a new worker is not ready yet
let editor;

function say(text) {
  element('status').textContent = text;
}

// Run is not disabled, and Stop gives its focus to it: the keyboard stays where it was.
function setBusy(value) {
  const stop = element('stop'), run = element('run');
  busy = value || restarting;
  run.setAttribute('aria-disabled', String(busy));
  if (document.activeElement === stop && (!busy || restarting)) run.focus();
  stop.hidden = !busy || restarting;
  element('results').setAttribute('aria-busy', String(busy));
}

function complain(error) {
  const box = element('error');
  box.hidden = error === null;
  box.textContent = error === null ? '' : error.message;
  editor.mark(error === null ? -1 : error.offset);
}

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const layouts = {
  rows: 'a row per example and class', columns: 'a column of scores per class', vectors: 'a vector per example',
  binary: 'a score and a label of 0 or 1 per row', scores: 'a score per row', table: 'a table',
};

function show({ tables, cards }) {
  const quoted = (name) => (/^[a-z_]\w*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
  element('tables').replaceChildren(...tables.map(({ schema, name, columns }) => {
    const full = schema === 'main' ? quoted(name) : `${quoted(schema)}.${quoted(name)}`;
    return make('li', {}, make('button', { type: 'button', onclick: () => choose(`SELECT *\nFROM ${full}\nLIMIT 100;`) },
      schema === 'main' ? name : `${schema}.${name}`, make('small', { textContent: columns.join(', ') })));
  }));
  element('cards').hidden = cards.length === 0;
  element('cards').replaceChildren(...cards.map((card) => {
    const rows = `${card.rows.toLocaleString('en')} row${card.rows === 1 ? '' : 's'}`;
    const name = card.schema === 'main' ? card.table : `${card.schema}.${card.table}`;
    const why = card.taken ? ` (there is a ${card.taken} already)` : '';
    const say = make('p', {}, make('strong', { textContent: name }), `${why} has ${rows}: ${layouts[card.layout]}. Ask it for`);
    return make('div', { className: 'card' }, say, make('div', {}, ...card.queries.map(({ title, sql }) =>
      make('button', { type: 'button', textContent: title, onclick: () => choose(sql) }))));
  }));
  editor.setTables(tables);
}

// ---- queries ----

async function run({ readOnly = false } = {}) {
  if (busy) return;
  setBusy(true);
  say('Running …');
  complain(null);
  try {
    const { results, changes, milliseconds, overview } = await ask('run', { sql: editor.text(), readOnly });
    renderResults(element('results'), results, say);
    const rows = results.reduce((n, { rows: { length } }) => n + length, 0);
    const parts = [];
    if (results.length > 0) parts.push(`${rows.toLocaleString('en')} row${rows === 1 ? '' : 's'}`);
    if (changes > 0) parts.push(`${changes.toLocaleString('en')} changed`);
    say(`${parts.join(', ') || 'Done'} in ${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`);
    if (overview !== null) show(overview);
  } catch (error) {
    if (error.stopped) return;
    if (error.results.length > 0) renderResults(element('results'), error.results, say);
    if (readOnly && error.message.startsWith('this statement writes')) {
      say('This query writes to tables. Press Run to run it.');
    } else {
      say('The query failed');
      complain(error);
    }
    if (error.overview) show(error.overview);
    if (error.trapped) await restart('SQLite ran out of its stack or memory and was started again.');
  } finally {
    setBusy(false);
  }
}

// A worker that is ended takes its database with it. The next one takes up what was kept.
async function restart(reason) {
  restarting = true;
  setBusy(true);
  worker.terminate();
  for (const one of pending.values()) one.reject({ stopped: true, results: [] });
  pending = new Map();
  try {
    show(await launch());
    say(reason);
  } catch (error) {
    say('SQLite could not be started again');
    complain({ message: error.message, offset: -1 });
  } finally {
    restarting = false;
    setBusy(false);
  }
}

// What the queries before this one changed is kept first.
async function stop() {
  if (!busy || restarting) return;
  say('Stopping …');
  const latest = next;
  await Promise.all([...pending.values()].filter((one) => one.answered).map((one) => one.kept));
  if (busy && !restarting && next === latest) await restart('Stopped. The tables are as they were before; temporary ones are gone.');
}

let current = null;
function choose(sql, { button = null, about = '' } = {}) {
  if (busy) return say(element('stop').hidden ? 'SQLite is not ready yet.' : 'A query is running. Stop it first.');
  current?.removeAttribute('aria-current');
  current = button;
  button?.setAttribute('aria-current', 'true');
  element('about').hidden = about === '';
  element('about').textContent = about;
  editor.setText(sql);
  if (matchMedia('(max-width: 760px)').matches) {
    element('recipes-box').open = element('tables-box').open = false;
    element('editor').scrollIntoView({ block: 'nearest' });
  }
  return run();
}

function listRecipes() {
  for (const { group, recipes } of content.recipes) {
    const list = make('ul');
    for (const recipe of recipes) {
      recipe.button = make('button', { type: 'button', textContent: recipe.title });
      recipe.button.onclick = () => choose(recipe.sql, recipe);
      list.append(make('li', {}, recipe.button));
    }
    element('recipes').append(make('h2', { textContent: group }), list);
  }
}

// ---- files ----

async function take(files) {
  for (const file of files) {
    if (busy) return;
    setBusy(true);
    complain(null);
    const bar = element('progress');
    bar.hidden = false;
    bar.value = 0;
    say(`Reading ${file.name} …`);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const overview = await ask('file', { name: file.name, bytes }, (share) => {
        bar.value = share;
        say(`Reading ${file.name}: ${Math.round(100 * share)}%`);
      });
      show(overview);
      say(`${file.name} is open`);
      bar.hidden = true;
      setBusy(false);
      const first = overview.cards[0]?.queries[0];
      if (first) await choose(first.sql);
    } catch (error) {
      if (!error.stopped) {
        complain({ message: `${file.name}: ${error.message}`, offset: -1 });
        say('The file was not read');
        if (error.trapped) await restart('SQLite ran out of memory and was started again.');
      }
    } finally {
      bar.hidden = true;
      setBusy(false);
    }
  }
}

function listenForFiles() {
  const veil = element('veil');
  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    veil.hidden = false;
  }, true);
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    veil.hidden = true;
    take([...event.dataTransfer.files]);
  }, true);
  element('open').onclick = () => element('file').click();
  element('file').onchange = (event) => {
    take([...event.target.files]);
    event.target.value = '';
  };
}

// ---- links, and what a reload keeps ----

const allRecipes = content.recipes.flatMap(({ recipes }) => recipes);
const ours = [...allRecipes, ...content.examples];

// The query of the address: #sql=... holds it, #recipe=... names a recipe by its heading in docs/recipes.md, and
// #example=... an example of a document.
function linked() {
  const [, kind, text] = /^#(sql|recipe|example)=(.*)$/s.exec(location.hash) ?? [];
  if (kind === 'recipe') return allRecipes.find(({ anchor }) => anchor === text)?.sql ?? null;
  if (kind === 'example') return content.examples.find(({ name }) => name === text)?.sql ?? null;
  try {
    return kind === 'sql' ? decodeURIComponent(text.replaceAll('+', '%20')) : null;
  } catch {
    return null;
  }
}

// The address holds the query only as long as the editor does: a reload keeps what was written since.
function forgetLink() {
  if (linked() === null || linked() === editor?.text()) return;
  history.replaceState(null, '', location.href.replace(/#.*/s, ''));
}

// A recipe or an example is shown as one, and may make its own tables. Another query comes from anywhere: it only reads.
function open(sql) {
  const one = ours.find((known) => known.sql === sql);
  if (one || busy) return choose(sql, one);
  editor.setText(sql);
  return run({ readOnly: true });
}

async function share() {
  const link = `${location.href.replace(/#.*/s, '')}#sql=${encodeURIComponent(editor.text())}`;
  history.replaceState(null, '', link);
  try {
    await navigator.clipboard.writeText(link);
    say('The link is copied');
  } catch {
    say('The link is in the address bar');
  }
}

function remember(text) {
  forgetLink();
  try {
    localStorage.setItem(PAGE_KEY, text);
  } catch { /* nothing is kept */ }
}

function remembered() {
  try {
    return localStorage.getItem(PAGE_KEY);
  } catch {
    return null;
  }
}

async function begin() {
  const fromLink = linked();
  const text = fromLink ?? remembered() ?? content.recipes[0].recipes[0].sql;
  editor = createEditor({ parent: element('editor'), text, functions: content.functions, onRun: run, onChange: remember });
  listRecipes();
  if (matchMedia('(max-width: 760px)').matches) element('recipes-box').open = element('tables-box').open = false;
  element('run').onclick = () => run();
  element('stop').onclick = stop;
  element('share').onclick = share;
  element('reset').onclick = async () => {
    if (busy) return;
    show(await ask('reset'));
    say('The demo data is back');
  };
  addEventListener('hashchange', () => {
    const sql = linked();
    if (sql !== null && sql !== editor.text()) open(sql);
  });
  listenForFiles();
  try {
    const overview = await launch();
    show(overview);
    say(overview.persistent ? 'Ready' : 'Ready. This browser keeps nothing for the next visit.');
    setBusy(false);
    document.documentElement.dataset.ready = 'true';
    await open(editor.text());
  } catch (error) {
    say('SQLite could not be loaded');
    complain({ message: `${error.message}. This page needs a browser of 2023 or newer.`, offset: -1 });
  }
  if ('serviceWorker' in navigator && location.protocol.startsWith('http')) {
    navigator.serviceWorker.register('sw.js').catch(() => {});
  }
}

begin();
