// The Worker as wrangler would deploy it, run by miniflare: what it is bundled to, and what its configuration binds.

import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as optionsOf, unstable_readConfig as read } from 'wrangler';
import { VARIANTS, folder, migrate, wrangler } from './wrangler.js';

/** Bundles a variant; answers miniflare's modules, the entry first. */
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
 * Starts a variant on loopback. `bindings` are added to the variables of the configuration, `options` to those that miniflare
 * has of a Worker, `more` are the Workers that it is bound to, `modules` are those of an earlier `bundle`, `state` is the
 * folder that its data is kept in, and `isMigrated` says that the tables are there already.
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
    // Not those of the options: they have the secrets of `npm run dev` among them.
    bindings: { ...read({ config }).vars, ...bindings },
    ...options,
  };
  const { compatibilityDate } = workerOptions;
  const miniflare = new Miniflare({
    workers: [worker, ...more.map((other) => ({ compatibilityDate, ...other }))],
    // Where wrangler keeps them, so that what it migrates is what we run on.
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
