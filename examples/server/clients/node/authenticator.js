// A software authenticator: makes passkeys and signs with them. Its results have the JSON form of browsers.
//
// The option `lies` of `create` and `get` replaces parts of a correct answer.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** The flags of authenticator data. */
const [USER_PRESENT, USER_VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];

/** For each algorithm: its keys, their form as a COSE_Key (RFC 9052), and its signatures. */
const ALGORITHMS = {
  ES256: {
    keys: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
    cose: ({ x, y }) => [[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]], // prettier-ignore
    hash: "sha256",
  },
  RS256: {
    keys: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
    cose: ({ n, e }) => [[1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)]], // prettier-ignore
    hash: "sha256",
  },
  EdDSA: {
    keys: () => generateKeyPairSync("ed25519"),
    cose: ({ x }) => [[1, 1], [3, -8], [-1, 6], [-2, bytes(x)]], // prettier-ignore
    hash: null,
  },
  // A real algorithm that the service does not offer.
  ES384: {
    keys: () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
    cose: ({ x, y }) => [[1, 2], [3, -35], [-1, 2], [-2, bytes(x)], [-3, bytes(y)]], // prettier-ignore
    hash: "sha384",
  },
};

export class Authenticator {
  /** Holds one passkey: the last one it made. `step` 0 is an authenticator without a signature counter. */
  constructor({ origin, algorithm = "ES256", step = 1 }) {
    this.origin = origin;
    this.algorithm = ALGORITHMS[algorithm];
    this.step = step;
    this.counter = 0;
  }

  /** Answers `CredentialCreationOptions` with a `RegistrationResponseJSON`. */
  create(options, lies = {}) {
    const { publicKey, privateKey } = this.algorithm.keys();
    this.key = privateKey;
    this.id = randomBytes(32);
    this.userHandle = options.user.id;
    this.rpId = options.rp.id;
    this.counter = 0;

    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.id.length);
    const attested = Buffer.concat([
      Buffer.alloc(16),
      length,
      this.id,
      cbor(new Map(this.algorithm.cose(publicKey.export({ format: "jwk" })))),
    ]);
    const attestation = new Map([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", this.#data({ attested, ...lies })],
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData("webauthn.create", options.challenge, lies),
      attestationObject: base64url(cbor(attestation)),
      transports: ["usb"],
    });
  }

  /** Answers `CREDENTIAL_REQUEST_OPTIONS` with an `AuthenticationResponseJSON`. */
  get(options, lies = {}) {
    this.counter += this.step;
    const clientDataJSON = this.#clientData("webauthn.get", options.challenge, lies);
    const data = this.#data(lies);
    const message = Buffer.concat([data, sha256(bytes(clientDataJSON))]);
    return this.#credential({
      clientDataJSON,
      authenticatorData: base64url(data),
      signature: base64url(sign(this.algorithm.hash, message, this.key)),
      userHandle: this.userHandle,
    });
  }

  #clientData(type, challenge, lies) {
    const said = { type, challenge, origin: this.origin, crossOrigin: false };
    for (const member of Object.keys(said)) if (member in lies) said[member] = lies[member];
    return base64url(JSON.stringify(said));
  }

  #data({ rpId = this.rpId, counter = this.counter, userPresent = true, userVerified = true, attested }) {
    const rest = Buffer.alloc(5);
    rest[0] = (userPresent && USER_PRESENT) | (userVerified && USER_VERIFIED) | (attested && ATTESTED);
    rest.writeUInt32BE(counter, 1);
    return Buffer.concat([sha256(rpId), rest, attested ?? Buffer.alloc(0)]);
  }

  #credential(response) {
    const id = base64url(this.id);
    return {
      id,
      rawId: id,
      type: "public-key",
      authenticatorAttachment: "cross-platform",
      clientExtensionResults: {},
      response,
    };
  }
}

/** A value as CBOR (RFC 8949), limited to the types that authenticators use: integers, byte strings, texts and maps. */
function cbor(value) {
  if (typeof value === "number") return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === "string")
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flat().map(cbor)]);
  return Buffer.concat([head(2, value.length), value]);
}

function head(major, number) {
  if (number < 24) return Buffer.from([(major << 5) | number]);
  if (number < 0x100) return Buffer.from([(major << 5) | 24, number]);
  return Buffer.from([(major << 5) | 25, number >> 8, number & 0xff]);
}

const sha256 = (data) => createHash("sha256").update(data).digest();
const bytes = (text) => Buffer.from(text, "base64url");
const base64url = (data) => Buffer.from(data).toString("base64url");
