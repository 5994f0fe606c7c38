// Calls every operation successfully at least once. The caller passes a function `call`, which may also count or compare.

import { Authenticator } from '../../../../examples/server/clients/node/authenticator.js';
import { totp } from '../../../../examples/server/clients/node/totp.js';
import { PASSWORD, Scene } from './scene.js';

const ORIGIN = 'https://example.com';
const NEW_PASSWORD = 'Battery-Staple7!';

const POOL = {
  AutoVerifiedAttributes: ['email'],
  MfaConfiguration: 'OFF',
  DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
  Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
  SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms' },
  EmailConfiguration: {
    EmailSendingAccount: 'DEVELOPER',
    SourceArn: 'arn:aws:ses:us-east-1:123456789012:identity/pool@example.com',
  },
};

const FLOWS = [
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_USER_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
];

/** Runs all operations. `call` and `messages` are those of a `Scene`; `put` uploads a file to a URL or path. */
export async function everyOperation(call, messages, put) {
  const scene = await new Scene(call, messages).begin({ pool: POOL, client: { ExplicitAuthFlows: FLOWS } });
  const inPool = (operation, input = {}) => call(operation, { UserPoolId: scene.pool, ...input });
  const about = (operation, Username, input = {}) => inPool(operation, { Username, ...input });

  await pools(call, inPool, scene);
  await signUps(call, scene, about);
  await administered(call, scene, inPool, about);
  await groups(inPool, about);
  await providers(inPool);
  await links(inPool);
  await resourceServers(inPool);
  await tags(call, inPool);
  await domains(call, inPool);
  await styles(inPool);
  await terms(inPool);
  await imports(inPool, put);
  await profile(call, scene);
  await factors(call, scene, inPool, about);
  await passkeys(call, scene);
  await devices(call, scene, about);
  await sessions(call, scene, about);
  await events(call, scene, about);
  await tokens(call, scene);
  await endings(call, scene, inPool, about);
}

async function pools(call, inPool, { client }) {
  await inPool('AddCustomAttributes', { CustomAttributes: [{ Name: 'team', AttributeDataType: 'String' }] });
  await inPool('DescribeUserPool');
  await inPool('UpdateUserPool', POOL);
  await call('ListUserPools', { MaxResults: 60 });
  const { UserPoolClient } = await inPool('CreateUserPoolClient', { ClientName: 'other' });
  const other = UserPoolClient.ClientId;
  await inPool('UpdateUserPoolClient', { ClientId: other, ClientName: 'renamed' });
  await inPool('DescribeUserPoolClient', { ClientId: client });
  await pages((NextToken) => inPool('ListUserPoolClients', { MaxResults: 1, NextToken }));
  await inPool('DeleteUserPoolClient', { ClientId: other });
  await secrets(inPool);
  await settings(call, inPool);
  await sessionSettings(inPool, client);
  const { UserPool } = await call('CreateUserPool', { PoolName: 'empty' });
  await call('DeleteUserPool', { UserPoolId: UserPool.Id });
  await inPool('SetUserPoolMfaConfig', {
    MfaConfiguration: 'OPTIONAL',
    SoftwareTokenMfaConfiguration: { Enabled: true },
    SmsMfaConfiguration: {
      SmsAuthenticationMessage: 'Your code is {####}.',
      SmsConfiguration: POOL.SmsConfiguration,
    },
    WebAuthnConfiguration: { RelyingPartyId: 'example.com', UserVerification: 'preferred' },
  });
  await inPool('GetUserPoolMfaConfig');
}

async function secrets(inPool) {
  const { UserPoolClient } = await inPool('CreateUserPoolClient', { ClientName: 'other', GenerateSecret: true });
  const { ClientId } = UserPoolClient;
  await inPool('AddUserPoolClientSecret', { ClientId });
  const { ClientSecrets } = await inPool('ListUserPoolClientSecrets', { ClientId });
  await inPool('DeleteUserPoolClientSecret', { ClientId, ClientSecretId: ClientSecrets[1].ClientSecretId });
  await inPool('DeleteUserPoolClient', { ClientId });
}

