// Users: created, found, changed, disabled and deleted by an administrator.

import { bound } from './pools.js';

export async function users(caller, { pool, client, initiate }) {
  const { admin, adminRefused, visitor, refused, code } = bound(caller);
  const named = (Username) => ({ UserPoolId: pool, Username });
  const attributes = (values) => Object.entries(values).map(([Name, Value]) => ({ Name, Value }));

  await admin('AdminCreateUser', {
    ...named('emil'),
    DesiredDeliveryMediums: ['EMAIL'],
    UserAttributes: attributes({ email: 'emil@example.com', email_verified: 'true', 'custom:tier': 'tin' }),
  });
  const temporary = (await caller.messages()).find(({ destination }) => destination === 'emil@example.com').code;
  const challenge = await visitor(
    'InitiateAuth',
    initiate('USER_PASSWORD_AUTH', { USERNAME: 'emil', PASSWORD: temporary }),
  );
  await visitor('RespondToAuthChallenge', {
    ClientId: client,
    ChallengeName: challenge.ChallengeName,
    Session: challenge.Session,
    ChallengeResponses: {
      USERNAME: 'emil',
      NEW_PASSWORD: 'Chosen-By-Emil1!',
      'userAttributes.name': 'Emil',
    },
  });
  await admin('AdminCreateUser', { ...named('fay'), UserAttributes: attributes({ email: 'fay@example.com' }) });
  await admin('AdminCreateUser', { ...named('fay'), MessageAction: 'RESEND' });
  await adminRefused('UsernameExistsException', 'AdminCreateUser', named('fay'));
  await adminRefused('UnsupportedUserStateException', 'AdminCreateUser', {
    ...named('emil'),
    MessageAction: 'RESEND',
  });
  await adminRefused('UserNotFoundException', 'AdminCreateUser', { ...named('nobody'), MessageAction: 'RESEND' });
  await adminRefused('InvalidPasswordException', 'AdminCreateUser', { ...named('gus'), TemporaryPassword: 'short1' });
  await adminRefused('InvalidParameterException', 'AdminCreateUser', named('two words'));

  await admin('AdminGetUser', named('emil'));
  await adminRefused('UserNotFoundException', 'AdminGetUser', named('nobody'));
  await admin('AdminUpdateUserAttributes', {
    ...named('emil'),
    UserAttributes: attributes({ email: 'emil@example.org', email_verified: 'true', nickname: 'E' }),
  });
  await admin('AdminDeleteUserAttributes', { ...named('emil'), UserAttributeNames: ['nickname'] });
  await adminRefused('InvalidParameterException', 'AdminUpdateUserAttributes', {
    ...named('emil'),
    UserAttributes: attributes({ 'custom:unknown': 'x' }),
  });
  await admin('AdminGetUser', named('emil'));

  await admin('AdminDisableUser', named('emil'));
  await refused(
    'NotAuthorizedException',
    'InitiateAuth',
    initiate('USER_PASSWORD_AUTH', { USERNAME: 'emil', PASSWORD: 'Chosen-By-Emil1!' }),
  );
  await admin('AdminEnableUser', named('emil'));
  const { AuthenticationResult } = await visitor(
    'InitiateAuth',
    initiate('USER_PASSWORD_AUTH', { USERNAME: 'emil', PASSWORD: 'Chosen-By-Emil1!' }),
  );
  await admin('AdminUserGlobalSignOut', named('emil'));
  await refused('NotAuthorizedException', 'GetUser', { AccessToken: AuthenticationResult.AccessToken });

  await admin('AdminResetUserPassword', named('emil'));
  await refused(
    'PasswordResetRequiredException',
    'InitiateAuth',
    initiate('USER_PASSWORD_AUTH', { USERNAME: 'emil', PASSWORD: 'Chosen-By-Emil1!' }),
  );
  await visitor('ConfirmForgotPassword', {
    ClientId: client,
    Username: 'emil',
    ConfirmationCode: await code('emil@example.org'),
    Password: 'Reset-By-Emil1!',
  });
  await admin('AdminSetUserPassword', { ...named('fay'), Password: 'Set-For-Fay-1!', Permanent: true });
  await adminRefused('InvalidPasswordException', 'AdminSetUserPassword', { ...named('fay'), Password: 'short1' });
  await admin('AdminSetUserSettings', { ...named('fay'), MFAOptions: [] });

  await admin('ListUsers', { UserPoolId: pool });
  const pages = { UserPoolId: pool, Limit: 2, AttributesToGet: ['email'] };
  const { PaginationToken } = await admin('ListUsers', pages);
  await admin('ListUsers', { ...pages, PaginationToken });
  for (const Filter of [
    'username = "emil"',
    'username ^= "e"',
    'email = "fay@example.com"',
    'email ^= "nobody"',
    'status = "Enabled"',
    'cognito:user_status = "CONFIRMED"',
    'name ^= "Ana S"',
  ]) {
    await admin('ListUsers', { UserPoolId: pool, Filter });
  }
  for (const Filter of ['custom:tier = "tin"', 'username', 'name > "a"']) {
    await adminRefused('InvalidParameterException', 'ListUsers', { UserPoolId: pool, Filter });
  }
  await adminRefused('InvalidParameterException', 'ListUsers', { UserPoolId: pool, PaginationToken: 'nonsense' });
  await adminRefused('InvalidParameterException', 'ListUsers', { UserPoolId: pool, Limit: 61 });

  await admin('AdminCreateUser', { ...named('hal'), MessageAction: 'SUPPRESS' });
  await admin('AdminDeleteUser', named('hal'));
  await adminRefused('UserNotFoundException', 'AdminDeleteUser', named('hal'));
  await admin('DescribeUserPool', { UserPoolId: pool });
}
