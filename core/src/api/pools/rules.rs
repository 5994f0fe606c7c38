//! The rules for a pool's settings, the same for creation and update. They check settings before any default:
//! [`check_settings`] the settings as sent, [`check_whole`] these together with the settings that an update keeps.

use std::collections::BTreeMap;

use crate::{
    auth::first_factor::FirstFactor,
    error::{Error, FeatureUnavailableInTier, InvalidParameter, UserPoolTagging},
    model::{
        email_address::is_email,
        pool::{AccountRecoverySetting, PoolSettings, is_multi_factor},
    },
    settings::{
        AuthFactor, EmailConfiguration, EmailSendingAccount, LambdaConfig, RecoveryOptionName, UserPoolMfa,
        UserPoolTier, VerifiedAttribute, WebAuthnConfiguration,
    },
};

/// Maximum number of tags of a pool.
const TAGS_MAX: usize = 50;

/// Checks the settings as sent.
pub(super) fn check_settings(settings: &PoolSettings, region: &str) -> Result<(), Error> {
    check_factors(settings)?;
    check_validity_days(settings)?;
    check_verification(settings)?;
    check_recovery(settings.account_recovery_setting.as_ref())?;
    check_email(settings.email_configuration.as_ref())?;
    check_lambda(settings.lambda_config.as_ref(), region)?;
    check_tags(settings.user_pool_tags.as_ref())?;
    Ok(())
}

/// Checks the settings that the pool will have: those sent, and those that an update keeps. `web_authn` is the pool's
/// `WebAuthnConfiguration`, which has its own operation.
pub(super) fn check_whole(
    settings: &PoolSettings,
    before: Before<'_>,
    web_authn: Option<&WebAuthnConfiguration>,
) -> Result<(), Error> {
    check_tier(settings)?;
    if FirstFactor::SmsOtp.is_allowed(settings.first_factors()) && settings.sms_configuration.is_none() {
        return Err(InvalidParameter::SmsConfigurationForFirstFactor.into());
    }
    check_mfa(settings, before)?;
    if settings.mfa_configuration == Some(UserPoolMfa::ON) {
        check_first_factors_with_mfa(settings, web_authn)?;
    }
    Ok(())
}

/// Checks the first factors of a pool that requires a second factor of all users.
pub(in crate::api) fn check_first_factors_with_mfa(
    settings: &PoolSettings,
    web_authn: Option<&WebAuthnConfiguration>,
) -> Result<(), InvalidParameter> {
    if settings.allows_one_time_passwords() {
        return Err(InvalidParameter::MfaWithOneTimePasswords);
    }
    if settings.allows_passkeys() && !is_multi_factor(web_authn) {
        return Err(InvalidParameter::MfaWithSingleFactorPasskeys);
    }
    Ok(())
}

/// The value of `MfaConfiguration` before the call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Before<'a> {
    New,
    Was(Option<&'a UserPoolMfa>),
}

/// Checks `MfaConfiguration`. A pool that already has MFA may have factors that need no SMS.
fn check_mfa(settings: &PoolSettings, before: Before<'_>) -> Result<(), InvalidParameter> {
    let Some(asked) = &settings.mfa_configuration else { return Ok(()) };
    let was_off = match before {
        Before::New | Before::Was(None) => true,
        Before::Was(Some(was)) => *was == UserPoolMfa::OFF,
    };
    if *asked == UserPoolMfa::OFF || !was_off {
        return Ok(());
    }
    if *asked == UserPoolMfa::ON && matches!(before, Before::Was(_)) {
        return Err(InvalidParameter::MfaOnUpdate);
    }
    // The service's error text also asks for automatic verification, but the service accepts pools without it.
    if settings.sms_configuration.is_none() {
        return Err(InvalidParameter::SmsConfigurationForMfa);
    }
    Ok(())
}

fn check_factors(settings: &PoolSettings) -> Result<(), InvalidParameter> {
    let factors = settings
        .policies
        .as_ref()
        .and_then(|policies| policies.sign_in_policy.as_ref())
        .and_then(|policy| policy.allowed_first_auth_factors.as_ref());
    if factors.is_some_and(|factors| !factors.contains(&AuthFactor::PASSWORD)) {
        return Err(InvalidParameter::PasswordFactorRequired);
    }
    Ok(())
}

