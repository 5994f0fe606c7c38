// Codes and invitations for users: onto a queue, or to a gateway by HTTP.

import { MessageNotDelivered, type Message, type Messenger } from 'userpool';

import { text, url, type Bindings } from './bindings.js';

/** How long a gateway may take. */
const TIME_MAX_MILLIS = 10_000;

/** The queue if there is one, else the webhook; without either, what must send something is refused. */
export function messengerOf(env: Bindings): Messenger | undefined {
  const queue = env.MESSAGES;
  if (queue !== undefined) return { deliver: (message) => enqueue(queue, handedOn(message)) };
  const webhook = url(env, 'MESSAGES_WEBHOOK');
  if (webhook === undefined) return undefined;
  const token = text(env, 'MESSAGES_WEBHOOK_TOKEN');
  return { deliver: (message) => post(webhook, token, handedOn(message)) };
}

/** The same members as userpool-server hands on, those without a value as `null`. */
function handedOn(message: Message) {
  const { medium, destination, subject = null, body, code = null, username, purpose, userPoolId, clientId = null } = message;
  const time = new Date().toISOString();
  return { time, medium, destination, subject, body, code, username, purpose, userPoolId, clientId };
}

// What is thrown here reaches the caller, so it says nothing of the other side's own words; the log says a little more.

async function enqueue(queue: Queue, message: object): Promise<void> {
  try {
    await queue.send(message);
  } catch (error) {
    console.error('userpool: the queue MESSAGES did not take a message:', nameOf(error));
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
      // A redirection must not carry a code elsewhere.
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

// A name that is not an identifier may be a message, which may repeat what was sent.
const nameOf = (error: unknown) =>
  error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'not a named Error';
