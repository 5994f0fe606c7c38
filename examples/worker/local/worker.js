// Runs the Worker in miniflare as wrangler would deploy it: bundled, and with the bindings of its configuration.

import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as optionsOf, unstable_readConfig as read } from 'wrangler';
import { VARIANTS, folder, migrate, wrangler } from './wrangler.js';

/** Bundles a variant. Returns miniflare's modules, the entry first. */
export async function bundle(variant) {
  const out = await mkdtemp(join(tmpdir(), 'userpool-worker-'));
  try {
    await wrangler('deploy', '--dry-run', '--outdir', out, '--config', VARIANTS[variant]);
    const names = (await readdir(out)).filter((name) => /\.(js|wasm)$/.test(name));
    const modules = names.map(async (name) => ({
      type: name.endsWith('.js') ? 'ESModule' : 'CompiledWasm',
      path: name,
      contents: await readFile(join(out, name)),
    }));
    return (await Promise.all(modules)).sort((one) => (one.type === 'ESModule' ? -1 : 1));
  } finally {
    await rm(out, { recursive: true });
  }
}

/**
 * Starts a variant on loopback. `bindings` are added to the variables of the configuration, `options` to miniflare's options of
 * the Worker. `more` are other Workers that it is bound to, `modules` those of an earlier `bundle`. `state` is the folder of its
 * data, and `isMigrated` means that the tables exist.
 */
export async function startWorker(
  variant,
  { bindings = {}, options = {}, more = [], modules, state, isMigrated = false, handleRuntimeStdio },
) {
  if (variant === 'd1' && !isMigrated) await migrate(state);
  const config = join(folder, VARIANTS[variant]);
  const { workerOptions } = optionsOf(config);
  const worker = {
    ...workerOptions,
    name: 'userpool',
    modules: modules ?? (await bundle(variant)),
    modulesRules: undefined,
    // Not those of the options, which include the secrets of `npm run dev`.
    bindings: { ...read({ config }).vars, ...bindings },
    ...options,
  };
  const { compatibilityDate } = workerOptions;
  const miniflare = new Miniflare({
    workers: [worker, ...more.map((other) => ({ compatibilityDate, ...other }))],
    // The folder in which wrangler stores data, so that its migrations apply.
    defaultPersistRoot: join(state, 'v3'),
    host: '127.0.0.1',
    port: 0,
    cf: false,
    log: new Log(LogLevel.WARN),
    handleRuntimeStdio,
  });
  return {
    miniflare,
    endpoint: (await miniflare.ready).origin,
    stop: () => miniflare.dispose(),
  };
}
