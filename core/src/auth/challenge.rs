//! The challenge machine: what follows a proof, from facts alone.
//!
//! It knows no storage and no engine, so that every path can be enumerated. Operations load the [`Facts`], ask for
//! the [`Step`], and seal what must be remembered into the `Session`.

use crate::{
    error::{Error, InvalidParameter, NotAuthorized, PasswordResetRequired, UserNotConfirmed},
    model::user::UserStatus,
};

/// What is known of a user who has just proved that they know the password.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    pub(crate) enabled: bool,
    pub(crate) status: UserStatus,
    /// The temporary password is older than the pool allows.
    pub(crate) temporary_password_expired: bool,
    /// The pool demands a second factor of everybody.
    pub(crate) mfa_required: bool,
    /// The client answers as if the user might not exist.
    pub(crate) hides_existence: bool,
}

/// What comes next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    NewPasswordRequired,
    Tokens,
}

/// The status errors that need no password: only whether a reset is due, and only where existence is no secret.
pub(crate) fn before_password(facts: &Facts) -> Result<(), Error> {
    if facts.status == UserStatus::ResetRequired && facts.enabled {
        return Err(reset_required(facts));
    }
    Ok(())
}

/// What follows the right password. The password is judged before the status, so a stranger learns no status.
pub(crate) fn after(facts: &Facts) -> Result<Step, Error> {
    if !facts.enabled {
        return Err(NotAuthorized::UserDisabled.into());
    }
    match facts.status {
        UserStatus::Unconfirmed => return Err(UserNotConfirmed.into()),
        UserStatus::ResetRequired => return Err(reset_required(facts)),
        // Users of an external provider have no password here.
        UserStatus::ExternalProvider => return Err(NotAuthorized::IncorrectCredentials.into()),
        UserStatus::ForceChangePassword if facts.temporary_password_expired => {
            return Err(NotAuthorized::TemporaryPasswordExpired.into());
        }
        UserStatus::ForceChangePassword => return Ok(Step::NewPasswordRequired),
        UserStatus::Confirmed => {}
    }
    if facts.mfa_required {
        // No second factor can be set up yet; tokens without one must not leave.
        return Err(InvalidParameter::ChallengeNotSupported("MFA_SETUP".to_owned()).into());
    }
    Ok(Step::Tokens)
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

    const STATUSES: [UserStatus; 5] = [
        UserStatus::Unconfirmed,
        UserStatus::Confirmed,
        UserStatus::ForceChangePassword,
        UserStatus::ResetRequired,
        UserStatus::ExternalProvider,
    ];

    fn every_fact() -> impl Iterator<Item = Facts> {
        STATUSES.into_iter().flat_map(|status| {
            (0..16).map(move |bits| Facts {
                enabled: bits & 1 != 0,
                status,
                temporary_password_expired: bits & 2 != 0,
                mfa_required: bits & 4 != 0,
                hides_existence: bits & 8 != 0,
            })
        })
    }

    #[test]
    fn tokens_come_out_only_for_enabled_users_who_have_done_everything() {
        for facts in every_fact() {
            let expected = facts.status == UserStatus::Confirmed && facts.enabled && !facts.mfa_required;
            assert_eq!(matches!(after(&facts), Ok(Step::Tokens)), expected, "{facts:?}");
        }
    }

    #[test]
    fn only_a_reset_shows_before_the_password_and_not_where_existence_is_hidden() {
        for facts in every_fact() {
            let shown = match before_password(&facts) {
                Ok(()) => None,
                Err(error) => Some(error.name()),
            };
            let expected = (facts.status == UserStatus::ResetRequired && facts.enabled).then_some(
                if facts.hides_existence {
                    "NotAuthorizedException"
                } else {
                    "PasswordResetRequiredException"
                },
            );
            assert_eq!(shown, expected, "{facts:?}");
        }
    }

    #[test]
    fn a_refusal_names_the_first_reason() {
        let facts = Facts {
            enabled: true,
            status: UserStatus::Confirmed,
            temporary_password_expired: false,
            mfa_required: false,
            hides_existence: false,
        };
        let said = |facts: &Facts| after(facts).map_err(|error| error.to_string());
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
