// The store in SQLite, in a Node that has `node:sqlite`: `later-node.test.js` runs this file.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';

import { MemoryStore } from '../../memory.js';
import { Engine } from '../../node.js';
import { SqliteStore } from '../../sqlite.js';
import { batch, put, record } from '../stores/batches.js';
import { NEED_CHECKS, proverOf, Unchecked } from '../stores/prove.js';
import { compareScans } from '../stores/scans.js';
import { testRaces } from '../support/races.js';
import { Outbox } from '../support/scene.js';
import { content, engineOn, exported, fullFile, WatchedStore, withUsers } from '../support/transfer.js';

const TESTING_PACKAGE = new URL('../../../../target/npm-testing/', import.meta.url);
const testing = {
  module: await import(new URL('userpool.js', TESTING_PACKAGE)),
  ...(await import(new URL('node.js', TESTING_PACKAGE))),
};

const ALL = { prefix: '', limit: 10, reverse: false };

const root = await mkdtemp(join(tmpdir(), 'userpool-sqlite-'));
after(() => rm(root, { recursive: true }));

let files = 0;
/** The path of a file that does not exist, in a folder of its own. */
async function newFile() {
  files += 1;
  const folder = join(root, String(files));
  await mkdir(folder);
  return join(folder, 'users.db');
}

/** The names, sizes and contents of a file's folder. */
const contents = (file) =>
  readdirSync(join(file, '..')).map((name) => [name, readFileSync(join(file, '..', name)).toString('base64')]);

describe('every clause of the contract', async () => {
  const clauses = testing.module.Conformance.clauses();
  assert.ok(clauses.length >= 88, `${clauses.length} clauses`);
  const prove = proverOf({ ...testing, storage: new SqliteStore(await newFile()) });
  for (const clause of clauses) test(clause, () => prove(clause, 'first'));

  const broken = proverOf({ ...testing, storage: new Unchecked(new SqliteStore(await newFile())) });
  for (const clause of NEED_CHECKS) {
    test(`${clause}, which a store that does not check breaks`, () =>
      assert.rejects(broken(clause, 'unchecked'), { name: 'Failure' }));
  }
});

test('scans with bounds of every kind', async () => compareScans(new SqliteStore(await newFile())));

describe('exports and imports', () => {
  test('a file goes in and comes out again with the same bytes', async () => {
    const file = withUsers(await fullFile(), 5000);
    const memory = engineOn(new MemoryStore(), 2);
    await memory.import(file);
    const before = content(await exported(memory));
    const first = engineOn(new SqliteStore(await newFile()), 3);
    await first.import(memory.export({ passphrase: 'a passphrase' }), { passphrase: 'a passphrase' });
    assert.deepEqual(content(await exported(first)), before);
    const second = engineOn(new SqliteStore(await newFile()), 4);
    await second.import(first.export({ plainSecrets: true }));
    assert.deepEqual(content(await exported(second)), before);
  });

  test('an import that was interrupted goes on in a new process', async (context) => {
    context.mock.method(console, 'error', () => {});
    const file = withUsers(await fullFile(), 8000);
    const path = await newFile();
    const failing = new WatchedStore(new SqliteStore(path));
    const whole = new WatchedStore();
    await engineOn(whole, 3).import(file);
    failing.commitsLeft = whole.commits.length - 10;
    await assert.rejects(engineOn(failing, 3).import(file), { name: 'ImportError', message: /Internal server error$/ });
    failing.store.close();
    const again = engineOn(new SqliteStore(path), 3);
    assert.ok((await again.import(file)).resumed > 3000);
    assert.deepEqual(content(await exported(again)), content(await exported(engineOn(whole.store, 3))));
  });
});

