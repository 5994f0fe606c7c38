// Groups, their members, and groups in tokens.

import { bound } from './pools.js';

const ROLE = (name) => `arn:aws:iam::123456789012:role/${name}`;

export async function groups(caller, { pool, initiate }) {
  const { admin, adminRefused, visitor } = bound(caller);
  const group = (GroupName, more) => ({ UserPoolId: pool, GroupName, ...more });
  const member = (Username, GroupName) => ({ UserPoolId: pool, Username, GroupName });

  await admin('CreateGroup', group('readers', { Description: 'They read', Precedence: 5, RoleArn: ROLE('reader') }));
  await admin('CreateGroup', group('writers', { Precedence: 1, RoleArn: ROLE('writer') }));
  await admin('CreateGroup', group('nobody'));
  await adminRefused('GroupExistsException', 'CreateGroup', group('readers'));
  await adminRefused('InvalidParameterException', 'CreateGroup', group('', { Precedence: -1 }));
  await admin('GetGroup', group('readers'));
  await adminRefused('ResourceNotFoundException', 'GetGroup', group('strangers'));
  await admin('UpdateGroup', group('readers', { Description: 'They read a lot' }));
  const page = await admin('ListGroups', { UserPoolId: pool, Limit: 2 });
  await admin('ListGroups', { UserPoolId: pool, Limit: 2, NextToken: page.NextToken });

  await admin('AdminAddUserToGroup', member('ana', 'readers'));
  await admin('AdminAddUserToGroup', member('ana', 'writers'));
  await admin('AdminAddUserToGroup', member('fay', 'readers'));
  await adminRefused('ResourceNotFoundException', 'AdminAddUserToGroup', member('ana', 'strangers'));
  await adminRefused('UserNotFoundException', 'AdminAddUserToGroup', member('stranger', 'readers'));
  await admin('AdminListGroupsForUser', { UserPoolId: pool, Username: 'ana' });
  await admin('ListUsersInGroup', group('readers'));
  await visitor('InitiateAuth', initiate('USER_PASSWORD_AUTH', { USERNAME: 'ana', PASSWORD: 'Changed-By-Ana1!' }));
  await admin('AdminRemoveUserFromGroup', member('ana', 'writers'));
  await admin('AdminListGroupsForUser', { UserPoolId: pool, Username: 'ana' });
  await admin('DeleteGroup', group('readers'));
  await adminRefused('ResourceNotFoundException', 'DeleteGroup', group('readers'));
  await admin('AdminListGroupsForUser', { UserPoolId: pool, Username: 'ana' });
  await admin('ListUsersInGroup', group('nobody'));
}
