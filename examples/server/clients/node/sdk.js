// The AWS SDK without credentials, and checks of its errors.

import assert from "node:assert/strict";
import { idp } from "./world.js";

/** This client has no credentials to sign with, so all its requests are unsigned. */
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
