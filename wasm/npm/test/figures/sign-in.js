// The processor time that workerd takes for a sign-in, with a store in the isolate's memory. The client's part of SRP runs in
// this process, and the time of a request that does nothing is subtracted.

import { quantile } from '../support/figures.js';
import { send } from '../support/http.js';
import { Api } from '../support/miniflare.js';
import { childrenOf, cpuMillis } from '../support/processes.js';
import { Scene } from '../support/scene.js';

const WARM_UP = 3;
const BATCHES = 10;
const IN_BATCH = 8;

/**
 * Milliseconds of processor time, the lower quartile of the batches. The time of `nothing`, a request that does nothing, is
 * subtracted from the others.
 */
export async function signIn() {
  const before = new Set(childrenOf(process.pid));
  const api = await Api.start('memory');
  try {
    const workerd = childrenOf(process.pid).find((pid) => !before.has(pid));
    const scene = await (await new Scene(api.call, api.messages).begin()).confirmed('ana');
    const taken = { nothing: [], initiate: [], respond: [], password: [] };
    for (let batch = -WARM_UP; batch < BATCHES; batch += 1) {
      const cpu = await runBatch(api, scene, workerd);
      if (batch < 0) continue;
      for (const [name, each] of Object.entries(cpu)) taken[name].push(each);
    }
    const { nothing, ...others } = Object.fromEntries(
      Object.entries(taken).map(([name, batches]) => [name, quantile(batches, 0.25)]),
    );
    return {
      nothing,
      ...Object.fromEntries(Object.entries(others).map(([name, millis]) => [name, millis - nothing])),
    };
  } finally {
    await api.dispose();
  }
}

async function runBatch(api, scene, workerd) {
  const measured = async (inputs, work) => {
    const begun = cpuMillis(workerd);
    const outputs = [];
    for (const input of inputs) outputs.push(await work(input));
    return { outputs, cpu: (cpuMillis(workerd) - begun) / inputs.length };
  };

  const clients = Array.from({ length: IN_BATCH }, () => scene.srpAttempt('ana'));
  const body = JSON.stringify({ as: 'long as a sign-in'.repeat(60) });
  const nothing = await measured(clients, async () => {
    const { status } = await send(new URL('/nothing', api.url), { body });
    if (status !== 200) throw new Error(`a request that does nothing returned ${status}`);
  });
  const initiate = await measured(clients, (srp) => scene.initiateSrp('ana', srp));
  const answers = await Promise.all(
    initiate.outputs.map(async ({ ChallengeName, ChallengeParameters }, index) => ({
      ChallengeName,
      ClientId: scene.client,
      ChallengeResponses: { USERNAME: 'ana', ...(await clients[index].answer(ChallengeParameters)) },
    })),
  );
  const respond = await measured(answers, (answer) => scene.call('RespondToAuthChallenge', answer));
  for (const { AuthenticationResult } of respond.outputs) {
    if (!AuthenticationResult?.AccessToken) throw new Error('a measured sign-in failed');
  }
  const password = await measured(clients, () => scene.signIn('ana'));
  return { nothing: nothing.cpu, initiate: initiate.cpu, respond: respond.cpu, password: password.cpu };
}
