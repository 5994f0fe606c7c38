// Sign-in by password and by SRP, new passwords, refresh, revocation, and invalid tokens.

import { SrpAttempt } from '../../../../../wasm/npm/test/support/srp.js';
import { bound } from './pools.js';

export async function signIn(caller, { pool, client, password }) {
  const { admin, adminRefused, visitor, refused } = bound(caller);
  const group = pool.split('_')[1];
  const initiate = (AuthFlow, AuthParameters) => ({ ClientId: client, AuthFlow, AuthParameters });
  const byPassword = (PASSWORD, USERNAME = 'ana') => initiate('USER_PASSWORD_AUTH', { USERNAME, PASSWORD });

  const { AuthenticationResult: tokens } = await visitor('InitiateAuth', byPassword(password));
  await visitor('GetUser', { AccessToken: tokens.AccessToken });
  await refused('NotAuthorizedException', 'InitiateAuth', byPassword('Wrong-Horse9!'));
  await refused('UserNotFoundException', 'InitiateAuth', byPassword(password, 'nobody'));
  await refused('InvalidParameterException', 'InitiateAuth', initiate('USER_PASSWORD_AUTH', { USERNAME: 'ana' }));
  await refused('InvalidParameterException', 'InitiateAuth', initiate('CUSTOM_AUTH', { USERNAME: 'ana' }));
  await refused('InvalidParameterException', 'InitiateAuth', initiate('NO_SUCH_FLOW', { USERNAME: 'ana' }));
  await refused('InvalidParameterException', 'InitiateAuth', initiate('USER_SRP_AUTH', { USERNAME: 'ana' }));

  const prove = async (name, secret) => {
    const attempt = new SrpAttempt(group, name, secret);
    const challenge = await visitor('InitiateAuth', initiate('USER_SRP_AUTH', { USERNAME: name, SRP_A: attempt.A }));
    const { ChallengeName, Session, ChallengeParameters } = challenge;
    const ChallengeResponses = { USERNAME: name, ...(await attempt.answer(ChallengeParameters)) };
    return { ClientId: client, ChallengeName, Session, ChallengeResponses };
  };
  const proof = await prove('ana', password);
  const { AuthenticationResult: bySrp } = await visitor('RespondToAuthChallenge', proof);
  await visitor('GetUser', { AccessToken: bySrp.AccessToken });
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', await prove('ana', 'Wrong-Horse9!'));
  const altered = await prove('ana', password);
  altered.ChallengeResponses.PASSWORD_CLAIM_SECRET_BLOCK = proof.ChallengeResponses.PASSWORD_CLAIM_SECRET_BLOCK;
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', altered);
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', proof);
  await refused(
    'InvalidParameterException',
    'InitiateAuth',
    initiate('USER_SRP_AUTH', { USERNAME: 'ana', SRP_A: '0' }),
  );

  // The administrative operations, and a new password.
  await admin('AdminCreateUser', {
    UserPoolId: pool,
    Username: 'cleo',
    TemporaryPassword: 'Temporary-1!',
    MessageAction: 'SUPPRESS',
    UserAttributes: [{ Name: 'email', Value: 'cleo@example.com' }],
  });
  const invited = await visitor('InitiateAuth', byPassword('Temporary-1!', 'cleo'));
  const choose = (NEW_PASSWORD) => ({
    ClientId: client,
    ChallengeName: invited.ChallengeName,
    Session: invited.Session,
    ChallengeResponses: { USERNAME: 'cleo', NEW_PASSWORD },
  });
  await refused('InvalidPasswordException', 'RespondToAuthChallenge', choose('short1'));
  await visitor('RespondToAuthChallenge', choose('Chosen-By-Cleo1!'));
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', choose('Chosen-By-Cleo1!'));
  const byAdmin = { UserPoolId: pool, ClientId: client, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH' };
  await admin('AdminInitiateAuth', {
    ...byAdmin,
    AuthParameters: { USERNAME: 'cleo', PASSWORD: 'Chosen-By-Cleo1!' },
  });
  await adminRefused('NotAuthorizedException', 'AdminInitiateAuth', {
    ...byAdmin,
    AuthParameters: { USERNAME: 'cleo', PASSWORD: 'Wrong-Horse9!' },
  });
  await admin('AdminSetUserPassword', {
    UserPoolId: pool,
    Username: 'cleo',
    Password: 'Temporary-2!',
    Permanent: false,
  });
  const again = await admin('AdminInitiateAuth', {
    ...byAdmin,
    AuthParameters: { USERNAME: 'cleo', PASSWORD: 'Temporary-2!' },
  });
  await admin('AdminRespondToAuthChallenge', {
    UserPoolId: pool,
    ClientId: client,
    ChallengeName: again.ChallengeName,
    Session: again.Session,
    ChallengeResponses: { USERNAME: 'cleo', NEW_PASSWORD: 'Chosen-By-Cleo2!' },
  });

  // Five wrong passwords lock the name for a while.
  for (let time = 0; time < 6; time += 1) {
    await refused('NotAuthorizedException', 'InitiateAuth', byPassword('Wrong-Horse9!', 'cleo'));
  }
  await refused('NotAuthorizedException', 'InitiateAuth', byPassword('Chosen-By-Cleo2!', 'cleo'));

  const refresh = (REFRESH_TOKEN) => initiate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN });
  const { AuthenticationResult: fresh } = await visitor('InitiateAuth', refresh(tokens.RefreshToken));
  await visitor('GetUser', { AccessToken: fresh.AccessToken });
  await visitor('GetTokensFromRefreshToken', { ClientId: client, RefreshToken: bySrp.RefreshToken });
  await refused('NotAuthorizedException', 'InitiateAuth', refresh('not.a.token'));
  await refused('NotAuthorizedException', 'GetTokensFromRefreshToken', {
    ClientId: client,
    RefreshToken: tokens.AccessToken,
  });
  await visitor('RevokeToken', { ClientId: client, Token: bySrp.RefreshToken });
  await visitor('RevokeToken', { ClientId: client, Token: bySrp.RefreshToken });
  await refused('NotAuthorizedException', 'InitiateAuth', refresh(bySrp.RefreshToken));
  await refused('NotAuthorizedException', 'GetUser', { AccessToken: bySrp.AccessToken });
  await refused('UnsupportedTokenTypeException', 'RevokeToken', { ClientId: client, Token: tokens.AccessToken });
  await machines(caller, { pool, subject: tokens.AccessToken });

  const [header, payload, sealed] = tokens.AccessToken.split('.');
  const other = sealed[9] === 'A' ? 'B' : 'A';
  const forged = [header, payload, sealed.slice(0, 9) + other + sealed.slice(10)].join('.');
  await refused('NotAuthorizedException', 'GetUser', { AccessToken: forged });
  await refused('NotAuthorizedException', 'GetUser', { AccessToken: tokens.IdToken });
  await refused('NotAuthorizedException', 'GetUser', { AccessToken: 'nothing' });
  await refused('InvalidParameterException', 'GetUser', { AccessToken: 'two words' });

  await visitor('GlobalSignOut', { AccessToken: tokens.AccessToken });
  await refused('NotAuthorizedException', 'GetUser', { AccessToken: tokens.AccessToken });
  await refused('NotAuthorizedException', 'InitiateAuth', refresh(tokens.RefreshToken));
  const { AuthenticationResult } = await visitor('InitiateAuth', byPassword(password));
  return { access: AuthenticationResult.AccessToken, initiate };
}

