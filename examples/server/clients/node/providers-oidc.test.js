// oidc-provider, unmodified, as a provider of a pool: users sign in at its pages, and come back to the application.
//
// The texts of errors are those of section 9.3 of the reference, as far as it has them.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { launch } from "./chromium.js";
import { callbackOf, checkCreated, connect, refused, usernames } from "./federated.js";
import { SIGNED_OUT, Visitor, app } from "./hosted.js";
import { newKeys, signInAt, startOidcProvider } from "./oidc-provider.js";
import { remember } from "./provider-site.js";
import { admin, claims, endpoint, events, lambda, pool as newPool, randomName } from "./world.js";

const MAPPING = {
  email: "email",
  email_verified: "email_verified",
  given_name: "given_name",
  family_name: "family_name",
  "custom:groups": "groups",
};

const SCHEMA = [{ Name: "groups", AttributeDataType: "String", Mutable: true }];

/** The details of a provider of a pool. */
const detailsOf = (provider, change = {}) => ({
  client_id: "userpool",
  client_secret: provider.clientSecret,
  authorize_scopes: "openid email profile groups",
  oidc_issuer: provider.issuer,
  attributes_request_method: "GET",
  ...change,
});

let pool;
const started = [];

before(async () => {
  pool = await newPool({ Schema: SCHEMA });
});

after(() => Promise.all(started.map((provider) => provider.stop())));

/** Starts a provider, and adds it to the pool. */
async function introduce({ details, settings, client, configuration, to = pool } = {}) {
  const known = {
    redirect_uris: [callbackOf(to)],
    token_endpoint_auth_method: "client_secret_post",
    ...client,
  };
  const provider = await startOidcProvider({ client: known, configuration });
  started.push(provider);
  const given = { AttributeMapping: MAPPING, ...settings };
  return { provider, connection: await connect(to, "OIDC", detailsOf(provider, details), given) };
}

/** Signs in from the beginning to the end. Answers where the browser was led to. */
async function signIn({ provider, connection }, login, { visitor, parameters } = {}) {
  const browser = visitor ?? new Visitor(provider.issuer);
  const page = await browser.go(connection.url(parameters));
  // A page of the provider, unless the sign-in has failed.
  return page instanceof URL ? page : signInAt(browser, page, login);
}

