// The Worker's bindings. Error messages never quote a value, since some are secrets.

/** The bindings of both variants. All but the secrets are optional. */
export interface Bindings {
  /** Secret: keys of 32 bytes as base64, separated by commas, newest first. */
  MASTER_KEYS?: string;
  /** Secret: the administrators' access keys, as JSON: `[{"accessKeyId": "...", "secretAccessKey": "..."}]`. */
  CREDENTIALS?: string;

  /** Region of a new pool when the request's signature names none. */
  REGION?: string;
  /** The account in ARNs, twelve digits. */
  ACCOUNT?: string;
  /** Where clients reach the Worker; tokens are issued as `URL/{poolId}`. Without it each host name is an issuer. */
  PUBLIC_URL?: string;
  /** Form of the issuer in tokens: `own`, the default, or `cognito` for the service's own URL. */
  ISSUER?: string;

  /** A queue for messages to users. */
  MESSAGES?: Queue;
  /** The URL to which messages to users are POSTed if there is no queue. */
  MESSAGES_WEBHOOK?: string;
  /** Secret: sent to the webhook as `Authorization: Bearer`. */
  MESSAGES_WEBHOOK_TOKEN?: string;

  /** A JSON object of functions, by name or ARN, and the names of their service bindings. */
  FUNCTIONS?: Record<string, string> | string;
  /** The URL at which all other functions are called, by Lambda's Invoke API. */
  FUNCTIONS_URL?: string;
  /** Secret: sent there as `Authorization: Bearer`. */
  FUNCTIONS_URL_TOKEN?: string;
}

/** A missing or wrong binding. The message is for the operator and names it. */
export class BindingError extends Error {
  override name = 'BindingError';

  constructor(binding: keyof Bindings | (string & {}), problem: string) {
    super(`${binding} ${problem}`);
  }
}

/** The value of a secret or variable; `undefined` if it is not set or empty. */
export function text(env: Bindings, name: keyof Bindings): string | undefined {
  const value = env[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw new BindingError(name, 'must be a text');
  return value;
}

/** A URL to which codes, passwords and tokens are sent: `https://`, except on this machine. */
export function url(env: Bindings, name: keyof Bindings): string | undefined {
  const value = text(env, name);
  if (value === undefined) return undefined;
  const { protocol, hostname } = URL.canParse(value) ? new URL(value) : { protocol: '', hostname: '' };
  const isHere = protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  if (protocol !== 'https:' && !isHere) throw new BindingError(name, 'must be an https:// URL');
  return value;
}
