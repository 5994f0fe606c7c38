// The AWS SDK for JavaScript: passkeys, with an authenticator that can also make invalid answers.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { before, describe, it } from "node:test";
import {
  CognitoIdentityProviderServiceException,
  LimitExceededException,
  NotAuthorizedException,
  ResourceNotFoundException,
  WebAuthnChallengeNotFoundException,
  WebAuthnClientMismatchException,
  WebAuthnConfigurationMissingException,
  WebAuthnCredentialNotSupportedException,
  WebAuthnNotEnabledException,
  WebAuthnOriginNotAllowedException,
  WebAuthnRelyingPartyMismatchException,
} from "@aws-sdk/client-cognito-identity-provider";
import { Authenticator } from "./authenticator.js";
import { firstFactors, totp } from "./factors.js";
import { refusal, visitor } from "./sdk.js";
import { PASSWORD, admin, claims, pool as newPool, randomEmail, tokens } from "./world.js";

const APP = {
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
};
const RP_ID = "example.com";
const ORIGIN = "https://login.example.com";

/** A pool whose users may sign in with passkeys of `example.com`. */
async function passkeyPool(webAuthn = {}, mfa = { MfaConfiguration: "OFF" }) {
  const pool = await newPool(firstFactors("PASSWORD", "EMAIL_OTP", "WEB_AUTHN"));
  await admin.setUserPoolMfaConfig({
    UserPoolId: pool.id,
    ...mfa,
    WebAuthnConfiguration: { RelyingPartyId: RP_ID, ...webAuthn },
  });
  return pool;
}

/** A user who has signed in by password. */
async function signedIn(pool, app) {
  const username = await pool.user({ email: randomEmail(), email_verified: "true" });
  return { username, AccessToken: (await tokens(app, username)).AccessToken };
}

async function options(AccessToken) {
  return (await visitor.startWebAuthnRegistration({ AccessToken })).CredentialCreationOptions;
}

/** Tries to register a new passkey. */
async function register(AccessToken, authenticator, lies) {
  const Credential = authenticator.create(await options(AccessToken), lies);
  await visitor.completeWebAuthnRegistration({ AccessToken, Credential });
  return Credential.id;
}

const listed = async (AccessToken) => (await visitor.listWebAuthnCredentials({ AccessToken })).Credentials;
const flipped = (bytes) => Buffer.from([...bytes.subarray(0, -1), bytes.at(-1) ^ 1]);
const device = (settings) => new Authenticator({ origin: ORIGIN, ...settings });

