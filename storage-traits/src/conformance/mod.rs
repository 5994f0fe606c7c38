//! The conformance suite for stores: the contract of [`Storage`](crate::Storage) as named clauses.
//!
//! A clause tests one sentence of the contract, with plain calls on its own partition. It forces interleavings by the order
//! of its calls and never sleeps, so it runs on any executor and in wasm. With Rust's test harness:
//!
//! ```
//! use userpool_storage_traits::{
//!     MemoryStorage,
//!     conformance::{Clause, block_on},
//! };
//!
//! fn prove(clause: &Clause) {
//!     let store = MemoryStorage::new(); // yours
//!     block_on(clause.run(&store, "")).unwrap_or_else(|failure| panic!("{clause}: {failure}"));
//! }
//!
//! userpool_storage_traits::conformance_tests!(prove);
//! # prove(&userpool_storage_traits::conformance::CLAUSES[0]);
//! ```
//!
//! With other harnesses, run each of [`CLAUSES`]. `tests/broken_stores.rs` tests that the suite finds stores that break the
//! contract.

mod commit;
mod executor;
mod expiry;
mod get;
mod limits;
mod races;
mod scan;
mod subject;
mod sweep;
mod text;
mod values;

use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
pub use executor::block_on;
pub use executor::{join_all, yield_now};

use crate::{BoxFuture, DynStorage, Partition, StorageError};
use subject::Subject;

/// One sentence of the contract, with its test.
#[derive(Clone, Copy, Debug)]
pub struct Clause {
    /// What the clause is about: `get`, `scan`, `commit`, ...
    pub group: &'static str,
    /// The sentence, as a function name.
    pub name: &'static str,
    prove: for<'a> fn(Subject<'a>) -> BoxFuture<'a, Result<(), Failure>>,
}

/// Every clause, ordered by group.
pub const CLAUSES: &[Clause] = crate::conformance_tests!(@list table);

/// How a store broke a clause.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The store returned something else.
    #[error("{what}: expected {expected}, found {found}")]
    Differs {
        /// What was compared.
        what: String,
        /// What the contract requires.
        expected: String,
        /// What the store returned.
        found: String,
    },
    /// The store returned an error for a call that must succeed.
    #[error("the store failed: {0}")]
    Storage(#[from] StorageError),
}

impl Clause {
    /// The clause with this group and name, if it exists.
    pub fn named(group: &str, name: &str) -> Option<&'static Self> {
        CLAUSES.iter().find(|clause| clause.group == group && clause.name == name)
    }

    /// Tests the clause on `store`.
    ///
    /// One store may serve all clauses, also concurrently: each uses only partitions whose names begin with
    /// `conformance/<run>/<group>/<clause>`. If the store still holds the records of an earlier run, choose another `run`, of at
    /// most 20 bytes.
    pub fn run<'a>(&self, store: &'a dyn DynStorage, run: &str) -> BoxFuture<'a, Result<(), Failure>> {
        let partition = Partition::new(format!("conformance/{run}/{}/{}", self.group, self.name));
        (self.prove)(Subject::new(store, partition))
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}::{}", self.group, self.name)
    }
}

