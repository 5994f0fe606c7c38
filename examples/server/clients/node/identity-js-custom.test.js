// amazon-cognito-identity-js: sign-in by custom challenges, with the functions of functions.js.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { AuthenticationDetails } from "amazon-cognito-identity-js";
import { SENDERS, randomPhone, secondFactors } from "./factors.js";
import {
  INCORRECT,
  answerChallenge,
  answered,
  browser,
  called,
  person,
  refusal,
  signIn,
} from "./identity.js";
import {
  ANOTHER_PASSWORD,
  WRONG_PASSWORD,
  admin,
  events,
  lambda,
  pool as newPool,
  randomName,
} from "./world.js";

const TRIO = {
  DefineAuthChallenge: lambda("define-challenge"),
  CreateAuthChallenge: lambda("create-challenge"),
  VerifyAuthChallengeResponse: lambda("verify-answer"),
};
const FLOWS = { ExplicitAuthFlows: ["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] };

const CAPITAL = "What is the capital of France?";
const PRODUCT = "What is six times seven?";

/** A step in the history that functions get. */
const step = (challengeName, challengeResult, challengeMetadata = null) => ({
  challengeName,
  challengeResult,
  challengeMetadata,
});

describe("amazon-cognito-identity-js, custom challenges", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool({ LambdaConfig: TRIO, ...SENDERS });
    await secondFactors(pool, "OPTIONAL", "SMS_MFA");
    app = await pool.app(FLOWS);
  });

  const at = (username, where = { pool, app }) => person(username, browser(where.pool, where.app));

  /** Begins without a password. */
  const begin = (user, ClientMetadata = {}) =>
    answered(
      user,
      "initiateAuth",
      new AuthenticationDetails({ Username: user.getUsername(), ClientMetadata }),
    );

  /** Begins with SRP and continues with the questions. */
  const beginBySrp = (user, password, metadata) => {
    user.setAuthenticationFlowType("CUSTOM_AUTH");
    return signIn(user, password, metadata);
  };

  /** The events of a function for this user. */
  const seen = async (name, username) =>
    (await events(name, pool)).filter(({ userName }) => userName === username);

  it("answers two questions and is signed in, without a password", async () => {
    const username = await pool.user();
    const user = at(username);

    const { customChallenge: first } = await begin(user);
    assert.deepEqual(first, { question: CAPITAL, USERNAME: username });
    const { customChallenge: second } = await answerChallenge(user, "Paris");
    assert.deepEqual(second, { question: PRODUCT, USERNAME: username });
    const { success: session } = await answerChallenge(user, "42");

    assert.ok(session.isValid());
    assert.equal(session.getAccessToken().payload.username, username);
    assert.ok(await called(user, "getUserAttributes"));
    assert.ok((await called(user, "refreshSession", session.getRefreshToken())).isValid());
  });

  it("passes the history to the functions, and private parameters only to them", async () => {
    const username = await pool.user();
    const user = at(username);
    await begin(user);
    await answerChallenge(user, "Paris");
    await answerChallenge(user, "42");

    const first = step("CUSTOM_CHALLENGE", true, "QUESTION_1");
    const second = step("CUSTOM_CHALLENGE", true, "QUESTION_2");
    const defined = await seen("define-challenge", username);
    assert.deepEqual(
      defined.map(({ request }) => request.session),
      [[], [first], [first, second]],
    );
    assert.equal(defined[0].triggerSource, "DefineAuthChallenge_Authentication");
    assert.equal(defined[0].request.userAttributes["cognito:user_status"], "CONFIRMED");
    assert.deepEqual(Object.keys(defined[0].response).sort(), [
      "challengeName",
      "failAuthentication",
      "issueTokens",
    ]);

    const created = await seen("create-challenge", username);
    assert.deepEqual(
      created.map(({ request }) => [request.challengeName, request.session]),
      [
        ["CUSTOM_CHALLENGE", []],
        ["CUSTOM_CHALLENGE", [first]],
      ],
    );

    const verified = await seen("verify-answer", username);
    assert.deepEqual(
      verified.map(({ request }) => [request.privateChallengeParameters, request.challengeAnswer]),
      [
        [{ answer: "Paris" }, "Paris"],
        [{ answer: "42" }, "42"],
      ],
    );
    assert.equal(verified[0].triggerSource, "VerifyAuthChallengeResponse_Authentication");
  });

  it("may answer again after a wrong answer, and is signed in after the right ones", async () => {
    const username = await pool.user();
    const user = at(username);
    await begin(user);
    const { customChallenge: again } = await answerChallenge(user, "London");
    assert.equal(again.question, CAPITAL);
    await answerChallenge(user, "Paris");
    assert.ok((await answerChallenge(user, "42")).success.isValid());

    const { request } = (await seen("define-challenge", username)).at(-1);
    assert.deepEqual(
      request.session.map(({ challengeResult }) => challengeResult),
      [false, true, true],
    );
  });

  it("is refused after as many wrong answers as the functions allow", async () => {
    const user = at(await pool.user());
    await begin(user);
    await answerChallenge(user, "London");
    await answerChallenge(user, "Rome");
    await assert.rejects(answerChallenge(user, "Madrid"), INCORRECT);
    assert.equal(user.getSignInUserSession(), null);
  });

  it("cannot answer twice with the same session", async () => {
    const user = at(await pool.user());
    await begin(user);
    const { Session } = user;
    await answerChallenge(user, "London");
    user.Session = Session;
    await assert.rejects(
      answerChallenge(user, "Paris"),
      refusal("NotAuthorizedException", "Invalid session for the user, session can only be used once."),
    );
  });

  it("proves the password by SRP before the questions", async () => {
    const username = await pool.user();
    const user = at(username);
    const { customChallenge } = await beginBySrp(user);
    assert.deepEqual(customChallenge, { question: CAPITAL, USERNAME: username });
    await answerChallenge(user, "Paris");
    assert.ok((await answerChallenge(user, "42")).success.isValid());

    const histories = (await seen("define-challenge", username)).map(({ request }) => request.session);
    const proved = [step("SRP_A", true), step("PASSWORD_VERIFIER", true)];
    assert.deepEqual(histories.slice(0, 2), [proved.slice(0, 1), proved]);
    assert.deepEqual(histories[3].slice(0, 3), [...proved, step("CUSTOM_CHALLENGE", true, "QUESTION_1")]);
  });

  it("chooses a new password by SRP when the functions ask an invited user for one", async () => {
    const inviting = await newPool({
      LambdaConfig: { ...TRIO, DefineAuthChallenge: lambda("define-new-password") },
    });
    const username = await inviting.invited();
    const user = at(username, { pool: inviting, app: await inviting.app(FLOWS) });
    const { newPasswordRequired } = await beginBySrp(user);
    assert.deepEqual(newPasswordRequired[1], []);
    const { success } = await answered(user, "completeNewPasswordChallenge", ANOTHER_PASSWORD, {});
    assert.ok(success.isValid());
    assert.equal(await inviting.status(username), "CONFIRMED");

    const [last] = (await events("define-new-password", inviting)).slice(-1);
    assert.deepEqual(last.request.session, [
      step("SRP_A", true),
      step("PASSWORD_VERIFIER", true),
      step("NEW_PASSWORD_REQUIRED", true),
    ]);
  });

  it("is refused by the functions without a question", async () => {
    const closed = await newPool({
      LambdaConfig: { ...TRIO, DefineAuthChallenge: lambda("define-new-password") },
    });
    await assert.rejects(
      begin(at(await closed.user(), { pool: closed, app: await closed.app(FLOWS) })),
      INCORRECT,
    );
  });

  it("is refused with a wrong password before any question", async () => {
    const username = await pool.user();
    await assert.rejects(beginBySrp(at(username), WRONG_PASSWORD), INCORRECT);
    assert.deepEqual(await seen("create-challenge", username), []);
  });

  it("passes metadata of the answers to the functions, not that of the start", async () => {
    const username = await pool.user();
    const user = at(username);
    await begin(user, { page: "start" });
    await answerChallenge(user, "Paris", { page: "answer" });

    const [verified] = await seen("verify-answer", username);
    assert.deepEqual(verified.request.clientMetadata, { page: "answer" });
    const [started, ...later] = await seen("define-challenge", username);
    assert.deepEqual(started.request.clientMetadata ?? {}, {});
    assert.deepEqual(later[0].request.clientMetadata, { page: "answer" });
  });

  it("requires no second factor if no password was verified", async () => {
    const phone = randomPhone();
    const username = await pool.user({ phone_number: phone });
    await admin.adminSetUserMFAPreference({
      UserPoolId: pool.id,
      Username: username,
      SMSMfaSettings: { Enabled: true, PreferredMfa: true },
    });
    const user = at(username);
    await begin(user);
    await answerChallenge(user, "Paris");
    assert.ok((await answerChallenge(user, "42")).success.isValid());
  });

  it("verifies a remembered device after the last answer", async () => {
    const tracking = await newPool({
      LambdaConfig: TRIO,
      DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false },
    });
    const where = browser(tracking, await tracking.app(FLOWS));
    const username = await tracking.user();
    const keys = [];
    for (let time = 0; time < 2; time += 1) {
      const user = person(username, where);
      await begin(user);
      await answerChallenge(user, "Paris");
      const { success: session } = await answerChallenge(user, "42");
      assert.ok(session.isValid());
      keys.push(session.getAccessToken().payload.device_key);
    }
    assert.ok(keys[0]);
    assert.equal(keys[0], keys[1]);
    const { Devices } = await admin.adminListDevices({ UserPoolId: tracking.id, Username: username });
    assert.deepEqual(
      Devices.map(({ DeviceKey }) => DeviceKey),
      keys.slice(0, 1),
    );

    const password = `CognitoIdentityServiceProvider.${where.getClientId()}.${username}.randomPasswordKey`;
    where.storage.setItem(password, "of another device");
    const user = person(username, where);
    await begin(user);
    await answerChallenge(user, "Paris");
    await assert.rejects(answerChallenge(user, "42"), INCORRECT);
  });

  it("refuses an unknown user", async () => {
    await assert.rejects(begin(at(randomName())), refusal("UserNotFoundException", "User does not exist."));
  });

  it("needs the flow in the client and the functions in the pool", async () => {
    const username = await pool.user();
    const closed = await pool.app({ ExplicitAuthFlows: ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] });
    await assert.rejects(
      begin(at(username, { pool, app: closed })),
      refusal("InvalidParameterException", "CUSTOM_AUTH is not enabled for the client."),
    );

    const plain = await newPool();
    await assert.rejects(
      begin(at(await plain.user(), { pool: plain, app: await plain.app(FLOWS) })),
      refusal("InvalidParameterException", "Custom auth lambda trigger is not configured for the user pool."),
    );
  });

  it("gets the name of the function that failed", async () => {
    for (const trigger of ["DefineAuthChallenge", "CreateAuthChallenge"]) {
      const failing = await newPool({ LambdaConfig: { ...TRIO, [trigger]: lambda("fail") } });
      await assert.rejects(
        begin(at(await failing.user(), { pool: failing, app: await failing.app(FLOWS) })),
        refusal("UserLambdaValidationException", `${trigger} failed with error No entry.`),
      );
    }
  });

  it("cannot use the session again after a function failed", async () => {
    const failing = await newPool({
      LambdaConfig: { ...TRIO, VerifyAuthChallengeResponse: lambda("fail") },
    });
    const user = at(await failing.user(), { pool: failing, app: await failing.app(FLOWS) });
    await begin(user);
    await assert.rejects(
      answerChallenge(user, "Paris"),
      refusal("UserLambdaValidationException", "VerifyAuthChallengeResponse failed with error No entry."),
    );
    await assert.rejects(
      answerChallenge(user, "Paris"),
      refusal("NotAuthorizedException", "Invalid session for the user."),
    );
  });
});
