// Properties of MemoryStore besides the contract.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryStore } from '../../memory.js';
import { batch, put, record } from './world.js';

const ALL = { prefix: '', after: undefined, limit: 10, reverse: false };

test('callers cannot change stored records', async () => {
  const store = new MemoryStore();
  const given = Buffer.from('value');
  await store.commit(batch('p', { puts: [put('a', given)] }));
  given.fill(0);
  const [read] = await store.get('p', ['a']);
  read.value.fill(0);
  read.revision = 9;
  const [scanned] = await store.scan('p', ALL);
  scanned.value.fill(0);
  scanned.revision = 9;
  assert.deepEqual(await store.get('p', ['a']), [record('value')]);
});

test('the time of a scan depends on its result, not on the size of the store', async () => {
  const [few, many] = [await filled(100), await filled(20_000)];
  const ratio = (await fastest(many)) / (await fastest(few));
  assert.ok(ratio < 10, `two hundred times the records took ${ratio.toFixed(1)} times as long`);
});

async function filled(count) {
  const store = new MemoryStore();
  const puts = Array.from({ length: count }, (_, number) => put(`user/${String((number * 7919) % count).padStart(6, '0')}`));
  await store.commit(batch('p', { puts }));
  assert.equal((await store.scan('p', { ...ALL, prefix: 'user/', limit: count })).length, count);
  return store;
}

/** The shortest time of several rounds, since other programs use the machine too. */
async function fastest(store) {
  let shortest = Infinity;
  for (let round = 0; round < 10; round += 1) {
    const begin = performance.now();
    for (let call = 0; call < 100; call += 1) {
      await store.scan('p', { ...ALL, prefix: 'user/', after: 'user/000040', reverse: call % 2 === 0 });
    }
    shortest = Math.min(shortest, performance.now() - begin);
  }
  return shortest;
}