describe('concurrent calls on two engines, each with a connection of its own', () => {
  testRaces(async () => {
    const file = await newFile();
    const messenger = new Outbox();
    const masterKeys = [new Uint8Array(32).fill(3)];
    const stores = [new SqliteStore(file), new SqliteStore(file)];
    const engines = stores.map((storage) => new Engine({ storage, messenger, masterKeys }));
    let calls = 0;
    const call = (...given) => {
      calls += 1;
      return engines[calls % 2].call(...given);
    };
    return { call, messages: () => messenger.messages, dispose: () => stores.forEach((store) => store.close()) };
  });
});

test('records are there after the file was closed, and only one file is left', async () => {
  const file = await newFile();
  const first = new SqliteStore(file);
  await first.commit(batch('p', { puts: [put('a', 'one', 1, 2_000_000_000), put('b', Uint8Array.of(0xff, 0), 2)] }));
  first.close();
  assert.deepEqual(readdirSync(join(file, '..')), ['users.db']);
  await assert.rejects(first.get('p', ['a']));
  const again = new SqliteStore(file);
  assert.deepEqual(await again.get('p', ['a', 'none', 'b']), [
    record('one', 1, 2_000_000_000),
    null,
    record(Uint8Array.of(0xff, 0), 2),
  ]);
});

test('only the owner may read the file, its log and the index of the log', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  await store.commit(batch('p', { puts: [put('a')] }));
  const modes = readdirSync(join(file, '..')).map((name) => [name, statSync(join(file, '..', name)).mode & 0o777]);
  assert.deepEqual(modes, [
    ['users.db', 0o600],
    ['users.db-shm', 0o600],
    ['users.db-wal', 0o600],
  ]);
});

test('the file has the settings of the Rust crate', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  await store.commit(batch('p', { puts: [put('a')] }));
  const other = new DatabaseSync(file);
  const pragma = (name) => other.prepare(`PRAGMA ${name}`).get()[name];
  assert.deepEqual(
    ['application_id', 'user_version', 'auto_vacuum', 'journal_mode', 'page_size'].map(pragma),
    [0x55506f6c, 1, 2, 'wal', 4096],
  );
  const crate = readFileSync(new URL('../../../../storage-traits/sqlite/src/schema.rs', import.meta.url), 'utf8');
  const words = (sql) => sql.replaceAll(/--.*$/gm, '').split(/\s+/).join(' ');
  const tables = other.prepare('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL').all();
  assert.equal(tables.length, 2);
  for (const { sql } of tables) assert.ok(words(crate).includes(words(sql)), sql);
});

test('what other programs stored is read as it is, and a number is no value', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  await store.commit(batch('p', { puts: [put('a', '', 1)] }));
  const other = new DatabaseSync(file);
  const insert = other.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?)');
  insert.run('p', 'nul', 'one\0two', 2, null);
  insert.run('p', 'number', 7, 3, null);
  assert.deepEqual(await store.get('p', ['a', 'nul']), [record('', 1), record('one\0two', 2)]);
  assert.deepEqual(await store.scan('p', { ...ALL, prefix: 'nu', limit: 1 }), [put('nul', 'one\0two', 2)]);
  await assert.rejects(store.get('p', ['number']), /neither text nor bytes/);
});

