// Acknowledged records are there after a restart of workerd.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { batch, put, record, World } from './world.js';

for (const kind of ['d1', 'objects']) {
  test(kind, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'userpool-'));
    try {
      const keys = await inWorld(folder, async (world) => {
        await world.migrate();
        return commits(world.store(kind));
      });
      await inWorld(folder, async (world) => {
        const store = world.store(kind);
        if (kind === 'objects') await refusesAnother(world);
        assert.deepEqual(await store.get('p', keys), keys.map(() => record()));
        // The store accepts further commits.
        const check = { key: keys[0], revision: 1 };
        assert.equal(await store.commit(batch('p', { checks: [check], puts: [put(keys[0], 'y', 2)] })), true);
        assert.equal(await store.commit(batch('p', { checks: [check], puts: [put(keys[0], 'z', 3)] })), false);
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

async function inWorld(folder, work) {
  const world = await World.start(folder);
  try {
    return await work(world);
  } finally {
    await world.dispose();
  }
}

async function commits(store) {
  const keys = Array.from({ length: 20 }, (_, number) => `k/${number}`);
  const done = await Promise.all(keys.map((key) => store.commit(batch('p', { puts: [put(key)] }))));
  assert.deepEqual(done, keys.map(() => true));
  return keys;
}

/** After the restart an object refuses another partition even before the first call for its own. */
function refusesAnother(world) {
  const question = { name: 'p', method: 'get', parameters: ['q', ['k/0']] };
  return assert.rejects(world.ask('object', question), /this object holds another partition/);
}
