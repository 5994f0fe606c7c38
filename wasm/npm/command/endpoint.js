// Answers one request: limits its body and its time, calls the engine, and logs a line.

import { readFileSync } from 'node:fs';

/** Longest body that is passed to the engine, which has a smaller limit for requests without a signature. */
const BODY_BYTES_MAX = 1024 * 1024;

/** How many bytes of a longer body are read and discarded, since many clients read the answer only after sending everything. */
const BODY_BYTES_DISCARDED_MAX = 16 * 1024 * 1024;

/** Longest time from the end of the request's head to its answer. */
const REQUEST_MILLIS_MAX = 30_000;

/** The same for `PUT`, which uploads a file of users. */
const UPLOAD_MILLIS_MAX = 15 * 60_000;

/** Time limit of a health check. */
const HEALTH_MILLIS_MAX = 5000;

/** The page loads nothing and cannot be framed. */
const WELCOME_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const JSON_HEADERS = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

/** The names of the reasons that a store gives for not being ready. */
const NOT_READY = {
  moved: 'the database was moved or replaced',
  read: 'the database cannot be read',
  write: 'the database cannot be written',
};

/** An error of the server itself, in the form of the service's errors, so that SDKs show its name. */
class Refused extends Error {
  constructor(status, name, message, closes = false) {
    super(message);
    Object.assign(this, { status, name, closes });
  }
}

export class Endpoint {
  #parts;
  #running = new Set();

  /**
   * `refusal` is the package's, `own` the URL of the server on this machine, `shown` the URL for people, and `check` resolves when
   * messages can be written.
   */
  constructor({ engine, refusal, storage, checkMessages, own, shown, version, log }) {
    this.#parts = { engine, refusal, storage, checkMessages, own, shown, version, log };
  }

  /** Resolves when the engine has no more work for requests, also for those whose client is gone. */
  async settled() {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Answers and logs one request: see `Listener`. */
  async answer(request, response, { expects, isLast }) {
    const begun = performance.now();
    let answer;
    try {
      answer = await this.#answerTo(request, response, expects);
    } catch (error) {
      if (!(error instanceof Refused)) this.#parts.log.error('a request failed', { error: error.name });
      const { status, name, message, closes } =
        error instanceof Refused ? error : new Refused(500, 'InternalErrorException', 'Internal server error.');
      answer = this.#parts.refusal(status, name, message);
      if (closes) answer.headers.set('connection', 'close');
    }
    // The client may be gone.
    response.on('error', () => {});
    try {
      await send(request, response, answer, isLast());
    } catch (error) {
      this.#parts.log.error('an answer could not be sent', { error: error.name });
      response.destroy();
    }
    this.#logLine(request, answer, performance.now() - begun);
  }

  #answerTo(request, response, expects) {
    const path = pathOf(request);
    const isRead = ['GET', 'HEAD'].includes(request.method);
    if (path === '/health') return isRead ? this.#health() : askWithGet();
    if (path === '/' && isRead) return this.#welcome();
    return this.#passed(request, response, expects);
  }

  async #health() {
    const { storage, checkMessages, log } = this.#parts;
    const fails = (status) => (error) => {
      throw Object.assign(new Error(error.message), { status });
    };
    const check = async () => {
      await storage.check?.().catch((error) => fails(NOT_READY[error.reason])(error));
      await checkMessages().catch(fails('messages cannot be written'));
    };
    const late = fails('the database does not answer');
    try {
      await within(HEALTH_MILLIS_MAX, check(), () => late(new Error('no answer in time')));
      return new Response('{"status":"ok"}', { headers: JSON_HEADERS });
    } catch (error) {
      log.error('not ready', { error: error.message });
      return new Response(JSON.stringify({ status: error.status }), { status: 503, headers: JSON_HEADERS });
    }
  }

  /** The page for people who open the server's address in a browser. `build` copies it from the Rust server. */
  #welcome() {
    const { shown, version } = this.#parts;
    const page = readFileSync(new URL('./welcome.html', import.meta.url), 'utf8');
    const address = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
    const text = page.replaceAll(/\{(version|address)\}/g, (_, name) => ({ version, address })[name]);
    return new Response(text, {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': WELCOME_POLICY,
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-cache',
      },
    });
  }

  /** Passes the request to the engine. */
  async #passed(request, response, expects) {
    const millis = request.method === 'PUT' ? UPLOAD_MILLIS_MAX : REQUEST_MILLIS_MAX;
    const end = performance.now() + millis;
    const left = () => Math.max(0, end - performance.now());
    const tooSlow = new Refused(408, 'RequestTimeoutException', 'The request took too long to arrive.', true);
    const body = await within(left(), bodyOf(request, response, expects), () => {
      throw tooSlow;
    });
    const { engine, own } = this.#parts;
    const fetched = engine.fetch(requestOf(request, body, own), { address: addressOf(request) });
    // The engine finishes even if the client disconnects or the time is over.
    this.#running.add(fetched);
    fetched.finally(() => this.#running.delete(fetched));
    const answer = await within(left(), fetched, () => {
      throw body?.stream === undefined
        ? new Refused(503, 'ServiceUnavailableException', 'The request took too long.')
        : tooSlow;
    });
    if (answer.status === 413) answer.headers.set('connection', 'close');
    return answer;
  }

  #logLine(request, answer, millis) {
    const { log } = this.#parts;
    const { method } = request;
    const fields = {
      // A text without quotes.
      peer: Object(addressOf(request) ?? 'unknown'),
      method: ['GET', 'HEAD', 'OPTIONS', 'POST'].includes(method) ? method : 'other',
      path: loggable(pathOf(request), /^[A-Za-z0-9/_.-]+$/) ?? 'other',
      operation: loggable(
        /^AWSCognitoIdentityProviderService\.(.*)$/s.exec(request.headers['x-amz-target'] ?? '')?.[1] ?? '',
        /^[A-Za-z0-9]+$/,
      ),
      status: answer.status,
      error: answer.headers.get('x-amzn-errortype')?.replace(/:$/, ''),
      milliseconds: Math.floor(millis),
      request_id: answer.headers.get('x-amzn-requestid') ?? undefined,
    };
    // Health checks come every few seconds.
    if (fields.path === '/health' && answer.status === 200) log.debug('request', fields);
    else if (answer.status >= 500) log.error('request', fields);
    else log.info('request', fields);
  }
}