describe("a user of a provider", () => {
  let both;
  before(async () => (both = await introduce()));

  it("is created by the first sign-in", async () => {
    const { provider, connection } = both;
    const bob = provider.person({
      email: "bob@example.com",
      email_verified: true,
      given_name: "Bob",
      family_name: "Bär",
      locale: "de",
    });
    const tokens = await connection.redeem(await signIn(both, bob));
    const attributes = {
      email: "bob@example.com",
      email_verified: "true",
      given_name: "Bob",
      family_name: "Bär",
    };
    const idToken = claims(tokens.id_token);
    await checkCreated(connection, "OIDC", bob, idToken, attributes);
    assert.equal(claims(tokens.access_token).username, connection.username(bob));

    const refreshed = await connection.app.token({
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
    });
    assert.equal(refreshed.status, 200);
    assert.equal(claims(refreshed.body.id_token).sub, idToken.sub);
    assert.deepEqual(claims(refreshed.body.id_token).identities, idToken.identities);
  });

  it("gets the attributes that the provider says at the next sign-in", async () => {
    const { provider, connection } = both;
    const bob = provider.person({ email: "one@example.com", given_name: "Bob", family_name: "Bär" });
    const first = claims((await connection.redeem(await signIn(both, bob))).id_token);
    const created = await connection.user(bob);
    // One changed, one no longer said, one empty, and one new.
    provider.people.set(bob, {
      email: "two@example.com",
      family_name: "",
      groups: ["sales", "a,b", "ü"],
    });
    const second = claims((await connection.redeem(await signIn(both, bob))).id_token);
    assert.equal(second.sub, first.sub);
    const renewed = await connection.user(bob);
    assert.deepEqual(renewed.attributes, {
      email: "two@example.com",
      email_verified: "false",
      given_name: "Bob",
      "custom:groups": "[sales,a%2Cb,%C3%BC]",
    });
    assert.deepEqual({ ...renewed, attributes: {} }, { ...created, attributes: {} });
  });

  it("has an address that is not verified unless the provider says so", async () => {
    const { provider, connection } = both;
    const bob = provider.person({ email: "unknown@example.com" });
    await connection.redeem(await signIn(both, bob));
    assert.equal((await connection.user(bob)).attributes.email_verified, "false");
  });

  it("has a name in lower case in a pool that ignores case", async () => {
    const insensitive = await newPool({ Schema: SCHEMA, UsernameConfiguration: { CaseSensitive: false } });
    const { provider, connection } = await introduce({ to: insensitive });
    const bob = provider.person().replace("bob", "Bob");
    const idToken = claims((await connection.redeem(await signIn({ provider, connection }, bob))).id_token);
    assert.equal(idToken["cognito:username"], connection.username(bob).toLowerCase());
    assert.deepEqual(await usernames(insensitive), [connection.username(bob).toLowerCase()]);
  });

  it("signs in again without a password while the provider has a session", async () => {
    const { provider, connection } = both;
    const bob = provider.person();
    const visitor = new Visitor(provider.issuer);
    const first = claims((await connection.redeem(await signIn(both, bob, { visitor }))).id_token);
    // In another pool's client the pool has no session of the browser, and asks the provider.
    const other = await connect(pool, "OIDC", detailsOf(provider));
    const again = await visitor.go(other.url());
    const second = claims((await other.redeem(again)).id_token);
    assert.equal(second["cognito:username"], other.username(bob));
    assert.notEqual(second.sub, first.sub);
  });

  it("cannot sign in when an administrator has disabled it", async () => {
    const { provider, connection } = both;
    const bob = provider.person();
    await connection.redeem(await signIn(both, bob));
    await admin.adminDisableUser({ UserPoolId: pool.id, Username: connection.username(bob) });
    const told = await refused(connection, () => signIn(both, bob));
    assert.equal(told.error, "invalid_request");
    assert.match(told.description, /^User is not enabled/);
  });

  it("is not written when an attribute is missing that the pool requires", async () => {
    const strict = await newPool({ Schema: [...SCHEMA, { Name: "email", Required: true, Mutable: true }] });
    const made = await introduce({ to: strict });
    const bob = made.provider.person({ given_name: "Bob" });
    assert.deepEqual(await refused(made.connection, () => signIn(made, bob)), {
      error: "invalid_request",
      description: "attributes required: [email]",
    });
    made.provider.people.set(bob, { email: "bob@example.com" });
    await made.connection.redeem(await signIn(made, bob));
  });

  it("stays when the provider is deleted, and cannot sign in", async () => {
    const made = await introduce();
    const bob = made.provider.person();
    await made.connection.redeem(await signIn(made, bob));
    await admin.deleteIdentityProvider({ UserPoolId: pool.id, ProviderName: made.connection.name });
    assert.equal((await made.connection.user(bob)).status, "EXTERNAL_PROVIDER");
    const told = await refused(made.connection, () =>
      new Visitor(made.provider.issuer).go(made.connection.url()),
    );
    assert.equal(told.error, "invalid_request");
  });

  for (const [what, name] of [
    ["the subject", "Cognito_Subject"],
    ["a mapped claim", "email"],
  ]) {
    it(`is the user whom an administrator has linked by ${what} before the first sign-in`, async () => {
      const { provider, connection } = both;
      const email = `${randomName("linked")}@example.com`;
      const bob = provider.person({ email, given_name: "Robert" });
      const ana = await pool.user({ email: "ana@example.com" });
      const source = {
        ProviderName: connection.name,
        ProviderAttributeName: name,
        ProviderAttributeValue: name === "email" ? email : bob,
      };
      await admin.adminLinkProviderForUser({
        UserPoolId: pool.id,
        DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: ana },
        SourceUser: source,
      });
      const before = await usernames(pool);
      const idToken = claims((await connection.redeem(await signIn(both, bob))).id_token);
      assert.equal(idToken["cognito:username"], ana);
      assert.equal(idToken["cognito:groups"], undefined);
      assert.deepEqual(await usernames(pool), before, "no user is created");
      const user = await connection.user(bob, ana);
      assert.deepEqual([user.status, user.groups], ["CONFIRMED", []]);
      assert.deepEqual(
        user.identities.map(({ userId, providerName, primary }) => ({ userId, providerName, primary })),
        [{ userId: source.ProviderAttributeValue, providerName: connection.name, primary: false }],
      );
      assert.equal(user.sub, idToken.sub);
      assert.equal(user.attributes.given_name, "Robert");

      // Without the link the provider's user is another one.
      await admin.adminDisableProviderForUser({ UserPoolId: pool.id, User: source });
      const own = claims((await connection.redeem(await signIn(both, bob))).id_token);
      assert.equal(own["cognito:username"], connection.username(bob));
      assert.notEqual(own.sub, idToken.sub);
    });
  }

  it("cannot be linked after the first sign-in", async () => {
    const { provider, connection } = both;
    const bob = provider.person();
    await connection.redeem(await signIn(both, bob));
    const ana = await pool.user();
    for (const name of ["sub", "Cognito_Subject"]) {
      const linking = admin.adminLinkProviderForUser({
        UserPoolId: pool.id,
        DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: ana },
        SourceUser: {
          ProviderName: connection.name,
          ProviderAttributeName: name,
          ProviderAttributeValue: bob,
        },
      });
      await assert.rejects(linking, {
        name: "InvalidParameterException",
        message:
          "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
      });
    }
  });

  it("is shown to the functions of the pool", async () => {
    const functions = ["PreSignUp", "PostConfirmation", "PostAuthentication"];
    const LambdaConfig = Object.fromEntries(functions.map((name) => [name, lambda("agree")]));
    const watched = await newPool({ Schema: SCHEMA, LambdaConfig });
    const made = await introduce({ to: watched });
    const bob = made.provider.person({ email: "watched@example.com" });
    const sources = async () =>
      (await events("agree", watched)).map(({ triggerSource, userName, request }) => {
        assert.equal(userName, made.connection.username(bob));
        assert.equal(request.userAttributes.email, "watched@example.com");
        return triggerSource;
      });
    await made.connection.redeem(await signIn(made, bob));
    const first = [
      "PostAuthentication_Authentication",
      "PostConfirmation_ConfirmSignUp",
      "PreSignUp_ExternalProvider",
    ];
    assert.deepEqual((await sources()).sort(), first);
    await made.connection.redeem(await signIn(made, bob));
    assert.deepEqual((await sources()).slice(first.length), ["PostAuthentication_Authentication"]);
  });

  it("is not written when the function before a sign-up fails", async () => {
    const strict = await newPool({ Schema: SCHEMA, LambdaConfig: { PreSignUp: lambda("fail") } });
    const made = await introduce({ to: strict });
    const told = await refused(made.connection, () => signIn(made, made.provider.person()));
    assert.equal(told.error, "invalid_request");
    assert.match(told.description, /No entry/);
  });
});

