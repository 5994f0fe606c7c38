// Normalises the record of a story, so that the records of two engines can be compared.
//
// Random values and times become placeholders. Equal values have equal placeholders, so references are compared too. Tokens are
// decoded and their claims compared. Everything else stays unchanged.

/** Headers from the engine; all others are from the transport. */
const HEADERS = [
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-allow-origin',
  'access-control-expose-headers',
  'access-control-max-age',
  'cache-control',
  'content-type',
  'x-amzn-errormessage',
  'x-amzn-errortype',
  'x-amzn-requestid',
];

/** Members whose values are random. */
const DRAWN = [
  'CREDENTIAL_ID',
  'Certificate',
  'ClientSecret',
  'ClientSecretId',
  'ClientSecretValue',
  'CredentialId',
  'DEVICE_GROUP_KEY',
  'DeviceGroupKey',
  'EventId',
  'JobId',
  'NextToken',
  'PaginationToken',
  'PreSignedUrl',
  'RefreshToken',
  'SALT',
  'SECRET_BLOCK',
  'SRP_B',
  'SecretCode',
  'Session',
  'SessionId',
  'challenge',
  'code',
  'kid',
  'n',
];

/** Lists that are ordered by random ids, and the member by which they are sorted instead. */
const ORDERED_BY = { UserPools: 'Name', UserPoolClients: 'ClientName' };

/** Names of members that are times in seconds. */
const TIME = /(^|[a-z])(Date|At)$|^(iat|auth_time)$/;

/** The address of the client on this machine, which depends on the transport; an engine that is not told it shows none. */
const LOOPBACK = /^(127\.0\.0\.1|::1)$/;

/** The largest difference between a time and its exchange. */
const NOW_SECONDS = 900;

const POOL_ID = /[a-z]{2}-[a-z]+-\d_[A-Za-z0-9]{9}/;
const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const CLIENT_ID = /[a-z0-9]{26}/;
const EITHER = [UUID, POOL_ID, CLIENT_ID].map(({ source }) => `(${source})`).join('|');
const RANDOM = new RegExp(`(?<![A-Za-z0-9])(?:${EITHER})(?![A-Za-z0-9])`, 'g');
/** The form of times in the error for an expired signature. */
const BASIC_TIME = /\b\d{8}T\d{6}Z\b/g;
/** Versions of domains and style sheets: times without separators. */
const VERSION = /(?<![0-9])20\d{12}(?![0-9])/g;
/** The token in the URL for the upload of a file. */
const UPLOAD_TOKEN = /\btoken=[\w-]+/g;
/** The token of a notice with which the user judges an event. */
const FEEDBACK_TOKEN = /\bfeedback=[\w-]+/g;
const KINDS = ['uuid', 'pool', 'client'];

/** The record of a story as a list of texts, one for each exchange, message and event. */
export function normalised({ endpoint, exchanges, messages, events }) {
  const normal = new Normal(endpoint);
  return [
    ...exchanges.map((exchange, index) => normal.exchange(exchange, index)),
    ...messages.map((message, index) => normal.message(message, index)),
    ...events.map((event, index) => normal.event(event, index)),
  ];
}

class Normal {
  #endpoint;
  #placeholders = new Map();
  #whole = new Set();
  #counts = new Map();
  #authTimes = new Map();
  #now;
  #drawn = DRAWN;
  #operation = '';

  constructor(endpoint) {
    this.#endpoint = endpoint;
  }

