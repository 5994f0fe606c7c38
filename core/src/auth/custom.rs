//! Custom sign-ins: the next step after a response of `DefineAuthChallenge`.
//!
//! [Custom authentication challenge Lambda
//! triggers](https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-challenge.html)

use super::challenge::{Facts, Step, check_status, factor_unavailable};
use crate::{
    auth::{factor::Factor, user_status::UserStatus},
    error::{Error, InvalidLambdaResponse},
    events::DefineAuthChallengeResponse,
};

/// The challenge that the pool's functions create and verify.
pub(crate) const CUSTOM_CHALLENGE: &str = "CUSTOM_CHALLENGE";

/// The challenge that proves the password, in a sign-in that started with SRP.
pub(crate) const PASSWORD_VERIFIER: &str = "PASSWORD_VERIFIER";

/// The first entry in the history of a sign-in that started with SRP.
pub(crate) const SRP_A: &str = "SRP_A";

/// The next turn of the sign-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Turn {
    /// The sign-in fails.
    Refuse,
    /// The functions require nothing more. Steps that apply to every sign-in may still come before the tokens.
    Tokens,
    /// A challenge that the functions create.
    Custom,
    /// The password challenge of SRP.
    Password,
    /// A challenge that the engine creates.
    BuiltIn(Step),
}

/// The next turn. `a_waits`: the client sent an SRP value A, and the password challenge was not sent yet. `proved`: the
/// user, if they have proved the password in this sign-in.
///
/// # Errors
/// `InvalidLambdaResponseException` when the response names no challenge, an unknown one, or one that is not possible
/// now. Also the errors of [`check_status`], and an error for a factor that the user does not have.
pub(crate) fn decide(
    answer: &DefineAuthChallengeResponse,
    a_waits: bool,
    proved: Option<&Facts>,
) -> Result<Turn, Error> {
    if answer.fail_authentication == Some(true) {
        return Ok(Turn::Refuse);
    }
    if answer.issue_tokens == Some(true) {
        return Ok(Turn::Tokens);
    }
    match (answer.challenge_name.as_deref(), proved) {
        (Some(CUSTOM_CHALLENGE), _) => Ok(Turn::Custom),
        (Some(PASSWORD_VERIFIER), None) if a_waits => Ok(Turn::Password),
        (Some(name), Some(facts)) => built_in(name, facts).map(Turn::BuiltIn),
        _ => Err(InvalidLambdaResponse.into()),
    }
}