test('a file of another program is refused unchanged', async () => {
  const refuses = async (make, message) => {
    const file = await newFile();
    make(file);
    const before = contents(file);
    assert.throws(() => new SqliteStore(file), message);
    assert.deepEqual(contents(file), before);
  };
  await refuses((file) => writeFileSync(file, 'a text of some length, but not a database'.repeat(30)), /not an SQLite database/);
  const database = (sql) => (file) => {
    const made = new DatabaseSync(file);
    made.exec(sql);
    made.close();
  };
  await refuses(database('CREATE TABLE t (a)'), /not a user pool's \(application id 0x0\)/);
  await refuses(database('PRAGMA application_id = 7; CREATE TABLE t (a)'), /\(application id 0x7\)/);
  const newer = 'PRAGMA application_id = 0x55506f6c; PRAGMA user_version = 2; CREATE TABLE t (a)';
  await refuses(database(newer), /newer version of userpool \(schema version 2, and this program knows 1\)/);
});

test('a path that cannot be a file is refused', async () => {
  const file = await newFile();
  assert.throws(() => new SqliteStore(join(file, 'users.db')), /cannot open .*: no such file or directory/);
  assert.throws(() => new SqliteStore(root), /cannot open .*: EISDIR|illegal operation on a directory/);
  for (const wrong of [undefined, 7, '', ':memory:']) assert.throws(() => new SqliteStore(wrong), TypeError);
});

test('while another process writes, a commit waits, and other work goes on', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  await store.commit(batch('p', { puts: [put('a')] }));
  const other = new DatabaseSync(file);
  other.exec('BEGIN IMMEDIATE');
  let isDone = false;
  const commit = store.commit(batch('p', { puts: [put('b')] })).then((done) => {
    isDone = true;
    return done;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(isDone, false);
  assert.deepEqual(await store.get('p', ['a', 'b']), [record(), null]);
  other.exec('COMMIT');
  assert.equal(await commit, true);
});

test('a file that was moved away is not written, and the check says so until it is back', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  await store.check();
  renameSync(file, `${file}.away`);
  await assert.rejects(store.commit(batch('p', { puts: [put('a')] })), /deleted or moved away/);
  await assert.rejects(store.check(), { reason: 'moved' });
  writeFileSync(file, '');
  await assert.rejects(store.check(), { reason: 'moved', message: /replaced by another file/ });
  renameSync(`${file}.away`, file);
  await store.check();
  assert.equal(await store.commit(batch('p', { puts: [put('a')] })), true);
});

test('after a commit that failed, the check writes', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  const other = new DatabaseSync(file);
  // A disk that is full for a while has this effect.
  other.exec(
    "CREATE TRIGGER fail BEFORE INSERT ON records WHEN new.key = 'bad' BEGIN SELECT RAISE(ROLLBACK, 'on purpose'); END",
  );
  const bad = batch('p', { puts: [put('good'), put('bad')] });
  await assert.rejects(store.commit(bad), /on purpose/);
  assert.deepEqual(await store.get('p', ['good']), [null]);
  const changes = () => other.prepare('PRAGMA data_version').get().data_version;
  const before = changes();
  await store.check();
  assert.notEqual(changes(), before);
  const afterwards = changes();
  await store.check();
  assert.equal(changes(), afterwards);
  assert.equal(await store.commit(batch('p', { puts: [put('good')] })), true);
});

test('what was deleted is in no file any more', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  const secret = 'to-be-forgotten';
  await store.commit(batch('p', { puts: [put('a', secret), put('b')] }));
  assert.ok(readFileSync(`${file}-wal`).includes(secret));
  await store.commit(batch('p', { deletes: ['a'] }));
  store.close();
  assert.deepEqual(readdirSync(join(file, '..')), ['users.db']);
  assert.ok(!readFileSync(file).includes(secret));
});

test('a sweep removes the oldest first, and gives space back', async () => {
  const file = await newFile();
  const store = new SqliteStore(file);
  const text = 'x'.repeat(100_000);
  for (let number = 0; number < 60; number += 1) {
    await store.commit(batch('p', { puts: [put(`k/${String(number).padStart(2, '0')}`, text, 1, 100 - number)] }));
  }
  await store.commit(batch('p', { puts: [put('lasting')] }));
  const pages = () => new DatabaseSync(file).prepare('PRAGMA page_count').get().page_count;
  const before = pages();
  assert.deepEqual(await store.sweep(101, 4), { records: 4, more: true });
  const [{ key }] = await store.scan('p', { ...ALL, prefix: 'k/', reverse: true });
  assert.equal(key, 'k/55');
  let swept;
  do swept = await store.sweep(101, 100);
  while (swept.more);
  assert.ok(pages() < before / 2, `${pages()} of ${before} pages`);
  assert.equal(statSync(`${file}-wal`).size, 0, 'the log holds no deleted record');
  assert.deepEqual(await store.scan('p', ALL), [put('lasting')]);
});
