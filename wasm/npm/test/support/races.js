// Concurrent calls of which only one can succeed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Scene } from './scene.js';

/** Runs calls concurrently. Counts the results: each exception, and `ok`. */
async function outcomes(calls) {
  const counts = {};
  for (const { status, reason } of await Promise.allSettled(calls)) {
    const name = status === 'fulfilled' ? 'ok' : reason.name;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const times = (count, begin) => Array.from({ length: count }, (_, index) => begin(index));

/** Adds the tests. `start` resolves to an API on an empty store: `call` and `messages` of a `Scene`, and `dispose`. */
export function testRaces(start) {
  let api;
  let scene;
  before(async () => {
    api = await start();
    scene = await new Scene(api.call, api.messages).begin();
  });
  after(() => api.dispose());

  test('of 64 concurrent sign-ups with one name one succeeds', async () => {
    const counts = await outcomes(times(64, () => scene.signUp('ana')));
    assert.deepEqual(counts, { ok: 1, UsernameExistsException: 63 });
    const users = await scene.users();
    assert.equal(users.filter(({ Username }) => Username === 'ana').length, 1);
    const sent = (await api.messages()).filter(({ username }) => username === 'ana');
    assert.equal(sent.length, 1, 'messages to the one');
    const { UserPool } = await scene.call('DescribeUserPool', { UserPoolId: scene.pool });
    assert.equal(UserPool.EstimatedNumberOfUsers, users.length);
  });

  test('64 concurrent sign-ups with different names all succeed', async () => {
    assert.deepEqual(await outcomes(times(64, (index) => scene.signUp(`of-many-${index}`))), { ok: 64 });
    const names = (await scene.users()).map(({ Username }) => Username).filter((name) => name.startsWith('of-many-'));
    assert.deepEqual(names.sort(), times(64, (index) => `of-many-${index}`).sort());
  });

  test('a code that is sent 32 times at once is accepted once', async () => {
    await scene.signUp('ben');
    const { code } = (await api.messages()).findLast(({ username }) => username === 'ben');
    const counts = await outcomes(times(32, () => scene.confirm('ben', code)));
    // The other calls find a user who is already confirmed.
    assert.deepEqual(counts, { ok: 1, NotAuthorizedException: 31 });
    assert.ok((await scene.signIn('ben')).AccessToken);
  });

  test('a refresh token that is used 32 times at once is rotated once', async () => {
    await scene.confirmed('cleo');
    const rotating = await rotatingClient(scene, 0);
    const { RefreshToken } = await rotating.signIn('cleo');
    const renew = (token) =>
      scene.call('GetTokensFromRefreshToken', { ClientId: rotating.client, RefreshToken: token });
    const answers = await Promise.allSettled(times(32, () => renew(RefreshToken)));
    const won = answers.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
    const lost = answers.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.name);
    assert.equal(won.length, 1);
    // Without a grace period a second use looks like theft, so it revokes the family, including the successor.
    assert.ok(lost.includes('RefreshTokenReuseException'));
    assert.ok(lost.every((name) => ['RefreshTokenReuseException', 'NotAuthorizedException'].includes(name)));
    const next = won[0].AuthenticationResult;
    await assert.rejects(renew(next.RefreshToken), { message: 'Refresh Token has been revoked' });
  });

  test('within its grace period a rotated token gives every call the same successor', async () => {
    await scene.confirmed('dora');
    const rotating = await rotatingClient(scene, 60);
    const { RefreshToken } = await rotating.signIn('dora');
    const renew = () => scene.call('GetTokensFromRefreshToken', { ClientId: rotating.client, RefreshToken });
    const answers = await Promise.all(times(32, renew));
    for (const { AuthenticationResult } of answers) {
      const user = await scene.call('GetUser', { AccessToken: AuthenticationResult.AccessToken });
      assert.equal(user.Username, 'dora');
    }
    assert.equal(new Set(answers.map(({ AuthenticationResult }) => AuthenticationResult.RefreshToken)).size, 1);
  });
}

async function rotatingClient(scene, RetryGracePeriodSeconds) {
  const { UserPoolClient } = await scene.call('CreateUserPoolClient', {
    UserPoolId: scene.pool,
    ClientName: 'rotating',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds },
  });
  return Object.assign(new Scene(scene.call, scene.messages), { pool: scene.pool, client: UserPoolClient.ClientId });
}
