// samlify, unmodified, as a SAML 2.0 identity provider of a pool.
//
// The values of the service provider are those of section 8.6 of the reference. Why a response is refused is told in words of the
// engine, so tests look only for the word that says which lie was found.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import samlify from "samlify";
import { launch } from "./chromium.js";
import { checkCreated, connect, refused, usernames } from "./federated.js";
import { CALLBACK, SIGNED_OUT, Visitor, issuerOf } from "./hosted.js";
import { certificate, remember } from "./provider-site.js";
import { posted, startSamlProvider } from "./saml-provider.js";
import { admin, claims, pool as newPool, randomName } from "./world.js";

const MAPPING = {
  email: "mail",
  given_name: "givenName",
  "custom:groups": "groups",
};

const SCHEMA = [{ Name: "groups", AttributeDataType: "String", Mutable: true }];

let pool;
const started = [];

before(async () => {
  pool = await newPool({ Schema: SCHEMA });
});

after(() => Promise.all(started.map((provider) => provider.stop())));

/** Starts a provider, and adds it to the pool, by the URL of its metadata if `byUrl`. */
async function introduce({
  provider: own,
  details,
  mapping = MAPPING,
  byUrl = false,
  metadata: change = (xml) => xml,
  trust,
} = {}) {
  const provider = await startSamlProvider(own);
  started.push(provider);
  await provider.trust(pool, trust);
  const metadata = byUrl ? { MetadataURL: provider.entityId } : { MetadataFile: change(provider.metadata) };
  const given = { AttributeMapping: mapping };
  return { provider, connection: await connect(pool, "SAML", { ...metadata, ...details }, given) };
}

/** Goes to the page where the provider asks for a name. */
async function arrive({ connection }, visitor, parameters) {
  const page = await visitor.go(connection.url(parameters));
  // By HTTP-POST the pool shows a page with a form.
  return page.document?.querySelector("[name=SAMLRequest]") ? visitor.send(page) : page;
}

/** Signs in from the beginning to the end. Answers where the browser was led to. */
async function signIn(both, login, { visitor, parameters } = {}) {
  const browser = visitor ?? new Visitor(both.provider.origin);
  const page = await arrive(both, browser, parameters);
  if (page instanceof URL) return page;
  assert.equal(page.title, "Sign in at the provider", page.error);
  return browser.send(await fillIn(browser, page, login));
}

const fillIn = (visitor, page, login) =>
  visitor.submit(page, { login, password: randomName("provider-password-") });

/** Links a new user of the pool to a name of the provider. Answers the user's name. */
async function link(connection, ProviderAttributeValue, ProviderAttributeName = "NameID") {
  const ana = await pool.user({ email: "ana@example.com" });
  await admin.adminLinkProviderForUser({
    UserPoolId: pool.id,
    DestinationUser: { ProviderName: "Cognito", ProviderAttributeValue: ana },
    SourceUser: {
      ProviderName: connection.name,
      ProviderAttributeName,
      ProviderAttributeValue,
    },
  });
  return ana;
}

/** Posts a response to the pool, as a browser does that comes from the provider. */
const post = (visitor, { provider }, SAMLResponse, RelayState) =>
  visitor.go(provider.acs, { method: "POST", body: new URLSearchParams({ SAMLResponse, RelayState }) });

