// amazon-cognito-identity-js with only `endpoint` set to the engine.

import assert from "node:assert/strict";
import { before, describe, it, test } from "node:test";
import {
  AuthenticationDetails,
  CognitoRefreshToken,
  CognitoUser,
  CognitoUserAttribute,
  CognitoUserPool,
} from "amazon-cognito-identity-js";
import { INCORRECT, WebStorage, answered, called, refusal } from "./identity.js";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  claims,
  endpoint,
  forged,
  lastCode,
  otherCode,
  pool as newPool,
  randomEmail,
  randomName,
} from "./world.js";

describe("amazon-cognito-identity-js", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool();
    app = await pool.app();
  });

  const browser = (clientId = app, userPoolId = pool.id) =>
    new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint, Storage: new WebStorage() });

  const person = (Username, Pool = browser()) => new CognitoUser({ Username, Pool, Storage: Pool.storage });

  const signIn = (user, Password = PASSWORD) =>
    answered(user, "authenticateUser", new AuthenticationDetails({ Username: user.getUsername(), Password }));

  /** A user who has signed up and is not confirmed. */
  async function unconfirmed() {
    const email = randomEmail();
    const { user } = await called(
      browser(),
      "signUp",
      randomName(),
      PASSWORD,
      [new CognitoUserAttribute({ Name: "email", Value: email })],
      null,
    );
    return { user, email };
  }

  /** A user who has signed up, is confirmed, and has not signed in. */
  async function ana() {
    const { user, email } = await unconfirmed();
    await called(user, "confirmRegistration", await lastCode(email), false);
    return { user, email };
  }

  async function signedIn() {
    const { user, email } = await ana();
    const { success: session } = await signIn(user);
    return { user, email, session };
  }

  const profile = async (user) => {
    const list = await called(user, "getUserAttributes");
    return Object.fromEntries(list.map((attribute) => [attribute.getName(), attribute.getValue()]));
  };

  it("signs up, confirms, signs in by SRP and reads the profile", async () => {
    const email = randomEmail();
    const username = randomName();
    const registration = await called(
      browser(),
      "signUp",
      username,
      PASSWORD,
      [
        new CognitoUserAttribute({ Name: "email", Value: email }),
        new CognitoUserAttribute({ Name: "name", Value: "Ana" }),
      ],
      null,
    );
    assert.equal(registration.userConfirmed, false);
    assert.equal(registration.user.getUsername(), username);
    assert.deepEqual(registration.codeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "m***@e***",
    });

    const { user } = registration;
    assert.equal(await called(user, "confirmRegistration", await lastCode(email), false), "SUCCESS");
    const { success: session } = await signIn(user);

    assert.ok(session.isValid());
    assert.equal(session.getAccessToken().payload.username, username);
    assert.equal(session.getIdToken().payload.sub, registration.userSub);
    assert.deepEqual(await profile(user), {
      sub: registration.userSub,
      email,
      email_verified: "true",
      name: "Ana",
    });
  });

  it("gets the profile as data with the API's names", async () => {
    const { user, email } = await signedIn();
    const data = await called(user, "getUserData");
    assert.equal(data.Username, user.getUsername());
    assert.equal(data.UserAttributes.find(({ Name }) => Name === "email").Value, email);
  });

  it("signs in by SRP repeatedly, with other random numbers", async () => {
    const { user } = await ana();
    for (let time = 0; time < 10; time += 1) {
      assert.ok((await signIn(person(user.getUsername()))).success);
    }
  });

  it("signs in by password", async () => {
    const { user } = await ana();
    user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    assert.ok((await signIn(user)).success.isValid());
  });

  it("signs in by SRP with names and passwords beyond ASCII", async () => {
    const username = await pool.user({ username: randomName("Zoë-李-"), password: "Süße Katze 9 李!" });
    assert.ok((await signIn(person(username), "Süße Katze 9 李!")).success);
  });

  it("signs in by SRP with the address in a pool of addresses", async () => {
    const addresses = await newPool({ UsernameAttributes: ["email"] });
    const email = await addresses.user({ username: randomEmail() });
    const user = person(email, browser(await addresses.app(), addresses.id));
    const { success: session } = await signIn(user);
    assert.equal(user.getUsername(), session.getAccessToken().payload.sub);
  });

  it("is refused with a wrong password", async () => {
    const { user } = await ana();
    await assert.rejects(signIn(user, WRONG_PASSWORD), INCORRECT);
    assert.ok((await signIn(user)).success);
  });

  it("gets an error for an unknown or unconfirmed user and for a name in use", async () => {
    await assert.rejects(
      signIn(person(randomName())),
      refusal("UserNotFoundException", "User does not exist."),
    );

    const username = randomName();
    await called(browser(), "signUp", username, PASSWORD, [], null);
    await assert.rejects(
      signIn(person(username)),
      refusal("UserNotConfirmedException", "User is not confirmed."),
    );
    await assert.rejects(
      called(browser(), "signUp", username, PASSWORD, [], null),
      refusal("UsernameExistsException", "User already exists"),
    );
  });

  it("gets the same error for an unknown user as for a wrong password if existence is hidden", async () => {
    const discreet = await pool.app({ PreventUserExistenceErrors: "ENABLED" });
    await assert.rejects(signIn(person(randomName(), browser(discreet))), INCORRECT);
  });

  it("gets the broken rule of the password policy", async () => {
    await assert.rejects(
      called(browser(), "signUp", randomName(), "short", [], null),
      refusal("InvalidPasswordException", "Password did not conform with policy: Password not long enough"),
    );
  });

  it("gets an error for a wrong code, and can request another", async () => {
    const { user, email } = await unconfirmed();
    await assert.rejects(
      called(user, "confirmRegistration", otherCode(await lastCode(email)), false),
      refusal("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    const { CodeDeliveryDetails } = await called(user, "resendConfirmationCode");
    assert.equal(CodeDeliveryDetails.Destination, "m***@e***");
    await called(user, "confirmRegistration", await lastCode(email, 2), false);
    assert.equal(await pool.status(user.getUsername()), "CONFIRMED");
  });

  it("chooses a new password when the administrator set the first one", async () => {
    const email = randomEmail();
    const username = await pool.invited({ email, email_verified: "true" });
    const user = person(username);

    const { newPasswordRequired } = await signIn(user);
    assert.deepEqual(newPasswordRequired, [{ email, email_verified: "true" }, []]);

    const { success: session } = await answered(user, "completeNewPasswordChallenge", ANOTHER_PASSWORD, {});
    assert.ok(session.isValid());
    assert.equal(await pool.status(username), "CONFIRMED");
    assert.ok((await signIn(person(username), ANOTHER_PASSWORD)).success);
  });

  it("sends required attributes with the new password", async () => {
    const required = { Name: "name", AttributeDataType: "String", Required: true, Mutable: true };
    const strict = await newPool({ Schema: [required] });
    const username = await strict.invited();
    const user = person(username, browser(await strict.app(), strict.id));

    const { newPasswordRequired } = await signIn(user);
    assert.deepEqual(newPasswordRequired, [{}, ["name"]]);
    await assert.rejects(
      answered(user, "completeNewPasswordChallenge", ANOTHER_PASSWORD, {}),
      refusal("InvalidParameterException", "Invalid attributes given, name is missing"),
    );
    await answered(user, "completeNewPasswordChallenge", ANOTHER_PASSWORD, { name: "Ana" });

    assert.equal((await profile(user)).name, "Ana");
  });

  it("refreshes a session and keeps the refresh token", async () => {
    const { user, session } = await signedIn();
    const refreshed = await called(user, "refreshSession", session.getRefreshToken());
    assert.ok(refreshed.isValid());
    assert.notEqual(refreshed.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
    assert.equal(refreshed.getRefreshToken().getToken(), session.getRefreshToken().getToken());
    assert.equal(refreshed.getAccessToken().payload.origin_jti, session.getAccessToken().payload.origin_jti);
    assert.ok(await profile(user));
  });

  it("restores a session from its storage in another tab", async () => {
    const { user, session } = await signedIn();
    const tab = browser();
    tab.storage = user.pool.storage;
    const restored = await called(tab.getCurrentUser(), "getSession");
    assert.equal(restored.getAccessToken().getJwtToken(), session.getAccessToken().getJwtToken());
  });

  it("changes the password of the signed-in user", async () => {
    const { user } = await signedIn();
    await assert.rejects(called(user, "changePassword", WRONG_PASSWORD, ANOTHER_PASSWORD), INCORRECT);
    assert.equal(await called(user, "changePassword", PASSWORD, ANOTHER_PASSWORD), "SUCCESS");
    assert.ok((await signIn(person(user.getUsername()), ANOTHER_PASSWORD)).success);
    await assert.rejects(signIn(person(user.getUsername())), INCORRECT);
  });

  it("replaces a forgotten password", async () => {
    const { user, email } = await ana();
    const { inputVerificationCode } = await answered(user, "forgotPassword");
    assert.deepEqual(inputVerificationCode.CodeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "m***@e***",
    });
    const code = await lastCode(email, 2);
    await assert.rejects(
      answered(user, "confirmPassword", otherCode(code), ANOTHER_PASSWORD),
      refusal("CodeMismatchException", "Invalid verification code provided, please try again."),
    );
    await answered(user, "confirmPassword", code, ANOTHER_PASSWORD);
    assert.ok((await signIn(user, ANOTHER_PASSWORD)).success);
  });

  it("signs out everywhere", async () => {
    const { user, session } = await signedIn();
    const elsewhere = person(user.getUsername());
    await signIn(elsewhere);

    assert.deepEqual(await answered(user, "globalSignOut"), { success: "SUCCESS" });

    assert.equal(user.pool.storage.length, 0);
    await assert.rejects(
      profile(elsewhere),
      refusal("NotAuthorizedException", "Access Token has been revoked"),
    );
    // The library retries a refused refresh for about six seconds.
    await assert.rejects(
      called(
        elsewhere,
        "refreshSession",
        new CognitoRefreshToken({ RefreshToken: session.getRefreshToken().getToken() }),
      ),
      refusal("NotAuthorizedException", "Refresh Token has been revoked"),
    );
  });

  it("signs out, and the session's tokens are revoked", async () => {
    const { user, session } = await signedIn();
    const elsewhere = person(user.getUsername());
    await signIn(elsewhere);

    await called(user, "signOut");

    assert.equal(user.getSignInUserSession(), null);
    const copy = person(user.getUsername());
    copy.setSignInUserSession(session);
    await assert.rejects(profile(copy), refusal("NotAuthorizedException", "Access Token has been revoked"));
    assert.ok(await profile(elsewhere));
  });

  it("deletes the account of the signed-in user", async () => {
    const { user } = await signedIn();
    assert.equal(await called(user, "deleteUser"), "SUCCESS");
    await assert.rejects(signIn(user), refusal("UserNotFoundException", "User does not exist."));
  });
});

