// `npm run dev` in a new folder, up to a user who signs in.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
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

/** Checks that the first steps are the server's, with the values of this Worker. */
function assertPrintsTheFirstSteps(said, { endpoint, messages }) {
  assert.ok(said.includes(`export AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER=${endpoint}\n`), said);
  assert.ok(said.includes(`CODE=$(tail -n 1 '${messages}' | sed 's/.*"code":"\\([^"]*\\)".*/\\1/')\n`), said);
  assert.ok(said.includes('--auto-verified-attributes email') && said.includes('initiate-auth'), said);
  assert.doesNotMatch(said, /\{(endpoint|region|credentials|profile|code)\}/);
}

describe('npm run dev', () => {
  it("prints the server's first steps", async () => {
    const files = ['local/first-steps.sh', '../server/src/first-steps.sh'].map((name) => join(folder, name));
    const [own, servers] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
    assert.equal(own, servers);
  });

  let copy;

  before(async () => {
    copy = await mkdtemp(join(tmpdir(), 'userpool-dev-'));
    for (const name of FILES) await cp(join(folder, name), join(copy, name), { recursive: true });
    await symlink(join(folder, 'node_modules'), join(copy, 'node_modules'));
  });

  after(() => rm(copy, { recursive: true }));

  /** Serves a variant until `test` has ended. */
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
      assertPrintsTheFirstSteps(said, { endpoint, messages });
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

  for (const when of ['serves', 'starts']) {
    it(`ends on SIGTERM with all processes that it started, while it ${when}`, async () => {
      const port = await freePort();
      const words = ['run', 'dev', '--', '--port', String(port)];
      const npm = spawn('npm', words, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (data) => (said += data));
      const ended = new Promise((resolve, reject) => npm.once('error', reject).once('exit', resolve));
      const family = () => descendants(npm.pid);
      if (when === 'serves') await answering(`http://127.0.0.1:${port}`, () => assert.equal(npm.exitCode, null, said));
      else await until(() => family().some(({ command }) => command.includes('wrangler-dist')));
      const started = family();
      assert.ok(started.some(({ command }) => command.includes('wrangler')), 'wrangler is not among them');
      assert.ok(when === 'starts' || started.some(({ command }) => command.includes('workerd')), 'nor workerd');
      npm.kill('SIGTERM');
      await ended;
      // workerd ends shortly after the wrangler that started it.
      const isLeft = ({ pid, command }) => processes().some((one) => one.pid === pid && one.command === command);
      await until(
        () => !started.some(isLeft),
        () => {
          const left = started.filter(isLeft);
          for (const { pid } of left) process.kill(pid, 'SIGKILL'); // they would keep the test from ending
          return `left behind:\n${left.map(({ command }) => command).join('\n')}`;
        },
      );
      await assert.rejects(fetch(`http://127.0.0.1:${port}/health`));
    });
  }
});

/** Every process of the machine, as `ps` lists them. */
function processes() {
  const listed = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return listed
    .split('\n')
    .map((line) => line.match(/^ *(\d+) +(\d+) (.*)$/))
    .filter(Boolean)
    .map(([, pid, parent, command]) => ({ pid: Number(pid), parent: Number(parent), command }));
}

/** The processes that a process has started, and those that they have started. */
function descendants(ancestor) {
  const all = processes();
  const below = (pid) => all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(ancestor);
}

/** Waits for a condition; `explain` returns the error message if it does not become true. */
async function until(condition, explain = () => 'it did not happen within 20 seconds') {
  for (let tries = 0; tries < 200; tries += 1) {
    if (condition()) return;
    await sleep(100);
  }
  assert.fail(explain());
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits for an answer; `check` fails if there can be none. */
async function answering(endpoint, check) {
  for (let tries = 0; tries < 600; tries += 1) {
    check();
    const answer = await fetch(`${endpoint}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  assert.fail('no answer for a minute');
}
