// Functions for the triggers of pools, behind the part of Lambda's Invoke API that an engine calls:
//
//     POST /2015-03-31/functions/{name or ARN}/invocations
//
// and the events of their calls, oldest first; both query parameters are optional:
//
//     GET /events?function={name}&userPoolId={id}
//
// `node functions.js [port]` listens on loopback, by default on a free port, and prints the address in its first line. It needs
// only node.

import { createServer } from "node:http";
import { pathToFileURL } from "node:url";

const QUESTIONS = [
  { question: "What is the capital of France?", answer: "Paris" },
  { question: "What is six times seven?", answer: "42" },
];
const WRONG_ANSWERS_MAX = 3;

const answers = (session) => session.filter(({ challengeName }) => challengeName === "CUSTOM_CHALLENGE");
const rightAnswers = (session) => answers(session).filter(({ challengeResult }) => challengeResult).length;
const wrongAnswers = (session) => answers(session).length - rightAnswers(session);

/** The `response` of each function. An error that it throws is the error of the function. */
const FUNCTIONS = {
  /** Returns the event unchanged. */
  agree() {},

  fail() {
    throw new Error("No entry");
  },

  "auto-confirm": ({ userAttributes }) => ({
    autoConfirmUser: true,
    autoVerifyEmail: "email" in userAttributes,
    autoVerifyPhone: "phone_number" in userAttributes,
  }),

  /** For version V1_0. */
  "add-claims": () => ({
    claimsOverrideDetails: {
      claimsToAddOrOverride: { team: "blue", sub: "somebody else" },
      claimsToSuppress: ["email"],
    },
  }),

  /** For version V2_0: access tokens too, and values of every kind. */
  "add-rich-claims": () => ({
    claimsAndScopeOverrideDetails: {
      idTokenGeneration: {
        claimsToAddOrOverride: { team: { name: "blue", seats: [1, true] } },
        claimsToSuppress: ["email"],
      },
      accessTokenGeneration: {
        claimsToAddOrOverride: { team: "blue" },
        scopesToAdd: ["teams/read"],
      },
    },
  }),

  "change-groups": ({ groupConfiguration }) => ({
    claimsOverrideDetails: {
      groupOverrideDetails: {
        groupsToOverride: [...groupConfiguration.groupsToOverride, "added"],
        iamRolesToOverride: [],
        preferredRole: null,
      },
    },
  }),

  "write-messages": ({ codeParameter, userAttributes }) => ({
    smsMessage: `For ${userAttributes.sub}: ${codeParameter}`,
    emailSubject: "A word from your function",
    emailMessage: `Take <b>${codeParameter}</b>`,
  }),

  /** Migrates every user with this password. */
  migrate({ password }) {
    if (password !== "Moved-Horse9!") throw new Error("Bad password");
    return {
      userAttributes: { email: "moved@example.com", email_verified: "true" },
      finalUserStatus: "CONFIRMED",
      messageAction: "SUPPRESS",
    };
  },

  /** Two questions, after the password in a sign-in with SRP. The third wrong answer ends the sign-in. */
  "define-challenge"({ session }) {
    if (session.at(-1)?.challengeName === "SRP_A") {
      return { challengeName: "PASSWORD_VERIFIER", issueTokens: false, failAuthentication: false };
    }
    const failAuthentication = wrongAnswers(session) === WRONG_ANSWERS_MAX;
    const issueTokens = !failAuthentication && rightAnswers(session) === QUESTIONS.length;
    const done = issueTokens || failAuthentication;
    return { ...(done ? {} : { challengeName: "CUSTOM_CHALLENGE" }), issueTokens, failAuthentication };
  },

  /** After SRP, an invited user must choose a new password. No questions. */
  "define-new-password"({ session, userAttributes }) {
    const last = session.at(-1)?.challengeName;
    const invited = userAttributes["cognito:user_status"] === "FORCE_CHANGE_PASSWORD";
    if (last === "SRP_A") return { challengeName: "PASSWORD_VERIFIER", issueTokens: false };
    if (last === "PASSWORD_VERIFIER" && invited) return { challengeName: "NEW_PASSWORD_REQUIRED" };
    return { issueTokens: last !== undefined, failAuthentication: last === undefined };
  },

  "create-challenge"({ session }) {
    const round = rightAnswers(session);
    const { question, answer } = QUESTIONS[round];
    return {
      publicChallengeParameters: { question },
      privateChallengeParameters: { answer },
      challengeMetadata: `QUESTION_${round + 1}`,
    };
  },

  "verify-answer": ({ privateChallengeParameters, challengeAnswer }) => ({
    answerCorrect: challengeAnswer === privateChallengeParameters.answer,
  }),
};

const events = [];

/** Status, further headers, and body of the answer to an invocation. */
function invoked(name, event) {
  // Errors of an endpoint without such a function.
  if (name === "forbidden") return refused(403, "AccessDeniedException");
  if (name === "senseless") return [200, {}, "senseless"];
  if (!Object.hasOwn(FUNCTIONS, name)) return refused(404, "ResourceNotFoundException");

  events.push({ function: name, event: structuredClone(event) });
  try {
    Object.assign(event.response, FUNCTIONS[name](event.request));
    return [200, {}, event];
  } catch (error) {
    const payload = { errorType: error.name, errorMessage: error.message };
    return [200, { "X-Amz-Function-Error": "Unhandled" }, payload];
  }
}

const refused = (status, type) => [status, { "X-Amzn-ErrorType": type }, { Message: type }];

function answered(method, url, body) {
  const path = url.pathname.match(/^\/2015-03-31\/functions\/([^/]+)\/invocations$/);
  if (method === "POST" && path) {
    const named = decodeURIComponent(path[1]);
    return invoked(named.startsWith("arn:") ? named.split(":")[6] : named, JSON.parse(body));
  }
  if (method === "GET" && url.pathname === "/events") {
    const [name, pool] = [url.searchParams.get("function"), url.searchParams.get("userPoolId")];
    const found = events.filter(
      (call) => (!name || call.function === name) && (!pool || call.event.userPoolId === pool),
    );
    return [200, {}, found];
  }
  if (method === "GET" && url.pathname === "/health") return [200, {}, {}];
  return refused(404, "UnknownOperationException");
}

/** Listens on loopback; resolves to the server. */
export function listen(port = 0) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const [status, headers, body] = answered(
      request.method,
      new URL(request.url, "http://functions"),
      Buffer.concat(chunks).toString("utf8"),
    );
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(JSON.stringify(body));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(server));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await listen(Number(process.argv[2] ?? 0));
  console.log(`functions: listens on http://127.0.0.1:${server.address().port}`);
}
