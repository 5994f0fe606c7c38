// A store in memory: for tests, for Node scripts and for trying things out in a browser.

export class MemoryStore {
  #partitions = new Map();

  async get(partition, keys) {
    const records = this.#records(partition);
    return keys.map((key) => records.get(key) ?? null);
  }

  async scan(partition, { prefix, after, limit, reverse }) {
    const found = [...this.#records(partition).keys()]
      .filter((key) => key.startsWith(prefix))
      .sort(reverse ? (one, other) => byBytes(other, one) : byBytes);
    const isBehind = (key) => after === undefined || (reverse ? byBytes(key, after) < 0 : byBytes(key, after) > 0);
    return found
      .filter(isBehind)
      .slice(0, limit)
      .map((key) => ({ key, ...this.#records(partition).get(key) }));
  }

  // Nothing in here waits, so nothing comes between the checks and the writes.
  async commit({ partition, checks, puts, deletes }) {
    const records = this.#records(partition);
    const holds = ({ key, revision }) => (records.get(key)?.revision ?? null) === revision;
    if (!checks.every(holds)) return false;
    for (const { key, value, revision, expiresAt } of puts) records.set(key, { value, revision, expiresAt });
    for (const key of deletes) records.delete(key);
    return true;
  }

  #records(partition) {
    let records = this.#partitions.get(partition);
    if (records === undefined) this.#partitions.set(partition, (records = new Map()));
    return records;
  }
}

const encoder = new TextEncoder();

// Keys are ordered by their UTF-8 bytes; JavaScript compares UTF-16, which differs beyond the basic plane.
function byBytes(one, other) {
  if (one === other) return 0;
  const [a, b] = [encoder.encode(one), encoder.encode(other)];
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    if (a[at] !== b[at]) return a[at] - b[at];
  }
  return a.length - b.length;
}
