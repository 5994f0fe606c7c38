// The package as its users write against it, wherever they run it. What must not compile says so.

import {
  CognitoError,
  Engine,
  FunctionNotCallable,
  ImportError,
  type Batch,
  type Check,
  type Credential,
  type EngineOptions,
  type EpochSeconds,
  type ExceptionName,
  type ExportOptions,
  type Imported,
  type ImportOptions,
  type Message,
  type MessagePurpose,
  type Messenger,
  type Operations,
  type PreTokenGenerationV2TriggerEvent,
  type Put,
  type Scan,
  type ScanEntry,
  type SignUpRequest,
  type Storage,
  type StoredRecord,
  type TriggerEvent,
  type Triggers,
} from 'userpool';
import { MemoryStore } from 'userpool/memory';

const masterKeys = [new Uint8Array(32), 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='] as const;

// ---- Options ----

const credential: Credential = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };

export const full: EngineOptions = {
  storage: new MemoryStore(),
  messenger: { deliver: (message) => send(message.destination, message.code ?? message.body) },
  triggers: { invoke: (name, event) => ({ ...event, response: { name } }) },
  outgoing: { fetch: (url, init) => fetch(url, init), dangerAllowLoopback: false },
  masterKeys,
  credentials: [credential],
  dangerAcceptAnySignature: false,
  region: 'eu-west-1',
  account: '123456789012',
  publicUrl: 'https://auth.example.com',
  issuer: 'own',
};

export const engine = new Engine({ storage: new MemoryStore(), masterKeys });
export const unset = new Engine({ storage: new MemoryStore(), masterKeys, messenger: undefined, region: undefined });

// @ts-expect-error: a store is needed
new Engine({ masterKeys });
// @ts-expect-error: keys are needed
new Engine({ storage: new MemoryStore() });
// @ts-expect-error: there is no such option
new Engine({ storage: new MemoryStore(), masterKeys, storag: 1 });
// @ts-expect-error: requests are allowed by an object
new Engine({ storage: new MemoryStore(), masterKeys, outgoing: true });
// @ts-expect-error: the issuer is one of two words
new Engine({ storage: new MemoryStore(), masterKeys, issuer: 'https://auth.example.com' });
// @ts-expect-error: a list of keys, not one
new Engine({ storage: new MemoryStore(), masterKeys: new Uint8Array(32) });
// @ts-expect-error: a key's parts are texts
new Engine({ storage: new MemoryStore(), masterKeys, credentials: [{ accessKeyId: 'a', secretAccessKey: 1 }] });
// @ts-expect-error: a messenger delivers
new Engine({ storage: new MemoryStore(), masterKeys, messenger: { send() {} } });
// @ts-expect-error: a store has three functions
new Engine({ storage: { get: async () => [], scan: async () => [] }, masterKeys });
// @ts-expect-error: nothing but options
new Engine();

async function send(to: string, text: string): Promise<number> {
  return to.length + text.length;
}

// ---- Calls ----

