// Amplify v6: second factors, sign-in by choice, and custom challenges.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  confirmSignIn,
  fetchMFAPreference,
  fetchUserAttributes,
  setUpTOTP,
  signIn,
  signOut,
  updateMFAPreference,
  verifyTOTPSetup,
} from "aws-amplify/auth";
import { BY_QUESTIONS, DONE, QUESTIONS, next, refusal, session, use, whoIsSignedIn } from "./amplify.js";
import { CHOICE, SENDERS, firstFactors, randomPhone, secondFactors, totp } from "./factors.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  lastCode,
  otherCode,
  pool as newPool,
  randomEmail,
} from "./world.js";

const INCORRECT = refusal("NotAuthorizedException", "Incorrect username or password.");
const MISMATCH = refusal("CodeMismatchException", "Invalid code or auth state for the user.");

const TOTP_CODE = next("CONFIRM_SIGN_IN_WITH_TOTP_CODE");
const smsCode = (phone) =>
  next("CONFIRM_SIGN_IN_WITH_SMS_CODE", {
    codeDeliveryDetails: { deliveryMedium: "SMS", destination: `+*******${phone.slice(-4)}` },
  });
const EMAIL_CODE = next("CONFIRM_SIGN_IN_WITH_EMAIL_CODE", {
  codeDeliveryDetails: { deliveryMedium: "EMAIL", destination: "m***@e***" },
});

const answer = (challengeResponse) => confirmSignIn({ challengeResponse });

/** A pool that can send text messages and mail. It recovers passwords by phone number, so that mail may be a factor. */
const sendingPool = (settings = {}) =>
  newPool({
    ...SENDERS,
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_phone_number", Priority: 1 }] },
    ...settings,
  });

