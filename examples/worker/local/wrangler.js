// wrangler as a program, for what its API does not do.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const folder = fileURLToPath(new URL('..', import.meta.url));

const program = fileURLToPath(new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url));

/** The configuration of each variant. */
export const VARIANTS = { d1: 'wrangler.jsonc', objects: 'wrangler.objects.jsonc' };

/** Starts wrangler; `options` are those of `spawn`. */
const start = (words, options) => spawn(process.execPath, [program, ...words], { cwd: folder, ...options });

/** Runs wrangler to its end, unattended; fails with what it said. */
export async function wrangler(...words) {
  const running = start(words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CI: '1' } });
  let said = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (data) => (said += data));
  const code = await new Promise((resolve, reject) => running.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`wrangler ${words.join(' ')} failed:\n${said}`);
  return said;
}

/**
 * Runs `wrangler dev` in the foreground; answers its exit code. When `interrupted` is aborted, with `{ signal }` as the
 * reason, wrangler ends and so does everything that it started.
 *
 * wrangler starts a second process, which starts workerd, and each passes signals on only once it is up. So the signal
 * waits until wrangler reports that it serves. A second signal of the same process does not wait.
 */
export async function serve(words, interrupted) {
  const running = start(['dev', ...words], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  const ended = new Promise((resolve, reject) => {
    running.once('error', reject).once('exit', (code) => resolve(code ?? 1));
  });
  const isReady = new Promise((resolve) => running.once('message', resolve));
  const stop = async () => {
    const { signal } = interrupted.reason;
    process.once('SIGINT', () => running.kill('SIGINT')).once('SIGTERM', () => running.kill('SIGTERM'));
    await isReady;
    running.kill(signal);
  };
  if (interrupted.aborted) stop();
  else interrupted.addEventListener('abort', stop);
  return await ended;
}

/** Applies the migrations to the database that wrangler and miniflare keep in a folder. */
export const migrate = (state) =>
  wrangler('d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state, '--config', VARIANTS.d1);
