// Connections: accepts them, limits them, and lets them finish when the command stops.

import { createServer } from 'node:http';
import { isIPv6 } from 'node:net';
import { getSystemErrorMap } from 'node:util';

/** Most open connections. */
const CONNECTIONS_MAX = 512;

/** Longest request head in bytes. Signed requests have about 1 KiB; browsers may add long cookies. */
const HEAD_BYTES_MAX = 32 * 1024;

/** Longest time for a request head. */
const HEAD_MILLIS_MAX = 10_000;

/**
 * Longest wait for the next request of a connection. Longer than the usual 60 s of load balancers, so that the load balancer closes
 * idle connections.
 */
const IDLE_MILLIS_MAX = 75_000;

/** Longest wait for running requests when the command stops. */
const DRAIN_MILLIS_MAX = 10_000;

/** Ctrl-C on `npx` sends the signal twice: the terminal to all processes, and npm to the one it started. That is one signal. */
const SAME_SIGNAL_MILLIS = 50;

/** How often a command that `npx` started looks whether `npx` is still there. */
const PARENT_MILLIS = 250;

/** Why the server cannot listen. */
export class ListenError extends Error {}

export class Listener {
  #server;
  #log;
  // The number of running requests of each connection.
  #connections = new Map();
  #isStopping = false;

  /**
   * `answer(request, response, { expects, isLast })` answers a request, and never rejects. `expects`: the client waits for
   * `100 Continue` before it sends the body. `isLast` tells whether the connection is closed after the answer.
   */
  constructor(answer, log) {
    this.#log = log;
    const limits = {
      maxHeaderSize: HEAD_BYTES_MAX,
      headersTimeout: HEAD_MILLIS_MAX,
      keepAliveTimeout: IDLE_MILLIS_MAX,
      // The endpoint limits the time of a body.
      requestTimeout: 0,
      connectionsCheckingInterval: 1000,
      // Answers are short, so waiting for more bytes would only delay them.
      noDelay: true,
    };
    const isLast = () => this.#isStopping;
    const respond = (expects) => async (request, response) => {
      const { socket } = request;
      this.#count(socket, 1);
      await answer(request, response, { expects, isLast });
      this.#count(socket, -1);
      if (this.#isStopping) this.#closeIdle();
    };
    this.#server = createServer(limits, respond(false));
    this.#server.on('checkContinue', respond(true));
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.on('connection', (socket) => {
      this.#connections.set(socket, 0);
      socket.once('close', () => {
        this.#connections.delete(socket);
        log.debug('connection closed', { peer: Object(socket.remoteAddress ?? 'unknown') });
      });
    });
  }

  /** Resolves to the address, `{ host, port }`. */
  listen({ host, port }) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error) => {
        const shown = isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
        const [, text] = getSystemErrorMap().get(error.errno) ?? [];
        reject(new ListenError(`cannot listen on ${shown}: ${text ?? error.message}`));
      });
      this.#server.listen({ host, port, ipv6Only: false }, () => {
        const { address, port: chosen } = this.#server.address();
        resolve({ host: address, port: chosen });
      });
    });
  }

  /** Resolves after SIGTERM or SIGINT, when the running requests and then `settled` have finished or the time is over. */
  async untilStopped(settled) {
    const signals = new Signals();
    const reason = await signals.next();
    this.#isStopping = true;
    this.#log.info('stopping', { reason });
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#closeIdle();
    let timer;
    await Promise.race([
      closed.then(settled),
      signals.next().then((again) => this.#log.warn('stopped at once', { reason: again })),
      new Promise((resolve) => {
        timer = setTimeout(resolve, DRAIN_MILLIS_MAX);
      }).then(() => this.#log.warn('stopped with requests still running')),
    ]);
    clearTimeout(timer);
    this.#server.closeAllConnections();
  }

  #count(socket, change) {
    const running = this.#connections.get(socket);
    // A connection that was closed is not listed any more.
    if (running !== undefined) this.#connections.set(socket, running + change);
  }

  /** Closes the connections without a running request, also those that have sent nothing yet. */
  #closeIdle() {
    for (const [socket, running] of this.#connections) {
      if (running === 0) socket.destroySoon();
    }
  }
}

/** The signals that stop the command. */
class Signals {
  #arrived = [];
  #wake = () => {};
  #last = -Infinity;

  constructor() {
    for (const name of ['SIGTERM', 'SIGINT']) {
      process.on(name, () => {
        const now = performance.now();
        if (now - this.#last > SAME_SIGNAL_MILLIS) this.#arrive(name);
        this.#last = now;
      });
    }
    if (process.env.npm_command === 'exec') this.#watchParent();
  }

  /** `npx` passes SIGTERM only to the shell between it and this process, which would go on and keep the port. */
  #watchParent() {
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      this.#arrive('the end of npx');
    }, PARENT_MILLIS);
    timer.unref();
  }

  #arrive(reason) {
    this.#arrived.push(reason);
    this.#wake();
  }

  async next() {
    while (this.#arrived.length === 0) await new Promise((resolve) => (this.#wake = resolve));
    return this.#arrived.shift();
  }
}
