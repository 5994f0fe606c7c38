//! Removes signing keys from a pool's key set when the last token they signed has expired.

use super::{Shift, Step};
use crate::{
    context::{Cx, Finished},
    effects::CallMemory,
    error::Error,
    model::{job::Job, keys, pool::Pool, signing_keys::SigningKeys},
};

pub(super) async fn slice(shift: &mut Shift<'_>, job: &mut Job) -> Result<Step, Error> {
    let moment = shift.moment();
    let mut cx = Cx::new(shift.host, &shift.origin, &moment, CallMemory::default());
    match Pool::load_with(&mut cx, &job.subject, &[keys::signing_keys()]).await {
        Ok(_) => {}
        // The pool and its keys are gone.
        Err(Error::ResourceNotFound(_)) => return Ok(Step::Done),
        Err(error) => return Err(error),
    }
    let Some(mut keys) = cx.get::<SigningKeys>(&keys::signing_keys()).await? else { return Ok(Step::Done) };
    let retired = keys.retire(moment.now);
    if retired > 0 {
        cx.put(&keys)?;
        match cx.finish(true).await? {
            Finished::Committed(_) => job.records += retired as u64,
            Finished::Conflict => return Ok(Step::More),
        }
    }
    Ok(match keys.next_retirement(moment.now) {
        Some(seconds) => Step::Later(seconds),
        None => Step::Done,
    })
}
