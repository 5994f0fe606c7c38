// Chromium: a single-page application with an unmodified oidc-client-ts, from another origin than the engine.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { call, launch, serveApplication } from "./chromium.js";
import { app, issuerOf, verifiedUser } from "./hosted.js";
import { PASSWORD, claims, pool as newPool } from "./world.js";

describe("oidc-client-ts in Chromium", () => {
  let pool;
  let browser;
  let application;
  let context;
  let page;
  let user;
  let client;
  let problems;

  before(async () => {
    pool = await newPool();
    application = await serveApplication("oidc-page.js");
    client = await app(pool, {
      CallbackURLs: [`${application.origin}/callback`],
      LogoutURLs: [`${application.origin}/signed-out`],
    });
    application.settings = {
      authority: issuerOf(pool),
      client_id: client.id,
      redirect_uri: `${application.origin}/callback`,
      post_logout_redirect_uri: `${application.origin}/signed-out`,
      scope: "openid email",
      loadUserInfo: true,
    };
    user = await verifiedUser(pool);
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    application?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    problems = [];
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
    });
    await page.goto(`${application.origin}/`);
    await shows("nobody");
  });

  afterEach(() => context.close());

  const shows = (name) =>
    page.waitForFunction((name) => document.querySelector("#user")?.textContent === name, name, {
      timeout: 10_000,
    });
  const oidc = (name, ...given) => call(page, "oidc", name, ...given);

  /** Fills the sign-in page in. */
  async function signInAtPage() {
    await page.waitForSelector("h1");
    await page.getByLabel("Username").fill(user.username);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  async function signedIn(given) {
    await oidc("signinRedirect", given).catch(() => {});
    await signInAtPage();
    await shows(user.username);
    return oidc("getUser");
  }

  it("signs in, and reads the user's attributes", async () => {
    const found = await signedIn({ state: { from: "here" }, nonce: "n-1" });
    assert.equal(found.profile.email, user.email);
    assert.equal(claims(found.id_token).nonce, "n-1");
    assert.equal(found.profile.username, user.username, "from userInfo");
    assert.deepEqual(await oidc("state"), { from: "here" });
    assert.deepEqual(found.scope.split(" ").sort(), ["email", "openid"]);
    assert.ok(found.refresh_token);
    await page.reload();
    await shows(user.username);
    assert.deepEqual(problems, []);
  });

  it("signs in in a window of its own", async () => {
    const opened = page.waitForEvent("popup");
    const signing = oidc("signinPopup");
    signing.catch(() => {});
    const popup = await opened;
    await popup.getByLabel("Username").fill(user.username);
    await popup.getByLabel("Password").fill(PASSWORD);
    await popup.getByRole("button", { name: "Sign in" }).click();
    assert.equal((await signing).profile.email, user.email);
    assert.ok(popup.isClosed());
  });

  it("renews its tokens by the refresh token", async () => {
    const before = await signedIn();
    const after = await oidc("signinSilent");
    assert.notEqual(after.access_token, before.access_token);
    assert.equal(after.profile.sub, before.profile.sub);
    assert.deepEqual(problems, []);
  });

  it("renews its tokens in a frame by the session of the browser", async () => {
    const before = await signedIn();
    await oidc("removeUser");
    const after = await oidc("signinSilent", { silentRequestTimeoutInSeconds: 5 });
    assert.equal(after.profile.sub, before.profile.sub);
    await context.clearCookies();
    await oidc("removeUser");
    await assert.rejects(oidc("signinSilent", { silentRequestTimeoutInSeconds: 5 }), {
      message: "login_required",
    });
  });

  it("revokes its tokens", async () => {
    const { refresh_token } = await signedIn();
    // The service revokes refresh tokens only, together with what was issued with them.
    await oidc("revokeTokens", ["refresh_token"]);
    const again = await client.token({ grant_type: "refresh_token", refresh_token });
    assert.equal(again.body.error, "invalid_grant");
    assert.deepEqual(problems, []);
  });

  it("signs out, after which the page asks for the password again", async () => {
    await signedIn();
    const extraQueryParams = { client_id: client.id, logout_uri: `${application.origin}/signed-out` };
    await oidc("signoutRedirect", { extraQueryParams }).catch(() => {});
    await page.waitForURL("**/signed-out*");
    await shows("nobody");
    await oidc("signinRedirect").catch(() => {});
    await page.waitForSelector("h1");
    assert.equal(await page.getByRole("heading").textContent(), "Sign in");
  });

  it("is signed in again at once by the session of the browser", async () => {
    await signedIn();
    await oidc("removeUser");
    await page.goto(`${application.origin}/`);
    await shows("nobody");
    await oidc("signinRedirect").catch(() => {});
    await shows(user.username);
  });

  it("asks for the password with prompt=login, and for the account with prompt=select_account", async () => {
    const before = await signedIn();
    await sleep(1000);
    await oidc("signinRedirect", { prompt: "login" }).catch(() => {});
    await page.waitForURL("**/login?*");
    await signInAtPage();
    await shows(user.username);
    const after = await oidc("getUser");
    assert.ok(claims(after.id_token).auth_time > claims(before.id_token).auth_time);

    await oidc("signinRedirect", { prompt: "select_account" }).catch(() => {});
    await page.waitForURL("**/login?*");
    assert.equal(await page.getByRole("heading").textContent(), "Choose an account");
    await page.getByRole("link", { name: /^Sign in as [^a]/ }).click();
    await shows(user.username);

    await oidc("signinRedirect", { prompt: "select_account" }).catch(() => {});
    await page.waitForURL("**/login?*");
    await page.getByRole("link", { name: "Sign in as a different user" }).click();
    await signInAtPage();
    await shows(user.username);
  });

  it("gets login_required with prompt=none and no session", async () => {
    await oidc("signinRedirect", { prompt: "none" }).catch(() => {});
    await page.waitForFunction(() => globalThis.problem);
    assert.equal((await oidc("problem")).error, "login_required");
  });
});
