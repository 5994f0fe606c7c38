// The types of the package. `operations.d.ts` has those of the operations, `triggers.d.ts` those of the events of triggers.

import type { ExceptionName, Operations } from './operations.js';
import type { TriggerEvent } from './triggers.js';

export type * from './operations.js';
export type * from './triggers.js';

/**
 * An authentication engine that speaks Amazon Cognito User Pools.
 *
 * All state is in the store; an engine caches only imported signing keys and the pools of app clients, which never change. Any
 * number of engines, in any number of isolates and processes, may use one store at the same time.
 *
 * @example
 * ```js
 * import { Engine } from 'userpool';
 * import { D1Store } from 'userpool/d1';
 *
 * let engine;
 *
 * export default {
 *   fetch(request, env, context) {
 *     engine ??= new Engine({ storage: new D1Store(env.DB), masterKeys: env.MASTER_KEYS.split(',') });
 *     const answer = engine.fetch(request);
 *     context.waitUntil(answer);
 *     return answer;
 *   },
 * };
 * ```
 */
export declare class Engine {
  /**
   * Does not access the store.
   *
   * @throws TypeError that names the missing, wrong or unknown option.
   */
  constructor(options: EngineOptions);

  /**
   * Answers an HTTP request as the service does: `POST /` is an operation in AWS JSON 1.1,
   * `GET /{poolId}/.well-known/jwks.json` and `GET /{poolId}/.well-known/openid-configuration` are a pool's public
   * documents, `PUT` to the URL of a user import job uploads its file of up to 100 MiB, which is read part by part, the links in
   * notices of risks lead to a page, and `OPTIONS` is answered for browsers of any origin.
   *
   * Operations for administrators need a SigV4 signature by one of {@link EngineOptions.credentials}. Any other body
   * that is longer than 128 KiB, or 1 MiB with a signature, is refused.
   *
   * Never rejects. On an internal error the caller gets an `InternalErrorException` with status 500, and the cause goes to
   * `console.error`.
   *
   * @param client - The address of the client, for pools with threat protection. `User-Agent` is taken from the request.
   */
  fetch(request: Request, client?: ClientOrigin): Promise<Response>;

  /**
   * Runs an operation for a trusted caller, without checking a signature, also for operations of administrators.
   *
   * @example
   * ```js
   * const { UserPool } = await engine.call('CreateUserPool', { PoolName: 'customers' });
   * ```
   *
   * @param client - Where the client is that the operation is run for, for pools with threat protection.
   * @throws CognitoError when the engine refuses the operation or the input, or does not know the operation.
   */
  call<Name extends keyof Operations>(
    operation: Name,
    input: Operations[Name]['input'],
    client?: ClientOrigin,
  ): Promise<Operations[Name]['output']>;

  /**
   * Does background work, in at most `slices` slices (16 by default): removes the records of deleted pools and expired records,
   * seals stored secrets with the newest master key, and removes retired signing keys from key sets. A slice is a few reads and
   * writes of at most a hundred records.
   *
   * Call it regularly, for example by a cron trigger or an alarm. Engines on one store share the work, and work that was
   * interrupted is resumed. Without it expired records and deleted pools stay in the store.
   *
   * @example
   * ```js
   * async scheduled(event, env) {
   *   while ((await engineOf(env).work()).more);
   * }
   * ```
   *
   * @throws CognitoError when the store failed: an `InternalErrorException`. Finished slices are not undone.
   */
  work(slices?: number): Promise<Worked>;

  /**
   * Gives a pool new signing keys. They are in its key set at once and begin to sign 15 minutes later; the previous keys stay in
   * the key set until the last token they signed has expired. Another call before the new keys sign has no effect.
   *
   * @throws CognitoError when the pool does not exist, or the store failed.
   */
  rotateSigningKeys(poolId: string): Promise<KeyRotation>;

  /**
   * Checks that {@link EngineOptions.masterKeys} contain the key that the store was first used with; the first call on a new
   * store records it. Call it before answering requests: with another key no user could sign in.
   *
   * @throws Error when the keys do not contain it.
   * @throws CognitoError when the store failed: an `InternalErrorException`.
   */
  checkMasterKey(): Promise<void>;

