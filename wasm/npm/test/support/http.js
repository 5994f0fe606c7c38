// HTTP requests, each on a new connection. A kept connection could be closed by the server while a request is sent.

import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: false });

/** Resolves to `{status, headers, text}`. A `body` makes it a POST. */
export function send(url, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Calls an operation as a client does. Rejects with an error whose `name` is the exception. */
export async function callOver(url, operation, input, headers = {}) {
  const answer = await send(url, {
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      ...headers,
    },
    body: JSON.stringify(input),
  });
  const output = JSON.parse(answer.text);
  if (answer.status === 200) return { output, headers: answer.headers };
  throw Object.assign(new Error(output.message), { name: output.__type });
}
