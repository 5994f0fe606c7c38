// A Worker of this folder in workerd, by miniflare, with the package beside it as it stands in `wasm/npm`.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Log, LogLevel, Miniflare } from 'miniflare';

import { callOver, send } from './http.js';

export const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** The package as `build --testing` makes it. */
export const TESTING_PACKAGE = fileURLToPath(new URL('../../../../target/npm-testing/', import.meta.url));

const HERE = fileURLToPath(new URL('./', import.meta.url));

export const COMPATIBILITY_DATE = '2026-04-01';

/** Modules by their path from the package's root; `entry` is one of `workers/` and comes first. */
export function modulesOf(entry, packageFolder = PACKAGE) {
  const names = readdirSync(packageFolder).filter(
    (name) => (name.endsWith('.js') && !['node.js', 'web.js'].includes(name)) || name.endsWith('.wasm'),
  );
  const support = ['counting.js', 'scene.js', 'srp.js', 'trap.js'].map((name) => `test/support/${name}`);
  const module = (path, from) => ({
    type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
    path: `/${path}`,
    contents: readFileSync(from),
  });
  return [
    module(`test/support/workers/${entry}`, join(HERE, 'workers', entry)),
    ...support.map((path) => module(path, join(PACKAGE, path))),
    ...names.map((name) => module(name, join(packageFolder, name))),
  ];
}

/** Starts `entry`; `options` are miniflare's. */
export async function start(entry, { packageFolder, ...options } = {}) {
  const miniflare = new Miniflare({
    modules: modulesOf(entry, packageFolder),
    modulesRoot: '/',
    compatibilityDate: COMPATIBILITY_DATE,
    cf: false,
    log: new Log(LogLevel.ERROR),
    ...options,
  });
  await miniflare.ready;
  return miniflare;
}

/** Makes the tables of `D1Store`. */
export async function migrate(database) {
  const folder = join(PACKAGE, 'migrations');
  for (const name of readdirSync(folder).sort()) {
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll(/--.*$/gm, '');
    const statements = sql.split(';').filter((statement) => statement.trim() !== '');
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}

/** What `api.js` needs, by the store that it is to use: `memory`, `d1` or `objects`. */
export function bindingsOf(store) {
  return {
    bindings: { STORE: store },
    ...(store === 'd1' && { d1Databases: ['DB'] }),
    ...(store === 'objects' && {
      durableObjects: { PARTITIONS: { className: 'PartitionObject', useSQLite: true } },
    }),
  };
}

/** `api.js` on `store`, ready to be called: `call` and `messages` as a `Scene` has them. */
export class Api {
  /** What the last call took: `{ reads, writes }`. */
  trips;

  static async start(store, options = {}) {
    const api = new Api();
    api.miniflare = await start('api.js', { ...bindingsOf(store), ...options });
    api.url = await api.miniflare.ready;
    if (store === 'd1' && !options.migrated) await migrate(await api.miniflare.getD1Database('DB'));
    return api;
  }

  /** Calls an operation over HTTP, as a client would. */
  call = async (operation, input) => {
    const { output, headers } = await callOver(this.url, operation, input);
    this.trips = JSON.parse(headers['x-round-trips']);
    return output;
  };

  /** Another route of the Worker; `input` makes it a POST. */
  ask = async (path, input) => {
    const body = input === undefined ? undefined : JSON.stringify(input);
    const answer = await send(new URL(path, this.url), { body });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  };

  messages = () => this.ask('/messages');

  dispose() {
    return this.miniflare.dispose();
  }
}