  /**
   * Exports one pool, or all of the store, as a file of JSON lines with everything in them: ids, secrets, users with their passwords
   * and second factors, groups, sessions. `userpool-server`, the command `userpool` and {@link Engine.import} read it, and it does
   * not depend on the kind of store and its master keys. The file is UTF-8; each chunk consists of whole lines. Nothing is read
   * before the stream is, and then about five hundred records at a time.
   *
   * A file that does not end with a line of type `end` is not complete. Records that change during the export are written as they are
   * when the export reaches them. With a passphrase the first chunk takes about half a second of computing and 64 MiB of memory,
   * in which the key is derived.
   *
   * The stream fails with a {@link CognitoError} when the pool does not exist, or the store failed.
   *
   * @example
   * ```js
   * return new Response(engine.export({ userPoolId, passphrase: env.PASSPHRASE }));
   * ```
   *
   * @throws TypeError that names the missing, wrong or unknown option.
   */
  export(options: ExportOptions): ReadableStream<Uint8Array>;

  /**
   * Imports a file: an export, or the short lines that people write by hand. The file is read piece by piece, and a pool of an
   * export can be seen by clients only when all of it is there. An import that was interrupted goes on where it stopped when
   * the same file is imported again; in a file of several pools those before the interruption exist by then, so repeat it with
   * `existing: 'keep'`.
   *
   * Lines are taken in their order, so a refused line in the middle leaves what stands before it, except for pools of an export.
   * To check the whole file first, import it with `dryRun`.
   *
   * @example
   * ```js
   * const lines = `
   *   {"type":"pool","id":"us-east-1_Example01","name":"example"}
   *   {"type":"client","id":"exampleclient","settings":{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH"]}}
   *   {"type":"user","username":"ana","password":"Passw0rd!"}
   * `;
   * const { users } = await engine.import(lines, { existing: 'keep' });
   * ```
   *
   * @param source - The file, or its parts in their order: `request.body`, `fs.createReadStream(path)`. Parts may end anywhere.
   * @throws ImportError with the number of the line.
   * @throws TypeError for a wrong option or source. An error of the source itself is thrown as it is.
   */
  import(source: ImportSource, options?: ImportOptions): Promise<Imported>;
}

/** The options of {@link Engine.export}: exactly one of `passphrase` and `plainSecrets`. */
export type ExportOptions = {
  /** The pool to export; without it all pools of the store. */
  userPoolId?: string | undefined;
} & (
  | {
      /** Seals the secrets of the file. Not empty. */
      passphrase: string;
      plainSecrets?: false | undefined;
    }
  | {
      passphrase?: undefined;
      /**
       * Writes the secrets as they are: **whoever reads the file can sign tokens, use the client secrets, and guess passwords**, as
       * with a store and its master key.
       */
      plainSecrets: true;
    }
);

/** What {@link Engine.import} reads. */
export type ImportSource =
  | string
  | Uint8Array
  | ReadableStream<Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | Iterable<string | Uint8Array>;

/** The options of {@link Engine.import}. */
export interface ImportOptions {
  /**
   * What to do about a pool that exists. `'refuse'`, the default, refuses the file. With `'keep'` what exists stays as it is, and what
   * is missing is added.
   */
  existing?: 'refuse' | 'keep' | undefined;
  /** Opens the secrets of a file that was sealed with it. Not empty. */
  passphrase?: string | undefined;
  /** Reads and checks the file, and writes nothing. What a short line refers to is not checked. By default `false`. */
  dryRun?: boolean | undefined;
}

/** What {@link Engine.import} has done. Things that existed are counted in `kept` alone. */
export interface Imported {
  /** Pools that were created. */
  pools: number;
  /** App clients. */
  clients: number;
  /** Groups. */
  groups: number;
  /** Users. */
  users: number;
  /** Other lines: resource servers, identity providers, styles, terms, marks. */
  others: number;
  /** Things that existed and stay as they are. */
  kept: number;
  /** Lines that an interrupted import of the same file had done. */
  resumed: number;
}

/** Why an import ended. The message names the line and the reason, and contains no secret. */
export declare class ImportError extends Error {
  constructor(line: number, message: string, options?: { cause?: CognitoError });

