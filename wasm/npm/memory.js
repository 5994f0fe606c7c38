// A store in memory, for tests, scripts and experiments.

export class MemoryStore {
  #partitions = new Map();

  async get(partition, keys) {
    const { records } = this.#partitions.get(partition) ?? NOTHING;
    return keys.map((key) => copied(records.get(key)));
  }

  async scan(partition, { prefix, after, limit, reverse }) {
    const { records, order } = this.#partitions.get(partition) ?? NOTHING;
    const start = sortable(prefix);
    const bound = after === undefined ? undefined : sortable(after);
    const found = [];
    if (reverse) {
      const isInFront = (name) =>
        (name < start || name.startsWith(start)) && (bound === undefined || name < bound);
      let at = countOf(order, isInFront) - 1;
      for (; at >= 0 && found.length < limit && order[at].startsWith(start); at -= 1) found.push(order[at]);
    } else {
      let at = countOf(order, (name) => name < start || (bound !== undefined && name <= bound));
      for (; at < order.length && found.length < limit && order[at].startsWith(start); at += 1) found.push(order[at]);
    }
    return found.map((name) => {
      const key = sortable(name, BACK);
      return { key, ...copied(records.get(key)) };
    });
  }

  // Must not await, so that no other call runs between the checks and the writes.
  async commit({ partition, checks, puts, deletes }) {
    const found = this.#partitions.get(partition) ?? NOTHING;
    const holds = ({ key, revision }) => (found.records.get(key)?.revision ?? null) === revision;
    if (!checks.every(holds)) return false;
    if (puts.length === 0 && found === NOTHING) return true;
    const { records, order } = this.#of(partition);
    const placeOf = (name) => countOf(order, (other) => other < name);
    for (const { key, ...record } of puts) {
      if (!records.has(key)) {
        const name = sortable(key);
        order.splice(placeOf(name), 0, name);
      }
      records.set(key, copied(record));
    }
    for (const key of deletes) {
      if (records.delete(key)) order.splice(placeOf(sortable(key)), 1);
    }
    return true;
  }

  async sweep(before, limit) {
    let dropped = 0;
    for (const { records, order } of this.#partitions.values()) {
      for (const [key, { expiresAt }] of records) {
        if (dropped === limit) break;
        if (typeof expiresAt !== 'number' || expiresAt >= before) continue;
        records.delete(key);
        const name = sortable(key);
        order.splice(countOf(order, (other) => other < name), 1);
        dropped += 1;
      }
    }
    return { records: dropped, more: limit > 0 && dropped === limit };
  }

  #of(partition) {
    let found = this.#partitions.get(partition);
    // `order` has the keys in a form that JavaScript sorts in the order of the contract.
    if (found === undefined) this.#partitions.set(partition, (found = { records: new Map(), order: [] }));
    return found;
  }
}

/** Stands for partitions without records, so that reads of unknown partitions use no memory. */
const NOTHING = { records: new Map(), order: [] };

/** A copy, so that a caller cannot change the stored record. */
function copied(record) {
  if (record === undefined) return null;
  const { value, revision, expiresAt } = record;
  return { value: new Uint8Array(value), revision, expiresAt };
}

/** How many names pass `test`, by binary search: they come before all names that do not. */
function countOf(order, test) {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(order[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

// Keys are ordered by their UTF-8 bytes. JavaScript compares UTF-16 units, in which surrogates come before U+E000 to U+FFFF. The
// sortable form exchanges the two ranges, so that both orders agree.
const SURROGATES = 0x0800;
const OTHERS = 0x2000;
const THERE = (unit) => (unit < 0xe000 ? unit + OTHERS : unit - SURROGATES);
const BACK = (unit) => (unit < 0xf800 ? unit + SURROGATES : unit - OTHERS);

function sortable(text, move = THERE) {
  if (!/[\ud800-\uffff]/.test(text)) return text;
  return text.replace(/[\ud800-\uffff]/g, (unit) => String.fromCharCode(move(unit.charCodeAt(0))));
}
