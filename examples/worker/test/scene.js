// A Worker for a test, bundled as wrangler would deploy it, with secrets, a gateway for messages, and its log.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { startOutbox } from '../local/outbox.js';
import { administrator, newSecrets } from '../local/secrets.js';
import { bundle, startWorker } from '../local/worker.js';
import { migrate } from '../local/wrangler.js';
import { Caller } from './caller.js';

export const PASSWORD = 'Correct-Horse9!';

const bundles = new Map();

/** A variant's modules, bundled once. */
function bundled(variant) {
  if (!bundles.has(variant)) bundles.set(variant, bundle(variant));
  return bundles.get(variant);
}

let migrated;

/** Copies a database with its tables to a folder without one. */
async function provide(state) {
  if ((await readdir(state)).length > 0) return;
  migrated ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'userpool-migrated-'));
    process.once('exit', () => rmSync(folder, { recursive: true }));
    await migrate(folder);
    return folder;
  })();
  await cp(await migrated, state, { recursive: true });
}

/**
 * Runs `test` with a new Worker. `bindings` are added to its secrets, `state` is the folder of an earlier Worker, and the other
 * options are for `startWorker`.
 */
export async function withWorker(variant, { bindings = {}, state, ...more }, test) {
  const folder = await mkdtemp(join(tmpdir(), 'userpool-test-'));
  const kept = state ?? (await mkdtemp(join(folder, 'state-')));
  if (variant === 'd1') await provide(kept);
  const messages = join(folder, 'messages.jsonl');
  const outbox = await startOutbox(messages);
  const secrets = { ...newSecrets(), MESSAGES_WEBHOOK: outbox.url, ...bindings };
  const said = [];
  const worker = await startWorker(variant, {
    modules: await bundled(variant),
    state: kept,
    isMigrated: true,
    bindings: secrets,
    handleRuntimeStdio(...streams) {
      for (const stream of streams) createInterface(stream).on('line', (line) => said.push(line));
    },
    ...more,
  });
  try {
    const target = { endpoint: worker.endpoint, administrator: administratorOf(secrets), messages };
    await test({ caller: new Caller(target), miniflare: worker.miniflare, secrets, said });
  } finally {
    await worker.stop();
    await outbox.stop();
    await rm(folder, { recursive: true });
  }
}

/** Waits until the log matches: its lines pass through a pipe, so the answer to a request may arrive before them. */
export async function assertSays(said, expected) {
  for (let time = 0; time < 500 && !expected.test(said.join('\n')); time += 1) await sleep(20);
  assert.match(said.join('\n'), expected);
}

// Some tests use invalid secrets.
function administratorOf(secrets) {
  try {
    return administrator(secrets);
  } catch {
    return undefined;
  }
}

/** A pool whose users verify their address, and a client for sign-in by password. */
export async function newPool(caller, settings = {}) {
  const { UserPool } = await caller.admin('CreateUserPool', {
    PoolName: 'test',
    AutoVerifiedAttributes: ['email'],
    ...settings,
  });
  const { UserPoolClient } = await caller.admin('CreateUserPoolClient', {
    UserPoolId: UserPool.Id,
    ClientName: 'test',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  return { pool: UserPool.Id, client: UserPoolClient.ClientId };
}

export const signUp = ({ client }, Username) => ({
  ClientId: client,
  Username,
  Password: PASSWORD,
  UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
});

export const signIn = ({ client }, USERNAME) => ({
  ClientId: client,
  AuthFlow: 'USER_PASSWORD_AUTH',
  AuthParameters: { USERNAME, PASSWORD },
});
