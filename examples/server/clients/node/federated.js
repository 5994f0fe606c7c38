// What the tests of identity providers have in common: a provider of a pool, and what the pool says about the provider's users.

import assert from "node:assert/strict";
import { createServer } from "node:http";
import { app, issuerOf } from "./hosted.js";
import { admin, randomName, values } from "./world.js";

/** Where a provider sends the browser back to. */
export const callbackOf = (pool) => `${issuerOf(pool)}/oauth2/idpresponse`;

/** Adds a provider to a pool, and an app client whose users may sign in with it. */
export async function connect(pool, ProviderType, ProviderDetails, settings = {}) {
  const ProviderName = randomName("Corp");
  const named = { UserPoolId: pool.id, ProviderName };
  await admin.createIdentityProvider({ ...named, ProviderType, ProviderDetails, ...settings });
  const client = await app(pool, { SupportedIdentityProviders: ["COGNITO", ProviderName] });
  return new Connection(pool, ProviderName, client);
}

class Connection {
  constructor(pool, name, client) {
    this.pool = pool;
    this.name = name;
    this.app = client;
  }

  /** Starts an application that a browser can come back to, at a free port. Answers where it is, and how it ends. */
  async application() {
    const server = createServer((_, answer) => answer.end("here"));
    await new Promise((resolve) => server.listen(0, "localhost", resolve));
    const origin = `http://localhost:${server.address().port}`;
    const [callback, signedOut] = [`${origin}/callback`, `${origin}/signed-out`];
    this.app = await app(this.pool, {
      SupportedIdentityProviders: ["COGNITO", this.name],
      CallbackURLs: [callback],
      LogoutURLs: [signedOut],
    });
    const close = () => {
      server.close();
      server.closeAllConnections();
    };
    return { callback, signedOut, close };
  }

  /** Where a sign-in with the provider begins. */
  url(parameters = {}) {
    return this.app.url("/oauth2/authorize", { identity_provider: this.name, state: "s1", ...parameters });
  }

  /** Changes the provider; what the engine remembers about it is read again. */
  update(settings) {
    return admin.updateIdentityProvider({ UserPoolId: this.pool.id, ProviderName: this.name, ...settings });
  }

  /** The name of the user whom the provider calls `subject`. */
  username(subject) {
    return `${this.name}_${subject}`;
  }

  /** The tokens for the code with which the visitor came back to the application. */
  async redeem(callback) {
    assert.ok(callback instanceof URL, `a page is shown: ${callback.document}`);
    assert.equal(callback.origin + callback.pathname, this.app.callback);
    assert.equal(callback.searchParams.get("error"), null, callback.search);
    assert.equal(callback.searchParams.get("state"), "s1");
    const { status, body } = await this.app.token({
      grant_type: "authorization_code",
      code: callback.searchParams.get("code"),
      redirect_uri: this.app.callback,
    });
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  }

  /** What the pool says about the user whom the provider calls `subject`. */
  async user(subject, username = this.username(subject)) {
    const named = { UserPoolId: this.pool.id, Username: username };
    const found = await admin.adminGetUser(named);
    const { Groups } = await admin.adminListGroupsForUser(named);
    const { sub, identities, ...attributes } = values(found.UserAttributes);
    return {
      username: found.Username,
      status: found.UserStatus,
      enabled: found.Enabled,
      groups: Groups.map(({ GroupName }) => GroupName),
      identities: identities && JSON.parse(identities),
      sub,
      attributes,
    };
  }
}

/** Checks what the pool and the id token say about a user who was created by a sign-in with a provider. */
export async function checkCreated(connection, type, subject, idToken, attributes) {
  const { pool, name } = connection;
  const user = await connection.user(subject);
  const { dateCreated, ...identity } = user.identities[0];
  assert.deepEqual(
    { ...user, identities: [identity] },
    {
      username: connection.username(subject),
      status: "EXTERNAL_PROVIDER",
      enabled: true,
      groups: [`${pool.id}_${name}`],
      identities: [{ userId: subject, providerName: name, providerType: type, issuer: null, primary: true }],
      sub: idToken.sub,
      attributes,
    },
  );
  assert.equal(typeof dateCreated, "number");
  assert.ok(Math.abs(dateCreated - Date.now()) < 60_000, "milliseconds of now");
  assert.equal(idToken["cognito:username"], connection.username(subject));
  assert.deepEqual(idToken["cognito:groups"], [`${pool.id}_${name}`]);
  // All texts in the token.
  assert.deepEqual(idToken.identities, [{ ...identity, primary: "true", dateCreated: String(dateCreated) }]);
}

/** The names of all users of a pool. */
export async function usernames(pool) {
  const names = [];
  let PaginationToken;
  do {
    const page = await admin.listUsers({ UserPoolId: pool.id, PaginationToken });
    names.push(...page.Users.map(({ Username }) => Username));
    ({ PaginationToken } = page);
  } while (PaginationToken);
  return names.sort();
}

/** Runs a sign-in that must fail. Answers the error that the application gets, after a check that no user was written. */
export async function refused({ pool, app }, signIn) {
  const before = await usernames(pool);
  const callback = await signIn();
  assert.ok(callback instanceof URL, `a page is shown: ${callback.document}`);
  assert.equal(callback.origin + callback.pathname, app.callback);
  assert.equal(callback.searchParams.get("code"), null);
  assert.equal(callback.searchParams.get("state"), "s1");
  assert.deepEqual(await usernames(pool), before, "no user is written");
  return {
    error: callback.searchParams.get("error"),
    description: callback.searchParams.get("error_description"),
  };
}
