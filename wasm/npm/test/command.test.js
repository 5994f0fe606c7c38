// The command `userpool` as a process: in the Node of this test, which has no `node:sqlite`, and in later versions.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { after, describe, test } from 'node:test';

import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';

import { isLoopback, parsed, withFlag } from '../command/options.js';
import { fetchPublic, isPublic } from '../command/providers.js';
import { credentialsOf, masterKeysOf, newCredentials, newMasterKey } from '../command/secrets.js';
import { Command, MAIN, messagesIn, RawConnection } from './support/command.js';
import { send } from './support/http.js';
import { LATER_NODES } from './support/later-node.js';
import { chance } from './support/random.js';
import { stoppedInTheMiddle } from './support/restart.js';
import { PASSWORD, Scene } from './support/scene.js';

const MIB = 1024 * 1024;

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));

const THIS_NODE = [process.execPath, MAIN];
const ALL_NODES = { 'Node 20': THIS_NODE };
const WITH_SQLITE = {};
for (const [name, node] of Object.entries(LATER_NODES)) ALL_NODES[name] = WITH_SQLITE[name] = [node, MAIN];
const NEWEST = WITH_SQLITE['the newest Node'];

const root = mkdtempSync(join(tmpdir(), 'userpool-command-'));
after(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A new empty folder. */
function folder() {
  folders += 1;
  const path = join(root, String(folders));
  mkdirSync(path);
  return path;
}

const started = [];
after(() => Promise.all(started.filter(({ hasEnded }) => !hasEnded).map((command) => command.kill())));

async function start(node, flags, options) {
  const command = await Command.start(node, flags, options);
  started.push(command);
  return command;
}

const ANYONE = '--danger-accept-any-credentials';

/** A client that signs with the credential of a data folder, or with that of the printed commands. */
function sdk(url, { accessKeyId, secretAccessKey }) {
  return new CognitoIdentityProviderClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

const credentialIn = (data) => credentialsOf(readFileSync(join(data, 'credentials'), 'utf8'))[0];

/** From nothing to a user who has signed in, by the SDK. */
async function firstUser(client, codeOf) {
  const { UserPool } = await client.send(
    new CreateUserPoolCommand({ PoolName: 'my-pool', AutoVerifiedAttributes: ['email'] }),
  );
  const { UserPoolClient } = await client.send(
    new CreateUserPoolClientCommand({
      UserPoolId: UserPool.Id,
      ClientName: 'my-app',
      ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
  );
  const ana = { ClientId: UserPoolClient.ClientId, Username: 'ana' };
  const UserAttributes = [{ Name: 'email', Value: 'ana@example.com' }];
  await client.send(new SignUpCommand({ ...ana, Password: PASSWORD, UserAttributes }));
  await client.send(new ConfirmSignUpCommand({ ...ana, ConfirmationCode: await codeOf() }));
  const pool = { id: UserPool.Id, client: ana.ClientId };
  return { ...pool, tokens: await signIn(client, pool) };
}

async function signIn(client, pool) {
  const { AuthenticationResult } = await client.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: pool.client,
      AuthParameters: { USERNAME: 'ana', PASSWORD },
    }),
  );
  const { Username } = await client.send(new GetUserCommand({ AccessToken: AuthenticationResult.AccessToken }));
  assert.equal(Username, 'ana');
  return AuthenticationResult;
}

for (const [name, node] of Object.entries(WITH_SQLITE)) {
  describe(`a data folder in ${name}`, () => {
    test('an unmodified SDK signs a user up and in, and after a restart the user is there', async () => {
      const place = folder();
      const data = join(place, 'userpool-data');
      const command = await start(node, [], { cwd: place });
      const client = sdk(command.url, credentialIn(data));
      const pool = await firstUser(client, () => messagesIn(data).at(-1).code);
      assert.equal(await command.stop(), 0);
      // The log was merged into the database.
      const names = ['credentials', 'master.key', 'messages.jsonl', 'users.db', 'users.db.begun'];
      assert.deepEqual(readdirSync(data).sort(), names);
      const files = () => ['credentials', 'master.key'].map((file) => readFileSync(join(data, file), 'utf8'));
      const before = files();

      const again = await start(node, ['--data', data]);
      assert.deepEqual(files(), before);
      const later = sdk(again.url, credentialIn(data));
      await signIn(later, pool);
      const { Users } = await later.send(new ListUsersCommand({ UserPoolId: pool.id }));
      assert.deepEqual(Users.map(({ Username }) => Username), ['ana']);
      const said = command.printed + command.log + again.printed + again.log;
      // The printed commands have a password of their own, the same.
      assert.ok(!(command.log + again.log).includes(PASSWORD));
      const secrets = [credentialIn(data).secretAccessKey, before[1].trim()];
      secrets.push(...Object.values(pool.tokens).filter((token) => token.length > 100), messagesIn(data)[0].code);
      assert.ok(secrets.length >= 6);
      for (const secret of secrets) assert.ok(!said.includes(secret), 'a secret was printed or logged');
      assert.doesNotMatch(said, /ExperimentalWarning/);
      await again.stop();
    });

    test('an administrator must sign, with the right secret', async () => {
      const place = folder();
      const command = await start(node, [], { cwd: place });
      await assert.rejects(command.call('ListUserPools', { MaxResults: 1 }), { name: 'MissingAuthenticationTokenException' });
      const { accessKeyId } = credentialIn(join(place, 'userpool-data'));
      const wrong = sdk(command.url, { accessKeyId, secretAccessKey: 'wrong' });
      await assert.rejects(wrong.send(new CreateUserPoolCommand({ PoolName: 'p' })), /signature/i);
      await command.stop();
    });

    test('all files are private', async () => {
      const data = join(folder(), 'a/data');
      const command = await start(node, ['--data', data]);
      const modes = readdirSync(data).map((file) => [file, (statSync(join(data, file)).mode & 0o777).toString(8)]);
      assert.ok(modes.length >= 7, String(modes));
      assert.deepEqual(modes.filter(([, mode]) => mode !== '600'), []);
      assert.equal(statSync(data).mode & 0o777, 0o700);
      await command.stop();
    });

    test('the banner has the lines of the Rust server', async () => {
      const data = join(folder(), "it's data");
      const command = await start(node, ['--data', data, '--region', 'eu-west-1']);
      const shown = `'${data.replace("'", "'\\''")}`;
      const expected = [
        `userpool ${JSON.parse(readFileSync(new URL('../package.json', import.meta.url))).version} listens on ${command.url}`,
        `  data        ${shown}'`,
        `  credential  ${shown}/credentials'`,
        `  messages    ${shown}/messages.jsonl'`,
        '',
        'From here to a user who has signed in, in another terminal:',
        '',
        `export AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=${command.url}`,
        `export AWS_SHARED_CREDENTIALS_FILE=${shown}/credentials'`,
        'cognito() { aws --profile default --region eu-west-1 --output text cognito-idp "$@"; }',
      ];
      assert.deepEqual(command.printed.split('\n').slice(0, expected.length), expected);
      assert.ok(command.printed.includes(`CODE=$(tail -n 1 ${shown}/messages.jsonl' | sed `));
      assert.doesNotMatch(command.printed, /\{(endpoint|region|credentials|profile|code)\}/);
      await command.stop();
    });

    for (const seed of [1, 2]) {
      test(`a command that is killed in the middle loses nothing acknowledged (seed ${seed})`, async () => {
        const data = join(folder(), 'data');
        let command;
        const run = {
          async start() {
            command = await start(node, ['--data', data, ANYONE]);
            return { call: command.call, messages: () => messagesIn(data), dispose: () => command.stop() };
          },
          end: () => command.kill(),
        };
        await stoppedInTheMiddle(run, chance(seed));
      });
    }

    test('two processes may have the same folder: of concurrent sign-ups with one name one succeeds', async () => {
      const data = join(folder(), 'data');
      const both = [await start(node, ['--data', data, ANYONE]), await start(node, ['--data', data, ANYONE])];
      const scene = await new Scene(both[0].call, () => messagesIn(data)).begin();
      const other = Object.assign(new Scene(both[1].call, scene.messages), { pool: scene.pool, client: scene.client });
      const results = await Promise.allSettled(
        Array.from({ length: 16 }, (_, index) => [scene, other][index % 2].signUp('ana')),
      );
      const failed = results.filter(({ status }) => status === 'rejected').map(({ reason }) => reason.name);
      assert.deepEqual(failed, Array(15).fill('UsernameExistsException'));
      await other.confirm('ana');
      assert.ok((await scene.signIn('ana')).AccessToken);
      for (const command of both) assert.equal(await command.stop(), 0);
    });

    test('a database of another master key, or without one, is refused unchanged', async () => {
      const data = join(folder(), 'data');
      await (await start(node, ['--data', data])).stop();
      const key = join(data, 'master.key');
      const old = readFileSync(key, 'utf8');
      const refused = async (said) => {
        const { code, log } = await Command.run(node, ['--listen', '127.0.0.1:0', '--data', data]);
        assert.equal(code, 2, log);
        assert.match(log, said);
        assert.equal(log.split('\n').length, 2, log);
      };
      writeFileSync(key, 'ab'.repeat(32));
      await refused(/^userpool: the master key is not the one this store was begun with/);
      rmSync(key);
      await refused(/users\.db cannot be opened without the key it was made with; put .*master\.key back/);
      assert.ok(!existsSync(key));
      writeFileSync(key, `${'ab'.repeat(32)}\n${old}`);
      renameSync(join(data, 'users.db'), join(data, 'away'));
      await refused(/users\.db is missing or empty, and it was in use before/);
      renameSync(join(data, 'away'), join(data, 'users.db'));
      await (await start(node, ['--data', data])).stop();
    });

    test('a folder with other files is refused unchanged', async () => {
      const cases = [
        [{ 'thesis.tex': 'x' }, /holds other files and no userpool data; give --data a new or empty folder/],
        [{ credentials: 'x' }, /holds other files/],
        [{ 'users.db': 'x' }, /master\.key back/],
        [{ 'master.key': 'x' }, /64 hex digits/],
        [{ 'master.key': '00'.repeat(32), credentials: 'x' }, /credentials: expected lines like/],
        [{ 'master.key': '00'.repeat(32), 'users.db': 'a text of some length'.repeat(90) }, /users\.db is not an SQLite/],
      ];
      for (const [files, said] of cases) {
        const data = folder();
        for (const [file, text] of Object.entries(files)) writeFileSync(join(data, file), text);
        const { code, log } = await Command.run(node, ['--listen', '127.0.0.1:0', '--data', data]);
        assert.equal(code, 2, log);
        assert.match(log, said);
        assert.equal(log.split('\n').length, 2, log);
        assert.ok(!log.includes('00000000'), log);
        assert.deepEqual(
          Object.fromEntries(readdirSync(data).map((file) => [file, readFileSync(join(data, file), 'utf8')])),
          files,
        );
      }
    });

    test('health reports a database that was moved, and is well when it is back', async () => {
      const data = join(folder(), 'data');
      const command = await start(node, ['--data', data]);
      const health = async () => {
        const { status, text } = await send(`${command.url}/health`);
        return [status, JSON.parse(text).status];
      };
      assert.deepEqual(await health(), [200, 'ok']);
      renameSync(join(data, 'users.db'), join(data, 'away'));
      assert.deepEqual(await health(), [503, 'the database was moved or replaced']);
      renameSync(join(data, 'away'), join(data, 'users.db'));
      renameSync(join(data, 'messages.jsonl'), join(data, 'away'));
      mkdirSync(join(data, 'messages.jsonl'));
      assert.deepEqual(await health(), [503, 'messages cannot be written']);
      rmSync(join(data, 'messages.jsonl'), { recursive: true });
      assert.deepEqual(await health(), [200, 'ok']);
      await command.stop();
    });

    test('background work removes a deleted pool', async () => {
      const data = join(folder(), 'data');
      const command = await start(node, ['--data', data, ANYONE]);
      const scene = await new Scene(command.call, () => messagesIn(data)).begin();
      await scene.confirmed('ana');
      await scene.call('DeleteUserPool', { UserPoolId: scene.pool });
      const holdsAna = async () => {
        const { stdout } = await Command.run([node[0], '-e'], [
          `const { DatabaseSync } = require('node:sqlite');
           const database = new DatabaseSync(${JSON.stringify(join(data, 'users.db'))});
           console.log(database.prepare("SELECT count(*) AS n FROM records WHERE value LIKE '%ana@example.com%'").get().n)`,
        ]).then(({ printed }) => ({ stdout: printed }));
        return Number(stdout) > 0;
      };
      const end = Date.now() + 30_000;
      while (await holdsAna()) {
        assert.ok(Date.now() < end, 'the records are still there');
        await sleep(200);
      }
      await command.stop();
    });
  });
}

for (const [name, node] of Object.entries(ALL_NODES)) {
  describe(`the command in ${name}`, () => {
    test('with --memory a user signs up and in, and nothing is left', async () => {
      const place = folder();
      const command = await start(node, ['--memory'], { cwd: place });
      const [, accessKeyId, secretAccessKey] =
        /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/.exec(command.printed) ?? [];
      assert.ok(secretAccessKey.length >= 40, command.printed);
      assert.match(command.printed, /in memory, lost when the server stops\n.*for this run only.*\n.*standard output\n/);
      const client = sdk(command.url, { accessKeyId, secretAccessKey });
      const { tokens } = await firstUser(client, () => command.printedMatch(/\ncode (\d+) {2}SignUp of ana in /));
      assert.ok(tokens.RefreshToken);
      assert.equal((await send(`${command.url}/health`)).status, 200);
      assert.equal(await command.stop(), 0);
      assert.deepEqual(readdirSync(place), []);
      for (const secret of [secretAccessKey, PASSWORD, tokens.AccessToken]) assert.ok(!command.log.includes(secret));
      assert.doesNotMatch(command.log, /userpool: Node/);

      const other = await start(node, ['--memory'], { cwd: place });
      assert.ok(!other.printed.includes(secretAccessKey), 'each run has another credential');
      await other.stop();
    });

    test('wrong flags are refused in one line, and no file changes', async () => {
      const place = folder();
      const nowhere = join(place, 'nowhere/file');
      const cases = [
        [['--listen', '9229'], /'9229' for '--listen <ADDRESS:PORT>': give a numeric address .* 127\.0\.0\.1:9229/],
        [['--listen', '127.0.0.1:99999'], /give a numeric address/],
        [['--listen'], /a value is required for '--listen <ADDRESS:PORT>' but none was supplied/],
        [['--region', 'Mars'], /us-east-1/],
        [['--public-url', 'auth.example.com'], /https:\/\/auth\.example\.com/],
        [['--public-url=https://a/?b'], /without query/],
        [['--issuer', 'mine'], /\[possible values: own, cognito\]/],
        [['--log', 'loud'], /'loud' for '--log <LEVEL>' \[possible values: off, error, warn, info, debug\]/],
        [[ANYONE, '--listen', '0.0.0.0:0'], /loopback/],
        [[ANYONE, '--memory', '--credentials', nowhere], /cannot be used with '--credentials <FILE>'/],
        [['--memory', '--credentials', nowhere], /cannot use .*nowhere.*: no such file or directory \(--credentials\)/],
        [['--memory', '--data', 'x'], /'--memory' cannot be used with '--data <DIR>'/],
        [['--memory', '--master-key-file', 'x'], /--master-key-file/],
        [['--memory=true'], /unexpected value 'true' for '--memory'/],
        [['--memory', '--log', 'off', '--log', 'off'], /cannot be used multiple times/],
        [['--frobnicate'], /unexpected argument '--frobnicate' found/],
        [['serve'], /unexpected argument 'serve' found/],
        [['--port', '9229'], /give --listen/],
        [['--tls-cert', 'x'], /--tls-cert is a flag of the Rust server, userpool-server/],
        [['backup', 'x'], /backup is a command of the Rust server, userpool-server/],
      ];
      for (const [flags, said] of cases) {
        const { code, printed, log } = await Command.run(node, flags, { cwd: place });
        assert.deepEqual([code, printed, log.split('\n').length], [2, '', 2], `${flags}: ${log}`);
        assert.match(log, said);
        assert.match(log, /^userpool: /);
        assert.deepEqual(readdirSync(place), [], String(flags));
      }
    });

    test('a variable replaces its flag, and a flag wins over its variable', async () => {
      const env = { USERPOOL_MEMORY: 'true', USERPOOL_LISTEN: 'nowhere' };
      const { code, log } = await Command.run(node, [], { env });
      assert.equal(code, 2);
      assert.match(log, /'nowhere' for '--listen/);
      const command = await start(node, [], { env });
      await command.stop();
      const mail = await Command.run(node, ['--memory'], { env: { USERPOOL_SMTP_URL: 'smtps://ana:s3cret@a' } });
      assert.equal(mail.code, 2);
      assert.match(mail.log, /^userpool: USERPOOL_SMTP_URL is a setting of the Rust server/);
      assert.doesNotMatch(mail.log, /s3cret/);
    });

    test('a port in use is refused, and no file is made', async () => {
      const place = folder();
      const taken = createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => taken.once('listening', resolve));
      const { port } = taken.address();
      const { code, printed, log } = await Command.run(node, ['--listen', `127.0.0.1:${port}`], { cwd: place });
      taken.close();
      assert.deepEqual([code, printed], [1, ''], log);
      assert.match(log, new RegExp(`userpool: cannot listen on 127\\.0\\.0\\.1:${port}: address already in use\n$`));
      assert.deepEqual(readdirSync(place), []);
    });

    test('--help has every flag with its variable, and --version the version', async () => {
      const help = await Command.run(node, ['--help']);
      assert.deepEqual([help.code, help.log], [0, '']);
      for (const flag of ['listen', 'data', 'memory', 'region', 'public-url', 'issuer', 'credentials', 'master-key-file', 'log']) {
        assert.match(help.printed, new RegExp(`--${flag}\\b[^]*USERPOOL_${flag.toUpperCase().replaceAll('-', '_')}`));
      }
      for (const flag of ['--version', '-V']) {
        const { code, printed } = await Command.run(node, [flag]);
        assert.equal(code, 0);
        assert.match(printed, /^userpool \d+\.\d+\.\d+\n$/);
      }
    });

    test('browsers may call, health answers, and people see a page', async () => {
      const command = await start(node, ['--memory']);
      const preflight = await fetch(command.url, {
        method: 'OPTIONS',
        headers: { origin: 'https://app.example.com', 'access-control-request-method': 'POST' },
      });
      assert.equal(preflight.status, 200);
      assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
      assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST');
      const posted = await fetch(`${command.url}/health`, { method: 'POST', body: 'x' });
      assert.deepEqual([posted.status, posted.headers.get('allow')], [405, 'GET, HEAD']);
      const page = await fetch(command.url);
      assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
      const text = await page.text();
      assert.ok(text.includes(`AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=${command.url}`));
      assert.doesNotMatch(text, /\{(version|address)\}/);
      for (const path of ['/', '/health']) {
        const head = await fetch(command.url + path, { method: 'HEAD' });
        assert.deepEqual([head.status, await head.text()], [200, '']);
      }
      await command.stop();
    });

    test('tokens and discovery name the address that was asked, or what the flags say', async () => {
      const cases = [
        [[], (url) => url, (url) => url],
        [['--issuer', 'cognito'], () => 'https://cognito-idp.us-east-1.amazonaws.com', (url) => url],
        [['--public-url', 'https://auth.example.com/'], () => 'https://auth.example.com', () => 'https://auth.example.com'],
      ];
      for (const [flags, issuer, keys] of cases) {
        const command = await start(node, ['--memory', ANYONE, ...flags]);
        const messages = async () => [
          { username: 'ana', code: await command.printedMatch(/\ncode (\d+) {2}SignUp of ana in /) },
        ];
        const scene = await new Scene(command.call, messages).begin();
        await scene.confirmed('ana');
        const { IdToken } = await scene.signIn('ana');
        const { iss } = JSON.parse(Buffer.from(IdToken.split('.')[1], 'base64url'));
        assert.equal(iss, `${issuer(command.url)}/${scene.pool}`);
        const discovery = async (url) =>
          JSON.parse((await send(`${url}/${scene.pool}/.well-known/openid-configuration`)).text);
        const document = await discovery(command.url);
        assert.equal(document.issuer, iss);
        assert.equal(document.jwks_uri, `${keys(command.url)}/${scene.pool}/.well-known/jwks.json`);
        if (flags.length === 0) {
          const named = command.url.replace('127.0.0.1', 'localhost');
          assert.equal((await discovery(named)).issuer, `${named}/${scene.pool}`);
        }
        await command.stop();
      }
    });

    test('a body that is too long, incomplete or unexpected is refused', async () => {
      const command = await start(node, ['--memory']);
      const post = async (length, headers = {}) => {
        const answer = await send(command.url, { body: ' '.repeat(length), headers });
        return [answer.status, JSON.parse(answer.text).message];
      };
      const signed = { authorization: 'AWS4-HMAC-SHA256 x', 'x-amz-target': 'AWSCognitoIdentityProviderService.CreateUserPool' };
      assert.notEqual((await post(MIB, signed))[0], 413);
      for (const length of [MIB + 1, 4 * MIB]) {
        assert.deepEqual(await post(length, signed), [413, 'Request body is longer than 1 MiB.']);
      }
      assert.notEqual((await post(MIB / 8))[0], 413);
      assert.deepEqual(await post(MIB / 8 + 1), [413, 'Request body is longer than 128 KiB.']);
      assert.deepEqual(await post(2 * MIB), [413, 'Request body is longer than 128 KiB.']);

      // Of a length that is not announced.
      const chunked = await RawConnection.to(command.url);
      chunked.send('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
      for (let chunk = 0; chunk < 17; chunk += 1) chunked.send(`10000\r\n${' '.repeat(0x10000)}\r\n`);
      chunked.send('0\r\n\r\n');
      assert.match(await chunked.closed, /^HTTP\/1\.1 413 /);

      // Refused before the client sends it.
      const asking = await RawConnection.to(command.url);
      asking.send('POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 2000000\r\n\r\n');
      assert.match(await asking.closed, /^HTTP\/1\.1 413 /);
      const allowed = await RawConnection.to(command.url);
      allowed.send('POST / HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\nconnection: close\r\ncontent-length: 2\r\n\r\n');
      while (!allowed.received.includes('100 Continue')) await sleep(5);
      allowed.send('{}');
      assert.match(await allowed.closed, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 400 /);

      for (const broken of ['nothing like HTTP\r\n\r\n', `GET / HTTP/1.1\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`]) {
        const raw = await RawConnection.to(command.url);
        raw.send(broken);
        assert.match(await raw.closed, /^HTTP\/1\.1 4\d\d /);
      }
      const cut = await RawConnection.to(command.url);
      cut.send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{');
      await sleep(50);
      cut.end();
      const strange = await RawConnection.to(command.url);
      strange.send('GET //evil.example.com/a HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n');
      assert.match(await strange.closed, /^HTTP\/1\.1 [45]\d\d /);
      assert.equal((await send(`${command.url}/health`)).status, 200);
      await command.stop();
      assert.doesNotMatch(command.log, /ERROR/);
    });

    test('the log has requests, but no query, body or header of a client', async () => {
      const command = await start(node, ['--memory', '--log', 'debug', ANYONE]);
      await command.call('CreateUserPool', { PoolName: 'pool-do-not-log' });
      await assert.rejects(command.call('SignUp', { ClientId: 'none', Username: 'ana', Password: 'do-not-log' }));
      await send(`${command.url}/?code=do-not-log`, {
        headers: { authorization: 'Bearer do-not-log', 'x-amz-target': 'x\u001b[31mdo-not-log'.replaceAll('\u001b', '\t') },
        body: '{}',
      });
      await send(`${command.url}/%0aERROR`);
      await command.stop();
      const request =
        'INFO request peer=127\\.0\\.0\\.1 method="POST" path="/" operation="CreateUserPool" status=200 milliseconds=\\d+';
      assert.match(command.log, new RegExp(`^[\\d-]{10}T[\\d:.]+Z {2}${request} request_id="[0-9a-f-]{36}"$`, 'm'));
      assert.match(command.log, /operation="SignUp" status=400 error="ResourceNotFoundException"/);
      assert.match(command.log, /path="other"/);
      assert.match(command.log, / INFO stopping reason="SIGTERM"$/m);
      assert.doesNotMatch(command.log, /do-not-log|ERROR/);
      const silent = await start(node, ['--memory', '--log', 'off']);
      await send(silent.url);
      await silent.stop();
      assert.equal(silent.log, '');
    });

    test('a request in progress is answered before the command stops', async () => {
      for (const signal of ['SIGTERM', 'SIGINT']) {
        const command = await start(node, ['--memory', ANYONE]);
        const unused = await RawConnection.to(command.url);
        const waiting = await RawConnection.to(command.url);
        waiting.send('GET /health HTTP/1.1\r\nhost: x\r\n\r\n');
        while (!waiting.received.includes('ok')) await sleep(5);
        const running = await RawConnection.to(command.url);
        running.send(
          'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSCognitoIdentityProviderService.ListUserPools\r\n' +
            'content-type: application/x-amz-json-1.1\r\ncontent-length: 17\r\n\r\n{"MaxRes',
        );
        await sleep(200);
        const ended = command.signal(signal);
        // Idle connections are closed, and new ones are refused.
        await Promise.all([unused.closed, waiting.closed]);
        // A connection that the system accepted just before the end is reset.
        await assert.rejects(send(command.url), ({ code }) => ['ECONNREFUSED', 'ECONNRESET'].includes(code));
        running.send('ults": 5}');
        const answer = await running.closed;
        assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[^]*connection: close\r\n/i);
        assert.equal(await ended, 0);
        assert.match(command.log, new RegExp(signal));
      }
    });

    test('a second signal stops at once', async () => {
      const command = await start(node, ['--memory']);
      const stuck = await RawConnection.to(command.url);
      stuck.send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n');
      await sleep(100);
      const begun = performance.now();
      command.signal('SIGTERM');
      await sleep(200);
      assert.equal(await command.signal('SIGINT'), 0);
      assert.ok(performance.now() - begun < 5000);
      assert.match(command.log, /WARN stopped at once reason="SIGINT"/);
    });
  });
}

test('a request that never ends does not keep the command from stopping', async () => {
  const command = await start(NEWEST, ['--memory']);
  const stuck = await RawConnection.to(command.url);
  stuck.send('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n');
  await sleep(100);
  const begun = performance.now();
  assert.equal(await command.stop(), 0);
  const seconds = (performance.now() - begun) / 1000;
  assert.ok(seconds >= 9 && seconds < 14, `${seconds} s`);
  assert.match(command.log, /WARN stopped with requests still running/);
});

test('by npx, the command stops when npx is ended', async () => {
  const place = folder();
  mkdirSync(join(place, 'node_modules/.bin'), { recursive: true });
  symlinkSync(MAIN, join(place, 'node_modules/.bin/userpool'));
  writeFileSync(join(place, 'package.json'), '{}');
  const command = await start(['npx', '--no-install', 'userpool'], ['--memory'], { cwd: place, isGroup: true });
  assert.equal((await send(`${command.url}/health`)).status, 200);
  // Only npx, as a script does that has started it in the background.
  process.kill(command.pid, 'SIGTERM');
  await command.ended;
  assert.match(command.log, /INFO stopping reason="the end of npx"/);
  await assert.rejects(send(command.url), { code: 'ECONNREFUSED' });
});

describe('without node:sqlite', () => {
  test('all data is in memory, and one line says so', async () => {
    const place = folder();
    const command = await start(THIS_NODE, [], { cwd: place });
    const client = /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+)/.exec(command.printed);
    await firstUser(sdk(command.url, { accessKeyId: client[1], secretAccessKey: client[2] }), () =>
      command.printedMatch(/\ncode (\d+) {2}SignUp of ana in /),
    );
    assert.equal(await command.stop(), 0);
    const notes = command.log.split('\n').filter((line) => line.startsWith('userpool: '));
    assert.equal(notes.length, 1, command.log);
    assert.match(notes[0], /^userpool: Node 20\.\S+ has no node:sqlite, so all data is in memory .*Node 22\.13 or later/);
    assert.deepEqual(readdirSync(place), []);
  });

  test('whoever names a place for the data is refused', async () => {
    const place = folder();
    for (const flags of [['--data', 'data'], ['--master-key-file', 'key']]) {
      const { code, log } = await Command.run(THIS_NODE, ['--listen', '127.0.0.1:0', ...flags], { cwd: place });
      assert.equal(code, 2);
      assert.match(log, new RegExp(`^userpool: ${flags[0]} needs Node 22\\.13 or later: Node 20\\S+ has no node:sqlite\n$`));
    }
    assert.deepEqual(readdirSync(place), []);
  });
});

const TARGET = process.env.CARGO_TARGET_DIR ?? join(REPOSITORY, 'target');

/** A binary of the Rust server, if there is one; tests do not build it. */
const SERVER = [
  process.env.USERPOOL_SERVER_BIN,
  ...['release', 'debug'].map((profile) => join(TARGET, profile, 'userpool-server')),
].find((file) => file !== undefined && existsSync(file));

test('the Rust server and the command open the same folder', { skip: SERVER === undefined && 'no userpool-server' }, async () => {
  const data = join(folder(), 'data');
  const programs = [[SERVER], NEWEST, [SERVER], WITH_SQLITE['Node 22.13']];
  let pool;
  for (const program of programs) {
    const command = await start(program, ['--data', data]);
    const client = sdk(command.url, credentialIn(data));
    pool ??= await firstUser(client, () => messagesIn(data).at(-1).code);
    await signIn(client, pool);
    // Each leaves something for the next one.
    const Username = `user-${programs.indexOf(program)}`;
    await client.send(new SignUpCommand({ ClientId: pool.client, Username, Password: PASSWORD }));
    assert.equal(await command.stop(), 0, command.log);
  }
  // At the same time.
  const both = [await start([SERVER], ['--data', data]), await start(NEWEST, ['--data', data])];
  for (const command of both) {
    const { Users } = await sdk(command.url, credentialIn(data)).send(new ListUsersCommand({ UserPoolId: pool.id }));
    assert.equal(Users.length, 5);
  }
  for (const command of both) await command.stop();
  const checked = await Command.run([SERVER], ['check', '--data', data]);
  assert.equal(checked.code, 0, checked.printed + checked.log);
});

test('every flag of the Rust server is a flag of the command, or is named as one of the server', () => {
  const sources = join(REPOSITORY, 'examples/server/src');
  const files = ['options.rs', ...readdirSync(join(sources, 'options')).map((file) => `options/${file}`)];
  const text = files.map((file) => readFileSync(join(sources, file), 'utf8')).join('\n');
  const variables = [...new Set(text.match(/(?<=env = ")USERPOOL_[A-Z_]+/g))];
  assert.ok(variables.length > 30, String(variables));
  const { text: help } = parsed(['--help'], {}, '1');
  for (const variable of variables) {
    const flag = `--${variable.slice('USERPOOL_'.length).toLowerCase().replaceAll('_', '-')}`;
    if (help.includes(`[env: ${variable}]`)) continue;
    assert.match(parsed([flag], {}, '1').refused, new RegExp(`^${flag} is a flag of the Rust server`));
    assert.match(parsed([], { [variable]: '1' }, '1').refused, new RegExp(`^${variable} is a setting of the Rust server`));
  }
  const commands = readFileSync(join(sources, 'commands.rs'), 'utf8');
  const [, variants] = /enum Command \{(.*?)\n\}/s.exec(commands);
  const names = [...variants.matchAll(/^ {4}([A-Z]\w+)(?:\(.*\))?,$/gm)].map(([, name]) => name);
  assert.ok(names.includes('RotateKeys'), String(names));
  for (const name of names) {
    const word = name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
    const { refused, text: own } = parsed([word, '--help'], {}, '1');
    if (own === undefined) {
      assert.match(refused, new RegExp(`^${word} is a command of the Rust server`));
      continue;
    }
    assert.match(help, new RegExp(`^  ${word}$`, 'm'));
    const source = readFileSync(join(sources, `commands/${word}.rs`), 'utf8');
    const flags = [...source.matchAll(/#\[arg\((?:[^[\]]|\[[^\]]*\])*\blong\b(?:[^[\]]|\[[^\]]*\])*\)\]\s+(\w+):/g)];
    assert.ok(flags.length > 2, word);
    for (const flag of flags.map(([, field]) => `--${field.replaceAll('_', '-')}`)) {
      if (new RegExp(`^ {6}${flag}( |$)`, 'm').test(own)) continue;
      assert.match(parsed([word, 'file', flag], {}, '1').refused, new RegExp(`^${flag} is a flag of the Rust server`));
    }
  }
});

const FIXTURE = [
  { type: 'pool', id: 'us-east-1_Fixture01', name: 'fixture' },
  { type: 'client', id: 'fixtureclient', settings: { ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] } },
  { type: 'group', name: 'admins' },
  { type: 'user', username: 'ana', password: PASSWORD, groups: ['admins'] },
];

/** The path of a new file with these lines. */
function fileOf(lines) {
  const path = join(folder(), 'pool.jsonl');
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
}

/** The path of a new file with a passphrase. */
function passphraseFile(text) {
  const path = join(folder(), 'passphrase');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** The lines of an export that do not depend on when it was made. */
const content = (path) => readFileSync(path, 'utf8').split('\n').slice(1, -2);

const fixtureSignIn = (url) => signIn(sdk(url, { accessKeyId: 'any', secretAccessKey: 'any' }), { client: 'fixtureclient' });

describe('--seed', () => {
  for (const [name, node] of Object.entries(ALL_NODES)) {
    test(`adds what is missing, in ${name}`, async () => {
      const seed = fileOf(FIXTURE);
      const command = await start(node, ['--memory', ANYONE, '--seed', seed]);
      await fixtureSignIn(command.url);
      assert.equal(await command.stop(), 0);
      const line = ` INFO 1 pool, 1 app client, 1 group, 1 user, 0 other things added. file=${seed}\n`;
      assert.ok(command.log.includes(line), command.log);
    });
  }

  test('the second time it changes nothing, and the ids are those of before', async () => {
    const data = join(folder(), 'data');
    const seed = fileOf(FIXTURE);
    const subs = [];
    for (let round = 0; round < 2; round += 1) {
      const command = await start(NEWEST, ['--data', data, '--seed', seed]);
      const { Users } = await sdk(command.url, credentialIn(data)).send(new ListUsersCommand({ UserPoolId: FIXTURE[0].id }));
      subs.push(Users.map(({ Attributes }) => Attributes.find(({ Name }) => Name === 'sub').Value));
      if (round === 1) assert.match(command.log, /INFO 0 pools, .* 0 users, 0 other things added; 4 things existed\. file=/);
      assert.equal(await command.stop(), 0);
    }
    assert.equal(subs[0].length, 1);
    assert.deepEqual(subs[1], subs[0]);
  });

  test('a file that is refused ends the command, with one line', async () => {
    for (const [seed, message] of [
      [fileOf([FIXTURE[0], { type: 'users' }]), 'FILE: line 2: there is no type "users" (--seed)'],
      [join(folder(), 'none'), 'cannot read FILE: no such file or directory (--seed)'],
    ]) {
      const { code, log, printed } = await Command.run(THIS_NODE, ['--listen', '127.0.0.1:0', '--memory', '--seed', seed]);
      assert.equal(code, 2);
      assert.equal(log.split('\n').filter((line) => line.startsWith('userpool: ')).join(), `userpool: ${message.replace('FILE', seed)}`);
      assert.equal(printed, '');
    }
  });
});

for (const [name, node] of Object.entries(WITH_SQLITE)) {
  describe(`export and import in ${name}`, () => {
    const run = (...words) => Command.run(node, words);

    test('from one folder to another, and the files are the same', async () => {
      const [first, second] = [join(folder(), 'data'), join(folder(), 'data')];
      const fixture = fileOf(FIXTURE);
      const outcome = (line) => ({ code: 0, printed: `${fixture}: 1 pool, 1 app client, 1 group, 1 user, 0 other things ${line}\n`, log: '' });
      assert.deepEqual(await run('import', fixture, '--dry-run', '--data', first), outcome('would be imported.'));
      assert.ok(!existsSync(first));
      assert.deepEqual(await run('import', fixture, '--data', first), outcome('imported.'));
      assert.deepEqual(readdirSync(first).sort(), ['credentials', 'master.key', 'users.db', 'users.db.begun']);

      const again = await run('import', fixture, '--data', first);
      assert.deepEqual(again, { code: 2, printed: '', log: `userpool: ${fixture}: line 1: the pool us-east-1_Fixture01 exists\n` });
      const kept = await run('import', fixture, '--keep', '--data', first);
      assert.equal(kept.code, 0, kept.log);
      assert.match(kept.printed, / 0 users, 0 other things imported; 4 things existed\.\n$/);

      const [sealed, passphrase] = [join(folder(), 'sealed.jsonl'), passphraseFile('correct horse\n')];
      const exported = await run('export', sealed, '--all', '--passphrase-file', passphrase, '--data', first);
      const { size, mode } = statSync(sealed);
      assert.deepEqual(exported, { code: 0, printed: `${sealed}: 1 users, ${size} bytes. Its secrets are sealed.\n`, log: '' });
      assert.equal(mode & 0o777, 0o600);
      assert.deepEqual(readdirSync(dirname(sealed)), ['sealed.jsonl']);
      const whole = await run('import', sealed, '--passphrase-file', passphrase, '--data', second);
      assert.equal(whole.code, 0, whole.log);

      const plain = [first, second].map((data) => [data, join(folder(), 'plain.jsonl')]);
      for (const [data, path] of plain) {
        const { code, printed } = await run('export', path, '--pool', FIXTURE[0].id, '--plain', '--data', data);
        assert.equal(code, 0);
        assert.match(printed, /Its secrets are readable\.\n$/);
      }
      assert.deepEqual(content(plain[1][1]), content(plain[0][1]));
      const output = await run('export', '-', '--all', '--plain', '--data', second);
      assert.deepEqual(output.printed.split('\n').slice(1, -2), content(plain[0][1]));

      // While a server runs on the folder.
      const server = await start(node, ['--data', second, ANYONE]);
      await fixtureSignIn(server.url);
      const { code } = await run('export', join(folder(), 'live.jsonl'), '--all', '--plain', '--data', second);
      assert.equal(code, 0);
      assert.equal(await server.stop(), 0);
    });

    test('what is refused ends with 2 and one line, and leaves nothing', async () => {
      const place = folder();
      const data = join(place, 'data');
      const refused = async (words, message) => {
        const { code, printed, log } = await Command.run(node, [...words, '--data', data], { cwd: place });
        assert.deepEqual([code, printed, log], [2, '', `userpool: ${message}\n`], words.join(' '));
      };
      const fixture = fileOf(FIXTURE);
      await refused(['export', 'out', '--all', '--plain'], `there is no database ${join(data, 'users.db')}`);
      await refused(['import', 'none'], 'cannot read none: no such file or directory');
      await refused(['import', place], `cannot read ${place}: it is a folder`);
      await refused(['import', fixture, '--passphrase-file', 'none'], 'cannot read the passphrase in none: no such file or directory');
      const empty = passphraseFile('\n');
      await refused(['import', fixture, '--passphrase-file', empty], `cannot read the passphrase in ${empty}: it is empty`);
      for (const [line, message] of [
        ['{', 'line 2: this is not JSON, from column 1 on'],
        ['{"type":"users"}', 'line 2: there is no type "users"'],
        ['{"type":"user","username":"ana","password":"short"}', 'line 2: Password did not conform with password policy: Password not long enough'],
      ]) {
        const file = fileOf([FIXTURE[0], line]);
        await refused(['import', file], `${file}: ${message}`);
      }
      const newer = fileOf([{ type: 'userpool-export', version: 2, id: 'x', created: 1, secrets: 'plain' }]);
      await refused(['import', newer], `${newer}: line 1: the file has version 2, and this program reads version 1`);
      assert.deepEqual(readdirSync(place), []);

      assert.equal((await run('import', fixture, '--data', data)).code, 0);
      const sealed = join(folder(), 'sealed.jsonl');
      const seal = ['--passphrase-file', passphraseFile('correct horse')];
      assert.equal((await run('export', sealed, '--all', ...seal, '--data', data)).code, 0);
      await refused(['export', sealed, '--all', ...seal], `cannot write ${sealed}: it exists already`);
      await refused(['export', 'out', '--pool', 'us-east-1_None00001', '--plain'], 'the pool cannot be exported: User pool us-east-1_None00001 does not exist.');
      assert.deepEqual(readdirSync(place), ['data']);
      const other = join(folder(), 'other');
      const into = async (words) => (await run('import', ...words, '--data', other)).log;
      assert.equal(await into([sealed]), `userpool: ${sealed}: line 1: the secrets of this file are sealed: a passphrase is needed\n`);
      const wrong = passphraseFile('wrong horse');
      assert.equal(await into([sealed, '--passphrase-file', wrong]), `userpool: ${sealed}: line 1: this is not the passphrase of the file\n`);
      const cut = fileOf(readFileSync(sealed, 'utf8').split('\n').slice(0, -2));
      const count = readFileSync(cut, 'utf8').split('\n').length;
      assert.equal(await into([cut, ...seal]), `userpool: ${cut}: line ${count}: the file ends early: its last line is missing\n`);
      assert.ok(!existsSync(other));
    });
  });
}

test('export and import need node:sqlite', async () => {
  const { code, log } = await Command.run(THIS_NODE, ['import', fileOf(FIXTURE)], { cwd: folder() });
  assert.equal(code, 2);
  assert.match(log, /^userpool: import needs Node 22\.13 or later: Node 20\S+ has no node:sqlite\n$/);
});

test('exports of the Rust server and of the command are the same', { skip: SERVER === undefined && 'no userpool-server' }, async () => {
  const data = join(folder(), 'data');
  const programs = { server: [SERVER], command: NEWEST };
  const exported = async (program, from) => {
    const path = join(folder(), 'plain.jsonl');
    const { code, log } = await Command.run(program, ['export', path, '--all', '--plain', '--data', from]);
    assert.equal(code, 0, log);
    return path;
  };
  const fixture = fileOf(FIXTURE);
  // Begun by the server, filled by the command.
  await (await start(programs.server, ['--data', data])).stop();
  const command = await start(NEWEST, ['--data', data, '--seed', fixture]);
  await firstUser(sdk(command.url, credentialIn(data)), () => messagesIn(data).at(-1).code);
  await fixtureSignIn(command.url);
  assert.equal(await command.stop(), 0);
  const first = await exported(programs.server, data);
  assert.deepEqual(content(await exported(programs.command, data)), content(first));
  // Into a folder of the other one, and out again by both.
  for (const [by, program] of Object.entries(programs)) {
    const other = join(folder(), 'data');
    const { code, log } = await Command.run(program, ['import', first, '--data', other]);
    assert.equal(code, 0, log);
    for (const reader of Object.values(programs)) assert.deepEqual(content(await exported(reader, other)), content(first), by);
    const checked = await Command.run([SERVER], ['check', '--data', other]);
    assert.equal(checked.code, 0, checked.printed + checked.log);
  }
  // The same words and exit codes.
  for (const words of [['import', first, '--data', data], ['import', 'none'], ['import'], ['export', 'f'], ['export', 'f', '--all', '--plain', '--keep']]) {
    const [one, other] = await Promise.all(Object.values(programs).map((program) => Command.run(program, words, { cwd: folder() })));
    assert.equal(other.code, one.code, words.join(' '));
    const said = ({ log }) => log.replace(/^userpool(-server)?: /, '').replace(/ \(os error \d+\)/, '').toLowerCase();
    assert.equal(said(other), said(one));
  }
});

test('the texts of flags', () => {
  const options = (...words) => parsed(words, {}, '1').options;
  for (const [text, host, port] of [
    ['localhost:1', '127.0.0.1', 1],
    ['0.0.0.0:9229', '0.0.0.0', 9229],
    ['[::1]:0', '::1', 0],
    ['[::]:65535', '::', 65535],
  ]) {
    assert.deepEqual(options('--listen', text).listen, { host, port });
  }
  for (const text of ['', '9229', 'a:1', '127.0.0.1', '::1:1', '[127.0.0.1]:1', '127.0.0.1:-1', '127.0.0.1:x', '1.2.3:4']) {
    assert.match(parsed([`--listen=${text}`], {}, '1').refused, /give a numeric address/, text);
  }
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1']) assert.ok(isLoopback(host), host);
  for (const host of ['0.0.0.0', '::', '192.168.0.1', '::2', '1::1', '::ffff:127.0.0.1']) assert.ok(!isLoopback(host), host);
  for (const [given, kept] of [
    ['https://auth.example.com/', 'https://auth.example.com'],
    ['http://localhost:9229/pools', 'http://localhost:9229/pools'],
    ['https://', undefined],
    ['ftp://a', undefined],
    ['https://a/#b', undefined],
  ]) {
    assert.equal(options('--public-url', given)?.['public-url'], kept, given);
  }
  const env = { USERPOOL_MEMORY: '0', USERPOOL_DATA: 'd' };
  assert.deepEqual(parsed([], env, '1').options.given, ['data']);
  assert.match(parsed([], { ...env, USERPOOL_MEMORY: 'yes' }, '1').refused, /'--memory' cannot be used with '--data <DIR>'/);
  assert.match(parsed([], { USERPOOL_MEMORY: 'perhaps' }, '1').refused, /'perhaps' for '--memory': value was not a boolean/);
});

test('a line names the flag of its file', () => {
  const { options } = parsed(['--data', '/a', '--master-key-file', '/a/key'], {}, '1');
  assert.equal(withFlag('cannot use /a/key: no', options), 'cannot use /a/key: no (--master-key-file)');
  assert.equal(withFlag('cannot use /a: no', options), 'cannot use /a: no (--data)');
  for (const line of ['cannot use /b/a/key: no', 'cannot use /a/keys', 'give --data /a']) {
    assert.equal(withFlag(line, options), line);
  }
});

test('the files of secrets', () => {
  const [made] = credentialsOf(newCredentials());
  assert.deepEqual([made.accessKeyId.length, made.secretAccessKey.length], [20, 40]);
  const text =
    '; people\n[ana]\naws_access_key_id=A\naws_secret_access_key=s=1\nregion = us-east-1\n' +
    '[half]\naws_access_key_id=B\n[ben]\n aws_access_key_id = C\r\n aws_secret_access_key = t\n';
  assert.deepEqual(credentialsOf(text), [
    { accessKeyId: 'A', secretAccessKey: 's=1' },
    { accessKeyId: 'C', secretAccessKey: 't' },
  ]);
  for (const wrong of ['', '[default]\naws_access_key_id = A\n', 'aws_access_key_id = A\n', '[default]\nhello\n']) {
    assert.throws(() => credentialsOf(wrong), Error, wrong);
  }
  assert.equal(masterKeysOf(newMasterKey()).length, 1);
  const keys = masterKeysOf(`# newest\n${'0a'.repeat(32)}\n\n  ${'FF'.repeat(32)}  \n`);
  assert.deepEqual(keys.map((key) => [key.length, key[0]]), [[32, 0x0a], [32, 0xff]]);
  for (const wrong of ['', '# only\n', '0a'.repeat(31), '0a'.repeat(33), 'xy'.repeat(32)]) {
    assert.throws(() => masterKeysOf(wrong), /64 hex digits/);
  }
});

test('identity providers have public addresses', () => {
  for (const address of ['1.1.1.1', '9.255.255.255', '172.32.0.0', '192.0.1.1', '223.255.255.255', '2606:4700::1111']) {
    assert.ok(isPublic(address), address);
  }
  const others = ['10.0.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '192.168.1.1', '100.64.0.1', '0.0.0.0'];
  others.push('255.255.255.255', '::1', '::');
  others.push('fe80::1', 'fd00::1', '::ffff:8.8.8.8', '2001:db8::1', '2002:a00:1::', '64:ff9b::1', 'ff02::1', '', 'a');
  for (const address of others) assert.ok(!isPublic(address), address);
});

test('requests to identity providers reach no address that is not public', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  const init = { method: 'GET', headers: {}, signal: AbortSignal.timeout(5000) };
  await assert.rejects(fetchPublic(`https://localhost:${port}/`, init), { code: 'ENOTPUBLIC' });
  for (const host of ['127.0.0.1', '[::1]', '0x7f.1']) {
    await assert.rejects(fetchPublic(`https://${host}:${port}/`, init), TypeError);
  }
  server.close();
  assert.equal(connections, 0);
});

for (const [name, [node]] of Object.entries(ALL_NODES)) {
  test(`an identity provider gets the request, and its answer comes back, in ${name}`, async () => {
    const script = `
      import { readFileSync } from 'node:fs';
      import { createServer } from 'node:https';
      import { fetchBy } from ${JSON.stringify(new URL('../command/providers.js', import.meta.url))};

      const [cert, key] = ['cert', 'key'].map((part) => readFileSync('tls-' + part + '.pem'));
      const server = createServer({ cert, key }, async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        const status = request.url === '/moved' ? 302 : 400;
        response.writeHead(status, { 'cache-control': 'no-store', location: '/' });
        response.end([request.method, request.headers.authorization, body].join(' '));
      });
      await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
      const lookup = (name, options, callback) =>
        options.all ? callback(null, [{ address: '127.0.0.1', family: 4 }]) : callback(null, '127.0.0.1', 4);
      const url = 'https://localhost:' + server.address().port;
      const init = { method: 'POST', headers: { authorization: 'Basic abc' }, body: 'code=1', signal: AbortSignal.timeout(5000) };
      for (const path of ['/token', '/moved']) {
        const answer = await fetchBy(lookup, url + path, init);
        console.log(answer.status, answer.headers.get('cache-control'), await answer.text());
      }
      server.close();`;
    const cwd = join(REPOSITORY, 'examples/server/tests/data');
    const env = { NODE_EXTRA_CA_CERTS: 'tls-cert.pem' };
    const { printed, log } = await Command.run([node, '--input-type=module', '-e'], [script], { cwd, env });
    assert.equal(printed, '400 no-store POST Basic abc code=1\n302 no-store POST Basic abc code=1\n', log);
  });
}

test('the package as npm would publish it is small, and has the command', async () => {
  const packed = await Command.run('npm', ['pack', '--dry-run', '--json'], { cwd: dirname(dirname(MAIN)) });
  const [{ size, files }] = JSON.parse(packed.printed);
  assert.ok(size < 1.2e6, `${size} bytes`);
  const paths = files.map(({ path }) => path);
  for (const file of readdirSync(dirname(MAIN))) assert.ok(paths.includes(`command/${file}`), file);
  assert.ok(paths.includes('command/first-steps.sh') && paths.includes('command/welcome.html'));
  assert.notEqual(files.find(({ path }) => path === 'command/main.js').mode & 0o111, 0);
});
