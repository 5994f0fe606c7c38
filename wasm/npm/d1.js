// A store in a Cloudflare D1 database, with the tables of `migrations/`.
//
// A read is one statement, and a commit is one `batch()`, which D1 runs as one transaction. A list is bound as JSON in one
// parameter, because a statement may have at most 100 parameters.

import { rangeOf, recordOf, textOf } from './sql.js';

/** D1 refuses a parameter of more than 2,000,000 bytes. So a statement has puts of up to half of that, or one larger put. */
const PUTS_BYTES_MAX = 1_000_000;

/** `CROSS JOIN` makes SQLite look up each key of the list, instead of searching the list for each record. */
const GET = `
  SELECT asked.key, found.value, found.revision, found.expires_at
  FROM json_each(?2) AS asked
  CROSS JOIN userpool_records AS found ON found.partition = ?1 AND found.key = asked.value`;

/** The bounds are cast to text, since every blob is greater than every text. */
const SCAN = `
  SELECT key, value, revision, expires_at FROM userpool_records
  WHERE partition = ?1 AND key >= CAST(?2 AS TEXT) AND key < CAST(?3 AS TEXT)
  ORDER BY key LIMIT ?4`;
const SCAN_REVERSE = SCAN.replace('ORDER BY key', 'ORDER BY key DESC');

/** Inserts a row for each failed check into a table whose constraint always fails: see the migration. */
const CHECK = `
  INSERT INTO userpool_conflicts (conflicts)
  SELECT 1 FROM json_each(?2) AS asked
  WHERE (SELECT revision FROM userpool_records WHERE partition = ?1 AND key = asked.value ->> 0)
    IS NOT asked.value ->> 1
  LIMIT 1`;

/** Without `WHERE true` SQLite would parse `ON CONFLICT` as a part of the join. */
const PUT = `
  INSERT INTO userpool_records (partition, key, value, revision, expires_at)
  SELECT ?1, value ->> 0, coalesce(value ->> 1, unhex(value ->> 2)), value ->> 3, value ->> 4
  FROM json_each(?2) WHERE true
  ON CONFLICT (partition, key) DO UPDATE
  SET value = excluded.value, revision = excluded.revision, expires_at = excluded.expires_at`;

const DELETE = `
  DELETE FROM userpool_records
  WHERE partition = ?1 AND key IN (SELECT value FROM json_each(?2))`;

const SWEEP = `
  DELETE FROM userpool_records WHERE (partition, key) IN (
    SELECT partition, key FROM userpool_records WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2
  )`;

/** The name of the constraint is the only sign of a conflict. */
const CONFLICT = /\bCHECK constraint failed: userpool_conflict\b/;

export class D1Store {
  #database;

  constructor(database) {
    if (typeof database?.prepare !== 'function' || typeof database?.batch !== 'function') {
      throw new TypeError('userpool: D1Store needs a D1 database, such as env.DB');
    }
    if (typeof database.getBookmark === 'function') {
      throw new TypeError('userpool: D1Store needs the D1 database itself, not a session');
    }
    this.#database = database;
  }

  async get(partition, keys) {
    if (keys.length === 0) return [];
    const rows = await this.#prepare(GET, partition, JSON.stringify(keys)).raw();
    const records = keys.map(() => null);
    for (const [index, ...columns] of rows) records[index] = recordOf(...columns);
    return records;
  }

  async scan(partition, scan) {
    const { from, to } = rangeOf(scan);
    const rows = await this.#prepare(scan.reverse ? SCAN_REVERSE : SCAN, partition, from, to, scan.limit).raw();
    return rows.map(([key, ...columns]) => ({ key, ...recordOf(...columns) }));
  }

  async commit({ partition, checks, puts, deletes }) {
    const statements = [];
    const add = (sql, list) => statements.push(this.#prepare(sql, partition, list));
    if (checks.length > 0) add(CHECK, JSON.stringify(checks.map(({ key, revision }) => [key, revision])));
    for (const list of bundled(puts)) add(PUT, list);
    if (deletes.length > 0) add(DELETE, JSON.stringify(deletes));
    if (statements.length === 0) return true;
    try {
      await this.#database.batch(statements);
    } catch (error) {
      if (error instanceof Error && CONFLICT.test(error.message)) return false;
      throw error;
    }
    return true;
  }

  /** Removes at most `limit` records that expired before `before`, in seconds since the Unix epoch, the oldest first. */
  async sweep(before, limit) {
    const { meta } = await this.#prepare(SWEEP, before, limit).run();
    return { records: meta.changes, more: limit > 0 && meta.changes === limit };
  }

  #prepare(sql, ...parameters) {
    return this.#database.prepare(sql).bind(...parameters);
  }
}

/** The puts as JSON lists of `[key, text, hex, revision, expiresAt]`, in as few lists as the limit allows. */
function bundled(puts) {
  const encoder = new TextEncoder();
  const bundles = [];
  let size = Infinity;
  for (const { key, value, revision, expiresAt } of puts) {
    const text = textOf(value);
    const row = JSON.stringify([key, text ?? null, text === undefined ? toHex(value) : null, revision, expiresAt]);
    const bytes = encoder.encode(row).length + 1;
    if (size + bytes > PUTS_BYTES_MAX) {
      bundles.push([]);
      size = 1;
    }
    bundles.at(-1).push(row);
    size += bytes;
  }
  return bundles.map((rows) => `[${rows.join(',')}]`);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function toHex(bytes) {
  let text = '';
  for (const byte of bytes) text += HEX[byte];
  return text;
}
