// Functions of pools: as service bindings, and by Lambda's Invoke API.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { newPool, signUp, withWorker } from './scene.js';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:pre-sign-up';
const BYTES_MAX = 6 * 1024 * 1024;

const INVALID = ['InvalidLambdaResponseException', /./];
const failed = (text) => ['UserLambdaValidationException', new RegExp(`^PreSignUp failed with error ${text}\\.$`)];
const notCallable = (name) => ['UnexpectedLambdaException', new RegExp(name)];

/** A pool that calls the function before each sign-up and sends no message. */
const callingPool = (caller) => newPool(caller, { AutoVerifiedAttributes: [], LambdaConfig: { PreSignUp: ARN } });

/** Runs `test` with functions that answer in this way, and the list of their calls. */
async function withFunctions(answer, test) {
  const calls = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    calls.push({ url: request.url, headers: request.headers, event: JSON.parse(body) });
    await answer(response, JSON.parse(body), calls.length);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await test({ FUNCTIONS_URL: `http://127.0.0.1:${server.address().port}/base/` }, calls);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const ends =
  (status, headers = {}, body = '') =>
  (response) =>
    response.writeHead(status, headers).end(body);
const agrees = (response, event) => {
  event.response.autoConfirmUser = true;
  response.end(JSON.stringify(event));
};
const hangsUp = (response) => response.destroy();
const THREW = { 'X-Amz-Function-Error': 'Unhandled' };

describe('functions at a URL', () => {
  it('get the token', async () => {
    await withFunctions(agrees, async (bindings, calls) => {
      await withWorker('objects', { bindings: { ...bindings, FUNCTIONS_URL_TOKEN: 't0ken' } }, async ({ caller, said }) => {
        await caller.visitor('SignUp', signUp(await callingPool(caller), 'ana'));
        assert.equal(calls[0].headers.authorization, 'Bearer t0ken');
        assert.ok(!said.join('\n').includes('t0ken'));
      });
    });
  });

  it('get the event at the path of the Invoke API, and their answer is used', async () => {
    await withFunctions(agrees, async (bindings, calls) => {
      await withWorker('objects', { bindings }, async ({ caller }) => {
        const { UserConfirmed } = await caller.visitor('SignUp', signUp(await callingPool(caller), 'ana'));
        assert.equal(UserConfirmed, true);
        const [{ url, headers, event }] = calls;
        assert.equal(url, `/base/2015-03-31/functions/${encodeURIComponent(ARN)}/invocations`);
        assert.equal(headers['content-type'], 'application/json');
        assert.equal(headers.authorization, undefined);
        assert.equal(event.triggerSource, 'PreSignUp_SignUp');
      });
    });
  });

  // What they do, the error of the caller, and how often they are called.
  const CASES = {
    throw: [ends(200, THREW, '{"errorMessage":"No robots","errorType":"Error"}'), failed('No robots'), 1],
    'throw, in an emulator': [ends(200, {}, '{"errorMessage":"No robots"}'), failed('No robots'), 1],
    'throw without a message': [
      ends(200, THREW, '{"errorMessage":"","errorType":"TypeError"}'),
      failed('TypeError'),
      1,
    ],
    'throw without a body': [ends(200, THREW), failed('Unhandled'), 1],
    'throw a list': [ends(200, THREW, '[]'), failed('Unhandled'), 1],
    'answer no JSON': [ends(200, {}, 'no JSON'), INVALID, 1],
    'answer nothing': [ends(200), INVALID, 1],
    'answer another event': [ends(200, {}, '{"response":{}}'), INVALID, 1],
    'are not there': [ends(404), notCallable('ResourceNotFoundException'), 1],
    'are forbidden': [ends(403), notCallable('AccessDeniedException'), 1],
    'are too many': [ends(429), notCallable('TooManyRequestsException'), 1],
    'are broken': [ends(500), notCallable('ServiceException'), 1],
    redirect: [ends(302, { location: 'http://127.0.0.1:1/' }), notCallable('ServiceException'), 1],
    'name their error': [
      ends(502, { 'x-amzn-ErrorType': 'KMSDisabledException:http://x/' }),
      notCallable('KMSDisabledException'),
      1,
    ],
    'return an invalid name': [ends(500, { 'x-amzn-ErrorType': 'no <name>' }), notCallable('ServiceException'), 1],
    'close the connection each time': [hangsUp, notCallable('ServiceException'), 3],
    'answer too much': [ends(200, {}, 'x'.repeat(BYTES_MAX + 1)), failed('Response payload size exceeded.*'), 1],
    'answer with the maximal length': [ends(200, {}, 'x'.repeat(BYTES_MAX)), INVALID, 1],
  };
  for (const [what, [answer, [error, text], count]] of Object.entries(CASES)) {
    it(`that ${what}`, async () => {
      await withFunctions(answer, async (bindings, calls) => {
        await withWorker('objects', { bindings }, async ({ caller }) => {
          const { message } = await caller.refused(error, 'SignUp', signUp(await callingPool(caller), 'ana'));
          assert.match(message, text);
          assert.equal(calls.length, count);
        });
      });
    });
  }

  it('that close the connection twice are called a third time', async () => {
    const third = (response, event, count) => (count < 3 ? hangsUp(response) : agrees(response, event));
    await withFunctions(third, async (bindings, calls) => {
      await withWorker('objects', { bindings }, async ({ caller }) => {
        await caller.visitor('SignUp', signUp(await callingPool(caller), 'ana'));
        assert.equal(calls.length, 3);
      });
    });
  });

  it('that do not answer time out after three attempts of five seconds', async () => {
    await withFunctions(
      () => {},
      async (bindings, calls) => {
        await withWorker('objects', { bindings }, async ({ caller }) => {
          const known = await callingPool(caller);
          const begun = Date.now();
          const refused = caller.refused('UnexpectedLambdaException', 'SignUp', signUp(known, 'ana'));
          assert.match((await refused).message, /SocketTimeoutException/);
          const seconds = (Date.now() - begun) / 1000;
          assert.ok(seconds > 14.5 && seconds < 25, `${seconds} s`);
          assert.equal(calls.length, 3);
        });
      },
    );
  });

  it('that are not configured are not found', async () => {
    await withWorker('objects', {}, async ({ caller }) => {
      const refused = caller.refused('UnexpectedLambdaException', 'SignUp', signUp(await callingPool(caller), 'ana'));
      assert.match((await refused).message, /ResourceNotFoundException/);
    });
  });
});

describe('functions as service bindings', () => {
  /** A Worker that is a function, and the bindings of the engine's Worker. */
  const bound = (script, key = 'pre-sign-up') => ({
    bindings: { FUNCTIONS: { [key]: 'PRE_SIGN_UP' }, FUNCTIONS_URL: 'http://127.0.0.1:1' },
    options: { serviceBindings: { PRE_SIGN_UP: 'pre-sign-up' } },
    more: [
      {
        name: 'pre-sign-up',
        modules: [
          { type: 'ESModule', path: 'function.js', contents: `export default { async fetch(request) { ${script} } };` },
        ],
      },
    ],
  });
  const AGREES = `
    const event = await request.json();
    event.response.autoConfirmUser = request.url.endsWith('/invocations');
    return Response.json(event);`;

  for (const key of ['pre-sign-up', ARN]) {
    it(`are found as ${key}`, async () => {
      await withWorker('objects', bound(AGREES, key), async ({ caller }) => {
        const { UserConfirmed } = await caller.visitor('SignUp', signUp(await callingPool(caller), 'ana'));
        assert.equal(UserConfirmed, true);
      });
    });
  }

  it('refuse with the message of the error that they throw', async () => {
    await withWorker('objects', bound(`throw new Error('No robots');`), async ({ caller }) => {
      const refused = caller.refused(
        'UserLambdaValidationException',
        'SignUp',
        signUp(await callingPool(caller), 'ana'),
      );
      assert.match((await refused).message, failed('No robots')[1]);
    });
  });

  it('others are called at the URL', async () => {
    await withFunctions(agrees, async (bindings) => {
      const options = bound(AGREES, 'another');
      options.bindings = { ...options.bindings, ...bindings };
      await withWorker('objects', options, async ({ caller }) => {
        await caller.visitor('SignUp', signUp(await callingPool(caller), 'ana'));
      });
    });
  });
});
