//! The events and responses of triggers, with a type for each trigger.

use std::{collections::BTreeMap, fmt::Debug};

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;
use userpool_storage_traits::{MaybeSend, MaybeSync};

use crate::sensitive::Sensitive;

/// The `request` of a trigger's events. Implemented by the engine only.
pub trait Trigger: Clone + Debug + DeserializeOwned + MaybeSend + MaybeSync + Serialize + 'static {
    /// The key in `LambdaConfig`, and the name in errors.
    const NAME: &'static str;
    /// The part of `triggerSource` before the underscore.
    const SOURCE: &'static str;
    /// The versions of events with this type.
    const VERSIONS: &'static [&'static str];
    /// The `response` of the function. Its default is sent with the event.
    type Response: Clone + Debug + Default + DeserializeOwned + MaybeSend + MaybeSync + Serialize + 'static;
}

/// An event as a Lambda function receives it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", bound = "")]
pub struct Event<T: Trigger> {
    /// `1`, or the version of a pre token generation function.
    pub version: String,
    /// For example `PreSignUp_SignUp`.
    pub trigger_source: String,
    /// The pool's region.
    pub region: String,
    /// The pool.
    pub user_pool_id: String,
    /// The user's name.
    pub user_name: String,
    /// The caller of the operation.
    pub caller_context: CallerContext,
    /// The data for the function.
    pub request: T,
    /// The members that the function may set.
    pub response: T::Response,
}

/// The caller of the operation.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallerContext {
    /// Unknown: `aws-sdk-unknown-unknown`.
    pub aws_sdk_version: String,
    /// The app client. In administrative calls it is `CLIENT_ID_NOT_APPLICABLE`, except for `AdminConfirmSignUp`, where
    /// it is `null`.
    pub client_id: Option<String>,
}

/// The empty response of triggers that can only accept or refuse.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct NoResponse {}

/// Called before a user is created: may refuse, confirm or verify the user.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreSignUp {
    /// The submitted attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ValidationData` of the call.
    pub validation_data: Option<BTreeMap<String, String>>,
    /// `ClientMetadata` of the call; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response to [`PreSignUp`]. It is ignored for users that an administrator creates.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreSignUpResponse {
    /// The user is confirmed without a code.
    #[serde(deserialize_with = "null_as_default")]
    pub auto_confirm_user: bool,
    /// The email address is verified.
    #[serde(deserialize_with = "null_as_default")]
    pub auto_verify_email: bool,
    /// The phone number is verified.
    #[serde(deserialize_with = "null_as_default")]
    pub auto_verify_phone: bool,
}

/// Called after a user was confirmed, or has reset a password.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PostConfirmation {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Called before a password is checked: may refuse the sign-in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreAuthentication {
    /// The user's attributes; empty for a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call that started the sign-in.
    pub validation_data: Option<BTreeMap<String, String>>,
    /// The user does not exist, and the client hides this.
    pub user_not_found: bool,
}

/// Called after a sign-in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PostAuthentication {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The user signed in with a new device.
    pub new_device_used: bool,
    /// `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The result of one challenge of a custom sign-in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChallengeResult {
    /// `CUSTOM_CHALLENGE`, or the name of a built-in challenge. `SRP_A` comes first if the sign-in started with SRP.
    pub challenge_name: String,
    /// Whether the response was right.
    pub challenge_result: bool,
    /// The metadata that [`CreateAuthChallenge`] returned for a custom challenge.
    pub challenge_metadata: Option<Sensitive>,
}

/// Called at the start of a custom sign-in and after each of its challenges: decides the next step.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DefineAuthChallenge {
    /// The user's attributes; empty for a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// The challenges so far, oldest first.
    pub session: Vec<ChallengeResult>,
    /// `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// The user does not exist, and the client hides this. The sign-in never gets tokens, whatever the response is.
    pub user_not_found: bool,
}

/// The response to [`DefineAuthChallenge`]: one of the three members. Failing takes precedence over tokens, and tokens
/// over a challenge.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DefineAuthChallengeResponse {
    /// `CUSTOM_CHALLENGE`; `PASSWORD_VERIFIER` in a sign-in that started with SRP; and after the password was proved,
    /// `NEW_PASSWORD_REQUIRED`, `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`.
    pub challenge_name: Option<String>,
    /// The sign-in succeeds.
    pub issue_tokens: Option<bool>,
    /// The sign-in fails.
    pub fail_authentication: Option<bool>,
}

impl DefineAuthChallengeResponse {
    /// Requires a challenge.
    pub fn challenge(name: impl Into<String>) -> Self {
        Self { challenge_name: Some(name.into()), ..Self::default() }
    }

    /// Completes the sign-in.
    pub fn tokens() -> Self {
        Self { issue_tokens: Some(true), ..Self::default() }
    }

    /// Fails the sign-in.
    pub fn failure() -> Self {
        Self { fail_authentication: Some(true), ..Self::default() }
    }
}

