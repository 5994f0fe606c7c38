// Calls of a store as JSON, between a test in Node and the Worker that has the store. Bytes travel as `{bytes: base64}`.

export function encoded(value) {
  return JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? { bytes: toBase64(each) } : each));
}

export function decoded(text) {
  return JSON.parse(text, (_, each) => (typeof each?.bytes === 'string' ? fromBase64(each.bytes) : each));
}

function toBase64(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return btoa(parts.join(''));
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
