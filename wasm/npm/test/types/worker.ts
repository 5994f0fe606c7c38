// Workers with the types of Cloudflare: a store for each kind of binding.

import { DurableObject } from 'cloudflare:workers';
import { Engine, type Storage } from 'userpool';
import { D1Store } from 'userpool/d1';
import { DurableObjectStore, PartitionObject, SqlStore } from 'userpool/durable-object';

interface Env {
  DB: D1Database;
  PARTITIONS: DurableObjectNamespace<PartitionObject>;
  COUNTERS: DurableObjectNamespace<Counter>;
  NAMES: KVNamespace;
  MASTER_KEYS: string;
}

export { PartitionObject };

/** An engine inside of an object. */
export class Pool extends DurableObject<Env> {
  #engine = new Engine({ storage: new SqlStore(this.ctx.storage), masterKeys: this.env.MASTER_KEYS.split(',') });

  override fetch(request: Request): Promise<Response> {
    return this.#engine.fetch(request);
  }
}

/** No partition. */
class Counter extends DurableObject<Env> {
  count(): number {
    return 1;
  }
}

/** A partition with a function more. */
export class Watched extends PartitionObject {
  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
  }
}

export const stores = (env: Env): Storage[] => [
  new D1Store(env.DB),
  new DurableObjectStore(env.PARTITIONS),
  new DurableObjectStore(env.PARTITIONS, { locationHint: 'weur', jurisdiction: 'eu' }),
];

export function wrongStores(env: Env, context: DurableObjectState): void {
  // @ts-expect-error: a session may read what is old
  new D1Store(env.DB.withSession());
  // @ts-expect-error: a namespace of values is no database
  new D1Store(env.NAMES);
  // @ts-expect-error: nor is a database a namespace
  new DurableObjectStore(env.DB);
  // @ts-expect-error: these objects hold no partitions
  new DurableObjectStore(env.COUNTERS);
  // @ts-expect-error: there is no such option
  new DurableObjectStore(env.PARTITIONS, { location: 'weur' });
  // @ts-expect-error: the storage, not the state
  new SqlStore(context);
}

export default {
  async fetch(request, env, context) {
    const storage = new D1Store(env.DB);
    const engine = new Engine({ storage, masterKeys: env.MASTER_KEYS.split(',') });
    const answer = engine.fetch(request);
    context.waitUntil(answer);
    return answer;
  },

  async scheduled(_, env) {
    const dropped: number = (await new D1Store(env.DB).sweep(1_000, 10)).records;
    const partition = env.PARTITIONS.get(env.PARTITIONS.idFromName('a'));
    const records = await partition.get('a', ['key']);
    console.log(dropped, records[0]?.value.length);
  },
} satisfies ExportedHandler<Env>;
