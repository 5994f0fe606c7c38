//! The conformance suite finds stores that break the contract. The faults are those of real stores.
//!
//! Every fault must be found by the clauses listed with it, and every clause must find some fault.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use userpool_storage_traits::{
    Batch, Check, CommitError, Key, MemoryStorage, Partition, Prefix, Record, Revision, Scan, Storage,
    StorageError, Swept, Write,
    conformance::{CLAUSES, Clause, block_on, yield_now},
    limits::{
        self, BATCH_BYTES_MAX, BATCH_ITEMS_MAX, GET_KEYS_MAX, KEY_BYTES_MAX, PARTITION_BYTES_MAX,
        SCAN_LIMIT_MAX, VALUE_BYTES_MAX,
    },
};

use Fault::*;

#[test]
fn without_a_fault_nothing_is_caught() {
    assert_eq!(broken_clauses(Sound), [""; 0]);
}

#[test]
fn broken_gets_are_caught() {
    assert_caught(&[
        (GetSorts, "get::records_come_in_the_order_of_the_keys"),
        (GetMergesRepeats, "get::a_repeated_key_is_answered_twice"),
        (GetLeavesOutAbsent, "get::absent_keys_are_none"),
        (GetFailsWithoutKeys, "get::no_keys_give_an_empty_answer"),
        (GetFindsByPrefix, "get::only_the_exact_key_matches"),
    ]);
}

#[test]
fn broken_prefixes_are_caught() {
    assert_caught(&[
        (ScanIgnoresPrefix, "scan::an_empty_range_gives_an_empty_answer"),
        (ScanForgetsSlash, "scan::a_prefix_ends_at_its_slash"),
        (ScanForgetsSlash, "scan::reverse_stays_within_the_prefix"),
        (ScanWantsWholeComponents, "scan::a_prefix_may_cut_a_component"),
        (ScanWantsMoreThanThePrefix, "scan::a_prefix_may_equal_a_key"),
        (ScanWantsAPrefix, "scan::the_empty_prefix_is_the_whole_partition"),
        (ScanUsesLike, "scan::wildcards_in_a_prefix_are_plain_text"),
        (ScanEndsAtTheNextCharacter, "scan::a_prefix_may_end_with_the_last_character"),
    ]);
}

#[test]
fn broken_orders_and_pages_are_caught() {
    assert_caught(&[
        (ScanSortsByLength, "scan::keys_come_in_byte_order"),
        (ScanForgetsValues, "scan::whole_records_come_back"),
        (AfterIsInclusive, "scan::after_an_existing_key"),
        (AfterIsInclusive, "scan::after_the_last_key"),
        (AfterIsInclusive, "scan::pages_join_without_gaps"),
        (AfterIsInclusive, "scan::reverse_after_an_existing_key"),
        (AfterIsInclusive, "scan::reverse_after_the_first_key"),
        (AfterIsInclusive, "scan::pages_in_reverse_join_without_gaps"),
        (AfterMustExist, "scan::after_an_absent_key"),
        (AfterMustExist, "scan::reverse_after_an_absent_key"),
        (AfterReplacesPrefix, "scan::after_the_last_key"),
        (AfterReplacesPrefix, "scan::after_outside_of_the_prefix"),
        (AfterReplacesPrefix, "scan::reverse_after_the_first_key"),
        (AfterReplacesPrefix, "scan::reverse_after_outside_of_the_prefix"),
        (AfterReplacesTheEnd, "scan::reverse_after_outside_of_the_prefix"),
        (LimitPlusOne, "scan::a_limit_bounds_the_answer"),
        (LimitPlusOne, "scan::limit_zero_returns_nothing"),
        (LimitZeroIsNoLimit, "scan::limit_zero_returns_nothing"),
        (LimitIsFilledUp, "scan::a_limit_may_exceed_the_number_of_records"),
        (ReverseIgnored, "scan::reverse_begins_with_the_largest_key"),
        (ReverseAfterTheLimit, "scan::reverse_begins_with_the_largest_key"),
        (ReverseAfterTheLimit, "scan::pages_in_reverse_join_without_gaps"),
        (ReverseKeepsAfterForwards, "scan::reverse_after_an_existing_key"),
    ]);
}

#[test]
fn broken_writes_are_caught() {
    assert_caught(&[
        (EmptyBatchFails, "commit::an_empty_batch_succeeds"),
        (PutsForgotten, "commit::a_put_creates"),
        (PutsNeverReplace, "commit::a_put_replaces"),
        (RevisionsMustGrow, "commit::a_put_replaces"),
        (DeletesForgotten, "commit::a_delete_removes"),
        (DeletesNeedARecord, "commit::deleting_an_absent_record_succeeds"),
        (FirstWriteCounts, "commit::the_last_write_to_a_key_counts"),
        (DeletesRunLast, "commit::delete_then_create_in_one_batch"),
        (DeletesRunFirst, "commit::put_then_delete_in_one_batch"),
        (DeletesLeaveTombstones, "commit::delete_then_create_in_two_batches"),
    ]);
}

