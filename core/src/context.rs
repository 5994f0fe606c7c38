//! [`Cx`]: one attempt of one call. It holds the records read, the records to write, and the messages to send.
//!
//! Operations load records through it and pass changed ones back. The commit checks every loaded record again, so an
//! operation reads as if there were no parallel calls. Nothing is written or sent until the operation has returned.
//!
//! # Which function to read with
//!
//! All read the pool that was entered.
//!
//! * [`Cx::enter_pool`] comes first, through `Pool::load` or `Pool::load_with`: it reads the pool's own record, and other
//!   records whose keys are known by then in the same round trip.
//! * [`Cx::get`] reads a record that a decision or a write depends on. [`Cx::exists`] does the same when the content does
//!   not matter, for example before a name is given away.
//! * [`Cx::get_shared`] reads a record of a kind that nearly every call reads, as `get` does. The engine keeps it decoded, and
//!   decodes it again when its bytes have changed.
//! * [`Cx::prefetch`] comes before several `get`s: together they cost one round trip.
//! * [`Cx::hint`] comes before any of these, for keys that are probably needed later: they cost no round trip of their own.
//! * [`Cx::peek`] reads records for a response only. A change by a parallel call does not repeat the call.
//! * [`Cx::list`] reads a page of records whose keys are not known, [`Cx::scan`] a page of index rows. Rows are not
//!   authenticated, so `get` or `peek` the record that a row leads to.
//! * [`Cx::read_for_timing`] serves no other purpose than to cost as much as another call.
//!
//! `get`, `peek` and `list` authenticate the records that they return. The directory is read by
//! `model::client`, `model::pool` and `model::provisioned_limit`; its entries lead to pools, or belong to none.

use std::{any::Any, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Serialize, de::DeserializeOwned};
use userpool_storage_traits::{
    Batch, Check, CommitError, Durability, Key, Partition, Prefix, Record, Revision, Scan, Write,
    limits::{BATCH_ITEMS_MAX, GET_KEYS_MAX, KEY_BYTES_MAX, SCAN_LIMIT_MAX},
};
use zeroize::Zeroizing;

use crate::{
    effects::{CallMemory, Effect},
    error::{Error, Internal, InvalidParameter},
    host::{Host, Origin},
    json,
    ordered::{self, SmallMap},
    seal::{Binding, Purpose, RecordSeal, Resealed},
    time::{Moment, Timestamp},
    trigger_input::{RequestOrigin, TriggerInput},
    uuid,
};

mod arithmetic;
mod assume;

/// One attempt of one call.
pub struct Cx<'e> {
    pub(crate) host: &'e Host,
    pub(crate) origin: &'e Origin,
    now: Timestamp,
    attempt: u64,
    rng: ChaCha20Rng,
    /// Random numbers that are the same in every attempt.
    steady: ChaCha20Rng,
    pool: Option<Partition>,
    /// Authenticates the pool's records, once the pool's own record was read.
    records: Option<RecordSeal>,
    seen: SmallMap<Key, Option<Record>>,
    /// Records that were read together with requested ones, and not requested yet.
    prefetched: SmallMap<Key, Option<Record>>,
    hinted: Vec<Key>,
    counter_shard: Option<u8>,
    writes: Vec<Write>,
    /// How many of the writes the store may acknowledge before they are on disk.
    relaxed_writes: usize,
    failure_writes: Vec<Write>,
    /// See [`Cx::remove_remains`].
    remains: Vec<Key>,
    directory: Vec<DirectoryWrite>,
    effects: Vec<Effect>,
    failure_effects: Vec<Effect>,
    memory: CallMemory,
    trigger_input: TriggerInput,
    /// The response depends on a secret that was checked against records read here.
    checks_reads: bool,
}

/// A kind of record in a pool's partition.
pub(crate) trait Stored: Serialize {
    /// The key of this record.
    fn key(&self) -> Key;

    /// When the store may drop it.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// The directory: which pool a client belongs to, and the list of pools. Its entries are only pointers; the pool's
/// partition decides what exists, so an entry that leads to nothing has no effect.
pub(crate) fn directory() -> Partition {
    Partition::new("directory")
}

/// A write of the directory, and the state that the entry must have before.
type DirectoryWrite = (Option<Check>, Write);

/// The partition with all records of a pool.
pub(crate) fn pool_partition(pool_id: &str) -> Partition {
    Partition::new(format!("pool/{pool_id}"))
}

/// How an attempt ended.
pub(crate) enum Finished {
    /// The writes are committed. The effects, such as messages and triggers, may follow.
    Committed(Vec<Effect>),
    /// A record changed after it was read: try again.
    Conflict,
}

impl<'e> Cx<'e> {
    pub(crate) fn new(host: &'e Host, origin: &'e Origin, moment: &Moment, mut memory: CallMemory) -> Self {
        let attempt = memory.begin_attempt();
        let mut rng = ChaCha20Rng::from_seed(moment.seed);
        // A new attempt must not draw the identifiers that caused the conflict.
        rng.set_stream(attempt);
        let mut steady = ChaCha20Rng::from_seed(moment.seed);
        steady.set_stream(u64::MAX);
        Self {
            host,
            origin,
            now: moment.now,
            attempt,
            rng,
            steady,
            pool: None,
            records: None,
            seen: SmallMap::new(),
            prefetched: SmallMap::new(),
            hinted: Vec::new(),
            counter_shard: None,
            writes: Vec::new(),
            relaxed_writes: 0,
            failure_writes: Vec::new(),
            remains: Vec::new(),
            directory: Vec::new(),
            effects: Vec::new(),
            failure_effects: Vec::new(),
            memory,
            trigger_input: TriggerInput::default(),
            checks_reads: false,
        }
    }

