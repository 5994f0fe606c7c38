// Stores in SQLite-backed Durable Objects: see `durable-object.d.ts`.

import { DurableObject } from 'cloudflare:workers';

import { rangeOf, recordOf, textOf } from './sql.js';

/** Entry `n` migrates an object from version `n` to `n + 1`. Entries are added, never changed. */
const MIGRATIONS = [
  `-- Strict, so that a column keeps what it was given; ANY takes text as text and blobs as blobs.
   CREATE TABLE userpool_records (
     partition  TEXT    NOT NULL,
     key        TEXT    NOT NULL,
     value      ANY     NOT NULL CONSTRAINT userpool_records_value CHECK (typeof(value) IN ('text', 'blob')),
     revision   INTEGER NOT NULL CONSTRAINT userpool_records_revision CHECK (revision BETWEEN 0 AND 9007199254740991),
     expires_at INTEGER CONSTRAINT userpool_records_expires_at CHECK (expires_at BETWEEN 0 AND 9007199254740991),
     PRIMARY KEY (partition, key)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX userpool_records_by_expiry ON userpool_records (expires_at) WHERE expires_at IS NOT NULL;`,
];

const GET = 'SELECT value, revision, expires_at FROM userpool_records WHERE partition = ?1 AND key = ?2';
const REVISION = 'SELECT revision FROM userpool_records WHERE partition = ?1 AND key = ?2';

/** The bounds are cast to text, since every blob is greater than every text. */
const SCAN = `
  SELECT key, value, revision, expires_at FROM userpool_records
  WHERE partition = ?1 AND key >= CAST(?2 AS TEXT) AND key < CAST(?3 AS TEXT)
  ORDER BY key LIMIT ?4`;
const SCAN_REVERSE = SCAN.replace('ORDER BY key', 'ORDER BY key DESC');

const PUT = `
  INSERT INTO userpool_records (partition, key, value, revision, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
  ON CONFLICT (partition, key) DO UPDATE
  SET value = excluded.value, revision = excluded.revision, expires_at = excluded.expires_at`;

const DELETE = 'DELETE FROM userpool_records WHERE partition = ?1 AND key = ?2';

const PURGE = `
  DELETE FROM userpool_records WHERE (partition, key) IN (
    SELECT partition, key FROM userpool_records WHERE expires_at < ?1 ORDER BY expires_at LIMIT ?2
  )`;

/** Expired records stay for an hour, since clocks may differ. */
const PURGE_GRACE_SECONDS = 3600;

/** The most records that one alarm removes. */
const PURGE_MAX = 5000;

/** An object that has records with an expiry removes the expired ones once a day. */
const PURGE_EVERY_MILLIS = 24 * 60 * 60 * 1000;

export class SqlStore {
  #storage;
  #sql;
  #version;

