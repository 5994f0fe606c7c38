// A store that fails: the caller gets an InternalErrorException, the log has the cause without secrets, the state is that before
// or after the operation, and the engine continues to work.

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { MemoryStore } from '../memory.js';
import { CognitoError, Engine } from '../node.js';
import { Said } from './support/console.js';
import { callOn } from './support/fetch.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';

const masterKeys = [new Uint8Array(32).fill(5)];

/** Passes calls to a store, except for functions that `faults` replaces. */
class FaultyStore {
  faults = {};
  memory = new MemoryStore();

  get(...given) {
    return this.#answer('get', given);
  }

  scan(...given) {
    return this.#answer('scan', given);
  }

  commit(...given) {
    return this.#answer('commit', given);
  }

  #answer(name, given) {
    const answer = () => this.memory[name](...given);
    return this.faults[name] === undefined ? answer() : this.faults[name](answer);
  }
}

function engineOn(storage) {
  const messenger = new Outbox();
  const engine = new Engine({ storage, messenger, masterKeys, dangerAcceptAnySignature: true });
  return { engine, call: (...given) => engine.call(...given), messages: () => messenger.messages };
}

async function worldOn(storage, options) {
  const { engine, call, messages } = engineOn(storage);
  return Object.assign(new Scene(call, messages), { engine }).begin(options);
}

const isInternal = (error) => {
  assert.ok(error instanceof CognitoError, String(error));
  // The cause is not in the message.
  assert.deepEqual([error.name, error.message], ['InternalErrorException', 'Internal server error']);
  return true;
};

// ---- Failures and malformed answers ----

const never = {
  'throws at once': () => {
    throw new TypeError('not even a promise');
  },
  rejects: () => Promise.reject(new Error('the line is dead')),
  'rejects with a text': () => Promise.reject('the line is dead'),
  'rejects with nothing': () => Promise.reject(),
  'throws null': () => {
    throw null;
  },
  'rejects with an error that cannot be read': () =>
    Promise.reject(
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw new Error('no message either');
        },
      }),
    ),
};

const answers = (values) =>
  Object.fromEntries(values.map((value, index) => [`${index}: ${shown(value)}`, async () => value]));
const shown = (value) => {
  try {
    return typeof value === 'string' ? `"${value}"` : (JSON.stringify(value)?.slice(0, 60) ?? String(value));
  } catch {
    return 'a value that cannot be printed';
  }
};

const unreadable = new Proxy(
  {},
  {
    get(_, name) {
      if (name === 'then') return undefined;
      throw new Error('this cannot be read');
    },
  },
);
const value = new TextEncoder().encode('{}');
const notLists = [undefined, null, true, 0, 'list', {}, { length: 1 }, unreadable, value, new Map(), Symbol('list')];
const notRecords = [
  true,
  1,
  'record',
  [],
  {},
  unreadable,
  { value },
  { revision: 1, expiresAt: null },
  { value: '{}', revision: 1, expiresAt: null },
  { value: [123, 125], revision: 1, expiresAt: null },
  { value: value.buffer, revision: 1, expiresAt: null },
  { value: new DataView(value.buffer), revision: 1, expiresAt: null },
  { value: new Uint16Array(1), revision: 1, expiresAt: null },
  ...[undefined, null, '1', 1n, -1, 1.5, NaN, Infinity, 2 ** 53].map((revision) => ({ value, revision })),
  ...['1', 1n, -1, 1.5, NaN, Infinity, 2 ** 53, {}].map((expiresAt) => ({ value, revision: 1, expiresAt })),
  // Of the right form, but with a value that the engine did not write.
  { value: new Uint8Array(), revision: 1, expiresAt: null },
  { value: new Uint8Array([0xff, 0x00]), revision: 1, expiresAt: null },
  { value: new TextEncoder().encode('{"half":'), revision: 1, expiresAt: null },
  { value: new TextEncoder().encode('[1]'), revision: 1, expiresAt: null },
];

