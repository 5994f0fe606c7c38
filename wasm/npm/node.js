// In Node the module is read from beside this file.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { initSync } from './userpool.js';

// V8 before that of Node 26 inlines calls into WebAssembly and then stops the whole process when garbage collection has
// invalidated what it inlined: "Fatal error ... unreachable code" in the deoptimizer. Without inlining it does not.
const MAJOR_GOOD = 26;
if (Number(process.versions.node.split('.')[0]) < MAJOR_GOOD) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

initSync({ module: readFileSync(new URL('./userpool_bg.wasm', import.meta.url)) });

export { CognitoError, Engine, FunctionNotCallable, MessageNotDelivered, refusal } from './engine.js';