#[test]
fn broken_checks_are_caught() {
    assert_caught(&[
        (ChecksIgnored, "commit::absence_is_checked"),
        (ChecksIgnored, "commit::the_revision_is_checked"),
        (AbsenceIgnored, "commit::absence_is_checked"),
        (RevisionsIgnored, "commit::the_revision_is_checked"),
        (AbsentHasAnyRevision, "commit::an_absent_record_has_no_revision"),
        (AbsentHasAnyRevision, "commit::a_deleted_record_has_no_revision"),
        (ChecksRunAfterWrites, "commit::checks_see_the_state_before_the_batch"),
        (ChecksOfWrittenKeysOnly, "commit::a_record_only_checked_is_checked"),
        (ChecksLeaveRecords, "commit::checks_alone_write_nothing"),
        (ChecksOnlyTheLast, "commit::a_failing_first_check_stops_everything"),
        (ChecksOnlyTheFirst, "commit::a_failing_last_check_stops_everything"),
        (WritesBeforeChecks, "commit::a_failing_last_check_stops_everything"),
        (DeletesDespiteConflict, "commit::a_failing_check_stops_deletes"),
    ]);
}

#[test]
fn mixed_partitions_are_caught() {
    assert_caught(&[
        (PartitionsIgnored, "commit::partitions_are_separate"),
        (PartitionsIgnored, "commit::checks_read_only_their_partition"),
        (PartitionsFoldCase, "commit::similar_partition_names_are_separate"),
    ]);
}

#[test]
fn broken_limits_are_caught() {
    assert_caught(&[
        (SmallKeys, "limits::the_longest_key_fits"),
        (LargeKeysCut, "limits::a_longer_key_is_refused"),
        (SmallPartitions, "limits::the_longest_partition_fits"),
        (LongPartitionsCut, "limits::a_longer_partition_is_refused"),
        (SmallValues, "limits::the_longest_value_fits"),
        (ValuesCut, "limits::the_longest_value_fits"),
        (LargeValuesCut, "limits::a_longer_value_is_refused"),
        (SmallGets, "limits::the_most_keys_can_be_read"),
        (LargeGetsSplit, "limits::more_keys_are_refused"),
        (SmallBatches, "limits::the_most_writes_fit"),
        (SmallBatches, "limits::the_most_checks_fit"),
        (LargeBatchesSplit, "limits::more_items_are_refused"),
        (BatchesOfOneMegabyte, "limits::the_largest_batch_fits"),
        (HeavyBatchesSplit, "limits::a_larger_batch_is_refused"),
        (SmallScans, "limits::the_most_records_can_be_scanned"),
        (LargeScansCut, "limits::a_higher_scan_limit_is_refused"),
        (RepeatedChecksMerged, "limits::two_checks_of_one_key_are_refused"),
    ]);
}

#[test]
fn altered_keys_are_caught() {
    assert_caught(&[
        (KeysInAscii, "text::unusual_characters_are_preserved"),
        (KeysFoldCase, "text::keys_are_case_sensitive"),
        (KeysNormalised, "text::keys_are_not_normalized"),
        (KeysTrimmed, "text::spaces_in_keys_are_significant"),
        (KeysAreNumbers, "text::keys_are_not_numbers"),
        (OrderIgnoresCase, "text::order_is_not_a_locale"),
        (OrderIsUtf16, "text::order_is_not_utf_16"),
    ]);
}

#[test]
fn altered_values_are_caught() {
    assert_caught(&[
        (ValuesMadeText, "values::every_byte_is_preserved"),
        (ValuesTrimmed, "values::text_is_preserved"),
        (ValuesAreNumbers, "values::numeric_text_is_preserved"),
        (EmptyIsAbsent, "values::the_empty_value_is_a_value"),
        (RevisionsIn52Bits, "values::the_largest_revisions_are_preserved"),
        (RevisionZeroIsAbsent, "values::revision_zero_is_not_absence"),
    ]);
}

#[test]
fn broken_expiry_is_caught() {
    assert_caught(&[
        (TimesForgotten, "expiry::the_expiry_is_preserved"),
        (TimesForgotten, "scan::whole_records_come_back"),
        (TimesInMicroseconds, "expiry::the_largest_expiry_is_preserved"),
        (TimesOutliveReplacement, "expiry::a_put_replaces_the_expiry"),
        (PastRecordsEmptied, "expiry::an_expired_record_is_complete_or_absent"),
        (PastRecordsHiddenFromReadsOnly, "expiry::a_record_that_reads_as_absent_can_be_created"),
    ]);
}

