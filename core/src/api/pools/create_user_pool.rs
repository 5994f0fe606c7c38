//! `CreateUserPool`: creates a pool with its schema, its settings and its signing keys.

use serde::{Deserialize, Serialize};

use super::{UserPool, UsernameConfiguration, rules};
use crate::{
    check::{Member, optional, required, shapes},
    context::{Cx, directory},
    error::{Error, Internal, InvalidParameter, LimitExceeded},
    json::deserialize_with_settings,
    model::{
        domain::Domains,
        group::GroupIndex,
        keys,
        naming::{Alias, Naming},
        pool::{Pool, PoolRecord, PoolSettings},
        pool_mfa::PoolMfa,
        registration,
        schema::{Schema, SchemaAttribute},
        session_tracking::SessionTracking,
        signing_keys::SigningKeys,
    },
    operation::{Caller, Operation},
    quotas::POOLS_MAX,
};

/// Creates a pool. Its schema, its aliases and the form of usernames can never be changed. See
/// [CreateUserPool](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPool.html).
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CreateUserPool {
    /// The pool's name. Need not be unique.
    pub pool_name: String,
    /// Attributes that users may sign in with besides their username, once verified.
    pub alias_attributes: Option<Vec<Alias>>,
    /// Attributes that replace the username.
    pub username_attributes: Option<Vec<Alias>>,
    /// Whether usernames are case sensitive; if absent, they are.
    pub username_configuration: Option<UsernameConfiguration>,
    /// Changes to standard attributes, and custom attributes, named without `custom:`.
    pub schema: Option<Vec<SchemaAttribute>>,
    /// The settings that `UpdateUserPool` can change.
    #[serde(flatten)]
    pub settings: PoolSettings,
}

deserialize_with_settings!(CreateUserPool {
    pool_name: "PoolName",
    alias_attributes: "AliasAttributes",
    username_attributes: "UsernameAttributes",
    username_configuration: "UsernameConfiguration",
    schema: "Schema",
});

/// The response of [`CreateUserPool`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CreateUserPoolOutput {
    /// The pool, with all defaults.
    pub user_pool: UserPool,
}

impl Operation for CreateUserPool {
    const NAME: &'static str = "CreateUserPool";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("PoolName", &shapes::USER_POOL_NAME),
        optional("Policies", &shapes::USER_POOL_POLICY),
        optional("DeletionProtection", &shapes::DELETION_PROTECTION),
        optional("LambdaConfig", &shapes::LAMBDA_CONFIG),
        optional("AutoVerifiedAttributes", &shapes::VERIFIED_ATTRIBUTES_LIST),
        optional("AliasAttributes", &shapes::ALIAS_ATTRIBUTES_LIST),
        optional("UsernameAttributes", &shapes::USERNAME_ATTRIBUTES_LIST),
        optional("SmsVerificationMessage", &shapes::SMS_VERIFICATION_MESSAGE),
        optional("EmailVerificationMessage", &shapes::EMAIL_VERIFICATION_MESSAGE),
        optional("EmailVerificationSubject", &shapes::EMAIL_VERIFICATION_SUBJECT),
        optional("VerificationMessageTemplate", &shapes::VERIFICATION_MESSAGE_TEMPLATE),
        optional("SmsAuthenticationMessage", &shapes::SMS_VERIFICATION_MESSAGE),
        optional("MfaConfiguration", &shapes::USER_POOL_MFA),
        optional("UserAttributeUpdateSettings", &shapes::USER_ATTRIBUTE_UPDATE_SETTINGS),
        optional("DeviceConfiguration", &shapes::DEVICE_CONFIGURATION),
        optional("EmailConfiguration", &shapes::EMAIL_CONFIGURATION),
        optional("SmsConfiguration", &shapes::SMS_CONFIGURATION),
        optional("UserPoolTags", &shapes::USER_POOL_TAGS),
        optional("AdminCreateUserConfig", &shapes::ADMIN_CREATE_USER_CONFIG),
        optional("Schema", &shapes::SCHEMA_ATTRIBUTES_LIST),
        optional("UserPoolAddOns", &shapes::USER_POOL_ADD_ONS),
        optional("DcrConfiguration", &shapes::DCR_CONFIGURATION),
        optional("UsernameConfiguration", &shapes::USERNAME_CONFIGURATION),
        optional("AccountRecoverySetting", &shapes::ACCOUNT_RECOVERY_SETTING),
        optional("UserPoolTier", &shapes::USER_POOL_TIER),
        optional("KeyConfiguration", &shapes::KEY_CONFIGURATION),
        optional("IssuerConfiguration", &shapes::ISSUER_CONFIGURATION),
        optional("AcrConfiguration", &shapes::ACR_CONFIGURATION),
    ];
    type Response = CreateUserPoolOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<CreateUserPoolOutput, Error> {
        let region = &cx.origin.region;
        let id = Pool::draw_id(cx.rng(), region);
        let pool = self.prepare(cx, id).await?;
        Self::complete(cx, &pool).await?;
        Ok(CreateUserPoolOutput { user_pool: UserPool::new(cx, &pool, Domains::default(), 0) })
    }
}

