// Amplify in a process of its own, instead of in a browser.

import { afterEach } from "node:test";
import { Amplify } from "aws-amplify";
import { fetchAuthSession, getCurrentUser, signOut } from "aws-amplify/auth";
import { ConsoleLogger } from "aws-amplify/utils";
import { endpoint, lambda } from "./world.js";

// Amplify waits three minutes for the confirmation of a sign-up and never takes that timer back. The tests do not stay.
const { setTimeout } = globalThis;
globalThis.setTimeout = (callback, milliseconds, ...given) => {
  const timer = setTimeout(callback, milliseconds, ...given);
  return milliseconds > 60_000 ? timer.unref() : timer;
};

// Where Amplify asks for the name of a device. Node has it from release 21 on.
globalThis.navigator ??= { userAgent: `Node.js/${process.versions.node.split(".")[0]}` };

// Otherwise it warns at every `configure` that an endpoint was given.
ConsoleLogger.LOG_LEVEL = "ERROR";

afterEach(() => signOut());

/** All that an app says about its pool, and where it is. */
export function use(pool, userPoolClientId) {
  Amplify.configure({
    Auth: { Cognito: { userPoolId: pool.id, userPoolClientId, userPoolEndpoint: endpoint } },
  });
}

/** The session that Amplify keeps: the tokens and the name of who is signed in. */
export async function session(options) {
  const { tokens } = await fetchAuthSession(options);
  return { ...tokens, accessToken: tokens.accessToken.toString(), claims: tokens.accessToken.payload };
}

export const whoIsSignedIn = async () => (await getCurrentUser()).username;

/** Settings of a pool that asks two questions of its own: see functions.js. */
export const QUESTIONS = {
  LambdaConfig: {
    DefineAuthChallenge: lambda("define-challenge"),
    CreateAuthChallenge: lambda("create-challenge"),
    VerifyAuthChallengeResponse: lambda("verify-answer"),
  },
};

/** An app client whose users answer the questions of their pool. */
export const BY_QUESTIONS = { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };

export const DONE = { isSignedIn: true, nextStep: { signInStep: "DONE" } };
export const next = (signInStep, more = {}) => ({ isSignedIn: false, nextStep: { signInStep, ...more } });

/** Exactly this exception and message. */
export const refusal = (name, message) => (error) => {
  if (error.name !== name || error.message !== message) throw error;
  return true;
};
