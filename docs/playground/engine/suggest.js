// suggest.js: what a table's columns say of it, and the queries to begin with. A table holds
//   rows      a row per example and class, with one score: GROUP BY the example
//   columns   a column of scores per class
//   vectors   a column of vectors: BLOBs or JSON arrays
//   binary    one score or probability per example, beside a label that is 0 or 1
//   scores    one score per example, without a label
//   table     anything else
import { quoteName } from './sqlite.js';

const LABEL = /^(y|label|labels|target|truth|true|y_true|actual|class_id|is_.*|has_.*|malignant|positive|hit|correct)$/i;
const SCORE = /^(score|scores|logit|logits|p|prob|proba|probability|confidence|y_score|y_pred|y_prob|pred|prediction|output|logp|log_?prob.*)$/i;
const CLASS = /^(class|class_?name|category|token|candidate|option|choice|k)$/i;
const EXAMPLE = /^(id|image|example|sample|idx|index|row|item|query|patient|doc|.*_id)$/i;
const KEY = /^(id|idx|index|row|rowid|image|patient|example|sample|unnamed.*|.*_id)$/i;
const SAMPLE = 20000, CELLS = 500000; // rows, and values, that are looked at
const AT_ONCE = 200; // columns: a result has at most 2000, and each takes 8
const MOST_SCORES = 1000; // arguments that a function can have

// What is known of each column.
function columnsOf(db, from, names) {
  const sample = Math.max(AT_ONCE, Math.min(SAMPLE, Math.floor(CELLS / names.length)));
  const parts = [];
  for (let i = 0; i < names.length; i += AT_ONCE) parts.push(...someColumns(db, from, names.slice(i, i + AT_ONCE), sample));
  return parts;
}

function someColumns(db, from, names, sample) {
  const parts = names.map((name) => {
    const c = quoteName(name);
    return `count(${c}), count(DISTINCT ${c}), min(typeof(${c})), max(typeof(${c})), min(${c}), max(${c}),
      sum(typeof(${c}) = 'text' AND ${c} LIKE '[%]'), sum(typeof(${c}) = 'blob' AND length(${c}) % 4 = 0 AND length(${c}) > 0)`;
  });
  const [row] = db.rows(`SELECT count(*), ${parts.join(', ')} FROM (SELECT * FROM ${from} LIMIT ${sample})`);
  return names.map((name, i) => {
    const [count, distinct, , , least, most, lists, blobs] = row.slice(1 + 8 * i, 9 + 8 * i);
    const numeric = (x) => typeof x === 'number' || typeof x === 'bigint';
    return {
      name, rows: Number(row[0]), count: Number(count), distinct: Number(distinct),
      isNumber: count > 0n && numeric(least) && numeric(most),
      isInteger: typeof least === 'bigint' && typeof most === 'bigint',
      isVector: count > 0n && (lists === count || blobs === count),
      least: Number(least), most: Number(most),
    };
  });
}

export function describe(db, { schema, table }) {
  const info = db.rows('SELECT name, type FROM pragma_table_info(?, ?)', table, schema);
  const from = (schema === 'main' ? '' : `${quoteName(schema)}.`) + quoteName(table);
  const columns = columnsOf(db, from, info.map(([name]) => name));
  const layout = layoutOf(columns);
  return { schema, table, rows: Number(db.rows(`SELECT count(*) FROM ${from}`)[0][0]), ...layout,
    columns: info.map(([name, type]) => ({ name, type })), queries: queriesOf(from, layout) };
}

// Several models in one table are told apart.
function modelOf(columns) {
  return columns.find((c) => /^(model|run|fold|split)$/i.test(c.name) && c.distinct <= 12)?.name ?? null;
}

