//! The channels over which a user can receive a code.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Medium;

/// An address or number of a user that can receive codes.
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

    /// The attribute that tells whether the address is verified.
    pub(crate) fn verified_attribute(self) -> &'static str {
        match self {
            Self::Email => "email_verified",
            Self::PhoneNumber => "phone_number_verified",
        }
    }

    /// The medium of the messages.
    pub(crate) fn medium(self) -> Medium {
        match self {
            Self::Email => Medium::Email,
            Self::PhoneNumber => Medium::Sms,
        }
    }
}
