//! A user pool: its fixed properties and its settings.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rand_core::Rng;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::{Key, Record, Scan};
use zeroize::Zeroizing;

use crate::{
    auth::{
        channel::Channel,
        first_factor::FirstFactor,
        password::PasswordPolicy as PasswordRules,
        webauthn::{RelyingParty, UserVerification},
    },
    context::{Cx, Stored, decode, decode_row, directory, pool_partition},
    error::{Error, Internal, ResourceNotFound},
    host::Host,
    model::{
        keys, naming::Naming, pool_mfa::PoolMfa, replica::Replica, resealing::Resealing, schema::Schema,
        session_tracking::SessionTracking, signing_keys::SigningKeys,
    },
    ordered, random_text,
    seal::{Binding, PoolSecret, Purpose},
    settings::{
        self, AuthFactor, DcrConfiguration, DefaultEmailOption, DeletionProtection, DeviceConfiguration,
        EmailConfiguration, EmailSendingAccount, IssuerConfiguration, LambdaConfig, RecoveryOptionName,
        UserAttributeUpdateSettings, UserPoolMfa, UserPoolTier, VerifiedAttribute, WebAuthnConfiguration,
        WebAuthnFactorConfiguration,
    },
    time::Timestamp,
};

/// A pool: its record and its opened secret.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    record: Arc<PoolRecord>,
    secret: PoolSecret,
}

/// The record of a pool. The pool exists if and only if this record does.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct PoolRecord {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) created: Timestamp,
    pub(crate) modified: Timestamp,
    pub(crate) naming: Naming,
    pub(crate) schema: Schema,
    pub(crate) settings: PoolSettings,
    #[serde(default)]
    pub(crate) mfa: PoolMfa,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) replicas: Vec<Replica>,
    #[serde(default, skip_serializing_if = "SessionTracking::is_default")]
    pub(crate) sessions: SessionTracking,
    /// See [`PoolSecret`].
    pub(crate) sealed_secret: String,
}

/// The tombstone of a deleted pool. It replaces the pool's record, so that an id is never used for two pools. It is not
/// authenticated: an attacker who can write it can remove the pool as well.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Tombstone {
    pub(crate) id: String,
    pub(crate) deleted: bool,
}

/// The mutable members of `UserPoolType`, as `CreateUserPool` and `UpdateUserPool` take them and `DescribeUserPool`
/// returns them. Settings that the engine does not act on are stored as they were given.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's UserPoolType, named after it")]
pub struct PoolSettings {
    pub policies: Option<Policies>,
    pub deletion_protection: Option<DeletionProtection>,
    pub lambda_config: Option<LambdaConfig>,
    pub auto_verified_attributes: Option<Vec<VerifiedAttribute>>,
    pub sms_verification_message: Option<String>,
    pub email_verification_message: Option<String>,
    pub email_verification_subject: Option<String>,
    pub verification_message_template: Option<VerificationMessageTemplate>,
    pub sms_authentication_message: Option<String>,
    pub mfa_configuration: Option<UserPoolMfa>,
    pub user_attribute_update_settings: Option<UserAttributeUpdateSettings>,
    pub device_configuration: Option<DeviceConfiguration>,
    pub email_configuration: Option<EmailConfiguration>,
    pub sms_configuration: Option<Value>,
    pub user_pool_tags: Option<BTreeMap<String, String>>,
    pub admin_create_user_config: Option<AdminCreateUserConfig>,
    pub user_pool_add_ons: Option<Value>,
    pub dcr_configuration: Option<DcrConfiguration>,
    pub account_recovery_setting: Option<AccountRecoverySetting>,
    pub user_pool_tier: Option<UserPoolTier>,
    pub key_configuration: Option<Value>,
    pub issuer_configuration: Option<IssuerConfiguration>,
    pub acr_configuration: Option<Value>,
}

/// `UserPoolPolicyType`.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct Policies {
    pub password_policy: Option<PasswordPolicy>,
    pub sign_in_policy: Option<SignInPolicy>,
}

/// `PasswordPolicyType`. A requirement that is left out of a policy is off; a pool without any policy has all
/// requirements.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct PasswordPolicy {
    pub minimum_length: Option<u32>,
    pub require_uppercase: Option<bool>,
    pub require_lowercase: Option<bool>,
    pub require_numbers: Option<bool>,
    pub require_symbols: Option<bool>,
    pub password_history_size: Option<u32>,
    /// Days; 0 is read as 7.
    pub temporary_password_validity_days: Option<u32>,
}

