// The engine as JavaScript sees it, over the WebAssembly module.
//
// A call runs in steps: the module goes on as far as it can and says what it needs; that is done here, and the call
// goes on. So a trap in the module is an exception at one place, `#run`. It ends the calls that are under way, since they
// live in the module's memory; the next ones get a new module.

import { PUBLIC_SUFFIXES } from './public-suffixes.js';
import * as module from './userpool.js';
import { webCrypto } from './web-crypto.js';

/** What Cognito answers when it refuses: `name` is the exception. */
export class CognitoError extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

/**
 * Thrown by `triggers.invoke` when a function could not be run at all; its message is the name of the error, such as
 * `ServiceException`. Whatever else is thrown is the function's own refusal.
 */
export class FunctionNotCallable extends Error {
  constructor(name) {
    super(name);
    this.name = 'FunctionNotCallable';
  }
}

/**
 * Thrown by `messenger.deliver` to say why: its message reaches the caller, and never the log. Of any other error only the name
 * is logged and the caller gets a fixed message, since mailers often repeat what they could not send.
 */
export class MessageNotDelivered extends Error {
  constructor(message) {
    super(message);
    this.name = 'MessageNotDelivered';
  }
}

/** Longest body that is read of a request that says it is signed. The module decides whether it is. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Longest body of all other requests; the module has the same limit. */
const UNSIGNED_BODY_BYTES_MAX = 128 * 1024;

