// Writes what the engine really takes, answers and tells functions as TypeScript, so that the compiler can hold it
// against the types: each is a literal, in which a member too many is an error as well.
//
//     node answers.js FILE

import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

import { MemoryStore } from '../../memory.js';
import { Engine } from '../../node.js';
import { everyOperation } from '../support/every-operation.js';
import { putOn } from '../support/fetch.js';
import { Outbox, PASSWORD, Scene } from '../support/scene.js';

const [file] = process.argv.slice(2);
const lines = ["import type { Operations, TriggerEvent } from 'userpool';", ''];
const operations = new Set();
const sources = new Set();

function write(type, value) {
  // A passkey says more than is read, which is an error in literals only.
  const isRead = (name, member) => (name === 'clientExtensionResults' ? undefined : member);
  lines.push(`export const literal${lines.length}: ${type} = ${JSON.stringify(value, isRead)};`);
}

const outbox = new Outbox();
const engine = new Engine({
  storage: new MemoryStore(),
  messenger: outbox,
  triggers: { invoke },
  masterKeys: [randomBytes(32)],
  // A provider's endpoints for tokens and for the profile.
  outgoing: {
    fetch: async (url) =>
      Response.json(url.includes('token') ? { access_token: 'a', token_type: 'bearer' } : { user_id: 'amzn1.account.ANA' }),
  },
});

async function call(operation, input) {
  write(`Operations['${operation}']['input']`, input);
  operations.add(operation);
  const output = await engine.call(operation, input);
  write(`Operations['${operation}']['output']`, output);
  return output;
}

/** Functions that let everybody in who is asked whether they are. */
function invoke(_, event) {
  write('TriggerEvent', event);
  const source = event.triggerSource.split('_')[0];
  sources.add(`${source} ${event.version}`);
  const answered = event.request.session?.length > 0;
  const responses = {
    CreateAuthChallenge: { publicChallengeParameters: { riddle: 'Who?' }, privateChallengeParameters: { answer: 'I' } },
    DefineAuthChallenge: answered ? { issueTokens: true } : { challengeName: 'CUSTOM_CHALLENGE' },
    UserMigration: {
      userAttributes: { email: 'old@example.com', email_verified: 'true' },
      finalUserStatus: 'CONFIRMED',
    },
    VerifyAuthChallengeResponse: { answerCorrect: true },
  };
  return { ...event, response: responses[source] ?? event.response };
}

await everyOperation(call, () => outbox.messages, putOn(engine));

const LambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:any';
const everywhere = Object.fromEntries(
  [
    'PreSignUp',
    'PostConfirmation',
    'PreAuthentication',
    'PostAuthentication',
    'DefineAuthChallenge',
    'CreateAuthChallenge',
    'VerifyAuthChallengeResponse',
    'UserMigration',
    'CustomMessage',
  ].map((trigger) => [trigger, LambdaArn]),
);
const sender = { LambdaVersion: 'V1_0', LambdaArn };
const KMSKeyID = 'arn:aws:kms:us-east-1:123456789012:key/k';
const senders = { CustomEmailSender: sender, CustomSMSSender: sender, KMSKeyID };
for (const LambdaConfig of [
  { ...everywhere, PreTokenGeneration: LambdaArn },
  { ...everywhere, PreTokenGenerationConfig: { LambdaVersion: 'V2_0', LambdaArn } },
  { ...senders, PreTokenGenerationConfig: { LambdaVersion: 'V3_0', LambdaArn } },
]) {
  await told(LambdaConfig);
}

await toldAboutAProvider();

/** A pool with a function for users of providers, and a sign-in by one of them in a browser. */
async function toldAboutAProvider() {
  const callback = 'https://app.example.com/callback';
  const scene = await new Scene(call, () => outbox.messages).begin({
    pool: { LambdaConfig: { InboundFederation: { LambdaVersion: 'V1_0', LambdaArn } } },
  });
  const UserPoolId = scene.pool;
  await call('CreateIdentityProvider', {
    UserPoolId,
    ProviderName: 'LoginWithAmazon',
    ProviderType: 'LoginWithAmazon',
    ProviderDetails: { client_id: 'c', client_secret: 's', authorize_scopes: 'profile' },
    AttributeMapping: { username: 'user_id' },
  });
  const { UserPoolClient } = await call('CreateUserPoolClient', {
    UserPoolId,
    ClientName: 'browser',
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid'],
    CallbackURLs: [callback],
    SupportedIdentityProviders: ['LoginWithAmazon'],
  });
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: UserPoolClient.ClientId,
    redirect_uri: callback,
    identity_provider: 'LoginWithAmazon',
  });
  const origin = `https://localhost/${UserPoolId}`;
  const begun = await engine.fetch(new Request(`${origin}/oauth2/authorize?${asked}`));
  const state = new URL(begun.headers.get('location')).searchParams.get('state');
  const cookie = begun.headers.getSetCookie().map((set) => set.split(';')[0]).join('; ');
  const back = new URLSearchParams({ code: 'x', state });
  const ended = await engine.fetch(new Request(`${origin}/oauth2/idpresponse?${back}`, { headers: { cookie } }));
  const location = ended.headers.get('location');
  if (!location?.startsWith(`${callback}?code=`)) throw new Error(`${ended.status} ${location} ${await ended.text()}`);
}

/** A pool with these functions, and something to tell each of them. */
async function told(LambdaConfig) {
  const scene = await new Scene(call, () => outbox.messages).begin({
    pool: {
      LambdaConfig,
      AutoVerifiedAttributes: ['email', 'phone_number'],
      SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
    },
    client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] },
  });
  const about = { UserPoolId: scene.pool, Username: 'ana' };
  await scene.signUp('ana');
  await call('AdminConfirmSignUp', about);
  const { AccessToken } = await scene.signIn('ana');
  const UserAttributes = [{ Name: 'phone_number', Value: '+12065550100' }];
  await call('UpdateUserAttributes', { AccessToken, UserAttributes, ClientMetadata: { from: 'here' } });
  if (LambdaConfig.UserMigration === undefined) return;

  await call('ForgotPassword', { ClientId: scene.client, Username: 'old' });
  await scene.signIn('older', PASSWORD);
  const { ChallengeName, Session } = await call('InitiateAuth', {
    AuthFlow: 'CUSTOM_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'ana' },
  });
  await call('RespondToAuthChallenge', {
    ClientId: scene.client,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME: 'ana', ANSWER: 'I' },
  });
}

// What was never seen was not held against its type.
const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const known = [...read('operations.d.ts').matchAll(/^  (\w+): \{ input:/gm)].map(([, name]) => name);
const events = [...read('triggers.d.ts').matchAll(/^  version: (.*);\n.*\n  triggerSource: `(\w+)_/gm)];
for (const [, versions, source] of events) {
  for (const version of versions.match(/\d/g)) known.push(`${source} ${version}`);
}
const unseen = known.filter((name) => !operations.has(name) && !sources.has(name));
if (known.length < 80 || unseen.length > 0) throw new Error(`of ${known.length} these were not seen: ${unseen}`);

writeFileSync(file, `${lines.join('\n')}\n`);
console.log(`${lines.length - 2} literals of ${operations.size} operations and ${sources.size} kinds of events`);
