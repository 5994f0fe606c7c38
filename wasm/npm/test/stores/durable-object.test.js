// Properties of the stores in Durable Objects besides the contract, in workerd.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { batch, put, record, World } from './world.js';

const DAY = 24 * 60 * 60;

const world = await World.start();
after(() => world.dispose());

const store = world.store('objects');
const ask = (name, method, ...parameters) => world.ask('object', { name, method, parameters });
const now = () => Math.floor(Date.now() / 1000);

const OURS = ['userpool_records', 'userpool_records_by_expiry', 'userpool_schema'];
const tablesOf = async (name) => (await ask(name, 'tables')).filter((table) => table.startsWith('userpool_'));

test('each partition has its own object', async () => {
  await store.commit(batch('one', { puts: [put('a', 'one')] }));
  await store.commit(batch('two', { puts: [put('a', 'two')] }));
  for (const name of ['one', 'two']) {
    assert.deepEqual(await ask(name, 'get', name, ['a']), [record(name)]);
    assert.deepEqual(await ask(name, 'sql', 'SELECT partition FROM userpool_records'), [{ partition: name }]);
  }
});

test('an object refuses other partitions', async () => {
  const refused = /this object holds another partition/;
  const others = async (name) => {
    await assert.rejects(ask(name, 'get', 'other', ['a']), refused);
    await assert.rejects(ask(name, 'scan', 'other', { prefix: '', limit: 1, reverse: false }), refused);
    await assert.rejects(ask(name, 'commit', batch('other', { puts: [put('a')] })), refused);
    await assert.rejects(ask(name, 'commit', batch('other')), refused);
  };
  // The first call decides, even a read.
  assert.deepEqual(await ask('reader', 'get', 'mine', ['a']), [null]);
  await others('reader');
  assert.equal(await ask('writer', 'commit', batch('mine', { puts: [put('a')] })), true);
  await others('writer');
  assert.deepEqual(await ask('writer', 'get', 'mine', ['a']), [record()]);
});

test('reads of an unused object store nothing', async () => {
  assert.deepEqual(await store.get('nowhere', ['a', 'b']), [null, null]);
  assert.deepEqual(await store.scan('nowhere', { prefix: '', limit: 1, reverse: false }), []);
  assert.equal(await store.commit(batch('nowhere')), true);
  // The same holds for a commit without writes and for a conflict.
  const checked = (revision, writes) => store.commit(batch('nowhere', { checks: [{ key: 'a', revision }], ...writes }));
  assert.equal(await checked(null), true);
  assert.equal(await checked(null, { deletes: ['a'] }), true);
  assert.equal(await checked(1, { puts: [put('b')] }), false);
  assert.equal(await checked(0, { deletes: ['a'] }), false);
  assert.deepEqual(await store.get('nowhere', ['b']), [null]);
  assert.deepEqual(await tablesOf('nowhere'), []);

  assert.equal(await store.commit(batch('nowhere', { puts: [put('b')] })), true);
  assert.deepEqual(await tablesOf('nowhere'), OURS);
});

test('an error reaches the caller, and its batch is not applied', async () => {
  for (const wrong of [put('z', 'x', -1), put('z', 'x', 2 ** 53), put('z', 'x', 1, -1)]) {
    await assert.rejects(store.commit(batch('failing', { puts: [put('a'), wrong] })), /CHECK constraint failed/);
    assert.deepEqual(await store.get('failing', ['a', 'z']), [null, null]);
  }
  // Also if the tables exist and the failing put is the last.
  await store.commit(batch('failing', { puts: [put('b')] }));
  await assert.rejects(store.commit(batch('failing', { puts: [put('a'), put('z', 'x', -1)], deletes: ['b'] })));
  assert.deepEqual(await store.get('failing', ['a', 'b']), [null, record()]);
});

test('text is stored as text, other values as bytes', async () => {
  const puts = [put('text', '{"a":"\u00e9"}'), put('nul', 'a\0b'), put('bytes', Uint8Array.of(255))];
  await store.commit(batch('types', { puts }));
  const types = await ask('types', 'sql', 'SELECT key, typeof(value) AS type FROM userpool_records ORDER BY key');
  assert.deepEqual(types.map(({ key, type }) => [key, type]), [['bytes', 'blob'], ['nul', 'blob'], ['text', 'text']]);
});

