// Constructs the engine from the Worker's bindings.

import { Engine, type Storage } from 'userpool';

import { BindingError, text, url, type Bindings } from './bindings.js';
import { messengerOf } from './messages.js';
import { triggersOf } from './triggers.js';

/** Throws a `BindingError` that names the missing or wrong binding. */
export function engineOf(env: Bindings, storage: Storage): Engine {
  return new Engine({
    storage,
    messenger: messengerOf(env),
    triggers: triggersOf(env),
    // On Cloudflare `fetch` reaches only the public internet.
    outgoing: {},
    masterKeys: masterKeys(env),
    credentials: credentials(env),
    region: matching(env, 'REGION', /^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name like us-east-1'),
    account: matching(env, 'ACCOUNT', /^\d{12}$/, 'twelve digits'),
    publicUrl: url(env, 'PUBLIC_URL')?.replace(/\/+$/, ''),
    issuer: issuer(env),
  });
}

function issuer(env: Bindings): 'own' | 'cognito' {
  const form = text(env, 'ISSUER') ?? 'own';
  if (form !== 'own' && form !== 'cognito') throw new BindingError('ISSUER', 'must be own or cognito');
  return form;
}

function masterKeys(env: Bindings): Uint8Array[] {
  const given = text(env, 'MASTER_KEYS');
  if (given === undefined) throw new BindingError('MASTER_KEYS', 'is missing: wrangler secret put MASTER_KEYS');
  return given.split(',').map((key) => {
    const bytes = bytesOf(key.trim());
    if (bytes?.length === 32) return bytes;
    throw new BindingError('MASTER_KEYS', 'must be keys of 32 bytes as base64, separated by commas, newest first');
  });
}

function credentials(env: Bindings): { accessKeyId: string; secretAccessKey: string }[] {
  const given = text(env, 'CREDENTIALS');
  if (given === undefined) throw new BindingError('CREDENTIALS', 'is missing: wrangler secret put CREDENTIALS');
  const wrong = new BindingError(
    'CREDENTIALS',
    'must be JSON like [{"accessKeyId": "...", "secretAccessKey": "..."}], with at least one access key',
  );
  const list = parsed(given);
  if (!Array.isArray(list) || list.length === 0) throw wrong;
  return list.map((entry: unknown) => {
    const { accessKeyId, secretAccessKey } = (entry ?? {}) as Record<string, unknown>;
    if (typeof accessKeyId !== 'string' || accessKeyId === '') throw wrong;
    if (typeof secretAccessKey !== 'string' || secretAccessKey === '') throw wrong;
    return { accessKeyId, secretAccessKey };
  });
}

function matching(env: Bindings, name: 'REGION' | 'ACCOUNT', pattern: RegExp, expected: string): string | undefined {
  const value = text(env, name);
  if (value !== undefined && !pattern.test(value)) throw new BindingError(name, `must be ${expected}`);
  return value;
}

// Hides the errors of `JSON.parse` and `atob`, which may quote their input.
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
