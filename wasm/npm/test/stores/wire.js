// Calls of a store as JSON, between a test in Node and the Worker with the store. Bytes are sent as `{bytes: base64}`, and many
// bytes as `{repeat: text, times}`, so that tests with megabytes measure the store and not the transfer.

export function encoded(value) {
  return JSON.stringify(value, (_, each) => (each instanceof Uint8Array ? { bytes: toBase64(each) } : each));
}

export function decoded(text) {
  return JSON.parse(text, (_, each) => {
    if (typeof each?.bytes === 'string') return fromBase64(each.bytes);
    if (typeof each?.repeat === 'string') return fromText(each.repeat.repeat(each.times));
    return each;
  });
}

function toBase64(bytes) {
  const parts = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return btoa(parts.join(''));
}

function fromBase64(text) {
  return fromText(atob(text));
}

/** One byte for each character. */
function fromText(text) {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
