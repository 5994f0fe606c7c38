// oidc-provider replaces its keys between two sign-ins.
//
// A pool reads the keys of a provider again for a token whose key it does not know, but not within a minute: otherwise made-up tokens
// would make it send requests. So this file waits for a minute, and is apart from the others, which run meanwhile.

import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { callbackOf, connect, refused } from "./federated.js";
import { Visitor } from "./hosted.js";
import { newKeys, signInAt, startOidcProvider } from "./oidc-provider.js";
import { claims, pool as newPool } from "./world.js";

const MINUTE = 60_000;

let provider;
let connection;

before(async () => {
  const pool = await newPool();
  provider = await startOidcProvider({
    client: { redirect_uris: [callbackOf(pool)], token_endpoint_auth_method: "client_secret_post" },
  });
  connection = await connect(pool, "OIDC", {
    client_id: "userpool",
    client_secret: provider.clientSecret,
    authorize_scopes: "openid",
    oidc_issuer: provider.issuer,
    attributes_request_method: "GET",
  });
});

after(() => provider.stop());

async function signIn(login) {
  const visitor = new Visitor(provider.issuer);
  return signInAt(visitor, await visitor.go(connection.url()), login);
}

it("signs its users in with new keys, and with the old ones no longer", async () => {
  const bob = provider.person();
  const first = claims((await connection.redeem(await signIn(bob))).id_token);
  const fetched = Date.now();
  const [old] = provider.keys;
  // Published before it is used, a key is known at once.
  const next = await newKeys();
  assert.equal(provider.requests("/jwks").length, 1);

  await provider.restart(next);
  await sleep(fetched + MINUTE + 1_000 - Date.now());
  const second = claims((await connection.redeem(await signIn(bob))).id_token);
  assert.equal(second.sub, first.sub);
  assert.equal(provider.requests("/jwks").length, 2);

  provider.instead["/token"] = async (ctx, next) => {
    await next();
    ctx.body = { ...ctx.body, id_token: await provider.sign(claims(ctx.body.id_token), old) };
  };
  const told = await refused(connection, () => signIn(bob));
  assert.equal(told.error, "invalid_request");
  assert.match(told.description, /key/);
  assert.equal(provider.requests("/jwks").length, 2, "no request for a token that anybody can make up");
});

it("signs its users in at once with a key that it has published before", async () => {
  const [replaced] = await Promise.all([newKeys()]);
  const bob = provider.person();
  provider.instead = {};
  // Read again, with the next keys after those in use.
  await provider.restart([...provider.keys, ...replaced]);
  await connection.update({ AttributeMapping: { email: "email" } });
  await connection.redeem(await signIn(bob));
  const asked = provider.requests("/jwks").length;
  await provider.restart(replaced);
  await connection.redeem(await signIn(bob));
  assert.equal(provider.requests("/jwks").length, asked);
});