/// `SignInPolicyType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct SignInPolicy {
    pub allowed_first_auth_factors: Option<Vec<AuthFactor>>,
}

/// `VerificationMessageTemplateType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct VerificationMessageTemplate {
    pub sms_message: Option<String>,
    pub email_message: Option<String>,
    pub email_subject: Option<String>,
    pub email_message_by_link: Option<String>,
    pub email_subject_by_link: Option<String>,
    pub default_email_option: Option<DefaultEmailOption>,
}

/// `AdminCreateUserConfigType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct AdminCreateUserConfig {
    pub allow_admin_create_user_only: Option<bool>,
    /// Days. Superseded by `TemporaryPasswordValidityDays`.
    pub unused_account_validity_days: Option<u32>,
    pub invite_message_template: Option<MessageTemplate>,
}

/// `MessageTemplateType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct MessageTemplate {
    #[serde(rename = "SMSMessage")]
    pub sms_message: Option<String>,
    pub email_message: Option<String>,
    pub email_subject: Option<String>,
}

/// `AccountRecoverySettingType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct AccountRecoverySetting {
    pub recovery_mechanisms: Option<Vec<RecoveryOption>>,
}

/// `RecoveryOptionType`.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
#[expect(missing_docs, reason = "members of the API's type, named after it")]
pub struct RecoveryOption {
    pub priority: u32,
    pub name: RecoveryOptionName,
}

impl AccountRecoverySetting {
    /// The service's default: by email, otherwise by text message.
    fn by_email_first() -> Self {
        Self {
            recovery_mechanisms: Some(vec![
                RecoveryOption { priority: 1, name: RecoveryOptionName::VERIFIED_EMAIL },
                RecoveryOption { priority: 2, name: RecoveryOptionName::VERIFIED_PHONE_NUMBER },
            ]),
        }
    }
}

/// The ways to reset a forgotten password, in the order of preference.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Recovery {
    AdminOnly,
    By(Vec<Channel>),
}

impl Pool {
    /// Draws the id of a new pool: `{region}_` and nine letters or digits.
    pub(crate) fn draw_id(rng: &mut impl Rng, region: &str) -> String {
        format!("{region}_{}", *random_text::draw(rng, random_text::MIXED_CASE, 9))
    }

    /// Loads the pool and enters it.
    pub(crate) async fn load(cx: &mut Cx<'_>, id: &str) -> Result<Self, Error> {
        Self::load_with(cx, id, &[]).await
    }

    /// Loads the pool, its signing keys and other records in one read, and enters the pool.
    pub(crate) async fn load_with(cx: &mut Cx<'_>, id: &str, others: &[Key]) -> Result<Self, Error> {
        let host = cx.host;
        let keys = [&[keys::pool()], others].concat();
        let pool = match cx.enter_pool(id, &keys).await? {
            Some(record) => Self::open(host, id, record)?,
            None => None,
        };
        let pool = pool
            .filter(|pool| cx.origin.reaches(&pool.region))
            .ok_or_else(|| ResourceNotFound::Pool(id.to_owned()))?;
        cx.trust(pool.secret.records());
        Ok(pool)
    }

    /// A new pool with a newly drawn secret. Enter the pool first.
    pub(crate) fn create(cx: &mut Cx<'_>, record: PoolRecord) -> Result<Self, Error> {
        let bytes = Zeroizing::new(cx.random::<32>());
        let secret = PoolSecret::new(&*bytes).ok_or(Internal::Sealed("the pool's secret"))?;
        let sealed_secret = cx.seal_stored(&record.id, Purpose::Pool, &keys::pool(), secret.bytes());
        cx.trust(secret.records());
        Ok(Self { record: Arc::new(PoolRecord { sealed_secret, ..record }), secret })
    }

    /// A pool with this record, whose secret is sealed for the store. Enter the pool first. `None` if the secret cannot be opened.
    #[cfg(feature = "transfer")]
    pub(crate) fn restore(cx: &mut Cx<'_>, record: PoolRecord) -> Option<Self> {
        let secret = record.open_secret(cx.host, &record.id)?;
        cx.trust(secret.records());
        Some(Self { record: Arc::new(record), secret })
    }

