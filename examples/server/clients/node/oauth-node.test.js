// openid-client and oauth4webapi, unmodified: a relying party that discovers the endpoints of a pool.
//
// Both check what OpenID Connect demands of an answer: issuer, audience, nonce, state, times and types. The browser of the user is
// a visitor without scripts.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { createRemoteJWKSet, jwtVerify } from "jose";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { CALLBACK, SIGNED_OUT, Visitor, app, fetchAt, issuerOf, verifiedUser } from "./hosted.js";
import {
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  claims,
  endpoint,
  pool as newPool,
  randomName,
  tokens as signInByApi,
} from "./world.js";

const API = "https://api.example.com";
const CUSTOM_SCOPES = [`${API}/read`, `${API}/write`];

/** Two scopes of an API, which a client may then ask for. */
const addResourceServer = (pool) =>
  admin.createResourceServer({
    UserPoolId: pool.id,
    Identifier: API,
    Name: "API",
    Scopes: ["read", "write"].map((ScopeName) => ({ ScopeName, ScopeDescription: ScopeName })),
  });

/** What openid-client needs to know of an app client. The test's server has no TLS. */
function configure(app, authentication) {
  const options = { execute: [client.allowInsecureRequests] };
  return client.discovery(new URL(app.base), app.id, app.secret, authentication, options);
}

/** Begins an authorization request with all protections. Answers its address and what the callback must fit to. */
async function begin(config, parameters = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: CALLBACK,
    scope: "openid email",
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
    state: expectedState,
    nonce: expectedNonce,
    ...parameters,
  });
  return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } };
}

/** An error of the token endpoint, as openid-client reports it. */
const refusal =
  (error, description, status = 400) =>
  (thrown) => {
    assert.ok(
      thrown instanceof client.ResponseBodyError,
      `${thrown.name}: ${thrown.message} ${thrown.cause}`,
    );
    assert.deepEqual(
      { error: thrown.error, description: thrown.error_description, status: thrown.status },
      { error, description, status },
    );
    return true;
  };