  /** The number of the line, counted from 1. */
  readonly line: number;

  /** The error of the engine, when the store or the host failed: the import can be repeated. Absent when the line is refused. */
  override cause?: CognitoError;
}

/** Where the client of a call is, as the host sees it. Pools with threat protection record and compare it. */
export interface ClientOrigin {
  /** The client's IP address, not that of a proxy. A text that is not an address counts as unknown. */
  address?: string | undefined;
  /** The client's `User-Agent`; only for `call`. */
  userAgent?: string | undefined;
}

/** What one {@link Engine.work} did. */
export interface Worked {
  /** How many slices were done. */
  slices: number;
  /** How many records were removed or rewritten. */
  records: number;
  /** Whether more work is due. */
  more: boolean;
}

/** What {@link Engine.rotateSigningKeys} did. */
export interface KeyRotation {
  /** When the new keys begin to sign. */
  signsFrom: Date;
  /** The `kid` of every key in the key set, the new ones first. */
  published: string[];
}

/** Options of an {@link Engine}. */
export interface EngineOptions {
  /** The store of all state. */
  storage: Storage;

  /**
   * One or more keys of 32 bytes, as bytes or base64, that seal every stored secret. The first one seals and all can open. To
   * change the key, put a new one first; {@link Engine.work} then seals everything with it. Once {@link Engine.checkMasterKey}
   * accepts the new key alone, the old one can be removed. **If you lose the keys, all passwords and signing keys are lost.**
   */
  masterKeys: readonly (Uint8Array | string)[];

  /**
   * Delivers codes and invitations. Without it, operations that must send a message are refused with
   * `CodeDeliveryFailureException`.
   */
  messenger?: Messenger | undefined;

  /**
   * Runs the functions of a pool's `LambdaConfig`. Without it, operations that must call a function are refused with
   * `UnexpectedLambdaException`.
   */
  triggers?: Triggers | undefined;

  /**
   * Allows requests to identity providers; `{}` is enough. Without it, users cannot sign in with OIDC and social providers, and the
   * metadata of SAML providers is not read from its URL.
   */
  outgoing?: Outgoing | undefined;

  /**
   * The access keys of administrators, for {@link Engine.fetch}. By default there are none, and `fetch` refuses operations for
   * administrators; {@link Engine.call} runs them without a signature.
   */
  credentials?: readonly Credential[] | undefined;

  /**
   * Accepts every signature as an administrator's: **for tests only**. Takes precedence over `credentials`. By default `false`.
   */
  dangerAcceptAnySignature?: boolean | undefined;

  /**
   * The region of new pools when a request's signature names none: up to 32 lower-case letters, digits and hyphens. By
   * default `us-east-1`.
   */
  region?: string | undefined;

  /** The account in ARNs: twelve digits, by default `000000000000`. */
  account?: string | undefined;

  /**
   * The http or https URL, without query and fragment, at which clients reach the engine. Discovery documents contain it instead
   * of the request's origin, and tokens are issued by `{publicUrl}/{poolId}`.
   */
  publicUrl?: string | undefined;

  /**
   * The form of the issuer (`iss`) in tokens. `'cognito'` is the service's form,
   * `https://cognito-idp.{region}.amazonaws.com/{poolId}`. `'own'` is `{publicUrl}/{poolId}`. `'own'` without a `publicUrl` uses
   * the origin of each request to {@link Engine.fetch}: each host name is then a different issuer, access tokens are accepted
   * under all of them, and tokens from {@link Engine.call} have the service's form. By default `'own'` with a `publicUrl`, else
   * `'cognito'`.
   */
  issuer?: 'own' | 'cognito' | undefined;
}

/**
 * How requests to identity providers are sent. Their URLs come from administrators of pools and from documents of the providers.
 *
 * Only `https` URLs are allowed whose host is a name with a dot; IP addresses, `localhost`, `*.local` and `*.internal` are refused.
 * Redirections are not followed. **Which addresses a name resolves to is not checked**, since the platform's `fetch` does not tell
 * it. A Worker on Cloudflare cannot reach private networks by `fetch`; a Node process can, so restrict its outgoing connections
 * by a firewall or a proxy, or give a `fetch` that checks addresses, if those who administer pools must not reach that network.
 */
