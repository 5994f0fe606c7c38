//! The shapes of the API model that an operation or a response uses, by name.
//!
//! A name is AWS's name in upper snake case without the final `Type`; if two names would be the same, a comment tells
//! them apart. Constraints, values and members are those of the model 2016-04-18 as of autumn 2026; if the service is
//! known to differ, the table follows the service and a comment says so.

use super::{
    Shape, UNBOUNDED, at_least, at_most, between, list, map, one_of, optional, patterns, required, text,
};

// Plain values

/// `str` of the model, without constraints.
pub(crate) static ANY_TEXT: Shape = text(UNBOUNDED);

/// AWS: `StringType`, not to be confused with [`ANY_TEXT`].
pub(crate) static STRING: Shape = text(between(0, 131_072));

/// [`STRING`] as key or value of a map that the model marks as sensitive.
static SENSITIVE_STRING: Shape = text(between(0, 131_072)).sensitive();

pub(crate) static INTEGER: Shape = Shape::Integer(UNBOUNDED);

pub(crate) static BOOLEAN: Shape = Shape::Boolean;

pub(crate) static TIMESTAMP: Shape = Shape::Timestamp;

pub(crate) static DOCUMENT: Shape = Shape::Document;

/// `blob` of the model: bytes in base64. The operation decodes them.
pub(crate) static BLOB: Shape = text(UNBOUNDED);

pub(crate) static STRING_LIST: Shape = list(UNBOUNDED, &STRING);

pub(crate) static ARN: Shape = text(between(20, 2048)).matching(patterns::ARN);

pub(crate) static OPTIONAL_ARN: Shape = text(between(0, 2048)).matching(patterns::OPTIONAL_ARN);

pub(crate) static HEX_STRING: Shape = text(UNBOUNDED).matching(patterns::HEX);

pub(crate) static DESCRIPTION: Shape = text(at_most(2048));

pub(crate) static STATUS: Shape = one_of(&["Enabled", "Disabled"]);

pub(crate) static FEATURE: Shape = one_of(&["ENABLED", "DISABLED"]);

// Limits and tokens of lists

/// AWS: `QueryLimitType`.
pub(crate) static QUERY_LIMIT: Shape = Shape::Integer(between(0, 60));

/// AWS: `QueryLimit`; `Limit` and `MaxResults` of list operations that refuse 0.
pub(crate) static QUERY_LIMIT_FROM_ONE: Shape = Shape::Integer(between(1, 60));

pub(crate) static POOL_QUERY_LIMIT: Shape = Shape::Integer(between(1, 60));

pub(crate) static WEB_AUTHN_CREDENTIALS_QUERY_LIMIT: Shape = Shape::Integer(between(0, 20));

pub(crate) static LIST_RESOURCE_SERVERS_LIMIT: Shape = Shape::Integer(between(1, 50));

/// AWS: `PaginationKey`.
pub(crate) static PAGINATION_KEY: Shape = text(between(1, 131_072)).matching(patterns::NO_WHITE_SPACE);

/// AWS: `PaginationKeyType`.
pub(crate) static PAGINATION_KEY_UNBOUNDED: Shape = text(at_least(1)).matching(patterns::NO_WHITE_SPACE);

pub(crate) static SEARCH_PAGINATION_TOKEN: Shape = text(at_least(1)).matching(patterns::NO_WHITE_SPACE);

// Pools

pub(crate) static USER_POOL_ID: Shape = text(between(1, 55)).matching(patterns::USER_POOL_ID);

pub(crate) static USER_POOL_NAME: Shape = text(between(1, 128)).matching(patterns::TITLE);

pub(crate) static USER_POOL_TIER: Shape = one_of(&["LITE", "ESSENTIALS", "PLUS"]);

pub(crate) static USER_POOL_MFA: Shape = one_of(&["OFF", "ON", "OPTIONAL"]);

pub(crate) static DELETION_PROTECTION: Shape = one_of(&["ACTIVE", "INACTIVE"]);

pub(crate) static USER_POOL_POLICY: Shape = Shape::Structure(&[
    optional("PasswordPolicy", &PASSWORD_POLICY),
    optional("SignInPolicy", &SIGN_IN_POLICY),
]);

pub(crate) static SIGN_IN_POLICY: Shape =
    Shape::Structure(&[optional("AllowedFirstAuthFactors", &ALLOWED_FIRST_AUTH_FACTORS_LIST)]);

