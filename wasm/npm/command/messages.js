// Delivers messages to users: appends them to a file, one JSON object in each line, and prints them for people who try it out.

import { open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { printable } from './log.js';
import { reasonOf, syncFolder } from './private-file.js';

/** Longest time that printing a message may take, since a user may have stopped the terminal's output. */
const PRINT_MILLIS_MAX = 2000;

/** `file` is undefined if messages are printed only. `NotDelivered` is the package's `MessageNotDelivered`. */
export class Messages {
  #file;
  #prints;
  #log;
  #NotDelivered;

  constructor({ file, prints, log, NotDelivered }) {
    this.#file = file;
    this.#prints = prints;
    this.#log = log;
    this.#NotDelivered = NotDelivered;
  }

  async deliver(message) {
    if (this.#file === undefined) {
      if (!(await printed(message))) throw new this.#NotDelivered('The message could not be printed.');
      return;
    }
    try {
      await this.#file.append(`${JSON.stringify(objectOf(message))}\n`);
    } catch (error) {
      this.#log.error('a message could not be delivered', { file: this.#file.path, error: reasonOf(error) });
      throw new this.#NotDelivered('The message could not be written to the messages file.');
    }
    // The message is already in the file, so a failure to print it does not matter.
    if (this.#prints) await printed(message);
  }
}

/**
 * A file to append lines to. A line counts as written when it is on disk. The file may be moved away or truncated while the process
 * runs: the next line creates it again.
 */
export class LinesFile {
  path;
  #open;
  // One line at a time, since a long line is not appended atomically.
  #last = Promise.resolve();

  constructor(path) {
    this.path = path;
  }

  append(line) {
    const appended = this.#last.then(() => this.#append(line));
    this.#last = appended.catch(() => {});
    return appended;
  }

  /** Checks that lines can be appended now. Creates the file, so that programs can follow it before the first line. */
  async check() {
    await (await openToAppend(this.path)).close();
  }

  async #append(line) {
    const { handle, isFile } = await this.#current();
    const begin = isFile && !(await endsWithAWholeLine(handle)) ? '\n' : '';
    await handle.appendFile(begin + line);
    if (isFile) await handle.datasync();
  }

  /** The open file, unless the path now names another one. */
  async #current() {
    const found = await stat(this.path, { bigint: true }).catch(() => undefined);
    if (found !== undefined && found.dev === this.#open?.dev && found.ino === this.#open.ino) return this.#open;
    await this.#open?.handle.close();
    this.#open = undefined;
    const handle = await openToAppend(this.path);
    const about = await handle.stat({ bigint: true });
    // The name of a new file must be on disk too.
    if (about.isFile()) syncFolder(dirname(this.path));
    this.#open = { handle, dev: about.dev, ino: about.ino, isFile: about.isFile() };
    return this.#open;
  }
}

function openToAppend(path) {
  return open(path, 'a+', 0o600);
}

/** Whether the last line is complete. A full disk or a crash may have truncated it, and then the next line must not continue it. */
async function endsWithAWholeLine(handle) {
  const { size } = await handle.stat();
  if (size === 0) return true;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === 0x0a;
}

/** The members in the order of their names, as the Rust server writes them. */
function objectOf({ medium, destination, subject, body, code, username, purpose, userPoolId, clientId }) {
  return {
    body,
    clientId: clientId ?? null,
    code: code ?? null,
    destination,
    medium,
    purpose,
    subject: subject ?? null,
    time: new Date().toISOString(),
    userPoolId,
    username,
  };
}

/** Prints one line, which begins with the code if there is one. Returns whether that worked. */
function printed({ body, code, username, purpose, userPoolId, medium, destination }) {
  const begin = code === undefined ? body : `code ${code}`;
  const line = printable(`${begin}  ${purpose} of ${username} in ${userPoolId}, ${medium} to ${destination}`);
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PRINT_MILLIS_MAX);
    process.stdout.write(`${line}\n`, (error) => {
      clearTimeout(timer);
      resolve(!error);
    });
  });
}
