// Sends the engine's requests to identity providers by the platform's `fetch`.
//
// A platform's `fetch` resolves names by itself, so which addresses a name has cannot be checked here: see `Outgoing` in
// `index.d.ts`.

/** The function of the host that sends requests. Its answer has an `error` or a `status`. */
export function outgoing({ fetch: send = fetch, dangerAllowLoopback = false } = {}) {
  return async ({ method, url, headers, body, timeoutMillis, bytesMax }) => {
    if (!isAllowed(url, dangerAllowLoopback)) return { error: 'NotAllowed' };
    const signal = AbortSignal.timeout(timeoutMillis);
    try {
      // Redirections could lead to addresses that are not allowed.
      const init = { method, headers, redirect: 'manual', signal, ...(method === 'POST' && { body }) };
      const answer = await send(url, init);
      const read = await bytesOf(answer, bytesMax);
      if (read === undefined) return { error: 'TooLong' };
      const header = (name) => answer.headers.get(name) ?? undefined;
      return {
        // A browser hides the status of a redirection.
        status: answer.type === 'opaqueredirect' ? 302 : answer.status,
        contentType: header('content-type'),
        cacheControl: header('cache-control'),
        expires: header('expires'),
        body: read,
      };
    } catch (error) {
      if (signal.aborted) return { error: 'TimedOut' };
      // The message may repeat the URL, which may contain a secret.
      return { error: error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error' };
    }
  };
}

/**
 * Whether a request may be sent to this URL: `https` to a name with a dot, and with `dangerAllowLoopback` also any URL of this
 * machine. `URL` writes every form of an IPv4 address, such as `0x7f.1`, as four decimal numbers.
 */
function isAllowed(text, dangerAllowLoopback) {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  const name = hostname.replace(/\.$/, '');
  const isLoopback = /(^|\.)localhost$/.test(name) || /^127(\.\d+){3}$/.test(name) || name === '[::1]';
  if (dangerAllowLoopback && isLoopback) return /^https?:$/.test(protocol);
  return protocol === 'https:' && /\.[a-z][a-z0-9-]*$/.test(name) && !/\.(localhost|local|internal)$/.test(name);
}

/** The whole body; `undefined` when it is longer than `bytesMax`. */
async function bytesOf(answer, bytesMax) {
  const chunks = [];
  let length = 0;
  const reader = answer.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel().catch(() => {});
      return undefined;
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
