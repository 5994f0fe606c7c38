// A store that counts the calls to another store. Each call is one round trip.

export class CountingStore {
  constructor(store) {
    this.store = store;
    this.reset();
  }

  reset() {
    this.reads = 0;
    this.writes = 0;
  }

  get(...given) {
    this.reads += 1;
    return this.store.get(...given);
  }

  scan(...given) {
    this.reads += 1;
    return this.store.scan(...given);
  }

  commit(...given) {
    this.writes += 1;
    return this.store.commit(...given);
  }
}
