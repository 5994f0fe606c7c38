// The JavaScript API of the engine, over the WebAssembly module.
//
// A call runs in steps: the module runs until it needs functions of the host; `#run` calls those and continues the call. So a
// trap in the module is an exception at one place, `#run`. It ends all calls in progress, since they are in the module's memory;
// later calls get a new instance.

import { outgoing } from './outgoing.js';
import { PUBLIC_SUFFIXES } from './public-suffixes.js';
import { exportOptions, filePieces, ImportError, importOptions, streamOf } from './transfer.js';
import * as module from './userpool.js';
import { webCrypto } from './web-crypto.js';

/** An error as Cognito returns it: `name` is the exception. */
export class CognitoError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/**
 * To be thrown by `triggers.invoke` when a function could not be run; its message is the name of the error, such as
 * `ServiceException`. Any other error counts as thrown by the function itself.
 */
export class FunctionNotCallable extends Error {
  constructor(name) {
    super(name);
    this.name = 'FunctionNotCallable';
  }
}

/**
 * To be thrown by `messenger.deliver` to tell the caller why: its message is returned to the caller and not logged. For any other
 * error the caller gets a fixed message and only the name is logged, since mailers often repeat the message they could not send.
 */
export class MessageNotDelivered extends Error {
  constructor(message) {
    super(message);
    this.name = 'MessageNotDelivered';
  }
}

/** Longest body of a request with a signature, in bytes. The module checks the signature later. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Longest body of all other requests, in bytes; the module has the same limit. */
const UNSIGNED_BODY_BYTES_MAX = 128 * 1024;

/** Longest part of a file of users that is given to the module at once, in bytes. */
const PART_BYTES_MAX = 256 * 1024;

/** How many bytes of a longer body are read and discarded, since many clients read the answer only after sending everything. */
const BODY_BYTES_DISCARDED_MAX = 16 * 1024 * 1024;

export { ImportError };

const internalError = () => new CognitoError('InternalErrorException', 'Internal server error');

export class Engine {
  #options;
  #host;
  #engine;
  #generation;

  constructor(options) {
    this.#options = checked(options);
    this.#host = hostOf(this.#options);
    this.#build();
  }

  /** See `index.d.ts`, as for the other functions. */
  async fetch(request, client) {
    const url = new URL(request.url);
    // The origin is used in discovery documents and, with `issuer: 'own'`, in tokens.
    const origin = /^https?:$/.test(url.protocol) ? url.origin : '';
    const target = origin + url.pathname + url.search;
    const headers = [...request.headers].flat();
    // The signature covers the host header, which some runtimes leave out.
    if (!request.headers.has('host')) headers.push('host', url.host);
    try {
      const fileBytesMax = await this.#fileBytesMax(request, target);
      if (fileBytesMax !== undefined) return await this.#receive(request, target, fileBytesMax);
      const limit = bytesMaxOf(request, this.#options);
      const body = await bodyOf(request, limit);
      if (body === undefined) return tooLong(limit);
      const answer = await this.#run(
        (engine, now, seed) => engine.fetch(now, seed, request.method, target, headers, body),
        client,
      );
      return responseOf(request, answer);
    } catch (error) {
      console.error('userpool:', describe(error));
      const { name, message } = internalError();
      return refusal(500, name, message);
    }
  }

