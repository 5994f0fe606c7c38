// The size of the module and of its parts.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { PACKAGE } from '../support/miniflare.js';
import { read } from './wasm.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');

/** Matches names of functions that begin with one of these crates or paths. */
const named = (...names) => new RegExp(names.join('|'));

/** Parts and the names of their functions; the first match counts. */
const PARTS = [
  ['glue to JavaScript', named('userpool_wasm', 'wasm_bindgen', '__wbindgen', '__wbg', 'js_sys', '__externref')],
  [
    'passkeys: elliptic curves',
    named('curve25519', 'ed25519', 'p256', 'primeorder', 'primefield', 'elliptic_curve', 'ecdsa', 'spki', 'sec1'),
  ],
  ['passkeys: elliptic curves', named('sha512', '\\bder[:[]')],
  ['passkeys: ceremonies', named('webauthn', 'passkey')],
  ['SRP and big numbers', named('auth::srp', 'crypto_bigint', 'cmov', 'ctutils')],
  ['hashes, MACs and sealing', named('sha1', 'sha2', 'hmac', 'hkdf', 'digest', 'block_buffer', 'subtle', 'zeroize')],
  ['hashes, MACs and sealing', named('chacha20', 'poly1305', 'aead', 'cipher', 'universal_hash', 'userpool::seal')],
  ['JSON and base64', named('serde_json', 'base64', 'itoa', 'ryu', 'zmij', 'flt2dec', 'dec2flt')],
  [
    'requests and records, encoded and decoded',
    named('serde', 'userpool::json', 'Deserialize', 'Serialize', 'FieldVisitor'),
  ],
  ['HTTP and its signatures', named('\\bhttp[:[]', 'userpool::web', '\\bbytes[:[]')],
  ['checks of input', named('userpool::check')],
  ['tokens', named('userpool::token')],
  ['functions (triggers) and messages', named('userpool::trigger')],
  ['operations and the loop around them', named('userpool::(api|engine|context|auth|client)', 'Attempt', 'Operation')],
  ['stored records', named('userpool::model', 'userpool_storage_traits')],
  ['errors and their texts', named('userpool::error')],
  ['operations and the loop around them', named('userpool')],
  ['allocator', named('dlmalloc', '__rust_alloc', '__rust_realloc', '__rdl_', '__rustc')],
  ['collections and sorting', named('alloc.*::(btree|collections)', 'core.*::slice::sort', 'BTree')],
  ['the rest of the standard library', named('.')],
];

const ofCrates = (...names) => new RegExp(`(^|[^a-z_])(${names.join('|')})(\\[[0-9a-f]+\\])?::`);

/** Crates that must not be in the module, since WebCrypto does RSA. */
const FORBIDDEN = ofCrates('rsa', 'jsonwebtoken', 'num_bigint', 'num_bigint_dig', 'aws_lc_rs', 'ring');

/** A crate that is in the module, to check that crates can be found by name. */
const PRESENT = ofCrates('sha2');

/**
 * Sizes in bytes: `{ raw, gzip, parts: [{ name, raw, gzip }], forbidden }`. `gzip` of a part is by how much the compressed
 * module would shrink without it.
 */
export function sizes() {
  const published = readFileSync(join(PACKAGE, 'userpool_bg.wasm'));
  const build = read(namedModule());
  // Functions that wasm-bindgen adds have no name.
  for (const each of build.functions) each.name ??= '__wbindgen';
  if (build.code !== read(published).code) {
    throw new Error('the module in the package is not from this build: run wasm/npm/build');
  }
  if (!build.functions.some(({ name }) => PRESENT.test(name))) throw new Error('the names of functions cannot be read');
  const parts = new Map(PARTS.map(([name]) => [name, []]));
  for (const each of build.functions) parts.get(PARTS.find(([, names]) => names.test(each.name))[0]).push(each);

  const compressed = (bytes) => gzipSync(bytes, { level: 9 }).length;
  const bodies = Buffer.concat(build.functions.map(({ bytes }) => bytes));
  const all = compressed(bodies);
  const figures = [...parts].map(([name, functions]) => {
    const own = new Set(functions);
    const others = build.functions.filter((each) => !own.has(each)).map(({ bytes }) => bytes);
    return {
      name,
      raw: functions.reduce((sum, { bytes }) => sum + bytes.length, 0),
      gzip: all - compressed(Buffer.concat(others)),
    };
  });
  const gzip = compressed(published);
  // The data section: texts, and tables of constraints, Unicode and curves.
  figures.push({ name: 'data: texts and tables', raw: build.data, gzip: gzip - all });
  return {
    raw: published.length,
    gzip,
    parts: figures.sort((one, other) => other.raw - one.raw),
    forbidden: build.functions.map(({ name }) => name).filter((name) => FORBIDDEN.test(name)),
  };
}

/** The files that `npm publish` would upload. */
export function packedFiles() {
  const output = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: PACKAGE, encoding: 'utf8' });
  const [{ files, size }] = JSON.parse(output);
  return { paths: files.map(({ path }) => path), size };
}

/** The module as built for the package, but with the names of its functions. */
function namedModule() {
  const folder = mkdtempSync(join(tmpdir(), 'userpool-size-'));
  try {
    const built = join(TARGET, 'wasm32-unknown-unknown/wasm/userpool_wasm.wasm');
    execFileSync(join(PACKAGE, 'bindgen/run'), [built, folder]);
    const named = join(folder, 'userpool_bg.wasm');
    execFileSync(join(PACKAGE, 'compact'), [named, '--named']);
    return readFileSync(named);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
