// A panic in the module: its call gets an InternalErrorException, other calls in progress end too, and later calls work.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Said } from './support/console.js';
import { send } from './support/http.js';
import { modulesOf, start, TESTING_PACKAGE } from './support/miniflare.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';
import { TRAP, withTrap } from './support/trap.js';

const isInternal = { name: 'InternalErrorException' };

/** Tests for two engines on one module and one store: the scene's and the bystander's. */
function clauses(worldOf) {
  test('the call that traps is an internal error, and the next calls work', async () => {
    const { scene, bystander } = worldOf();
    await scene.confirmed('ana');
    for (let round = 0; round < 3; round += 1) {
      await assert.rejects(scene.call(TRAP, {}), isInternal);
      assert.ok((await scene.signInBySrp('ana')).AccessToken);
      assert.ok((await bystander.signIn('ana')).AccessToken, 'another engine on the module');
      await assert.rejects(bystander.call(TRAP, {}), isInternal);
      assert.ok((await bystander.signIn('ana')).AccessToken);
    }
  });

  // At the start of the calls, during their reads, and when some of them have ended.
  for (const delay of [0, 10, 60]) {
    test(`calls that have run for ${delay} ms end, and each is done completely or not at all`, async () => {
      const { scene, bystander } = worldOf();
      const names = Array.from({ length: 12 }, (_, index) => `for-${delay}-${index}`);
      const signUps = names.map((name, index) => (index % 2 === 0 ? scene : bystander).signUp(name));
      const settled = Promise.allSettled(signUps);
      if (delay > 0) await sleep(delay);
      const traps = [scene, bystander].map((each) => assert.rejects(each.call(TRAP, {}), isInternal));
      const outcomes = await settled;
      await Promise.all(traps);
      for (const { status, reason } of outcomes) {
        if (status === 'rejected') assert.equal(reason.name, isInternal.name);
      }

      const users = new Map((await scene.users()).map((user) => [user.Username, user]));
      for (const [index, { status }] of outcomes.entries()) {
        const user = users.get(names[index]);
        if (status === 'fulfilled') assert.ok(user, 'an acknowledged user is stored');
        if (user === undefined) {
          await scene.signUp(names[index]);
        } else {
          // A user whose call failed may have received no message, and requests another.
          await scene.call('ResendConfirmationCode', { ClientId: scene.client, Username: names[index] });
        }
        await scene.confirm(names[index]);
      }
      const { UserPool } = await scene.call('DescribeUserPool', { UserPoolId: scene.pool });
      assert.equal(UserPool.EstimatedNumberOfUsers, (await scene.users()).length);
    });
  }
}

describe('in Node', () => {
  let world;
  let module;
  let Engine;
  const key = new Uint8Array(32).fill(7);

  before(async () => {
    module = await import(`${TESTING_PACKAGE}userpool.js`);
    ({ Engine } = await import(`${TESTING_PACKAGE}node.js`));
    const { MemoryStore } = await import(`${TESTING_PACKAGE}memory.js`);
    withTrap(module);
    const outbox = new Outbox();
    const memory = new MemoryStore();
    const slowly =
      (name) =>
      async (...given) => {
        await sleep(2);
        return memory[name](...given);
      };
    const storage = { get: slowly('get'), scan: slowly('scan'), commit: slowly('commit') };
    const sceneOn = (engine) => {
      const call = (...given) => engine.call(...given);
      return new Scene(call, () => outbox.messages);
    };
    const engineOf = () => new Engine({ storage, messenger: outbox, masterKeys: [new Uint8Array(key)] });
    const scene = await sceneOn(engineOf()).begin();
    const bystander = Object.assign(sceneOn(engineOf()), { pool: scene.pool, client: scene.client });
    world = { scene, bystander, storage };
  });

  clauses(() => world);

  test('the log has the place of the panic, but not its message', async (context) => {
    const said = new Said(context);
    await assert.rejects(world.scene.call(TRAP, { Password: PASSWORD }), isInternal);
    said.assertSaid(/panicked at .*\.rs:\d+/);
    said.assertNothing(PASSWORD, 'on purpose');
  });

  test('the engine still works after a trap if the caller has overwritten the key', async () => {
    const mine = new Uint8Array(key);
    const engine = new Engine({ storage: world.storage, masterKeys: [mine] });
    mine.fill(0);
    await assert.rejects(engine.call(TRAP, {}), isInternal);
    const scene = Object.assign(new Scene((...given) => engine.call(...given)), {
      pool: world.scene.pool,
      client: world.scene.client,
    });
    assert.ok((await scene.signIn('ana')).AccessToken);
  });
});

describe('in workerd', () => {
  let miniflare;
  let world;

  before(async () => {
    miniflare = await start(modulesOf('trap.js', TESTING_PACKAGE));
    const url = await miniflare.ready;
    const messages = async () => JSON.parse((await send(new URL('/messages', url))).text);
    const sceneOf = (by) => {
      const call = async (operation, input) => {
        const answer = await send(new URL(`/${by}/${operation}`, url), { body: JSON.stringify(input) });
        assert.equal(answer.status, 200, answer.text);
        const { output, name, message } = JSON.parse(answer.text);
        if (name !== undefined) throw Object.assign(new Error(message), { name });
        return output;
      };
      return new Scene(call, messages);
    };
    const scene = await sceneOf('engine').begin();
    const bystander = Object.assign(sceneOf('bystander'), { pool: scene.pool, client: scene.client });
    world = { scene, bystander };
  });
  after(() => miniflare.dispose());

  clauses(() => world);
});
