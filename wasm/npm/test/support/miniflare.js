// Runs a Worker of this folder and the package `wasm/npm` in workerd, by miniflare.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Log, LogLevel, Miniflare } from 'miniflare';

import { callOver, send } from './http.js';

export const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));

/** The package that `build --testing` makes. */
export const TESTING_PACKAGE = fileURLToPath(new URL('../../../../target/npm-testing/', import.meta.url));

const HERE = fileURLToPath(new URL('./', import.meta.url));

export const COMPATIBILITY_DATE = '2026-04-01';

/** The modules of the package, as a Worker imports them. */
export function packageModules(folder = PACKAGE) {
  const isForWorkers = (name) =>
    name.endsWith('.wasm') || (name.endsWith('.js') && !['node.js', 'sqlite.js', 'web.js'].includes(name));
  return readdirSync(folder)
    .filter(isForWorkers)
    .map((name) => moduleAt(name, join(folder, name)));
}

/** The modules of a Worker: `entry` is one of `workers/`, and may import the package and files of this folder. */
export function modulesOf(entry, packageFolder) {
  const own = [`workers/${entry}`, 'counting.js', 'scene.js', 'srp.js', 'trap.js'];
  return [...own.map((name) => moduleAt(`test/support/${name}`, join(HERE, name))), ...packageModules(packageFolder)];
}

/** A module of miniflare. Paths are relative to the package's folder. */
function moduleAt(path, file) {
  const type = path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule';
  return { type, path: `/${path}`, contents: readFileSync(file) };
}

/** Starts a Worker of these modules, the first of which is its entry; `options` are miniflare's. */
export async function start(modules, options = {}) {
  const miniflare = new Miniflare({
    modules,
    modulesRoot: '/',
    compatibilityDate: COMPATIBILITY_DATE,
    cf: false,
    log: new Log(LogLevel.ERROR),
    ...options,
  });
  await miniflare.ready;
  return miniflare;
}

/** Creates the tables of `D1Store`. */
export async function migrate(database) {
  const folder = join(PACKAGE, 'migrations');
  for (const name of readdirSync(folder).sort()) {
    const sql = readFileSync(join(folder, name), 'utf8').replaceAll(/--.*$/gm, '');
    const statements = sql.split(';').filter((statement) => statement.trim() !== '');
    await database.batch(statements.map((statement) => database.prepare(statement)));
  }
}

/** The bindings of `api.js` for the store `memory`, `d1` or `objects`. */
export function bindingsOf(store) {
  return {
    bindings: { STORE: store },
    ...(store === 'd1' && { d1Databases: ['DB'] }),
    ...(store === 'objects' && {
      durableObjects: { PARTITIONS: { className: 'PartitionObject', useSQLite: true } },
    }),
  };
}

/** `api.js` on `store`. `call` and `messages` are those of a `Scene`. */
export class Api {
  /** The round trips of the last call: `{ reads, writes }`. */
  trips;

  /** Whether each call uses a new engine with empty caches. */
  isFresh = false;

  static async start(store, { migrated = false, ...options } = {}) {
    const api = new Api();
    api.miniflare = await start(modulesOf('api.js'), { ...bindingsOf(store), ...options });
    api.url = await api.miniflare.ready;
    if (store === 'd1' && !migrated) await migrate(await api.miniflare.getD1Database('DB'));
    return api;
  }

  /** Calls an operation over HTTP. */
  call = async (operation, input) => {
    const { output, headers } = await callOver(this.url, operation, input, this.isFresh ? { 'x-fresh': '1' } : {});
    this.trips = JSON.parse(headers['x-round-trips']);
    return output;
  };

  /** Calls another route of the Worker; `input` makes it a POST. */
  ask = async (path, input) => {
    const body = input === undefined ? undefined : JSON.stringify(input);
    const answer = await send(new URL(path, this.url), { body });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return JSON.parse(answer.text);
  };

  /** Uploads a file to the URL of a user import job. */
  put = async (url, file) => {
    const { pathname, search } = new URL(url, this.url);
    const answer = await fetch(new URL(pathname + search, this.url), { method: 'PUT', body: file });
    if (answer.status !== 200) throw new Error(`${pathname}: ${answer.status} ${await answer.text()}`);
  };

  messages = () => this.ask('/messages');

  dispose() {
    return this.miniflare.dispose();
  }
}