export interface Outgoing {
  /**
   * Sends one request, like the platform's `fetch`, which is the default. It must follow `init.signal` and must not follow
   * redirections.
   */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;

  /**
   * Allows `http` and `https` URLs of this machine (`localhost`, `127.0.0.0/8`, `[::1]`): **for development only**. By default
   * `false`.
   */
  dangerAllowLoopback?: boolean | undefined;
}

/** An administrator's access key. */
export interface Credential {
  /** Not empty. */
  accessKeyId: string;
  /** Not empty. */
  secretAccessKey: string;
}

/** An error as Cognito returns it. */
export declare class CognitoError extends Error {
  constructor(name: ExceptionName, message: string);

  /** The exception, for example `UserNotFoundException`. */
  override name: ExceptionName;
}

/**
 * An error response in the form of {@link Engine.fetch}, for a host that refuses a request before it reaches the engine. It has
 * the headers from which SDKs and browsers read the error's name.
 */
export declare function refusal(status: number, name: string, message: string): Response;

// ---- Stores ----

/**
 * A store of records. The package has `MemoryStore` (`userpool/memory`), `SqliteStore` (`userpool/sqlite`), `D1Store`
 * (`userpool/d1`), and `DurableObjectStore` and `SqlStore` (`userpool/durable-object`).
 *
 * Records are in partitions: one for each user pool, and one for the directory of pools. Names of partitions and keys of records
 * are opaque strings without NUL. Records are ordered by the UTF-8 bytes of their keys, which differs from JavaScript's order of
 * strings.
 *
 * Reads are linearizable per partition: a read sees every commit that finished before the read began. A commit is atomic and
 * conditional, and acknowledged only when it is durable.
 *
 * When a function rejects, throws or returns a malformed answer, the engine's caller gets an `InternalErrorException`. The
 * error's name and message go to `console.error`, so they must not contain stored values.
 */
export interface Storage {
  /**
   * Reads the records of these keys. Returns one entry for each key, in the same order; `null` or `undefined` if the record does
   * not exist. At most 90 keys; a key may occur twice. A key has at most 1,024 bytes.
   */
  get(partition: string, keys: string[]): Promise<readonly (StoredRecord | null | undefined)[]>;

  /** Reads the records of a range of keys, in the order of the keys' bytes. */
  scan(partition: string, scan: Scan): Promise<readonly ScanEntry[]>;

  /**
   * Applies all writes of the batch and returns `true` if all of its checks hold; otherwise writes nothing and returns `false`.
   * Rejects when the store failed; even then the batch was applied completely or not at all. An empty batch succeeds.
   */
  commit(batch: Batch): Promise<boolean>;

  /**
   * Removes records of all partitions that expired before `before`, in seconds since the Unix epoch, at most `limit` of them.
   * Called by {@link Engine.work}. A store that removes expired records by itself does not have this function.
   */
  sweep?(before: number, limit: number): Promise<Swept>;
}

/** What a sweep did. */
export interface Swept {
  /** How many records were removed. */
  records: number;
  /** Whether another sweep would find more to remove. */
  more: boolean;
}

/** A stored value, its revision and its expiry. */
export interface StoredRecord {
  /** The engine's data: at most 262,144 bytes, opaque to the store. */
  value: Uint8Array;

  /** Drawn by the engine at every write: an integer from 0 to `Number.MAX_SAFE_INTEGER`. */
  revision: number;

  /**
   * When the store may remove the record, in seconds since the Unix epoch; `null` or absent: never. The store need not remove
   * it, since the engine checks the time itself. A removed record is absent for reads and for checks.
   */
  expiresAt?: number | null | undefined;
}

/** A range of keys. */
export interface Scan {
  /** The prefix of the keys; empty for the whole partition. */
  prefix: string;
  /** Start after this key, which need not exist; before it if `reverse`. */
  after?: string;
  /** Most records to return: 0 to 1,000. */
  limit: number;
  /** The largest key first. */
  reverse: boolean;
}

