// Runs the conformance suite of the Rust stores, which is compiled into the module of `build --testing`, on a store in
// JavaScript. A clause replaces an operation, so that the package runs it like every call.

/** `prove(name, run)` rejects with a `CognitoError` named `Failure` if the store breaks the clause. */
export function proverOf({ Engine, module, storage }) {
  module.Engine.prototype.call = (now, seed, clause, input) => module.Conformance.prove(clause, JSON.parse(input).run);
  const engine = new Engine({ storage, masterKeys: [new Uint8Array(32)] });
  return (name, run) => engine.call(name, { run });
}

/** A store that ignores checks. */
export class Unchecked {
  #store;

  constructor(store) {
    this.#store = store;
  }

  get(...question) {
    return this.#store.get(...question);
  }

  scan(...question) {
    return this.#store.scan(...question);
  }

  commit(batch) {
    return this.#store.commit({ ...batch, checks: [] });
  }
}

/** Clauses that such a store breaks. */
export const NEED_CHECKS = [
  'commit::absence_is_checked',
  'commit::the_revision_is_checked',
  'races::of_two_updates_of_one_revision_one_succeeds',
  'races::write_skew_is_prevented',
  'races::write_skew_over_absent_keys_is_prevented',
  'races::of_many_creations_of_one_key_one_succeeds',
  'races::increments_are_not_lost',
];