#[test]
fn broken_sweeps_are_caught() {
    assert_caught(&[
        (SweepDropsLasting, "sweep::records_that_have_not_expired_stay"),
        (SweepIsInclusive, "sweep::records_that_have_not_expired_stay"),
        (SweepEmpties, "sweep::an_expired_record_is_removed_completely_or_not_at_all"),
        (SweepIgnoresItsLimit, "sweep::at_most_the_limit_is_removed"),
    ]);
}

#[test]
fn lost_races_are_caught() {
    assert_caught(&[
        (AcknowledgesTooEarly, "races::a_read_sees_every_earlier_commit"),
        (ChecksThenWritesLater, "races::of_two_updates_of_one_revision_one_succeeds"),
        (ChecksThenWritesLater, "races::of_many_creations_of_one_key_one_succeeds"),
        (ChecksThenWritesLater, "races::increments_are_not_lost"),
        (ChecksOfWrittenKeysOnly, "races::write_skew_is_prevented"),
        (ChecksOfWrittenKeysOnly, "races::write_skew_over_absent_keys_is_prevented"),
        (ChecksThenWritesLater, "races::a_batch_is_visible_before_a_change_of_what_it_checked"),
        (GetsKeyByKey, "races::a_get_sees_whole_batches"),
        (ScansInSteps, "races::a_scan_sees_whole_batches"),
        (WritesOneByOne, "races::a_get_sees_whole_batches"),
        (WritesOneByOne, "races::a_scan_sees_whole_batches"),
    ]);
}

/// Row locks guard what exists, but nothing that is absent.
#[test]
fn row_locks_are_caught_by_one_clause_only() {
    assert_eq!(broken_clauses(LocksOnlyWhatExists), ["races::write_skew_over_absent_keys_is_prevented"]);
}

/// PostgreSQL's serializable transactions beside plain reads.
#[test]
fn commits_ordered_behind_time_are_caught_by_one_clause_only() {
    let expected = ["races::a_batch_is_visible_before_a_change_of_what_it_checked"];
    assert_eq!(broken_clauses(OrderIsNotThatOfTime), expected);
}

#[test]
fn every_clause_catches_something() {
    let caught: BTreeSet<String> = ALL.iter().flat_map(|&fault| broken_clauses(fault)).collect();
    let idle: Vec<_> =
        CLAUSES.iter().map(ToString::to_string).filter(|name| !caught.contains(name)).collect();
    assert!(idle.is_empty(), "no fault is caught by {idle:#?}");
}

fn assert_caught(expected: &[(Fault, &str)]) {
    for &(fault, clause) in expected {
        let broken = broken_clauses(fault);
        assert!(broken.iter().any(|name| name == clause), "{fault:?} passes {clause}, and fails {broken:?}");
    }
}

/// The clauses that a store with this fault breaks.
fn broken_clauses(fault: Fault) -> Vec<String> {
    let breaks = |clause: &&Clause| {
        let store = Broken {
            fault,
            inner: MemoryStorage::new(),
            late: Mutex::default(),
            seen: Mutex::default(),
            blind: Mutex::default(),
        };
        block_on(clause.run(&store, "")).is_err()
    };
    CLAUSES.iter().filter(breaks).map(ToString::to_string).collect()
}

/// A memory store with one fault.
#[derive(Debug)]
struct Broken {
    fault: Fault,
    inner: MemoryStorage,
    /// Acknowledged, but not visible yet.
    late: Mutex<Option<Batch>>,
    /// The partitions that were written to.
    seen: Mutex<BTreeSet<Partition>>,
    /// Revisions that were written by batches without checks.
    blind: Mutex<BTreeSet<(Key, Revision)>>,
}

/// Declares the faults and the list of all.
macro_rules! faults {
    ($($fault:ident)*) => {
        #[derive(Clone, Copy, Debug, Eq, PartialEq)]
        enum Fault { $($fault),* }
        const ALL: &[Fault] = &[$($fault),*];
    };
}

