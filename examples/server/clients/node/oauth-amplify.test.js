// Chromium: an unmodified Amplify that signs in at the pages of a pool.
//
// Amplify puts `https://` before the domain, so the server of this suite is behind a proxy that ends TLS. Its certificate is of
// an authority that node trusts; Chromium is told to ignore that it does not know it.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { call, launch, serveApplication } from "./chromium.js";
import { app, verifiedUser } from "./hosted.js";
import { PASSWORD, endpoint, pool as newPool } from "./world.js";

for (const place of ["the host of its domain", "the path of the pool"]) {
  describe(`Amplify in Chromium, with the pages at ${place}`, () => {
    let pool;
    let browser;
    let application;
    let context;
    let page;
    let client;
    let user;

    before(async () => {
      const { protocol, host } = new URL(endpoint);
      assert.equal(protocol, "https:", "Amplify needs a server with https://");
      pool = await newPool();
      application = await serveApplication("amplify-page.js");
      const home = `${application.origin}/`;
      client = await app(pool, {
        CallbackURLs: [home],
        LogoutURLs: [home],
        AllowedOAuthScopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
      });
      const domain = place.startsWith("the host") ? `${await pool.domain()}.${host}` : `${host}/${pool.id}`;
      application.settings = {
        userPoolId: pool.id,
        userPoolClientId: client.id,
        userPoolEndpoint: endpoint,
        loginWith: {
          oauth: {
            domain,
            scopes: ["openid", "email", "profile", "aws.cognito.signin.user.admin"],
            redirectSignIn: [home],
            redirectSignOut: [home],
            responseType: "code",
          },
        },
      };
      user = await verifiedUser(pool);
      browser = await launch();
    });

    after(async () => {
      await browser?.close();
      application?.close();
    });

    beforeEach(async () => {
      context = await browser.newContext({ ignoreHTTPSErrors: true });
      page = await context.newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(`${application.origin}/`);
      await shows("nobody");
    });

    afterEach(() => context.close());

    const shows = (name) =>
      page.waitForFunction((name) => document.querySelector("#user")?.textContent === name, name);
    const auth = (name, ...given) => call(page, "auth", name, ...given);

    async function signedIn(given) {
      await auth("signInWithRedirect", given).catch(() => {});
      await page.waitForURL("**/login?*");
      await page.getByLabel("Username").fill(user.username);
      await page.getByLabel("Password").fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in" }).click();
      await shows(user.username);
    }

    it("signs in, and uses the API with the tokens", async () => {
      await signedIn({ customState: "where I was" });
      const { tokens } = await auth("fetchAuthSession");
      assert.equal(tokens.idToken.payload.email, user.email);
      assert.equal(tokens.accessToken.payload.scope.split(" ").sort()[0], "aws.cognito.signin.user.admin");
      assert.equal((await auth("fetchUserAttributes")).email, user.email);
      const heard = await auth("heard");
      assert.ok(heard.some(({ event }) => event === "signInWithRedirect"));
      assert.equal(heard.find(({ event }) => event === "customOAuthState")?.state, "where I was");
      await page.reload();
      await shows(user.username);
    });

    it("refreshes its tokens", async () => {
      await signedIn();
      const payload = async (options) => (await auth("fetchAuthSession", options)).tokens.accessToken.payload;
      const [before, after] = [await payload(), await payload({ forceRefresh: true })];
      assert.notEqual(after.jti, before.jti);
      assert.equal(after.scope, before.scope);
    });

    it("signs out at the pages, too", async () => {
      await signedIn();
      await auth("signOut").catch(() => {});
      await page.waitForURL(`${application.origin}/`);
      await shows("nobody");
      await auth("signInWithRedirect").catch(() => {});
      await page.waitForURL("**/login?*");
      assert.equal(await page.locator("h1").textContent(), "Sign in");
    });

    it("signs in again at once by the session of the browser", async () => {
      await signedIn();
      await page.evaluate(() => localStorage.clear());
      await page.goto(`${application.origin}/`);
      await shows("nobody");
      await auth("signInWithRedirect").catch(() => {});
      await shows(user.username);
    });

    it("takes the options of a sign-in", async () => {
      await auth("signInWithRedirect", { options: { loginHint: user.username, lang: "fr" } }).catch(() => {});
      await page.waitForURL("**/login?*");
      assert.equal(await page.locator("[name=username]").inputValue(), user.username);
      assert.equal(await page.locator("html").getAttribute("lang"), "fr");
    });

    it("hears of an error", async () => {
      await auth("signInWithRedirect", { options: { prompt: "NONE" } }).catch(() => {});
      await page.waitForURL(`${application.origin}/*`);
      await page.waitForFunction(() => globalThis.auth?.failure());
      assert.match((await auth("failure")).message, /login_required/);
    });
  });
}