describe("a provider", () => {
  it("signs with ES256, takes the secret in a header, and says everything in the id token", async () => {
    const made = await introduce({
      client: { token_endpoint_auth_method: "client_secret_basic", id_token_signed_response_alg: "ES256" },
      configuration: {
        clientAuthMethods: ["client_secret_basic"],
        conformIdTokenClaims: false,
        features: { userinfo: { enabled: false } },
      },
    });
    const { provider, connection } = made;
    const bob = provider.person({ email: "es@example.com", email_verified: true });
    const { id_token } = await connection.redeem(await signIn(made, bob));
    assert.equal(claims(id_token).email, "es@example.com");
    await checkCreated(connection, "OIDC", bob, claims(id_token), {
      email: "es@example.com",
      email_verified: "true",
    });
    const [asked] = provider.requests("/token");
    assert.match(asked.headers.authorization, /^Basic /);
    assert.equal(provider.requests("/me").length, 0);
  });

  it("has a public client, which proves itself by PKCE alone", async () => {
    const made = await introduce({
      client: { client_secret: undefined, token_endpoint_auth_method: "none" },
      details: { client_secret: "" },
      configuration: { clientAuthMethods: ["none"] },
    });
    const bob = made.provider.person();
    await made.connection.redeem(await signIn(made, bob));
    const [{ params, headers }] = made.provider.requests("/token");
    assert.ok(params.code_verifier);
    assert.deepEqual([params.client_secret, headers.authorization], [undefined, undefined]);
  });

  for (const method of ["GET", "POST"]) {
    it(`is asked for the attributes by ${method}`, async () => {
      const made = await introduce({ details: { attributes_request_method: method } });
      const bob = made.provider.person({ email: "info@example.com" });
      const { id_token } = await made.connection.redeem(await signIn(made, bob));
      assert.equal(claims(id_token).email, "info@example.com");
      assert.deepEqual(
        made.provider.requests("/me").map((request) => request.method),
        [method],
      );
    });
  }

  it("is asked for the scopes of its details, by code with PKCE, state and nonce", async () => {
    const { provider, connection } = await introduce({ details: { authorize_scopes: "openid email" } });
    await new Visitor(provider.issuer).go(connection.url({ scope: "openid" }));
    const [{ params }] = provider.requests("/auth");
    const { state, nonce, code_challenge, ...rest } = JSON.parse(JSON.stringify(params));
    assert.deepEqual(rest, {
      client_id: "userpool",
      code_challenge_method: "S256",
      redirect_uri: callbackOf(pool),
      response_type: "code",
      scope: "openid email",
    });
    for (const secret of [state, nonce, code_challenge]) assert.ok(secret.length >= 32);
    assert.notEqual(state, "s1");
  });

  it("gets login_hint, and prompt if it is not none", async () => {
    const made = await introduce();
    const { provider, connection } = made;
    const bob = provider.person();
    const visitor = new Visitor(provider.issuer);
    await connection.redeem(await signIn(made, bob, { visitor }));
    // The session of the provider would answer, but for the prompt.
    const page = await visitor.go(connection.url({ prompt: "login", login_hint: bob }));
    assert.equal(page.document.querySelector("[name=login]").getAttribute("value"), bob);
    const { prompt, login_hint } = provider.requests("/auth").at(-1).params;
    assert.deepEqual({ prompt, login_hint }, { prompt: "login", login_hint: bob });
    await connection.redeem(await signInAt(visitor, page, bob));

    const asked = provider.requests("/auth").length;
    const none = await refused(connection, () => new Visitor().go(connection.url({ prompt: "none" })));
    assert.equal(none.error, "login_required");
    assert.equal(provider.requests("/auth").length, asked);
  });

  it("is found by an identifier", async () => {
    const identifier = `${randomName("acme")}.example`;
    const made = await introduce({ settings: { IdpIdentifiers: [identifier] } });
    const bob = made.provider.person();
    const parameters = { identity_provider: undefined, idp_identifier: identifier };
    await made.connection.redeem(await signIn(made, bob, { parameters }));
  });

  it("is not for clients that do not name it", async () => {
    const { provider, connection } = await introduce();
    connection.app = await app(pool);
    const told = await refused(connection, () => new Visitor(provider.issuer).go(connection.url()));
    assert.equal(told.error, "invalid_request");
    assert.equal(provider.asked.length, 0);
  });
});

