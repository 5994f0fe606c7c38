// oidc-provider, unmodified: an OpenID Connect provider with pages of its own, whose users may sign in to a pool.

import { generateKeyPair, exportJWK, SignJWT } from "jose";
import Provider from "oidc-provider";
import { remember, serve } from "./provider-site.js";
import { randomName } from "./world.js";

/** Keys of both algorithms that are accepted, the RSA key first. */
export const newKeys = () => Promise.all(["RS256", "ES256"].map(newKey));

async function newKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(privateKey)), alg, use: "sig", kid: randomName("key-") } };
}

/** Without the warnings that pages and memory are for development only. */
function quietly(construct) {
  const { warn } = console;
  console.warn = () => {};
  try {
    return construct();
  } finally {
    console.warn = warn;
  }
}

/** Making keys takes longer than most tests, so all providers of a file begin with the same ones. */
let shared;

/**
 * Starts a provider on a loopback port. `client` is its only client, apart from id and secret; `configuration` is that of
 * oidc-provider.
 */
export async function startOidcProvider({ client, configuration = {} }) {
  const started = new OidcProvider(client, configuration);
  shared ??= newKeys();
  await started.start(await shared);
  return started;
}

class OidcProvider {
  /** The claims of its users, by what they sign in with. */
  people = new Map();
  /** What was asked so far: the path and the parameters, oldest first. */
  asked = [];
  /** Answers in place of the provider, by path: functions of Koa's `ctx` and `next`. */
  instead = {};

  constructor(client, configuration) {
    this.clientSecret = randomName("provider-secret-");
    this.configuration = {
      clients: [{ client_id: "userpool", client_secret: this.clientSecret, ...client }],
      claims: {
        openid: ["sub"],
        email: ["email", "email_verified"],
        profile: ["name", "given_name", "family_name", "locale"],
        groups: ["groups"],
      },
      enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
      // The server must use PKCE.
      pkce: { required: () => true },
      cookies: { keys: [randomName()] },
      ttl: {
        AccessToken: 600,
        AuthorizationCode: 60,
        IdToken: 600,
        Interaction: 600,
        Session: 600,
        Grant: 600,
      },
      findAccount: (_, accountId) => ({
        accountId,
        claims: () => ({ ...this.people.get(accountId), sub: accountId }),
      }),
      ...configuration,
    };
  }

  /** Serves with these keys, at the same address as before. */
  async start(keys) {
    this.keys = keys;
    let callback;
    this.site = await serve((request, response) => callback(request, response), this.port);
    this.port = this.site.port;
    this.issuer = this.site.origin;
    const provider = quietly(
      () => new Provider(this.issuer, { ...this.configuration, jwks: { keys: keys.map(({ jwk }) => jwk) } }),
    );
    provider.use((ctx, next) => this.#answer(ctx, next));
    callback = provider.callback();
  }

  stop() {
    return this.site.stop();
  }

  /** Starts again with other keys. */
  async restart(keys) {
    await this.stop();
    await this.start(keys);
  }

  async #answer(ctx, next) {
    await (this.instead[ctx.path] ?? ((_, next) => next()))(ctx, next);
    const { params, client } = ctx.oidc ?? {};
    this.asked.push({ path: ctx.path, method: ctx.method, params: { ...params }, headers: ctx.headers });
    const { code, code_verifier, client_secret } = params ?? {};
    const { access_token, id_token, refresh_token } = ctx.body ?? {};
    remember(client?.clientSecret, client_secret, code, code_verifier, access_token, id_token, refresh_token);
  }

  /** The requests to a path so far. */
  requests(path) {
    return this.asked.filter((request) => request.path === path);
  }

  /** A user with these claims; the name is the subject. */
  person(given = {}) {
    const name = randomName("bob");
    this.people.set(name, given);
    return name;
  }

  /** An ID token of the provider with these claims, signed by its key for RS256 or by another. */
  sign(claims, { privateKey, jwk } = this.keys[0]) {
    return new SignJWT(claims).setProtectedHeader({ alg: jwk.alg, kid: jwk.kid }).sign(privateKey);
  }
}

/** Signs in at the page of the provider where the visitor is, and agrees if that is asked. Answers where it leads to. */
export async function signInAt(visitor, page, login) {
  const password = randomName("provider-password-");
  remember(password);
  const next = await visitor.submit(page, { login, password });
  return next instanceof URL ? next : visitor.submit(next, { prompt: "consent" });
}