    /// Reads a pool's own record: opens its secret and checks the authenticity of the record with it. `None` for the
    /// tombstone of a deleted pool and for the record of another pool. A record that was read before is not decoded again.
    fn open(host: &Host, id: &str, record: &Record) -> Result<Option<Self>, Error> {
        let id = id.to_owned();
        if let Some(kept) = host.pools.get::<Self>(&id, &record.value) {
            return Ok(Some(Self::clone(&kept)));
        }
        let key = keys::pool();
        if Self::is_tombstone(record)? {
            return Ok(None);
        }
        let known = host.pools.last::<Self>(&id).map(|kept| kept.secret.clone());
        let known = known.filter(|secret| secret.records().holds(key.as_str(), &record.value));
        let read: PoolRecord = decode_row(&key, record)?;
        let secret = match known {
            Some(secret) => secret,
            None => {
                let secret = read.open_secret(host, &id).ok_or(Internal::Sealed("the pool's secret"))?;
                let _: PoolRecord = decode(secret.records(), &key, record)?;
                secret
            }
        };
        if read.id != id {
            return Ok(None);
        }
        let pool = Self { record: Arc::new(read), secret };
        host.pools.keep(id, &record.value, Arc::new(pool.clone()));
        Ok(Some(pool))
    }

    /// Whether this record is the tombstone of a deleted pool.
    pub(crate) fn is_tombstone(record: &Record) -> Result<bool, Error> {
        Ok(decode_row::<MaybeTombstone>(&keys::pool(), record)?.deleted)
    }

    /// Seals the pool's secret again with the newest master key.
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        (**self).reseal(resealing);
    }

    /// The record alone.
    pub(crate) fn into_record(self) -> PoolRecord {
        Arc::unwrap_or_clone(self.record)
    }

    /// The secret from which the pool's keys are derived and with which its records are authenticated.
    pub(crate) fn secret(&self) -> &PoolSecret {
        &self.secret
    }

    /// The entries of the pools of a region in the directory, oldest first: at most `limit` that follow a key. An entry
    /// only points to a pool. The pool may not exist yet, or no longer.
    pub(crate) async fn entries(
        host: &Host,
        region: &str,
        after: Option<Key>,
        limit: u32,
    ) -> Result<Vec<Key>, Error> {
        let scan = Scan { prefix: keys::pool_entries_of(region), after, limit, reverse: false };
        let entries = host.storage.scan(&directory(), &scan).await?;
        Ok(entries.into_iter().map(|(key, _)| key).collect())
    }

    /// Reads a pool's record without entering the pool: for lists of pools.
    pub(crate) async fn read(host: &Host, id: &str) -> Result<Option<Self>, Error> {
        let key = keys::pool();
        let records = host.storage.get(&pool_partition(id), std::slice::from_ref(&key)).await?;
        let Some(record) = records.into_iter().flatten().next() else { return Ok(None) };
        Self::open(host, id, &record)
    }

    /// Reads another pool's own record and one more of its records, without entering the pool. The second record is not
    /// authenticated yet.
    pub(crate) async fn read_with(
        host: &Host,
        id: &str,
        key: &Key,
    ) -> Result<Option<(Self, Option<Record>)>, Error> {
        let keys = [keys::pool(), key.clone()];
        let mut records = host.storage.get(&pool_partition(id), &keys).await?.into_iter();
        let Some(pool) = records.next().flatten() else { return Ok(None) };
        let pool = Self::open(host, id, &pool)?;
        Ok(pool.map(|pool| (pool, records.next().flatten())))
    }

    /// Loads a pool outside of a call, for key sets and discovery documents.
    pub(crate) async fn peek(host: &Host, id: &str) -> Result<Option<(Self, SigningKeys)>, Error> {
        let keys = [keys::pool(), keys::signing_keys()];
        let mut records = host.storage.get(&pool_partition(id), &keys).await?.into_iter();
        let (Some(Some(pool)), Some(Some(signing))) = (records.next(), records.next()) else {
            return Ok(None);
        };
        let Some(pool) = Self::open(host, id, &pool)? else { return Ok(None) };
        let signing = decode(pool.secret.records(), &keys[1], &signing)?;
        Ok(Some((pool, signing)))
    }

    /// The part of the id after `_`: the pool's name in SRP.
    pub(crate) fn srp_name(&self) -> &str {
        self.id.split_once('_').map_or(&*self.id, |(_, name)| name)
    }

    /// `arn:aws:cognito-idp:{region}:{account}:userpool/{id}`.
    pub(crate) fn arn(&self, account: &str) -> String {
        self.arn_in(&self.region, account)
    }

    /// The ARN of the pool's replica in this region.
    pub(crate) fn arn_in(&self, region: &str, account: &str) -> String {
        format!("arn:aws:cognito-idp:{region}:{account}:userpool/{}", self.id)
    }

    /// The relying party of passkeys: the `RelyingPartyId` that was set. `None` when none was set. The service then uses
    /// the pool's own domain; the engine does not, because it serves no pages there yet.
    pub(crate) fn relying_party(&self) -> Option<RelyingParty> {
        let configuration = self.mfa.web_authn.as_ref()?;
        Some(RelyingParty {
            id: configuration.relying_party_id().filter(|id| !id.is_empty())?.to_owned(),
            user_verification: match configuration.user_verification() {
                Some(asked) if asked == settings::UserVerification::REQUIRED => UserVerification::Required,
                _ => UserVerification::Preferred,
            },
        })
    }

    /// Whether a passkey with user verification counts as both factors.
    pub(crate) fn passkeys_are_multi_factor(&self) -> bool {
        is_multi_factor(self.mfa.web_authn.as_ref())
    }
}