export async function calls(name: string): Promise<string | undefined> {
  await engine.checkMasterKey();

  const { UserPool } = await engine.call('CreateUserPool', {
    PoolName: 'customers',
    AutoVerifiedAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    Policies: { PasswordPolicy: { MinimumLength: 12 }, SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD'] } },
    LambdaConfig: { PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn: 'arn:aws:lambda:a:1:function:f' } },
    UserPoolTags: { team: 'red' },
  });
  const id: string = UserPool.Id;
  const made: EpochSeconds = UserPool.CreationDate;
  const date = new Date(made * 1000);
  // @ts-expect-error: what was not set is not there
  UserPool.DeviceConfiguration.ChallengeRequiredOnNewDevice;

  const { UserPoolClient } = await engine.call('CreateUserPoolClient', {
    UserPoolId: id,
    ClientName: date.toISOString(),
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    TokenValidityUnits: { AccessToken: 'minutes' },
  });

  const request: SignUpRequest = {
    ClientId: UserPoolClient.ClientId,
    Username: name,
    Password: undefined,
    UserAttributes: [{ Name: 'email', Value: `${name}@example.com` }],
    ClientMetadata: { from: 'here' },
  };
  const { UserConfirmed, CodeDeliveryDetails } = await engine.call('SignUp', request);
  const confirmed: boolean = UserConfirmed;
  if (!confirmed && CodeDeliveryDetails?.DeliveryMedium === 'SMS') return CodeDeliveryDetails.Destination;

  const answer = await engine.call('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: UserPoolClient.ClientId,
    AuthParameters: { USERNAME: name, PASSWORD: 'secret' },
  });
  // A challenge can only be one that there is.
  switch (answer.ChallengeName) {
    case 'SOFTWARE_TOKEN_MFA':
      return answer.Session;
    // @ts-expect-error: there is no such challenge
    case 'SOFTWARE_TOKEN':
      break;
  }
  // @ts-expect-error: a challenge has no tokens
  answer.AuthenticationResult.AccessToken;
  const lives: number | undefined = answer.AuthenticationResult?.ExpiresIn;

  const users = await engine.call('ListUsers', { UserPoolId: id, Filter: 'status = "Enabled"', Limit: lives });
  for (const { Username, UserStatus, UserCreateDate } of users.Users) {
    if (UserStatus === 'FORCE_CHANGE_PASSWORD' && UserCreateDate > 0) return Username;
  }
  const nothing: {} = await engine.call('AdminDisableUser', { UserPoolId: id, Username: name });
  return Object.keys(nothing)[0];
}

export async function wrongCalls(): Promise<void> {
  // @ts-expect-error: the name of the user is missing
  await engine.call('SignUp', { ClientId: 'c' });
  // @ts-expect-error: there is no such flow
  await engine.call('InitiateAuth', { AuthFlow: 'USER_SRP', ClientId: 'c' });
  // @ts-expect-error: there is no such operation
  await engine.call('SignUpp', { ClientId: 'c', Username: 'u' });
  // @ts-expect-error: there is no such member
  await engine.call('SignUp', { ClientId: 'c', Username: 'u', Pasword: 'p' });
  // @ts-expect-error: a text is no number
  await engine.call('ListUsers', { UserPoolId: 'p', Limit: '10' });
  const AccountRecoverySetting = { RecoveryMechanisms: [{ Priority: 1 }] };
  // @ts-expect-error: nested members are needed too
  await engine.call('CreateUserPool', { PoolName: 'p', AccountRecoverySetting });
  // @ts-expect-error: nor is a passkey a text
  await engine.call('CompleteWebAuthnRegistration', { AccessToken: 't', Credential: 'c' });
  // @ts-expect-error: an answer has no member of another operation
  (await engine.call('SignUp', { ClientId: 'c', Username: 'u' })).Users;
  // @ts-expect-error: an input is needed
  await engine.call('ListUsers');
}

// Hosts that pass calls on know them by name.
export const pass = <Name extends keyof Operations>(name: Name, input: Operations[Name]['input']) =>
  engine.call(name, input);

// ---- HTTP ----

export const answered: Promise<Response> = engine.fetch(new Request('https://auth.example.com/', { method: 'POST' }));
// @ts-expect-error: a URL is no request
engine.fetch('https://auth.example.com/');

// ---- Refusals ----

export function reason(error: unknown): ExceptionName | undefined {
  if (!(error instanceof CognitoError)) return undefined;
  // @ts-expect-error: there is no such exception
  if (error.name === 'UserNotFound') return undefined;
  return error.name === 'UserNotFoundException' ? 'NotAuthorizedException' : error.name;
}
new CognitoError('InvalidParameterException', 'why').message.length;
// @ts-expect-error: exceptions have names of their own
new CognitoError('Error', 'why');

// ---- A store of the user's own ----

class Store implements Storage {
  #records = new Map<string, StoredRecord>();