describe("a user of a SAML provider", () => {
  let both;
  before(async () => (both = await introduce()));

  it("is created by the first sign-in", async () => {
    const { provider, connection } = both;
    const sue = provider.person({ mail: "sue@example.com", givenName: "Süe <&>", groups: ["sales", "a,b"] });
    const tokens = await connection.redeem(await signIn(both, sue));
    await checkCreated(connection, "SAML", sue, claims(tokens.id_token), {
      email: "sue@example.com",
      email_verified: "false",
      given_name: "Süe <&>",
      "custom:groups": "[sales,a%2Cb]",
    });
    const refreshed = await connection.app.token({
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
    });
    assert.equal(claims(refreshed.body.id_token)["cognito:username"], connection.username(sue));
  });

  it("gets the attributes that the provider says at the next sign-in", async () => {
    const { provider, connection } = both;
    const sue = provider.person({ mail: "one@example.com", givenName: "Sue" });
    await connection.redeem(await signIn(both, sue));
    const created = await connection.user(sue);
    provider.people.set(sue, { mail: "two@example.com", groups: "sales" });
    await connection.redeem(await signIn(both, sue));
    const renewed = await connection.user(sue);
    assert.deepEqual(renewed.attributes, {
      email: "two@example.com",
      email_verified: "false",
      given_name: "Sue",
      "custom:groups": "sales",
    });
    assert.deepEqual({ ...renewed, attributes: {} }, { ...created, attributes: {} });
  });

  it("signs in without a page while the provider has a session, unless prompt=login", async () => {
    const { provider, connection } = both;
    const sue = provider.person();
    const visitor = new Visitor(provider.origin);
    await connection.redeem(await signIn(both, sue, { visitor }));
    const out = { logout_uri: SIGNED_OUT };
    assert.equal((await visitor.go(connection.app.url("/logout", out))).href, SIGNED_OUT);
    const silent = await arrive(both, visitor);
    assert.equal(silent.title, "One moment");
    await connection.redeem(await visitor.send(silent));
    const page = await arrive(both, visitor, { prompt: "login" });
    assert.equal(page.title, "Sign in at the provider");
    assert.match(provider.received.at(-1).xml, /ForceAuthn="true"/);
  });

  it("is the user whom an administrator has linked before the first sign-in", async () => {
    const { provider, connection } = both;
    const sue = provider.person({ givenName: "Susan" });
    const ana = await link(connection, sue);
    const before = await usernames(pool);
    const idToken = claims((await connection.redeem(await signIn(both, sue))).id_token);
    assert.equal(idToken["cognito:username"], ana);
    assert.deepEqual(await usernames(pool), before, "no user is created");
    const user = await connection.user(sue, ana);
    assert.deepEqual([user.status, user.groups, user.attributes.given_name], ["CONFIRMED", [], "Susan"]);
    assert.deepEqual(
      user.identities.map(({ providerName, providerType }) => [providerName, providerType]),
      [[connection.name, "SAML"]],
    );
  });

  it("cannot be linked after the first sign-in", async () => {
    const { provider, connection } = both;
    const sue = provider.person();
    await connection.redeem(await signIn(both, sue));
    for (const name of ["NameID", "Cognito_Subject"]) {
      await assert.rejects(link(connection, sue, name), {
        name: "InvalidParameterException",
        message:
          "Merging is not currently supported, provide a SourceUser that has not been signed up in order to link",
      });
    }
  });

  it("is named by the attribute that username is mapped to", async () => {
    const made = await introduce({ mapping: { ...MAPPING, username: "uid" } });
    const sue = made.provider.person({ uid: "sue-42" });
    await made.connection.redeem(await signIn(made, sue));
    assert.equal((await made.connection.user("sue-42")).status, "EXTERNAL_PROVIDER");
  });
});

