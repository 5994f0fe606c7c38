//! Seals every stored secret with the newest master key: pool after pool, kind after kind, a few records at a time.
//!
//! Passes over all records are repeated until a whole pass finds nothing to seal, because an engine that does not have
//! the newest key yet may seal something behind the cursor. Then the store's mark is sealed again, and from then on the
//! store is refused without the newest key.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Check, Key, Prefix, Record, Scan, Write};

use super::{Shift, Step};
use crate::{
    context::{Cx, Finished, directory},
    effects::CallMemory,
    error::{Error, Internal},
    json,
    model::{
        client::Client,
        custom_flow,
        device::Device,
        identity_provider::Provider,
        job::Job,
        keys,
        mark::MARK_BOUND,
        pool::Pool,
        resealing::{Resealing, with_newest_key},
        saml_key::SamlKey,
        signing_keys::SigningKeys,
        user::User,
    },
    seal::{Binding, Purpose, Resealed},
};

/// Most records of one slice: all are checked and written in one batch.
const RECORDS_MAX: u32 = 40;

/// The progress of a pass.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
struct Cursor {
    /// The directory entry of the current pool.
    pool: Option<String>,
    /// The index in [`PLACES`] within that pool.
    place: usize,
    /// The last record that was processed there.
    after: Option<String>,
    /// A secret was sealed again in this pass.
    changed: bool,
}

impl Cursor {
    /// Moves past a page: behind its last record, or to the next place if the page was not full.
    fn move_past(&mut self, page: &[Key]) {
        if page.len() < RECORDS_MAX as usize {
            self.place += 1;
        } else {
            self.after = page.last().map(|key| key.as_str().to_owned());
        }
    }
}

/// The places in a pool that hold sealed secrets.
const PLACES: [Place; 8] = [
    Place::Pool,
    Place::SigningKeys,
    Place::SamlKey,
    Place::Clients,
    Place::CustomFlows,
    Place::IdentityProviders,
    Place::Owned,
    Place::Users,
];

#[derive(Clone, Copy, Debug)]
enum Place {
    Pool,
    SigningKeys,
    SamlKey,
    Clients,
    CustomFlows,
    IdentityProviders,
    Owned,
    Users,
}

impl Place {
    fn prefix(self) -> Option<Prefix> {
        match self {
            Self::Pool | Self::SigningKeys | Self::SamlKey => None,
            Self::Clients => Some(keys::clients()),
            Self::CustomFlows => Some(keys::custom_flows()),
            Self::IdentityProviders => Some(keys::all_identity_providers()),
            Self::Owned => Some(keys::all_owned()),
            Self::Users => Some(keys::users()),
        }
    }
}

pub(super) async fn slice(shift: &mut Shift<'_>, job: &mut Job) -> Result<Step, Error> {
    let mut cursor: Cursor = json::from_slice(job.cursor.as_bytes()).unwrap_or_default();
    let step = match cursor.pool.clone() {
        None => next_pool(shift, job, &mut cursor).await?,
        Some(entry) => {
            let pool_id = Key::from_stored(entry).last();
            in_pool(shift, job, &mut cursor, &pool_id).await?
        }
    };
    job.cursor = serde_json::to_string(&cursor).map_err(Internal::encoding("a job's cursor"))?;
    Ok(step)
}

/// Moves to the first pool, in a new pass.
async fn next_pool(shift: &mut Shift<'_>, job: &mut Job, cursor: &mut Cursor) -> Result<Step, Error> {
    advance(shift, job, cursor, None).await
}

/// Moves to the pool after `entry`. At the end of a pass, moves to the next pass or to the mark.
async fn advance(
    shift: &mut Shift<'_>,
    job: &mut Job,
    cursor: &mut Cursor,
    entry: Option<String>,
) -> Result<Step, Error> {
    let after = entry.map(Key::from_stored);
    let scan = Scan { after, ..Scan::first(keys::pool_entries(), 1) };
    let found = shift.host.storage.scan(&directory(), &scan).await?;
    let changed = cursor.changed;
    if let Some((key, _)) = found.into_iter().next() {
        *cursor = Cursor { pool: Some(key.as_str().to_owned()), changed, ..Cursor::default() };
        return Ok(Step::More);
    }
    *cursor = Cursor::default();
    if changed {
        // Secrets that cannot be opened are counted again in the next pass.
        job.failed = 0;
        return Ok(Step::More);
    }
    seal_mark(shift).await
}

