// The data folder: checked first, created and opened only when all other checks have passed.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { MemoryStore } from '../memory.js';
import { create, createFolder, DRAFT_PREFIX, othersMayRead, read, reasonOf } from './private-file.js';
import { credentialsOf, masterKeysOf, newCredentials, newMasterKey } from './secrets.js';

const DATABASE = 'users.db';
const MASTER_KEY = 'master.key';
const CREDENTIALS = 'credentials';
const MESSAGES = 'messages.jsonl';

/** This file exists once the database is in use. It distinguishes a lost database from a new folder. */
const BEGUN = 'users.db.begun';

const BEGUN_TEXT = `\
users.db was begun in this folder. While this file is here, the server does not begin an empty users.db in its place.
To begin anew on purpose, delete this file together with users.db.
`;

/** The folder, or a file that belongs to it, cannot be used. The message is one line, and quotes no secret. */
export class FolderError extends Error {}

/** A data folder or an empty folder that can become one, or no folder. Nothing is written before `open`. */
export class DataFolder {
  /** Absolute; undefined: all data is in memory. */
  path;
  /** The file of messages; undefined: messages are printed only. */
  messages;
  /** The credentials file for clients; undefined: there is none, or any signature is accepted. */
  credentials;
  #masterKeys;
  #credentials;

  /** `inMemory`: without a folder. */
  static look(options, inMemory) {
    const folder = new DataFolder();
    const given = options.credentials;
    if (inMemory) {
      folder.#masterKeys = SecretFile.inMemory(masterKeysOf, newMasterKey);
      folder.#credentials =
        given === undefined
          ? SecretFile.inMemory(credentialsOf, newCredentials)
          : SecretFile.look(given, given, credentialsOf, newCredentials);
    } else {
      folder.#look(options);
    }
    if (options['danger-accept-any-credentials']) folder.#credentials = undefined;
    folder.credentials = folder.#credentials?.path;
    return folder;
  }

  #look(options) {
    this.path = resolve(options.data);
    this.messages = join(this.path, MESSAGES);
    const within = (name) => join(this.path, name);
    refuseUnlessOursOrEmpty(this.path);
    this.#masterKeys = SecretFile.look(options['master-key-file'], within(MASTER_KEY), masterKeysOf, newMasterKey);
    const { database } = this;
    if (this.#masterKeys.content === undefined && existsSync(database)) {
      throw new FolderError(
        `${database} cannot be opened without the key it was made with; put ${this.#masterKeys.path} back`,
      );
    }
    if (existsSync(within(BEGUN)) && (statSync(database, { throwIfNoEntry: false })?.size ?? 0) === 0) {
      throw new FolderError(
        `${database} is missing or empty, and it was in use before; put it back, or delete ${within(BEGUN)} to begin anew`,
      );
    }
    if (options['danger-accept-any-credentials']) return;
    this.#credentials = SecretFile.look(options.credentials, within(CREDENTIALS), credentialsOf, newCredentials);
  }

  /**
   * Opens the database. Creates the folder and missing files. `made` is an administrator's credential for this run only, which is
   * in no file.
   */
  open(SqliteStore, log) {
    if (this.path !== undefined) usable(this.path, () => createFolder(this.path));
    // The key first, so that a crash cannot leave a database without its key.
    const masterKeys = this.#masterKeys.open();
    const storage = this.path === undefined ? new MemoryStore() : this.#database(SqliteStore);
    // The credential last, so that the folder stays unchanged if the database is refused.
    const credentials = this.#credentials?.open();
    const made = this.#credentials?.path === undefined ? credentials?.[0] : undefined;
    for (const file of [this.#masterKeys.path, this.credentials].filter((each) => each !== undefined)) {
      if (!othersMayRead(file)) continue;
      log.warn('other users of this machine may read this secret; chmod 600 it', { file });
    }
    return { storage, masterKeys, credentials, made };
  }

  /** Opens a database that exists, with its keys; undefined if there is none. Creates no file. */
  openExisting(SqliteStore) {
    const masterKeys = this.#masterKeys.content;
    if (masterKeys === undefined || !existsSync(this.database)) return undefined;
    return { storage: this.#database(SqliteStore), masterKeys };
  }

  /** The path of the database. */
  get database() {
    return join(this.path, DATABASE);
  }

  #database(SqliteStore) {
    try {
      return new SqliteStore(this.database);
    } catch (error) {
      throw new FolderError(error.message);
    }
  }

  /** Records that the database is in use from now on. */
  markAsBegun() {
    if (this.path === undefined) return;
    const path = join(this.path, BEGUN);
    if (existsSync(path)) return;
    usable(path, () => {
      try {
        create(path, BEGUN_TEXT);
      } catch (error) {
        // Another process has the same folder.
        if (error.code !== 'EEXIST') throw error;
      }
    });
  }
}

/** A file with secrets. The one in the data folder is made on the first start. */
class SecretFile {
  /** Undefined: the content is made for this run and kept in memory. */
  path;
  /** Undefined: the file does not exist yet. */
  content;
  #parse;
  #generate;

  constructor(path, parse, generate) {
    this.path = path;
    this.#parse = parse;
    this.#generate = generate;
  }

  /**
   * Reads `given`, or without it `own`, which need not exist.
   *
   * `given` must exist: new keys for a mistyped name would make all stored secrets unreadable.
   */
  static look(given, own, parse, generate) {
    const file = new SecretFile(resolve(given ?? own), parse, generate);
    file.content = usable(file.path, () => {
      try {
        return parse(read(file.path));
      } catch (error) {
        if (error.code === 'ENOENT' && given === undefined) return undefined;
        throw error;
      }
    });
    return file;
  }

  static inMemory(parse, generate) {
    return new SecretFile(undefined, parse, generate);
  }

  /** The content of the file, which is generated and written if the file did not exist. */
  open() {
    if (this.content !== undefined) return this.content;
    const text = this.#generate();
    if (this.path !== undefined) usable(this.path, () => create(this.path, text));
    return this.#parse(text);
  }
}

/** Refuses a folder with other files, so that a mistyped `--data ~` does not create key files in a home folder. */
function refuseUnlessOursOrEmpty(path) {
  const about = usable(path, () => statSync(path, { throwIfNoEntry: false }));
  if (about === undefined) return;
  if (!about.isDirectory()) throw new FolderError(`${path} is not a folder`);
  const names = usable(path, () => readdirSync(path));
  // `credentials` alone may be ~/.aws.
  if (names.some((name) => [DATABASE, MASTER_KEY, BEGUN].includes(name))) return;
  // The root of an empty volume has a `lost+found`.
  if (names.every((name) => name === 'lost+found' || name.startsWith(DRAFT_PREFIX))) return;
  throw new FolderError(`${path} holds other files and no userpool data; give --data a new or empty folder`);
}

function usable(path, work) {
  try {
    return work();
  } catch (error) {
    throw new FolderError(`cannot use ${path}: ${reasonOf(error)}`);
  }
}