faults! {
    Sound
    GetSorts GetMergesRepeats GetLeavesOutAbsent GetFailsWithoutKeys GetFindsByPrefix GetsKeyByKey
    ScanIgnoresPrefix ScanForgetsSlash ScanWantsWholeComponents ScanWantsMoreThanThePrefix ScanWantsAPrefix
    ScanUsesLike ScanEndsAtTheNextCharacter ScanSortsByLength ScanForgetsValues ScansInSteps
    AfterIsInclusive AfterMustExist AfterReplacesPrefix AfterReplacesTheEnd
    LimitPlusOne LimitZeroIsNoLimit LimitIsFilledUp
    ReverseIgnored ReverseAfterTheLimit ReverseKeepsAfterForwards
    EmptyBatchFails PutsForgotten PutsNeverReplace RevisionsMustGrow DeletesForgotten DeletesNeedARecord
    FirstWriteCounts DeletesRunLast DeletesRunFirst DeletesLeaveTombstones WritesOneByOne
    ChecksIgnored AbsenceIgnored RevisionsIgnored AbsentHasAnyRevision ChecksRunAfterWrites
    ChecksOfWrittenKeysOnly ChecksLeaveRecords ChecksOnlyTheLast ChecksOnlyTheFirst WritesBeforeChecks
    DeletesDespiteConflict ChecksThenWritesLater AcknowledgesTooEarly LocksOnlyWhatExists OrderIsNotThatOfTime
    PartitionsIgnored PartitionsFoldCase
    SmallKeys LargeKeysCut SmallPartitions LongPartitionsCut BatchesOfOneMegabyte HeavyBatchesSplit SmallValues ValuesCut LargeValuesCut SmallGets LargeGetsSplit SmallBatches
    LargeBatchesSplit SmallScans LargeScansCut RepeatedChecksMerged
    KeysInAscii KeysFoldCase KeysNormalised KeysTrimmed KeysAreNumbers OrderIgnoresCase OrderIsUtf16
    ValuesMadeText ValuesTrimmed ValuesAreNumbers EmptyIsAbsent RevisionsIn52Bits RevisionZeroIsAbsent
    TimesForgotten TimesInMicroseconds TimesOutliveReplacement PastRecordsEmptied
    PastRecordsHiddenFromReadsOnly
    SweepDropsLasting SweepIsInclusive SweepEmpties SweepIgnoresItsLimit
}

impl Storage for Broken {
    async fn get(&self, partition: &Partition, keys: &[Key]) -> Result<Vec<Option<Record>>, StorageError> {
        let partition = &self.partition(partition);
        let mut keys: Vec<Key> = keys.iter().map(|key| self.key(key)).collect();
        match self.fault {
            GetFailsWithoutKeys if keys.is_empty() => return Err(StorageError::new("no keys")),
            SmallGets if keys.len() > 50 => return Err(StorageError::new("too many keys")),
            SmallKeys if keys.iter().any(too_long) => return Err(StorageError::new("key too long")),
            GetSorts => keys.sort(),
            GetMergesRepeats => keys.dedup(),
            _ => {}
        }
        if self.fault == GetMergesRepeats {
            let mut seen = BTreeSet::new();
            keys.retain(|key| seen.insert(key.clone()));
        }

        let mut answers = Vec::new();
        if matches!(self.fault, GetsKeyByKey | LargeGetsSplit) {
            let step = if self.fault == GetsKeyByKey { 1 } else { GET_KEYS_MAX };
            for part in keys.chunks(step) {
                answers.extend(self.inner.get(partition, part).await?);
                if self.fault == GetsKeyByKey {
                    yield_now().await;
                }
            }
        } else {
            answers = self.inner.get(partition, &keys).await?;
        }

        if self.fault == GetFindsByPrefix {
            for (key, answer) in keys.iter().zip(&mut answers).filter(|(_, answer)| answer.is_none()) {
                let all = self.all(partition).await?;
                let found = all.into_iter().find(|(found, _)| found.as_str().starts_with(key.as_str()));
                *answer = found.map(|(_, record)| record);
            }
        }
        for answer in &mut answers {
            answer.take_if(|record| self.hides(record));
        }
        if self.fault == GetLeavesOutAbsent {
            answers.retain(Option::is_some);
        }
        Ok(answers)
    }

