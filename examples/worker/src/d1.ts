// Variant A: one D1 database.

import { D1Store } from 'userpool/d1';

import type { Bindings } from './bindings.js';
import { worker } from './worker.js';

interface Env extends Bindings {
  DB: D1Database;
}

export default worker((env: Env) => new D1Store(env.DB)) satisfies ExportedHandler<Env>;