describe("openid-client", () => {
  let pool;
  let publicApp;
  let secretApp;
  let user;

  before(async () => {
    pool = await newPool();
    await addResourceServer(pool);
    const scopes = ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin", ...CUSTOM_SCOPES];
    publicApp = await app(pool, { AllowedOAuthScopes: scopes });
    secretApp = await app(pool, { GenerateSecret: true, AllowedOAuthScopes: scopes });
    user = await verifiedUser(pool, { given_name: "Ana" });
  });

  /** Signs in and redeems the code. */
  async function signIn(config, parameters) {
    const { url, checks } = await begin(config, parameters);
    const callback = await new Visitor().signIn(url, user.username);
    assert.equal(callback.origin + callback.pathname, CALLBACK);
    return client.authorizationCodeGrant(config, callback, checks);
  }

  it("discovers the endpoints below the issuer", async () => {
    const config = await configure(publicApp);
    const metadata = config.serverMetadata();
    assert.equal(metadata.issuer, issuerOf(pool));
    assert.ok(metadata.supportsPKCE());
    const expected = {
      authorization_endpoint: "/oauth2/authorize",
      token_endpoint: "/oauth2/token",
      userinfo_endpoint: "/oauth2/userInfo",
      revocation_endpoint: "/oauth2/revoke",
      end_session_endpoint: "/logout",
      jwks_uri: "/.well-known/jwks.json",
    };
    for (const [member, path] of Object.entries(expected))
      assert.equal(metadata[member], issuerOf(pool) + path);
  });

  it("discovers the same as metadata of an authorization server", async () => {
    const read = async (name) => (await fetch(`${issuerOf(pool)}/.well-known/${name}`)).json();
    assert.deepEqual(await read("oauth-authorization-server"), await read("openid-configuration"));
  });

  for (const [kind, authentication] of [
    ["a public client", () => [publicApp, undefined]],
    ["client_secret_basic", () => [secretApp, client.ClientSecretBasic(secretApp.secret)]],
    ["client_secret_post", () => [secretApp, client.ClientSecretPost(secretApp.secret)]],
  ]) {
    it(`gets tokens for a code as ${kind}, and validates the id token`, async () => {
      const [app, method] = authentication();
      const config = await configure(app, method);
      // Also checks the signature, which the connection to the token endpoint would make unnecessary.
      client.enableNonRepudiationChecks(config);
      const tokens = await signIn(config);
      const { sub, aud, email, email_verified, token_use, auth_time, ...rest } = tokens.claims();
      assert.deepEqual(
        { aud, email, email_verified, token_use },
        {
          aud: app.id,
          email: user.email,
          email_verified: true,
          token_use: "id",
        },
      );
      assert.equal(rest["cognito:username"], user.username);
      assert.ok(Math.abs(auth_time - Date.now() / 1000) < 60);
      assert.equal(tokens.token_type, "bearer");
      assert.equal(tokens.expires_in, 3600);
      const access = claims(tokens.access_token);
      assert.deepEqual(
        { scope: access.scope, client_id: access.client_id, sub: access.sub },
        { scope: "openid email", client_id: app.id, sub },
      );

      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
      assert.equal(refreshed.claims().sub, sub);
      assert.equal(claims(refreshed.access_token).scope, "openid email");
      assert.notEqual(refreshed.access_token, tokens.access_token);
    });
  }

  it("reads the user's attributes", async () => {
    const config = await configure(publicApp);
    const tokens = await signIn(config, { scope: "openid email profile" });
    const { sub } = tokens.claims();
    assert.deepEqual(await client.fetchUserInfo(config, tokens.access_token, sub), {
      sub,
      email: user.email,
      email_verified: "true",
      given_name: "Ana",
      username: user.username,
    });
  });

  it("shows only the attributes of the scope", async () => {
    const config = await configure(publicApp);
    const tokens = await signIn(config, { scope: "openid profile" });
    const found = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    assert.deepEqual(Object.keys(found).sort(), ["given_name", "sub", "username"]);
  });

  it("refuses the attributes to a token without the scope openid", async () => {
    const plain = await app(pool, {
      ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    const { AccessToken } = await signInByApi(plain.id, user.username);
    const config = await configure(plain);
    await assert.rejects(client.fetchUserInfo(config, AccessToken, client.skipSubjectCheck), (error) => {
      assert.ok(
        [401, 403].includes(error.response?.status ?? error.status ?? error.cause?.status),
        `${error}`,
      );
      return true;
    });
    await assert.rejects(client.fetchUserInfo(config, "no.such.token", client.skipSubjectCheck));
  });

  it("revokes a refresh token and what was issued with it", async () => {
    const config = await configure(secretApp, client.ClientSecretBasic(secretApp.secret));
    const tokens = await signIn(config);
    await client.tokenRevocation(config, tokens.refresh_token);
    await assert.rejects(
      client.refreshTokenGrant(config, tokens.refresh_token),
      refusal("invalid_grant", undefined),
    );
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub));
    await client.tokenRevocation(config, tokens.refresh_token);
    await assert.rejects(
      client.tokenRevocation(config, (await signIn(config)).access_token),
      refusal("unsupported_token_type", undefined),
    );
    const stranger = await configure(secretApp, client.ClientSecretPost("wrong"));
    await assert.rejects(client.tokenRevocation(stranger, tokens.refresh_token), (error) => {
      assert.equal(error.status, 401);
      return true;
    });
  });

  it("accepts the revocation of a text that never was a token", async () => {
    // RFC 7009 §2.2, and the reference in its section 9.7.
    await client.tokenRevocation(await configure(publicApp), "no-token");
  });

  it("asks for an access token for an API", async () => {
    const config = await configure(publicApp);
    const tokens = await signIn(config, { scope: `openid ${CUSTOM_SCOPES[0]}`, resource: API });
    const { aud, scope } = claims(tokens.access_token);
    assert.deepEqual({ aud, scope }, { aud: API, scope: `openid ${CUSTOM_SCOPES[0]}` });
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(claims(refreshed.access_token).aud, API);
  });

  it("gets no id token without the scope openid", async () => {
    const config = await configure(publicApp);
    const { url, checks } = await begin(config, { scope: CUSTOM_SCOPES[0] });
    url.searchParams.delete("nonce");
    const callback = await new Visitor().signIn(url, user.username);
    const { pkceCodeVerifier, expectedState } = checks;
    const tokens = await client.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState });
    assert.equal(tokens.id_token, undefined);
    assert.equal(claims(tokens.access_token).scope, CUSTOM_SCOPES[0]);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token);
    assert.equal(refreshed.id_token, undefined);
  });

  for (const method of ["ClientSecretBasic", "ClientSecretPost"]) {
    it(`gets a token for itself by client credentials with ${method}`, async () => {
      const machine = await app(pool, {
        GenerateSecret: true,
        AllowedOAuthFlows: ["client_credentials"],
        AllowedOAuthScopes: CUSTOM_SCOPES,
        CallbackURLs: undefined,
        LogoutURLs: undefined,
      });
      const config = await configure(machine, client[method](machine.secret));
      const all = await client.clientCredentialsGrant(config);
      assert.deepEqual(
        { names: Object.keys(all).sort(), type: all.token_type },
        { names: ["access_token", "expires_in", "token_type"], type: "bearer" },
      );
      const { sub, scope, iss, token_use } = claims(all.access_token);
      assert.deepEqual(
        { sub, scope: scope.split(" ").sort(), iss, token_use },
        { sub: machine.id, scope: CUSTOM_SCOPES, iss: issuerOf(pool), token_use: "access" },
      );
      const one = await client.clientCredentialsGrant(config, { scope: CUSTOM_SCOPES[1] });
      assert.equal(claims(one.access_token).scope, CUSTOM_SCOPES[1]);
      await assert.rejects(
        client.clientCredentialsGrant(config, { scope: `${API}/none` }),
        refusal("invalid_scope", undefined),
      );
      await assert.rejects(
        client.clientCredentialsGrant(config, { scope: "openid" }),
        refusal("invalid_grant", undefined),
      );
      const wrong = await configure(machine, client[method]("wrong"));
      await assert.rejects(
        client.clientCredentialsGrant(wrong),
        refusal("invalid_client", "invalid_client_secret"),
      );
    });
  }

  it("ends the session of the browser", async () => {
    const config = await configure(publicApp);
    const visitor = new Visitor();
    const first = await begin(config);
    await visitor.signIn(first.url, user.username);
    const second = await begin(config);
    const silent = await visitor.go(second.url);
    assert.equal(silent.origin + silent.pathname, CALLBACK, "the session of the browser answers");
    const tokens = await client.authorizationCodeGrant(config, silent, second.checks);

    const parameters = { logout_uri: SIGNED_OUT, id_token_hint: tokens.id_token };
    const end = client.buildEndSessionUrl(config, parameters);
    assert.equal(end.searchParams.get("client_id"), publicApp.id);
    assert.equal((await visitor.go(end)).href, SIGNED_OUT);
    assert.equal((await visitor.go((await begin(config)).url)).title, "Sign in");
    // Tokens outlive the session of the browser.
    assert.ok((await client.refreshTokenGrant(config, tokens.refresh_token)).access_token);
  });

  it("signs out and leads to the page for the next sign-in", async () => {
    const visitor = new Visitor();
    await visitor.signIn(publicApp.url(), user.username);
    const page = await visitor.go(publicApp.url("/logout"));
    assert.equal(page.title, "Sign in");
    assert.equal(page.url.pathname, `/${pool.id}/login`);
    const callback = await visitor.submit(page, { username: user.username, password: PASSWORD });
    assert.equal(callback.origin + callback.pathname, CALLBACK);
  });

  describe("errors of the token endpoint", () => {
    let config;
    before(async () => (config = await configure(publicApp)));

    const authorized = async (parameters) => {
      const { url, checks } = await begin(config, parameters);
      return { callback: await new Visitor().signIn(url, user.username), checks };
    };

    it("refuses a code that was used, and revokes its tokens", async () => {
      const { callback, checks } = await authorized();
      const tokens = await client.authorizationCodeGrant(config, callback, checks);
      await assert.rejects(
        client.authorizationCodeGrant(config, callback, checks),
        refusal("invalid_grant", undefined),
      );
      await assert.rejects(
        client.refreshTokenGrant(config, tokens.refresh_token),
        refusal("invalid_grant", undefined),
      );
    });

    it("refuses another verifier", async () => {
      const { callback, checks } = await authorized();
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      await assert.rejects(
        client.authorizationCodeGrant(config, callback, { ...checks, pkceCodeVerifier }),
        refusal("invalid_grant", "Invalid code_verifier"),
      );
    });

    it("refuses another redirect_uri", async () => {
      const { callback } = await authorized();
      const grant = { grant_type: "authorization_code", code: callback.searchParams.get("code") };
      assert.deepEqual(await publicApp.token({ ...grant, redirect_uri: `${CALLBACK}/` }), {
        status: 400,
        body: { error: "unauthorized_client", error_description: "invalid_redirect" },
      });
    });

    it("refuses a code of another client", async () => {
      const { callback } = await authorized();
      const code = callback.searchParams.get("code");
      assert.deepEqual(
        await secretApp.token({ grant_type: "authorization_code", code, redirect_uri: CALLBACK }),
        { status: 400, body: { error: "invalid_grant" } },
      );
    });

    it("refuses unknown codes, tokens, grants and clients", async () => {
      for (const [parameters, error] of [
        [{}, "invalid_request"],
        [{ grant_type: "authorization_code", redirect_uri: CALLBACK }, "invalid_request"],
        [{ grant_type: "authorization_code", redirect_uri: CALLBACK, code: "none" }, "invalid_grant"],
        [{ grant_type: "refresh_token" }, "invalid_request"],
        [{ grant_type: "refresh_token", refresh_token: "none" }, "invalid_grant"],
        [{ grant_type: "client_credentials" }, "unauthorized_client"],
        [{ grant_type: "password", username: user.username, password: PASSWORD }, "unsupported_grant_type"],
        [{ grant_type: "client_credentials", client_id: "unknown" }, "invalid_client"],
      ]) {
        const { status, body } = await publicApp.token(parameters);
        assert.deepEqual([status, body.error], [400, error], JSON.stringify(parameters));
      }
    });

    it("refuses JSON in place of a form, and tells all origins", async () => {
      const answer = await fetch(`${publicApp.base}/oauth2/token`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: "https://app.example.com" },
        body: JSON.stringify({ grant_type: "client_credentials", client_id: publicApp.id }),
      });
      assert.equal(answer.status, 400);
      assert.equal((await answer.json()).error, "invalid_request");
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
      assert.equal(answer.headers.get("cache-control"), "no-cache, no-store, max-age=0, must-revalidate");
    });
  });

  describe("errors of the authorization endpoint", () => {
    const implicitOnly = () => app(pool, { AllowedOAuthFlows: ["implicit"] });

    for (const [why, error, change, made] of [
      ["an unknown scope", "invalid_scope", { scope: "openid nothing" }],
      ["a scope of userInfo without openid", "invalid_scope", { scope: "email" }],
      ["the method plain of PKCE", "invalid_request", { code_challenge_method: "plain" }],
      ["a challenge without its method", "invalid_request", { code_challenge_method: undefined }],
      ["an unknown response_type", "invalid_request", { response_type: "id_token" }],
      [
        "a grant that the client does not have",
        "unauthorized_client",
        { response_type: "code" },
        implicitOnly,
      ],
      ["prompt=none without a session", "login_required", { prompt: "none" }],
      ["prompt=none with another value", "invalid_request", { prompt: "none login" }],
      ["an unknown prompt", "invalid_request", { prompt: "nothing" }],
    ]) {
      it(`leads to the client with an error for ${why}`, async () => {
        const config = await configure(made ? await made() : publicApp);
        const { url, checks } = await begin(config, { prompt: "login" });
        for (const [name, value] of Object.entries(change)) {
          if (value === undefined) url.searchParams.delete(name);
          else url.searchParams.set(name, value);
        }
        const callback = await new Visitor().go(url);
        assert.ok(callback instanceof URL, "no page is shown");
        await assert.rejects(client.authorizationCodeGrant(config, callback, checks), (thrown) => {
          assert.ok(thrown instanceof client.AuthorizationResponseError, `${thrown}`);
          assert.equal(thrown.error, error);
          return true;
        });
      });
    }

    it("shows a page when it cannot trust the address of the client", async () => {
      const visitor = new Visitor();
      for (const [parameters, url, text] of [
        [{ redirect_uri: "https://evil.example.com" }, "error=redirect_mismatch", "redirect_mismatch"],
        [{ redirect_uri: `${CALLBACK}?x=1` }, "error=redirect_mismatch", "redirect_mismatch"],
        [{ client_id: "unknown" }, "error=Client+does+not+exist.", "Client does not exist."],
        [{ redirect_uri: undefined }, "", "Required String parameter 'redirect_uri' is not present"],
        [{ client_id: undefined }, "", "Required String parameter 'client_id' is not present"],
      ]) {
        const page = await visitor.go(publicApp.url("/oauth2/authorize", parameters));
        assert.equal(page.status, 400);
        assert.equal(page.error, text);
        assert.ok(page.url.search.includes(url), page.url.href);
      }
      const page = await visitor.go(publicApp.url("/logout", { logout_uri: "https://evil.example.com" }));
      assert.deepEqual([page.status, page.error], [400, "redirect_mismatch"]);
    });
  });
});

