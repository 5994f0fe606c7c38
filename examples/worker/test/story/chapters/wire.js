// The protocol: signatures, invalid bodies, documents, and CORS.

import { headersOf } from '../../caller.js';
import { bound } from './pools.js';

const ORIGIN = 'https://app.example.com';

export async function wire(caller, { pool, client }) {
  const { http } = bound(caller);
  const { administrator } = caller.target;
  const post = (status, operation, body, more = {}) =>
    http(status, 'POST', '/', { headers: headersOf(operation), body, ...more });
  const list = (credential, meddle) => post(400, 'ListUserPools', '{"MaxResults":1}', { credential, meddle });

  // Signatures.
  await list();
  await list({ ...administrator, secretAccessKey: 'not the secret' });
  await list({ ...administrator, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' });
  await list({ ...administrator, now: new Date(Date.now() - 3_600_000) });
  await list(administrator, (request) => (request.body = '{"MaxResults":2}'));
  await list(administrator, ({ headers }) => (headers['x-amz-target'] = headersOf('DescribeUserPool')['x-amz-target']));
  await list(administrator, ({ headers }) => (headers['x-amz-meddled'] = 'unsigned'));
  await list(administrator, ({ headers }) => (headers.authorization = 'AWS4-HMAC-SHA256 nonsense'));
  await list(administrator, ({ headers }) => (headers.authorization = 'Bearer nonsense'));
  await list(administrator, ({ headers }) => delete headers['x-amz-date']);

  // Bodies and targets.
  const signUp = (body, more) => post(400, 'SignUp', body, more);
  await signUp('');
  await signUp('{');
  await signUp('[]');
  await signUp('"text"');
  await signUp('{"ClientId":1}');
  await signUp('{"ClientId":null,"Username":"a","Password":"b"}');
  await signUp('{"ClientId":"\ud83d\ude00","Username":"a b","Password":"b","UserAttributes":{}}');
  await signUp(Buffer.from('{"ClientId":"\xff"}', 'latin1'));
  await signUp(`{"ClientId":"${'a'.repeat(200)}","Username":"${'b'.repeat(200)}","Password":"${'c'.repeat(300)}"}`);
  await signUp('{}', { headers: { ...headersOf('SignUp'), 'content-type': 'application/json' } });
  await signUp('{}', {
    headers: { ...headersOf('SignUp'), 'content-type': 'Application/X-Amz-Json-1.1; charset=utf-8' },
  });
  await post(400, 'NoSuchOperation', '{}');
  await http(400, 'POST', '/', { headers: { 'content-type': 'application/x-amz-json-1.1' }, body: '{}' });
  await http(400, 'POST', '/', {
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Another.SignUp' },
    body: '{}',
  });
  await post(413, 'SignUp', ' '.repeat(1024 * 1024 + 1));
  await post(413, 'SignUp', `{}${' '.repeat(128 * 1024 - 1)}`);
  await post(400, 'SignUp', `{}${' '.repeat(128 * 1024 - 2)}`);
  await post(413, 'CreateUserPool', `{}${' '.repeat(1024 * 1024 - 2)}`);
  await post(400, 'InitiateAuth', JSON.stringify({ ClientId: client, AuthFlow: 'USER_PASSWORD_AUTH' }));

  // Documents.
  for (const name of ['jwks.json', 'openid-configuration']) await http(200, 'GET', `/${pool}/.well-known/${name}`);
  await http(200, 'HEAD', `/${pool}/.well-known/jwks.json`);
  await http(404, 'GET', `/${pool}/.well-known/nothing`);
  await http(404, 'GET', '/us-east-1_NoWhere00/.well-known/jwks.json');
  await http(404, 'GET', '/no-pool/.well-known/jwks.json');
  await http(404, 'GET', '/favicon.ico?query=1');
  await http(405, 'PUT', '/', { body: '{}' });
  await http(405, 'DELETE', `/${pool}`);
  await http(405, 'POST', '/elsewhere', { headers: headersOf('SignUp'), body: '{}' });

  // Browsers.
  await http(200, 'OPTIONS', '/', {
    headers: {
      origin: ORIGIN,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type,x-amz-target,x-amz-user-agent',
    },
  });
  await http(200, 'OPTIONS', '/');
  await post(400, 'GetUser', '{"AccessToken":"nothing"}', { headers: { ...headersOf('GetUser'), origin: ORIGIN } });
  await http(200, 'GET', `/${pool}/.well-known/jwks.json`, { headers: { origin: ORIGIN } });
}
