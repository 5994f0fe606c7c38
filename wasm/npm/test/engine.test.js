// The engine in Node, on the memory store: what a host gives it and gets from it.

import assert from 'node:assert/strict';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { test } from 'node:test';

import { MemoryStore } from '../memory.js';
import { CognitoError, Engine } from '../node.js';
import { everyOperation } from './support/every-operation.js';
import { callOn } from './support/fetch.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';

const masterKeys = [randomBytes(32)];

/** An engine, its outbox, and a scene on them that has not begun. */
function world(options = {}) {
  const messenger = new Outbox();
  const engine = new Engine({ storage: new MemoryStore(), messenger, masterKeys, ...options });
  const call = (...given) => engine.call(...given);
  return { engine, messenger, scene: new Scene(call, () => messenger.messages) };
}

const refusal = (name, message) => (error) => {
  assert.ok(error instanceof CognitoError, error);
  assert.deepEqual([error.name, error.message], [name, message]);
  return true;
};

test('a user signs up, confirms, signs in by password and by SRP, and is known by the token', async () => {
  const { scene } = world();
  await (await scene.begin()).confirmed('ana');
  for (const tokens of [await scene.signIn('ana'), await scene.signInBySrp('ana')]) {
    const user = await scene.call('GetUser', { AccessToken: tokens.AccessToken });
    assert.equal(user.Username, 'ana');
  }
  for (const signIn of [scene.signIn('ana', 'Wrong-Horse9!'), scene.signInBySrp('ana', 'Wrong-Horse9!')]) {
    await assert.rejects(signIn, refusal('NotAuthorizedException', 'Incorrect username or password.'));
  }
});

test('tokens are signed by the keys that the engine publishes', async () => {
  const { engine, scene } = world();
  await (await scene.begin()).confirmed('ana');
  const { AccessToken, IdToken } = await scene.signIn('ana');
  const answer = await engine.fetch(new Request(`http://localhost/${scene.pool}/.well-known/jwks.json`));
  const { keys } = await answer.json();
  for (const token of [AccessToken, IdToken]) {
    const [header, claims, signature] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
    const key = createPublicKey({ key: keys.find((each) => each.kid === kid), format: 'jwk' });
    const input = Buffer.from(`${header}.${claims}`);
    assert.ok(verify('RSA-SHA256', input, key, Buffer.from(signature, 'base64url')));
  }
});

test('every operation works', async () => {
  const { scene } = world();
  await everyOperation(scene.call, scene.messages);
});

test('over HTTP it answers as the service does', async () => {
  const { engine, scene } = world();
  await scene.begin();
  const unknown = await callOn(engine, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'nobody', PASSWORD },
  });
  assert.equal(unknown.status, 400);
  assert.equal(unknown.headers.get('x-amzn-errortype'), 'UserNotFoundException:');
  assert.equal((await unknown.json()).message, 'User does not exist.');
  const unsigned = await callOn(engine, 'ListUserPools', { MaxResults: 1 });
  assert.equal(unsigned.status, 400);
  assert.equal((await unsigned.json()).__type, 'MissingAuthenticationTokenException');
});

test('what is no request of the API is answered, whatever it is', async () => {
  const { engine } = world();
  for (const [method, path] of [
    ['GET', '/'],
    ['PUT', '/'],
    ['DELETE', '/x'],
    ['HEAD', '/'],
    ['OPTIONS', '/'],
    ['GET', '/%ff%00'],
    ['GET', `/${'a'.repeat(5000)}`],
    ['GET', '/us-east-1_abcdefghi/.well-known/jwks.json'],
  ]) {
    const answer = await engine.fetch(new Request(`http://localhost${path}`, { method }));
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
  }
});

test('of 64 who want one name at once one gets it', async () => {
  const { scene } = world();
  await scene.begin();
  const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => scene.signUp('ana')));
  const lost = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.name);
  assert.equal(lost.length, 63);
  assert.deepEqual([...new Set(lost)], ['UsernameExistsException']);
});

test('two engines share a store', async () => {
  const storage = new MemoryStore();
  const [one, other] = [world({ storage }), world({ storage })];
  await (await one.scene.begin()).confirmed('ana');
  Object.assign(other.scene, { pool: one.scene.pool, client: one.scene.client });
  assert.ok((await other.scene.signInBySrp('ana')).AccessToken);
});
