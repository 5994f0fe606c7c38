// Sign-in by choice: passwords, codes and passkeys as first factors.

import { Authenticator } from '../../../../server/clients/node/authenticator.js';
import { SrpAttempt } from '../../../../../wasm/npm/test/support/srp.js';
import { bound } from './pools.js';
import { SENDERS } from './senders.js';

const PASSWORD = 'Correct-Horse9!';

export async function choice(caller) {
  const { admin, visitor, refused, code } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'choice',
    ...SENDERS,
    Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'SMS_OTP', 'WEB_AUTHN'] } },
  });
  const pool = { UserPoolId: UserPool.Id };
  const group = UserPool.Id.split('_')[1];
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'choice',
    ExplicitAuthFlows: ['ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { ClientId } = UserPoolClient;
  await admin('AdminCreateUser', {
    ...pool,
    Username: 'mia',
    MessageAction: 'SUPPRESS',
    UserAttributes: [
      { Name: 'email', Value: 'mia@example.com' },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'phone_number', Value: '+12065550101' },
      { Name: 'phone_number_verified', Value: 'true' },
    ],
  });
  await admin('AdminSetUserPassword', { ...pool, Username: 'mia', Password: PASSWORD, Permanent: true });

  const begin = (more = {}, USERNAME = 'mia') => ({
    ClientId,
    AuthFlow: 'USER_AUTH',
    AuthParameters: { USERNAME, ...more },
  });
  const answer = ({ ChallengeName, Session }, answers) => ({
    ClientId,
    ChallengeName,
    Session,
    ChallengeResponses: { USERNAME: 'mia', ...answers },
  });

  const choices = await visitor('InitiateAuth', begin());
  const { AuthenticationResult } = await visitor(
    'RespondToAuthChallenge',
    answer(choices, { ANSWER: 'PASSWORD', PASSWORD }),
  );
  const me = { AccessToken: AuthenticationResult.AccessToken };
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', {
    ...answer(await visitor('InitiateAuth', begin()), { ANSWER: 'PASSWORD', PASSWORD: 'Wrong-Horse9!' }),
  });
  await refused('InvalidParameterException', 'RespondToAuthChallenge', {
    ...answer(await visitor('InitiateAuth', begin()), { ANSWER: 'FAX' }),
  });
  const attempt = new SrpAttempt(group, 'mia', PASSWORD);
  const srp = await visitor('InitiateAuth', begin({ PREFERRED_CHALLENGE: 'PASSWORD_SRP', SRP_A: attempt.A }));
  await visitor('RespondToAuthChallenge', answer(srp, await attempt.answer(srp.ChallengeParameters)));
  const mailed = await visitor('InitiateAuth', begin({ PREFERRED_CHALLENGE: 'EMAIL_OTP' }));
  await visitor('RespondToAuthChallenge', answer(mailed, { EMAIL_OTP_CODE: await code('mia@example.com') }));
  const texted = await visitor('InitiateAuth', begin({ PREFERRED_CHALLENGE: 'SMS_OTP' }));
  await visitor('RespondToAuthChallenge', answer(texted, { SMS_OTP_CODE: await code('+12065550101') }));
  await refused('UserNotFoundException', 'InitiateAuth', begin({}, 'nobody'));

  // Passkeys.
  await refused('WebAuthnConfigurationMissingException', 'StartWebAuthnRegistration', me);
  await admin('SetUserPoolMfaConfig', {
    ...pool,
    MfaConfiguration: 'OFF',
    WebAuthnConfiguration: { RelyingPartyId: 'example.com', UserVerification: 'required' },
  });
  const authenticator = new Authenticator({ origin: 'https://login.example.com' });
  const options = async () => (await visitor('StartWebAuthnRegistration', me)).CredentialCreationOptions;
  for (const [error, lies] of [
    ['WebAuthnOriginNotAllowedException', { origin: 'https://example.org' }],
    ['WebAuthnRelyingPartyMismatchException', { rpId: 'example.org' }],
    ['WebAuthnChallengeNotFoundException', { challenge: Buffer.alloc(32, 7).toString('base64url') }],
  ]) {
    await refused(error, 'CompleteWebAuthnRegistration', {
      ...me,
      Credential: authenticator.create(await options(), lies),
    });
  }
  const unknown = new Authenticator({ origin: 'https://login.example.com', algorithm: 'ES384' });
  await refused('WebAuthnCredentialNotSupportedException', 'CompleteWebAuthnRegistration', {
    ...me,
    Credential: unknown.create(await options()),
  });
  const Credential = authenticator.create(await options());
  await visitor('CompleteWebAuthnRegistration', { ...me, Credential });
  await visitor('ListWebAuthnCredentials', me);
  await visitor('GetUserAuthFactors', me);
  const challenge = async () => {
    const asked = await visitor('InitiateAuth', begin({ PREFERRED_CHALLENGE: 'WEB_AUTHN' }));
    return [asked, JSON.parse(asked.ChallengeParameters.CREDENTIAL_REQUEST_OPTIONS)];
  };
  const [asked, request] = await challenge();
  await visitor('RespondToAuthChallenge', answer(asked, { CREDENTIAL: JSON.stringify(authenticator.get(request)) }));
  const [again, lied] = await challenge();
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', {
    ...answer(again, { CREDENTIAL: JSON.stringify(authenticator.get(lied, { userVerified: false })) }),
  });
  await visitor('DeleteWebAuthnCredential', { ...me, CredentialId: Credential.id });
  await refused('ResourceNotFoundException', 'DeleteWebAuthnCredential', { ...me, CredentialId: Credential.id });
  await visitor('ListWebAuthnCredentials', me);
  await admin('DeleteUserPool', pool);
}