async function settings(call, inPool) {
  const KeyConfiguration = {
    KeyType: 'CUSTOMER_MANAGED_KEY',
    KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/mrk-1',
  };
  const UserPoolAddOns = { AdvancedSecurityMode: 'AUDIT' };
  await inPool('UpdateUserPool', { ...POOL, KeyConfiguration, UserPoolAddOns, UserPoolTier: 'PLUS' });
  const RegionName = 'eu-west-1';
  await inPool('CreateUserPoolReplica', { RegionName });
  await inPool('UpdateUserPoolReplica', { RegionName, Status: 'INACTIVE' });
  await inPool('ListUserPoolReplicas');
  await inPool('DeleteUserPoolReplica', { RegionName });
  const S3Configuration = { BucketArn: 'arn:aws:s3:::logs' };
  const LogConfigurations = [{ EventSource: 'userAuthEvents', LogLevel: 'INFO', S3Configuration }];
  await inPool('SetLogDeliveryConfiguration', { LogConfigurations });
  await inPool('GetLogDeliveryConfiguration');
  const LimitDefinition = { LimitClass: 'API_CATEGORY', Attributes: { Category: 'UserRead' } };
  await call('UpdateProvisionedLimit', { LimitDefinition, RequestedLimitValue: 300 });
  await call('GetProvisionedLimit', { LimitDefinition });
  await inPool('SetRiskConfiguration', { RiskExceptionConfiguration: { BlockedIPRangeList: ['192.0.2.0/24'] } });
  await inPool('DescribeRiskConfiguration');
}

async function sessionSettings(inPool, ClientId) {
  await inPool('SetUserPoolSessionConfiguration', {
    UserSessionTracking: 'ENABLED',
    TokenSession: { MaxPerUser: 20 },
  });
  await inPool('GetUserPoolSessionConfiguration');
  await inPool('SetUserPoolClientSessionConfiguration', { ClientId, SSOSession: { MaxValidityMinutes: 30 } });
  await inPool('GetUserPoolClientSessionConfiguration', { ClientId });
}

async function imports(inPool, put) {
  const CloudWatchLogsRoleArn = 'arn:aws:iam::123456789012:role/import';
  const create = (JobName) => inPool('CreateUserImportJob', { JobName, CloudWatchLogsRoleArn });
  const { JobId, PreSignedUrl } = (await create('staff')).UserImportJob;
  await create('others');
  const { CSVHeader } = await inPool('GetCSVHeader');
  await put(PreSignedUrl, `${CSVHeader.join(',')}\n`);
  await inPool('DescribeUserImportJob', { JobId });
  await inPool('ListUserImportJobs', { MaxResults: 1 });
  await inPool('StartUserImportJob', { JobId });
  await inPool('StopUserImportJob', { JobId });
}

async function signUps(call, scene, about) {
  await scene.signUp('ana');
  await call('ResendConfirmationCode', { ClientId: scene.client, Username: 'ana' });
  await scene.confirm('ana');
  await scene.signUp('ben');
  await about('AdminConfirmSignUp', 'ben');
  await call('ForgotPassword', { ClientId: scene.client, Username: 'ana' });
  await call('ConfirmForgotPassword', {
    ClientId: scene.client,
    Username: 'ana',
    ConfirmationCode: await lastCode(scene, 'ana'),
    Password: PASSWORD,
  });
  await scene.signIn('ana');
  await scene.signInBySrp('ana');
}

