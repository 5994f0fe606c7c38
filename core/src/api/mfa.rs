//! Second factors: what a pool offers, what a user prefers, and the user's authenticator app.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    auth::{
        channel::Channel,
        factor::{Factor, MfaMode},
        first_factor::FirstFactor,
    },
    context::Cx,
    error::{Error, InvalidParameter},
    model::{mfa::MfaOption, passkey::Passkey, pool::Pool, pool_mfa::EmailMfaConfiguration, user::User},
    operation::{Entry, entry},
    settings::{AuthFactor, DeliveryMedium, UserPoolMfa, WebAuthnConfiguration},
};

mod admin_delete_software_token;
mod admin_get_user_auth_factors;
mod admin_set_user_mfa_preference;
mod admin_set_user_settings;
mod associate_software_token;
mod get_user_auth_factors;
mod get_user_pool_mfa_config;
mod set_user_mfa_preference;
mod set_user_pool_mfa_config;
mod set_user_settings;
mod verify_software_token;

pub use admin_delete_software_token::AdminDeleteSoftwareToken;
pub use admin_get_user_auth_factors::AdminGetUserAuthFactors;
pub use admin_set_user_mfa_preference::AdminSetUserMfaPreference;
pub use admin_set_user_settings::AdminSetUserSettings;
pub use associate_software_token::{AssociateSoftwareToken, AssociateSoftwareTokenOutput};
pub use get_user_auth_factors::GetUserAuthFactors;
pub use get_user_pool_mfa_config::GetUserPoolMfaConfig;
pub use set_user_mfa_preference::SetUserMfaPreference;
pub use set_user_pool_mfa_config::SetUserPoolMfaConfig;
pub use set_user_settings::SetUserSettings;
pub use verify_software_token::{VerifySoftwareToken, VerifySoftwareTokenOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<SetUserPoolMfaConfig>(),
    entry::<GetUserPoolMfaConfig>(),
    entry::<SetUserMfaPreference>(),
    entry::<AdminSetUserMfaPreference>(),
    entry::<SetUserSettings>(),
    entry::<AdminSetUserSettings>(),
    entry::<AssociateSoftwareToken>(),
    entry::<VerifySoftwareToken>(),
    entry::<AdminDeleteSoftwareToken>(),
    entry::<GetUserAuthFactors>(),
    entry::<AdminGetUserAuthFactors>(),
];

// ---- Of a pool ----

/// A pool's second factors: the response of [`SetUserPoolMfaConfig`] and [`GetUserPoolMfaConfig`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolMfaConfig {
    /// Codes by text message.
    pub sms_mfa_configuration: Option<SmsMfaConfiguration>,
    /// Authenticator apps.
    pub software_token_mfa_configuration: Option<SoftwareTokenMfaConfiguration>,
    /// Codes by mail.
    pub email_mfa_configuration: Option<EmailMfaConfiguration>,
    /// Whether a second factor is asked for.
    pub mfa_configuration: Option<UserPoolMfa>,
    /// Passkeys. Kept as it came.
    pub web_authn_configuration: Option<WebAuthnConfiguration>,
}

/// `SmsMfaConfigType`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SmsMfaConfiguration {
    /// The text, with `{####}` as the placeholder of the code.
    pub sms_authentication_message: Option<String>,
    /// The pool's `SmsConfiguration`.
    pub sms_configuration: Option<Value>,
}

/// `SoftwareTokenMfaConfigType`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SoftwareTokenMfaConfiguration {
    /// Whether users may use authenticator apps as a factor.
    pub enabled: Option<bool>,
}

impl UserPoolMfaConfig {
    fn of(pool: &Pool) -> Self {
        let settings = &pool.settings;
        let by_sms = pool.mfa_demand() != MfaMode::Off && pool.mfa.sms != Some(false);
        Self {
            sms_mfa_configuration: settings.sms_configuration.clone().filter(|_| by_sms).map(|sms| {
                SmsMfaConfiguration {
                    sms_authentication_message: settings.sms_authentication_message.clone(),
                    sms_configuration: Some(sms),
                }
            }),
            software_token_mfa_configuration: pool
                .mfa
                .software_token
                .map(|enabled| SoftwareTokenMfaConfiguration { enabled: Some(enabled) }),
            email_mfa_configuration: pool.mfa.email.clone(),
            mfa_configuration: settings.mfa_configuration.clone(),
            web_authn_configuration: pool.mfa.web_authn.clone(),
        }
    }
}

// ---- Of a user ----

/// `SMSMfaSettingsType`, `SoftwareTokenMfaSettingsType` and `EmailMfaSettingsType`: whether a factor is switched on,
/// and whether it is preferred. Omitted members do not change anything.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct MfaSettings {
    /// Whether the factor is switched on.
    pub enabled: Option<bool>,
    /// Whether it is the preferred one.
    pub preferred_mfa: Option<bool>,
}

