// The Worker, bundled as wrangler would deploy it: requests, restarts, limits, bindings, and the cron trigger.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newSecrets } from '../local/secrets.js';
import { Caller, headersOf } from './caller.js';
import { PASSWORD, assertSays, newPool, signIn, signUp, withWorker } from './scene.js';

for (const variant of ['d1', 'objects']) {
  describe(`the Worker, variant ${variant}`, () => {
    it('serves a user from sign-up to sign-out', async () => {
      await withWorker(variant, {}, async ({ caller, said }) => {
        const known = await newPool(caller);
        const ana = { ClientId: known.client, Username: 'ana' };
        await caller.visitor('SignUp', signUp(known, 'ana'));
        await caller.refused('UserNotConfirmedException', 'InitiateAuth', signIn(known, 'ana'));
        const ConfirmationCode = await caller.code('ana@example.com');
        await caller.visitor('ConfirmSignUp', { ...ana, ConfirmationCode });
        const { AuthenticationResult } = await caller.visitor('InitiateAuth', signIn(known, 'ana'));
        const { AccessToken } = AuthenticationResult;
        assert.equal((await caller.visitor('GetUser', { AccessToken })).Username, 'ana');
        await caller.visitor('GlobalSignOut', { AccessToken });
        await caller.refused('NotAuthorizedException', 'GetUser', { AccessToken });
        assert.deepEqual(said, [], 'the log is empty');
      });
    });

    it('serves documents, browsers and health checks', async () => {
      await withWorker(variant, {}, async ({ caller }) => {
        const { pool } = await newPool(caller);
        const { keys } = JSON.parse((await caller.http(200, 'GET', `/${pool}/.well-known/jwks.json`)).body);
        assert.equal(keys.length, 2);
        const discovery = await caller.http(200, 'GET', `/${pool}/.well-known/openid-configuration`);
        const { issuer, jwks_uri: jwksUri } = JSON.parse(discovery.body);
        assert.equal(issuer, `${caller.target.endpoint}/${pool}`);
        assert.equal(jwksUri, `${issuer}/.well-known/jwks.json`);
        const allowed = await caller.http(200, 'OPTIONS', '/', {
          headers: { origin: 'https://app.example.com', 'access-control-request-headers': 'x-amz-target' },
        });
        assert.equal(allowed.headers['access-control-allow-origin'], '*');
        assert.equal(allowed.headers['access-control-allow-headers'], 'x-amz-target');
        assert.equal((await caller.http(200, 'GET', '/health')).body, 'ok\n');
        await caller.http(200, 'HEAD', '/health');
        await caller.http(404, 'GET', '/healthy');
        const page = await caller.http(200, 'GET', '/');
        assert.ok(page.body.includes(`=${caller.target.endpoint}\n`), page.body);
        await caller.http(200, 'HEAD', '/');
      });
    });

    it('has all acknowledged users after a restart, and needs the same master key', async () => {
      const state = await mkdtemp(join(tmpdir(), 'userpool-state-'));
      const secrets = newSecrets();
      let known;
      await withWorker(variant, { state, bindings: secrets }, async ({ caller }) => {
        known = await newPool(caller);
        await caller.visitor('SignUp', signUp(known, 'ana'));
        await caller.admin('AdminConfirmSignUp', { UserPoolId: known.pool, Username: 'ana' });
      });
      await withWorker(variant, { state, bindings: secrets }, async ({ caller }) => {
        await caller.visitor('InitiateAuth', signIn(known, 'ana'));
      });
      const wrong = { MASTER_KEYS: newSecrets().MASTER_KEYS };
      await withWorker(variant, { state, bindings: { ...secrets, ...wrong } }, async ({ caller, said }) => {
        for (let time = 0; time < 2; time += 1) {
          const { body } = await caller.http(500, 'POST', '/', {
            headers: headersOf('InitiateAuth'),
            body: JSON.stringify(signIn(known, 'ana')),
          });
          assert.equal(JSON.parse(body).__type, 'InternalErrorException');
        }
        await caller.http(500, 'GET', '/health');
        await assertSays(said, /master key/);
        assertSecret(said, [wrong.MASTER_KEYS, secrets.CREDENTIALS, PASSWORD]);
      });
      const both = { MASTER_KEYS: `${wrong.MASTER_KEYS}, ${secrets.MASTER_KEYS}` };
      await withWorker(variant, { state, bindings: { ...secrets, ...both } }, async ({ caller }) => {
        await caller.visitor('InitiateAuth', signIn(known, 'ana'));
      });
      await rm(state, { recursive: true });
    });
  });
}