  constructor(storage) {
    if (typeof storage?.transactionSync !== 'function') {
      throw new TypeError('userpool: SqlStore needs the storage of a Durable Object, ctx.storage');
    }
    this.#storage = storage;
    this.#sql = storage.sql;
    this.#version = versionIn(this.#sql);
    // Tables are created by the first commit, so that a read of an unused object stores nothing.
    if (this.#version > 0) this.#version = storage.transactionSync(() => this.#migrate());
  }

  async get(partition, keys) {
    return keys.map((key) => {
      const row = this.#rowOf(partition, key);
      return row === undefined ? null : recordOf(row.value, row.revision, row.expires_at);
    });
  }

  async scan(partition, scan) {
    if (this.#version === 0) return [];
    const { from, to } = rangeOf(scan);
    const rows = this.#sql.exec(scan.reverse ? SCAN_REVERSE : SCAN, partition, from, to, scan.limit).toArray();
    return rows.map((row) => ({ key: row.key, ...recordOf(row.value, row.revision, row.expires_at) }));
  }

  // Must not await, so that no other call runs between the checks and the writes.
  async commit({ partition, checks, puts, deletes }) {
    if (checks.length + puts.length + deletes.length === 0) return true;
    let version = this.#version;
    const done = this.#storage.transactionSync(() => {
      if (!checks.every(({ key, revision }) => this.#revisionOf(partition, key) === revision)) return false;
      if (puts.length > 0) version = this.#migrate();
      for (const { key, value, revision, expiresAt } of puts) {
        this.#sql.exec(PUT, partition, key, textOf(value) ?? value, revision, expiresAt);
      }
      if (version === 0) return true;
      for (const key of deletes) this.#sql.exec(DELETE, partition, key);
      return true;
    });
    // After the transaction, which removes the tables again if it fails.
    this.#version = version;
    return done;
  }

  async sweep(before, limit) {
    if (this.#version === 0) return { records: 0, more: false };
    const dropped = this.#sql.exec(PURGE + ' RETURNING 1', before, limit).toArray().length;
    return { records: dropped, more: limit > 0 && dropped === limit };
  }

  #rowOf(partition, key) {
    return this.#version === 0 ? undefined : first(this.#sql, GET, partition, key);
  }

  #revisionOf(partition, key) {
    return this.#version === 0 ? null : (first(this.#sql, REVISION, partition, key)?.revision ?? null);
  }

  /** Migrates the tables to the newest version and returns it. Runs inside a transaction. */
  #migrate() {
    if (this.#version > MIGRATIONS.length) {
      throw new Error(
        `the object was written by a newer version of userpool (schema version ${this.#version}, and this package knows ` +
          `${MIGRATIONS.length}): update the package`,
      );
    }
    if (this.#version < MIGRATIONS.length) {
      for (const migration of MIGRATIONS.slice(this.#version)) this.#sql.exec(migration);
      this.#sql.exec('CREATE TABLE IF NOT EXISTS userpool_schema (version INTEGER NOT NULL) STRICT');
      this.#sql.exec('DELETE FROM userpool_schema');
      this.#sql.exec('INSERT INTO userpool_schema VALUES (?)', MIGRATIONS.length);
    }
    return MIGRATIONS.length;
  }
}

export class PartitionObject extends DurableObject {
  #store;
  #partition;
  #alarm;

  constructor(ctx, env) {
    super(ctx, env);
    this.#store = new SqlStore(ctx.storage);
    if (versionIn(ctx.storage.sql) > 0) {
      this.#partition = first(ctx.storage.sql, 'SELECT partition FROM userpool_records LIMIT 1')?.partition;
    }
  }

  async get(partition, keys) {
    this.#own(partition);
    return this.#store.get(partition, keys);
  }

  async scan(partition, scan) {
    this.#own(partition);
    return this.#store.scan(partition, scan);
  }

  async commit(batch) {
    this.#own(batch.partition);
    if (batch.puts.some(({ expiresAt }) => expiresAt !== null)) await this.#wake();
    return this.#store.commit(batch);
  }

  async alarm() {
    const sql = this.ctx.storage.sql;
    const before = Math.floor(Date.now() / 1000) - PURGE_GRACE_SECONDS;
    this.#alarm = null;
    if (versionIn(sql) === 0) return;
    sql.exec(PURGE, before, PURGE_MAX);
    const left = first(sql, 'SELECT min(expires_at) AS earliest FROM userpool_records WHERE expires_at IS NOT NULL');
    if (left.earliest === null) return;
    // If expired records are left, the next alarm runs at once.
    await this.#setAlarm(Date.now() + (left.earliest < before ? 0 : PURGE_EVERY_MILLIS));
  }

  // Refuses other partitions than the first, so that a mistake in routing cannot mix two pools.
  #own(partition) {
    this.#partition ??= partition;
    if (partition !== this.#partition) throw new Error('this object holds another partition');
  }

  async #wake() {
    this.#alarm ??= await this.ctx.storage.getAlarm();
    if (this.#alarm === null) await this.#setAlarm(Date.now() + PURGE_EVERY_MILLIS);
  }

  async #setAlarm(time) {
    await this.ctx.storage.setAlarm(time);
    this.#alarm = time;
  }
}

export class DurableObjectStore {
  #namespace;
  #options;

  constructor(namespace, { locationHint, jurisdiction } = {}) {
    if (typeof namespace?.idFromName !== 'function' || typeof namespace?.get !== 'function') {
      throw new TypeError('userpool: DurableObjectStore needs a namespace of PartitionObject, such as env.PARTITIONS');
    }
    this.#namespace = jurisdiction === undefined ? namespace : namespace.jurisdiction(jurisdiction);
    this.#options = locationHint === undefined ? {} : { locationHint };
  }

  async get(partition, keys) {
    return this.#object(partition).get(partition, keys);
  }

  async scan(partition, scan) {
    return this.#object(partition).scan(partition, scan);
  }

  async commit(batch) {
    return this.#object(batch.partition).commit(batch);
  }

  // Makes a new stub for each call: a stub belongs to one request, and some errors break it permanently.
  #object(partition) {
    return this.#namespace.get(this.#namespace.idFromName(partition), this.#options);
  }
}

/** The schema version of an object; 0 before the first commit. */
function versionIn(sql) {
  if (first(sql, "SELECT 1 FROM sqlite_master WHERE name = 'userpool_schema'") === undefined) return 0;
  return first(sql, 'SELECT version FROM userpool_schema')?.version ?? 0;
}

function first(sql, statement, ...parameters) {
  return sql.exec(statement, ...parameters).toArray()[0];
}
