// Reads the sections of a WebAssembly module, the sizes of its functions and their names.

const CUSTOM = 0;
const IMPORT = 2;
const CODE = 10;
const DATA = 11;

/** The kinds of imports. */
const FUNCTION = 0;
const TABLE = 1;
const MEMORY = 2;
const GLOBAL = 3;

/** `{ functions: [{ name, bytes }], code, data }`; `name` is undefined if the module does not have it. */
export function read(module) {
  const reader = new Reader(module);
  if (reader.bytes(4).toString('latin1') !== '\0asm') throw new Error('not a WebAssembly module');
  reader.at += 4;
  let imported = 0;
  let names = new Map();
  const found = { functions: [], code: 0, data: 0 };
  while (reader.at < module.length) {
    const id = reader.byte();
    const body = new Reader(reader.bytes(reader.number()));
    if (id === IMPORT) imported = importedFunctions(body);
    if (id === CODE) {
      found.code = body.buffer.length;
      for (let count = body.number(); count > 0; count -= 1) found.functions.push(body.bytes(body.number()));
    }
    if (id === DATA) found.data = body.buffer.length;
    if (id === CUSTOM && body.text() === 'name') names = functionNames(body);
  }
  found.functions = found.functions.map((bytes, index) => ({ name: names.get(imported + index), bytes }));
  return found;
}

function importedFunctions(section) {
  let functions = 0;
  for (let count = section.number(); count > 0; count -= 1) {
    section.text();
    section.text();
    const kind = section.byte();
    if (kind === FUNCTION) {
      functions += 1;
      section.number();
    } else if (kind === TABLE || kind === MEMORY) {
      if (kind === TABLE) section.byte();
      const hasMaximum = section.number() & 1;
      section.number();
      if (hasMaximum) section.number();
    } else if (kind === GLOBAL) {
      section.at += 2;
    } else {
      throw new Error(`unknown kind of import: ${kind}`);
    }
  }
  return functions;
}

function functionNames(section) {
  const FUNCTIONS = 1;
  const names = new Map();
  while (section.at < section.buffer.length) {
    const id = section.byte();
    const body = new Reader(section.bytes(section.number()));
    if (id !== FUNCTIONS) continue;
    for (let count = body.number(); count > 0; count -= 1) names.set(body.number(), body.text());
  }
  return names;
}

class Reader {
  at = 0;

  constructor(buffer) {
    this.buffer = buffer;
  }

  byte() {
    return this.bytes(1)[0];
  }

  bytes(length) {
    if (this.at + length > this.buffer.length) throw new Error('the module is truncated');
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }

  /** LEB128. */
  number() {
    let [value, scale, byte] = [0, 1, 0];
    do {
      byte = this.byte();
      value += (byte & 0x7f) * scale;
      scale *= 128;
    } while (byte & 0x80);
    return value;
  }

  text() {
    return this.bytes(this.number()).toString('utf8');
  }
}
