import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store in memory, for tests, scripts and experiments. Expired records stay until a sweep removes them.
 */
export declare class MemoryStore implements Storage {
  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
  sweep(before: number, limit: number): Promise<Swept>;
}
