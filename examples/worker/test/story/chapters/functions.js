// Functions: what they may change and refuse, and the errors of functions that cannot be called.

import { SrpAttempt } from '../../../../../wasm/npm/test/support/srp.js';
import { bound } from './pools.js';

const PASSWORD = 'Correct-Horse9!';
const lambda = (name) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;

export async function functions(caller) {
  const { admin, visitor, refused, code } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'functions',
    AutoVerifiedAttributes: ['email'],
    LambdaConfig: { PreSignUp: lambda('auto-confirm'), PreTokenGeneration: lambda('add-claims') },
  });
  const pool = { UserPoolId: UserPool.Id };
  const group = UserPool.Id.split('_')[1];
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'functions',
    ExplicitAuthFlows: [
      'ALLOW_CUSTOM_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ],
  });
  const { ClientId } = UserPoolClient;
  const calling = (LambdaConfig) =>
    admin('UpdateUserPool', { ...pool, AutoVerifiedAttributes: ['email'], LambdaConfig });
  const signUp = (Username) => ({
    ClientId,
    Username,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'email', Value: `${Username}@example.com` }],
    ClientMetadata: { from: 'the story' },
    ValidationData: [{ Name: 'invitation', Value: '7' }],
  });
  const signIn = (USERNAME, Password = PASSWORD) => ({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD: Password },
  });

  await visitor('SignUp', signUp('nia'));
  await visitor('InitiateAuth', signIn('nia'));
  await calling({
    PreTokenGenerationConfig: { LambdaArn: lambda('add-rich-claims'), LambdaVersion: 'V2_0' },
    PreTokenGeneration: lambda('add-rich-claims'),
  });
  await visitor('InitiateAuth', signIn('nia'));
  for (const [name, error] of [
    ['fail', 'UserLambdaValidationException'],
    ['forbidden', 'UnexpectedLambdaException'],
    ['missing', 'UnexpectedLambdaException'],
    ['senseless', 'InvalidLambdaResponseException'],
  ]) {
    await calling({ PreSignUp: lambda(name) });
    await refused(error, 'SignUp', signUp('oda'));
  }
  await calling({ CustomMessage: lambda('write-messages'), PostConfirmation: lambda('agree') });
  await visitor('SignUp', signUp('oda'));
  await visitor('ConfirmSignUp', { ClientId, Username: 'oda', ConfirmationCode: await code('oda@example.com') });

  await calling({
    PreAuthentication: lambda('agree'),
    PostAuthentication: lambda('agree'),
    UserMigration: lambda('migrate'),
  });
  await visitor('InitiateAuth', signIn('oda'));
  await refused('UserLambdaValidationException', 'InitiateAuth', signIn('pia', 'Wrong-Horse9!'));
  await visitor('InitiateAuth', signIn('pia', 'Moved-Horse9!'));
  await admin('AdminGetUser', { ...pool, Username: 'pia' });
  await calling({ PreAuthentication: lambda('fail') });
  await refused('UserLambdaValidationException', 'InitiateAuth', signIn('oda'));

  // Custom challenges, with and without a password first.
  await calling({
    DefineAuthChallenge: lambda('define-challenge'),
    CreateAuthChallenge: lambda('create-challenge'),
    VerifyAuthChallengeResponse: lambda('verify-answer'),
  });
  const ask = (more = {}) => ({ ClientId, AuthFlow: 'CUSTOM_AUTH', AuthParameters: { USERNAME: 'nia', ...more } });
  const answer = ({ ChallengeName, Session }, answers) => ({
    ClientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME: 'nia', ...answers },
  });
  const capital = await visitor('InitiateAuth', ask());
  const again = await visitor('RespondToAuthChallenge', answer(capital, { ANSWER: 'London' }));
  const product = await visitor('RespondToAuthChallenge', answer(again, { ANSWER: 'Paris' }));
  await visitor('RespondToAuthChallenge', answer(product, { ANSWER: '42' }));
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', answer(product, { ANSWER: '42' }));
  let question = await visitor('InitiateAuth', ask());
  for (const ANSWER of ['London', 'Rome']) {
    question = await visitor('RespondToAuthChallenge', answer(question, { ANSWER }));
  }
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', answer(question, { ANSWER: 'Berlin' }));
  const attempt = new SrpAttempt(group, 'nia', PASSWORD);
  const srp = await visitor('InitiateAuth', ask({ SRP_A: attempt.A, CHALLENGE_NAME: 'SRP_A' }));
  const first = await visitor('RespondToAuthChallenge', answer(srp, await attempt.answer(srp.ChallengeParameters)));
  await visitor('RespondToAuthChallenge', answer(first, { ANSWER: 'Paris' }));
  await admin('DeleteUserPool', pool);
  return { callingPool: UserPool.Id };
}
