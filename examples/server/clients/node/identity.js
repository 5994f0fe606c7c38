// Helpers for amazon-cognito-identity-js: a browser's storage, and promises instead of callbacks.

import assert from "node:assert/strict";
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
import { PASSWORD, endpoint } from "./world.js";

/** Like `localStorage` of a browser: a missing item is `null`, which the library then sends. */
export class WebStorage {
  #items = new Map();
  setItem(key, value) {
    this.#items.set(String(key), String(value));
  }
  getItem(key) {
    return this.#items.get(String(key)) ?? null;
  }
  removeItem(key) {
    this.#items.delete(String(key));
  }
  clear() {
    this.#items.clear();
  }
  get length() {
    return this.#items.size;
  }
}

/** A browser with its storage and an app client of a pool. */
export const browser = (pool, ClientId, Storage = new WebStorage()) =>
  new CognitoUserPool({ UserPoolId: pool.id, ClientId, endpoint, Storage });

/** A user of the library in a browser. */
export const person = (Username, Pool) => new CognitoUser({ Username, Pool, Storage: Pool.storage });

/** Signs in by `authenticateUser`: by SRP, unless the user has another flow. */
export const signIn = (user, Password = PASSWORD, ClientMetadata = {}) =>
  answered(
    user,
    "authenticateUser",
    new AuthenticationDetails({ Username: user.getUsername(), Password, ClientMetadata }),
  );

/** Calls a method with a Node callback. Returns a promise. */
export const called = (object, method, ...given) =>
  new Promise((resolve, reject) => {
    object[method](...given, (error, result) => (error ? reject(error) : resolve(result)));
  });

/** The callbacks of the library besides `onSuccess` and `onFailure`. */
const CALLBACKS = [
  "newPasswordRequired",
  "inputVerificationCode",
  "mfaRequired",
  "totpRequired",
  "selectMFAType",
  "mfaSetup",
  "customChallenge",
  "associateSecretCode",
];

/** Calls a method with a map of callbacks. Returns a promise of the callback that was called. */
export const answered = (object, method, ...given) =>
  promised((callbacks) => object[method](...given, callbacks));

/** `sendMFACode`, whose callbacks are not the last parameter. */
export const sendCode = (user, code, factor) =>
  promised((callbacks) => user.sendMFACode(code, callbacks, factor));

/** `sendCustomChallengeAnswer`, whose callbacks are not the last parameter. */
export const answerChallenge = (user, answer, clientMetadata) =>
  promised((callbacks) => user.sendCustomChallengeAnswer(answer, callbacks, clientMetadata));

const promised = (call) =>
  new Promise((resolve, reject) => {
    const named =
      (name) =>
      (...results) =>
        resolve({ [name]: results.length > 1 ? results : results[0] });
    call({
      onFailure: reject,
      onSuccess: named("success"),
      ...Object.fromEntries(CALLBACKS.map((name) => [name, named(name)])),
    });
  });

export const refusal = (code, message) => (error) => {
  assert.deepEqual({ code: error.code, message: error.message }, { code, message });
  return true;
};

export const INCORRECT = refusal("NotAuthorizedException", "Incorrect username or password.");
