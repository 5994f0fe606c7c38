// aws-jwt-verify: a resource server that verifies tokens, and knows only the ids of the pool and the app client.
//
// The verifier downloads keys from the issuer, https://cognito-idp.{region}.amazonaws.com/{poolId}. Its documented JWKS cache
// accepts a fetcher; the one here downloads the same path from the engine. The verification is unchanged.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { CognitoJwtVerifier, JwtVerifier } from "aws-jwt-verify";
import {
  CognitoJwtInvalidClientIdError,
  CognitoJwtInvalidTokenUseError,
  JwtInvalidIssuerError,
  JwtInvalidScopeError,
  JwtInvalidSignatureError,
  JwtParseError,
  KidNotFoundInJwksError,
  ParameterValidationError,
} from "aws-jwt-verify/error";
import { SimpleJwksCache } from "aws-jwt-verify/jwk";
import { admin, endpoint, forged, pool as newPool, region, tokens } from "./world.js";

describe("aws-jwt-verify", () => {
  let pool;
  let app;
  let username;
  let issued;
  let fetched;

  before(async () => {
    pool = await newPool();
    app = await pool.app();
    username = await pool.user({ email: "ana@example.com", email_verified: "true" });
    issued = await tokens(app, username);
  });

  /** A cache that downloads keys from the engine instead of Cognito, and records the URLs. */
  function jwksCache() {
    fetched = [];
    return new SimpleJwksCache({
      fetcher: {
        fetch: async (uri) => {
          fetched.push(uri);
          const answer = await fetch(endpoint + new URL(uri).pathname);
          assert.equal(answer.status, 200);
          return answer.arrayBuffer();
        },
      },
    });
  }

  const verifier = (settings = {}) =>
    CognitoJwtVerifier.create(
      { userPoolId: pool.id, clientId: app, tokenUse: "access", ...settings },
      { jwksCache: jwksCache() },
    );

  it("verifies an access token with only the ids of pool and app client", async () => {
    const payload = await verifier().verify(issued.AccessToken);
    assert.deepEqual(
      [payload.username, payload.client_id, payload.token_use, payload.scope],
      [username, app, "access", "aws.cognito.signin.user.admin"],
    );
    assert.equal(payload.iss, `https://cognito-idp.${region}.amazonaws.com/${pool.id}`);
    assert.deepEqual(fetched, [`${payload.iss}/.well-known/jwks.json`]);
  });

  it("verifies an ID token with only the ids of pool and app client", async () => {
    const payload = await verifier({ tokenUse: "id" }).verify(issued.IdToken);
    assert.deepEqual(
      [payload["cognito:username"], payload.aud, payload.token_use, payload.email, payload.email_verified],
      [username, app, "id", "ana@example.com", true],
    );
  });

  it("fetches the keys once for both kinds of token", async () => {
    const both = verifier({ tokenUse: null });
    await both.verify(issued.AccessToken);
    await both.verify(issued.IdToken);
    assert.equal(fetched.length, 1);
  });

  it("verifies without waiting once it has the keys", async () => {
    const keys = await (await fetch(`${endpoint}/${pool.id}/.well-known/jwks.json`)).json();
    const ready = CognitoJwtVerifier.create({ userPoolId: pool.id, clientId: app, tokenUse: "access" });
    ready.cacheJwks(keys);
    assert.equal(ready.verifySync(issued.AccessToken).username, username);
  });

  it("verifies a refreshed token", async () => {
    const { AuthenticationResult } = await admin.initiateAuth({
      ClientId: app,
      AuthFlow: "REFRESH_TOKEN_AUTH",
      AuthParameters: { REFRESH_TOKEN: issued.RefreshToken },
    });
    assert.ok(await verifier().verify(AuthenticationResult.AccessToken));
    assert.ok(await verifier({ tokenUse: "id" }).verify(AuthenticationResult.IdToken));
  });

  it("checks the scope of an access token", async () => {
    assert.ok(await verifier({ scope: "aws.cognito.signin.user.admin" }).verify(issued.AccessToken));
    await assert.rejects(verifier({ scope: "photos/read" }).verify(issued.AccessToken), JwtInvalidScopeError);
  });

  it("verifies the tokens of several pools and tells them apart", async () => {
    const other = await newPool();
    const otherApp = await other.app();
    const theirs = await tokens(otherApp, await other.user());
    const both = CognitoJwtVerifier.create(
      [
        { userPoolId: pool.id, clientId: app, tokenUse: "access" },
        { userPoolId: other.id, clientId: otherApp, tokenUse: "access" },
      ],
      { jwksCache: jwksCache() },
    );
    assert.equal((await both.verify(issued.AccessToken)).client_id, app);
    assert.equal((await both.verify(theirs.AccessToken)).client_id, otherApp);
    await assert.rejects(verifier().verify(theirs.AccessToken), ParameterValidationError);
  });

  it("works as a generic verifier with the issuer and the URL of the keys", async () => {
    const generic = JwtVerifier.create(
      {
        issuer: `https://cognito-idp.${region}.amazonaws.com/${pool.id}`,
        audience: app,
        jwksUri: `${endpoint}/${pool.id}/.well-known/jwks.json`,
      },
      { jwksCache: jwksCache() },
    );
    assert.equal(
      (await generic.verify(issued.IdToken)).sub,
      (await verifier().verify(issued.AccessToken)).sub,
    );
  });

  it("refuses an access token where an ID token belongs, and the reverse", async () => {
    await assert.rejects(
      verifier({ tokenUse: "id" }).verify(issued.AccessToken),
      CognitoJwtInvalidTokenUseError,
    );
    await assert.rejects(verifier().verify(issued.IdToken), CognitoJwtInvalidTokenUseError);
  });

  it("refuses the tokens of another app", async () => {
    const clientId = await pool.app();
    await assert.rejects(verifier({ clientId }).verify(issued.AccessToken), CognitoJwtInvalidClientIdError);
    await assert.rejects(
      verifier({ clientId, tokenUse: "id" }).verify(issued.IdToken),
      CognitoJwtInvalidClientIdError,
    );
  });

  it("refuses the tokens of another issuer", async () => {
    const generic = JwtVerifier.create(
      {
        issuer: "https://other.example.com",
        audience: null,
        jwksUri: `${endpoint}/${pool.id}/.well-known/jwks.json`,
      },
      { jwksCache: jwksCache() },
    );
    await assert.rejects(generic.verify(issued.AccessToken), JwtInvalidIssuerError);
  });

  it("refuses a token whose signature was changed", async () => {
    await assert.rejects(verifier().verify(forged(issued.AccessToken)), JwtInvalidSignatureError);
    await assert.rejects(
      verifier({ tokenUse: "id" }).verify(forged(issued.IdToken)),
      JwtInvalidSignatureError,
    );
  });

  it("refuses a token whose claims were changed", async () => {
    const [header, payload, signature] = issued.AccessToken.split(".");
    const claims = { ...JSON.parse(Buffer.from(payload, "base64url")), username: "root" };
    const changed = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    await assert.rejects(verifier().verify(changed), JwtInvalidSignatureError);
  });

  it("refuses a token that names no published key, and text that is not a token", async () => {
    const [, payload, signature] = issued.AccessToken.split(".");
    const header = Buffer.from(JSON.stringify({ alg: "RS256", kid: "unknown" })).toString("base64url");
    await assert.rejects(verifier().verify([header, payload, signature].join(".")), KidNotFoundInJwksError);
    await assert.rejects(verifier().verify(issued.RefreshToken.slice(0, 20)), JwtParseError);
  });
});

describe("discovery documents", () => {
  it("name the URL of the pool's keys", async () => {
    const pool = await newPool();
    const answer = await fetch(`${endpoint}/${pool.id}/.well-known/openid-configuration`);
    assert.equal(answer.status, 200);
    const document = await answer.json();
    assert.equal(document.issuer, `https://cognito-idp.${region}.amazonaws.com/${pool.id}`);
    assert.equal(document.jwks_uri, `${endpoint}/${pool.id}/.well-known/jwks.json`);
    assert.equal((await fetch(document.jwks_uri)).status, 200);
    assert.deepEqual(document.id_token_signing_alg_values_supported, ["RS256"]);
    assert.deepEqual(document.response_types_supported, ["code", "token"]);
    assert.deepEqual(document.subject_types_supported, ["public"]);
  });

  it("do not exist for an unknown pool", async () => {
    const answer = await fetch(`${endpoint}/${region}_AAAAAAAAA/.well-known/jwks.json`);
    assert.ok(answer.status >= 400 && answer.status < 500, `answered ${answer.status}`);
  });
});