impl CreateUserPool {
    /// The pool that the request describes, with this id. A later call may still find that the id is taken.
    pub(crate) async fn prepare(&self, cx: &mut Cx<'_>, id: String) -> Result<Pool, Error> {
        let region = cx.origin.region.clone();
        rules::check_settings(&self.settings, &region)?;
        rules::check_whole(&self.settings, rules::Before::New, None)?;
        let naming = self.naming()?;
        let schema = self.schema(&naming)?;
        if !cx.has_room(&directory(), keys::pool_entries_of(&region), POOLS_MAX).await? {
            return Err(LimitExceeded::Pools(POOLS_MAX).into());
        }

        let record = PoolRecord {
            id,
            name: self.pool_name.clone(),
            region,
            created: cx.now(),
            modified: cx.now(),
            naming,
            schema,
            settings: self.settings.clone().completed(),
            mfa: PoolMfa::default(),
            replicas: Vec::new(),
            sessions: SessionTracking::default(),
            sealed_secret: String::new(),
        };
        // A deleted pool leaves its record behind, so an id is never used for two pools.
        if cx.enter_pool(&record.id, &[keys::pool()]).await?.is_some() {
            return Err(Internal::IdentifierTaken("user pool").into());
        }
        Pool::create(cx, record)
    }

    /// Writes a pool that was prepared.
    pub(crate) async fn complete(cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let keys = SigningKeys::generate(cx, &pool.id).await?;
        cx.put(&keys)?;
        cx.put(&GroupIndex::default())?;
        cx.put(pool)?;
        registration::write_server(cx, None, &pool.settings)?;
        cx.directory_put(keys::pool_entry(&pool.region, pool.created, &pool.id), &pool.id)
    }

    fn naming(&self) -> Result<Naming, InvalidParameter> {
        let alias_attributes = without_repetition(self.alias_attributes.as_deref());
        let username_attributes = without_repetition(self.username_attributes.as_deref());
        if !alias_attributes.is_empty() && !username_attributes.is_empty() {
            return Err(InvalidParameter::AliasAndUsernameAttributes);
        }
        let case_sensitive = self.username_configuration.map(|configuration| configuration.case_sensitive);
        Ok(Naming { case_sensitive, alias_attributes, username_attributes })
    }

    fn schema(&self, naming: &Naming) -> Result<Schema, InvalidParameter> {
        let schema = Schema::create(self.schema.as_deref().unwrap_or_default())?;
        let preferred_username = Alias::PreferredUsername;
        if naming.alias_attributes.contains(&preferred_username)
            && schema.required().any(|name| name == preferred_username.attribute())
        {
            return Err(InvalidParameter::RequiredPreferredUsernameAlias);
        }
        Ok(schema)
    }
}

