// Scans with bounds of every kind, compared with a model that sorts and filters all keys by their bytes.

import assert from 'node:assert/strict';

import { batch, put } from './batches.js';

/** Characters that are neighbours in UTF-8, in UTF-16 or in both. */
const LETTERS = ['/', '0', 'a', 'b', '\u007f', '\u00e9', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}'];

const KEYS = LETTERS.flatMap((one) => [one, ...LETTERS.map((other) => one + other)]);
/** Every second key, so that bounds are both equal to keys and between keys. */
const STORED = KEYS.filter((_, index) => index % 2 === 0);
const PREFIXES = ['', 'a', 'a/', '\u{10ffff}', '\u{10000}', '\uffff', 'none'];

const inBytes = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other));

function model({ prefix, after, limit, reverse }) {
  const isBehind = (key) => after === undefined || (reverse ? inBytes(key, after) < 0 : inBytes(key, after) > 0);
  const keys = STORED.filter((key) => key.startsWith(prefix) && isBehind(key)).sort(inBytes);
  return (reverse ? keys.reverse() : keys).slice(0, limit);
}

/** Compares an empty store with the model. */
export async function compareScans(store) {
  await store.commit(batch('p', { puts: STORED.map((key) => put(key)) }));
  let found = 0;
  for (const prefix of PREFIXES) {
    for (const reverse of [false, true]) {
      // Only some of the many keys of two letters.
      for (const bound of [undefined, ...LETTERS, ...KEYS.filter((_, index) => index % 13 === 0)]) {
        const scan = { prefix, after: bound, limit: 5, reverse };
        const keys = (await store.scan('p', scan)).map(({ key }) => key);
        assert.deepEqual(keys, model(scan), JSON.stringify(scan));
        found += keys.length;
      }
    }
  }
  assert.ok(found > 500);
}
