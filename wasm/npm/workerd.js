// In a Worker the module is compiled before the first request; instantiating it here costs start-up time, which is free.
import { initSync } from './userpool.js';
import module from './userpool_bg.wasm';

initSync({ module });

export { CognitoError, Engine } from './engine.js';
