// Second factors: authenticator apps, text messages, mails; a choice of factors, and set-up during a sign-in.

import { totp } from '../../../../server/clients/node/totp.js';
import { bound } from './pools.js';
import { SENDERS } from './senders.js';

const PASSWORD = 'Correct-Horse9!';

export async function secondFactors(caller) {
  const { admin, adminRefused, visitor, refused, code } = bound(caller);
  // With recovery by phone number, mail may be a second factor.
  const AccountRecoverySetting = { RecoveryMechanisms: [{ Name: 'verified_phone_number', Priority: 1 }] };
  const { UserPool } = await admin('CreateUserPool', { PoolName: 'factors', AccountRecoverySetting, ...SENDERS });
  const pool = { UserPoolId: UserPool.Id };
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'factors',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { ClientId } = UserPoolClient;
  const signIn = (USERNAME) => ({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters: { USERNAME, PASSWORD } });
  const answer = ({ ChallengeName, Session }, USERNAME, answers) => ({
    ClientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME, ...answers },
  });
  const user = async (Username, values) => {
    const UserAttributes = Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
    await admin('AdminCreateUser', { ...pool, Username, MessageAction: 'SUPPRESS', UserAttributes });
    await admin('AdminSetUserPassword', { ...pool, Username, Password: PASSWORD, Permanent: true });
  };

  await adminRefused('InvalidParameterException', 'SetUserPoolMfaConfig', { ...pool, MfaConfiguration: 'ON' });
  await admin('SetUserPoolMfaConfig', {
    ...pool,
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    SmsMfaConfiguration: { SmsAuthenticationMessage: 'Your code is {####}.' },
    EmailMfaConfiguration: { Message: 'Your code is {####}.', Subject: 'Your code' },
  });
  await admin('GetUserPoolMfaConfig', pool);

  // An authenticator app.
  await user('ivy', { email: 'ivy@example.com', email_verified: 'true' });
  const { AuthenticationResult } = await visitor('InitiateAuth', signIn('ivy'));
  const me = { AccessToken: AuthenticationResult.AccessToken };
  await refused('InvalidParameterException', 'SetUserMFAPreference', {
    ...me,
    SoftwareTokenMfaSettings: { Enabled: true },
  });
  const { SecretCode } = await visitor('AssociateSoftwareToken', me);
  const shown = totp(SecretCode);
  await refused('EnableSoftwareTokenMFAException', 'VerifySoftwareToken', { ...me, UserCode: otherThan(SecretCode) });
  await refused('InvalidParameterException', 'VerifySoftwareToken', { ...me, UserCode: '12' });
  await visitor('VerifySoftwareToken', { ...me, UserCode: shown, FriendlyDeviceName: "Ivy's phone" });
  await visitor('SetUserMFAPreference', { ...me, SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } });
  await visitor('GetUserAuthFactors', me);
  await admin('AdminGetUserAuthFactors', { ...pool, Username: 'ivy' });
  await visitor('GetUser', me);
  const asked = await visitor('InitiateAuth', signIn('ivy'));
  await refused('CodeMismatchException', 'RespondToAuthChallenge', {
    ...answer(asked, 'ivy', { SOFTWARE_TOKEN_MFA_CODE: otherThan(SecretCode) }),
  });
  await refused('ExpiredCodeException', 'RespondToAuthChallenge', {
    ...answer(asked, 'ivy', { SOFTWARE_TOKEN_MFA_CODE: shown }),
  });
  await visitor('RespondToAuthChallenge', answer(asked, 'ivy', { SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, 1) }));
  await admin('AdminSetUserMFAPreference', {
    ...pool,
    Username: 'ivy',
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: false },
    EmailMfaSettings: { Enabled: true, PreferredMfa: false },
  });
  const choice = await visitor('InitiateAuth', signIn('ivy'));
  const chosen = await visitor('RespondToAuthChallenge', answer(choice, 'ivy', { ANSWER: 'EMAIL_OTP' }));
  await visitor('RespondToAuthChallenge', answer(chosen, 'ivy', { EMAIL_OTP_CODE: await code('ivy@example.com') }));
  await admin('AdminDeleteSoftwareToken', { ...pool, Username: 'ivy' });
  await admin('AdminGetUser', { ...pool, Username: 'ivy' });

  // Text messages.
  await user('jon', { phone_number: '+12065550100', phone_number_verified: 'true' });
  await admin('AdminSetUserMFAPreference', {
    ...pool,
    Username: 'jon',
    SMSMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  const sms = await visitor('InitiateAuth', signIn('jon'));
  const sent = await code('+12065550100');
  await refused('CodeMismatchException', 'RespondToAuthChallenge', {
    ...answer(sms, 'jon', { SMS_MFA_CODE: String((Number(sent) + 1) % 10 ** sent.length).padStart(sent.length, '0') }),
  });
  await visitor('RespondToAuthChallenge', answer(sms, 'jon', { SMS_MFA_CODE: sent }));
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', answer(sms, 'jon', { SMS_MFA_CODE: sent }));

  // A user without a required factor sets one up during the sign-in.
  await admin('SetUserPoolMfaConfig', {
    ...pool,
    MfaConfiguration: 'ON',
    SoftwareTokenMfaConfiguration: { Enabled: true },
  });
  await user('kim', {});
  const setUp = await visitor('InitiateAuth', signIn('kim'));
  const begun = await visitor('AssociateSoftwareToken', { Session: setUp.Session });
  const verified = await visitor('VerifySoftwareToken', {
    Session: begun.Session,
    UserCode: totp(begun.SecretCode),
  });
  await visitor('RespondToAuthChallenge', answer({ ...setUp, Session: verified.Session }, 'kim', {}));
  await visitor('InitiateAuth', signIn('kim'));
  await admin('DeleteUserPool', pool);
}

/** A code that is wrong now and in the neighbouring time steps. */
function otherThan(secret) {
  const near = [-2, -1, 0, 1, 2, 3].map((later) => totp(secret, later));
  return ['000000', '111111', '222222', '333333', '444444', '555555', '666666'].find((code) => !near.includes(code));
}
