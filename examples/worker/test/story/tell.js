// Tells the story to one target, and prints it as it is compared: `node tell.js server|d1|objects`.

import { normalised } from './normal.js';
import { tell } from './story.js';
import { withTarget } from './targets.js';

for (const text of await withTarget(process.argv[2], tell).then(normalised)) console.log(text);
