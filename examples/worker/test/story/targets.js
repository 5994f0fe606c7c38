// The engines that run the story: the native server and both variants of the Worker.

import { spawn } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { listen } from '../../../server/clients/node/functions.js';
import { startOutbox } from '../../local/outbox.js';
import { administrator, newSecrets } from '../../local/secrets.js';
import { startWorker } from '../../local/worker.js';

const BUILT = fileURLToPath(new URL('../../../../target/debug/userpool-server', import.meta.url));

/** Runs `work` with a new engine without users, and with the functions that it calls. */
export async function withTarget(name, work) {
  const folder = await mkdtemp(join(tmpdir(), 'userpool-story-'));
  const functions = await listen();
  const functionsUrl = `http://127.0.0.1:${functions.address().port}`;
  let target;
  try {
    target = await (name === 'server' ? startServer(folder, functionsUrl) : startVariant(name, folder, functionsUrl));
    return await work({ ...target, functions: functionsUrl });
  } finally {
    await target?.stop();
    functions.close();
    functions.closeAllConnections();
    await rm(folder, { recursive: true });
  }
}

async function startServer(folder, functionsUrl) {
  const binary = process.env.USERPOOL_SERVER_BIN || BUILT;
  await access(binary).catch(() => {
    throw new Error(`no server at ${binary}: cargo build -p userpool-server, or set USERPOOL_SERVER_BIN`);
  });
  const data = join(folder, 'data');
  const words = ['--listen', '127.0.0.1:0', '--data', data, '--log', 'error', '--lambda-endpoint', functionsUrl];
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('USERPOOL_'));
  const server = spawn(binary, words, { stdio: ['ignore', 'pipe', 'inherit'], env: Object.fromEntries(own) });
  const ended = new Promise((resolve, reject) => server.once('error', reject).once('exit', resolve));
  const stop = async () => {
    server.kill();
    await ended;
  };
  const listens = (async () => {
    for await (const line of createInterface(server.stdout)) {
      const found = line.match(/listens on (\S+)/);
      if (found) return found[1];
    }
    throw new Error('the server ended without output');
  })();
  const endpoint = await listens;
  const credentials = await readFile(join(data, 'credentials'), 'utf8');
  const setting = (name) => credentials.match(new RegExp(`^${name} = (.*)$`, 'm'))[1];
  return {
    endpoint,
    stop,
    messages: join(data, 'messages.jsonl'),
    administrator: {
      accessKeyId: setting('aws_access_key_id'),
      secretAccessKey: setting('aws_secret_access_key'),
    },
  };
}

async function startVariant(variant, folder, functionsUrl) {
  const messages = join(folder, 'messages.jsonl');
  const outbox = await startOutbox(messages);
  const secrets = newSecrets();
  const bindings = { ...secrets, MESSAGES_WEBHOOK: outbox.url, FUNCTIONS_URL: functionsUrl };
  const worker = await startWorker(variant, { state: join(folder, 'state'), bindings });
  return {
    endpoint: worker.endpoint,
    messages,
    administrator: administrator(secrets),
    async stop() {
      await worker.stop();
      await outbox.stop();
    },
  };
}
