// In browsers, and wherever else modules are fetched, the module is fetched from beside this file.
import init from './userpool.js';

await init({ module_or_path: new URL('./userpool_bg.wasm', import.meta.url) });

export { CognitoError, Engine, FunctionNotCallable, MessageNotDelivered, refusal } from './engine.js';
