// Every page of a pool in every state, for the tests of accessibility and for pictures.
//
// `journeys()` makes pools, app clients and users; each entry of `STATES` leads a page of the browser to its state.

import { createServer } from "node:http";
import { PNG } from "pngjs";
import { firstFactors, randomPhone, secondFactors, SENDERS, totp } from "./factors.js";
import { app as newApp, verifiedUser } from "./hosted.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  endpoint,
  lastCode,
  pool,
  randomEmail,
  randomName,
  tokens,
} from "./world.js";

export const PASSWORD_FLOWS = {
  ExplicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
};
const CHOICE_FLOWS = { ExplicitAuthFlows: [...PASSWORD_FLOWS.ExplicitAuthFlows, "ALLOW_USER_AUTH"] };

/** The logo of a pool's pages: a blue area. */
function logo() {
  const image = new PNG({ width: 160, height: 48 });
  for (let at = 0; at < image.data.length; at += 4) image.data.set([30, 90, 200, 255], at);
  return PNG.sync.write(image);
}

/** Settings of a pool whose users may get codes for a second factor by mail: those for a new password go elsewhere. */
const SENDING = {
  ...SENDERS,
  AccountRecoverySetting: { RecoveryMechanisms: [{ Name: "verified_phone_number", Priority: 1 }] },
};

/** Registers an authenticator app for a user. Answers its secret. */
export async function withApp(clientId, username) {
  const { AccessToken } = await tokens(clientId, username);
  const { SecretCode } = await admin.associateSoftwareToken({ AccessToken });
  await admin.verifySoftwareToken({ AccessToken, UserCode: totp(SecretCode) });
  return SecretCode;
}

const prefer = (pool, Username, settings) =>
  admin.adminSetUserMFAPreference({ UserPoolId: pool.id, Username, ...settings });

const ON = { Enabled: true, PreferredMfa: true };

/** A pool with passwords only. */
async function plainApp() {
  const plain = await pool();
  const client = await app(plain, PASSWORD_FLOWS);
  await admin.createTerms({
    UserPoolId: plain.id,
    ClientId: client.id,
    TermsName: "terms-of-use",
    TermsSource: "LINK",
    Enforcement: "NONE",
    Links: { "cognito:default": "https://example.com/terms" },
  });
  await admin.createTerms({
    UserPoolId: plain.id,
    ClientId: client.id,
    TermsName: "privacy-policy",
    TermsSource: "LINK",
    Enforcement: "NONE",
    Links: { "cognito:default": "https://example.com/privacy" },
  });
  return client;
}

/** A pool whose users may have every second factor, and a user for each way of signing in with one. */
async function factorApp() {
  const factors = await pool(SENDING);
  await secondFactors(factors, "OPTIONAL", "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA");
  const client = await app(factors, PASSWORD_FLOWS);
  const member = () => verifiedUser(factors, { phone_number: randomPhone(), phone_number_verified: "true" });
  const [bySms, byApp, byBoth, byMail] = [await member(), await member(), await member(), await member()];
  await prefer(factors, bySms.username, { SMSMfaSettings: ON });
  await prefer(factors, byMail.username, { EmailMfaSettings: ON });
  byApp.secret = await withApp(client.id, byApp.username);
  await prefer(factors, byApp.username, { SoftwareTokenMfaSettings: ON });
  await withApp(client.id, byBoth.username);
  await prefer(factors, byBoth.username, {
    SMSMfaSettings: { Enabled: true },
    SoftwareTokenMfaSettings: { Enabled: true },
  });
  return { client, bySms, byApp, byBoth, byMail };
}

/** A pool whose users must have a second factor of these kinds, and a user without one. */
async function demandingApp(...kinds) {
  const demanding = await pool(SENDING);
  await secondFactors(demanding, "ON", ...kinds);
  return { client: await app(demanding, PASSWORD_FLOWS), username: await demanding.user() };
}

/** Lets the passkeys of a pool be for this host. */
export const passkeysOf = (pool, RelyingPartyId) =>
  admin.setUserPoolMfaConfig({
    UserPoolId: pool.id,
    MfaConfiguration: "OFF",
    WebAuthnConfiguration: { RelyingPartyId, UserVerification: "required" },
  });

