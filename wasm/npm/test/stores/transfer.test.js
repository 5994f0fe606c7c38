// An export of one store, imported into another under another master key, gives the same file again: in Node and in workerd, on D1
// and on Durable Objects.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { MemoryStore } from '../../memory.js';
import { content, engineOn, exported, fullFile, withUsers } from '../support/transfer.js';
import { World } from './world.js';

const PLACES = {
  'memory in Node': () => {
    const engine = engineOn(new MemoryStore(), 20);
    return { take: (file, options) => engine.import(file, options), give: () => exported(engine) };
  },
  ...Object.fromEntries(
    ['memory', 'd1', 'objects'].map((store, index) => [`${store} in workerd`, (world) => inWorkerd(world, store, 30 + index)]),
  ),
  'the engine in Node, its store on D1': (world) => overTheWire(world, 'd1'),
  'the engine in Node, its store in Durable Objects': (world) => overTheWire(world, 'objects'),
};

function inWorkerd(world, store, key) {
  return {
    take: (file, options) => world.ask('imported', { store, key, file, ...options }),
    give: () => world.ask('exported', { store, key }),
  };
}

function overTheWire(world, store) {
  const engine = engineOn(world.store(store), 40);
  return { take: (file, options) => engine.import(file, options), give: () => exported(engine) };
}

let file;
before(async () => {
  file = await fullFile();
});

/** A place in a world of its own. */
async function placeFor(context, name) {
  const world = await World.start();
  context.after(() => world.dispose());
  await world.migrate();
  return PLACES[name](world);
}

describe('a file goes in and comes out again with the same bytes', () => {
  for (const name of Object.keys(PLACES)) {
    test(name, async (context) => {
      const place = await placeFor(context, name);
      const planned = await place.take(file, { dryRun: true });
      assert.deepEqual([planned.pools, planned.kept], [1, 0]);
      // The pool is there with the last line.
      const cut = file.slice(0, file.lastIndexOf('{"type":"end"'));
      await assert.rejects(place.take(cut), { name: 'ImportError', message: /the file ends early: its last line is missing$/ });
      assert.deepEqual(await place.give().then(content), []);
      assert.equal((await place.take(file)).pools, 1);
      assert.deepEqual(content(await place.give()), content(file));
      const again = await place.take(file, { existing: 'keep' });
      assert.deepEqual([again.pools, again.clients, again.groups, again.users, again.others], [0, 0, 0, 0, 0]);
      assert.deepEqual(content(await place.give()), content(file));
    });
  }
});

test('from each place to the next', async (context) => {
  let given = withUsers(file, 1500);
  let first;
  for (const name of Object.keys(PLACES)) {
    const place = await placeFor(context, name);
    await place.take(given);
    given = await place.give();
    first ??= content(given);
    assert.deepEqual(content(given), first, name);
  }
  assert.equal(first.length, content(file).length + 1500);
});