    async fn scan(&self, partition: &Partition, scan: &Scan) -> Result<Vec<(Key, Record)>, StorageError> {
        let partition = &self.partition(partition);
        let prefix = scan.prefix.as_str();
        let after = scan.after.as_ref().map(|after| self.key(after));
        let limit = scan.limit as usize;
        if scan.limit > SCAN_LIMIT_MAX && self.fault != LargeScansCut {
            return Err(StorageError::new("too many records"));
        }

        let mut found = if self.fault == ScansInSteps {
            let mut found = Vec::new();
            for letter in ["a", "m", "z"] {
                let part = self.all(partition).await?;
                found.extend(part.into_iter().filter(|(key, _)| key.as_str() == letter));
                yield_now().await;
            }
            found
        } else {
            self.all(partition).await?
        };
        let all = found.clone();

        found.retain(|(key, _)| match self.fault {
            AfterReplacesPrefix if after.is_some() => true,
            AfterReplacesTheEnd if scan.reverse && after.is_some() => key.as_str() >= prefix,
            LimitIsFilledUp if !scan.reverse => key.as_str() >= prefix,
            _ => self.matches(prefix, key.as_str()),
        });
        match self.fault {
            ScanSortsByLength => found.sort_by_key(|(key, _)| (key.as_str().len(), key.clone())),
            OrderIgnoresCase => found.sort_by_key(|(key, _)| (key.as_str().to_lowercase(), key.clone())),
            OrderIsUtf16 => found.sort_by_key(|(key, _)| key.as_str().encode_utf16().collect::<Vec<_>>()),
            _ => {}
        }
        if self.fault == ReverseAfterTheLimit {
            found.truncate(limit);
        }
        let reverse = scan.reverse && self.fault != ReverseIgnored;
        if reverse {
            found.reverse();
        }
        if let Some(after) = &after {
            let backwards = reverse && self.fault != ReverseKeepsAfterForwards;
            let exists = all.iter().any(|(key, _)| key == after);
            found.retain(|(key, _)| match self.fault {
                AfterMustExist if !exists => true,
                AfterIsInclusive if key == after => true,
                _ if backwards => key < after,
                _ => key > after,
            });
        }
        match self.fault {
            LimitPlusOne => found.truncate(limit + 1),
            LimitZeroIsNoLimit if limit == 0 => {}
            SmallScans => found.truncate(limit.min(100)),
            _ => found.truncate(limit),
        }
        if self.fault == ScanForgetsValues {
            found.iter_mut().for_each(|(_, record)| record.value.clear());
        }
        Ok(found)
    }

    async fn commit(&self, batch: Batch) -> Result<(), CommitError> {
        let batch = self.altered(batch).await?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(batch.partition.clone());
        match self.fault {
            EmptyBatchFails if batch.checks.is_empty() && batch.writes.is_empty() => {
                Err(StorageError::new("empty batch").into())
            }
            SmallKeys if batch.writes.iter().any(|write| too_long(write.key())) => {
                Err(StorageError::new("key too long").into())
            }
            SmallBatches if batch.checks.len() + batch.writes.len() > 25 => {
                Err(StorageError::new("too many items").into())
            }
            LargeBatchesSplit if batch.checks.len() + batch.writes.len() > BATCH_ITEMS_MAX => {
                let (checks, writes) = (Batch { writes: vec![], ..batch.clone() }, batch);
                for part in checks.checks.chunks(BATCH_ITEMS_MAX) {
                    self.inner.commit(Batch { checks: part.to_vec(), ..checks.clone() }).await?;
                }
                for part in writes.writes.chunks(BATCH_ITEMS_MAX) {
                    self.apply(&writes.partition, part).await?;
                }
                Ok(())
            }
            SmallPartitions if batch.partition.as_str().len() > 90 => {
                Err(StorageError::new("name of a partition too long").into())
            }
            BatchesOfOneMegabyte if size(&batch) > 1_000_000 => {
                Err(StorageError::new("too many bytes").into())
            }
            HeavyBatchesSplit if size(&batch) > BATCH_BYTES_MAX => {
                for part in limits::parts(&batch.writes, 0) {
                    self.apply(&batch.partition, part).await?;
                }
                Ok(())
            }
            LocksOnlyWhatExists => {
                limits::check_batch(&batch)?;
                let written = |key: &Key| batch.writes.iter().any(|write| write.key() == key);
                let mut locked = batch.checks.clone();
                locked.retain(|check| check.expect.is_some() || written(&check.key));
                self.inner.commit(Batch { writes: vec![], ..batch.clone() }).await?;
                yield_now().await;
                self.inner.commit(Batch { checks: locked, ..batch }).await
            }
            OrderIsNotThatOfTime => self.commit_in_another_order(batch).await,
            WritesBeforeChecks => {
                self.apply(&batch.partition, &batch.writes).await?;
                self.inner.commit(Batch { writes: vec![], ..batch }).await
            }
            ChecksRunAfterWrites => {
                let before = self.all(&batch.partition).await?;
                self.apply(&batch.partition, &batch.writes).await?;
                let outcome = self.inner.commit(Batch { writes: vec![], ..batch.clone() }).await;
                if outcome.is_err() {
                    self.restore(&batch, before).await?;
                }
                outcome
            }
            DeletesDespiteConflict => {
                let outcome = self.inner.commit(batch.clone()).await;
                let deletes: Vec<_> =
                    batch.writes.into_iter().filter(|write| matches!(write, Write::Delete { .. })).collect();
                self.apply(&batch.partition, &deletes).await?;
                outcome
            }
            ChecksThenWritesLater => {
                self.inner.commit(Batch { writes: vec![], ..batch.clone() }).await?;
                yield_now().await;
                self.apply(&batch.partition, &batch.writes).await
            }
            AcknowledgesTooEarly => {
                let late = self.late().take();
                if let Some(late) = late {
                    self.apply(&late.partition, &late.writes).await?;
                }
                self.inner.commit(Batch { writes: vec![], ..batch.clone() }).await?;
                *self.late() = Some(batch);
                Ok(())
            }
            WritesOneByOne => {
                self.inner.commit(Batch { writes: vec![], ..batch.clone() }).await?;
                for write in batch.writes {
                    self.apply(&batch.partition, &[write]).await?;
                    yield_now().await;
                }
                Ok(())
            }
            ChecksLeaveRecords => {
                let locks: Vec<_> = batch.checks.iter().map(|check| check.key.clone()).collect();
                self.inner.commit(batch.clone()).await?;
                for key in locks {
                    let absent = Check { key: key.clone(), expect: None };
                    let lock = Write::Put { key, record: record(b"lock") };
                    let batch = Batch { checks: vec![absent], writes: vec![lock], ..batch.clone() };
                    let _ = self.inner.commit(batch).await;
                }
                Ok(())
            }
            _ => self.inner.commit(batch).await,
        }
    }