impl PoolSettings {
    /// These settings as they are stored: omitted settings get the service's default, and the three messages that can
    /// be given in two places are stored in the template only.
    #[must_use]
    pub(crate) fn completed(mut self) -> Self {
        self.complete_policies();
        self.complete_template();
        self.deletion_protection.get_or_insert(DeletionProtection::INACTIVE);
        self.mfa_configuration.get_or_insert(UserPoolMfa::OFF);
        self.user_pool_tier.get_or_insert(UserPoolTier::ESSENTIALS);
        self.lambda_config.get_or_insert_default();
        self.user_pool_tags = Some(self.user_pool_tags.unwrap_or_default());
        self.account_recovery_setting.get_or_insert_with(AccountRecoverySetting::by_email_first);
        let email = self.email_configuration.take().unwrap_or_default();
        self.email_configuration = Some(if email.email_sending_account().is_none() {
            email.with_email_sending_account(EmailSendingAccount::COGNITO_DEFAULT)
        } else {
            email
        });
        self
    }

    /// Sets defaults. The validity of temporary passwords has two members, which get the same value.
    fn complete_policies(&mut self) {
        let mut config = self.admin_create_user_config.take().unwrap_or_default();
        let mut password = self.password_policy();
        let given = self.policies.as_ref().and_then(|policies| policies.password_policy.as_ref());
        let days = given
            .and_then(|policy| policy.temporary_password_validity_days)
            .or(config.unused_account_validity_days)
            // 0 means 7 days.
            .filter(|days| *days > 0)
            .unwrap_or(7);

        for requirement in [
            &mut password.require_uppercase,
            &mut password.require_lowercase,
            &mut password.require_numbers,
            &mut password.require_symbols,
        ] {
            requirement.get_or_insert(false);
        }
        password.minimum_length.get_or_insert(8);
        password.temporary_password_validity_days = Some(days);
        config.allow_admin_create_user_only.get_or_insert(false);
        config.unused_account_validity_days = Some(days);

        let mut policies = self.policies.take().unwrap_or_default();
        policies.password_policy = Some(password);
        let sign_in = policies.sign_in_policy.get_or_insert_default();
        sign_in.allowed_first_auth_factors.get_or_insert_with(|| vec![AuthFactor::PASSWORD]);
        self.policies = Some(policies);
        self.admin_create_user_config = Some(config);
    }

    fn complete_template(&mut self) {
        let mut template = self.verification_message_template.take().unwrap_or_default();
        template.sms_message = template.sms_message.or(self.sms_verification_message.take());
        template.email_message = template.email_message.or(self.email_verification_message.take());
        template.email_subject = template.email_subject.or(self.email_verification_subject.take());
        template.default_email_option.get_or_insert(DefaultEmailOption::CONFIRM_WITH_CODE);
        self.verification_message_template = Some(template);
        self.sms_verification_message = None;
        self.email_verification_message = None;
        self.email_verification_subject = None;
    }

