// Names of users: aliases, addresses as usernames, and case-insensitive names.

import { bound } from './pools.js';

const PASSWORD = 'Correct-Horse9!';
const FLOWS = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];

export async function names(caller) {
  const { admin, adminRefused, visitor, refused, code } = bound(caller);
  const settled = async (settings) => {
    const { UserPool } = await admin('CreateUserPool', { AutoVerifiedAttributes: ['email'], ...settings });
    const { UserPoolClient } = await admin('CreateUserPoolClient', {
      UserPoolId: UserPool.Id,
      ClientName: 'names',
      ExplicitAuthFlows: FLOWS,
    });
    return [{ UserPoolId: UserPool.Id }, UserPoolClient.ClientId];
  };
  const email = (Value, more = []) => [{ Name: 'email', Value }, ...more];
  const signIn = (ClientId, USERNAME) => ({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
  });

  // An address is an alias of the user who verifies it first, or who takes it with ForceAliasCreation.
  const [pool, ClientId] = await settled({ PoolName: 'aliases', AliasAttributes: ['email'] });
  const address = 'shared@example.com';
  for (const Username of ['quin', 'rosa', 'sam']) {
    await visitor('SignUp', { ClientId, Username, Password: PASSWORD, UserAttributes: email(address) });
  }
  await refused('UserNotFoundException', 'InitiateAuth', signIn(ClientId, address));
  const confirm = async (Username, count, more = {}) => ({
    ClientId,
    Username,
    ConfirmationCode: await code(address, count),
    ...more,
  });
  await visitor('ConfirmSignUp', await confirm('rosa', 2));
  await refused('AliasExistsException', 'ConfirmSignUp', await confirm('quin', 1));
  await visitor('InitiateAuth', signIn(ClientId, address));
  await visitor('ConfirmSignUp', await confirm('sam', 3, { ForceAliasCreation: true }));
  await visitor('InitiateAuth', signIn(ClientId, address));
  await admin('AdminGetUser', { ...pool, Username: address });
  await admin('AdminGetUser', { ...pool, Username: 'rosa' });
  const verified = email(address, [{ Name: 'email_verified', Value: 'true' }]);
  const tess = { ...pool, Username: 'tess', MessageAction: 'SUPPRESS', UserAttributes: verified };
  await adminRefused('AliasExistsException', 'AdminCreateUser', tess);
  await admin('AdminCreateUser', { ...tess, ForceAliasCreation: true });
  await admin('AdminGetUser', { ...pool, Username: address });
  await admin('AdminDeleteUser', { ...pool, Username: 'tess' });
  await adminRefused('UserNotFoundException', 'AdminGetUser', { ...pool, Username: address });
  await refused('InvalidParameterException', 'SignUp', { ClientId, Username: address, Password: PASSWORD });
  await admin('DeleteUserPool', pool);

  // An address is the username, without distinction of case.
  const [others, client] = await settled({
    PoolName: 'addresses',
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
  });
  await visitor('SignUp', { ClientId: client, Username: 'Uma@Example.com', Password: PASSWORD });
  await refused('UsernameExistsException', 'SignUp', {
    ClientId: client,
    Username: 'uma@example.com',
    Password: PASSWORD,
  });
  await refused('InvalidParameterException', 'SignUp', { ClientId: client, Username: 'uma', Password: PASSWORD });
  const [{ destination }] = (await caller.messages()).filter((each) => /^uma@/i.test(each.destination));
  await visitor('ConfirmSignUp', {
    ClientId: client,
    Username: 'UMA@example.com',
    ConfirmationCode: await code(destination),
  });
  await visitor('InitiateAuth', signIn(client, 'uma@example.com'));
  await admin('ListUsers', others);
  await admin('DeleteUserPool', others);
}
