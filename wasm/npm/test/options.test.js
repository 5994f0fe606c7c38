// A wrong option throws a TypeError that names the option, when the engine is constructed.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MemoryStore } from '../memory.js';
import { Engine } from '../node.js';

const KEY = new Uint8Array(32).fill(9);
const right = () => ({ storage: new MemoryStore(), masterKeys: [KEY] });

const nothing = () => {};

const WRONG = {
  storage: [undefined, null, 'memory', {}, nothing, { get: nothing, scan: nothing }, { get: 1, scan: 1, commit: 1 }],
  masterKeys: [
    undefined,
    null,
    [],
    KEY,
    'AAAA',
    [KEY, undefined],
    [KEY.subarray(1)],
    [new Uint8Array(33)],
    [Array.from(KEY)],
    [KEY.buffer],
    ['not base64!'],
    [Buffer.from(KEY).toString('hex')],
    [Buffer.from(KEY.subarray(1)).toString('base64')],
  ],
  messenger: [null, {}, nothing, 'log', { deliver: 'log' }],
  triggers: [null, {}, nothing, { invoke: {} }],
  outgoing: [null, 1, true, nothing, { fetch: null }, { fetch: 'x' }, { dangerAllowLoopback: 1 }, { hosts: [] }],
  credentials: [
    {},
    'AKID:secret',
    [null],
    ['AKID'],
    [{ accessKeyId: 'AKID' }],
    [{ secretAccessKey: 'secret' }],
    [{ accessKeyId: '', secretAccessKey: 'secret' }],
    [{ accessKeyId: 'AKID', secretAccessKey: 7 }],
  ],
  dangerAcceptAnySignature: [null, 1, 'true'],
  region: [null, 1, '', 'Not A Region', 'eu_west_1', 'a'.repeat(33), 'eu-west-1\n'],
  account: [null, 123_456_789_012, '', '12', '12345678901x', '1234567890123'],
  publicUrl: [
    null,
    1,
    '',
    'nowhere',
    '/path',
    new URL('https://example.com'),
    'ftp://example.com',
    'javascript:alert(1)',
    'https://example.com/?a=b',
    'https://example.com/?',
    'https://example.com/#a',
  ],
  issuer: [null, true, '', 'Cognito', 'https://auth.example.com', ['own']],
};

for (const [name, values] of Object.entries(WRONG)) {
  test(`a wrong ${name} is named`, () => {
    for (const value of values) {
      assert.throws(
        () => new Engine({ ...right(), [name]: value }),
        (error) => error instanceof TypeError && error.message.includes(`option ${name} `),
        `${name}: ${JSON.stringify(value)}`,
      );
    }
  });
}

test('an unknown option is named', () => {
  for (const name of ['storag', 'masterKey', 'Region', 'toString', '__proto__x']) {
    assert.throws(
      () => new Engine({ ...right(), [name]: 'x' }),
      (error) => error instanceof TypeError && error.message.includes(name),
      name,
    );
  }
});

test('options that are not an object are refused', () => {
  for (const options of [undefined, null, 'options', 1]) assert.throws(() => new Engine(options), TypeError);
});

test('no message repeats a secret', () => {
  const secret = Buffer.from(KEY.subarray(1)).toString('base64');
  const credentials = [{ accessKeyId: '', secretAccessKey: 'secret-of-a-user' }];
  for (const wrong of [{ masterKeys: [secret] }, { credentials }]) {
    assert.throws(
      () => new Engine({ ...right(), ...wrong }),
      ({ message }) => !message.includes(secret) && !message.includes('secret-of-a-user'),
    );
  }
});

test('all forms of valid options are accepted', async () => {
  for (const options of [
    { masterKeys: [Buffer.from(KEY).toString('base64'), new Uint8Array(32)] },
    { region: 'eu-west-1', account: '123456789012', publicUrl: 'https://example.com/auth' },
    { issuer: 'own' },
    { issuer: 'cognito', publicUrl: 'https://example.com' },
    { credentials: [] },
    { credentials: [{ accessKeyId: 'AKID', secretAccessKey: 'secret' }], dangerAcceptAnySignature: false },
    { messenger: undefined, triggers: undefined, outgoing: undefined, region: undefined },
    { outgoing: {} },
    { outgoing: { fetch: undefined, dangerAllowLoopback: true } },
    { outgoing: { fetch: globalThis.fetch } },
  ]) {
    const engine = new Engine({ ...right(), ...options });
    const { UserPool } = await engine.call('CreateUserPool', { PoolName: 'test' });
    assert.ok(UserPool.Id.startsWith(`${options.region ?? 'us-east-1'}_`));
    assert.ok(UserPool.Arn.includes(`:${options.account ?? '000000000000'}:`));
  }
});

test('later changes of the options object have no effect', async () => {
  const masterKeys = [new Uint8Array(KEY)];
  const options = { storage: new MemoryStore(), masterKeys };
  const engine = new Engine(options);
  await engine.checkMasterKey();
  options.storage = null;
  masterKeys.length = 0;
  await engine.checkMasterKey();
});

test('another master key than that of the store is detected', async () => {
  const storage = new MemoryStore();
  await new Engine({ storage, masterKeys: [KEY] }).checkMasterKey();
  await new Engine({ storage, masterKeys: [new Uint8Array(32), KEY] }).checkMasterKey();
  await assert.rejects(
    new Engine({ storage, masterKeys: [new Uint8Array(32)] }).checkMasterKey(),
    (error) => error instanceof Error && error.name === 'Error' && /master key/.test(error.message),
  );
});
