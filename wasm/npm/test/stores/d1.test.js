// Properties of D1Store besides the contract, on a D1 database in workerd.

import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';

import { batch, put, record, World } from './world.js';

const MB = 1_000_000;

const world = await World.start();
await world.migrate();
after(() => world.dispose());

const store = world.store('d1');
const counted = (method, ...parameters) => world.ask('counted', { method, parameters });
const rows = (sql, ...parameters) => world.database.prepare(sql).bind(...parameters).raw();

beforeEach(() => world.database.prepare('DELETE FROM userpool_records').run());

test('a get is one statement, however many keys it has', async () => {
  const puts = Array.from({ length: 90 }, (_, number) => put(`k/${number}`));
  await store.commit(batch('p', { puts }));
  const { answer, asked } = await counted('get', 'p', puts.map(({ key }) => key));
  assert.deepEqual(answer, puts.map(() => record()));
  assert.deepEqual(shapeOf(asked), [['raw', 1]]);
});

test('a scan is one statement', async () => {
  await store.commit(batch('p', { puts: [put('a'), put('b')] }));
  for (const reverse of [false, true]) {
    const { answer, asked } = await counted('scan', 'p', { prefix: '', limit: 9, reverse });
    assert.equal(answer.length, 2);
    assert.deepEqual(shapeOf(asked), [['raw', 1]]);
  }
});

test('a commit is one batch: a statement for the checks, one for the puts, one for the deletes', async () => {
  const keys = Array.from({ length: 100 }, (_, number) => `k/${number}`);
  const puts = keys.map((key) => put(key, `{"key":"${key}"}`));
  assert.deepEqual(shapeOf((await counted('commit', batch('p', { puts }))).asked), [['batch', 1]]);

  const checks = keys.slice(0, 33).map((key) => ({ key, revision: 1 }));
  const all = batch('p', { checks, puts: puts.slice(33, 66), deletes: keys.slice(66, 99) });
  const { answer, asked } = await counted('commit', all);
  assert.equal(answer, true);
  assert.deepEqual(shapeOf(asked), [['batch', 3]]);
});

test('empty calls send no statement', async () => {
  assert.deepEqual(await counted('commit', batch('p')), { answer: true, asked: [] });
  assert.deepEqual(await counted('get', 'p', []), { answer: [], asked: [] });
});

test('every statement finds records by their key', async () => {
  const statements = [];
  const note = async (...call) => statements.push(...(await counted(...call)).asked.flatMap((each) => each.statements));
  await note('get', 'p', ['a']);
  await note('scan', 'p', { prefix: 'a', limit: 1, reverse: false });
  await note('scan', 'p', { prefix: 'a', limit: 1, reverse: true });
  await note('commit', batch('p', { checks: [{ key: 'a', revision: null }], puts: [put('b')], deletes: ['c'] }));
  await note('sweep', 1, 1);
  assert.equal(statements.length, 7);
  for (const { sql, sizes } of statements) {
    const plan = (await rows(`EXPLAIN QUERY PLAN ${sql}`, ...sizes.map(() => '[]'))).map((row) => row.at(-1));
    const walks = plan.filter((step) => /^SCAN (?!asked|json_each)/.test(step));
    assert.deepEqual(walks, [], `${sql}\n${plan.join('\n')}`);
    assert.ok(!plan.some((step) => step.includes('TEMP B-TREE')), `${sql}\n${plan.join('\n')}`);
  }
});

test('a batch of 20 MB is split within the limits of D1', async () => {
  const value = { repeat: '{"name":"value"},', times: 12_000 };
  const puts = Array.from({ length: 100 }, (_, number) => ({ ...put(`k/${number}`), value }));
  await bundled(puts, 20 * MB, 40);
});

test('the largest values of all kinds fit', async () => {
  const values = [
    { repeat: '\xff', times: 256 * 1024 }, // not UTF-8: two characters of hex for a byte
    { repeat: '\x01', times: 256 * 1024 }, // six characters of JSON for a byte
    { repeat: '"\\', times: 128 * 1024 }, // two
    { repeat: '\xf0\x9f\x98\x80', times: 64 * 1024 }, // a character of four bytes
  ];
  const key = (number) => `${'\u0001'.repeat(1000)}${number}`;
  const puts = Array.from({ length: 12 }, (_, number) => ({ ...put(key(number)), value: values[number % 4] }));
  await bundled(puts, 3 * MB, 12);
});

/** Commits `puts` of this many bytes in at most this many statements, and reads them. */
async function bundled(puts, bytes, most) {
  assert.ok(puts.reduce((sum, { value: { repeat, times } }) => sum + repeat.length * times, 0) >= bytes);
  const { answer, asked } = await counted('commit', batch('p', { puts }));
  assert.equal(answer, true);
  assert.equal(asked.length, 1);
  const [{ by, statements }] = asked;
  assert.equal(by, 'batch');
  for (const { sql, sizes } of statements) {
    assert.ok(sql.length < 100_000);
    assert.ok(sizes.length <= 100);
    assert.ok(Math.max(...sizes) < 2 * MB, `${Math.max(...sizes)} bytes in one parameter`);
  }
  assert.ok(statements.length <= most, `${statements.length} statements`);
  assert.equal(await world.ask('found', { store: 'd1', batch: batch('p', { puts }) }), true);
}

