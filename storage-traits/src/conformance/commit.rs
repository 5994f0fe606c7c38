//! Conditional writes: all or nothing.

use super::subject::{Outcome, Subject, Verdict::*, absent, at, delete, put, record, same};
use crate::Prefix;

pub(super) async fn an_empty_batch_succeeds(on: Subject<'_>) -> Outcome {
    same("an empty batch", on.commit([], []).await?, Applied)
}

pub(super) async fn a_put_creates(on: Subject<'_>) -> Outcome {
    same("put", on.commit([], [put("a", record(1, "one"))]).await?, Applied)?;
    same("the record", on.read("a").await?, Some(record(1, "one")))
}

pub(super) async fn a_put_replaces(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(2, "a longer value"))]).await?;

    // The revision is the writer's, even a smaller one.
    same("put", on.commit([], [put("a", record(1, "short"))]).await?, Applied)?;
    same("the record", on.read("a").await?, Some(record(1, "short")))
}

pub(super) async fn a_delete_removes(on: Subject<'_>) -> Outcome {
    on.given_keys(&["a", "b"]).await?;

    same("delete", on.commit([], [delete("a")]).await?, Applied)?;
    same("the record", on.read("a").await?, None)?;
    same("the keys left", on.keys_under(Prefix::all()).await?, vec!["b".to_owned()])
}

pub(super) async fn deleting_an_absent_record_succeeds(on: Subject<'_>) -> Outcome {
    let verdict = on.commit([], [delete("no"), put("a", record(1, "one"))]).await?;
    same("delete and put", verdict, Applied)?;
    same("the other record", on.read("a").await?, Some(record(1, "one")))
}

pub(super) async fn the_last_write_to_a_key_counts(on: Subject<'_>) -> Outcome {
    let writes = [put("a", record(1, "one")), put("b", record(1, "b")), put("a", record(2, "two"))];
    same("two puts", on.commit([absent("a")], writes).await?, Applied)?;
    same("the record", on.read("a").await?, Some(record(2, "two")))
}

pub(super) async fn delete_then_create_in_one_batch(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "old"))]).await?;

    let writes = [delete("a"), put("a", record(2, "new"))];
    same("delete and put", on.commit([at("a", 1)], writes).await?, Applied)?;
    same("the record", on.read("a").await?, Some(record(2, "new")))
}

pub(super) async fn delete_then_create_in_two_batches(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "old"))]).await?;

    same("delete", on.commit([at("a", 1)], [delete("a")]).await?, Applied)?;
    same("create", on.commit([absent("a")], [put("a", record(2, "new"))]).await?, Applied)?;
    same("the record", on.read("a").await?, Some(record(2, "new")))
}

pub(super) async fn put_then_delete_in_one_batch(on: Subject<'_>) -> Outcome {
    on.given([put("old", record(1, "old"))]).await?;

    let writes = [put("new", record(2, "x")), put("old", record(2, "x")), delete("new"), delete("old")];
    same("puts and deletes", on.commit([], writes).await?, Applied)?;
    same("the records", on.get(&["new", "old"]).await?, vec![None, None])
}

pub(super) async fn absence_is_checked(on: Subject<'_>) -> Outcome {
    same("the first", on.commit([absent("a")], [put("a", record(1, "first"))]).await?, Applied)?;
    same("the second", on.commit([absent("a")], [put("a", record(2, "second"))]).await?, Conflict)?;
    same("the record", on.read("a").await?, Some(record(1, "first")))
}

pub(super) async fn the_revision_is_checked(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "first"))]).await?;

    same("the current one", on.commit([at("a", 1)], [put("a", record(2, "second"))]).await?, Applied)?;
    same("a stale one", on.commit([at("a", 1)], [put("a", record(3, "third"))]).await?, Conflict)?;
    same("a future one", on.commit([at("a", 3)], [put("a", record(4, "third"))]).await?, Conflict)?;
    same("the record", on.read("a").await?, Some(record(2, "second")))
}

pub(super) async fn an_absent_record_has_no_revision(on: Subject<'_>) -> Outcome {
    same("a check", on.commit([at("a", 1)], [put("a", record(2, "x"))]).await?, Conflict)?;
    same("the record", on.read("a").await?, None)
}

pub(super) async fn a_deleted_record_has_no_revision(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "x"))]).await?;
    on.given([delete("a")]).await?;

    same("a check", on.commit([at("a", 1)], [put("a", record(2, "x"))]).await?, Conflict)?;
    same("the record", on.read("a").await?, None)
}

