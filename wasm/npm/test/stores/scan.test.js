// The scans of every store, and the range of keys that the stores in SQL read.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { MemoryStore } from '../../memory.js';
import { rangeOf } from '../../sql.js';
import { compareScans } from './scans.js';
import { World } from './world.js';

const world = await World.start();
await world.migrate();
after(() => world.dispose());

const STORES = { memory: new MemoryStore(), d1: world.store('d1'), objects: world.store('objects') };

for (const [name, store] of Object.entries(STORES)) test(name, () => compareScans(store));

test('the range of a scan', () => {
  const text = ({ from, to }) => [from, to].map((bytes) => Buffer.from(bytes).toString('latin1'));
  const range = (prefix, after, reverse = false) => text(rangeOf({ prefix, after, reverse }));
  assert.deepEqual(range('k/'), ['k/', 'k0']);
  assert.deepEqual(range(''), ['', '\xff']);
  assert.deepEqual(range('k/', 'k/b'), ['k/b\0', 'k0']);
  assert.deepEqual(range('k/', 'j'), ['k/', 'k0']);
  assert.deepEqual(range('k/', 'k/b', true), ['k/', 'k/b']);
  assert.deepEqual(range('k/', 'l', true), ['k/', 'k0']);
});
