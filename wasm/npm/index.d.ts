// The types of the package. Those of the operations are in `operations.d.ts`, those of the events of triggers in
// `triggers.d.ts`.

import type { ExceptionName, Operations } from './operations.js';
import type { TriggerEvent } from './triggers.js';

export type * from './operations.js';
export type * from './triggers.js';

/**
 * An authentication engine that speaks Amazon Cognito User Pools.
 *
 * It keeps nothing of its own but imported signing keys and the pools of app clients, neither of which ever change: what it
 * knows is in the store. Any number of engines, in any
 * number of isolates and processes, may work on one store at the same time.
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
   * Nothing is read or written yet.
   *
   * @throws TypeError that names the option which is missing, wrong or unknown.
   */
  constructor(options: EngineOptions);

  /**
   * Answers an HTTP request as the service does: `POST /` is an operation in AWS JSON 1.1,
   * `GET /{poolId}/.well-known/jwks.json` and `GET /{poolId}/.well-known/openid-configuration` are a pool's public
   * documents, and `OPTIONS` is answered for browsers of any origin.
   *
   * Operations for administrators need a SigV4 signature by one of {@link EngineOptions.credentials}. The request's
   * body is read whole: whoever listens to strangers limits its length first.
   *
   * Never rejects. What goes wrong inside is an `InternalErrorException` with status 500 to the caller, and its cause
   * is in `console.error`.
   */
  fetch(request: Request): Promise<Response>;

  /**
   * Runs an operation for a caller who is trusted with everything, operations for administrators included; no signature
   * is looked for.
   *
   * @example
   * ```js
   * const { UserPool } = await engine.call('CreateUserPool', { PoolName: 'customers' });
   * ```
   *
   * @throws CognitoError when the engine refuses; also for an operation or an input that is none.
   */
  call<Name extends keyof Operations>(
    operation: Name,
    input: Operations[Name]['input'],
  ): Promise<Operations[Name]['output']>;

  /**
   * Does some of the work that no call waits for, in at most `slices` slices (16 unless given): removes the records of deleted
   * pools, drops expired records, seals stored secrets with the newest master key, and takes retired signing keys out of key
   * sets. A slice is a handful of reads and writes of at most a hundred records.
   *
   * To be called from time to time, for example by a cron trigger or an alarm. Engines on one store share the work, and what
   * was cut off is taken up again. Without it expired records and deleted pools stay in the store.
   *
   * @example
   * ```js
   * async scheduled(event, env) {
   *   while ((await engineOf(env).work()).more);
   * }
   * ```
   *
   * @throws CognitoError when the store failed: an `InternalErrorException`. What was done stays.
   */
  work(slices?: number): Promise<Worked>;

  /**
   * Gives a pool new signing keys. They are in its key set at once and sign a quarter of an hour later; the ones before them
   * stay in the key set until the last token they signed has expired. While new keys wait for their time, another call
   * changes nothing.
   *
   * @throws CognitoError when there is no such pool, or the store failed.
   */
  rotateSigningKeys(poolId: string): Promise<KeyRotation>;

  /**
   * Makes sure that {@link EngineOptions.masterKeys} hold the key that the store was begun with; the first call on a
   * new store leaves a mark there. To be awaited before a host answers requests: with another key nobody could sign in.
   *
   * @throws Error when the keys are others.
   * @throws CognitoError when that cannot be told, because the store failed: an `InternalErrorException`.
   */
  checkMasterKey(): Promise<void>;
}

/** What one {@link Engine.work} did. */
export interface Worked {
  /** Slices that were done. */
  slices: number;
  /** Records that were removed or written anew. */
  records: number;
  /** More work is due. */
  more: boolean;
}

/** What {@link Engine.rotateSigningKeys} did. */
export interface KeyRotation {
  /** When the new keys begin to sign. */
  signsFrom: Date;
  /** The `kid` of every key in the key set now, the new ones first. */
  published: string[];
}

/** What an {@link Engine} is built from. */
export interface EngineOptions {
  /** Where everything is kept. */
  storage: Storage;

  /**
   * Keys of 32 bytes each, as bytes or as base64, that seal every stored secret; at least one. The first seals and all
   * open, so a new key is put in front. {@link Engine.work} then seals everything stored with the new key; once it
   * has, {@link Engine.checkMasterKey} accepts the new key alone, and the old one can go. **Losing them loses all passwords and signing keys.**
   */
  masterKeys: readonly (Uint8Array | string)[];

  /**
   * Who delivers codes and invitations. Without one, operations that must send something are refused with
   * `CodeDeliveryFailureException`.
   */
  messenger?: Messenger | undefined;

