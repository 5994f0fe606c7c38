//! The second factors that a pool offers.

use serde::{Deserialize, Serialize};

use crate::{
    auth::{
        channel::Channel,
        factor::{Factor, Factors, MfaMode},
    },
    model::pool::{Pool, Recovery},
    settings::{UserPoolMfa, WebAuthnConfiguration},
};

/// The settings of `SetUserPoolMfaConfig`, except those that are in the pool's settings.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct PoolMfa {
    /// `None` until `SetUserPoolMfaConfig` is called: text messages are then available whenever they can be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sms: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) software_token: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<EmailMfaConfiguration>,
    /// Stored as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) web_authn: Option<WebAuthnConfiguration>,
}

/// `EmailMfaConfigType`: the text of emails with codes.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EmailMfaConfiguration {
    /// The body, with the placeholder `{####}` for the code.
    pub message: Option<String>,
    /// The subject.
    pub subject: Option<String>,
}

impl Pool {
    /// Whether this pool uses second factors.
    pub(crate) fn mfa_demand(&self) -> MfaMode {
        match &self.settings.mfa_configuration {
            Some(configured) if *configured == UserPoolMfa::ON => MfaMode::On,
            Some(configured) if *configured == UserPoolMfa::OPTIONAL => MfaMode::Optional,
            _ => MfaMode::Off,
        }
    }

    /// The factors that this pool is configured for.
    pub(crate) fn offered_factors(&self) -> Factors {
        if self.mfa_demand() == MfaMode::Off {
            return Factors::NONE;
        }
        Factors::of(|factor| match factor {
            Factor::SmsMfa => self.settings.sms_configuration.is_some() && self.mfa.sms.unwrap_or(true),
            Factor::SoftwareTokenMfa => self.mfa.software_token == Some(true),
            Factor::EmailOtp => self.mfa.email.is_some() && !self.recovers_by_email_first(),
        })
    }

    /// Whether email is the first channel for account recovery. A channel that resets the first factor cannot be the
    /// second factor. The service looks at the preferred channel, which is the phone by default.
    fn recovers_by_email_first(&self) -> bool {
        matches!(self.settings.recovery(), Recovery::By(channels) if channels.first() == Some(&Channel::Email))
    }
}
