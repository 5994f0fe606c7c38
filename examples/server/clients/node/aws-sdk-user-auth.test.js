// The AWS SDK for JavaScript: sign-in by choice (`USER_AUTH`), by password and by codes that are sent.

import assert from "node:assert/strict";
import { createHmac, randomBytes } from "node:crypto";
import { before, describe, it } from "node:test";
import {
  CodeMismatchException,
  InvalidParameterException,
  NotAuthorizedException,
  UserNotFoundException,
} from "@aws-sdk/client-cognito-identity-provider";
import { CHOICE, SENDERS, firstFactors, randomPhone, totp } from "./factors.js";
import { refusal, visitor } from "./sdk.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  attributes,
  claims,
  lastCode,
  messages,
  otherCode,
  pool as newPool,
  randomEmail,
  randomName,
  values,
} from "./world.js";

const INCORRECT = refusal(NotAuthorizedException, "Incorrect username or password.");
const MISMATCH = refusal(CodeMismatchException, "Invalid code or auth state for the user.");
const SPENT = refusal(NotAuthorizedException, "Invalid session for the user, session can only be used once.");

describe("the AWS SDK for JavaScript, signing in by choice", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool({ ...SENDERS, ...firstFactors("PASSWORD", "EMAIL_OTP", "SMS_OTP") });
    app = await pool.app(CHOICE);
  });

  /** A user with a password and an address. */
  async function ana(more = {}) {
    const email = randomEmail();
    return { email, username: await pool.user({ email, email_verified: "true", ...more }) };
  }

  const begin = (USERNAME, more = {}, ClientId = app) =>
    visitor.initiateAuth({ ClientId, AuthFlow: "USER_AUTH", AuthParameters: { USERNAME, ...more } });

  const prefer = (username, PREFERRED_CHALLENGE, more) => begin(username, { PREFERRED_CHALLENGE, ...more });

  const respond = (USERNAME, { ChallengeName, Session }, answers, ClientId = app) =>
    visitor.respondToAuthChallenge({
      ClientId,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME, ...answers },
    });

  function assertTokens({ AuthenticationResult, ChallengeName, ChallengeParameters, Session }, username) {
    assert.deepEqual([ChallengeName, ChallengeParameters, Session], [undefined, {}, undefined]);
    assert.equal(claims(AuthenticationResult.AccessToken).username, username);
    assert.equal(AuthenticationResult.TokenType, "Bearer");
    assert.equal(AuthenticationResult.ExpiresIn, 3600);
    assert.ok(AuthenticationResult.IdToken && AuthenticationResult.RefreshToken);
  }

  function assertChallenge({ ChallengeName, Session, AuthenticationResult }, name) {
    assert.deepEqual([ChallengeName, AuthenticationResult], [name, undefined]);
    assert.ok(Session.length >= 20 && Session.length <= 4096, `${Session.length} characters`);
  }

  it("offers what the pool allows and the user has, in the service's order", async () => {
    const { username } = await ana();
    const challenge = await begin(username);
    assertChallenge(challenge, "SELECT_CHALLENGE");
    assert.deepEqual(challenge.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);

    const poor = await begin(await pool.user());
    assertChallenge(poor, "SELECT_CHALLENGE");
    assert.deepEqual(poor.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);

    const { username: rich } = await ana({ phone_number: randomPhone() });
    const { AvailableChallenges } = await begin(rich);
    assert.ok(AvailableChallenges.includes("SMS_OTP"));
    assert.deepEqual(
      AvailableChallenges.filter((name) => name !== "SMS_OTP"),
      ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"],
    );
  });

  it("requires a selection when the preferred factor is not available", async () => {
    const username = await pool.user();
    for (const factor of ["EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]) {
      const challenge = await prefer(username, factor);
      assertChallenge(challenge, "SELECT_CHALLENGE");
      assert.deepEqual(challenge.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    }
  });

  it("accepts a password with the preference, in the selection, or in a separate challenge", async () => {
    const { username } = await ana();
    assertTokens(await prefer(username, "PASSWORD", { PASSWORD }), username);
    const selected = { ANSWER: "PASSWORD", PASSWORD };
    assertTokens(await respond(username, await begin(username), selected), username);
    const direct = { ...(await begin(username)), ChallengeName: "PASSWORD" };
    assertTokens(await respond(username, direct, { PASSWORD }), username);
  });

  it("refuses a wrong password, which ends the attempt", async () => {
    const { username } = await ana();
    await assert.rejects(prefer(username, "PASSWORD", { PASSWORD: WRONG_PASSWORD }), INCORRECT);
    const challenge = await begin(username);
    await assert.rejects(
      respond(username, challenge, { ANSWER: "PASSWORD", PASSWORD: WRONG_PASSWORD }),
      INCORRECT,
    );
    await assert.rejects(
      respond(username, challenge, { ANSWER: "PASSWORD", PASSWORD }),
      NotAuthorizedException,
    );
    assertTokens(await prefer(username, "PASSWORD", { PASSWORD }), username);
  });

  it("begins SRP with the preference, in the selection, or in a separate challenge", async () => {
    const { username } = await ana();
    const SRP_A = randomBytes(380).toString("hex");
    const chosen = await begin(username);
    for (const challenge of [
      await prefer(username, "PASSWORD_SRP", { SRP_A }),
      await respond(username, chosen, { ANSWER: "PASSWORD_SRP", SRP_A }),
      await respond(username, { ...(await begin(username)), ChallengeName: "PASSWORD_SRP" }, { SRP_A }),
    ]) {
      assert.equal(challenge.ChallengeName, "PASSWORD_VERIFIER");
      const { SALT, SRP_B, SECRET_BLOCK, USERNAME, USER_ID_FOR_SRP } = challenge.ChallengeParameters;
      assert.match(SALT, /^[0-9a-f]+$/);
      assert.match(SRP_B, /^[0-9a-f]{700,768}$/);
      assert.ok(SECRET_BLOCK.length > 100);
      assert.deepEqual([USERNAME, USER_ID_FOR_SRP], [username, username]);
    }
  });

  const media = {
    EMAIL_OTP: {
      medium: "EMAIL",
      user: async () => {
        const { email, username } = await ana();
        return { username, destination: email, masked: "m***@e***" };
      },
      available: ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"],
    },
    SMS_OTP: {
      medium: "SMS",
      user: async () => {
        const destination = randomPhone();
        const username = await pool.user({ phone_number: destination, phone_number_verified: "true" });
        return { username, destination, masked: `+*******${destination.slice(-4)}` };
      },
      available: ["PASSWORD_SRP", "PASSWORD", "SMS_OTP"],
    },
  };
  for (const [factor, { medium, user, available }] of Object.entries(media)) {
    it(`sends a code for ${factor}, and accepts only this code and only once`, async () => {
      const { username, destination, masked } = await user();
      const challenge = await prefer(username, factor);
      assertChallenge(challenge, factor);
      assert.deepEqual(challenge.AvailableChallenges, available);
      const { CODE_DELIVERY_DELIVERY_MEDIUM, CODE_DELIVERY_DESTINATION } = challenge.ChallengeParameters;
      assert.deepEqual([CODE_DELIVERY_DELIVERY_MEDIUM, CODE_DELIVERY_DESTINATION], [medium, masked]);

      const code = await lastCode(destination);
      assert.match(code, /^\d{8}$/);
      const [message] = await messages(destination);
      assert.ok(message.body.includes(code));
      const answer = (code) => respond(username, challenge, { [`${factor}_CODE`]: code });
      for (let time = 0; time < 4; time += 1) await assert.rejects(answer(otherCode(code)), MISMATCH);
      assertTokens(await answer(code), username);
      await assert.rejects(answer(code), SPENT);
    });

    it(`sends a code for ${factor} when it is selected`, async () => {
      const { username, destination, masked } = await user();
      const choice = await begin(username);
      const challenge = await respond(username, choice, { ANSWER: factor });
      assertChallenge(challenge, factor);
      assert.notEqual(challenge.Session, choice.Session);
      assert.equal(challenge.ChallengeParameters.CODE_DELIVERY_DESTINATION, masked);
      const code = await lastCode(destination);
      assertTokens(await respond(username, challenge, { [`${factor}_CODE`]: code }), username);
      await assert.rejects(respond(username, choice, { ANSWER: factor }), SPENT);
    });
  }

  it("accepts a code only in the session for which it was sent", async () => {
    const { username, email } = await ana();
    const first = await prefer(username, "EMAIL_OTP");
    const second = await prefer(username, "EMAIL_OTP");
    const [one, two] = [(await messages(email))[0].code, await lastCode(email, 2)];
    // With a probability of one in a hundred million both codes are equal.
    assert.notEqual(one, two);
    await assert.rejects(respond(username, first, { EMAIL_OTP_CODE: two }), MISMATCH);
    assertTokens(await respond(username, second, { EMAIL_OTP_CODE: two }), username);
    assertTokens(await respond(username, first, { EMAIL_OTP_CODE: one }), username);
  });

  it("refuses an invalid session", async () => {
    const { username } = await ana();
    const challenge = { ChallengeName: "EMAIL_OTP", Session: randomBytes(60).toString("base64url") };
    const UNKNOWN = refusal(NotAuthorizedException, "Invalid session for the user.");
    await assert.rejects(respond(username, challenge, { EMAIL_OTP_CODE: "12345678" }), UNKNOWN);
    const choice = await begin(username);
    const elsewhere = await pool.app(CHOICE);
    await assert.rejects(respond(username, choice, { ANSWER: "EMAIL_OTP" }, elsewhere), UNKNOWN);
  });

  it("verifies an address by its code", async () => {
    const email = randomEmail();
    const username = await pool.user({ email });
    const named = { UserPoolId: pool.id, Username: username };
    const challenge = await prefer(username, "EMAIL_OTP");
    assertChallenge(challenge, "EMAIL_OTP");
    const code = await lastCode(email);
    assertTokens(await respond(username, challenge, { EMAIL_OTP_CODE: code }), username);
    assert.equal(values((await admin.adminGetUser(named)).UserAttributes).email_verified, "true");
  });

  it("confirms a user by a code", async () => {
    const [Username, email] = [randomName(), randomEmail()];
    await visitor.signUp({
      ClientId: app,
      Username,
      Password: PASSWORD,
      UserAttributes: attributes({ email }),
    });
    assert.equal(await pool.status(Username), "UNCONFIRMED");
    const challenge = await prefer(Username, "EMAIL_OTP");
    const code = await lastCode(email, 2);
    assertTokens(await respond(Username, challenge, { EMAIL_OTP_CODE: code }), Username);
    assert.equal(await pool.status(Username), "CONFIRMED");
  });

  it("continues from a sign-up and its confirmation to tokens, once", async () => {
    const [Username, email] = [randomName(), randomEmail()];
    const named = { ClientId: app, Username };
    const begun = await visitor.signUp({ ...named, UserAttributes: attributes({ email }) });
    const { Session } = await visitor.confirmSignUp({
      ...named,
      ConfirmationCode: await lastCode(email),
      Session: begun.Session,
    });
    const AuthParameters = { USERNAME: Username };
    const once = { ClientId: app, AuthFlow: "USER_AUTH", AuthParameters, Session };
    assertTokens(await visitor.initiateAuth(once), Username);
    await assert.rejects(visitor.initiateAuth(once), NotAuthorizedException);
  });

  it("sends the only factor of a user without a password at once", async () => {
    const [Username, email] = [randomName(), randomEmail()];
    await admin.adminCreateUser({
      UserPoolId: pool.id,
      Username,
      MessageAction: "SUPPRESS",
      UserAttributes: attributes({ email, email_verified: "true" }),
    });
    assert.equal(await pool.status(Username), "CONFIRMED");
    const challenge = await begin(Username);
    assertChallenge(challenge, "EMAIL_OTP");
    assert.deepEqual(challenge.AvailableChallenges, ["EMAIL_OTP"]);
    const code = await lastCode(email);
    assertTokens(await respond(Username, challenge, { EMAIL_OTP_CODE: code }), Username);
  });

  it("offers only passwords to a user who must choose a new one", async () => {
    const username = await pool.invited({ email: randomEmail(), email_verified: "true" });
    const choice = await begin(username);
    assert.deepEqual(choice.AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    const challenge = await respond(username, choice, { ANSWER: "PASSWORD", PASSWORD });
    assertChallenge(challenge, "NEW_PASSWORD_REQUIRED");
    assertTokens(await respond(username, challenge, { NEW_PASSWORD: ANOTHER_PASSWORD }), username);
  });

  it("offers no codes to a user with a second factor, and requires that factor", async () => {
    const guarded = await newPool({ ...SENDERS, ...firstFactors("PASSWORD", "EMAIL_OTP") });
    await admin.setUserPoolMfaConfig({
      UserPoolId: guarded.id,
      MfaConfiguration: "OPTIONAL",
      SoftwareTokenMfaConfiguration: { Enabled: true },
    });
    const clientId = await guarded.app(CHOICE);
    const username = await guarded.user({ email: randomEmail(), email_verified: "true" });
    const byPassword = { PREFERRED_CHALLENGE: "PASSWORD", PASSWORD };
    const { AccessToken } = (await begin(username, byPassword, clientId)).AuthenticationResult;
    const { SecretCode } = await visitor.associateSoftwareToken({ AccessToken });
    await visitor.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode) });
    await visitor.setUserMFAPreference({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
    });

    const { AvailableChallenges } = await begin(username, {}, clientId);
    assert.deepEqual(AvailableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
    const challenge = await begin(username, byPassword, clientId);
    assertChallenge(challenge, "SOFTWARE_TOKEN_MFA");
    const answer = { SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, 1) };
    assertTokens(await respond(username, challenge, answer, clientId), username);
  });

  it("signs in for an administrator too", async () => {
    const { username, email } = await ana();
    const inPool = { UserPoolId: pool.id, ClientId: app };
    const { ChallengeName, Session, AvailableChallenges } = await admin.adminInitiateAuth({
      ...inPool,
      AuthFlow: "USER_AUTH",
      AuthParameters: { USERNAME: username },
    });
    assert.equal(ChallengeName, "SELECT_CHALLENGE");
    assert.deepEqual(AvailableChallenges, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP"]);
    const challenge = await admin.adminRespondToAuthChallenge({
      ...inPool,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: username, ANSWER: "EMAIL_OTP" },
    });
    const done = await admin.adminRespondToAuthChallenge({
      ...inPool,
      ChallengeName: challenge.ChallengeName,
      Session: challenge.Session,
      ChallengeResponses: { USERNAME: username, EMAIL_OTP_CODE: await lastCode(email) },
    });
    assertTokens(done, username);
  });

  it("reports an unknown user, unless the client hides existence", async () => {
    const unknown = randomEmail();
    await assert.rejects(begin(unknown), refusal(UserNotFoundException, "User does not exist."));

    const discreet = await pool.app({ ...CHOICE, PreventUserExistenceErrors: "ENABLED" });
    const challenge = await begin(unknown, { PREFERRED_CHALLENGE: "EMAIL_OTP" }, discreet);
    assertChallenge(challenge, "EMAIL_OTP");
    assert.equal(challenge.ChallengeParameters.CODE_DELIVERY_DESTINATION, "m***@e***");
    await assert.rejects(
      respond(unknown, challenge, { EMAIL_OTP_CODE: "12345678" }, discreet),
      (error) => error instanceof CodeMismatchException || error instanceof NotAuthorizedException,
    );
    assert.deepEqual(await messages(unknown), []);
    await assert.rejects(begin(unknown, { PREFERRED_CHALLENGE: "PASSWORD", PASSWORD }, discreet), INCORRECT);
  });

  it("is refused by clients that do not allow it", async () => {
    const { username } = await ana();
    await assert.rejects(
      begin(username, {}, await pool.app()),
      refusal(InvalidParameterException, "USER_AUTH flow not enabled for this client"),
    );
  });

  it("requires the secret hash at every step", async () => {
    const ClientSecret = "s".repeat(40);
    const clientId = await pool.app({ ...CHOICE, ClientSecret });
    const { username, email } = await ana();
    const SECRET_HASH = createHmac("sha256", ClientSecret)
      .update(username + clientId)
      .digest("base64");
    const HASHLESS = refusal(
      NotAuthorizedException,
      `Client ${clientId} is configured with secret but SECRET_HASH was not received`,
    );
    await assert.rejects(begin(username, {}, clientId), HASHLESS);
    const challenge = await begin(username, { PREFERRED_CHALLENGE: "EMAIL_OTP", SECRET_HASH }, clientId);
    const answer = { EMAIL_OTP_CODE: await lastCode(email) };
    await assert.rejects(respond(username, challenge, answer, clientId), HASHLESS);
    assertTokens(await respond(username, challenge, { ...answer, SECRET_HASH }, clientId), username);
  });
});