describe("Amplify, optional second factors", () => {
  let pool;

  before(async () => {
    pool = await sendingPool();
    await secondFactors(pool, "OPTIONAL", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA");
    use(pool, await pool.app());
  });

  /** Signed in by password alone. */
  async function signedIn() {
    const [email, phone] = [randomEmail(), randomPhone()];
    const username = await pool.user({ email, email_verified: "true", phone_number: phone });
    assert.deepEqual(await signIn({ username, password: PASSWORD }), DONE);
    return { username, email, phone, again: () => signIn({ username, password: PASSWORD }) };
  }

  it("sets up an authenticator app, needs its code, and switches it off", async () => {
    const { username, again } = await signedIn();
    assert.deepEqual(await fetchMFAPreference(), { preferred: undefined, enabled: undefined });

    const { sharedSecret, getSetupUri } = await setUpTOTP();
    assert.equal(getSetupUri("Shop", username).searchParams.get("secret"), sharedSecret);
    const code = totp(sharedSecret);
    await assert.rejects(
      verifyTOTPSetup({ code: otherCode(code) }),
      refusal("EnableSoftwareTokenMFAException", "Code mismatch"),
    );
    await verifyTOTPSetup({ code });
    await updateMFAPreference({ totp: "PREFERRED" });
    assert.deepEqual(await fetchMFAPreference(), { preferred: "TOTP", enabled: ["TOTP"] });
    await signOut();

    assert.deepEqual(await again(), TOTP_CODE);
    const later = totp(sharedSecret, 1);
    await assert.rejects(
      answer(otherCode(later)),
      refusal("CodeMismatchException", "Invalid code received for user"),
    );
    await assert.rejects(
      answer(code),
      refusal("ExpiredCodeException", "Your software token has already been used once."),
    );
    assert.deepEqual(await answer(later), DONE);

    await updateMFAPreference({ totp: "DISABLED" });
    assert.deepEqual(await fetchMFAPreference(), { preferred: undefined, enabled: undefined });
    await signOut();
    assert.deepEqual(await again(), DONE);
  });

  it("cannot prefer an authenticator app that is not set up", async () => {
    await signedIn();
    await assert.rejects(
      updateMFAPreference({ totp: "PREFERRED" }),
      refusal("InvalidParameterException", "User has not set up software token mfa"),
    );
  });

  it("needs a code by text message, which verifies the number", async () => {
    const { phone, again } = await signedIn();
    await updateMFAPreference({ sms: "PREFERRED" });
    await signOut();
    assert.deepEqual(await again(), smsCode(phone));
    const code = await lastCode(phone);
    assert.match(code, /^\d{6}$/);
    await assert.rejects(answer(otherCode(code)), MISMATCH);
    assert.deepEqual(await answer(code), DONE);
    assert.equal((await fetchUserAttributes()).phone_number_verified, "true");
    assert.deepEqual(await fetchMFAPreference(), { preferred: "SMS", enabled: ["SMS"] });
  });

  it("needs a code by mail", async () => {
    const { email, again } = await signedIn();
    await updateMFAPreference({ email: "PREFERRED" });
    await signOut();
    assert.deepEqual(await again(), EMAIL_CODE);
    const code = await lastCode(email);
    assert.match(code, /^\d{6}$/);
    await assert.rejects(answer(otherCode(code)), MISMATCH);
    assert.deepEqual(await answer(code), DONE);
  });

  it("chooses between factors when it prefers none", async () => {
    const { phone, again } = await signedIn();
    const { sharedSecret } = await setUpTOTP();
    await verifyTOTPSetup({ code: totp(sharedSecret) });
    await updateMFAPreference({ totp: "ENABLED", sms: "ENABLED" });
    await signOut();

    const { nextStep } = await again();
    assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_MFA_SELECTION");
    assert.deepEqual(nextStep.allowedMFATypes.toSorted(), ["SMS", "TOTP"]);
    assert.deepEqual(await answer("SMS"), smsCode(phone));
    assert.deepEqual(await answer(await lastCode(phone)), DONE);
    await signOut();

    await again();
    assert.deepEqual(await answer("TOTP"), TOTP_CODE);
    assert.deepEqual(await answer(totp(sharedSecret, 1)), DONE);
  });
});

describe("Amplify, required second factors", () => {
  const setUpStep = async (output) => {
    assert.equal(output.nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_TOTP_SETUP");
    return output.nextStep.totpSetupDetails.sharedSecret;
  };

  it("sets an authenticator app up during the sign-in, and needs its code from then on", async () => {
    const pool = await newPool();
    await secondFactors(pool, "ON", "SOFTWARE_TOKEN_MFA");
    use(pool, await pool.app());
    const username = await pool.user();

    const secret = await setUpStep(await signIn({ username, password: PASSWORD }));
    const code = totp(secret);
    await assert.rejects(
      answer(otherCode(code)),
      refusal("EnableSoftwareTokenMFAException", "Code mismatch"),
    );
    assert.deepEqual(await answer(code), DONE);
    await signOut();
    assert.deepEqual(await signIn({ username, password: PASSWORD }), TOTP_CODE);
    assert.deepEqual(await answer(totp(secret, 1)), DONE);
  });

  it("chooses a password, then sets an authenticator app up", async () => {
    const pool = await newPool();
    await secondFactors(pool, "ON", "SOFTWARE_TOKEN_MFA");
    use(pool, await pool.app());
    const username = await pool.invited();
    assert.deepEqual(
      await signIn({ username, password: PASSWORD }),
      next("CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED", { missingAttributes: [] }),
    );
    const secret = await setUpStep(await answer(ANOTHER_PASSWORD));
    const options = { friendlyDeviceName: "Pocket" };
    assert.deepEqual(await confirmSignIn({ challengeResponse: totp(secret), options }), DONE);
  });

  describe("with a choice of factors", () => {
    let pool;

    before(async () => {
      pool = await sendingPool();
      await secondFactors(pool, "ON", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA");
      use(pool, await pool.app());
    });

    async function asked() {
      const username = await pool.user();
      const { nextStep } = await signIn({ username, password: PASSWORD });
      assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION");
      assert.deepEqual(nextStep.allowedMFATypes.toSorted(), ["EMAIL", "TOTP"]);
      return username;
    }

    it("sets up a mail address and verifies it", async () => {
      const username = await asked();
      assert.deepEqual(await answer("EMAIL"), next("CONTINUE_SIGN_IN_WITH_EMAIL_SETUP"));
      const email = randomEmail();
      assert.deepEqual(await answer(email), EMAIL_CODE);
      assert.deepEqual(await answer(await lastCode(email)), DONE);
      const attributes = await fetchUserAttributes();
      assert.deepEqual([attributes.email, attributes.email_verified], [email, "true"]);
      await signOut();
      assert.deepEqual(await signIn({ username, password: PASSWORD }), EMAIL_CODE);
    });

    it("sets an authenticator app up", async () => {
      await asked();
      const secret = await setUpStep(await answer("TOTP"));
      assert.deepEqual(await answer(totp(secret)), DONE);
    });
  });
});

describe("Amplify, sign-in by choice", () => {
  let pool;

  before(async () => {
    pool = await sendingPool(firstFactors("PASSWORD", "EMAIL_OTP", "SMS_OTP"));
    use(pool, await pool.app(CHOICE));
  });

  /** A user with a password, an address and a phone number. */
  async function ana() {
    const [email, phone] = [randomEmail(), randomPhone()];
    const username = await pool.user({
      email,
      email_verified: "true",
      phone_number: phone,
      phone_number_verified: "true",
    });
    const choose = (preferredChallenge, password) =>
      signIn({ username, password, options: { authFlowType: "USER_AUTH", preferredChallenge } });
    return { username, email, phone, choose };
  }

  /** Checks that this user is signed in, with tokens that the engine accepts. */
  async function assertSignedIn(username) {
    assert.equal(await whoIsSignedIn(), username);
    assert.equal((await session()).claims.username, username);
    assert.ok((await fetchUserAttributes()).sub);
  }

  for (const factor of ["PASSWORD", "PASSWORD_SRP"]) {
    it(`prefers ${factor}`, async () => {
      const { username, choose } = await ana();
      await assert.rejects(choose(factor, WRONG_PASSWORD), INCORRECT);
      assert.deepEqual(await choose(factor, PASSWORD), DONE);
      await assertSignedIn(username);
    });

    it(`selects ${factor}`, async () => {
      const { username, choose } = await ana();
      await choose();
      assert.deepEqual(await answer(factor), next("CONFIRM_SIGN_IN_WITH_PASSWORD"));
      assert.deepEqual(await answer(PASSWORD), DONE);
      await assertSignedIn(username);
    });
  }

  const sent = {
    EMAIL_OTP: { step: () => EMAIL_CODE, code: ({ email }) => lastCode(email) },
    SMS_OTP: { step: ({ phone }) => smsCode(phone), code: ({ phone }) => lastCode(phone) },
  };
  for (const [factor, { step, code }] of Object.entries(sent)) {
    it(`prefers ${factor}`, async () => {
      const person = await ana();
      assert.deepEqual(await person.choose(factor), step(person));
      const right = await code(person);
      assert.match(right, /^\d{8}$/);
      await assert.rejects(answer(otherCode(right)), MISMATCH);
      assert.deepEqual(await answer(right), DONE);
      await assertSignedIn(person.username);
    });

    it(`selects ${factor}`, async () => {
      const person = await ana();
      await person.choose();
      assert.deepEqual(await answer(factor), step(person));
      assert.deepEqual(await answer(await code(person)), DONE);
      await assertSignedIn(person.username);
    });
  }

  it("gets the list of available factors", async () => {
    const { choose } = await ana();
    const { isSignedIn, nextStep } = await choose();
    assert.equal(isSignedIn, false);
    assert.equal(nextStep.signInStep, "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION");
    assert.deepEqual(nextStep.availableChallenges.toSorted(), [
      "EMAIL_OTP",
      "PASSWORD",
      "PASSWORD_SRP",
      "SMS_OTP",
    ]);
  });

  it("must select when it prefers a factor that it does not have", async () => {
    const username = await pool.user();
    const options = { authFlowType: "USER_AUTH", preferredChallenge: "EMAIL_OTP" };
    assert.deepEqual(
      await signIn({ username, options }),
      next("CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION", {
        availableChallenges: ["PASSWORD_SRP", "PASSWORD"],
      }),
    );
  });
});

describe("Amplify, custom challenges", () => {
  let pool;

  before(async () => {
    pool = await newPool(QUESTIONS);
    use(pool, await pool.app(BY_QUESTIONS));
  });

  const asked = (username, question) =>
    next("CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE", { additionalInfo: { USERNAME: username, question } });
  const FRANCE = "What is the capital of France?";
  const SIX_TIMES_SEVEN = "What is six times seven?";

  const signInWith = (authFlowType, username, password) =>
    signIn({ username, password, options: { authFlowType } });

  it("answers questions instead of a password", async () => {
    const username = await pool.user();
    assert.deepEqual(await signInWith("CUSTOM_WITHOUT_SRP", username), asked(username, FRANCE));
    assert.deepEqual(await answer("Paris"), asked(username, SIX_TIMES_SEVEN));
    assert.deepEqual(await answer("42"), DONE);
    assert.equal(await whoIsSignedIn(), username);
    assert.equal((await session({ forceRefresh: true })).claims.username, username);
  });

  it("answers questions after its password", async () => {
    const username = await pool.user();
    await assert.rejects(signInWith("CUSTOM_WITH_SRP", username, WRONG_PASSWORD), INCORRECT);
    assert.deepEqual(await signInWith("CUSTOM_WITH_SRP", username, PASSWORD), asked(username, FRANCE));
    assert.deepEqual(await answer("Paris"), asked(username, SIX_TIMES_SEVEN));
    assert.deepEqual(await answer("42"), DONE);
    assert.equal(await whoIsSignedIn(), username);
  });

  it("may answer again after a wrong answer, as often as the functions allow", async () => {
    const username = await pool.user();
    await signInWith("CUSTOM_WITHOUT_SRP", username);
    assert.deepEqual(await answer("Lyon"), asked(username, FRANCE));
    assert.deepEqual(await answer("Paris"), asked(username, SIX_TIMES_SEVEN));
    assert.deepEqual(await answer("41"), asked(username, SIX_TIMES_SEVEN));
    await assert.rejects(answer("43"), INCORRECT);
  });

  it("needs functions in the pool", async () => {
    const silent = await newPool();
    use(silent, await silent.app(BY_QUESTIONS));
    await assert.rejects(
      signInWith("CUSTOM_WITHOUT_SRP", await silent.user()),
      refusal("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool."),
    );
  });
});
