// The AWS SDK without credentials, and what it is refused.

import assert from "node:assert/strict";
import { idp } from "./world.js";

/** Asking this client for credentials fails, so whatever it is served was sent unsigned. */
export const visitor = idp({
  credentials: async () => {
    throw new Error("this client has no credentials");
  },
});

/** Exactly this class and message. */
export const refusal = (Exception, message) => (error) => {
  assert.ok(error instanceof Exception, `${error.name}: ${error.message}`);
  assert.equal(error.message, message);
  return true;
};
