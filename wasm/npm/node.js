// In Node the module is read from beside this file.
import { readFileSync } from 'node:fs';
import { initSync } from './userpool.js';

initSync({ module: readFileSync(new URL('./userpool_bg.wasm', import.meta.url)) });

export { CognitoError, Engine, FunctionNotCallable } from './engine.js';
