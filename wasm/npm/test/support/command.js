// The command `userpool` as a process.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { callOver } from './http.js';

export const MAIN = fileURLToPath(new URL('../../command/main.js', import.meta.url));

const MILLIS_MAX = 20_000;

/** The environment without the user's settings for other servers. */
function environment(more) {
  const own = Object.entries(process.env).filter(([name]) => !/^(USERPOOL|AWS)_|^NODE_(OPTIONS|TEST_CONTEXT)$/.test(name));
  return { ...Object.fromEntries(own), ...more };
}

export class Command {
  /** What was printed on standard output and on standard error so far. */
  printed = '';
  log = '';
  /** Resolves to the exit code, or the name of the signal. */
  ended;
  hasEnded = false;
  #process;
  #isGroup;

  /**
   * `program` and its first arguments, such as a Node and the path of the command. `isGroup`: signals go to all processes that it
   * starts, as those of a terminal do.
   */
  constructor(program, flags, { cwd, env, isGroup = false } = {}) {
    const [file, ...words] = [program].flat();
    const stdio = ['ignore', 'pipe', 'pipe'];
    this.#process = spawn(file, [...words, ...flags], { cwd, env: environment(env), stdio, detached: isGroup });
    this.#isGroup = isGroup;
    this.#process.stdout.on('data', (chunk) => (this.printed += chunk));
    this.#process.stderr.on('data', (chunk) => (this.log += chunk));
    this.ended = once(this.#process, 'close').then(([code, signal]) => {
      this.hasEnded = true;
      return code ?? signal;
    });
  }

  /** Starts a server on a free port. */
  static async start(program, flags, options) {
    const command = new Command(program, ['--listen', '127.0.0.1:0', ...flags], options);
    const url = await command.printedMatch(/ listens on (http:\S+)[^]*AccessToken\n\n/);
    command.url = url;
    return command;
  }

  /** Runs to the end. Resolves to `{ code, printed, log }`. */
  static async run(program, flags, options) {
    const command = new Command(program, flags, options);
    const code = await command.ended;
    return { code, printed: command.printed, log: command.log };
  }

  /** Waits for a text on standard output, and returns the first group of the pattern. */
  async printedMatch(pattern) {
    const end = Date.now() + MILLIS_MAX;
    for (;;) {
      const found = pattern.exec(this.printed);
      if (found) return found[1];
      if (this.hasEnded || Date.now() > end) {
        if (!this.hasEnded) this.kill();
        throw new Error(`not printed: ${pattern}\n${this.printed}\n${this.log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  get pid() {
    return this.#process.pid;
  }

  /** Calls an operation without a signature. */
  call = async (operation, input) => (await callOver(this.url, operation, input)).output;

  signal(name) {
    if (this.#isGroup) process.kill(-this.pid, name);
    else this.#process.kill(name);
    return this.ended;
  }

  stop() {
    return this.signal('SIGTERM');
  }

  kill() {
    return this.signal('SIGKILL');
  }
}

/** The messages in a data folder. */
export function messagesIn(data) {
  const lines = readFileSync(join(data, 'messages.jsonl'), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** A connection without HTTP: `send` bytes, and read what comes until the other side closes it. */
export class RawConnection {
  received = '';
  closed;
  #socket;

  static async to(url) {
    const raw = new RawConnection();
    const { hostname, port } = new URL(url);
    raw.#socket = connect(Number(port), hostname);
    raw.#socket.on('data', (chunk) => (raw.received += chunk));
    raw.#socket.on('error', () => {});
    raw.closed = once(raw.#socket, 'close').then(() => raw.received);
    await once(raw.#socket, 'connect');
    return raw;
  }

  send(text) {
    this.#socket.write(text);
  }

  end() {
    this.#socket.destroy();
  }
}