async function administered(call, scene, inPool, about) {
  const email = (name) => [
    { Name: 'email', Value: `${name}@example.com` },
    { Name: 'email_verified', Value: 'true' },
  ];
  await about('AdminCreateUser', 'cleo', { TemporaryPassword: PASSWORD, UserAttributes: email('cleo') });
  const { Session } = await inPool('AdminInitiateAuth', {
    ClientId: scene.client,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'cleo', PASSWORD },
  });
  await inPool('AdminRespondToAuthChallenge', {
    ClientId: scene.client,
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session,
    ChallengeResponses: { USERNAME: 'cleo', NEW_PASSWORD },
  });
  await about('AdminGetUser', 'cleo');
  await about('AdminUpdateUserAttributes', 'cleo', { UserAttributes: [{ Name: 'name', Value: 'Cleo' }] });
  await about('AdminDeleteUserAttributes', 'cleo', { UserAttributeNames: ['name'] });
  await about('AdminSetUserPassword', 'cleo', { Password: PASSWORD, Permanent: true });
  await about('AdminDisableUser', 'cleo');
  await about('AdminEnableUser', 'cleo');
  await about('AdminUserGlobalSignOut', 'cleo');
  await about('AdminResetUserPassword', 'cleo');
  await pages((PaginationToken) => inPool('ListUsers', { Limit: 2, PaginationToken }));
  for (const Filter of ['email = "ana@example.com"', 'username ^= "b"', 'cognito:user_status = "CONFIRMED"']) {
    await inPool('ListUsers', { Filter });
  }
}

async function groups(inPool, about) {
  for (const GroupName of ['admins', 'editors']) {
    await inPool('CreateGroup', { GroupName, Precedence: 1 });
    for (const name of ['ana', 'ben']) await about('AdminAddUserToGroup', name, { GroupName });
  }
  await inPool('GetGroup', { GroupName: 'admins' });
  await inPool('UpdateGroup', { GroupName: 'admins', Description: 'Those who may' });
  await pages((NextToken) => inPool('ListGroups', { Limit: 1, NextToken }));
  await pages((NextToken) => about('AdminListGroupsForUser', 'ana', { Limit: 1, NextToken }));
  await pages((NextToken) => inPool('ListUsersInGroup', { GroupName: 'admins', Limit: 1, NextToken }));
  await about('AdminRemoveUserFromGroup', 'ben', { GroupName: 'editors' });
  await inPool('DeleteGroup', { GroupName: 'editors' });
}

async function providers(inPool) {
  const ProviderDetails = {
    client_id: 'id',
    client_secret: 'secret',
    authorize_scopes: 'openid',
    oidc_issuer: 'https://acme.example',
    attributes_request_method: 'GET',
  };
  for (const ProviderName of ['Acme', 'Other']) {
    await inPool('CreateIdentityProvider', {
      ProviderName,
      ProviderType: 'OIDC',
      ProviderDetails,
      IdpIdentifiers: [`${ProviderName}.example`],
    });
  }
  await inPool('DescribeIdentityProvider', { ProviderName: 'Acme' });
  await inPool('GetSigningCertificate');
  await inPool('GetIdentityProviderByIdentifier', { IdpIdentifier: 'Acme.example' });
  await inPool('UpdateIdentityProvider', { ProviderName: 'Acme', AttributeMapping: { email: 'mail' } });
  await pages((NextToken) => inPool('ListIdentityProviders', { MaxResults: 1, NextToken }));
  await inPool('DeleteIdentityProvider', { ProviderName: 'Other' });
}

async function links(inPool) {
  const User = {
    ProviderName: 'Acme',
    ProviderAttributeName: 'Cognito_Subject',
    ProviderAttributeValue: '42',
  };
  const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: 'ana' };
  await inPool('AdminLinkProviderForUser', { DestinationUser, SourceUser: User });
  await inPool('AdminDisableProviderForUser', { User });
}

async function resourceServers(inPool) {
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'may read' }];
  for (const Identifier of ['https://api.example.com', 'photos']) {
    await inPool('CreateResourceServer', { Identifier, Name: 'API', Scopes });
  }
  await inPool('DescribeResourceServer', { Identifier: 'photos' });
  await inPool('UpdateResourceServer', { Identifier: 'photos', Name: 'Photos', Scopes });
  await pages((NextToken) => inPool('ListResourceServers', { MaxResults: 1, NextToken }));
  const AllowedOAuthScopes = ['openid', 'photos/read', 'https://api.example.com/read'];
  const { UserPoolClient } = await inPool('CreateUserPoolClient', { ClientName: 'scoped', AllowedOAuthScopes });
  await inPool('UpdateUserPoolClient', { ClientId: UserPoolClient.ClientId, AllowedOAuthScopes });
  await inPool('DeleteResourceServer', { Identifier: 'photos' });
}