describe("a sign-in", () => {
  let both;
  before(async () => (both = await introduce()));

  it("ends with access_denied when the user cancels at the provider", async () => {
    const { provider, connection } = both;
    const visitor = new Visitor(provider.issuer);
    const page = await visitor.go(connection.url());
    const told = await refused(connection, () => visitor.go(page.link("[ Cancel ]")));
    assert.equal(told.error, "access_denied");
    assert.equal(told.description, "End-User aborted interaction");
  });

  /** What the provider sends back to, without going there. */
  async function answerFor(visitor, login) {
    visitor.sites = [new URL(both.provider.issuer).origin];
    const page = await visitor.go(await leave(visitor));
    const answer = await signInAt(visitor, page, login);
    assert.equal(answer.origin + answer.pathname, callbackOf(pool));
    return answer;
  }

  /** Where the pool sends the browser. */
  async function leave(visitor) {
    const elsewhere = new Visitor();
    elsewhere.jar = visitor.jar;
    return elsewhere.go(both.connection.url());
  }

  it("is finished only in the browser where it has begun", async () => {
    const bob = both.provider.person();
    const visitor = new Visitor();
    const answer = await answerFor(visitor, bob);
    const before = await usernames(pool);
    const page = await new Visitor().go(answer);
    assert.equal(page.status, 400);
    for (const [name, value] of [
      ["state", ""],
      ["state", "made-up"],
    ]) {
      const changed = new URL(answer);
      changed.searchParams.set(name, value);
      assert.equal((await visitor.go(changed)).status, 400);
    }
    assert.deepEqual(await usernames(pool), before);
    await both.connection.redeem(await visitor.go(answer));
  });

  it("is finished once", async () => {
    const bob = both.provider.person();
    const visitor = new Visitor();
    const answer = await answerFor(visitor, bob);
    await both.connection.redeem(await visitor.go(answer));
    const told = await refused(both.connection, () => visitor.go(answer));
    assert.equal(told.error, "invalid_request");
  });

  it("ends the session of the browser at the pool, not at the provider", async () => {
    const { provider, connection } = both;
    const bob = provider.person();
    const visitor = new Visitor(provider.issuer);
    await connection.redeem(await signIn(both, bob, { visitor }));
    const asked = provider.requests("/auth").length;
    assert.equal(
      (await visitor.go(connection.app.url("/oauth2/authorize", { state: "s1" }))).pathname,
      "/callback",
    );
    assert.equal(provider.requests("/auth").length, asked, "the session at the pool answers");
    assert.equal(
      (await visitor.go(connection.app.url("/logout", { logout_uri: SIGNED_OUT }))).href,
      SIGNED_OUT,
    );
    const page = await visitor.go(connection.app.url());
    assert.equal(page.title, "Sign in");
    await connection.redeem(await visitor.go(connection.url()));
    assert.equal(provider.requests("/auth").length, asked + 1, "the session at the provider answers");
  });
});

