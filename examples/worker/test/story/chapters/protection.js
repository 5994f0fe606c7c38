// What administrators set beside a pool: replicas, log delivery, provisioned limits, threat protection.

import { bound } from './pools.js';

const PASSWORD = 'Correct-Horse9!';

export async function protection(caller) {
  const { admin, adminRefused } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'protected',
    UserPoolTier: 'PLUS',
    UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' },
    KeyConfiguration: {
      KeyType: 'CUSTOMER_MANAGED_KEY',
      KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/mrk-1',
    },
  });
  const pool = { UserPoolId: UserPool.Id };

  const replica = { ...pool, RegionName: 'eu-west-1' };
  await admin('CreateUserPoolReplica', replica);
  await adminRefused('InvalidParameterException', 'CreateUserPoolReplica', replica);
  await admin('UpdateUserPoolReplica', { ...replica, Status: 'ACTIVE' });
  await admin('ListUserPoolReplicas', pool);
  await adminRefused('InvalidParameterException', 'DeleteUserPoolReplica', replica);
  await admin('UpdateUserPoolReplica', { ...replica, Status: 'INACTIVE' });
  await admin('DeleteUserPoolReplica', replica);
  await adminRefused('ResourceNotFoundException', 'DeleteUserPoolReplica', replica);

  const S3Configuration = { BucketArn: 'arn:aws:s3:::logs' };
  const activity = { EventSource: 'userAuthEvents', LogLevel: 'INFO', S3Configuration };
  await admin('GetLogDeliveryConfiguration', pool);
  await admin('SetLogDeliveryConfiguration', { ...pool, LogConfigurations: [activity] });
  await adminRefused('InvalidParameterException', 'SetLogDeliveryConfiguration', {
    ...pool,
    LogConfigurations: [activity, activity],
  });
  await admin('GetLogDeliveryConfiguration', pool);

  const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserRead' } };
  await admin('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 300 });
  await admin('GetProvisionedLimit', { LimitDefinition });
  await adminRefused('InvalidParameterException', 'UpdateProvisionedLimit', {
    LimitDefinition,
    RequestedLimitValue: 1,
  });

  const RiskExceptionConfiguration = { BlockedIPRangeList: ['192.0.2.0/24'] };
  await admin('SetRiskConfiguration', { ...pool, RiskExceptionConfiguration });
  await admin('DescribeRiskConfiguration', pool);
  await adminRefused('InvalidParameterException', 'SetRiskConfiguration', {
    ...pool,
    RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0'] },
  });

  await sessions(caller, pool);
  await admin('DeleteUserPool', pool);
  await notices(caller);
}

/** A sign-in from elsewhere, of which the user is told and which the user judges. */
async function notices(caller) {
  const { admin, adminRefused, code, refused, visitor } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'enforced',
    UserPoolTier: 'PLUS',
    UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
  });
  const pool = { UserPoolId: UserPool.Id };
  const action = { Notify: true, EventAction: 'BLOCK' };
  const email = { Subject: 'Sign-in', HtmlBody: 'event={event-id} feedback={feedback-token}' };
  await admin('SetRiskConfiguration', {
    ...pool,
    AccountTakeoverRiskConfiguration: {
      NotifyConfiguration: { SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/a@example.com', BlockEmail: email },
      Actions: { MediumAction: action, HighAction: action },
    },
  });
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'places',
    ExplicitAuthFlows: ['ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const user = { ...pool, Username: 'uma' };
  const UserAttributes = [
    { Name: 'email', Value: 'uma@example.com' },
    { Name: 'email_verified', Value: 'true' },
  ];
  await admin('AdminCreateUser', { ...user, UserAttributes, MessageAction: 'SUPPRESS' });
  await admin('AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true });
  const signIn = (IpAddress) => ({
    ...pool,
    ClientId: UserPoolClient.ClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'uma', PASSWORD },
    ContextData: { IpAddress, ServerName: 'example.com', ServerPath: '/', HttpHeaders: [] },
  });
  await admin('AdminInitiateAuth', signIn('192.0.2.1'));
  await adminRefused('NotAuthorizedException', 'AdminInitiateAuth', signIn('198.51.100.9'));
  await code('uma@example.com');
  const { body } = (await caller.messages()).at(-1);
  const [, EventId, FeedbackToken] = body.match(/event=(\S+) feedback=(\S+)/);
  const judged = { ...user, EventId, FeedbackValue: 'Invalid' };
  await refused('NotAuthorizedException', 'UpdateAuthEventFeedback', { ...judged, FeedbackToken: 'none' });
  await visitor('UpdateAuthEventFeedback', { ...judged, FeedbackToken });
  await admin('AdminListUserAuthEvents', user);
  await admin('DeleteUserPool', pool);
}

/** Sign-ins that the pool tracks. */
async function sessions(caller, pool) {
  const { admin, adminRefused, visitor, refused } = bound(caller);
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'sessions',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const client = { ...pool, ClientId: UserPoolClient.ClientId };
  await admin('GetUserPoolSessionConfiguration', pool);
  await admin('SetUserPoolSessionConfiguration', {
    ...pool,
    UserSessionTracking: 'ENABLED',
    TokenSession: { MaxPerUser: 5 },
  });
  await admin('SetUserPoolClientSessionConfiguration', { ...client, SSOSession: { MaxValidityMinutes: 30 } });
  await admin('GetUserPoolClientSessionConfiguration', client);

  const user = { ...pool, Username: 'tess' };
  await admin('AdminCreateUser', { ...user, MessageAction: 'SUPPRESS' });
  await admin('AdminSetUserPassword', { ...user, Password: PASSWORD, Permanent: true });
  const signIn = () =>
    visitor('InitiateAuth', {
      ClientId: client.ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: 'tess', PASSWORD },
    });
  await signIn();
  const { AuthenticationResult } = await signIn();
  const { AccessToken } = AuthenticationResult;
  const { Sessions } = await visitor('ListUserSessions', { AccessToken });
  const [current, other] = Sessions.map(({ SessionId }) => SessionId);
  await refused('InvalidParameterException', 'RevokeUserSession', { AccessToken, SessionId: current });
  await visitor('RevokeUserSession', { AccessToken, SessionId: other });
  await adminRefused('ResourceNotFoundException', 'AdminRevokeUserSession', { ...user, SessionId: other });
  await admin('AdminRevokeUserSession', { ...user, SessionId: current });
  await refused('NotAuthorizedException', 'ListUserSessions', { AccessToken });
  await admin('AdminListUserSessions', user);

  const { AuthEvents } = await admin('AdminListUserAuthEvents', { ...user, MaxResults: 1 });
  const judged = { ...user, EventId: AuthEvents[0].EventId, FeedbackValue: 'Invalid' };
  await admin('AdminUpdateAuthEventFeedback', judged);
  await admin('AdminListUserAuthEvents', user);
}
