// Exports and imports of pools by the engine in Node.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { MemoryStore } from '../memory.js';
import { CognitoError, ImportError } from '../node.js';
import { Said } from './support/console.js';
import { TESTING_PACKAGE } from './support/miniflare.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';
import { content, engineOn, exported, fullFile, PLAIN, WatchedStore, withUsers } from './support/transfer.js';
import { TRAP, withTrap } from './support/trap.js';

const PASSPHRASE = 'correct horse battery staple';

/** A pool in short lines, with a client and users; a user's password takes a few milliseconds. */
function shortLines(users) {
  const lines = [
    { type: 'pool', id: 'eu-west-1_Fixture01', name: 'fixture' },
    { type: 'client', id: 'fixtureclient', settings: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } },
    { type: 'group', name: 'admins' },
    ...users.map((user) => ({ type: 'user', groups: ['admins'], ...user })),
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const named = (count) => Array.from({ length: count }, (_, number) => ({ username: `user-${number}` }));

/** A file in pieces of this many bytes. */
async function* inPieces(file, length) {
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

let file;
before(async () => {
  file = await fullFile();
});

describe('an export and its import', () => {
  test('the file has lines of every type', () => {
    const types = new Set(file.trimEnd().split('\n').map((line) => JSON.parse(line).type));
    const all = ['userpool-export', 'pool', 'resource-server', 'identity-provider', 'client', 'group', 'style', 'terms'];
    assert.deepEqual([...types].sort(), [...all, 'user', 'mark', 'end'].sort());
  });

  test('a second export under another master key has the same bytes, however the file is cut', async () => {
    for (const [key, source] of [
      file,
      Buffer.from(file),
      new Response(file).body,
      inPieces(file, 1),
      inPieces(file, 997),
      [file.slice(0, 100), file.slice(100)],
    ].entries()) {
      const engine = engineOn(new MemoryStore(), key + 10);
      const imported = await engine.import(source);
      assert.equal(imported.pools, 1);
      assert.equal(imported.kept + imported.resumed, 0);
      assert.deepEqual(content(await exported(engine)), content(file));
    }
  });

  test('through a passphrase, too, and no secret of the plain file is in the sealed one', async () => {
    const first = engineOn(new MemoryStore(), 2);
    await first.import(file);
    const sealed = await exported(first, { passphrase: PASSPHRASE });
    const secrets = [...file.matchAll(/"plain:([^"]{12,})"/g)].map(([, secret]) => secret);
    assert.ok(secrets.length > 5, `${secrets.length} secrets`);
    for (const secret of secrets) assert.ok(!sealed.includes(secret));
    assert.ok(!sealed.includes('plain:'));
    const second = engineOn(new MemoryStore(), 3);
    await second.import(sealed, { passphrase: PASSPHRASE });
    assert.deepEqual(content(await exported(second)), content(file));
  });

  test('users sign in, and tokens of before are valid', async () => {
    const outbox = new Outbox();
    const from = engineOn(new MemoryStore(), 2, { messenger: outbox });
    const scene = await new Scene((...given) => from.call(...given), () => outbox.messages).begin();
    await scene.confirmed('ana');
    const { AccessToken, RefreshToken } = await scene.signIn('ana');
    const into = engineOn(new MemoryStore(), 3);
    await into.import(from.export(PLAIN));
    const there = Object.assign(new Scene((...given) => into.call(...given)), { pool: scene.pool, client: scene.client });
    assert.ok((await there.signInBySrp('ana')).AccessToken);
    assert.equal((await into.call('GetUser', { AccessToken })).Username, 'ana');
    const refresh = { AuthFlow: 'REFRESH_TOKEN_AUTH', ClientId: scene.client, AuthParameters: { REFRESH_TOKEN: RefreshToken } };
    assert.ok((await into.call('InitiateAuth', refresh)).AuthenticationResult.AccessToken);
  });

  test('one pool of several, or all', async () => {
    const engine = engineOn(new MemoryStore(), 2);
    for (const name of ['a', 'b']) await engine.call('CreateUserPool', { PoolName: name });
    const names = (text) => content(text).map((line) => JSON.parse(line)).filter(({ type }) => type === 'pool').map(({ name }) => name);
    assert.deepEqual(names(await exported(engine)), ['a', 'b']);
    const { UserPools } = await engine.call('ListUserPools', { MaxResults: 10 });
    const { Id } = UserPools.find(({ Name }) => Name === 'b');
    assert.deepEqual(names(await exported(engine, { userPoolId: Id, plainSecrets: true })), ['b']);
    for (const userPoolId of ['eu-west-1_None00001', 'x', '']) {
      await assert.rejects(exported(engine, { userPoolId, plainSecrets: true }), {
        name: 'ResourceNotFoundException',
        message: /does not exist/,
      });
    }
  });

  test('short lines make a pool, and a second time they change nothing', async () => {
    const store = new WatchedStore();
    const engine = engineOn(store, 2);
    const lines = shortLines([{ username: 'ana', password: PASSWORD }, { username: 'ben' }]);
    const first = await engine.import(lines);
    assert.deepEqual(first, { pools: 1, clients: 1, groups: 1, users: 2, others: 0, kept: 0, resumed: 0 });
    const scene = Object.assign(new Scene((...given) => engine.call(...given)), { client: 'fixtureclient' });
    assert.ok((await scene.signIn('ana')).AccessToken);
    await assert.rejects(engine.import(lines), { name: 'ImportError', line: 1, message: 'line 1: the pool eu-west-1_Fixture01 exists' });
    const writes = store.commits.length;
    const second = await engine.import(lines, { existing: 'keep' });
    assert.deepEqual(second, { pools: 0, clients: 0, groups: 0, users: 0, others: 0, kept: 5, resumed: 0 });
    assert.equal(store.commits.length, writes);
    const third = await engine.import(shortLines([{ username: 'cid' }]), { existing: 'keep' });
    assert.equal(third.users, 1);
  });
});

describe('each moment has a seed of its own', () => {
  const texts = (value) => {
    if (typeof value === 'string') return [value];
    return value !== null && typeof value === 'object' ? Object.values(value).flatMap(texts) : [];
  };
  /** The nonces of sealed secrets: longer texts in base64 whose first 24 bytes are drawn. */
  const nonces = (sealed) => sealed.map((text) => Buffer.from(text, 'base64').subarray(0, 24).toString('hex'));

  test('no two secrets of users in one piece of a file are stored with one nonce', async () => {
    const store = new WatchedStore();
    const users = named(20).map((user) => ({ ...user, password: PASSWORD }));
    await engineOn(store, 2).import(shortLines(users));
    const puts = store.commits.flatMap(({ puts }) => puts);
    const revisions = puts.map(({ revision }) => revision);
    assert.equal(new Set(revisions).size, revisions.length);
    const records = puts.filter(({ key }) => key.startsWith('user/')).map(({ value }) => Buffer.from(value).toString('utf8'));
    assert.equal(records.length, users.length);
    const sealed = records.map((record) => /"sealed_verifier":"([A-Za-z0-9+/=]{100,})"/.exec(record)?.[1]);
    assert.ok(sealed.every((text) => text !== undefined));
    assert.equal(new Set(nonces(sealed)).size, users.length);
  });

  test('no two secrets of a file are sealed with one nonce', async () => {
    const engine = engineOn(new MemoryStore(), 2);
    await engine.import(file);
    const plain = content(file).flatMap((line) => texts(JSON.parse(line)));
    const sealed = content(await exported(engine, { passphrase: PASSPHRASE })).flatMap((line) => texts(JSON.parse(line)));
    const secrets = sealed.filter((_, index) => plain[index].startsWith('plain:'));
    assert.ok(secrets.length > 5);
    assert.equal(new Set(nonces(secrets)).size, secrets.length);
  });
});

describe('streams', () => {
  const COUNT = 1200;
  const store = new WatchedStore();
  const engine = engineOn(store, 2);
  before(() => engine.import(shortLines(named(COUNT))));

  test('an export is read as its reader asks, and no further when the reader stops', async () => {
    store.reads = 0;
    const reader = engine.export(PLAIN).getReader();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(store.reads, 0);
    const chunks = [];
    for (;;) {
      const { value } = await reader.read();
      chunks.push(Buffer.from(value).toString('utf8'));
      if (value.length > 10_000) break;
    }
    assert.ok(chunks.every((chunk) => chunk.endsWith('\n')));
    assert.equal(chunks.at(-1).split('\n').length - 1, 500);
    const { reads } = store;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(store.reads, reads);
    await reader.cancel();
    assert.equal(store.reads, reads);
    assert.equal(content(await exported(engine)).filter((line) => line.startsWith('{"type":"user"')).length, COUNT);
  });

  test('an import asks for a piece when the one before is done, and ends its source after an error', async () => {
    const lines = shortLines(named(50)).split(/(?<=\n)/);
    let given = 0;
    let ended = false;
    const source = async function* () {
      try {
        for (const line of [...lines, '{"type":"users"}\n', ...lines]) {
          given += 1;
          yield line;
        }
      } finally {
        ended = true;
      }
    };
    await assert.rejects(engineOn(new MemoryStore(), 2).import(source()), { line: lines.length + 1 });
    assert.equal(given, lines.length + 1);
    assert.ok(ended);
  });

  test('an error of the source is thrown as it is', async (context) => {
    const said = new Said(context);
    const broken = new RangeError('the disk is gone');
    const source = async function* () {
      yield shortLines(named(3));
      throw broken;
    };
    await assert.rejects(engineOn(new MemoryStore(), 2).import(source()), (error) => error === broken);
    const stream = new ReadableStream({ pull: (controller) => controller.error(broken) });
    await assert.rejects(engineOn(new MemoryStore(), 2).import(stream), (error) => error === broken);
    assert.deepEqual(said.lines, []);
  });
});

describe('a file that is refused', () => {
  const POOL = '{"type":"pool","id":"eu-west-1_Fixture01","name":"fixture"}';
  const HEADER = (more) => JSON.stringify({ type: 'userpool-export', version: 1, id: 'x', created: 1, secrets: 'plain', ...more });

  /** Refused at this line, with and without a dry run, and nothing is written. `source` may be a function that makes one. */
  async function refused(source, line, text, options) {
    for (const dryRun of [true, false]) {
      const store = new WatchedStore();
      const given = typeof source === 'function' ? source() : source;
      const error = await engineOn(store, 4).import(given, { ...options, dryRun }).then(
        () => assert.fail(`not refused: ${text}`),
        (reason) => reason,
      );
      assert.ok(error instanceof ImportError, String(error));
      assert.deepEqual([error.name, error.line, error.cause], ['ImportError', line, undefined]);
      if (typeof text === 'string') assert.equal(error.message, `line ${line}: ${text}`);
      else assert.match(error.message, text);
      const pools = store.commits.flatMap(({ puts }) => puts).filter(({ key }) => key === 'pool');
      assert.deepEqual(dryRun ? store.commits : pools, [], 'nothing is written');
    }
  }

  test('before its first pool, with the number of the line', async () => {
    await refused('{', 1, 'this is not JSON, from column 1 on');
    await refused('\n\n[1]', 3, 'a line must be a JSON object with a member "type"');
    await refused('{"type":"users"}', 1, 'there is no type "users"');
    await refused('{"type":"user","username":"ana"}', 1, 'no line of type "pool" stands before this line');
    await refused(HEADER({ version: 2 }), 1, 'the file has version 2, and this program reads version 1');
    await refused(HEADER(), 2, 'the file ends early: its last line is missing');
    await refused(new Uint8Array([0xff, 0xfe]), 1, /not JSON/);
    const endless = async function* () {
      for (;;) yield new Uint8Array(1024 * 1024).fill(32);
    };
    await refused(endless, 1, 'the line is longer than 16 MiB');
  });

  test('in a pool of an export: it can be seen by nobody', async () => {
    const lines = file.trimEnd().split('\n');
    const pool = lines.findIndex((line) => line.startsWith('{"type":"pool"')) + 1;
    const without = (index) => lines.filter((_, at) => at !== index).join('\n');
    await refused(without(lines.length - 1), lines.length, 'the file ends early: its last line is missing');
    await refused(without(lines.length - 2), lines.length - 1, 'the file was changed: its lines are not those of the checksum');
    const half = file.slice(0, file.length / 2);
    await refused(half, half.split('\n').length, /not JSON/);
    await refused(`${file}${POOL}`, lines.length + 1, 'a line of type "pool" cannot stand here');
    const altered = [...lines];
    altered[pool - 1] = altered[pool - 1].replace('"sealed_secret":"plain:', '"sealed_secret":"plaim:');
    await refused(altered.join('\n'), pool, /^line \d+: a secret cannot be opened/);
  });

  test('a missing or wrong passphrase', async () => {
    const engine = engineOn(new MemoryStore(), 2);
    await engine.import(file);
    const sealed = await exported(engine, { passphrase: PASSPHRASE });
    await refused(sealed, 1, 'the secrets of this file are sealed: a passphrase is needed');
    await refused(sealed, 1, 'this is not the passphrase of the file', { passphrase: `${PASSPHRASE}!` });
  });

  test('no error and no log has a secret', async (context) => {
    const said = new Said(context);
    const secret = 'Sesame-Open-9!';
    for (const line of [
      `{"type":"user","username":"ana","password":"${secret}","groups":["none"]}`,
      `{"type":"user","username":"ana","password":"${secret}"`,
      `{"type":"user","username":"ana","password":["${secret}"]}`,
      `{"type":"client","id":"a","secret":"${secret}"}`,
    ]) {
      const error = await engineOn(new MemoryStore(), 2).import(`${POOL}\n${line}`).catch((reason) => reason);
      assert.ok(error instanceof ImportError, String(error));
      assert.equal(error.line, 2);
      assert.ok(!JSON.stringify([error.message, error.stack, error]).includes(secret), error.message);
    }
    said.assertNothing(secret);
  });
});

describe('an import that is interrupted', () => {
  test('goes on when it is repeated, wherever the store failed, and nobody can see the pool before', async (context) => {
    const said = new Said(context);
    const { id } = content(file).map((line) => JSON.parse(line)).find(({ type }) => type === 'pool');
    let failures = 0;
    for (let commits = 0; ; commits += 1) {
      const store = new WatchedStore();
      const engine = engineOn(store, 6);
      store.commitsLeft = commits;
      const first = await engine.import(file).catch((error) => error);
      if (!(first instanceof Error)) break;
      failures += 1;
      assert.ok(first instanceof ImportError, String(first));
      assert.ok(first.cause instanceof CognitoError && first.line > 0);
      assert.equal(first.message, `line ${first.line}: Internal server error`);
      await assert.rejects(engine.call('DescribeUserPool', { UserPoolId: id }), { name: 'ResourceNotFoundException' });
      store.commitsLeft = Infinity;
      await engine.import(file);
      assert.deepEqual(content(await exported(engine)), content(file));
    }
    assert.ok(failures > 10, `${failures} failures`);
    said.assertSaid(/the disk is full/);
  });

  test('goes on with the line at which it stopped, in a long file', async (context) => {
    new Said(context);
    const USERS = 9_000;
    const long = withUsers(file, USERS);
    const whole = new WatchedStore();
    const imported = await engineOn(whole, 6).import(long);
    const store = new WatchedStore();
    store.commitsLeft = whole.commits.length - 10;
    const engine = engineOn(store, 6);
    await assert.rejects(engine.import(long), { name: 'ImportError', message: /Internal server error$/ });
    store.commitsLeft = Infinity;
    const again = await engine.import(long);
    assert.ok(again.resumed > USERS / 3, `${again.resumed} lines`);
    assert.ok(again.users < imported.users);
    const text = await exported(engine);
    assert.deepEqual(content(text), content(await exported(engineOn(whole.store, 6))));
    assert.equal(content(text).length, content(long).length);
  });

  test('by its source', async () => {
    const engine = engineOn(new MemoryStore(), 6);
    const source = async function* () {
      yield file.slice(0, file.length * 0.7);
      throw new Error('the connection is lost');
    };
    await assert.rejects(engine.import(source()), { message: 'the connection is lost' });
    await engine.import(file);
    assert.deepEqual(content(await exported(engine)), content(file));
  });
});

test('a dry run tells what an import would do, and writes nothing', async () => {
  const store = new WatchedStore();
  const engine = engineOn(store, 2);
  const planned = await engine.import(file, { dryRun: true });
  assert.deepEqual(store.commits, []);
  assert.deepEqual(await engine.import(file), planned);
  await assert.rejects(engine.import(file, { dryRun: true }), { line: 2, message: /^line 2: the pool \S+ exists$/ });
});

test('wrong options and sources are named', async () => {
  const engine = engineOn(new MemoryStore(), 2);
  const wrong = (message) => ({ name: 'TypeError', message });
  for (const [options, message] of [
    [undefined, /either a passphrase or plainSecrets/],
    [{}, /either a passphrase or plainSecrets/],
    [{ passphrase: 'a', plainSecrets: true }, /either a passphrase or plainSecrets/],
    [{ passphrase: '' }, /option passphrase must be a string that is not empty/],
    [{ passphrase: 1 }, /option passphrase/],
    [{ plainSecrets: 'yes' }, /option plainSecrets must be true or false/],
    [{ ...PLAIN, userPoolId: 1 }, /option userPoolId must be a string/],
    [{ ...PLAIN, pool: 'a' }, /an export has no option pool/],
    [null, /the options of an export must be an object/],
  ]) {
    assert.throws(() => engine.export(options), wrong(message));
  }
  for (const [options, message] of [
    [{ existing: 'replace' }, /option existing must be 'refuse' or 'keep'/],
    [{ dryRun: 1 }, /option dryRun must be true or false/],
    [{ passphrase: '' }, /option passphrase/],
    [{ keep: true }, /an import has no option keep/],
    [null, /the options of an import must be an object/],
  ]) {
    await assert.rejects(engine.import('', options), wrong(message));
  }
  for (const source of [undefined, null, 1, {}]) await assert.rejects(engine.import(source), wrong(/import takes a string/));
  await assert.rejects(engine.import([1]), wrong(/a part that is neither a string nor a Uint8Array/));
  await assert.rejects(engine.import(['{"a":"\ud83d', '\ude00"}']), wrong(/ends within a character/));
});

test('after a trap of another call an export and an import fail, and later ones work', async (context) => {
  const said = new Said(context);
  const testing = await import(`${TESTING_PACKAGE}node.js`);
  withTrap(await import(`${TESTING_PACKAGE}userpool.js`));
  const engine = new testing.Engine({ storage: new MemoryStore(), masterKeys: [new Uint8Array(32).fill(2)] });
  await engine.import(shortLines(named(3)));
  const reader = engine.export(PLAIN).getReader();
  await reader.read();
  const isInternal = { name: 'InternalErrorException' };
  await assert.rejects(engine.call(TRAP, {}), isInternal);
  await assert.rejects(reader.read(), isInternal);
  const source = async function* () {
    yield shortLines(named(4));
    await engine.call(TRAP, {}).catch(() => {});
    yield '\n';
  };
  await assert.rejects(engine.import(source(), { existing: 'keep' }), isInternal);
  assert.equal((await engine.import(shortLines(named(4)), { existing: 'keep' })).kept > 0, true);
  assert.equal(content(await exported(engine)).filter((line) => line.startsWith('{"type":"user"')).length, 4);
  said.assertSaid(/renewed/);
});