/// Processes some records of one pool.
async fn in_pool(
    shift: &mut Shift<'_>,
    job: &mut Job,
    cursor: &mut Cursor,
    pool_id: &str,
) -> Result<Step, Error> {
    let Some(place) = PLACES.get(cursor.place).copied() else {
        let entry = cursor.pool.clone();
        return advance(shift, job, cursor, entry).await;
    };
    let moment = shift.moment();
    let mut cx = Cx::new(shift.host, &shift.origin, &moment, CallMemory::default());
    let mut pool = match Pool::load(&mut cx, pool_id).await {
        Ok(pool) => pool,
        // The pool is gone, or was never created.
        Err(Error::ResourceNotFound(_)) => {
            cursor.place = PLACES.len();
            return Ok(Step::More);
        }
        // The pool's secret cannot be opened, so no other secret of the pool can.
        Err(Error::Internal(Internal::Sealed(_) | Internal::Altered { .. } | Internal::Record { .. })) => {
            job.failed += 1;
            cursor.place = PLACES.len();
            return Ok(Step::More);
        }
        Err(error) => return Err(error),
    };
    let keys = page(&mut cx, place, cursor.after.take()).await?;
    cx.prefetch(&keys).await?;
    let mut resealing = Resealing::new(&mut cx, pool_id, &with_newest_key);
    for key in &keys {
        reseal(&mut resealing, place, key, &mut pool).await?;
    }
    let (resealed, unopened) = (resealing.resealed, resealing.unopened);
    if let Finished::Conflict = cx.finish(true).await? {
        // Repeat the same page.
        return Ok(Step::More);
    }
    job.records += resealed;
    job.failed += unopened;
    cursor.changed |= resealed > 0;
    cursor.move_past(&keys);
    Ok(Step::More)
}

async fn page(cx: &mut Cx<'_>, place: Place, after: Option<String>) -> Result<Vec<Key>, Error> {
    let Some(prefix) = place.prefix() else {
        return Ok(vec![match place {
            Place::SigningKeys => keys::signing_keys(),
            Place::SamlKey => keys::saml_key(),
            _ => keys::pool(),
        }]);
    };
    let found = cx.scan(prefix, after.map(Key::from_stored), RECORDS_MAX).await?;
    Ok(found.into_iter().map(|(key, _)| key).collect())
}

/// Seals the secrets of one record again, and writes the record if it changed.
async fn reseal(
    resealing: &mut Resealing<'_, '_>,
    place: Place,
    key: &Key,
    pool: &mut Pool,
) -> Result<(), Error> {
    let before = resealing.resealed;
    macro_rules! record {
        ($record:ty) => {
            match resealing.cx.get::<$record>(key).await {
                Ok(Some(mut record)) => {
                    record.reseal(resealing);
                    if resealing.resealed > before {
                        resealing.cx.put(&record)?;
                    }
                }
                Ok(None) => {}
                // The record was altered outside of the engine and is unusable. The others must not wait for it.
                Err(_) => resealing.unopened += 1,
            }
        };
    }
    match place {
        Place::Pool => {
            pool.reseal(resealing);
            if resealing.resealed > before {
                resealing.cx.put(pool)?;
            }
        }
        Place::SigningKeys => record!(SigningKeys),
        Place::SamlKey => record!(SamlKey),
        Place::Clients => record!(Client),
        Place::CustomFlows => record!(custom_flow::Row),
        Place::IdentityProviders => record!(Provider),
        Place::Owned if keys::is_device(key) => record!(Device),
        // Passkeys hold no secrets.
        Place::Owned => {}
        Place::Users => record!(User),
    }
    Ok(())
}

/// All secrets are sealed with the newest key, so the mark is sealed too.
async fn seal_mark(shift: &mut Shift<'_>) -> Result<Step, Error> {
    let key = keys::master_key_mark();
    let found = shift.host.storage.get(&directory(), std::slice::from_ref(&key)).await?;
    let Some(mark) = found.into_iter().flatten().next() else { return Ok(Step::Done) };
    let chance = shift.moment().seed;
    let chance = chance.first_chunk().copied().unwrap_or_default();
    let binding = Binding { pool: MARK_BOUND, purpose: Purpose::Mark, bound: key.as_str() };
    let resealed = shift.host.keyring.reseal(binding, &mark.value, chance);
    let Resealed::Anew(value) = resealed else { return Ok(Step::Done) };
    let checks = vec![Check { key: key.clone(), expect: Some(mark.revision) }];
    let record = Record { value, revision: shift.revision(), expires_at: None };
    let sealed = shift.commit(directory(), checks, vec![Write::Put { key, record }]).await?;
    Ok(if sealed { Step::Done } else { Step::More })
}
