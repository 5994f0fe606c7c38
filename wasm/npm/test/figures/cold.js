// How long a new isolate takes until its first answer. One Worker loads another into a new isolate for each request. The time is
// measured outside of workerd, because the clock inside does not advance.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { MemoryStore } from '../../memory.js';
import { Engine } from '../../node.js';
import { quantile } from '../support/figures.js';
import { send } from '../support/http.js';
import { COMPATIBILITY_DATE, packageModules, start } from '../support/miniflare.js';
import { childrenOf, cpuMillis } from '../support/processes.js';

const ROUNDS = 15;

/** The Workers to load, by what they measure. */
const MAINS = {
  // Loading any Worker, with the same modules passed to it.
  nothing: "export default { fetch: () => new Response('nothing') };",
  // Starting the module, without a call.
  start: "import '../../../workerd.js'; export default { fetch: () => new Response('started') };",
  answer: `
    import { Engine } from '../../../workerd.js';
    import records from './records.json';

    const bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const find = (partition, key) => {
      const found = records.find((each) => each.partition === partition && each.key === key);
      return found === undefined ? null : { ...found.record, value: bytesOf(found.record.value) };
    };
    const storage = {
      get: async (partition, keys) => keys.map((key) => find(partition, key)),
      scan: async () => [],
      commit: async () => true,
    };
    const engine = new Engine({ storage, masterKeys: [new Uint8Array(32).fill(7)] });

    export default {
      async fetch(request) {
        const { UserPool } = await engine.call('DescribeUserPool', await request.json());
        return new Response(UserPool.Name);
      },
    };`,
};

const ANSWERS = { nothing: 'nothing', start: 'started', answer: 'cold' };

/**
 * Milliseconds of `nothing`, `start` and `answer`: `time` until the answer (median), the `best` of these times, and `cpu` of
 * workerd (median), on which other work on the machine has less effect.
 */
export async function cold() {
  const { pool, records } = await preparedPool();
  const modules = packageModules();
  const texts = modules.filter(({ type }) => type === 'ESModule').map(({ path, contents }) => [path, String(contents)]);
  const { contents: wasm } = modules.find(({ type }) => type === 'CompiledWasm');
  const given = { mains: MAINS, modules: texts, records, compatibilityDate: COMPATIBILITY_DATE };
  const before = new Set(childrenOf(process.pid));
  const miniflare = await start(
    [
      { type: 'ESModule', path: '/cold.js', contents: readFileSync(new URL('./cold-worker.js', import.meta.url)) },
      { type: 'ESModule', path: '/given.js', contents: `export default ${JSON.stringify(given)};` },
      { type: 'Data', path: '/module.bin', contents: wasm },
    ],
    { compatibilityFlags: ['experimental'], workerLoaders: { LOADER: {} } },
  );
  try {
    const url = await miniflare.ready;
    const workerd = childrenOf(process.pid).find((pid) => !before.has(pid));
    const figures = Object.fromEntries(Object.keys(MAINS).map((main) => [main, { time: [], cpu: [] }]));
    // The first round warms up the loading Worker and is not counted.
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [main, { time, cpu }] of Object.entries(figures)) {
        const [begun, used] = [performance.now(), cpuMillis(workerd)];
        const answer = await send(new URL(`/${main}/${round}`, url), { body: JSON.stringify({ UserPoolId: pool }) });
        const taken = performance.now() - begun;
        if (answer.text !== ANSWERS[main]) throw new Error(`${main}: ${answer.status} ${answer.text}`);
        if (round === 0) continue;
        time.push(taken);
        cpu.push(cpuMillis(workerd) - used);
      }
    }
    return Object.fromEntries(
      Object.entries(figures).map(([main, { time, cpu }]) => [
        main,
        { time: quantile(time, 0.5), best: Math.min(...time), cpu: quantile(cpu, 0.5) },
      ]),
    );
  } finally {
    await miniflare.dispose();
  }
}

/** Median milliseconds from the start of the program in a new Node process to its first answer, the import included. */
export async function coldInNode() {
  const folder = mkdtempSync(join(tmpdir(), 'userpool-cold-'));
  try {
    const file = join(folder, 'prepared.json');
    writeFileSync(file, JSON.stringify(await preparedPool()));
    const program = fileURLToPath(new URL('./cold-node.js', import.meta.url));
    const run = () => Number(execFileSync(process.execPath, [program, file], { encoding: 'utf8' }));
    return quantile(Array.from({ length: ROUNDS }, run), 0.5);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A pool and its records, for the store of the new isolates. */
async function preparedPool() {
  const records = [];
  const memory = new MemoryStore();
  const storage = {
    get: (...given) => memory.get(...given),
    scan: (...given) => memory.scan(...given),
    commit(batch) {
      for (const { key, value, ...record } of batch.puts) {
        const text = Buffer.from(value).toString('base64');
        records.push({ partition: batch.partition, key, record: { ...record, value: text } });
      }
      return memory.commit(batch);
    },
  };
  const engine = new Engine({ storage, masterKeys: [new Uint8Array(32).fill(7)] });
  const { UserPool } = await engine.call('CreateUserPool', { PoolName: 'cold' });
  return { pool: UserPool.Id, records };
}
