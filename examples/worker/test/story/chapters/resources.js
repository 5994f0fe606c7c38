// Resource servers with their scopes, the tags of a pool, its domains, and how its pages look.

import { bound } from './pools.js';

export async function resources(caller, { pool }) {
  const { admin, adminRefused } = bound(caller);
  await resourceServers(admin, adminRefused, pool);
  await tags(admin, adminRefused, pool);
  await domains(admin, adminRefused, pool);
  await pages(admin, adminRefused);
}

async function resourceServers(admin, adminRefused, pool) {
  const server = (Identifier, more) => ({ UserPoolId: pool, Identifier, ...more });
  const Scopes = [
    { ScopeName: 'read', ScopeDescription: 'May read' },
    { ScopeName: 'write', ScopeDescription: 'May write' },
  ];
  await admin('CreateResourceServer', server('https://api.example.com', { Name: 'API', Scopes }));
  await admin('CreateResourceServer', server('photos', { Name: 'Photos' }));
  await adminRefused('InvalidParameterException', 'CreateResourceServer', server('photos', { Name: 'Again' }));
  await adminRefused('InvalidParameterException', 'CreateResourceServer', server('a b', { Name: 'a/b' }));
  await admin('DescribeResourceServer', server('https://api.example.com'));
  await adminRefused('ResourceNotFoundException', 'DescribeResourceServer', server('nothing'));
  const client = { UserPoolId: pool, ClientName: 'scoped', AllowedOAuthScopes: ['https://api.example.com/read'] };
  const { UserPoolClient } = await admin('CreateUserPoolClient', client);
  const unknown = { ...client, AllowedOAuthScopes: ['photos/read'] };
  await adminRefused('ScopeDoesNotExistException', 'CreateUserPoolClient', unknown);
  await admin('UpdateResourceServer', server('https://api.example.com', { Name: 'API', Scopes: Scopes.slice(1) }));
  await admin('DescribeUserPoolClient', { UserPoolId: pool, ClientId: UserPoolClient.ClientId });
  const page = await admin('ListResourceServers', { UserPoolId: pool, MaxResults: 1 });
  await admin('ListResourceServers', { UserPoolId: pool, MaxResults: 1, NextToken: page.NextToken });
  await admin('DeleteResourceServer', server('photos'));
  await adminRefused('ResourceNotFoundException', 'DeleteResourceServer', server('photos'));
  await admin('DeleteUserPoolClient', { UserPoolId: pool, ClientId: UserPoolClient.ClientId });
}

async function tags(admin, adminRefused, pool) {
  const { UserPool } = await admin('DescribeUserPool', { UserPoolId: pool });
  const ResourceArn = UserPool.Arn;
  await admin('TagResource', { ResourceArn, Tags: { stage: 'story', team: 'red' } });
  await adminRefused('InvalidParameterException', 'TagResource', { ResourceArn, Tags: { 'aws:team': 'red' } });
  await admin('ListTagsForResource', { ResourceArn });
  await admin('UntagResource', { ResourceArn, TagKeys: ['team'] });
  await admin('ListTagsForResource', { ResourceArn });
  const nowhere = ResourceArn.replace(pool, 'us-east-1_NoWhere00');
  await adminRefused('ResourceNotFoundException', 'ListTagsForResource', { ResourceArn: nowhere });
}

async function domains(admin, adminRefused, pool) {
  const domain = (Domain, more) => ({ UserPoolId: pool, Domain, ...more });
  const { UserPool } = await admin('CreateUserPool', { PoolName: 'neighbour' });
  const CertificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b';
  await admin('CreateUserPoolDomain', domain('story'));
  await admin('CreateUserPoolDomain', domain('auth.example.com', { CustomDomainConfig: { CertificateArn } }));
  await adminRefused('InvalidParameterException', 'CreateUserPoolDomain', domain('other'));
  await adminRefused('InvalidParameterException', 'CreateUserPoolDomain', domain('my-aws'));
  await adminRefused('InvalidParameterException', 'CreateUserPoolDomain', {
    UserPoolId: UserPool.Id,
    Domain: 'story',
  });
  await admin('DescribeUserPoolDomain', { Domain: 'story' });
  await admin('DescribeUserPoolDomain', { Domain: 'nowhere' });
  await admin('UpdateUserPoolDomain', domain('auth.example.com', { ManagedLoginVersion: 2 }));
  await admin('DescribeUserPool', { UserPoolId: pool });
  await admin('DeleteUserPoolDomain', domain('auth.example.com'));
  await admin('DeleteUserPoolDomain', domain('story'));
  await adminRefused('InvalidParameterException', 'DeleteUserPoolDomain', domain('story'));
  await admin('CreateUserPoolDomain', { UserPoolId: UserPool.Id, Domain: 'story' });
  await adminRefused('InvalidParameterException', 'DeleteUserPool', { UserPoolId: UserPool.Id });
  await admin('DeleteUserPoolDomain', { UserPoolId: UserPool.Id, Domain: 'story' });
  await admin('DeleteUserPool', { UserPoolId: UserPool.Id });
}

