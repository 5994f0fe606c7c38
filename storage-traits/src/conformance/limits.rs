//! Requests at the limits succeed, and requests over them fail.

use super::subject::{Outcome, Subject, Verdict::*, absent, at, delete, key, put, record, same};
use crate::{
    CommitError, Key, Prefix, Scan, Write,
    limits::{
        BATCH_BYTES_MAX, BATCH_ITEMS_MAX, GET_KEYS_MAX, KEY_BYTES_MAX, PARTITION_BYTES_MAX, SCAN_LIMIT_MAX,
        VALUE_BYTES_MAX,
    },
};

pub(super) async fn the_longest_key_fits(on: Subject<'_>) -> Outcome {
    // The limit counts bytes: 900 letters, 450 of two bytes, or 225 of four.
    for character in ["a", "\u{e9}", "\u{1f600}"] {
        let name = character.repeat(KEY_BYTES_MAX / character.len());
        let shorter = &name[..name.len() - character.len()];
        on.given([put(&name, record(1, character)), put(shorter, record(2, "shorter"))]).await?;

        same("the longest key", on.read(&name).await?, Some(record(1, character)))?;
        let scan = Scan { after: Some(key(shorter)), ..Scan::first(Prefix::all(), 1) };
        same("the key after the shorter", on.keys(scan).await?, vec![name.clone()])?;
        let check = on.commit([at(&name, 1)], [delete(&name)]).await?;
        same("a check of the longest key", check, Applied)?;
    }
    Ok(())
}

pub(super) async fn a_longer_key_is_refused(on: Subject<'_>) -> Outcome {
    let name = format!("{}\u{e9}", "a".repeat(KEY_BYTES_MAX - 1));

    refused("a get", on.try_get(&[key(&name)]).await)?;
    refused("a put", on.try_commit([], [put("a", record(1, "x")), put(&name, record(1, "x"))]).await)?;
    refused("a delete", on.try_commit([], [put("a", record(1, "x")), delete(&name)]).await)?;
    refused("a check", on.try_commit([absent(&name)], [put("a", record(1, "x"))]).await)?;
    nothing_written(&on).await
}

pub(super) async fn the_longest_partition_fits(on: Subject<'_>) -> Outcome {
    let padding = "a".repeat(PARTITION_BYTES_MAX - 1 - on.partition.as_str().len());
    let neighbours = [on.elsewhere(&format!("{padding}b")), on.elsewhere(&format!("{padding}c"))];
    let name = "k".repeat(KEY_BYTES_MAX);
    for (revision, on) in (1..).zip(&neighbours) {
        on.given([put(&name, record(revision, "x"))]).await?;
    }
    for (revision, on) in (1..).zip(&neighbours) {
        same("the record", on.read(&name).await?, Some(record(revision, "x")))?;
        same("keys", on.keys_under(Prefix::all()).await?, vec![name.clone()])?;
        same("a check", on.commit([at(&name, revision)], [delete(&name)]).await?, Applied)?;
    }
    Ok(())
}

pub(super) async fn a_longer_partition_is_refused(on: Subject<'_>) -> Outcome {
    let on = on.elsewhere(&"a".repeat(PARTITION_BYTES_MAX + 1 - on.partition.as_str().len()));
    refused("a get", on.try_get(&[key("a")]).await)?;
    refused("a scan", on.try_scan(&Scan::first(Prefix::all(), 1)).await)?;
    refused("a put", on.try_commit([], [put("a", record(1, "x"))]).await)?;
    refused("a check", on.try_commit([absent("a")], []).await)
}

pub(super) async fn the_longest_value_fits(on: Subject<'_>) -> Outcome {
    let text = record(1, "x".repeat(VALUE_BYTES_MAX));
    let binary = record(2, [0xff].repeat(VALUE_BYTES_MAX));
    on.given([put("text", text.clone()), put("binary", binary.clone())]).await?;

    let found = on.get(&["text", "binary"]).await?;
    same("the records", found, vec![Some(text), Some(binary)])
}

pub(super) async fn a_longer_value_is_refused(on: Subject<'_>) -> Outcome {
    let large = record(1, "x".repeat(VALUE_BYTES_MAX + 1));
    refused("a put", on.try_commit([], [put("a", record(1, "x")), put("b", large)]).await)?;
    nothing_written(&on).await
}

pub(super) async fn the_most_keys_can_be_read(on: Subject<'_>) -> Outcome {
    let names = names(GET_KEYS_MAX);
    on.given(puts(&names)).await?;

    let keys: Vec<Key> = names.iter().rev().map(|name| key(name)).collect();
    let expected: Vec<_> = names.iter().rev().map(|name| Some(record(1, name))).collect();
    same("the answers", on.try_get(&keys).await?, expected)
}

pub(super) async fn more_keys_are_refused(on: Subject<'_>) -> Outcome {
    let keys: Vec<Key> = names(GET_KEYS_MAX + 1).iter().map(|name| key(name)).collect();
    refused("a get", on.try_get(&keys).await)
}

