//! Sweeps remove expired records and no others. A store need not remove any.
//!
//! A sweep reaches every partition, so it may also remove expired records of other clauses, which allow for that.

use super::subject::{Outcome, Subject, Verdict::*, absent, put, record, same};
use crate::Record;

/// The time before which the expiring records of these clauses expire.
const BEFORE: u64 = 1_000;

pub(super) async fn records_that_have_not_expired_stay(on: Subject<'_>) -> Outcome {
    on.given([put("at", until(BEFORE)), put("later", until(BEFORE + 1)), put("lasting", record(1, "x"))])
        .await?;
    on.sweep(BEFORE, 1000).await?;

    let expected = vec![Some(until(BEFORE)), Some(until(BEFORE + 1)), Some(record(1, "x"))];
    same("records", on.get(&["at", "later", "lasting"]).await?, expected)
}

pub(super) async fn an_expired_record_is_removed_completely_or_not_at_all(on: Subject<'_>) -> Outcome {
    on.given([put("a", until(BEFORE - 1)), put("b", record(1, "x"))]).await?;
    on.sweep(BEFORE, 1000).await?;

    match on.read("a").await? {
        Some(found) => same("the record", found, until(BEFORE - 1))?,
        None => same("a create", on.commit([absent("a")], [put("a", record(2, "new"))]).await?, Applied)?,
    }
    same("its neighbour", on.read("b").await?, Some(record(1, "x")))
}

/// Other sweeps of the same store may run at the same time, so only the count is checked.
pub(super) async fn at_most_the_limit_is_removed(on: Subject<'_>) -> Outcome {
    on.given(["a", "b", "c", "d", "e"].map(|name| put(name, until(BEFORE - 1)))).await?;
    let swept = on.sweep(BEFORE, 2).await?;
    same("at most two are dropped", swept.records <= 2, true)
}

fn until(time: u64) -> Record {
    Record { expires_at: Some(time), ..record(1, "ending") }
}