function askWithGet() {
  const headers = { ...JSON_HEADERS, allow: 'GET, HEAD' };
  return new Response('{"status":"ask with GET"}', { status: 405, headers });
}

/** `text` if it is short and has this form, so that a client cannot forge log lines. */
function loggable(text, form) {
  return text.length <= 128 && form.test(text) ? text : undefined;
}

/** What `promise` resolves to, or what `otherwise` does after this time. */
async function within(millis, promise, otherwise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, millis);
  }).then(otherwise);
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // Whichever is not awaited any more must not end the process.
    promise.catch(() => {});
  }
}

/**
 * The body of a request: `{ bytes }`, `{ stream }` of an upload, or `{ length }` if it is longer than the engine accepts; undefined
 * without one.
 */
async function bodyOf(request, response, expects) {
  const announced = Number(request.headers['content-length'] ?? 0);
  const isChunked = request.headers['transfer-encoding'] !== undefined;
  if (announced === 0 && !isChunked) return undefined;
  const begin = () => expects && response.writeContinue();
  if (request.method === 'PUT') return { stream: streamOf(request, begin) };
  if (announced > BODY_BYTES_MAX) {
    if (!expects && announced <= BODY_BYTES_DISCARDED_MAX) await discard(request);
    return { length: announced };
  }
  begin();
  const chunks = [];
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) break;
      chunks.push(chunk);
    }
  } catch {
    throw new Refused(400, 'SerializationException', 'The request body is incomplete.');
  }
  if (length <= BODY_BYTES_MAX) return { bytes: Buffer.concat(chunks) };
  await discard(request);
  return { length };
}

/** Reads and discards the rest of the body, up to a limit. Closing the connection while the client sends would lose the answer. */
async function discard(request) {
  let length = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      length += chunk.length;
      if (length > BODY_BYTES_DISCARDED_MAX) return;
    }
  } catch {
    // The client is gone.
  }
}

/** The body as the engine reads it. `begin` is called before the first read. */
function streamOf(request, begin) {
  const chunks = request.iterator({ destroyOnReturn: false });
  let hasBegun = false;
  return new ReadableStream(
    {
      async pull(controller) {
        if (!hasBegun) begin();
        hasBegun = true;
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(new Uint8Array(value));
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );
}

/** The request as the engine takes it. */
function requestOf(request, body, own) {
  const headers = new Headers();
  const { rawHeaders } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    try {
      headers.append(rawHeaders[at], rawHeaders[at + 1]);
    } catch {
      throw new Refused(400, 'SerializationException', 'The request has a malformed header.');
    }
  }
  // From it alone the engine sees that the body is too long.
  if (body?.length !== undefined) headers.set('content-length', String(body.length));
  const sent = ['GET', 'HEAD'].includes(request.method) ? undefined : (body?.stream ?? body?.bytes);
  try {
    return new Request(urlOf(request, own), { method: request.method, headers, body: sent, duplex: 'half' });
  } catch {
    // Node has no `Request` with TRACE.
    throw new Refused(405, 'UnsupportedOperationException', 'The method is not allowed.');
  }
}

/** The URL that was asked for. The engine uses its host in discovery documents. */
function urlOf({ url, headers: { host = '' } }, own) {
  if (!url.startsWith('/')) return URL.canParse(url) ? url : own;
  const isHost = /^[A-Za-z0-9._-]+(:\d+)?$|^\[[0-9a-fA-F:.]+\](:\d+)?$/.test(host);
  const named = `http://${host}${url}`;
  return isHost && URL.canParse(named) ? named : own + url;
}

function pathOf({ url }) {
  return url.split('?')[0];
}

/** The address of the client. An IPv4 client of an IPv6 socket has its IPv4 address. */
function addressOf({ socket }) {
  return socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '');
}

async function send(request, response, answer, isLast) {
  const body = Buffer.from(await answer.arrayBuffer());
  if (response.destroyed) return;
  const headers = [...answer.headers].flat();
  const isBodiless = answer.status === 204 || answer.status === 304;
  if (request.method !== 'HEAD' && !isBodiless) headers.push('content-length', String(body.length));
  // What is left of a body would be taken for the next request.
  if ((isLast || !request.complete) && !answer.headers.has('connection')) headers.push('connection', 'close');
  response.writeHead(answer.status, headers);
  await new Promise((resolve) => {
    response.once('close', resolve);
    response.end(request.method === 'HEAD' ? undefined : body);
  });
}
