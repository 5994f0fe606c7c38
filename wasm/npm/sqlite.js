// A store in an SQLite file, on `node:sqlite`: see `sqlite.d.ts`.
//
// The format of the file and its settings are those of the Rust crate `userpool-sqlite`, so that both can open it, also at the same
// time. A change of one must be made in the other.

import { accessSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { rangeOf, recordOf, textOf } from './sql.js';

/** `PRAGMA application_id` of the files: "UPol". */
const APPLICATION_ID = 0x55506f6c;

/** Entry `n` migrates a file from version `n` to `n + 1`. Entries are added, never changed. */
const MIGRATIONS = [
  `-- Strict, so that a column keeps what it was given; \`ANY\` takes text as text and blobs as blobs.
    CREATE TABLE records (
        partition  TEXT    NOT NULL,
        key        TEXT    NOT NULL,
        value      ANY     NOT NULL,
        revision   INTEGER NOT NULL,
        expires_at INTEGER,
        PRIMARY KEY (partition, key)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX records_by_expiry ON records (expires_at) WHERE expires_at IS NOT NULL;`,
];

/** The version of a file after all migrations. */
const NEWEST = MIGRATIONS.length;

const BEFORE_THE_TABLES = `
  PRAGMA cache_size = -16384;
  PRAGMA mmap_size = 268435456;
  -- An attacker may have prepared the file: its triggers and views must not call functions with side effects.
  PRAGMA trusted_schema = OFF;
  -- Overwrites deleted data.
  PRAGMA secure_delete = ON;`;

const AFTER_THE_TABLES = `
  PRAGMA synchronous = FULL;
  -- On macOS a plain fsync leaves data in the disk's cache. On other systems this has no effect.
  PRAGMA fullfsync = ON;
  -- Pages that are written often are merged into the file once for many commits.
  PRAGMA wal_autocheckpoint = 4096;
  -- Shrinks a log that grew large during a long read.
  PRAGMA journal_size_limit = 67108864;`;

// Parameters have no numbers: Node 22.13 takes those for names.

/**
 * A value is read as bytes, since some versions of Node end a text at its first NUL, which the Rust crate stores. It is null if
 * another program wrote a number.
 */
const VALUE = "CASE WHEN typeof(value) IN ('text', 'blob') THEN CAST(value AS BLOB) END AS value";

const GET = `SELECT ${VALUE}, revision, expires_at FROM records WHERE partition = ? AND key = ?`;
const REVISION = 'SELECT revision FROM records WHERE partition = ? AND key = ?';

/** The bounds are cast to text, since every blob is greater than every text. */
const SCAN = `
  SELECT key, ${VALUE}, revision, expires_at FROM records
  WHERE partition = ? AND key >= CAST(? AS TEXT) AND key < CAST(? AS TEXT)
  ORDER BY key LIMIT ?`;
const SCAN_REVERSE = SCAN.replace('ORDER BY key', 'ORDER BY key DESC');

/** A statement that sets the time writes the index by expiry again, even if the time is the same. */
const UPDATE = 'UPDATE records SET value = ?, revision = ? WHERE partition = ? AND key = ? AND expires_at = ?';

const UPSERT = `
  INSERT INTO records (partition, key, value, revision, expires_at) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (partition, key) DO UPDATE
  SET value = excluded.value, revision = excluded.revision, expires_at = excluded.expires_at`;

const DELETE = 'DELETE FROM records WHERE partition = ? AND key = ?';

const SWEEP = `
  DELETE FROM records WHERE (partition, key) IN (
    SELECT partition, key FROM records WHERE expires_at < ? ORDER BY expires_at LIMIT ?
  )`;

const READABLE = 'SELECT count(*) FROM (SELECT 1 FROM records LIMIT 1)';

/** How long to wait for another process that has locked the file. */
const BUSY_MILLIS_MAX = 5000;

/** How much of it SQLite waits, which stops the whole process. Then the store waits, and other work goes on. */
const BUSY_MILLIS_IN_SQLITE = 20;

/** The pause between two attempts. */
const BUSY_PAUSE_MILLIS = 5;

/** Free pages that a file keeps for the next writes: one mebibyte. */
const FREE_PAGES_KEPT = 256;

/** The most free pages that one sweep returns to the file system: eight mebibytes. */
const FREE_PAGES_RETURNED_MAX = 2048;

/** `PRAGMA auto_vacuum` of a file that returns free pages on request. */
const INCREMENTAL = 2;

// Result codes of SQLite.
const BUSY = 5;
const READ_ONLY = 8;
const CORRUPT = 11;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

export class SqliteStore {
  #file;
  #identity;
  #database;
  #statements = {};
  // The last commit failed. The next one writes to the file even if its batch writes nothing.
  #isFailing = false;
  // The log still holds records that were removed, since a sweep ran after the log was last emptied.
  #logHoldsDeleted = false;

  constructor(path) {
    if (typeof path !== 'string' || path === '') throw new TypeError('userpool: SqliteStore needs the path of a file');
    if (path === ':memory:') throw new TypeError('userpool: for a store in memory use MemoryStore');
    this.#file = resolve(path);
    this.#database = opened(path, this.#file);
    this.#identity = identityOf(this.#file);
    const statements = { GET, REVISION, SCAN, SCAN_REVERSE, UPDATE, UPSERT, DELETE, SWEEP, READABLE };
    for (const [name, sql] of Object.entries(statements)) this.#statements[name] = this.#database.prepare(sql);
  }

  async get(partition, keys) {
    const { GET } = this.#statements;
    const read = () => keys.map((key) => GET.get(partition, key));
    // All keys in one snapshot, since another process may write between two statements.
    const rows = await this.#patiently(keys.length > 1 ? () => this.#transact('DEFERRED', read) : read);
    return rows.map((row) => (row === undefined ? null : recordOf(row.value, row.revision, row.expires_at)));
  }

  async scan(partition, scan) {
    const { from, to } = rangeOf(scan);
    const statement = this.#statements[scan.reverse ? 'SCAN_REVERSE' : 'SCAN'];
    // Node 22 takes an empty list of bytes for NULL.
    const begin = from.length === 0 ? '' : from;
    const rows = await this.#patiently(() => statement.all(partition, begin, to, scan.limit));
    return rows.map((row) => ({ key: row.key, ...recordOf(row.value, row.revision, row.expires_at) }));
  }

  async commit(batch) {
    try {
      const done = await this.#patiently(() => {
        this.#refuseUnlessInPlace();
        // Immediate, so that no other process writes between the checks and the commit.
        return this.#transact('IMMEDIATE', () => this.#apply(batch));
      });
      this.#isFailing = false;
      return done;
    } catch (error) {
      this.#isFailing = true;
      throw error;
    }
  }

  async sweep(before, limit) {
    return this.#patiently(() => {
      this.#refuseUnlessInPlace();
      const { changes } = this.#transact('IMMEDIATE', () => this.#statements.SWEEP.run(before, limit));
      const pages = this.#giveBack();
      const more = pages.left || (limit > 0 && changes === limit);
      this.#logHoldsDeleted ||= changes > 0 || pages.returned;
      if (!more && this.#logHoldsDeleted) this.#logHoldsDeleted = !this.#emptyLog();
      return { records: changes, more };
    });
  }

  async check() {
    const failed = (reason) => (error) => {
      throw Object.assign(new Error(error.message), { reason });
    };
    try {
      this.#refuseUnlessInPlace();
    } catch (error) {
      failed('moved')(error);
    }
    await this.#patiently(() => this.#statements.READABLE.get()).catch(failed('read'));
    if (!this.#isFailing) return;
    await this.commit({ partition: 'check', checks: [], puts: [], deletes: [] }).catch(failed('write'));
  }

  close() {
    this.#database.close();
  }

  /** Runs inside a transaction. */
  #apply({ partition, checks, puts, deletes }) {
    const { REVISION, DELETE } = this.#statements;
    const holds = ({ key, revision }) => (REVISION.get(partition, key)?.revision ?? null) === revision;
    if (!checks.every(holds)) return false;
    for (const put of puts) this.#put(partition, put);
    for (const key of deletes) DELETE.run(partition, key);
    // A commit that writes nothing would succeed even if the disk is full, so this one rewrites the header.
    if (this.#isFailing) this.#database.exec(`PRAGMA user_version = ${NEWEST}`);
    return true;
  }

  #put(partition, { key, value, revision, expiresAt }) {
    const { UPDATE, UPSERT } = this.#statements;
    const stored = textOf(value) ?? value;
    if (expiresAt !== null && UPDATE.run(stored, revision, partition, key, expiresAt).changes > 0) return;
    UPSERT.run(partition, key, stored, revision, expiresAt);
  }

  /** Does not await, so that no other call runs inside the transaction. */
  #transact(kind, work) {
    this.#database.exec(`BEGIN ${kind}`);
    try {
      const done = work();
      this.#database.exec('COMMIT');
      return done;
    } catch (error) {
      try {
        this.#database.exec('ROLLBACK');
      } catch {
        // Some errors, such as a full disk, have ended the transaction.
      }
      throw error;
    }
  }

  /** Repeats `attempt` while another process has locked the file. */
  async #patiently(attempt) {
    const end = performance.now() + BUSY_MILLIS_MAX;
    for (;;) {
      try {
        return attempt();
      } catch (error) {
        if (!isOf(error, BUSY) || performance.now() > end) throw error;
      }
      await sleep(BUSY_PAUSE_MILLIS);
    }
  }

  /** Writes to a file that was deleted or replaced after it was opened would succeed and be lost. */
  #refuseUnlessInPlace() {
    let why = 'it was replaced by another file';
    try {
      if (identityOf(this.#file) === this.#identity) return;
    } catch (error) {
      why = error.code === 'ENOENT' ? 'it was deleted or moved away' : error.code;
    }
    throw new Error(`cannot use ${this.#file}: ${why}`);
  }

  /** Returns a bounded number of free pages to the file system; the next checkpoint shortens the file. */
  #giveBack() {
    if (numberOf(this.#database, 'auto_vacuum') !== INCREMENTAL) return { returned: false, left: false };
    const spare = numberOf(this.#database, 'freelist_count') - FREE_PAGES_KEPT;
    if (spare <= 0) return { returned: false, left: false };
    // Each step of the statement frees one page.
    this.#database.prepare(`PRAGMA incremental_vacuum(${Math.min(spare, FREE_PAGES_RETURNED_MAX)})`).all();
    return { returned: true, left: spare > FREE_PAGES_RETURNED_MAX };
  }

  /** Merges the log into the file and empties it, since it still holds deleted records. Does not wait for readers. */
  #emptyLog() {
    this.#database.exec('PRAGMA busy_timeout = 0');
    try {
      return this.#database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get().busy === 0;
    } finally {
      this.#database.exec(`PRAGMA busy_timeout = ${BUSY_MILLIS_IN_SQLITE}`);
    }
  }
}

/** Opens the file, and creates it if it does not exist. Refuses a file of another program without changing it. */
function opened(path, file) {
  const failed = (why) => new Error(`cannot open ${path}: ${why}`);
  try {
    create(file);
    accessSync(file, constants.R_OK);
  } catch (error) {
    throw failed(reasonOf(error));
  }
  try {
    accessSync(file, constants.W_OK);
  } catch {
    throw new Error(`cannot write to ${path}`);
  }
  inspect(path, file);
  let database;
  try {
    database = new DatabaseSync(file);
    database.exec(`PRAGMA busy_timeout = ${BUSY_MILLIS_MAX}; ${BEFORE_THE_TABLES}`);
    // Again, since the log may hold a newer version than the file.
    refuseOthers(path, database);
    migrate(database);
    writeAhead(path, database);
    database.exec(`${AFTER_THE_TABLES} PRAGMA busy_timeout = ${BUSY_MILLIS_IN_SQLITE}`);
    return database;
  } catch (error) {
    database?.close();
    if (error.errcode === undefined) throw error;
    throw explained(path, error);
  }
}

/** Creates the file, empty and private, if it does not exist. SQLite gives the log and its index the same mode. */
function create(file) {
  try {
    if (statSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
    return;
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    // Another process may have created it first.
    if (error.code !== 'EEXIST') throw error;
  }
}

/** Refuses a file that is not this store's, without changing anything. */
function inspect(path, file) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      inspectOnce(path, file);
      return;
    } catch (error) {
      // Another process may be creating the file at this moment.
      if (attempt === 20) throw error;
    }
    pause();
  }
}

