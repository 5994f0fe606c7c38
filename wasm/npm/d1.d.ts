import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store in a Cloudflare D1 database. Its tables are made by the migrations of the package: in `wrangler.jsonc`, let
 * `migrations_dir` of the database be `node_modules/userpool/migrations`, and run `wrangler d1 migrations apply`.
 *
 * A read is one statement, and a commit is one `batch()`.
 */
export declare class D1Store implements Storage {
  /**
   * @param database - The database itself, such as `env.DB`. A session of `withSession` is none: it may read from a
   * replica that lags behind.
   * @throws TypeError when it is no database.
   */
  constructor(database: Database);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;

  sweep(before: number, limit: number): Promise<Swept>;
}

/** What is used of a `D1Database`. */
export interface Database {
  prepare(query: string): Statement;
  batch(statements: Statement[]): Promise<unknown[]>;
  /** Not used, but a session of the database does not have it. */
  exec(query: string): Promise<unknown>;
}

/** What is used of a `D1PreparedStatement`. */
export interface Statement {
  bind(...values: unknown[]): Statement;
  raw(): Promise<unknown[]>;
  run(): Promise<{ meta: { changes: number } }>;
}
