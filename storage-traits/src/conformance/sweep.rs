//! Sweeps: they drop what has expired, and nothing else. A store need not drop anything.
//!
//! A sweep reaches every partition, so records of other clauses may go with it: only those that may be gone anyway.

use super::subject::{Outcome, Subject, Verdict::*, absent, put, record, same};
use crate::Record;

/// Before it everything has expired that these clauses let expire.
const BEFORE: u64 = 1_000;

pub(super) async fn what_has_not_expired_stays(on: Subject<'_>) -> Outcome {
    on.given([put("at", until(BEFORE)), put("later", until(BEFORE + 1)), put("lasting", record(1, "x"))])
        .await?;
    on.sweep(BEFORE, 1000).await?;

    let expected = vec![Some(until(BEFORE)), Some(until(BEFORE + 1)), Some(record(1, "x"))];
    same("records", on.get(&["at", "later", "lasting"]).await?, expected)
}

pub(super) async fn what_has_expired_goes_whole_or_stays_whole(on: Subject<'_>) -> Outcome {
    on.given([put("a", until(BEFORE - 1)), put("b", record(1, "x"))]).await?;
    on.sweep(BEFORE, 1000).await?;

    match on.read("a").await? {
        Some(found) => same("the record", found, until(BEFORE - 1))?,
        None => same("a create", on.commit([absent("a")], [put("a", record(2, "new"))]).await?, Applied)?,
    }
    same("its neighbour", on.read("b").await?, Some(record(1, "x")))
}

/// Other sweeps of the same store may run now, so only the count can be told.
pub(super) async fn no_more_than_the_limit_go(on: Subject<'_>) -> Outcome {
    on.given(["a", "b", "c", "d", "e"].map(|name| put(name, until(BEFORE - 1)))).await?;
    let swept = on.sweep(BEFORE, 2).await?;
    same("at most two are dropped", swept.records <= 2, true)
}

fn until(time: u64) -> Record {
    Record { expires_at: Some(time), ..record(1, "ending") }
}
