// The package in a browser: a page imports it without a bundler, and a user signs up and in with a store in the page.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

import { PACKAGE } from './support/miniflare.js';
import { serve } from './support/static.js';

/** Turns off features of the browser that need network access. */
const QUIET = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let server;
let browser;
let profile;
let page;
const errors = [];

before(async () => {
  server = await serve(PACKAGE);
  profile = await mkdtemp(join(tmpdir(), 'userpool-browser-'));
  browser = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.USERPOOL_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...QUIET],
  });
  page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(server.url);
});
after(async () => {
  await browser?.close();
  await server?.close();
  if (profile !== undefined) await rm(profile, { recursive: true, force: true });
});

test('a user signs up, confirms, signs in by SRP and is identified by the access token', async () => {
  const story = await page.evaluate(async () => {
    const { CognitoError, Engine } = await import('/web.js');
    const { MemoryStore } = await import('/memory.js');
    const { Outbox, Scene } = await import('/test/support/scene.js');
    const outbox = new Outbox();
    const engine = new Engine({
      storage: new MemoryStore(),
      messenger: outbox,
      masterKeys: [crypto.getRandomValues(new Uint8Array(32))],
      publicUrl: location.origin,
    });
    const scene = new Scene(
      (...given) => engine.call(...given),
      () => outbox.messages,
    );
    await scene.begin();
    await scene.confirmed('ana');
    const tokens = await scene.signInBySrp('ana');
    const user = await scene.call('GetUser', { AccessToken: tokens.AccessToken });
    const refused = await scene.signInBySrp('ana', 'Wrong-Horse9!').catch((error) => error);

    // The page also acts as a resource server: it checks the token with the keys that the engine publishes.
    const published = await engine.fetch(new Request(`${location.origin}/${scene.pool}/.well-known/jwks.json`));
    const { keys } = await published.json();
    const bytesOf = (text) =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
    const [header, claims, signature] = tokens.AccessToken.split('.');
    const jsonOf = (part) => JSON.parse(new TextDecoder().decode(bytesOf(part)));
    const jwk = keys.find(({ kid }) => kid === jsonOf(header).kid);
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
    const signed = new TextEncoder().encode(`${header}.${claims}`);
    return {
      username: user.Username,
      refused: [refused instanceof CognitoError, refused.name, refused.message],
      isSigned: await crypto.subtle.verify(algorithm, key, bytesOf(signature), signed),
      issuer: jsonOf(claims).iss === `${location.origin}/${scene.pool}`,
    };
  });
  assert.deepEqual(story, {
    username: 'ana',
    refused: [true, 'NotAuthorizedException', 'Incorrect username or password.'],
    isSigned: true,
    issuer: true,
  });
  assert.deepEqual(errors, []);
});

test('engine.fetch answers a page as the service does', async () => {
  const answer = await page.evaluate(async () => {
    const { Engine } = await import('/web.js');
    const { MemoryStore } = await import('/memory.js');
    const engine = new Engine({ storage: new MemoryStore(), masterKeys: [new Uint8Array(32)] });
    const response = await engine.fetch(
      new Request('/', {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.ListUserPools',
        },
        body: '{"MaxResults":1}',
      }),
    );
    return { status: response.status, type: (await response.json()).__type };
  });
  assert.deepEqual(answer, { status: 400, type: 'MissingAuthenticationTokenException' });
});
