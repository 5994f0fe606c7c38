// What the engine said to operators during a test.

import assert from 'node:assert/strict';

/** Keeps what `console.error` is given, and makes sure in the end that no secret was in it. */
export class Said {
  #calls;

  constructor(context) {
    this.#calls = context.mock.method(console, 'error', () => {}).mock;
  }

  get lines() {
    return this.#calls.calls.map(({ arguments: words }) => words.join(' '));
  }

  /** One line for each time that something went wrong, at least. */
  assertSaid(pattern) {
    assert.ok(
      this.lines.some((line) => pattern.test(line)),
      `${pattern} was to be said, and this was:\n${this.lines.join('\n')}`,
    );
  }

  assertNothing(...secrets) {
    for (const line of this.lines) {
      for (const secret of secrets.flat()) assert.ok(!line.includes(secret), `a secret was said: ${line}`);
    }
  }
}
