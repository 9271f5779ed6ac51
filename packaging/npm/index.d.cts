/** A connection that has loaded an extension when `loadExtension` returns: better-sqlite3, node:sqlite, libsql, Bun. */
export interface Connection {
  loadExtension(path: string): unknown;
}

/** A connection of sqlite3, which answers by callback, or of the package sqlite, which wraps it in promises. */
export interface CallbackConnection {
  loadExtension(path: string, callback?: (error: Error | null) => void): unknown;
  parallelize(callback?: () => void): void;
}

/**
 * Loads the extension into a connection. With sqlite3 the promise is resolved, or the callback called, when it
 * is loaded; queries that are made in between wait for it.
 *
 * Throws where there is no package for the platform, and where the connection may not load extensions.
 */
export function load(db: CallbackConnection): Promise<void>;
export function load(db: CallbackConnection, callback: (error: Error | null) => void): void;
export function load(db: Connection): void;

/** The path of the extension for this platform. Throws where there is none. */
export function getLoadablePath(): string;
