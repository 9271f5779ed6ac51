// The types by require.
import BetterSqlite3 = require('better-sqlite3');
import logits = require('sqlite-logits');

const nothing: void = logits.load(new BetterSqlite3(':memory:'));
const path: string = logits.getLoadablePath();
console.log(nothing, path);

// @ts-expect-error: no connection
logits.load(42);
