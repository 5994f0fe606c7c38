// Exports and imports of pools: their options, the pieces of a file, the errors.

/** Longest piece of a file that is given to the module at once, in bytes. */
const PIECE_BYTES_MAX = 64 * 1024;

/** See `index.d.ts`. */
export class ImportError extends Error {
  constructor(line, message, options) {
    super(message, options);
    this.name = 'ImportError';
    this.line = line;
  }
}

/** The options of an export, checked: `{ userPoolId, passphrase }`. Throws a TypeError that names the wrong option. */
export function exportOptions(options) {
  const { userPoolId, passphrase, plainSecrets } = known('export', options, ['userPoolId', 'passphrase', 'plainSecrets']);
  if (userPoolId !== undefined && typeof userPoolId !== 'string') throw wrong('userPoolId', 'a string');
  checkPassphrase(passphrase);
  if (![undefined, false, true].includes(plainSecrets)) throw wrong('plainSecrets', 'true or false');
  // Whoever reads a file with plain secrets can sign tokens, so forgetting the passphrase must not write one.
  if ((passphrase !== undefined) === (plainSecrets === true)) {
    throw new TypeError('userpool: an export needs either a passphrase or plainSecrets: true');
  }
  return { userPoolId, passphrase };
}

/** The options of an import, checked: `{ keep, passphrase, dryRun }`. Throws a TypeError that names the wrong option. */
export function importOptions(options) {
  const { existing = 'refuse', passphrase, dryRun = false } = known('import', options, ['existing', 'passphrase', 'dryRun']);
  if (!['refuse', 'keep'].includes(existing)) throw wrong('existing', "'refuse' or 'keep'");
  checkPassphrase(passphrase);
  if (typeof dryRun !== 'boolean') throw wrong('dryRun', 'true or false');
  return { keep: existing === 'keep', passphrase, dryRun };
}

function known(what, options, names) {
  if (options === null || typeof options !== 'object') throw new TypeError(`userpool: the options of an ${what} must be an object`);
  for (const name of Object.keys(options)) {
    if (!names.includes(name)) throw new TypeError(`userpool: an ${what} has no option ${name}`);
  }
  return options;
}

function checkPassphrase(passphrase) {
  if (passphrase === undefined) return;
  if (typeof passphrase !== 'string' || passphrase === '') throw wrong('passphrase', 'a string that is not empty');
}

const wrong = (name, expected) => new TypeError(`userpool: option ${name} must be ${expected}`);

/** A stream of what `next` returns, until it returns `undefined`. `end` is called once. */
export function streamOf(next, end) {
  return new ReadableStream(
    {
      async pull(controller) {
        let chunk;
        try {
          chunk = await next();
        } catch (error) {
          end();
          throw error;
        }
        if (chunk !== undefined) {
          controller.enqueue(chunk);
          return;
        }
        end();
        controller.close();
      },
      cancel: end,
    },
    // Nothing is read from the store before the reader asks for it.
    { highWaterMark: 0 },
  );
}

/** The pieces of a file, as bytes. Throws a TypeError if the source is not one. */
export function filePieces(source) {
  return piecesOfParts(partsOf(source));
}

async function* piecesOfParts(parts) {
  for await (const part of parts) {
    const bytes = bytesOf(part);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES_MAX) yield bytes.subarray(at, at + PIECE_BYTES_MAX);
  }
}

function partsOf(source) {
  if (typeof source === 'string' || source instanceof Uint8Array) return [source];
  // Some browsers cannot iterate over a stream.
  if (source instanceof ReadableStream) return readFrom(source);
  if (source?.[Symbol.asyncIterator] !== undefined || source?.[Symbol.iterator] !== undefined) return source;
  throw new TypeError('userpool: import takes a string, a Uint8Array, a ReadableStream, or an iterable of strings and Uint8Arrays');
}

async function* readFrom(stream) {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function bytesOf(part) {
  if (part instanceof Uint8Array) return part;
  if (typeof part !== 'string') throw new TypeError('userpool: the file has a part that is neither a string nor a Uint8Array');
  // A half of a character would be stored as another character.
  if (part.isWellFormed?.() === false) throw new TypeError('userpool: the file has a string that ends within a character');
  return new TextEncoder().encode(part);
}