async function pages(admin, adminRefused) {
  const { UserPool } = await admin('CreateUserPool', { PoolName: 'with pages' });
  const pool = { UserPoolId: UserPool.Id };
  const { UserPoolClient } = await admin('CreateUserPoolClient', { ...pool, ClientName: 'pages' });
  const client = { ...pool, ClientId: UserPoolClient.ClientId };
  await customization(admin, adminRefused, pool, client);
  await style(admin, adminRefused, pool, client);
  await terms(admin, adminRefused, pool, client);
  await admin('DeleteUserPoolClient', client);
  await admin('ListTerms', pool);
  await admin('DeleteUserPool', pool);
}

async function customization(admin, adminRefused, pool, client) {
  const CSS = '.banner-customizable { background: white; }';
  await adminRefused('InvalidParameterException', 'SetUICustomization', { ...pool, CSS });
  await admin('CreateUserPoolDomain', { ...pool, Domain: 'pages' });
  await admin('GetUICustomization', client);
  await admin('SetUICustomization', { ...pool, CSS, ImageFile: btoa('\xff\xd8\xff') });
  await admin('GetUICustomization', client);
  await adminRefused('InvalidParameterException', 'SetUICustomization', { ...pool, CSS: 'body {}' });
  await admin('SetUICustomization', pool);
  await admin('DeleteUserPoolDomain', { ...pool, Domain: 'pages' });
}

async function style(admin, adminRefused, pool, client) {
  await adminRefused('ResourceNotFoundException', 'DescribeManagedLoginBrandingByClient', client);
  await adminRefused('InvalidParameterException', 'CreateManagedLoginBranding', client);
  const Assets = [{ Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'SVG', Bytes: btoa('<svg/>') }];
  const created = await admin('CreateManagedLoginBranding', { ...client, Settings: { a: 1.5 }, Assets });
  const id = { ...pool, ManagedLoginBrandingId: created.ManagedLoginBranding.ManagedLoginBrandingId };
  const again = { ...client, UseCognitoProvidedValues: true };
  await adminRefused('ManagedLoginBrandingExistsException', 'CreateManagedLoginBranding', again);
  await admin('DescribeManagedLoginBranding', id);
  await admin('UpdateManagedLoginBranding', { ...id, UseCognitoProvidedValues: true });
  await admin('DescribeManagedLoginBrandingByClient', client);
  await admin('DeleteManagedLoginBranding', id);
  await adminRefused('ResourceNotFoundException', 'DeleteManagedLoginBranding', id);
}

async function terms(admin, adminRefused, pool, client) {
  const Links = { 'cognito:default': 'https://example.com/terms' };
  const document = { ...client, TermsName: 'terms-of-use', TermsSource: 'LINK', Enforcement: 'NONE', Links };
  const { Terms } = await admin('CreateTerms', document);
  const id = { ...pool, TermsId: Terms.TermsId };
  await adminRefused('TermsExistsException', 'CreateTerms', document);
  await adminRefused('InvalidParameterException', 'CreateTerms', { ...document, TermsName: 'imprint' });
  await admin('DescribeTerms', id);
  await admin('UpdateTerms', { ...id, TermsName: 'privacy-policy' });
  await admin('DescribeTermsByClient', { ...client, TermsName: 'privacy-policy' });
  await admin('CreateTerms', document);
  await admin('DeleteTerms', id);
  await adminRefused('ResourceNotFoundException', 'DescribeTerms', id);
}
