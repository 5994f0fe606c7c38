// Variant B: one Durable Object for each user pool, and one that knows which pool a client belongs to. The engine runs in
// the Worker; the objects only keep records.

import { DurableObjectStore, PartitionObject } from 'userpool/durable-object';

import type { Bindings } from './bindings.js';
import { worker } from './worker.js';

interface Env extends Bindings {
  PARTITIONS: DurableObjectNamespace<PartitionObject>;
}

export { PartitionObject };

export default worker((env: Env) => new DurableObjectStore(env.PARTITIONS)) satisfies ExportedHandler<Env>;
