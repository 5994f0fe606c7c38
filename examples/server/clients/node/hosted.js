// Set-up for the tests of the OAuth endpoints and of the pages: app clients, and a visitor whose browser runs no scripts.

import assert from "node:assert/strict";
import { get as httpGet } from "node:http";
import { parse } from "node-html-parser";
import { CookieJar } from "tough-cookie";
import { PASSWORD, admin, endpoint, randomName } from "./world.js";

export const CALLBACK = "http://localhost:3000/callback";
export const SIGNED_OUT = "http://localhost:3000/signed-out";
export const SCOPES = ["openid", "email", "phone", "profile"];

/** The address that is the issuer of a pool, and that all its endpoints are below. */
export const issuerOf = ({ id }) => `${endpoint}/${id}`;

/** A new app client that may use the pages. Without `GenerateSecret` it is a public client. */
export async function app(pool, settings = {}) {
  const { UserPoolClient } = await admin.createUserPoolClient({
    UserPoolId: pool.id,
    ClientName: randomName("app-"),
    ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ["code"],
    AllowedOAuthScopes: SCOPES,
    CallbackURLs: [CALLBACK],
    LogoutURLs: [SIGNED_OUT],
    SupportedIdentityProviders: ["COGNITO"],
    ...settings,
  });
  return new App(pool, UserPoolClient);
}

class App {
  constructor(pool, { ClientId, ClientSecret, CallbackURLs }) {
    this.pool = pool;
    this.callback = CallbackURLs?.[0];
    this.id = ClientId;
    this.secret = ClientSecret;
    /** Where the pages are that `url` leads to. */
    this.base = issuerOf(pool);
  }

  /** The address of a page or an endpoint with an authorization request of this client. */
  url(path = "/oauth2/authorize", parameters = {}) {
    const query = {
      client_id: this.id,
      response_type: "code",
      redirect_uri: this.callback,
      scope: "openid",
      ...parameters,
    };
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    return new URL(`${this.base}${path}?${new URLSearchParams(given)}`);
  }

  /** Sends parameters to the token endpoint as this client, and answers the status and the JSON. */
  async token(parameters, { secret = this.secret } = {}) {
    const client = { client_id: this.id, ...(secret && { client_secret: secret }) };
    const answer = await fetch(`${issuerOf(this.pool)}/oauth2/token`, {
      method: "POST",
      body: new URLSearchParams({ ...client, ...parameters }),
    });
    return { status: answer.status, body: await answer.json() };
  }
}

/** The name of a new user whose mail address is verified, and the address. */
export async function verifiedUser(pool, given = {}) {
  const email = `${randomName("mail")}@example.com`;
  return { username: await pool.user({ email, email_verified: "true", ...given }), email };
}

/** A page, as a browser without scripts sees it. */
class Page {
  constructor(url, answer, html) {
    this.url = url;
    this.status = answer.status;
    this.headers = answer.headers;
    this.document = parse(html);
  }

  text(selector) {
    return this.document.querySelector(selector)?.textContent.trim();
  }

  get title() {
    return this.text("h1");
  }

  get error() {
    return this.text("#error");
  }

  /** The address of the link with this text. */
  link(text) {
    const found = this.document.querySelectorAll("a").find((link) => link.textContent.trim() === text);
    assert.ok(found, `no link ${text}`);
    return new URL(found.getAttribute("href"), this.url);
  }
}

/** A person with a browser that keeps cookies, follows redirects, fills forms in, and runs no scripts. */
export class Visitor {
  jar = new CookieJar();

  /** `sites` are the origins, beside the server's, whose pages the visitor looks at. */
  constructor(...sites) {
    this.sites = [new URL(endpoint).origin, ...sites];
  }

  /**
   * Goes to an address. Follows redirects while they stay at the server and the other sites. Answers the page, or the address outside
   * of them that the last redirect leads to.
   */
  async go(url, options = {}) {
    const headers = { cookie: await this.jar.getCookieString(String(url)), ...options.headers };
    const answer = await fetch(url, { ...options, headers, redirect: "manual" });
    for (const cookie of answer.headers.getSetCookie()) await this.jar.setCookie(cookie, String(url));
    const html = await answer.text();
    if (![302, 303].includes(answer.status)) return new Page(new URL(url), answer, html);
    const target = new URL(answer.headers.get("location"), url);
    return this.sites.includes(target.origin) ? this.go(target) : target;
  }

  /** Fills in the form that has a field or a button of this name, presses its button, and goes where it leads. */
  async submit(page, fields, buttonName) {
    const forms = page.document.querySelectorAll("form");
    const wanted = buttonName ?? Object.keys(fields)[0];
    const form = forms.find((form) => form.querySelector(`[name="${wanted}"]`));
    assert.ok(form, `no form with ${wanted} in: ${page.document.querySelector("main")?.textContent}`);
    const values = {};
    for (const input of form.querySelectorAll("input")) {
      if (input.getAttribute("type") !== "submit" || !buttonName) {
        values[input.getAttribute("name")] = input.getAttribute("value") ?? "";
      }
    }
    for (const name of Object.keys(fields)) assert.ok(name in values, `no field ${name}`);
    const button = buttonName && form.querySelector(`[name="${buttonName}"]`);
    if (button) values[buttonName] = button.getAttribute("value");
    return this.go(new URL(form.getAttribute("action"), page.url), {
      method: form.getAttribute("method").toUpperCase(),
      body: new URLSearchParams({ ...values, ...fields }),
    });
  }

  /** Sends the first form of a page as it is, as a script of the page would do. */
  send(page) {
    const input = page.document.querySelector("form input");
    assert.ok(input, `no form in: ${page.document}`);
    return this.submit(page, { [input.getAttribute("name")]: input.getAttribute("value") });
  }

  /** Signs in at the page that an authorization request leads to. Answers where the browser is led to. */
  async signIn(url, username, password = PASSWORD) {
    return this.submit(await this.go(url), { username, password });
  }
}

/** `fetch` for the host name of a domain, which not every system can resolve. */
export function fetchAt(host, path) {
  const { port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    httpGet({ host: "127.0.0.1", port, path, headers: { host: `${host}:${port}` } }, async (answer) => {
      const chunks = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({ status: answer.statusCode, headers: answer.headers, text: Buffer.concat(chunks).toString() });
    }).on("error", reject);
  });
}