    async fn sweep(&self, before: u64, limit: u32) -> Result<Swept, StorageError> {
        match self.fault {
            SweepDropsLasting => {
                for partition in self.partitions() {
                    let keys: Vec<Key> =
                        self.all(&partition).await?.into_iter().map(|(key, _)| key).collect();
                    let writes: Vec<_> = keys.into_iter().map(|key| Write::Delete { key }).collect();
                    self.apply(&partition, &writes).await.map_err(|_| StorageError::new("a conflict"))?;
                }
                Ok(Swept::default())
            }
            SweepEmpties => {
                for partition in self.partitions() {
                    let all = self.all(&partition).await?;
                    let expired =
                        all.into_iter().filter(|(_, r)| r.expires_at.is_some_and(|end| end < before));
                    let emptied =
                        expired.map(|(key, old)| Write::Put { key, record: Record { value: vec![], ..old } });
                    let writes: Vec<_> = emptied.collect();
                    self.apply(&partition, &writes).await.map_err(|_| StorageError::new("a conflict"))?;
                }
                Ok(Swept::default())
            }
            SweepIsInclusive => self.inner.sweep(before + 1, limit).await,
            SweepIgnoresItsLimit => self.inner.sweep(before, 1000).await,
            _ => self.inner.sweep(before, limit).await,
        }
    }
}

impl Broken {
    fn partitions(&self) -> BTreeSet<Partition> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Everything in a partition, in order.
    async fn all(&self, partition: &Partition) -> Result<Vec<(Key, Record)>, StorageError> {
        let mut all = Vec::new();
        loop {
            let after = all.last().map(|(key, _): &(Key, Record)| key.clone());
            let scan = Scan { after, ..Scan::first(Prefix::all(), SCAN_LIMIT_MAX) };
            let page = self.inner.scan(partition, &scan).await?;
            if page.is_empty() {
                all.retain(|(_, record)| !self.hides(record));
                return Ok(all);
            }
            all.extend(page);
        }
    }

    async fn record(&self, partition: &Partition, key: &Key) -> Result<Option<Record>, StorageError> {
        Ok(self.inner.get(partition, std::slice::from_ref(key)).await?.pop().flatten())
    }

    async fn apply(&self, partition: &Partition, writes: &[Write]) -> Result<(), CommitError> {
        self.inner.commit(Batch { writes: writes.to_vec(), ..Batch::new(partition.clone()) }).await
    }

    async fn restore(&self, batch: &Batch, before: Vec<(Key, Record)>) -> Result<(), CommitError> {
        let deletes: Vec<_> =
            batch.writes.iter().map(|write| Write::Delete { key: write.key().clone() }).collect();
        self.apply(&batch.partition, &deletes).await?;
        let puts: Vec<_> = before.into_iter().map(|(key, record)| Write::Put { key, record }).collect();
        self.apply(&batch.partition, &puts).await
    }

    /// Checks, and writes later. A record that was changed in between counts as checked before the change, unless the batch that
    /// changed it had checks of its own: then the two might depend on each other.
    async fn commit_in_another_order(&self, batch: Batch) -> Result<(), CommitError> {
        self.inner.commit(Batch { writes: vec![], ..batch.clone() }).await?;
        yield_now().await;
        let mut checks = Vec::new();
        for mut check in batch.checks.clone() {
            let found = self.record(&batch.partition, &check.key).await?.map(|record| record.revision);
            let is_written = batch.writes.iter().any(|write| *write.key() == check.key);
            if found.is_some_and(|found| self.blind().contains(&(check.key.clone(), found))) && !is_written {
                check.expect = found;
            }
            checks.push(check);
        }
        let is_blind = batch.checks.is_empty();
        let written = batch.writes.clone();
        self.inner.commit(Batch { checks, ..batch }).await?;
        for write in written {
            if let Write::Put { key, record } = write
                && is_blind
            {
                self.blind().insert((key, record.revision));
            }
        }
        Ok(())
    }

