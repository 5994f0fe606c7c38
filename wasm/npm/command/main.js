#!/usr/bin/env node
// `userpool`: the engine behind an HTTP endpoint, on `node:sqlite`. It has the flags, files and lines of the Rust server.
//
// From start to answer: `options.js` (flags) -> `data-folder.js` (keys, credential, database) -> the engine -> `serve.js`
// (connections) -> `endpoint.js` (one request). All checks come before the first write.

import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';

import { MemoryStore } from '../memory.js';
import { banner } from './banner.js';
import { DataFolder, FolderError } from './data-folder.js';
import { Endpoint } from './endpoint.js';
import { Log } from './log.js';
import { LinesFile, Messages } from './messages.js';
import { isLoopback, parsed, withFlag } from './options.js';
import { reasonOf } from './private-file.js';
import { fetchPublic } from './providers.js';
import { Listener, ListenError } from './serve.js';
import { exportTo, importFrom, passphraseIn, reported, TransferError } from './transfer.js';

const { version: VERSION } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** Slices in one round of background work. Requests run between rounds. */
const SLICES = 8;

/** The pause between two rounds while there is work, and the longest one while there is none. */
const PAUSE_MILLIS = 20;
const PAUSE_MILLIS_MAX = 10_000;

/** The command cannot start. The message is one line. */
class StartError extends Error {}

/** Starts in an order that leaves nothing behind when a step fails: check, listen, then create files. */
async function serve() {
  const log = new Log(options.log);
  log.takeConsole();
  const SqliteStore = options.memory ? undefined : await sqliteStore();
  const inMemory = SqliteStore === undefined;
  if (inMemory && !options.memory) noteThatAllIsInMemory();
  const folder = DataFolder.look(options, inMemory);
  const messagesFile = folder.messages && new LinesFile(folder.messages);

  // Requests wait until the engine is ready.
  let ready;
  const endpoint = new Promise((resolve) => (ready = resolve));
  const listener = new Listener(async (...given) => (await endpoint).answer(...given), log);
  const address = await listener.listen(options.listen);
  const own = ownAddress(address);

  const { made, storage, ...keys } = folder.open(SqliteStore, log);
  await messagesFile?.check().catch((error) => {
    throw new StartError(`cannot append messages to ${folder.messages}: ${reasonOf(error)}`);
  });
  warnOfExposure(address, log);
  const messages = { file: messagesFile, prints: process.stdout.isTTY === true, log };
  const { engine, refusal } = await engineWith({ storage, ...keys, ...issuerOf(address, own) }, messages);
  folder.markAsBegun();
  if (options.seed !== undefined) {
    const imported = await importFrom(options.seed, engine, { keep: true });
    log.info(reported(imported, 'added'), { file: Object(options.seed) });
  }

  const work = new BackgroundWork(engine, log);
  const shown = options['public-url'] ?? own;
  const checkMessages = async () => messagesFile?.check();
  const service = new Endpoint({ engine, refusal, storage, checkMessages, own, shown, version: VERSION, log });
  ready(service);
  process.stdout.write(banner({ version: VERSION, endpoint: own, region: options.region, folder, made }));
  await listener.untilStopped(async () => {
    await service.settled();
    await work.stop();
  });
  storage.close?.();
}

/** Runs a sub-command on the data folder, whether or not a server runs on it. Resolves to what is printed. */
async function run({ name, file, pool, keep, 'passphrase-file': passphraseFile, 'dry-run': dryRun }) {
  const log = new Log(options.log);
  log.takeConsole();
  const passphrase = passphraseIn(passphraseFile, log);
  const SqliteStore = await sqliteStore();
  if (SqliteStore === undefined) throw new StartError(`${name} needs Node 22.13 or later: ${withoutSqlite()}`);
  const folder = DataFolder.look(options, false);
  const existing = folder.openExisting(SqliteStore);
  if (name === 'export') {
    if (existing === undefined) throw new StartError(`there is no database ${folder.database}`);
    return onStore(existing, (engine) => exportTo(file, engine, { pool, passphrase }));
  }
  // The whole file is checked before anything is written. Nothing is sealed with the key of an empty store.
  const empty = () => ({ storage: new MemoryStore(), masterKeys: [new Uint8Array(32)] });
  const check = (engine) => importFrom(file, engine, { keep, passphrase, dryRun: true });
  const checked = await onStore(existing ?? empty(), check);
  if (dryRun) return `${file}: ${reported(checked, 'would be imported')}\n`;
  const imported = await onStore(folder.open(SqliteStore, log), (engine) => {
    folder.markAsBegun();
    return importFrom(file, engine, { keep, passphrase });
  });
  return `${file}: ${reported(imported, 'imported')}\n`;
}

/** Runs `work` with an engine on a store, and closes the store. */
async function onStore({ storage, masterKeys }, work) {
  const { Engine } = await import('../node.js');
  try {
    return await work(await withKeysChecked(new Engine({ storage, masterKeys, region: options.region })));
  } finally {
    storage.close?.();
  }
}