  async get(partition: string, keys: string[]): Promise<(StoredRecord | undefined)[]> {
    return keys.map((key) => this.#records.get(partition + key));
  }

  async scan(_: string, { prefix, after, limit, reverse }: Scan): Promise<ScanEntry[]> {
    const start: string | undefined = after;
    const found = [...this.#records].filter(([key]) => key.startsWith(prefix) && key > (start ?? ''));
    if (reverse) found.reverse();
    return found.slice(0, limit).map(([key, record]) => ({ key, ...record }));
  }

  async commit({ partition, checks, puts, deletes }: Batch): Promise<boolean> {
    const holds = ({ key, revision }: Check) => (this.#records.get(partition + key)?.revision ?? null) === revision;
    if (!checks.every(holds)) return false;
    for (const put of puts) this.#put(partition, put);
    for (const key of deletes) this.#records.delete(partition + key);
    return true;
  }

  #put(partition: string, { key, value, revision, expiresAt }: Put): void {
    const until: number | null = expiresAt;
    this.#records.set(partition + key, { value, revision, expiresAt: until });
  }
}
new Engine({ storage: new Store(), masterKeys });
// @ts-expect-error: values are bytes
export const text: StoredRecord = { value: 'text', revision: 1 };
// @ts-expect-error: a commit says whether it was one
export const silent: Storage = { get: async () => [], scan: async () => [], commit: async () => {} };

// ---- Messages and functions ----

export const messenger: Messenger = {
  async deliver(message: Message) {
    const purpose: MessagePurpose = message.purpose;
    // @ts-expect-error: there is no such purpose
    if (purpose === 'SignIn') return;
    // @ts-expect-error: a text message has no subject
    message.subject.length;
    await send(message.medium === 'EMAIL' ? message.destination : message.username, message.body);
  },
};
export const quiet: Messenger = { deliver() {} };

/** A function of one trigger, for a token with a claim more. */
function tokens(event: PreTokenGenerationV2TriggerEvent): PreTokenGenerationV2TriggerEvent {
  const claims = { tenant: event.request.userAttributes['custom:tenant'] ?? null, scopes: event.request.scopes };
  event.response = {
    claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: claims, scopesToAdd: ['a'] } },
  };
  // @ts-expect-error: version 1 has other details
  event.response.claimsOverrideDetails = {};
  return event;
}

export const triggers: Triggers = {
  async invoke(name: string, event: TriggerEvent) {
    // Without an app client there is none to name, as in `AdminConfirmSignUp`.
    const client: string | null = event.callerContext.clientId;
    if (client === '') return undefined;
    if (!name.endsWith(':function:greet')) throw new FunctionNotCallable('ResourceNotFoundException');
    if (event.version === '2' || event.version === '3') return tokens(event);
    if (event.triggerSource === 'PreSignUp_SignUp') {
      event.response.autoConfirmUser = event.request.validationData?.code === 'open sesame';
      // @ts-expect-error: there is no such answer
      event.response.autoConfirm = true;
      // @ts-expect-error: there may be no such data
      event.request.validationData.code;
    }
    // @ts-expect-error: there is no such trigger
    if (event.triggerSource === 'PreSignIn_SignIn') return event;
    // @ts-expect-error: not every trigger asks
    event.response.answerCorrect = true;
    return event;
  },
};

// ---- Exports and imports ----

export const options: ExportOptions[] = [{ passphrase: 'p' }, { plainSecrets: true }, { userPoolId: 'id', passphrase: 'p' }];
// @ts-expect-error: secrets are sealed, or plain by explicit wish
engine.export({});
// @ts-expect-error: not both
engine.export({ passphrase: 'p', plainSecrets: true });
// @ts-expect-error: there is no such option
engine.export({ plainSecrets: true, pool: 'id' });

export async function moved(to: Engine, keep: ImportOptions = { existing: 'keep', dryRun: false }): Promise<number> {
  const file: ReadableStream<Uint8Array> = engine.export({ plainSecrets: true });
  try {
    const { users, resumed }: Imported = await to.import(file, keep);
    return users + resumed;
  } catch (error) {
    if (error instanceof ImportError && error.cause?.name === 'InternalErrorException') return -error.line;
    throw error;
  }
}

export async function sources(to: Engine, parts: AsyncIterable<string>): Promise<void> {
  await to.import('{}');
  await to.import(new Uint8Array());
  await to.import(['{', '}']);
  await to.import(parts, { passphrase: 'p' });
  // @ts-expect-error: lines are text or bytes
  await to.import([1]);
  // @ts-expect-error: it refuses or keeps
  await to.import('', { existing: 'replace' });
}