/// Called after [`DefineAuthChallenge`] required a `CUSTOM_CHALLENGE`: creates it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateAuthChallenge {
    /// The user's attributes; empty for a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// `CUSTOM_CHALLENGE`.
    pub challenge_name: String,
    /// The challenges so far, oldest first.
    pub session: Vec<ChallengeResult>,
    /// `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// The user does not exist, and the client hides this.
    pub user_not_found: bool,
}

/// The response to [`CreateAuthChallenge`]. All values are strings.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateAuthChallengeResponse {
    /// The `ChallengeParameters` that the client gets, besides `USERNAME`.
    pub public_challenge_parameters: Option<BTreeMap<String, String>>,
    /// Parameters for [`VerifyAuthChallengeResponse`] only.
    pub private_challenge_parameters: Option<BTreeMap<String, Sensitive>>,
    /// Added to the result in the history.
    pub challenge_metadata: Option<Sensitive>,
}

/// Called after the client responded to a `CUSTOM_CHALLENGE`: verifies the response.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VerifyAuthChallengeResponse {
    /// The user's attributes; empty for a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// The private parameters that [`CreateAuthChallenge`] returned for this challenge.
    pub private_challenge_parameters: BTreeMap<String, Sensitive>,
    /// The client's response.
    pub challenge_answer: Sensitive,
    /// `ClientMetadata` of the response; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// The user does not exist, and the client hides this.
    pub user_not_found: bool,
}

/// The response to [`VerifyAuthChallengeResponse`].
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VerifyAuthChallengeResponseResponse {
    /// Any value except `true` means wrong. A wrong response does not end the sign-in by itself:
    /// [`DefineAuthChallenge`] decides.
    pub answer_correct: Option<bool>,
}

/// Called when a user who is not in the pool signs in or has forgotten the password: may migrate the user.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserMigration {
    /// The submitted password; absent for `ForgotPassword`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Sensitive>,
    /// `ClientMetadata` of a sign-in.
    pub validation_data: Option<BTreeMap<String, String>>,
    /// `ClientMetadata` of `ForgotPassword`; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response to [`UserMigration`]. Without attributes the user does not exist.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserMigrationResponse {
    /// The attributes of the new user.
    pub user_attributes: Option<BTreeMap<String, String>>,
    /// `CONFIRMED` keeps the submitted password; with any other value it must be reset.
    pub final_user_status: Option<String>,
    /// `SUPPRESS` or `RESEND`. No welcome message is sent in either case.
    pub message_action: Option<String>,
    /// The medium of a welcome message: `EMAIL`, `SMS`. No such message is sent.
    pub desired_delivery_mediums: Option<Vec<String>>,
    /// Takes an alias from the user who has it.
    pub force_alias_creation: Option<bool>,
    /// Switches the SMS factor on for the user, who must have a phone number.
    #[serde(rename = "enableSMSMFA")]
    pub enable_sms_mfa: Option<bool>,
}

/// Called before a message is sent: may replace its text.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomMessage {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The placeholder for the code; `None` in an invitation without a password.
    pub code_parameter: Option<String>,
    /// The placeholder for a link.
    pub link_parameter: Option<String>,
    /// The placeholder for the user's name, in invitations.
    pub username_parameter: Option<String>,
    /// `ClientMetadata` of the call; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response to [`CustomMessage`]. An email without the placeholder for the code fails the call. An invitation or a
/// text message without the required placeholders is ignored, and the default text is sent. Emails are HTML, and the
/// values that replace placeholders are escaped.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomMessageResponse {
    /// At most 140 characters.
    pub sms_message: Option<String>,
    /// The body of an email.
    pub email_message: Option<String>,
    /// The subject of an email.
    pub email_subject: Option<String>,
}

/// Called to send an email instead of the messenger.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomEmailSender {
    /// `customEmailSenderRequestV1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code as base64, not encrypted: see [`crate::trigger`].
    pub code: Option<Sensitive>,
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call; `null` in the event if the call had none.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Called to send a text message instead of the messenger.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomSmsSender {
    /// `customSMSSenderRequestV1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code as base64, not encrypted: see [`crate::trigger`].
    pub code: Option<Sensitive>,
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call; `null` in the event if the call had none.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Called when an identity provider has said who a user is, before the claims become attributes: may change them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InboundFederation {
    /// The provider's name in the pool.
    pub provider_name: String,
    /// For example `OIDC` or `SAML`.
    pub provider_type: String,
    /// What the provider has said.
    pub attributes: InboundAttributes,
}

/// What an identity provider has said about a user, by its sources.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InboundAttributes {
    /// The claims of the ID token, of a provider that issues them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<serde_json::Map<String, Value>>,
    /// The claims of the userinfo endpoint, or the profile of a social provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_info: Option<serde_json::Map<String, Value>>,
    /// The attributes of a SAML assertion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saml_response: Option<serde_json::Map<String, Value>>,
}

