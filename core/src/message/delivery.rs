//! Where a code was sent, as the caller sees it: with a masked address.

use serde::{Deserialize, Serialize};

use crate::auth::channel::Channel;

/// `CodeDeliveryDetailsType`: where a code was sent, masked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CodeDeliveryDetails {
    /// The masked address or number.
    pub destination: String,
    /// `EMAIL` or `SMS`.
    pub delivery_medium: String,
    /// `email` or `phone_number`.
    pub attribute_name: String,
}

impl Channel {
    /// The delivery details that the caller sees, with `destination` in them.
    pub(crate) fn details(self, destination: &str) -> CodeDeliveryDetails {
        CodeDeliveryDetails {
            destination: match self {
                Self::Email => mask_email(destination),
                Self::PhoneNumber => mask_phone_number(destination),
            },
            delivery_medium: self.medium().as_str().to_owned(),
            attribute_name: self.attribute().to_owned(),
        }
    }
}

/// `test@example.com` becomes `t***@e***`.
pub(crate) fn mask_email(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    format!("{}***@{}***", first(local), first(domain))
}

/// `+12065559934` becomes `+*******9934`.
pub(crate) fn mask_phone_number(number: &str) -> String {
    let digits: Vec<char> = number.trim_start_matches('+').chars().collect();
    let shown = digits.len().saturating_sub(4);
    let stars = "*".repeat(shown);
    let tail: String = digits[shown..].iter().collect();
    format!("+{stars}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_address_shows_two_letters() {
        assert_eq!(mask_email("test@test.com"), "t***@t***");
        assert_eq!(mask_email("fixture@example.com"), "f***@e***");
        assert_eq!(mask_email("no-at-sign"), "n***@***");
        assert_eq!(mask_email(""), "***@***");
    }

    #[test]
    fn a_masked_number_shows_four_digits() {
        assert_eq!(mask_phone_number("+12065559934"), "+*******9934");
        assert_eq!(mask_phone_number("+123"), "+123");
        assert_eq!(mask_phone_number(""), "+");
    }
}
