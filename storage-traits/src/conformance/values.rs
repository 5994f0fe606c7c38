//! Values and revisions come back as they were written.

use super::subject::{Outcome, Subject, Verdict::*, absent, at, put, record, same};
use crate::limits::REVISION_MAX;

pub(super) async fn every_byte_is_preserved(on: Subject<'_>) -> Outcome {
    let bytes: Vec<u8> = (0..=255).collect();
    comes_back(&on, &bytes).await?;
    for broken in [&b"\xff"[..], b"\xc3", b"\xed\xa0\x80", b"a\0b\xfe", b"\0"] {
        comes_back(&on, broken).await?;
    }
    Ok(())
}

pub(super) async fn text_is_preserved(on: Subject<'_>) -> Outcome {
    for text in [
        r#"{"name":"Ana","n":1.0,"e":"\u00e9"}"#,
        "{ \"spaces\" : true, \"b\":1, \"a\":2 }",
        "nul\0inside",
        "\u{feff}bom",
        "line\r\nend\n",
        " padded ",
        "e\u{301}\u{1f600}",
        "'quoted'",
        "null",
    ] {
        comes_back(&on, text.as_bytes()).await?;
    }
    Ok(())
}

pub(super) async fn the_empty_value_is_a_value(on: Subject<'_>) -> Outcome {
    comes_back(&on, b"").await?;
    same("a check of its revision", on.commit([at("a", 1)], []).await?, Applied)?;
    same("a check of its absence", on.commit([absent("a")], []).await?, Conflict)
}

pub(super) async fn numeric_text_is_preserved(on: Subject<'_>) -> Outcome {
    for text in ["007", "1.0", "1e3", "0x10", "-0", "9007199254740993", "true"] {
        comes_back(&on, text.as_bytes()).await?;
    }
    Ok(())
}

/// The largest revision and its neighbour, which a number of 52 bits would confuse.
pub(super) async fn the_largest_revisions_are_preserved(on: Subject<'_>) -> Outcome {
    for revision in [REVISION_MAX, REVISION_MAX - 1, (1 << 52) + 1, 1 << 32, 1 << 31] {
        on.given([put("a", record(revision, "x"))]).await?;
        same("the record", on.read("a").await?, Some(record(revision, "x")))?;
        same("a neighbour", on.commit([at("a", revision ^ 1)], []).await?, Conflict)?;
        same("a check", on.commit([at("a", revision)], []).await?, Applied)?;
    }
    Ok(())
}

pub(super) async fn revision_zero_is_not_absence(on: Subject<'_>) -> Outcome {
    same("absent, checked for zero", on.commit([at("a", 0)], []).await?, Conflict)?;

    on.given([put("a", record(0, "x"))]).await?;
    same("the record", on.read("a").await?, Some(record(0, "x")))?;
    same("present, checked for absence", on.commit([absent("a")], []).await?, Conflict)?;
    same("present, checked for zero", on.commit([at("a", 0)], []).await?, Applied)
}

async fn comes_back(on: &Subject<'_>, value: &[u8]) -> Outcome {
    on.given([put("a", record(1, value))]).await?;
    let found = on.read("a").await?.map(|record| record.value);
    same("the value", found, Some(value.to_vec()))
}
