//! The tests that need a PostgreSQL server. They run where `USERPOOL_TEST_POSTGRES` is set; `tests/with-postgres` starts a server
//! and sets it. Without it they say that nothing ran, which the usual harness would hide.
//!
//! Arguments that are not flags choose tests by parts of their names.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests may panic and print")]

mod contract;
mod doors;
mod outages;
mod schema;
mod setting;
mod sweep;
mod tls;

use std::{
    env,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    process::ExitCode,
    time::Instant,
};

use setting::Setting;

/// A test, and what it needs beside a server.
struct Test {
    name: &'static str,
    needs: Needs,
    run: fn(Setting) -> Pin<Box<dyn Future<Output = ()>>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Server,
    Pooler,
    Programs,
}

/// The list of tests of a module.
macro_rules! tests {
    ($($needs:ident $module:ident::$name:ident)*) => {
        &[$(Test {
            name: concat!(stringify!($module), "::", stringify!($name)),
            needs: Needs::$needs,
            run: |setting| Box::pin($module::$name(setting)),
        }),*]
    };
}

const TESTS: &[Test] = tests! {
    Server contract::every_clause
    Pooler contract::every_clause_through_a_pooler
    Server contract::every_clause_with_unnamed_statements
    Server contract::all_clauses_at_once_through_several_stores
    Pooler contract::all_clauses_at_once_through_a_pooler
    Server contract::of_64_creations_one_succeeds
    Server contract::of_64_increments_none_is_lost
    Pooler contract::of_64_increments_through_a_pooler_none_is_lost
    Server contract::of_32_pairs_that_need_the_absence_of_each_other_one_each_succeeds
    Server contract::batches_are_visible_before_changes_of_what_they_checked
    Pooler contract::batches_through_a_pooler_are_visible_before_changes_of_what_they_checked
    Server contract::dropped_requests_leave_no_transaction_open
    Server contract::a_commit_is_one_round_trip
    Server contract::requests_wait_for_a_link_and_then_fail
    Server contract::old_links_are_replaced
    Server contract::a_pooler_without_prepared_statements_is_named
    Server contract::text_with_nul_is_an_error
    Server doors::no_server
    Server doors::a_server_of_another_kind
    Server doors::a_wrong_password
    Server doors::no_password
    Server doors::no_database
    Server doors::no_right_to_create_tables
    Server doors::no_right_to_read_tables
    Server doors::a_read_only_server
    Server doors::another_encoding
    Server doors::no_tables
    Server doors::unusable_schema_names
    Server doors::debug_shows_no_password
    Server schema::a_migration_is_made_once
    Server schema::many_migrate_at_once
    Pooler schema::a_migration_through_a_pooler
    Server schema::a_schema_from_the_future_is_refused
    Server schema::a_schema_from_the_future_that_only_adds_is_used
    Server schema::tables_of_another_program_stay_as_they_are
    Server sweep::the_oldest_are_removed_first
    Server sweep::several_sweep_at_once
    Server sweep::locked_records_are_left
    Server sweep::the_limit_is_cheap
    Server outages::a_link_cut_behind_a_commit
    Server outages::a_link_cut_before_a_commit
    Server outages::a_server_that_does_not_answer
    Server outages::a_session_that_is_ended
    Programs outages::a_server_that_was_away
    Programs outages::nothing_acknowledged_is_lost_by_kills
    Programs outages::a_replica_takes_over
    Programs tls::links_are_encrypted_and_verified
};

fn main() -> ExitCode {
    let wanted: Vec<String> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if env::args().any(|argument| argument == "--list") {
        TESTS.iter().for_each(|test| println!("{}: test", test.name));
        return ExitCode::SUCCESS;
    }
    let Some(setting) = Setting::from_environment() else {
        println!(
            "\nNone of the {} tests with PostgreSQL ran, since USERPOOL_TEST_POSTGRES is not set: run them by\n\
             storage-traits/postgres/tests/with-postgres cargo test -p userpool-postgres\n",
            TESTS.len()
        );
        return ExitCode::SUCCESS;
    };

    let (mut passed, mut failed, mut skipped) = (0, Vec::new(), 0);
    for test in TESTS {
        if !wanted.is_empty() && !wanted.iter().any(|part| test.name.contains(part)) {
            continue;
        }
        let missing = match test.needs {
            Needs::Server => None,
            Needs::Pooler => setting.pooler.is_none().then_some("USERPOOL_TEST_PGBOUNCER"),
            Needs::Programs => setting.programs.is_none().then_some("USERPOOL_TEST_POSTGRES_BIN"),
        };
        if let Some(variable) = missing {
            println!("test {} ... not run, since {variable} is not set", test.name);
            skipped += 1;
            continue;
        }
        let start = Instant::now();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
        let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on((test.run)(setting.clone()))));
        runtime.shutdown_background();
        let seconds = start.elapsed().as_secs_f64();
        if outcome.is_ok() {
            println!("test {} ... ok ({seconds:.1} s)", test.name);
            passed += 1;
        } else {
            println!("test {} ... FAILED ({seconds:.1} s)", test.name);
            failed.push(test.name);
        }
    }
    println!("\n{passed} passed, {} failed, {skipped} not run", failed.len());
    failed.iter().for_each(|name| println!("failed: {name}"));
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
