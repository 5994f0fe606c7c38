// How far a long command is: one line on standard error, if that is a terminal.

const PAUSE_MILLIS = 200;

export class Progress {
  #total;
  #begun = performance.now();
  #shown = -Infinity;

  /** `total`: the position at the end, if it is known. */
  constructor(total) {
    this.#total = total;
  }

  /** `position` is a number, and `text` says what it is. */
  reached(text, position) {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shown < PAUSE_MILLIS) return;
    this.#shown = now;
    const seconds = (now - this.#begun) / 1000;
    const left = this.#total > 0 && position > 0 ? `, ${Math.ceil((seconds * (this.#total - position)) / position)} s left` : '';
    process.stderr.write(`\r\x1b[K${text}, ${Math.ceil(seconds)} s${left}`);
  }

  /** Removes the line. */
  end() {
    if (this.#shown > 0) process.stderr.write('\r\x1b[K');
  }
}
