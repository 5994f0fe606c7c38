//! [`Plan`]: a batch as the statements of a transaction.

use std::collections::BTreeMap;

use userpool_storage_traits::{Batch, Key, Partition, Record, Revision, Scan, Write};

/// A batch in arrays, with each written key once and in order.
#[derive(Debug)]
pub(crate) struct Plan<'b> {
    pub(crate) partition: &'b str,
    pub(crate) checks: Checks<'b>,
    /// What must be absent and is put: the insertion is the check.
    pub(crate) creates: Puts<'b>,
    pub(crate) puts: Puts<'b>,
    pub(crate) deletes: Vec<&'b str>,
}

#[derive(Debug, Default)]
pub(crate) struct Checks<'b> {
    pub(crate) keys: Vec<&'b str>,
    /// `None`: the record must be absent.
    pub(crate) revisions: Vec<Option<i64>>,
}

#[derive(Debug, Default)]
pub(crate) struct Puts<'b> {
    pub(crate) keys: Vec<&'b str>,
    pub(crate) values: Vec<&'b [u8]>,
    pub(crate) revisions: Vec<i64>,
    pub(crate) ends: Vec<Option<i64>>,
}

impl<'b> Plan<'b> {
    pub(crate) fn of(batch: &'b Batch) -> Self {
        // The last write to a key counts, and an `INSERT` may not meet a key twice.
        let last: BTreeMap<&str, &Write> =
            batch.writes.iter().map(|write| (write.key().as_str(), write)).collect();
        let mut plan = Self {
            partition: batch.partition.as_str(),
            checks: Checks::default(),
            creates: Puts::default(),
            puts: Puts::default(),
            deletes: Vec::new(),
        };
        let mut created: Vec<&str> = Vec::new();
        for check in &batch.checks {
            let key = check.key.as_str();
            if check.expect.is_none() && matches!(last.get(key), Some(Write::Put { .. })) {
                created.push(key);
            } else {
                plan.checks.keys.push(key);
                plan.checks.revisions.push(check.expect.map(to_bigint));
            }
        }
        created.sort_unstable();
        for (key, write) in last {
            match write {
                Write::Delete { .. } => plan.deletes.push(key),
                Write::Put { record, .. } if created.binary_search(&key).is_ok() => {
                    plan.creates.add(key, record)
                }
                Write::Put { record, .. } => plan.puts.add(key, record),
            }
        }
        plan
    }

    /// Whether it is only a question.
    pub(crate) fn writes_nothing(&self) -> bool {
        self.creates.keys.is_empty() && self.puts.keys.is_empty() && self.deletes.is_empty()
    }

    /// A key that it puts and the revision that the record then has, by which the batch recognises itself.
    pub(crate) fn mark(&self) -> Option<(Key, Revision)> {
        let mark = |puts: &Puts<'_>| {
            let revision = Revision::from_bits(puts.revisions.first()?.cast_unsigned());
            Some((Key::from_stored(*puts.keys.first()?), revision))
        };
        mark(&self.creates).or_else(|| mark(&self.puts))
    }
}

impl<'b> Puts<'b> {
    fn add(&mut self, key: &'b str, record: &'b Record) {
        self.keys.push(key);
        self.values.push(&record.value);
        self.revisions.push(to_bigint(record.revision));
        self.ends.push(record.expires_at.map(u64::cast_signed));
    }
}

// Revisions have 53 bits.
fn to_bigint(revision: Revision) -> i64 {
    revision.to_bits().cast_signed()
}

/// A scan as a range of keys, from `from` on, before `to`.
#[derive(Debug)]
pub(crate) struct Range<'s> {
    pub(crate) partition: &'s str,
    pub(crate) from: &'s str,
    /// Whether `from` itself is left out.
    pub(crate) is_behind: bool,
    pub(crate) to: String,
    pub(crate) limit: i64,
}