    /// Stored settings as the API returns them: three members of the template are copied to their second place.
    pub(crate) fn shown(&self) -> Self {
        let mut shown = self.clone();
        if let Some(template) = &self.verification_message_template {
            shown.sms_verification_message.clone_from(&template.sms_message);
            shown.email_verification_message.clone_from(&template.email_message);
            shown.email_verification_subject.clone_from(&template.email_subject);
        }
        shown
    }

    /// The password policy with the service's defaults: all requirements if no policy was ever given.
    pub(crate) fn password_policy(&self) -> PasswordPolicy {
        self.policies.as_ref().and_then(|policies| policies.password_policy.clone()).unwrap_or(
            PasswordPolicy {
                minimum_length: Some(8),
                require_uppercase: Some(true),
                require_lowercase: Some(true),
                require_numbers: Some(true),
                require_symbols: Some(true),
                password_history_size: None,
                temporary_password_validity_days: Some(7),
            },
        )
    }

    /// The rules a new password must keep.
    pub(crate) fn password_rules(&self) -> PasswordRules {
        let policy = self.password_policy();
        PasswordRules {
            minimum_length: policy.minimum_length.unwrap_or(8),
            require_uppercase: policy.require_uppercase.unwrap_or(false),
            require_lowercase: policy.require_lowercase.unwrap_or(false),
            require_numbers: policy.require_numbers.unwrap_or(false),
            require_symbols: policy.require_symbols.unwrap_or(false),
        }
    }

    /// How long a temporary password is valid, in seconds.
    pub(crate) fn temporary_password_seconds(&self) -> u64 {
        let days = match self.password_policy().temporary_password_validity_days {
            None | Some(0) => 7,
            Some(days) => days,
        };
        u64::from(days) * 86_400
    }

    /// Whether a code is sent automatically to a new value of this attribute.
    pub(crate) fn auto_verifies(&self, channel: Channel) -> bool {
        self.auto_verified_attributes
            .as_ref()
            .is_some_and(|attributes| attributes.iter().any(|name| name.as_str() == channel.attribute()))
    }

    /// Whether a new address must be verified before it replaces the old one.
    pub(crate) fn verifies_before_update(&self, channel: Channel) -> bool {
        self.user_attribute_update_settings
            .as_ref()
            .and_then(|settings| settings.attributes_require_verification_before_update())
            .is_some_and(|names| names.iter().any(|name| name.as_str() == channel.attribute()))
    }

    /// Whether only administrators create users.
    pub(crate) fn is_admin_create_user_only(&self) -> bool {
        self.admin_create_user_config
            .as_ref()
            .and_then(|config| config.allow_admin_create_user_only)
            .unwrap_or(false)
    }

    /// Whether threat protection is on: `AdvancedSecurityMode` is `AUDIT` or `ENFORCED`.
    pub(crate) fn has_threat_protection(&self) -> bool {
        let mode =
            self.user_pool_add_ons.as_ref().and_then(|add_ons| add_ons["AdvancedSecurityMode"].as_str());
        matches!(mode, Some("AUDIT" | "ENFORCED"))
    }

    /// Whether users may sign in without a password: a first factor besides `PASSWORD` is allowed.
    pub(crate) fn is_passwordless(&self) -> bool {
        self.first_factors().iter().any(|factor| *factor != AuthFactor::PASSWORD)
    }

    /// Whether users may sign in by passkey.
    pub(crate) fn allows_passkeys(&self) -> bool {
        FirstFactor::WebAuthn.is_allowed(self.first_factors())
    }

    /// Whether a code that is sent may be the only factor.
    pub(crate) fn allows_one_time_passwords(&self) -> bool {
        [FirstFactor::EmailOtp, FirstFactor::SmsOtp]
            .iter()
            .any(|factor| factor.is_allowed(self.first_factors()))
    }

    /// `AllowedFirstAuthFactors`. Empty if never given, which means a password only.
    pub(crate) fn first_factors(&self) -> &[AuthFactor] {
        self.policies
            .as_ref()
            .and_then(|policies| policies.sign_in_policy.as_ref())
            .and_then(|policy| policy.allowed_first_auth_factors.as_deref())
            .unwrap_or_default()
    }