async function tags(call, inPool) {
  const { UserPool } = await inPool('DescribeUserPool');
  await call('TagResource', { ResourceArn: UserPool.Arn, Tags: { team: 'red' } });
  await call('ListTagsForResource', { ResourceArn: UserPool.Arn });
  await call('UntagResource', { ResourceArn: UserPool.Arn, TagKeys: ['team'] });
}

async function domains(call, inPool) {
  const Domain = 'every-operation';
  await inPool('CreateUserPoolDomain', { Domain });
  await call('DescribeUserPoolDomain', { Domain });
  await inPool('UpdateUserPoolDomain', { Domain, ManagedLoginVersion: 2 });
  await inPool('SetUICustomization', { CSS: '.label-customizable { color: red; }', ImageFile: btoa('\xff\xd8\xff') });
  await inPool('GetUICustomization');
  await inPool('DeleteUserPoolDomain', { Domain });
}

async function styles(inPool) {
  const { UserPoolClient } = await inPool('CreateUserPoolClient', { ClientName: 'styled' });
  const ClientId = UserPoolClient.ClientId;
  const Assets = [
    { Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'SVG', Bytes: btoa(`<svg>${' '.repeat(200_000)}</svg>`) },
  ];
  const style = await inPool('CreateManagedLoginBranding', { ClientId, Settings: {}, Assets });
  const { ManagedLoginBrandingId } = style.ManagedLoginBranding;
  await inPool('DescribeManagedLoginBranding', { ManagedLoginBrandingId });
  await inPool('DescribeManagedLoginBrandingByClient', { ClientId });
  await inPool('UpdateManagedLoginBranding', { ManagedLoginBrandingId, UseCognitoProvidedValues: true, Assets: [] });
  await inPool('DeleteManagedLoginBranding', { ManagedLoginBrandingId });
  await inPool('CreateManagedLoginBranding', { ClientId, Settings: {}, Assets });
  await inPool('DeleteUserPoolClient', { ClientId });
}

async function terms(inPool) {
  const { UserPoolClient } = await inPool('CreateUserPoolClient', { ClientName: 'with terms' });
  const ClientId = UserPoolClient.ClientId;
  const Links = { 'cognito:default': 'https://example.com/terms' };
  const created = [];
  for (const TermsName of ['terms-of-use', 'privacy-policy']) {
    const document = { ClientId, TermsName, TermsSource: 'LINK', Enforcement: 'NONE', Links };
    created.push((await inPool('CreateTerms', document)).Terms.TermsId);
  }
  const [TermsId, other] = created;
  await inPool('DescribeTerms', { TermsId });
  await inPool('DescribeTermsByClient', { ClientId, TermsName: 'privacy-policy' });
  await inPool('UpdateTerms', { TermsId, Links });
  await pages((NextToken) => inPool('ListTerms', { MaxResults: 1, NextToken }));
  await inPool('DeleteTerms', { TermsId: other });
  await inPool('DeleteUserPoolClient', { ClientId });
}

async function profile(call, scene) {
  const { AccessToken } = await scene.signIn('ana');
  await call('GetUser', { AccessToken });
  await call('UpdateUserAttributes', { AccessToken, UserAttributes: [{ Name: 'name', Value: 'Ana' }] });
  await call('DeleteUserAttributes', { AccessToken, UserAttributeNames: ['name'] });
  await call('GetUserAttributeVerificationCode', { AccessToken, AttributeName: 'email' });
  await call('VerifyUserAttribute', { AccessToken, AttributeName: 'email', Code: await lastCode(scene, 'ana') });
  await call('ChangePassword', { AccessToken, PreviousPassword: PASSWORD, ProposedPassword: NEW_PASSWORD });
  await call('ChangePassword', { AccessToken, PreviousPassword: NEW_PASSWORD, ProposedPassword: PASSWORD });
}

