//! Domains under which unrelated parties register names: the [Public Suffix List](https://publicsuffix.org).
//!
//! A passkey for such a domain would be one for the sites of everybody in it. The list is data of ours and not the crate
//! `psl`, so that the WebAssembly module, for which both are too large, can be given the same rules by its host.
//! `public_suffix/update` writes it anew.

use std::borrow::Cow;

use userpool_storage_traits::{MaybeSend, MaybeSync};

/// The rules of the Public Suffix List, where a host gives them: see [`crate::EngineBuilder::public_suffixes`].
pub trait PublicSuffixes: MaybeSend + MaybeSync + 'static {
    /// The text of `core/src/public_suffix/list.txt`: rules in ASCII, one a line, in the order of their bytes. Comments
    /// stand before the first empty line. Asked for only when a rule is needed, which is seldom.
    fn rules(&self) -> Cow<'static, str>;
}

impl PublicSuffixes for &'static str {
    fn rules(&self) -> Cow<'static, str> {
        Cow::Borrowed(self)
    }
}

/// The list that is compiled in.
#[cfg(feature = "public-suffixes")]
pub(crate) static LIST: &str = include_str!("public_suffix/list.txt");

/// Whether the list names `domain` as a public suffix. A name of one label that it does not know, such as `localhost`, is
/// a host of a private network and none.
pub(crate) fn is_public_suffix(rules: &str, domain: &str) -> bool {
    let rules = rules.split_once("\n\n").map_or(rules, |(_, rules)| rules);
    let domain = domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase();
    // What marks rules is no part of a domain.
    if domain.starts_with(['!', '*']) || is_listed(rules, &["!", &*domain].concat()) {
        return false;
    }
    is_listed(rules, &domain)
        || match domain.split_once('.') {
            Some((_, parent)) => is_listed(rules, &["*.", parent].concat()),
            // A top-level domain all of whose children are public suffixes.
            None => is_listed(rules, &["*.", &*domain].concat()),
        }
}

/// Whether a line is `rule`, by a binary search.
fn is_listed(mut rules: &str, rule: &str) -> bool {
    while !rules.is_empty() {
        // The list is ASCII; elsewhere the middle of a character would end the search.
        let Some((before, after)) = rules.split_at_checked(rules.len() / 2) else { return false };
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let end = after.find('\n').map_or(rules.len(), |at| before.len() + at);
        match rules[start..end].cmp(rule) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => rules = rules.get(end + 1..).unwrap_or_default(),
            std::cmp::Ordering::Greater => rules = &rules[..start],
        }
    }
    false
}

#[cfg(all(test, feature = "public-suffixes"))]
mod tests {
    use super::*;

    #[test]
    fn listed_domains_are_public_suffixes() {
        for domain in [
            "com",
            "COM",
            "com.",
            "co.uk",
            "Co.Uk",
            "github.io",
            "ck",
            "any.ck",
            "any.kobe.jp",
            "s3.amazonaws.com",
            "xn--p1ai",
            "xn--55qx5d.cn",
        ] {
            assert!(is_public_suffix(LIST, domain), "{domain}");
        }
    }

    #[test]
    fn registered_and_private_domains_are_none() {
        for domain in [
            "",
            ".",
            "localhost",
            "intranet",
            "127.0.0.1",
            "example.com",
            "auth.example.co.uk",
            "example.github.io",
            "www.ck",
            "kobe.jp",
            "city.kobe.jp",
            "a.any.ck",
            "//",
            "!www.ck",
            "*.ck",
            "com\nexample",
            "例え",
        ] {
            assert!(!is_public_suffix(LIST, domain), "{domain}");
        }
    }

    #[test]
    fn every_rule_is_found() {
        let rules = LIST.split_once("\n\n").unwrap().1;
        assert!(rules.lines().is_sorted());
        assert!(rules.lines().count() > 9_000);
        for rule in rules.lines() {
            assert!(is_listed(rules, rule), "{rule}");
            assert!(!is_listed(rules, &format!("{rule}-")), "{rule}-");
            assert!(!is_listed(rules, &format!("-{rule}")), "-{rule}");
            match rule.strip_prefix('!') {
                Some(domain) => assert!(!is_public_suffix(LIST, domain), "{domain}"),
                None => assert!(is_public_suffix(LIST, &rule.replace('*', "any")), "{rule}"),
            }
        }
    }

    #[test]
    fn texts_that_are_no_list_name_nothing() {
        for text in ["", "\n", "\n\n", "// only a comment\n\n", "é", "日本\n語"] {
            assert!(!is_public_suffix(text, "com"), "{text:?}");
        }
    }
}
