// Chromium at the pages of a pool: sign-up, passwords, second factors, choice of factor, passkeys, the session of the browser.
//
// A test ends where the application gets a code, and redeems it: the access token tells who has signed in.

import assert from "node:assert/strict";
import { after, before, beforeEach, afterEach, describe, it } from "node:test";
import jsqr from "jsqr";
import { PNG } from "pngjs";
import { launch, virtualAuthenticator } from "./chromium.js";
import { SENDERS, randomPhone, secondFactors, totp } from "./factors.js";
import { app as newApp, verifiedUser } from "./hosted.js";
import {
  APPLICATION,
  PASSWORD_FLOWS,
  addPasskey,
  begin,
  choiceApp,
  choose,
  passkeysOf,
  signIn,
  submit,
  withApp,
} from "./page-states.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  claims,
  endpoint,
  events,
  lambda,
  lastCode,
  otherCode,
  pool as newPool,
  randomEmail,
  randomName,
} from "./world.js";

const ON = { Enabled: true, PreferredMfa: true };

describe("the pages in Chromium", () => {
  let browser;
  let context;
  let page;
  let problems;

  before(async () => {
    await APPLICATION.start();
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    APPLICATION.stop();
  });

  beforeEach(() => newVisitor());
  afterEach(() => context.close());

  /** A browser without cookies. Collects what the policy of the pages forbids, and what fails otherwise. */
  async function newVisitor(options = {}) {
    await context?.close();
    context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    problems = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      const isOwn = message.location().url.startsWith(endpoint);
      if (message.type() === "error" && isOwn && !message.text().includes("status of 400"))
        problems.push(message.text());
    });
  }

  const app = (pool, settings) =>
    newApp(pool, {
      ...PASSWORD_FLOWS,
      CallbackURLs: [`${APPLICATION.origin}/callback`],
      LogoutURLs: [`${APPLICATION.origin}/`],
      ...settings,
    });

  const open = (client, path = "/oauth2/authorize", parameters = {}) =>
    page.goto(client.url(path, parameters).href);
  const title = () => page.locator("h1").textContent();
  const error = () => page.locator("#error").textContent();

  /** Redeems the code that the application has got, and answers the claims of the access token. */
  async function signedIn(client) {
    await page.waitForURL(`${client.callback}?code=*`);
    const code = new URL(page.url()).searchParams.get("code");
    const { body } = await client.token({
      grant_type: "authorization_code",
      code,
      redirect_uri: client.callback,
    });
    assert.ok(body.access_token, JSON.stringify(body));
    assert.deepEqual(problems, []);
    return claims(body.access_token);
  }

  for (const javaScriptEnabled of [true, false]) {
    describe(javaScriptEnabled ? "with scripts" : "with JavaScript disabled", () => {
      let client;
      before(async () => (client = await app(await newPool())));
      beforeEach(() => newVisitor({ javaScriptEnabled }));

      it("sign a user in after a wrong password", async () => {
        const { username } = await verifiedUser(client.pool);
        await open(client);
        assert.equal(await title(), "Sign in");
        await submit(page, { username, password: WRONG_PASSWORD });
        assert.equal(await error(), "Incorrect username or password.");
        assert.equal(await page.locator("[name=username]").inputValue(), username);
        await submit(page, { password: PASSWORD });
        assert.equal((await signedIn(client)).username, username);
      });

      it("sign a user up with a code, and in", async () => {
        const [username, email] = [randomName(), randomEmail()];
        await open(client);
        await page.getByRole("link", { name: "Sign up" }).click();
        assert.equal(await title(), "Sign up with a new account");
        await submit(page, { username, "requiredAttributes[email]": email, password: "short" });
        assert.match(await error(), /^Password did not conform with policy: /);
        await submit(page, { password: PASSWORD });
        assert.equal(await title(), "Confirm your account");
        await submit(page, { code: otherCode(await lastCode(email)) });
        assert.equal(await error(), "Invalid verification code provided, please try again.");
        await page.getByRole("button", { name: "Send a new code" }).click();
        assert.equal(await page.getByRole("status").textContent(), "A new code was sent.");
        await submit(page, { code: await lastCode(email, 2) });
        assert.equal((await signedIn(client)).username, username);
        assert.equal(await client.pool.status(username), "CONFIRMED");
      });

      it("set a forgotten password", async () => {
        const { username, email } = await verifiedUser(client.pool);
        await open(client);
        await page.getByRole("link", { name: "Forgot your password?" }).click();
        await submit(page, { username });
        assert.equal(await title(), "Change password");
        await page.locator("[name=code]").fill("000000");
        await page.getByRole("button", { name: "Send a new code" }).click();
        assert.equal(await page.getByRole("status").textContent(), "A new code was sent.");
        await submit(page, { code: await lastCode(email, 2), new_password: "short" });
        assert.match(await error(), /^Password does not conform to policy: /);
        const field = page.locator("[name=new_password]");
        assert.match(await field.getAttribute("aria-describedby"), /^error new-password-rules$/);
        await submit(page, { code: await lastCode(email, 2), new_password: ANOTHER_PASSWORD });
        assert.equal((await signedIn(client)).username, username);
      });
    });
  }

  describe("for accounts in other states", () => {
    let client;
    before(
      async () =>
        (client = await app(
          await newPool({ Schema: [{ Name: "given_name", Required: true, Mutable: true }] }),
        )),
    );

    it("ask for a new password, and for attributes that are missing", async () => {
      const username = await client.pool.invited({ email: randomEmail() });
      await signIn(page, client, username);
      assert.equal(await title(), "Change password");
      await submit(page, { new_password: ANOTHER_PASSWORD, "requiredAttributes[given_name]": "Ana" });
      assert.equal((await signedIn(client)).username, username);
    });

    it("lead a user who is not confirmed to the code", async () => {
      const [username, email] = [randomName(), randomEmail()];
      const given = [
        { Name: "email", Value: email },
        { Name: "given_name", Value: "Ana" },
      ];
      await admin.signUp({
        ClientId: client.id,
        Username: username,
        Password: PASSWORD,
        UserAttributes: given,
      });
      await signIn(page, client, username);
      assert.equal(await title(), "Confirm your account");
      assert.equal(await page.locator(".known").textContent(), `Username ${username}`);
      assert.equal(await page.evaluate(() => document.activeElement.name), "code");
      await page.getByRole("button", { name: "Send a new code" }).click();
      assert.equal(await page.getByRole("status").textContent(), "A new code was sent.");
      await submit(page, { code: await lastCode(email, 2) });
      assert.equal(await page.getByRole("status").textContent(), "Your registration has been confirmed!");
      await page.getByRole("link", { name: "Sign in" }).click();
      await submit(page, { username, password: PASSWORD });
      assert.equal((await signedIn(client)).username, username);
    });

    it("lead a user whose password was reset to a new one", async () => {
      const { username, email } = await verifiedUser(client.pool, { given_name: "Ana" });
      await admin.adminResetUserPassword({ UserPoolId: client.pool.id, Username: username });
      await signIn(page, client, username);
      assert.equal(await title(), "Reset my password");
      assert.match(await page.locator("p").first().textContent(), /^Your administrator requires you to set/);
      assert.equal(await page.locator("[name=username]").inputValue(), username);
      await submit(page, { username });
      await submit(page, { code: await lastCode(email, 2), new_password: ANOTHER_PASSWORD });
      assert.equal((await signedIn(client)).username, username);
    });

    it("hide the way to sign up if only administrators create users", async () => {
      const closed = await app(await newPool({ AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } }));
      await open(closed);
      assert.equal(await page.getByRole("link", { name: "Sign up" }).count(), 0);
      await open(closed, "/signup");
      await submit(page, {
        username: randomName(),
        "requiredAttributes[email]": randomEmail(),
        password: PASSWORD,
      });
      assert.match(await error(), /SignUp is not permitted for this user pool/);
    });

    it("call the functions of the pool, and show what they refuse with", async () => {
      const refusing = await app(await newPool({ LambdaConfig: { PreSignUp: lambda("fail") } }));
      await open(refusing, "/signup");
      await submit(page, {
        username: randomName(),
        "requiredAttributes[email]": randomEmail(),
        password: PASSWORD,
      });
      assert.match(await error(), /^PreSignUp failed with error /);
      const agreeing = await app(
        await newPool({
          LambdaConfig: { PreSignUp: lambda("auto-confirm"), PostAuthentication: lambda("agree") },
        }),
      );
      const username = randomName();
      await open(agreeing, "/signup");
      await submit(page, { username, "requiredAttributes[email]": randomEmail(), password: PASSWORD });
      assert.equal((await signedIn(agreeing)).username, username);
      const [event] = await events("agree", agreeing.pool);
      assert.equal(event.triggerSource, "PostAuthentication_Authentication");
    });
  });

  it("lead to an application that leads on to another origin", async () => {
    const client = await app(await newPool(), { CallbackURLs: [`${APPLICATION.origin}/onward`] });
    const { username } = await verifiedUser(client.pool);
    await open(client);
    await page.locator("[name=username]").fill(username);
    await page.locator("[name=password]").fill(PASSWORD);
    await page.locator("[type=submit]").click();
    await page.waitForURL(`${APPLICATION.origin.replace("localhost", "127.0.0.1")}/`);
    assert.deepEqual(problems, []);
  });

  it("do not cut a window off from the application that has opened it", async () => {
    const client = await app(await newPool());
    await page.goto(`${APPLICATION.origin}/`);
    const [popup] = await Promise.all([
      page.waitForEvent("popup"),
      page.evaluate((url) => void (globalThis.popup = window.open(url)), client.url().href),
    ]);
    await popup.locator("h1").waitFor();
    assert.equal(await page.evaluate(() => globalThis.popup.closed), false);
    assert.equal(await popup.evaluate(() => window.opener !== null), true);
  });

  describe("for second factors", () => {
    let client;
    let user;

    before(async () => {
      const AccountRecoverySetting = { RecoveryMechanisms: [{ Name: "verified_phone_number", Priority: 1 }] };
      const pool = await newPool({ ...SENDERS, AccountRecoverySetting });
      await secondFactors(pool, "OPTIONAL", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA");
      client = await app(pool);
    });

    beforeEach(async () => {
      const phone = randomPhone();
      user = {
        ...(await verifiedUser(client.pool, { phone_number: phone, phone_number_verified: "true" })),
        phone,
      };
    });

    const prefer = (settings) =>
      admin.adminSetUserMFAPreference({ UserPoolId: client.pool.id, Username: user.username, ...settings });

    it("ask for the code of a text message", async () => {
      await prefer({ SMSMfaSettings: ON });
      await signIn(page, client, user.username);
      assert.match(await page.locator("p").first().textContent(), /^We have sent a code to \+\*+\d{4}\.$/);
      const code = await lastCode(user.phone);
      await submit(page, { authentication_code: otherCode(code) });
      assert.equal(await error(), "Invalid code or auth state for the user.");
      await submit(page, { authentication_code: code });
      assert.equal((await signedIn(client)).username, user.username);
    });

    it("ask for the code of a mail", async () => {
      await prefer({ EmailMfaSettings: ON });
      await signIn(page, client, user.username);
      await submit(page, { authentication_code: await lastCode(user.email) });
      assert.equal((await signedIn(client)).username, user.username);
    });

    it("ask for the code of an authenticator app", async () => {
      const secret = await withApp(client.id, user.username);
      await prefer({ SoftwareTokenMfaSettings: ON });
      await signIn(page, client, user.username);
      assert.equal(
        await page.locator("p").first().textContent(),
        "Enter the code of your authenticator app.",
      );
      await submit(page, { authentication_code: totp(secret, 1) });
      assert.equal((await signedIn(client)).username, user.username);
    });

    it("let the user choose a factor", async () => {
      await withApp(client.id, user.username);
      await prefer({ SMSMfaSettings: { Enabled: true }, SoftwareTokenMfaSettings: { Enabled: true } });
      await signIn(page, client, user.username);
      assert.equal(await title(), "Choose how to sign in");
      await choose(page, "SMS_MFA");
      await submit(page, { authentication_code: await lastCode(user.phone) });
      assert.equal((await signedIn(client)).username, user.username);
    });

    it("set up an authenticator app by the QR code or the key on the page", async () => {
      const pool = await newPool({ PoolName: "Cakes, Co. + 1=2" });
      await secondFactors(pool, "ON", "SOFTWARE_TOKEN_MFA");
      const demanding = await app(pool);
      const { username } = await verifiedUser(pool);
      await signIn(page, demanding, username);
      assert.equal(await title(), "Set up an authenticator app");
      const key = await page.locator("code").textContent();
      // The key is shown in groups, and copied without spaces.
      assert.equal(await page.locator("code span").count(), Math.ceil(key.length / 4));
      await page.locator("code").click({ clickCount: 2 });
      assert.equal(await page.evaluate(() => getSelection().toString()), key);
      const image = PNG.sync.read(await page.locator("figure svg").screenshot());
      const { data } = jsqr(new Uint8ClampedArray(image.data), image.width, image.height);
      const uri = new URL(data);
      assert.equal(uri.protocol + uri.host, "otpauth:totp");
      assert.equal(decodeURIComponent(uri.pathname), `/Cakes, Co. + 1=2:${username}`);
      assert.deepEqual(Object.fromEntries(uri.searchParams), { secret: key, issuer: "Cakes, Co. + 1=2" });

      await submit(page, { authentication_code: otherCode(totp(key)) });
      assert.match(await error(), /Code mismatch|Invalid code/);
      assert.equal(await page.locator("code").textContent(), key);
      await submit(page, { authentication_code: totp(key) });
      assert.equal((await signedIn(demanding)).username, username);

      await newVisitor();
      await signIn(page, demanding, username);
      assert.equal(await title(), "Enter your code");
      await submit(page, { authentication_code: totp(key, 1) });
      assert.equal((await signedIn(demanding)).username, username);
    });
  });

  describe("by choice", () => {
    let choice;
    before(async () => (choice = await choiceApp("EMAIL_OTP", "SMS_OTP")));

    it("sign in with the name first, and then the password", async () => {
      await begin(page, choice);
      assert.equal(await title(), "Choose how to sign in");
      await submit(page, { password: WRONG_PASSWORD });
      assert.equal(await error(), "Incorrect username or password.");
      await submit(page, { username: choice.username });
      await submit(page, { password: PASSWORD });
      assert.equal((await signedIn(choice.client)).username, choice.username);
    });

    for (const [factor, destination] of [
      ["EMAIL_OTP", "email"],
      ["SMS_OTP", "phone_number"],
    ]) {
      it(`sign in with a code of ${factor}`, async () => {
        const user = await verifiedUser(choice.client.pool, {
          phone_number: randomPhone(),
          phone_number_verified: "true",
        });
        const { UserAttributes } = await admin.adminGetUser({
          UserPoolId: choice.client.pool.id,
          Username: user.username,
        });
        const { Value } = UserAttributes.find(({ Name }) => Name === destination);
        await begin(page, { client: choice.client, username: user.username });
        await choose(page, factor);
        await submit(page, { authentication_code: await lastCode(Value) });
        assert.equal((await signedIn(choice.client)).username, user.username);
      });
    }

    for (const at of ["the path of the pool", "the host of the domain"]) {
      it(`add a passkey, and sign in with it, at ${at}`, async () => {
        const { client } = await choiceApp();
        if (at === "the host of the domain") {
          // Chromium has no passkeys for `localhost` at a name below it.
          const host = `${client.domain}.localhost`;
          await passkeysOf(client.pool, host);
          client.base = endpoint.replace("localhost", host);
        }
        const { username } = await verifiedUser(client.pool);
        const authenticator = await virtualAuthenticator(page);
        await begin(page, { client, username });
        await submit(page, { password: PASSWORD });
        await signedIn(client);
        await addPasskey(page, client);
        const [made] = await authenticator.credentials();
        assert.deepEqual([made.rpId, made.userName], [new URL(client.base).hostname, username]);

        await context.clearCookies();
        await begin(page, { client, username });
        await choose(page, "WEB_AUTHN");
        assert.equal(await title(), "Sign in with a passkey");
        await page.locator("[type=submit]").click();
        assert.equal((await signedIn(client)).username, username);
        const [used] = await authenticator.credentials();
        assert.ok(used.signCount > made.signCount, "the authenticator has signed");
      });
    }

    it("lead a visitor who is not signed in from /passkeys/add to the sign-in and back", async () => {
      const { client } = choice;
      const { username } = await verifiedUser(client.pool);
      const authenticator = await virtualAuthenticator(page);
      // The service documents client_id and redirect_uri as the only parameters.
      const query = new URLSearchParams({ client_id: client.id, redirect_uri: client.callback });
      await page.goto(`${client.base}/passkeys/add?${query}`);
      assert.equal(await title(), "Sign in");
      await submit(page, { username });
      await submit(page, { password: PASSWORD });
      assert.equal(await title(), "Add a passkey");
      await page.locator("[type=submit]").click();
      await page.waitForURL(`${client.callback}*`);
      assert.equal((await authenticator.credentials()).length, 1);
    });

    it("tell when the browser has no passkey, and let the user try again", async () => {
      const { client } = choice;
      const { username } = await verifiedUser(client.pool);
      const authenticator = await virtualAuthenticator(page);
      await begin(page, { client, username });
      await submit(page, { password: PASSWORD });
      await addPasskey(page, client);
      await authenticator.removeAll();
      await context.clearCookies();
      await begin(page, { client, username });
      await choose(page, "WEB_AUTHN");
      await page.locator("[type=submit]").click();
      const shown = page.locator("form [role=alert]:not([hidden])");
      assert.equal(await shown.textContent(), "The passkey was not used. Please try again.");
    });
  });

  describe("remember the session", () => {
    let client;
    let other;
    let user;

    before(async () => {
      client = await app(await newPool());
      other = await app(client.pool);
      user = await verifiedUser(client.pool);
    });

    it("for every client of the pool, also after the browser was closed", async () => {
      await signIn(page, client, user.username);
      await signedIn(client);
      await open(other);
      assert.equal((await signedIn(other)).username, user.username);

      const storageState = await context.storageState();
      await newVisitor({ storageState });
      await open(client);
      assert.equal((await signedIn(client)).username, user.username);
      const cookie = storageState.cookies.find(({ name }) => name === "cognito");
      assert.deepEqual([cookie.httpOnly, cookie.sameSite], [true, "Lax"]);
      const minutes = (cookie.expires - Date.now() / 1000) / 60;
      assert.ok(minutes > 58 && minutes <= 60, `${minutes}`);
    });

    it("not for another pool", async () => {
      const stranger = await app(await newPool());
      await signIn(page, client, user.username);
      await signedIn(client);
      await open(stranger);
      assert.equal(await title(), "Sign in");
    });

    it("until the user signs out", async () => {
      await signIn(page, client, user.username);
      await signedIn(client);
      const stolen = await context.cookies();
      await page.goto(
        client.url("/logout", { logout_uri: `${APPLICATION.origin}/`, redirect_uri: undefined }).href,
      );
      assert.equal(page.url(), `${APPLICATION.origin}/`);
      await open(client);
      assert.equal(await title(), "Sign in");
      await newVisitor();
      await context.addCookies(stolen);
      await open(client);
      assert.equal(await title(), "Sign in", "a copy of the cookie is worth nothing");
    });

    it("until the password changes or an administrator signs the user out", async () => {
      for (const end of ["adminSetUserPassword", "adminUserGlobalSignOut", "adminDisableUser"]) {
        const { username } = await verifiedUser(client.pool);
        await newVisitor();
        await signIn(page, client, username);
        await signedIn(client);
        const more = end === "adminSetUserPassword" ? { Password: ANOTHER_PASSWORD, Permanent: true } : {};
        await admin[end]({ UserPoolId: client.pool.id, Username: username, ...more });
        await open(client);
        assert.equal(await title(), "Sign in", end);
      }
    });

    it("but ask again with prompt=login, offer it with prompt=select_account, and use it with prompt=none", async () => {
      await signIn(page, client, user.username);
      await signedIn(client);
      await open(client, "/oauth2/authorize", { prompt: "login" });
      assert.equal(await title(), "Sign in");
      await open(client, "/oauth2/authorize", { prompt: "none" });
      assert.equal((await signedIn(client)).username, user.username);
      await open(client, "/oauth2/authorize", { prompt: "select_account" });
      assert.equal(await title(), "Choose an account");
      await page.getByRole("link", { name: "different user" }).click();
      assert.equal(await title(), "Sign in");
      const another = await verifiedUser(client.pool);
      await submit(page, { username: another.username, password: PASSWORD });
      assert.equal((await signedIn(client)).username, another.username);
      await newVisitor();
      await open(client, "/oauth2/authorize", { prompt: "none" });
      await page.waitForURL(`${client.callback}?error=login_required*`);
    });

    it("and take the hint who signs in, and the language", async () => {
      await open(client, "/oauth2/authorize", { login_hint: user.username, lang: "de" });
      assert.equal(await title(), "Anmelden");
      assert.equal(await page.locator("[name=username]").inputValue(), user.username);
      await submit(page, { password: WRONG_PASSWORD });
      assert.equal(await page.locator("html").getAttribute("lang"), "de");
      assert.notEqual(await error(), "Incorrect username or password.");
    });
  });

  it("confirm an account by the link of a mail", async () => {
    const VerificationMessageTemplate = { DefaultEmailOption: "CONFIRM_WITH_LINK" };
    const client = await app(await newPool({ VerificationMessageTemplate }));
    await client.pool.domain();
    const [username, email] = [randomName(), randomEmail()];
    await open(client, "/signup");
    await submit(page, { username, "requiredAttributes[email]": email, password: PASSWORD });
    const confirmation_code = await lastCode(email);
    const query = new URLSearchParams({ client_id: client.id, user_name: username, confirmation_code });
    await page.goto(`${client.base}/confirmUser?${query}`);
    assert.equal(await page.getByRole("status").textContent(), "Your registration has been confirmed!");
    assert.equal(await client.pool.status(username), "CONFIRMED");
    await page.goto(`${client.base}/confirmUser?${query}`);
    assert.ok(await error());
  });

  it("forbid frames, scripts and forms to elsewhere", async () => {
    const client = await app(await newPool());
    const { headers } = await fetch(client.url("/login"));
    const policy = headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    await page.goto(`${APPLICATION.origin}/`);
    await page.setContent(`<iframe src="${client.url("/login").href.replaceAll("&", "&amp;")}"></iframe>`);
    await page.waitForTimeout(500);
    const frame = page.frames()[1];
    assert.equal(await frame.locator("form").count(), 0);
  });
});
