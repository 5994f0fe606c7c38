// amazon-cognito-identity-js: second factors. The library supports text messages and authenticator apps, but not EMAIL_OTP.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { SENDERS, randomPhone, secondFactors, totp } from "./factors.js";
import { answered, browser, called, person, refusal, sendCode, signIn } from "./identity.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  admin,
  lastCode,
  messages,
  otherCode,
  pool as newPool,
} from "./world.js";

const APP = "SOFTWARE_TOKEN_MFA";
const ON = { Enabled: true, PreferredMfa: false };
const PREFERRED = { Enabled: true, PreferredMfa: true };
const OFF = { Enabled: false, PreferredMfa: false };

const MISMATCH = refusal("CodeMismatchException", "Invalid code or auth state for the user.");
const WRONG_APP_CODE = refusal("EnableSoftwareTokenMFAException", "Code mismatch");
const USED = refusal("ExpiredCodeException", "Your software token has already been used once.");

/** A code that is wrong now and in the neighbouring time steps. */
const wrongCode = (secret) => {
  const near = new Set([-3, -2, -1, 0, 1, 2, 3].map((later) => totp(secret, later)));
  return ["000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777"].find(
    (code) => !near.has(code),
  );
};

/** A sign-in without SRP, for tests of other features, since the library's SRP is slow. */
const quickly = (user) => {
  user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
  return signIn(user);
};

describe("amazon-cognito-identity-js, optional second factors", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool(SENDERS);
    await secondFactors(pool, "OPTIONAL", "SMS_MFA", APP);
    app = await pool.app();
  });

  /** A user with a phone number and the given factors. */
  async function ana(preference) {
    const phone = randomPhone();
    const username = await pool.user({ phone_number: phone });
    if (preference) {
      await admin.adminSetUserMFAPreference({ UserPoolId: pool.id, Username: username, ...preference });
    }
    return { username, phone };
  }

  const at = (username) => person(username, browser(pool, app));

  /** A signed-in user with a verified and optionally preferred authenticator app. */
  async function withApp(preferred = true) {
    const { username, phone } = await ana();
    const user = at(username);
    await quickly(user);
    const { associateSecretCode: secret } = await answered(user, "associateSoftwareToken");
    await answered(user, "verifySoftwareToken", totp(secret), "Ana's pocket");
    if (preferred) await called(user, "setUserMfaPreference", null, PREFERRED);
    return { user, username, phone, secret };
  }

  it("signs in by SRP and the code of a text message", async () => {
    const { username, phone } = await ana({ SMSMfaSettings: PREFERRED });
    const user = at(username);

    const [challenge, parameters] = (await signIn(user)).mfaRequired;
    assert.equal(challenge, "SMS_MFA");
    assert.equal(parameters.CODE_DELIVERY_DELIVERY_MEDIUM, "SMS");
    assert.equal(parameters.CODE_DELIVERY_DESTINATION, `+*******${phone.slice(-4)}`);
    assert.equal(user.getSignInUserSession(), null);

    const code = await lastCode(phone);
    await assert.rejects(sendCode(user, otherCode(code)), MISMATCH);
    const { success: session } = await sendCode(user, code);
    assert.ok(session.isValid());
    const profile = await called(user, "getUserAttributes");
    assert.equal(profile.find(({ Name }) => Name === "phone_number_verified").Value, "true");
  });

  it("switches text messages on and off with the legacy operations", async () => {
    const { username, phone } = await ana();
    const user = at(username);
    await quickly(user);
    assert.equal(await called(user, "enableMFA"), "SUCCESS");

    const again = at(username);
    assert.ok((await quickly(again)).mfaRequired);
    await sendCode(again, await lastCode(phone));
    assert.equal(await called(again, "disableMFA"), "SUCCESS");

    assert.ok((await quickly(at(username))).success);
  });

  it("sets up an authenticator app, signs in with it by SRP, and switches it off", async () => {
    const { username } = await ana();
    const user = at(username);
    await quickly(user);
    const { associateSecretCode: secret } = await answered(user, "associateSoftwareToken");
    await assert.rejects(
      answered(user, "verifySoftwareToken", wrongCode(secret), "Ana's pocket"),
      WRONG_APP_CODE,
    );
    const { success } = await answered(user, "verifySoftwareToken", totp(secret), "Ana's pocket");
    assert.equal(success.Status, "SUCCESS");
    assert.equal(await called(user, "setUserMfaPreference", null, PREFERRED), "SUCCESS");
    const data = await called(user, "getUserData");
    assert.deepEqual([data.PreferredMfaSetting, data.UserMFASettingList], [APP, [APP]]);

    const again = at(username);
    const [challenge, parameters] = (await signIn(again)).totpRequired;
    assert.equal(challenge, APP);
    assert.equal(parameters.FRIENDLY_DEVICE_NAME, "Ana's pocket");
    assert.ok((await sendCode(again, totp(secret, 1), APP)).success.isValid());

    await called(again, "setUserMfaPreference", null, OFF);
    assert.ok((await quickly(at(username))).success);
  });

  it("needs no code of an app that is verified but not switched on", async () => {
    const { username } = await withApp(false);
    assert.ok((await quickly(at(username))).success);
  });

  it("is refused with a used code of the app", async () => {
    const { username, secret } = await withApp();
    const user = at(username);
    await quickly(user);
    const code = totp(secret, 1);
    await sendCode(user, code, APP);

    const again = at(username);
    await quickly(again);
    await assert.rejects(sendCode(again, code, APP), USED);
  });

  it("is refused with a wrong code of the app, and may try again", async () => {
    const { username, secret } = await withApp();
    const user = at(username);
    await quickly(user);
    await assert.rejects(
      sendCode(user, wrongCode(secret), APP),
      refusal("CodeMismatchException", "Invalid code received for user"),
    );
    assert.ok((await sendCode(user, totp(secret, 1), APP)).success);
  });

  it("chooses between two factors", async () => {
    const { user, username, phone, secret } = await withApp(false);
    await called(user, "setUserMfaPreference", ON, ON);

    const asked = at(username);
    const [challenge, parameters] = (await quickly(asked)).selectMFAType;
    assert.equal(challenge, "SELECT_MFA_TYPE");
    assert.deepEqual(JSON.parse(parameters.MFAS_CAN_CHOOSE).sort(), ["SMS_MFA", APP]);
    assert.equal((await messages(phone)).length, 0);

    assert.equal((await answered(asked, "sendMFASelectionAnswer", "SMS_MFA")).mfaRequired[0], "SMS_MFA");
    assert.ok((await sendCode(asked, await lastCode(phone))).success);

    const other = at(username);
    await quickly(other);
    assert.equal((await answered(other, "sendMFASelectionAnswer", APP)).totpRequired[0], APP);
    assert.ok((await sendCode(other, totp(secret, 1), APP)).success);
  });

  it("cannot switch on an app before it is set up", async () => {
    const { username } = await ana();
    const user = at(username);
    await quickly(user);
    await assert.rejects(
      called(user, "setUserMfaPreference", null, PREFERRED),
      refusal("InvalidParameterException", "User has not set up software token mfa"),
    );
  });
});

