// The client's half of SRP as Cognito has it (RFC 5054's group of 3072 bits), for users and for devices.

import { createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const N_HEX = `
  FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6D
  F25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3D
  C2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08
  CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510
  15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E0
  4A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB31
  43DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF`.replace(/\s/g, '');
const N = BigInt(`0x${N_HEX}`);
const G = 2n;
const K = numberOf(hash(padded(N), padded(G)));

/** One attempt to prove a password: `group` is the pool's id without its region, or a device's group key. */
export class Attempt {
  #a = numberOf(randomBytes(128));
  #group;
  #name;
  #password;

  constructor(group, name, password) {
    [this.#group, this.#name, this.#password] = [group, name, password];
    this.A = power(G, this.#a).toString(16);
  }

  /** Answers a challenge. The pool may have another name for the user than the one that was given. */
  answer({ SALT, SRP_B, SECRET_BLOCK, USER_ID_FOR_SRP = this.#name }) {
    const B = BigInt(`0x${SRP_B}`);
    const u = numberOf(hash(padded(BigInt(`0x${this.A}`)), padded(B)));
    const x = privateKey(SALT, this.#group, USER_ID_FOR_SRP, this.#password);
    const base = (((B - K * power(G, x)) % N) + N) % N;
    const key = hkdfSync('sha256', padded(power(base, this.#a + u * x)), padded(u), 'Caldera Derived Key', 16);
    const timestamp = timestampOf(new Date());
    const signature = createHmac('sha256', Buffer.from(key))
      .update(this.#group + USER_ID_FOR_SRP)
      .update(Buffer.from(SECRET_BLOCK, 'base64'))
      .update(timestamp)
      .digest('base64');
    return {
      PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: signature,
      TIMESTAMP: timestamp,
    };
  }
}

/** What a device hands in when it is confirmed. */
export function deviceVerifier(group, key, password) {
  const salt = padded(numberOf(randomBytes(16)));
  const verifier = power(G, privateKey(salt.toString('hex'), group, key, password));
  return { Salt: salt.toString('base64'), PasswordVerifier: padded(verifier).toString('base64') };
}

function privateKey(salt, group, name, password) {
  return numberOf(hash(padded(BigInt(`0x${salt}`)), hash(Buffer.from(`${group}${name}:${password}`))));
}

function hash(...parts) {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

function numberOf(bytes) {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** Big-endian bytes, with a zero in front of a set highest bit. */
function padded(number) {
  const hex = number.toString(16);
  const even = hex.length % 2 ? `0${hex}` : hex;
  return Buffer.from(/^[89a-f]/i.test(even) ? `00${even}` : even, 'hex');
}

function power(base, exponent) {
  let result = 1n;
  for (let [square, left] = [base % N, exponent]; left > 0n; left >>= 1n, square = (square * square) % N) {
    if (left & 1n) result = (result * square) % N;
  }
  return result;
}

/** As in `Tue Mar 5 07:08:09 UTC 2024`. */
function timestampOf(date) {
  const [, day, month, year, time] = date.toUTCString().match(/, (\d+) (\w+) (\d+) ([\d:]+)/);
  return `${date.toUTCString().slice(0, 3)} ${month} ${Number(day)} ${time} UTC ${year}`;
}
