// How often a call goes to the store: each answer waits for every round trip.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { everyOperation } from './support/every-operation.js';
import { Api } from './support/miniflare.js';
import { Scene } from './support/scene.js';
import { SrpClient } from './support/srp.js';

/** Every operation that there is, from the table in the README, which a test of the engine compares with its registry. */
const OPERATIONS = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  .match(/^\| `\w+` \|/gm)
  .map((row) => row.match(/\w+/)[0]);

const TRIPS_MAX = 3;

for (const store of ['d1', 'objects']) {
  describe(store, () => {
    let api;
    let scene;
    before(async () => {
      api = await Api.start(store);
      scene = await new Scene(api.call, api.messages).begin();
      await scene.confirmed('ana');
    });
    after(() => api.dispose());

    test('a sign-in reads twice and writes at most once', async () => {
      await scene.signIn('ana');
      assert.equal(api.trips.reads, 2, 'InitiateAuth by password');
      assert.ok(api.trips.writes <= 1, `${api.trips.writes} writes of InitiateAuth by password`);

      const srp = new SrpClient(scene.pool);
      const { ChallengeName, ChallengeParameters } = await scene.initiateSrp('ana', srp);
      assert.equal(api.trips.reads, 2, 'InitiateAuth by SRP');
      assert.ok(api.trips.writes <= 1, `${api.trips.writes} writes of InitiateAuth by SRP`);

      await scene.call('RespondToAuthChallenge', {
        ChallengeName,
        ClientId: scene.client,
        ChallengeResponses: await srp.answer(ChallengeParameters, 'Correct-Horse9!'),
      });
      assert.equal(api.trips.reads, 2, 'RespondToAuthChallenge');
      assert.ok(api.trips.writes <= 1, `${api.trips.writes} writes of RespondToAuthChallenge`);
    });

    test(`every operation takes at most ${TRIPS_MAX} round trips`, async () => {
      const most = new Map();
      const counted = async (operation, input) => {
        const output = await api.call(operation, input);
        const { reads, writes } = api.trips;
        most.set(operation, Math.max(most.get(operation) ?? 0, reads + writes));
        return output;
      };
      await everyOperation(counted, api.messages);
      assert.deepEqual([...most.keys()].sort(), [...OPERATIONS].sort(), 'the story has every operation');
      const over = [...most].filter(([, trips]) => trips > TRIPS_MAX);
      assert.deepEqual(Object.fromEntries(over), {});
    });
  });
}
