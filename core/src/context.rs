//! [`Cx`]: one attempt of one call. What was read, what will be written, what will be sent.
//!
//! Handlers load records through it and hand back changed ones. Whatever was loaded is checked again by the
//! commit, so a handler reads as if it were alone. Nothing is written and nothing is sent until it returned.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chacha20::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use serde::{Serialize, de::DeserializeOwned};
use userpool_storage_traits::{
    Batch, Check, CommitError, Key, Partition, Prefix, Record, Revision, Scan, Write,
    limits::{GET_KEYS_MAX, KEY_BYTES_MAX},
};
use zeroize::Zeroizing;

use crate::{
    effects::{CallMemory, Effect},
    error::{Error, Internal, InvalidParameter},
    host::{Host, Origin},
    json,
    seal::{Purpose, RecordSeal, Resealed},
    time::{Moment, Timestamp},
    trigger_input::TriggerInput,
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
    /// Gives every attempt the same values.
    steady: ChaCha20Rng,
    pool: Option<Partition>,
    /// Vouches for the pool's records, once the pool's own record was read.
    records: Option<RecordSeal>,
    seen: BTreeMap<Key, Option<Record>>,
    /// Read along with what was asked for, and not asked for yet.
    ahead: BTreeMap<Key, Option<Record>>,
    foreseen: Vec<Key>,
    counter_shard: Option<u8>,
    writes: Vec<Write>,
    failure_writes: Vec<Write>,
    directory: Vec<Write>,
    effects: Vec<Effect>,
    memory: CallMemory,
    trigger_input: TriggerInput,
    /// The answer depends on a secret that was judged against records read here.
    judged: bool,
}

/// A kind of record in a pool's partition.
pub(crate) trait Stored: Serialize {
    /// Where this record lives.
    fn key(&self) -> Key;

    /// When the store may forget it.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }
}

/// The directory: which pool a client or a domain belongs to, and the list of pools. Its entries only point; the truth
/// is in the pool's partition, so an entry that points nowhere means nothing.
pub(crate) fn directory() -> Partition {
    Partition::new("directory")
}

/// Everything of one pool.
pub(crate) fn pool_partition(pool_id: &str) -> Partition {
    Partition::new(format!("pool/{pool_id}"))
}

/// How an attempt ended.
pub(crate) enum Finished {
    /// What was to be written is written; messages may leave and triggers may hear of it.
    Committed(Vec<Effect>),
    /// Something read had changed: try again.
    Conflict,
}

