// A Worker that is stopped during its work: see `support/restart.js`.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { Api } from './support/miniflare.js';
import { childrenOf } from './support/processes.js';
import { chance } from './support/random.js';
import { stoppedInTheMiddle } from './support/restart.js';

const ENDS = {
  disposed: { end: ({ api }) => api.dispose(), seeds: [1] },
  killed: {
    async end({ api, workerd }) {
      process.kill(workerd, 'SIGKILL');
      await api.dispose();
    },
    seeds: [1, 2, 3],
  },
};

for (const store of ['d1', 'objects']) {
  describe(store, () => {
    for (const [how, { end, seeds }] of Object.entries(ENDS)) {
      for (const seed of seeds) {
        test(`a Worker that is ${how} in the middle loses nothing acknowledged (seed ${seed})`, async () => {
          const folder = await mkdtemp(join(tmpdir(), 'userpool-restart-'));
          const run = new Run(store, folder);
          try {
            await stoppedInTheMiddle({ start: () => run.start(), end: () => end(run) }, chance(seed));
          } finally {
            await rm(folder, { recursive: true });
          }
        });
      }
    }
  });
}

/** The Worker on the data of a folder, and its process. */
class Run {
  api;
  workerd;
  #store;
  #folder;

  constructor(store, folder) {
    this.#store = store;
    this.#folder = folder;
  }

  async start() {
    const migrated = this.api !== undefined;
    const before = new Set(childrenOf(process.pid));
    this.api = await Api.start(this.#store, { defaultPersistRoot: this.#folder, migrated });
    const [workerd, ...others] = childrenOf(process.pid).filter((pid) => !before.has(pid));
    assert.ok(workerd !== undefined && others.length === 0, 'miniflare started one process');
    this.workerd = workerd;
    return this.api;
  }
}
