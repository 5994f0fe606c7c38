//! The challenge machine: what follows a proof, from facts alone.
//!
//! It knows no storage and no engine, so that every path can be enumerated. Operations load the [`Facts`], ask for
//! the [`Step`], and seal what must be remembered into the `Session`.

use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        channel::Channel,
        factor::{Factor, Factors, MfaMode},
        user_status::UserStatus,
    },
    error::{
        Error, InvalidParameter, NotAuthorized, PasswordResetRequired, ResourceNotFound,
        SoftwareTokenMfaNotFound, UserNotConfirmed,
    },
};

/// How a user has shown who they are, before any second factor.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proof {
    /// By a password, sent or proved by SRP.
    #[default]
    Password,
    /// By challenges of the pool's functions alone. No second factor is added to them.
    Custom,
    /// By a code that was sent there.
    OneTimePassword(Channel),
    /// By a passkey.
    Passkey {
        /// It knew the user, and pool and user let that count as both factors.
        multi_factor: bool,
    },
    /// By the code of a sign-up that was confirmed just now.
    SignUp,
}

/// What is known of a user who has just given a right proof.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) proof: Proof,
    /// A second factor was proved as well.
    pub(crate) factor_proved: bool,
    pub(crate) device: Device,
    pub(crate) enabled: bool,
    pub(crate) status: UserStatus,
    /// The temporary password is older than the pool allows.
    pub(crate) temporary_password_expired: bool,
    /// The client answers as if the user might not exist.
    pub(crate) hides_existence: bool,
    pub(crate) mfa: MfaFacts,
}

/// What the device that the sign-in named is to the user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Device {
    /// None was named, or the pool tracks none.
    None,
    /// Named, and not one of the user's.
    Unknown,
    /// One of the user's, which changes nothing.
    Known,
    /// One of the user's that is remembered, in a pool where such a device stands in for the second factor.
    StandsIn,
}

/// What is known of second factors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MfaFacts {
    /// Whether the pool asks for one.
    pub(crate) demand: MfaMode,
    /// Those the pool is set up for.
    pub(crate) offered: Factors,
    /// Those the user has the means for: a number, an address, an authenticator app.
    pub(crate) usable: Factors,
    /// Those the user switched on.
    pub(crate) enabled: Factors,
    pub(crate) preferred: Option<Factor>,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    NewPasswordRequired,
    /// One second factor.
    Factor(Factor),
    /// The user chooses among several.
    SelectFactor(Factors),
    /// The user has none and sets up one of these.
    SetUpFactor(Factors),
    /// The device proves itself in the place of a second factor.
    Device,
    Tokens,
}

/// The status error that needs no proof: that a reset is due. Only to be asked where existence is no secret.
pub(crate) fn before_proof(facts: &Facts) -> Result<(), Error> {
    if facts.status == UserStatus::ResetRequired && facts.enabled {
        return Err(PasswordResetRequired.into());
    }
    Ok(())
}

/// The status errors that need no password: as [`before_proof`], and that the user is not confirmed. A code that was sent
/// may still confirm them, a password may not.
pub(crate) fn before_password(facts: &Facts) -> Result<(), Error> {
    before_proof(facts)?;
    if facts.status == UserStatus::Unconfirmed && facts.enabled {
        return Err(UserNotConfirmed.into());
    }
    Ok(())
}

/// What follows a right proof. It is judged before the status, so a stranger learns no status.
pub(crate) fn next(facts: &Facts) -> Result<Step, Error> {
    check_status(facts)?;
    // Before a password is set or a message is sent: clients start anew, without the key.
    if facts.device == Device::Unknown {
        return Err(ResourceNotFound::Device.into());
    }
    match facts.status {
        UserStatus::ForceChangePassword if matches!(facts.proof, Proof::Password | Proof::Custom) => {
            Ok(Step::NewPasswordRequired)
        }
        // Nothing but a temporary password, or the pool's functions in its place, leads to a new one.
        UserStatus::ForceChangePassword => Err(NotAuthorized::IncorrectCredentials.into()),
        _ if facts.factor_proved => Ok(Step::Tokens),
        // Where no second factor would be asked for, too: the pool wants a challenge of every device that it knows.
        _ if facts.device == Device::StandsIn && !is_alone(facts) => Ok(Step::Device),
        _ => after_proof(facts),
    }
}