impl<'e> Cx<'e> {
    pub(crate) fn new(
        host: &'e Host,
        origin: &'e Origin,
        moment: &Moment,
        attempt: u64,
        mut memory: CallMemory,
    ) -> Self {
        memory.rewind();
        let mut rng = ChaCha20Rng::from_seed(moment.seed);
        // Another attempt must not draw the identifiers that just met with a conflict.
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
            seen: BTreeMap::new(),
            ahead: BTreeMap::new(),
            foreseen: Vec::new(),
            counter_shard: None,
            writes: Vec::new(),
            failure_writes: Vec::new(),
            directory: Vec::new(),
            effects: Vec::new(),
            memory,
            trigger_input: TriggerInput::default(),
            judged: false,
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

    /// A random UUID that is the same in every attempt, for identifiers that no record is kept under: what is signed then
    /// needs no new signature after a conflict.
    pub(crate) fn steady_uuid(&mut self) -> String {
        let mut bytes = [0; 16];
        self.steady.fill_bytes(&mut bytes);
        uuid::from_bytes(bytes)
    }

    // ---- Reading ----

    /// Names the pool whose records this attempt reads and writes.
    pub(crate) fn enter_pool(&mut self, pool_id: &str) {
        let partition = pool_partition(pool_id);
        debug_assert!(self.pool.as_ref().is_none_or(|known| *known == partition), "one pool for one call");
        self.origin.trace.pool(pool_id);
        self.pool = Some(partition);
    }

    /// Names what vouches for the records of the pool that was entered.
    pub(crate) fn trust(&mut self, records: &RecordSeal) {
        self.records = Some(records.clone());
    }

    /// Loads `keys` in one round trip, those already seen excepted. What follows with `get` costs nothing.
    pub(crate) async fn prefetch(&mut self, keys: &[Key]) -> Result<(), Error> {
        let Some(partition) = &self.pool else { return Ok(()) };
        let mut missing: Vec<Key> =
            keys.iter().filter(|key| !self.seen.contains_key(*key)).cloned().collect();
        missing.sort();
        missing.dedup();
        missing.retain(|key| match self.ahead.remove_entry(key) {
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
        let mut along = std::mem::take(&mut self.foreseen);
        along.sort();
        along.dedup();
        along.retain(|key| {
            !self.seen.contains_key(key)
                && !self.ahead.contains_key(key)
                && missing.binary_search(key).is_err()
        });
        // Never a read of their own.
        along.truncate(asked.next_multiple_of(GET_KEYS_MAX) - asked);
        missing.append(&mut along);
        for (chunk, keys) in missing.chunks(GET_KEYS_MAX).enumerate() {
            let records = self.host.storage.get(partition, keys).await?;
            for (at, (key, record)) in keys.iter().zip(records).enumerate() {
                let asked_for = chunk * GET_KEYS_MAX + at < asked;
                let records = if asked_for { &mut self.seen } else { &mut self.ahead };
                records.insert(key.clone(), record);
            }
        }
        Ok(())
    }

    /// Names records that the call will probably look at: the next read brings them along, whatever it is for, so that they
    /// cost no round trip of their own. The commit checks them only if they are really asked for.
    pub(crate) fn foresee(&mut self, keys: impl IntoIterator<Item = Key>) {
        // What a client sent may be longer than any key.
        let fit = |key: &Key| key.as_str().len() <= KEY_BYTES_MAX;
        self.foreseen.extend(keys.into_iter().filter(fit));
    }

    /// Reads `keys` whether they were read before or not, where a call for somebody else costs a read of them. What was read
    /// before stays as it was.
    pub(crate) async fn read_evenly(&mut self, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
        let Some(partition) = &self.pool else { return Ok(()) };
        let keys: Vec<Key> = keys.into_iter().collect();
        let records = self.host.storage.get(partition, &keys).await?;
        for (key, record) in keys.into_iter().zip(records) {
            if !self.seen.contains_key(&key) {
                self.ahead.entry(key).or_insert(record);
            }
        }
        Ok(())
    }

    /// Loads one record; the commit will check that it did not change.
    pub(crate) async fn get<T: DeserializeOwned>(&mut self, key: &Key) -> Result<Option<T>, Error> {
        self.prefetch(std::slice::from_ref(key)).await?;
        self.seen_record(key)
    }

    /// A record that was loaded before in this attempt, as it was then.
    pub(crate) fn seen_record<T: DeserializeOwned>(&self, key: &Key) -> Result<Option<T>, Error> {
        match self.seen.get(key) {
            Some(Some(record)) => Ok(Some(self.decode(key, record)?)),
            Some(None) | None => Ok(None),
        }
    }

    /// The pool's own record as it was read, before anything vouches for it.
    pub(crate) fn seen_raw(&self, key: &Key) -> Option<&Record> {
        self.seen.get(key).and_then(Option::as_ref)
    }

    /// Reads a record of the pool, if the engine has written it in this place.
    pub(crate) fn decode<T: DeserializeOwned>(&self, key: &Key, record: &Record) -> Result<T, Error> {
        let records = self.records.as_ref().ok_or(Internal::Sealed("the pool's secret"))?;
        decode(records, key, record)
    }

    /// Whether there is a record that was loaded before in this attempt.
    pub(crate) fn is_there(&self, key: &Key) -> bool {
        matches!(self.seen.get(key), Some(Some(_)))
    }

    /// Reads a page of records. They are not checked by the commit: a scan proves nothing about what is absent.
    pub(crate) async fn scan(
        &mut self,
        prefix: Prefix,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Vec<(Key, Record)>, Error> {
        let Some(partition) = &self.pool else { return Ok(Vec::new()) };
        Ok(self.host.storage.scan(partition, &Scan { prefix, after, limit, reverse: false }).await?)
    }

    /// Reads records without checking them at the commit: for lists.
    pub(crate) async fn peek(&mut self, keys: &[Key]) -> Result<Vec<Option<Record>>, Error> {
        let Some(partition) = &self.pool else { return Ok(vec![None; keys.len()]) };
        let missing: Vec<Key> = keys.iter().filter(|key| !self.ahead.contains_key(*key)).cloned().collect();
        let mut read = Vec::with_capacity(missing.len());
        for chunk in missing.chunks(GET_KEYS_MAX) {
            read.extend(self.host.storage.get(partition, chunk).await?);
        }
        let mut read = read.into_iter();
        Ok(keys
            .iter()
            .map(|key| match self.ahead.get(key) {
                Some(record) => record.clone(),
                None => read.next().flatten(),
            })
            .collect())
    }

    /// A record of the directory that never changes. The engine reads each one once.
    pub(crate) async fn directory_record(&self, key: &Key) -> Result<Option<Arc<Record>>, Error> {
        if let Some(known) = self.host.directory.get(key.as_str()) {
            return Ok(Some(known));
        }
        let records = self.host.storage.get(&directory(), std::slice::from_ref(key)).await?;
        let Some(record) = records.into_iter().flatten().next().map(Arc::new) else { return Ok(None) };
        self.host.directory.insert(key.as_str().to_owned(), Arc::clone(&record));
        Ok(Some(record))
    }

    /// Reads a page of the directory.
    pub(crate) async fn directory_scan(
        &self,
        prefix: Prefix,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Vec<(Key, Record)>, Error> {
        Ok(self.host.storage.scan(&directory(), &Scan { prefix, after, limit, reverse: false }).await?)
    }

    // ---- Writing ----

    /// Writes a record when the call succeeds.
    pub(crate) fn put<T: Stored>(&mut self, value: &T) -> Result<(), Error> {
        let write = self.write_of(value)?;
        self.writes.push(write);
        Ok(())
    }

    /// Writes a record even when the call is refused: counters of failures, and nothing else.
    pub(crate) fn put_despite_refusal<T: Stored>(&mut self, value: &T) -> Result<(), Error> {
        let write = self.write_of(value)?;
        self.failure_writes.push(write);
        Ok(())
    }

    /// Writes a record whose key does not follow from it.
    pub(crate) fn put_at<T: Serialize>(&mut self, key: Key, value: &T) -> Result<(), Error> {
        let write = self.write_at(key, value, None)?;
        self.writes.push(write);
        Ok(())
    }

    /// Writes a row that only lists, such as an index row. Nothing vouches for it: what it leads to is looked at.
    pub(crate) fn put_raw(&mut self, key: Key, value: Vec<u8>) {
        let record = Record { value, revision: self.revision(), expires_at: None };
        self.writes.push(Write::Put { key, record });
    }

    /// Removes a record when the call succeeds.
    pub(crate) fn remove(&mut self, key: Key) {
        self.writes.push(Write::Delete { key });
    }

    /// Removes a record even when the call is refused: what may be tried once only.
    pub(crate) fn remove_despite_refusal(&mut self, key: Key) {
        self.failure_writes.push(Write::Delete { key: key.clone() });
        self.remove(key);
    }

    /// Requires that there is no record `key` when the call commits.
    pub(crate) async fn require_absent(&mut self, key: &Key) -> Result<bool, Error> {
        self.prefetch(std::slice::from_ref(key)).await?;
        Ok(matches!(self.seen.get(key), Some(None)))
    }

    /// Makes the commit check what was read even if nothing is written: whoever guesses a password or a code learns the
    /// answer only if the counter of failures, as it was read, still stands. Otherwise a thousand guesses at once would
    /// be judged before the first is counted.
    pub(crate) fn judge(&mut self) {
        self.judged = true;
    }

    /// Adds an entry to the directory, before the pool's own commit.
    pub(crate) fn directory_put<T: Serialize>(&mut self, key: Key, value: &T) -> Result<(), Error> {
        let value = serde_json::to_vec(value).map_err(Internal::encoding("a record"))?;
        let record = Record { value, revision: self.revision(), expires_at: None };
        self.directory.push(Write::Put { key, record });
        Ok(())
    }

    /// Removes an entry from the directory, after the pool's own commit.
    pub(crate) fn directory_remove(&mut self, key: Key) {
        self.directory.push(Write::Delete { key });
    }

    /// Keeps what was put so far even when the call is refused: a user who was migrated stays.
    pub(crate) fn keep_despite_refusal(&mut self) {
        self.failure_writes.extend(self.writes.iter().cloned());
    }

    /// Sends a message or calls a trigger after the commit.
    pub(crate) fn later(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    // ---- Triggers ----

    /// What the call remembers from attempt to attempt.
    pub(crate) fn memory(&mut self) -> &mut CallMemory {
        &mut self.memory
    }

    /// The same, for the next attempt.
    pub(crate) fn take_memory(&mut self) -> CallMemory {
        std::mem::take(&mut self.memory)
    }

    /// What the caller sends for functions to see.
    pub(crate) fn trigger_input(&self) -> &TriggerInput {
        &self.trigger_input
    }

    /// Lets the pool's functions see what the request holds for them.
    pub(crate) fn set_trigger_input(&mut self, input: TriggerInput) {
        self.trigger_input = input;
    }

    /// Which counter this attempt writes, drawn by chance.
    pub(crate) fn counter_shard(&mut self) -> u8 {
        if let Some(shard) = self.counter_shard {
            return shard;
        }
        let [shard] = self.random();
        self.counter_shard = Some(shard);
        shard
    }

    /// Commits what the attempt wants written, given how the handler ended.
    ///
    /// The directory only points: entries are added before the pool's commit and removed after it, so a fault in
    /// between leaves an entry that points nowhere, which nobody sees.
    pub(crate) async fn finish(self, succeeded: bool) -> Result<Finished, Error> {
        let storage = &self.host.storage;
        let (added, removed): (Vec<_>, Vec<_>) =
            self.directory.into_iter().partition(|write| matches!(write, Write::Put { .. }));
        let writes = if succeeded { self.writes } else { self.failure_writes };

        if succeeded && !added.is_empty() {
            match storage.commit(Batch { partition: directory(), checks: Vec::new(), writes: added }).await {
                Ok(()) => {}
                Err(CommitError::Conflict) => return Ok(Finished::Conflict),
                Err(CommitError::Storage(error)) => return Err(error.into()),
            }
        }
        let must_commit = self.judged || !writes.is_empty();
        if let (Some(partition), true) = (self.pool, must_commit) {
            let checks = self
                .seen
                .into_iter()
                .map(|(key, record)| Check { key, expect: record.map(|record| record.revision) })
                .collect();
            match storage.commit(Batch { partition, checks, writes }).await {
                Ok(()) => {}
                Err(CommitError::Conflict) => return Ok(Finished::Conflict),
                Err(CommitError::Storage(error)) => return Err(error.into()),
            }
        }
        if succeeded && !removed.is_empty() {
            match storage.commit(Batch { partition: directory(), checks: Vec::new(), writes: removed }).await
            {
                Ok(()) | Err(CommitError::Conflict) => {}
                Err(CommitError::Storage(error)) => return Err(error.into()),
            }
        }
        Ok(Finished::Committed(if succeeded { self.effects } else { Vec::new() }))
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

    /// Seals bytes of the pool for `purpose`, bound to `bound`.
    pub(crate) fn seal(&mut self, pool_id: &str, purpose: Purpose, bound: &str, plaintext: &[u8]) -> Vec<u8> {
        let nonce = self.random();
        self.host.keyring.seal(pool_id, purpose, bound, plaintext, nonce)
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

    /// Opens what [`Cx::seal`] sealed.
    pub(crate) fn open(
        &self,
        pool_id: &str,
        purpose: Purpose,
        bound: &str,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        self.host.keyring.open(pool_id, purpose, bound, sealed)
    }

    /// Seals a stored secret as text. The key of the record it will stand in keeps rows from being swapped.
    pub(crate) fn seal_stored(
        &mut self,
        pool_id: &str,
        purpose: Purpose,
        key: &Key,
        plaintext: &[u8],
    ) -> String {
        BASE64.encode(self.seal(pool_id, purpose, key.as_str(), plaintext))
    }

    /// Seals a stored secret again, if an older master key sealed it.
    pub(crate) fn reseal_stored(
        &mut self,
        pool_id: &str,
        purpose: Purpose,
        key: &Key,
        sealed: &str,
    ) -> (String, Resealed) {
        let bytes = BASE64.decode(sealed).unwrap_or_default();
        let chance = self.random();
        let resealed = self.host.keyring.reseal(pool_id, purpose, key.as_str(), &bytes, chance);
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
        let opened =
            BASE64.decode(sealed).ok().and_then(|sealed| self.open(pool_id, purpose, key.as_str(), &sealed));
        Ok(opened.ok_or(Internal::Sealed("a stored secret"))?)
    }
}

/// A value as it is sealed.
pub(crate) fn plaintext<T: Serialize>(value: &T) -> Result<Zeroizing<Vec<u8>>, Error> {
    Ok(Zeroizing::new(serde_json::to_vec(value).map_err(Internal::encoding("a record"))?))
}

/// Reads a record that the engine has written in this place.
pub(crate) fn decode<T: DeserializeOwned>(
    records: &RecordSeal,
    key: &Key,
    record: &Record,
) -> Result<T, Error> {
    if !records.holds(key.as_str(), &record.value) {
        return Err(Internal::Altered { kind: kind(key) }.into());
    }
    decode_row(key, record)
}

/// Reads a row that nothing vouches for: what only points, and a pool's own record.
pub(crate) fn decode_row<T: DeserializeOwned>(key: &Key, record: &Record) -> Result<T, Error> {
    Ok(json::from_slice(&record.value).map_err(|problem| Internal::Record { kind: kind(key), problem })?)
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

    use userpool_storage_traits::{MemoryStorage, Storage, StorageError, conformance::block_on};

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

    /// Runs `story` with an attempt on a store that holds `a`, `b` and `c`, each a number.
    fn with(story: impl AsyncFnOnce(&mut Cx<'_>, &Counted)) -> Result<Finished, Error> {
        let store = Arc::new(Counted::default());
        let engine = Engine::builder().storage(Arc::clone(&store)).master_key([7; 32]).build().unwrap();
        let origin = Origin::host("us-east-1");
        let moment = Moment { now: Timestamp::from_seconds(1_780_000_000), seed: [1; 32] };
        block_on(async {
            for (number, name) in ["a", "b", "c"].into_iter().enumerate() {
                write(&store, name, number).await;
            }
            let mut cx = Cx::new(engine.host(), &origin, &moment, 0, CallMemory::default());
            cx.enter_pool("p");
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
    fn what_is_foreseen_comes_with_the_next_read() {
        let finished = with(async |cx, store| {
            cx.foresee([key("b"), key("b"), key("absent"), key("a")]);
            assert_eq!(store.reads.lock().unwrap().len(), 0, "it is no read of its own");
            assert_eq!(get(cx, "a").await, Some(0));
            assert_eq!(get(cx, "b").await, Some(1));
            assert_eq!(get(cx, "absent").await, None);
            assert_eq!(*store.reads.lock().unwrap(), [3]);
            let peeked = cx.peek(&[key("c"), key("b")]).await.unwrap();
            assert!(peeked.iter().all(Option::is_some));
        });
        assert!(matches!(finished, Ok(Finished::Committed(_))));
    }

    #[test]
    fn only_what_was_asked_for_must_still_stand() {
        let finished = with(async |cx, store| {
            cx.foresee([key("b")]);
            get(cx, "a").await;
            write(store, "b", 10).await;
        });
        assert!(matches!(finished, Ok(Finished::Committed(_))));

        let finished = with(async |cx, store| {
            cx.foresee([key("b")]);
            get(cx, "a").await;
            write(store, "b", 10).await;
            assert_eq!(get(cx, "b").await, Some(1), "as it was read");
        });
        assert!(matches!(finished, Ok(Finished::Conflict)));
    }

    #[test]
    fn a_record_that_stands_elsewhere_or_was_changed_is_refused() {
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
            assert_eq!(get(cx, "c").await, Some(2));
        })
        .unwrap();
    }

    #[test]
    fn foresight_makes_no_second_read_and_no_key_too_long() {
        with(async |cx, store| {
            cx.foresee((0..200).map(|number| key(&format!("{number:03}"))));
            cx.foresee([key(&"x".repeat(KEY_BYTES_MAX + 1))]);
            get(cx, "a").await;
            assert_eq!(*store.reads.lock().unwrap(), [GET_KEYS_MAX]);
        })
        .unwrap();
    }
}
