// What the engine logged during a test.

import assert from 'node:assert/strict';

/** Records calls of `console.error`, and checks that they contain no secret. */
export class Said {
  #calls;

  constructor(context) {
    this.#calls = context.mock.method(console, 'error', () => {}).mock;
  }

  get lines() {
    return this.#calls.calls.map(({ arguments: words }) => words.join(' '));
  }

  /** At least one line matches. */
  assertSaid(pattern) {
    assert.ok(
      this.lines.some((line) => pattern.test(line)),
      `no line matches ${pattern}:\n${this.lines.join('\n')}`,
    );
  }

  assertNothing(...secrets) {
    for (const line of this.lines) {
      for (const secret of secrets.flat()) assert.ok(!line.includes(secret), `a secret was logged: ${line}`);
    }
  }
}