    fn blind(&self) -> std::sync::MutexGuard<'_, BTreeSet<(Key, Revision)>> {
        self.blind.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn late(&self) -> std::sync::MutexGuard<'_, Option<Batch>> {
        self.late.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hides(&self, record: &Record) -> bool {
        match self.fault {
            PastRecordsHiddenFromReadsOnly => record.expires_at.is_some_and(|time| time < 1_500_000_000),
            EmptyIsAbsent => record.value.is_empty(),
            DeletesLeaveTombstones => record.value == b"tombstone",
            _ => false,
        }
    }

    fn matches(&self, prefix: &str, key: &str) -> bool {
        match self.fault {
            ScanIgnoresPrefix => true,
            ScanForgetsSlash => key.starts_with(prefix.trim_end_matches('/')),
            ScanWantsWholeComponents => {
                key.strip_prefix(prefix).is_some_and(|rest| prefix.ends_with('/') || rest.starts_with('/'))
            }
            ScanWantsMoreThanThePrefix => key != prefix && key.starts_with(prefix),
            ScanWantsAPrefix => !prefix.is_empty() && key.starts_with(prefix),
            ScanUsesLike => like(&format!("{prefix}%"), key),
            ScanEndsAtTheNextCharacter => {
                let next = |last: char| char::from_u32(last as u32 + 1);
                key.starts_with(prefix) && prefix.chars().last().is_none_or(|last| next(last).is_some())
            }
            _ => key.starts_with(prefix),
        }
    }

    fn partition(&self, partition: &Partition) -> Partition {
        match self.fault {
            PartitionsIgnored => Partition::new("all"),
            PartitionsFoldCase => Partition::new(partition.as_str().to_lowercase()),
            LongPartitionsCut => {
                Partition::new(partition.as_str().chars().take(PARTITION_BYTES_MAX).collect::<String>())
            }
            _ => partition.clone(),
        }
    }

    fn key(&self, key: &Key) -> Key {
        let text = key.as_str();
        match self.fault {
            LargeKeysCut => {
                let end = (0..=KEY_BYTES_MAX.min(text.len())).rfind(|&end| text.is_char_boundary(end));
                Key::from_stored(&text[..end.unwrap_or_default()])
            }
            KeysInAscii => Key::from_stored(text.replace(|c: char| !c.is_ascii(), "?")),
            KeysFoldCase => Key::from_stored(text.to_lowercase()),
            KeysNormalised => Key::from_stored(text.replace("e\u{301}", "\u{e9}")),
            KeysTrimmed => Key::from_stored(text.trim_end()),
            KeysAreNumbers => {
                text.parse::<f64>().map_or_else(|_| key.clone(), |n| Key::from_stored(n.to_string()))
            }
            _ => key.clone(),
        }
    }

    /// The batch as the fault changes it.
    async fn altered(&self, batch: Batch) -> Result<Batch, CommitError> {
        let mut batch = Batch { partition: self.partition(&batch.partition), ..batch };
        for check in &mut batch.checks {
            check.key = self.key(&check.key);
            check.expect = check.expect.map(|revision| self.revision(revision));
        }
        match self.fault {
            ChecksIgnored => batch.checks.clear(),
            AbsenceIgnored => batch.checks.retain(|check| check.expect.is_some()),
            ChecksOnlyTheFirst => batch.checks.truncate(1),
            ChecksOnlyTheLast => drop(batch.checks.drain(..batch.checks.len().saturating_sub(1))),
            ChecksOfWrittenKeysOnly => {
                batch.checks.retain(|check| batch.writes.iter().any(|write| *write.key() == check.key));
            }
            RepeatedChecksMerged => {
                let mut seen = BTreeSet::new();
                batch.checks.retain(|check| seen.insert(check.key.clone()));
            }
            RevisionZeroIsAbsent => {
                for check in &mut batch.checks {
                    check.expect.take_if(|revision| revision.to_bits() == 0);
                }
            }
            _ => {}
        }
        if matches!(
            self.fault,
            RevisionsIgnored | AbsentHasAnyRevision | EmptyIsAbsent | RevisionZeroIsAbsent
        ) {
            self.bend_checks(&mut batch).await?;
        }

        let writes = std::mem::take(&mut batch.writes);
        for write in writes {
            if let Some(write) = self.altered_write(&batch, write).await? {
                batch.writes.push(write);
            }
        }
        match self.fault {
            DeletesRunFirst => batch.writes.sort_by_key(|write| matches!(write, Write::Put { .. })),
            DeletesRunLast => batch.writes.sort_by_key(|write| matches!(write, Write::Delete { .. })),
            FirstWriteCounts => batch.writes.reverse(),
            _ => {}
        }
        Ok(batch)
    }