/// The pool's functions have asked for all they wanted. A code that was sent is never the first of two factors; a passkey
/// only where it counts as both, and then it stands in for a factor that the user has, not for one that is still to be
/// set up. Codes and passkeys are withheld from users who need more, so whoever comes here with one has come to need a
/// second factor meanwhile.
fn after_proof(facts: &Facts) -> Result<Step, Error> {
    if facts.proof == Proof::Custom {
        return Ok(Step::Tokens);
    }
    let step = second_factor(&facts.mfa)?;
    if is_alone(facts) {
        return Err(NotAuthorized::IncorrectCredentials.into());
    }
    match (facts.proof, step) {
        (Proof::Passkey { multi_factor: true }, Step::Factor(_) | Step::SelectFactor(_)) => Ok(Step::Tokens),
        (_, step) => Ok(step),
    }
}

/// Whether the proof is one that nothing can be added to, of a user who needs more.
fn is_alone(facts: &Facts) -> bool {
    matches!(facts.proof, Proof::OneTimePassword(_) | Proof::Passkey { multi_factor: false })
        && needs_second_factor(&facts.mfa)
}

/// Whether a password of this user would not be enough.
pub(crate) fn needs_second_factor(mfa: &MfaFacts) -> bool {
    !matches!(second_factor(mfa), Ok(Step::Tokens))
}

/// Whether a code may be sent as a first factor. The right one confirms a user who is not confirmed yet.
pub(crate) fn check_before_code(facts: &Facts) -> Result<(), Error> {
    match facts.status {
        UserStatus::Unconfirmed if facts.enabled => Ok(()),
        _ => check_status(facts),
    }
}

/// Refuses whoever may not sign in at all.
pub(crate) fn check_status(facts: &Facts) -> Result<(), Error> {
    if !facts.enabled {
        return Err(NotAuthorized::UserDisabled.into());
    }
    match facts.status {
        UserStatus::Unconfirmed => Err(UserNotConfirmed.into()),
        UserStatus::ResetRequired => Err(reset_required(facts)),
        // Users of an external provider have no password here.
        UserStatus::ExternalProvider => Err(NotAuthorized::IncorrectCredentials.into()),
        UserStatus::ForceChangePassword if facts.temporary_password_expired => {
            Err(NotAuthorized::TemporaryPasswordExpired.into())
        }
        UserStatus::ForceChangePassword | UserStatus::Confirmed => Ok(()),
    }
}

/// [MFA decision](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html): where MFA is
/// optional, only what the user switched on counts; where it is required, whatever the user can use.
fn second_factor(facts: &MfaFacts) -> Result<Step, Error> {
    let possible = facts.offered.and(facts.usable);
    let eligible = match facts.demand {
        MfaMode::Off => return Ok(Step::Tokens),
        MfaMode::Optional => possible.and(facts.enabled),
        MfaMode::On => possible,
    };
    if let Some(preferred) = facts.preferred.filter(|preferred| eligible.contains(*preferred)) {
        return Ok(Step::Factor(preferred));
    }
    let mut each = eligible.iter();
    match (each.next(), each.next()) {
        (Some(_), Some(_)) => Ok(Step::SelectFactor(eligible)),
        (Some(only), None) => Ok(Step::Factor(only)),
        (None, _) if facts.demand == MfaMode::Optional => Ok(Step::Tokens),
        (None, _) => set_up(facts),
    }
}

/// A number cannot be set during a sign-in; an app and an address can.
fn set_up(facts: &MfaFacts) -> Result<Step, Error> {
    let mut possible = facts.offered;
    possible.set(Factor::SmsMfa, false);
    if possible.is_empty() {
        return Err(InvalidParameter::NoFactorToSetUp.into());
    }
    Ok(Step::SetUpFactor(possible))
}

