//! Keys are text, compared byte by byte: no locale, no collation, no pattern, no number.

use super::subject::{Outcome, Subject, put, record, same};
use crate::{Key, Prefix, Scan};

pub(super) async fn unusual_characters_are_preserved(on: Subject<'_>) -> Outcome {
    let names = [
        "",
        " ",
        "\t\n\r",
        "\u{1}\u{7f}\u{85}",
        "'; DROP TABLE records; --",
        "\"double\" `back` 'single'",
        "back\\slash \\n \\0",
        "100% _under_ *star* ?mark? [set]",
        "a/b%2Fc",
        "nul\0nul",
        "$1 ?1 :name @name {}",
        "\u{e9}\u{df}\u{130}\u{131}",
        "e\u{301}\u{302}\u{303}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}",
        "\u{202e}rtl\u{202c} \u{5e9}\u{5dc}\u{5d5}\u{5dd}",
        "\u{feff}bom",
        "\u{fffd}\u{ffff}\u{10ffff}",
    ];
    for name in names {
        let key = Key::new(["k", name, "end"]);
        on.given([put(key.as_str(), record(1, name))]).await?;
        same(&format!("the record of {name:?}"), on.read(key.as_str()).await?, Some(record(1, name)))?;

        let found = on.try_scan(&Scan::first(Prefix::under(["k", name]), 10)).await?;
        same(&format!("the records under {name:?}"), found, vec![(key, record(1, name))])?;
    }
    Ok(())
}

pub(super) async fn keys_are_case_sensitive(on: Subject<'_>) -> Outcome {
    distinct(&on, &["k/ANA", "k/Ana", "k/ana", "k/stra\u{df}e", "k/strasse", "k/\u{c9}", "k/\u{e9}"]).await
}

pub(super) async fn keys_are_not_normalized(on: Subject<'_>) -> Outcome {
    distinct(&on, &["k/e\u{301}", "k/\u{e9}", "k/\u{fb01}", "k/\u{ff21}", "k/fi"]).await
}

pub(super) async fn spaces_in_keys_are_significant(on: Subject<'_>) -> Outcome {
    distinct(&on, &["k/ a", "k/a", "k/a ", "k/a  ", "k/a\u{a0}", "k/a\u{200b}"]).await
}

pub(super) async fn keys_are_not_numbers(on: Subject<'_>) -> Outcome {
    distinct(&on, &["007", "0x7", "1", "1.0", "10", "1e0", "7", "9", "9007199254740993"]).await
}

pub(super) async fn order_is_not_a_locale(on: Subject<'_>) -> Outcome {
    // A locale would sort accented letters next to their base letters and ignore case and the hyphen.
    in_order(&on, &["k/A", "k/B", "k/Z", "k/a", "k/a-c", "k/ab", "k/b", "k/z", "k/\u{e1}"]).await
}

pub(super) async fn order_is_not_utf_16(on: Subject<'_>) -> Outcome {
    // JavaScript compares surrogates, which sort before U+E000.
    in_order(&on, &["k/\u{d7ff}", "k/\u{e000}", "k/\u{ff5e}", "k/\u{10000}", "k/\u{1f600}"]).await
}

/// Stores a record for each name and reads each of them.
async fn distinct(on: &Subject<'_>, names: &[&str]) -> Outcome {
    on.given_keys(names).await?;
    for name in names {
        same(&format!("the record of {name:?}"), on.read(name).await?, Some(record(1, name)))?;
    }
    same("the number of records", on.keys_under(Prefix::all()).await?.len(), names.len())
}

/// Scans `names`, which are sorted, in both directions and from each of them.
async fn in_order(on: &Subject<'_>, names: &[&str]) -> Outcome {
    let backwards: Vec<_> = names.iter().rev().copied().collect();
    on.given_keys(&backwards).await?;

    let all = Scan::first(Prefix::under(["k"]), 100);
    same("keys", on.keys(all.clone()).await?, owned(names))?;
    same("keys in reverse", on.keys(Scan { reverse: true, ..all.clone() }).await?, owned(&backwards))?;
    for (index, name) in names.iter().enumerate() {
        let scan = Scan { after: Some(Key::from_stored(*name)), ..all.clone() };
        same(&format!("keys after {name:?}"), on.keys(scan).await?, owned(&names[index + 1..]))?;
    }
    Ok(())
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}