describe("a provider that lies", () => {
  const other = newKeys();

  /** Changes the ID token of the provider. */
  const token = (change, key) => (provider) => ({
    "/token": async (ctx, next) => {
      await next();
      const given = claims(ctx.body.id_token);
      remember(ctx.body.id_token);
      ctx.body = {
        ...ctx.body,
        id_token: await provider.sign({ ...given, ...change }, await key?.(provider)),
      };
    },
  });
  const answer = (path, change) => () => ({
    [path]: async (ctx, next) => {
      await next();
      ctx.body = { ...ctx.body, ...change };
    },
  });
  const hour = 3600;
  const now = Math.floor(Date.now() / 1000);

  for (const [what, lie, expected] of [
    ["about nothing", token({})],
    ["about the issuer", token({ iss: "https://evil.example.com" }), /issuer/],
    ["about the audience", token({ aud: "another-client" }), /audience/],
    ["about the nonce", token({ nonce: "another-nonce" }), /nonce/],
    ["about the time", token({ exp: now - hour, iat: now - 2 * hour }), /expir|time/],
    [
      "by the key of another",
      token({}, async ({ keys }) => ({ ...(await other)[0], jwk: keys[0].jwk })),
      /signature/,
    ],
    ["by a key that it does not publish", token({}, async () => (await other)[0]), /key/],
    [
      "about the issuer in its metadata",
      answer("/.well-known/openid-configuration", { issuer: "https://x" }),
      /issuer/,
    ],
    ["about the subject at its userinfo endpoint", answer("/me", { sub: "somebody-else" }), /sub/],
  ]) {
    it(expected ? `${what} signs nobody in` : `${what} signs its user in`, async () => {
      const made = await introduce();
      made.provider.instead = lie(made.provider);
      const bob = made.provider.person({ email: "liar@example.com" });
      if (!expected) return made.connection.redeem(await signIn(made, bob));
      const told = await refused(made.connection, () => signIn(made, bob));
      assert.equal(told.error, "invalid_request");
      assert.match(told.description, expected);
      // The truth is believed.
      made.provider.instead = {};
      if (what !== "by a key that it does not publish") await made.connection.redeem(await signIn(made, bob));
    });
  }
});

