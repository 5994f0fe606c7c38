//! Where codes go, and how an address looks when it is only hinted at.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Medium;

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

/// An address or number of a user that can receive a code.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Channel {
    Email,
    PhoneNumber,
}

impl Channel {
    /// The channel whose address this attribute holds.
    pub(crate) fn of_attribute(name: &str) -> Option<Self> {
        [Self::Email, Self::PhoneNumber].into_iter().find(|channel| channel.attribute() == name)
    }

    /// The attribute that holds the address.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::PhoneNumber => "phone_number",
        }
    }

    /// The attribute that says the address is verified.
    pub(crate) fn verified_attribute(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
        }
    }

    /// How a message gets there.
    pub(crate) fn medium(self) -> Medium {
        match self {
            Self::Email => Medium::Email,
            Self::PhoneNumber => Medium::Sms,
        }
    }

    /// What the caller learns of the destination.
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
    fn an_address_shows_two_letters() {
        assert_eq!(mask_email("test@test.com"), "t***@t***");
        assert_eq!(mask_email("fixture@example.com"), "f***@e***");
        assert_eq!(mask_email("no-at-sign"), "n***@***");
        assert_eq!(mask_email(""), "***@***");
    }

    #[test]
    fn a_number_shows_four_digits() {
        assert_eq!(mask_phone_number("+12065559934"), "+*******9934");
        assert_eq!(mask_phone_number("+123"), "+123");
        assert_eq!(mask_phone_number(""), "+");
    }
}