function layoutOf(columns) {
  const binary = (c) => c.isInteger && c.least >= 0 && c.most <= 1 && c.distinct <= 2;
  const vector = columns.find((c) => c.isVector);
  const label = columns.find((c) => LABEL.test(c.name)) ?? null;
  if (vector) {
    return { layout: 'vectors', vector: vector.name, label: label && label !== vector && label.isInteger ? label.name : null };
  }
  const numbers = columns.filter((c) => c.isNumber && c !== label);
  const score = numbers.find((c) => SCORE.test(c.name) && !binary(c));
  const group = columns.find((c) => CLASS.test(c.name) && c !== score);
  const example = columns.find((c) => EXAMPLE.test(c.name) && c !== group && c.distinct < c.rows);
  if (score && group && example) {
    return { layout: 'rows', score: score.name, group: group.name, example: example.name, model: modelOf(columns),
      label: label?.name ?? null };
  }
  const scores = numbers.filter((c) => !KEY.test(c.name) && !binary(c) && !(c.isInteger && c.distinct === c.rows));
  const truth = (label && binary(label) ? label : null) ?? columns.find((c) => binary(c) && c.distinct === 2);
  const chosen = score ?? (scores.length === 1 ? scores[0] : null);
  if (chosen && (truth || scores.length < 2)) {
    return { layout: truth ? 'binary' : 'scores', score: chosen.name, label: truth?.name ?? null, model: modelOf(columns),
      isProbability: chosen.least >= 0 && chosen.most <= 1 };
  }
  if (scores.length >= 2 && scores.length <= MOST_SCORES) {
    const sums = scores.every((c) => c.least >= 0 && c.most <= 1);
    return { layout: 'columns', scores: scores.map((c) => c.name), label: label?.name ?? null,
      labelIsIndex: label?.isInteger ?? false, isProbability: sums };
  }
  return { layout: 'table' };
}

function queriesOf(from, it) {
  const q = quoteName;
  const make = { rows: ofRows, columns: ofColumns, vectors: ofVectors, binary: ofBinary, scores: ofScores, table: ofTable };
  return make[it.layout](from, it, q).map(([title, sql]) => ({ title, sql }));
}

const text = (value) => `'${value.replaceAll("'", "''")}'`;

function ofTable(from) {
  return [['The first rows', `SELECT * FROM ${from} LIMIT 20;`], ['How many', `SELECT count(*) AS n FROM ${from};`]];
}

function ofScores(from, it, q) {
  const s = q(it.score);
  const p = it.isProbability ? s : `sigmoid(${s})`;
  return [
    ['Probabilities', `SELECT ${p} AS probability, *\nFROM ${from}\nLIMIT 100;`],
    ['As one distribution', `SELECT ${s}, softmax_prob(${s}, logsumexp(${s}) OVER ()) AS p\nFROM ${from}\nORDER BY p DESC\nLIMIT 100;`],
    ['Summary', `SELECT count(${s}) AS n, min(${p}) AS least, avg(${p}) AS mean, max(${p}) AS most\nFROM ${from};`],
  ];
}

function ofBinary(from, it, q) {
  const s = q(it.score), y = q(it.label);
  const p = it.isProbability ? s : `sigmoid(${s})`;
  const m = it.model && q(it.model);
  const plot = (name, x) => (m
    ? `WITH model AS (\n  SELECT ${m} AS name, score_set(${x}, ${y}) AS examples\n  FROM ${from}\n  GROUP BY ${m}\n)\nSELECT ${name}(json_group_object(name, examples), ${text(it.score)}) AS picture\nFROM model;`
    : `SELECT ${name}(score_set(${x}, ${y}), ${text(it.score)}) AS picture\nFROM ${from};`);
  return [
    ['Probabilities', `SELECT ${p} AS probability, *\nFROM ${from}\nLIMIT 100;`],
    ['Reliability diagram', plot('plot_reliability', p)],
    ['ROC curve', plot('plot_roc', s)],
    ['Figures', `SELECT ${m ? `${m}, ` : ''}count(*) AS n,\n       roc_auc(${s}, ${y}) AS roc_auc,\n       average_precision(${s}, ${y}) AS average_precision,\n`
      + `       brier(${p}, ${y}) AS brier,\n       log_loss(${p}, ${y}) AS log_loss,\n       ece(${p}, ${y}) AS ece\nFROM ${from}${m ? `\nGROUP BY ${m}` : ''};`],
  ];
}