    /// How users recover their accounts. Without mechanisms, as in pools from before the setting had a default: phone
    /// first, then email.
    pub(crate) fn recovery(&self) -> Recovery {
        let mechanisms = self
            .account_recovery_setting
            .as_ref()
            .and_then(|setting| setting.recovery_mechanisms.as_ref())
            .filter(|mechanisms| !mechanisms.is_empty());
        let Some(mechanisms) = mechanisms else {
            return Recovery::By(vec![Channel::PhoneNumber, Channel::Email]);
        };
        let mut sorted: Vec<_> = mechanisms.iter().collect();
        ordered::sort_by_key(&mut sorted, |option| option.priority);
        if sorted.iter().any(|option| option.name == RecoveryOptionName::ADMIN_ONLY) {
            return Recovery::AdminOnly;
        }
        Recovery::By(
            sorted
                .iter()
                .filter_map(|option| match option.name.as_str() {
                    "verified_email" => Some(Channel::Email),
                    "verified_phone_number" => Some(Channel::PhoneNumber),
                    _ => None,
                })
                .collect(),
        )
    }
}

/// Whether this `WebAuthnConfiguration` lets a passkey with user verification count as both factors. Without a
/// `FactorConfiguration` it counts as one.
pub(crate) fn is_multi_factor(web_authn: Option<&WebAuthnConfiguration>) -> bool {
    web_authn.and_then(WebAuthnConfiguration::factor_configuration)
        == Some(WebAuthnFactorConfiguration::MULTI_FACTOR_WITH_USER_VERIFICATION)
}

impl Stored for Pool {
    fn key(&self) -> Key {
        keys::pool()
    }
}

impl Serialize for Pool {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.record.serialize(serializer)
    }
}

/// Gives access to the fields of the record.
impl Deref for Pool {
    type Target = PoolRecord;

    fn deref(&self) -> &PoolRecord {
        &self.record
    }
}

impl DerefMut for Pool {
    fn deref_mut(&mut self) -> &mut PoolRecord {
        Arc::make_mut(&mut self.record)
    }
}

impl PoolRecord {
    /// As [`Pool::reseal`].
    pub(crate) fn reseal(&mut self, resealing: &mut Resealing<'_, '_>) {
        resealing.stored(Purpose::Pool, &keys::pool(), &mut self.sealed_secret);
    }

    fn open_secret(&self, host: &Host, id: &str) -> Option<PoolSecret> {
        let sealed = BASE64.decode(&self.sealed_secret).ok()?;
        let key = keys::pool();
        let binding = Binding { pool: id, purpose: Purpose::Pool, bound: key.as_str() };
        let bytes = host.keyring.open(binding, &sealed)?;
        PoolSecret::new(&bytes)
    }
}

/// Whether a record is a [`Tombstone`].
#[derive(Deserialize)]
struct MaybeTombstone {
    #[serde(default)]
    deleted: bool,
}

#[cfg(test)]
impl Pool {
    /// A pool for tests without a store.
    pub(crate) fn testing(record: PoolRecord) -> Self {
        Self { record: record.into(), secret: PoolSecret::new(&[7; 32]).unwrap() }
    }
}

#[cfg(test)]
mod tests {
    use chacha20::ChaCha20Rng;
    use rand_core::SeedableRng as _;
    use serde_json::json;

    use super::*;

    fn settings(value: Value) -> PoolSettings {
        serde_json::from_value(value).unwrap()
    }

    /// The settings as the API returns them: without members that have no value.
    fn shown(settings: &PoolSettings) -> Value {
        fn drop_nulls(value: &mut Value) {
            if let Some(members) = value.as_object_mut() {
                members.retain(|_, member| !member.is_null());
                members.values_mut().for_each(drop_nulls);
            }
        }
        let mut value = serde_json::to_value(settings.shown()).unwrap();
        drop_nulls(&mut value);
        value
    }

