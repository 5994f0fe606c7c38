//! First factors: the options of a user in a choice-based sign-in, from known facts alone.

use serde::{Deserialize, Serialize};

use crate::{
    auth::{channel::Channel, user_status::UserStatus},
    settings::AuthFactor,
};

/// A first factor of a choice-based sign-in.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub(crate) enum FirstFactor {
    PasswordSrp,
    Password,
    EmailOtp,
    SmsOtp,
    WebAuthn,
}

impl FirstFactor {
    /// In the order in which the service lists them.
    pub(crate) const ALL: [Self; 5] =
        [Self::PasswordSrp, Self::Password, Self::EmailOtp, Self::SmsOtp, Self::WebAuthn];

    /// The name in the API, which is also the name of the factor's challenge.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PasswordSrp => "PASSWORD_SRP",
            Self::Password => "PASSWORD",
            Self::EmailOtp => "EMAIL_OTP",
            Self::SmsOtp => "SMS_OTP",
            Self::WebAuthn => "WEB_AUTHN",
        }
    }

    /// The factor of this name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|factor| factor.as_str() == name)
    }

    /// Whether it is one of the two ways to prove a password.
    pub(crate) fn is_password(self) -> bool {
        matches!(self, Self::PasswordSrp | Self::Password)
    }

    /// The channel of this factor's codes.
    pub(crate) fn channel(self) -> Option<Channel> {
        match self {
            Self::EmailOtp => Some(Channel::Email),
            Self::SmsOtp => Some(Channel::PhoneNumber),
            Self::PasswordSrp | Self::Password | Self::WebAuthn => None,
        }
    }

    /// Whether a pool's `AllowedFirstAuthFactors` allow it. A password is always allowed: no policy can exclude it.
    pub(crate) fn is_allowed(self, allowed: &[AuthFactor]) -> bool {
        self.is_password() || allowed.iter().any(|factor| factor.as_str() == self.as_str())
    }
}

/// What a user can sign in with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Means {
    pub(crate) password: bool,
    /// Whether or not it is verified: the first right code verifies it.
    pub(crate) email: bool,
    pub(crate) phone_number: bool,
    /// A passkey for the pool's relying party.
    pub(crate) passkey: bool,
}

/// The facts about a user who selects a first factor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FirstFacts<'a> {
    /// The pool's `AllowedFirstAuthFactors`.
    pub(crate) allowed: &'a [AuthFactor],
    pub(crate) status: UserStatus,
    pub(crate) means: Means,
    /// The challenge machine would ask for a second factor, or for its set-up, after a password.
    pub(crate) needs_second_factor: bool,
    /// A passkey with user verification counts as both factors.
    pub(crate) passkey_is_multi_factor: bool,
}

/// The factors that the user may select, in the service's order. A code that is sent is never the first of two factors,
/// and a passkey only if it counts as both. A user with a temporary password must prove that password.
pub(crate) fn available(facts: &FirstFacts<'_>) -> Vec<FirstFactor> {
    let temporary = facts.status == UserStatus::ForceChangePassword;
    FirstFactor::ALL
        .into_iter()
        .filter(|factor| factor.is_allowed(facts.allowed))
        .filter(|factor| match factor {
            FirstFactor::PasswordSrp | FirstFactor::Password => facts.means.password,
            FirstFactor::EmailOtp => facts.means.email && !temporary && !facts.needs_second_factor,
            FirstFactor::SmsOtp => facts.means.phone_number && !temporary && !facts.needs_second_factor,
            FirstFactor::WebAuthn => {
                let suffices = !facts.needs_second_factor || facts.passkey_is_multi_factor;
                facts.means.passkey && !temporary && suffices
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 4] = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"];

    fn list(bits: u8) -> Vec<AuthFactor> {
        let names = NAMES.iter().enumerate().filter(|(index, _)| bits & (1 << index) != 0);
        names.map(|(_, name)| (*name).into()).collect()
    }

    /// Every policy, status, set of means and flag: 2⁴ × 5 × 2⁴ × 2².
    fn for_every_fact(mut check: impl FnMut(&FirstFacts<'_>, &[FirstFactor])) {
        for policy in 0..16 {
            let allowed = list(policy);
            for status in UserStatus::ALL {
                for bits in 0..64_u8 {
                    let facts = FirstFacts {
                        allowed: &allowed,
                        status,
                        means: Means {
                            password: bits & 1 != 0,
                            email: bits & 2 != 0,
                            phone_number: bits & 4 != 0,
                            passkey: bits & 8 != 0,
                        },
                        needs_second_factor: bits & 16 != 0,
                        passkey_is_multi_factor: bits & 32 != 0,
                    };
                    check(&facts, &available(&facts));
                }
            }
        }
    }

    #[test]
    fn a_password_is_offered_under_both_names_whenever_the_user_has_one() {
        for_every_fact(|facts, offered| {
            let passwords: Vec<_> = offered.iter().filter(|factor| factor.is_password()).copied().collect();
            let expected: &[FirstFactor] =
                if facts.means.password { &[FirstFactor::PasswordSrp, FirstFactor::Password] } else { &[] };
            assert_eq!(passwords, expected, "{facts:?}");
            assert!(offered.starts_with(expected), "SRP and password stand first: {facts:?}");
        });
    }

    #[test]
    fn every_other_factor_needs_the_policy_and_the_means_of_the_user() {
        for_every_fact(|facts, offered| {
            for (factor, has) in [
                (FirstFactor::EmailOtp, facts.means.email),
                (FirstFactor::SmsOtp, facts.means.phone_number),
                (FirstFactor::WebAuthn, facts.means.passkey),
            ] {
                let allowed = facts.allowed.iter().any(|allowed| allowed.as_str() == factor.as_str());
                let sole = !facts.needs_second_factor
                    || factor == FirstFactor::WebAuthn && facts.passkey_is_multi_factor;
                let expected = allowed && has && sole && facts.status != UserStatus::ForceChangePassword;
                assert_eq!(offered.contains(&factor), expected, "{factor:?} {facts:?}");
            }
        });
    }

    #[test]
    fn the_order_is_that_of_the_service() {
        for_every_fact(|facts, offered| {
            let places: Vec<_> = offered
                .iter()
                .map(|factor| FirstFactor::ALL.iter().position(|other| other == factor))
                .collect();
            assert!(places.is_sorted(), "{facts:?}");
        });
        let names: Vec<_> = FirstFactor::ALL.into_iter().map(FirstFactor::as_str).collect();
        assert_eq!(names, ["PASSWORD_SRP", "PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN"]);
        for factor in FirstFactor::ALL {
            assert_eq!(FirstFactor::parse(factor.as_str()), Some(factor));
        }
        assert_eq!(FirstFactor::parse("SOFTWARE_TOKEN"), None);
    }
}