describe("oauth4webapi", () => {
  const insecure = { [oauth.allowInsecureRequests]: true };
  let pool;
  let server;
  let own;
  let user;

  before(async () => {
    pool = await newPool();
    own = await app(pool, { GenerateSecret: true });
    user = await verifiedUser(pool);
    const issuer = new URL(issuerOf(pool));
    const found = await oauth.discoveryRequest(issuer, { algorithm: "oidc", ...insecure });
    server = await oauth.processDiscoveryResponse(issuer, found);
  });

  it("runs the whole flow, and checks each answer", async () => {
    const relying = { client_id: own.id, require_auth_time: true };
    const authentication = oauth.ClientSecretBasic(own.secret);
    const verifier = oauth.generateRandomCodeVerifier();
    const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: own.id,
      redirect_uri: CALLBACK,
      response_type: "code",
      scope: "openid email",
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    const callback = await new Visitor().signIn(url, user.username);
    const parameters = oauth.validateAuthResponse(server, relying, callback, state);
    const granted = await oauth.authorizationCodeGrantRequest(
      server,
      relying,
      authentication,
      parameters,
      CALLBACK,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, relying, granted, {
      expectedNonce: nonce,
      maxAge: 60,
      requireIdToken: true,
    });
    await oauth.validateApplicationLevelSignature(server, granted, insecure);
    const { sub } = oauth.getValidatedIdTokenClaims(tokens);

    const shown = await oauth.userInfoRequest(server, relying, tokens.access_token, insecure);
    const attributes = await oauth.processUserInfoResponse(server, relying, sub, shown);
    assert.equal(attributes.email, user.email);

    const { refresh_token } = tokens;
    const renewed = await oauth.refreshTokenGrantRequest(
      server,
      relying,
      authentication,
      refresh_token,
      insecure,
    );
    const next = await oauth.processRefreshTokenResponse(server, relying, renewed);
    assert.equal(oauth.getValidatedIdTokenClaims(next).sub, sub);

    const revoked = await oauth.revocationRequest(server, relying, authentication, refresh_token, insecure);
    await oauth.processRevocationResponse(revoked);
    const again = await oauth.refreshTokenGrantRequest(
      server,
      relying,
      authentication,
      refresh_token,
      insecure,
    );
    await assert.rejects(oauth.processRefreshTokenResponse(server, relying, again), (thrown) => {
      assert.ok(thrown instanceof oauth.ResponseBodyError);
      assert.equal(thrown.error, "invalid_grant");
      return true;
    });
  });

  it("sees the challenge of a request without a valid token", async () => {
    const answer = await oauth.userInfoRequest(server, { client_id: own.id }, "no.such.token", insecure);
    assert.equal(answer.status, 401);
    assert.match(
      answer.headers.get("www-authenticate"),
      /error="invalid_token", error_description="Access token is/,
    );
  });

  it("rotates refresh tokens if the client does", async () => {
    const rotating = await app(pool, {
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
      RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
    });
    const callback = await new Visitor().signIn(rotating.url(), user.username);
    const code = callback.searchParams.get("code");
    const first = await rotating.token({ grant_type: "authorization_code", code, redirect_uri: CALLBACK });
    const relying = { client_id: rotating.id };
    const renew = async (token) => {
      const answer = await oauth.refreshTokenGrantRequest(server, relying, oauth.None(), token, insecure);
      return oauth.processRefreshTokenResponse(server, relying, answer);
    };
    const second = await renew(first.body.refresh_token);
    assert.ok(second.refresh_token && second.refresh_token !== first.body.refresh_token);
    await assert.rejects(renew(first.body.refresh_token), { error: "invalid_grant" });
  });
});

