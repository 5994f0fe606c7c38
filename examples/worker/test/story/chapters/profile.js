// Operations of a signed-in user on the own account.

import { bound } from './pools.js';

export async function profile(caller, { pool, client, password, access }) {
  const { admin, visitor, refused, code } = bound(caller);
  const me = { AccessToken: access };
  const set = (Name, Value) => ({ ...me, UserAttributes: [{ Name, Value }] });

  await visitor('UpdateUserAttributes', set('nickname', 'Anna'));
  await visitor('UpdateUserAttributes', set('custom:seats', '3'));
  await refused('InvalidParameterException', 'UpdateUserAttributes', set('custom:seats', '10'));
  await refused('InvalidParameterException', 'UpdateUserAttributes', set('custom:unknown', 'x'));
  await refused('InvalidParameterException', 'UpdateUserAttributes', set('custom:origin', 'x'));
  await refused('NotAuthorizedException', 'UpdateUserAttributes', set('sub', 'x'));
  await refused('NotAuthorizedException', 'UpdateUserAttributes', set('email_verified', 'true'));
  await visitor('UpdateUserAttributes', set('email', 'anna@example.com'));
  const moved = await code('anna@example.com');
  await refused('CodeMismatchException', 'VerifyUserAttribute', {
    ...me,
    AttributeName: 'email',
    Code: String((Number(moved) + 1) % 1_000_000).padStart(6, '0'),
  });
  await visitor('GetUserAttributeVerificationCode', { ...me, AttributeName: 'email' });
  await refused('InvalidParameterException', 'GetUserAttributeVerificationCode', { ...me, AttributeName: 'nickname' });
  await visitor('VerifyUserAttribute', { ...me, AttributeName: 'email', Code: await code('anna@example.com', 2) });
  await visitor('DeleteUserAttributes', { ...me, UserAttributeNames: ['nickname'] });
  await visitor('GetUser', me);

  await visitor('SetUserSettings', { ...me, MFAOptions: [] });
  await refused('InvalidParameterException', 'SetUserSettings', {
    ...me,
    MFAOptions: [{ DeliveryMedium: 'SMS', AttributeName: 'phone_number' }],
  });
  await visitor('GetUserAuthFactors', me);
  await refused('NotAuthorizedException', 'ChangePassword', {
    ...me,
    PreviousPassword: 'Wrong-Horse9!',
    ProposedPassword: 'Changed-By-Ana1!',
  });
  await refused('InvalidPasswordException', 'ChangePassword', {
    ...me,
    PreviousPassword: password,
    ProposedPassword: 'short1',
  });
  await visitor('ChangePassword', { ...me, PreviousPassword: password, ProposedPassword: 'Changed-By-Ana1!' });

  await visitor('SignUp', { ClientId: client, Username: 'dora', Password: 'Short-Lived1!' });
  await refused('UserNotConfirmedException', 'InitiateAuth', {
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'dora', PASSWORD: 'Short-Lived1!' },
  });
  await admin('AdminConfirmSignUp', { UserPoolId: pool, Username: 'dora' });
  const { AuthenticationResult } = await visitor('InitiateAuth', {
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'dora', PASSWORD: 'Short-Lived1!' },
  });
  await visitor('DeleteUser', { AccessToken: AuthenticationResult.AccessToken });
  await refused('UserNotFoundException', 'GetUser', { AccessToken: AuthenticationResult.AccessToken });
}
