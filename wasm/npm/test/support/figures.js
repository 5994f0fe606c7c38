// Stores figures that tests measure, for `figures/figures.js` to print.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../../../target/npm-figures/', import.meta.url));

export function record(name, figures) {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}${name}.json`, JSON.stringify(figures));
}

export function recorded(name) {
  return JSON.parse(readFileSync(`${FOLDER}${name}.json`, 'utf8'));
}

/** The quantile of `values`: 0.5 is the median. */
export function quantile(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
