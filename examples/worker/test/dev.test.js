// `npm run dev`: in a folder of its own, from nothing to a user who signs in.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, stat, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { folder } from '../local/wrangler.js';
import { Caller } from './caller.js';
import { newPool, signIn, signUp } from './scene.js';

const FILES = ['package.json', 'wrangler.jsonc', 'wrangler.objects.jsonc', 'tsconfig.json', 'src', 'local'];

describe('npm run dev', () => {
  let copy;

  before(async () => {
    copy = await mkdtemp(join(tmpdir(), 'userpool-dev-'));
    for (const name of FILES) await cp(join(folder, name), join(copy, name), { recursive: true });
    await symlink(join(folder, 'node_modules'), join(copy, 'node_modules'));
  });

  after(() => rm(copy, { recursive: true }));

  /** Serves a variant until `test` is over. */
  async function serving(variant, test) {
    const port = await freePort();
    const words = [join(copy, 'local/dev.js'), variant, '--port', String(port)];
    const running = spawn(process.execPath, words, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (data) => (said += data));
    let code;
    const ended = new Promise((resolve, reject) => running.once('error', reject).once('exit', resolve)).then(
      (ending) => (code = ending ?? 'a signal'),
    );
    try {
      const endpoint = `http://127.0.0.1:${port}`;
      await answering(endpoint, () => assert.equal(code, undefined, said));
      const credentials = await readFile(said.match(/credential +(\S+)/)[1], 'utf8');
      const setting = (name) => credentials.match(new RegExp(`^${name} = (.*)$`, 'm'))[1];
      const administrator = {
        accessKeyId: setting('aws_access_key_id'),
        secretAccessKey: setting('aws_secret_access_key'),
      };
      const messages = said.match(/messages +(\S+)/)[1];
      await test(new Caller({ endpoint, administrator, messages }));
      assert.ok(!said.includes(administrator.secretAccessKey), 'the secret is printed');
    } finally {
      running.kill('SIGTERM');
      await ended;
    }
  }

  for (const variant of ['d1', 'objects']) {
    it(`makes secrets once, and keeps users: ${variant}`, async () => {
      let known;
      let secrets;
      await serving(variant, async (caller) => {
        known = await newPool(caller);
        await caller.visitor('SignUp', signUp(known, 'ana'));
        const ConfirmationCode = await caller.code('ana@example.com', variant === 'd1' ? 1 : 2);
        await caller.visitor('ConfirmSignUp', { ClientId: known.client, Username: 'ana', ConfirmationCode });
        secrets = await readFile(join(copy, '.dev.vars'), 'utf8');
        assert.equal((await stat(join(copy, '.dev.vars'))).mode & 0o077, 0, 'others may read the secrets');
      });
      await serving(variant, async (caller) => {
        await caller.visitor('InitiateAuth', signIn(known, 'ana'));
        assert.equal(await readFile(join(copy, '.dev.vars'), 'utf8'), secrets);
      });
    });
  }
});

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits for an answer; `check` fails when there will be none. */
async function answering(endpoint, check) {
  for (let tries = 0; tries < 600; tries += 1) {
    check();
    const answer = await fetch(`${endpoint}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  assert.fail('no answer for a minute');
}
