//! The form of an email address in an attribute, a username or the sender of a pool.

use crate::{check::patterns::is_visible, unicode::is_default_ignorable};

/// Whether `text` is one address: `local@domain`, where single dots separate the parts of both sides ([RFC
/// 5322](https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1) without quotes, comments and domain literals; other
/// scripts as in [RFC 6531](https://www.rfc-editor.org/rfc/rfc6531#section-3.3)).
///
/// Mail software may read other text as several addresses or as a different address: commas, brackets, white space, a
/// second `@`.
pub(crate) fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        local.split('.').all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character))
            && domain.split('.').all(is_label)
    })
}

/// A part of a domain name. Host names have no underscore, but names in the DNS do.
fn is_label(label: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_') || is_of_another_script(c);
    !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(is_allowed)
}

/// `atext`.
fn is_atom_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-".contains(c) || is_of_another_script(c)
}

/// A character beyond ASCII. Excluded are those that some software reads as a forbidden ASCII character: full-width and
/// small forms, and other full stops.
fn is_of_another_script(c: char) -> bool {
    let is_form_of_ascii = matches!(c, '\u{3002}' | '\u{FE50}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF65}');
    !c.is_ascii() && is_visible(c) && !is_default_ignorable(c) && !is_form_of_ascii
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_is_accepted() {
        for address in [
            "ana@example.com",
            "a@b",
            "a@b.c",
            "Ana.Maria+news@mail.example.co.uk",
            "!#$%&'*+-/=?^_`{|}~@example.com",
            "1@2.example",
            "ana@xn--bcher-kva.example",
            "ana@my_host.example",
            "zoë@bücher.example",
            "用户@例え.テスト",
            "नमस्ते@उदाहरण.example",
            "e\u{301}@example.com",
        ] {
            assert!(is_email(address), "{address}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "@",
            "ana",
            "ana@",
            "@example.com",
            "mike@example.com,evil@example.net",
            "mike@example.com;evil@example.net",
            "<a@b>",
            "Ana <ana@example.com>",
            "ana@example.com>",
            "a@b@c",
            "a@@b",
            "a..b@example.com",
            ".a@example.com",
            "a.@example.com",
            "a@example..com",
            "a@.example.com",
            "a@example.com.",
            "a@-example.com",
            "a@example-.com",
            "a@exam ple.com",
            "a b@example.com",
            " a@example.com",
            "a@example.com\n",
            "a@example.com\r\nBcc: evil@example.net",
            "a\t@example.com",
            "a\0@example.com",
            "\"a b\"@example.com",
            "\"a\"@example.com",
            "a(comment)@example.com",
            "a@[192.0.2.1]",
            "a@example.com:25",
            "a\\@example.com",
            "a@exa/mple.com",
            "a@example.com?cc=evil",
            // White space, control and invisible characters beyond ASCII.
            "a\u{a0}@example.com",
            "a\u{2028}@example.com",
            "a\u{200b}@example.com",
            "a\u{ad}@example.com",
            "a@example\u{2060}.com",
            "a\u{fe0f}@example.com",
            "\u{3164}@example.com",
            // Characters that may be read as one of the above.
            "a\u{ff20}b@example.com",
            "a\u{ff0c}b@example.com",
            "a@example\u{3002}com",
            "a@example\u{ff0e}com",
        ] {
            assert!(!is_email(text), "{text:?}");
        }
    }
}
