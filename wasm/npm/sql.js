// What the stores in SQL share: how a record stands in a row, and which range of keys a scan reads.

/** The largest revision and the latest time that a record may have: 53 bits. */
const WHOLE_MAX = Number.MAX_SAFE_INTEGER;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text that `value` is; `undefined` when it is none. Text is stored as text, so that SQL can look inside. With a NUL
 * inside it is no text either: some functions of SQLite end there.
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

/** The record in three columns. A row that no store wrote is an error, and not a record with something else inside. */
export function recordOf(value, revision, expiresAt) {
  if (!isWhole(revision)) throw new Error('a row of the store has no revision');
  if (expiresAt !== null && !isWhole(expiresAt)) throw new Error('a row of the store has a time that is none');
  return { value: bytesOf(value), revision, expiresAt };
}

/**
 * The range `from <= key < to` that holds what a scan asks for. The bounds are bytes, and their order that of the keys: in
 * SQLite a text compares like its UTF-8 bytes, whether they are UTF-8 or not.
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

/** The smallest bytes greater than every text that begins with `prefix`. */
function behind(prefix) {
  // 0xff is greater than every text, and in none: the last byte of a text can always be raised.
  if (prefix.length === 0) return Uint8Array.of(0xff);
  const end = prefix.slice();
  end[end.length - 1] += 1;
  return end;
}

/** The smallest text behind `text` has a NUL more. */
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
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  // D1 answers a blob with a list of numbers.
  if (Array.isArray(value)) return Uint8Array.from(value);
  throw new Error('a row of the store has a value that is neither text nor bytes');
}

function isWhole(number) {
  return Number.isInteger(number) && number >= 0 && number <= WHOLE_MAX;
}