    #[test]
    fn a_pool_without_settings_has_the_defaults_of_the_service() {
        assert_eq!(
            shown(&PoolSettings::default().completed()),
            json!({
                "Policies": {
                    "PasswordPolicy": {
                        "MinimumLength": 8,
                        "RequireUppercase": true,
                        "RequireLowercase": true,
                        "RequireNumbers": true,
                        "RequireSymbols": true,
                        "TemporaryPasswordValidityDays": 7,
                    },
                    "SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD"]},
                },
                "DeletionProtection": "INACTIVE",
                "LambdaConfig": {},
                "MfaConfiguration": "OFF",
                "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"},
                "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
                "VerificationMessageTemplate": {"DefaultEmailOption": "CONFIRM_WITH_CODE"},
                "AccountRecoverySetting": {"RecoveryMechanisms": [
                    {"Priority": 1, "Name": "verified_email"},
                    {"Priority": 2, "Name": "verified_phone_number"},
                ]},
                "UserPoolTier": "ESSENTIALS",
                "UserPoolTags": {},
            })
        );
    }

    #[test]
    fn completing_twice_changes_nothing() {
        let once = settings(json!({"EmailVerificationMessage": "Use {####}", "Policies": {}})).completed();
        assert_eq!(once.clone().completed(), once);
    }

    #[test]
    fn a_policy_that_names_one_requirement_has_no_other() {
        let policy = settings(json!({"Policies": {"PasswordPolicy": {"RequireNumbers": true}}}))
            .completed()
            .password_policy();
        assert_eq!(policy.minimum_length, Some(8));
        assert_eq!((policy.require_numbers, policy.require_symbols), (Some(true), Some(false)));
        assert_eq!((policy.temporary_password_validity_days, policy.password_history_size), (Some(7), None));
    }

    #[test]
    fn temporary_passwords_have_one_validity_whichever_member_gave_it() {
        for given in [
            json!({"AdminCreateUserConfig": {"UnusedAccountValidityDays": 3}}),
            json!({"Policies": {"PasswordPolicy": {"TemporaryPasswordValidityDays": 3}}}),
        ] {
            let settings = settings(given).completed();
            assert_eq!(settings.temporary_password_seconds(), 3 * 86_400);
            let shown = shown(&settings);
            assert_eq!(shown["AdminCreateUserConfig"]["UnusedAccountValidityDays"], 3);
            assert_eq!(shown["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"], 3);
        }
        let nought = settings(json!({"AdminCreateUserConfig": {"UnusedAccountValidityDays": 0}})).completed();
        assert_eq!(nought.temporary_password_seconds(), 7 * 86_400);
    }

    #[test]
    fn messages_are_mirrored_both_ways() {
        let outside = json!({
            "SmsVerificationMessage": "sms {####}",
            "EmailVerificationMessage": "mail {####}",
            "EmailVerificationSubject": "subject",
        });
        let inside = json!({"VerificationMessageTemplate": {
            "SmsMessage": "sms {####}",
            "EmailMessage": "mail {####}",
            "EmailSubject": "subject",
        }});
        let (outside, inside) = (settings(outside).completed(), settings(inside).completed());
        assert_eq!(outside, inside);
        assert_eq!(outside.email_verification_message, None, "kept in one place only");
        let shown = shown(&outside);
        assert_eq!(shown["SmsVerificationMessage"], shown["VerificationMessageTemplate"]["SmsMessage"]);
        assert_eq!(shown["EmailVerificationMessage"], "mail {####}");
        assert_eq!(shown["EmailVerificationSubject"], "subject");
    }

    #[test]
    fn settings_that_the_engine_does_not_use_are_returned() {
        let given = json!({
            "LambdaConfig": {"PreSignUp": "arn", "Later": {"Deep": [1, null]}},
            "EmailConfiguration": {"From": "a@example.com"},
            "KeyConfiguration": {"KeyType": "LATER"},
        });
        let shown = shown(&settings(given.clone()).completed());
        assert_eq!(shown["LambdaConfig"], given["LambdaConfig"]);
        assert_eq!(shown["KeyConfiguration"], given["KeyConfiguration"]);
        let email = json!({"From": "a@example.com", "EmailSendingAccount": "COGNITO_DEFAULT"});
        assert_eq!(shown["EmailConfiguration"], email);
    }

    #[test]
    fn an_id_is_the_region_and_nine_characters() {
        let id = Pool::draw_id(&mut ChaCha20Rng::from_seed([1; 32]), "us-gov-west-1");
        let (region, rest) = id.rsplit_once('_').unwrap();
        assert_eq!((region, rest.len()), ("us-gov-west-1", 9));
        assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
