// Accounts: sign-up, confirmation, password reset; with a client that has a secret and hides the existence of users.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { bound } from './pools.js';

const PASSWORD = 'Correct-Horse9!';
const NEW_PASSWORD = 'Battery-Staple7?';

export async function accounts(caller, { client, secretClient, clientSecret }) {
  const { visitor, refused, code } = bound(caller);
  const ana = { ClientId: client, Username: 'ana' };
  const mail = 'ana@example.com';
  const email = (Value) => [{ Name: 'email', Value }];

  await refused('InvalidPasswordException', 'SignUp', { ...ana, Password: 'short1', UserAttributes: email(mail) });
  await refused('InvalidPasswordException', 'SignUp', { ...ana, Password: 'no-digits-in-here' });
  await refused('InvalidParameterException', 'SignUp', {
    ...ana,
    Password: PASSWORD,
    UserAttributes: email('no address'),
  });
  await refused('InvalidParameterException', 'SignUp', {
    ...ana,
    Password: PASSWORD,
    UserAttributes: [{ Name: 'custom:seats', Value: '12' }],
  });
  await refused('InvalidParameterException', 'SignUp', { ClientId: client, Username: '', Password: PASSWORD });
  await refused('ResourceNotFoundException', 'SignUp', { ...ana, ClientId: 'nobody', Password: PASSWORD });
  await visitor('SignUp', {
    ...ana,
    Password: PASSWORD,
    UserAttributes: [...email(mail), { Name: 'custom:tier', Value: 'gold' }, { Name: 'name', Value: 'Ana Süß 李' }],
  });
  await refused('UsernameExistsException', 'SignUp', { ...ana, Password: PASSWORD, UserAttributes: email(mail) });
  await refused('UserNotConfirmedException', 'InitiateAuth', {
    ClientId: client,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'ana', PASSWORD },
  });

  const first = await code(mail);
  const wrong = String((Number(first) + 1) % 1_000_000).padStart(6, '0');
  await refused('CodeMismatchException', 'ConfirmSignUp', { ...ana, ConfirmationCode: wrong });
  await refused('InvalidParameterException', 'ConfirmSignUp', { ...ana, ConfirmationCode: 'not a code' });
  await visitor('ResendConfirmationCode', ana);
  await visitor('ConfirmSignUp', { ...ana, ConfirmationCode: await code(mail, 2) });
  await refused('NotAuthorizedException', 'ConfirmSignUp', { ...ana, ConfirmationCode: await code(mail, 2) });
  await refused('InvalidParameterException', 'ResendConfirmationCode', ana);
  await refused('UserNotFoundException', 'ResendConfirmationCode', { ClientId: client, Username: 'nobody' });

  await visitor('ForgotPassword', ana);
  const reset = await code(mail, 3);
  await refused('CodeMismatchException', 'ConfirmForgotPassword', {
    ...ana,
    ConfirmationCode: String((Number(reset) + 1) % 1_000_000).padStart(6, '0'),
    Password: NEW_PASSWORD,
  });
  await refused('InvalidPasswordException', 'ConfirmForgotPassword', {
    ...ana,
    ConfirmationCode: reset,
    Password: 'short1',
  });
  await visitor('ConfirmForgotPassword', { ...ana, ConfirmationCode: reset, Password: NEW_PASSWORD });
  await refused('ExpiredCodeException', 'ConfirmForgotPassword', {
    ...ana,
    ConfirmationCode: reset,
    Password: NEW_PASSWORD,
  });
  await refused('UserNotFoundException', 'ForgotPassword', { ClientId: client, Username: 'nobody' });

  // The client with a secret requires its hash and hides the existence of users.
  const hashOf = (name) =>
    createHmac('sha256', clientSecret)
      .update(name + secretClient)
      .digest('base64');
  const ben = { ClientId: secretClient, Username: 'ben', SecretHash: hashOf('ben') };
  await refused('NotAuthorizedException', 'SignUp', { ...ben, SecretHash: undefined, Password: PASSWORD });
  await refused('NotAuthorizedException', 'SignUp', { ...ben, SecretHash: hashOf('ana'), Password: PASSWORD });
  await visitor('SignUp', { ...ben, Password: PASSWORD, UserAttributes: email('ben@example.com') });
  await visitor('ConfirmSignUp', { ...ben, ConfirmationCode: await code('ben@example.com') });
  const nobody = { ClientId: secretClient, Username: 'nobody', SecretHash: hashOf('nobody') };
  // For an unknown user a medium and an address are invented, from the pool's secret; they stay the same.
  const drawn = ['CodeDeliveryDetails'];
  assertDetails(await visitor('ForgotPassword', nobody, { drawn }));
  assertDetails(await visitor('ForgotPassword', nobody, { drawn }));
  assertDetails(await visitor('ResendConfirmationCode', nobody, { drawn }));
  // The same error as for a user to whom a code was sent.
  await refused('CodeMismatchException', 'ConfirmSignUp', { ...nobody, ConfirmationCode: '123456' });
  for (const name of ['nobody', 'ben']) {
    await refused('NotAuthorizedException', 'InitiateAuth', {
      ClientId: secretClient,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD: 'Wrong-Horse9!', SECRET_HASH: hashOf(name) },
    });
  }
  await visitor('InitiateAuth', {
    ClientId: secretClient,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: 'ben', PASSWORD, SECRET_HASH: hashOf('ben') },
  });
  return { password: NEW_PASSWORD };
}

/** Details as of a code that was sent: a medium, its attribute, and an address of it, masked. */
function assertDetails({ CodeDeliveryDetails: { AttributeName, DeliveryMedium, Destination, ...rest } }) {
  assert.deepEqual(rest, {});
  const of = {
    EMAIL: ['email', /^[a-z0-9]\*{3}@[a-z0-9]\*{3}$/],
    SMS: ['phone_number', /^\+\*+\d{4}$/],
  };
  const [attribute, address] = of[DeliveryMedium];
  assert.equal(AttributeName, attribute);
  assert.match(Destination, address);
}
