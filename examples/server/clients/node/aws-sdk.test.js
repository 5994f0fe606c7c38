// The AWS SDK for JavaScript: signed and unsigned operations, paginators, classes of exceptions.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, describe, it } from "node:test";
import {
  AliasExistsException,
  CodeMismatchException,
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
  ExpiredCodeException,
  InitiateAuthCommand,
  InvalidParameterException,
  InvalidPasswordException,
  ListUserPoolsCommand,
  NotAuthorizedException,
  ResourceNotFoundException,
  SignUpCommand,
  UnsupportedTokenTypeException,
  UnsupportedUserStateException,
  UserNotConfirmedException,
  UserNotFoundException,
  UsernameExistsException,
  paginateListUserPools,
  paginateListUsers,
} from "@aws-sdk/client-cognito-identity-provider";
import {
  ANOTHER_PASSWORD,
  PASSWORD,
  WRONG_PASSWORD,
  admin,
  attributes,
  claims,
  endpoint,
  idp,
  lastCode,
  otherCode,
  pool as newPool,
  randomEmail,
  randomName,
  region,
  tokens,
  values,
} from "./world.js";

/** This client has no credentials to sign with, so all its requests are unsigned. */
const credentials = async () => {
  throw new Error("this client has no credentials");
};
const visitor = idp({ credentials });

/** Exactly this class, message and status. */
const refusal = (Exception, message) => (error) => {
  assert.ok(error instanceof Exception, `${error.name}: ${error.message}`);
  assert.ok(error instanceof CognitoIdentityProviderServiceException);
  assert.equal(error.name, Exception.name);
  if (message !== undefined) assert.equal(error.message, message);
  assert.equal(error.$metadata.httpStatusCode, 400);
  assert.match(error.$metadata.requestId, /^[0-9a-f-]{36}$/);
  return true;
};

/** An exception of the protocol, which the service's model does not name. */
const unmodelled = (name, message) => (error) => {
  assert.ok(error instanceof CognitoIdentityProviderServiceException);
  assert.deepEqual({ name: error.name, message: error.message }, { name, message });
  return true;
};

