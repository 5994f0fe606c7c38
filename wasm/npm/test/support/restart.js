// A server that is stopped during its work. After a restart, acknowledged sign-ups are stored, and the others are stored completely
// or not at all.

import assert from 'node:assert/strict';

import { PASSWORD, Scene } from './scene.js';

const USERS = 24;

/** How many sign up at the same time. */
const CLIENTS = 5;

/**
 * `start` resolves to an API on the store, with the records of the last start: `call` and `messages` of a `Scene`, and `dispose`.
 * `end` stops it in the middle.
 */
export async function stoppedInTheMiddle({ start, end }, random) {
  const api = await start();
  const scene = await new Scene(api.call, api.messages).begin();
  const { pool, client } = scene;

  // First a few one by one, so that some are acknowledged in any case; then several at the same time, until it is stopped.
  const names = Array.from({ length: USERS }, (_, index) => `user-${index}`);
  const acknowledged = [];
  const target = 4 + Math.floor(random() * (USERS / 2));
  // It is stopped at once when the last of these is acknowledged: a timer could come after all sign-ups.
  let stop;
  let isStopped = false;
  const stopped = new Promise((resolve, reject) => {
    stop = () => {
      isStopped = true;
      resolve(end(api));
    };
    setTimeout(() => reject(new Error('too few sign-ups were acknowledged in time')), 20_000).unref();
  });
  const signUp = async (name) => {
    await scene.signUp(name);
    acknowledged.push(name);
    if (acknowledged.length === target) stop();
  };
  for (const name of names.slice(0, 3)) await signUp(name);
  // Not all at once: they could all be acknowledged in the same moment.
  const waiting = names.slice(3);
  const signUpInTurn = async () => {
    while (waiting.length > 0 && !isStopped) await signUp(waiting.shift());
  };
  const settled = Promise.allSettled(Array.from({ length: CLIENTS }, signUpInTurn));
  await stopped;
  await settled;
  assert.ok(acknowledged.length < USERS, 'it was stopped before the last sign-up');

  const again = await start();
  try {
    const back = Object.assign(new Scene(again.call, again.messages), { pool, client });
    await check(back, names, acknowledged);
  } finally {
    await again.dispose();
  }
}

async function check(scene, names, acknowledged) {
  const inPool = (operation, input) => scene.call(operation, { UserPoolId: scene.pool, ...input });
  const users = await scene.users();
  const listed = users.map(({ Username }) => Username);
  const missing = acknowledged.filter((name) => !listed.includes(name));
  assert.deepEqual(missing, [], 'acknowledged but missing');

  const { UserPool } = await inPool('DescribeUserPool');
  assert.equal(UserPool.EstimatedNumberOfUsers, listed.length);
  const isWhole = async ({ Username, Attributes }) => {
    const { Value: sub } = Attributes.find(({ Name }) => Name === 'sub');
    assert.equal((await inPool('AdminGetUser', { Username: sub })).Username, Username);
    for (const Filter of [`email = "${Username}@example.com"`, `username = "${Username}"`, `sub = "${sub}"`]) {
      const found = (await inPool('ListUsers', { Filter })).Users.map((user) => user.Username);
      assert.deepEqual(found, [Username], Filter);
    }
  };
  await Promise.all(users.map(isWhole));
  // Missing users can sign up, and stored users can continue.
  await Promise.all(names.filter((name) => !listed.includes(name)).map((name) => scene.signUp(name)));
  await inPool('AdminConfirmSignUp', { Username: acknowledged.at(-1) });
  assert.ok((await scene.signIn(acknowledged.at(-1), PASSWORD)).AccessToken);
  assert.equal((await scene.users()).length, USERS);
}
