// The codes of an authenticator app. Needs nothing but node.

import { createHmac } from "node:crypto";

/**
 * What an authenticator app shows for a secret (RFC 6238), or will show some steps of 30 seconds later. A code works
 * once, so whoever needs a second one at once takes that of the next step, which the service accepts early.
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
