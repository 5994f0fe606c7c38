//! `UpdateUserPool`: all settings of a pool are replaced.

use serde::{Deserialize, Serialize};

use super::rules;
use crate::{
    api::{Caller, Empty, Operation},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    model::pool::{Pool, PoolSettings},
};

/// Replaces a pool's settings: whatever is left out goes back to its default, name, tags and MFA excepted. See
/// [UpdateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UpdateUserPool {
    /// The pool.
    pub user_pool_id: String,
    /// A new title.
    pub pool_name: Option<String>,
    /// All settings.
    #[serde(flatten)]
    pub settings: PoolSettings,
}

impl Operation for UpdateUserPool {
    const NAME: &'static str = "UpdateUserPool";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("Policies", &shapes::USER_POOL_POLICY),
        optional("DeletionProtection", &shapes::DELETION_PROTECTION),
        optional("LambdaConfig", &shapes::LAMBDA_CONFIG),
        optional("AutoVerifiedAttributes", &shapes::VERIFIED_ATTRIBUTES_LIST),
        optional("SmsVerificationMessage", &shapes::SMS_VERIFICATION_MESSAGE),
        optional("EmailVerificationMessage", &shapes::EMAIL_VERIFICATION_MESSAGE),
        optional("EmailVerificationSubject", &shapes::EMAIL_VERIFICATION_SUBJECT),
        optional("VerificationMessageTemplate", &shapes::VERIFICATION_MESSAGE_TEMPLATE),
        optional("SmsAuthenticationMessage", &shapes::SMS_VERIFICATION_MESSAGE),
        optional("UserAttributeUpdateSettings", &shapes::USER_ATTRIBUTE_UPDATE_SETTINGS),
        optional("MfaConfiguration", &shapes::USER_POOL_MFA),
        optional("DeviceConfiguration", &shapes::DEVICE_CONFIGURATION),
        optional("EmailConfiguration", &shapes::EMAIL_CONFIGURATION),
        optional("SmsConfiguration", &shapes::SMS_CONFIGURATION),
        optional("UserPoolTags", &shapes::USER_POOL_TAGS),
        optional("AdminCreateUserConfig", &shapes::ADMIN_CREATE_USER_CONFIG),
        optional("UserPoolAddOns", &shapes::USER_POOL_ADD_ONS),
        optional("DcrConfiguration", &shapes::DCR_CONFIGURATION),
        optional("AccountRecoverySetting", &shapes::ACCOUNT_RECOVERY_SETTING),
        optional("PoolName", &shapes::USER_POOL_NAME),
        optional("UserPoolTier", &shapes::USER_POOL_TIER),
        optional("KeyConfiguration", &shapes::KEY_CONFIGURATION),
        optional("IssuerConfiguration", &shapes::ISSUER_CONFIGURATION),
        optional("AcrConfiguration", &shapes::ACR_CONFIGURATION),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let mut pool = Pool::load(cx, &self.user_pool_id).await?;
        rules::check_settings(&self.settings, &pool.region)?;
        rules::check_mfa(&self.settings, rules::Before::Was(pool.settings.mfa_configuration.as_deref()))?;

        pool.settings = replacement(&pool.settings, &self.settings);
        pool.name = self.pool_name.clone().unwrap_or(pool.name);
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(Empty {})
    }
}

/// The settings after an update.
fn replacement(old: &PoolSettings, new: &PoolSettings) -> PoolSettings {
    let mut settings = new.clone();
    // Tags and second factors have operations of their own, so an update that does not speak of them keeps them.
    settings.user_pool_tags = settings.user_pool_tags.or_else(|| old.user_pool_tags.clone());
    settings.mfa_configuration = settings.mfa_configuration.or_else(|| old.mfa_configuration.clone());
    settings.completed()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(value: serde_json::Value) -> PoolSettings {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_update_replaces_everything_but_tags_and_mfa() {
        let old = settings(json!({
            "DeletionProtection": "ACTIVE",
            "MfaConfiguration": "OPTIONAL",
            "UserPoolTags": {"team": "red"},
            "AutoVerifiedAttributes": ["email"],
            "EmailVerificationMessage": "Use {####}",
            "LambdaConfig": {"PreSignUp": "arn:aws:lambda:us-east-1:123456789012:function:f"},
            "Policies": {"PasswordPolicy": {"MinimumLength": 12}},
        }))
        .completed();
        let kept = settings(json!({"MfaConfiguration": "OPTIONAL", "UserPoolTags": {"team": "red"}}));
        assert_eq!(replacement(&old, &PoolSettings::default()), kept.completed());
    }

    #[test]
    fn tags_and_mfa_are_replaced_when_they_are_sent() {
        let old =
            settings(json!({"MfaConfiguration": "OPTIONAL", "UserPoolTags": {"team": "red"}})).completed();
        let new = replacement(&old, &settings(json!({"MfaConfiguration": "OFF", "UserPoolTags": {}})));
        assert_eq!(new, PoolSettings::default().completed());
    }
}
