// For Cloudflare Workers, which import compiled modules. The module is instantiated and warmed up while the isolate starts, not
// during the first request.
import wasm from './userpool_bg.wasm';
import { initSync, warm } from './userpool.js';

initSync({ module: wasm });
warm();

export { CognitoError, Engine, FunctionNotCallable, ImportError, MessageNotDelivered, refusal } from './engine.js';
