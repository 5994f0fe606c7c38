// Variant B: one Durable Object for each user pool, and one for the directory of pools and clients. The engine runs in the
// Worker; the objects only store records.

import { DurableObjectStore, PartitionObject } from 'userpool/durable-object';

import type { Bindings } from './bindings.js';
import { worker } from './worker.js';

interface Env extends Bindings {
  PARTITIONS: DurableObjectNamespace<PartitionObject>;
}

export { PartitionObject };

export default worker((env: Env) => new DurableObjectStore(env.PARTITIONS)) satisfies ExportedHandler<Env>;
