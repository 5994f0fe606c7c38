// Runs wrangler as a program, for functions that its API does not have.

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const folder = fileURLToPath(new URL('..', import.meta.url));

const program = fileURLToPath(new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url));

/** The configuration of each variant. */
export const VARIANTS = { d1: 'wrangler.jsonc', objects: 'wrangler.objects.jsonc' };

/** Starts wrangler; `options` are those of `spawn`. */
const start = (words, options) => spawn(process.execPath, [program, ...words], { cwd: folder, ...options });

/** Runs wrangler to its end, without questions. Rejects with its output if it fails. */
export async function wrangler(...words) {
  const running = start(words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, CI: '1' } });
  let said = '';
  for (const stream of [running.stdout, running.stderr]) stream.on('data', (data) => (said += data));
  const code = await new Promise((resolve, reject) => running.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`wrangler ${words.join(' ')} failed:\n${said}`);
  return said;
}

/**
 * Runs `wrangler dev` in the foreground and returns its exit code. When `interrupted` is aborted, with `{ signal }` as the
 * reason, wrangler ends, and so do the processes that it started.
 *
 * wrangler starts a second process, which starts workerd. Each passes signals on only after its start, so the signal is sent when
 * wrangler reports that it serves. A second signal is sent at once.
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

/** Applies the migrations to the local database of wrangler and miniflare in a folder. */
export const migrate = (state) =>
  wrangler('d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state, '--config', VARIANTS.d1);
