// A Worker whose module can trap, for the package of `build --testing`.

import { MemoryStore } from '../../../memory.js';
import * as module from '../../../userpool.js';
import { Engine } from '../../../workerd.js';
import { Outbox } from '../scene.js';
import { withTrap } from '../trap.js';

withTrap(module);

const outbox = new Outbox();
const memory = new MemoryStore();

// Each answer is delayed, so that calls overlap.
const slowly =
  (name) =>
  async (...given) => {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return memory[name](...given);
  };
const storage = { get: slowly('get'), scan: slowly('scan'), commit: slowly('commit') };

const engineOf = () => new Engine({ storage, messenger: outbox, masterKeys: [new Uint8Array(32).fill(7)] });
const engine = engineOf();
// Another engine on the same module, which must continue after a trap of the first.
const bystander = engineOf();

export default {
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/messages') return Response.json(outbox.messages);
    const [, by, operation] = pathname.split('/');
    const input = await request.json();
    try {
      const output = await (by === 'bystander' ? bystander : engine).call(operation, input);
      return Response.json({ output });
    } catch ({ name, message }) {
      return Response.json({ name, message });
    }
  },
};