fn check_validity_days(settings: &PoolSettings) -> Result<(), InvalidParameter> {
    let temporary_password = settings
        .policies
        .as_ref()
        .and_then(|policies| policies.password_policy.as_ref())
        .and_then(|policy| policy.temporary_password_validity_days);
    let unused_account =
        settings.admin_create_user_config.as_ref().and_then(|config| config.unused_account_validity_days);
    if temporary_password.is_some() && unused_account.is_some() {
        return Err(InvalidParameter::BothValidityDays);
    }
    Ok(())
}

fn check_verification(settings: &PoolSettings) -> Result<(), InvalidParameter> {
    let verified = settings.auto_verified_attributes.as_deref().unwrap_or_default();
    if verified.contains(&VerifiedAttribute::PHONE_NUMBER) && settings.sms_configuration.is_none() {
        return Err(InvalidParameter::SmsConfigurationForAutoVerification);
    }
    let before_update = settings
        .user_attribute_update_settings
        .as_ref()
        .and_then(|update| update.attributes_require_verification_before_update());
    if before_update.is_some_and(|names| !names.iter().all(|name| verified.contains(name))) {
        return Err(InvalidParameter::VerificationBeforeUpdate);
    }
    Ok(())
}

fn check_recovery(setting: Option<&AccountRecoverySetting>) -> Result<(), InvalidParameter> {
    let mechanisms = setting.and_then(|setting| setting.recovery_mechanisms.as_deref()).unwrap_or_default();
    let admin_only = mechanisms.iter().filter(|option| option.name == RecoveryOptionName::ADMIN_ONLY).count();
    if admin_only > 0 && admin_only < mechanisms.len() {
        return Err(InvalidParameter::RecoveryAdminOnly);
    }
    for (index, option) in mechanisms.iter().enumerate() {
        let mut earlier = mechanisms[..index].iter();
        if earlier.any(|other| other.name == option.name || other.priority == option.priority) {
            return Err(InvalidParameter::RecoveryDuplicates);
        }
    }
    Ok(())
}

fn check_email(configuration: Option<&EmailConfiguration>) -> Result<(), InvalidParameter> {
    let Some(configuration) = configuration else { return Ok(()) };
    let by_developer = configuration.email_sending_account() == Some(EmailSendingAccount::DEVELOPER);
    if by_developer && configuration.source_arn().is_none() {
        return Err(InvalidParameter::SourceArnRequired);
    }
    let is_wrong = |member: Option<&str>| member.is_some_and(|text| !is_email(address_of(text)));
    if is_wrong(configuration.sender()) {
        return Err(InvalidParameter::EmailFrom);
    }
    if is_wrong(configuration.reply_to_email_address()) {
        return Err(InvalidParameter::EmailReplyTo);
    }
    Ok(())
}

/// The address in `Name <address>`, or the whole text.
fn address_of(from: &str) -> &str {
    let from = from.trim();
    from.strip_suffix('>').and_then(|text| text.rsplit_once('<')).map_or(from, |(_, address)| address)
}

fn check_lambda(config: Option<&LambdaConfig>, region: &str) -> Result<(), InvalidParameter> {
    let Some(config) = config else { return Ok(()) };
    let has_custom_sender =
        ["CustomSMSSender", "CustomEmailSender"].iter().any(|name| config.function(name).is_some());
    if has_custom_sender && config.kms_key_id().is_none() {
        return Err(InvalidParameter::KmsKeyRequired);
    }
    let old = config.pre_token_generation();
    let new = config.function("PreTokenGenerationConfig");
    if old.zip(new).is_some_and(|(old, new)| old != new) {
        return Err(InvalidParameter::PreTokenGenerationArns);
    }
    if config.arns().any(|arn| is_lambda_elsewhere(arn, region)) {
        return Err(InvalidParameter::CrossRegionLambda);
    }
    Ok(())
}

/// Whether this is `arn:{partition}:lambda:{region}:…` with another region.
fn is_lambda_elsewhere(arn: &str, region: &str) -> bool {
    let mut parts = arn.split(':').skip(2);
    parts.next() == Some("lambda") && parts.next().is_some_and(|own| own != region)
}

/// Refuses features that a pool of the LITE tier cannot have. Other tiers have all of these.
fn check_tier(settings: &PoolSettings) -> Result<(), FeatureUnavailableInTier> {
    if settings.user_pool_tier != Some(UserPoolTier::LITE) {
        return Ok(());
    }
    let version =
        settings.lambda_config.as_ref().and_then(|config| config.version("PreTokenGenerationConfig"));
    let history = settings
        .policies
        .as_ref()
        .and_then(|policies| policies.password_policy.as_ref())
        .and_then(|policy| policy.password_history_size);
    let feature = match version {
        Some("V2_0") => Some("Token Customization with Pre-Token Generation Lambda V2_0"),
        Some("V3_0") => Some("Token Customization with Pre-Token Generation Lambda V3_0"),
        // The engine chose the names of these features.
        _ if settings.is_passwordless() => Some("Choice-Based Sign-In"),
        _ if history.is_some_and(|size| size > 0) => Some("Password History"),
        _ if settings.registration().is_some() => Some("Dynamic Client Registration"),
        _ => None,
    };
    feature.map_or(Ok(()), |feature| Err(FeatureUnavailableInTier::DisableForLite(feature)))
}

