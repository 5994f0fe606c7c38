// For Node: reads the module from this folder.
import { readFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { initSync } from './userpool.js';

// Before Node 26, V8 inlines calls into WebAssembly, and a garbage collection that invalidates inlined code may then end the
// process: "Fatal error ... unreachable code" in the deoptimizer. So inlining is turned off.
const MAJOR_GOOD = 26;
if (Number(process.versions.node.split('.')[0]) < MAJOR_GOOD) setFlagsFromString('--no-turbo-inline-js-wasm-calls');

initSync({ module: readFileSync(new URL('./userpool_bg.wasm', import.meta.url)) });

export { CognitoError, Engine, FunctionNotCallable, ImportError, MessageNotDelivered, refusal } from './engine.js';
