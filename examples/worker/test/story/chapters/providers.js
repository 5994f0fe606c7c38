// Identity providers: created, found, changed and deleted by an administrator.

import { bound } from './pools.js';

const OIDC = {
  client_id: 'id',
  client_secret: 'secret',
  authorize_scopes: 'openid',
  oidc_issuer: 'https://acme.example',
  attributes_request_method: 'GET',
};

export async function providers(caller, { pool }) {
  const { admin, adminRefused } = bound(caller);
  const provider = (ProviderName, more) => ({ UserPoolId: pool, ProviderName, ...more });
  const acme = provider('Acme', { ProviderType: 'OIDC', ProviderDetails: OIDC });

  await admin('CreateIdentityProvider', { ...acme, IdpIdentifiers: ['acme.example'] });
  await adminRefused('DuplicateProviderException', 'CreateIdentityProvider', acme);
  await adminRefused('InvalidParameterException', 'CreateIdentityProvider', { ...acme, ProviderName: 'Google' });
  await adminRefused('InvalidParameterException', 'CreateIdentityProvider', { ...acme, ProviderType: 'SAML' });
  await admin('CreateIdentityProvider', {
    ...provider('Facebook'),
    ProviderType: 'Facebook',
    ProviderDetails: { client_id: 'id', client_secret: 'secret', authorize_scopes: 'email' },
  });
  await admin('DescribeIdentityProvider', provider('Facebook'));
  await adminRefused('ResourceNotFoundException', 'DescribeIdentityProvider', provider('Nobody'));
  await admin('UpdateIdentityProvider', provider('Acme', { AttributeMapping: { email: 'mail' } }));
  await admin('GetIdentityProviderByIdentifier', { UserPoolId: pool, IdpIdentifier: 'acme.example' });
  await admin('GetSigningCertificate', { UserPoolId: pool });
  const page = await admin('ListIdentityProviders', { UserPoolId: pool, MaxResults: 1 });
  await admin('ListIdentityProviders', { UserPoolId: pool, MaxResults: 1, NextToken: page.NextToken });
  const SourceUser = { ProviderName: 'Acme', ProviderAttributeName: 'sub', ProviderAttributeValue: '42' };
  const DestinationUser = { ProviderName: 'Cognito', ProviderAttributeValue: 'ana' };
  const linking = { UserPoolId: pool, DestinationUser, SourceUser };
  await admin('AdminLinkProviderForUser', linking);
  await adminRefused('InvalidParameterException', 'AdminLinkProviderForUser', linking);
  await admin('AdminDisableProviderForUser', { UserPoolId: pool, User: SourceUser });
  await adminRefused('UserNotFoundException', 'AdminDisableProviderForUser', { UserPoolId: pool, User: SourceUser });
  await admin('DeleteIdentityProvider', provider('Facebook'));
  await adminRefused('ResourceNotFoundException', 'DeleteIdentityProvider', provider('Facebook'));
}