/** For each function: its faults, and an operation that calls it. `of` is how many records the call requests. */
const WRONG = {
  get: {
    call: (scene) => scene.signIn('ana'),
    faults: {
      ...never,
      ...answers(notLists),
      'too few': async (answer) => (await answer()).slice(1),
      'too many': async (answer) => [...(await answer()), null],
      'far too many': async () => new Array(2 ** 32 - 1),
      ...Object.fromEntries(
        notRecords.map((record, index) => [
          `record ${index}: ${shown(record)}`,
          async (answer) => (await answer()).map(() => record),
        ]),
      ),
    },
  },
  scan: {
    call: (scene) => scene.call('ListUsers', { UserPoolId: scene.pool }),
    faults: {
      ...never,
      ...answers(notLists),
      'more than were asked for': async (answer) => Array(1000).fill((await answer())[0]),
      'far too many': async () => new Array(2 ** 32 - 1),
      'entries without a key': async (answer) => (await answer()).map(({ key, ...record }) => record),
      ...Object.fromEntries(
        [null, 7, {}, ['key']].map((key) => [
          `key ${shown(key)}`,
          async (answer) => (await answer()).map((entry) => ({ ...entry, key })),
        ]),
      ),
      ...Object.fromEntries(
        [undefined, null, ...notRecords].map((record, index) => [
          `record ${index}: ${shown(record)}`,
          async (answer) =>
            (await answer()).map(({ key }) =>
              typeof record === 'object' && record !== unreadable ? { key, ...record } : record,
            ),
        ]),
      ),
    },
  },
  commit: {
    call: (scene) => scene.call('AdminDisableUser', { UserPoolId: scene.pool, Username: 'ana' }),
    faults: {
      ...never,
      ...answers([undefined, null, 0, 1, 'true', '', {}, [], [true], unreadable, { ok: true }, new Boolean(true)]),
      'done, and then the line is dead': async (answer) => {
        await answer();
        throw new Error('the line is dead');
      },
    },
  },
};

for (const [name, { call, faults }] of Object.entries(WRONG)) {
  test(`a ${name} that fails or answers something else`, async (context) => {
    const said = new Said(context);
    const storage = new FaultyStore();
    const scene = await worldOn(storage);
    await scene.confirmed('ana');
    const code = scene.messages().map((message) => message.code);
    for (const [what, fault] of Object.entries(faults)) {
      await context.test(what, { timeout: 20_000 }, async () => {
        const before = said.lines.length;
        storage.faults = { [name]: fault };
        await assert.rejects(call(scene), isInternal, what);
        storage.faults = {};
        assert.ok(said.lines.length > before, 'the fault is logged');
        // The fault has no effect on later calls.
        await call(scene);
        await scene.call('AdminEnableUser', { UserPoolId: scene.pool, Username: 'ana' });
        assert.ok((await scene.signIn('ana')).AccessToken);
      });
    }
    said.assertNothing(PASSWORD, code, Buffer.from(masterKeys[0]).toString('base64'));
  });
}

test('over HTTP a failing store is status 500', async (context) => {
  const said = new Said(context);
  const storage = new FaultyStore();
  const scene = await worldOn(storage);
  await scene.confirmed('ana');
  const input = {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'ana', PASSWORD },
  };
  for (const fault of [never.rejects, async () => 'no list', never['throws null']]) {
    storage.faults = { get: fault };
    const response = await callOn(scene.engine, 'InitiateAuth', input);
    assert.equal(response.status, 500);
    const refusal = { __type: 'InternalErrorException', message: 'Internal server error' };
    assert.deepEqual(await response.json(), refusal);
    assert.equal(response.headers.get('x-amzn-errortype'), 'InternalErrorException:');
    const keys = await scene.engine.fetch(new Request(`http://localhost/${scene.pool}/.well-known/jwks.json`));
    assert.equal(keys.status, 500);
    storage.faults = {};
    assert.equal((await callOn(scene.engine, 'InitiateAuth', input)).status, 200);
  }
  said.assertSaid(/the line is dead/);
  said.assertNothing(PASSWORD);
});

// ---- A fault at each storage call of a sequence of operations ----

/** Fails once, at its `at`-th call, either before or after the work is done. */
class FailsOnce {
  memory = new MemoryStore();
  keys = new Set();
  batches = [];
  calls = 0;

  constructor(at, isAfter) {
    this.at = at;
    this.isAfter = isAfter;
  }

  /** A store with the same records. */
  async copy(at, isAfter) {
    const copy = new FailsOnce(undefined, isAfter);
    for (const batch of this.batches) await copy.commit(batch);
    copy.at = copy.calls + at;
    return copy;
  }

  get(...given) {
    return this.#call(() => this.memory.get(...given));
  }

  scan(...given) {
    return this.#call(() => this.memory.scan(...given));
  }

  commit(batch) {
    return this.#call(async () => {
      const isApplied = await this.memory.commit(batch);
      if (isApplied) {
        this.batches.push(batch);
        for (const { key } of batch.puts) this.keys.add(key);
        for (const key of batch.deletes) this.keys.delete(key);
      }
      return isApplied;
    });
  }

  async #call(work) {
    this.calls += 1;
    if (this.calls !== this.at) return work();
    if (this.isAfter) await work();
    throw new Error('the line is dead');
  }

  /** The keys of the records, without random parts. */
  shape() {
    const plain = (key) => key.replaceAll(/[\w-]{16,}|\d+/g, '#');
    return [...this.keys].map(plain).sort().join('\n');
  }
}

