// The types as each client's own types meet them, by import.
import { DatabaseSync } from 'node:sqlite';
import BetterSqlite3 from 'better-sqlite3';
import LibSql from 'libsql';
import sqlite3 from 'sqlite3';
import { open } from 'sqlite';
import type { Database as BunDatabase } from 'bun:sqlite';
import { getLoadablePath, load } from 'sqlite-logits';

const nothing: void[] = [
  load(new DatabaseSync(':memory:', { allowExtension: true })),
  load(new BetterSqlite3(':memory:')),
  load(new LibSql(':memory:')),
  load(new sqlite3.Database(':memory:'), (error: Error | null) => console.log(error)),
];
const bun = (db: BunDatabase): void => load(db);
const promises: Promise<void>[] = [
  load(new sqlite3.Database(':memory:')),
  load(await open({ filename: ':memory:', driver: sqlite3.Database })),
];
const path: string = getLoadablePath();
console.log(nothing, bun, promises, path);

// @ts-expect-error: no connection
load(42);
// @ts-expect-error: no connection
load({});
// @ts-expect-error: nothing to load into
load();
// @ts-expect-error: loads at once, and does not call back
load(new BetterSqlite3(':memory:'), () => {});
// @ts-expect-error: no arguments
getLoadablePath('linux-x64');
