// Node with a store in a file.

import { Engine } from 'userpool';
import { SqliteStore, type NotReady } from 'userpool/sqlite';

const storage = new SqliteStore('users.db');
export const engine = new Engine({ storage, masterKeys: ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='] });

export async function ready(): Promise<NotReady['reason'] | undefined> {
  try {
    await storage.check();
    return undefined;
  } catch (error) {
    return (error as NotReady).reason;
  }
}

export const swept: Promise<{ records: number; more: boolean }> = storage.sweep(1_000, 10);
storage.close();
// @ts-expect-error: a path is needed
new SqliteStore();
// @ts-expect-error: a URL is no path
new SqliteStore(new URL('file:///users.db'));
