// Sign-in through a provider of SAML, by a module that was built with the feature `saml`, in workerd.

import assert from 'node:assert/strict';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { after, before, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';

import { callOver, send } from './support/http.js';
import { bindingsOf, modulesOf, start, TESTING_PACKAGE } from './support/miniflare.js';
import { metadata, response, SSO } from './support/saml-provider.js';

const CALLBACK = 'https://app.example.com/callback';

let miniflare;
let origin;
let pool;
let client;

before(async () => {
  miniflare = await start(modulesOf('api.js', TESTING_PACKAGE), bindingsOf('memory'));
  origin = (await miniflare.ready).origin;
  ({ Id: pool } = (await call('CreateUserPool', { PoolName: 'federated' })).UserPool);
  await call('CreateIdentityProvider', {
    UserPoolId: pool,
    ProviderName: 'Corp',
    ProviderType: 'SAML',
    ProviderDetails: { MetadataFile: metadata(), RequestSigningAlgorithm: 'rsa-sha256' },
    AttributeMapping: { email: 'mail' },
  });
  const created = await call('CreateUserPoolClient', {
    UserPoolId: pool,
    ClientName: 'web',
    CallbackURLs: [CALLBACK],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthScopes: ['openid', 'email'],
    SupportedIdentityProviders: ['Corp'],
  });
  client = created.UserPoolClient.ClientId;
});

after(() => miniflare.dispose());

const call = async (operation, input) => (await callOver(origin, operation, input)).output;

/** The browser at the provider: the address with the request, its id, and the cookies. */
async function begin() {
  const url = new URL(`${origin}/${pool}/oauth2/authorize`);
  url.search = new URLSearchParams({
    client_id: client,
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid email',
    state: 'a state',
    identity_provider: 'Corp',
  });
  const led = await send(url);
  const location = new URL(led.headers.location);
  const request = inflateRawSync(Buffer.from(location.searchParams.get('SAMLRequest'), 'base64')).toString();
  const cookie = led.headers['set-cookie'].map((line) => line.split(';')[0]).join('; ');
  return { location, id: / ID="([^"]+)"/.exec(request)[1], cookie };
}

/** Sends the provider's response. `said` replaces parts of it. */
async function answer({ location, id, cookie }, said = {}) {
  const consumer = `${origin}/${pool}/saml2/idpresponse`;
  const audience = `urn:amazon:cognito:sp:${pool}`;
  const text = response({ request: id, audience, consumer, name: 'bob', mail: 'bob@corp.example', ...said });
  const form = new URLSearchParams({ SAMLResponse: text, RelayState: location.searchParams.get('RelayState') });
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
  const led = await send(consumer, { headers, body: form.toString() });
  return new URL(led.headers.location).searchParams;
}

test('the request is signed with the certificate of the pool', async () => {
  const { location } = await begin();
  assert.equal(location.origin + location.pathname, SSO);
  const { Certificate } = await call('GetSigningCertificate', { UserPoolId: pool });
  const { publicKey } = new X509Certificate(Buffer.from(Certificate, 'base64'));
  const [content, signature] = location.search.slice(1).split('&Signature=');
  const bytes = Buffer.from(decodeURIComponent(signature), 'base64');
  assert.ok(verify('sha256', Buffer.from(content), createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })), bytes));
});

test('a signed response signs the user in', async () => {
  const led = await answer(await begin());
  assert.equal(led.get('error'), null, led.get('error_description'));
  assert.equal(led.get('state'), 'a state');
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: client,
    redirect_uri: CALLBACK,
    code: led.get('code'),
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const tokens = JSON.parse((await send(`${origin}/${pool}/oauth2/token`, { headers, body: body.toString() })).text);
  const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url'));
  assert.equal(claims['cognito:username'], 'Corp_bob');
  assert.equal(claims.email, 'bob@corp.example');
});

test('a response for another pool is refused, and no user is made', async () => {
  const led = await answer(await begin(), { audience: 'urn:amazon:cognito:sp:other', name: 'eve' });
  assert.equal(led.get('code'), null);
  assert.match(led.get('error_description'), /another audience/);
  await assert.rejects(call('AdminGetUser', { UserPoolId: pool, Username: 'Corp_eve' }), { name: 'UserNotFoundException' });
});
