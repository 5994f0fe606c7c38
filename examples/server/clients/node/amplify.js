// Amplify in Node instead of in a browser.

import { afterEach } from "node:test";
import { Amplify } from "aws-amplify";
import { fetchAuthSession, getCurrentUser, signOut } from "aws-amplify/auth";
import { ConsoleLogger } from "aws-amplify/utils";
import { endpoint, lambda } from "./world.js";

// Amplify sets a timer of three minutes for the confirmation of a sign-up and never clears it. The tests must not wait for it.
const { setTimeout } = globalThis;
globalThis.setTimeout = (callback, milliseconds, ...given) => {
  const timer = setTimeout(callback, milliseconds, ...given);
  return milliseconds > 60_000 ? timer.unref() : timer;
};

// Amplify reads the name of a device from `navigator`, which Node has from release 21 on.
globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node.split(".")[0]}` };

// Amplify warns at every `configure` with an endpoint.
ConsoleLogger.LOG_LEVEL = "ERROR";

afterEach(() => signOut());

/** The configuration of an app: its pool and the endpoint. */
export function use(pool, userPoolClientId) {
  Amplify.configure({
    Auth: { Cognito: { userPoolId: pool.id, userPoolClientId, userPoolEndpoint: endpoint } },
  });
}

/** The session that Amplify stores: the tokens and the name of the signed-in user. */
export async function session(options) {
  const { tokens } = await fetchAuthSession(options);
  return { ...tokens, accessToken: tokens.accessToken.toString(), claims: tokens.accessToken.payload };
}

export const whoIsSignedIn = async () => (await getCurrentUser()).username;

/** Settings of a pool with a custom challenge of two questions: see functions.js. */
export const QUESTIONS = {
  LambdaConfig: {
    DefineAuthChallenge: lambda("define-challenge"),
    CreateAuthChallenge: lambda("create-challenge"),
    VerifyAuthChallengeResponse: lambda("verify-answer"),
  },
};

/** An app client for sign-in by custom challenges. */
export const BY_QUESTIONS = { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };

export const DONE = { isSignedIn: true, nextStep: { signInStep: "DONE" } };
export const next = (signInStep, more = {}) => ({ isSignedIn: false, nextStep: { signInStep, ...more } });

/** Exactly this exception and message. */
export const refusal = (name, message) => (error) => {
  if (error.name !== name || error.message !== message) throw error;
  return true;
};
