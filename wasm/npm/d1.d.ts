import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store in a Cloudflare D1 database. The package has migrations for its tables: in `wrangler.jsonc`, set `migrations_dir` of
 * the database to `node_modules/userpool/migrations`, and run `wrangler d1 migrations apply`.
 *
 * A read is one statement, and a commit is one `batch()`.
 */
export declare class D1Store implements Storage {
  /**
   * @param database - The database, such as `env.DB`. Not a session from `withSession`, which may read stale data from a
   * replica.
   * @throws TypeError when it is not a database.
   */
  constructor(database: Database);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;

  sweep(before: number, limit: number): Promise<Swept>;
}

/** The part of `D1Database` that the store uses. */
export interface Database {
  prepare(query: string): Statement;
  batch(statements: Statement[]): Promise<unknown[]>;
  /** Not used. It is declared because a session of the database does not have it. */
  exec(query: string): Promise<unknown>;
}

/** The part of `D1PreparedStatement` that the store uses. */
export interface Statement {
  bind(...values: unknown[]): Statement;
  raw(): Promise<unknown[]>;
  run(): Promise<{ meta: { changes: number } }>;
}
