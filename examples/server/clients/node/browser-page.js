// The page that `browser.test.js` serves. It uses Amplify with the pool of the test, shows the signed-in user, and exposes
// Amplify's functions to the test.

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

Amplify.configure({ Auth: { Cognito: JSON.parse(document.querySelector("#settings").textContent) } });

async function show() {
  const user = await auth.getCurrentUser().catch(() => undefined);
  document.querySelector("#user").textContent = user?.username ?? "nobody";
}

Hub.listen("auth", show);
await show();
globalThis.auth = auth;
