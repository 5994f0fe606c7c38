// A request's body, up to what the engine is given to read.

/** Longest body. The longest the service takes is a pool's branding with its images; sign-ins have a few KiB. */
const BYTES_MAX = 1024 * 1024;

/** How much of a longer body is read and thrown away, so that its sender comes to read the refusal. */
const BYTES_DISCARDED_MAX = 16 * 1024 * 1024;

/** The whole body; nothing when it is too long. One that says so itself is not even read. */
export async function bodyOf(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > BYTES_MAX) return undefined;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > BYTES_DISCARDED_MAX) break;
    if (length <= BYTES_MAX) chunks.push(chunk);
  }
  return length <= BYTES_MAX ? joined(chunks, length) : undefined;
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
