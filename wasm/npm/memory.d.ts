import type { Batch, Scan, ScanEntry, Storage, StoredRecord, Swept } from './index.js';

/**
 * A store in memory, for tests, for scripts and for trying things out in a browser. What it holds is gone with it;
 * expired records are kept until they are swept.
 */
export declare class MemoryStore implements Storage {
  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
  sweep(before: number, limit: number): Promise<Swept>;
}
