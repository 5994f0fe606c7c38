// An identity provider of SAML 2.0: messages, signatures, encryption and metadata are samlify's, unmodified; the pages around them
// are here.

import { inflateRawSync } from "node:zlib";
import { parse } from "node-html-parser";
import samlify from "samlify";
import { certificate, remember, serve } from "./provider-site.js";
import { issuerOf } from "./hosted.js";
import { admin, randomName } from "./world.js";

const { binding } = samlify.Constants.namespace;
const PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

// samlify wants a validator of schemas. Its parser has refused malformed messages before.
samlify.setSchemaValidator({ validate: async () => "no schemas" });

/** What a provider says about a user, as other providers do; the template of samlify has no `AuthnStatement`. */
const STATEMENTS = ({ session, attributes }) =>
  `<saml:AuthnStatement AuthnInstant="{IssueInstant}" SessionIndex="${session}"><saml:AuthnContext>` +
  "<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef>" +
  `</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${attributes}</saml:AttributeStatement>`;

const escaped = (text) =>
  text
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[{}]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const attribute = ([name, values]) =>
  `<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">` +
  [values]
    .flat()
    .map((value) => `<saml:AttributeValue>${escaped(value)}</saml:AttributeValue>`)
    .join("") +
  "</saml:Attribute>";

/** Starts a provider on a loopback port. `settings` are samlify's of the provider. */
export async function startSamlProvider(settings = {}) {
  const provider = new SamlProvider(settings);
  await provider.start();
  return provider;
}

class SamlProvider {
  /** The attributes of its users, by what they sign in with. */
  people = new Map();
  /** The users with a session here, by cookie. */
  sessions = new Map();
  /** The messages received, oldest first: `{ binding, message, relayState }`, as samlify has read and verified them. */
  received = [];
  /** How the next responses differ: see `respond`. */
  lies = {};
  /** What is served in place of the metadata. */
  metadataInstead;

  constructor(settings) {
    this.settings = settings;
  }

  async start() {
    this.site = await serve((request, response) => this.#serve(request, response), this.site?.port);
    this.origin = this.site.origin;
    this.entityId = `${this.origin}/metadata`;
    const { bindings = ["redirect", "post"], ...settings } = this.settings;
    const { cert, key } = certificate("saml");
    const at = (path) =>
      bindings.map((name) => ({ Binding: binding[name], Location: `${this.origin}${path}` }));
    this.idp = samlify.IdentityProvider({
      entityID: this.entityId,
      signingCert: cert,
      privateKey: key,
      nameIDFormat: [PERSISTENT],
      singleSignOnService: at("/sso"),
      singleLogoutService: at("/slo"),
      wantLogoutRequestSigned: true,
      wantLogoutResponseSigned: true,
      ...settings,
    });
  }

  stop() {
    return this.site.stop();
  }

  get metadata() {
    return this.idp.getMetadata();
  }

  /** Lets users of a pool sign in here. The values are those that the developer guide tells to enter at a provider. */
  async trust(pool, settings = {}) {
    const { Certificate } = await admin.getSigningCertificate({ UserPoolId: pool.id });
    this.acs = `${issuerOf(pool)}/saml2/idpresponse`;
    this.sp = samlify.ServiceProvider({
      entityID: `urn:amazon:cognito:sp:${pool.id}`,
      authnRequestsSigned: this.idp.entityMeta.isWantAuthnRequestsSigned(),
      wantAssertionsSigned: true,
      wantLogoutRequestSigned: true,
      wantLogoutResponseSigned: true,
      signingCert: Certificate,
      encryptCert: Certificate,
      assertionConsumerService: [{ Binding: binding.post, Location: this.acs }],
      singleLogoutService: [{ Binding: binding.post, Location: `${issuerOf(pool)}/saml2/logout` }],
      ...settings,
    });
  }

  /** A user with these attributes; the name is that in assertions. */
  person(given = {}) {
    const name = randomName("sue");
    this.people.set(name, given);
    return name;
  }

  async #serve(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const url = new URL(request.url, this.origin);
    const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    const cookie = /saml=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    try {
      const answer = await this.#answer(url, request.method === "POST" && form, cookie);
      const { status = 200, type = "text/html; charset=utf-8", body, headers = {} } = answer;
      response.writeHead(status, { "content-type": type, ...headers }).end(body);
    } catch (error) {
      // What a test must see: the message of the pool was not accepted.
      response
        .writeHead(400, { "content-type": "text/html" })
        .end(`<h1>Refused</h1><p id="error">${error.message}</p>`);
    }
  }

