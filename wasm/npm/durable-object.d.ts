import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store with one {@link PartitionObject} for each partition: one for each user pool, and one for the directory of pools. For
 * an engine in a Worker: the objects only store records, while the cryptography of a sign-in runs in the Worker, which scales
 * out. It has no `sweep`, because objects remove expired records by themselves.
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
   * @throws TypeError when it is not a namespace.
   */
  constructor(namespace: PartitionNamespace, options?: DurableObjectStoreOptions);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
}

/** Where objects are placed. */
export interface DurableObjectStoreOptions {
  /** Where new objects are created, for example `weur`. By default near the first request. */
  locationHint?: string | undefined;
  /** Where all objects must stay, for example `eu`. The same name in another jurisdiction is another object. */
  jurisdiction?: string | undefined;
}

/**
 * A Durable Object with SQLite storage that holds one partition: export it from your Worker, bind it, and name it in
 * `new_sqlite_classes` of a migration. Once a day it removes records that expired more than an hour ago.
 *
 * It serves only the first partition that is requested from it, so that a mistake in routing cannot mix two pools.
 */
export declare class PartitionObject implements Storage {
  constructor(context: PartitionContext, env: unknown);

  /** For Cloudflare's types only: marks a Durable Object with RPC methods. Does not exist at run time. */
  readonly __DURABLE_OBJECT_BRAND: never;

  get(partition: string, keys: string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;

  /** Removes expired records. Called by the runtime. */
  alarm(): Promise<void>;
}

/** A store in the SQLite storage of a Durable Object, for an engine that runs in that object. */
export declare class SqlStore implements Storage {
  /**
   * @param storage - The object's storage, `ctx.storage`. The first commit creates tables there.
   * @throws TypeError when it is not the storage of a Durable Object.
   * @throws Error when a newer version of the package has used the storage.
   */
  constructor(storage: ObjectStorage);

  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
  sweep(before: number, limit: number): Promise<Swept>;
}

/** The part of `DurableObjectNamespace<PartitionObject>` that the store uses. */
export interface PartitionNamespace {
  idFromName(name: string): { toString(): string };
  get(id: { toString(): string }, options?: { locationHint?: string }): PartitionStub;
  jurisdiction(name: string): PartitionNamespace;
}

/** The part of `DurableObjectStub<PartitionObject>` that the store uses. */
export interface PartitionStub {
  get(partition: string, keys: string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
}

/** The part of `DurableObjectState` that the store uses. */
export interface PartitionContext {
  storage: ObjectStorage & {
    getAlarm(): Promise<number | null>;
    setAlarm(time: number): Promise<void>;
  };
}

/** The part of `DurableObjectStorage` that the store uses. */
export interface ObjectStorage {
  sql: {
    exec(query: string, ...parameters: unknown[]): { toArray(): Record<string, unknown>[] };
  };
  transactionSync<T>(work: () => T): T;
}
