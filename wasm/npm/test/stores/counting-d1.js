// A D1 database that records its calls: one entry for each round trip, with its statements and the sizes of their parameters.

const encoder = new TextEncoder();

export class CountingD1 {
  asked = [];
  #database;

  constructor(database) {
    this.#database = database;
  }

  prepare(sql) {
    return new Statement(this.asked, this.#database.prepare(sql), { sql, sizes: [] });
  }

  batch(statements) {
    this.asked.push({ by: 'batch', statements: statements.map(({ written }) => written) });
    return this.#database.batch(statements.map(({ statement }) => statement));
  }
}

class Statement {
  #asked;

  constructor(asked, statement, written) {
    this.#asked = asked;
    this.statement = statement;
    this.written = written;
  }

  bind(...parameters) {
    const sizes = parameters.map((parameter) =>
      typeof parameter === 'string' ? encoder.encode(parameter).length : (parameter.byteLength ?? 8),
    );
    return new Statement(this.#asked, this.statement.bind(...parameters), { ...this.written, sizes });
  }

  raw() {
    return this.#alone('raw');
  }

  run() {
    return this.#alone('run');
  }

  #alone(by) {
    this.#asked.push({ by, statements: [this.written] });
    return this.statement[by]();
  }
}