  /** The longest file of a request that uploads one to the URL of a user import job, in bytes; `undefined` for all others. */
  async #fileBytesMax({ method }, target) {
    if (method !== 'PUT') return undefined;
    const { bytesMax } = await this.#run((engine, now, seed) => engine.importBytesMax(now, seed, target));
    return bytesMax;
  }

  /** Receives a file part by part, so that the module never holds the whole file. */
  async #receive(request, target, bytesMax) {
    if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return tooLong(bytesMax);
    const reader = partsOf(request)[Symbol.asyncIterator]();
    const readBody = async () => {
      const { done, value } = await reader.next();
      return done ? null : value;
    };
    const id = crypto.randomUUID();
    try {
      const begin = (engine, now, seed) => engine.receiveImportFile(now, seed, target, id);
      return responseOf(request, await this.#run(begin, undefined, { readBody }));
    } finally {
      // A client sees a refusal only after it has sent everything.
      await discard(reader);
    }
  }

  async call(operation, input = {}, client) {
    // The module would trap on a value that is not a string.
    if (typeof operation !== 'string') throw new CognitoError('UnknownOperationException', '');
    let text;
    try {
      text = JSON.stringify(input);
    } catch {
      // A circular structure or a BigInt.
    }
    if (text === undefined) throw new CognitoError('SerializationException', '');
    const outcome = await this.#outcome((engine, now, seed) => engine.call(now, seed, operation, text), client);
    if (outcome.name !== undefined) throw new CognitoError(outcome.name, outcome.message);
    return JSON.parse(outcome.output);
  }

  async work(slices = 16) {
    if (!Number.isInteger(slices) || slices < 0 || slices > 10_000) {
      throw new TypeError('userpool: work takes an integer number of slices, at most 10,000');
    }
    let outcome;
    try {
      outcome = await this.#run((engine, now, seed) => engine.work(now, seed, slices));
      if (outcome.failed !== undefined) throw new Error(outcome.failed);
    } catch (error) {
      console.error('userpool:', describe(error));
      throw internalError();
    }
    return outcome;
  }

  async rotateSigningKeys(poolId) {
    if (typeof poolId !== 'string') throw new TypeError('userpool: the pool id must be a string');
    const outcome = await this.#outcome((engine, now, seed) => engine.rotateSigningKeys(now, seed, poolId));
    if (outcome.name !== undefined) throw new CognitoError(outcome.name, outcome.message);
    return { signsFrom: new Date(outcome.signsFrom), published: outcome.published };
  }

  async checkMasterKey() {
    let outcome;
    try {
      outcome = await this.#run((engine, now, seed) => engine.checkMasterKey(now, seed));
      if (outcome.failed !== undefined) throw new Error(outcome.failed);
    } catch (error) {
      console.error('userpool:', describe(error));
      throw internalError();
    }
    if (outcome.wrong !== undefined) throw new Error(`userpool: ${outcome.wrong}`);
  }

  export(options = {}) {
    const { userPoolId, passphrase } = exportOptions(options);
    let lines;
    let mine;
    const next = async () => {
      if (lines !== undefined && mine !== generation) {
        console.error('userpool: the module was renewed during an export');
        throw internalError();
      }
      const outcome = await this.#outcome((engine, now, seed) => {
        lines ??= engine.exportPools(userPoolId, passphrase);
        mine = generation;
        return lines.next(now, seed);
      });
      if (outcome.name !== undefined) throw new CognitoError(outcome.name, outcome.message);
      if (outcome.message !== undefined) throw new Error(`userpool: ${outcome.message}`);
      return outcome.lines;
    };
    return streamOf(next, () => {
      if (mine === generation) lines.free();
      mine = undefined;
    });
  }

  async import(source, options = {}) {
    const { keep, passphrase, dryRun } = importOptions(options);
    const pieces = filePieces(source);
    let failure;
    const read = async () => {
      try {
        const { value: piece } = await pieces.next();
        // Each piece has a time and a seed of its own, as each call has.
        return { now: Date.now(), seed: newSeed(), piece };
      } catch (error) {
        failure = { error };
        return null;
      }
    };
    let outcome;
    try {
      const begin = (engine, now, seed) => engine.importFile(now, seed, keep, passphrase, dryRun);
      outcome = await this.#outcome(begin, undefined, { read });
    } finally {
      await pieces.return();
    }
    if (failure !== undefined) throw failure.error;
    const { imported, line, message, cause } = outcome;
    if (imported !== undefined) return imported;
    if (cause === undefined) throw new ImportError(line, message);
    const error = new CognitoError(cause.name, cause.message);
    throw new ImportError(line, `line ${line}: ${cause.message}`, { cause: error });
  }

  #build() {
    const options = this.#options;
    const given = new module.Options();
    for (const key of options.masterKeys) given.addMasterKey(key);
    for (const { accessKeyId, secretAccessKey } of options.credentials ?? []) {
      given.addCredential(accessKeyId, secretAccessKey);
    }
    if (options.dangerAcceptAnySignature) given.dangerAcceptAny();
    if (options.messenger) given.hasMessenger();
    if (options.triggers) given.hasTriggers();
    if (options.outgoing) given.hasFetch(options.outgoing.dangerAllowLoopback === true);
    given.setPublicSuffixes(() => PUBLIC_SUFFIXES);
    if (options.region !== undefined) given.region = options.region;
    if (options.account !== undefined) given.account = options.account;
    if (options.publicUrl !== undefined) given.publicUrl = options.publicUrl;
    if (options.issuer !== undefined) given.setIssuer(options.issuer === 'cognito');
    this.#engine = new module.Engine(given);
    this.#generation = generation;
  }

  /** As `#run`. Whatever went wrong in the module or the host is an internal error to the caller. */
  async #outcome(begin, client, more) {
    try {
      return await this.#run(begin, client, more);
    } catch (error) {
      console.error('userpool:', describe(error));
      throw internalError();
    }
  }

  /** `more` are further functions of the host, for this call. */
  async #run(begin, client, more) {
    // After a trap in any engine the module was renewed, which destroyed this engine's state in it.
    if (this.#generation !== generation) this.#build();
    const seed = newSeed();
    const mine = generation;
    const guarded = (work) => {
      if (mine !== generation) throw new Error('the module was renewed during this call');
      try {
        return work();
      } catch (error) {
        throw renew(error);
      }
    };
    const call = guarded(() => begin(this.#engine, Date.now(), seed));
    // The module would trap on a value that is not a string.
    const given = (value) => (typeof value === 'string' ? value : undefined);
    if (client) guarded(() => call.setClient(given(client.address), given(client.userAgent)));
    for (;;) {
      const requests = guarded(() => call.step());
      for (const line of guarded(() => call.takeLog())) console.error('userpool:', line);
      if (requests === undefined) break;
      await Promise.all(
        requests.map(async ({ id, function: name, input }) => {
          let settle;
          try {
            const value = await (more?.[name] ?? this.#host[name])(input);
            settle = () => call.answer(id, value);
          } catch (error) {
            console.error(`userpool: ${name}:`, describe(error));
            settle = () => call.fail(id, describe(error));
          }
          guarded(settle);
        }),
      );
    }
    return guarded(() => {
      const outcome = call.outcome();
      call.free();
      return outcome;
    });
  }
}

const newSeed = () => crypto.getRandomValues(new Uint8Array(32));

// How often the module was renewed. Objects of an earlier generation must not be used.
let generation = 0;

// A trap leaves the module's memory in an inconsistent state, so only the place of the panic is read from it.
function renew(error) {
  let place;
  try {
    place = module.panickedAt();
  } catch {
    // Even that is unreadable.
  }
  generation += 1;
  module.__wbg_reset_state();
  return place === undefined ? error : new Error(`the module panicked at ${place}`, { cause: error });
}

/** The longest body of a request. Requests from pages in a browser are not administrative, even if any signature is accepted. */
function bytesMaxOf({ headers }, { dangerAcceptAnySignature }) {
  const mayBeSigned = dangerAcceptAnySignature
    ? !headers.has('origin')
    : headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256');
  return mayBeSigned ? BODY_BYTES_MAX : UNSIGNED_BODY_BYTES_MAX;
}

function tooLong(limit) {
  const shown = limit < BODY_BYTES_MAX ? '128 KiB' : `${limit / BODY_BYTES_MAX} MiB`;
  return refusal(413, 'RequestEntityTooLargeException', `Request body is longer than ${shown}.`);
}

function responseOf(request, { status, headers, body }) {
  const bodiless = request.method === 'HEAD' || status === 204 || status === 304;
  return new Response(bodiless ? null : body, { status, headers });
}

/** The parts of a body, as they arrive, but none is longer than the module should hold. */
async function* partsOf(request) {
  if (request.body === null) return;
  // Some browsers have no `Request.body`.
  if (request.body === undefined) {
    yield* piecesOf(new Uint8Array(await request.arrayBuffer()));
    return;
  }
  const reader = request.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* piecesOf(value);
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function* piecesOf(part) {
  if (!(part instanceof Uint8Array)) throw new TypeError('userpool: the body has a part that is not a Uint8Array');
  for (let at = 0; at < part.length; at += PART_BYTES_MAX) yield part.subarray(at, at + PART_BYTES_MAX);
}

/** Reads and discards what is left of a body, up to a limit. */
async function discard(reader) {
  let length = 0;
  try {
    while (length <= BODY_BYTES_DISCARDED_MAX) {
      const { done, value } = await reader.next();
      if (done) return;
      length += value.length;
    }
    await reader.return();
  } catch {
    // The client is gone.
  }
}

/** The whole body; `undefined` when it is longer than `limit`. */
async function bodyOf(request, limit) {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined;
  if (request.body === null) return new Uint8Array();
  // Some browsers have no `Request.body`.
  if (request.body === undefined) {
    const whole = new Uint8Array(await request.arrayBuffer());
    return whole.length <= limit ? whole : undefined;
  }
  const chunks = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > Math.max(limit, BODY_BYTES_DISCARDED_MAX)) {
      await reader.cancel();
      break;
    }
    if (length <= limit) chunks.push(value);
  }
  if (length > limit) return undefined;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** See `index.d.ts`. */
export function refusal(status, name, message) {
  return new Response(JSON.stringify({ __type: name, message }), {
    status,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-amzn-errortype': `${name}:`,
      'x-amzn-errormessage': message,
      'x-amzn-requestid': crypto.randomUUID(),
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date',
    },
  });
}

// What is logged about an error of the messenger. Its message may repeat the mail, and so may a name that is not an identifier.
function nameOf(error) {
  if (!(error instanceof Error)) return NOT_AN_ERROR;
  return /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
}

// What is logged about any other error: no cause and no other members, which may hold secrets.
function describe(error) {
  return error instanceof Error ? `${error.name}: ${error.message}` : NOT_AN_ERROR;
}

const NOT_AN_ERROR = 'a non-Error value was thrown';

function hostOf({ storage, messenger, triggers, outgoing: given }) {
  return {
    get: ({ partition, keys }) => storage.get(partition, keys),
    scan: ({ partition, ...scan }) => storage.scan(partition, scan),
    commit: (batch) => storage.commit(batch),
    // A store that removes expired records by itself has no `sweep`.
    sweep: async ({ before, limit }) => (await storage.sweep?.(before, limit)) ?? { records: 0, more: false },
    async deliver(message) {
      try {
        await messenger.deliver(message);
        return {};
      } catch (error) {
        const isTold = error instanceof MessageNotDelivered;
        console.error('userpool: deliver:', nameOf(error));
        return { undelivered: isTold ? error.message : 'The message could not be delivered.' };
      }
    },
    async invoke({ function: name, event }) {
      try {
        const answer = await triggers.invoke(name, JSON.parse(event));
        return { event: JSON.stringify(answer) ?? '' };
      } catch (error) {
        if (error instanceof FunctionNotCallable) return { notCallable: error.message };
        // The message is returned to the caller, as that of a Lambda function is.
        return { failed: error instanceof Error ? error.message : String(error) };
      }
    },
    fetch: outgoing(given),
    ...webCrypto(),
  };
}

const OPTIONS = [
  'storage',
  'messenger',
  'triggers',
  'outgoing',
  'masterKeys',
  'credentials',
  'dangerAcceptAnySignature',
  'region',
  'account',
  'publicUrl',
  'issuer',
];

// The options, checked. Throws a TypeError that names the wrong option.
function checked(options) {
  const wrong = (name, expected) => new TypeError(`userpool: option ${name} must be ${expected}`);
  if (options === null || typeof options !== 'object') throw wrong('object', 'an object of options');
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) throw new TypeError(`userpool: unknown option ${name}`);
  }
  const has = (value, names) =>
    value !== null && typeof value === 'object' && names.every((name) => typeof value[name] === 'function');
  if (!has(options.storage, ['get', 'scan', 'commit'])) {
    throw wrong('storage', 'an object with the functions get, scan and commit');
  }
  if (options.messenger !== undefined && !has(options.messenger, ['deliver'])) {
    throw wrong('messenger', 'an object with the function deliver');
  }
  if (options.triggers !== undefined && !has(options.triggers, ['invoke'])) {
    throw wrong('triggers', 'an object with the function invoke');
  }
  if (options.outgoing !== undefined && !isOutgoing(options.outgoing)) {
    throw wrong('outgoing', 'an object with no other members than fetch, a function, and dangerAllowLoopback, true or false');
  }
  const keys = Array.isArray(options.masterKeys) ? options.masterKeys.map(bytesOf) : [];
  if (keys.length === 0 || keys.some((key) => key?.length !== 32)) {
    throw wrong('masterKeys', 'a list of keys of 32 bytes each, as Uint8Array or base64, newest first');
  }
  const credentials = options.credentials ?? [];
  const isCredential = (credential) =>
    [credential?.accessKeyId, credential?.secretAccessKey].every((part) => typeof part === 'string' && part !== '');
  if (!Array.isArray(credentials) || !credentials.every(isCredential)) {
    throw wrong('credentials', 'a list of {accessKeyId, secretAccessKey}');
  }
  if (options.dangerAcceptAnySignature !== undefined && typeof options.dangerAcceptAnySignature !== 'boolean') {
    throw wrong('dangerAcceptAnySignature', 'true or false');
  }
  for (const name of ['region', 'account', 'publicUrl']) {
    if (options[name] !== undefined && typeof options[name] !== 'string') throw wrong(name, 'a string');
  }
  if (options.region !== undefined && !/^[a-z0-9-]{1,32}$/.test(options.region)) {
    throw wrong('region', 'letters, digits and hyphens, such as eu-west-1');
  }
  if (options.account !== undefined && !/^\d{12}$/.test(options.account)) {
    throw wrong('account', 'twelve digits');
  }
  if (options.publicUrl !== undefined && !isBaseUrl(options.publicUrl)) {
    throw wrong('publicUrl', 'an http or https URL without query and fragment');
  }
  if (options.issuer !== undefined && !['own', 'cognito'].includes(options.issuer)) {
    throw wrong('issuer', "'own' or 'cognito'");
  }
  return { ...options, masterKeys: keys };
}

function isOutgoing(outgoing) {
  if (outgoing === null || typeof outgoing !== 'object') return false;
  const { fetch = () => {}, dangerAllowLoopback = false, ...others } = outgoing;
  const isRight = typeof fetch === 'function' && typeof dangerAllowLoopback === 'boolean';
  return isRight && Object.keys(others).length === 0;
}

function isBaseUrl(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && search === '' && hash === '' && !/[?#]/.test(text);
}

function bytesOf(key) {
  // A copy, because the caller may overwrite theirs, and a renewed module needs the key again.
  if (key instanceof Uint8Array) return Uint8Array.from(key);
  if (typeof key !== 'string') return undefined;
  try {
    return Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