/// Makes one `#[test]` of each clause: `conformance_tests!(prove)`, where `prove` is a function over
/// [`&Clause`](crate::conformance::Clause) that opens a fresh store, runs the clause and panics if it fails.
///
/// This is a macro because the name of a Rust test must be written in the source. [`CLAUSES`](crate::conformance::CLAUSES) is
/// made from the same list, so the two cannot differ.
#[macro_export]
macro_rules! conformance_tests {
    ($prove:ident) => {
        $crate::conformance_tests! { @list tests $prove }
    };

    (@list $form:ident $($prove:ident)?) => { $crate::conformance_tests! { @$form $($prove)?;
        get {
            records_come_in_the_order_of_the_keys
            a_repeated_key_is_answered_twice
            absent_keys_are_none
            no_keys_give_an_empty_answer
            only_the_exact_key_matches
        }
        scan {
            keys_come_in_byte_order
            whole_records_come_back
            an_empty_range_gives_an_empty_answer
            a_prefix_ends_at_its_slash
            a_prefix_may_cut_a_component
            a_prefix_may_equal_a_key
            the_empty_prefix_is_the_whole_partition
            wildcards_in_a_prefix_are_plain_text
            a_prefix_may_end_with_the_last_character
            after_an_existing_key
            after_an_absent_key
            after_the_last_key
            after_outside_of_the_prefix
            reverse_begins_with_the_largest_key
            reverse_stays_within_the_prefix
            reverse_after_an_existing_key
            reverse_after_an_absent_key
            reverse_after_the_first_key
            reverse_after_outside_of_the_prefix
            limit_zero_returns_nothing
            a_limit_bounds_the_answer
            a_limit_may_exceed_the_number_of_records
            pages_join_without_gaps
            pages_in_reverse_join_without_gaps
        }
        commit {
            an_empty_batch_succeeds
            a_put_creates
            a_put_replaces
            a_delete_removes
            deleting_an_absent_record_succeeds
            the_last_write_to_a_key_counts
            delete_then_create_in_one_batch
            delete_then_create_in_two_batches
            put_then_delete_in_one_batch
            absence_is_checked
            the_revision_is_checked
            an_absent_record_has_no_revision
            a_deleted_record_has_no_revision
            checks_see_the_state_before_the_batch
            a_record_only_checked_is_checked
            checks_alone_write_nothing
            a_failing_first_check_stops_everything
            a_failing_last_check_stops_everything
            a_failing_check_stops_deletes
            partitions_are_separate
            checks_read_only_their_partition
            similar_partition_names_are_separate
        }
        limits {
            the_longest_key_fits
            a_longer_key_is_refused
            the_longest_partition_fits
            a_longer_partition_is_refused
            the_longest_value_fits
            a_longer_value_is_refused
            the_most_keys_can_be_read
            more_keys_are_refused
            the_most_writes_fit
            the_most_checks_fit
            more_items_are_refused
            the_largest_batch_fits
            a_larger_batch_is_refused
            the_most_records_can_be_scanned
            a_higher_scan_limit_is_refused
            two_checks_of_one_key_are_refused
        }
        text {
            unusual_characters_are_preserved
            keys_are_case_sensitive
            keys_are_not_normalized
            spaces_in_keys_are_significant
            keys_are_not_numbers
            order_is_not_a_locale
            order_is_not_utf_16
        }
        values {
            every_byte_is_preserved
            text_is_preserved
            the_empty_value_is_a_value
            numeric_text_is_preserved
            the_largest_revisions_are_preserved
            revision_zero_is_not_absence
        }
        expiry {
            the_expiry_is_preserved
            the_largest_expiry_is_preserved
            a_put_replaces_the_expiry
            an_expired_record_is_complete_or_absent
            a_record_that_reads_as_absent_can_be_created
        }
        sweep {
            records_that_have_not_expired_stay
            an_expired_record_is_removed_completely_or_not_at_all
            at_most_the_limit_is_removed
        }
        races {
            a_read_sees_every_earlier_commit
            of_two_updates_of_one_revision_one_succeeds
            write_skew_is_prevented
            write_skew_over_absent_keys_is_prevented
            a_batch_is_visible_before_a_change_of_what_it_checked
            of_many_creations_of_one_key_one_succeeds
            increments_are_not_lost
            a_get_sees_whole_batches
            a_scan_sees_whole_batches
        }
    } };

    (@tests $prove:ident; $($group:ident { $($name:ident)* })*) => {
        $(mod $group {
            $(#[test]
            fn $name() {
                let (group, name) = (stringify!($group), stringify!($name));
                $crate::conformance::Clause::named(group, name).into_iter().for_each(super::$prove);
            })*
        })*
    };

    (@table; $($group:ident { $($name:ident)* })*) => {
        &[$($(Clause {
            group: stringify!($group),
            name: stringify!($name),
            prove: |subject| Box::pin($group::$name(subject)),
        },)*)*]
    };
}