async function factors(call, scene, inPool, about) {
  const { AccessToken } = await scene.signIn('ana');
  const { SecretCode } = await call('AssociateSoftwareToken', { AccessToken });
  await call('VerifySoftwareToken', { AccessToken, UserCode: totp(SecretCode) });
  const preferred = { SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true } };
  await call('SetUserMFAPreference', { AccessToken, ...preferred });
  await about('AdminSetUserMFAPreference', 'ana', preferred);
  await call('GetUserAuthFactors', { AccessToken });
  await about('AdminGetUserAuthFactors', 'ana');
  const { ChallengeName, Session } = await call('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'ana', PASSWORD },
  });
  await call('RespondToAuthChallenge', {
    ClientId: scene.client,
    ChallengeName,
    Session,
    // A code is accepted once, so this uses the code of the next 30 seconds.
    ChallengeResponses: { USERNAME: 'ana', SOFTWARE_TOKEN_MFA_CODE: totp(SecretCode, 1) },
  });
  await about('AdminDeleteSoftwareToken', 'ana');
  const UserAttributes = [
    { Name: 'phone_number', Value: '+12065550100' },
    { Name: 'phone_number_verified', Value: 'true' },
  ];
  await about('AdminUpdateUserAttributes', 'ben', { UserAttributes });
  const ben = await scene.signIn('ben');
  const MFAOptions = [{ AttributeName: 'phone_number', DeliveryMedium: 'SMS' }];
  await call('SetUserSettings', { AccessToken: ben.AccessToken, MFAOptions });
  await about('AdminSetUserSettings', 'ben', { MFAOptions: [] });
}

async function passkeys(call, scene) {
  const { AccessToken } = await scene.signIn('ana');
  const authenticator = new Authenticator({ origin: ORIGIN });
  const { CredentialCreationOptions } = await call('StartWebAuthnRegistration', { AccessToken });
  const Credential = authenticator.create(CredentialCreationOptions);
  await call('CompleteWebAuthnRegistration', { AccessToken, Credential });
  await call('ListWebAuthnCredentials', { AccessToken });
  const { ChallengeParameters, Session } = await call('InitiateAuth', {
    AuthFlow: 'USER_AUTH',
    ClientId: scene.client,
    AuthParameters: { USERNAME: 'ana', PREFERRED_CHALLENGE: 'WEB_AUTHN' },
  });
  const answer = authenticator.get(JSON.parse(ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS));
  await call('RespondToAuthChallenge', {
    ClientId: scene.client,
    ChallengeName: 'WEB_AUTHN',
    Session,
    ChallengeResponses: { USERNAME: 'ana', CREDENTIAL: JSON.stringify(answer) },
  });
  await call('DeleteWebAuthnCredential', { AccessToken, CredentialId: Credential.id });
}

async function devices(call, scene, about) {
  const { AccessToken, DeviceKey } = await onDevice(call, scene);
  await call('UpdateDeviceStatus', { AccessToken, DeviceKey, DeviceRememberedStatus: 'remembered' });
  await call('GetDevice', { AccessToken, DeviceKey });
  await call('ListDevices', { AccessToken });
  await about('AdminGetDevice', 'ana', { DeviceKey });
  await about('AdminListDevices', 'ana');
  await about('AdminUpdateDeviceStatus', 'ana', { DeviceKey, DeviceRememberedStatus: 'not_remembered' });
  await call('ForgetDevice', { AccessToken, DeviceKey });
  const other = await onDevice(call, scene);
  await about('AdminForgetDevice', 'ana', { DeviceKey: other.DeviceKey });
}

/** Signs in on a new device and confirms it. */
async function onDevice(call, scene) {
  const result = await scene.signIn('ana');
  const { DeviceKey } = result.NewDeviceMetadata;
  await call('ConfirmDevice', {
    AccessToken: result.AccessToken,
    DeviceKey,
    DeviceName: 'laptop',
    // Any number below N is a valid verifier.
    DeviceSecretVerifierConfig: { Salt: btoa('sixteen bytes!!!'), PasswordVerifier: btoa('a verifier') },
  });
  return { ...result, DeviceKey };
}

