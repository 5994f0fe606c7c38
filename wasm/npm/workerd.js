// In Cloudflare Workers the module is imported as such, already compiled. It is instantiated and warmed while the isolate
// starts, which costs no request anything.
import wasm from './userpool_bg.wasm';
import { initSync, warm } from './userpool.js';

initSync({ module: wasm });
warm();

export { CognitoError, Engine, FunctionNotCallable, MessageNotDelivered, refusal } from './engine.js';
