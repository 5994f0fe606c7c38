//! Second factors: which ones a pool offers, which ones a user has, and the user's authenticator app.

use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        channel::Channel,
        factor::{Factor, Factors},
        totp::TotpSecret,
    },
    context::Cx,
    error::{Error, Internal},
    model::{keys, pool::Pool, user::User},
    seal::Purpose,
    settings::DeliveryMedium,
};

/// `MFAOptionType`: how a user gets codes by text message, in the old settings operations.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MfaOption {
    /// `SMS`.
    pub delivery_medium: Option<DeliveryMedium>,
    /// `phone_number`.
    pub attribute_name: Option<String>,
}

/// The second factors of a user.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct UserMfa {
    /// The factors that the user or an administrator switched on.
    #[serde(default, skip_serializing_if = "Factors::is_empty_ref")]
    pub(crate) enabled: Factors,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    preferred: Option<Factor>,
    /// Text messages were switched on by one of the old settings operations.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    legacy_sms: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<SoftwareToken>,
    /// A passkey with user verification counts as both factors, if the pool allows it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) web_authn: bool,
    /// The sealed secret of an authenticator app that is not yet confirmed by a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending_token: Option<String>,
}

/// An authenticator app that is confirmed by a code.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct SoftwareToken {
    sealed_secret: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    friendly_name: Option<String>,
    /// The time step of the last code that was used: codes of this step and earlier ones are no longer accepted.
    spent_step: u64,
}

/// A new authenticator app, and the code that confirmed it.
pub(crate) struct ConfirmedToken<'a> {
    pub(crate) secret: &'a TotpSecret,
    /// The time step of the code.
    pub(crate) step: u64,
    pub(crate) friendly_name: Option<String>,
}

/// The result of checking a code from an authenticator app.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum TokenCode {
    Right,
    Wrong,
    /// This code or a later one was used before.
    Used,
}

impl UserMfa {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The preferred factor, which is asked for first.
    pub(crate) fn preferred(&self) -> Option<Factor> {
        self.preferred
    }

    /// Switches a factor on or off. A factor that is switched off is no longer preferred.
    pub(crate) fn enable(&mut self, factor: Factor, on: bool) {
        self.enabled.set(factor, on);
        if !on {
            self.prefer(factor, false);
            self.legacy_sms &= factor != Factor::SmsMfa;
        }
    }

    /// Makes a factor the preferred one, or removes the preference.
    pub(crate) fn prefer(&mut self, factor: Factor, preferred: bool) {
        if preferred {
            self.preferred = Some(factor);
        } else if self.preferred == Some(factor) {
            self.preferred = None;
        }
    }

    /// Switches text messages on or off, as the old settings operations do.
    pub(crate) fn set_legacy_sms(&mut self, on: bool) {
        self.enable(Factor::SmsMfa, on);
        self.legacy_sms = on;
    }

    /// `UserMFASettingList`, absent when empty.
    pub(crate) fn setting_list(&self) -> Option<Vec<Factor>> {
        (!self.enabled.is_empty()).then(|| self.enabled.into())
    }

    /// `PreferredMfaSetting`.
    pub(crate) fn preferred_setting(&self) -> Option<Factor> {
        self.preferred
    }

    /// `MFAOptions`, absent when empty.
    pub(crate) fn options(&self) -> Option<Vec<MfaOption>> {
        self.legacy_sms.then(|| {
            vec![MfaOption {
                delivery_medium: Some(DeliveryMedium::SMS),
                attribute_name: Some(Channel::PhoneNumber.attribute().to_owned()),
            }]
        })
    }

    /// Whether the user has a confirmed authenticator app.
    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether an authenticator app is set up but not yet confirmed by a code.
    pub(crate) fn has_pending_token(&self) -> bool {
        self.pending_token.is_some()
    }

    /// `FRIENDLY_DEVICE_NAME`.
    pub(crate) fn token_name(&self) -> Option<&str> {
        self.token.as_ref().and_then(|token| token.friendly_name.as_deref())
    }

