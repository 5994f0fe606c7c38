// The engine in Node, on the memory store.

import assert from 'node:assert/strict';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { execFile as execFileCallback } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { MemoryStore } from '../memory.js';
import { CognitoError, Engine } from '../node.js';
import { Said } from './support/console.js';
import { everyOperation } from './support/every-operation.js';
import { callOn, putOn } from './support/fetch.js';
import { Outbox, PASSWORD, Scene } from './support/scene.js';

const execFile = promisify(execFileCallback);

const masterKeys = [randomBytes(32)];

/** An engine, its outbox, and a scene that has not begun. */
function world(options = {}) {
  const messenger = new Outbox();
  const engine = new Engine({ storage: new MemoryStore(), messenger, masterKeys, ...options });
  const call = (...given) => engine.call(...given);
  return { engine, messenger, scene: new Scene(call, () => messenger.messages) };
}

const refusal = (name, message) => (error) => {
  assert.ok(error instanceof CognitoError, error);
  assert.deepEqual([error.name, error.message], [name, message]);
  return true;
};

test('a user signs up, confirms, signs in by password and by SRP, and is identified by the access token', async () => {
  const { scene } = world();
  await (await scene.begin()).confirmed('ana');
  for (const tokens of [await scene.signIn('ana'), await scene.signInBySrp('ana')]) {
    const user = await scene.call('GetUser', { AccessToken: tokens.AccessToken });
    assert.equal(user.Username, 'ana');
  }
  for (const signIn of [scene.signIn('ana', 'Wrong-Horse9!'), scene.signInBySrp('ana', 'Wrong-Horse9!')]) {
    await assert.rejects(signIn, refusal('NotAuthorizedException', 'Incorrect username or password.'));
  }
});

test('tokens are signed by the keys that the engine publishes', async () => {
  const { engine, scene } = world();
  await (await scene.begin()).confirmed('ana');
  const { AccessToken, IdToken } = await scene.signIn('ana');
  const answer = await engine.fetch(new Request(`http://localhost/${scene.pool}/.well-known/jwks.json`));
  const { keys } = await answer.json();
  for (const token of [AccessToken, IdToken]) {
    const [header, claims, signature] = token.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url'));
    const key = createPublicKey({ key: keys.find((each) => each.kid === kid), format: 'jwk' });
    const input = Buffer.from(`${header}.${claims}`);
    assert.ok(verify('RSA-SHA256', input, key, Buffer.from(signature, 'base64url')));
  }
});

test('the host says where a client is', async () => {
  const { engine, scene } = world();
  const pool = { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } };
  await (await scene.begin({ pool })).confirmed('ana');
  const seen = async () => {
    const { AuthEvents } = await scene.call('AdminListUserAuthEvents', { UserPoolId: scene.pool, Username: 'ana' });
    return AuthEvents[0].EventContextData;
  };
  const input = {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'ana', PASSWORD },
  };
  const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0';
  const device = { DeviceName: 'Firefox 127, Linux' };
  await engine.call('InitiateAuth', input, { address: '192.0.2.1', userAgent });
  assert.deepEqual(await seen(), { IpAddress: '192.0.2.1', ...device });
  await engine.call('InitiateAuth', input, { address: 'nowhere', userAgent: 7 });
  assert.deepEqual(await seen(), {});

  const request = () =>
    new Request('http://localhost/', {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
        'cf-connecting-ip': '203.0.113.1',
        'x-forwarded-for': '203.0.113.1',
        'user-agent': userAgent,
      },
      body: JSON.stringify(input),
    });
  assert.equal((await engine.fetch(request(), { address: '2001:db8::1' })).status, 200);
  assert.deepEqual(await seen(), { IpAddress: '2001:db8::1', ...device });
  assert.equal((await engine.fetch(request())).status, 200);
  assert.deepEqual(await seen(), device, 'no header names the address');
});

test('every operation works', async () => {
  const { engine, scene } = world();
  await everyOperation(scene.call, scene.messages, putOn(engine));
});

test('over HTTP it answers as the service does', async () => {
  const { engine, scene } = world();
  await scene.begin();
  const unknown = await callOn(engine, 'InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'nobody', PASSWORD },
  });
  assert.equal(unknown.status, 400);
  assert.equal(unknown.headers.get('x-amzn-errortype'), 'UserNotFoundException:');
  assert.equal((await unknown.json()).message, 'User does not exist.');
  const unsigned = await callOn(engine, 'ListUserPools', { MaxResults: 1 });
  assert.equal(unsigned.status, 400);
  assert.equal((await unsigned.json()).__type, 'MissingAuthenticationTokenException');
});