  #answer(url, form, cookie) {
    switch (url.pathname) {
      case "/metadata":
        return this.metadataInstead?.() ?? { type: "application/samlmetadata+xml", body: this.metadata };
      case "/sso":
        return this.#asked(url, form, cookie);
      case "/login":
        return this.#login(form);
      case "/slo":
        return this.#logout(form, cookie);
      default:
        return { status: 404, body: "" };
    }
  }

  /** An authentication request, by HTTP-Redirect or HTTP-POST. */
  async #asked(url, form, cookie) {
    const query = Object.fromEntries(url.searchParams);
    // The signature is over the parameters as they were sent.
    const octetString = url.search.slice(1).split("&Signature=")[0];
    const name = form ? "post" : "redirect";
    const message = await this.idp.parseLoginRequest(
      this.sp,
      name,
      form ? { body: form } : { query, octetString },
    );
    const { SAMLRequest, RelayState } = form || query;
    const bytes = Buffer.from(SAMLRequest, "base64");
    const xml = (form ? bytes : inflateRawSync(bytes)).toString();
    this.received.push({ binding: name, xml, message, relayState: RelayState, parameters: form || query });
    const login = this.sessions.get(cookie);
    if (login && !/ForceAuthn="true"/.test(xml)) return this.#respond(login, cookie, message, RelayState);
    const asked = this.received.length - 1;
    return {
      body: `<!doctype html><title>Provider</title><h1>Sign in at the provider</h1><form method="post" action="/login">
        <input type="hidden" name="asked" value="${asked}">
        <label>Name <input name="login"></label> <label>Secret <input name="password" type="password"></label>
        <button>Sign in</button></form>`,
    };
  }

  #login({ asked, login, password }) {
    remember(password);
    const session = randomName("session");
    this.sessions.set(session, login);
    const { message, relayState } = this.received[asked];
    return this.#respond(login, session, message, relayState);
  }

  async #respond(login, session, message, relayState) {
    const { context } = await this.response(login, { session, message });
    return {
      headers: { "set-cookie": `saml=${session}; Path=/; Secure; HttpOnly` },
      body: posting(this.acs, { SAMLResponse: context, RelayState: relayState }),
    };
  }

  /**
   * A response about a user. `message` is the request; a sign-in that begins at the provider has none. `tags` replace those of the
   * template, `edit` changes the XML before it is signed, and `after` the message that is sent.
   */
  async response(login, { session = randomName("session"), message, ...change } = {}) {
    const {
      tags = {},
      edit = (xml) => xml,
      after = (text) => text,
      idp = this.idp,
      encryptThenSign,
    } = {
      ...this.lies,
      ...change,
    };
    const now = Date.now();
    const soon = new Date(now + 300_000).toISOString();
    const build = (template) => {
      const attributes = Object.entries(this.people.get(login) ?? {})
        .map(attribute)
        .join("");
      const request = message?.extract.request.id;
      const xml = template
        .replace("{AuthnStatement}{AttributeStatement}", STATEMENTS({ session, attributes }))
        .replaceAll(' InResponseTo="{InResponseTo}"', request ? ` InResponseTo="${request}"` : "");
      const id = this.idp.entitySetting.generateID();
      const given = {
        ID: id,
        AssertionID: this.idp.entitySetting.generateID(),
        Destination: this.acs,
        Audience: this.sp.entityMeta.getEntityID(),
        SubjectRecipient: this.acs,
        Issuer: this.entityId,
        IssueInstant: new Date(now).toISOString(),
        StatusCode: samlify.Constants.StatusCode.Success,
        ConditionsNotBefore: new Date(now).toISOString(),
        ConditionsNotOnOrAfter: soon,
        SubjectConfirmationDataNotOnOrAfter: soon,
        NameIDFormat: PERSISTENT,
        NameID: login,
        ...tags,
      };
      return { id, context: edit(samlify.SamlLib.replaceTagsByValue(xml, given)) };
    };
    const options = { customTagReplacement: build, encryptThenSign };
    const made = await idp.createLoginResponse(this.sp, message ?? { extract: {} }, "post", {}, options);
    const context = after(made.context);
    remember(context);
    return { ...made, context };
  }

  /** A logout message of the pool, by HTTP-POST. */
  async #logout(form, cookie) {
    if (form.SAMLResponse) {
      const message = await this.idp.parseLogoutResponse(this.sp, "post", { body: form });
      this.received.push({ message, relayState: form.RelayState });
      return { body: "<h1>Signed out everywhere</h1>" };
    }
    const message = await this.idp.parseLogoutRequest(this.sp, "post", { body: form });
    this.received.push({ message, relayState: form.RelayState });
    this.sessions.delete(cookie);
    const { context } = this.idp.createLogoutResponse(this.sp, message, "post");
    const target = this.sp.entityMeta.getSingleLogoutService("post");
    return { body: posting(target, { SAMLResponse: context, RelayState: form.RelayState }) };
  }

  /** The form with which the provider asks the pool to sign a user out. */
  logoutOf(login, { idp = this.idp } = {}) {
    const { context, id } = idp.createLogoutRequest(this.sp, "post", { logoutNameID: login });
    return {
      id,
      url: this.sp.entityMeta.getSingleLogoutService("post"),
      fields: { SAMLRequest: context, RelayState: "r1" },
    };
  }
}

/** A page that posts a form, by itself in a browser with scripts. */
export const posting = (url, fields) =>
  `<!doctype html><title>Provider</title><h1>One moment</h1><form method="post" action="${escaped(url)}">${Object.entries(
    fields,
  )
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}">`)
    .join("")}<button>Continue</button></form><script>document.forms[0].submit()</script>`;

/** The fields of the form of such a page. */
export const posted = (html) =>
  Object.fromEntries(
    parse(html)
      .querySelectorAll("input")
      .map((input) => [input.getAttribute("name"), input.getAttribute("value")]),
  );
