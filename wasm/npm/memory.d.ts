import type { Batch, Scan, ScanEntry, Storage, StoredRecord } from './index.js';

/**
 * A store in memory, for tests, for scripts and for trying things out in a browser. What it holds is gone with it;
 * expired records are kept.
 */
export declare class MemoryStore implements Storage {
  get(partition: string, keys: readonly string[]): Promise<(StoredRecord | null)[]>;
  scan(partition: string, scan: Scan): Promise<ScanEntry[]>;
  commit(batch: Batch): Promise<boolean>;
}
