//! The texts of the pages, in the languages that they have.
//!
//! Placeholders in braces are replaced by [`fill`].

mod de;
mod en;
mod es;
mod fr;
mod ja;

/// A language of the pages.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Language {
    #[default]
    English,
    German,
    French,
    Spanish,
    Japanese,
}

/// The texts of all pages in one language.
#[derive(Debug)]
pub(crate) struct Texts {
    // ---- Sign-in ----
    pub(crate) sign_in: &'static str,
    /// Above the form for a name and a password.
    pub(crate) sign_in_with_password: &'static str,
    /// Above the buttons of identity providers.
    pub(crate) sign_in_with_provider: &'static str,
    /// The button of an identity provider: `{provider}`.
    pub(crate) continue_with: &'static str,
    /// Between the buttons of identity providers and the form.
    pub(crate) or: &'static str,
    pub(crate) username: &'static str,
    pub(crate) email: &'static str,
    pub(crate) phone_number: &'static str,
    pub(crate) password: &'static str,
    pub(crate) forgot_password: &'static str,
    pub(crate) need_account: &'static str,
    pub(crate) sign_up: &'static str,
    pub(crate) next: &'static str,
    // ---- The account of the browser's session ----
    /// The title of the page that offers the account of the session.
    pub(crate) choose_account: &'static str,
    /// `{username}`.
    pub(crate) signed_in_as: &'static str,
    /// The button: `{username}`.
    pub(crate) continue_as: &'static str,
    pub(crate) use_another_account: &'static str,
    // ---- Challenges ----
    pub(crate) change_password: &'static str,
    pub(crate) new_password_needed: &'static str,
    pub(crate) new_password: &'static str,
    /// Above the rules for a new password.
    pub(crate) password_needs: &'static str,
    /// The rules: `{length}`, upper-case and lower-case letters, digits, symbols.
    pub(crate) password_rules: [&'static str; 5],
    pub(crate) enter_code: &'static str,
    /// `{destination}`, which is partly hidden.
    pub(crate) code_sent: &'static str,
    pub(crate) code_of_app: &'static str,
    pub(crate) code: &'static str,
    pub(crate) confirm: &'static str,
    pub(crate) choose_factor: &'static str,
    pub(crate) factor_sms: &'static str,
    pub(crate) factor_email: &'static str,
    pub(crate) factor_app: &'static str,
    pub(crate) factor_passkey: &'static str,
    pub(crate) set_up_factor: &'static str,
    pub(crate) set_up_needed: &'static str,
    pub(crate) set_up_app: &'static str,
    pub(crate) scan_code: &'static str,
    /// The description of the QR code for readers of screens.
    pub(crate) qr_code: &'static str,
    /// Before the key for who cannot scan.
    pub(crate) secret_key: &'static str,
    pub(crate) set_up_email: &'static str,
    // ---- Passkeys ----
    pub(crate) use_passkey: &'static str,
    pub(crate) passkey_hint: &'static str,
    pub(crate) passkey_failed: &'static str,
    pub(crate) needs_script: &'static str,
    pub(crate) add_passkey: &'static str,
    pub(crate) add_passkey_hint: &'static str,
    pub(crate) not_now: &'static str,
    // ---- Sign-up ----
    pub(crate) sign_up_title: &'static str,
    pub(crate) have_account: &'static str,
    /// Before the links to the documents of the operator: `{terms}` and `{privacy}` are links.
    pub(crate) terms: &'static str,
    pub(crate) terms_of_use: &'static str,
    pub(crate) privacy_policy: &'static str,
    pub(crate) confirm_account: &'static str,
    pub(crate) confirm_sent: &'static str,
    pub(crate) link_sent: &'static str,
    pub(crate) resend_link: &'static str,
    pub(crate) resend_code: &'static str,
    pub(crate) code_resent: &'static str,
    pub(crate) account_confirmed: &'static str,
    // ---- Passwords ----
    pub(crate) forgot_title: &'static str,
    pub(crate) forgot_hint: &'static str,
    pub(crate) reset_password: &'static str,
    pub(crate) reset_sent: &'static str,
    /// For who cannot sign in before the password is reset.
    pub(crate) reset_needed: &'static str,
    // ---- Errors and others ----
    pub(crate) error: &'static str,
    pub(crate) expired_form: &'static str,
    pub(crate) try_later: &'static str,
    pub(crate) too_many_requests: &'static str,
    /// The names of attributes, such as `given_name`.
    pub(crate) attributes: &'static [(&'static str, &'static str)],
    /// The texts of exceptions by their names, in other languages than that of the service. English has none.
    pub(crate) exceptions: &'static [(&'static str, &'static str)],
}

impl Language {
    /// All languages with their tags.
    pub(crate) const ALL: [(&'static str, Self); 5] = [
        ("en", Self::English),
        ("de", Self::German),
        ("fr", Self::French),
        ("es", Self::Spanish),
        ("ja", Self::Japanese),
    ];

    /// The language with a tag such as `de` or `de-AT` ([RFC 5646](https://www.rfc-editor.org/rfc/rfc5646)).
    pub(crate) fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(primary)).map(|(_, language)| language)
    }