test("the library does not verify the signature of a token, but the engine does", async () => {
  const pool = await newPool();
  const Pool = new CognitoUserPool({
    UserPoolId: pool.id,
    ClientId: await pool.app(),
    endpoint,
    Storage: new WebStorage(),
  });
  const user = new CognitoUser({ Username: await pool.user(), Pool, Storage: Pool.storage });
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password: PASSWORD });
  const { success: session } = await answered(user, "authenticateUser", details);
  assert.equal(claims(session.getAccessToken().getJwtToken()).client_id, Pool.getClientId());

  session.accessToken.jwtToken = forged(session.accessToken.jwtToken);

  await assert.rejects(
    called(user, "getUserAttributes"),
    refusal("NotAuthorizedException", "Could not verify signature for Access Token"),
  );
});

describe("a page of another origin", () => {
  const page = { Origin: "https://app.example.com" };
  const headers = {
    ...page,
    "Content-Type": "application/x-amz-json-1.1",
    "X-Amz-Target": "AWSCognitoIdentityProviderService.GetUser",
  };

  it("gets an answer to its preflight request", async () => {
    const answer = await fetch(endpoint, {
      method: "OPTIONS",
      headers: {
        ...page,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "cache-control,content-type,x-amz-target,x-amz-user-agent",
      },
    });
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), "");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.equal(answer.headers.get("access-control-allow-methods"), "POST");
    assert.equal(
      answer.headers.get("access-control-allow-headers"),
      "cache-control,content-type,x-amz-target,x-amz-user-agent",
    );
    assert.equal(answer.headers.get("access-control-max-age"), "172800");
  });

  it("may read answers and errors, with their type and id", async () => {
    const answer = await fetch(endpoint, {
      method: "POST",
      headers,
      body: JSON.stringify({ AccessToken: "made-up" }),
    });
    assert.equal(answer.status, 400);
    assert.deepEqual(await answer.json(), {
      __type: "NotAuthorizedException",
      message: "Invalid Access Token",
    });
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    const exposed = answer.headers.get("access-control-expose-headers").toLowerCase().split(/, */);
    for (const name of ["x-amzn-requestid", "x-amzn-errortype", "x-amzn-errormessage", "date"]) {
      assert.ok(exposed.includes(name), name);
    }
  });
});