describe('a body that is too long', () => {
  const LIMIT = 1024 * 1024;
  const UNSIGNED_LIMIT = 128 * 1024;

  it('is refused, with and without a content length', async () => {
    await withWorker('d1', {}, async ({ caller }) => {
      const headers = headersOf('SignUp');
      const announced = await caller.http(413, 'POST', '/', { headers, body: ' '.repeat(LIMIT + 1) });
      assert.equal(JSON.parse(announced.body).__type, 'RequestEntityTooLargeException');
      const unsigned = headersOf('CreateUserPool');
      await caller.http(413, 'POST', '/', { headers: unsigned, body: ' '.repeat(UNSIGNED_LIMIT + 1) });
      const signed = { ...unsigned, authorization: 'AWS4-HMAC-SHA256 x' };
      await caller.http(400, 'POST', '/', { headers: signed, body: ' '.repeat(LIMIT) });
      await caller.http(413, 'POST', '/', { headers: signed, body: ' '.repeat(LIMIT + 1) });
      assert.equal(await streamed(caller.target.endpoint, signed, LIMIT + 1), 413);
      assert.equal(await streamed(caller.target.endpoint, signed, LIMIT), 400);
      await caller.http(413, 'POST', '/', { headers, body: ' '.repeat(UNSIGNED_LIMIT + 1) });
      await caller.http(400, 'POST', '/', { headers, body: ' '.repeat(UNSIGNED_LIMIT) });
    });
  });

  /** The status for a body without a content length. */
  function streamed(endpoint, headers, length) {
    return new Promise((resolve, reject) => {
      const sending = request(endpoint, { method: 'POST', headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      });
      sending.on('error', reject);
      for (let left = length; left > 0; left -= 65_536) sending.write(' '.repeat(Math.min(left, 65_536)));
      sending.end();
    });
  }
});

describe('bindings that are missing or wrong', () => {
  const KEY = newSecrets().MASTER_KEYS;
  const WRONG = {
    'no master key': [{ MASTER_KEYS: '' }, /MASTER_KEYS is missing/],
    'a master key that is not base64': [{ MASTER_KEYS: 's3cret!' }, /MASTER_KEYS must be/],
    'a master key that is too short': [{ MASTER_KEYS: `${KEY},${btoa('s3cret')}` }, /MASTER_KEYS must be/],
    'no credentials': [{ CREDENTIALS: '' }, /CREDENTIALS is missing/],
    'credentials that are not JSON': [{ CREDENTIALS: 's3cret' }, /CREDENTIALS must be/],
    'credentials without one': [{ CREDENTIALS: '[]' }, /CREDENTIALS must be/],
    'half an access key': [{ CREDENTIALS: '[{"accessKeyId":"s3cret"}]' }, /CREDENTIALS must be/],
    'an invalid region': [{ REGION: 'Everywhere' }, /REGION must be/],
    'an invalid account': [{ ACCOUNT: '12' }, /ACCOUNT must be/],
    'an invalid public URL': [{ PUBLIC_URL: 'auth.example.com' }, /PUBLIC_URL must be/],
    'an unknown form of the issuer': [{ ISSUER: 'https://auth.example.com' }, /ISSUER must be/],
    'a webhook without encryption': [{ MESSAGES_WEBHOOK: 'http://s3cret.example.com' }, /MESSAGES_WEBHOOK must be/],
    'an invalid webhook': [{ MESSAGES_WEBHOOK: 'ftp://s3cret@example.com' }, /MESSAGES_WEBHOOK must be/],
    'functions that are not an object': [{ FUNCTIONS: '["s3cret"]' }, /FUNCTIONS must be/],
    'a function that is not bound': [{ FUNCTIONS: '{"agree":"AGREE"}' }, /FUNCTIONS names AGREE/],
    'an invalid URL of functions': [{ FUNCTIONS_URL: 'nowhere' }, /FUNCTIONS_URL must be/],
  };
  for (const [what, [bindings, expected]] of Object.entries(WRONG)) {
    it(`${what}: the log names the binding, and no secret`, async () => {
      await withWorker('objects', { bindings }, async ({ caller, said, secrets }) => {
        const answer = await caller.http(500, 'GET', '/health');
        assert.equal(JSON.parse(answer.body).__type, 'InternalErrorException');
        await assertSays(said, expected);
        assertSecret([...said, answer.body], ['s3cret', KEY, secrets.MASTER_KEYS, secrets.CREDENTIALS]);
      });
    });
  }

  it('without a public URL each host name is an issuer, and tokens are accepted under all', async () => {
    await withWorker('objects', {}, async ({ caller }) => {
      const known = await newPool(caller);
      await caller.visitor('SignUp', signUp(known, 'ana'));
      await caller.admin('AdminConfirmSignUp', { UserPoolId: known.pool, Username: 'ana' });
      const { AuthenticationResult } = await caller.visitor('InitiateAuth', signIn(known, 'ana'));
      const { AccessToken } = AuthenticationResult;
      assert.equal(issuerOf(AccessToken), `${caller.target.endpoint}/${known.pool}`);
      const endpoint = caller.target.endpoint.replace('127.0.0.1', 'localhost');
      assert.notEqual(endpoint, caller.target.endpoint);
      const elsewhere = new Caller({ ...caller.target, endpoint });
      assert.equal((await elsewhere.visitor('GetUser', { AccessToken })).Username, 'ana');
      const again = await elsewhere.visitor('InitiateAuth', signIn(known, 'ana'));
      assert.equal(issuerOf(again.AuthenticationResult.IdToken), `${endpoint}/${known.pool}`);
    });
  });

  it("the issuer may have the service's own form", async () => {
    await withWorker('objects', { bindings: { ISSUER: 'cognito' } }, async ({ caller }) => {
      const { pool } = await newPool(caller);
      const discovery = await caller.http(200, 'GET', `/${pool}/.well-known/openid-configuration`);
      const { issuer, jwks_uri: jwksUri } = JSON.parse(discovery.body);
      assert.equal(issuer, `https://cognito-idp.us-east-1.amazonaws.com/${pool}`);
      assert.equal(jwksUri, `${caller.target.endpoint}/${pool}/.well-known/jwks.json`);
    });
  });

  it('a public URL is the issuer of tokens', async () => {
    const bindings = { PUBLIC_URL: 'https://auth.example.com/', ACCOUNT: '123456789012', REGION: 'eu-west-1' };
    await withWorker('objects', { bindings }, async ({ caller }) => {
      const { pool } = await newPool(caller);
      const discovery = await caller.http(200, 'GET', `/${pool}/.well-known/openid-configuration`);
      assert.equal(JSON.parse(discovery.body).issuer, `https://auth.example.com/${pool}`);
      const { UserPool } = await caller.admin('DescribeUserPool', { UserPoolId: pool });
      assert.match(UserPool.Arn, /:123456789012:userpool/);
    });
  });
});

