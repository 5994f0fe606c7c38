// A Worker that answers the API on the store that the binding STORE names, with the number of round trips to the store in a
// header. It counts for the whole isolate, so tests that count send one request at a time.

import { D1Store } from '../../../d1.js';
import { DurableObjectStore, PartitionObject } from '../../../durable-object.js';
import { MemoryStore } from '../../../memory.js';
import { Engine } from '../../../workerd.js';
import { CountingStore } from '../counting.js';
import { Outbox } from '../scene.js';

export { PartitionObject };

const outbox = new Outbox();
const memory = new MemoryStore();
let world;

function worldOf(env) {
  if (world === undefined) {
    const storage = new CountingStore(storeOf(env));
    const engine = new Engine({
      storage,
      messenger: outbox,
      masterKeys: [new Uint8Array(32).fill(7)],
      dangerAcceptAnySignature: true,
    });
    world = { storage, engine };
  }
  return world;
}

function storeOf(env) {
  switch (env.STORE) {
    case 'd1':
      return new D1Store(env.DB);
    case 'objects':
      return new DurableObjectStore(env.PARTITIONS);
    case 'memory':
      return memory;
    default:
      throw new TypeError(`unknown store ${env.STORE}`);
  }
}

export default {
  async fetch(request, env) {
    // As in a new isolate, but with the same store.
    if (request.headers.has('x-fresh')) world = undefined;
    const { engine, storage } = worldOf(env);
    const { pathname } = new URL(request.url);
    if (pathname === '/messages') return Response.json(outbox.messages);
    if (pathname === '/nothing') {
      await request.arrayBuffer();
      return new Response();
    }
    if (pathname === '/all') return Response.json(await all(engine, await request.json()));
    storage.reset();
    const answer = await engine.fetch(request);
    const { reads, writes } = storage;
    const response = new Response(answer.body, answer);
    response.headers.set('x-round-trips', JSON.stringify({ reads, writes }));
    return response;
  },
};

/** Many calls of one operation in one request, `atOnce` of them concurrently, to fill a pool. */
async function all(engine, { operation, inputs, atOnce }) {
  const outputs = new Array(inputs.length);
  let next = 0;
  const work = async () => {
    while (next < inputs.length) {
      const index = next;
      next += 1;
      outputs[index] = await engine.call(operation, inputs[index]);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outputs;
}