fn without_repetition(given: Option<&[Alias]>) -> Vec<Alias> {
    let mut aliases = Vec::new();
    for alias in given.unwrap_or_default() {
        if !aliases.contains(alias) {
            aliases.push(*alias);
        }
    }
    aliases
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::UserPoolMfa;

    fn request(value: serde_json::Value) -> CreateUserPool {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn aliases_and_username_attributes_exclude_each_other() {
        let both = request(json!({"AliasAttributes": ["email"], "UsernameAttributes": ["email"]}));
        assert_eq!(both.naming(), Err(InvalidParameter::AliasAndUsernameAttributes));
        assert_eq!(
            both.naming().unwrap_err().to_string(),
            "Only one of the aliasAttributes or usernameAttributes can be set in a User pool."
        );
        let one =
            request(json!({"AliasAttributes": ["email", "phone_number", "email"], "UsernameAttributes": []}));
        assert_eq!(one.naming().unwrap().alias_attributes, [Alias::Email, Alias::PhoneNumber]);
    }

    #[test]
    fn a_preferred_username_is_required_or_an_alias_but_not_both() {
        let schema = json!([{"Name": "preferred_username", "Required": true}]);
        let alias = request(json!({"AliasAttributes": ["preferred_username"], "Schema": schema}));
        let refused = alias.schema(&alias.naming().unwrap());
        assert_eq!(refused, Err(InvalidParameter::RequiredPreferredUsernameAlias));
        let required = request(json!({"AliasAttributes": ["email"], "Schema": schema}));
        assert!(required.schema(&required.naming().unwrap()).is_ok());
    }

    #[test]
    fn names_are_case_sensitive_unless_the_request_says_otherwise() {
        assert_eq!(request(json!({})).naming().unwrap().case_sensitive, None);
        let insensitive = request(json!({"UsernameConfiguration": {"CaseSensitive": false}}));
        assert_eq!(insensitive.naming().unwrap().case_sensitive, Some(false));
    }

    #[test]
    fn settings_are_members_next_to_the_others() {
        let request =
            request(json!({"PoolName": "p", "MfaConfiguration": "OFF", "LambdaConfig": {"Later": "x"}}));
        assert_eq!(request.settings.mfa_configuration, Some(UserPoolMfa::OFF));
        let encoded = serde_json::to_value(&request).unwrap();
        assert_eq!((&encoded["PoolName"], &encoded["LambdaConfig"]["Later"]), (&json!("p"), &json!("x")));
    }

    #[test]
    fn a_schema_is_refused_with_the_texts_of_the_service() {
        for (schema, text) in [
            (
                json!([{"Name": "x", "AttributeDataType": "String", "Required": true}]),
                "Required custom attributes are not supported currently.",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "String"}, {"Name": "x", "AttributeDataType": "Number"}]),
                "Duplicate custom attribute names custom:x are not allowed in a user pool schema.",
            ),
            (
                json!([{"Name": "email", "AttributeDataType": "Number"}]),
                "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
            ),
            (
                json!([{"Name": "email", "DeveloperOnlyAttribute": true}]),
                "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute email",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "String",
                        "StringAttributeConstraints": {"MinLength": "3", "MaxLength": "2"}}]),
                "Attribute custom:x cannot have a max length shorter than it's min length",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "Number",
                        "NumberAttributeConstraints": {"MinValue": "3", "MaxValue": "2"}}]),
                "Attribute custom:x cannot have a max value smaller than it's min value",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "String", "StringAttributeConstraints": {"MinLength": "a"}}]),
                "Invalid StringAttributeConstraints for schema attribute custom:x",
            ),
            (
                json!([{"Name": "x", "AttributeDataType": "String",
                        "StringAttributeConstraints": {"MaxLength": "2049"}}]),
                "user.custom:x: String attributes cannot have a length of more than 2048",
            ),
            (
                json!([{"AttributeDataType": "String"}]),
                "1 validation error detected: Value null at 'schema.1.member.name' failed to satisfy constraint: \
                 Member must not be null",
            ),
        ] {
            let request = request(json!({"Schema": schema}));
            let refused = request.schema(&Naming::default()).unwrap_err();
            assert_eq!(refused.to_string(), text);
        }
    }

    #[test]
    fn bounds_of_an_attribute_may_be_equal_and_reach_the_longest_value() {
        let request = request(json!({"Schema": [
            {"Name": "s", "AttributeDataType": "String",
             "StringAttributeConstraints": {"MinLength": "2048", "MaxLength": "2048"}},
            {"Name": "n", "AttributeDataType": "Number",
             "NumberAttributeConstraints": {"MinValue": "-1", "MaxValue": "-1"}},
        ]}));
        assert!(request.schema(&Naming::default()).is_ok());
    }
}
