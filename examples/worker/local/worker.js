// The Worker as wrangler would deploy it, run by miniflare: what it is bundled to, and what its configuration binds.

import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Log, LogLevel, Miniflare } from 'miniflare';
import { unstable_getMiniflareWorkerOptions as optionsOf } from 'wrangler';
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
 * Starts a variant on loopback. `bindings` are added to those of the configuration; `state` is the folder that its data is
 * kept in, or nothing for one that is forgotten at the end.
 */
export async function startWorker(variant, { bindings = {}, state, port = 0, modules, ...options }) {
  const kept = state ?? (await mkdtemp(join(tmpdir(), 'userpool-state-')));
  if (variant === 'd1') await migrate(kept);
  const { workerOptions } = optionsOf(join(folder, VARIANTS[variant]));
  const miniflare = new Miniflare({
    ...workerOptions,
    modules: modules ?? (await bundle(variant)),
    modulesRules: undefined,
    bindings: { ...workerOptions.bindings, ...bindings },
    // Where wrangler keeps them, so that what it migrates is what we run on.
    defaultPersistRoot: join(kept, 'v3'),
    host: '127.0.0.1',
    port,
    cf: false,
    log: new Log(LogLevel.WARN),
    ...options,
  });
  return {
    miniflare,
    endpoint: (await miniflare.ready).origin,
    async stop() {
      await miniflare.dispose();
      if (state === undefined) await rm(kept, { recursive: true });
    },
  };
}
