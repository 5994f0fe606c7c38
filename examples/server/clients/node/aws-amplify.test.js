// Amplify v6: accounts and sessions, with only `userPoolEndpoint` pointing at the engine.

import assert from "node:assert/strict";
import { before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import {
  autoSignIn,
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute,
  deleteUser,
  deleteUserAttributes,
  fetchUserAttributes,
  getCurrentUser,
  resendSignUpCode,
  resetPassword,
  sendUserAttributeVerificationCode,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttribute,
} from "aws-amplify/auth";
import { DONE, next, refusal, session, use, whoIsSignedIn } from "./amplify.js";
import { CHOICE, firstFactors } from "./factors.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  lastCode,
  otherCode,
  pool as newPool,
  randomEmail,
  randomName,
  tokens,
  values,
} from "./world.js";

const INCORRECT = refusal("NotAuthorizedException", "Incorrect username or password.");
const REVOKED = { name: "NotAuthorizedException", message: "Access Token has been revoked" };
const BY_MAIL = { deliveryMedium: "EMAIL", destination: "m***@e***", attributeName: "email" };

describe("Amplify, accounts and sessions", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool();
    app = await pool.app();
  });

  beforeEach(() => use(pool, app));

  /** A user with an address who can sign in. */
  async function ana() {
    const email = randomEmail();
    return { email, username: await pool.user({ email, email_verified: "true" }) };
  }

  async function signedIn() {
    const person = await ana();
    assert.deepEqual(await signIn({ username: person.username, password: PASSWORD }), DONE);
    return person;
  }

  it("signs up, confirms, and is signed in without entering the password again", async () => {
    const [username, email] = [randomName(), randomEmail()];
    const signedUp = await signUp({
      username,
      password: PASSWORD,
      options: { userAttributes: { email, name: "Ana" }, autoSignIn: true },
    });
    assert.equal(signedUp.isSignUpComplete, false);
    assert.deepEqual(signedUp.nextStep, { signUpStep: "CONFIRM_SIGN_UP", codeDeliveryDetails: BY_MAIL });

    const confirmed = await confirmSignUp({ username, confirmationCode: await lastCode(email) });
    assert.deepEqual(confirmed, {
      isSignUpComplete: true,
      nextStep: { signUpStep: "COMPLETE_AUTO_SIGN_IN" },
    });
    assert.deepEqual(await autoSignIn(), DONE);
    assert.deepEqual(await getCurrentUser(), {
      username,
      userId: signedUp.userId,
      signInDetails: { loginId: username, authFlowType: "USER_SRP_AUTH" },
    });
    assert.deepEqual(await fetchUserAttributes(), {
      sub: signedUp.userId,
      email,
      email_verified: "true",
      name: "Ana",
    });
  });

  it("signs up without a password, and the confirmation is the sign-in", async () => {
    const passwordless = await newPool(firstFactors("PASSWORD", "EMAIL_OTP"));
    use(passwordless, await passwordless.app(CHOICE));
    const [username, email] = [randomName(), randomEmail()];
    const options = { userAttributes: { email }, autoSignIn: { authFlowType: "USER_AUTH" } };
    assert.equal((await signUp({ username, options })).nextStep.signUpStep, "CONFIRM_SIGN_UP");
    const confirmed = await confirmSignUp({ username, confirmationCode: await lastCode(email) });
    assert.equal(confirmed.nextStep.signUpStep, "COMPLETE_AUTO_SIGN_IN");
    // Amplify drops a second `autoSignIn` within 300 milliseconds of another.
    await sleep(350);
    assert.deepEqual(await autoSignIn(), DONE);
    assert.equal(await whoIsSignedIn(), username);
  });

  it("must confirm first, and gets another code after a wrong one", async () => {
    const [username, email] = [randomName(), randomEmail()];
    await signUp({ username, password: PASSWORD, options: { userAttributes: { email } } });
    assert.deepEqual(await signIn({ username, password: PASSWORD }), next("CONFIRM_SIGN_UP"));
    await assert.rejects(
      confirmSignUp({ username, confirmationCode: otherCode(await lastCode(email)) }),
      refusal("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    assert.deepEqual(await resendSignUpCode({ username }), BY_MAIL);
    const confirmed = await confirmSignUp({ username, confirmationCode: await lastCode(email, 2) });
    assert.deepEqual(confirmed, { isSignUpComplete: true, nextStep: { signUpStep: "DONE" } });
    assert.deepEqual(await signIn({ username, password: PASSWORD }), DONE);
  });

  for (const authFlowType of ["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) {
    it(`signs in by ${authFlowType}, and not with a wrong password`, async () => {
      const { username } = await ana();
      const options = { authFlowType };
      await assert.rejects(signIn({ username, password: WRONG_PASSWORD, options }), INCORRECT);
      assert.deepEqual(await signIn({ username, password: PASSWORD, options }), DONE);
      const { signInDetails, ...user } = await getCurrentUser();
      assert.equal(user.username, username);
      assert.deepEqual(signInDetails, { loginId: username, authFlowType });
      await assert.rejects(signIn({ username, password: PASSWORD, options }), {
        name: "UserAlreadyAuthenticatedException",
      });
    });
  }

  it("gets an error for an unknown user, unless existence is hidden", async () => {
    await assert.rejects(
      signIn({ username: randomName(), password: PASSWORD }),
      refusal("UserNotFoundException", "User does not exist."),
    );
  });

  it("signs in by address in a pool of addresses, and gets the username", async () => {
    const addresses = await newPool({ UsernameAttributes: ["email"] });
    use(addresses, await addresses.app());
    const email = await addresses.user({ username: randomEmail() });
    assert.deepEqual(await signIn({ username: email, password: PASSWORD }), DONE);
    const { username, userId, signInDetails } = await getCurrentUser();
    assert.deepEqual([username, signInDetails.loginId], [userId, email]);
  });

  it("chooses a password and gives required attributes at the first sign-in", async () => {
    const curious = await newPool({ Schema: [{ Name: "name", Required: true }] });
    use(curious, await curious.app());
    const username = await curious.invited();
    assert.deepEqual(
      await signIn({ username, password: PASSWORD }),
      next("CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED", { missingAttributes: ["name"] }),
    );
    await assert.rejects(
      confirmSignIn({ challengeResponse: ANOTHER_PASSWORD }),
      refusal("InvalidParameterException", "Invalid attributes given, name is missing"),
    );
    const options = { userAttributes: { name: "Ana" } };
    assert.deepEqual(await confirmSignIn({ challengeResponse: ANOTHER_PASSWORD, options }), DONE);
    assert.equal((await fetchUserAttributes()).name, "Ana");
    assert.equal(await curious.status(username), "CONFIRMED");
  });

  it("refreshes its tokens on request", async () => {
    await signedIn();
    const [first, same, refreshed] = [
      await session(),
      await session(),
      await session({ forceRefresh: true }),
    ];
    assert.equal(same.accessToken, first.accessToken);
    assert.notEqual(refreshed.claims.jti, first.claims.jti);
    assert.equal(refreshed.claims.origin_jti, first.claims.origin_jti);
    assert.equal(refreshed.claims.auth_time, first.claims.auth_time);
    assert.equal(refreshed.idToken.payload.aud, app);
  });

  it("works with refresh-token rotation", async () => {
    use(
      pool,
      await pool.app({
        ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH"],
        RefreshTokenRotation: { Feature: "ENABLED", RetryGracePeriodSeconds: 0 },
      }),
    );
    await signedIn();
    const jtis = new Set([(await session()).claims.jti]);
    for (let time = 0; time < 3; time += 1) jtis.add((await session({ forceRefresh: true })).claims.jti);
    assert.equal(jtis.size, 4);
  });

  it("reads and changes its profile", async () => {
    const { username, email } = await signedIn();
    const { nextStep } = await updateUserAttribute({
      userAttribute: { attributeKey: "name", value: "Ana Maria" },
    });
    assert.deepEqual(nextStep, { updateAttributeStep: "DONE" });
    assert.equal((await fetchUserAttributes()).name, "Ana Maria");

    const another = randomEmail();
    const changed = await updateUserAttribute({ userAttribute: { attributeKey: "email", value: another } });
    assert.deepEqual(changed, {
      isUpdated: false,
      nextStep: { updateAttributeStep: "CONFIRM_ATTRIBUTE_WITH_CODE", codeDeliveryDetails: BY_MAIL },
    });
    await assert.rejects(
      confirmUserAttribute({
        userAttributeKey: "email",
        confirmationCode: otherCode(await lastCode(another)),
      }),
      refusal("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    assert.deepEqual(await sendUserAttributeVerificationCode({ userAttributeKey: "email" }), BY_MAIL);
    await confirmUserAttribute({ userAttributeKey: "email", confirmationCode: await lastCode(another, 2) });
    const { email: now, email_verified } = await fetchUserAttributes();
    assert.deepEqual([now, email_verified], [another, "true"]);
    assert.notEqual(now, email);

    await deleteUserAttributes({ userAttributeKeys: ["name"] });
    const user = await admin.adminGetUser({ UserPoolId: pool.id, Username: username });
    assert.equal(values(user.UserAttributes).name, undefined);
  });

  it("replaces a forgotten password", async () => {
    const { username, email } = await ana();
    assert.deepEqual(await resetPassword({ username }), {
      isPasswordReset: false,
      nextStep: { resetPasswordStep: "CONFIRM_RESET_PASSWORD_WITH_CODE", codeDeliveryDetails: BY_MAIL },
    });
    const confirmationCode = await lastCode(email);
    const reset = { username, newPassword: ANOTHER_PASSWORD };
    await assert.rejects(
      confirmResetPassword({ ...reset, confirmationCode: otherCode(confirmationCode) }),
      refusal("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    await confirmResetPassword({ ...reset, confirmationCode });
    await assert.rejects(signIn({ username, password: PASSWORD }), INCORRECT);
    assert.deepEqual(await signIn({ username, password: ANOTHER_PASSWORD }), DONE);
  });

  it("must reset the password after AdminResetUserPassword", async () => {
    const { username, email } = await ana();
    await admin.adminResetUserPassword({ UserPoolId: pool.id, Username: username });
    assert.deepEqual(await signIn({ username, password: PASSWORD }), next("RESET_PASSWORD"));
    await confirmResetPassword({
      username,
      confirmationCode: await lastCode(email),
      newPassword: ANOTHER_PASSWORD,
    });
    assert.deepEqual(await signIn({ username, password: ANOTHER_PASSWORD }), DONE);
  });

  it("changes its password", async () => {
    const { username } = await signedIn();
    await assert.rejects(
      updatePassword({ oldPassword: WRONG_PASSWORD, newPassword: ANOTHER_PASSWORD }),
      INCORRECT,
    );
    await updatePassword({ oldPassword: PASSWORD, newPassword: ANOTHER_PASSWORD });
    await signOut();
    assert.deepEqual(await signIn({ username, password: ANOTHER_PASSWORD }), DONE);
  });

  it("signs out in one session, and stays signed in in another", async () => {
    const { username } = await signedIn();
    const elsewhere = await tokens(app, username);
    const { accessToken } = await session();
    await signOut();
    await assert.rejects(getCurrentUser(), { name: "UserUnAuthenticatedException" });
    await assert.rejects(admin.getUser({ AccessToken: accessToken }), REVOKED);
    assert.ok(await admin.getUser({ AccessToken: elsewhere.AccessToken }));
  });

  it("signs out everywhere", async () => {
    const { username } = await signedIn();
    const elsewhere = await tokens(app, username);
    await signOut({ global: true });
    await assert.rejects(getCurrentUser(), { name: "UserUnAuthenticatedException" });
    await assert.rejects(admin.getUser({ AccessToken: elsewhere.AccessToken }), REVOKED);
  });

  it("deletes its account", async () => {
    const { username } = await signedIn();
    await deleteUser();
    await assert.rejects(getCurrentUser(), { name: "UserUnAuthenticatedException" });
    await assert.rejects(admin.adminGetUser({ UserPoolId: pool.id, Username: username }), {
      name: "UserNotFoundException",
    });
  });
});