describe("the AWS SDK for JavaScript, as an administrator", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool();
    app = await pool.app();
  });

  it("creates, describes, changes and deletes a pool", async () => {
    const PoolName = randomName("pool-");
    const { UserPool: made } = await admin.createUserPool({ PoolName });
    assert.match(made.Id, new RegExp(`^${region}_[0-9A-Za-z]{9}$`));
    assert.equal(made.SchemaAttributes.length, 20);
    assert.ok(made.CreationDate instanceof Date && Math.abs(made.CreationDate - new Date()) < 60_000);

    await admin.updateUserPool({
      UserPoolId: made.Id,
      PoolName: `${PoolName}-2`,
      DeletionProtection: "ACTIVE",
    });
    const { UserPool: described } = await admin.describeUserPool({ UserPoolId: made.Id });
    assert.equal(described.Name, `${PoolName}-2`);
    assert.ok(described.LastModifiedDate > described.CreationDate);

    await assert.rejects(
      admin.deleteUserPool({ UserPoolId: made.Id }),
      refusal(
        InvalidParameterException,
        "The user pool cannot be deleted because deletion protection is activated. Deletion protection must be inactivated first.",
      ),
    );
    await admin.updateUserPool({ UserPoolId: made.Id, DeletionProtection: "INACTIVE" });
    await admin.deleteUserPool({ UserPoolId: made.Id });
    await assert.rejects(
      admin.describeUserPool({ UserPoolId: made.Id }),
      refusal(ResourceNotFoundException, `User pool ${made.Id} does not exist.`),
    );
  });

  it("gets every pool once with the paginator", async () => {
    const made = await Promise.all([1, 2, 3].map(() => newPool()));
    const met = [];
    for await (const page of paginateListUserPools({ client: admin, pageSize: 2 }, { MaxResults: 2 })) {
      assert.ok(page.UserPools.length <= 2);
      met.push(...page.UserPools.map(({ Id }) => Id));
    }
    assert.equal(new Set(met).size, met.length);
    for (const { id } of made) assert.ok(met.includes(id));
  });

  it("gets every user once with the paginator", async () => {
    const crowd = await newPool();
    const names = ["ana", "bo", "cid", "dee", "eli"];
    for (const username of names) await crowd.user({ username });
    const met = [];
    for await (const page of paginateListUsers({ client: admin, pageSize: 2 }, { UserPoolId: crowd.id })) {
      assert.ok(page.Users.length <= 2);
      met.push(...page.Users);
    }
    assert.deepEqual(
      met.map(({ Username }) => Username),
      names,
    );
    assert.ok(
      met.every(
        (user) => user.UserCreateDate instanceof Date && user.UserStatus === "CONFIRMED" && user.Enabled,
      ),
    );
  });

  it("finds users with a filter", async () => {
    const email = randomEmail();
    const username = await pool.user({ email });
    const { Users } = await admin.listUsers({ UserPoolId: pool.id, Filter: `email = "${email}"` });
    assert.deepEqual(
      Users.map(({ Username }) => Username),
      [username],
    );
    assert.equal(values(Users[0].Attributes).email, email);
    await assert.rejects(
      admin.listUsers({ UserPoolId: pool.id, Filter: "email" }),
      refusal(InvalidParameterException, "Error while parsing filter."),
    );
  });

  it("creates a client and can read its secret later", async () => {
    const ClientName = randomName("app-");
    const { UserPoolClient } = await admin.createUserPoolClient({
      UserPoolId: pool.id,
      ClientName,
      GenerateSecret: true,
    });
    const { ClientId, ClientSecret } = UserPoolClient;
    const described = await admin.describeUserPoolClient({ UserPoolId: pool.id, ClientId });
    assert.equal(described.UserPoolClient.ClientSecret, ClientSecret);
    assert.equal(described.UserPoolClient.ClientName, ClientName);
    await assert.rejects(
      admin.describeUserPoolClient({ UserPoolId: pool.id, ClientId: "nobody" }),
      refusal(ResourceNotFoundException, "User pool client nobody does not exist."),
    );
  });

  it("creates, confirms, reads and deletes users, and each error is an instance of its class", async () => {
    const named = { UserPoolId: pool.id, Username: randomName() };
    const { User } = await admin.adminCreateUser({ ...named, MessageAction: "SUPPRESS" });
    assert.equal(User.UserStatus, "FORCE_CHANGE_PASSWORD");
    await assert.rejects(
      admin.adminCreateUser(named),
      refusal(UsernameExistsException, "User account already exists"),
    );
    await assert.rejects(
      admin.adminConfirmSignUp(named),
      refusal(NotAuthorizedException, "User cannot be confirmed. Current status is FORCE_CHANGE_PASSWORD"),
    );
    await assert.rejects(
      admin.adminSetUserPassword({ ...named, Password: "short", Permanent: true }),
      refusal(InvalidPasswordException, "Password does not conform to policy: Password not long enough"),
    );
    await admin.adminSetUserPassword({ ...named, Password: PASSWORD, Permanent: true });
    await assert.rejects(
      admin.adminCreateUser({ ...named, MessageAction: "RESEND" }),
      refusal(
        UnsupportedUserStateException,
        "Resend not possible. CONFIRMED status is not FORCE_CHANGE_PASSWORD",
      ),
    );
    const user = await admin.adminGetUser(named);
    assert.equal(user.UserStatus, "CONFIRMED");
    assert.equal(user.UserMFASettingList, undefined);
    await admin.adminDeleteUser(named);
    await assert.rejects(admin.adminGetUser(named), refusal(UserNotFoundException, "User does not exist."));
  });

  it("gets the constraint that a member violates", async () => {
    await assert.rejects(
      admin.listUsers({ UserPoolId: pool.id, Limit: 61 }),
      refusal(
        InvalidParameterException,
        "1 validation error detected: Value '61' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 60",
      ),
    );
    await assert.rejects(
      admin.listUserPools({}),
      refusal(
        InvalidParameterException,
        "1 validation error detected: Value null at 'maxResults' failed to satisfy constraint: Member must not be null",
      ),
    );
  });

  it("is refused with a wrong secret, an unknown key, or no signature", async () => {
    const accessKeyId = process.env.AWS_ACCESS_KEY_ID;
    await assert.rejects(
      idp({ credentials: { accessKeyId, secretAccessKey: "not-the-secret" } }).listUserPools({
        MaxResults: 1,
      }),
      unmodelled(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. " +
          "Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      ),
    );
    await assert.rejects(
      idp({
        credentials: {
          accessKeyId: "AKIAIOSFODNN7EXAMPLE",
          secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
        },
      }).listUserPools({ MaxResults: 1 }),
      unmodelled("UnrecognizedClientException", "The security token included in the request is invalid."),
    );
    await assert.rejects(
      idp({ signer: { sign: async (request) => request } }).listUserPools({ MaxResults: 1 }),
      unmodelled("MissingAuthenticationTokenException", "Missing Authentication Token"),
    );
  });

  it("may sign a header that contains spaces", async () => {
    const client = new CognitoIdentityProviderClient({ endpoint, region, maxAttempts: 1 });
    const addHeader = (next) => (call) => {
      call.request.headers["x-custom"] = "two   blanks";
      return next(call);
    };
    client.middlewareStack.add(addHeader, { step: "build" });
    assert.ok((await client.send(new ListUserPoolsCommand({ MaxResults: 1 }))).UserPools);
  });
});

