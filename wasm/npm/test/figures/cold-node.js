// A program: imports the package, answers one DescribeUserPool and prints how many milliseconds that took.

import { readFileSync } from 'node:fs';

const { pool, records } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const begun = performance.now();
const { Engine } = await import('../../node.js');
const storage = {
  get: async (partition, keys) =>
    keys.map((key) => {
      const found = records.find((each) => each.partition === partition && each.key === key);
      return found === undefined ? null : { ...found.record, value: Buffer.from(found.record.value, 'base64') };
    }),
  scan: async () => [],
  commit: async () => true,
};
const engine = new Engine({ storage, masterKeys: [new Uint8Array(32).fill(7)] });
const { UserPool } = await engine.call('DescribeUserPool', { UserPoolId: pool });
if (UserPool.Name !== 'cold') throw new Error('DescribeUserPool returned another pool');
console.log(performance.now() - begun);
