// documents.mjs: the recipes of docs/recipes.md, and the examples of all documents, as queries that stand alone. For the
// build, which puts them into the page.

// What needs the sqlite3 shell or a file is left out.
export const NEEDS_SHELL = /^\.|\b(readfile|writefile|zipfile)\(|\bATTACH '/m;

function plain(markdown) {
  return markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', '').replaceAll('**', '').replace(/\s+/g, ' ').trim();
}

// A table that a block makes is there for those behind it. Here each stands alone, and can be run twice: it makes anew
// what it needs. `made` has the statements that made the tables so far.
function standAlone(sql, made) {
  const own = [...sql.matchAll(/^CREATE TEMP TABLE (\w+)(?: AS\b|\().*?;$(?:\s+^INSERT INTO \1\b.*?;$)*/gms)];
  const uses = (name) => new RegExp(`\\b(?:FROM|JOIN)\\s+${name}\\b`).test(sql) &&
    !new RegExp(`\\b${name}(?:\\([^)]*\\))? AS\\s+(?:MATERIALIZED )?\\(|CREATE (?:TEMP )?(?:VIRTUAL )?TABLE (?:temp\\.)?${name}\\b`).test(sql);
  const fresh = (name, statement) => `DROP TABLE IF EXISTS temp.${name};\n${statement}`;
  const before = [...made].filter(([name]) => uses(name)).map(([name, statement]) => `${fresh(name, statement)}\n\n`);
  let alone = sql;
  for (const [statement, name] of own) {
    made.set(name, statement);
    if (!sql.includes(`DROP TABLE IF EXISTS temp.${name};`)) alone = alone.replace(statement, () => fresh(name, statement));
  }
  return before.join('') + alone;
}

// As forges make anchors of headings: #recipe=evaluate-a-model.
const anchorOf = (title) => title.toLowerCase().replace(/[^a-z0-9_ -]/g, '').replaceAll(' ', '-');

// A section with SQL is a recipe.
export function recipesOf(document) {
  const groups = [];
  const left = [];
  for (const chapter of document.split(/^## /m).slice(1)) {
    const sections = chapter.split(/^### /m);
    const group = sections[0].slice(0, sections[0].indexOf('\n'));
    const recipes = [];
    const made = new Map();
    for (const section of sections.length > 1 ? sections.slice(1) : sections) {
      const blocks = [...section.matchAll(/^```sql\n(.*?)^```$/gms)].map(([, sql]) => sql.trim());
      if (blocks.length === 0) continue;
      const title = section.slice(0, section.indexOf('\n')).trim();
      const sql = blocks.map((block) => (block.endsWith(';') ? block : `${block};`)).join('\n\n');
      const prose = section.slice(section.indexOf('\n')).split('```')[0]
        .replace(/<!--.*?-->|^\[Run it\]\(.*\)$/gms, '').trim();
      if (NEEDS_SHELL.test(sql)) left.push(title);
      else recipes.push({ title, anchor: anchorOf(title), about: plain(prose.split('\n\n')[0]), sql: standAlone(sql, made) });
    }
    if (recipes.length > 0) groups.push({ group, recipes });
  }
  return { groups, left };
}

// The queries that a program holds: literals in double quotes that begin as a query does.
function quoted(program) {
  const literals = [...program.matchAll(/"""\s*((?:SELECT|WITH)\b.*?)"""|"((?:SELECT|WITH)\b[^"\n]*)"/gs)];
  return literals.map(([, long, short]) => `${(short ?? long.replace(/^ {4}/gm, '')).trim()};`).join('\n\n');
}

// A block of a document is an example if the paragraph before it has a link that names it: #example=<name>. `read` gives
// a file of the repository, which a line <!-- run FILE --> asks for; what such a file says to the shell about the looks
// of results is left out.
export function examplesOf(path, document, read) {
  const queryOf = { sql: (body) => body, python: quoted, sh: quoted };
  const linked = /\[Run it\]\([^)]*#example=([^)]*)\)/g;
  const examples = [];
  const made = new Map();
  for (const { index, 1: kind, 2: body, 3: file } of document.matchAll(/^(?:```(\w*)\n(.*?)\n```|<!-- run (\S+) -->)$/gms)) {
    const query = file ? read(file).replace(/^\.(?:mode|nullvalue) .*\n/gm, '').trim() : queryOf[kind]?.(body) ?? '';
    const sql = standAlone(query, made);
    const paragraph = document.slice(0, index).trimEnd().replace(/^.*\n\n/s, '');
    for (const [, name] of paragraph.matchAll(linked)) {
      if (sql === '' || NEEDS_SHELL.test(sql)) throw new Error(`${path}: the page cannot run #example=${name}`);
      examples.push({ name, path, about: `An example of ${path}.`, sql });
    }
  }
  const links = document.match(linked) ?? [];
  if (links.length !== examples.length) throw new Error(`${path}: a link to an example is not in the paragraph before it`);
  return examples;
}
