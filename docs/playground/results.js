// results.js: results as tables, pictures and bars. What a query gives is text here, and never HTML; a picture is
// shown as an image, in which no script runs and nothing is loaded.

const FIRST = 200; // rows that are drawn at once

const PROBABILITY = /^(p|prob|proba|probability|confidence|share|cum|cum_before|accuracy|.*_p|p_.*|.*prob(ability|abilities)?|at_temperature)$/i;

function make(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const isNumber = (value) => typeof value === 'number' || typeof value === 'bigint';
const isPicture = (value) => typeof value === 'string' && /^\s*<svg[\s>]/.test(value);

// As SQLite writes it: a REAL has a point or an exponent.
export function asText(value) {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint' || typeof value === 'string') return String(value);
  if (value instanceof Uint8Array) {
    const bytes = [...value.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    return `x'${bytes}${value.length > 16 ? '…' : ''}' (${value.length} bytes)`;
  }
  if (!Number.isFinite(value)) return value < 0 ? '-Inf' : 'Inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

// SQLite's order: NULL, numbers, text, BLOBs.
function rank(value) {
  if (value === null) return 0;
  if (isNumber(value)) return 1;
  return typeof value === 'string' ? 2 : 3;
}

export function compare(a, b) {
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a instanceof Uint8Array) {
    const n = Math.min(a.length, b.length);
    for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i] - b[i];
    return a.length - b.length;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

// ---- copying ----

async function copy(text, what, say) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say('The browser does not allow copying');
  }
}

function asTabs({ columns, rows }) {
  const cell = (value) => (value === null ? '' : asText(value).replace(/[\t\r\n]+/g, ' '));
  return [columns, ...rows.map((row) => row.map(cell))].map((row) => row.join('\t')).join('\n');
}

function download(text, name) {
  const link = make('a', { href: URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// ---- tables ----

// How a column is drawn: numbers to the right, probabilities as bars, long text wide.
function kindOf(name, values) {
  const present = values.filter((value) => value !== null);
  const numbers = present.length > 0 && present.every(isNumber);
  const share = numbers && PROBABILITY.test(name) && present.every((value) => value >= 0 && value <= 1);
  return { numbers, share, long: present.some((value) => typeof value === 'string' && value.length > 60) };
}

function drawCell(value, kind) {
  const cell = make('td', { textContent: asText(value) });
  if (value === null) cell.className = 'null';
  if (kind.numbers) cell.classList.add('number');
  if (kind.long) cell.classList.add('long');
  if (kind.share && value !== null) {
    cell.classList.add('share');
    cell.style.setProperty('--share', `${100 * Number(value)}%`);
  }
  return cell;
}

function drawTable(result) {
  const { columns, rows } = result;
  const kinds = columns.map((name, i) => kindOf(name, rows.map((row) => row[i])));
  const body = make('tbody');
  const more = make('button', { type: 'button', className: 'quiet' });
  let order = rows, drawn = 0;

  function draw(count) {
    for (const row of order.slice(drawn, drawn + count)) {
      body.append(make('tr', {}, ...row.map((value, i) => drawCell(value, kinds[i]))));
    }
    drawn = Math.min(order.length, drawn + count);
    more.hidden = drawn === order.length;
    more.textContent = `Show ${Math.min(1000, order.length - drawn).toLocaleString('en')} more`;
  }

  const heads = columns.map((name, i) => {
    const head = make('th', { scope: 'col', className: kinds[i].numbers ? 'number' : '' });
    const button = make('button', { type: 'button', textContent: name, title: 'Sort' });
    button.onclick = () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      heads.forEach((other, j) => { other.firstChild.textContent = columns[j]; });
      button.textContent = `${name} ${down ? '↓' : '↑'}`;
      order = [...rows].sort((a, b) => (down ? compare(b[i], a[i]) : compare(a[i], b[i])));
      drawn = 0;
      body.replaceChildren();
      draw(FIRST);
    };
    head.append(button);
    return head;
  });
  more.onclick = () => draw(1000);
  draw(FIRST);
  const scroll = make('div', { className: 'scroll', tabIndex: 0 }, make('table', {}, make('thead', {}, make('tr', {}, ...heads)), body));
  scroll.setAttribute('role', 'group');
  scroll.setAttribute('aria-label', `Table of ${rows.length} rows: ${columns.join(', ')}`);
  return [scroll, more];
}

// XML's text without its escapes.
const plainText = (xml) => xml.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name]);

function drawPicture(name, svg, say) {
  const title = plainText(/<title>([^<]*)<\/title>/.exec(svg)?.[1] ?? name);
  const image = make('img', { alt: title, src: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}` });
  const head = make('div', { className: 'head' }, name,
    make('button', { type: 'button', className: 'quiet', textContent: 'Save', onclick: () => download(svg, `${name}.svg`) }),
    make('button', { type: 'button', className: 'quiet', textContent: 'Copy SVG', onclick: () => copy(svg, 'The picture is', say) }));
  return make('div', { className: 'result' }, head, make('figure', {}, image));
}

function drawResult(result, say) {
  const { columns, rows, more } = result;
  const pictures = [];
  columns.forEach((name, i) => {
    if (rows.length === 0 || !rows.every((row) => row[i] === null || isPicture(row[i]))) return;
    rows.slice(0, 12).forEach((row) => row[i] !== null && pictures.push([i, drawPicture(name, row[i], say)]));
  });
  const shown = columns.map((_, i) => i).filter((i) => !pictures.some(([j]) => j === i));
  const nodes = pictures.map(([, node]) => node);
  if (shown.length > 0) {
    const table = { columns: shown.map((i) => columns[i]), rows: rows.map((row) => shown.map((i) => row[i])) };
    const count = `${more ? 'The first ' : ''}${rows.length.toLocaleString('en')} row${rows.length === 1 ? '' : 's'}${more ? ', there are more' : ''}`;
    const head = make('div', { className: 'head' }, count,
      make('button', { type: 'button', className: 'quiet', textContent: 'Copy table', onclick: () => copy(asTabs(table), 'The table is', say) }));
    nodes.push(make('div', { className: 'result' }, head, ...drawTable(table)));
  }
  return nodes;
}

export function renderResults(parent, results, say) {
  parent.replaceChildren(...results.flatMap((result) => drawResult(result, say)));
  parent.results = results;
}
