// Serves a variant on this machine, by `wrangler dev`: `npm run dev` or `npm run dev:objects`. Further arguments are passed to
// wrangler, such as `-- --port 8788` or `-- --var FUNCTIONS_URL:http://127.0.0.1:3001`.
//
// Secrets are made on the first start and never overwritten. Data is in .local.

import { constants } from 'node:fs';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { startOutbox } from './outbox.js';
import { administrator, newSecrets } from './secrets.js';
import { VARIANTS, folder, migrate, serve } from './wrangler.js';

const PORT = '8787';

// From here on a signal only aborts this controller: the default exit would leave a running wrangler behind.
const interrupted = new AbortController();
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  process.on(signal, () => interrupted.abort({ signal, code }));
}

const [variant, ...words] = process.argv.slice(2);
const [secretsFile, kept] = [join(folder, '.dev.vars'), join(folder, '.local')];
const [credentials, messages, state] = ['credentials', 'messages.jsonl', 'state'].map((name) => join(kept, name));

await access(join(folder, 'node_modules/userpool/userpool_bg.wasm'), constants.R_OK).catch(() => {
  console.error('The engine is not built yet: run wasm/npm/build of this repository first.');
  process.exit(2);
});
await mkdir(kept, { recursive: true, mode: 0o700 });
const secrets = parseEnv(await madeOnce(secretsFile, () => lines(newSecrets())));
const { accessKeyId, secretAccessKey } = administrator(secrets);
await writeFile(
  credentials,
  `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  { mode: 0o600 },
);
if (variant === 'd1') {
  // A terminal sends Ctrl-C to wrangler too, which then fails.
  await migrate(state).catch((error) => {
    if (!interrupted.signal.aborted) throw error;
  });
}
if (interrupted.signal.aborted) process.exit(interrupted.signal.reason.code);
const outbox = await startOutbox(messages);

const portAt = words.indexOf('--port');
const endpoint = `http://127.0.0.1:${portAt < 0 ? PORT : words[portAt + 1]}`;
console.log(`\
userpool in a Worker, variant ${variant}, on ${endpoint}
  secrets     ${secretsFile}
  credential  ${credentials}
  messages    ${messages}

From here to a user who has signed in, in another terminal:

${await firstSteps()}`);

process.exitCode = await serve(
  [
    ...['--config', VARIANTS[variant], '--persist-to', state, '--ip', '127.0.0.1'],
    ...(portAt < 0 ? ['--port', PORT] : []),
    ...['--var', `MESSAGES_WEBHOOK:${outbox.url}`, ...words],
  ],
  interrupted.signal,
);
await outbox.stop();

/** The content of the file, which is made if it does not exist. */
async function madeOnce(file, make) {
  try {
    await writeFile(file, make(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return await readFile(file, 'utf8');
}

function lines(values) {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

/** The commands from an empty store to a user who has signed in, as the server prints them. */
async function firstSteps() {
  const template = await readFile(new URL('first-steps.sh', import.meta.url), 'utf8');
  const values = {
    endpoint,
    region: 'us-east-1',
    credentials: `export AWS_SHARED_CREDENTIALS_FILE='${credentials}'`,
    profile: '--profile default ',
    code: `CODE=$(tail -n 1 '${messages}' | sed 's/.*"code":"\\([^"]*\\)".*/\\1/')`,
  };
  return template.replaceAll(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}