/** A pool whose users sign in by choice, with passkeys for `localhost` and the newer pages. */
export async function choiceApp(...more) {
  const choice = await pool({ ...SENDERS, ...firstFactors("PASSWORD", "WEB_AUTHN", ...more) });
  await passkeysOf(choice, "localhost");
  const client = await app(choice, CHOICE_FLOWS);
  client.domain = await choice.domain({ ManagedLoginVersion: 2 });
  const user = await verifiedUser(choice, { phone_number: randomPhone(), phone_number_verified: "true" });
  return { client, ...user };
}

/** An app client whose sign-ins lead to `APPLICATION`. */
const app = (pool, settings) =>
  newApp(pool, { CallbackURLs: [`${APPLICATION.origin}/callback`], ...settings });

/** What stands for the application: it answers with a short text, and at `/onward` leads to `/` of another origin. */
export const APPLICATION = {
  async start() {
    this.server = createServer(({ url }, answer) => {
      const location = this.origin.replace("localhost", "127.0.0.1");
      if (url.startsWith("/onward")) answer.writeHead(302, { location });
      answer.end("the application");
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.origin = `http://localhost:${this.server.address().port}`;
  },
  stop() {
    this.server?.close();
    this.server?.closeAllConnections();
  },
};

/** Makes what the states need. Start `APPLICATION` before. */
export async function journeys() {
  const [plain, factors, demandsApp, demandsOneOf, choice] = [
    await plainApp(),
    await factorApp(),
    await demandingApp("SOFTWARE_TOKEN_MFA"),
    await demandingApp("SOFTWARE_TOKEN_MFA", "EMAIL_OTP"),
    await choiceApp("EMAIL_OTP", "SMS_OTP"),
  ];
  const linked = await pool({ VerificationMessageTemplate: { DefaultEmailOption: "CONFIRM_WITH_LINK" } });
  const branded = await pool();
  const brand = await appWithLogo(branded);
  const styled = await styledApp();
  return { plain, factors, demandsApp, demandsOneOf, choice, linked, brand, styled };
}

async function appWithLogo(branded) {
  const client = await app(branded, PASSWORD_FLOWS);
  await branded.domain();
  await admin.setUICustomization({ UserPoolId: branded.id, ImageFile: logo() });
  return client;
}

/** Fills fields in by their names, and presses the button of their form. */
export async function submit(page, fields) {
  const [first] = Object.keys(fields);
  const form = page.locator(`form:has([name="${first}"])`).first();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name="${name}"]`).fill(value);
  await Promise.all([page.waitForNavigation(), form.locator("[type=submit]").click()]);
}

/** Presses a button that sends a value. */
export const choose = (page, value) =>
  Promise.all([page.waitForNavigation(), page.locator(`button[value="${value}"]`).click()]);

/** A letter in a circle, as an image in base64. */
const letter = (text, colour) =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colour}"/>` +
      `<text x="16" y="22" font-size="18" fill="#fff" text-anchor="middle">${text}</text></svg>`,
  );

/** A client with a style of managed login: the logo outside of the form, little space, icons on the buttons of providers. */
async function styledApp() {
  const styled = await pool();
  const providers = ["Acme", "Another-Company"];
  for (const ProviderName of providers) {
    await admin.createIdentityProvider({
      UserPoolId: styled.id,
      ProviderName,
      ProviderType: "OIDC",
      ProviderDetails: {
        client_id: "client",
        client_secret: "secret",
        attributes_request_method: "GET",
        authorize_scopes: "openid",
        oidc_issuer: "https://idp.example.com",
        authorize_url: "https://idp.example.com/authorize",
        token_url: "https://idp.example.com/token",
        attributes_url: "https://idp.example.com/user",
        jwks_uri: "https://idp.example.com/keys",
      },
    });
  }
  const client = await app(styled, {
    ...PASSWORD_FLOWS,
    SupportedIdentityProviders: ["COGNITO", ...providers],
    DefaultRedirectURI: `${APPLICATION.origin}/callback`,
  });
  await styled.domain({ ManagedLoginVersion: 2 });
  const image = (Category, text, colour, ResourceId) => ({
    Category,
    ColorMode: "DYNAMIC",
    Extension: "SVG",
    Bytes: letter(text, colour),
    ResourceId,
  });
  await admin.createManagedLoginBranding({
    UserPoolId: styled.id,
    ClientId: client.id,
    Settings: {
      categories: {
        form: { displayGraphics: true },
        global: { colorSchemeMode: "DYNAMIC", spacingDensity: "COMPACT" },
      },
      componentClasses: { idpButtons: { icons: { enabled: true } } },
      components: { form: { logo: { enabled: true, formInclusion: "OUT" } } },
    },
    Assets: [
      image("FORM_LOGO", "U", "#3b6fd4"),
      image("PASSWORD_GRAPHIC", "*", "#7a4fb5"),
      image("EMAIL_GRAPHIC", "@", "#7a4fb5"),
      image("PAGE_HEADER_LOGO", "H", "#3b6fd4"),
      image("IDP_BUTTON_ICON", "A", "#a3141c", "Acme"),
    ],
  });
  return client;
}

const open = (page, client, path = "/login", parameters = {}) => page.goto(client.url(path, parameters).href);

/** Signs in with a password. */
export async function signIn(page, client, username, password = PASSWORD) {
  await open(page, client);
  await submit(page, { username, password });
}

async function signUp(page, client) {
  await open(page, client, "/signup");
  const email = randomEmail();
  await submit(page, { username: randomName(), "requiredAttributes[email]": email, password: PASSWORD });
  return email;
}

/** Adds a passkey of the page's authenticator to the user who is signed in. */
export async function addPasskey(page, client) {
  await open(page, client, "/passkeys/add");
  await Promise.all([page.waitForURL(`${client.callback}*`), page.locator("[type=submit]").click()]);
}

/** Begins a sign-in by choice: the name first, then the list of factors if there is one. */
export async function begin(page, { client, username }) {
  await open(page, client);
  await submit(page, { username });
}

async function reset(page, client) {
  const { username } = await verifiedUser(client.pool);
  await open(page, client, "/forgotPassword");
  await submit(page, { username });
  return username;
}

/** The states: a name, and how to get there. Some need what an earlier one has left in the browser. */
export const STATES = {
  login: (page, { plain }) => open(page, plain),
  "login-wrong-password": (page, { plain }) => signIn(page, plain, "nobody", WRONG_PASSWORD),
  "login-with-logo": (page, { brand }) => open(page, brand),
  "sign-up": (page, { plain }) => open(page, plain, "/signup"),
  "sign-up-refused": async (page, { plain }) => {
    await open(page, plain, "/signup");
    await submit(page, {
      username: randomName(),
      "requiredAttributes[email]": randomEmail(),
      password: "short",
    });
  },
  confirm: (page, { plain }) => signUp(page, plain),
  "confirm-wrong-code": async (page, { plain }) => {
    await signUp(page, plain);
    await submit(page, { code: "000000" });
  },
  "confirm-code-sent-again": async (page, { plain }) => {
    await signUp(page, plain);
    await Promise.all([page.waitForNavigation(), page.locator("[name=resend]").click()]);
  },
  "confirm-after-sign-in": async (page, { plain }) => {
    const Username = randomName();
    const UserAttributes = [{ Name: "email", Value: randomEmail() }];
    await admin.signUp({ ClientId: plain.id, Username, Password: PASSWORD, UserAttributes });
    await signIn(page, plain, Username);
  },
  "confirm-without-name": (page, { plain }) => open(page, plain, "/confirm"),
  "resend-code": (page, { plain }) => open(page, plain, "/resendcode"),
  "forgot-password": (page, { plain }) => open(page, plain, "/forgotPassword"),
  "reset-password": (page, { plain }) => reset(page, plain),
  "reset-password-code-sent-again": async (page, { plain }) => {
    await reset(page, plain);
    await Promise.all([page.waitForNavigation(), page.locator("[name=resend]").click()]);
  },
  "reset-password-without-name": (page, { plain }) => open(page, plain, "/confirmforgotPassword"),
  "reset-required": async (page, { plain }) => {
    const { username } = await verifiedUser(plain.pool);
    await admin.adminResetUserPassword({ UserPoolId: plain.pool.id, Username: username });
    await signIn(page, plain, username);
  },
  "reset-password-wrong-code": async (page, { plain }) => {
    await reset(page, plain);
    await submit(page, { code: "000000", new_password: ANOTHER_PASSWORD });
  },
  "new-password": async (page, { plain }) => {
    await signIn(page, plain, await plain.pool.invited({ email: randomEmail() }));
  },
  "code-by-text-message": (page, { factors }) => signIn(page, factors.client, factors.bySms.username),
  "code-by-mail": (page, { factors }) => signIn(page, factors.client, factors.byMail.username),
  "code-of-app": (page, { factors }) => signIn(page, factors.client, factors.byApp.username),
  "code-of-app-wrong": async (page, { factors }) => {
    await signIn(page, factors.client, factors.byApp.username);
    await submit(page, { authentication_code: "000000" });
  },
  "choice-of-second-factor": (page, { factors }) => signIn(page, factors.client, factors.byBoth.username),
  "set-up-app": (page, { demandsApp }) => signIn(page, demandsApp.client, demandsApp.username),
  "set-up-choice": (page, { demandsOneOf }) => signIn(page, demandsOneOf.client, demandsOneOf.username),
  "set-up-email": async (page, { demandsOneOf }) => {
    await signIn(page, demandsOneOf.client, demandsOneOf.username);
    await choose(page, "EMAIL_OTP");
  },
  "name-first": (page, { choice }) => open(page, choice.client),
  "choice-of-first-factor": (page, { choice }) => begin(page, choice),
  "passkey-add": async (page, { choice }) => {
    await begin(page, choice);
    await submit(page, { password: PASSWORD });
    await open(page, choice.client, "/passkeys/add");
  },
  "passkey-sign-in": async (page, { choice }) => {
    await addPasskey(page, choice.client);
    await open(page, choice.client, "/login", { prompt: "login" });
    await submit(page, { username: choice.username });
    await choose(page, "WEB_AUTHN");
  },
  "passkey-failed": async (page, { choice }, authenticator) => {
    await authenticator.removeAll();
    await open(page, choice.client, "/login", { prompt: "login" });
    await submit(page, { username: choice.username });
    await choose(page, "WEB_AUTHN");
    await page.locator("[type=submit]").click();
    await page.locator("form [role=alert]:not([hidden])").waitFor();
  },
  "account-chooser": (page, { choice }) => open(page, choice.client, "/login", { prompt: "select_account" }),
  error: (page, { plain }) =>
    open(page, plain, "/oauth2/authorize", { redirect_uri: "https://evil.example.com" }),
  "error-of-client": (page, { plain }) => open(page, plain, "/login", { client_id: "unknown" }),
  "missing-parameter": (page, { plain }) => open(page, plain, "/login", { redirect_uri: undefined }),
  "malformed-request": (page, { plain }) => page.goto(`${plain.url("/login")}&client_id=doubled`),
  "form-expired": async (page, { plain }) => {
    await open(page, plain);
    await page.context().clearCookies();
    await submit(page, { username: "ana", password: PASSWORD });
  },
  "link-confirmed": async (page, { linked }) => {
    const email = randomEmail();
    const client = await app(linked, PASSWORD_FLOWS);
    const [Username, Name] = [randomName(), "email"];
    await admin.signUp({
      ClientId: client.id,
      Username,
      Password: PASSWORD,
      UserAttributes: [{ Name, Value: email }],
    });
    const confirmation_code = await lastCode(email);
    const query = new URLSearchParams({ client_id: client.id, user_name: Username, confirmation_code });
    await page.goto(`${endpoint}/${linked.id}/confirmUser?${query}`);
  },
  "login-with-style": (page, { styled }) => open(page, styled),
  "forgot-password-with-style": (page, { styled }) => open(page, styled, "/forgotPassword"),
  "reset-password-with-style": (page, { styled }) => reset(page, styled),
  "error-with-style": (page, { styled }) =>
    open(page, styled, "/oauth2/authorize", { redirect_uri: "https://evil.example.com" }),
  "link-refused-with-a-way-on": (page, { styled }) =>
    page.goto(`${styled.base}/confirmUser?client_id=${styled.id}&user_name=nobody&confirmation_code=000000`),
  "link-refused": (page, { plain }) =>
    page.goto(`${plain.base}/confirmUser?client_id=${plain.id}&user_name=nobody&confirmation_code=000000`),
};
