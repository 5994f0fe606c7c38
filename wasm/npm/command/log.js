// Structured log lines on standard error, in the form of the Rust server's. They contain no body, header value or query string.

const LEVELS = ['off', 'error', 'warn', 'info', 'debug'];

export class Log {
  #level;

  constructor(level) {
    this.#level = LEVELS.indexOf(level);
  }

  error(message, fields) {
    this.#write('error', message, fields);
  }

  warn(message, fields) {
    this.#write('warn', message, fields);
  }

  info(message, fields) {
    this.#write('info', message, fields);
  }

  debug(message, fields) {
    this.#write('debug', message, fields);
  }

  /** What the engine reports by `console.error` becomes lines of the log. */
  takeConsole() {
    console.error = (...words) => this.error(words.map(String).join(' '));
  }

  #write(level, message, fields = {}) {
    if (LEVELS.indexOf(level) > this.#level) return;
    const parts = Object.entries(fields).filter(([, value]) => value !== undefined);
    const line = [message, ...parts.map(([name, value]) => `${name}=${shown(value)}`)].join(' ');
    process.stderr.write(`${new Date().toISOString()} ${level.toUpperCase().padStart(5)} ${printable(line)}\n`);
  }
}

function shown(value) {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** One line, without characters that control a terminal. */
export function printable(text) {
  return text.replace(/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');
}
