// A request's way through the Worker: within the limits, with an engine that has the right key, to the engine.

import { refusal, type Engine, type Storage } from 'userpool';

import type { Bindings } from './bindings.js';
import { engineOf } from './engine.js';

/** Slices of one round, and rounds of one run: within the thousand calls that a run may make. */
const SLICES = 10;
const ROUNDS_MAX = 15;

/** What a person sees who opens the Worker's address in a browser. */
function welcome(request: Request, origin: string): Response {
  const text = `Userpool speaks the Amazon Cognito User Pools API at this address. Point a client at it, for example:

  export AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=${origin}
  aws cognito-idp list-user-pools --max-results 10

${origin}/health says whether the Worker is ready.
`;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return new Response(request.method === 'HEAD' ? null : text, { headers });
}

/** A Worker on the store that `storageOf` finds among the bindings. */
export function worker<Env extends Bindings>(storageOf: (env: Env) => Storage) {
  // Made once for the life of the isolate.
  let engine: Engine | undefined;
  let isChecked = false;

  async function ready(env: Env): Promise<Engine> {
    engine ??= engineOf(env, storageOf(env));
    // Each request that comes before the first answer asks for itself: one that is cut off must not hold up the others.
    if (!isChecked) await engine.checkMasterKey();
    isChecked = true;
    return engine;
  }

  /** Whether secrets are right and the store can be read. */
  async function health(request: Request, env: Env): Promise<Response> {
    await (await ready(env)).checkMasterKey();
    return new Response(request.method === 'HEAD' ? null : 'ok\n', { headers: { 'content-type': 'text/plain' } });
  }

  async function answer(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
    if (['GET', 'HEAD'].includes(request.method)) {
      const { pathname, origin } = new URL(request.url);
      if (pathname === '/health') return await health(request, env);
      if (pathname === '/') return welcome(request, origin);
    }

    const answered = (await ready(env)).fetch(request);
    // Between a commit and the message that tells of it a client that hangs up must not stop the engine; it has thirty seconds.
    context.waitUntil(answered);
    return await answered;
  }

  return {
    /** Does the work that no request waits for. What one run leaves, the next one takes up. */
    async scheduled(_controller: ScheduledController, env: Env): Promise<void> {
      const working = await ready(env);
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        if (!(await working.work(SLICES)).more) return;
      }
      console.error('userpool: there is more work than the cron trigger can do: let it run more often');
    },

    async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
      try {
        return await answer(request, env, context);
      } catch (error) {
        // What is thrown here names bindings and never quotes them.
        console.error('userpool:', error instanceof Error ? `${error.name}: ${error.message}` : 'no Error was thrown');
        return refusal(500, 'InternalErrorException', 'Internal server error');
      }
    },
  };
}
