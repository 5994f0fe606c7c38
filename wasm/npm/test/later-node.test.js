// Runs the test of the engine, and those of the store in SQLite, in later versions of Node.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

import { LATER_NODES } from './support/later-node.js';

const run = promisify(execFile);

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** The fewest tests that each file must have run. */
const FILES = { './engine.test.js': 7, './later/sqlite.test.js': 112 };

for (const [name, node] of Object.entries(LATER_NODES)) {
  describe(name, () => {
    test('is later than Node 20', async () => {
      const { stdout: version } = await run(node, ['--version']);
      assert.ok(Number(version.match(/^v(\d+)/)[1]) > 20, version);
    });

    for (const [file, least] of Object.entries(FILES)) {
      test(file, async () => {
        const { NODE_TEST_CONTEXT, ...env } = process.env;
        const { stdout } = await run(node, ['--test', '--test-reporter=tap', path(file)], { env }).catch((error) => {
          throw new Error(error.stdout);
        });
        assert.match(stdout, /^# fail 0$/m);
        assert.ok(Number(stdout.match(/^# pass (\d+)$/m)[1]) >= least, stdout);
      });
    }
  });
}
