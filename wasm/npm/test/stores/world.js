// Runs the Worker of this folder in workerd, with the sources of the package and the files that `build --testing` built.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Log, LogLevel, Miniflare } from 'miniflare';

import { COMPATIBILITY_DATE, migrate, PACKAGE, TESTING_PACKAGE } from '../support/miniflare.js';
import { decoded, encoded } from './wire.js';

export { batch, put, record } from './batches.js';
export { PACKAGE, TESTING_PACKAGE };

const HERE = fileURLToPath(new URL('./', import.meta.url));

export class World {
  /** `folder`: where data is stored permanently. */
  static async start(folder) {
    const world = new World();
    world.miniflare = new Miniflare({
      modules: modules(),
      modulesRoot: '/',
      compatibilityDate: COMPATIBILITY_DATE,
      cf: false,
      log: new Log(LogLevel.ERROR),
      d1Databases: ['DB'],
      durableObjects: {
        PARTITIONS: { className: 'Partition', useSQLite: true },
        INSIDE: { className: 'Inside', useSQLite: true },
      },
      ...(folder !== undefined && { defaultPersistRoot: folder }),
    });
    await world.miniflare.ready;
    world.database = await world.miniflare.getD1Database('DB');
    return world;
  }

  migrate() {
    return migrate(this.database);
  }

  /** Calls the Worker. Rejects with the error that was thrown there. */
  async ask(route, input = {}) {
    const response = await this.miniflare.dispatchFetch(`http://worker/${route}`, {
      method: 'POST',
      body: encoded(input),
    });
    const { answer, error } = decoded(await response.text());
    if (error !== undefined) throw Object.assign(new Error(error.message), { name: error.name });
    return answer;
  }

  /** A store in the Worker. */
  store(store) {
    const method = (method) => (...parameters) => this.ask('call', { store, method, parameters });
    return Object.fromEntries(['get', 'scan', 'commit', 'sweep'].map((name) => [name, method(name)]));
  }

  dispose() {
    return this.miniflare.dispose();
  }
}

function modules() {
  const built = ['userpool.js', 'userpool_bg.wasm'];
  const byHand = readdirSync(PACKAGE).filter((name) => name.endsWith('.js') && !built.includes(name));
  const module = (path, from) => ({
    type: path.endsWith('.wasm') ? 'CompiledWasm' : 'ESModule',
    path: `/${path}`,
    contents: readFileSync(from),
  });
  return [
    ...['worker.js', 'counting-d1.js', 'prove.js', 'wire.js'].map((name) =>
      module(`test/stores/${name}`, join(HERE, name)),
    ),
    ...byHand
      .filter((name) => !['node.js', 'sqlite.js', 'web.js'].includes(name))
      .map((name) => module(name, join(PACKAGE, name))),
    ...built.map((name) => module(name, join(TESTING_PACKAGE, name))),
  ];
}
