// serve.mjs FOLDER [PORT]: serves the built page in FOLDER on this machine alone, http://127.0.0.1:PORT/playground/,
// and the documents beside it, as text whose links can be followed: http://127.0.0.1:PORT/reference.md, and README.md. Its
// links have docs/ before them, which is taken away. Port 0 is any.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const [folder, port = '8000'] = process.argv.slice(2);
const documents = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.md': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml', '.txt': 'text/plain; charset=utf-8' };

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

function asPage(markdown) {
  const targets = new Map();
  const text = escape(markdown).replace(/^\[([^\]]+)\]: (\S+)\n/gm, (_, label, target) => (targets.set(label, target), ''))
    .replace(/\[([^\][]+)\](?:\(([^) ]+)\)|\[([^\]]+)\])/g, (whole, name, target, label) => {
      const address = target ?? targets.get(label);
      return address === undefined ? whole : `<a href="${address}">${name}</a>`;
    })
    .replace(/^#+ (.*)$/gm, (line, title) => {
      const anchor = title.toLowerCase().replace(/[^a-z0-9_ -]/g, '').replaceAll(' ', '-');
      return `<b id="${anchor}">${line}</b>`;
    });
  return `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><pre style="white-space: pre-wrap">${text}</pre>`;
}

function fileOf(address) {
  const path = decodeURIComponent(new URL(address, 'http://localhost').pathname);
  const [, inPage] = /^\/playground\/(.*)$/s.exec(path) ?? [];
  if (path === '/README.md') return resolve(documents, '../README.md');
  const isDocument = inPage === undefined || inPage === 'README.md';
  const top = isDocument ? documents : resolve(folder);
  const file = normalize(join(top, isDocument ? path : inPage === '' ? 'index.html' : inPage));
  if (!file.startsWith(top + sep) || (isDocument && !/\.(md|svg)$/.test(file))) throw new Error('not served');
  return file;
}

const server = createServer(async (request, response) => {
  const moved = request.url === '/' || request.url === '/playground' ? '/playground/' : /^\/docs(\/\w.*)$/s.exec(request.url)?.[1];
  if (moved !== undefined) {
    response.writeHead(302, { location: moved }).end();
    return;
  }
  try {
    const file = fileOf(request.url);
    const content = await readFile(file);
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(extname(file) === '.md' ? asPage(String(content)) : content);
  } catch {
    response.writeHead(404).end();
  }
});
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}/playground/`);
});
