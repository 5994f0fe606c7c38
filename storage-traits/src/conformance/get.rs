//! Reading by key.

use super::subject::{Outcome, Subject, record, same};

pub(super) async fn records_come_in_the_order_of_the_keys(on: Subject<'_>) -> Outcome {
    on.given_keys(&["a", "b", "c"]).await?;

    let answers = on.get(&["b", "c", "a"]).await?;
    let expected = ["b", "c", "a"].map(|name| Some(record(1, name)));
    same("answers", answers, expected.to_vec())
}

pub(super) async fn a_repeated_key_is_answered_twice(on: Subject<'_>) -> Outcome {
    on.given_keys(&["a", "b"]).await?;

    let answers = on.get(&["a", "b", "a", "no", "no"]).await?;
    let [a, b] = ["a", "b"].map(|name| Some(record(1, name)));
    same("answers", answers, vec![a.clone(), b, a, None, None])
}

pub(super) async fn absent_keys_are_none(on: Subject<'_>) -> Outcome {
    on.given_keys(&["b"]).await?;

    let answers = on.get(&["a", "b", "c"]).await?;
    same("answers", answers, vec![None, Some(record(1, "b")), None])
}

pub(super) async fn no_keys_give_an_empty_answer(on: Subject<'_>) -> Outcome {
    same("answers to no question", on.get(&[]).await?, vec![])
}

/// A key matches its whole text, not a prefix or a pattern.
pub(super) async fn only_the_exact_key_matches(on: Subject<'_>) -> Outcome {
    on.given_keys(&["user/ana", "user/ana/device"]).await?;

    for name in ["user", "user/", "user/an", "user/ana/", "user/ana0", "user/an_", "user/%", "*"] {
        same(&format!("the record at {name:?}"), on.read(name).await?, None)?;
    }
    Ok(())
}