  /**
   * Who runs the functions of a pool's `LambdaConfig`. Without it, operations whose function should have been called
   * are refused with `UnexpectedLambdaException`.
   */
  triggers?: Triggers | undefined;

  /**
   * The administrators' access keys, for {@link Engine.fetch}. By default there are none, and operations for
   * administrators are refused there; {@link Engine.call} runs them all the same.
   */
  credentials?: readonly Credential[] | undefined;

  /**
   * Takes every signature of a request for an administrator's, whoever made it: **for tests only**. Wins over
   * `credentials`. By default `false`.
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
   * Where clients reach this engine, as an http or https URL without query and fragment. Discovery names it in the place
   * of each request's own address, and tokens are issued as `{publicUrl}/{poolId}`.
   */
  publicUrl?: string | undefined;

  /**
   * The form of the issuer (`iss`) in tokens. `'cognito'` is the service's own,
   * `https://cognito-idp.{region}.amazonaws.com/{poolId}`. `'own'` is `{publicUrl}/{poolId}`, and without a `publicUrl`
   * the origin that each request to {@link Engine.fetch} was sent to: each host name is then an issuer of its own, and
   * access tokens are accepted under all of them. Tokens from {@link Engine.call} then have the service's form. By default
   * `'own'` with a `publicUrl`, else `'cognito'`.
   */
  issuer?: 'own' | 'cognito' | undefined;
}

/** An administrator's access key. */
export interface Credential {
  /** Not empty. */
  accessKeyId: string;
  /** Not empty. */
  secretAccessKey: string;
}

/** What Cognito answers when it refuses. */
export declare class CognitoError extends Error {
  constructor(name: ExceptionName, message: string);

  /** The exception, for example `UserNotFoundException`. */
  override name: ExceptionName;
}

/**
 * An error as {@link Engine.fetch} answers it, for a host that must refuse a request before the engine sees it: with the
 * headers from which SDKs and browsers read its name.
 */
export declare function refusal(status: number, name: string, message: string): Response;

// ---- Stores ----

/**
 * Where records live: three functions over plain values. The package brings `MemoryStore` (`userpool/memory`),
 * `D1Store` (`userpool/d1`) and `DurableObjectStore` and `SqlStore` (`userpool/durable-object`).
 *
 * Records are in partitions: one for each user pool, and one for the directory of pools. Names of partitions and
 * records are opaque texts without NUL. Records are ordered by the bytes of their keys in UTF-8, which is not how
 * JavaScript compares texts.
 *
 * Reads are linearizable in a partition: what was committed before a read began is seen by it. A commit is atomic and
 * conditional, and acknowledged only when it is durable.
 *
 * A function that rejects, throws or answers another shape fails the call that asked, with an `InternalErrorException`;
 * the error's name and message go to `console.error`, so they must hold no stored value.
 */
export interface Storage {
  /**
   * Reads the records of these keys: one entry for each key, in the order asked, and `null` or `undefined` where there
   * is no such record. At most 90 keys; one may be asked twice. A key has at most 1,024 bytes.
   */
  get(partition: string, keys: string[]): Promise<readonly (StoredRecord | null | undefined)[]>;

  /** Reads the records of a range of keys, in the order of the keys' bytes. */
  scan(partition: string, scan: Scan): Promise<readonly ScanEntry[]>;

  /**
   * Applies all writes of the batch if all of its checks hold, and answers `true`; otherwise writes nothing and answers
   * `false`. Rejects when the store failed; then too the batch was applied whole or not at all. An empty batch
   * succeeds.
   */
  commit(batch: Batch): Promise<boolean>;

  /**
   * Drops records of all partitions that expired before `before`, in seconds since the Unix epoch: at most `limit` of them.
   * Answers how many it dropped, and whether another sweep would find more. Called by {@link Engine.work}. A store that drops
   * expired records by itself leaves it out.
   */
  sweep?(before: number, limit: number): Promise<Swept>;
}

/** What a sweep did. */
export interface Swept {
  /** Records that were dropped. */
  records: number;
  /** Another sweep would find more to do. */
  more: boolean;
}

/** A stored value, its revision and when it may be dropped. */
export interface StoredRecord {
  /** What the engine stored: at most 262,144 bytes, opaque to the store. */
  value: Uint8Array;

  /** Drawn anew by the engine at every write: a whole number from 0 to `Number.MAX_SAFE_INTEGER`. */
  revision: number;

  /**
   * When the store may drop the record, in seconds since the Unix epoch; without it, never. A hint: the store need not,
   * and the engine checks time itself. A dropped record counts as absent, for reads and for checks.
   */
  expiresAt?: number | null | undefined;
}