function ofRows(from, it, q) {
  const s = q(it.score), c = q(it.group), e = q(it.example);
  const by = it.model ? `${q(it.model)}, ${e}` : e;
  const probabilities = ['Probabilities', `SELECT softmax_prob(${s}, logsumexp(${s}) OVER (PARTITION BY ${by})) AS p, *\nFROM ${from}\nLIMIT 100;`];
  const best = ['Best classes', `SELECT ${by}, argmax(${c}, ${s}) AS best, softmax_max(${s}) AS confidence, topk(${c}, ${s}, 3) AS top3\nFROM ${from}\nGROUP BY ${by}\nLIMIT 100;`];
  if (!it.label) {
    return [probabilities, best, ['Least certain', `SELECT ${by}, softmax_margin(${s}) AS margin, softmax_entropy(${s}) AS entropy\nFROM ${from}\nGROUP BY ${by}\nORDER BY margin\nLIMIT 20;`]];
  }
  const y = q(it.label);
  const example = `WITH example AS (\n  SELECT argmax(${c}, ${s}) = ${y} AS hit, softmax_max(${s}) AS confidence, xent(${s}, ${c} = ${y}) AS loss\n  FROM ${from}\n  GROUP BY ${by}, ${y}\n)\n`;
  return [probabilities,
    ['Evaluation', `${example}SELECT count(*) AS n, avg(hit) AS accuracy, avg(confidence) AS confidence, avg(loss) AS cross_entropy, ece(confidence, hit) AS ece\nFROM example;`],
    ['Reliability diagram', `${example}SELECT plot_reliability(score_set(confidence, hit)) AS reliability\nFROM example;`], best];
}

function ofColumns(from, it, q) {
  const list = it.scores.map((name) => (it.isProbability ? `log_prob(${q(name)})` : q(name))).join(', ');
  const names = `json_array(${it.scores.map(text).join(', ')})`;
  const answer = `json_extract(${names}, '$[' || vec_argmax(v) || ']')`;
  const vectors = (more) => `WITH example AS (\n  SELECT vec(${list}) AS v${more}\n  FROM ${from}\n)\n`;
  const probabilities = ['Probabilities', `${vectors('')}SELECT ${answer} AS answer, vec_softmax_max(v) AS confidence, vec_softmax(v) AS probabilities\nFROM example\nLIMIT 100;`];
  const uncertain = ['Least certain', `${vectors(', *')}SELECT ${answer} AS answer, vec_softmax_margin(v) AS margin, vec_softmax_entropy(v) AS entropy, *\nFROM example\nORDER BY margin\nLIMIT 20;`];
  const answers = ['Answers', `${vectors('')}SELECT ${answer} AS answer, count(*) AS n, avg(vec_softmax_max(v)) AS confidence\nFROM example\nGROUP BY answer\nORDER BY n DESC;`];
  if (!it.label) return [probabilities, uncertain, answers];
  const hit = `, ${q(it.label)} AS label`;
  const right = it.labelIsIndex ? 'vec_argmax(v) = label' : `${answer} = label`;
  return [probabilities,
    ['Reliability diagram', `${vectors(hit)}SELECT plot_reliability(score_set(vec_softmax_max(v), ${right})) AS reliability\nFROM example;`],
    ['Evaluation', `${vectors(hit)}SELECT count(*) AS n, avg(${right}) AS accuracy, avg(vec_softmax_max(v)) AS confidence,\n       ece(vec_softmax_max(v), ${right}) AS ece\nFROM example;`],
    uncertain];
}

function ofVectors(from, it, q) {
  const v = q(it.vector);
  const best = ['Best classes', `SELECT rowid, vec_argmax(${v}) AS best, vec_softmax_max(${v}) AS confidence, vec_topk(${v}, min(3, vec_size(${v}))) AS top3\nFROM ${from}\nLIMIT 100;`];
  const each = ['Probabilities', `SELECT t.rowid AS example, s.idx AS class, s.logit, s.prob AS p\nFROM ${from} AS t, vec_scores(t.${v}) AS s\nLIMIT 100;`];
  if (!it.label) {
    return [best, each, ['Least certain', `SELECT rowid, vec_softmax_margin(${v}) AS margin, vec_softmax_entropy(${v}) AS entropy\nFROM ${from}\nORDER BY margin\nLIMIT 20;`]];
  }
  const y = q(it.label);
  return [best,
    ['Evaluation', `SELECT count(*) AS n, avg(vec_argmax(${v}) = ${y}) AS accuracy, avg(vec_xent(${v}, ${y})) AS cross_entropy,\n       ece(vec_softmax_max(${v}), vec_argmax(${v}) = ${y}) AS ece\nFROM ${from};`],
    ['Reliability diagram', `SELECT plot_reliability(score_set(vec_softmax_max(${v}), vec_argmax(${v}) = ${y})) AS reliability\nFROM ${from};`], each];
}
