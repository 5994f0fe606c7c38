// Set-up for the tests: pools, app clients and users, made with the AWS SDK.
//
// All settings come from the environment, so the same tests run against the server, a Worker, or another implementation:
// USERPOOL_ENDPOINT, USERPOOL_MESSAGES, USERPOOL_FUNCTIONS, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION.

import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";

export const endpoint = process.env.USERPOOL_ENDPOINT.replace(/\/+$/, "");
export const region = process.env.AWS_REGION ?? "us-east-1";

export const PASSWORD = "Correct-Horse9!";
export const ANOTHER_PASSWORD = "Battery-Staple7?";
export const WRONG_PASSWORD = "Wrong-Horse9!";

/** The AWS SDK's client, without retries, since tests check the first answer. */
export function idp(options = {}) {
  return new CognitoIdentityProvider({ endpoint, region, maxAttempts: 1, ...options });
}

/** Signs administrative operations with the credential of the environment. */
export const admin = idp();

/** The messages delivered so far to a destination, oldest first. Only this function reads them. */
export async function messages(destination) {
  const lines = (await readFile(process.env.USERPOOL_MESSAGES, "utf8")).split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line)).filter((message) => message.destination === destination);
}

/** The code in the newest message to a destination, once at least `count` have arrived there. */
export async function lastCode(destination, count = 1) {
  for (let tries = 0; tries < 100; tries += 1) {
    const delivered = await messages(destination);
    if (delivered.length >= count) return delivered.at(-1).code;
    await sleep(50);
  }
  assert.fail(`fewer than ${count} messages to ${destination}`);
}

/** The ARN of a function of functions.js, for `LambdaConfig`. */
export const lambda = (name) => `arn:aws:lambda:${region}:123456789012:function:${name}`;

/** The events that a pool has sent to a function so far, oldest first. */
export async function events(name, { id }) {
  const query = new URLSearchParams({ function: name, userPoolId: id });
  const answer = await fetch(`${process.env.USERPOOL_FUNCTIONS}/events?${query}`);
  return (await answer.json()).map(({ event }) => event);
}

export const randomName = (prefix = "ana") => prefix + randomBytes(6).toString("hex");
export const randomEmail = () => `${randomName("mail")}@example.com`;
export const otherCode = (code) =>
  String((Number(code) + 1 + randomInt(9)) % 10 ** code.length).padStart(code.length, "0");

/** An object as the API's list of names and values. */
export const attributes = (values) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

/** The API's list of names and values as an object. */
export const values = (list) => Object.fromEntries(list.map(({ Name, Value }) => [Name, Value]));

/** The payload of a JWT, unverified. */
export const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

/** A token whose signature differs in one letter. */
export function forged(token) {
  const [header, payload, signature] = token.split(".");
  const letter = signature[10] === "A" ? "B" : "A";
  return [header, payload, signature.slice(0, 10) + letter + signature.slice(11)].join(".");
}

const made = [];
after(() => Promise.all(made.map((pool) => pool.delete())));

/** A new pool for a test or a file; all pools are deleted when the file ends. */
export async function pool(settings = {}) {
  const { UserPool } = await admin.createUserPool({
    PoolName: randomName("pool-"),
    AutoVerifiedAttributes: ["email"],
    ...settings,
  });
  made.push(new Pool(UserPool.Id));
  return made.at(-1);
}

class Pool {
  constructor(id) {
    this.id = id;
  }

  /** The name of a new domain of the pool. */
  async domain(settings = {}) {
    this.domainName = randomName("login");
    await admin.createUserPoolDomain({ UserPoolId: this.id, Domain: this.domainName, ...settings });
    return this.domainName;
  }

  async delete() {
    const UserPoolId = this.id;
    if (this.domainName) await admin.deleteUserPoolDomain({ UserPoolId, Domain: this.domainName });
    await admin.deleteUserPool({ UserPoolId });
  }

  /** The id of a new app client. */
  async app(settings = {}) {
    const { UserPoolClient } = await admin.createUserPoolClient({
      UserPoolId: this.id,
      ClientName: randomName("app-"),
      ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      ...settings,
    });
    return UserPoolClient.ClientId;
  }

  /** A user made by the administrator, without an invitation, who can sign in. */
  async user({ username = randomName(), password = PASSWORD, ...given } = {}) {
    const named = { UserPoolId: this.id, Username: username };
    await admin.adminCreateUser({ ...named, MessageAction: "SUPPRESS", UserAttributes: attributes(given) });
    await admin.adminSetUserPassword({ ...named, Password: password, Permanent: true });
    return username;
  }

  /** A user who must choose a password at the first sign-in. */
  async invited({ username = randomName(), password = PASSWORD, ...given } = {}) {
    await admin.adminCreateUser({
      UserPoolId: this.id,
      Username: username,
      TemporaryPassword: password,
      MessageAction: "SUPPRESS",
      UserAttributes: attributes(given),
    });
    return username;
  }

  async status(username) {
    return (await admin.adminGetUser({ UserPoolId: this.id, Username: username })).UserStatus;
  }
}

/** The answer to a sign-in by name and password, unsigned. */
export async function tokens(clientId, username, password = PASSWORD) {
  const answer = await admin.initiateAuth({
    ClientId: clientId,
    AuthFlow: "USER_PASSWORD_AUTH",
    AuthParameters: { USERNAME: username, PASSWORD: password },
  });
  return answer.AuthenticationResult;
}
