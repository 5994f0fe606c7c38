// Variant A: everything in one D1 database.

import { D1Store } from 'userpool/d1';

import type { Bindings } from './bindings.js';
import { worker } from './worker.js';

interface Env extends Bindings {
  DB: D1Database;
}

/** Records that one statement drops, and statements of one run: within what D1 allows a paid Worker. */
const PURGE_RECORDS = 1000;
const PURGE_STATEMENTS = 500;

export default {
  ...worker((env: Env) => new D1Store(env.DB)),

  /** Drops records that have expired. What one run leaves, the next one takes. */
  async scheduled(controller, env) {
    const store = new D1Store(env.DB);
    const now = Math.floor(controller.scheduledTime / 1000);
    for (let statement = 0; statement < PURGE_STATEMENTS; statement += 1) {
      if ((await store.purge(now, PURGE_RECORDS)) < PURGE_RECORDS) return;
    }
    console.error('userpool: more records expire than the cron trigger can drop: let it run more often');
  },
} satisfies ExportedHandler<Env>;