/** Tokens of app clients for themselves, and tokens derived from that of a user. */
async function machines(caller, { pool, subject }) {
  const { admin, visitor, refused } = bound(caller);
  const Scopes = [{ ScopeName: 'read', ScopeDescription: 'May read' }];
  await admin('CreateResourceServer', { UserPoolId: pool, Identifier: 'machines', Name: 'Machines', Scopes });
  const create = async (flow) => {
    const settings = {
      UserPoolId: pool,
      ClientName: 'machine',
      GenerateSecret: true,
      ExplicitAuthFlows: [flow],
      AllowedOAuthScopes: ['machines/read', 'aws.cognito.signin.user.admin'],
      // Shorter than the user's token, so that the derived token is valid for as long as the client says.
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: 'minutes' },
    };
    const { UserPoolClient } = await admin('CreateUserPoolClient', settings);
    return UserPoolClient;
  };
  const machine = await create('ALLOW_CLIENT_TOKEN_AUTH');
  const own = { ClientId: machine.ClientId, Secret: machine.ClientSecret };
  await visitor('GetClientToken', { ...own, Scopes: ['machines/read'] });
  await refused('NotAuthorizedException', 'GetClientToken', { ...own, Scopes: ['openid'] });
  const exchanger = await create('ALLOW_TOKEN_EXCHANGE_IMPERSONATION');
  const exchange = {
    ClientId: exchanger.ClientId,
    ClientSecret: exchanger.ClientSecret,
    SubjectToken: subject,
    SubjectTokenType: 'ACCESS_TOKEN',
  };
  await visitor('GetDerivedToken', exchange);
  await refused('NotAuthorizedException', 'GetDerivedToken', { ...exchange, SubjectToken: 'not.a.token' });
  for (const { ClientId } of [machine, exchanger]) {
    await admin('DeleteUserPoolClient', { UserPoolId: pool, ClientId });
  }
  await admin('DeleteResourceServer', { UserPoolId: pool, Identifier: 'machines' });
}