const ROTATING = {
  client: {
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
  },
};

/** The steps of a user. Each step can be repeated after an error. */
const STEPS = [
  ['sign-up', (scene) => allowing('UsernameExistsException', () => scene.signUp('ana'))],
  [
    // A user whose sign-up failed may have received no message, and requests another code.
    'code',
    (scene) => scene.call('ResendConfirmationCode', { ClientId: scene.client, Username: 'ana' }),
  ],
  ['confirmation', (scene) => allowing('NotAuthorizedException', () => scene.confirm('ana'))],
  [
    'sign-in',
    async (scene) => {
      scene.tokens = await scene.signInBySrp('ana');
    },
  ],
  [
    'refresh',
    async (scene) => {
      const { AuthenticationResult } = await scene.call('GetTokensFromRefreshToken', {
        ClientId: scene.client,
        RefreshToken: scene.tokens.RefreshToken,
      });
      scene.tokens = AuthenticationResult;
    },
  ],
  [
    'sign-out',
    (scene) =>
      allowing('NotAuthorizedException', () => scene.call('GlobalSignOut', { AccessToken: scene.tokens.AccessToken })),
  ],
];

async function allowing(name, work) {
  try {
    await work();
  } catch (error) {
    if (error.name !== name) throw error;
  }
}

async function assertWhole(scene) {
  const users = await scene.users();
  const { UserPool } = await scene.call('DescribeUserPool', { UserPoolId: scene.pool });
  assert.equal(UserPool.EstimatedNumberOfUsers, users.length);
  for (const { Username, Attributes } of users) {
    const { Value: sub } = Attributes.find(({ Name }) => Name === 'sub');
    const found = await scene.call('AdminGetUser', { UserPoolId: scene.pool, Username: sub });
    assert.equal(found.Username, Username);
    for (const Filter of [`username = "${Username}"`, `email = "${Username}@example.com"`]) {
      assert.equal((await scene.call('ListUsers', { UserPoolId: scene.pool, Filter })).Users.length, 1, Filter);
    }
  }
}

describe('a fault at each storage call', () => {
  // Making a pool's keys takes time, so one pool is made and each run gets a copy.
  let made;
  let pool;
  before(async () => {
    made = new FailsOnce();
    pool = await worldOn(made, ROTATING);
  });

  const sceneOn = (storage) => {
    const { engine, call, messages } = engineOn(storage);
    return Object.assign(new Scene(call, messages), { engine, pool: pool.pool, client: pool.client });
  };

  /** The shapes of the store before the first step and after each step, when nothing fails. */
  async function shapes() {
    const store = await made.copy(0);
    const scene = sceneOn(store);
    const found = [store.shape()];
    for (const [, step] of STEPS) {
      await step(scene);
      found.push(store.shape());
    }
    return found;
  }

  for (const isAfter of [false, true]) {
    test(`${isAfter ? 'after' : 'before'} the work was done`, async (context) => {
      const said = new Said(context);
      const secrets = [PASSWORD];
      const expected = await shapes();
      let faults = 0;
      for (let at = 1; ; at += 1) {
        const store = await made.copy(at, isAfter);
        const scene = sceneOn(store);
        let failed;
        for (const [index, [name, step]] of STEPS.entries()) {
          try {
            await step(scene);
          } catch (error) {
            assert.equal(failed, undefined, 'the store fails once');
            failed = name;
            isInternal(error);
            const [before, after] = expected.slice(index);
            const shape = store.shape();
            assert.ok(shape === before || shape === after, `${name}, call ${at}: neither before nor after:\n${shape}`);
            await assertWhole(scene);
            await step(scene);
          }
        }
        store.at = 0;
        secrets.push(...scene.messages().map(({ code }) => code));
        await assertWhole(scene);
        assert.equal((await scene.users())[0].UserStatus, 'CONFIRMED');
        await assert.rejects(scene.call('GetUser', { AccessToken: scene.tokens.AccessToken }), {
          name: 'NotAuthorizedException',
        });
        if (failed === undefined) break;
        faults += 1;
      }
      assert.ok(faults >= 2 * STEPS.length, `${faults} faults`);
      said.assertSaid(/the line is dead/);
      said.assertNothing(secrets);
      context.diagnostic(`${faults} faults`);
    });
  }
});
