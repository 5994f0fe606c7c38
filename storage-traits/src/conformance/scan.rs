//! Reading in order: prefix, after, limit, reverse.

use super::subject::{Outcome, Subject, put, record, same};
use crate::{Key, Prefix, Record, Scan};

const LETTERS: [&str; 5] = ["k/a", "k/b", "k/c", "k/d", "k/e"];

pub(super) async fn keys_come_in_byte_order(on: Subject<'_>) -> Outcome {
    on.given_keys(&["b", "a/z", "aa", "a", "a-b", "a/b", "ab"]).await?;

    let found = on.keys_under(Prefix::all()).await?;
    // `-` is 0x2d and `/` is 0x2f: both sort before every letter.
    same("keys", found, texts(&["a", "a-b", "a/b", "a/z", "aa", "ab", "b"]))
}

pub(super) async fn whole_records_come_back(on: Subject<'_>) -> Outcome {
    let lasting = record(7, [0, 1, 255]);
    let ending = Record { expires_at: Some(FAR), ..record(8, "ending") };
    on.given([put("a", lasting.clone()), put("b", ending.clone())]).await?;

    let found = on.try_scan(&Scan::first(Prefix::all(), 10)).await?;
    same("records", found, vec![(Key::new(["a"]), lasting), (Key::new(["b"]), ending)])
}

pub(super) async fn an_empty_range_gives_an_empty_answer(on: Subject<'_>) -> Outcome {
    same("keys of an unused partition", on.keys_under(Prefix::all()).await?, vec![])?;

    on.given_keys(&["user/ana"]).await?;
    same("keys under another prefix", on.keys_under(Prefix::under(["group"])).await?, vec![])
}

pub(super) async fn a_prefix_ends_at_its_slash(on: Subject<'_>) -> Outcome {
    // The nearest keys around `user/`: `user` itself, and `.` and `0`, which sort just before and just after the slash.
    on.given_keys(&[
        "use",
        "user",
        "user.",
        "user/",
        "user/ana",
        "user/ana/x",
        "user0",
        "user0/ana",
        "users/ana",
    ])
    .await?;

    let found = on.keys_under(Prefix::under(["user"])).await?;
    same("keys", found, texts(&["user/", "user/ana", "user/ana/x"]))
}

pub(super) async fn a_prefix_may_cut_a_component(on: Subject<'_>) -> Outcome {
    on.given_keys(&["user/Ana", "user/am", "user/an", "user/ana", "user/ana/x", "user/anz", "user/ao"])
        .await?;

    let found = on.keys_under(Prefix::starting(["user"], "an")).await?;
    same("keys", found, texts(&["user/an", "user/ana", "user/ana/x", "user/anz"]))
}

pub(super) async fn a_prefix_may_equal_a_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&["user/an", "user/ana", "user/b"]).await?;

    let found = on.keys_under(Prefix::starting(["user"], "ana")).await?;
    same("keys", found, texts(&["user/ana"]))
}

pub(super) async fn the_empty_prefix_is_the_whole_partition(on: Subject<'_>) -> Outcome {
    on.given_keys(&["\u{1}", "a", "z/z", "\u{10ffff}\u{10ffff}"]).await?;

    let found = on.keys_under(Prefix::all()).await?;
    same("keys", found, texts(&["\u{1}", "a", "z/z", "\u{10ffff}\u{10ffff}"]))
}

pub(super) async fn wildcards_in_a_prefix_are_plain_text(on: Subject<'_>) -> Outcome {
    on.given_keys(&["k/%25", "k/*x", "k/?x", "k/[a]x", "k/\\x", "k/_x", "k/ax", "k/bx"]).await?;

    for (start, expected) in
        [("%", "k/%25"), ("_", "k/_x"), ("*", "k/*x"), ("?", "k/?x"), ("[a]", "k/[a]x"), ("\\", "k/\\x")]
    {
        let found = on.keys_under(Prefix::starting(["k"], start)).await?;
        same(&format!("keys that begin with {start:?}"), found, texts(&[expected]))?;
    }
    Ok(())
}

/// No text follows every text that begins with U+10FFFF, so the end of such a range is not UTF-8.
pub(super) async fn a_prefix_may_end_with_the_last_character(on: Subject<'_>) -> Outcome {
    on.given_keys(&["k/\u{ff}", "k/\u{10fffe}", "k/\u{10ffff}", "k/\u{10ffff}\u{10ffff}", "l"]).await?;

    let prefix = Prefix::starting(["k"], "\u{10ffff}");
    let expected = texts(&["k/\u{10ffff}", "k/\u{10ffff}\u{10ffff}"]);
    same("keys", on.keys_under(prefix.clone()).await?, expected.clone())?;

    let backwards = Scan { reverse: true, ..Scan::first(prefix, 10) };
    same("keys in reverse", on.keys(backwards).await?, expected.into_iter().rev().collect())
}

