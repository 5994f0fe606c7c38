// Secrets for a Worker on this machine.

import { randomBytes } from 'node:crypto';

/** A master key and an administrator's access key, as the Worker's secrets. */
export function newSecrets() {
  // Twenty characters, as AWS's keys have. The prefix identifies the key to people and to secret scanners.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const id = [...randomBytes(12)].map((byte) => letters[byte % letters.length]).join('');
  const credential = { accessKeyId: `USERPOOL${id}`, secretAccessKey: randomBytes(30).toString('base64') };
  return { MASTER_KEYS: randomBytes(32).toString('base64'), CREDENTIALS: JSON.stringify([credential]) };
}

/** The first access key in a Worker's secrets. */
export const administrator = ({ CREDENTIALS }) => JSON.parse(CREDENTIALS)[0];