/**
 * Reads the application id and the version from the file's header.
 *
 * SQLite reads them, because closing a descriptor of our own would release this process's locks on the file (POSIX). An immutable
 * connection takes no locks, replays no journal, merges no log and leaves nothing behind. It sees the file without its log; SQLite
 * reports pages that are in the log only as damage, unless the schema is writable.
 */
function inspectOnce(path, file) {
  let header;
  try {
    header = new DatabaseSync(`${pathToFileURL(file)}?immutable=1`, { readOnly: true, defensive: false });
    header.exec('PRAGMA writable_schema = ON');
    refuseOthers(path, header);
  } catch (error) {
    // Before Node 22.15 a name is never a URL. Then only the connection that is opened next inspects the file.
    if (isOf(error, CANNOT_OPEN) || isOf(error, CORRUPT)) return;
    throw error.errcode === undefined ? error : explained(path, error);
  } finally {
    header?.close();
  }
}

function refuseOthers(path, database) {
  if (numberOf(database, 'page_count') === 0) return;
  // SQLite reads both as signed numbers.
  const id = numberOf(database, 'application_id') >>> 0;
  if (id !== APPLICATION_ID) {
    throw new Error(`${path} is an SQLite database, but not a user pool's (application id 0x${id.toString(16)})`);
  }
  const found = numberOf(database, 'user_version') >>> 0;
  if (found > NEWEST) {
    throw new Error(
      `${path} was written by a newer version of userpool (schema version ${found}, and this program knows ${NEWEST}): update ` +
        'this program, or restore a backup that it can read',
    );
  }
}