async function sessions(call, scene, about) {
  await scene.signIn('ana');
  const { AccessToken } = await scene.signIn('ana');
  const { Sessions } = await call('ListUserSessions', { AccessToken });
  const other = Sessions.find(({ IsCurrentSession }) => !IsCurrentSession);
  await call('RevokeUserSession', { AccessToken, SessionId: other.SessionId });
  const left = await about('AdminListUserSessions', 'ana');
  await about('AdminRevokeUserSession', 'ana', { SessionId: left.Sessions[0].SessionId });
}

async function events(call, scene, about) {
  const { AuthEvents } = await about('AdminListUserAuthEvents', 'ana', { MaxResults: 1 });
  const judged = { EventId: AuthEvents[0].EventId, FeedbackValue: 'Valid' };
  await about('AdminUpdateAuthEventFeedback', 'ana', judged);
  // No user has a token, so this cannot succeed.
  const own = { UserPoolId: scene.pool, Username: 'ana', FeedbackToken: 'none', ...judged };
  await call('UpdateAuthEventFeedback', own).catch((error) => {
    if (!`${error}`.includes('NotAuthorizedException')) throw error;
  });
}

async function tokens(call, scene) {
  const { RefreshToken, DeviceKey } = await onDevice(call, scene);
  await call('InitiateAuth', {
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    ClientId: scene.client,
    AuthParameters: { REFRESH_TOKEN: RefreshToken, DEVICE_KEY: DeviceKey },
  });
  await call('RevokeToken', { ClientId: scene.client, Token: RefreshToken });

  const { UserPoolClient } = await call('CreateUserPoolClient', {
    UserPoolId: scene.pool,
    ClientName: 'rotating',
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
  });
  const rotating = Object.assign(new Scene(call), { pool: scene.pool, client: UserPoolClient.ClientId });
  const first = await onDevice(call, rotating);
  await call('GetTokensFromRefreshToken', {
    ClientId: rotating.client,
    RefreshToken: first.RefreshToken,
    DeviceKey: first.DeviceKey,
  });
  await machineTokens(call, scene, first.AccessToken);
}

async function machineTokens(call, { pool }, SubjectToken) {
  const UserPoolId = pool;
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'may read' }];
  await call('CreateResourceServer', { UserPoolId, Identifier: 'machines', Name: 'API', Scopes });
  const create = async (flow) => {
    const { UserPoolClient } = await call('CreateUserPoolClient', {
      UserPoolId,
      ClientName: 'machine',
      GenerateSecret: true,
      ExplicitAuthFlows: [flow],
      AllowedOAuthScopes: ['machines/read'],
    });
    return UserPoolClient;
  };
  const machine = await create('ALLOW_CLIENT_TOKEN_AUTH');
  const own = { ClientId: machine.ClientId, Secret: machine.ClientSecret };
  await call('GetClientToken', { ...own, Scopes: ['machines/read'] });
  const { ClientId, ClientSecret } = await create('ALLOW_TOKEN_EXCHANGE_IMPERSONATION');
  await call('GetDerivedToken', { ClientId, ClientSecret, SubjectToken, SubjectTokenType: 'ACCESS_TOKEN' });
}

async function endings(call, scene, inPool, about) {
  const ben = await scene.signIn('ben');
  await call('GlobalSignOut', { AccessToken: ben.AccessToken });
  const again = await scene.signIn('ben');
  await call('DeleteUser', { AccessToken: again.AccessToken });
  await about('AdminDeleteUser', 'ana');
  // The pool has users, so that records are removed.
  await inPool('DeleteUserPool');
}

/** Reads all pages; there must be several. */
async function pages(read) {
  let count = 0;
  let token;
  do {
    const page = await read(token);
    token = page.NextToken ?? page.PaginationToken;
    count += 1;
  } while (token !== undefined);
  if (count < 2) throw new Error('the list has only one page');
}

async function lastCode(scene, name) {
  return (await scene.messages()).findLast(({ username }) => username === name).code;
}
