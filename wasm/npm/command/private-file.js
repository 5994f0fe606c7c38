// Files that only the user who runs the command may read.

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';

/** Names of drafts begin with this; a crash may leave one behind. */
export const DRAFT_PREFIX = '.userpool-draft-';

/** The longest key or credentials file; a longer file is certainly another one. */
const BYTES_MAX = 64 * 1024;

/** Windows has no modes of files, and cannot open folders. */
const IS_UNIX = process.platform !== 'win32';

/**
 * Creates `path` with `content`, readable by its owner only. After a crash the file is complete or absent.
 *
 * Never replaces a file: throws `EEXIST`.
 */
export function create(path, content) {
  const draft = join(dirname(path), DRAFT_PREFIX + randomBytes(8).toString('hex'));
  try {
    const file = fs.openSync(draft, 'wx', 0o600);
    try {
      fs.writeFileSync(file, content);
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    // A link, unlike a rename, fails when the name is taken.
    fs.linkSync(draft, path);
  } finally {
    fs.rmSync(draft, { force: true });
  }
  syncFolder(dirname(path));
}

/** Reads a small text file. */
export function read(path) {
  const about = fs.statSync(path);
  if (about.isDirectory() || about.size > BYTES_MAX) throw new Error('not a small text file');
  return fs.readFileSync(path, 'utf8');
}

/** Whether other users may read a file. */
export function othersMayRead(path) {
  return IS_UNIX && (fs.statSync(path).mode & 0o077) !== 0;
}

/** Creates a folder for private files, and its parent folders. */
export function createFolder(path) {
  const first = fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  // The names of new folders must be on disk too.
  for (let folder = path; ; folder = dirname(folder)) {
    syncFolder(dirname(folder));
    if (folder === first || folder === dirname(folder)) return;
  }
}

/** Makes the names in a folder durable. */
export function syncFolder(path) {
  if (!IS_UNIX) return;
  const folder = fs.openSync(path, 'r');
  try {
    fs.fsyncSync(folder);
  } finally {
    fs.closeSync(folder);
  }
}

/** What the operating system says, without the path and the name of the call. */
export function reasonOf(error) {
  const [, text] = /^[A-Z0-9]+: (.*?), /.exec(error.message) ?? [];
  return text ?? error.message;
}