/// Checks all tags of a pool.
pub(in crate::api) fn check_tags(tags: Option<&BTreeMap<String, String>>) -> Result<(), UserPoolTagging> {
    let Some(tags) = tags else { return Ok(()) };
    if tags.len() > TAGS_MAX {
        return Err(UserPoolTagging::TooMany);
    }
    if tags.keys().any(|key| key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))) {
        return Err(UserPoolTagging::ReservedKey);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn settings(value: Value) -> PoolSettings {
        serde_json::from_value(value).unwrap()
    }

    fn check(value: Value) -> Result<(), String> {
        check_settings(&settings(value), "eu-west-1").map_err(|error| error.to_string())
    }

    fn whole(value: Value) -> Result<(), String> {
        check_whole(&settings(value), Before::New, None).map_err(|error| error.to_string())
    }

    fn refused(value: Value, text: &str) {
        assert_eq!(check(value.clone()), Err(text.to_owned()), "{value}");
    }

    fn accepted(value: Value) {
        assert_eq!(check(value.clone()), Ok(()), "{value}");
    }

    #[test]
    fn empty_settings_are_accepted() {
        accepted(json!({}));
    }

    #[test]
    fn a_password_must_be_one_of_the_first_factors() {
        let factors = |list: Value| json!({"Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": list}}});
        accepted(factors(json!(["PASSWORD"])));
        accepted(factors(json!(["EMAIL_OTP", "PASSWORD"])));
        refused(
            factors(json!(["EMAIL_OTP"])),
            "Password should be configured as one of the allowed first auth factors.",
        );
    }

    #[test]
    fn the_validity_of_temporary_passwords_is_set_once() {
        let policy = json!({"PasswordPolicy": {"TemporaryPasswordValidityDays": 7}});
        let config = json!({"UnusedAccountValidityDays": 7});
        accepted(json!({"Policies": policy}));
        accepted(json!({"AdminCreateUserConfig": config}));
        refused(
            json!({"Policies": policy, "AdminCreateUserConfig": config}),
            "Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays",
        );
    }

    #[test]
    fn numbers_are_verified_by_sms() {
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        accepted(json!({"AutoVerifiedAttributes": ["email"]}));
        accepted(json!({"AutoVerifiedAttributes": ["phone_number"], "SmsConfiguration": sms}));
        refused(
            json!({"AutoVerifiedAttributes": ["email", "phone_number"]}),
            "SMS configuration is required when phone_number is selected for auto verification",
        );
    }

    #[test]
    fn attributes_verified_before_an_update_must_be_auto_verified() {
        let update = json!({"AttributesRequireVerificationBeforeUpdate": ["email"]});
        accepted(json!({"AutoVerifiedAttributes": ["email"], "UserAttributeUpdateSettings": update}));
        accepted(json!({"UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []}}));
        refused(
            json!({"UserAttributeUpdateSettings": update}),
            "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes",
        );
    }

    #[test]
    fn admin_only_recovery_excludes_other_mechanisms() {
        let recovery = |list: Value| json!({"AccountRecoverySetting": {"RecoveryMechanisms": list}});
        accepted(recovery(json!([{"Name": "admin_only", "Priority": 1}])));
        refused(
            recovery(
                json!([{"Name": "admin_only", "Priority": 1}, {"Name": "verified_email", "Priority": 2}]),
            ),
            "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.",
        );
    }

    #[test]
    fn recovery_mechanisms_differ_in_name_and_priority() {
        let recovery = |first: Value, second: Value| {
            let mechanisms = [first, second];
            json!({"AccountRecoverySetting": {"RecoveryMechanisms": mechanisms}})
        };
        let text = "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.";
        let email = json!({"Name": "verified_email", "Priority": 1});
        accepted(recovery(email.clone(), json!({"Name": "verified_phone_number", "Priority": 2})));
        refused(recovery(email.clone(), json!({"Name": "verified_phone_number", "Priority": 1})), text);
        refused(recovery(email, json!({"Name": "verified_email", "Priority": 2})), text);
    }

    #[test]
    fn a_developer_email_account_needs_a_source_arn() {
        accepted(json!({"EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}}));
        accepted(json!({"EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER",
            "SourceArn": "arn:aws:ses:eu-west-1:123456789012:identity/a@example.com",
        }}));
        refused(
            json!({"EmailConfiguration": {"EmailSendingAccount": "DEVELOPER"}}),
            "Source ARN is required to use DEVELOPER email sending owner",
        );
    }

    #[test]
    fn a_sender_must_have_an_address() {
        for from in ["a@example.com", "Ana <a@example.com>", "\"A < B\" <a@example.com>"] {
            accepted(json!({"EmailConfiguration": {"From": from}}));
        }
        for from in ["", "ana", "Ana <ana>", "Ana a@example.com", "<>"] {
            refused(json!({"EmailConfiguration": {"From": from}}), "Provided From email address is invalid");
        }
    }

    const FUNCTION: &str = "arn:aws:lambda:eu-west-1:123456789012:function:f";

    #[test]
    fn custom_senders_need_a_key() {
        let key = "arn:aws:kms:eu-west-1:123456789012:key/1";
        let sender = json!({"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"});
        for name in ["CustomSMSSender", "CustomEmailSender"] {
            accepted(json!({"LambdaConfig": {name: sender, "KMSKeyID": key}}));
            refused(
                json!({"LambdaConfig": {name: sender}}),
                "KMSKeyId parameter is required when Custom SMS/Email Lambda trigger is used.",
            );
        }
    }

    #[test]
    fn only_one_pre_token_generation_function_is_allowed() {
        let config = json!({"LambdaArn": FUNCTION, "LambdaVersion": "V1_0"});
        accepted(
            json!({"LambdaConfig": {"PreTokenGeneration": FUNCTION, "PreTokenGenerationConfig": config}}),
        );
        let other = format!("{FUNCTION}2");
        refused(
            json!({"LambdaConfig": {"PreTokenGeneration": other, "PreTokenGenerationConfig": config}}),
            "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's",
        );
    }

    #[test]
    fn functions_must_be_in_the_region_of_the_pool() {
        let elsewhere = "arn:aws:lambda:eu-west-2:123456789012:function:f";
        let text = "Cross-region lambda functions are not supported";
        accepted(json!({"LambdaConfig": {"PreSignUp": FUNCTION}}));
        accepted(json!({"LambdaConfig": {"KMSKeyID": "arn:aws:kms:eu-west-2:123456789012:key/1"}}));
        refused(json!({"LambdaConfig": {"PreSignUp": elsewhere}}), text);
        refused(json!({"LambdaConfig": {"PreTokenGenerationConfig": {"LambdaArn": elsewhere}}}), text);
    }

    #[test]
    fn the_lite_tier_refuses_some_features() {
        let config = json!({"PreTokenGenerationConfig": {"LambdaArn": FUNCTION, "LambdaVersion": "V2_0"}});
        assert_eq!(whole(json!({"UserPoolTier": "ESSENTIALS", "LambdaConfig": config})), Ok(()));
        assert_eq!(whole(json!({"LambdaConfig": config})), Ok(()));
        assert_eq!(whole(json!({"UserPoolTier": "LITE"})), Ok(()));
        assert_eq!(
            whole(json!({"UserPoolTier": "LITE", "LambdaConfig": config})).unwrap_err(),
            "The following features need to be disabled for the LITE pricing tier configured: Token Customization \
             with Pre-Token Generation Lambda V2_0",
        );
        let history = |size: u32| {
            let policy = json!({"PasswordHistorySize": size});
            json!({"UserPoolTier": "LITE", "Policies": {"PasswordPolicy": policy}})
        };
        assert_eq!(whole(history(0)), Ok(()));
        assert!(whole(history(1)).is_err());
        let factors = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "EMAIL_OTP"]}});
        assert!(whole(json!({"UserPoolTier": "LITE", "Policies": factors})).is_err());
        let registration =
            |status: &str| json!({"UserPoolTier": "LITE", "DcrConfiguration": {"EnableStatus": status}});
        assert_eq!(whole(registration("Disabled")), Ok(()));
        assert!(whole(registration("Enabled")).is_err());
    }

    #[test]
    fn a_pool_has_at_most_fifty_tags_and_none_reserved_by_aws() {
        let tags = |count: usize| -> BTreeMap<String, String> {
            (0..count).map(|index| (index.to_string(), String::new())).collect()
        };
        accepted(json!({"UserPoolTags": tags(50)}));
        let error = check_settings(&settings(json!({"UserPoolTags": tags(51)})), "eu-west-1").unwrap_err();
        assert_eq!(error.name(), "UserPoolTaggingException");
        assert!(check(json!({"UserPoolTags": {"aws:team": "red"}})).is_err());
        accepted(json!({"UserPoolTags": {"awsteam": "red"}}));
    }

    #[test]
    fn mfa_of_a_new_pool_needs_an_sms_configuration() {
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        for asked in ["ON", "OPTIONAL"] {
            let without = settings(json!({"MfaConfiguration": asked}));
            assert_eq!(
                check_mfa(&without, Before::New).map_err(|error| error.to_string()),
                Err("SMS configuration and Auto verification for phone_number are required when MFA is \
                     required/optional"
                    .to_owned())
            );
            let with = settings(json!({"MfaConfiguration": asked, "SmsConfiguration": sms}));
            assert_eq!(check_mfa(&with, Before::New), Ok(()));
        }
        assert_eq!(check_mfa(&settings(json!({"MfaConfiguration": "OFF"})), Before::New), Ok(()));
    }

    #[test]
    fn first_factors_that_contradict_mfa_are_refused() {
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        let with = |factor: &str, demand: &str| {
            let factors = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", factor]}});
            settings(json!({"MfaConfiguration": demand, "SmsConfiguration": sms, "Policies": factors}))
        };
        let outcome = |settings: &PoolSettings, web_authn: Option<&Value>| {
            let web_authn = web_authn.map(|value| serde_json::from_value(value.clone()).unwrap());
            check_whole(settings, Before::Was(Some(&UserPoolMfa::ON)), web_authn.as_ref())
                .map_err(|error| error.to_string())
        };
        let codes =
            "Only PASSWORD and WEB_AUTHN (if configured) can be enabled as an auth factor if MFA is enabled";
        for factor in ["EMAIL_OTP", "SMS_OTP"] {
            assert_eq!(outcome(&with(factor, "ON"), None), Err(codes.to_owned()));
            assert_eq!(outcome(&with(factor, "OPTIONAL"), None), Ok(()));
        }
        let passkeys = "Cannot set WebAuthn factor configuration to SINGLE_FACTOR if MFA is required and WebAuthn is an \
                        allowed first auth factor";
        let single = json!({"FactorConfiguration": "SINGLE_FACTOR"});
        let multi = json!({"FactorConfiguration": "MULTI_FACTOR_WITH_USER_VERIFICATION"});
        for configuration in [None, Some(&json!({"RelyingPartyId": "example.com"})), Some(&single)] {
            assert_eq!(outcome(&with("WEB_AUTHN", "ON"), configuration), Err(passkeys.to_owned()));
            assert_eq!(outcome(&with("WEB_AUTHN", "OPTIONAL"), configuration), Ok(()));
        }
        assert_eq!(outcome(&with("WEB_AUTHN", "ON"), Some(&multi)), Ok(()));
    }

    #[test]
    fn one_time_passwords_by_sms_need_a_configuration() {
        let factors = json!({"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "SMS_OTP"]}});
        assert_eq!(
            whole(json!({"Policies": factors})).unwrap_err(),
            "SMS_OTP can not be configured as AuthFactor as user pool is missing valid SMS configuration"
        );
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        assert_eq!(whole(json!({"Policies": factors, "SmsConfiguration": sms})), Ok(()));
    }

    #[test]
    fn mfa_cannot_be_forced_on_a_pool_that_had_none() {
        let sms = json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"});
        let on = settings(json!({"MfaConfiguration": "ON", "SmsConfiguration": sms}));
        assert_eq!(
            check_mfa(&on, Before::Was(Some(&UserPoolMfa::OFF))).unwrap_err().to_string(),
            "Cannot turn MFA functionality ON, once the user pool has been created."
        );
        assert_eq!(check_mfa(&on, Before::Was(Some(&UserPoolMfa::OPTIONAL))), Ok(()));
        assert_eq!(check_mfa(&on, Before::Was(Some(&UserPoolMfa::ON))), Ok(()));
        let optional = settings(json!({"MfaConfiguration": "OPTIONAL", "SmsConfiguration": sms}));
        assert_eq!(check_mfa(&optional, Before::Was(Some(&UserPoolMfa::OFF))), Ok(()));
        assert_eq!(check_mfa(&settings(json!({})), Before::Was(Some(&UserPoolMfa::OFF))), Ok(()));
    }
}
