// The Worker: constructs the engine, checks its master key, and passes requests to it.

import { refusal, type Engine, type Storage } from 'userpool';

import type { Bindings } from './bindings.js';
import { engineOf } from './engine.js';

/** Slices of one round, and rounds of one run: within the limit of a thousand subrequests in a run. */
const SLICES = 10;
const ROUNDS_MAX = 15;

/** The page for people who open the Worker's address in a browser. */
function welcome(request: Request, origin: string): Response {
  const text = `Userpool speaks the Amazon Cognito User Pools API at this address. Point a client at it, for example:

  export AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=${origin}
  aws cognito-idp list-user-pools --max-results 10

${origin}/health says whether the Worker is ready.
`;
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return new Response(request.method === 'HEAD' ? null : text, { headers });
}

/** A Worker on the store that `storageOf` makes from the bindings. */
export function worker<Env extends Bindings>(storageOf: (env: Env) => Storage) {
  // One engine for each isolate.
  let engine: Engine | undefined;
  let isChecked = false;

  async function ready(env: Env): Promise<Engine> {
    engine ??= engineOf(env, storageOf(env));
    // Requests before the first answer each check the key, so that a cancelled request does not block the others.
    if (!isChecked) await engine.checkMasterKey();
    isChecked = true;
    return engine;
  }

  /** Checks that the secrets are right and that the store can be read. */
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

    // Cloudflare sets this header, and replaces what a client sends.
    const address = request.headers.get('cf-connecting-ip') ?? undefined;
    const answered = (await ready(env)).fetch(request, { address });
    // When a client disconnects, the engine may run for thirty more seconds, so that a message still follows its commit.
    context.waitUntil(answered);
    return await answered;
  }

  return {
    /** Does background work. The next run continues what one run leaves. */
    async scheduled(_controller: ScheduledController, env: Env): Promise<void> {
      const working = await ready(env);
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        if (!(await working.work(SLICES)).more) return;
      }
      console.error('userpool: the cron trigger cannot finish the background work: run it more often');
    },

    async fetch(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
      try {
        return await answer(request, env, context);
      } catch (error) {
        // Errors that are thrown here name bindings but never quote them.
        console.error('userpool:', error instanceof Error ? `${error.name}: ${error.message}` : 'a non-Error value was thrown');
        return refusal(500, 'InternalErrorException', 'Internal server error');
      }
    },
  };
}
