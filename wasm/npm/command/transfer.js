// The commands `export` and `import`, and `--seed`: the files, what is printed, and which errors are the operator's.

import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { Progress } from './progress.js';
import { othersMayRead, read, reasonOf, syncFolder } from './private-file.js';

/** A command failed. The message is one line, and quotes no secret. */
export class TransferError extends Error {
  /** `code`: 2, the operator must change a flag or a file; 1, it may succeed later. */
  constructor(message, code = 2) {
    super(message);
    this.code = code;
  }
}

/** The passphrase: the content of the file without the end of its last line. `undefined` without a file. */
export function passphraseIn(file, log) {
  if (file === undefined) return undefined;
  const refused = (why) => new TransferError(`cannot read the passphrase in ${file}: ${why}`);
  let text;
  try {
    text = read(file);
  } catch (error) {
    throw refused(reasonOf(error));
  }
  const passphrase = text.replace(/[\r\n]+$/, '');
  if (passphrase === '') throw refused('it is empty');
  if (othersMayRead(file)) log.warn('other users of this machine may read this secret; chmod 600 it', { file });
  return passphrase;
}

/** Exports one pool, or all, to a file. Resolves to what is printed. */
export async function exportTo(file, engine, { pool, passphrase }) {
  const secrets = passphrase === undefined ? { plainSecrets: true } : { passphrase };
  const target = new Target(file);
  const progress = new Progress();
  try {
    let users = 0;
    for await (const lines of linesOf(engine.export({ userPoolId: pool, ...secrets }))) {
      await target.write(lines);
      users += countUsers(lines);
      progress.reached(`${users} users`, users);
    }
    const bytes = target.end();
    // Standard output has the export itself.
    if (bytes === undefined) return '';
    return `${file}: ${users} users, ${bytes} bytes. Its secrets are ${passphrase === undefined ? 'readable' : 'sealed'}.\n`;
  } finally {
    progress.end();
    target.close();
  }
}

/** The chunks of an export, each of whole lines. */
async function* linesOf(stream) {
  try {
    yield* stream;
  } catch (error) {
    throw new TransferError(`the pool cannot be exported: ${error.message}`, error.name === 'InternalErrorException' ? 1 : 2);
  }
}

function countUsers(lines) {
  const text = Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength).toString('latin1');
  return text.split('\n').filter((line) => line.startsWith('{"type":"user"')).length;
}

/** Imports a file. Resolves to the report of the engine. */
export async function importFrom(file, engine, { keep = false, passphrase, dryRun = false } = {}) {
  const cannotRead = (why) => new TransferError(`cannot read ${file}: ${why}`);
  let size;
  try {
    const about = fs.statSync(file);
    if (about.isDirectory()) throw new Error('it is a folder');
    ({ size } = about);
  } catch (error) {
    throw cannotRead(reasonOf(error));
  }
  const progress = new Progress(size);
  const pieces = async function* () {
    let position = 0;
    try {
      for await (const piece of fs.createReadStream(file)) {
        yield piece;
        position += piece.length;
        progress.reached(`${(position / 1e6).toFixed(1)} of ${(size / 1e6).toFixed(1)} MB`, position);
      }
    } catch (error) {
      throw cannotRead(reasonOf(error));
    }
  };
  try {
    return await engine.import(pieces(), { existing: keep ? 'keep' : 'refuse', passphrase, dryRun });
  } catch (error) {
    if (error.name !== 'ImportError') throw error;
    throw new TransferError(`${file}: ${error.message}`, error.cause === undefined ? 2 : 1);
  } finally {
    progress.end();
  }
}

/** What was done, in one line. */
export function reported({ pools, clients, groups, users, others, kept, resumed }, verb) {
  const counted = (number, what) => `${number} ${what}${number === 1 ? '' : 's'}`;
  const parts = [
    counted(pools, 'pool'),
    counted(clients, 'app client'),
    counted(groups, 'group'),
    counted(users, 'user'),
    counted(others, 'other thing'),
  ];
  const existed = kept > 0 ? `; ${counted(kept, 'thing')} existed` : '';
  const before = resumed > 0 ? `; ${counted(resumed, 'line')} had been done before` : '';
  return `${parts.join(', ')} ${verb}${existed}${before}.`;
}

/** Where an export goes. A file has its name only when it is complete. */
class Target {
  #path;
  #draft;
  #file;
  #bytes = 0;

  constructor(path) {
    this.#path = path;
    if (path === '-') return;
    this.#attempt(() => {
      if (fs.existsSync(path)) throw new Error('it exists already');
      this.#draft = join(dirname(path), `${basename(path)}.part`);
      this.#file = fs.openSync(this.#draft, 'wx', 0o600);
    });
  }

  async write(lines) {
    if (this.#path === '-') {
      await new Promise((resolve, reject) => {
        process.stdout.write(lines, (error) => (error ? reject(this.#failed(error)) : resolve()));
      });
      return;
    }
    this.#attempt(() => fs.writeFileSync(this.#file, lines));
    this.#bytes += lines.length;
  }

  /** Gives the file its name. Returns its length; undefined for standard output. */
  end() {
    if (this.#path === '-') return undefined;
    this.#attempt(() => {
      fs.fsyncSync(this.#file);
      // A link, unlike a rename, fails when the name is taken.
      fs.linkSync(this.#draft, this.#path);
      syncFolder(dirname(this.#path));
    });
    return this.#bytes;
  }

  /** Removes the draft. The complete file has another name by now. */
  close() {
    if (this.#file === undefined) return;
    fs.closeSync(this.#file);
    fs.rmSync(this.#draft, { force: true });
  }

  #attempt(work) {
    try {
      work();
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error) {
    return new TransferError(`cannot write ${this.#path}: ${reasonOf(error)}`);
  }
}
