// Runs the same story on the native server and on both variants of the Worker, and compares every answer.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, describe, it } from 'node:test';
import { normalised } from './normal.js';
import { tell } from './story.js';
import { withTarget } from './targets.js';

const TYPES = new URL('../../node_modules/userpool/operations.d.ts', import.meta.url);

/** The differences of two records, as pairs of texts; `undefined` if one record lacks the text. */
function differences(one, other) {
  const [texts, others] = [normalised(one), normalised(other)];
  const longest = Math.max(texts.length, others.length);
  return Array.from({ length: longest }, (_, index) => [texts[index], others[index]]).filter(
    ([text, another]) => text !== another,
  );
}

describe('one story', () => {
  let native;

  before(async () => {
    native = await withTarget('server', tell);
  });

  it('is long, and has every operation and every kind of result', async () => {
    const { exchanges } = native;
    assert.ok(exchanges.length >= 450, `${exchanges.length} exchanges`);
    const types = await readFile(TYPES, 'utf8');
    const [, table] = types.match(/^export interface Operations \{\n(.*?)^\}/ms);
    const operations = [...table.matchAll(/^  (\w+): \{/gm)];
    assert.ok(operations.length >= 141, `${operations.length} operations`);
    for (const [, operation] of operations) {
      const succeeded = exchanges.some(({ what, status }) => what === `POST / ${operation}` && status === 200);
      assert.ok(succeeded, `${operation} never succeeds`);
    }
    const statuses = [...new Set(exchanges.map(({ status }) => status))].sort();
    assert.deepEqual(statuses, [200, 400, 403, 404, 405, 413]);
    const errors = new Set(exchanges.map(({ headers }) => headers['x-amzn-errortype']));
    assert.ok(errors.size >= 35, `${errors.size - 1} exceptions`);
  });

  for (const [variant, where] of [
    ['d1', 'on D1'],
    ['objects', 'on Durable Objects'],
  ]) {
    it(`has the same answers in the Worker ${where} as in the server`, async () => {
      const found = differences(await withTarget(variant, tell), native);
      const [first] = found;
      if (first !== undefined) assert.equal(...first, `${found.length} differences; the first`);
    });
  }

  // Differences between two engines that the comparison must find.
  const FAULTS = {
    'a status': (exchange) => (exchange.status = 201),
    'a header': (exchange) => (exchange.headers['x-amzn-errortype'] = 'OtherException:'),
    'a header left out': (exchange) => delete exchange.headers['access-control-allow-origin'],
    'an invalid request id': (exchange) => (exchange.headers['x-amzn-requestid'] = '7'),
    'a member more': changed((body) => (body.More = null)),
    'a member less': changed((body) => delete body[Object.keys(body)[0]]),
    'members in another order': changed((body) => Object.fromEntries(Object.entries(body).reverse())),
    'an answer less': (exchange, { exchanges }) => exchanges.splice(exchanges.indexOf(exchange), 1),
  };
  for (const [name, fault] of Object.entries(FAULTS)) {
    it(`differs with ${name}`, () => {
      const refused = ({ body }) => body.includes('UserNotConfirmedException');
      assertSeen(refused, fault);
    });
  }

  const signedIn = ({ what, body }) => what === 'POST / InitiateAuth' && body.includes('"IdToken"');
  const TOKENS = {
    'a claim of another value': (claims) => (claims['cognito:username'] = 'ana '),
    'a claim less': (claims) => delete claims.email,
    'the id of another user': (claims) => (claims.sub = '11111111-2222-4333-8444-555555555555'),
    'a token that lasts longer': (claims) => (claims.exp += 1),
    'a token of yesterday': (claims) => {
      for (const name of ['iat', 'exp', 'auth_time']) claims[name] -= 86_400;
    },
    'the issuer of another pool': (claims) =>
      (claims.iss = claims.iss.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))),
  };
  for (const [name, fault] of Object.entries(TOKENS)) {
    it(`differs with ${name}`, () => {
      const changedToken = changed(({ AuthenticationResult: tokens }) => {
        const [header, payload, signature] = tokens.IdToken.split('.');
        const claims = JSON.parse(Buffer.from(payload, 'base64url'));
        fault(claims);
        tokens.IdToken = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      });
      assertSeen(signedIn, changedToken);
    });
  }

  it('differs if one value has two names', () => {
    const described = ({ what }) => what === 'POST / DescribeUserPoolClient';
    assertSeen(
      described,
      changed(({ UserPoolClient: client }) => (client.ClientId = client.ClientId.split('').reverse().join(''))),
    );
  });

  it('differs with another message to a user or another event of a function', () => {
    for (const list of ['messages', 'events']) {
      const other = structuredClone(native);
      const one = other[list][0];
      if (list === 'messages') one.body = one.body.replace(one.code, '123');
      else one.event.request.userAttributes.email = 'nia@example.org';
      assert.equal(differences(other, native).length, 1, list);
    }
  });

  /** Checks that a fault in a copy of the first exchange of a kind is found. */
  function assertSeen(isOfKind, fault) {
    const other = structuredClone(native);
    const exchange = other.exchanges.find(isOfKind);
    assert.equal(differences(other, native).length, 0, 'there is a difference without the fault');
    fault(exchange, other);
    assert.ok(differences(other, native).length > 0, 'the difference is not seen');
  }
});

/** A fault in the body: `change` modifies it or returns another. */
function changed(change) {
  return (exchange) => {
    const body = JSON.parse(exchange.body);
    const answered = change(body);
    exchange.body = JSON.stringify(answered !== null && typeof answered === 'object' ? answered : body);
  };
}