    /// The time of the call.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// This attempt's stream of random numbers.
    pub(crate) fn rng(&mut self) -> &mut ChaCha20Rng {
        &mut self.rng
    }

    /// `N` random bytes.
    pub(crate) fn random<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A random (version 4) UUID.
    pub(crate) fn uuid(&mut self) -> String {
        uuid::from_bytes(self.random())
    }

    /// A random UUID that is the same in every attempt, for identifiers that are not the key of a record. What is
    /// signed then needs no new signature after a conflict.
    pub(crate) fn steady_uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        self.steady.fill_bytes(&mut bytes);
        uuid::from_bytes(bytes)
    }

    // ---- Reading ----

    /// Sets the pool whose records this attempt reads and writes, and loads `keys` of it in one round trip. Returns the
    /// record of the first key as it is stored: the pool's own record, which holds the secret that authenticates all
    /// records of the pool.
    pub(crate) async fn enter_pool(&mut self, pool_id: &str, keys: &[Key]) -> Result<Option<&Record>, Error> {
        let partition = pool_partition(pool_id);
        debug_assert!(self.pool.as_ref().is_none_or(|known| *known == partition), "one pool for one call");
        self.origin.trace.pool(pool_id);
        self.pool = Some(partition);
        self.prefetch(keys).await?;
        Ok(keys.first().and_then(|own| self.seen.get(own)?.as_ref()))
    }

    /// Sets the seal that authenticates the records of the pool that was entered.
    pub(crate) fn trust(&mut self, records: &RecordSeal) {
        self.records = Some(records.clone());
    }

    /// Loads `keys` in one round trip, except those already loaded. A later [`Cx::get`] or [`Cx::exists`] of them costs
    /// nothing. The commit checks that they did not change.
    pub(crate) async fn prefetch(&mut self, keys: &[Key]) -> Result<(), Error> {
        let Some(partition) = &self.pool else { return Ok(()) };
        let mut missing: Vec<Key> =
            keys.iter().filter(|key| !self.seen.contains_key(*key)).cloned().collect();
        ordered::sort(&mut missing);
        missing.dedup();
        missing.retain(|key| match self.prefetched.remove(key) {
            Some((key, record)) => {
                self.seen.insert(key, record);
                false
            }
            None => true,
        });
        if missing.is_empty() {
            return Ok(());
        }
        let asked = missing.len();
        let mut along = std::mem::take(&mut self.hinted);
        ordered::sort(&mut along);
        along.dedup();
        along.retain(|key| {
            !self.seen.contains_key(key)
                && !self.prefetched.contains_key(key)
                && missing.binary_search(key).is_err()
        });
        // Hinted keys never cause a separate read.
        along.truncate(asked.next_multiple_of(GET_KEYS_MAX) - asked);
        missing.append(&mut along);
        for (chunk, keys) in missing.chunks(GET_KEYS_MAX).enumerate() {
            let records = self.host.storage.get(partition, keys).await?;
            for (at, (key, record)) in keys.iter().zip(records).enumerate() {
                let asked_for = chunk * GET_KEYS_MAX + at < asked;
                let records = if asked_for { &mut self.seen } else { &mut self.prefetched };
                records.insert(key.clone(), record);
            }
        }
        Ok(())
    }

    /// Hints at records that the call will probably need: the next read also loads them, so that they cost no separate
    /// round trip. The commit checks them only if the call requests them.
    pub(crate) fn hint(&mut self, keys: impl IntoIterator<Item = Key>) {
        // A value from a client may be longer than any key.
        let fit = |key: &Key| key.as_str().len() <= KEY_BYTES_MAX;
        self.hinted.extend(keys.into_iter().filter(fit));
    }

