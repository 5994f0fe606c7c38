// The functions of a pool's `LambdaConfig`: service bindings, or a server with Lambda's Invoke API at a URL.
//
// In both cases the event is POSTed to `/2015-03-31/functions/{name or ARN}/invocations`, and the answer is the event.

import { FunctionNotCallable, type TriggerEvent, type Triggers } from 'userpool';

import { BindingError, text, url, type Bindings } from './bindings.js';

/** Cognito waits five seconds for each answer, and tries three times. */
const TIME_MAX_MILLIS = 5_000;
const ATTEMPTS_MAX = 3;

/** The longest answer of a Lambda function, and Lambda's message for a longer one. */
const BYTES_MAX = 6 * 1024 * 1024;
const TOO_LONG = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';

/** Longest error message of a function that is returned to the caller, since it is also sent in a header. */
const MESSAGE_CHARS_MAX = 2000;

type Fetching = (url: string, init: RequestInit) => Promise<Response>;

/** A function's answer. */
interface Answer {
  status: number;
  headers: Headers;
  body: string;
}

/** The caller of functions; `undefined` if no binding names functions. */
export function triggersOf(env: Bindings): Triggers | undefined {
  const services = servicesOf(env);
  const endpoint = url(env, 'FUNCTIONS_URL')?.replace(/\/+$/, '');
  const token = text(env, 'FUNCTIONS_URL_TOKEN');
  const called: Fetching = (target, init) => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    return fetch(target, { ...init, headers });
  };
  if (services.size === 0 && endpoint === undefined) return undefined;
  return {
    async invoke(name, event) {
      const service = services.get(name) ?? services.get(nameIn(name) ?? '');
      const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
      if (service !== undefined) {
        // An error here was thrown by the function's Worker, since there is no network in between.
        return outcome(
          await attempts(
            ATTEMPTS_MAX,
            () => ask(`https://functions${path}`, event, (url, init) => service.fetch(url, init)),
            isTimeOut,
          ),
        );
      }
      if (endpoint === undefined) throw new FunctionNotCallable('ResourceNotFoundException');
      return outcome(await reached(attempts(ATTEMPTS_MAX, () => ask(endpoint + path, event, called), isNoAnswer)));
    },
  };
}

/** The service bindings by function. */
function servicesOf(env: Bindings): Map<string, Fetcher> {
  const wrong = new BindingError('FUNCTIONS', 'must be a JSON object of function names and names of service bindings');
  let map: unknown = env.FUNCTIONS ?? {};
  if (typeof map === 'string') {
    try {
      map = JSON.parse(map || '{}');
    } catch {
      throw wrong;
    }
  }
  if (map === null || typeof map !== 'object' || Array.isArray(map)) throw wrong;
  const bound = env as unknown as Record<string, Fetcher | undefined>;
  return new Map(
    Object.entries(map).map(([name, binding]) => {
      if (typeof binding !== 'string') throw wrong;
      const service = bound[binding];
      if (typeof service?.fetch !== 'function')
        throw new BindingError('FUNCTIONS', `names ${binding}, which is not a service binding`);
      return [name, service];
    }),
  );
}

/** The name in `arn:aws:lambda:REGION:ACCOUNT:function:NAME` or `...:NAME:QUALIFIER`. */
const nameIn = (arn: string) => (arn.startsWith('arn:') ? arn.split(':')[6] : undefined);

/** Thrown when a function's answer is too long. */
class TooLong extends Error {}

const isTimeOut = (error: unknown) => error instanceof Error && error.name === 'TimeoutError';
const isNoAnswer = (error: unknown) => !(error instanceof TooLong);

/** Repeats `work` until it succeeds, fails with an error that `again` rejects, or has failed `most` times. */
async function attempts<T>(most: number, work: () => Promise<T>, again: (error: unknown) => boolean): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === most || !again(error)) throw error;
    }
  }
}

async function ask(target: string, event: TriggerEvent, fetching: Fetching): Promise<Answer> {
  const answer = await fetching(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-amz-invocation-type': 'RequestResponse' },
    body: JSON.stringify(event),
    redirect: 'manual',
    signal: AbortSignal.timeout(TIME_MAX_MILLIS),
  });
  return { status: answer.status, headers: answer.headers, body: await textOf(answer) };
}

async function textOf(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, length] = ['', 0];
  for await (const chunk of answer.body ?? []) {
    length += chunk.length;
    if (length > BYTES_MAX) throw new TooLong(TOO_LONG);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The error for a function that never answered, with the name that Lambda's SDKs use. */
async function reached(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TooLong) throw error;
    throw new FunctionNotCallable(isTimeOut(error) ? 'SocketTimeoutException' : 'ServiceException');
  }
}

/** The event that the function returned. Throws the function's error, or `FunctionNotCallable`. */
function outcome(answer: Answer): unknown {
  if (answer.status < 200 || answer.status > 299) throw new FunctionNotCallable(refusal(answer));
  const payload = parsed(answer.body);
  const member = (name: string) => {
    const value = payload !== null && typeof payload === 'object' ? Reflect.get(payload, name) : undefined;
    return typeof value === 'string' ? value : undefined;
  };
  // Lambda's runtime emulator does not send the header. Events do not have this member.
  const emulated = member('errorMessage') !== undefined && member('triggerSource') === undefined;
  if (!answer.headers.has('x-amz-function-error') && !emulated) return payload;
  const message = member('errorMessage') || member('errorType') || 'Unhandled';
  throw new Error([...message].slice(0, MESSAGE_CHARS_MAX).join(''));
}

/** The parsed body; `undefined` if it is not JSON, which the engine reports. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** The error's name from the endpoint, or Lambda's name for its status. */
function refusal({ status, headers }: Answer): string {
  const given = headers.get('x-amzn-errortype')?.split(':')[0] ?? '';
  if (/^[A-Za-z0-9]{1,64}$/.test(given)) return given;
  const names: Record<number, string> = {
    400: 'InvalidRequestContentException',
    401: 'AccessDeniedException',
    403: 'AccessDeniedException',
    404: 'ResourceNotFoundException',
    413: 'RequestTooLargeException',
    429: 'TooManyRequestsException',
  };
  return names[status] ?? 'ServiceException';
}