describe("the AWS SDK for JavaScript, registering passkeys", () => {
  let pool;
  let app;

  before(async () => {
    pool = await passkeyPool();
    app = await pool.app(APP);
  });

  it("gets options that an authenticator can follow", async () => {
    const { username, AccessToken } = await signedIn(pool, app);
    const { challenge, pubKeyCredParams, user, ...rest } = await options(AccessToken);
    assert.deepEqual(rest, {
      rp: { id: RP_ID, name: RP_ID },
      timeout: 60_000,
      excludeCredentials: [],
      authenticatorSelection: {
        requireResidentKey: true,
        residentKey: "required",
        userVerification: "preferred",
      },
    });
    assert.deepEqual([user.name, user.displayName], [username, username]);
    assert.match(user.id, /^[\w-]+$/);
    assert.match(challenge, /^[\w-]{22,}$/);
    // The service offers these two; further algorithms of an engine must come after them.
    assert.deepEqual(pubKeyCredParams.slice(0, 2), [
      { type: "public-key", alg: -7 },
      { type: "public-key", alg: -257 },
    ]);
    assert.notEqual((await options(AccessToken)).challenge, challenge);
  });

  for (const algorithm of ["ES256", "RS256", "EdDSA"]) {
    it(`registers a passkey of ${algorithm}`, async () => {
      const { AccessToken } = await signedIn(pool, app);
      const id = await register(AccessToken, device({ algorithm }));
      const [{ CreatedAt, ...passkey }, ...others] = await listed(AccessToken);
      assert.deepEqual(passkey, {
        CredentialId: id,
        FriendlyCredentialName: "Roaming passkey",
        RelyingPartyId: RP_ID,
        AuthenticatorAttachment: "cross-platform",
        AuthenticatorTransports: ["usb"],
      });
      assert.deepEqual(others, []);
      assert.ok(CreatedAt instanceof Date && Math.abs(CreatedAt - new Date()) < 60_000);
      assert.deepEqual((await options(AccessToken)).excludeCredentials, [{ id, type: "public-key" }]);
    });
  }

  it("lists in pages, and deletes one of several", async () => {
    const { AccessToken } = await signedIn(pool, app);
    assert.deepEqual(await listed(AccessToken), []);
    const ids = [];
    for (let time = 0; time < 3; time += 1) ids.push(await register(AccessToken, device()));

    const first = await visitor.listWebAuthnCredentials({ AccessToken, MaxResults: 2 });
    const { NextToken } = first;
    const second = await visitor.listWebAuthnCredentials({ AccessToken, MaxResults: 2, NextToken });
    assert.deepEqual([first.Credentials.length, second.Credentials.length], [2, 1]);
    assert.equal(second.NextToken, undefined);
    const met = [...first.Credentials, ...second.Credentials].map(({ CredentialId }) => CredentialId);
    assert.deepEqual(met.toSorted(), ids.toSorted());

    await visitor.deleteWebAuthnCredential({ AccessToken, CredentialId: ids[1] });
    const left = (await listed(AccessToken)).map(({ CredentialId }) => CredentialId);
    assert.deepEqual(left.toSorted(), [ids[0], ids[2]].toSorted());
    await assert.rejects(
      visitor.deleteWebAuthnCredential({ AccessToken, CredentialId: ids[1] }),
      ResourceNotFoundException,
    );
  });

  it("does not see or delete the passkeys of others", async () => {
    const [ana, bo] = [await signedIn(pool, app), await signedIn(pool, app)];
    const CredentialId = await register(ana.AccessToken, device());
    assert.deepEqual(await listed(bo.AccessToken), []);
    await assert.rejects(
      visitor.deleteWebAuthnCredential({ AccessToken: bo.AccessToken, CredentialId }),
      ResourceNotFoundException,
    );
    assert.equal((await listed(ana.AccessToken)).length, 1);
  });

  const refused = {
    "a page of another site": [{ origin: "https://example.org" }, WebAuthnOriginNotAllowedException],
    "a page whose name only ends alike": [
      { origin: "https://evilexample.com" },
      WebAuthnOriginNotAllowedException,
    ],
    "a page without TLS": [{ origin: "http://example.com" }, WebAuthnOriginNotAllowedException],
    "another relying party": [{ rpId: "example.org" }, WebAuthnRelyingPartyMismatchException],
    "a challenge of its own": [
      { challenge: randomBytes(32).toString("base64url") },
      WebAuthnChallengeNotFoundException,
    ],
    "the other ceremony": [{ type: "webauthn.get" }, CognitoIdentityProviderServiceException],
    "nobody present": [{ userPresent: false }, CognitoIdentityProviderServiceException],
  };
  for (const [what, [lies, Exception]] of Object.entries(refused)) {
    it(`refuses a passkey made for ${what}`, async () => {
      const { AccessToken } = await signedIn(pool, app);
      await assert.rejects(register(AccessToken, device(), lies), Exception);
      assert.deepEqual(await listed(AccessToken), []);
    });
  }

  it("refuses a key of an algorithm that is not offered", async () => {
    const { AccessToken } = await signedIn(pool, app);
    await assert.rejects(
      register(AccessToken, device({ algorithm: "ES384" })),
      WebAuthnCredentialNotSupportedException,
    );
    assert.deepEqual(await listed(AccessToken), []);
  });

  it("accepts an answer once", async () => {
    const { AccessToken } = await signedIn(pool, app);
    const asked = await options(AccessToken);
    const [first, second] = [device().create(asked), device().create(asked)];
    await visitor.completeWebAuthnRegistration({ AccessToken, Credential: first });
    for (const Credential of [first, second]) {
      await assert.rejects(
        visitor.completeWebAuthnRegistration({ AccessToken, Credential }),
        WebAuthnChallengeNotFoundException,
      );
    }
    assert.equal((await listed(AccessToken)).length, 1);
  });

  it("refuses an answer to the options of another user", async () => {
    const [ana, bo] = [await signedIn(pool, app), await signedIn(pool, app)];
    const Credential = device().create(await options(ana.AccessToken));
    await assert.rejects(
      visitor.completeWebAuthnRegistration({ AccessToken: bo.AccessToken, Credential }),
      WebAuthnChallengeNotFoundException,
    );
  });

  it("must be completed through the same app client", async () => {
    const { username, AccessToken } = await signedIn(pool, app);
    const elsewhere = await tokens(await pool.app(APP), username);
    const Credential = device().create(await options(AccessToken));
    await assert.rejects(
      visitor.completeWebAuthnRegistration({ AccessToken: elsewhere.AccessToken, Credential }),
      WebAuthnClientMismatchException,
    );
  });

  it("insists on a verified user where the pool requires one", async () => {
    const strict = await passkeyPool({ UserVerification: "required" });
    const { AccessToken } = await signedIn(strict, await strict.app(APP));
    assert.equal((await options(AccessToken)).authenticatorSelection.userVerification, "required");
    await assert.rejects(
      register(AccessToken, device(), { userVerified: false }),
      CognitoIdentityProviderServiceException,
    );
    assert.deepEqual(await listed(AccessToken), []);
    await register(AccessToken, device());
    assert.equal((await listed(AccessToken)).length, 1);
  });

  it("allows at most twenty", async () => {
    const { AccessToken } = await signedIn(pool, app);
    for (let time = 0; time < 20; time += 1) await register(AccessToken, device({ algorithm: "EdDSA" }));
    await assert.rejects(register(AccessToken, device()), LimitExceededException);
    assert.equal((await listed(AccessToken)).length, 20);
  });

  it("is refused by a pool that does not allow passkeys or has no relying party", async () => {
    const without = await newPool(firstFactors("PASSWORD"));
    const { AccessToken } = await signedIn(without, await without.app(APP));
    await assert.rejects(options(AccessToken), WebAuthnNotEnabledException);

    const unnamed = await newPool(firstFactors("PASSWORD", "WEB_AUTHN"));
    const ana = await signedIn(unnamed, await unnamed.app(APP));
    await assert.rejects(options(ana.AccessToken), WebAuthnConfigurationMissingException);
  });
});