describe('records that have expired', () => {
  it('are removed by the cron trigger, and others stay', async () => {
    await withWorker('d1', {}, async ({ caller, miniflare }) => {
      const known = await newPool(caller);
      const database = await miniflare.getD1Database('DB');
      const now = Math.floor(Date.now() / 1000);
      await many(database, 2500, now - 86_400);
      await many(database, 1, now + 86_400, 'new/');
      // The state after a run two hours ago, since the first run only records the time.
      const job = { kind: 'sweep', subject: 'store', made: 0, rest: { since: 0, seconds: 0 }, cursor: `${now - 7200}` };
      await database
        .prepare(`INSERT INTO userpool_records (partition, key, value, revision) VALUES ('directory', ?, ?, 1)`)
        .bind('job/sweep/store', JSON.stringify(job))
        .run();
      const worker = await miniflare.getWorker();
      await worker.scheduled({ scheduledTime: new Date(), cron: '*/15 * * * *' });
      const left = await database.prepare("SELECT key FROM userpool_records WHERE partition = 'test'").raw();
      assert.deepEqual(left, [['new/1']]);
      await caller.admin('DescribeUserPool', { UserPoolId: known.pool });
    });
  });

  for (const variant of ['d1', 'objects']) {
    it(`and deleted pools are removed by the cron trigger: ${variant}`, async () => {
      await withWorker(variant, {}, async ({ caller, miniflare }) => {
        const known = await newPool(caller);
        await caller.visitor('SignUp', signUp(known, 'ana'));
        await caller.admin('DeleteUserPool', { UserPoolId: known.pool });
        const worker = await miniflare.getWorker();
        await worker.scheduled({ scheduledTime: new Date(), cron: '*/15 * * * *' });
        if (variant !== 'd1') return;
        const database = await miniflare.getD1Database('DB');
        const left = await database
          .prepare("SELECT key FROM userpool_records WHERE partition = ? OR key LIKE 'job/purge/%'")
          .bind(`pool/${known.pool}`)
          .raw();
        assert.deepEqual(left, [['pool']]);
      });
    });
  }

  /** Stores records that expire. */
  async function many(database, count, expires, prefix = 'old/') {
    const keys = JSON.stringify(Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`));
    await database
      .prepare(
        `INSERT INTO userpool_records (partition, key, value, revision, expires_at)
         SELECT 'test', value, '{}', 1, ? FROM json_each(?)`,
      )
      .bind(expires, keys)
      .run();
  }
});

const issuerOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).iss;

function assertSecret(lines, secrets) {
  for (const secret of secrets.filter(Boolean)) assert.ok(!lines.join('\n').includes(secret), 'a secret is printed');
}