/** How much of a longer one is read and thrown away, so that its sender comes to read the refusal. */
const BODY_BYTES_DISCARDED_MAX = 16 * 1024 * 1024;

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

  /** Answers an HTTP request: an operation, a key set or a discovery document. Never rejects. */
  async fetch(request) {
    const url = new URL(request.url);
    // The address that discovery and, with `issuer: 'own'`, tokens name.
    const origin = /^https?:$/.test(url.protocol) ? url.origin : '';
    const target = origin + url.pathname + url.search;
    const headers = [...request.headers].flat();
    // The host is signed, and some runtimes keep it out of the headers.
    if (!request.headers.has('host')) headers.push('host', url.host);
    try {
      const limit = bytesMaxOf(request, this.#options);
      const body = await bodyOf(request, limit);
      if (body === undefined) {
        const shown = limit === BODY_BYTES_MAX ? '1 MiB' : '128 KiB';
        return refusal(413, 'RequestEntityTooLargeException', `Request body is longer than ${shown}.`);
      }
      const answer = await this.#run((engine, now, seed) =>
        engine.fetch(now, seed, request.method, target, headers, body),
      );
      const bodiless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
      return new Response(bodiless ? null : answer.body, { status: answer.status, headers: answer.headers });
    } catch (error) {
      console.error('userpool:', describe(error));
      const { name, message } = internalError();
      return refusal(500, name, message);
    }
  }

  /** Runs an operation for a trusted caller. Rejects with a `CognitoError`. */
  async call(operation, input = {}) {
    // What is no text must not come to the module, where it would count as a trap.
    if (typeof operation !== 'string') throw new CognitoError('UnknownOperationException', '');
    let text;
    try {
      text = JSON.stringify(input);
    } catch {
      // It refers to itself, or holds a BigInt.
    }
    if (text === undefined) throw new CognitoError('SerializationException', '');
    let outcome;
    try {
      outcome = await this.#run((engine, now, seed) => engine.call(now, seed, operation, text));
    } catch (error) {
      console.error('userpool:', describe(error));
      throw internalError();
    }
    if (outcome.name !== undefined) throw new CognitoError(outcome.name, outcome.message);
    return JSON.parse(outcome.output);
  }

  /** Does some of the work that no call waits for. Rejects with a `CognitoError` when the store failed. */
  async work(slices = 16) {
    if (!Number.isInteger(slices) || slices < 0 || slices > 10_000) {
      throw new TypeError('userpool: work takes a whole number of slices, at most 10,000');
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

  /** Gives a pool new signing keys. Rejects with a `CognitoError`. */
  async rotateSigningKeys(poolId) {
    if (typeof poolId !== 'string') throw new TypeError('userpool: a pool is named by its id');
    let outcome;
    try {
      outcome = await this.#run((engine, now, seed) => engine.rotateSigningKeys(now, seed, poolId));
    } catch (error) {
      console.error('userpool:', describe(error));
      throw internalError();
    }
    if (outcome.name !== undefined) throw new CognitoError(outcome.name, outcome.message);
    return { signsFrom: new Date(outcome.signsFrom), published: outcome.published };
  }

  /**
   * Makes sure that the master keys are those that the store was begun with; the first call on a new store leaves a mark
   * there. Rejects with an `Error` when they are others, and with a `CognitoError` when that cannot be told.
   */
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
    given.setPublicSuffixes(() => PUBLIC_SUFFIXES);
    if (options.region !== undefined) given.region = options.region;
    if (options.account !== undefined) given.account = options.account;
    if (options.publicUrl !== undefined) given.publicUrl = options.publicUrl;
    if (options.issuer !== undefined) given.setIssuer(options.issuer === 'cognito');
    this.#engine = new module.Engine(given);
    this.#generation = generation;
  }

  async #run(begin) {
    // Another engine's trap has renewed the module: what was built in the old one is gone.
    if (this.#generation !== generation) this.#build();
    const seed = crypto.getRandomValues(new Uint8Array(32));
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
    for (;;) {
      const requests = guarded(() => call.step());
      for (const line of guarded(() => call.said())) console.error('userpool:', line);
      if (requests === undefined) break;
      await Promise.all(
        requests.map(async ({ id, function: name, input }) => {
          let settle;
          try {
            const value = await this.#host[name](input);
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

// How often the module was renewed. What belongs to an earlier one must not be touched.
let generation = 0;

// A trap leaves the module's memory as it stood in the middle of something: nothing of it is used again but the place
// where it happened.
function renew(error) {
  let place;
  try {
    place = module.panickedAt();
  } catch {
    // The memory is beyond even that.
  }
  generation += 1;
  module.__wbg_reset_state();
  return place === undefined ? error : new Error(`the module panicked at ${place}`, { cause: error });
}

/** How long a request's body may be. A page in a browser does not administrate, even where any signature is accepted. */
function bytesMaxOf({ headers }, { dangerAcceptAnySignature }) {
  const mayBeSigned = dangerAcceptAnySignature
    ? !headers.has('origin')
    : headers.get('authorization')?.startsWith('AWS4-HMAC-SHA256');
  return mayBeSigned ? BODY_BYTES_MAX : UNSIGNED_BODY_BYTES_MAX;
}

/** The whole body; nothing when it is longer than `limit`. One that says so itself is not even read. */
async function bodyOf(request, limit) {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return undefined;
  if (request.body === null) return new Uint8Array();
  // Some browsers give no stream.
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
    if (length > BODY_BYTES_DISCARDED_MAX) {
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

/** An answer without the module, in the shape of its own errors. */
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

// What operators may read of a failed function or gateway. Its message may repeat what it was given, and a name that is not
// an identifier is a message.
function nameOf(error) {
  if (!(error instanceof Error)) return 'something that is no Error was thrown';
  return /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
}

// What operators may read of a failure: what it is, and nothing it carries.
function describe(error) {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'something that is no Error was thrown';
}

function hostOf({ storage, messenger, triggers }) {
  return {
    get: ({ partition, keys }) => storage.get(partition, keys),
    scan: ({ partition, ...scan }) => storage.scan(partition, scan),
    commit: (batch) => storage.commit(batch),
    // A store that drops expired records by itself has no such function.
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
        // A function that throws refuses: its message is for the caller, as with a Lambda.
        return { failed: error instanceof Error ? error.message : String(error) };
      }
    },
    ...webCrypto(),
  };
}

const OPTIONS = [
  'storage',
  'messenger',
  'triggers',
  'masterKeys',
  'credentials',
  'dangerAcceptAnySignature',
  'region',
  'account',
  'publicUrl',
  'issuer',
];

// Wrong options are the programmer's: a TypeError that names the option.
function checked(options) {
  const wrong = (name, expected) => new TypeError(`userpool: option ${name} must be ${expected}`);
  if (options === null || typeof options !== 'object') throw wrong('object', 'an object of options');
  for (const name of Object.keys(options)) {
    if (!OPTIONS.includes(name)) throw new TypeError(`userpool: there is no option ${name}`);
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

// What issuers and links begin with.
function isBaseUrl(text) {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash } = new URL(text);
  return /^https?:$/.test(protocol) && search === '' && hash === '' && !/[?#]/.test(text);
}

function bytesOf(key) {
  // A copy: the caller may wipe theirs, and the module may have to be given it again.
  if (key instanceof Uint8Array) return Uint8Array.from(key);
  if (typeof key !== 'string') return undefined;
  try {
    return Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
