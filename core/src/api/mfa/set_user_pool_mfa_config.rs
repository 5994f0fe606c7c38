//! `SetUserPoolMfaConfig`: which second factors a pool offers, and whether it requires one.

use serde::{Deserialize, Serialize};

use super::{SmsMfaConfiguration, SoftwareTokenMfaConfiguration, UserPoolMfaConfig};
use crate::{
    api::pools::rules::check_first_factors_with_mfa,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, FeatureUnavailableInTier, InvalidParameter},
    model::{
        pool::Pool,
        pool_mfa::{EmailMfaConfiguration, PoolMfa},
    },
    operation::{Caller, Operation},
    public_suffix::is_public_suffix,
    settings::{EmailConfiguration, EmailSendingAccount, UserPoolMfa, UserPoolTier, WebAuthnConfiguration},
};

/// Sets a pool's second factors. Omitted factors are switched off; if `MfaConfiguration` is omitted, it becomes `OFF`.
/// See
/// [SetUserPoolMfaConfig](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolMfaConfig.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUserPoolMfaConfig {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Codes by text message.
    pub sms_mfa_configuration: Option<SmsMfaConfiguration>,
    /// Authenticator apps.
    pub software_token_mfa_configuration: Option<SoftwareTokenMfaConfiguration>,
    /// Codes by mail.
    pub email_mfa_configuration: Option<EmailMfaConfiguration>,
    /// Whether a second factor is asked for.
    pub mfa_configuration: Option<UserPoolMfa>,
    /// Passkeys. Kept and returned.
    pub web_authn_configuration: Option<WebAuthnConfiguration>,
}

impl Operation for SetUserPoolMfaConfig {
    const NAME: &'static str = "SetUserPoolMfaConfig";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("SmsMfaConfiguration", &shapes::SMS_MFA_CONFIG),
        optional("SoftwareTokenMfaConfiguration", &shapes::SOFTWARE_TOKEN_MFA_CONFIG),
        optional("EmailMfaConfiguration", &shapes::EMAIL_MFA_CONFIG),
        optional("MfaConfiguration", &shapes::USER_POOL_MFA),
        optional("WebAuthnConfiguration", &shapes::WEB_AUTHN_CONFIGURATION),
    ];
    type Response = UserPoolMfaConfig;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolMfaConfig, Error> {
        let mut pool = Pool::load(cx, &self.user_pool_id).await?;
        let demand = self.mfa_configuration.clone().unwrap_or(UserPoolMfa::OFF);
        self.check_demand(&pool, &demand)?;
        self.check_sms(&pool)?;
        self.check_email(&pool)?;
        self.check_relying_party(cx)?;

        if let Some(sms) = &self.sms_mfa_configuration {
            pool.settings.sms_authentication_message.clone_from(&sms.sms_authentication_message);
            if sms.sms_configuration.is_some() {
                pool.settings.sms_configuration.clone_from(&sms.sms_configuration);
            }
        }
        pool.settings.mfa_configuration = Some(demand);
        pool.mfa = PoolMfa {
            sms: Some(self.sms_mfa_configuration.is_some()),
            software_token: self.software_token_mfa_configuration.and_then(|token| token.enabled),
            email: self.email_mfa_configuration.clone(),
            web_authn: self.web_authn_configuration.clone(),
        };
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(UserPoolMfaConfig::of(&pool))
    }
}

impl SetUserPoolMfaConfig {
    fn check_demand(&self, pool: &Pool, demand: &UserPoolMfa) -> Result<(), InvalidParameter> {
        let (sms, email) = (self.sms_mfa_configuration.is_some(), self.email_mfa_configuration.is_some());
        let software_token = self.software_token_mfa_configuration;
        if *demand == UserPoolMfa::OFF {
            return if sms || email || software_token.is_some() {
                Err(InvalidParameter::MfaOffWithFactors)
            } else {
                Ok(())
            };
        }
        if !sms && !email && software_token.and_then(|token| token.enabled) != Some(true) {
            return Err(match self.web_authn_configuration {
                Some(_) => InvalidParameter::MfaWithPasskeysOnly,
                None => InvalidParameter::MfaWithoutFactors,
            });
        }
        if *demand == UserPoolMfa::ON {
            check_first_factors_with_mfa(&pool.settings, self.web_authn_configuration.as_ref())?;
        }
        Ok(())
    }

    fn check_sms(&self, pool: &Pool) -> Result<(), InvalidParameter> {
        match &self.sms_mfa_configuration {
            Some(sms) if sms.sms_configuration.is_none() && pool.settings.sms_configuration.is_none() => {
                Err(InvalidParameter::SmsConfigurationForMfa)
            }
            _ => Ok(()),
        }
    }

    fn check_relying_party(&self, cx: &Cx<'_>) -> Result<(), InvalidParameter> {
        let configuration = self.web_authn_configuration.as_ref();
        let id = configuration.and_then(|configuration| configuration.relying_party_id());
        match id {
            Some(id) if is_public_suffix(&cx.host.public_suffixes.rules(), id) => {
                Err(InvalidParameter::RelyingPartyIdIsPublicSuffix)
            }
            _ => Ok(()),
        }
    }

    fn check_email(&self, pool: &Pool) -> Result<(), Error> {
        if self.email_mfa_configuration.is_none() {
            return Ok(());
        }
        let tier = UserPoolTier::LITE;
        if pool.settings.user_pool_tier.as_ref() == Some(&tier) {
            return Err(FeatureUnavailableInTier::Feature(tier.to_string(), "Email MFA").into());
        }
        let email = pool.settings.email_configuration.as_ref();
        let sender = email.and_then(EmailConfiguration::email_sending_account);
        if sender != Some(EmailSendingAccount::DEVELOPER) {
            return Err(InvalidParameter::EmailMfaWithDefaultSender.into());
        }
        Ok(())
    }
}
