// The stores of Cloudflare's runtime where its types are not known: libraries and tests see them by what they use.

import { Engine } from 'userpool';
import { D1Store, type Database } from 'userpool/d1';
import { DurableObjectStore, PartitionObject, SqlStore, type PartitionNamespace } from 'userpool/durable-object';

declare const database: Database;
declare const namespace: PartitionNamespace;
declare const context: ConstructorParameters<typeof PartitionObject>[0];

export const engines = [
  new D1Store(database),
  new DurableObjectStore(namespace, { locationHint: 'weur' }),
  new SqlStore(context.storage),
].map((storage) => new Engine({ storage, masterKeys: [] }));
