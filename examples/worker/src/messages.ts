// Codes and invitations for users: onto a queue, or to a gateway by HTTP.

import type { Message, Messenger } from 'userpool';

import { text, url, type Bindings } from './bindings.js';

/** How long a gateway may take. */
const TIME_MAX_MILLIS = 10_000;

/** The queue if there is one, else the webhook; without either, codes are drawn and reach nobody. */
export function messengerOf(env: Bindings): Messenger | undefined {
  const queue = env.MESSAGES;
  if (queue !== undefined) return { deliver: async (message) => void (await queue.send(handedOn(message))) };
  const webhook = url(env, 'MESSAGES_WEBHOOK');
  if (webhook === undefined) return undefined;
  const token = text(env, 'MESSAGES_WEBHOOK_TOKEN');
  return { deliver: (message) => post(webhook, token, handedOn(message)) };
}

/** The same members as userpool-server hands on, those without a value as `null`. */
function handedOn(message: Message) {
  const { medium, destination, subject, body, code, username, purpose, userPoolId } = message;
  return { medium, destination, subject: subject ?? null, body, code: code ?? null, username, purpose, userPoolId };
}

// What the gateway says of it stays unread and unlogged: it may repeat the message.
async function post(webhook: string, token: string | undefined, message: object): Promise<void> {
  const answer = await fetch(webhook, {
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
  if (!answer.ok) throw new Error(`the message gateway answered ${answer.status}`);
}
