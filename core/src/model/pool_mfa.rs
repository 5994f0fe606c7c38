//! The second factors that a pool offers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    auth::{
        channel::Channel,
        factor::{Factor, Factors, MfaMode},
    },
    model::pool::{Pool, Recovery},
};

/// What `SetUserPoolMfaConfig` sets, besides what stands in the pool's settings.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub(crate) struct PoolMfa {
    /// `None` until `SetUserPoolMfaConfig` was called: text messages then serve whenever they can be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sms: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) software_token: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<EmailMfaConfiguration>,
    /// Kept as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) web_authn: Option<Value>,
}

/// `EmailMfaConfigType`: the text of mails with codes.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EmailMfaConfiguration {
    /// The body, with `{####}` where the code goes.
    pub message: Option<String>,
    /// The subject.
    pub subject: Option<String>,
}

impl Pool {
    /// Whether this pool asks for second factors.
    pub(crate) fn mfa_demand(&self) -> MfaMode {
        match self.settings.mfa_configuration.as_deref() {
            Some("ON") => MfaMode::On,
            Some("OPTIONAL") => MfaMode::Optional,
            _ => MfaMode::Off,
        }
    }

    /// The factors this pool is set up for.
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

    /// A channel that resets the first factor cannot be the second. The service looks at the channel that is asked for
    /// first; without a setting that is the telephone.
    fn recovers_by_email_first(&self) -> bool {
        matches!(self.settings.recovery(), Recovery::By(channels) if channels.first() == Some(&Channel::Email))
    }
}