    /// Reads `keys` even if they are already loaded, so that timing does not reveal whether the user exists. Records
    /// that were loaded before stay as they were.
    pub(crate) async fn read_for_timing(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
        let Some(partition) = &self.pool else { return Ok(()) };
        let keys: Vec<Key> = keys.into_iter().collect();
        let records = self.host.storage.get(partition, &keys).await?;
        for (key, record) in keys.into_iter().zip(records) {
            if !self.seen.contains_key(&key) {
                self.prefetched.get_or_insert(key, record);
            }
        }
        Ok(())
    }

    /// Loads one record. The commit checks that it did not change.
    pub(crate) async fn get<T: DeserializeOwned>(&mut self, key: &Key) -> Result<Option<T>, Error> {
        self.prefetch(std::slice::from_ref(key)).await?;
        match self.seen.get(key) {
            Some(Some(record)) => self.decode(key, record).map(Some),
            Some(None) | None => Ok(None),
        }
    }

    /// As [`Cx::get`], for a record that nearly every call reads: it is decoded again only if its bytes have changed since.
    pub(crate) async fn get_shared<T>(&mut self, key: &Key) -> Result<Option<Arc<T>>, Error>
    where
        T: Any + DeserializeOwned + Send + Sync,
    {
        self.prefetch(std::slice::from_ref(key)).await?;
        let Some(Some(record)) = self.seen.get(key) else { return Ok(None) };
        let records = self.record_seal()?;
        if let Some(known) = records.kept().get(key, &record.value) {
            return Ok(Some(known));
        }
        let decoded = Arc::new(decode(records, key, record)?);
        records.kept().keep(key.clone(), &record.value, Arc::clone(&decoded));
        Ok(Some(decoded))
    }

    /// Whether there is a record `key`. The commit checks that the record did not change, or that there still is none.
    pub(crate) async fn exists(&mut self, key: &Key) -> Result<bool, Error> {
        self.prefetch(std::slice::from_ref(key)).await?;
        Ok(matches!(self.seen.get(key), Some(Some(_))))
    }

    /// Reads records that the commit does not check. Records that were read or hinted at before are not read again.
    pub(crate) async fn peek<T: DeserializeOwned>(&mut self, keys: &[Key]) -> Result<Vec<Option<T>>, Error> {
        let records = self.peek_records(keys).await?;
        let decoded = |(key, record): (&Key, Option<Record>)| {
            record.map(|record| self.decode(key, &record)).transpose()
        };
        keys.iter().zip(records).map(decoded).collect()
    }

