// Devices: new at a sign-in, confirmed, used in a sign-in, remembered and forgotten.

import { SrpAttempt, deviceVerifier } from '../../../../../wasm/npm/test/support/srp.js';
import { bound } from './pools.js';

const PASSWORD = 'Correct-Horse9!';

export async function devices(caller) {
  const { admin, adminRefused, visitor, refused } = bound(caller);
  const { UserPool } = await admin('CreateUserPool', {
    PoolName: 'devices',
    DeviceConfiguration: { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true },
  });
  const pool = { UserPoolId: UserPool.Id };
  const group = UserPool.Id.split('_')[1];
  const { UserPoolClient } = await admin('CreateUserPoolClient', {
    ...pool,
    ClientName: 'devices',
    ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { ClientId } = UserPoolClient;
  await admin('AdminCreateUser', { ...pool, Username: 'lea', MessageAction: 'SUPPRESS' });
  await admin('AdminSetUserPassword', { ...pool, Username: 'lea', Password: PASSWORD, Permanent: true });

  const byPassword = (more = {}) => ({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'lea', PASSWORD, ...more },
  });
  const { AuthenticationResult } = await visitor('InitiateAuth', byPassword());
  const me = { AccessToken: AuthenticationResult.AccessToken };
  const { DeviceKey, DeviceGroupKey } = AuthenticationResult.NewDeviceMetadata;
  const device = { ...me, DeviceKey };
  const secret = 'what only the device knows';
  const verifier = await deviceVerifier(DeviceGroupKey, DeviceKey, secret);
  const confirmation = { ...device, DeviceName: 'Pocket', DeviceSecretVerifierConfig: verifier };
  await refused('InvalidParameterException', 'ConfirmDevice', { ...device, DeviceName: 'Pocket' });
  await visitor('ConfirmDevice', confirmation);
  await refused('DeviceKeyExistsException', 'ConfirmDevice', confirmation);
  await visitor('GetDevice', device);
  await visitor('UpdateDeviceStatus', { ...device, DeviceRememberedStatus: 'remembered' });
  await refused('InvalidParameterException', 'UpdateDeviceStatus', { ...device, DeviceRememberedStatus: 'perhaps' });
  await visitor('ListDevices', me);
  await refused('ResourceNotFoundException', 'GetDevice', {
    ...me,
    DeviceKey: 'us-east-1_00000000-0000-4000-8000-000000000000',
  });
  const named = { ...pool, Username: 'lea', DeviceKey };
  await admin('AdminGetDevice', named);
  await admin('AdminListDevices', { ...pool, Username: 'lea' });
  await admin('AdminUpdateDeviceStatus', { ...named, DeviceRememberedStatus: 'not_remembered' });
  await admin('AdminUpdateDeviceStatus', { ...named, DeviceRememberedStatus: 'remembered' });

  /** Signs in by SRP on the device. Returns the answer to the last challenge. */
  const proved = async (deviceSecret) => {
    const attempt = new SrpAttempt(group, 'lea', PASSWORD);
    const asked = await visitor('InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_SRP_AUTH',
      AuthParameters: { USERNAME: 'lea', SRP_A: attempt.A, DEVICE_KEY: DeviceKey },
    });
    const answers = { USERNAME: 'lea', DEVICE_KEY: DeviceKey };
    const begun = await visitor('RespondToAuthChallenge', {
      ClientId,
      ChallengeName: asked.ChallengeName,
      Session: asked.Session,
      ChallengeResponses: { ...answers, ...(await attempt.answer(asked.ChallengeParameters)) },
    });
    const second = new SrpAttempt(DeviceGroupKey, DeviceKey, deviceSecret);
    const proof = await visitor('RespondToAuthChallenge', {
      ClientId,
      ChallengeName: begun.ChallengeName,
      Session: begun.Session,
      ChallengeResponses: { ...answers, SRP_A: second.A },
    });
    return {
      ClientId,
      ChallengeName: proof.ChallengeName,
      Session: proof.Session,
      ChallengeResponses: { ...answers, ...(await second.answer(proof.ChallengeParameters)) },
    };
  };
  await visitor('RespondToAuthChallenge', await proved(secret));
  await refused('NotAuthorizedException', 'RespondToAuthChallenge', await proved('something else'));

  const refresh = (DEVICE_KEY) => ({
    ClientId,
    AuthFlow: 'REFRESH_TOKEN_AUTH',
    AuthParameters: { REFRESH_TOKEN: AuthenticationResult.RefreshToken, ...(DEVICE_KEY && { DEVICE_KEY }) },
  });
  await visitor('InitiateAuth', refresh(DeviceKey));
  await refused('NotAuthorizedException', 'InitiateAuth', refresh());
  await visitor('ForgetDevice', device);
  await refused('ResourceNotFoundException', 'ForgetDevice', device);

  const { AuthenticationResult: later } = await visitor('InitiateAuth', byPassword());
  const found = later.NewDeviceMetadata;
  await visitor('ConfirmDevice', {
    AccessToken: later.AccessToken,
    DeviceKey: found.DeviceKey,
    DeviceSecretVerifierConfig: await deviceVerifier(found.DeviceGroupKey, found.DeviceKey, secret),
  });
  await admin('AdminForgetDevice', { ...pool, Username: 'lea', DeviceKey: found.DeviceKey });
  await adminRefused('ResourceNotFoundException', 'AdminGetDevice', {
    ...pool,
    Username: 'lea',
    DeviceKey: found.DeviceKey,
  });
  await admin('DeleteUserPool', pool);
}
