// The engine in Node, on the memory store: what a host gives it and gets from it.

import assert from 'node:assert/strict';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { test } from 'node:test';

import { MemoryStore } from '../memory.js';
import { CognitoError, Engine } from '../node.js';

const PASSWORD = 'Correct-Horse9!';
const masterKeys = [randomBytes(32)];

class Outbox {
  messages = [];

  async deliver(message) {
    this.messages.push(message);
  }
}

/** An engine with a pool and a client that signs in by password. */
async function world(options = {}) {
  const messenger = new Outbox();
  const engine = new Engine({ storage: new MemoryStore(), messenger, masterKeys, ...options });
  const { UserPool } = await engine.call('CreateUserPool', {
    PoolName: 'test',
    AutoVerifiedAttributes: ['email'],
  });
  const { UserPoolClient } = await engine.call('CreateUserPoolClient', {
    UserPoolId: UserPool.Id,
    ClientName: 'test',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  return { engine, messenger, pool: UserPool.Id, client: UserPoolClient.ClientId };
}

const signUp = ({ engine, client }, name) =>
  engine.call('SignUp', {
    ClientId: client,
    Username: name,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
  });

const signIn = ({ engine, client }, name, password = PASSWORD) =>
  engine.call('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: client,
    AuthParameters: { USERNAME: name, PASSWORD: password },
  });

async function confirmed(scene, name) {
  await signUp(scene, name);
  const { code } = scene.messenger.messages.at(-1);
  await scene.engine.call('ConfirmSignUp', { ClientId: scene.client, Username: name, ConfirmationCode: code });
}

const refusal = (name, message) => (error) => {
  assert.ok(error instanceof CognitoError, error);
  assert.deepEqual([error.name, error.message], [name, message]);
  return true;
};

test('a user signs up, confirms, signs in and is known by the token', async () => {
  const scene = await world();
  await confirmed(scene, 'ana');
  const { AuthenticationResult } = await signIn(scene, 'ana');
  const user = await scene.engine.call('GetUser', { AccessToken: AuthenticationResult.AccessToken });
  assert.equal(user.Username, 'ana');
  await assert.rejects(
    signIn(scene, 'ana', 'Wrong-Horse9!'),
    refusal('NotAuthorizedException', 'Incorrect username or password.'),
  );
});

test('tokens are signed by the keys that the engine publishes', async () => {
  const scene = await world();
  await confirmed(scene, 'ana');
  const { AuthenticationResult } = await signIn(scene, 'ana');
  const answer = await scene.engine.fetch(new Request(`http://localhost/${scene.pool}/.well-known/jwks.json`));
  const { keys } = await answer.json();
  for (const token of [AuthenticationResult.AccessToken, AuthenticationResult.IdToken]) {
    const [header, claims, signature] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
    const key = createPublicKey({ key: keys.find((each) => each.kid === kid), format: 'jwk' });
    const input = Buffer.from(`${header}.${claims}`);
    assert.ok(verify('RSA-SHA256', input, key, Buffer.from(signature, 'base64url')));
  }
});

test('over HTTP it answers as the service does', async () => {
  const scene = await world();
  const post = (operation, body) =>
    scene.engine.fetch(
      new Request('http://localhost/', {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        },
        body: JSON.stringify(body),
      }),
    );
  const unknown = await post('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'nobody', PASSWORD },
  });
  assert.equal(unknown.status, 400);
  assert.equal(unknown.headers.get('x-amzn-errortype'), 'UserNotFoundException:');
  assert.equal((await unknown.json()).message, 'User does not exist.');
  const unsigned = await post('ListUserPools', { MaxResults: 1 });
  assert.equal(unsigned.status, 400);
  assert.equal((await unsigned.json()).__type, 'MissingAuthenticationTokenException');
});

test('of 64 who want one name at once one gets it', async () => {
  const scene = await world();
  const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => signUp(scene, 'ana')));
  const lost = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.name);
  assert.equal(lost.length, 63);
  assert.deepEqual([...new Set(lost)], ['UsernameExistsException']);
});

test('a store that fails is an internal error, and the engine goes on', async (context) => {
  const said = context.mock.method(console, 'error', () => {});
  const storage = new MemoryStore();
  const scene = await world({ storage });
  await confirmed(scene, 'ana');
  const faults = [
    () => Promise.reject(new Error('the line is dead')),
    () => Promise.resolve('no list'),
    () => Promise.resolve([]),
    () => {
      throw new TypeError('not even a promise');
    },
  ];
  for (const fault of faults) {
    const get = context.mock.method(storage, 'get', fault);
    await assert.rejects(signIn(scene, 'ana'), (error) => error.name === 'InternalErrorException');
    get.mock.restore();
    assert.ok((await signIn(scene, 'ana')).AuthenticationResult);
  }
  assert.ok(said.mock.callCount() > 0);
  for (const { arguments: words } of said.mock.calls) assert.ok(!words.join(' ').includes(PASSWORD));
});

test('a wrong option is named', () => {
  const right = { storage: new MemoryStore(), masterKeys };
  const wrong = {
    storage: { get() {} },
    masterKeys: [new Uint8Array(31)],
    messenger: {},
    triggers: () => {},
    credentials: [{ accessKeyId: 'a' }],
    region: 'Not A Region',
    account: '12',
    publicUrl: 'nowhere',
    dangerAcceptAnySignature: 'yes',
    storag: {},
  };
  for (const [name, value] of Object.entries(wrong)) {
    assert.throws(
      () => new Engine({ ...right, [name]: value }),
      (error) => error instanceof TypeError && error.message.includes(name),
      name,
    );
  }
  assert.throws(() => new Engine(), TypeError);
  assert.throws(() => new Engine({ masterKeys }), /storage/);
  assert.throws(() => new Engine({ storage: new MemoryStore() }), /masterKeys/);
});
