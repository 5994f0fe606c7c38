//! The challenge machine: decides the next step after a proof, from known facts alone.
//!
//! It does not depend on the store or the engine, so tests can enumerate every path. Operations load the [`Facts`], ask
//! for the [`Step`], and seal the state of the sign-in into the `Session`.

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

/// How a user has proved their identity, before any second factor.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Proof {
    /// By a password, sent directly or proved by SRP.
    #[default]
    Password,
    /// By challenges of the pool's functions alone. No second factor follows.
    Custom,
    /// By a code that was sent over this channel.
    OneTimePassword(Channel),
    /// By a passkey.
    Passkey {
        /// The authenticator verified the user, and the settings of pool and user let the passkey count as both
        /// factors.
        multi_factor: bool,
    },
    /// By the code of a sign-up that was confirmed just before.
    SignUp,
}

/// The facts about a user who has just given a right proof.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) proof: Proof,
    /// A second factor was proved as well.
    pub(crate) factor_proved: bool,
    pub(crate) device: Device,
    pub(crate) enabled: bool,
    pub(crate) status: UserStatus,
    /// The temporary password has expired.
    pub(crate) temporary_password_expired: bool,
    /// The client hides whether users exist.
    pub(crate) hides_existence: bool,
    /// Threat protection asks for a second factor, if the user has one.
    pub(crate) demands_factor: bool,
    pub(crate) mfa: MfaFacts,
}

/// The device that the sign-in named, as seen from the user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Device {
    /// The client named no device, or the pool does not track devices.
    None,
    /// The client named a device that is not one of the user's.
    Unknown,
    /// A device of the user that changes nothing.
    Known,
    /// A remembered device of the user, in a pool where such a device replaces the second factor.
    StandsIn,
}

/// The facts about second factors.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MfaFacts {
    /// Whether the pool asks for a second factor.
    pub(crate) demand: MfaMode,
    /// The factors that the pool is configured for.
    pub(crate) offered: Factors,
    /// The factors that the user could use: with a number, an address, or an authenticator app.
    pub(crate) usable: Factors,
    /// The factors that the user switched on.
    pub(crate) enabled: Factors,
    pub(crate) preferred: Option<Factor>,
}

/// The next step of the sign-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    NewPasswordRequired,
    /// The client must prove this second factor.
    Factor(Factor),
    /// The user selects one of these factors.
    SelectFactor(Factors),
    /// The user has no factor and must set up one of these.
    SetUpFactor(Factors),
    /// The device must prove itself instead of a second factor.
    Device,
    Tokens,
}

/// The status error that is returned before any proof: a reset is required. Call it only where the client does not hide
/// whether users exist.
pub(crate) fn before_proof(facts: &Facts) -> Result<(), Error> {
    if facts.status == UserStatus::ResetRequired && facts.enabled {
        return Err(PasswordResetRequired.into());
    }
    Ok(())
}

/// The status errors that are returned before a password is checked: those of [`before_proof`], and an unconfirmed
/// user. A code that was sent can still confirm the user; a password cannot.
pub(crate) fn before_password(facts: &Facts) -> Result<(), Error> {
    before_proof(facts)?;
    if facts.status == UserStatus::Unconfirmed && facts.enabled {
        return Err(UserNotConfirmed.into());
    }
    Ok(())
}

/// The next step after a right proof. The proof is checked before the status, so an attacker does not learn the status.
pub(crate) fn next(facts: &Facts) -> Result<Step, Error> {
    check_status(facts)?;
    // Checked before a password is set or a message is sent. The client starts again without the device key.
    if facts.device == Device::Unknown {
        return Err(ResourceNotFound::Device.into());
    }
    match facts.status {
        UserStatus::ForceChangePassword if matches!(facts.proof, Proof::Password | Proof::Custom) => {
            Ok(Step::NewPasswordRequired)
        }
        // A new password can only follow a temporary password, or the pool's functions.
        UserStatus::ForceChangePassword => Err(NotAuthorized::IncorrectCredentials.into()),
        _ if facts.factor_proved => Ok(Step::Tokens),
        // Also when no second factor would follow: the pool asks every known device for a challenge.
        _ if facts.device == Device::StandsIn && !is_alone(facts) => Ok(Step::Device),
        _ => after_proof(facts),
    }
}

/// The next step after the first factor; after a custom sign-in, tokens. A code that was sent is never the first of two
/// factors. A passkey is, only if it counts as both; it then replaces a factor that the user has, but not one that must
/// still be set up. Codes and passkeys are not offered to users who need a second factor, so a user who reaches the
/// error here has come to need one during the sign-in.
fn after_proof(facts: &Facts) -> Result<Step, Error> {
    let demanded = || choose(possible(&facts.mfa), facts.mfa.preferred).filter(|_| facts.demands_factor);
    if facts.proof == Proof::Custom {
        return Ok(demanded().unwrap_or(Step::Tokens));
    }
    let step = second_factor(&facts.mfa)?;
    if is_alone(facts) {
        return Err(NotAuthorized::IncorrectCredentials.into());
    }
    match (facts.proof, step) {
        (Proof::Passkey { multi_factor: true }, Step::Factor(_) | Step::SelectFactor(_)) => Ok(Step::Tokens),
        (_, Step::Tokens) => Ok(demanded().unwrap_or(Step::Tokens)),
        (_, step) => Ok(step),
    }
}

