// Runs every clause of the storage contract on every store in JavaScript: in workerd, and in Node if the store runs there.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { MemoryStore } from '../../memory.js';
import { NEED_CHECKS, proverOf, Unchecked } from './prove.js';
import { PACKAGE, TESTING_PACKAGE, World } from './world.js';

const module = await import(join(TESTING_PACKAGE, 'userpool.js'));
const { Engine } = await import(join(TESTING_PACKAGE, 'node.js'));

const CLAUSES = module.Conformance.clauses();

const world = await World.start();
await world.migrate();
after(() => world.dispose());

test('the suite is complete, and the same in workerd', async () => {
  assert.ok(CLAUSES.length >= 88, `${CLAUSES.length} clauses`);
  assert.ok(NEED_CHECKS.every((name) => CLAUSES.includes(name)));
  assert.deepEqual(await world.ask('clauses'), CLAUSES);
});

test('functions for tests are not published', () => {
  const wanted = ['class Conformance', 'trap('];
  const has = (folder) => wanted.map((text) => readFileSync(join(folder, 'userpool.js'), 'utf8').includes(text));
  assert.deepEqual(has(TESTING_PACKAGE), [true, true]);
  assert.deepEqual(has(PACKAGE), [false, false]);
});

const inWorkerd = (store) => (clause, run) => world.ask('prove', { store, clause, run });
const inNode = (storage) => proverOf({ Engine, module, storage });

const STORES = {
  'MemoryStore in Node': inNode(new MemoryStore()),
  'MemoryStore in workerd': inWorkerd('memory'),
  'D1Store': inWorkerd('d1'),
  'DurableObjectStore': inWorkerd('objects'),
  'SqlStore, in an object with the engine': inWorkerd('inside'),
};

for (const [name, prove] of Object.entries(STORES)) {
  describe(name, () => {
    for (const clause of CLAUSES) test(clause, () => prove(clause, 'first'));
  });
}

describe('a store that does not check breaks', () => {
  const provers = { node: inNode(new Unchecked(new MemoryStore())), workerd: inWorkerd('unchecked') };
  for (const clause of NEED_CHECKS) {
    test(clause, async () => {
      for (const prove of Object.values(provers)) {
        await assert.rejects(prove(clause, 'unchecked'), { name: 'Failure', message: /: expected .+, found / });
      }
    });
  }
});