pub(super) async fn the_most_writes_fit(on: Subject<'_>) -> Outcome {
    let names = names(BATCH_ITEMS_MAX);
    same("puts", on.commit([], puts(&names)).await?, Applied)?;
    same("keys", on.keys_under(Prefix::all()).await?, names.clone())?;

    same("deletes", on.commit([], names.iter().map(|name| delete(name))).await?, Applied)?;
    nothing_written(&on).await
}

pub(super) async fn the_most_checks_fit(on: Subject<'_>) -> Outcome {
    let names = names(BATCH_ITEMS_MAX);
    let checks = || names.iter().map(|name| absent(name));
    same("checks", on.commit(checks(), []).await?, Applied)?;

    let (half, _) = names.split_at(BATCH_ITEMS_MAX / 2);
    let verdict = on.commit(half.iter().map(|name| absent(name)), puts(half)).await?;
    same("checks and writes", verdict, Applied)?;

    // The last check is at the end of the longest list.
    on.given(half.iter().map(|name| delete(name))).await?;
    on.given([put(&names[BATCH_ITEMS_MAX - 1], record(1, "x"))]).await?;
    same("a failing last check", on.commit(checks(), []).await?, Conflict)
}

pub(super) async fn more_items_are_refused(on: Subject<'_>) -> Outcome {
    let names = names(BATCH_ITEMS_MAX + 1);
    refused("writes", on.try_commit([], puts(&names)).await)?;
    refused("checks", on.try_commit(names.iter().map(|name| absent(name)), []).await)?;

    let (checked, written) = names.split_at(BATCH_ITEMS_MAX / 2);
    let outcome = on.try_commit(checked.iter().map(|name| absent(name)), puts(written)).await;
    refused("checks and writes", outcome)?;
    nothing_written(&on).await
}

pub(super) async fn the_largest_batch_fits(on: Subject<'_>) -> Outcome {
    let writes = writes_of(BATCH_BYTES_MAX);
    on.given(writes.clone()).await?;
    for write in &writes {
        let Write::Put { key, record } = write else { continue };
        // One at a time, since nothing is said about the bytes of an answer.
        same("the record", on.try_get(std::slice::from_ref(key)).await?, vec![Some(record.clone())])?;
    }
    Ok(())
}

pub(super) async fn a_larger_batch_is_refused(on: Subject<'_>) -> Outcome {
    refused("puts", on.try_commit([], writes_of(BATCH_BYTES_MAX + 1)).await)?;
    nothing_written(&on).await
}

/// Puts whose keys and values have this many bytes.
fn writes_of(mut bytes: usize) -> Vec<Write> {
    let mut writes = Vec::new();
    while bytes > 0 {
        let name = format!("k/{:04}", writes.len());
        let value = bytes.min(name.len() + VALUE_BYTES_MAX).saturating_sub(name.len());
        bytes = bytes.saturating_sub(name.len() + value);
        writes.push(put(&name, record(1, "x".repeat(value))));
    }
    writes
}

pub(super) async fn the_most_records_can_be_scanned(on: Subject<'_>) -> Outcome {
    let names = names(SCAN_LIMIT_MAX as usize + 1);
    for batch in names.chunks(BATCH_ITEMS_MAX) {
        on.given(puts(batch)).await?;
    }

    let found = on.keys(Scan::first(Prefix::all(), SCAN_LIMIT_MAX)).await?;
    same("keys", found, names[..SCAN_LIMIT_MAX as usize].to_vec())
}

pub(super) async fn a_higher_scan_limit_is_refused(on: Subject<'_>) -> Outcome {
    refused("a scan", on.try_scan(&Scan::first(Prefix::all(), SCAN_LIMIT_MAX + 1)).await)
}

pub(super) async fn two_checks_of_one_key_are_refused(on: Subject<'_>) -> Outcome {
    let write = || [put("c", record(1, "x"))];
    let twice = [absent("a"), absent("b"), absent("a")];
    refused("the same check twice", on.try_commit(twice, write()).await)?;
    refused("checks that contradict", on.try_commit([absent("a"), at("a", 1)], write()).await)?;
    nothing_written(&on).await
}

/// Checks for an error of the store. A conflict would make the engine retry without end.
fn refused<T, E: Into<CommitError>>(what: &str, outcome: Result<T, E>) -> Outcome {
    let found = match outcome.map_err(Into::into) {
        Ok(_) => "success",
        Err(CommitError::Conflict) => "a conflict",
        Err(CommitError::Storage(_)) => "an error",
    };
    same(&format!("{what} over the limit"), found, "an error")
}

async fn nothing_written(on: &Subject<'_>) -> Outcome {
    same("keys", on.keys_under(Prefix::all()).await?, vec![])
}

fn names(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("k/{number:04}")).collect()
}

fn puts(names: &[String]) -> impl Iterator<Item = Write> {
    names.iter().map(|name| put(name, record(1, name)))
}
