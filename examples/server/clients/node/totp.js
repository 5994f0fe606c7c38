// The codes of an authenticator app. Needs only node.

import { createHmac } from "node:crypto";

/**
 * The code of an authenticator app for a secret (RFC 6238), now or some steps of 30 seconds later. A code is accepted once, so a
 * test that needs a second one uses the code of the next step, which the service accepts early.
 */
export function totp(secret, later = 0) {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", base32(secret)).update(message).digest();
  const number = hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

function base32(text) {
  const bits = [...text]
    .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}
