// Renames the functions of a module so that `wasm-opt --reorder-functions-by-name` puts similar ones side by side: those
// made from one generic function, and among them those of similar size. The hash at the end of a Rust name would put
// them in a random order.
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

function bodySizes(content) {
  const reader = new Reader(content);
  return Array.from({ length: reader.number() }, () => reader.take(reader.number()).length);
}

function leb(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}

const withLength = (content) => Buffer.concat([leb(content.length), content]);

/** The names of functions, each followed by the size of its function. */
function renamed(content, imported, sizes) {
  const reader = new Reader(content);
  const names = [];
  const count = reader.number();
  for (let rest = count; rest > 0; rest--) {
    const index = reader.number();
    const name = text.decode(reader.take(reader.number())).replace(/::h[0-9a-f]{16}$/, '');
    const size = String(sizes[index - imported] ?? 0).padStart(7, '0');
    names.push(leb(index), withLength(Buffer.from(index < imported ? name : `${name} ${size}`)));
  }
  return Buffer.concat([leb(count), ...names]);
}

const all = sections();
const contentOf = (id) => all.find((section) => section.id === id)?.content;
const imported = importedFunctions(contentOf(IMPORT) ?? Buffer.from([0]));
const sizes = bodySizes(contentOf(CODE));
const written = all.map(({ id, content }) => {
  const reader = new Reader(content);
  if (id !== CUSTOM || text.decode(reader.take(reader.number())) !== 'name') return [id, content];
  const parts = [content.subarray(0, reader.at)];
  while (reader.at < content.length) {
    const kind = reader.byte();
    const part = reader.take(reader.number());
    const names = kind === FUNCTION_NAMES ? renamed(part, imported, sizes) : part;
    parts.push(Buffer.from([kind]), withLength(names));
  }
  return [id, Buffer.concat(parts)];
});
const sectionsAgain = written.flatMap(([id, content]) => [Buffer.from([id]), withLength(content)]);
writeFileSync(file, Buffer.concat([module.subarray(0, 8), ...sectionsAgain]));
