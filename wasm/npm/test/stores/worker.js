// A Worker with a store of each kind, for the conformance suite and for calls by a test in Node.

import { DurableObject } from 'cloudflare:workers';

import { D1Store } from '../../d1.js';
import { DurableObjectStore, PartitionObject, SqlStore } from '../../durable-object.js';
import { MemoryStore } from '../../memory.js';
import * as module from '../../userpool.js';
import { Engine } from '../../workerd.js';
import { CountingD1 } from './counting-d1.js';
import { proverOf, Unchecked } from './prove.js';
import { decoded, encoded } from './wire.js';

/** A partition's object with functions for tests. */
export class Partition extends PartitionObject {
  tables() {
    return this.ctx.storage.sql.exec('SELECT name FROM sqlite_master ORDER BY name').toArray().map(({ name }) => name);
  }

  sql(statement, ...parameters) {
    return this.ctx.storage.sql.exec(statement, ...parameters).toArray();
  }

  when() {
    return this.ctx.storage.getAlarm();
  }

  ring() {
    return this.alarm();
  }

  cancel() {
    return this.ctx.storage.deleteAlarm();
  }

  /** Opens the store again, as a new version of the Worker does. */
  open() {
    new SqlStore(this.ctx.storage);
  }

  getAnew(...question) {
    return new SqlStore(this.ctx.storage).get(...question);
  }
}

/** An object with the engine inside. */
export class Inside extends DurableObject {
  #prove = proverOf({ Engine, module, storage: new SqlStore(this.ctx.storage) });

  prove(name, run) {
    return this.#prove(name, run);
  }
}

const memory = new MemoryStore();

const engineOn = (storage, key) => new Engine({ storage, masterKeys: [new Uint8Array(32).fill(key)] });

const STORES = {
  memory: () => memory,
  d1: (env) => new D1Store(env.DB),
  objects: (env) => new DurableObjectStore(env.PARTITIONS),
  unchecked: () => new Unchecked(memory),
};

const ROUTES = {
  clauses: () => module.Conformance.clauses(),

  async prove(env, { store, clause, run }) {
    if (store === 'inside') return env.INSIDE.get(env.INSIDE.idFromName('one')).prove(clause, run);
    return proverOf({ Engine, module, storage: STORES[store](env) })(clause, run);
  },

  /** The file of an export of a store, by an engine in the Worker. */
  exported: (env, { store, key }) => new Response(engineOn(STORES[store](env), key).export({ plainSecrets: true })).text(),

  /** Imports a file into a store by an engine in the Worker, which reads it as a stream. */
  imported: (env, { store, key, file, ...options }) =>
    engineOn(STORES[store](env), key).import(new Response(file).body, options),

  call: (env, { store, method, parameters }) => STORES[store](env)[method](...parameters),

  /** A call of `D1Store` and its statements. */
  async counted(env, { method, parameters }) {
    const database = new CountingD1(env.DB);
    const answer = await new D1Store(database)[method](...parameters);
    return { answer, asked: database.asked };
  },

  /** Whether every put of a batch is stored unchanged. */
  async found(env, { store, batch: { partition, puts } }) {
    for (const { key, ...put } of puts) {
      const [record] = await STORES[store](env).get(partition, [key]);
      const isSame = record?.revision === put.revision && record.value.length === put.value.length;
      if (!isSame || !record.value.every((byte, index) => byte === put.value[index])) return false;
    }
    return true;
  },

  object: (env, { name, method, parameters }) =>
    env.PARTITIONS.get(env.PARTITIONS.idFromName(name))[method](...parameters),

  /** The calls by which `DurableObjectStore` finds an object, recorded by a fake namespace, since workerd ignores locations. */
  async routed(env, { partition, options }) {
    const calls = [];
    const namespace = {
      jurisdiction(name) {
        calls.push(['jurisdiction', name]);
        return namespace;
      },
      idFromName(name) {
        calls.push(['idFromName', name]);
        return `id of ${name}`;
      },
      get(...parameters) {
        calls.push(['get', ...parameters]);
        return { get: (_, keys) => keys.map(() => null) };
      },
    };
    await new DurableObjectStore(namespace, options).get(partition, ['a']);
    return calls;
  },

  /** The error of a constructor for a wrong value. */
  constructed: (env, { store }) => {
    const make = {
      d1: () => new D1Store({}),
      'd1 session': () => new D1Store(env.DB.withSession('first-primary')),
      objects: () => new DurableObjectStore(),
      sql: () => new SqlStore({}),
    };
    make[store]();
  },
};

export default {
  async fetch(request, env) {
    const route = ROUTES[new URL(request.url).pathname.slice(1)];
    try {
      const answer = await route(env, decoded(await request.text()));
      return new Response(encoded({ answer }));
    } catch (error) {
      return new Response(encoded({ error: { name: error.name, message: error.message } }));
    }
  },
};