test('requests that are not of the API are answered without an internal error', async () => {
  const { engine } = world();
  for (const [method, path] of [
    ['GET', '/'],
    ['PUT', '/'],
    ['DELETE', '/x'],
    ['HEAD', '/'],
    ['OPTIONS', '/'],
    ['GET', '/%ff%00'],
    ['GET', `/${'a'.repeat(5000)}`],
    ['GET', '/us-east-1_abcdefghi/.well-known/jwks.json'],
  ]) {
    const answer = await engine.fetch(new Request(`http://localhost${path}`, { method }));
    assert.ok(answer.status < 500, `${method} ${path}: ${answer.status}`);
  }
});

test('of 64 concurrent sign-ups with one name one succeeds', async () => {
  const { scene } = world();
  await scene.begin();
  const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => scene.signUp('ana')));
  const lost = outcomes.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.name);
  assert.equal(lost.length, 63);
  assert.deepEqual([...new Set(lost)], ['UsernameExistsException']);
});

test('two engines share a store', async () => {
  const storage = new MemoryStore();
  const [one, other] = [world({ storage }), world({ storage })];
  await (await one.scene.begin()).confirmed('ana');
  Object.assign(other.scene, { pool: one.scene.pool, client: one.scene.client });
  assert.ok((await other.scene.signInBySrp('ana')).AccessToken);
});

test('a wrong operation name or input is refused and does not affect other calls', async () => {
  const engine = new Engine({ storage: new MemoryStore(), masterKeys });
  const circular = {};
  circular.self = circular;
  const misuses = [
    [undefined, {}, 'UnknownOperationException'],
    [5, {}, 'UnknownOperationException'],
    [{}, {}, 'UnknownOperationException'],
    ['ListUserPools', () => 1, 'SerializationException'],
    ['ListUserPools', Symbol('x'), 'SerializationException'],
    ['ListUserPools', 1n, 'SerializationException'],
    ['ListUserPools', circular, 'SerializationException'],
    ['ListUserPools', null, 'SerializationException'],
  ];
  for (const [operation, input, name] of misuses) {
    const other = engine.call('CreateUserPool', { PoolName: 'other' });
    await assert.rejects(engine.call(operation, input), (error) => error instanceof CognitoError && error.name === name);
    assert.ok((await other).UserPool.Id);
  }
});

test('a body is read up to the limit', async () => {
  const engine = new Engine({ storage: new MemoryStore(), masterKeys });
  const post = (body, operation = 'CreateUserPool', authorization = { authorization: 'AWS4-HMAC-SHA256 x' }) =>
    engine.fetch(
      new Request('http://localhost/', {
        method: 'POST',
        duplex: 'half',
        headers: {
          ...authorization,
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
        },
        body,
      }),
    );
  const streamed = (pieces) => {
    let given = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (given === pieces) return controller.close();
        given += 1;
        controller.enqueue(new Uint8Array(65_536).fill(32));
      },
    });
    return [stream, () => given];
  };
  const limit = 1024 * 1024;
  assert.equal((await post(' '.repeat(limit))).status, 400);
  assert.equal((await post(' '.repeat(limit + 1))).status, 413);
  assert.equal((await post(streamed(16)[0])).status, 400);
  const tooLong = await post(streamed(17)[0]);
  assert.equal(tooLong.status, 413);
  assert.equal((await tooLong.json()).__type, 'RequestEntityTooLargeException');
  const [endless, given] = streamed(Infinity);
  assert.equal((await post(endless)).status, 413);
  assert.ok(given() < 300, 'after 16 MiB the rest is not read');
  for (const operation of ['SignUp', 'CreateUserPool']) {
    assert.equal((await post(' '.repeat(128 * 1024), operation, {})).status, 400);
    const unsigned = await post(' '.repeat(128 * 1024 + 1), operation, {});
    assert.equal(unsigned.status, 413, 'an unsigned request has a smaller limit, for every operation');
    assert.equal((await unsigned.json()).message, 'Request body is longer than 128 KiB.');
    assert.equal(unsigned.headers.get('cache-control'), 'no-store');
    assert.equal(unsigned.headers.get('x-content-type-options'), 'nosniff');
  }
  assert.equal((await post(' '.repeat(128 * 1024 + 1), 'SignUp')).status, 413, 'a signature on a public operation does not raise the limit');
});

// Without the workaround in node.js, older versions of Node crash during garbage collection.
test('many calls and garbage collections do not crash the process', async () => {
  const program = `
    const { Engine } = await import(${JSON.stringify(new URL('../node.js', import.meta.url).href)});
    const { MemoryStore } = await import(${JSON.stringify(new URL('../memory.js', import.meta.url).href)});
    const engine = new Engine({ storage: new MemoryStore(), masterKeys: [new Uint8Array(32)] });
    let kept = [];
    for (let call = 1; call <= 20_000; call += 1) {
      await engine.call('DescribeUserPool', { UserPoolId: 'us-east-1_abcdefghi' }).catch(() => {});
      if (call % 5_000 > 0) continue;
      for (let round = 0; round < 40; round += 1) {
        kept = [];
        for (let more = 0; more < 20; more += 1) kept.push(Array.from({ length: 20_000 }, (_, x) => ({ x, y: [x] })));
      }
      kept = [];
    }`;
  const runs = [1, 2].map(() => execFile(process.execPath, ['--input-type=module', '--eval', program]));
  await Promise.all(runs);
});

