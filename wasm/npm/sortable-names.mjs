// Renames the functions of a module so that `wasm-opt --reorder-functions-by-name` puts similar ones side by side: those
// made from one generic function, and among them those that have most in common. The hash at the end of a Rust name would
// put them in a random order.
//
//     node sortable-names.mjs FILE

import { readFileSync, writeFileSync } from 'node:fs';

const IMPORT = 2;
const CODE = 10;
const CUSTOM = 0;
const FUNCTION_NAMES = 1;

const file = process.argv[2];
const module = readFileSync(file);
const text = new TextDecoder();

/** Reads numbers and texts one after another. */
class Reader {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  number() {
    for (let value = 0, factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  take(length) {
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function sections() {
  const found = [];
  const reader = new Reader(module, 8);
  while (reader.at < module.length) {
    const id = reader.byte();
    found.push({ id, content: reader.take(reader.number()) });
  }
  return found;
}

function importedFunctions(content) {
  const reader = new Reader(content);
  let functions = 0;
  for (let rest = reader.number(); rest > 0; rest--) {
    reader.take(reader.number());
    reader.take(reader.number());
    const kind = reader.byte();
    if (kind !== 0) throw new Error('sortable-names: only functions can be imported');
    reader.number();
    functions++;
  }
  return functions;
}

function functionBodies(content) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => reader.take(reader.number()));
}

/** Hashes of all sequences of four bytes. */
function sequences(body) {
  const found = new Set();
  for (let end = 4; end <= body.length; end++) {
    let hash = 0;
    for (let at = end - 4; at < end; at++) hash = Math.imul(hash ^ body[at], 0x01000193);
    found.add(hash);
  }
  return found;
}

function inCommon(one, other) {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  let count = 0;
  for (const hash of small) if (large.has(hash)) count++;
  return count;
}

/** Puts functions in an order in which each follows those that share the largest part of it. */
function chained(functions) {
  const [first, ...rest] = functions.map((index) => ({ index, found: sequences(bodies[index]) }));
  const chain = [first];
  const left = new Set(rest);
  while (left.size > 0) {
    const before = chain.slice(-2);
    let [best, most] = [undefined, -1];
    for (const each of left) {
      const share = Math.max(...before.map(({ found }) => inCommon(found, each.found))) / Math.max(each.found.size, 1);
      if (share > most) [best, most] = [each, share];
    }
    left.delete(best);
    chain.push(best);
  }
  return chain.map(({ index }) => index);
}

/** The name without types and without the hash of a Rust name. */
function plain(name) {
  for (let rest = name.replace(/::h[0-9a-f]{16}$/, ''); ; ) {
    const next = rest.replace(/<[^<>]*>/g, '');
    if (next === rest) return rest;
    rest = next;
  }
}

function leb(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const withLength = (content) => Buffer.concat([leb(content.length), content]);

/** The plain names of functions, each followed by the place of its function among those of the same plain name, and by its own name. */
function renamed(content, imported) {
  const reader = new Reader(content);
  const count = reader.number();
  const names = Array.from({ length: count }, () => {
    const index = reader.number();
    return [index, text.decode(reader.take(reader.number()))];
  });
  const groups = new Map();
  for (const [index, name] of names) {
    if (index >= imported) groups.set(plain(name), [...(groups.get(plain(name)) ?? []), index - imported]);
  }
  const places = new Map();
  for (const group of groups.values()) {
    group.sort((one, other) => bodies[one].length - bodies[other].length);
    chained(group).forEach((index, place) => places.set(index + imported, String(place).padStart(5, '0')));
  }
  const written = names.flatMap(([index, name]) => [
    leb(index),
    withLength(Buffer.from(index < imported ? name : `${plain(name)} ${places.get(index)} ${name}`)),
  ]);
  return Buffer.concat([leb(count), ...written]);
}

const all = sections();
const contentOf = (id) => all.find((section) => section.id === id)?.content;
const imported = importedFunctions(contentOf(IMPORT) ?? Buffer.from([0]));
const bodies = functionBodies(contentOf(CODE));
const written = all.map(({ id, content }) => {
  const reader = new Reader(content);
  if (id !== CUSTOM || text.decode(reader.take(reader.number())) !== 'name') return [id, content];
  const parts = [content.subarray(0, reader.at)];
  while (reader.at < content.length) {
    const kind = reader.byte();
    const part = reader.take(reader.number());
    const names = kind === FUNCTION_NAMES ? renamed(part, imported) : part;
    parts.push(Buffer.from([kind]), withLength(names));
  }
  return [id, Buffer.concat(parts)];
});
const sectionsAgain = written.flatMap(([id, content]) => [Buffer.from([id]), withLength(content)]);
writeFileSync(file, Buffer.concat([module.subarray(0, 8), ...sectionsAgain]));