    /// Makes checks hold that should fail, or fail that should hold.
    async fn bend_checks(&self, batch: &mut Batch) -> Result<(), StorageError> {
        let mut bent = Vec::new();
        for check in &batch.checks {
            let found = self.record(&batch.partition, &check.key).await?;
            let revision = found.as_ref().map(|record| record.revision);
            let expect = match (self.fault, check.expect, &found) {
                (RevisionsIgnored, Some(_), Some(_)) => revision,
                (AbsentHasAnyRevision, Some(_), None) => None,
                (EmptyIsAbsent, None, Some(record)) if record.value.is_empty() => revision,
                (RevisionZeroIsAbsent, None, Some(record)) if record.revision.to_bits() == 0 => revision,
                (_, expect, _) => expect,
            };
            bent.push(Check { key: check.key.clone(), expect });
        }
        batch.checks = bent;
        Ok(())
    }

    async fn altered_write(&self, batch: &Batch, write: Write) -> Result<Option<Write>, CommitError> {
        let key = self.key(write.key());
        let found = match self.record(&batch.partition, &key).await {
            Ok(found) => found,
            // The inner store refuses requests over a limit; it will refuse this one at the commit too.
            Err(_) => return Ok(Some(write)),
        };
        Ok(match write {
            Write::Delete { .. } => match self.fault {
                DeletesForgotten => None,
                DeletesNeedARecord if found.is_none() => {
                    return Err(StorageError::new("nothing to delete").into());
                }
                DeletesLeaveTombstones => Some(Write::Put { key, record: record(b"tombstone") }),
                _ => Some(Write::Delete { key }),
            },
            Write::Put { record, .. } => match self.fault {
                PutsForgotten => None,
                PutsNeverReplace if found.is_some() => None,
                RevisionsMustGrow if found.as_ref().is_some_and(|found| found.revision > record.revision) => {
                    None
                }
                SmallValues if record.value.len() > 64 * 1024 => {
                    return Err(StorageError::new("value too long").into());
                }
                _ => Some(Write::Put { key, record: self.altered_record(record, found) }),
            },
        })
    }

    fn altered_record(&self, mut record: Record, found: Option<Record>) -> Record {
        let text = String::from_utf8_lossy(&record.value).into_owned();
        match self.fault {
            ValuesCut => record.value.truncate(64 * 1024),
            LargeValuesCut => record.value.truncate(VALUE_BYTES_MAX),
            ValuesMadeText => record.value = text.into_bytes(),
            ValuesTrimmed => record.value = text.trim().as_bytes().to_vec(),
            ValuesAreNumbers => {
                record.value = text.parse::<f64>().map_or(record.value, |n| n.to_string().into_bytes());
            }
            TimesForgotten => record.expires_at = None,
            TimesInMicroseconds => {
                record.expires_at = record.expires_at.map(|time| time.min(u64::MAX / 1_000_000));
            }
            TimesOutliveReplacement => {
                record.expires_at = record.expires_at.or(found.and_then(|found| found.expires_at));
            }
            PastRecordsEmptied if record.expires_at.is_some_and(|time| time < 1_500_000_000) => {
                record.value.clear();
            }
            _ => {}
        }
        record.revision = self.revision(record.revision);
        record
    }

    fn revision(&self, revision: Revision) -> Revision {
        match self.fault {
            RevisionsIn52Bits => Revision::from_bits(revision.to_bits() & !1),
            _ => revision,
        }
    }
}

fn record(value: &[u8]) -> Record {
    Record { value: value.to_vec(), revision: Revision::from_bits(1), expires_at: None }
}

fn size(batch: &Batch) -> usize {
    let values = batch.writes.iter().map(|write| match write {
        Write::Put { record, .. } => record.value.len(),
        Write::Delete { .. } => 0,
    });
    values.chain(batch.writes.iter().map(|write| write.key().as_str().len())).sum()
}

fn too_long(key: &Key) -> bool {
    key.as_str().len() > 255
}

/// SQL's `LIKE`, which ignores the case of ASCII letters as SQLite does.
fn like(pattern: &str, text: &str) -> bool {
    let Some(first) = pattern.chars().next() else { return text.is_empty() };
    let rest = &pattern[first.len_utf8()..];
    let mut tail = text.chars();
    match first {
        '%' => {
            text.is_empty() && rest.is_empty()
                || like(rest, text)
                || tail.next().is_some() && like(pattern, tail.as_str())
        }
        '_' => tail.next().is_some() && like(rest, tail.as_str()),
        other => tail.next().is_some_and(|c| c.eq_ignore_ascii_case(&other)) && like(rest, tail.as_str()),
    }
}
