// Pools and app clients: created, changed and deleted by an administrator.

const SNS = 'arn:aws:iam::123456789012:role/sms';

export async function pools(caller) {
  const { admin, adminRefused } = bound(caller);

  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'story',
    AutoVerifiedAttributes: ['email'],
    Schema: [{ Name: 'tier', AttributeDataType: 'String', Mutable: true }],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    UserPoolTags: { stage: 'test' },
  });
  const pool = { UserPoolId: UserPool.Id };
  await admin('DescribeUserPool', pool);
  await admin('GetUserPoolMfaConfig', pool);
  await admin('AddCustomAttributes', {
    ...pool,
    CustomAttributes: [
      {
        Name: 'seats',
        AttributeDataType: 'Number',
        Mutable: true,
        NumberAttributeConstraints: { MinValue: '1', MaxValue: '9' },
      },
      { Name: 'origin', AttributeDataType: 'String' },
    ],
  });
  await adminRefused('InvalidParameterException', 'AddCustomAttributes', {
    ...pool,
    CustomAttributes: [{ Name: 'seats', AttributeDataType: 'Number' }],
  });
  await admin('UpdateUserPool', {
    ...pool,
    AutoVerifiedAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 10, RequireLowercase: true, RequireNumbers: true } },
    EmailVerificationSubject: 'Your story',
    EmailVerificationMessage: 'It goes on with {####}.',
    DeletionProtection: 'ACTIVE',
  });
  await admin('DescribeUserPool', pool);
  await adminRefused('InvalidParameterException', 'DeleteUserPool', pool);
  await adminRefused('ResourceNotFoundException', 'DescribeUserPool', { UserPoolId: 'us-east-1_NoWhere00' });
  await adminRefused('InvalidParameterException', 'DescribeUserPool', { UserPoolId: 'no pool' });
  await adminRefused('InvalidParameterException', 'CreateUserPool', {
    PoolName: '',
    MfaConfiguration: 'SOMETIMES',
    Policies: { PasswordPolicy: { MinimumLength: 5, TemporaryPasswordValidityDays: 400 } },
    AutoVerifiedAttributes: ['fax'],
  });
  await adminRefused('SerializationException', 'CreateUserPool', { PoolName: 12 });
  await adminRefused('InvalidParameterException', 'ListUserPools', { MaxResults: 0 });
  await adminRefused('InvalidParameterException', 'ListUserPools', { MaxResults: 61 });

  const short = await admin('CreateUserPool', {
    PoolName: 'short-lived',
    SmsConfiguration: { SnsCallerArn: SNS },
    UsernameConfiguration: { CaseSensitive: true },
  });
  await admin('ListUserPools', { MaxResults: 60 });
  await admin('DeleteUserPool', { UserPoolId: short.UserPool.Id });
  await adminRefused('ResourceNotFoundException', 'DeleteUserPool', { UserPoolId: short.UserPool.Id });
  await admin('ListUserPools', { MaxResults: 60 });

  const open = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'open',
    ExplicitAuthFlows: [
      'ALLOW_USER_SRP_AUTH',
      'ALLOW_USER_PASSWORD_AUTH',
      'ALLOW_ADMIN_USER_PASSWORD_AUTH',
      'ALLOW_REFRESH_TOKEN_AUTH',
    ],
  });
  const secret = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'secret',
    GenerateSecret: true,
    PreventUserExistenceErrors: 'ENABLED',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    AccessTokenValidity: 10,
    IdTokenValidity: 20,
    RefreshTokenValidity: 2,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'hours' },
    ReadAttributes: ['email', 'custom:tier'],
  });
  const [{ ClientId }, { ClientId: SecretId }] = [open.UserPoolClient, secret.UserPoolClient];
  await admin('DescribeUserPoolClient', { ...pool, ClientId });
  await admin('DescribeUserPoolClient', { ...pool, ClientId: SecretId });
  const gone = await admin('CreateUserPoolClient', { ...pool, ClientName: 'gone' });
  await admin('ListUserPoolClients', { ...pool, MaxResults: 60 });
  await admin('UpdateUserPoolClient', {
    ...pool,
    ClientId: gone.UserPoolClient.ClientId,
    ClientName: 'going',
    EnableTokenRevocation: false,
  });
  await admin('DeleteUserPoolClient', { ...pool, ClientId: gone.UserPoolClient.ClientId });
  await adminRefused('ResourceNotFoundException', 'DeleteUserPoolClient', {
    ...pool,
    ClientId: gone.UserPoolClient.ClientId,
  });
  await adminRefused('ResourceNotFoundException', 'DescribeUserPoolClient', { ...pool, ClientId: 'nobody' });
  const second = await admin('AddUserPoolClientSecret', { ...pool, ClientId: SecretId });
  await adminRefused('LimitExceededException', 'AddUserPoolClientSecret', { ...pool, ClientId: SecretId });
  await adminRefused('InvalidParameterException', 'AddUserPoolClientSecret', { ...pool, ClientId });
  await admin('ListUserPoolClientSecrets', { ...pool, ClientId: SecretId });
  const { ClientSecretId } = second.ClientSecretDescriptor;
  await admin('DeleteUserPoolClientSecret', { ...pool, ClientId: SecretId, ClientSecretId });
  await adminRefused('ResourceNotFoundException', 'DeleteUserPoolClientSecret', {
    ...pool,
    ClientId: SecretId,
    ClientSecretId: 'none',
  });
  await adminRefused('InvalidParameterException', 'CreateUserPoolClient', {
    ...pool,
    ClientName: 'mixed',
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ADMIN_NO_SRP_AUTH'],
  });
  await adminRefused('InvalidParameterException', 'CreateUserPoolClient', {
    ...pool,
    ClientName: 'a'.repeat(129),
    RefreshTokenValidity: -1,
  });
  return {
    pool: UserPool.Id,
    client: ClientId,
    secretClient: SecretId,
    clientSecret: secret.UserPoolClient.ClientSecret,
  };
}

/** The caller's functions, bound to it. */
export function bound(caller) {
  const names = ['admin', 'adminRefused', 'visitor', 'refused', 'http', 'code'];
  return Object.fromEntries(names.map((name) => [name, caller[name].bind(caller)]));
}
