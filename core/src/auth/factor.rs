//! Second factors, and sets of them.

use serde::{Deserialize, Serialize};

use crate::auth::channel::Channel;

/// A factor that may be required after the first proof.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Factor {
    /// Codes by text message.
    SmsMfa,
    /// Codes from an authenticator app.
    SoftwareTokenMfa,
    /// Codes by email.
    EmailOtp,
}

impl Factor {
    /// In the order in which the API lists them.
    pub(crate) const ALL: [Self; 3] = [Self::SmsMfa, Self::SoftwareTokenMfa, Self::EmailOtp];

    /// The name in the API, which is also the name of the factor's challenge.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::SmsMfa => "SMS_MFA",
            Self::SoftwareTokenMfa => "SOFTWARE_TOKEN_MFA",
            Self::EmailOtp => "EMAIL_OTP",
        }
    }

    /// The factor of this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }

    /// The channel of this factor's codes; `None` for authenticator apps, which generate their own.
    pub(crate) fn channel(self) -> Option<Channel> {
        match self {
            Self::SmsMfa => Some(Channel::PhoneNumber),
            Self::EmailOtp => Some(Channel::Email),
            Self::SoftwareTokenMfa => None,
        }
    }
}

/// A set of factors.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "Vec<Factor>", into = "Vec<Factor>")]
pub(crate) struct Factors(u8);

impl Factors {
    pub(crate) const NONE: Self = Self(0);

    pub(crate) fn of(contains: impl Fn(Factor) -> bool) -> Self {
        Factor::ALL.into_iter().filter(|factor| contains(*factor)).collect()
    }

    pub(crate) fn contains(self, factor: Factor) -> bool {
        self.0 & (1 << factor as u8) != 0
    }

    /// Adds or removes a factor.
    pub(crate) fn set(&mut self, factor: Factor, present: bool) {
        self.0 = (self.0 & !(1 << factor as u8)) | (u8::from(present) << factor as u8);
    }

    /// The factors in both sets.
    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// In the order in which the API lists them.
    pub(crate) fn iter(self) -> impl Iterator<Item = Factor> {
        Factor::ALL.into_iter().filter(move |factor| self.contains(*factor))
    }

    /// The names, in the order in which the API lists them.
    pub(crate) fn names(self) -> Vec<String> {
        self.iter().map(|factor| factor.as_str().to_owned()).collect()
    }
}

impl FromIterator<Factor> for Factors {
    fn from_iter<I: IntoIterator<Item = Factor>>(factors: I) -> Self {
        let mut set = Self::NONE;
        factors.into_iter().for_each(|factor| set.set(factor, true));
        set
    }
}

impl From<Vec<Factor>> for Factors {
    fn from(list: Vec<Factor>) -> Self {
        list.into_iter().collect()
    }
}

impl From<Factors> for Vec<Factor> {
    fn from(set: Factors) -> Self {
        set.iter().collect()
    }
}

/// Which users of a pool need a second factor.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MfaMode {
    Off,
    /// Users who switched one on.
    Optional,
    /// All users.
    On,
}

impl Factors {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
    pub(crate) fn is_empty_ref(&self) -> bool {
        self.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_stored_as_the_list_of_its_names() {
        let mut set: Factors = [Factor::EmailOtp, Factor::SmsMfa].into_iter().collect();
        assert_eq!(serde_json::to_string(&set).unwrap(), r#"["SMS_MFA","EMAIL_OTP"]"#);
        assert_eq!(serde_json::from_str::<Factors>(r#"["EMAIL_OTP","SMS_MFA"]"#).unwrap(), set);
        set.set(Factor::SmsMfa, false);
        assert_eq!(set.names(), ["EMAIL_OTP"]);
        for factor in Factor::ALL {
            assert_eq!(serde_json::to_value(factor).unwrap(), factor.as_str());
            assert_eq!(Factor::parse(factor.as_str()), Some(factor));
        }
    }
}
