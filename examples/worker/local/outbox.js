// A message gateway: appends the messages that the Worker POSTs to a file, one JSON object in each line, as userpool-server does.

import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const MEMBERS = [
  'body',
  'clientId',
  'code',
  'destination',
  'medium',
  'purpose',
  'subject',
  'time',
  'userPoolId',
  'username',
];

/** Listens on a free port of loopback. Accepts a message when its whole line is in the file. */
export async function startOutbox(file) {
  await appendFile(file, '', { mode: 0o600 });
  // One line at a time, since a long line is not appended atomically.
  let writing = Promise.resolve();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    try {
      const message = JSON.parse(body);
      const line = JSON.stringify(Object.fromEntries(MEMBERS.map((name) => [name, message[name]])));
      const written = writing.then(() => appendFile(file, `${line}\n`));
      writing = written.catch(() => {});
      await written;
      response.writeHead(204).end();
    } catch (error) {
      console.error(`outbox: ${error.name}`);
      response.writeHead(500).end();
    }
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
