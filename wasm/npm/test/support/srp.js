// The client's half of SRP-6a as Cognito has it, for users and for devices. The tests of the npm package and of the example
// Worker share it. It is not the engine's code, so that one checks the other, and it needs only WebCrypto, so that it runs in
// Node, in workerd and in a browser.

// RFC 3526, group 15: 3072 bits. The generator is 2.
const N = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD' +
    '3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F' +
    '24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552' +
    'BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF0' +
    '6F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64EC' +
    'FB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A' +
    '0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D1' +
    '20A93AD2CAFFFFFFFFFFFFFFFF',
);
const G = 2n;

const encoder = new TextEncoder();

/**
 * One proof of a password. `group` is the part of a pool's id after `_`, or a device's group key; `name` is a username, or a
 * device's key. `A` goes into the request that begins, as `SRP_A`.
 */
export class SrpAttempt {
  #group;
  #name;
  #password;
  #a = fromBytes(crypto.getRandomValues(new Uint8Array(32)));
  #A = power(G, this.#a);

  constructor(group, name, password) {
    [this.#group, this.#name, this.#password] = [group, name, password];
    this.A = this.#A.toString(16);
  }

  /** Answers a challenge. For a user the pool may sign another name than the one that was given. */
  async answer({ SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP = this.#name }) {
    const key = await this.#key(BigInt(`0x${SALT}`), BigInt(`0x${SRP_B}`), USER_ID_FOR_SRP);
    const time = timestamp(new Date());
    const names = encoder.encode(this.#group + USER_ID_FOR_SRP);
    const message = joined(names, fromBase64(SECRET_BLOCK), encoder.encode(time));
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: toBase64(await hmac(key, message)),
      TIMESTAMP: time,
    };
  }

  async #key(salt, B, name) {
    const k = fromBytes(await sha256(padHex(N), padHex(G)));
    const u = fromBytes(await sha256(padHex(this.#A), padHex(B)));
    const x = await privateKey(salt, this.#group, name, this.#password);
    const base = (((B - k * power(G, x)) % N) + N) % N;
    const S = power(base, this.#a + u * x);
    // HKDF of one block, with u for the salt.
    const prk = await hmac(padHex(u), padHex(S));
    const block = await hmac(prk, joined(encoder.encode('Caldera Derived Key'), new Uint8Array([1])));
    return block.slice(0, 16);
  }
}

/** The `DeviceSecretVerifierConfig` with which a device is confirmed. */
export async function deviceVerifier(groupKey, deviceKey, password) {
  const salt = fromBytes(crypto.getRandomValues(new Uint8Array(16)));
  const verifier = power(G, await privateKey(salt, groupKey, deviceKey, password));
  return { Salt: toBase64(padHex(salt)), PasswordVerifier: toBase64(padHex(verifier)) };
}

async function privateKey(salt, group, name, password) {
  return fromBytes(await sha256(padHex(salt), await sha256(encoder.encode(`${group}${name}:${password}`))));
}

/** `Sat Jan 3 04:05:06 UTC 2026`: the form that is signed, without a zero before the day. */
function timestamp(date) {
  const [weekday, day, month, year, time] = date.toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

function power(base, exponent) {
  let [result, square] = [1n, base % N];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % N;
    square = (square * square) % N;
  }
  return result;
}

/** A number's bytes as Java writes them: the shortest form with a sign bit. */
function padHex(number) {
  let digits = number.toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  else if (/^[89a-f]/.test(digits)) digits = `00${digits}`;
  return Uint8Array.from(digits.match(/../g), (byte) => parseInt(byte, 16));
}

const fromBytes = (bytes) => BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
const fromBase64 = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(...parts) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', joined(...parts)));
}

async function hmac(key, message) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}
