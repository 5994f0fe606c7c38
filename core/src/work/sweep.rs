//! Drops expired records, but none too early because of a clock that was wrong for a while.

use super::{Shift, Step};
use crate::{error::Error, model::job::Job};

/// Most records of one slice.
const RECORDS_MAX: u32 = 1000;

/// How long before a sweep the clock must have shown the sweep's time, in seconds. A clock that is ahead for a shorter
/// time causes no early removal, however far ahead it is.
const SEEN_SECONDS: u64 = 30 * 60;

/// How long records must have expired before that time, in seconds, since clocks differ.
const GRACE_SECONDS: u64 = 30 * 60;

/// The cursor is the time for the next sweep, in seconds: what the clock showed at the last one.
pub(super) async fn slice(shift: &mut Shift<'_>, job: &mut Job) -> Result<Step, Error> {
    let now = shift.now.seconds();
    let seen = job.cursor.parse::<u64>().ok().filter(|seen| *seen <= now);
    let Some(seen) = seen else {
        job.cursor = now.to_string();
        return Ok(Step::Later(SEEN_SECONDS));
    };
    if now - seen < SEEN_SECONDS {
        return Ok(Step::Later(SEEN_SECONDS - (now - seen)));
    }
    let swept = shift.host.storage.sweep(seen.saturating_sub(GRACE_SECONDS), RECORDS_MAX).await?;
    job.records += u64::from(swept.records);
    if swept.more {
        return Ok(Step::More);
    }
    job.cursor = now.to_string();
    Ok(Step::Later(SEEN_SECONDS))
}
