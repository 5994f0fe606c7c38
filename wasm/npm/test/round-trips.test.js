// Counts the round trips of each operation to the store, since they determine its latency.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { everyOperation } from './support/every-operation.js';
import { Api } from './support/miniflare.js';
import { Scene } from './support/scene.js';

/** All operations, from the page that a test of the engine compares with the registry. */
const OPERATIONS = readFileSync(new URL('../../../core/OPERATIONS.md', import.meta.url), 'utf8')
  .match(/^\| `\w+` \|/gm)
  .map((row) => row.match(/\w+/)[0]);

const TRIPS_MAX = 3;

/** Records of a deleted pool are removed in batches of a hundred: one batch here, and a last read that finds no more. */
const DELETE_MAX = TRIPS_MAX + 3 + 1;

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

    for (const isFresh of [true, false]) {
      test(`a sign-in at an engine that ${isFresh ? 'is new' : 'knows the client'}`, async () => {
        const assertTrips = (what) => {
          const { reads, writes } = api.trips;
          // One read finds the pool of the client, which the engine then caches; one read does the rest.
          assert.ok(isFresh ? reads === 2 : reads <= 2, `${reads} reads of ${what}`);
          assert.ok(writes <= 1, `${writes} writes of ${what}`);
        };
        api.isFresh = isFresh;
        try {
          await scene.signIn('ana');
          assertTrips('InitiateAuth by password');
          const srp = scene.srpAttempt('ana');
          const { ChallengeName, ChallengeParameters } = await scene.initiateSrp('ana', srp);
          assertTrips('InitiateAuth by SRP');
          await scene.call('RespondToAuthChallenge', {
            ChallengeName,
            ClientId: scene.client,
            ChallengeResponses: { USERNAME: 'ana', ...(await srp.answer(ChallengeParameters)) },
          });
          assertTrips('RespondToAuthChallenge');
        } finally {
          api.isFresh = false;
        }
      });

      test(`every operation at an engine that ${isFresh ? 'is new' : 'is not'}`, async () => {
        const most = new Map();
        const counted = async (operation, input) => {
          try {
            return await api.call(operation, input);
          } finally {
            const { reads, writes } = api.trips;
            most.set(operation, Math.max(most.get(operation) ?? 0, reads + writes));
          }
        };
        api.isFresh = isFresh;
        try {
          await everyOperation(counted, api.messages, api.put);
        } finally {
          api.isFresh = false;
        }
        assert.deepEqual([...most.keys()].sort(), [...OPERATIONS].sort(), 'every operation is called');
        const over = [...most].filter(([name, trips]) => trips > (name === 'DeleteUserPool' ? DELETE_MAX : TRIPS_MAX));
        assert.deepEqual(Object.fromEntries(over), {});
      });
    }
  });
}