impl<'s> Range<'s> {
    pub(crate) fn of(partition: &'s Partition, scan: &'s Scan) -> Self {
        let prefix = scan.prefix.as_str();
        let after = scan.after.as_ref().map(Key::as_str);
        let end = end_of(prefix);
        let (from, is_behind, to) = match after {
            Some(after) if scan.reverse => (prefix, false, end.min(after.to_owned())),
            Some(after) if after >= prefix => (after, true, end),
            _ => (prefix, false, end),
        };
        Self { partition: partition.as_str(), from, is_behind, to, limit: scan.limit.into() }
    }
}

/// A text behind every key with this prefix, and before every other key behind them.
fn end_of(prefix: &str) -> String {
    let mut rest = prefix.chars();
    while let Some(last) = rest.next_back() {
        // The range of characters steps over the surrogates; the last character has no successor.
        if let Some(next) = (last..=char::MAX).nth(1) {
            return format!("{}{next}", rest.as_str());
        }
    }
    // Longer than any key, and of the last character only.
    char::MAX.to_string().repeat(userpool_storage_traits::limits::KEY_BYTES_MAX / char::MAX.len_utf8() + 1)
}

#[cfg(test)]
mod tests {
    use userpool_storage_traits::{Check, Prefix};

    use super::*;

    #[test]
    fn a_batch_becomes_statements_that_meet_each_key_once() {
        let key = Key::from_stored;
        let put = |name, bits| Write::Put {
            key: key(name),
            record: Record { value: vec![], revision: Revision::from_bits(bits), expires_at: None },
        };
        let batch = Batch {
            checks: vec![
                Check { key: key("new"), expect: None },
                Check { key: key("gone"), expect: None },
                Check { key: key("held"), expect: Some(Revision::from_bits(7)) },
            ],
            writes: vec![
                put("z", 1),
                put("new", 2),
                Write::Delete { key: key("z") },
                Write::Delete { key: key("gone") },
                put("b", 3),
                put("b", 4),
            ],
            ..Batch::new(Partition::new("p"))
        };
        let plan = Plan::of(&batch);
        assert_eq!((plan.checks.keys, plan.checks.revisions), (vec!["gone", "held"], vec![None, Some(7)]));
        assert_eq!((plan.creates.keys, plan.creates.revisions), (vec!["new"], vec![2]));
        assert_eq!((plan.puts.keys, plan.puts.revisions), (vec!["b"], vec![4]));
        assert_eq!(plan.deletes, ["gone", "z"]);
        assert_eq!(Plan::of(&batch).mark(), Some((key("new"), Revision::from_bits(2))));
    }

    #[test]
    fn a_prefix_ends_before_the_next_key() {
        for (prefix, expected) in [
            ("a", "b"),
            ("user/", "user0"),
            ("a\u{d7ff}", "a\u{e000}"),
            ("a\u{10ffff}", "b"),
            ("a\u{7f}", "a\u{80}"),
        ] {
            assert_eq!(end_of(prefix), expected);
        }
        for prefix in ["", "\u{10ffff}"] {
            let longest = "\u{10ffff}".repeat(userpool_storage_traits::limits::KEY_BYTES_MAX / 4);
            assert!(end_of(prefix) > longest);
        }
    }

    #[test]
    fn a_scan_becomes_a_range() {
        let partition = Partition::new("p");
        for (after, reverse, expected) in [
            (None, false, ("b/", false, "b0")),
            (Some("a"), false, ("b/", false, "b0")),
            (Some("b/"), false, ("b/", true, "b0")),
            (Some("b/1"), false, ("b/1", true, "b0")),
            (Some("z"), false, ("z", true, "b0")),
            (None, true, ("b/", false, "b0")),
            (Some("b/1"), true, ("b/", false, "b/1")),
            (Some("a"), true, ("b/", false, "a")),
            (Some("z"), true, ("b/", false, "b0")),
        ] {
            let after = after.map(Key::from_stored);
            let scan = Scan { after, reverse, ..Scan::first(Prefix::under(["b"]), 5) };
            let range = Range::of(&partition, &scan);
            assert_eq!((range.from, range.is_behind, range.to.as_str()), expected, "{scan:?}");
        }
    }
}