/// `WebAuthnMfaSettingsType`: whether a passkey with user verification also counts as the second factor. It does so
/// only in a pool whose `FactorConfiguration` is `MULTI_FACTOR_WITH_USER_VERIFICATION`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WebAuthnMfaSettings {
    /// Whether it counts. If absent, nothing changes.
    pub enabled: Option<bool>,
}

/// The factors that a user may sign in with: the response of [`GetUserAuthFactors`] and [`AdminGetUserAuthFactors`].
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserAuthFactors {
    /// The username.
    pub username: String,
    /// The preferred second factor.
    pub preferred_mfa_setting: Option<Factor>,
    /// The second factors that are switched on.
    #[serde(rename = "UserMFASettingList")]
    pub user_mfa_setting_list: Option<Vec<Factor>>,
    /// For example `PASSWORD`.
    pub configured_user_auth_factors: Option<Vec<AuthFactor>>,
}

impl UserAuthFactors {
    /// The factors that the user has set up, even if the user may not choose them now: for example a code by mail of a
    /// user who needs a second factor.
    async fn of(cx: &mut Cx<'_>, pool: &Pool, user: &User) -> Result<Self, Error> {
        let allows = |factor: FirstFactor| factor.is_allowed(pool.settings.first_factors());
        let has_passkey = !Passkey::list_for(cx, pool, &user.username, Some(user)).await?.is_empty();
        let configured = [
            (AuthFactor::PASSWORD, user.has_password()),
            (AuthFactor::EMAIL_OTP, allows(FirstFactor::EmailOtp) && user.address(Channel::Email).is_some()),
            (
                AuthFactor::SMS_OTP,
                allows(FirstFactor::SmsOtp) && user.address(Channel::PhoneNumber).is_some(),
            ),
            (AuthFactor::WEB_AUTHN, has_passkey),
            (AuthFactor::SOFTWARE_TOKEN, user.mfa.has_token()),
        ];
        let names = configured.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
        Ok(Self {
            username: user.shown_username().to_owned(),
            preferred_mfa_setting: user.mfa.preferred_setting(),
            user_mfa_setting_list: user.mfa.setting_list(),
            configured_user_auth_factors: Some(names),
        })
    }
}

/// The caller who changes a preference: the error texts differ.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Asker {
    User,
    Administrator,
}

/// Switches factors of a user on and off, sets the preferred one, and sets whether a passkey counts as both factors.
fn set_preferences(
    user: &mut User,
    settings: [(Factor, Option<MfaSettings>); 3],
    web_authn: Option<WebAuthnMfaSettings>,
    asker: Asker,
) -> Result<(), InvalidParameter> {
    let given = || settings.iter().filter_map(|(factor, given)| Some((*factor, (*given)?)));
    if given().filter(|(_, settings)| settings.preferred_mfa == Some(true)).count() > 1 {
        return Err(InvalidParameter::TwoPreferredFactors);
    }
    for (factor, settings) in given() {
        if settings.enabled == Some(true) {
            require_means(user, factor, asker)?;
        }
        if let Some(on) = settings.enabled {
            user.mfa.enable(factor, on);
        }
        if settings.preferred_mfa == Some(true) && !user.mfa.enabled.contains(factor) {
            return Err(InvalidParameter::PreferredFactorDisabled);
        }
        if let Some(preferred) = settings.preferred_mfa {
            user.mfa.prefer(factor, preferred);
        }
    }
    if let Some(enabled) = web_authn.and_then(|settings| settings.enabled) {
        user.mfa.web_authn = enabled;
    }
    Ok(())
}

/// Refuses to switch on a factor that the user could not use.
fn require_means(user: &User, factor: Factor, asker: Asker) -> Result<(), InvalidParameter> {
    if user.usable_factors().contains(factor) {
        return Ok(());
    }
    Err(match (factor, asker) {
        (Factor::SoftwareTokenMfa, Asker::User) if user.mfa.has_pending_token() => {
            InvalidParameter::SoftwareTokenNotVerified
        }
        (Factor::SoftwareTokenMfa, Asker::User) => InvalidParameter::SoftwareTokenNotSetUp,
        _ => InvalidParameter::NoDeliveryConfig(factor.as_str()),
    })
}

/// Switches text messages on or off as the old operations do: one entry switches them on, an empty list off.
fn set_options(user: &mut User, options: &[MfaOption]) -> Result<(), InvalidParameter> {
    let is_sms = |option: &MfaOption| {
        option.delivery_medium == Some(DeliveryMedium::SMS)
            && option.attribute_name.as_deref() == Some("phone_number")
    };
    if !options.iter().all(is_sms) {
        return Err(InvalidParameter::MfaOptions);
    }
    if !options.is_empty() {
        require_means(user, Factor::SmsMfa, Asker::User)?;
    }
    user.mfa.set_legacy_sms(!options.is_empty());
    Ok(())
}