/// The response to [`InboundFederation`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct InboundFederationResponse {
    /// The claims that count instead of all that the provider has sent, the subject apart. `None` or none leaves them as they are.
    pub user_attributes_to_map: Option<BTreeMap<String, Value>>,
}

/// Called before tokens are issued, version 1: may change the ID token, and the groups of both tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGeneration {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The user's groups and roles.
    pub group_configuration: GroupConfiguration,
    /// `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Called before tokens are issued, versions 2 and 3: may change both tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGenerationV2 {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The user's groups and roles.
    pub group_configuration: GroupConfiguration,
    /// The scopes of the access token.
    pub scopes: Vec<String>,
    /// `ClientMetadata` of the response to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Groups and roles.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct GroupConfiguration {
    /// Becomes `cognito:groups`.
    pub groups_to_override: Option<Vec<String>>,
    /// Becomes `cognito:roles`.
    pub iam_roles_to_override: Option<Vec<String>>,
    /// Becomes `cognito:preferred_role`.
    pub preferred_role: Option<String>,
}

/// The response to [`PreTokenGeneration`].
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGenerationResponse {
    /// The changes.
    pub claims_override_details: Option<ClaimsOverrideDetails>,
}

/// The changes of version 1.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClaimsOverrideDetails {
    /// Claims to add to or replace in the ID token.
    pub claims_to_add_or_override: Option<BTreeMap<String, String>>,
    /// Claims to remove from the ID token. Takes precedence over adding.
    pub claims_to_suppress: Option<Vec<String>>,
    /// Groups of both tokens: `None` leaves them unchanged, an empty object removes them.
    pub group_override_details: Option<GroupConfiguration>,
}

/// The response to [`PreTokenGenerationV2`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGenerationV2Response {
    /// The changes.
    pub claims_and_scope_override_details: Option<ClaimsAndScopeOverrideDetails>,
}

/// The changes of versions 2 and 3.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClaimsAndScopeOverrideDetails {
    /// Changes to the ID token.
    pub id_token_generation: Option<TokenGeneration>,
    /// Changes to the access token.
    pub access_token_generation: Option<TokenGeneration>,
    /// Groups of both tokens: `None` leaves them unchanged, an empty object removes them.
    pub group_override_details: Option<GroupConfiguration>,
}

/// The changes to one token.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenGeneration {
    /// Claims to add or replace, with their values.
    pub claims_to_add_or_override: Option<BTreeMap<String, Value>>,
    /// Claims to remove from the token. Takes precedence over adding.
    pub claims_to_suppress: Option<Vec<String>>,
    /// For access tokens only; a scope must not contain a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes_to_add: Option<Vec<String>>,
    /// For access tokens only. Takes precedence over adding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes_to_suppress: Option<Vec<String>>,
}

/// For each trigger: the response, the name, the start of its sources, and the versions of its events.
macro_rules! triggers {
    ($($trigger:ty => $response:ty: $name:literal, $source:literal, [$($version:literal),+];)+) => {
        $(impl Trigger for $trigger {
            const NAME: &'static str = $name;
            const SOURCE: &'static str = $source;
            const VERSIONS: &'static [&'static str] = &[$($version),+];
            type Response = $response;
        })+
    };
}

triggers! {
    PreSignUp => PreSignUpResponse: "PreSignUp", "PreSignUp", ["1"];
    PostConfirmation => NoResponse: "PostConfirmation", "PostConfirmation", ["1"];
    PreAuthentication => NoResponse: "PreAuthentication", "PreAuthentication", ["1"];
    PostAuthentication => NoResponse: "PostAuthentication", "PostAuthentication", ["1"];
    DefineAuthChallenge => DefineAuthChallengeResponse: "DefineAuthChallenge", "DefineAuthChallenge", ["1"];
    CreateAuthChallenge => CreateAuthChallengeResponse: "CreateAuthChallenge", "CreateAuthChallenge", ["1"];
    VerifyAuthChallengeResponse => VerifyAuthChallengeResponseResponse: "VerifyAuthChallengeResponse", "VerifyAuthChallengeResponse", ["1"];
    UserMigration => UserMigrationResponse: "UserMigration", "UserMigration", ["1"];
    CustomMessage => CustomMessageResponse: "CustomMessage", "CustomMessage", ["1"];
    CustomEmailSender => NoResponse: "CustomEmailSender", "CustomEmailSender", ["1"];
    CustomSmsSender => NoResponse: "CustomSMSSender", "CustomSMSSender", ["1"];
    InboundFederation => InboundFederationResponse: "InboundFederation", "InboundFederation", ["1"];
    PreTokenGeneration => PreTokenGenerationResponse: "PreTokenGeneration", "TokenGeneration", ["1"];
    PreTokenGenerationV2 => PreTokenGenerationV2Response: "PreTokenGeneration", "TokenGeneration", ["2", "3"];
}

/// Many languages send members without a value as `null`.
fn null_as_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
