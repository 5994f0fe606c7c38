// The application of `oauth-browser.test.js`: a single-page application with oidc-client-ts, as its documentation shows it.

import { UserManager, WebStorageStateStore } from "oidc-client-ts";

const settings = JSON.parse(document.querySelector("#settings").textContent);
const manager = new UserManager({
  ...settings,
  userStore: new WebStorageStateStore({ store: window.localStorage }),
});

async function show() {
  const user = await manager.getUser();
  document.querySelector("#user").textContent = user?.profile["cognito:username"] ?? "nobody";
}

if (location.pathname === "/callback") {
  try {
    globalThis.state = (await manager.signinCallback())?.state;
    if (window === window.parent && !window.opener) history.replaceState({}, "", "/");
  } catch (error) {
    globalThis.problem = { name: error.name, error: error.error, message: error.message };
  }
} else if (location.pathname === "/signed-out") {
  globalThis.signedOut = await manager.signoutCallback();
}
await show();

/** A user without functions, which cannot leave the page. */
const plain = (user) => user && JSON.parse(JSON.stringify(user));
globalThis.oidc = {
  signinRedirect: (given) => manager.signinRedirect(given),
  signinPopup: async (given) => plain(await manager.signinPopup(given)),
  signinSilent: async (given) => plain(await manager.signinSilent(given)),
  signoutRedirect: (given) => manager.signoutRedirect(given),
  revokeTokens: (types) => manager.revokeTokens(types),
  removeUser: () => manager.removeUser(),
  getUser: async () => plain(await manager.getUser()),
  state: () => globalThis.state,
  problem: () => globalThis.problem,
};
