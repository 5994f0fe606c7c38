// For browsers and bundlers: fetches the module from this folder.
import init from './userpool.js';

await init({ module_or_path: new URL('./userpool_bg.wasm', import.meta.url) });

export { CognitoError, Engine, FunctionNotCallable, ImportError, MessageNotDelivered, refusal } from './engine.js';
