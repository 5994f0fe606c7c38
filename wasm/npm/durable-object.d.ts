import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store of one {@link PartitionObject} for each partition: each user pool has its own object, and one more is the
 * directory of pools. Objects drop what has expired by themselves, so it has no `sweep`. For an engine in a Worker: the objects only keep records, and the arithmetic of a sign-in runs in
 * the Worker, of which there are many.
 *
 * @example
 * ```js
 * export { PartitionObject } from 'userpool/durable-object';
 *
 * const storage = new DurableObjectStore(env.PARTITIONS);
 * ```
 */
export declare class DurableObjectStore implements Storage {
  /**
   * @param namespace - A binding to the class {@link PartitionObject}, such as `env.PARTITIONS`.
   * @throws TypeError when it is no namespace.
   */
  constructor(namespace: PartitionNamespace, options?: DurableObjectStoreOptions);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
}

/** Where objects live. */
export interface DurableObjectStoreOptions {
  /** Where new objects are made, for example `weur`. By default near the first request. */
  locationHint?: string | undefined;
  /** Where all of them must stay, for example `eu`. An object of another jurisdiction is another object. */
  jurisdiction?: string | undefined;
}

/**
 * A Durable Object with SQLite storage that holds one partition: export it from your Worker, bind it, and name it in
 * `new_sqlite_classes` of a migration. Once a day it drops what expired more than an hour ago.
 *
 * It answers for the first partition that it was asked for and for no other: a mistake in routing must not mix two
 * pools.
 */
export declare class PartitionObject implements Storage {
  constructor(context: PartitionContext, env: unknown);

  /** Makes it a Durable Object with functions to the types of Cloudflare. It is not there at run time. */
  readonly __DURABLE_OBJECT_BRAND: never;

  get(partition: string, keys: string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;

  /** Drops what has expired. Called by the runtime. */
  alarm(): Promise<void>;
}

/** A store in the SQLite storage of a Durable Object, for an engine that runs inside of it. */
export declare class SqlStore implements Storage {
  /**
   * @param storage - The object's storage, `ctx.storage`. Tables are made there by the first commit.
   * @throws TypeError when it is no storage of a Durable Object.
   * @throws Error when a newer version of the package has used the storage.
   */
  constructor(storage: ObjectStorage);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
  sweep(before: number, limit: number): Promise<Swept>;
}

/** What is used of a `DurableObjectNamespace<PartitionObject>`. */
export interface PartitionNamespace {
  idFromName(name: string): { toString(): string };
  get(id: { toString(): string }, options?: { locationHint?: string }): PartitionStub;
  jurisdiction(name: string): PartitionNamespace;
}

/** What is used of a `DurableObjectStub<PartitionObject>`. */
export interface PartitionStub {
  get(partition: string, keys: string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
}

/** What is used of a `DurableObjectState`. */
export interface PartitionContext {
  storage: ObjectStorage & {
    getAlarm(): Promise<number | null>;
    setAlarm(time: number): Promise<void>;
  };
}

/** What is used of a `DurableObjectStorage`. */
export interface ObjectStorage {
  sql: {
    exec(query: string, ...parameters: unknown[]): { toArray(): Record<string, unknown>[] };
  };
  transactionSync<T>(work: () => T): T;
}