test('a batch of the largest records can be sent to an object', async () => {
  const value = { repeat: '\xff', times: 256 * 1024 };
  const puts = Array.from({ length: 100 }, (_, number) => ({ ...put(`k/${number}`), value }));
  assert.equal(await store.commit(batch('large', { puts })), true);
  assert.equal(await world.ask('found', { store: 'objects', batch: batch('large', { puts }) }), true);
});

test('a row that the store did not write is an error', async () => {
  await ask('lax', 'sql', 'CREATE TABLE userpool_schema (version)');
  await ask('lax', 'sql', 'INSERT INTO userpool_schema VALUES (1)');
  await ask('lax', 'sql', 'CREATE TABLE userpool_records (partition, key, value, revision, expires_at)');
  for (const columns of ["1, 1, NULL", "'x', '1', NULL", "'x', 1.5, NULL", "'x', 1, 'soon'"]) {
    await ask('lax', 'sql', 'DELETE FROM userpool_records');
    await ask('lax', 'sql', `INSERT INTO userpool_records VALUES ('lax', 'a', ${columns})`);
    await assert.rejects(ask('lax', 'getAnew', 'lax', ['a']), /a row of the store has/, columns);
  }
});

test('an object of a newer version is refused', async () => {
  await store.commit(batch('newer', { puts: [put('a')] }));
  await ask('newer', 'open');
  await ask('newer', 'sql', 'UPDATE userpool_schema SET version = 99');
  await assert.rejects(ask('newer', 'open'), /schema version 99, and this package knows 1/);
});

test('an alarm is set if and only if a record has an expiry', async () => {
  await store.commit(batch('alarm', { puts: [put('lasting')] }));
  assert.equal(await ask('alarm', 'when'), null);
  await store.commit(batch('alarm', { puts: [put('ending', 'x', 1, now() + 60)] }));
  const first = await ask('alarm', 'when');
  assert.ok(Math.abs(first - Date.now() - DAY * 1000) < 60_000);
  // Later records do not change it.
  await store.commit(batch('alarm', { puts: [put('later', 'x', 1, now() + 90)] }));
  assert.equal(await ask('alarm', 'when'), first);
});

test('the alarm removes records that expired more than an hour ago', async () => {
  const puts = [put('old', 'x', 1, now() - 3700), put('recent', 'x', 1, now() - 60), put('lasting')];
  await store.commit(batch('purge', { puts }));
  await ask('purge', 'ring');
  const keys = async () => (await ask('purge', 'sql', 'SELECT key FROM userpool_records ORDER BY key')).map((row) => row.key);
  assert.deepEqual(await keys(), ['lasting', 'recent']);
  assert.ok((await ask('purge', 'when')) > Date.now() + (DAY - 60) * 1000);

  // Records that one alarm does not remove are removed by the next, which runs at once.
  await ask(
    'purge',
    'sql',
    `WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 7000)
     INSERT INTO userpool_records SELECT 'purge', 'old/' || n, 'x', 1, 1 FROM n`,
  );
  await ask('purge', 'ring');
  for (let waited = 0; (await keys()).length > 2; waited += 1) {
    assert.ok(waited < 200, 'the second alarm did not come');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(await keys(), ['lasting', 'recent']);
});

test('without expiring records there is no alarm', async () => {
  await store.commit(batch('quiet', { puts: [put('old', 'x', 1, 1), put('lasting')] }));
  await ask('quiet', 'cancel');
  await ask('quiet', 'ring');
  assert.equal(await ask('quiet', 'when'), null);
  assert.deepEqual(await store.get('quiet', ['old', 'lasting']), [null, record()]);
  // A record with an expiry sets a new alarm.
  await store.commit(batch('quiet', { puts: [put('ending', 'x', 1, now())] }));
  assert.ok((await ask('quiet', 'when')) > Date.now());
});

test('the location of objects can be chosen', async () => {
  const asked = (options) => world.ask('routed', { partition: 'pool', options });
  assert.deepEqual(await asked(), [['idFromName', 'pool'], ['get', 'id of pool', {}]]);
  assert.deepEqual(await asked({ locationHint: 'weur', jurisdiction: 'eu' }), [
    ['jurisdiction', 'eu'],
    ['idFromName', 'pool'],
    ['get', 'id of pool', { locationHint: 'weur' }],
  ]);
});

test('a value that is not a namespace or storage is refused', async () => {
  const refused = (store, message) => assert.rejects(world.ask('constructed', { store }), { name: 'TypeError', message });
  await refused('objects', /DurableObjectStore.+env\.PARTITIONS/);
  await refused('sql', /SqlStore.+ctx\.storage/);
});
