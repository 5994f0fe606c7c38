// Refusals for limits and for settings of the pool or client: wrong codes, reuse, tiers, tags, scopes.

import { bound } from './pools.js';

const PASSWORD = 'Correct-Horse9!';

export async function limits(caller) {
  const { admin, adminRefused, visitor, refused, code } = bound(caller);
  await adminRefused('UserPoolTaggingException', 'CreateUserPool', {
    PoolName: 'tags',
    UserPoolTags: { 'aws:team': 'red' },
  });
  await adminRefused('FeatureUnavailableInTierException', 'CreateUserPool', {
    PoolName: 'lite',
    UserPoolTier: 'LITE',
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
  });
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'limits',
    AutoVerifiedAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 8, PasswordHistorySize: 2 } },
  });
  const pool = { UserPoolId: UserPool.Id };
  const app = (settings) => ({ ...pool, ClientName: 'limits', ...settings });
  await adminRefused('ScopeDoesNotExistException', 'CreateUserPoolClient', {
    ...app({ AllowedOAuthScopes: ['teams/none'], AllowedOAuthFlows: ['code'], CallbackURLs: ['https://example.com'] }),
  });
  await adminRefused('InvalidOAuthFlowException', 'CreateUserPoolClient', {
    ...app({
      AllowedOAuthFlows: ['code', 'client_credentials'],
      GenerateSecret: true,
      CallbackURLs: ['https://example.com'],
    }),
  });
  const ExplicitAuthFlows = ['ALLOW_USER_PASSWORD_AUTH'];
  const { UserPoolClient: rotating } = await admin('CreateUserPoolClient', {
    ...app({ ExplicitAuthFlows, RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } }),
  });
  const { UserPoolClient: keeping } = await admin('CreateUserPoolClient', {
    ...app({
      ExplicitAuthFlows: [...ExplicitAuthFlows, 'ALLOW_REFRESH_TOKEN_AUTH'],
      EnableTokenRevocation: false,
    }),
  });
  const { ClientId } = rotating;

  // A code allows fifteen wrong attempts.
  const vera = { ClientId, Username: 'vera' };
  const UserAttributes = [{ Name: 'email', Value: 'vera@example.com' }];
  await visitor('SignUp', { ...vera, Password: PASSWORD, UserAttributes });
  const right = await code('vera@example.com');
  const ConfirmationCode = String((Number(right) + 1) % 1_000_000).padStart(6, '0');
  for (let time = 0; time < 15; time += 1) {
    await refused('CodeMismatchException', 'ConfirmSignUp', { ...vera, ConfirmationCode });
  }
  await refused('LimitExceededException', 'ConfirmSignUp', { ...vera, ConfirmationCode: right });
  await admin('AdminConfirmSignUp', { ...pool, Username: 'vera' });

  // A rotated refresh token is valid once; using it again is refused and revokes its whole family.
  const signIn = (client) => ({
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'vera', PASSWORD },
  });
  const { AuthenticationResult: first } = await visitor('InitiateAuth', signIn(ClientId));
  const renew = (RefreshToken) => ({ ClientId, RefreshToken });
  const { AuthenticationResult: second } = await visitor('GetTokensFromRefreshToken', renew(first.RefreshToken));
  const { AuthenticationResult: third } = await visitor('GetTokensFromRefreshToken', renew(second.RefreshToken));
  await refused('RefreshTokenReuseException', 'GetTokensFromRefreshToken', renew(first.RefreshToken));
  await refused('NotAuthorizedException', 'GetTokensFromRefreshToken', renew(third.RefreshToken));
  await refused('InvalidParameterException', 'InitiateAuth', {
    ClientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: first.RefreshToken },
  });

  // Tokens of another client, and of one whose tokens cannot be revoked.
  const { AuthenticationResult: kept } = await visitor('InitiateAuth', signIn(keeping.ClientId));
  await refused('UnauthorizedException', 'RevokeToken', { ClientId, Token: kept.RefreshToken });
  await refused('UnsupportedOperationException', 'RevokeToken', {
    ClientId: keeping.ClientId,
    Token: kept.RefreshToken,
  });
  await refused('PasswordHistoryPolicyViolationException', 'ChangePassword', {
    AccessToken: kept.AccessToken,
    PreviousPassword: PASSWORD,
    ProposedPassword: PASSWORD,
  });
  await refused('SoftwareTokenMFANotFoundException', 'AssociateSoftwareToken', { AccessToken: kept.AccessToken });
  await refused('WebAuthnNotEnabledException', 'StartWebAuthnRegistration', { AccessToken: kept.AccessToken });
  await admin('DeleteUserPool', pool);
}