describe("a provider out of order", () => {
  const refusal = { error: "invalid_request" };

  it("that is down is told before the browser leaves", async () => {
    const made = await introduce();
    await made.provider.stop();
    const told = await refused(made.connection, () =>
      new Visitor(made.provider.issuer).go(made.connection.url()),
    );
    assert.deepEqual(told, { ...refusal, description: "Connection reset" });
    await made.provider.start(made.provider.keys);
    await made.connection.redeem(await signIn(made, made.provider.person()));
  });

  it("that goes down during the sign-in is told to the application", async () => {
    const made = await introduce();
    const visitor = new Visitor(made.provider.issuer);
    const page = await visitor.go(made.connection.url());
    visitor.sites = [made.provider.issuer];
    const answer = await signInAt(visitor, page, made.provider.person());
    await made.provider.stop();
    assert.deepEqual(await refused(made.connection, () => visitor.go(answer)), {
      ...refusal,
      description: "Connection reset",
    });
    await made.provider.start(made.provider.keys);
  });

  it("that refuses the code is named with its status", async () => {
    const made = await introduce();
    const rejects = (status, body) => {
      made.provider.instead["/token"] = (ctx) => Object.assign(ctx, { status, body });
      return refused(made.connection, () => signIn(made, made.provider.person()));
    };
    assert.deepEqual(await rejects(500, "<html>"), {
      ...refusal,
      description: `${made.connection.name} Error - 500error getting token`,
    });
    // As the provider itself says it.
    made.provider.instead = {};
    await made.connection.update({
      ProviderDetails: detailsOf(made.provider, { client_secret: randomName("wrong-") }),
    });
    const told = await refused(made.connection, () => signIn(made, made.provider.person()));
    assert.equal(told.error, "invalid_request");
    assert.ok(
      told.description.startsWith(`${made.connection.name} Error - 401 invalid_client`),
      told.description,
    );
  });

  for (const [path, ahead] of [["/.well-known/openid-configuration", true], ["/token"], ["/jwks"], ["/me"]]) {
    it(`whose answer is too long at ${path} is refused`, async () => {
      const made = await introduce();
      made.provider.instead[path] = async (ctx, next) => {
        await next();
        ctx.body = { ...ctx.body, padding: "x".repeat(1024 * 1024) };
      };
      const told = await refused(made.connection, () => signIn(made, made.provider.person()));
      assert.equal(told.error, "invalid_request");
      assert.match(told.description, /too long/);
      assert.equal(made.provider.requests("/auth").length > 0, !ahead);
    });
  }

  describe("that is slow", { concurrency: true }, () => {
    for (const [path, description] of [
      ["/.well-known/openid-configuration", "Read timed out"],
      ["/token", "Timeout occurred in calling IdP token endpoint"],
      ["/jwks", "Timeout in calling jwks uri"],
      ["/me", "Read timed out"],
    ]) {
      it(`is given up after ten seconds at ${path}`, async () => {
        const made = await introduce();
        let asked;
        made.provider.instead[path] = (ctx) => {
          asked = Date.now();
          return new Promise((resolve) => ctx.req.socket.once("close", resolve));
        };
        const told = await refused(made.connection, () => signIn(made, made.provider.person()));
        const waited = Date.now() - asked;
        assert.deepEqual(told, { ...refusal, description });
        assert.ok(waited > 9_000 && waited < 15_000, `${waited} milliseconds`);
      });
    }
  });
});

describe("in Chromium", () => {
  it("a person signs in at the pages of the provider and of the pool's domain", async () => {
    const own = await newPool({ Schema: SCHEMA });
    const { port } = new URL(endpoint);
    const base = `http://${await own.domain()}.localhost:${port}`;
    const client = { redirect_uris: [`${base}/oauth2/idpresponse`] };
    const { provider, connection } = await introduce({ to: own, client });
    const bob = provider.person({ email: "person@example.com" });
    const application = await connection.application();
    const browser = await launch();
    try {
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      page.setDefaultTimeout(10_000);
      connection.app.base = base;
      await page.goto(connection.app.url("/oauth2/authorize", { state: "s1" }).href);
      await page.getByRole("link", { name: connection.name }).click();
      await page.getByPlaceholder("Enter any login").fill(bob);
      await page.getByPlaceholder("and password").fill("provider-password");
      await page.getByRole("button", { name: "Sign-in" }).click();
      await page.getByRole("button", { name: "Continue" }).click();
      await page.waitForURL(`${application.callback}?*`);
      const tokens = await connection.redeem(new URL(page.url()));
      await checkCreated(connection, "OIDC", bob, claims(tokens.id_token), {
        email: "person@example.com",
        email_verified: "false",
      });
    } finally {
      await browser.close();
      application.close();
    }
  });
});