    /// The sealed secrets of authenticator apps.
    pub(crate) fn sealed_secrets(&mut self) -> impl Iterator<Item = &mut String> {
        self.token.iter_mut().map(|token| &mut token.sealed_secret).chain(&mut self.pending_token)
    }

    /// Removes the authenticator app and the one that is being set up.
    pub(crate) fn remove_token(&mut self) {
        self.token = None;
        self.pending_token = None;
        self.enable(Factor::SoftwareTokenMfa, false);
    }
}

impl User {
    /// The factors that this user could use, whether or not they are switched on. A number or an address need not be
    /// verified: the first right code verifies it.
    pub(crate) fn usable_factors(&self) -> Factors {
        Factors::of(|factor| match factor.channel() {
            Some(channel) => self.address(channel).is_some(),
            None => self.mfa.has_token(),
        })
    }

    /// Stores the sealed secret of an authenticator app until a code confirms it, replacing an earlier one. A confirmed
    /// app goes on working until then.
    pub(crate) fn set_pending_token(&mut self, cx: &mut Cx<'_>, pool: &Pool, secret: &TotpSecret) {
        self.mfa.pending_token = Some(self.seal_token(cx, pool, secret));
    }

    /// The secret that is not yet confirmed by a code.
    pub(crate) fn pending_token(&self, cx: &Cx<'_>, pool: &Pool) -> Result<Option<TotpSecret>, Error> {
        self.mfa.pending_token.as_ref().map(|sealed| self.open_token(cx, pool, sealed)).transpose()
    }

    /// Sets the authenticator app, replacing an earlier one.
    pub(crate) fn set_token(&mut self, cx: &mut Cx<'_>, pool: &Pool, confirmed: ConfirmedToken<'_>) {
        let ConfirmedToken { secret, step, friendly_name } = confirmed;
        let sealed_secret = self.seal_token(cx, pool, secret);
        self.mfa.token = Some(SoftwareToken { sealed_secret, friendly_name, spent_step: step });
        self.mfa.pending_token = None;
    }

    /// Checks a code of the authenticator app, and marks it as used if it is right.
    pub(crate) fn spend_token_code(
        &mut self,
        cx: &Cx<'_>,
        pool: &Pool,
        code: &str,
    ) -> Result<TokenCode, Error> {
        let Some(token) = self.mfa.token.clone() else { return Ok(TokenCode::Wrong) };
        let secret = self.open_token(cx, pool, &token.sealed_secret)?;
        let now = cx.now().seconds();
        // A step from a clock that was ahead is ignored. Otherwise the user could not sign in until that time.
        let spent = Some(token.spent_step).filter(|step| TotpSecret::has_come(*step, now));
        if let Some(step) = secret.verify(code, now, spent) {
            self.mfa.token = Some(SoftwareToken { spent_step: step, ..token });
            return Ok(TokenCode::Right);
        }
        let used = secret.verify(code, now, None).is_some();
        Ok(if used { TokenCode::Used } else { TokenCode::Wrong })
    }

    fn seal_token(&self, cx: &mut Cx<'_>, pool: &Pool, secret: &TotpSecret) -> String {
        cx.seal_stored(&pool.id, Purpose::SoftwareToken, &keys::user(&self.username), secret.as_bytes())
    }

    fn open_token(&self, cx: &Cx<'_>, pool: &Pool, sealed: &str) -> Result<TotpSecret, Error> {
        let bytes = cx.open_stored(&pool.id, Purpose::SoftwareToken, &keys::user(&self.username), sealed)?;
        Ok(TotpSecret::from_bytes(&bytes).ok_or(Internal::Sealed("a software token"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_that_is_switched_off_is_not_preferred() {
        let mut mfa = UserMfa::default();
        mfa.set_legacy_sms(true);
        mfa.enable(Factor::EmailOtp, true);
        mfa.prefer(Factor::SmsMfa, true);
        mfa.enable(Factor::EmailOtp, false);
        assert_eq!(mfa.preferred(), Some(Factor::SmsMfa));
        mfa.enable(Factor::SmsMfa, false);
        assert!(mfa.is_empty(), "{mfa:?}");
    }
}
