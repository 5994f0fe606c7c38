// A page that uses Amplify, as `browser.test.js` serves it: it is told its pool, shows who is signed in, and lets the
// test press what would be its buttons.

import { Amplify } from "aws-amplify";
import * as auth from "aws-amplify/auth";
import { Hub } from "aws-amplify/utils";

Amplify.configure({ Auth: { Cognito: JSON.parse(document.querySelector("#pool").textContent) } });

async function show() {
  const user = await auth.getCurrentUser().catch(() => undefined);
  document.querySelector("#user").textContent = user?.username ?? "nobody";
}

Hub.listen("auth", show);
await show();
globalThis.auth = auth;