describe("the implicit grant", () => {
  it("gives tokens in the fragment, which verify against the published keys", async () => {
    const pool = await newPool();
    const implicit = await app(pool, { AllowedOAuthFlows: ["implicit"] });
    const { username } = await verifiedUser(pool);
    const url = implicit.url("/oauth2/authorize", { response_type: "token", nonce: "n1", state: "s1" });
    const callback = await new Visitor().signIn(url, username);
    assert.equal(callback.search, "");
    const given = new URLSearchParams(callback.hash.slice(1));
    assert.deepEqual([...given.keys()], ["id_token", "access_token", "token_type", "expires_in", "state"]);
    assert.equal(given.get("state"), "s1");
    const keys = createRemoteJWKSet(new URL(`${issuerOf(pool)}/.well-known/jwks.json`));
    const options = { issuer: issuerOf(pool), audience: implicit.id };
    const { payload } = await jwtVerify(given.get("id_token"), keys, options);
    assert.equal(payload.nonce, "n1");
    await jwtVerify(given.get("access_token"), keys, { issuer: issuerOf(pool) });
  });
});

describe("the pages for a visitor without scripts", () => {
  let pool;
  let own;
  let user;

  before(async () => {
    pool = await newPool();
    own = await app(pool);
    user = await verifiedUser(pool);
  });

  it("show the text of the API for a wrong password, and keep the name", async () => {
    const visitor = new Visitor();
    const page = await visitor.signIn(own.url(), user.username, WRONG_PASSWORD);
    assert.equal(page.error, "Incorrect username or password.");
    assert.equal(page.document.querySelector("[name=username]").getAttribute("value"), user.username);
    assert.equal(page.document.querySelector("[name=password]").getAttribute("value"), "");
    const callback = await visitor.submit(page, { password: PASSWORD });
    assert.ok(callback.searchParams.get("code"));
  });

  it("refuse a form from a browser without the cookie", async () => {
    const page = await new Visitor().go(own.url());
    const refused = await new Visitor().submit(page, { username: user.username, password: PASSWORD });
    assert.equal(refused.status, 403);
    assert.equal(refused.error, "This page has expired. Please try again.");
  });

  it("carry the state through unchanged", async () => {
    for (const state of ["a b+c&d=e%20f", "äöü€", "https://app.example.com/?x=1#y", "x".repeat(2000)]) {
      const callback = await new Visitor().signIn(own.url("/oauth2/authorize", { state }), user.username);
      assert.equal(callback.searchParams.get("state"), state);
    }
  });

  it("are on the host of a domain, too", async () => {
    const Domain = randomName("login");
    await admin.createUserPoolDomain({ UserPoolId: pool.id, Domain });
    const query = own.url().search;
    const start = await fetchAt(`${Domain}.localhost`, `/oauth2/authorize${query}`);
    const { port } = new URL(endpoint);
    assert.equal(start.status, 302);
    assert.equal(new URL(start.headers.location).host, `${Domain}.localhost:${port}`);
    const page = await fetchAt(`${Domain}.localhost`, `/login${query}`);
    assert.equal(page.status, 200);
    assert.match(page.text, /<h1>Sign in<\/h1>/);
    assert.equal((await fetchAt(`other-${Domain}.localhost`, `/login${query}`)).status, 302);
    await admin.deleteUserPoolDomain({ UserPoolId: pool.id, Domain });
    assert.notEqual((await fetchAt(`${Domain}.localhost`, `/login${query}`)).status, 200);
  });
});