  exchange({ chapter, what, at, status, headers, body, drawn = [] }, index) {
    this.#now = at;
    this.#drawn = [...DRAWN, ...drawn];
    this.#operation = what.split(' ').at(-1);
    const seen = Object.fromEntries(
      HEADERS.filter((name) => name in headers).map((name) => [name, this.#text(headers[name], name)]),
    );
    const isJson = headers['content-type']?.includes('json') && body !== '';
    const content = isJson ? this.#value(JSON.parse(body)) : this.#text(body);
    return `${index} ${chapter}: ${this.#text(what)}\n${JSON.stringify({ status, headers: seen, body: content }, null, 1)}`;
  }

  message({ time, ...message }, index) {
    if (new Date(time).toISOString() !== time) throw new Error(`a message has no time: ${time}`);
    // The code first, since the message's text contains it too.
    this.#value({ code: message.code });
    return `message ${index}\n${JSON.stringify(this.#value(message), null, 1)}`;
  }

  event(event, index) {
    return `event ${index}\n${JSON.stringify(this.#value(event), null, 1)}`;
  }

  #value(value, name) {
    if (typeof value === 'string') return this.#string(value, name);
    if (typeof value === 'number') return TIME.test(name) ? this.#time(value) : value;
    if (Array.isArray(value)) {
      const key = ORDERED_BY[name];
      const list = key === undefined ? value : value.toSorted((one, other) => (one[key] < other[key] ? -1 : 1));
      return list.map((each) => this.#value(each, name));
    }
    if (value === null || typeof value !== 'object') return value;
    if (this.#drawn.includes(name)) {
      // Two operations may draw from different choices, so only values of one operation are compared.
      const kind = `${name.toLowerCase()} of ${this.#operation}`;
      return { members: Object.keys(value), values: this.#placeholder(kind, `${kind} ${JSON.stringify(value)}`) };
    }
    const claims = 'iat' in value && 'exp' in value;
    const entries = Object.entries(value).filter(([key, each]) => !(key === 'IpAddress' && LOOPBACK.test(each)));
    return Object.fromEntries(
      entries.map(([key, each]) => [
        this.#text(key),
        claims && (key === 'exp' || key === 'auth_time') ? this.#claim(key, value) : this.#value(each, key),
      ]),
    );
  }

  /** `exp` relative to `iat`, and `auth_time` relative to the first token of the sign-in. */
  #claim(name, { exp, iat, auth_time: authTime, origin_jti: origin }) {
    if (name === 'exp') return `<${exp - iat} s after iat>`;
    if (authTime > iat) return '<after iat>';
    if (!this.#authTimes.has(origin)) this.#authTimes.set(origin, authTime);
    return this.#authTimes.get(origin) === authTime ? '<of the sign-in>' : '<of another sign-in>';
  }

  #time(value) {
    const isNear = Math.abs(value - (this.#now ?? value)) < NOW_SECONDS && value > 1.6e9;
    const isMillis = Math.round(value * 1000) / 1000 === value;
    return isNear && isMillis ? '<now>' : value;
  }

  #string(value, name) {
    const parts = value.split('.');
    if (parts.length === 3 && parts[0].startsWith('eyJ')) {
      const [header, payload] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
      return { header: this.#value(header), payload: this.#value(payload), signature: parts[2].length };
    }
    if (name === 'CREDENTIAL_REQUEST_OPTIONS') return this.#value(JSON.parse(value));
    // The user id of a passkey is in base64.
    const decoded = name === 'id' ? Buffer.from(value, 'base64url').toString() : '';
    if (UUID.test(decoded)) return `base64 of ${this.#text(decoded)}`;
    if (!this.#drawn.includes(name)) return this.#text(value);
    // Short values may occur in a text by chance.
    if (value.length >= 6) this.#whole.add(value);
    return this.#placeholder(name.toLowerCase().replaceAll('_', ''), value);
  }

  /** A text with its random parts replaced, including all random values that occurred before. */
  #text(text) {
    let plain = text
      .replaceAll(this.#endpoint, '<endpoint>')
      .replace(BASIC_TIME, '<time>')
      .replaceAll(UPLOAD_TOKEN, 'token=<token>')
      .replaceAll(FEEDBACK_TOKEN, 'feedback=<token>')
      .replace(VERSION, '<version>');
    for (const drawn of this.#whole) plain = plain.replaceAll(drawn, this.#placeholders.get(drawn));
    return plain.replace(RANDOM, (found, ...groups) =>
      this.#placeholder(KINDS[groups.findIndex((group) => group !== undefined)], found),
    );
  }

  #placeholder(kind, value) {
    let placeholder = this.#placeholders.get(value);
    if (placeholder === undefined) {
      const count = (this.#counts.get(kind) ?? 0) + 1;
      this.#counts.set(kind, count);
      placeholder = `<${kind} ${count}>`;
      this.#placeholders.set(value, placeholder);
    }
    return placeholder;
  }
}
