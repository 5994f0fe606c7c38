// In Cloudflare Workers the module is imported as such, already compiled. It is instantiated and warmed while the isolate
// starts, which costs no request anything.
import wasm from './userpool_bg.wasm';
import { initSync } from './userpool.js';

initSync({ module: wasm });

export { CognitoError, Engine } from './engine.js';
