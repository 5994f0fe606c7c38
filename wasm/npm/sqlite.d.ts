import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store in an SQLite file, on `node:sqlite`: for Node 22.13 and later.
 *
 * The file has the format of the Rust crate `userpool-sqlite` and of `userpool-server`: each can open a file of the other, also at
 * the same time, on one machine and a local disk. A commit is acknowledged when it is on disk. Names and addresses are readable, so
 * only the file's owner may read it (mode 0600).
 *
 * Calls to SQLite are synchronous: a read stops the process for microseconds, a commit until the disk has it.
 *
 * @example
 * ```js
 * import { Engine } from 'userpool';
 * import { SqliteStore } from 'userpool/sqlite';
 *
 * const engine = new Engine({ storage: new SqliteStore('users.db'), masterKeys: [process.env.MASTER_KEY] });
 * ```
 */
export declare class SqliteStore implements Storage {
  /**
   * Opens the file, and creates it if it does not exist. Its folder must exist.
   *
   * @throws Error when the file cannot be opened, belongs to another program, or was written by a newer version. It is unchanged.
   */
  constructor(path: string);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
  sweep(before: number, limit: number): Promise<Swept>;

  /**
   * Checks that the path still names the file that was opened, that it can be read, and that the last commit succeeded. After a
   * failed commit it makes another one, so that a store whose disk was full is ready again without waiting for the next write.
   *
   * @throws NotReady
   */
  check(): Promise<void>;

  /** Merges the write-ahead log into the file and closes it. Later calls reject. */
  close(): void;
}

/** Why a store is not ready: see {@link SqliteStore.check}. */
export interface NotReady extends Error {
  /** The file is missing or was replaced, cannot be read, or cannot be written. */
  reason: 'moved' | 'read' | 'write';
}