    /// Reads a page of records of one kind. The commit does not check them.
    pub(crate) async fn list<T: DeserializeOwned>(
        &mut self,
        prefix: Prefix,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Vec<T>, Error> {
        let records = self.scan(prefix, after, limit).await?;
        records.iter().map(|(key, record)| self.decode(key, record)).collect()
    }

    /// Reads a page of index rows, which are not authenticated: they only tell which records to read. The commit does
    /// not check them, since a scan cannot prove that a record is absent.
    pub(crate) async fn scan(
        &mut self,
        prefix: Prefix,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Vec<(Key, Record)>, Error> {
        let Some(partition) = &self.pool else { return Ok(Vec::new()) };
        Ok(self.host.storage.scan(partition, &Scan { prefix, after, limit, reverse: false }).await?)
    }

    /// Whether fewer than `max` records begin with `prefix`. Always so if the host does not apply the service's quotas. Calls
    /// at the same time do not see each other, so a number may exceed `max` by those.
    pub(crate) async fn has_room(
        &self,
        partition: &Partition,
        prefix: Prefix,
        max: usize,
    ) -> Result<bool, Error> {
        if self.host.quotas.is_none() {
            return Ok(true);
        }
        let mut number = 0;
        let mut after = None;
        loop {
            let scan = Scan { after, ..Scan::first(prefix.clone(), SCAN_LIMIT_MAX) };
            let page = self.host.storage.scan(partition, &scan).await?;
            number += page.len();
            if number >= max || page.len() < SCAN_LIMIT_MAX as usize {
                return Ok(number < max);
            }
            after = page.into_iter().last().map(|(key, _)| key);
        }
    }

    /// Charges the call to the rate of the user whose profile it reads or writes, if the host applies the service's quotas.
    ///
    /// # Errors
    /// `TooManyRequestsException` when the rate is used up.
    pub(crate) fn charge_user(&mut self, sub: &str) -> Result<(), Error> {
        if let (Some(quotas), Some(what), false) =
            (&self.host.quotas, self.origin.profile_use, self.memory.is_charged)
        {
            self.memory.is_charged = true;
            if !quotas.admit_user(sub, what, self.now) {
                return Err(Error::TooManyRequests);
            }
        }
        Ok(())
    }

    /// Reads records as they are now, even if they were read before. They are not authenticated yet: see [`Cx::decode`].
    /// For checks of the store.
    pub(crate) async fn read_now(&self, keys: &[Key]) -> Result<Vec<Option<Record>>, Error> {
        let Some(partition) = &self.pool else { return Ok(vec![None; keys.len()]) };
        let mut records = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(GET_KEYS_MAX) {
            records.extend(self.host.storage.get(partition, chunk).await?);
        }
        Ok(records)
    }

    /// Reads records as they are stored. The commit does not check them.
    pub(crate) async fn peek_records(&mut self, keys: &[Key]) -> Result<Vec<Option<Record>>, Error> {
        let Some(partition) = &self.pool else { return Ok(vec![None; keys.len()]) };
        let loaded = |key: &Key| self.seen.get(key).or_else(|| self.prefetched.get(key));
        let missing: Vec<Key> = keys.iter().filter(|key| loaded(key).is_none()).cloned().collect();
        let mut read = Vec::with_capacity(missing.len());
        for chunk in missing.chunks(GET_KEYS_MAX) {
            read.extend(self.host.storage.get(partition, chunk).await?);
        }
        let mut read = read.into_iter();
        let record = |key| match loaded(key) {
            Some(record) => record.clone(),
            None => read.next().flatten(),
        };
        Ok(keys.iter().map(record).collect())
    }

    /// Authenticates and decodes a record of the pool.
    pub(crate) fn decode<T: DeserializeOwned>(&self, key: &Key, record: &Record) -> Result<T, Error> {
        self.authenticate(key, record)?;
        decode_row(key, record)
    }

    #[inline(never)]
    fn authenticate(&self, key: &Key, record: &Record) -> Result<(), Error> {
        authenticate(self.record_seal()?, key, record)
    }

    /// What authenticates the records of the pool that was entered.
    fn record_seal(&self) -> Result<&RecordSeal, Error> {
        Ok(self.records.as_ref().ok_or(Internal::Sealed("the pool's secret"))?)
    }

    /// A record of the directory that may change, as it is now.
    pub(crate) async fn directory_now(&self, key: &Key) -> Result<Option<Record>, Error> {
        let records = self.host.storage.get(&directory(), std::slice::from_ref(key)).await?;
        Ok(records.into_iter().flatten().next())
    }

    /// Whether this is the first attempt of the call.
    pub(crate) fn is_first_attempt(&self) -> bool {
        self.attempt == 0
    }

    // ---- Writing ----

    /// Writes a record when the call succeeds.
    pub(crate) fn put<T: Stored>(&mut self, value: &T) -> Result<(), Error> {
        let write = self.write_of(value)?;
        self.writes.push(write);
        Ok(())
    }

    /// Removes records to which nothing leads any more: in the commit, or after it if it has no room for them.
    pub(crate) fn remove_remains(&mut self, keys: Vec<Key>) {
        self.remains.extend(keys);
    }

    /// As [`Cx::put`], of a record whose loss would do no harm. If the call writes no other records, the store may acknowledge the
    /// commit before it is on disk: a crash of the machine may lose it, but not a crash of the process.
    pub(crate) fn put_relaxed<T: Stored>(&mut self, value: &T) -> Result<(), Error> {
        self.relaxed_writes += 1;
        self.put(value)
    }

    /// Writes a record even when the call fails. For counters of failures only.
    pub(crate) fn put_even_on_failure<T: Stored>(&mut self, value: &T) -> Result<(), Error> {
        let write = self.write_of(value)?;
        self.failure_writes.push(write);
        Ok(())
    }

    /// Writes a record under a key that cannot be derived from it.
    pub(crate) fn put_at<T: Serialize>(&mut self, key: Key, value: &T) -> Result<(), Error> {
        let write = self.write_at(key, value, None)?;
        self.writes.push(write);
        Ok(())
    }

    /// Writes a row that only lists, such as an index row. It is not authenticated: the record that it leads to is
    /// checked.
    pub(crate) fn put_raw(&mut self, key: Key, value: Vec<u8>) {
        let record = Record { value, revision: self.revision(), expires_at: None };
        self.writes.push(Write::Put { key, record });
    }

    /// Takes the writes out of the call, for a caller that commits them itself.
    #[cfg(feature = "transfer")]
    pub(crate) fn take_writes(&mut self) -> Vec<Write> {
        std::mem::take(&mut self.writes)
    }

    /// The revision of the record that was written last.
    #[cfg(feature = "transfer")]
    pub(crate) fn last_revision(&self) -> Revision {
        match self.writes.last() {
            Some(Write::Put { record, .. }) => record.revision,
            Some(Write::Delete { .. }) | None => Revision::from_bits(0),
        }
    }

    /// Removes a record when the call succeeds.
    pub(crate) fn remove(&mut self, key: Key) {
        self.writes.push(Write::Delete { key });
    }

    /// Removes a record even when the call fails. For things that may be tried only once.
    pub(crate) fn remove_even_on_failure(&mut self, key: Key) {
        self.failure_writes.push(Write::Delete { key: key.clone() });
        self.remove(key);
    }

    /// Makes the commit check the records that were read even if nothing is written. A client that guesses a password
    /// or a code gets the response only if the counter of failures has not changed since it was read. Otherwise a
    /// thousand parallel guesses would be checked before the first is counted.
    pub(crate) fn check_reads_at_commit(&mut self) {
        self.checks_reads = true;
    }

    /// Adds an entry to the directory. It is committed before the pool's records.
    pub(crate) fn directory_put<T: Serialize>(&mut self, key: Key, value: &T) -> Result<(), Error> {
        let write = self.directory_write(key, value)?;
        self.directory.push((None, write));
        Ok(())
    }

    /// As [`Cx::directory_put`], if the entry has the revision `expect`, or is absent for `None`. Otherwise the call makes
    /// another attempt. Returns the revision of the new entry.
    pub(crate) fn directory_replace<T: Serialize>(
        &mut self,
        key: Key,
        value: &T,
        expect: Option<Revision>,
    ) -> Result<Revision, Error> {
        let write = self.directory_write(key.clone(), value)?;
        let revision = match &write {
            Write::Put { record, .. } => record.revision,
            Write::Delete { .. } => Revision::from_bits(0),
        };
        self.directory.push((Some(Check { key, expect }), write));
        Ok(revision)
    }

    fn directory_write<T: Serialize>(&mut self, key: Key, value: &T) -> Result<Write, Error> {
        let value = serde_json::to_vec(value).map_err(Internal::encoding("a record"))?;
        let record = Record { value, revision: self.revision(), expires_at: None };
        Ok(Write::Put { key, record })
    }

    /// Removes an entry from the directory. It is committed after the pool's records.
    pub(crate) fn directory_remove(&mut self, key: Key) {
        self.directory.push((None, Write::Delete { key }));
    }

    /// As [`Cx::directory_remove`], if the entry has this revision. An entry that was replaced since then stays.
    pub(crate) fn directory_remove_revision(&mut self, key: Key, revision: Revision) {
        let check = Check { key: key.clone(), expect: Some(revision) };
        self.directory.push((Some(check), Write::Delete { key }));
    }

    /// Writes all records put so far even when the call fails: a migrated user stays.
    pub(crate) fn keep_even_on_failure(&mut self) {
        self.failure_writes.extend(self.writes.iter().cloned());
    }

    /// Sends a message or calls a trigger after the commit.
    pub(crate) fn after_commit(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    /// Does something after the commit of a call that fails. For records and notices of failures only.
    pub(crate) fn after_failure(&mut self, effect: Effect) {
        self.failure_effects.push(effect);
    }

    // ---- Triggers ----

    /// What the call remembers from one attempt to the next.
    pub(crate) fn memory(&mut self) -> &mut CallMemory {
        &mut self.memory
    }

    /// Takes the memory, for the next attempt.
    pub(crate) fn take_memory(&mut self) -> CallMemory {
        std::mem::take(&mut self.memory)
    }

    /// The members of the request that are passed to the pool's functions.
    pub(crate) fn trigger_input(&self) -> &TriggerInput {
        &self.trigger_input
    }

    /// Where the user is who the call is about. `trusts_client`: the address that the client names is believed.
    pub(crate) fn user_origin(&self, trusts_client: bool) -> RequestOrigin {
        self.trigger_input.request_origin(trusts_client, &self.origin.client)
    }

    /// Sets the members of the request that are passed to the pool's functions.
    pub(crate) fn set_trigger_input(&mut self, input: TriggerInput) {
        self.trigger_input = input;
    }

    /// The counter that this attempt writes, randomly drawn.
    pub(crate) fn counter_shard(&mut self) -> u8 {
        if let Some(shard) = self.counter_shard {
            return shard;
        }
        let [shard] = self.random();
        self.counter_shard = Some(shard);
        shard
    }

    /// Sets the counter that this attempt writes.
    pub(crate) fn use_counter_shard(&mut self, shard: u8) {
        self.counter_shard = Some(shard);
    }

    /// Commits the writes of the attempt. `succeeded`: the operation returned no error.
    ///
    /// The directory holds only pointers. Entries are added before the pool's commit and removed after it, so a failure
    /// in between leaves at most an entry that leads to nothing and has no effect.
    pub(crate) async fn finish(self, succeeded: bool) -> Result<Finished, Error> {
        let storage = &self.host.storage;
        let (added, removed): (Vec<_>, Vec<_>) =
            self.directory.into_iter().partition(|(_, write)| matches!(write, Write::Put { .. }));
        let (mut writes, mut effects) = match succeeded {
            true => (self.writes, self.effects),
            false => (self.failure_writes, self.failure_effects),
        };
        let durability = match succeeded && writes.len() == self.relaxed_writes {
            true => Durability::Relaxed,
            false => Durability::Synced,
        };

        if succeeded && !commit_directory(self.host, added).await? {
            return Ok(Finished::Conflict);
        }
        let must_commit = self.checks_reads || !writes.is_empty();
        if let (Some(partition), true) = (self.pool, must_commit) {
            let checks: Vec<Check> = self
                .seen
                .into_iter()
                .map(|(key, record)| Check { key, expect: record.map(|record| record.revision) })
                .collect();
            if succeeded && checks.len() + writes.len() + self.remains.len() <= BATCH_ITEMS_MAX {
                writes.extend(self.remains.into_iter().map(|key| Write::Delete { key }));
            } else if succeeded {
                effects.push(Effect::Remove(partition.clone(), self.remains));
            }
            match storage.commit(Batch { partition, checks, writes, durability }).await {
                Ok(()) => {}
                Err(CommitError::Conflict) => return Ok(Finished::Conflict),
                Err(CommitError::Storage(error)) => return Err(error.into()),
            }
        }
        if succeeded {
            commit_directory(self.host, removed).await?;
        }
        Ok(Finished::Committed(effects))
    }

    fn write_of<T: Stored>(&mut self, value: &T) -> Result<Write, Error> {
        self.write_at(value.key(), value, value.expires_at())
    }

    fn write_at<T: Serialize>(
        &mut self,
        key: Key,
        value: &T,
        expires_at: Option<Timestamp>,
    ) -> Result<Write, Error> {
        let bytes = serde_json::to_vec(value).map_err(Internal::encoding("a record"))?;
        self.write_bytes(key, bytes, expires_at)
    }

    // Compiled once for all records, as the other functions without a type of record are.
    #[inline(never)]
    fn write_bytes(
        &mut self,
        key: Key,
        bytes: Vec<u8>,
        expires_at: Option<Timestamp>,
    ) -> Result<Write, Error> {
        let records = self.records.as_ref().ok_or(Internal::Sealed("the pool's secret"))?;
        let value = records.close(key.as_str(), bytes);
        if value.len() > userpool_storage_traits::limits::VALUE_BYTES_MAX {
            return Err(InvalidParameter::TooLarge.into());
        }
        let expires_at = expires_at.map(|at| at.seconds() + 1);
        let record = Record { value, revision: self.revision(), expires_at };
        Ok(Write::Put { key, record })
    }

    fn revision(&mut self) -> Revision {
        Revision::from_bits(self.rng.next_u64())
    }

    // ---- Sealing ----

    /// Seals bytes for `purpose`, bound to the pool and to `bound`.
    pub(crate) fn seal(&mut self, pool_id: &str, purpose: Purpose, bound: &str, plaintext: &[u8]) -> Vec<u8> {
        let nonce = self.random();
        self.host.keyring.seal(Binding { pool: pool_id, purpose, bound }, plaintext, nonce)
    }

    /// Seals a value as JSON.
    pub(crate) fn seal_json<T: Serialize>(
        &mut self,
        pool_id: &str,
        purpose: Purpose,
        bound: &str,
        value: &T,
    ) -> Result<Vec<u8>, Error> {
        Ok(self.seal(pool_id, purpose, bound, &plaintext(value)?))
    }

    /// Opens bytes that [`Cx::seal`] sealed.
    pub(crate) fn open(
        &self,
        pool_id: &str,
        purpose: Purpose,
        bound: &str,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.host.keyring.open(Binding { pool: pool_id, purpose, bound }, sealed)
    }

    /// Seals a stored secret as text. It is bound to the key of its record, so that an attacker cannot move it to
    /// another row.
    pub(crate) fn seal_stored(
        &mut self,
        pool_id: &str,
        purpose: Purpose,
        key: &Key,
        plaintext: &[u8],
    ) -> String {
        self.seal_text(Binding { pool: pool_id, purpose, bound: key.as_str() }, plaintext)
    }

    /// As [`Cx::seal_stored`].
    pub(crate) fn seal_text(&mut self, binding: Binding<'_>, plaintext: &[u8]) -> String {
        let nonce = self.random();
        BASE64.encode(self.host.keyring.seal(binding, plaintext, nonce))
    }

    /// Opens a text that [`Cx::seal_text`] made.
    pub(crate) fn open_text(&self, binding: Binding<'_>, sealed: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.host.keyring.open(binding, &BASE64.decode(sealed).ok()?)
    }

    /// Seals a stored secret again, if an older master key sealed it.
    pub(crate) fn reseal_stored(&mut self, binding: Binding<'_>, sealed: &str) -> (String, Resealed) {
        let bytes = BASE64.decode(sealed).unwrap_or_default();
        let chance = self.random();
        let resealed = self.host.keyring.reseal(binding, &bytes, chance);
        let text = match &resealed {
            Resealed::Anew(sealed) => BASE64.encode(sealed),
            Resealed::Fresh | Resealed::Unopened => sealed.to_owned(),
        };
        (text, resealed)
    }

    /// Opens a stored secret.
    pub(crate) fn open_stored(
        &self,
        pool_id: &str,
        purpose: Purpose,
        key: &Key,
        sealed: &str,
    ) -> Result<Zeroizing<Vec<u8>>, Error> {
        let binding = Binding { pool: pool_id, purpose, bound: key.as_str() };
        Ok(self.open_text(binding, sealed).ok_or(Internal::Sealed("a stored secret"))?)
    }
}

/// Commits writes of the directory together. Returns whether they were applied.
async fn commit_directory(host: &Host, writes: Vec<DirectoryWrite>) -> Result<bool, Error> {
    if writes.is_empty() {
        return Ok(true);
    }
    let (checks, writes): (Vec<_>, Vec<_>) = writes.into_iter().unzip();
    let checks = checks.into_iter().flatten().collect();
    match host.storage.commit(Batch { checks, writes, ..Batch::new(directory()) }).await {
        Ok(()) => Ok(true),
        Err(CommitError::Conflict) => Ok(false),
        Err(CommitError::Storage(error)) => Err(error.into()),
    }
}

/// The JSON of a value to be sealed.
pub(crate) fn plaintext<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>, Error> {
    Ok(Zeroizing::new(serde_json::to_vec(value).map_err(Internal::encoding("a record"))?))
}

/// Authenticates and decodes a record.
pub(crate) fn decode<T: DeserializeOwned>(
    records: &RecordSeal,
    key: &Key,
    record: &Record,
) -> Result<T, Error> {
    authenticate(records, key, record)?;
    decode_row(key, record)
}

#[inline(never)]
fn authenticate(records: &RecordSeal, key: &Key, record: &Record) -> Result<(), Error> {
    match records.holds(key.as_str(), &record.value) {
        true => Ok(()),
        false => Err(Internal::Altered { kind: kind(key) }.into()),
    }
}

/// Decodes a row that is not authenticated: rows that are only pointers, and a pool's own record.
pub(crate) fn decode_row<T: DeserializeOwned>(key: &Key, record: &Record) -> Result<T, Error> {
    json::from_slice(&record.value).map_err(|problem| undecodable(key, problem))
}

#[inline(never)]
fn undecodable(key: &Key, problem: String) -> Error {
    Internal::Record { kind: kind(key), problem }.into()
}

fn kind(key: &Key) -> String {
    key.as_str().split('/').next().unwrap_or_default().to_owned()
}

impl std::fmt::Debug for Cx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cx").field("pool", &self.pool).field("now", &self.now).finish_non_exhaustive()
    }
}

#[cfg(all(test, feature = "rsa"))]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use std::sync::Mutex;