/// A challenge of the engine. It may send messages and change passwords, so the status is checked first.
fn built_in(name: &str, facts: &Facts) -> Result<Step, Error> {
    let step = match Factor::parse(name) {
        Some(factor) => Step::Factor(factor),
        None if name == "NEW_PASSWORD_REQUIRED" && facts.status == UserStatus::ForceChangePassword => {
            Step::NewPasswordRequired
        }
        // Includes device challenges: the engine sends them itself before the tokens.
        None => return Err(InvalidLambdaResponse.into()),
    };
    check_status(facts)?;
    match step {
        Step::Factor(factor) if !facts.mfa.offered.and(facts.mfa.usable).contains(factor) => {
            Err(factor_unavailable(Some(factor)))
        }
        step => Ok(step),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{
        challenge::{Device, MfaFacts, Proof},
        factor::{Factors, MfaMode},
    };

    const NAMES: [Option<&str>; 13] = [
        None,
        Some(""),
        Some("CUSTOM_CHALLENGE"),
        Some("PASSWORD_VERIFIER"),
        Some("NEW_PASSWORD_REQUIRED"),
        Some("SMS_MFA"),
        Some("EMAIL_OTP"),
        Some("SOFTWARE_TOKEN_MFA"),
        Some("SELECT_MFA_TYPE"),
        Some("MFA_SETUP"),
        Some("DEVICE_SRP_AUTH"),
        Some("SRP_A"),
        Some("custom_challenge"),
    ];

    const FLAGS: [Option<bool>; 3] = [None, Some(false), Some(true)];

    fn every_answer() -> impl Iterator<Item = DefineAuthChallengeResponse> {
        NAMES.into_iter().flat_map(|name| {
            FLAGS.into_iter().flat_map(move |tokens| {
                FLAGS.into_iter().map(move |failure| DefineAuthChallengeResponse {
                    challenge_name: name.map(str::to_owned),
                    issue_tokens: tokens,
                    fail_authentication: failure,
                })
            })
        })
    }

    /// No user who proved a password, or a user of every status, enabled or not, with every set of factors that the
    /// pool offers and every set that the user can use.
    fn every_standing() -> Vec<(bool, Option<Facts>)> {
        let sets = || (0..8_u8).map(|bits| Factors::of(|factor| bits & (1 << factor as u8) != 0));
        let mut standings = vec![(false, None), (true, None)];
        for status in UserStatus::ALL {
            for enabled in [false, true] {
                for offered in sets() {
                    for usable in sets() {
                        let mfa = MfaFacts {
                            demand: MfaMode::Optional,
                            offered,
                            usable,
                            enabled: Factors::NONE,
                            preferred: None,
                        };
                        let facts = Facts {
                            proof: Proof::Password,
                            factor_proved: false,
                            device: Device::None,
                            enabled,
                            status,
                            temporary_password_expired: false,
                            hides_existence: false,
                            demands_factor: false,
                            mfa,
                        };
                        standings.extend([(false, Some(facts)), (true, Some(facts))]);
                    }
                }
            }
        }
        standings
    }

    #[test]
    fn failing_takes_precedence_over_tokens_and_tokens_over_the_challenge() {
        for answer in every_answer() {
            for (a_waits, proved) in every_standing() {
                let turn = decide(&answer, a_waits, proved.as_ref()).ok();
                let fails = answer.fail_authentication == Some(true);
                let issues = answer.issue_tokens == Some(true) && !fails;
                assert_eq!(turn == Some(Turn::Refuse), fails, "{answer:?}");
                assert_eq!(turn == Some(Turn::Tokens), issues, "{answer:?}");
            }
        }
    }

    #[test]
    fn each_challenge_is_possible_only_at_its_place() {
        for (a_waits, proved) in every_standing() {
            for name in NAMES {
                let answer = DefineAuthChallengeResponse {
                    challenge_name: name.map(str::to_owned),
                    ..Default::default()
                };
                let turn = decide(&answer, a_waits, proved.as_ref()).ok();
                let may = |facts: &Facts| facts.enabled && check_status(facts).is_ok();
                let expected = match name {
                    Some("CUSTOM_CHALLENGE") => Some(Turn::Custom),
                    Some("PASSWORD_VERIFIER") => (a_waits && proved.is_none()).then_some(Turn::Password),
                    Some("NEW_PASSWORD_REQUIRED") => proved
                        .filter(|facts| facts.status == UserStatus::ForceChangePassword && may(facts))
                        .map(|_| Turn::BuiltIn(Step::NewPasswordRequired)),
                    Some(name) => Factor::parse(name).and_then(|factor| {
                        let has = |facts: &Facts| {
                            facts.mfa.offered.contains(factor) && facts.mfa.usable.contains(factor)
                        };
                        proved
                            .filter(|facts| has(facts) && may(facts))
                            .map(|_| Turn::BuiltIn(Step::Factor(factor)))
                    }),
                    None => None,
                };
                assert_eq!(turn, expected, "{name:?} {a_waits} {proved:?}");
            }
        }
    }

    #[test]
    fn an_error_states_the_reason() {
        let said = |name: &str, facts: Option<&Facts>| {
            let answer = DefineAuthChallengeResponse::challenge(name);
            decide(&answer, false, facts).unwrap_err().to_string()
        };
        let standing = |status: UserStatus| {
            let mut standings = every_standing().into_iter().filter_map(|(_, facts)| facts);
            standings.find(|facts| facts.status == status && facts.enabled).unwrap()
        };
        let confirmed = standing(UserStatus::Confirmed);
        assert_eq!(said("SMS_MFA", None), "Unrecognizable lambda output");
        assert_eq!(said("nothing", Some(&confirmed)), "Unrecognizable lambda output");
        assert_eq!(said("SMS_MFA", Some(&confirmed)), "The selected MFA type is not available for the user.");
        assert_eq!(
            said("SOFTWARE_TOKEN_MFA", Some(&confirmed)),
            "Software Token MFA does not exist for the user."
        );
        let disabled = Facts { enabled: false, ..confirmed };
        assert_eq!(said("SMS_MFA", Some(&disabled)), "User is disabled.");
        assert_eq!(said("SMS_MFA", Some(&standing(UserStatus::Unconfirmed))), "User is not confirmed.");
    }
}
