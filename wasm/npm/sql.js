// Shared by the stores in SQL: the columns of a record, and the range of keys that a scan reads.

/** The largest revision and the latest time that a record may have: 53 bits. */
const WHOLE_MAX = Number.MAX_SAFE_INTEGER;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * `value` as text, or `undefined` if it is not UTF-8 or contains NUL, at which some functions of SQLite stop. Values that are
 * text are stored as text, so that SQL can read them.
 */
export function textOf(value) {
  let text;
  try {
    text = decoder.decode(value);
  } catch {
    return undefined;
  }
  return text.includes('\0') ? undefined : text;
}

/** The record of three columns. Throws if another program wrote something else there. */
export function recordOf(value, revision, expiresAt) {
  if (!isWhole(revision)) throw new Error('a row of the store has no revision');
  if (expiresAt !== null && !isWhole(expiresAt)) throw new Error('a row of the store has an invalid expiry');
  return { value: bytesOf(value), revision, expiresAt };
}

/**
 * The range `from <= key < to` that a scan reads. SQLite compares texts byte by byte, even if they are not valid UTF-8, so the
 * bounds may be any bytes.
 */
export function rangeOf({ prefix, after, reverse }) {
  let from = encoder.encode(prefix);
  let to = behind(from);
  if (after !== undefined) {
    const bound = encoder.encode(after);
    if (reverse) to = compare(bound, to) < 0 ? bound : to;
    else from = compare(bound, from) < 0 ? from : nextOf(bound);
  }
  return { from, to };
}

/** The smallest byte string greater than every text that begins with `prefix`. */
function behind(prefix) {
  // 0xff does not occur in UTF-8, so it is greater than every text, and the last byte of a text can always be incremented.
  if (prefix.length === 0) return Uint8Array.of(0xff);
  const end = prefix.slice();
  end[end.length - 1] += 1;
  return end;
}

/** The smallest text greater than `text`: it has a NUL appended. */
function nextOf(text) {
  const next = new Uint8Array(text.length + 1);
  next.set(text);
  return next;
}

function compare(one, other) {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (one[at] !== other[at]) return one[at] - other[at];
  }
  return one.length - other.length;
}

function bytesOf(value) {
  if (typeof value === 'string') return encoder.encode(value);
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  // D1 returns a blob as a list of numbers.
  if (Array.isArray(value)) return Uint8Array.from(value);
  throw new Error('a row of the store has a value that is neither text nor bytes');
}

function isWhole(number) {
  return Number.isInteger(number) && number >= 0 && number <= WHOLE_MAX;
}