    /// The first language of a header `Accept-Language` that the pages have
    /// ([RFC 9110 §12.5.4](https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4)).
    pub(crate) fn accepted(header: &str) -> Option<Self> {
        let mut best: Option<(u32, Self)> = None;
        for part in header.split(',').take(32) {
            let mut words = part.split(';').map(str::trim);
            let Some(language) = words.next().and_then(Self::of_tag) else { continue };
            let weight = words.find_map(|word| word.strip_prefix("q=")).map_or(Some(1000), thousandths);
            let Some(weight) = weight.filter(|weight| *weight > 0) else { continue };
            if best.is_none_or(|(before, _)| weight > before) {
                best = Some((weight, language));
            }
        }
        best.map(|(_, language)| language)
    }

    /// The tag in the attribute `lang` of a page.
    pub(crate) fn tag(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, language)| *language == self).map_or("en", |(tag, _)| tag)
    }

    pub(crate) fn texts(self) -> &'static Texts {
        match self {
            Self::English => &en::TEXTS,
            Self::German => &de::TEXTS,
            Self::French => &fr::TEXTS,
            Self::Spanish => &es::TEXTS,
            Self::Japanese => &ja::TEXTS,
        }
    }
}

impl Texts {
    /// The name of an attribute. An attribute without one is called as in the API.
    pub(crate) fn attribute<'a>(&self, name: &'a str) -> &'a str {
        let found = self.attributes.iter().find(|(own, _)| *own == name);
        found.map_or_else(|| name.strip_prefix("custom:").unwrap_or(name), |(_, text)| *text)
    }

    /// The text of an exception, if this language has one.
    pub(crate) fn exception(&self, name: &str) -> Option<&'static str> {
        self.exceptions.iter().find(|(own, _)| *own == name).map(|(_, text)| *text)
    }
}

/// A weight such as `0.8`, in thousandths.
fn thousandths(weight: &str) -> Option<u32> {
    let (whole, rest) = weight.split_once('.').unwrap_or((weight, ""));
    if rest.len() > 3 {
        return None;
    }
    let all = whole.parse::<u32>().ok()?.checked_mul(1000)? + format!("{rest:0<3}").parse::<u32>().ok()?;
    (all <= 1000).then_some(all)
}

/// Replaces `{name}` in a text.
pub(crate) fn fill(text: &str, name: &str, value: &str) -> String {
    text.replace(&format!("{{{name}}}"), value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_tag() {
        assert_eq!(Language::of_tag("de"), Some(Language::German));
        assert_eq!(Language::of_tag("ja-JP"), Some(Language::Japanese));
        assert_eq!(Language::of_tag("FR_ca"), Some(Language::French));
        assert_eq!(Language::of_tag("xx"), None);
        for (tag, language) in Language::ALL {
            assert_eq!((Language::of_tag(tag), language.tag()), (Some(language), tag));
        }
    }

    #[test]
    fn the_accepted_language_with_the_largest_weight_is_chosen() {
        for (header, expected) in [
            ("de", Some(Language::German)),
            ("it, fr;q=0.5, es;q=0.8", Some(Language::Spanish)),
            ("en;q=0, ja", Some(Language::Japanese)),
            ("en;q=x, ja;q=0.1", Some(Language::Japanese)),
            ("de-CH;q=0.9, de;q=0.9, fr;q=0.8", Some(Language::German)),
            ("it", None),
            ("", None),
        ] {
            assert_eq!(Language::accepted(header), expected, "{header}");
        }
    }

    #[test]
    fn every_language_has_the_placeholders_of_english() {
        for (tag, language) in Language::ALL {
            let texts = language.texts();
            for (text, name) in [
                (texts.continue_with, "{provider}"),
                (texts.signed_in_as, "{username}"),
                (texts.continue_as, "{username}"),
                (texts.code_sent, "{destination}"),
                (texts.confirm_sent, "{destination}"),
                (texts.link_sent, "{destination}"),
                (texts.reset_sent, "{destination}"),
                (texts.password_rules[0], "{length}"),
                (texts.terms, "{terms}"),
                (texts.terms, "{privacy}"),
            ] {
                assert!(text.contains(name), "{tag}: {text}");
            }
        }
    }
}
