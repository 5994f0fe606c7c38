//! The configurations that the engine reads.

use serde_json::Value;

use super::{
    EmailSendingAccount, IssuerType, LambdaVersion, OAuthFlow, RegistrationStatus, UserVerification,
    VerifiedAttribute, WebAuthnFactorConfiguration,
};

configuration! {
    /// `AnalyticsConfigurationType`: an Amazon Pinpoint project, by its ARN or by its id, role and external id.
    pub struct AnalyticsConfiguration {
        /// The id of the project.
        #[serde(rename = "ApplicationId")]
        #[with(with_application_id)]
        pub application_id: Option<String>,
        /// The ARN of the project.
        #[serde(rename = "ApplicationArn")]
        #[with(with_application_arn)]
        pub application_arn: Option<String>,
        /// The role with which events are sent.
        #[serde(rename = "RoleArn")]
        #[with(with_role_arn)]
        pub role_arn: Option<String>,
        /// The external id of the role.
        #[serde(rename = "ExternalId")]
        #[with(with_external_id)]
        pub external_id: Option<String>,
        /// Whether user data is sent.
        #[serde(rename = "UserDataShared")]
        #[with(with_user_data_shared)]
        pub user_data_shared: Option<bool>,
    }

    /// `DcrConfigurationType`: whether clients may register themselves, and for what.
    pub struct DcrConfiguration {
        /// Whether dynamic client registration is on. A configuration without this member turns it on.
        #[serde(rename = "EnableStatus")]
        #[with(with_enable_status)]
        pub enable_status: Option<RegistrationStatus>,
        /// Whether clients may register without an access token.
        #[serde(rename = "OpenDcrEnabled")]
        #[with(with_open_dcr_enabled)]
        pub open_dcr_enabled: Option<bool>,
        /// The grants of clients that register with an access token; `code` and `client_credentials` if absent.
        #[serde(rename = "AuthenticatedGrantTypes")]
        #[with(with_authenticated_grant_types)]
        pub authenticated_grant_types: Option<Vec<OAuthFlow>>,
        /// The grants of clients that register without an access token; `code` if absent.
        #[serde(rename = "OpenDcrGrantTypes")]
        #[with(with_open_dcr_grant_types)]
        pub open_dcr_grant_types: Option<Vec<OAuthFlow>>,
        /// The scopes that clients may register for besides `openid`, `email`, `phone` and `profile`.
        #[serde(rename = "AllowedScopes")]
        #[with(with_allowed_scopes)]
        pub allowed_scopes: Option<Vec<String>>,
    }

    /// `DeviceConfigurationType`: how a pool tracks devices. A pool without it does not.
    pub struct DeviceConfiguration {
        /// Whether a remembered device replaces the second factor.
        #[serde(rename = "ChallengeRequiredOnNewDevice")]
        #[with(with_challenge_required_on_new_device)]
        pub challenge_required_on_new_device: Option<bool>,
        /// Whether a confirmed device is remembered only after the user has agreed.
        #[serde(rename = "DeviceOnlyRememberedOnUserPrompt")]
        #[with(with_device_only_remembered_on_user_prompt)]
        pub device_only_remembered_on_user_prompt: Option<bool>,
    }

    /// `EmailConfigurationType`: how a pool sends emails.
    pub struct EmailConfiguration {
        /// The ARN of the identity in Amazon SES.
        #[serde(rename = "SourceArn")]
        #[with(with_source_arn)]
        pub source_arn: Option<String>,
        /// The address for replies.
        #[serde(rename = "ReplyToEmailAddress")]
        #[with(with_reply_to_email_address)]
        pub reply_to_email_address: Option<String>,
        /// Whether the service or the account sends the emails.
        #[serde(rename = "EmailSendingAccount")]
        #[with(with_email_sending_account)]
        pub email_sending_account: Option<EmailSendingAccount>,
        /// The sender: an address, or `Name <address>`.
        #[serde(rename = "From")]
        #[with(with_sender)]
        pub sender: Option<String>,
        /// The configuration set in Amazon SES.
        #[serde(rename = "ConfigurationSet")]
        #[with(with_configuration_set)]
        pub configuration_set: Option<String>,
    }

    /// `PreTokenGenerationVersionConfigType`, `CustomSMSLambdaVersionConfigType`, `CustomEmailLambdaVersionConfigType` and
    /// `InboundFederationLambdaType`: a function, and the version of the events that it receives.
    pub struct FunctionConfig {
        /// The version of the events.
        #[serde(rename = "LambdaVersion")]
        #[with(with_lambda_version)]
        pub lambda_version: Option<LambdaVersion>,
        /// The ARN of the function.
        #[serde(rename = "LambdaArn")]
        #[with(with_lambda_arn)]
        pub lambda_arn: Option<String>,
    }

    /// `IssuerConfigurationType`: the issuer of a pool's tokens.
    pub struct IssuerConfiguration {
        /// The form of the issuer's URL.
        #[serde(rename = "Type")]
        #[with(with_issuer_type)]
        pub issuer_type: Option<IssuerType>,
    }

    /// `LambdaConfigType`: the function of each of a pool's triggers, by its ARN.
    pub struct LambdaConfig {
        /// Before a sign-up.
        #[serde(rename = "PreSignUp")]
        #[with(with_pre_sign_up)]
        pub pre_sign_up: Option<String>,
        /// Before a message is sent.
        #[serde(rename = "CustomMessage")]
        #[with(with_custom_message)]
        pub custom_message: Option<String>,
        /// After the confirmation of a user or of a new password.
        #[serde(rename = "PostConfirmation")]
        #[with(with_post_confirmation)]
        pub post_confirmation: Option<String>,
        /// Before a sign-in.
        #[serde(rename = "PreAuthentication")]
        #[with(with_pre_authentication)]
        pub pre_authentication: Option<String>,
        /// After a sign-in.
        #[serde(rename = "PostAuthentication")]
        #[with(with_post_authentication)]
        pub post_authentication: Option<String>,
        /// Chooses the next challenge of a custom sign-in.
        #[serde(rename = "DefineAuthChallenge")]
        #[with(with_define_auth_challenge)]
        pub define_auth_challenge: Option<String>,
        /// Creates a challenge of a custom sign-in.
        #[serde(rename = "CreateAuthChallenge")]
        #[with(with_create_auth_challenge)]
        pub create_auth_challenge: Option<String>,
        /// Checks the answer in a custom sign-in.
        #[serde(rename = "VerifyAuthChallengeResponse")]
        #[with(with_verify_auth_challenge_response)]
        pub verify_auth_challenge_response: Option<String>,
        /// Before tokens are issued.
        #[serde(rename = "PreTokenGeneration")]
        #[with(with_pre_token_generation)]
        pub pre_token_generation: Option<String>,
        /// When an unknown user signs in or has forgotten the password.
        #[serde(rename = "UserMigration")]
        #[with(with_user_migration)]
        pub user_migration: Option<String>,
        /// Before tokens are issued; with the version of the events.
        #[serde(rename = "PreTokenGenerationConfig")]
        #[with(with_pre_token_generation_config)]
        pub pre_token_generation_config: Option<FunctionConfig>,
        /// Sends text messages.
        #[serde(rename = "CustomSMSSender")]
        #[with(with_custom_sms_sender)]
        pub custom_sms_sender: Option<FunctionConfig>,
        /// Sends emails.
        #[serde(rename = "CustomEmailSender")]
        #[with(with_custom_email_sender)]
        pub custom_email_sender: Option<FunctionConfig>,
        /// The key for codes that the custom senders receive.
        #[serde(rename = "KMSKeyID")]
        #[with(with_kms_key_id)]
        pub kms_key_id: Option<String>,
        /// Changes what an identity provider says about a user.
        #[serde(rename = "InboundFederation")]
        #[with(with_inbound_federation)]
        pub inbound_federation: Option<FunctionConfig>,
    }

    /// `UserAttributeUpdateSettingsType`: how a pool changes attributes.
    pub struct UserAttributeUpdateSettings {
        /// The attributes whose new value must be verified before it replaces the old one.
        #[serde(rename = "AttributesRequireVerificationBeforeUpdate")]
        #[with(with_attributes_require_verification_before_update)]
        pub attributes_require_verification_before_update: Option<Vec<VerifiedAttribute>>,
    }

    /// `WebAuthnConfigurationType`: the passkeys of a pool.
    pub struct WebAuthnConfiguration {
        /// The relying party: a domain.
        #[serde(rename = "RelyingPartyId")]
        #[with(with_relying_party_id)]
        pub relying_party_id: Option<String>,
        /// Whether the authenticator must verify the user.
        #[serde(rename = "UserVerification")]
        #[with(with_user_verification)]
        pub user_verification: Option<UserVerification>,
        /// Whether a passkey with user verification counts as both factors.
        #[serde(rename = "FactorConfiguration")]
        #[with(with_factor_configuration)]
        pub factor_configuration: Option<WebAuthnFactorConfiguration>,
    }
}

impl LambdaConfig {
    /// The ARN of the function of this member.
    pub(crate) fn function(&self, member: &str) -> Option<&str> {
        arn(self.0.get(member)?)
    }

    /// The version of the events of the function of this member.
    pub(crate) fn version(&self, member: &str) -> Option<&str> {
        self.0.get(member)?["LambdaVersion"].as_str()
    }

    /// All ARNs, also that of the key.
    pub(crate) fn arns(&self) -> impl Iterator<Item = &str> {
        self.0.values().filter_map(arn)
    }
}

/// A function is named by its ARN, or by an object with it.
fn arn(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value["LambdaArn"].as_str())
}