pub(super) async fn after_an_existing_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    same("keys after k/b", on.keys(after("k/b")).await?, texts(&["k/c", "k/d", "k/e"]))
}

pub(super) async fn after_an_absent_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    same("keys after k/bb", on.keys(after("k/bb")).await?, texts(&["k/c", "k/d", "k/e"]))
}

pub(super) async fn after_the_last_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    on.given_keys(&["l"]).await?;
    same("keys after k/e", on.keys(after("k/e")).await?, vec![])
}

pub(super) async fn after_outside_of_the_prefix(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    on.given_keys(&["j", "j/z", "l", "l/a"]).await?;

    same("keys after one before the prefix", on.keys(after("j")).await?, texts(&LETTERS))?;
    same("keys after one behind the prefix", on.keys(after("l")).await?, vec![])
}

pub(super) async fn reverse_begins_with_the_largest_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;

    let found = on.keys(Scan { limit: 3, ..backwards() }).await?;
    same("the last three keys", found, texts(&["k/e", "k/d", "k/c"]))
}

pub(super) async fn reverse_stays_within_the_prefix(on: Subject<'_>) -> Outcome {
    on.given_keys(&["j/z", "k", "k.", "k/a", "k/b", "k0", "l"]).await?;
    same("keys", on.keys(backwards()).await?, texts(&["k/b", "k/a"]))
}

pub(super) async fn reverse_after_an_existing_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    same("keys before k/c", on.keys(backwards_after("k/c")).await?, texts(&["k/b", "k/a"]))
}

pub(super) async fn reverse_after_an_absent_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    same("keys before k/bb", on.keys(backwards_after("k/bb")).await?, texts(&["k/b", "k/a"]))
}

pub(super) async fn reverse_after_the_first_key(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    on.given_keys(&["j"]).await?;
    same("keys before k/a", on.keys(backwards_after("k/a")).await?, vec![])
}

pub(super) async fn reverse_after_outside_of_the_prefix(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    on.given_keys(&["j", "j/z", "l", "l/a"]).await?;

    let reversed: Vec<_> = texts(&LETTERS).into_iter().rev().collect();
    same("keys before one behind the prefix", on.keys(backwards_after("l")).await?, reversed.clone())?;
    // There are other keys between the end of the prefix and this one.
    same("keys before one far behind the prefix", on.keys(backwards_after("m")).await?, reversed)?;
    same("keys before one before the prefix", on.keys(backwards_after("j/z")).await?, vec![])
}

pub(super) async fn limit_zero_returns_nothing(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;

    for reverse in [false, true] {
        let found = on.keys(Scan { limit: 0, reverse, ..forwards() }).await?;
        same("keys", found, vec![])?;
    }
    Ok(())
}

pub(super) async fn a_limit_bounds_the_answer(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;

    for limit in 1..=LETTERS.len() {
        let found = on.keys(Scan { limit: limit as u32, ..forwards() }).await?;
        same(&format!("the first {limit} keys"), found, texts(&LETTERS[..limit]))?;
    }
    Ok(())
}

pub(super) async fn a_limit_may_exceed_the_number_of_records(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    on.given_keys(&["l"]).await?;

    for limit in [6, 100, 1000] {
        let found = on.keys(Scan { limit, ..forwards() }).await?;
        same(&format!("keys within {limit}"), found, texts(&LETTERS))?;
    }
    Ok(())
}

pub(super) async fn pages_join_without_gaps(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    join_pages(&on, forwards(), texts(&LETTERS)).await
}

pub(super) async fn pages_in_reverse_join_without_gaps(on: Subject<'_>) -> Outcome {
    on.given_keys(&LETTERS).await?;
    join_pages(&on, backwards(), texts(&LETTERS).into_iter().rev().collect()).await
}

/// Reads pages of every size: the five keys end in the middle of a page or exactly at its end.
async fn join_pages(on: &Subject<'_>, scan: Scan, expected: Vec<String>) -> Outcome {
    for limit in 1..=6 {
        let mut page = Scan { limit, ..scan.clone() };
        let mut joined = Vec::new();
        // Ends even if a store returns the same page again.
        while joined.len() <= expected.len() {
            let keys = on.keys(page.clone()).await?;
            let Some(last) = keys.last() else { break };
            page.after = Some(Key::from_stored(last));
            joined.extend(keys);
        }
        same(&format!("pages of {limit}"), joined, expected.clone())?;
    }
    Ok(())
}

/// The year 9999: later than any test runs.
const FAR: u64 = 253_370_764_800;

fn forwards() -> Scan {
    Scan::first(Prefix::under(["k"]), 100)
}

fn backwards() -> Scan {
    Scan { reverse: true, ..forwards() }
}

fn after(key: &str) -> Scan {
    Scan { after: Some(Key::from_stored(key)), ..forwards() }
}

fn backwards_after(key: &str) -> Scan {
    Scan { reverse: true, ..after(key) }
}

fn texts(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|&key| key.to_owned()).collect()
}
