// RS256 by WebCrypto. Imported keys are cached, since importing a key costs as much as a signature.

const RS256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** The most keys in a cache; a pool has two. */
const KEYS_MAX = 256;

export function webCrypto() {
  const subtle = globalThis.crypto.subtle;
  const signing = new Recent(KEYS_MAX);
  const verifying = new Recent(KEYS_MAX);
  return {
    async generate() {
      const parameters = { ...RS256, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
      const pair = await subtle.generateKey(parameters, true, ['sign', 'verify']);
      // Only the needed members of the JWK: some runtimes return others too.
      const [{ n, e }, key] = await Promise.all([
        subtle.exportKey('jwk', pair.publicKey),
        subtle.exportKey('pkcs8', pair.privateKey),
      ]);
      return { private: new Uint8Array(key), n: fromBase64url(n), e: fromBase64url(e) };
    },
    async sign({ id, private: pkcs8, message }) {
      const key = await signing.of(id, () => subtle.importKey('pkcs8', pkcs8, RS256, false, ['sign']));
      return new Uint8Array(await subtle.sign(RS256, key, message));
    },
    async verify({ n, e, message, signature }) {
      const jwk = { kty: 'RSA', n: toBase64url(n), e: toBase64url(e), alg: 'RS256', ext: true };
      const key = await verifying.of(jwk.n, () => subtle.importKey('jwk', jwk, RS256, false, ['verify']));
      return subtle.verify(RS256, key, signature, message);
    },
  };
}

/** A cache that removes the least recently used entry when it is full. */
class Recent {
  #max;
  #known = new Map();

  constructor(max) {
    this.#max = max;
  }

  async of(name, make) {
    const known = this.#known.get(name) ?? make();
    this.#known.delete(name);
    this.#known.set(name, known);
    if (this.#known.size > this.#max) this.#known.delete(this.#known.keys().next().value);
    try {
      return await known;
    } catch (error) {
      if (this.#known.get(name) === known) this.#known.delete(name);
      throw error;
    }
  }
}

function toBase64url(bytes) {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64url(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
