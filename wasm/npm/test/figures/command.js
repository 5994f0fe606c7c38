// How long the command `userpool` takes until its first answer, once it is installed, in the newest Node.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { Command } from '../support/command.js';
import { quantile } from '../support/figures.js';
import { callOver } from '../support/http.js';
import { LATER_NODES } from '../support/later-node.js';
import { PACKAGE } from '../support/miniflare.js';

const ROUNDS = 9;

const ANYONE = '--danger-accept-any-credentials';

/**
 * Median milliseconds from the start of the process to the answer of `ListUserPools`, as a client measures it: with a `fresh` data
 * folder, with the folder `again`, in `memory`, and again by `npx`.
 */
export async function commandStart() {
  const node = LATER_NODES['the newest Node'];
  const place = mkdtempSync(join(tmpdir(), 'userpool-start-'));
  try {
    const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', place], { cwd: PACKAGE }));
    writeFileSync(join(place, 'package.json'), '{}');
    execFileSync('npm', ['install', '--silent', join(place, filename)], { cwd: place });
    const program = [node, join(place, 'node_modules/.bin/userpool')];
    const options = { cwd: place, env: { PATH: `${dirname(node)}${delimiter}${process.env.PATH}` } };
    const median = async (program, flags, more) => {
      const times = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        times.push(await firstAnswer(program, flags(round), { ...options, ...more }));
      }
      return quantile(times, 0.5);
    };
    const data = (name) => ['--data', join(place, name)];
    return {
      fresh: await median(program, (round) => data(`fresh-${round}`)),
      again: await median(program, () => data('fresh-0')),
      memory: await median(program, () => ['--memory']),
      npx: await median(['npx', '--no-install', 'userpool'], () => data('fresh-0'), { isGroup: true }),
    };
  } finally {
    rmSync(place, { recursive: true });
  }
}

async function firstAnswer(program, flags, options) {
  const begun = performance.now();
  const command = await Command.start(program, [ANYONE, ...flags], options);
  await callOver(command.url, 'ListUserPools', { MaxResults: 1 });
  const taken = performance.now() - begun;
  await command.stop();
  return taken;
}