    use userpool_storage_traits::{MemoryStorage, Storage, StorageError, Swept, conformance::block_on};

    use super::*;
    use crate::{Engine, seal::PoolSecret};

    /// A store that counts reads.
    #[derive(Default)]
    struct Counted {
        storage: MemoryStorage,
        reads: Mutex<Vec<usize>>,
    }

    impl Counted {
        async fn storage_record(&self, name: &str) -> Record {
            let keys = [key(name)];
            let found = Storage::get(&self.storage, &pool_partition("p"), &keys).await.unwrap();
            found.into_iter().next().flatten().unwrap()
        }
    }

    impl Storage for Counted {
        async fn get(
            &self,
            partition: &Partition,
            keys: &[Key],
        ) -> Result<Vec<Option<Record>>, StorageError> {
            self.reads.lock().unwrap().push(keys.len());
            Storage::get(&self.storage, partition, keys).await
        }

        async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
            Storage::scan(&self.storage, partition, scan).await
        }

        async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
            Storage::commit(&self.storage, batch).await
        }

        async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
            Storage::sweep(&self.storage, before, limit).await
        }
    }

    fn key(name: &str) -> Key {
        Key::new([name])
    }

    fn secret() -> PoolSecret {
        PoolSecret::new(&[7; 32]).unwrap()
    }

    #[derive(Debug, PartialEq, serde::Deserialize, Serialize)]
    struct Number {
        number: usize,
    }

    async fn get(cx: &mut Cx<'_>, name: &str) -> Option<usize> {
        cx.get::<Number>(&key(name)).await.unwrap().map(|found| found.number)
    }

    /// Runs `story` in an attempt on a store that holds `a`, `b` and `c`, each with a number.
    fn with(story: impl AsyncFnOnce(&mut Cx<'_>, &Counted)) -> Result<Finished, Error> {
        let store = Arc::new(Counted::default());
        let engine = Engine::builder().storage(Arc::clone(&store)).master_key([7; 32]).build().unwrap();
        let origin = Origin::host("us-east-1");
        let moment = Moment { now: Timestamp::from_seconds(1_780_000_000), seed: [1; 32] };
        block_on(async {
            for (number, name) in ["a", "b", "c"].into_iter().enumerate() {
                write(&store, name, number).await;
            }
            let mut cx = Cx::new(engine.host(), &origin, &moment, CallMemory::default());
            cx.enter_pool("p", &[]).await.unwrap();
            cx.trust(secret().records());
            story(&mut cx, &store).await;
            cx.put_raw(key("written"), Vec::new());
            cx.finish(true).await
        })
    }

    async fn write(store: &Counted, name: &str, number: usize) {
        let revision = Revision::from_bits(number as u64 + 1);
        let json = serde_json::to_vec(&Number { number }).unwrap();
        let value = secret().records().close(name, json);
        let record = Record { value, revision, expires_at: None };
        let mut batch = Batch::new(pool_partition("p"));
        batch.writes.push(Write::Put { key: key(name), record });
        store.commit(batch).await.unwrap();
    }

    #[test]
    fn hinted_records_are_loaded_by_the_next_read() {
        let finished = with(async |cx, store| {
            cx.hint([key("b"), key("b"), key("absent"), key("a")]);
            assert_eq!(store.reads.lock().unwrap().len(), 0, "it is no read of its own");
            assert_eq!(get(cx, "a").await, Some(0));
            assert_eq!(get(cx, "b").await, Some(1));
            assert_eq!(get(cx, "absent").await, None);
            assert_eq!(*store.reads.lock().unwrap(), [3]);
            let peeked = cx.peek::<Number>(&[key("c"), key("b"), key("absent"), key("a")]).await.unwrap();
            let peeked: Vec<_> = peeked.into_iter().map(|found| Some(found?.number)).collect();
            assert_eq!(peeked, [Some(2), Some(1), None, Some(0)]);
            assert_eq!(*store.reads.lock().unwrap(), [3, 1], "only what is not loaded is read");
        });
        assert!(matches!(finished, Ok(Finished::Committed(_))));
    }

    #[test]
    fn the_commit_checks_only_requested_records() {
        let finished = with(async |cx, store| {
            cx.hint([key("b")]);
            get(cx, "a").await;
            write(store, "b", 10).await;
        });
        assert!(matches!(finished, Ok(Finished::Committed(_))));

        let finished = with(async |cx, store| {
            cx.hint([key("b")]);
            get(cx, "a").await;
            write(store, "b", 10).await;
            assert_eq!(get(cx, "b").await, Some(1), "as it was read");
        });
        assert!(matches!(finished, Ok(Finished::Conflict)));
    }

    #[test]
    fn remains_are_removed_in_the_commit_if_it_has_room_and_otherwise_after_it() {
        // The commit has one other write.
        for (remains, after) in [(0, None), (99, None), (100, Some(100))] {
            let finished = with(async |cx, _| {
                cx.remove_remains((0..remains).map(|number| key(&format!("{number}"))).collect());
            });
            let Ok(Finished::Committed(effects)) = finished else { panic!("not committed") };
            let left = effects.iter().map(|effect| match effect {
                Effect::Remove(_, keys) => keys.len(),
                _ => panic!("{effect:?}"),
            });
            assert_eq!(left.collect::<Vec<_>>(), after.into_iter().collect::<Vec<_>>(), "{remains}");
        }
    }

    #[test]
    fn a_moved_or_changed_record_is_refused() {
        let refused = |error: Error| matches!(error, Error::Internal(Internal::Altered { .. }));
        with(async |cx, store| {
            let moved = store.storage_record("a").await;
            let mut batch = Batch::new(pool_partition("p"));
            batch.writes.push(Write::Put { key: key("moved"), record: moved.clone() });
            let mut changed = moved;
            changed.value = br#"{"number":9}"#.to_vec();
            batch.writes.push(Write::Put { key: key("b"), record: changed });
            store.commit(batch).await.unwrap();
            assert!(refused(cx.get::<Number>(&key("moved")).await.unwrap_err()));
            assert!(refused(cx.get::<Number>(&key("b")).await.unwrap_err()));
            assert!(refused(cx.peek::<Number>(&[key("b")]).await.unwrap_err()));
            assert!(refused(cx.list::<Number>(Prefix::all(), None, 9).await.unwrap_err()));
            assert_eq!(get(cx, "c").await, Some(2));
        })
        .unwrap();
    }

    #[test]
    fn hints_cause_no_second_read_and_skip_keys_that_are_too_long() {
        with(async |cx, store| {
            cx.hint((0..200).map(|number| key(&format!("{number:03}"))));
            cx.hint([key(&"x".repeat(KEY_BYTES_MAX + 1))]);
            get(cx, "a").await;
            assert_eq!(*store.reads.lock().unwrap(), [GET_KEYS_MAX]);
        })
        .unwrap();
    }
}