describe("the AWS SDK for JavaScript, as a visitor without credentials", () => {
  let pool;
  let app;

  before(async () => {
    pool = await newPool();
    app = await pool.app();
  });

  /** A user who has signed up and is confirmed. */
  async function ana() {
    const [Username, email] = [randomName(), randomEmail()];
    await visitor.signUp({
      ClientId: app,
      Username,
      Password: PASSWORD,
      UserAttributes: attributes({ email }),
    });
    await visitor.confirmSignUp({ ClientId: app, Username, ConfirmationCode: await lastCode(email) });
    return { Username, email };
  }

  const signIn = (USERNAME, PASSWORD, ClientId = app) =>
    visitor.initiateAuth({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME, PASSWORD },
    });

  it("signs up, confirms, signs in, reads the profile and deletes the account", async () => {
    const [Username, email] = [randomName(), randomEmail()];
    const named = { ClientId: app, Username };
    const signedUp = await visitor.signUp({
      ...named,
      Password: PASSWORD,
      UserAttributes: attributes({ email }),
    });
    assert.equal(signedUp.UserConfirmed, false);
    assert.equal(signedUp.CodeDeliveryDetails.Destination, "m***@e***");
    await assert.rejects(
      visitor.signUp({ ...named, Password: PASSWORD }),
      refusal(UsernameExistsException, "User already exists"),
    );
    await assert.rejects(
      signIn(Username, PASSWORD),
      refusal(UserNotConfirmedException, "User is not confirmed."),
    );
    const code = await lastCode(email);
    await assert.rejects(
      visitor.confirmSignUp({ ...named, ConfirmationCode: otherCode(code) }),
      refusal(CodeMismatchException, "Invalid verification code provided, please try again."),
    );
    await visitor.confirmSignUp({ ...named, ConfirmationCode: code });

    const { AuthenticationResult, ChallengeParameters, ChallengeName } = await signIn(Username, PASSWORD);
    assert.deepEqual([ChallengeParameters, ChallengeName], [{}, undefined]);
    const { AccessToken } = AuthenticationResult;
    const user = await visitor.getUser({ AccessToken });
    assert.deepEqual(values(user.UserAttributes), { sub: signedUp.UserSub, email, email_verified: "true" });

    await visitor.deleteUser({ AccessToken });
    await assert.rejects(
      visitor.getUser({ AccessToken }),
      refusal(UserNotFoundException, "User does not exist."),
    );
  });

  it("works with commands and with methods", async () => {
    const client = new CognitoIdentityProviderClient({ endpoint, region, credentials, maxAttempts: 1 });
    const Username = randomName();
    await client.send(new SignUpCommand({ ClientId: app, Username, Password: PASSWORD }));
    await assert.rejects(
      client.send(
        new InitiateAuthCommand({
          ClientId: app,
          AuthFlow: "USER_PASSWORD_AUTH",
          AuthParameters: { USERNAME: Username, PASSWORD: WRONG_PASSWORD },
        }),
      ),
      refusal(UserNotConfirmedException, "User is not confirmed."),
    );
  });

  it("replaces a forgotten password", async () => {
    const { Username, email } = await ana();
    const named = { ClientId: app, Username };
    const { CodeDeliveryDetails } = await visitor.forgotPassword(named);
    assert.deepEqual(CodeDeliveryDetails, {
      Destination: "m***@e***",
      DeliveryMedium: "EMAIL",
      AttributeName: "email",
    });
    const reset = { ...named, ConfirmationCode: await lastCode(email, 2), Password: ANOTHER_PASSWORD };
    await visitor.confirmForgotPassword(reset);
    await assert.rejects(
      visitor.confirmForgotPassword(reset),
      refusal(ExpiredCodeException, "Invalid code provided, please request a code again."),
    );
    assert.ok((await signIn(Username, ANOTHER_PASSWORD)).AuthenticationResult);
  });

  it("changes a password", async () => {
    const { Username } = await ana();
    const { AccessToken } = await tokens(app, Username);
    await visitor.changePassword({
      AccessToken,
      PreviousPassword: PASSWORD,
      ProposedPassword: ANOTHER_PASSWORD,
    });
    assert.ok((await signIn(Username, ANOTHER_PASSWORD)).AuthenticationResult);
  });

  it("answers the challenge of a first sign-in", async () => {
    const username = await pool.invited();
    const { ChallengeName, Session, ChallengeParameters } = await signIn(username, PASSWORD);
    assert.equal(ChallengeName, "NEW_PASSWORD_REQUIRED");
    assert.equal(ChallengeParameters.requiredAttributes, "[]");
    const answer = {
      ClientId: app,
      ChallengeName,
      Session,
      ChallengeResponses: { USERNAME: username, NEW_PASSWORD: ANOTHER_PASSWORD },
    };
    assert.ok((await visitor.respondToAuthChallenge(answer)).AuthenticationResult.AccessToken);
    await assert.rejects(
      visitor.respondToAuthChallenge(answer),
      refusal(NotAuthorizedException, "Invalid session for the user, session can only be used once."),
    );
  });

  it("refreshes and revokes tokens", async () => {
    const { Username } = await ana();
    const { RefreshToken, AccessToken } = await tokens(app, Username);
    const refresh = () =>
      visitor.initiateAuth({
        ClientId: app,
        AuthFlow: "REFRESH_TOKEN_AUTH",
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      });
    const refreshed = (await refresh()).AuthenticationResult;
    assert.equal(refreshed.RefreshToken, undefined);
    assert.equal(claims(refreshed.AccessToken).origin_jti, claims(AccessToken).origin_jti);

    await assert.rejects(
      visitor.revokeToken({ ClientId: app, Token: AccessToken }),
      refusal(UnsupportedTokenTypeException),
    );
    await visitor.revokeToken({ ClientId: app, Token: RefreshToken });
    await assert.rejects(refresh(), refusal(NotAuthorizedException, "Refresh Token has been revoked"));
    await assert.rejects(
      visitor.getUser({ AccessToken }),
      refusal(NotAuthorizedException, "Access Token has been revoked"),
    );
  });

  it("signs out everywhere", async () => {
    const { Username } = await ana();
    const [here, there] = [await tokens(app, Username), await tokens(app, Username)];
    await visitor.globalSignOut({ AccessToken: here.AccessToken });
    for (const { AccessToken } of [here, there]) {
      await assert.rejects(
        visitor.getUser({ AccessToken }),
        refusal(NotAuthorizedException, "Access Token has been revoked"),
      );
    }
  });

  it("sends the secret hash if the client has a secret", async () => {
    const ClientSecret = "s".repeat(40);
    const ClientId = await pool.app({ ClientSecret });
    const username = await pool.user();
    const SECRET_HASH = createHmac("sha256", ClientSecret)
      .update(username + ClientId)
      .digest("base64");
    await assert.rejects(
      signIn(username, PASSWORD, ClientId),
      refusal(
        NotAuthorizedException,
        `Client ${ClientId} is configured with secret but SECRET_HASH was not received`,
      ),
    );
    const answer = await visitor.initiateAuth({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: username, PASSWORD, SECRET_HASH },
    });
    assert.ok(answer.AuthenticationResult.AccessToken);
  });

  it("cannot use a verified address that is the alias of another user", async () => {
    const aliases = await newPool({ AliasAttributes: ["email"] });
    const ClientId = await aliases.app();
    const email = randomEmail();
    await aliases.user({ email, email_verified: "true" });
    const Username = randomName();
    await visitor.signUp({ ClientId, Username, Password: PASSWORD, UserAttributes: attributes({ email }) });
    await assert.rejects(
      visitor.confirmSignUp({ ClientId, Username, ConfirmationCode: await lastCode(email) }),
      refusal(AliasExistsException, "An account with the email already exists."),
    );
  });

  it("cannot call administrative operations", async () => {
    const anything = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "anything" };
    const unsigned = idp({ credentials: anything, signer: { sign: async (request) => request } });
    await assert.rejects(
      unsigned.adminGetUser({ UserPoolId: pool.id, Username: "ana" }),
      unmodelled("MissingAuthenticationTokenException", "Missing Authentication Token"),
    );
  });
});
