// Sends codes and invitations to a queue, or to a gateway by HTTP.

import { MessageNotDelivered, type Message, type Messenger } from 'userpool';

import { text, url, type Bindings } from './bindings.js';

/** Time limit of a call to the gateway. */
const TIME_MAX_MILLIS = 10_000;

/** The queue if there is one, otherwise the webhook. Without both, operations that must send a message are refused. */
export function messengerOf(env: Bindings): Messenger | undefined {
  const queue = env.MESSAGES;
  if (queue !== undefined) return { deliver: (message) => enqueue(queue, handedOn(message)) };
  const webhook = url(env, 'MESSAGES_WEBHOOK');
  if (webhook === undefined) return undefined;
  const token = text(env, 'MESSAGES_WEBHOOK_TOKEN');
  return { deliver: (message) => post(webhook, token, handedOn(message)) };
}

/** The same members as in userpool-server's messages; `null` if a value is missing. */
function handedOn(message: Message) {
  const { medium, destination, subject = null, body, code = null, username, purpose, userPoolId, clientId = null } = message;
  const time = new Date().toISOString();
  return { time, medium, destination, subject, body, code, username, purpose, userPoolId, clientId };
}

// The caller sees the errors that are thrown here, so they contain no text of the remote side.

async function enqueue(queue: Queue, message: object): Promise<void> {
  try {
    await queue.send(message);
  } catch (error) {
    console.error('userpool: the queue MESSAGES did not accept a message:', nameOf(error));
    throw new MessageNotDelivered('The message could not be queued.');
  }
}

async function post(webhook: string, token: string | undefined, message: object): Promise<void> {
  let answer: Response;
  try {
    answer = await fetch(webhook, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(message),
      // A redirection must not send a code to another server.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIME_MAX_MILLIS),
    });
    await answer.body?.cancel();
  } catch (error) {
    console.error('userpool: the message gateway did not answer:', nameOf(error));
    throw new MessageNotDelivered('The message gateway could not be reached.');
  }
  if (answer.ok) return;
  console.error('userpool: the message gateway answered', answer.status);
  throw new MessageNotDelivered('The message gateway did not accept the message.');
}

// A name that is not an identifier could repeat the message.
const nameOf = (error: unknown) =>
  error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'not a named Error';
