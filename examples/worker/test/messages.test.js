// Messages to users by webhook or by queue, and the errors and log lines of failed deliveries.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD, assertSays, newPool, signUp, withWorker } from './scene.js';

/** Runs `test` with a gateway that answers in this way, and the list of the requests that it got. */
async function withGateway(answer, test) {
  const got = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    got.push({ url: request.url, headers: request.headers, message: JSON.parse(body) });
    answer(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await test(`http://127.0.0.1:${server.address().port}/send`, got);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const ends = (status, headers, body) => (response) => response.writeHead(status, headers).end(body);

describe('a webhook', () => {
  it('gets each message as one POST of JSON, with the bearer token', async () => {
    await withGateway(ends(202), async (MESSAGES_WEBHOOK, got) => {
      const bindings = { MESSAGES_WEBHOOK, MESSAGES_WEBHOOK_TOKEN: 's3cret' };
      await withWorker('objects', { bindings }, async ({ caller }) => {
        const known = await newPool(caller);
        await caller.visitor('SignUp', signUp(known, 'ana'));
        const [{ url, headers, message }, ...others] = got;
        assert.deepEqual(others, []);
        assert.equal(url, '/send');
        assert.equal(headers.authorization, 'Bearer s3cret');
        assert.equal(headers['content-type'], 'application/json');
        const { code, body, subject, time, ...rest } = message;
        assert.equal(new Date(time).toISOString(), time);
        assert.match(code, /^\d{6}$/);
        assert.ok(body.includes(code) && subject.length > 0);
        assert.deepEqual(rest, {
          medium: 'EMAIL',
          destination: 'ana@example.com',
          username: 'ana',
          purpose: 'SignUp',
          userPoolId: known.pool,
          clientId: known.client,
        });
        const ConfirmationCode = code;
        await caller.visitor('ConfirmSignUp', { ClientId: known.client, Username: 'ana', ConfirmationCode });
      });
    });
  });

  const FAILURES = {
    refuses: [ends(500, {}, 'what it says to ana@example.com'), /did not accept/],
    redirects: [ends(307, { location: 'http://127.0.0.1:1/' }), /did not accept/],
    'closes the connection': [(response) => response.destroy(), /could not be reached/],
  };
  for (const [what, [answer, expected]] of Object.entries(FAILURES)) {
    it(`that ${what}: the delivery fails, and the user exists`, async () => {
      await withGateway(answer, async (MESSAGES_WEBHOOK, got) => {
        await withWorker('objects', { bindings: { MESSAGES_WEBHOOK } }, async ({ caller, said }) => {
          const known = await newPool(caller);
          const { message } = await caller.refused('CodeDeliveryFailureException', 'SignUp', signUp(known, 'ana'));
          assert.match(message, expected);
          assert.ok(got.length === 1, 'asked once');
          await caller.refused('UsernameExistsException', 'SignUp', signUp(known, 'ana'));
          await assertSays(said, /message gateway/);
          const log = said.join('\n');
          for (const secret of [got[0].message.code, 'ana@example.com', PASSWORD]) assert.ok(!log.includes(secret));
        });
      });
    });
  }

  it('that is not configured: the delivery fails', async () => {
    await withWorker('objects', { bindings: { MESSAGES_WEBHOOK: '' } }, async ({ caller }) => {
      const known = await newPool(caller);
      await caller.refused('CodeDeliveryFailureException', 'SignUp', signUp(known, 'ana'));
    });
  });
});

describe('a queue', () => {
  it('gets each message, rather than the webhook', async () => {
    const got = [];
    const consumer = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      got.push(...JSON.parse(body));
      response.end();
    }).listen(0, '127.0.0.1');
    await once(consumer, 'listening');
    // Another Worker consumes the queue.
    const script = `export default {
      async queue(batch) {
        const bodies = batch.messages.map(({ body }) => body);
        await fetch('http://127.0.0.1:${consumer.address().port}/', { method: 'POST', body: JSON.stringify(bodies) });
      },
    };`;
    const options = {
      options: { queueProducers: { MESSAGES: 'messages' } },
      more: [
        {
          name: 'mailer',
          modules: [{ type: 'ESModule', path: 'mailer.js', contents: script }],
          queueConsumers: { messages: { maxBatchTimeout: 0 } },
        },
      ],
    };
    await withWorker('objects', options, async ({ caller }) => {
      const known = await newPool(caller);
      await caller.visitor('SignUp', signUp(known, 'ana'));
      for (let tries = 0; got.length === 0 && tries < 200; tries += 1) await sleep(50);
      const [{ code, destination }] = got;
      assert.equal(destination, 'ana@example.com');
      await caller.visitor('ConfirmSignUp', { ClientId: known.client, Username: 'ana', ConfirmationCode: code });
      assert.deepEqual(await caller.messages(), []);
    });
    consumer.close();
  });
});