test('names are normalized, and a relying party cannot be a public suffix', async () => {
  const { engine } = world();
  const { UserPool } = await engine.call('CreateUserPool', {
    PoolName: 'p',
    UsernameConfiguration: { CaseSensitive: false },
  });
  const named = (Username) => ({ UserPoolId: UserPool.Id, Username });
  const { User } = await engine.call('AdminCreateUser', named('Zoe\u0308-Straße'));
  for (const name of ['zoë-STRASSE', 'ZOE\u0308-strasse', 'ZOË-STRAẞE']) {
    assert.equal((await engine.call('AdminGetUser', named(name))).Username, User.Username);
    await assert.rejects(engine.call('AdminCreateUser', named(name)), { name: 'UsernameExistsException' });
  }

  const config = (RelyingPartyId) => ({ UserPoolId: UserPool.Id, WebAuthnConfiguration: { RelyingPartyId } });
  for (const suffix of ['com', 'co.uk', 'github.io', 'any.ck']) {
    await assert.rejects(
      engine.call('SetUserPoolMfaConfig', config(suffix)),
      refusal('InvalidParameterException', 'RelyingPartyId cannot be a public suffix.'),
    );
  }
  for (const domain of ['localhost', 'example.co.uk', 'www.ck']) {
    await engine.call('SetUserPoolMfaConfig', config(domain));
  }
});

/** A job for the import of users, and a function that uploads a file to it part by part. */
async function importJob({ engine, scene }) {
  await scene.begin();
  const { UserImportJob } = await scene.call('CreateUserImportJob', {
    UserPoolId: scene.pool,
    JobName: 'staff',
    CloudWatchLogsRoleArn: 'arn:aws:iam::123456789012:role/import',
  });
  const url = new URL(UserImportJob.PreSignedUrl, 'http://localhost');
  const upload = (parts) => {
    const body = ReadableStream.from(parts);
    return engine.fetch(new Request(url, { method: 'PUT', body, duplex: 'half' }));
  };
  const { CSVHeader } = await scene.call('GetCSVHeader', { UserPoolId: scene.pool });
  return { job: { UserPoolId: scene.pool, JobId: UserImportJob.JobId }, header: CSVHeader, upload };
}

test('a file of users is received part by part, and may be longer than the memory that one call may hold', async () => {
  const { engine, scene } = world();
  const { job, header, upload } = await importJob({ engine, scene });
  const line = (name) =>
    header
      .map((column) => ({ 'cognito:username': name, email: `${name}@example.com`, email_verified: 'TRUE' })[column] ?? '')
      .join(',');
  // Empty lines count as nothing.
  const filler = Buffer.alloc(1024 * 1024, '\n');
  async function* file() {
    const text = Buffer.from(`${header.join(',')}\n${line('ana')}\n`);
    for (let at = 0; at < text.length; at += 7) yield text.subarray(at, at + 7);
    for (let part = 0; part < 34; part += 1) yield filler;
    yield Buffer.from(line('ben'));
  }
  const answer = await upload(file());
  assert.deepEqual([answer.status, await answer.text()], [200, '']);
  await scene.call('StartUserImportJob', job);
  while ((await engine.work(100)).more);
  const { UserImportJob } = await scene.call('DescribeUserImportJob', job);
  assert.deepEqual([UserImportJob.Status, UserImportJob.ImportedUsers], ['Succeeded', 2]);
});

test('nothing counts of a file whose end is missing', async (context) => {
  const said = new Said(context);
  const { engine, scene } = world();
  const { job, header, upload } = await importJob({ engine, scene });
  async function* file() {
    yield Buffer.from(`${header.join(',')}\n`);
    throw new Error('the client is gone');
  }
  const answer = await upload(file());
  assert.equal(answer.status, 500);
  said.assertSaid(/readBody: Error: the client is gone/);
  await assert.rejects(scene.call('StartUserImportJob', job), { name: 'PreconditionNotMetException' });
});

test('a file that is too long is refused by its announced length, and an unknown URL without reading a file', async () => {
  const { engine, scene } = world();
  const { job } = await importJob({ engine, scene });
  const { UserImportJob } = await scene.call('DescribeUserImportJob', job);
  const url = new URL(UserImportJob.PreSignedUrl, 'http://localhost');
  const put = (to, headers) => engine.fetch(new Request(to, { method: 'PUT', headers, body: 'x' }));
  const long = await put(url, { 'content-length': `${100 * 1024 * 1024 + 1}` });
  assert.deepEqual(
    [long.status, (await long.json()).message],
    [413, 'Request body is longer than 100 MiB.'],
  );
  url.searchParams.set('token', 'unknown');
  assert.equal((await put(url)).status, 403);
});
