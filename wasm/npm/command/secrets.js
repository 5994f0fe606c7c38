// The texts of the files `credentials` and `master.key`. Errors do not quote them.

import { randomBytes } from 'node:crypto';

/**
 * The access key of every profile of a file in the format of the AWS tools
 * (https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html); at least one.
 */
export function credentialsOf(text) {
  const profiles = [];
  for (const line of linesOf(text, /^[#;]/)) {
    if (line.startsWith('[') && line.endsWith(']')) {
      profiles.push({});
      continue;
    }
    const [, name, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || profiles.length === 0) {
      throw new Error('expected lines like `name = value` under a profile like `[default]`');
    }
    const profile = profiles.at(-1);
    if (name.trim() === 'aws_access_key_id') profile.accessKeyId = value.trim();
    if (name.trim() === 'aws_secret_access_key') profile.secretAccessKey = value.trim();
  }
  const complete = profiles.filter(({ accessKeyId, secretAccessKey }) => accessKeyId && secretAccessKey);
  if (complete.length === 0) throw new Error('no profile has both aws_access_key_id and aws_secret_access_key');
  return complete;
}

/** The text of a file with a new credential as the default profile. */
export function newCredentials() {
  // Twenty characters, as AWS's keys have. The prefix identifies the key to people and to secret scanners.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const id = `USERPOOL${[...randomBytes(12)].map((byte) => letters[byte % 32]).join('')}`;
  return (
    '# Administrator of a userpool server; use it as AWS_SHARED_CREDENTIALS_FILE.\n' +
    `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${randomBytes(30).toString('base64')}\n`
  );
}

/** The master keys of a file, 64 hex digits in each line, newest first; at least one. */
export function masterKeysOf(text) {
  const lines = linesOf(text, /^#/);
  if (lines.length === 0 || !lines.every((line) => /^[0-9a-f]{64}$/i.test(line))) {
    throw new Error('a master key is 64 hex digits on a line of its own');
  }
  return lines.map((line) => new Uint8Array(Buffer.from(line, 'hex')));
}

/** The text of a file with a new master key. */
export function newMasterKey() {
  return `${randomBytes(32).toString('hex')}\n`;
}

/** The lines that are neither blank nor a comment. */
function linesOf(text, comment) {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '' && !comment.test(line));
}
