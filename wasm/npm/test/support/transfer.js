// Exports and imports in tests.

import { createHash } from 'node:crypto';

import { MemoryStore } from '../../memory.js';
import { Engine } from '../../node.js';
import { everyOperation } from './every-operation.js';
import { putOn } from './fetch.js';
import { Outbox } from './scene.js';

export const PLAIN = { plainSecrets: true };

/** An engine with a master key of its own; `more` are further options. */
export const engineOn = (storage, key, more) => new Engine({ storage, masterKeys: [new Uint8Array(32).fill(key)], ...more });

/** The file of an export. */
export async function exported(engine, options = PLAIN) {
  const chunks = [];
  for await (const chunk of engine.export(options)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The lines of a file without the first and the last one, which are others in each export. */
export function content(file) {
  const lines = file.split('\n');
  const [first, last] = [lines[0], lines.at(-2)].map((line) => JSON.parse(line).type);
  if (first !== 'userpool-export' || last !== 'end' || lines.at(-1) !== '') throw new Error('not a complete export');
  return lines.slice(1, -2);
}

/** The file of an export of a pool in which every operation was called, before its users are deleted again. */
export async function fullFile(storage = new MemoryStore()) {
  const messenger = new Outbox();
  const engine = engineOn(storage, 1, { messenger });
  let file;
  let scene;
  const call = async (operation, input) => {
    if (operation === 'DeleteUser') {
      await addStyle(engine, scene);
      file = await exported(engine);
    }
    const output = await engine.call(operation, input);
    if (operation === 'CreateUserPoolClient') scene ??= output.UserPoolClient;
    return output;
  };
  await everyOperation(call, () => messenger.messages, putOn(engine));
  return file;
}

/** What the operations have removed again. */
async function addStyle(engine, { UserPoolId, ClientId }) {
  const Assets = [{ Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'SVG', Bytes: 'PHN2Zy8+' }];
  await engine.call('CreateManagedLoginBranding', { UserPoolId, ClientId, Settings: { components: {} }, Assets });
  const Links = { 'cognito:default': 'https://example.com/terms' };
  const terms = { TermsName: 'terms-of-use', TermsSource: 'LINK', Enforcement: 'NONE', Links };
  await engine.call('CreateTerms', { UserPoolId, ClientId, ...terms });
}

/** The file with so many more users. */
export function withUsers(file, count) {
  const lines = [JSON.parse(file.split('\n')[0]), ...content(file).map((line) => JSON.parse(line))];
  const marks = lines.findIndex(({ type }) => type === 'mark');
  const users = Array.from({ length: count }, (_, number) => ({
    type: 'user',
    username: `more-${number}`,
    sub: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    created: 1,
    modified: 1,
    enabled: true,
    status: 'CONFIRMED',
    attributes: { name: `More ${number}` },
  }));
  lines.splice(marks < 0 ? lines.length : marks, 0, ...users);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  return `${text}${JSON.stringify({ type: 'end', lines: lines.length, sha256 })}\n`;
}

/** A store that counts and records commits, and fails after `commitsLeft` of them. */
export class WatchedStore {
  commits = [];
  reads = 0;
  commitsLeft = Infinity;

  constructor(store = new MemoryStore()) {
    this.store = store;
  }

  get(...given) {
    this.reads += 1;
    return this.store.get(...given);
  }

  scan(...given) {
    this.reads += 1;
    return this.store.scan(...given);
  }

  async commit(batch) {
    if (this.commitsLeft <= 0) throw new Error('the disk is full');
    this.commitsLeft -= 1;
    this.commits.push(batch);
    return this.store.commit(batch);
  }
}