describe("amazon-cognito-identity-js, a required second factor", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool();
    await secondFactors(pool, "ON", APP);
    app = await pool.app();
  });

  const at = (username) => person(username, browser(pool, app));

  async function setUp(user) {
    const { associateSecretCode: secret } = await answered(user, "associateSoftwareToken");
    await assert.rejects(
      answered(user, "verifySoftwareToken", wrongCode(secret), "Ana's pocket"),
      WRONG_APP_CODE,
    );
    const { success } = await answered(user, "verifySoftwareToken", totp(secret), "Ana's pocket");
    return { secret, session: success };
  }

  it("sets it up during the first sign-in by SRP and needs it at the next", async () => {
    const username = await pool.user();
    const user = at(username);
    const [challenge, parameters] = (await signIn(user)).mfaSetup;
    assert.equal(challenge, "MFA_SETUP");
    assert.deepEqual(JSON.parse(parameters.MFAS_CAN_SETUP), [APP]);

    const { secret, session } = await setUp(user);
    assert.equal(session.getAccessToken().payload.username, username);
    assert.ok(await called(user, "getUserAttributes"));

    const again = at(username);
    assert.equal((await quickly(again)).totpRequired[0], APP);
    assert.ok((await sendCode(again, totp(secret, 1), APP)).success.isValid());
  });

  it("first chooses a password if the administrator set one", async () => {
    const username = await pool.invited();
    const user = at(username);
    assert.ok((await signIn(user, PASSWORD)).newPasswordRequired);
    const next = await answered(user, "completeNewPasswordChallenge", ANOTHER_PASSWORD, {});
    assert.equal(next.mfaSetup[0], "MFA_SETUP");
    assert.ok((await setUp(user)).session.isValid());
    assert.equal(await pool.status(username), "CONFIRMED");
  });
});
