//! Records that the store may remove after a time, but need not.

use super::subject::{Outcome, Subject, Verdict::*, absent, put, record, same};
use crate::{Record, limits::EXPIRES_AT_MAX};

/// The year 9999: later than any test runs.
const FAR: u64 = 253_370_764_800;

pub(super) async fn the_expiry_is_preserved(on: Subject<'_>) -> Outcome {
    on.given([put("ending", until(FAR)), put("lasting", record(1, "x"))]).await?;
    same("records", on.get(&["ending", "lasting"]).await?, vec![Some(until(FAR)), Some(record(1, "x"))])
}

pub(super) async fn the_largest_expiry_is_preserved(on: Subject<'_>) -> Outcome {
    on.given([put("a", until(EXPIRES_AT_MAX))]).await?;
    same("the record", on.read("a").await?, Some(until(EXPIRES_AT_MAX)))
}

pub(super) async fn a_put_replaces_the_expiry(on: Subject<'_>) -> Outcome {
    on.given([put("a", until(FAR)), put("b", record(1, "x")), put("c", until(FAR))]).await?;
    on.given([put("a", record(2, "y")), put("b", until(FAR)), put("c", until(FAR - 1))]).await?;

    let expected = vec![Some(record(2, "y")), Some(until(FAR)), Some(until(FAR - 1))];
    same("records", on.get(&["a", "b", "c"]).await?, expected)
}

pub(super) async fn an_expired_record_is_complete_or_absent(on: Subject<'_>) -> Outcome {
    for past in [0, 1, 1_000_000_000] {
        on.given([put("a", until(past))]).await?;
        // Another write gives the store an occasion to remove expired records.
        on.given([put("b", record(1, "x"))]).await?;

        if let Some(found) = on.read("a").await? {
            same("the record", found, until(past))?;
        }
        same("its neighbour", on.read("b").await?, Some(record(1, "x")))?;
    }
    Ok(())
}

/// A store that hides expired records from reads must also treat them as absent in checks.
pub(super) async fn a_record_that_reads_as_absent_can_be_created(on: Subject<'_>) -> Outcome {
    on.given([put("a", until(1))]).await?;

    if on.read("a").await?.is_none() {
        same("a create", on.commit([absent("a")], [put("a", record(2, "new"))]).await?, Applied)?;
        same("the record", on.read("a").await?, Some(record(2, "new")))?;
    }
    Ok(())
}

fn until(time: u64) -> Record {
    Record { expires_at: Some(time), ..record(1, "ending") }
}