pub(crate) static AUTH_FACTOR: Shape =
    one_of(&["PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "SOFTWARE_TOKEN"]);

pub(crate) static ALLOWED_FIRST_AUTH_FACTORS_LIST: Shape = list(between(1, 5), &AUTH_FACTOR);

pub(crate) static ACCOUNT_RECOVERY_SETTING: Shape =
    Shape::Structure(&[optional("RecoveryMechanisms", &RECOVERY_MECHANISMS)]);

pub(crate) static RECOVERY_MECHANISMS: Shape = list(between(1, 2), &RECOVERY_OPTION);

pub(crate) static RECOVERY_OPTION: Shape =
    Shape::Structure(&[required("Priority", &PRIORITY), required("Name", &RECOVERY_OPTION_NAME)]);

pub(crate) static RECOVERY_OPTION_NAME: Shape =
    one_of(&["verified_email", "verified_phone_number", "admin_only"]);

pub(crate) static PRIORITY: Shape = Shape::Integer(between(1, 2));

pub(crate) static ADMIN_CREATE_USER_CONFIG: Shape = Shape::Structure(&[
    optional("AllowAdminCreateUserOnly", &BOOLEAN),
    optional("UnusedAccountValidityDays", &ADMIN_CREATE_USER_UNUSED_ACCOUNT_VALIDITY_DAYS),
    optional("InviteMessageTemplate", &MESSAGE_TEMPLATE).printed_as("inviteMessage"),
]);

pub(crate) static ADMIN_CREATE_USER_UNUSED_ACCOUNT_VALIDITY_DAYS: Shape = Shape::Integer(between(0, 365));

pub(crate) static USER_POOL_ADD_ONS: Shape = Shape::Structure(&[
    required("AdvancedSecurityMode", &ADVANCED_SECURITY_MODE),
    optional("AdvancedSecurityAdditionalFlows", &ADVANCED_SECURITY_ADDITIONAL_FLOWS),
]);

pub(crate) static ADVANCED_SECURITY_MODE: Shape = one_of(&["OFF", "AUDIT", "ENFORCED"]);

pub(crate) static ADVANCED_SECURITY_ADDITIONAL_FLOWS: Shape =
    Shape::Structure(&[optional("CustomAuthMode", &ADVANCED_SECURITY_ENABLED_MODE)]);

pub(crate) static ADVANCED_SECURITY_ENABLED_MODE: Shape = one_of(&["AUDIT", "ENFORCED"]);

pub(crate) static DCR_CONFIGURATION: Shape = Shape::Structure(&[
    optional("EnableStatus", &STATUS),
    optional("OpenDcrEnabled", &BOOLEAN),
    optional("AuthenticatedGrantTypes", &OAUTH_FLOWS),
    optional("OpenDcrGrantTypes", &OAUTH_FLOWS),
    optional("AllowedScopes", &SCOPE_LIST),
]);

pub(crate) static KEY_CONFIGURATION: Shape = Shape::Structure(&[
    optional("KeyType", &ENCRYPTION_KEY_TYPE),
    optional("KmsKeyArn", &ENCRYPTION_KEY_ARN),
]);

pub(crate) static ENCRYPTION_KEY_TYPE: Shape = one_of(&["AWS_OWNED_KEY", "CUSTOMER_MANAGED_KEY"]);

pub(crate) static ENCRYPTION_KEY_ARN: Shape = text(between(20, 2048)).matching(patterns::ARN);

pub(crate) static ISSUER_CONFIGURATION: Shape = Shape::Structure(&[optional("Type", &ISSUER_TYPE)]);

pub(crate) static ISSUER_TYPE: Shape = one_of(&["ORIGINAL", "UPDATED"]);

pub(crate) static ACR_CONFIGURATION: Shape = map(between(0, 4), &ACR_LEVEL_KEY, &ACR_LEVEL_CONFIG);

pub(crate) static ACR_LEVEL_KEY: Shape = text(UNBOUNDED).matching(patterns::ACR_LEVEL);

pub(crate) static ACR_LEVEL_CONFIG: Shape = Shape::Structure(&[required("AcrValue", &ACR_VALUE)]);

pub(crate) static ACR_VALUE: Shape = text(between(1, 64)).matching(patterns::SCOPE);

pub(crate) static USER_POOL: Shape = Shape::Structure(&[
    optional("Id", &USER_POOL_ID),
    optional("Name", &USER_POOL_NAME),
    optional("Policies", &USER_POOL_POLICY),
    optional("DeletionProtection", &DELETION_PROTECTION),
    optional("LambdaConfig", &LAMBDA_CONFIG),
    optional("Status", &STATUS),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
    optional("SchemaAttributes", &SCHEMA_ATTRIBUTES_LIST),
    optional("AutoVerifiedAttributes", &VERIFIED_ATTRIBUTES_LIST),
    optional("AliasAttributes", &ALIAS_ATTRIBUTES_LIST),
    optional("UsernameAttributes", &USERNAME_ATTRIBUTES_LIST),
    optional("SmsVerificationMessage", &SMS_VERIFICATION_MESSAGE),
    optional("EmailVerificationMessage", &EMAIL_VERIFICATION_MESSAGE),
    optional("EmailVerificationSubject", &EMAIL_VERIFICATION_SUBJECT),
    optional("VerificationMessageTemplate", &VERIFICATION_MESSAGE_TEMPLATE),
    optional("SmsAuthenticationMessage", &SMS_VERIFICATION_MESSAGE),
    optional("UserAttributeUpdateSettings", &USER_ATTRIBUTE_UPDATE_SETTINGS),
    optional("MfaConfiguration", &USER_POOL_MFA),
    optional("DeviceConfiguration", &DEVICE_CONFIGURATION),
    optional("EstimatedNumberOfUsers", &INTEGER),
    optional("EmailConfiguration", &EMAIL_CONFIGURATION),
    optional("SmsConfiguration", &SMS_CONFIGURATION),
    optional("UserPoolTags", &USER_POOL_TAGS),
    optional("SmsConfigurationFailure", &STRING),
    optional("EmailConfigurationFailure", &STRING),
    optional("Domain", &DOMAIN),
    optional("CustomDomain", &DOMAIN),
    optional("AdminCreateUserConfig", &ADMIN_CREATE_USER_CONFIG),
    optional("UserPoolAddOns", &USER_POOL_ADD_ONS),
    optional("DcrConfiguration", &DCR_CONFIGURATION),
    optional("UsernameConfiguration", &USERNAME_CONFIGURATION),
    optional("Arn", &ARN),
    optional("AccountRecoverySetting", &ACCOUNT_RECOVERY_SETTING),
    optional("UserPoolTier", &USER_POOL_TIER),
    optional("KeyConfiguration", &KEY_CONFIGURATION),
    optional("IssuerConfiguration", &ISSUER_CONFIGURATION),
    optional("AcrConfiguration", &ACR_CONFIGURATION),
]);

pub(crate) static USER_POOL_DESCRIPTION: Shape = Shape::Structure(&[
    optional("Id", &USER_POOL_ID),
    optional("Name", &USER_POOL_NAME),
    optional("LambdaConfig", &LAMBDA_CONFIG),
    optional("Status", &STATUS),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
    optional("ReplicaRegions", &STRING_LIST),
]);

// Schema and attributes

pub(crate) static SCHEMA_ATTRIBUTES_LIST: Shape = list(between(1, 50), &SCHEMA_ATTRIBUTE);

pub(crate) static CUSTOM_ATTRIBUTES_LIST: Shape = list(between(1, 25), &SCHEMA_ATTRIBUTE);

pub(crate) static SCHEMA_ATTRIBUTE: Shape = Shape::Structure(&[
    optional("Name", &CUSTOM_ATTRIBUTE_NAME),
    optional("AttributeDataType", &ATTRIBUTE_DATA_TYPE),
    optional("DeveloperOnlyAttribute", &BOOLEAN),
    optional("Mutable", &BOOLEAN),
    optional("Required", &BOOLEAN),
    optional("NumberAttributeConstraints", &NUMBER_ATTRIBUTE_CONSTRAINTS),
    optional("StringAttributeConstraints", &STRING_ATTRIBUTE_CONSTRAINTS),
]);

pub(crate) static CUSTOM_ATTRIBUTE_NAME: Shape = text(between(1, 20)).matching(patterns::VISIBLE);

pub(crate) static ATTRIBUTE_DATA_TYPE: Shape = one_of(&["String", "Number", "DateTime", "Boolean"]);

pub(crate) static NUMBER_ATTRIBUTE_CONSTRAINTS: Shape =
    Shape::Structure(&[optional("MinValue", &STRING), optional("MaxValue", &STRING)]);

pub(crate) static STRING_ATTRIBUTE_CONSTRAINTS: Shape =
    Shape::Structure(&[optional("MinLength", &STRING), optional("MaxLength", &STRING)]);

pub(crate) static ALIAS_ATTRIBUTE: Shape = one_of(&["phone_number", "email", "preferred_username"]);

pub(crate) static ALIAS_ATTRIBUTES_LIST: Shape = list(UNBOUNDED, &ALIAS_ATTRIBUTE);

pub(crate) static USERNAME_ATTRIBUTE: Shape = one_of(&["phone_number", "email"]);

pub(crate) static USERNAME_ATTRIBUTES_LIST: Shape = list(UNBOUNDED, &USERNAME_ATTRIBUTE);

pub(crate) static USERNAME_CONFIGURATION: Shape = Shape::Structure(&[required("CaseSensitive", &BOOLEAN)]);

pub(crate) static VERIFIED_ATTRIBUTE: Shape = one_of(&["phone_number", "email"]);

pub(crate) static VERIFIED_ATTRIBUTES_LIST: Shape = list(UNBOUNDED, &VERIFIED_ATTRIBUTE);

pub(crate) static USER_ATTRIBUTE_UPDATE_SETTINGS: Shape = Shape::Structure(&[optional(
    "AttributesRequireVerificationBeforeUpdate",
    &ATTRIBUTES_REQUIRE_VERIFICATION_BEFORE_UPDATE,
)]);

pub(crate) static ATTRIBUTES_REQUIRE_VERIFICATION_BEFORE_UPDATE: Shape = list(UNBOUNDED, &VERIFIED_ATTRIBUTE);

pub(crate) static ATTRIBUTE: Shape =
    Shape::Structure(&[required("Name", &ATTRIBUTE_NAME), optional("Value", &ATTRIBUTE_VALUE)]);

pub(crate) static ATTRIBUTE_LIST: Shape = list(UNBOUNDED, &ATTRIBUTE);

pub(crate) static ATTRIBUTE_NAME: Shape = text(between(1, 32)).matching(patterns::ATTRIBUTE_NAME);

pub(crate) static ATTRIBUTE_NAME_LIST: Shape = list(UNBOUNDED, &ATTRIBUTE_NAME);

pub(crate) static ATTRIBUTE_VALUE: Shape = text(at_most(2048)).sensitive();

// Passwords

/// AWS: `PasswordType`, as SignUp and AdminSetUserPassword check it.
pub(crate) static PASSWORD_STRICT: Shape = text(at_most(256)).matching(patterns::PASSWORD_STRICT).sensitive();

/// `PasswordType` if only the policy applies: ConfirmForgotPassword and ChangePassword report white space as a
/// violation of the policy.
pub(crate) static PASSWORD_FOR_POLICY: Shape = text(at_most(256)).sensitive();

/// `PasswordType` of AdminCreateUser. If it is empty, the engine generates a password.
pub(crate) static TEMPORARY_PASSWORD: Shape =
    text(at_most(256)).matching(patterns::NO_WHITE_SPACE_OR_EMPTY).sensitive();

pub(crate) static PASSWORD_POLICY: Shape = Shape::Structure(&[
    optional("MinimumLength", &PASSWORD_POLICY_MIN_LENGTH),
    optional("RequireUppercase", &BOOLEAN),
    optional("RequireLowercase", &BOOLEAN),
    optional("RequireNumbers", &BOOLEAN),
    optional("RequireSymbols", &BOOLEAN),
    optional("PasswordHistorySize", &PASSWORD_HISTORY_SIZE),
    optional("TemporaryPasswordValidityDays", &TEMPORARY_PASSWORD_VALIDITY_DAYS),
]);

pub(crate) static PASSWORD_POLICY_MIN_LENGTH: Shape = Shape::Integer(between(6, 99));

pub(crate) static PASSWORD_HISTORY_SIZE: Shape = Shape::Integer(between(0, 24));

pub(crate) static TEMPORARY_PASSWORD_VALIDITY_DAYS: Shape = Shape::Integer(between(0, 365));

// Messages: email, SMS and their templates

pub(crate) static EMAIL_CONFIGURATION: Shape = Shape::Structure(&[
    optional("SourceArn", &ARN),
    optional("ReplyToEmailAddress", &EMAIL_ADDRESS),
    optional("EmailSendingAccount", &EMAIL_SENDING_ACCOUNT),
    optional("From", &STRING),
    optional("ConfigurationSet", &SES_CONFIGURATION_SET),
]);

pub(crate) static EMAIL_SENDING_ACCOUNT: Shape = one_of(&["COGNITO_DEFAULT", "DEVELOPER"]);

pub(crate) static EMAIL_ADDRESS: Shape = text(UNBOUNDED).matching(patterns::EMAIL_ADDRESS);

pub(crate) static SES_CONFIGURATION_SET: Shape =
    text(between(1, 64)).matching(patterns::SES_CONFIGURATION_SET);

pub(crate) static SMS_CONFIGURATION: Shape = Shape::Structure(&[
    optional("SnsCallerArn", &OPTIONAL_ARN),
    optional("ExternalId", &STRING),
    optional("SnsRegion", &REGION_CODE),
    optional("EumsSms", &EUMS_SMS_CONFIGURATION),
]);

pub(crate) static EUMS_SMS_CONFIGURATION: Shape = Shape::Structure(&[
    required("CallerArn", &ARN),
    optional("ExternalId", &STRING),
    optional("OriginationIdentity", &STRING),
    optional("ConfigurationSetName", &STRING),
    optional("InEntityId", &STRING),
    optional("InTemplateId", &STRING),
    optional("Region", &REGION_CODE),
]);

pub(crate) static REGION_CODE: Shape = text(between(5, 32));

pub(crate) static VERIFICATION_MESSAGE_TEMPLATE: Shape = Shape::Structure(&[
    optional("SmsMessage", &SMS_VERIFICATION_MESSAGE),
    optional("EmailMessage", &EMAIL_VERIFICATION_MESSAGE),
    optional("EmailSubject", &EMAIL_VERIFICATION_SUBJECT),
    optional("EmailMessageByLink", &EMAIL_VERIFICATION_MESSAGE_BY_LINK),
    optional("EmailSubjectByLink", &EMAIL_VERIFICATION_SUBJECT_BY_LINK),
    optional("DefaultEmailOption", &DEFAULT_EMAIL_OPTION),
]);

pub(crate) static DEFAULT_EMAIL_OPTION: Shape = one_of(&["CONFIRM_WITH_LINK", "CONFIRM_WITH_CODE"]);

pub(crate) static SMS_VERIFICATION_MESSAGE: Shape = text(between(6, 140)).matching(patterns::SMS_MESSAGE);

pub(crate) static EMAIL_VERIFICATION_MESSAGE: Shape =
    text(between(6, 20_000)).matching(patterns::EMAIL_MESSAGE);

/// The body of an email from `CustomMessage`: only the pattern is checked.
pub(crate) static CUSTOM_EMAIL_BODY: Shape = text(UNBOUNDED).matching(patterns::EMAIL_MESSAGE);

pub(crate) static EMAIL_VERIFICATION_SUBJECT: Shape = text(between(1, 140)).matching(patterns::EMAIL_SUBJECT);

pub(crate) static EMAIL_VERIFICATION_MESSAGE_BY_LINK: Shape =
    text(between(6, 20_000)).matching(patterns::EMAIL_MESSAGE_BY_LINK);

pub(crate) static EMAIL_VERIFICATION_SUBJECT_BY_LINK: Shape =
    text(between(1, 140)).matching(patterns::EMAIL_SUBJECT);

pub(crate) static MESSAGE_TEMPLATE: Shape = Shape::Structure(&[
    optional("SMSMessage", &SMS_INVITE_MESSAGE),
    optional("EmailMessage", &EMAIL_INVITE_MESSAGE),
    optional("EmailSubject", &EMAIL_VERIFICATION_SUBJECT),
]);

pub(crate) static SMS_INVITE_MESSAGE: Shape = text(between(6, 140)).matching(patterns::SMS_INVITATION);

pub(crate) static EMAIL_INVITE_MESSAGE: Shape = text(between(6, 20_000)).matching(patterns::EMAIL_INVITATION);

pub(crate) static MESSAGE_ACTION: Shape = one_of(&["RESEND", "SUPPRESS"]);

pub(crate) static DELIVERY_MEDIUM: Shape = one_of(&["SMS", "EMAIL"]);

pub(crate) static DELIVERY_MEDIUM_LIST: Shape = list(UNBOUNDED, &DELIVERY_MEDIUM);

pub(crate) static CODE_DELIVERY_DETAILS: Shape = Shape::Structure(&[
    optional("Destination", &STRING),
    optional("DeliveryMedium", &DELIVERY_MEDIUM),
    optional("AttributeName", &ATTRIBUTE_NAME),
]);

// Triggers

pub(crate) static LAMBDA_CONFIG: Shape = Shape::Structure(&[
    optional("PreSignUp", &ARN),
    optional("CustomMessage", &ARN),
    optional("PostConfirmation", &ARN),
    optional("PreAuthentication", &ARN),
    optional("PostAuthentication", &ARN),
    optional("DefineAuthChallenge", &ARN),
    optional("CreateAuthChallenge", &ARN),
    optional("VerifyAuthChallengeResponse", &ARN),
    optional("PreTokenGeneration", &ARN),
    optional("UserMigration", &ARN),
    optional("PreTokenGenerationConfig", &PRE_TOKEN_GENERATION_VERSION_CONFIG),
    optional("CustomSMSSender", &CUSTOM_SMS_LAMBDA_VERSION_CONFIG),
    optional("CustomEmailSender", &CUSTOM_EMAIL_LAMBDA_VERSION_CONFIG),
    optional("KMSKeyID", &ARN),
    optional("InboundFederation", &INBOUND_FEDERATION_LAMBDA),
]);

pub(crate) static PRE_TOKEN_GENERATION_VERSION_CONFIG: Shape = Shape::Structure(&[
    required("LambdaVersion", &PRE_TOKEN_GENERATION_LAMBDA_VERSION),
    required("LambdaArn", &ARN),
]);

pub(crate) static PRE_TOKEN_GENERATION_LAMBDA_VERSION: Shape = one_of(&["V1_0", "V2_0", "V3_0"]);

pub(crate) static CUSTOM_SMS_LAMBDA_VERSION_CONFIG: Shape = Shape::Structure(&[
    required("LambdaVersion", &CUSTOM_SMS_SENDER_LAMBDA_VERSION),
    required("LambdaArn", &ARN),
]);

pub(crate) static CUSTOM_SMS_SENDER_LAMBDA_VERSION: Shape = one_of(&["V1_0"]);

pub(crate) static CUSTOM_EMAIL_LAMBDA_VERSION_CONFIG: Shape = Shape::Structure(&[
    required("LambdaVersion", &CUSTOM_EMAIL_SENDER_LAMBDA_VERSION),
    required("LambdaArn", &ARN),
]);

pub(crate) static CUSTOM_EMAIL_SENDER_LAMBDA_VERSION: Shape = one_of(&["V1_0"]);

pub(crate) static INBOUND_FEDERATION_LAMBDA: Shape = Shape::Structure(&[
    required("LambdaVersion", &INBOUND_FEDERATION_LAMBDA_VERSION),
    required("LambdaArn", &ARN),
]);

pub(crate) static INBOUND_FEDERATION_LAMBDA_VERSION: Shape = one_of(&["V1_0"]);

pub(crate) static CLIENT_METADATA: Shape = map(UNBOUNDED, &STRING, &STRING);

// App clients

pub(crate) static CLIENT_ID: Shape = text(between(1, 128)).matching(patterns::WORD_PLUS).sensitive();

pub(crate) static CLIENT_NAME: Shape = text(between(1, 128)).matching(patterns::TITLE);

pub(crate) static CLIENT_SECRET: Shape = text(between(24, 64)).matching(patterns::WORD_PLUS).sensitive();

pub(crate) static CLIENT_SECRET_ID: Shape = text(between(1, 128));

pub(crate) static USER_IMPORT_JOB_ID: Shape = text(between(1, 55)).matching(patterns::USER_IMPORT_JOB_ID);

pub(crate) static USER_IMPORT_JOB_NAME: Shape = text(between(1, 128)).matching(patterns::TITLE);

pub(crate) static PASSWORD_HASHING_ALGORITHM: Shape =
    one_of(&["BCRYPT", "SCRYPT", "ARGON2ID", "PBKDF2_SHA256"]);

pub(crate) static CLIENT_TYPE: Shape = one_of(&["REGULAR", "DCR"]);

pub(crate) static CLIENT_SECRET_DESCRIPTOR: Shape = Shape::Structure(&[
    optional("ClientSecretId", &CLIENT_SECRET_ID),
    optional("ClientSecretValue", &CLIENT_SECRET),
    optional("ClientSecretCreateDate", &TIMESTAMP),
]);

pub(crate) static REFRESH_TOKEN_VALIDITY: Shape = Shape::Integer(between(0, 315_360_000));

pub(crate) static ACCESS_TOKEN_VALIDITY: Shape = Shape::Integer(between(1, 86_400));

pub(crate) static ID_TOKEN_VALIDITY: Shape = Shape::Integer(between(1, 86_400));

pub(crate) static TOKEN_VALIDITY_UNITS: Shape = Shape::Structure(&[
    optional("AccessToken", &TIME_UNITS),
    optional("IdToken", &TIME_UNITS),
    optional("RefreshToken", &TIME_UNITS),
]);

pub(crate) static TIME_UNITS: Shape = one_of(&["seconds", "minutes", "hours", "days"]);

pub(crate) static REFRESH_TOKEN_ROTATION: Shape = Shape::Structure(&[
    required("Feature", &FEATURE),
    optional("RetryGracePeriodSeconds", &RETRY_GRACE_PERIOD_SECONDS),
]);

pub(crate) static RETRY_GRACE_PERIOD_SECONDS: Shape = Shape::Integer(between(0, 60));

pub(crate) static AUTH_SESSION_VALIDITY: Shape = Shape::Integer(between(3, 15));

pub(crate) static CLIENT_PERMISSION: Shape = text(between(1, 2048));

pub(crate) static CLIENT_PERMISSION_LIST: Shape = list(UNBOUNDED, &CLIENT_PERMISSION);

pub(crate) static EXPLICIT_AUTH_FLOWS: Shape = one_of(&[
    "ADMIN_NO_SRP_AUTH",
    "CUSTOM_AUTH_FLOW_ONLY",
    "USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_CUSTOM_AUTH",
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_AUTH",
    "ALLOW_TOKEN_EXCHANGE_DELEGATION",
    "ALLOW_TOKEN_EXCHANGE_IMPERSONATION",
    // Not in the model, but in the documentation of `GetClientToken`.
    "ALLOW_CLIENT_TOKEN_AUTH",
]);

pub(crate) static EXPLICIT_AUTH_FLOWS_LIST: Shape = list(UNBOUNDED, &EXPLICIT_AUTH_FLOWS);

pub(crate) static SUPPORTED_IDENTITY_PROVIDERS_LIST: Shape = list(UNBOUNDED, &PROVIDER_NAME);

pub(crate) static CALLBACK_URLS_LIST: Shape = list(between(0, 100), &REDIRECT_URL);

pub(crate) static LOGOUT_URLS_LIST: Shape = list(between(0, 100), &REDIRECT_URL);

pub(crate) static REDIRECT_URL: Shape = text(between(1, 1024)).matching(patterns::VISIBLE);

pub(crate) static OAUTH_FLOW: Shape = one_of(&["code", "implicit", "client_credentials"]);

pub(crate) static OAUTH_FLOWS: Shape = list(between(0, 3), &OAUTH_FLOW);

pub(crate) static SCOPE: Shape = text(between(1, 256)).matching(patterns::SCOPE);

pub(crate) static SCOPE_LIST: Shape = list(at_most(50), &SCOPE);

pub(crate) static ANALYTICS_CONFIGURATION: Shape = Shape::Structure(&[
    optional("ApplicationId", &HEX_STRING),
    optional("ApplicationArn", &ARN),
    optional("RoleArn", &ARN),
    optional("ExternalId", &STRING),
    optional("UserDataShared", &BOOLEAN),
]);

pub(crate) static ANALYTICS_METADATA: Shape = Shape::Structure(&[optional("AnalyticsEndpointId", &STRING)]);

pub(crate) static PREVENT_USER_EXISTENCE_ERRORS: Shape = one_of(&["LEGACY", "ENABLED"]);

pub(crate) static USER_POOL_CLIENT: Shape = Shape::Structure(&[
    optional("UserPoolId", &USER_POOL_ID),
    optional("ClientName", &CLIENT_NAME),
    optional("ClientId", &CLIENT_ID),
    optional("ClientSecret", &CLIENT_SECRET),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
    optional("RefreshTokenValidity", &REFRESH_TOKEN_VALIDITY),
    optional("AccessTokenValidity", &ACCESS_TOKEN_VALIDITY),
    optional("IdTokenValidity", &ID_TOKEN_VALIDITY),
    optional("TokenValidityUnits", &TOKEN_VALIDITY_UNITS),
    optional("ReadAttributes", &CLIENT_PERMISSION_LIST),
    optional("WriteAttributes", &CLIENT_PERMISSION_LIST),
    optional("ExplicitAuthFlows", &EXPLICIT_AUTH_FLOWS_LIST),
    optional("SupportedIdentityProviders", &SUPPORTED_IDENTITY_PROVIDERS_LIST),
    optional("CallbackURLs", &CALLBACK_URLS_LIST),
    optional("LogoutURLs", &LOGOUT_URLS_LIST),
    optional("DefaultRedirectURI", &REDIRECT_URL),
    optional("AllowedOAuthFlows", &OAUTH_FLOWS),
    optional("AllowedOAuthScopes", &SCOPE_LIST),
    optional("AllowedOAuthFlowsUserPoolClient", &BOOLEAN),
    optional("AnalyticsConfiguration", &ANALYTICS_CONFIGURATION),
    optional("PreventUserExistenceErrors", &PREVENT_USER_EXISTENCE_ERRORS),
    optional("EnableTokenRevocation", &BOOLEAN),
    optional("EnablePropagateAdditionalUserContextData", &BOOLEAN),
    optional("AuthSessionValidity", &AUTH_SESSION_VALIDITY),
    optional("RefreshTokenRotation", &REFRESH_TOKEN_ROTATION),
    optional("ClientType", &CLIENT_TYPE),
]);

pub(crate) static USER_POOL_CLIENT_DESCRIPTION: Shape = Shape::Structure(&[
    optional("ClientId", &CLIENT_ID),
    optional("UserPoolId", &USER_POOL_ID),
    optional("ClientName", &CLIENT_NAME),
]);

// Users

pub(crate) static USERNAME: Shape = text(between(1, 128)).matching(patterns::VISIBLE).sensitive();

pub(crate) static USER: Shape = Shape::Structure(&[
    optional("Username", &USERNAME),
    optional("Attributes", &ATTRIBUTE_LIST),
    optional("UserCreateDate", &TIMESTAMP),
    optional("UserLastModifiedDate", &TIMESTAMP),
    optional("Enabled", &BOOLEAN),
    optional("UserStatus", &USER_STATUS),
    optional("MFAOptions", &MFA_OPTION_LIST),
]);

pub(crate) static USER_STATUS: Shape = one_of(&[
    "UNCONFIRMED",
    "CONFIRMED",
    "ARCHIVED",
    "COMPROMISED",
    "UNKNOWN",
    "RESET_REQUIRED",
    "FORCE_CHANGE_PASSWORD",
    "EXTERNAL_PROVIDER",
]);

pub(crate) static USER_FILTER: Shape = text(at_most(256));

pub(crate) static SEARCHED_ATTRIBUTE_NAMES_LIST: Shape = list(UNBOUNDED, &ATTRIBUTE_NAME);

pub(crate) static CONFIRMATION_CODE: Shape = text(between(1, 2048)).matching(patterns::NO_WHITE_SPACE);

pub(crate) static SECRET_HASH: Shape = text(between(1, 128)).matching(patterns::SECRET_HASH).sensitive();

// Sign-in and tokens

/// Not sensitive in the model, but the service does not print the value.
pub(crate) static AUTH_FLOW: Shape = one_of(&[
    "USER_SRP_AUTH",
    "REFRESH_TOKEN_AUTH",
    "REFRESH_TOKEN",
    "CUSTOM_AUTH",
    "ADMIN_NO_SRP_AUTH",
    "USER_PASSWORD_AUTH",
    "ADMIN_USER_PASSWORD_AUTH",
    "USER_AUTH",
])
.sensitive();

/// May contain passwords and proofs, so the values are never printed.
pub(crate) static AUTH_PARAMETERS: Shape = map(UNBOUNDED, &STRING, &SENSITIVE_STRING);

pub(crate) static CHALLENGE_NAME: Shape = one_of(&[
    "SMS_MFA",
    "EMAIL_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "PASSWORD_VERIFIER",
    "CUSTOM_CHALLENGE",
    "SELECT_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER",
    "ADMIN_NO_SRP_AUTH",
    "NEW_PASSWORD_REQUIRED",
    "SMS_OTP",
    "PASSWORD",
    "WEB_AUTHN",
    "PASSWORD_SRP",
]);

/// Like [`AUTH_PARAMETERS`].
pub(crate) static CHALLENGE_RESPONSES: Shape = map(UNBOUNDED, &STRING, &SENSITIVE_STRING);

pub(crate) static SESSION: Shape = text(between(20, 4096)).sensitive();

/// Access, ID and refresh tokens.
pub(crate) static TOKEN_MODEL: Shape = text(UNBOUNDED).matching(patterns::TOKEN).sensitive();

/// AWS: `GetDerivedTokenTokenModelType`.
pub(crate) static EXCHANGED_TOKEN: Shape =
    text(between(0, 131_072)).matching(patterns::EXCHANGED_TOKEN).sensitive();

/// AWS: `TokenTypeIdentifierType`.
pub(crate) static TOKEN_TYPE: Shape = one_of(&["ACCESS_TOKEN", "ID_TOKEN", "SAML2"]);

/// AWS: `IssuedTokenTypeIdentifierType`.
pub(crate) static ISSUED_TOKEN_TYPE: Shape = one_of(&["ACCESS_TOKEN", "ID_TOKEN"]);

pub(crate) static AUDIENCE: Shape = text(between(1, 256)).matching(patterns::SCOPE);

pub(crate) static AUDIENCE_LIST: Shape = list(between(0, 1), &AUDIENCE);

pub(crate) static RESOURCE_LIST: Shape = list(between(0, 1), &RESOURCE_SERVER_IDENTIFIER);

pub(crate) static AUTHENTICATION_RESULT: Shape = Shape::Structure(&[
    optional("AccessToken", &TOKEN_MODEL),
    optional("ExpiresIn", &INTEGER),
    optional("TokenType", &STRING),
    optional("RefreshToken", &TOKEN_MODEL),
    optional("IdToken", &TOKEN_MODEL),
    optional("NewDeviceMetadata", &NEW_DEVICE_METADATA),
]);

pub(crate) static CONTEXT_DATA: Shape = Shape::Structure(&[
    required("IpAddress", &STRING),
    required("ServerName", &STRING),
    required("ServerPath", &STRING),
    required("HttpHeaders", &HTTP_HEADER_LIST),
    optional("EncodedData", &STRING),
]);

pub(crate) static HTTP_HEADER: Shape =
    Shape::Structure(&[optional("headerName", &STRING), optional("headerValue", &STRING)]);

pub(crate) static HTTP_HEADER_LIST: Shape = list(UNBOUNDED, &HTTP_HEADER);

pub(crate) static USER_CONTEXT_DATA: Shape =
    Shape::Structure(&[optional("IpAddress", &STRING), optional("EncodedData", &STRING)]);

pub(crate) static REVOKE_ASSOCIATED_SESSIONS: Shape = one_of(&["NONE", "LINKED"]);

// Second factors

pub(crate) static SMS_MFA_CONFIG: Shape = Shape::Structure(&[
    optional("SmsAuthenticationMessage", &SMS_VERIFICATION_MESSAGE),
    optional("SmsConfiguration", &SMS_CONFIGURATION),
]);

pub(crate) static EMAIL_MFA_CONFIG: Shape =
    Shape::Structure(&[optional("Message", &EMAIL_MFA_MESSAGE), optional("Subject", &EMAIL_MFA_SUBJECT)]);

pub(crate) static EMAIL_MFA_MESSAGE: Shape = text(between(6, 20_000)).matching(patterns::EMAIL_MESSAGE);

pub(crate) static EMAIL_MFA_SUBJECT: Shape = text(UNBOUNDED).matching(patterns::EMAIL_SUBJECT);

pub(crate) static SOFTWARE_TOKEN_MFA_CONFIG: Shape = Shape::Structure(&[optional("Enabled", &BOOLEAN)]);

pub(crate) static SMS_MFA_SETTINGS: Shape =
    Shape::Structure(&[optional("Enabled", &BOOLEAN), optional("PreferredMfa", &BOOLEAN)]);

pub(crate) static EMAIL_MFA_SETTINGS: Shape =
    Shape::Structure(&[optional("Enabled", &BOOLEAN), optional("PreferredMfa", &BOOLEAN)]);

pub(crate) static SOFTWARE_TOKEN_MFA_SETTINGS: Shape =
    Shape::Structure(&[optional("Enabled", &BOOLEAN), optional("PreferredMfa", &BOOLEAN)]);

pub(crate) static WEB_AUTHN_MFA_SETTINGS: Shape = Shape::Structure(&[optional("Enabled", &BOOLEAN)]);

pub(crate) static SOFTWARE_TOKEN_MFA_USER_CODE: Shape =
    text(between(6, 6)).matching(patterns::DIGITS).sensitive();

pub(crate) static VERIFY_SOFTWARE_TOKEN_RESPONSE: Shape = one_of(&["SUCCESS", "ERROR"]);

pub(crate) static MFA_OPTION: Shape = Shape::Structure(&[
    optional("DeliveryMedium", &DELIVERY_MEDIUM),
    optional("AttributeName", &ATTRIBUTE_NAME),
]);

pub(crate) static MFA_OPTION_LIST: Shape = list(UNBOUNDED, &MFA_OPTION);

// Passkeys

pub(crate) static WEB_AUTHN_CONFIGURATION: Shape = Shape::Structure(&[
    optional("RelyingPartyId", &RELYING_PARTY_ID),
    optional("UserVerification", &USER_VERIFICATION),
    optional("FactorConfiguration", &WEB_AUTHN_FACTOR_CONFIGURATION),
]);

pub(crate) static RELYING_PARTY_ID: Shape = text(between(1, 127));

pub(crate) static USER_VERIFICATION: Shape = one_of(&["required", "preferred"]);

pub(crate) static WEB_AUTHN_FACTOR_CONFIGURATION: Shape =
    one_of(&["SINGLE_FACTOR", "MULTI_FACTOR_WITH_USER_VERIFICATION"]);

pub(crate) static WEB_AUTHN_CREDENTIAL_DESCRIPTION: Shape = Shape::Structure(&[
    required("CredentialId", &STRING),
    required("FriendlyCredentialName", &STRING),
    required("RelyingPartyId", &STRING),
    optional("AuthenticatorAttachment", &ANY_TEXT),
    required("AuthenticatorTransports", &TRANSPORTS_LIST),
    required("CreatedAt", &TIMESTAMP),
]);

pub(crate) static TRANSPORTS_LIST: Shape = list(UNBOUNDED, &ANY_TEXT);

// Devices

pub(crate) static DEVICE_CONFIGURATION: Shape = Shape::Structure(&[
    optional("ChallengeRequiredOnNewDevice", &BOOLEAN),
    optional("DeviceOnlyRememberedOnUserPrompt", &BOOLEAN),
]);

pub(crate) static DEVICE: Shape = Shape::Structure(&[
    optional("DeviceKey", &DEVICE_KEY),
    optional("DeviceAttributes", &ATTRIBUTE_LIST),
    optional("DeviceCreateDate", &TIMESTAMP),
    optional("DeviceLastModifiedDate", &TIMESTAMP),
    optional("DeviceLastAuthenticatedDate", &TIMESTAMP),
]);

pub(crate) static DEVICE_KEY: Shape = text(between(1, 55)).matching(patterns::DEVICE_KEY);

pub(crate) static DEVICE_NAME: Shape = text(between(1, 1024));

pub(crate) static DEVICE_SECRET_VERIFIER_CONFIG: Shape =
    Shape::Structure(&[optional("PasswordVerifier", &STRING), optional("Salt", &STRING)]);

pub(crate) static DEVICE_REMEMBERED_STATUS: Shape = one_of(&["remembered", "not_remembered"]);

pub(crate) static NEW_DEVICE_METADATA: Shape =
    Shape::Structure(&[optional("DeviceKey", &DEVICE_KEY), optional("DeviceGroupKey", &STRING)]);

// Groups

pub(crate) static GROUP: Shape = Shape::Structure(&[
    optional("GroupName", &GROUP_NAME),
    optional("UserPoolId", &USER_POOL_ID),
    optional("Description", &DESCRIPTION),
    optional("RoleArn", &ARN),
    optional("Precedence", &PRECEDENCE),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
]);

pub(crate) static GROUP_NAME: Shape = text(between(1, 128)).matching(patterns::VISIBLE);

pub(crate) static PRECEDENCE: Shape = Shape::Integer(at_least(0));

// Resource servers

pub(crate) static RESOURCE_SERVER: Shape = Shape::Structure(&[
    optional("UserPoolId", &USER_POOL_ID),
    optional("Identifier", &RESOURCE_SERVER_IDENTIFIER),
    optional("Name", &RESOURCE_SERVER_NAME),
    optional("Scopes", &RESOURCE_SERVER_SCOPE_LIST),
    optional("ManagedBy", &RESOURCE_SERVER_MANAGED_BY),
]);

pub(crate) static RESOURCE_SERVER_IDENTIFIER: Shape = text(between(1, 256)).matching(patterns::SCOPE);

pub(crate) static RESOURCE_SERVER_NAME: Shape = text(between(1, 256)).matching(patterns::TITLE);

pub(crate) static RESOURCE_SERVER_MANAGED_BY: Shape = one_of(&["COGNITO"]);

pub(crate) static RESOURCE_SERVER_SCOPE_LIST: Shape = list(at_most(100), &RESOURCE_SERVER_SCOPE);

pub(crate) static RESOURCE_SERVER_SCOPE: Shape = Shape::Structure(&[
    required("ScopeName", &RESOURCE_SERVER_SCOPE_NAME),
    required("ScopeDescription", &RESOURCE_SERVER_SCOPE_DESCRIPTION),
]);

pub(crate) static RESOURCE_SERVER_SCOPE_NAME: Shape = text(between(1, 256)).matching(patterns::SCOPE_NAME);

pub(crate) static RESOURCE_SERVER_SCOPE_DESCRIPTION: Shape = text(between(1, 256));
// Replicas

pub(crate) static REPLICA_STATUS: Shape = one_of(&["CREATING", "ACTIVE", "INACTIVE", "DELETING"]);

pub(crate) static UPDATE_REPLICA_STATUS: Shape = one_of(&["ACTIVE", "INACTIVE"]);

pub(crate) static REPLICA_ROLE: Shape = one_of(&["PRIMARY", "SECONDARY"]);

pub(crate) static USER_POOL_REPLICA: Shape = Shape::Structure(&[
    optional("RegionName", &REGION_NAME),
    optional("Status", &REPLICA_STATUS),
    optional("Role", &REPLICA_ROLE),
    optional("UserPoolArn", &ARN),
]);

// Provisioned limits

/// AWS: `LimitClass`.
pub(crate) static LIMIT_CLASS: Shape = one_of(&["API_CATEGORY"]);

pub(crate) static LIMIT_ATTRIBUTES: Shape = map(UNBOUNDED, &STRING, &STRING);

pub(crate) static LIMIT_DEFINITION: Shape =
    Shape::Structure(&[required("LimitClass", &LIMIT_CLASS), required("Attributes", &LIMIT_ATTRIBUTES)]);

pub(crate) static LIMIT: Shape = Shape::Structure(&[
    required("LimitDefinition", &LIMIT_DEFINITION),
    required("ProvisionedLimitValue", &INTEGER),
    required("FreeLimitValue", &INTEGER),
]);

// Log delivery

pub(crate) static LOG_DELIVERY_CONFIGURATION: Shape = Shape::Structure(&[
    required("UserPoolId", &USER_POOL_ID),
    required("LogConfigurations", &LOG_CONFIGURATION_LIST),
]);

pub(crate) static LOG_CONFIGURATION_LIST: Shape = list(between(0, 2), &LOG_CONFIGURATION);

pub(crate) static LOG_CONFIGURATION: Shape = Shape::Structure(&[
    required("LogLevel", &LOG_LEVEL),
    required("EventSource", &EVENT_SOURCE_NAME),
    optional("CloudWatchLogsConfiguration", &CLOUD_WATCH_LOGS_CONFIGURATION),
    optional("S3Configuration", &S3_CONFIGURATION),
    optional("FirehoseConfiguration", &FIREHOSE_CONFIGURATION),
]);

/// AWS: `LogLevel`.
pub(crate) static LOG_LEVEL: Shape = one_of(&["ERROR", "INFO"]);

/// AWS: `EventSourceName`.
pub(crate) static EVENT_SOURCE_NAME: Shape = one_of(&["userNotification", "userAuthEvents"]);

pub(crate) static CLOUD_WATCH_LOGS_CONFIGURATION: Shape = Shape::Structure(&[optional("LogGroupArn", &ARN)]);

pub(crate) static S3_CONFIGURATION: Shape = Shape::Structure(&[optional("BucketArn", &S3_ARN)]);

pub(crate) static S3_ARN: Shape = text(between(3, 1024)).matching(patterns::S3_ARN);

pub(crate) static FIREHOSE_CONFIGURATION: Shape = Shape::Structure(&[optional("StreamArn", &ARN)]);

// Sessions

pub(crate) static USER_SESSION_TRACKING: Shape = one_of(&["ENABLED", "DISABLED"]);

pub(crate) static USER_POOL_TOKEN_SESSION_CONFIG: Shape =
    Shape::Structure(&[required("MaxPerUser", &MAX_SESSIONS_PER_USER)]);

pub(crate) static MAX_SESSIONS_PER_USER: Shape = Shape::Integer(between(1, 100));

pub(crate) static CLIENT_SSO_SESSION_CONFIG: Shape =
    Shape::Structure(&[required("MaxValidityMinutes", &SSO_SESSION_MAX_VALIDITY_MINUTES)]);

pub(crate) static SSO_SESSION_MAX_VALIDITY_MINUTES: Shape = Shape::Integer(between(0, 129_600));

pub(crate) static SESSION_ID: Shape = text(between(28, 28)).matching(patterns::SESSION_ID);

pub(crate) static SESSION_KIND: Shape = one_of(&["TOKEN", "SSO"]);

pub(crate) static SESSION_DEVICE: Shape = text(between(0, 1024));

pub(crate) static SESSION_IP_ADDRESS: Shape = text(between(0, 128)).sensitive();

pub(crate) static SESSION_LOCATION: Shape = Shape::Structure(&[
    optional("City", &SESSION_LOCATION_NAME),
    optional("Country", &SESSION_LOCATION_NAME),
]);

/// AWS: `SessionLocationCityType` and `SessionLocationCountryType`.
pub(crate) static SESSION_LOCATION_NAME: Shape = text(between(0, 256));

pub(crate) static SESSION_DESCRIPTION: Shape = Shape::Structure(&[
    optional("SessionId", &SESSION_ID),
    optional("SessionType", &SESSION_KIND),
    optional("ClientId", &CLIENT_ID),
    optional("CreateDate", &TIMESTAMP),
    optional("LastActiveDate", &TIMESTAMP),
    optional("DeviceType", &SESSION_DEVICE),
    optional("LastIPAddress", &SESSION_IP_ADDRESS),
    optional("LastLocation", &SESSION_LOCATION),
    optional("OriginSessionId", &SESSION_ID),
    optional("IsCurrentSession", &BOOLEAN),
]);

// Threat protection

pub(crate) static RISK_CONFIGURATION: Shape = Shape::Structure(&[
    optional("UserPoolId", &USER_POOL_ID),
    optional("ClientId", &CLIENT_ID),
    optional("CompromisedCredentialsRiskConfiguration", &COMPROMISED_CREDENTIALS_RISK_CONFIGURATION),
    optional("AccountTakeoverRiskConfiguration", &ACCOUNT_TAKEOVER_RISK_CONFIGURATION),
    optional("RiskExceptionConfiguration", &RISK_EXCEPTION_CONFIGURATION),
    optional("LastModifiedDate", &TIMESTAMP),
]);

pub(crate) static COMPROMISED_CREDENTIALS_RISK_CONFIGURATION: Shape = Shape::Structure(&[
    optional("EventFilter", &EVENT_FILTERS),
    required("Actions", &COMPROMISED_CREDENTIALS_ACTIONS),
]);

pub(crate) static EVENT_FILTERS: Shape = list(UNBOUNDED, &EVENT_FILTER);

pub(crate) static EVENT_FILTER: Shape = one_of(&["SIGN_IN", "PASSWORD_CHANGE", "SIGN_UP"]);

pub(crate) static COMPROMISED_CREDENTIALS_ACTIONS: Shape =
    Shape::Structure(&[required("EventAction", &COMPROMISED_CREDENTIALS_EVENT_ACTION)]);

pub(crate) static COMPROMISED_CREDENTIALS_EVENT_ACTION: Shape = one_of(&["BLOCK", "NO_ACTION"]);

pub(crate) static ACCOUNT_TAKEOVER_RISK_CONFIGURATION: Shape = Shape::Structure(&[
    optional("NotifyConfiguration", &NOTIFY_CONFIGURATION),
    required("Actions", &ACCOUNT_TAKEOVER_ACTIONS),
]);

pub(crate) static ACCOUNT_TAKEOVER_ACTIONS: Shape = Shape::Structure(&[
    optional("LowAction", &ACCOUNT_TAKEOVER_ACTION),
    optional("MediumAction", &ACCOUNT_TAKEOVER_ACTION),
    optional("HighAction", &ACCOUNT_TAKEOVER_ACTION),
]);

pub(crate) static ACCOUNT_TAKEOVER_ACTION: Shape = Shape::Structure(&[
    required("Notify", &BOOLEAN),
    required("EventAction", &ACCOUNT_TAKEOVER_EVENT_ACTION),
]);

/// The order is that of the service's message.
pub(crate) static ACCOUNT_TAKEOVER_EVENT_ACTION: Shape =
    one_of(&["MFA_IF_CONFIGURED", "BLOCK", "NO_ACTION", "MFA_REQUIRED"]);

pub(crate) static NOTIFY_CONFIGURATION: Shape = Shape::Structure(&[
    optional("From", &STRING),
    optional("ReplyTo", &STRING),
    required("SourceArn", &ARN),
    optional("BlockEmail", &NOTIFY_EMAIL),
    optional("NoActionEmail", &NOTIFY_EMAIL),
    optional("MfaEmail", &NOTIFY_EMAIL),
]);

pub(crate) static NOTIFY_EMAIL: Shape = Shape::Structure(&[
    required("Subject", &EMAIL_NOTIFICATION_SUBJECT),
    optional("HtmlBody", &EMAIL_NOTIFICATION_BODY),
    optional("TextBody", &EMAIL_NOTIFICATION_BODY),
]);

pub(crate) static EMAIL_NOTIFICATION_SUBJECT: Shape = text(between(1, 140)).matching(patterns::EMAIL_SUBJECT);

pub(crate) static EMAIL_NOTIFICATION_BODY: Shape =
    text(between(6, 20_000)).matching(patterns::EMAIL_NOTIFICATION_BODY);

pub(crate) static RISK_EXCEPTION_CONFIGURATION: Shape = Shape::Structure(&[
    optional("BlockedIPRangeList", &BLOCKED_IP_RANGE_LIST),
    optional("SkippedIPRangeList", &SKIPPED_IP_RANGE_LIST),
]);

pub(crate) static BLOCKED_IP_RANGE_LIST: Shape = list(at_most(200), &STRING);

pub(crate) static SKIPPED_IP_RANGE_LIST: Shape = list(at_most(200), &STRING);

// Events

/// AWS: `EventIdType`.
pub(crate) static EVENT_ID: Shape = text(between(1, 50)).matching(patterns::EVENT_ID);

pub(crate) static FEEDBACK_VALUE: Shape = one_of(&["Valid", "Invalid"]);

/// AWS: `EventType`.
pub(crate) static EVENT_KIND: Shape =
    one_of(&["SignIn", "SignUp", "ForgotPassword", "PasswordChange", "ResendCode"]);

pub(crate) static EVENT_RESPONSE: Shape = one_of(&["Pass", "Fail", "InProgress"]);

pub(crate) static RISK_DECISION: Shape = one_of(&["NoRisk", "AccountTakeover", "Block"]);

pub(crate) static RISK_LEVEL: Shape = one_of(&["Low", "Medium", "High"]);

pub(crate) static EVENT_RISK: Shape = Shape::Structure(&[
    optional("RiskDecision", &RISK_DECISION),
    optional("RiskLevel", &RISK_LEVEL),
    optional("CompromisedCredentialsDetected", &BOOLEAN),
]);

/// AWS: `ChallengeName`, not to be confused with [`CHALLENGE_NAME`].
pub(crate) static EVENT_CHALLENGE: Shape = one_of(&["Password", "Mfa"]);

/// AWS: `ChallengeResponse`.
pub(crate) static EVENT_CHALLENGE_RESULT: Shape = one_of(&["Success", "Failure"]);

pub(crate) static CHALLENGE_RESPONSE: Shape = Shape::Structure(&[
    optional("ChallengeName", &EVENT_CHALLENGE),
    optional("ChallengeResponse", &EVENT_CHALLENGE_RESULT),
]);

pub(crate) static CHALLENGE_RESPONSE_LIST: Shape = list(UNBOUNDED, &CHALLENGE_RESPONSE);

pub(crate) static EVENT_CONTEXT_DATA: Shape = Shape::Structure(&[
    optional("IpAddress", &STRING),
    optional("DeviceName", &STRING),
    optional("Timezone", &STRING),
    optional("City", &STRING),
    optional("Country", &STRING),
]);

pub(crate) static EVENT_FEEDBACK: Shape = Shape::Structure(&[
    required("FeedbackValue", &FEEDBACK_VALUE),
    required("Provider", &STRING),
    optional("FeedbackDate", &TIMESTAMP),
]);

pub(crate) static AUTH_EVENT: Shape = Shape::Structure(&[
    optional("EventId", &STRING),
    optional("EventType", &EVENT_KIND),
    optional("CreationDate", &TIMESTAMP),
    optional("EventResponse", &EVENT_RESPONSE),
    optional("EventRisk", &EVENT_RISK),
    optional("ChallengeResponses", &CHALLENGE_RESPONSE_LIST),
    optional("EventContextData", &EVENT_CONTEXT_DATA),
    optional("EventFeedback", &EVENT_FEEDBACK),
]);

// Identity providers

pub(crate) static PROVIDER_NAME: Shape = text(between(1, 32)).matching(patterns::PROVIDER_NAME);

/// AWS: `ProviderNameTypeV2`.
pub(crate) static PROVIDER_NAME_OF_NEW: Shape = text(between(1, 32)).matching(patterns::PROVIDER_NAME_OF_NEW);

pub(crate) static IDENTITY_PROVIDER_TYPE: Shape =
    one_of(&["SAML", "Facebook", "Google", "LoginWithAmazon", "SignInWithApple", "OIDC"]);

/// The values are sensitive here, unlike in the model, because secrets are among them.
pub(crate) static PROVIDER_DETAILS: Shape = map(UNBOUNDED, &STRING, &SENSITIVE_STRING);

pub(crate) static ATTRIBUTE_MAPPING: Shape = map(UNBOUNDED, &ATTRIBUTE_MAPPING_KEY, &STRING);

pub(crate) static ATTRIBUTE_MAPPING_KEY: Shape = text(between(1, 32));

pub(crate) static IDP_IDENTIFIER: Shape = text(between(1, 40)).matching(patterns::IDP_IDENTIFIER);

pub(crate) static IDP_IDENTIFIERS_LIST: Shape = list(between(0, 50), &IDP_IDENTIFIER);

pub(crate) static ACR_MAPPING: Shape = map(between(0, 4), &ACR_LEVEL_KEY, &ACR_VALUE);

pub(crate) static PROVIDER_USER_IDENTIFIER: Shape = Shape::Structure(&[
    optional("ProviderName", &PROVIDER_NAME),
    optional("ProviderAttributeName", &STRING),
    optional("ProviderAttributeValue", &STRING),
]);

pub(crate) static LIST_PROVIDERS_LIMIT: Shape = Shape::Integer(between(0, 60));

pub(crate) static IDENTITY_PROVIDER: Shape = Shape::Structure(&[
    optional("UserPoolId", &USER_POOL_ID),
    optional("ProviderName", &PROVIDER_NAME),
    optional("ProviderType", &IDENTITY_PROVIDER_TYPE),
    optional("ProviderDetails", &PROVIDER_DETAILS),
    optional("AttributeMapping", &ATTRIBUTE_MAPPING),
    optional("IdpIdentifiers", &IDP_IDENTIFIERS_LIST),
    optional("AcrMapping", &ACR_MAPPING),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
]);

pub(crate) static PROVIDER_DESCRIPTION: Shape = Shape::Structure(&[
    optional("ProviderName", &PROVIDER_NAME),
    optional("ProviderType", &IDENTITY_PROVIDER_TYPE),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
]);

// Domains

/// Prefix or custom domain; dots are accepted.
pub(crate) static DOMAIN: Shape = text(between(1, 63)).matching(patterns::DOMAIN);

pub(crate) static DOMAIN_DESCRIPTION: Shape = Shape::Structure(&[
    optional("UserPoolId", &USER_POOL_ID),
    optional("AWSAccountId", &AWS_ACCOUNT_ID),
    optional("Domain", &DOMAIN),
    optional("S3Bucket", &S3_BUCKET),
    optional("CloudFrontDistribution", &STRING),
    optional("Version", &DOMAIN_VERSION),
    optional("Status", &DOMAIN_STATUS),
    optional("CustomDomainConfig", &CUSTOM_DOMAIN_CONFIG),
    optional("ManagedLoginVersion", &INTEGER),
    optional("Routing", &ROUTING),
]);

pub(crate) static AWS_ACCOUNT_ID: Shape = text(at_most(12)).matching(patterns::DIGITS);

pub(crate) static S3_BUCKET: Shape = text(between(3, 1024)).matching(patterns::S3_BUCKET);

pub(crate) static DOMAIN_VERSION: Shape = text(between(1, 20));

pub(crate) static DOMAIN_STATUS: Shape = one_of(&["CREATING", "DELETING", "UPDATING", "ACTIVE", "FAILED"]);

pub(crate) static CUSTOM_DOMAIN_CONFIG: Shape =
    Shape::Structure(&[required("CertificateArn", &ARN), optional("SecurityPolicy", &SECURITY_POLICY)]);

pub(crate) static SECURITY_POLICY: Shape = one_of(&["TLS_V1", "TLS_V1_2_2021", "TLS_V1_3_2025"]);

pub(crate) static ROUTING: Shape = Shape::Structure(&[optional("Failover", &FAILOVER)]);

pub(crate) static FAILOVER: Shape = Shape::Structure(&[
    required("SecondaryRegion", &REGION_NAME),
    required("PrimaryRoute53HealthCheckId", &HEALTH_CHECK_ID),
]);

pub(crate) static REGION_NAME: Shape = text(between(5, 32));

pub(crate) static HEALTH_CHECK_ID: Shape = text(at_most(64));

// Pages

pub(crate) static UI_CUSTOMIZATION: Shape = Shape::Structure(&[
    optional("UserPoolId", &USER_POOL_ID),
    optional("ClientId", &CLIENT_ID),
    optional("ImageUrl", &ANY_TEXT),
    optional("CSS", &CSS),
    optional("CSSVersion", &ANY_TEXT),
    optional("LastModifiedDate", &TIMESTAMP),
    optional("CreationDate", &TIMESTAMP),
]);

pub(crate) static CSS: Shape = text(between(0, 131_072));

pub(crate) static MANAGED_LOGIN_BRANDING: Shape = Shape::Structure(&[
    optional("ManagedLoginBrandingId", &MANAGED_LOGIN_BRANDING_ID),
    optional("UserPoolId", &USER_POOL_ID),
    optional("UseCognitoProvidedValues", &BOOLEAN),
    optional("Settings", &DOCUMENT),
    optional("Assets", &ASSET_LIST),
    optional("CreationDate", &TIMESTAMP),
    optional("LastModifiedDate", &TIMESTAMP),
]);

pub(crate) static MANAGED_LOGIN_BRANDING_ID: Shape = text(UNBOUNDED).matching(patterns::UUID);

pub(crate) static ASSET_LIST: Shape = list(between(0, 40), &ASSET);

pub(crate) static ASSET: Shape = Shape::Structure(&[
    required("Category", &ASSET_CATEGORY),
    required("ColorMode", &COLOR_SCHEME_MODE),
    required("Extension", &ASSET_EXTENSION),
    optional("Bytes", &BLOB),
    optional("ResourceId", &RESOURCE_ID),
]);

pub(crate) static ASSET_CATEGORY: Shape = one_of(&[
    "FAVICON_ICO",
    "FAVICON_SVG",
    "EMAIL_GRAPHIC",
    "SMS_GRAPHIC",
    "AUTH_APP_GRAPHIC",
    "PASSWORD_GRAPHIC",
    "PASSKEY_GRAPHIC",
    "PAGE_HEADER_LOGO",
    "PAGE_HEADER_BACKGROUND",
    "PAGE_FOOTER_LOGO",
    "PAGE_FOOTER_BACKGROUND",
    "PAGE_BACKGROUND",
    "FORM_BACKGROUND",
    "FORM_LOGO",
    "IDP_BUTTON_ICON",
]);

pub(crate) static COLOR_SCHEME_MODE: Shape = one_of(&["LIGHT", "DARK", "DYNAMIC"]);

pub(crate) static ASSET_EXTENSION: Shape = one_of(&["ICO", "JPEG", "PNG", "SVG", "WEBP"]);

pub(crate) static RESOURCE_ID: Shape = text(between(1, 40)).matching(patterns::RESOURCE_ID);

pub(crate) static TERMS: Shape = Shape::Structure(&[
    required("TermsId", &TERMS_ID),
    required("UserPoolId", &USER_POOL_ID),
    required("ClientId", &CLIENT_ID),
    required("TermsName", &TERMS_NAME),
    required("TermsSource", &TERMS_SOURCE),
    required("Enforcement", &TERMS_ENFORCEMENT),
    required("Links", &LINKS),
    required("CreationDate", &TIMESTAMP),
    required("LastModifiedDate", &TIMESTAMP),
]);

pub(crate) static TERMS_DESCRIPTION: Shape = Shape::Structure(&[
    required("TermsId", &TERMS_ID),
    required("TermsName", &TERMS_NAME),
    required("Enforcement", &TERMS_ENFORCEMENT),
    required("CreationDate", &TIMESTAMP),
    required("LastModifiedDate", &TIMESTAMP),
]);

pub(crate) static TERMS_ID: Shape = text(UNBOUNDED).matching(patterns::UUID);

pub(crate) static TERMS_NAME: Shape = text(UNBOUNDED).matching(patterns::TERMS_NAME);

pub(crate) static TERMS_SOURCE: Shape = one_of(&["LINK"]);

pub(crate) static TERMS_ENFORCEMENT: Shape = one_of(&["NONE"]);

pub(crate) static LINKS: Shape = map(between(1, 13), &LANGUAGE_ID, &LINK_URL);

pub(crate) static LANGUAGE_ID: Shape = text(UNBOUNDED).matching(patterns::LANGUAGE_ID);

pub(crate) static LINK_URL: Shape = text(between(1, 1024)).matching(patterns::LINK_URL);

// Tags

pub(crate) static USER_POOL_TAGS: Shape = map(UNBOUNDED, &TAG_KEYS, &TAG_VALUE);

pub(crate) static USER_POOL_TAGS_LIST: Shape = list(UNBOUNDED, &TAG_KEYS);

pub(crate) static TAG_KEYS: Shape = text(between(1, 128));

pub(crate) static TAG_VALUE: Shape = text(between(0, 256));

/// The shapes that only responses use. The engine never checks values against them: `wasm/types` reads them from this
/// file for the TypeScript types.
#[expect(dead_code, reason = "keeps the shapes of responses from being reported as unused")]
static OF_RESPONSES: &[&Shape] = &[
    &AUTH_EVENT,
    &AUTHENTICATION_RESULT,
    &CLIENT_SECRET_DESCRIPTOR,
    &CODE_DELIVERY_DETAILS,
    &DEVICE,
    &DOMAIN_DESCRIPTION,
    &GROUP,
    &IDENTITY_PROVIDER,
    &PROVIDER_DESCRIPTION,
    &MANAGED_LOGIN_BRANDING,
    &RESOURCE_SERVER,
    &TERMS,
    &TERMS_DESCRIPTION,
    &UI_CUSTOMIZATION,
    &LIMIT,
    &LOG_DELIVERY_CONFIGURATION,
    &RISK_CONFIGURATION,
    &SESSION_DESCRIPTION,
    &USER,
    &USER_POOL,
    &USER_POOL_CLIENT,
    &USER_POOL_CLIENT_DESCRIPTION,
    &USER_POOL_DESCRIPTION,
    &USER_POOL_REPLICA,
    &VERIFY_SOFTWARE_TOKEN_RESPONSE,
    &WEB_AUTHN_CREDENTIAL_DESCRIPTION,
];
