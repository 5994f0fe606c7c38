// Requests to identity providers: which URLs are allowed, and the limits of time and size.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';

import { outgoing } from '../outgoing.js';

const request = (url, more) => ({
  method: 'GET',
  url,
  headers: [],
  body: '',
  timeoutMillis: 10_000,
  bytesMax: 1000,
  ...more,
});

const ANSWER = () => Response.json({ ok: true });

test('only https URLs of names are allowed', async () => {
  const asked = [];
  const send = outgoing({ fetch: async (url) => asked.push(url) && ANSWER() });
  const allowed = ['https://a.example.com/', 'https://a.example.com:8443/b?c=d', 'https://login.xn--p1ai/'];
  for (const url of allowed) assert.equal((await send(request(url))).status, 200, url);
  assert.deepEqual(asked, allowed);
  for (const url of [
    'http://a.example.com/',
    'ftp://a.example.com/',
    'file:///etc/passwd',
    'data:,a',
    'https://localhost/',
    'https://localhost./',
    'https://a.localhost/',
    'https://intranet/',
    'https://printer.local/',
    'https://metadata.google.internal/',
    'https://metadata.google.internal./',
    'https://127.0.0.1/',
    'https://127.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://10.0.0.1/',
    'https://8.8.8.8/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[2606:4700::1111]/',
    'https://ana:s3cret@a.example.com/',
    'not a url',
    '',
  ]) {
    assert.deepEqual(await send(request(url)), { error: 'NotAllowed' }, url);
  }
  assert.deepEqual(asked, allowed);
});

test('with dangerAllowLoopback also URLs of this machine are allowed, and no others', async () => {
  const send = outgoing({ fetch: async () => ANSWER(), dangerAllowLoopback: true });
  for (const url of ['http://localhost:8080/', 'https://localhost/', 'http://127.0.0.1:1/', 'http://[::1]:1/']) {
    assert.equal((await send(request(url))).status, 200, url);
  }
  for (const url of ['http://a.example.com/', 'http://10.0.0.1/', 'ftp://localhost/', 'http://localhost.example.com/']) {
    assert.deepEqual(await send(request(url)), { error: 'NotAllowed' }, url);
  }
});

test('an error tells its name and not its message, which may repeat the URL', async () => {
  for (const [thrown, error] of [
    [new TypeError('Invalid URL: s3cret'), 'TypeError'],
    [Object.assign(new Error('a'), { name: 'a s3cret' }), 'Error'],
    ['s3cret', 'Error'],
  ]) {
    const send = outgoing({ fetch: () => Promise.reject(thrown) });
    assert.deepEqual(await send(request('https://a.example.com/')), { error });
  }
});

describe('with a server', () => {
  let server;
  let url;
  let asked = [];
  let sent = 0;
  const send = outgoing({ dangerAllowLoopback: true });

  before(async () => {
    server = createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => {
        asked.push({ method: request.method, url: request.url, headers: request.headers, body: String(Buffer.concat(chunks)) });
        if (request.url === '/redirect') response.writeHead(302, { location: '/target' }).end();
        else if (request.url === '/endless') endless(response);
        else if (request.url === '/slow') response.writeHead(200).write('a');
        else {
          const headers = { 'content-type': 'text/plain', 'cache-control': 'max-age=60', expires: '0' };
          response.writeHead(400, headers).end('refused');
        }
      });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${server.address().port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  function endless(response) {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && sent < 100_000_000) {
        sent += 10_000;
        if (!response.write('a'.repeat(10_000))) return response.once('drain', more);
      }
    };
    more();
  }

  test('method, headers and body are sent, and the answer has the headers for caches', async () => {
    asked = [];
    const headers = [
      ['content-type', 'application/x-www-form-urlencoded'],
      ['authorization', 'Basic abc'],
    ];
    const answer = await send(request(`${url}/token?a=b`, { method: 'POST', headers, body: 'code=1' }));
    assert.deepEqual(
      { ...answer, body: String(Buffer.from(answer.body)) },
      { status: 400, contentType: 'text/plain', cacheControl: 'max-age=60', expires: '0', body: 'refused' },
    );
    assert.equal(asked[0].method, 'POST');
    assert.equal(asked[0].url, '/token?a=b');
    assert.equal(asked[0].body, 'code=1');
    for (const [name, value] of headers) assert.equal(asked[0].headers[name], value);
  });

  test('a redirection is not followed', async () => {
    asked = [];
    assert.equal((await send(request(`${url}/redirect`))).status, 302);
    assert.deepEqual(
      asked.map((each) => each.url),
      ['/redirect'],
    );
  });

  test('a body that is too long is not read to its end', async () => {
    assert.deepEqual(await send(request(`${url}/endless`)), { error: 'TooLong' });
    assert.ok(sent < 100_000_000, `${sent} bytes`);
    assert.equal((await send(request(url, { bytesMax: 'refused'.length }))).status, 400);
    assert.deepEqual(await send(request(url, { bytesMax: 'refused'.length - 1 })), { error: 'TooLong' });
  });

  test('an answer that does not end in time is given up', async () => {
    assert.deepEqual(await send(request(`${url}/slow`, { timeoutMillis: 200 })), { error: 'TimedOut' });
  });
});