test('only the named constraint counts as a conflict', async () => {
  const commit = (key, value) =>
    store.commit(batch('p', { checks: [{ key: 'new', revision: null }], puts: [put('new'), put(key, value)] }));
  const failing = async (message, expected) => {
    const sql = `CREATE TRIGGER fail BEFORE INSERT ON userpool_records WHEN new.key = 'bad'
      BEGIN SELECT RAISE(ABORT, '${message}'); END`;
    await world.database.prepare(sql).run();
    try {
      await assert.rejects(commit('bad'), expected);
    } finally {
      await world.database.prepare('DROP TRIGGER fail').run();
    }
    assert.deepEqual(await rows('SELECT * FROM userpool_records'), []);
  };
  await failing('UNIQUE constraint failed: userpool_records.key', /UNIQUE/);
  await failing('CHECK constraint failed: another', /another/);
  await failing('CHECK constraint failed: userpool_conflicts_of_another', /of_another/);
  await failing('userpool_conflict', /userpool_conflict/);

  // The table's own constraints.
  const wrong = [
    [put('new', 'x', -1), /userpool_records_revision/],
    [put('new', 'x', 2 ** 53), /userpool_records_revision/],
    [put('new', 'x', 0.5), /cannot store REAL value in INTEGER column/],
    [put('new', 'x', null), /NOT NULL constraint failed/],
    [put('new', 'x', 1, -1), /userpool_records_expires_at/],
  ];
  for (const [each, expected] of wrong) {
    await assert.rejects(store.commit(batch('p', { puts: [put('first'), each] })), expected);
    assert.deepEqual(await rows('SELECT * FROM userpool_records'), []);
  }

  assert.equal(await commit('good'), true);
  assert.equal(await commit('good'), false);
  assert.deepEqual(await rows('SELECT * FROM userpool_conflicts'), []);
});

test('a database without the tables is an error', async () => {
  const empty = await World.start();
  try {
    const store = empty.store('d1');
    const refused = /no such table: userpool_/;
    await assert.rejects(store.get('p', ['a']), refused);
    await assert.rejects(store.scan('p', { prefix: '', limit: 1, reverse: false }), refused);
    await assert.rejects(store.commit(batch('p', { checks: [{ key: 'a', revision: null }] })), refused);
    await assert.rejects(store.commit(batch('p', { puts: [put('a')] })), refused);
  } finally {
    await empty.dispose();
  }
});

test('text is stored as text, other values as bytes', async () => {
  const puts = [put('text', '{"a":"\u00e9"}'), put('empty', ''), put('nul', 'a\0b'), put('bytes', Uint8Array.of(255))];
  await store.commit(batch('p', { puts }));
  const types = await rows('SELECT key, typeof(value) FROM userpool_records ORDER BY key');
  assert.deepEqual(types, [['bytes', 'blob'], ['empty', 'text'], ['nul', 'blob'], ['text', 'text']]);
  assert.deepEqual(await rows("SELECT value ->> '$.a' FROM userpool_records WHERE key = 'text'"), [['\u00e9']]);
});

test('a row that the store did not write is an error', async () => {
  const lax = await World.start();
  try {
    await lax.database.prepare('CREATE TABLE userpool_records (partition, key, value, revision, expires_at)').run();
    const wrong = [
      ["1", "1", "NULL"],
      ["NULL", "1", "NULL"],
      ["'x'", "'1'", "NULL"],
      ["'x'", "NULL", "NULL"],
      ["'x'", "1.5", "NULL"],
      ["'x'", "-1", "NULL"],
      ["'x'", "9007199254740992", "NULL"],
      ["'x'", "1", "'soon'"],
      ["'x'", "1", "-1"],
    ];
    const store = lax.store('d1');
    for (const columns of wrong) {
      await lax.database.prepare('DELETE FROM userpool_records').run();
      await lax.database.prepare(`INSERT INTO userpool_records VALUES ('p', 'a', ${columns.join(', ')})`).run();
      await assert.rejects(store.get('p', ['a']), /a row of the store has/, columns.join());
      await assert.rejects(store.scan('p', { prefix: '', limit: 1, reverse: false }), /a row of the store has/);
    }
  } finally {
    await lax.dispose();
  }
});

test('a sweep removes the oldest first', async () => {
  const before = 1_000_000;
  const expired = Array.from({ length: 10 }, (_, number) => put(`old/${number}`, 'x', 1, before - 1 - number));
  await store.commit(batch('p', { puts: [...expired, put('recent', 'x', 1, before), put('lasting')] }));
  assert.deepEqual(await store.sweep(before, 4), { records: 4, more: true });
  const left = await rows("SELECT key FROM userpool_records WHERE key LIKE 'old/%' ORDER BY key");
  assert.deepEqual(left.flat(), ['old/0', 'old/1', 'old/2', 'old/3', 'old/4', 'old/5']);
  assert.deepEqual(await store.sweep(before, 100), { records: 6, more: false });
  assert.deepEqual(await store.sweep(before, 100), { records: 0, more: false });
  assert.deepEqual((await rows('SELECT key FROM userpool_records ORDER BY key')).flat(), ['lasting', 'recent']);
});

test('a value that is not a database is refused', async () => {
  const refused = (store, message) => assert.rejects(world.ask('constructed', { store }), { name: 'TypeError', message });
  await refused('d1', /D1Store.+env\.DB/);
  await refused('d1 session', /not a session/);
});

const shapeOf = (asked) => asked.map(({ by, statements }) => [by, statements.length]);