/// A batch that deletes and creates a key checks what was there before it.
pub(super) async fn checks_see_the_state_before_the_batch(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "old"))]).await?;

    let replaced = [delete("a"), put("a", record(2, "new"))];
    same("absence after a delete", on.commit([absent("a")], replaced).await?, Conflict)?;
    same(
        "a revision the batch writes",
        on.commit([at("a", 3)], [put("a", record(3, "x"))]).await?,
        Conflict,
    )?;
    same("a record the batch removes", on.commit([at("a", 1)], [delete("a")]).await?, Applied)?;
    same("a record the batch creates", on.commit([absent("a")], [put("a", record(4, "x"))]).await?, Applied)
}

pub(super) async fn a_record_only_checked_is_checked(on: Subject<'_>) -> Outcome {
    on.given([put("pool", record(1, "open"))]).await?;

    let write = || [put("user", record(2, "ana"))];
    same("a stale neighbour", on.commit([at("pool", 9)], write()).await?, Conflict)?;
    same("a present neighbour", on.commit([absent("pool")], write()).await?, Conflict)?;
    same("an absent neighbour", on.commit([at("no", 1)], write()).await?, Conflict)?;
    same("the record", on.read("user").await?, None)?;

    same("neighbours as read", on.commit([at("pool", 1), absent("no")], write()).await?, Applied)?;
    same("the record", on.read("user").await?, Some(record(2, "ana")))
}

pub(super) async fn checks_alone_write_nothing(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "x"))]).await?;

    same("what holds", on.commit([at("a", 1), absent("b")], []).await?, Applied)?;
    same("what does not hold", on.commit([at("a", 1), at("b", 1)], []).await?, Conflict)?;
    same("the records", on.get(&["a", "b"]).await?, vec![Some(record(1, "x")), None])
}

pub(super) async fn a_failing_first_check_stops_everything(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "a")), put("b", record(1, "b"))]).await?;

    let checks = [at("a", 9), at("b", 1), absent("c")];
    let writes = [put("b", record(2, "x")), put("c", record(2, "x"))];
    same("the batch", on.commit(checks, writes).await?, Conflict)?;
    same("what was there", on.get(&["b", "c"]).await?, vec![Some(record(1, "b")), None])
}

pub(super) async fn a_failing_last_check_stops_everything(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "a")), put("b", record(1, "b"))]).await?;

    let checks = [at("a", 1), absent("c"), at("b", 9)];
    let writes = [put("a", record(2, "x")), put("c", record(2, "x")), put("b", record(2, "x"))];
    same("the batch", on.commit(checks, writes).await?, Conflict)?;
    let before = vec![Some(record(1, "a")), Some(record(1, "b")), None];
    same("what was there", on.get(&["a", "b", "c"]).await?, before)
}

pub(super) async fn a_failing_check_stops_deletes(on: Subject<'_>) -> Outcome {
    on.given([put("a", record(1, "a")), put("b", record(1, "b"))]).await?;

    let verdict = on.commit([at("a", 1), at("b", 9)], [delete("a"), delete("b")]).await?;
    same("the batch", verdict, Conflict)?;
    same("what was there", on.get(&["a", "b"]).await?, vec![Some(record(1, "a")), Some(record(1, "b"))])
}

pub(super) async fn partitions_are_separate(on: Subject<'_>) -> Outcome {
    let other = on.elsewhere("/other");
    on.given([put("a", record(1, "mine")), put("b", record(1, "mine"))]).await?;
    other.given([put("a", record(2, "theirs")), put("c", record(2, "theirs"))]).await?;

    same("my records", on.get(&["a", "c"]).await?, vec![Some(record(1, "mine")), None])?;
    same("their records", other.get(&["a", "b"]).await?, vec![Some(record(2, "theirs")), None])?;
    same("my keys", on.keys_under(Prefix::all()).await?, vec!["a".to_owned(), "b".to_owned()])?;

    on.given([delete("a"), delete("c")]).await?;
    let theirs = Some(record(2, "theirs"));
    same("their records after my deletes", other.get(&["a", "c"]).await?, vec![theirs.clone(), theirs])
}

pub(super) async fn checks_read_only_their_partition(on: Subject<'_>) -> Outcome {
    let other = on.elsewhere("/other");
    other.given([put("a", record(1, "theirs"))]).await?;

    same("their revision", on.commit([at("a", 1)], [put("b", record(2, "x"))]).await?, Conflict)?;
    same("their key", on.commit([absent("a")], [put("a", record(2, "mine"))]).await?, Applied)
}

pub(super) async fn similar_partition_names_are_separate(on: Subject<'_>) -> Outcome {
    let names =
        ["", "/a", "/A", "/a ", "/a/b", "/a_b", "/a%b", "/\u{e9}", "/e\u{301}", "/1", "/01", "/'\"\\;"];
    for (index, name) in names.iter().enumerate() {
        on.elsewhere(name).given([put("k", record(index as u64, name))]).await?;
    }
    for (index, name) in names.iter().enumerate() {
        let found = on.elsewhere(name).read("k").await?;
        same(&format!("the record in {name:?}"), found, Some(record(index as u64, name)))?;
    }
    Ok(())
}