/** Migrates the file to the newest version in one transaction. */
function migrate(database) {
  if (numberOf(database, 'user_version') === NEWEST) return;
  // Only effective in a file without tables.
  database.exec(`PRAGMA auto_vacuum = ${INCREMENTAL}; BEGIN IMMEDIATE`);
  // Read again: another process may have migrated the file while this one waited for the lock.
  for (const migration of MIGRATIONS.slice(numberOf(database, 'user_version'))) database.exec(migration);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${NEWEST}; COMMIT`);
}

/** Turns on the write-ahead log. SQLite does not wait for other processes when it changes the mode. */
function writeAhead(path, database) {
  const end = performance.now() + BUSY_MILLIS_MAX;
  for (;;) {
    try {
      const { journal_mode: mode } = database.prepare('PRAGMA journal_mode = WAL').get();
      if (mode === 'wal') return;
      throw new Error(`${path} cannot have a write-ahead log (journal mode stays "${mode}"): is it on a network?`);
    } catch (error) {
      if (!isOf(error, BUSY) || performance.now() > end) throw error;
    }
    pause();
  }
}

/** Waits without other work in between, since a constructor cannot await. */
function pause() {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MILLIS);
}

function explained(path, error) {
  if (isOf(error, NOT_A_DATABASE)) return new Error(`${path} is not an SQLite database`);
  if (isOf(error, READ_ONLY)) return new Error(`cannot write to ${path}`);
  return new Error(`cannot open ${path}: ${error.message}`);
}

/** The error of the operating system, without the path and the name of the call. */
function reasonOf(error) {
  const [, text] = /^[A-Z]+: (.*?), /.exec(error.message) ?? [];
  return text ?? error.code;
}

/** The lowest byte of a result code is its kind. */
function isOf(error, kind) {
  return typeof error?.errcode === 'number' && (error.errcode & 0xff) === kind;
}

function numberOf(database, pragma) {
  return database.prepare(`PRAGMA ${pragma}`).get()[pragma];
}

function identityOf(file) {
  const { dev, ino } = statSync(file, { bigint: true });
  return `${dev} ${ino}`;
}
