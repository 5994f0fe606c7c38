// The application of `oauth-amplify.test.js`: Amplify with the pages of a pool, as its documentation shows it.

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import "aws-amplify/auth/enable-oauth-listener";
import { Hub } from "aws-amplify/utils";

Amplify.configure({ Auth: { Cognito: JSON.parse(document.querySelector("#settings").textContent) } });

globalThis.heard = [];

async function show() {
  const user = await auth.getCurrentUser().catch(() => undefined);
  document.querySelector("#user").textContent = user?.username ?? "nobody";
}

Hub.listen("auth", ({ payload }) => {
  globalThis.heard.push({ event: payload.event, message: payload.data?.error?.message, state: payload.data });
  return show();
});
globalThis.auth = {
  ...auth,
  heard: () => globalThis.heard,
  failure: () => globalThis.heard.find(({ event }) => event === "signInWithRedirect_failure"),
};

// Not awaited: Amplify does not answer while a sign-in is on its way, nor after one has failed.
show();
