// Chromium: a page with Amplify, from another origin than the engine, and passkeys.
//
// The authenticator is the browser's virtual one: it stores keys like a platform authenticator, and needs no user gesture.

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { call as callIn, launch, serveApplication, virtualAuthenticator } from "./chromium.js";
import { firstFactors } from "./factors.js";
import {
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  endpoint,
  lastCode,
  pool as newPool,
  randomEmail,
  randomName,
} from "./world.js";

const DONE = { isSignedIn: true, nextStep: { signInStep: "DONE" } };
const BY_CHOICE = { authFlowType: "USER_AUTH" };
const BY_PASSKEY = { ...BY_CHOICE, preferredChallenge: "WEB_AUTHN" };

describe("Amplify in Chromium", () => {
  let pool;
  let browser;
  let application;
  let page;
  let authenticator;

  before(async () => {
    pool = await newPool(firstFactors("PASSWORD", "WEB_AUTHN"));
    await admin.setUserPoolMfaConfig({
      UserPoolId: pool.id,
      MfaConfiguration: "OFF",
      WebAuthnConfiguration: { RelyingPartyId: "localhost", UserVerification: "required" },
    });
    const userPoolClientId = await pool.app({
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    });
    application = await serveApplication("browser-page.js");
    application.settings = { userPoolId: pool.id, userPoolClientId, userPoolEndpoint: endpoint };
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    application?.close();
  });

  /** Every test has a new browser context with empty storage, and an authenticator without passkeys. */
  beforeEach(async () => {
    const context = await browser.newContext();
    page = await context.newPage();
    authenticator = await virtualAuthenticator(page);
    await page.goto(`${application.origin}/`);
    await shows("nobody");
  });

  /** Calls Amplify's function of this name in the page. */
  const call = (name, given) => callIn(page, "auth", name, given);

  const shows = (name) =>
    page.waitForFunction((name) => document.querySelector("#user")?.textContent === name, name, {
      timeout: 10_000,
    });

  /** Signs a user up, confirms and signs in, all in the page. */
  async function signedIn() {
    const [username, email] = [randomName(), randomEmail()];
    const options = { userAttributes: { email } };
    assert.equal(
      (await call("signUp", { username, password: PASSWORD, options })).nextStep.signUpStep,
      "CONFIRM_SIGN_UP",
    );
    await call("confirmSignUp", { username, confirmationCode: await lastCode(email) });
    assert.deepEqual(await call("signIn", { username, password: PASSWORD }), DONE);
    await shows(username);
    return { username, email };
  }

  it("signs up, confirms, signs in by SRP, and is still signed in after a reload", async () => {
    assert.notEqual(new URL(page.url()).origin, new URL(endpoint).origin);
    const { username, email } = await signedIn();
    await page.reload();
    await shows(username);
    assert.equal((await call("fetchUserAttributes")).email, email);
    assert.ok((await call("fetchAuthSession", { forceRefresh: true })).tokens.accessToken);
    await call("signOut");
    await shows("nobody");
  });

  it("reads the errors of another origin", async () => {
    const username = await pool.user();
    await assert.rejects(call("signIn", { username, password: WRONG_PASSWORD }), {
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
  });

  it("registers a passkey, sees it, and deletes it", async () => {
    const { username } = await signedIn();
    assert.deepEqual((await call("listWebAuthnCredentials")).credentials, []);
    await call("associateWebAuthnCredential");

    const [made] = await authenticator.credentials();
    assert.equal(made.rpId, "localhost");
    assert.equal(made.userName, username);
    const { credentials } = await call("listWebAuthnCredentials");
    assert.equal(credentials.length, 1);
    const [{ credentialId, relyingPartyId, authenticatorAttachment, authenticatorTransports, createdAt }] =
      credentials;
    assert.deepEqual(
      { credentialId, relyingPartyId, authenticatorAttachment, authenticatorTransports },
      {
        credentialId: Buffer.from(made.credentialId, "base64").toString("base64url"),
        relyingPartyId: "localhost",
        authenticatorAttachment: "platform",
        authenticatorTransports: ["internal"],
      },
    );
    assert.ok(Math.abs(createdAt - new Date()) < 60_000, `${createdAt}`);

    // The options exclude the existing passkey, so the authenticator does not make a second one.
    await assert.rejects(call("associateWebAuthnCredential"), { name: "PasskeyAlreadyExists" });

    await call("deleteWebAuthnCredential", { credentialId });
    assert.deepEqual((await call("listWebAuthnCredentials")).credentials, []);
  });

  it("signs in with a passkey repeatedly", async () => {
    const { username } = await signedIn();
    await call("associateWebAuthnCredential");
    await call("signOut");
    await shows("nobody");

    for (let time = 0; time < 2; time += 1) {
      const [before] = await authenticator.credentials();
      assert.deepEqual(await call("signIn", { username, options: BY_PASSKEY }), DONE);
      await shows(username);
      const [after] = await authenticator.credentials();
      assert.ok(after.signCount > before.signCount, "it was the authenticator that signed");
      await call("signOut");
      await shows("nobody");
    }
  });

  it("selects a passkey among the available factors", async () => {
    const { username } = await signedIn();
    await call("associateWebAuthnCredential");
    await call("signOut");

    assert.deepEqual(await call("signIn", { username, options: BY_CHOICE }), {
      isSignedIn: false,
      nextStep: {
        signInStep: "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION",
        availableChallenges: ["PASSWORD_SRP", "PASSWORD", "WEB_AUTHN"],
      },
    });
    assert.deepEqual(await call("confirmSignIn", { challengeResponse: "WEB_AUTHN" }), DONE);
    await shows(username);
  });

  it("cannot sign in with a passkey that was deleted", async () => {
    const { username } = await signedIn();
    await call("associateWebAuthnCredential");
    const [{ credentialId }] = (await call("listWebAuthnCredentials")).credentials;
    await call("deleteWebAuthnCredential", { credentialId });
    await call("signOut");

    const { nextStep } = await call("signIn", { username, options: BY_PASSKEY });
    assert.deepEqual(nextStep.availableChallenges, ["PASSWORD_SRP", "PASSWORD"]);
  });
});
