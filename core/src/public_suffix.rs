//! Domains under which unrelated parties register names: the [Public Suffix List](https://publicsuffix.org).
//!
//! A passkey for such a domain could be used by the sites of all parties in it. The list is a data file instead of the
//! crate `psl`, because both are too large for the WebAssembly module, and the host can pass the same rules to it.
//! `public_suffix/update` downloads the list again.

use std::borrow::Cow;

use userpool_storage_traits::{MaybeSend, MaybeSync};

/// The rules of the Public Suffix List, if a host supplies them: see [`crate::EngineBuilder::public_suffixes`].
pub trait PublicSuffixes: MaybeSend + MaybeSync + 'static {
    /// The text of `core/src/public_suffix/list.txt`: rules in ASCII, one on each line, sorted by their bytes. Comments
    /// come before the first empty line. Called only when a rule is needed, which is rare.
    fn rules(&self) -> Cow<'static, str>;
}

impl PublicSuffixes for &'static str {
    fn rules(&self) -> Cow<'static, str> {
        Cow::Borrowed(self)
    }
}

/// The built-in list.
#[cfg(feature = "public-suffixes")]
pub(crate) static LIST: &str = include_str!("public_suffix/list.txt");

/// Whether `domain` is a public suffix. A name with one label that is not in the list, such as `localhost`, is a host
/// in a private network and not a public suffix.
pub(crate) fn is_public_suffix(rules: &str, domain: &str) -> bool {
    let rules = rules.split_once("\n\n").map_or(rules, |(_, rules)| rules);
    let domain = domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase();
    // These characters have a meaning in rules, and are not valid in domains.
    if domain.starts_with(['!', '*']) || is_listed(rules, &["!", &*domain].concat()) {
        return false;
    }
    is_listed(rules, &domain)
        || match domain.split_once('.') {
            Some((_, parent)) => is_listed(rules, &["*.", parent].concat()),
            // The rule for a domain whose children are all public suffixes.
            None => is_listed(rules, &["*.", &*domain].concat()),
        }
}

/// Whether `rule` is a line of the list, by binary search.
fn is_listed(mut rules: &str, rule: &str) -> bool {
    while !rules.is_empty() {
        // The list is ASCII. In other text, the search ends if the middle is inside a character.
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
    fn registered_and_private_domains_are_not_public_suffixes() {
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
    fn invalid_lists_contain_no_rule() {
        for text in ["", "\n", "\n\n", "// only a comment\n\n", "é", "日本\n語"] {
            assert!(!is_public_suffix(text, "com"), "{text:?}");
        }
    }
}