describe("the AWS SDK for JavaScript, signing in with passkeys", () => {
  let pool;
  let app;

  before(async () => {
    pool = await passkeyPool();
    app = await pool.app(APP);
  });

  /** A user with a passkey. */
  async function ana(settings = {}, where = { pool, app }) {
    const { username, AccessToken } = await signedIn(where.pool, where.app);
    const authenticator = device(settings);
    const id = await register(AccessToken, authenticator);
    return { ...where, username, AccessToken, authenticator, id };
  }

  const begin = ({ username, app }, more = { PREFERRED_CHALLENGE: "WEB_AUTHN" }) =>
    visitor.initiateAuth({
      ClientId: app,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: username, ...more },
    });

  const asked = ({ ChallengeName, ChallengeParameters }) => {
    assert.equal(ChallengeName, "WEB_AUTHN");
    return JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS);
  };

  const finish = ({ username, app }, { Session }, credential) =>
    visitor.respondToAuthChallenge({
      ClientId: app,
      ChallengeName: "WEB_AUTHN",
      Session,
      ChallengeResponses: { USERNAME: username, CREDENTIAL: JSON.stringify(credential) },
    });

  /** A complete sign-in. */
  async function signIn(person, lies) {
    const challenge = await begin(person);
    return finish(person, challenge, person.authenticator.get(asked(challenge), lies));
  }

  function assertTokens({ AuthenticationResult, ChallengeName, ChallengeParameters }, { username }) {
    assert.deepEqual([ChallengeName, ChallengeParameters], [undefined, {}]);
    assert.equal(claims(AuthenticationResult.AccessToken).username, username);
    assert.ok(AuthenticationResult.IdToken && AuthenticationResult.RefreshToken);
  }

  it("gets the list of registered passkeys", async () => {
    const person = await ana();
    const challenge = await begin(person);
    const { challenge: random, ...rest } = asked(challenge);
    assert.deepEqual(rest, {
      timeout: 180_000,
      rpId: RP_ID,
      allowCredentials: [{ type: "public-key", id: person.id, transports: ["usb"] }],
      userVerification: "preferred",
    });
    assert.match(random, /^[\w-]{22,}$/);
    assert.deepEqual(challenge.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    assert.ok(challenge.Session.length >= 20 && challenge.Session.length <= 4096);
  });

  for (const algorithm of ["ES256", "RS256", "EdDSA"]) {
    it(`signs in with a passkey of ${algorithm}, more than once`, async () => {
      const person = await ana({ algorithm });
      assertTokens(await signIn(person), person);
      assertTokens(await signIn(person), person);
    });
  }

  it("signs in with an authenticator without a signature counter", async () => {
    const person = await ana({ step: 0 });
    assertTokens(await signIn(person), person);
    assertTokens(await signIn(person), person);
  });

  it("selects the passkey", async () => {
    const person = await ana();
    const { ChallengeName, Session, AvailableChallenges } = await begin(person, {});
    assert.equal(ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual(AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "WEB_AUTHN"]);
    const challenge = await visitor.respondToAuthChallenge({
      ClientId: app,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: person.username, ANSWER: "WEB_AUTHN" },
    });
    assertTokens(await finish(person, challenge, person.authenticator.get(asked(challenge))), person);
  });

  it("chooses among several passkeys of its own", async () => {
    const person = await ana();
    const another = device({ algorithm: "RS256" });
    const id = await register(person.AccessToken, another);
    const challenge = await begin(person);
    assert.deepEqual(
      asked(challenge)
        .allowCredentials.map(({ id }) => id)
        .toSorted(),
      [person.id, id].toSorted(),
    );
    assertTokens(await finish(person, challenge, another.get(asked(challenge))), person);
    assertTokens(await signIn(person), person);
  });

  it("answers a challenge once", async () => {
    const person = await ana();
    const challenge = await begin(person);
    const answer = person.authenticator.get(asked(challenge));
    assertTokens(await finish(person, challenge, answer), person);
    await assert.rejects(
      finish(person, challenge, answer),
      refusal(NotAuthorizedException, "Invalid session for the user, session can only be used once."),
    );
    // A new challenge does not accept an old answer either.
    await assert.rejects(finish(person, await begin(person), answer), NotAuthorizedException);
  });

  const refused = {
    "a page of another site": { origin: "https://example.org" },
    "a page without TLS": { origin: "http://login.example.com" },
    "a frame in another page": { crossOrigin: true },
    "another relying party": { rpId: "example.org" },
    "a challenge of its own": { challenge: randomBytes(32).toString("base64url") },
    "the other ceremony": { type: "webauthn.create" },
    "nobody present": { userPresent: false },
  };
  for (const [what, lies] of Object.entries(refused)) {
    it(`refuses a signature made for ${what}`, async () => {
      const person = await ana();
      await assert.rejects(signIn(person, lies), NotAuthorizedException);
      assertTokens(await signIn(person), person);
    });
  }

  it("refuses an answer in which a byte of the signature or of the signed data was changed", async () => {
    const person = await ana();
    const changes = {
      signature: (bytes) => flipped(bytes),
      // Its last byte belongs to the counter.
      authenticatorData: (bytes) => flipped(bytes),
      // The same JSON with a leading space.
      clientDataJSON: (bytes) => Buffer.concat([Buffer.from(" "), bytes]),
    };
    for (const [member, change] of Object.entries(changes)) {
      const challenge = await begin(person);
      const answer = person.authenticator.get(asked(challenge));
      const bytes = Buffer.from(answer.response[member], "base64url");
      answer.response[member] = change(bytes).toString("base64url");
      await assert.rejects(finish(person, challenge, answer), NotAuthorizedException, member);
    }
  });

  it("refuses a counter that decreased, since the passkey may have been cloned", async () => {
    const person = await ana();
    assertTokens(await signIn(person, { counter: 7 }), person);
    for (const counter of [6, 7, 0]) {
      await assert.rejects(signIn(person, { counter }), NotAuthorizedException, `${counter} after 7`);
    }
    assertTokens(await signIn(person, { counter: 8 }), person);
  });

  it("refuses the passkey of another user", async () => {
    const [person, bo] = [await ana(), await ana()];
    const challenge = await begin(person);
    const answer = bo.authenticator.get(asked(challenge));
    await assert.rejects(finish(person, challenge, answer), NotAuthorizedException);
    // With the id of the user's own passkey it is a wrong signature.
    await assert.rejects(
      finish(person, await begin(person), { ...answer, id: person.id, rawId: person.id }),
      NotAuthorizedException,
    );
  });

  it("refuses a passkey that was deleted", async () => {
    const person = await ana();
    const challenge = await begin(person);
    await visitor.deleteWebAuthnCredential({ AccessToken: person.AccessToken, CredentialId: person.id });
    const answer = person.authenticator.get(asked(challenge));
    await assert.rejects(finish(person, challenge, answer), NotAuthorizedException);
    const { ChallengeName, AvailableChallenges } = await begin(person);
    assert.equal(ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual(AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
  });

  it("insists on a verified user where the pool requires one", async () => {
    const strict = await passkeyPool({ UserVerification: "required" });
    const person = await ana({}, { pool: strict, app: await strict.app(APP) });
    assert.equal(asked(await begin(person)).userVerification, "required");
    await assert.rejects(signIn(person, { userVerified: false }), NotAuthorizedException);
    assertTokens(await signIn(person), person);
  });

  it("signs in with user presence alone if the pool only prefers user verification", async () => {
    const person = await ana();
    assertTokens(await signIn(person, { userVerified: false }), person);
  });

  describe("with a second factor switched on", () => {
    const TOTP = { MfaConfiguration: "OPTIONAL", SoftwareTokenMfaConfiguration: { Enabled: true } };

    /** A user with a passkey and an authenticator app. */
    async function withApp(FactorConfiguration, preference) {
      const where = await passkeyPool({ FactorConfiguration, UserVerification: "required" }, TOTP);
      const person = await ana({}, { pool: where, app: await where.app(APP) });
      const { AccessToken } = person;
      const { SecretCode } = await visitor.associateSoftwareToken({ AccessToken });
      await visitor.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode) });
      await visitor.setUserMFAPreference({
        AccessToken,
        SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
        ...preference,
      });
      return person;
    }

    const byPassword = async (person) =>
      (await begin(person, { PREFERRED_CHALLENGE: "PASSWORD", PASSWORD })).ChallengeName;

    it("is sufficient if a passkey counts as both factors", async () => {
      const person = await withApp("MULTI_FACTOR_WITH_USER_VERIFICATION", {
        WebAuthnMfaSettings: { Enabled: true },
      });
      assert.equal(await byPassword(person), "SOFTWARE_TOKEN_MFA");
      assertTokens(await signIn(person), person);
    });

    it("is not offered if a passkey counts as one factor", async () => {
      const person = await withApp("SINGLE_FACTOR");
      assert.equal(await byPassword(person), "SOFTWARE_TOKEN_MFA");
      const { ChallengeName, AvailableChallenges } = await begin(person);
      assert.equal(ChallengeName, "SELECT_CHALLENGE");
      assert.deepEqual(AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    });
  });
});