/** A range of keys. */
export interface Scan {
  /** What the keys begin with; empty for all of the partition. */
  prefix: string;
  /** Start behind this key, which need not exist; in front of it when `reverse`. */
  after?: string;
  /** Most records to answer: 0 to 1,000. */
  limit: number;
  /** The largest key first. */
  reverse: boolean;
}

/** A record with its key, as a scan answers it. */
export interface ScanEntry extends StoredRecord {
  key: string;
}

/**
 * Conditional writes to one partition: at most 100 checks, puts and deletes together. No key is written twice, so puts
 * and deletes have no order.
 */
export interface Batch {
  /** The only partition that the batch touches. */
  partition: string;
  /** All must hold. At most one for each key. */
  checks: Check[];
  /** Records to create or replace. */
  puts: Put[];
  /** Keys of records to remove; there need not be any. */
  deletes: string[];
}

/** What a record must be for a batch to apply. */
export interface Check {
  key: string;
  /** The revision that the record must have; `null`: there must be none. */
  revision: number | null;
}

/** A record to create or replace. */
export interface Put extends StoredRecord {
  key: string;
  /** When the store may drop the record, in seconds since the Unix epoch; `null`: never. */
  expiresAt: number | null;
}

// ---- Messages ----

/** Delivers messages: hands a code or an invitation to whoever sends mail and text messages. */
export interface Messenger {
  /**
   * Delivers one message. Called after the commit, so a message never speaks of something that did not happen.
   *
   * Rejecting or throwing refuses the call with a `CodeDeliveryFailureException`. What was committed stays, and the user
   * may ask for the message again. The message of a {@link MessageNotDelivered} reaches the caller; of any other error only
   * the name is told, to `console.error`.
   */
  deliver(message: Message): Promise<unknown> | void;
}

/**
 * To be thrown by {@link Messenger.deliver} to tell the caller why.
 */
export declare class MessageNotDelivered extends Error {
  /** @param message - What the caller reads. No credentials, and nothing of the message. */
  constructor(message: string);
}

/** One mail or text message, ready to send. It holds a code or password: not for logs. */
export interface Message {
  /** The pool whose user is addressed. */
  userPoolId: string;
  /** The app client that asked for it, if one did. */
  clientId?: string;
  /** The user's name. */
  username: string;
  /** Why the message is sent. */
  purpose: MessagePurpose;
  /** A mail or a text message. */
  medium: 'EMAIL' | 'SMS';
  /** The full address, or the number in E.164. */
  destination: string;
  /** Of mails only. */
  subject?: string;
  /** The text, with every placeholder filled in. */
  body: string;
  /** The code or temporary password by itself, for hosts that write their own text. */
  code?: string;
}

/** Why a message is sent, named as the sources `CustomMessage_...` of triggers are. */
export type MessagePurpose =
  /** The confirmation code after `SignUp`. */
  | 'SignUp'
  /** The invitation with a temporary password, from `AdminCreateUser`. */
  | 'AdminCreateUser'
  /** The confirmation code, asked for again. */
  | 'ResendCode'
  /** The code to set a new password. */
  | 'ForgotPassword'
  /** The code that verifies a changed attribute. */
  | 'UpdateUserAttribute'
  /** The code that verifies an attribute, asked for by the user. */
  | 'VerifyUserAttribute'
  /** The one-time password or second factor of a sign-in. */
  | 'Authentication';

// ---- Functions ----

/**
 * Runs the functions of a pool's `LambdaConfig`. See [Customizing user pool workflows with Lambda
 * triggers](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
 */
export interface Triggers {
  /**
   * Runs a function, and answers the event that it was given with its `response` filled in, or a promise of that. Which
   * trigger it is for, `event.triggerSource` says; how long it may take is the host's to decide.
   *
   * What it throws or rejects with refuses the call with a `UserLambdaValidationException`, and **the error's message
   * reaches the caller**. A {@link FunctionNotCallable} is an `UnexpectedLambdaException` instead, and an answer that
   * is no event an `InvalidLambdaResponseException`.
   *
   * @param name - The function's ARN as `LambdaConfig` has it.
   */
  invoke(name: string, event: TriggerEvent): unknown;
}

/**
 * To be thrown by {@link Triggers.invoke} when a function could not be run at all. Whatever else is thrown is the
 * function's own refusal.
 */
export declare class FunctionNotCallable extends Error {
  /** @param name - The name of the error as the caller sees it, such as `ResourceNotFoundException`. */
  constructor(name: string);
}
