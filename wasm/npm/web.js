// In browsers the module is fetched from beside this file.
import init from './userpool.js';

await init();

export { CognitoError, Engine } from './engine.js';