/** A record with its key, as a scan returns it. */
export interface ScanEntry extends StoredRecord {
  key: string;
}

/**
 * Conditional writes to one partition: at most 100 checks, puts and deletes together. No key is written twice, so the order of
 * puts and deletes does not matter.
 */
export interface Batch {
  /** The only partition that the batch touches. */
  partition: string;
  /** All of them must hold. At most one for each key. */
  checks: Check[];
  /** Records to create or replace. */
  puts: Put[];
  /** Keys of records to remove, which need not exist. */
  deletes: string[];
}

/** A condition of a batch: the state that a record must have. */
export interface Check {
  key: string;
  /** The revision that the record must have; `null`: it must be absent. */
  revision: number | null;
}

/** A record to create or replace. */
export interface Put extends StoredRecord {
  key: string;
  /** When the store may remove the record, in seconds since the Unix epoch; `null`: never. */
  expiresAt: number | null;
}

// ---- Messages ----

/** Delivers codes and invitations by mail or text message. */
export interface Messenger {
  /**
   * Delivers one message. Called after the commit, so a message never reports a change that was not made.
   *
   * If it rejects or throws, the caller gets a `CodeDeliveryFailureException`. The commit is not undone, and the user may request
   * the message again. The caller sees the message of a {@link MessageNotDelivered}; of any other error only the name is logged,
   * to `console.error`.
   */
  deliver(message: Message): Promise<unknown> | void;
}

/**
 * To be thrown by {@link Messenger.deliver} to tell the caller why.
 */
export declare class MessageNotDelivered extends Error {
  /** @param message - Returned to the caller: must contain no credentials and no part of the message that was to be delivered. */
  constructor(message: string);
}

/** One mail or text message, ready to send. It contains a code or password: do not log it. */
export interface Message {
  /** The user's pool. */
  userPoolId: string;
  /** The app client of the request, if it has one. */
  clientId?: string;
  /** The user's name. */
  username: string;
  /** Why the message is sent. */
  purpose: MessagePurpose;
  /** A mail or a text message. */
  medium: 'EMAIL' | 'SMS';
  /** The full address, or the number in E.164. */
  destination: string;
  /** For mails only. */
  subject?: string;
  /** The text, with every placeholder replaced. */
  body: string;
  /** The code or temporary password alone, for hosts that write their own text. */
  code?: string;
}

/** Why a message is sent. The names are those of the `CustomMessage_...` trigger sources. */
export type MessagePurpose =
  /** The confirmation code after `SignUp`. */
  | 'SignUp'
  /** The invitation with a temporary password, from `AdminCreateUser`. */
  | 'AdminCreateUser'
  /** The confirmation code, requested again. */
  | 'ResendCode'
  /** The code to set a new password. */
  | 'ForgotPassword'
  /** The code that verifies a changed attribute. */
  | 'UpdateUserAttribute'
  /** The code that verifies an attribute, requested by the user. */
  | 'VerifyUserAttribute'
  /** The one-time password or second factor of a sign-in. */
  | 'Authentication'
  /** The notice of a sign-in with a risk. It has no code. */
  | 'AccountTakeOverNotification';

// ---- Functions ----

/**
 * Runs the functions of a pool's `LambdaConfig`. See [Customizing user pool workflows with Lambda
 * triggers](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
 */
export interface Triggers {
  /**
   * Runs a function and returns the event with its `response` filled in, or a promise of it. `event.triggerSource` names the
   * trigger. The host sets the time limit.
   *
   * If it throws or rejects, the caller gets a `UserLambdaValidationException` **with the error's message**; for a
   * {@link FunctionNotCallable} an `UnexpectedLambdaException`, and for a result that is not an event an
   * `InvalidLambdaResponseException`.
   *
   * @param name - The function's ARN from `LambdaConfig`.
   */
  invoke(name: string, event: TriggerEvent): unknown;
}

/**
 * To be thrown by {@link Triggers.invoke} when a function could not be run. Any other error counts as thrown by the function
 * itself.
 */
export declare class FunctionNotCallable extends Error {
  /** @param name - The name of the error as the caller sees it, such as `ResourceNotFoundException`. */
  constructor(name: string);
}