/// Refuses a factor that was chosen and that the pool does not offer or the user does not have.
pub(crate) fn factor_unavailable(chosen: Option<Factor>) -> Error {
    match chosen {
        Some(Factor::SoftwareTokenMfa) => SoftwareTokenMfaNotFound::NotOfUser.into(),
        _ => InvalidParameter::MfaTypeNotAvailable.into(),
    }
}

fn reset_required(facts: &Facts) -> Error {
    if facts.hides_existence {
        NotAuthorized::IncorrectCredentials.into()
    } else {
        PasswordResetRequired.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEVICES: [Device; 4] = [Device::None, Device::Unknown, Device::Known, Device::StandsIn];

    const DEMANDS: [MfaMode; 3] = [MfaMode::Off, MfaMode::Optional, MfaMode::On];

    fn every_set() -> impl Iterator<Item = Factors> + Clone {
        (0..8_u8).map(|bits| Factors::of(|factor| bits & (1 << factor as u8) != 0))
    }

    /// Every demand, each with every set of offered, usable and enabled factors and every preference: 3 × 8³ × 4.
    fn every_mfa() -> impl Iterator<Item = MfaFacts> {
        DEMANDS.into_iter().flat_map(|demand| {
            every_set().flat_map(move |offered| {
                every_set().flat_map(move |usable| {
                    every_set().flat_map(move |enabled| {
                        [None].into_iter().chain(Factor::ALL.map(Some)).map(move |preferred| MfaFacts {
                            demand,
                            offered,
                            usable,
                            enabled,
                            preferred,
                        })
                    })
                })
            })
        })
    }

    fn every_fact() -> impl Iterator<Item = Facts> {
        every_mfa().flat_map(|mfa| {
            UserStatus::ALL.into_iter().flat_map(move |status| {
                (0..128).map(move |bits| Facts {
                    proof: if bits & 64 == 0 { Proof::Password } else { Proof::Custom },
                    factor_proved: bits & 8 != 0,
                    device: DEVICES[bits >> 4 & 3],
                    enabled: bits & 1 != 0,
                    status,
                    temporary_password_expired: bits & 2 != 0,
                    hides_existence: bits & 4 != 0,
                    mfa,
                })
            })
        })
    }

    fn confirmed(mfa: MfaFacts) -> Facts {
        Facts {
            proof: Proof::Password,
            factor_proved: false,
            device: Device::None,
            enabled: true,
            status: UserStatus::Confirmed,
            temporary_password_expired: false,
            hides_existence: false,
            mfa,
        }
    }

    const OTHER_PROOFS: [Proof; 5] = [
        Proof::OneTimePassword(Channel::Email),
        Proof::OneTimePassword(Channel::PhoneNumber),
        Proof::Passkey { multi_factor: false },
        Proof::Passkey { multi_factor: true },
        Proof::SignUp,
    ];

    /// What is said of a passkey or a code is what is said of a password, or less.
    #[test]
    fn no_other_proof_gives_more_than_a_password_but_a_passkey_that_is_two_factors() {
        for facts in every_fact().filter(|facts| facts.proof == Proof::Password) {
            let by_password = next(&facts).map_err(|error| error.to_string());
            for proof in OTHER_PROOFS {
                let after = next(&Facts { proof, ..facts }).map_err(|error| error.to_string());
                let both = proof == Proof::Passkey { multi_factor: true };
                match (&by_password, &after) {
                    (Ok(Step::NewPasswordRequired), after) => assert!(after.is_err(), "{proof:?} {facts:?}"),
                    (Ok(Step::Factor(_) | Step::SelectFactor(_)), after) if both => {
                        assert_eq!(*after, Ok(Step::Tokens), "{facts:?}");
                    }
                    (Ok(_), after) if !facts.factor_proved && is_alone(&Facts { proof, ..facts }) => {
                        assert!(after.is_err(), "{proof:?} {facts:?}");
                    }
                    (by_password, after) => assert_eq!(by_password, after, "{proof:?} {facts:?}"),
                }
            }
        }
    }

    #[test]
    fn a_second_factor_is_needed_whenever_a_password_is_not_enough() {
        for mfa in every_mfa() {
            let enough = matches!(next(&confirmed(mfa)), Ok(Step::Tokens));
            assert_eq!(needs_second_factor(&mfa), !enough, "{mfa:?}");
        }
    }

    #[test]
    fn a_code_is_sent_to_whoever_may_sign_in_or_could_be_confirmed_by_it() {
        for facts in every_fact() {
            let confirmable = facts.status == UserStatus::Unconfirmed && facts.enabled;
            assert_eq!(check_before_code(&facts).is_ok(), confirmable || check_status(&facts).is_ok());
        }
    }

    fn set(factors: &[Factor]) -> Factors {
        factors.iter().copied().collect()
    }

    const NO_MFA: MfaFacts = MfaFacts {
        demand: MfaMode::Off,
        offered: Factors::NONE,
        usable: Factors::NONE,
        enabled: Factors::NONE,
        preferred: None,
    };

    #[test]
    fn tokens_come_out_only_for_enabled_users_who_have_done_everything() {
        for facts in every_fact() {
            let MfaFacts { demand, offered, usable, enabled, .. } = facts.mfa;
            let done = facts.device != Device::StandsIn
                && match demand {
                    _ if facts.proof == Proof::Custom => true,
                    MfaMode::Off => true,
                    MfaMode::Optional => offered.and(usable).and(enabled).is_empty(),
                    MfaMode::On => false,
                };
            let done = done || facts.factor_proved;
            let known = facts.device != Device::Unknown;
            let expected = facts.status == UserStatus::Confirmed && facts.enabled && known && done;
            assert_eq!(matches!(next(&facts), Ok(Step::Tokens)), expected, "{facts:?}");
        }
    }

    #[test]
    fn after_a_factor_or_a_custom_proof_no_other_factor_is_asked_for() {
        let done = |facts: &Facts| {
            facts.factor_proved || facts.proof == Proof::Custom && facts.device != Device::StandsIn
        };
        for facts in every_fact().filter(done) {
            let there = facts.device != Device::Unknown;
            let expected = facts.status == UserStatus::Confirmed && facts.enabled && there;
            assert_eq!(matches!(next(&facts), Ok(Step::Tokens)), expected, "{facts:?}");
            assert!(!matches!(next(&facts), Ok(Step::Factor(_) | Step::SelectFactor(_) | Step::Device)));
        }
    }

    #[test]
    fn only_what_the_pool_offers_and_the_user_can_use_is_asked_for() {
        for mfa in every_mfa() {
            let facts = confirmed(mfa);
            let possible = mfa.offered.and(mfa.usable);
            match next(&facts) {
                Ok(Step::Factor(factor)) => {
                    assert!(possible.contains(factor), "{facts:?}");
                    assert!(mfa.demand == MfaMode::On || mfa.enabled.contains(factor), "{facts:?}");
                }
                Ok(Step::SelectFactor(factors)) => {
                    assert!(factors.iter().count() > 1 && factors.and(possible) == factors, "{facts:?}");
                    assert!(mfa.preferred.is_none_or(|preferred| !factors.contains(preferred)), "{facts:?}");
                }
                Ok(Step::SetUpFactor(factors)) => {
                    assert!(mfa.demand == MfaMode::On && possible.is_empty(), "{facts:?}");
                    assert!(!factors.is_empty() && factors.and(mfa.offered) == factors, "{facts:?}");
                    assert!(!factors.contains(Factor::SmsMfa), "{facts:?}");
                }
                Ok(Step::Tokens) => assert!(mfa.demand != MfaMode::On, "{facts:?}"),
                Ok(Step::NewPasswordRequired | Step::Device) => panic!("{facts:?}"),
                Err(error) => {
                    assert_eq!(error.to_string(), InvalidParameter::NoFactorToSetUp.to_string());
                    assert!(mfa.demand == MfaMode::On && possible.is_empty(), "{facts:?}");
                }
            }
        }
    }

    #[test]
    fn a_device_is_asked_in_the_place_of_any_second_factor_and_only_then() {
        for facts in every_fact() {
            let ready = facts.status == UserStatus::Confirmed && facts.enabled && !facts.factor_proved;
            match facts.device {
                Device::StandsIn if ready => assert_eq!(next(&facts).ok(), Some(Step::Device), "{facts:?}"),
                Device::Unknown if check_status(&facts).is_ok() => {
                    assert!(matches!(next(&facts), Err(Error::ResourceNotFound(_))), "{facts:?}");
                }
                _ => {
                    let alone = Facts { device: Device::None, ..facts };
                    assert_eq!(next(&facts).ok(), next(&alone).ok(), "{facts:?}");
                }
            }
        }
    }

    /// The rows of the reference, section 3.1.
    #[test]
    fn the_decision_is_the_references() {
        use Factor::{EmailOtp, SmsMfa, SoftwareTokenMfa};
        let all = set(&Factor::ALL);
        let after = |mfa: MfaFacts| next(&confirmed(mfa)).map_err(|error| error.to_string());
        let on = MfaFacts { demand: MfaMode::On, offered: all, ..NO_MFA };
        let optional = MfaFacts { demand: MfaMode::Optional, usable: all, ..on };

        assert_eq!(
            after(MfaFacts { demand: MfaMode::Off, usable: all, enabled: all, ..on }),
            Ok(Step::Tokens)
        );
        assert_eq!(after(optional), Ok(Step::Tokens));
        for factor in Factor::ALL {
            let one = set(&[factor]);
            assert_eq!(after(MfaFacts { enabled: one, ..optional }), Ok(Step::Factor(factor)));
            assert_eq!(after(MfaFacts { usable: one, ..on }), Ok(Step::Factor(factor)));
            let preferred = MfaFacts { preferred: Some(factor), ..on };
            assert_eq!(after(MfaFacts { usable: all, ..preferred }), Ok(Step::Factor(factor)));
        }
        for several in [&[SmsMfa, SoftwareTokenMfa][..], &[SmsMfa, EmailOtp], &[SoftwareTokenMfa, EmailOtp]] {
            let several = set(several);
            assert_eq!(after(MfaFacts { usable: several, ..on }), Ok(Step::SelectFactor(several)));
        }
        let app_and_mail = set(&[SoftwareTokenMfa, EmailOtp]);
        assert_eq!(after(on), Ok(Step::SetUpFactor(app_and_mail)));
        assert!(after(MfaFacts { offered: set(&[SmsMfa]), ..on }).is_err());
    }

    #[test]
    fn a_reset_shows_before_any_proof_and_a_missing_confirmation_before_a_password() {
        for facts in every_fact() {
            let shown = |outcome: Result<(), Error>| outcome.err().map(|error| error.name());
            let reset = (facts.status == UserStatus::ResetRequired && facts.enabled)
                .then_some("PasswordResetRequiredException");
            let unconfirmed = (facts.status == UserStatus::Unconfirmed && facts.enabled)
                .then_some("UserNotConfirmedException");
            assert_eq!(shown(before_proof(&facts)), reset, "{facts:?}");
            assert_eq!(shown(before_password(&facts)), reset.or(unconfirmed), "{facts:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_first_reason() {
        let facts = confirmed(NO_MFA);
        let said = |facts: &Facts| next(facts).map_err(|error| error.to_string());
        assert_eq!(said(&facts), Ok(Step::Tokens));
        assert_eq!(said(&Facts { enabled: false, ..facts }), Err("User is disabled.".to_owned()));
        let unconfirmed = Facts { status: UserStatus::Unconfirmed, ..facts };
        assert_eq!(said(&unconfirmed), Err("User is not confirmed.".to_owned()));
        assert_eq!(said(&Facts { enabled: false, ..unconfirmed }), Err("User is disabled.".to_owned()));
        let forced = Facts { status: UserStatus::ForceChangePassword, ..facts };
        assert_eq!(said(&forced), Ok(Step::NewPasswordRequired));
        assert_eq!(
            said(&Facts { temporary_password_expired: true, ..forced }),
            Err("Temporary password has expired and must be reset by an administrator.".to_owned())
        );
    }
}