/** The engine, and `refusal` of the package. `given` are options of the engine. */
async function engineWith(given, messages) {
  const { Engine, MessageNotDelivered, refusal } = await import('../node.js');
  const engine = new Engine({
    ...given,
    messenger: new Messages({ ...messages, NotDelivered: MessageNotDelivered }),
    outgoing: { fetch: fetchPublic },
    region: options.region,
    dangerAcceptAnySignature: options['danger-accept-any-credentials'],
  });
  return { engine: await withKeysChecked(engine), refusal };
}

async function withKeysChecked(engine) {
  await engine.checkMasterKey().catch((error) => {
    throw new StartError(error.message.replace(/^userpool: /, ''));
  });
  return engine;
}

/** The store of a data folder; undefined if this Node has no `node:sqlite`. */
async function sqliteStore() {
  const { emitWarning } = process;
  // Node 22 warns that `node:sqlite` may change, which tells nothing to someone who runs the command.
  process.emitWarning = (warning, ...more) => {
    if (!String(warning).startsWith('SQLite is an experimental feature')) emitWarning(warning, ...more);
  };
  try {
    return (await import('../sqlite.js')).SqliteStore;
  } catch (error) {
    if (error.code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error;
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

const withoutSqlite = () => `Node ${process.versions.node} has no node:sqlite`;

/** Whoever named a place for the data gets no store that loses them. */
function noteThatAllIsInMemory() {
  const why = withoutSqlite();
  for (const name of ['data', 'master-key-file']) {
    if (options.given.includes(name)) throw new StartError(`--${name} needs Node 22.13 or later: ${why}`);
  }
  process.stderr.write(
    `userpool: ${why}, so all data is in memory and lost when the server stops; Node 22.13 or later keeps it in a folder\n`,
  );
}

/** On a loopback address clients may also say `localhost`, and each finds the issuer of tokens at the address it knows. */
function issuerOf({ host }, own) {
  const issuer = options.issuer;
  const url = options['public-url'] ?? (isLoopback(host) || issuer === 'cognito' ? undefined : own);
  return { issuer, ...(url !== undefined && { publicUrl: url }) };
}

/** `http://127.0.0.1:9229`; with the name `localhost` when the server listens on every address. */
function ownAddress({ host, port }) {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`;
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function warnOfExposure({ host, port }, log) {
  if (isLoopback(host)) return;
  log.warn(
    'serving plain HTTP to other machines: passwords and tokens can be read on the network, unless a proxy in front speaks TLS ' +
      'and only it can reach this address',
    { address: Object(isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`) },
  );
}

/** The engine's background work: removal of deleted pools and expired records, changes of keys. */
class BackgroundWork {
  #stopped = new AbortController();
  #done;

  constructor(engine, log) {
    this.#done = this.#work(engine, log);
  }

  /** Resolves when the current round has finished. */
  stop() {
    this.#stopped.abort();
    return this.#done;
  }

  async #work(engine, log) {
    const { signal } = this.#stopped;
    let idle = PAUSE_MILLIS;
    while (!signal.aborted) {
      try {
        const { more } = await engine.work(SLICES);
        idle = more ? PAUSE_MILLIS : Math.min(idle * 2, PAUSE_MILLIS_MAX);
      } catch {
        // The engine has logged the cause.
        idle = PAUSE_MILLIS_MAX;
        log.warn('background work failed and will be retried');
      }
      if (!signal.aborted) await pause(idle, signal);
    }
  }
}

function pause(millis, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** An error that nobody expected: its message may quote a secret, so only its name and place are shown. */
function failed(error) {
  const place = /\(?((?:file|node):[^\s)]+)\)?$/m.exec(error?.stack ?? '')?.[1]?.split('/').at(-1);
  refuse(`stopped by an internal error: ${error?.name ?? 'unknown'}${place === undefined ? '' : ` at ${place}`}`, 1);
}

function refuse(line, code) {
  process.stderr.write(`userpool: ${line.replace(/\p{Cc}/gu, ' ')}\n`, () => process.exit(code));
}

/** Resolves when the text is written. A closed standard output is not an error: the work is done. */
function printed(text) {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

// A closed standard output or error is not an error: the server works without a reader.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const { options, text, refused } = parsed(process.argv.slice(2), process.env, VERSION);
if (text !== undefined) {
  process.stdout.write(text);
} else if (refused !== undefined) {
  refuse(refused, 2);
} else {
  process.on('uncaughtException', failed);
  try {
    if (options.command === undefined) await serve();
    else await printed(await run(options.command));
    process.exit(0);
  } catch (error) {
    if (error instanceof ListenError) refuse(error.message, 1);
    else if (error instanceof TransferError) refuse(withFlag(error.message, options), error.code);
    else if (error instanceof FolderError || error instanceof StartError) refuse(withFlag(error.message, options), 2);
    else failed(error);
  }
}