/// Whether the user needs a second factor, but the proof is of a kind that no second factor may follow.
fn is_alone(facts: &Facts) -> bool {
    matches!(facts.proof, Proof::OneTimePassword(_) | Proof::Passkey { multi_factor: false })
        && needs_second_factor(&facts.mfa)
}

/// Whether this user needs a second factor after a password.
pub(crate) fn needs_second_factor(mfa: &MfaFacts) -> bool {
    !matches!(second_factor(mfa), Ok(Step::Tokens))
}

/// Whether a code may be sent as a first factor. The right code confirms a user who is not confirmed yet.
pub(crate) fn check_before_code(facts: &Facts) -> Result<(), Error> {
    match facts.status {
        UserStatus::Unconfirmed if facts.enabled => Ok(()),
        _ => check_status(facts),
    }
}

/// Refuses users who may not sign in at all.
pub(crate) fn check_status(facts: &Facts) -> Result<(), Error> {
    if !facts.enabled {
        return Err(NotAuthorized::UserDisabled.into());
    }
    match facts.status {
        UserStatus::Unconfirmed => Err(UserNotConfirmed.into()),
        UserStatus::ResetRequired => Err(reset_required(facts)),
        // Users of an external provider have no password in the pool.
        UserStatus::ExternalProvider => Err(NotAuthorized::IncorrectCredentials.into()),
        UserStatus::ForceChangePassword if facts.temporary_password_expired => {
            Err(NotAuthorized::TemporaryPasswordExpired.into())
        }
        UserStatus::ForceChangePassword | UserStatus::Confirmed => Ok(()),
    }
}

/// [MFA decision](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html): if MFA is
/// optional, only the factors that the user switched on count; if it is required, all factors that the user could use.
fn second_factor(facts: &MfaFacts) -> Result<Step, Error> {
    let eligible = match facts.demand {
        MfaMode::Off => return Ok(Step::Tokens),
        MfaMode::Optional => possible(facts).and(facts.enabled),
        MfaMode::On => possible(facts),
    };
    match choose(eligible, facts.preferred) {
        Some(step) => Ok(step),
        None if facts.demand == MfaMode::Optional => Ok(Step::Tokens),
        None => set_up(facts),
    }
}

/// The factors that the pool offers and the user could use.
fn possible(facts: &MfaFacts) -> Factors {
    facts.offered.and(facts.usable)
}

/// Whether the user could prove a second factor.
pub(crate) fn has_factor(facts: &MfaFacts) -> bool {
    !possible(facts).is_empty()
}

/// The preferred one of these factors, the only one, or the choice; `None` if there is none.
fn choose(eligible: Factors, preferred: Option<Factor>) -> Option<Step> {
    if let Some(preferred) = preferred.filter(|preferred| eligible.contains(*preferred)) {
        return Some(Step::Factor(preferred));
    }
    let mut each = eligible.iter();
    match (each.next(), each.next()) {
        (Some(_), Some(_)) => Some(Step::SelectFactor(eligible)),
        (only, _) => only.map(Step::Factor),
    }
}

/// Only an app and an email address can be set up during a sign-in, a phone number cannot.
fn set_up(facts: &MfaFacts) -> Result<Step, Error> {
    let mut possible = facts.offered;
    possible.set(Factor::SmsMfa, false);
    if possible.is_empty() {
        return Err(InvalidParameter::NoFactorToSetUp.into());
    }
    Ok(Step::SetUpFactor(possible))
}

/// The error for a selected factor that the pool does not offer or the user does not have.
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

    /// Every MFA mode, with every set of offered, usable and enabled factors and every preference: 3 × 8³ × 4.
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
                    demands_factor: false,
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
            demands_factor: false,
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

    /// A passkey or a code leads to the same step as a password, or to less.
    #[test]
    fn only_a_passkey_that_counts_as_two_factors_gives_more_than_a_password() {
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
    fn a_code_is_sent_only_to_users_who_may_sign_in_or_be_confirmed_by_it() {
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
    fn only_enabled_users_who_completed_every_step_get_tokens() {
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
    fn after_a_factor_or_a_custom_proof_no_other_factor_follows() {
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
    fn a_device_challenge_replaces_a_second_factor_and_nothing_else() {
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

    /// Section 3.1 of the reference.
    #[test]
    fn the_decision_agrees_with_the_reference() {
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
    fn a_required_reset_shows_before_any_proof_and_a_missing_confirmation_before_a_password() {
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

    #[test]
    fn a_demanded_factor_is_asked_of_every_user_who_has_one() {
        for facts in every_fact() {
            let without = next(&facts);
            let with = next(&Facts { demands_factor: true, ..facts });
            let asks = matches!(without, Ok(Step::Tokens)) && !facts.factor_proved && has_factor(&facts.mfa);
            match asks {
                true => {
                    let factor = matches!(with, Ok(Step::Factor(_) | Step::SelectFactor(_)));
                    assert!(factor, "{facts:?}");
                }
                false => assert_eq!(
                    with.map_err(|error| error.to_string()),
                    without.map_err(|error| error.to_string()),
                    "{facts:?}"
                ),
            }
        }
    }
}