describe("an authentication request", () => {
  it("says who asks, and where to answer", async () => {
    const made = await introduce();
    await arrive(made, new Visitor(made.provider.origin));
    const [{ binding, message, xml, parameters }] = made.provider.received;
    assert.equal(binding, "redirect");
    assert.equal(message.extract.issuer, `urn:amazon:cognito:sp:${pool.id}`);
    assert.equal(message.extract.request.destination, `${made.provider.origin}/sso`);
    assert.equal(message.extract.request.assertionConsumerServiceUrl, `${issuerOf(pool)}/saml2/idpresponse`);
    assert.match(xml, /ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"/);
    assert.doesNotMatch(xml, /ForceAuthn="true"/);
    assert.equal(parameters.Signature, undefined, "nobody has asked for a signature");
  });

  for (const bindings of [["redirect", "post"], ["post"]]) {
    for (const [why, details, metadata] of [
      ["the provider wants it so", {}],
      [
        "the pool is set up so",
        { RequestSigningAlgorithm: "rsa-sha256" },
        (xml) => xml.replace('WantAuthnRequestsSigned="true"', 'WantAuthnRequestsSigned="false"'),
      ],
    ]) {
      it(`is signed by HTTP-${bindings[0]} when ${why}`, async () => {
        const made = await introduce({
          provider: { bindings, wantAuthnRequestsSigned: true },
          details,
          metadata,
        });
        // samlify refuses a request that is not signed by the pool's certificate.
        await made.connection.redeem(await signIn(made, made.provider.person()));
        const [{ binding, xml, parameters }] = made.provider.received;
        const algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
        assert.equal(binding, bindings[0]);
        assert.ok(binding === "post" ? xml.includes(algorithm) : parameters.SigAlg === algorithm);
      });
    }
  }

  it("with a signature by another certificate would be refused", async () => {
    // Proves that the provider checks.
    const made = await introduce({
      provider: { wantAuthnRequestsSigned: true },
      trust: { signingCert: certificate("other").cert },
    });
    const page = await arrive(made, new Visitor(made.provider.origin));
    assert.equal(page.title, "Refused");
  });
});

describe("the metadata of a provider", () => {
  it("is read from a file, and its endpoints are shown", async () => {
    const { provider, connection } = await introduce();
    const named = { UserPoolId: pool.id, ProviderName: connection.name };
    const { IdentityProvider } = await admin.describeIdentityProvider(named);
    assert.equal(IdentityProvider.ProviderDetails.SSORedirectBindingURI, `${provider.origin}/sso`);
    assert.equal(IdentityProvider.ProviderDetails.SLORedirectBindingURI, `${provider.origin}/slo`);
  });

  it("is read from a URL", async () => {
    const made = await introduce({ byUrl: true });
    await made.connection.redeem(await signIn(made, made.provider.person()));
  });

  for (const [what, instead] of [
    ["is missing", () => ({ status: 404, body: "" })],
    ["is no metadata", () => ({ body: "<html/>" })],
    ["is too long", () => ({ body: "x".repeat(2 * 1024 * 1024) })],
    [
      "has expired",
      (xml) => ({ body: xml.replace("entityID=", 'validUntil="2020-01-01T00:00:00Z" entityID=') }),
    ],
  ]) {
    it(`that ${what} signs nobody in`, async () => {
      const made = await introduce({ byUrl: true });
      made.provider.metadataInstead = () => instead(made.provider.metadata);
      const told = await refused(made.connection, () => signIn(made, made.provider.person()));
      assert.equal(told.error, "invalid_request");
      assert.ok(told.description);
      assert.equal(made.provider.received.length, 0);
      made.provider.metadataInstead = undefined;
      await made.connection.redeem(await signIn(made, made.provider.person()));
    });
  }

  it("cannot be read from a provider that is down", async () => {
    const made = await introduce({ byUrl: true });
    await made.provider.stop();
    const told = await refused(made.connection, () => signIn(made, "nobody"));
    assert.equal(told.error, "invalid_request");
    await made.provider.start();
    await made.connection.redeem(await signIn(made, made.provider.person()));
  });
});

describe("a response", () => {
  const { RSA_SHA1, RSA_SHA512 } = samlify.Constants.algorithms.signature;

  for (const [what, own, trust] of [
    ["whose assertion is signed", {}, {}],
    ["that is signed as a whole", {}, { wantAssertionsSigned: false, wantMessageSigned: true }],
    ["with both signatures", {}, { wantMessageSigned: true }],
    ["signed with SHA-512", { requestSignatureAlgorithm: RSA_SHA512 }, {}],
  ]) {
    it(`${what} is accepted`, async () => {
      const made = await introduce({ provider: own, trust });
      await made.connection.redeem(await signIn(made, made.provider.person()));
    });
  }

  const { AES_128, AES_256, AES_256_GCM } = samlify.Constants.algorithms.encryption.data;
  for (const [what, dataEncryptionAlgorithm, encryptThenSign] of [
    ["AES-256 in CBC mode", AES_256],
    ["AES-128 in CBC mode", AES_128],
    ["AES-256 in GCM mode", AES_256_GCM ?? "http://www.w3.org/2009/xmlenc11#aes256-gcm"],
    ["AES-256, and signed afterwards", AES_256, true],
  ]) {
    it(`encrypted with ${what} is accepted`, async () => {
      const made = await introduce({
        provider: { isAssertionEncrypted: true, dataEncryptionAlgorithm },
        details: { EncryptedResponses: "true" },
        trust: encryptThenSign && { wantMessageSigned: true },
      });
      made.provider.lies = { encryptThenSign };
      const sue = made.provider.person({ mail: "secret@example.com" });
      const { context } = await made.provider.response(sue);
      assert.ok(!Buffer.from(context, "base64").toString().includes("secret@example.com"));
      const { id_token } = await made.connection.redeem(await signIn(made, sue));
      assert.equal((await made.connection.user(sue)).attributes.email, "secret@example.com");
      assert.equal(claims(id_token)["cognito:username"], made.connection.username(sue));
    });
  }

  it("that is not encrypted is refused if it must be", async () => {
    const made = await introduce({ details: { EncryptedResponses: "true" } });
    const told = await refused(made.connection, () => signIn(made, made.provider.person()));
    assert.equal(told.error, "invalid_request");
    assert.match(told.description, /encrypt/);
  });

  const minutes = (count) => new Date(Date.now() + count * 60_000).toISOString();
  const other = (settings) => {
    const { cert, key } = certificate("other");
    return samlify.IdentityProvider({
      signingCert: cert,
      privateKey: key,
      singleSignOnService: [
        { Binding: samlify.Constants.namespace.binding.post, Location: "https://localhost/" },
      ],
      singleLogoutService: [
        { Binding: samlify.Constants.namespace.binding.post, Location: "https://localhost/" },
      ],
      entityID: settings.entityId,
    });
  };
  const changed = (from, to) => (text) => {
    const xml = Buffer.from(text, "base64").toString();
    const lie = xml.replace(from, to);
    assert.notEqual(lie, xml, "the lie changes something");
    return Buffer.from(lie).toString("base64");
  };
  const STATUS = "urn:oasis:names:tc:SAML:2.0:status:Responder";

  for (const [what, lie, expected] of [
    ["for another audience", { tags: { Audience: "urn:amazon:cognito:sp:us-east-1_Other" } }, /audience/],
    ["for another recipient", { tags: { SubjectRecipient: "https://evil.example.com/" } }, /URL/],
    ["for another destination", { tags: { Destination: "https://evil.example.com/" } }, /destination/],
    ["of another issuer", { tags: { Issuer: "https://evil.example.com/" } }, /issuer/],
    [
      "to another request",
      { edit: (xml) => xml.replaceAll(/InResponseTo="[^"]*"/g, 'InResponseTo="_1"') },
      /request/,
    ],
    ["to no request", { edit: (xml) => xml.replaceAll(/ InResponseTo="[^"]*"/g, "") }, /request/],
    [
      "that has expired",
      { tags: { ConditionsNotOnOrAfter: minutes(-10), SubjectConfirmationDataNotOnOrAfter: minutes(-10) } },
      /expired/,
    ],
    ["that is not valid yet", { tags: { ConditionsNotBefore: minutes(10) } }, /valid/],
    [
      "without an authentication",
      { edit: (xml) => xml.replace(/<saml:AuthnStatement.*<\/saml:AuthnStatement>/, "") },
      /authenticated/,
    ],
    ["with the status of a failure", { tags: { StatusCode: STATUS } }, /status/],
    ["by the key of another", { idp: other }, /signature/],
    ["that is not signed", { after: changed(/<ds:Signature.*<\/ds:Signature>/, "") }, /signed/],
    [
      "that was changed after it had been signed",
      { after: changed("</saml:NameID>", "x</saml:NameID>") },
      /changed/,
    ],
    ["with SHA-1", { sha1: true }, /SHA-1/],
    ["that is no XML", { after: () => Buffer.from("nothing").toString("base64") }, /./],
  ]) {
    it(`${what} signs nobody in`, async () => {
      const { sha1, idp, ...lies } = lie;
      const made = await introduce(sha1 ? { provider: { requestSignatureAlgorithm: RSA_SHA1 } } : {});
      made.provider.lies = { ...lies, ...(idp && { idp: idp(made.provider) }) };
      const told = await refused(made.connection, () => signIn(made, made.provider.person()));
      assert.equal(told.error, "invalid_request");
      assert.match(told.description, expected);
    });
  }

  it("may have 100,000 characters", async () => {
    const made = await introduce();
    const sue = made.provider.person({ padding: "x".repeat(65_000) });
    assert.ok((await made.provider.response(sue)).context.length > 85_000);
    await made.connection.redeem(await signIn(made, sue));
    const joe = made.provider.person({ padding: "x".repeat(75_000) });
    assert.ok((await made.provider.response(joe)).context.length > 100_000);
    const before = await usernames(pool);
    assert.equal((await signIn(made, joe)).status, 400);
    assert.deepEqual(await usernames(pool), before);
  });

  it("is accepted once, and only in the browser where the sign-in has begun", async () => {
    const made = await introduce();
    const { provider, connection } = made;
    const visitor = new Visitor(provider.origin);
    const page = await fillIn(visitor, await arrive(made, visitor), provider.person());
    const { SAMLResponse, RelayState } = posted(page.document.toString());
    const before = await usernames(pool);
    assert.equal((await post(new Visitor(), made, SAMLResponse, RelayState)).status, 400);
    assert.equal((await post(visitor, made, SAMLResponse, "made-up")).status, 400);
    assert.deepEqual(await usernames(pool), before);
    await connection.redeem(await post(visitor, made, SAMLResponse, RelayState));
    const told = await refused(connection, () => post(visitor, made, SAMLResponse, RelayState));
    assert.equal(told.error, "invalid_request");
    // Nor for another request of the same browser.
    await arrive(made, visitor, { prompt: "login" });
    const next = provider.received.at(-1).relayState;
    assert.notEqual(next, RelayState);
    assert.equal(
      (await refused(connection, () => post(visitor, made, SAMLResponse, next))).error,
      "invalid_request",
    );
  });
});

describe("a sign-in that begins at the provider", () => {
  /** What a provider is configured to send along. */
  const relayState = ({ name, app }) =>
    `identity_provider=${name}&client_id=${app.id}&redirect_uri=${encodeURIComponent(CALLBACK)}&response_type=code&scope=openid&state=s1`;

  it("is accepted if it is enabled, and once", async () => {
    const made = await introduce({ details: { IDPInit: "true" } });
    const { provider, connection } = made;
    const sue = provider.person({ mail: "init@example.com" });
    const { context } = await provider.response(sue);
    const tokens = await connection.redeem(await post(new Visitor(), made, context, relayState(connection)));
    await checkCreated(connection, "SAML", sue, claims(tokens.id_token), {
      email: "init@example.com",
      email_verified: "false",
    });
    const told = await refused(connection, () => post(new Visitor(), made, context, relayState(connection)));
    assert.equal(told.error, "invalid_request");
    // A response that claims to answer a request is none of these.
    const message = { extract: { request: { id: "_1" } } };
    const answer = await provider.response(sue, { message });
    const claimed = await refused(connection, () =>
      post(new Visitor(), made, answer.context, relayState(connection)),
    );
    assert.equal(claimed.error, "invalid_request");
  });

  it("leads only to an address of the client", async () => {
    const made = await introduce({ details: { IDPInit: "true" } });
    const { context } = await made.provider.response(made.provider.person());
    const before = await usernames(pool);
    const to = relayState(made.connection).replace(
      encodeURIComponent(CALLBACK),
      "https%3A%2F%2Fevil.example.com",
    );
    const page = await post(new Visitor(), made, context, to);
    assert.deepEqual([page.status, page.error], [400, "redirect_mismatch"]);
    assert.deepEqual(await usernames(pool), before);
  });

  it("is refused if it is not enabled", async () => {
    const made = await introduce();
    const { context } = await made.provider.response(made.provider.person());
    const before = await usernames(pool);
    const page = await post(new Visitor(), made, context, relayState(made.connection));
    assert.equal(page.status, 400);
    assert.deepEqual(await usernames(pool), before);
  });
});

describe("single logout", () => {
  let both;
  before(async () => (both = await introduce({ details: { IDPSignout: "true" } })));

  it("ends the session at the provider, and comes back", async () => {
    const { provider, connection } = both;
    const sue = provider.person();
    const visitor = new Visitor(provider.origin);
    await connection.redeem(await signIn(both, sue, { visitor }));
    const [[session]] = [...provider.sessions].filter(([, login]) => login === sue);
    const form = await visitor.go(connection.app.url("/logout", { logout_uri: SIGNED_OUT }));
    // samlify has checked the signature.
    const back = await visitor.send(form);
    const { message } = provider.received.at(-1);
    assert.equal(message.extract.nameID, sue);
    assert.equal(message.extract.sessionIndex, session);
    assert.equal(message.extract.issuer, `urn:amazon:cognito:sp:${pool.id}`);
    assert.equal(provider.sessions.has(session), false);
    assert.equal((await visitor.send(back)).href, SIGNED_OUT);
    // Both sessions are over.
    assert.equal((await visitor.go(connection.app.url())).title, "Sign in");
    assert.equal((await arrive(both, visitor)).title, "Sign in at the provider");
  });

  it("stays here unless the pool is set up so", async () => {
    const made = await introduce();
    const sue = made.provider.person();
    const visitor = new Visitor(made.provider.origin);
    await made.connection.redeem(await signIn(made, sue, { visitor }));
    const out = await visitor.go(made.connection.app.url("/logout", { logout_uri: SIGNED_OUT }));
    assert.equal(out.href, SIGNED_OUT);
    assert.equal(made.provider.sessions.size, 1);
  });

  for (const [what, prepare] of [
    ["a user of its own", async () => ({ made: both, sue: both.provider.person() })],
    [
      "a user who was linked",
      async () => {
        const sue = both.provider.person();
        await link(both.connection, sue);
        return { made: both, sue };
      },
    ],
  ]) {
    it(`begins at the provider, too, and ends the session of the browser of ${what}`, async () => {
      const { made, sue } = await prepare();
      const { provider, connection } = made;
      const visitor = new Visitor(provider.origin);
      await connection.redeem(await signIn(made, sue, { visitor }));
      const { id, url, fields } = provider.logoutOf(sue);
      const form = await visitor.go(url, { method: "POST", body: new URLSearchParams(fields) });
      assert.equal((await visitor.send(form)).title, "Signed out everywhere");
      const { message, relayState } = provider.received.at(-1);
      assert.deepEqual([message.extract.response.inResponseTo, relayState], [id, "r1"]);
      assert.equal((await visitor.go(connection.app.url())).title, "Sign in");
    });
  }

  it("is not said to have succeeded for a user whom the pool does not know by that name", async () => {
    const made = await introduce({ mapping: { username: "uid" } });
    const { provider, connection } = made;
    const sue = provider.person({ uid: randomName("uid") });
    const visitor = new Visitor(provider.origin);
    await connection.redeem(await signIn(made, sue, { visitor }));
    for (const name of [sue, "nobody"]) {
      const { url, fields } = provider.logoutOf(name);
      const form = await visitor.go(url, { method: "POST", body: new URLSearchParams(fields) });
      const page = await visitor.send(form);
      assert.equal(page.title, "Refused");
      assert.match(page.error, /status:Responder/);
    }
  });

  it("is refused without the signature of the provider", async () => {
    const { provider, connection } = both;
    const sue = provider.person();
    const visitor = new Visitor(provider.origin);
    await connection.redeem(await signIn(both, sue, { visitor }));
    const { cert, key } = certificate("other");
    const idp = samlify.IdentityProvider({
      ...provider.idp.entitySetting,
      signingCert: cert,
      privateKey: key,
    });
    for (const { url, fields } of [
      provider.logoutOf(sue, { idp }),
      {
        ...provider.logoutOf(sue),
        fields: {
          SAMLRequest: unsigned(provider.logoutOf(sue).fields.SAMLRequest),
        },
      },
    ]) {
      const page = await visitor.go(url, { method: "POST", body: new URLSearchParams(fields) });
      assert.equal(page.status, 400);
    }
    // The session goes on.
    assert.equal(
      (await visitor.go(connection.app.url("/oauth2/authorize", { state: "s1" }))).pathname,
      "/callback",
    );
  });

  const unsigned = (text) => {
    const xml = Buffer.from(text, "base64").toString();
    assert.match(xml, /<ds:Signature/);
    return Buffer.from(xml.replace(/<ds:Signature.*<\/ds:Signature>/, "")).toString("base64");
  };
});

describe("in Chromium", () => {
  it("a person signs in by forms that scripts send, and signs out everywhere", async () => {
    const made = await introduce({
      provider: { bindings: ["post"], wantAuthnRequestsSigned: true },
      details: { IDPSignout: "true" },
    });
    const { provider, connection } = made;
    const sue = provider.person({ mail: "person@example.com" });
    const application = await connection.application();
    const browser = await launch();
    try {
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      page.setDefaultTimeout(10_000);
      await page.goto(connection.app.url("/oauth2/authorize", { state: "s1" }).href);
      await page.getByRole("link", { name: connection.name }).click();
      await page.getByLabel("Name").fill(sue);
      const password = randomName("provider-password-");
      remember(password);
      await page.getByLabel("Secret").fill(password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.waitForURL(`${application.callback}?*`);
      const tokens = await connection.redeem(new URL(page.url()));
      await checkCreated(connection, "SAML", sue, claims(tokens.id_token), {
        email: "person@example.com",
        email_verified: "false",
      });
      assert.equal(provider.sessions.size, 1);
      await page.goto(connection.app.url("/logout", { logout_uri: application.signedOut }).href);
      await page.waitForURL(application.signedOut);
      assert.equal(provider.sessions.size, 0);
    } finally {
      await browser.close();
      application.close();
    }
  });
});
