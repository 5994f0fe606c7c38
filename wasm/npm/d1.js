// A store in a Cloudflare D1 database. Its tables are made by `migrations/`. It needs the database itself: a session of
// `withSession` may read from a replica that lags behind.
//
// A read is one statement, and a commit is one `batch()`, which D1 runs as one transaction. Lists are bound as JSON in one
// parameter, so their length is not bounded by the 100 parameters of a statement.

import { rangeOf, recordOf, textOf } from './sql.js';

/** D1 refuses a parameter of more than 2,000,000 bytes: a statement takes puts of half of that, or one larger put. */
const PUTS_BYTES_MAX = 1_000_000;

/** The join is written as CROSS so that the list is walked and each key looked up, never the other way round. */
const GET = `
  SELECT asked.key, found.value, found.revision, found.expires_at
  FROM json_each(?2) AS asked
  CROSS JOIN userpool_records AS found ON found.partition = ?1 AND found.key = asked.value`;

/** Bounds are cast to text, since every blob is greater than every text. */
const SCAN = `
  SELECT key, value, revision, expires_at FROM userpool_records
  WHERE partition = ?1 AND key >= CAST(?2 AS TEXT) AND key < CAST(?3 AS TEXT)
  ORDER BY key LIMIT ?4`;
const SCAN_REVERSE = SCAN.replace('ORDER BY key', 'ORDER BY key DESC');

/** A check that does not hold wants to become a row of a table that takes none: see the migration. */
const CHECK = `
  INSERT INTO userpool_conflicts (conflicts)
  SELECT 1 FROM json_each(?2) AS asked
  WHERE (SELECT revision FROM userpool_records WHERE partition = ?1 AND key = asked.value ->> 0)
    IS NOT asked.value ->> 1
  LIMIT 1`;

/** The `WHERE true` tells SQLite that the conflict clause is not part of the join. */
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

/** A conflict has this name and no other sign. */
const CONFLICT = /\bCHECK constraint failed: userpool_conflict\b/;

export class D1Store {
  #database;

  constructor(database) {
    if (typeof database?.prepare !== 'function' || typeof database?.batch !== 'function') {
      throw new TypeError('userpool: D1Store needs a D1 database, such as env.DB');
    }
    if (typeof database.getBookmark === 'function') {
      throw new TypeError('userpool: D1Store needs the D1 database itself, and no session of it');
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

  /** Drops at most `limit` records that expired before `before`, in seconds since the Unix epoch; the oldest first. */
  async sweep(before, limit) {
    const { meta } = await this.#prepare(SWEEP, before, limit).run();
    return { records: meta.changes, more: limit > 0 && meta.changes === limit };
  }

  #prepare(sql, ...parameters) {
    return this.#database.prepare(sql).bind(...parameters);
  }
}

/** Puts as JSON lists of `[key, text, hex, revision, expiresAt]`: as few lists as the limit allows. */
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
