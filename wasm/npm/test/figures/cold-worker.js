// Loads a Worker into a new isolate for each request, and passes the request to it.

import given from './given.js';
import wasm from './module.bin';

const WHERE = 'test/support/workers';

export default {
  async fetch(request, env) {
    const [, main, round] = new URL(request.url).pathname.split('/');
    const loaded = env.LOADER.get(`${main}-${round}`, () => ({
      compatibilityDate: given.compatibilityDate,
      mainModule: `${WHERE}/main.js`,
      modules: {
        [`${WHERE}/main.js`]: given.mains[main],
        [`${WHERE}/records.json`]: { json: given.records },
        ...Object.fromEntries(given.modules.map(([path, text]) => [path.slice(1), text])),
        'userpool_bg.wasm': { wasm: withName(`${main}-${round}`) },
      },
    }));
    return loaded.getEntrypoint().fetch(request);
  },
};

/** The module with a unique unused section, since isolates of one process share the code of identical modules. */
function withName(name) {
  const text = new TextEncoder().encode(name);
  const section = [0, text.length + 1, text.length, ...text];
  const module = new Uint8Array(wasm.byteLength + section.length);
  module.set(new Uint8Array(wasm));
  module.set(section, wasm.byteLength);
  return module.buffer;
}
