//! `UpdateUserPool`: replaces most settings of a pool.

use serde::Serialize;

use super::rules;
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    json::deserialize_with_settings,
    model::{
        import_job::Imports,
        keys,
        pool::{Policies, Pool, PoolSettings},
        registration,
    },
    operation::{Caller, Empty, Operation},
};

/// Replaces a pool's settings: most omitted members return to their defaults. These are kept: the name, the tags,
/// `MfaConfiguration`, `UserPoolTier`, `UserAttributeUpdateSettings`, `DcrConfiguration`, and each of the two policies. See
/// [UpdateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UpdateUserPool.html).
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct UpdateUserPool {
    /// The id of the pool.
    pub user_pool_id: String,
    /// A new name.
    pub pool_name: Option<String>,
    /// The new settings; they replace the old ones.
    #[serde(flatten)]
    pub settings: PoolSettings,
}

deserialize_with_settings!(UpdateUserPool { user_pool_id: "UserPoolId", pool_name: "PoolName" });

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
        let mut pool = Pool::load_with(cx, &self.user_pool_id, &[keys::imports()]).await?;
        Imports::refuse_running(cx).await?;
        rules::check_settings(&self.settings, &pool.region)?;
        let settings = merged(&pool.settings, &self.settings);
        let before = rules::Before::Was(pool.settings.mfa_configuration.as_ref());
        rules::check_whole(&settings, before, pool.mfa.web_authn.as_ref())?;

        let before = std::mem::replace(&mut pool.settings, settings.completed());
        registration::write_server(cx, Some(&before), &pool.settings)?;
        if let Some(name) = &self.pool_name {
            pool.name.clone_from(name);
        }
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(Empty {})
    }
}

/// The settings after an update, before defaults fill in the omitted members that are not kept.
fn merged(old: &PoolSettings, new: &PoolSettings) -> PoolSettings {
    let mut settings = new.clone();
    settings.policies = Some(merged_policies(old, new));
    settings.user_pool_tags = settings.user_pool_tags.or_else(|| old.user_pool_tags.clone());
    settings.mfa_configuration = settings.mfa_configuration.or_else(|| old.mfa_configuration.clone());
    settings.user_pool_tier = settings.user_pool_tier.or_else(|| old.user_pool_tier.clone());
    settings.user_attribute_update_settings =
        settings.user_attribute_update_settings.or_else(|| old.user_attribute_update_settings.clone());
    settings.dcr_configuration = settings.dcr_configuration.or_else(|| old.dcr_configuration.clone());
    settings
}

/// Each policy is replaced as a whole, or kept.
fn merged_policies(old: &PoolSettings, new: &PoolSettings) -> Policies {
    let old = old.policies.clone().unwrap_or_default();
    let given = new.policies.clone().unwrap_or_default();
    let password_policy = given.password_policy.or_else(|| {
        let mut kept = old.password_policy?;
        // The old name of the same setting, if the request has only that one.
        let days =
            new.admin_create_user_config.as_ref().and_then(|config| config.unused_account_validity_days);
        kept.temporary_password_validity_days = days.or(kept.temporary_password_validity_days);
        Some(kept)
    });
    Policies { password_policy, sign_in_policy: given.sign_in_policy.or(old.sign_in_policy) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(value: serde_json::Value) -> PoolSettings {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn either_name_changes_the_validity_of_temporary_passwords() {
        let old = settings(json!({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}}}));
        let days =
            |new| merged(&old.clone().completed(), &settings(new)).completed().temporary_password_seconds();
        assert_eq!(days(json!({})), 3 * 86_400);
        assert_eq!(days(json!({"AdminCreateUserConfig": {"UnusedAccountValidityDays": 9}})), 9 * 86_400);
        let policy = json!({"TemporaryPasswordValidityDays": 5});
        assert_eq!(days(json!({"Policies": {"PasswordPolicy": policy}})), 5 * 86_400);
        assert_eq!(days(json!({"Policies": {"PasswordPolicy": {}}})), 7 * 86_400);
    }
}
