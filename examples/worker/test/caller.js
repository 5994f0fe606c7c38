// Calls an engine by raw HTTP with its own signatures, and records every exchange.

import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const REGION = 'us-east-1';
const SERVICE = 'cognito-idp';

export class Caller {
  /** Every exchange so far: the request and the complete answer. */
  exchanges = [];

  #chapter;

  /** `target` has the engine's endpoint, and the places of its messages and functions. */
  constructor(target) {
    this.target = target;
  }

  begin(chapter) {
    this.#chapter = chapter;
  }

  /** An operation that succeeds, signed by the administrator. */
  admin(operation, input) {
    return this.#operation(operation, input, { signed: true });
  }

  /** An operation that succeeds, unsigned. `drawn` names further random members of the answer. */
  visitor(operation, input, { drawn } = {}) {
    return this.#operation(operation, input, { drawn });
  }

  /** A signed operation that is refused. */
  adminRefused(error, operation, input) {
    return this.#operation(operation, input, { signed: true, error });
  }

  /** An unsigned operation that is refused. */
  refused(error, operation, input) {
    return this.#operation(operation, input, { error });
  }

  /** Any HTTP request. Checks only the status; the comparison checks the answer. */
  async http(status, method, path, { headers = {}, body, credential, meddle = () => {}, drawn } = {}) {
    const url = new URL(path, this.target.endpoint);
    const sent = { ...headers };
    if (credential !== undefined) Object.assign(sent, signature(url, method, sent, body ?? '', credential));
    const request = { method, headers: sent, body };
    meddle(request);
    const answer = await fetch(url, request);
    const exchange = {
      chapter: this.#chapter,
      what: `${method} ${path}${headers['x-amz-target'] ? ` ${headers['x-amz-target'].split('.')[1]}` : ''}`,
      at: Date.now() / 1000,
      drawn,
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
    this.exchanges.push(exchange);
    assert.equal(exchange.status, status, `${exchange.what}: ${exchange.body}`);
    return exchange;
  }

  async #operation(operation, input, { signed, error, drawn }) {
    const { body } = await this.http(error === undefined ? 200 : 400, 'POST', '/', {
      headers: headersOf(operation),
      body: JSON.stringify(input),
      credential: signed ? this.target.administrator : undefined,
      drawn,
    });
    const output = JSON.parse(body);
    if (error !== undefined) assert.equal(output.__type, error, `${operation}: ${body}`);
    return output;
  }

  /** The code in the `count`th message to a destination. */
  async code(destination, count = 1) {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = (await this.messages()).filter((message) => message.destination === destination);
      if (found.length >= count) return found[count - 1].code;
      await sleep(50);
    }
    return assert.fail(`fewer than ${count} messages to ${destination}`);
  }

  /** All messages in the file. */
  async messages() {
    const lines = (await readFile(this.target.messages, 'utf8')).split('\n').filter(Boolean);
    return lines.map((line) => JSON.parse(line));
  }

  /** The events of all calls of a pool's functions. */
  async events(pool) {
    return await (await fetch(`${this.target.functions}/events?userPoolId=${pool}`)).json();
  }
}

export const headersOf = (operation) => ({
  'content-type': 'application/x-amz-json-1.1',
  'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
});

/** AWS Signature Version 4 in its header form. */
function signature(url, method, headers, body, { accessKeyId, secretAccessKey, now = new Date() }) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const signed = { ...headers, host: url.host, 'x-amz-date': time };
  const names = Object.keys(signed).sort();
  const canonical = [
    method,
    url.pathname,
    url.searchParams.toString(),
    ...names.map((name) => `${name}:${signed[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = [time.slice(0, 8), REGION, SERVICE, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce((key, part) => hmac(key, part), `AWS4${secretAccessKey}`);
  const authorization = [
    `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}`,
    `SignedHeaders=${names.join(';')}`,
    `Signature=${hmac(key, text).toString('hex')}`,
  ].join(', ');
  return { 'x-amz-date': time, authorization };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
