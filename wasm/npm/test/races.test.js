// Concurrent calls on the stores of Cloudflare.

import { describe } from 'node:test';

import { Api } from './support/miniflare.js';
import { testRaces } from './support/races.js';

for (const store of ['d1', 'objects']) describe(store, () => testRaces(() => Api.start(store)));
