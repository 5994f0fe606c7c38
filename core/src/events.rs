//! What a function sees and what it may answer: a type for each trigger.

use std::{collections::BTreeMap, fmt::Debug};

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::Value;
use userpool_storage_traits::{MaybeSend, MaybeSync};

use crate::sensitive::Sensitive;

/// The `request` of a trigger's events. Implemented by the engine only.
pub trait Trigger: Clone + Debug + DeserializeOwned + MaybeSend + MaybeSync + Serialize + 'static {
    /// The key in `LambdaConfig`, and the name in errors.
    const NAME: &'static str;
    /// What stands before the underscore in `triggerSource`.
    const SOURCE: &'static str;
    /// The versions of events that have this form.
    const VERSIONS: &'static [&'static str];
    /// What the function may answer. Its default is what arrives with the event.
    type Response: Clone + Debug + Default + DeserializeOwned + MaybeSend + MaybeSync + Serialize + 'static;
}

/// An event, as a Lambda function sees it.
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
    /// Who called the operation.
    pub caller_context: CallerContext,
    /// What the trigger is told.
    pub request: T,
    /// What it may fill in.
    pub response: T::Response,
}

/// Who called the operation.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CallerContext {
    /// Not known: `aws-sdk-unknown-unknown`.
    pub aws_sdk_version: String,
    /// The app client. In administrative calls it is `CLIENT_ID_NOT_APPLICABLE`, except for `AdminConfirmSignUp`, where
    /// it is `null`.
    pub client_id: Option<String>,
}

/// The response of triggers that have nothing to say but yes or no.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct NoResponse {}

/// Before a user is created: may refuse, confirm or verify.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreSignUp {
    /// The attributes that were submitted.
    pub user_attributes: BTreeMap<String, String>,
    /// `ValidationData` of the call.
    pub validation_data: Option<BTreeMap<String, String>>,
    /// `ClientMetadata` of the call; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// What [`PreSignUp`] may answer. Not looked at for users whom an administrator creates.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreSignUpResponse {
    /// The user needs no code.
    #[serde(deserialize_with = "null_as_default")]
    pub auto_confirm_user: bool,
    /// The mail address counts as verified.
    #[serde(deserialize_with = "null_as_default")]
    pub auto_verify_email: bool,
    /// The phone number counts as verified.
    #[serde(deserialize_with = "null_as_default")]
    pub auto_verify_phone: bool,
}

/// After a user was confirmed, or reset their password.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PostConfirmation {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Before a password is judged: may refuse the sign-in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreAuthentication {
    /// The user's attributes; none of a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call that began the sign-in.
    pub validation_data: Option<BTreeMap<String, String>>,
    /// There is no such user, and the client hides it.
    pub user_not_found: bool,
}

/// After a sign-in.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PostAuthentication {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The user came with a device that was not known.
    pub new_device_used: bool,
    /// `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// What came of one challenge of a custom sign-in.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ChallengeResult {
    /// `CUSTOM_CHALLENGE`, or the name of a built-in one. `SRP_A` stands first when the sign-in began with SRP.
    pub challenge_name: String,
    /// Whether the answer was right.
    pub challenge_result: bool,
    /// What [`CreateAuthChallenge`] said of a custom challenge.
    pub challenge_metadata: Option<Sensitive>,
}

/// At the start of a custom sign-in and after each of its challenges: decides what comes next.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DefineAuthChallenge {
    /// The user's attributes; none of a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// The challenges so far, oldest first.
    pub session: Vec<ChallengeResult>,
    /// `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// There is no such user, and the client hides it. They get no tokens whatever is answered.
    pub user_not_found: bool,
}

/// What [`DefineAuthChallenge`] may answer: one of the three. Failing wins over tokens, and both over a challenge.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DefineAuthChallengeResponse {
    /// `CUSTOM_CHALLENGE`, `PASSWORD_VERIFIER` in a sign-in that began with SRP, and once the password was proved
    /// `NEW_PASSWORD_REQUIRED`, `SMS_MFA`, `EMAIL_OTP` or `SOFTWARE_TOKEN_MFA`.
    pub challenge_name: Option<String>,
    /// The user has shown enough.
    pub issue_tokens: Option<bool>,
    /// The sign-in is over.
    pub fail_authentication: Option<bool>,
}

impl DefineAuthChallengeResponse {
    /// Asks for a challenge.
    pub fn challenge(name: impl Into<String>) -> Self {
        Self { challenge_name: Some(name.into()), ..Self::default() }
    }

    /// Lets the user in.
    pub fn tokens() -> Self {
        Self { issue_tokens: Some(true), ..Self::default() }
    }

    /// Ends the sign-in.
    pub fn failure() -> Self {
        Self { fail_authentication: Some(true), ..Self::default() }
    }
}

/// When [`DefineAuthChallenge`] asked for a `CUSTOM_CHALLENGE`: makes it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateAuthChallenge {
    /// The user's attributes; none of a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// `CUSTOM_CHALLENGE`.
    pub challenge_name: String,
    /// The challenges so far, oldest first.
    pub session: Vec<ChallengeResult>,
    /// `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// There is no such user, and the client hides it.
    pub user_not_found: bool,
}

/// What [`CreateAuthChallenge`] may answer. All values are strings.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CreateAuthChallengeResponse {
    /// The `ChallengeParameters` that the client gets, besides `USERNAME`.
    pub public_challenge_parameters: Option<BTreeMap<String, String>>,
    /// For [`VerifyAuthChallengeResponse`] only.
    pub private_challenge_parameters: Option<BTreeMap<String, Sensitive>>,
    /// Stands in the history beside the result.
    pub challenge_metadata: Option<Sensitive>,
}

/// When a `CUSTOM_CHALLENGE` was answered: judges the answer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VerifyAuthChallengeResponse {
    /// The user's attributes; none of a user who does not exist.
    pub user_attributes: BTreeMap<String, String>,
    /// What [`CreateAuthChallenge`] kept for this challenge.
    pub private_challenge_parameters: BTreeMap<String, Sensitive>,
    /// What the client answered.
    pub challenge_answer: Sensitive,
    /// `ClientMetadata` of the answer; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// There is no such user, and the client hides it.
    pub user_not_found: bool,
}

/// What [`VerifyAuthChallengeResponse`] may answer.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VerifyAuthChallengeResponseResponse {
    /// Anything but `true` is wrong. A wrong answer ends nothing by itself: [`DefineAuthChallenge`] hears of it.
    pub answer_correct: Option<bool>,
}

/// A user who is not in the pool signs in or has forgotten their password: may bring them along.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserMigration {
    /// The password that was submitted; not with a forgotten one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub password: Option<Sensitive>,
    /// `ClientMetadata` of a sign-in.
    pub validation_data: Option<BTreeMap<String, String>>,
    /// `ClientMetadata` of `ForgotPassword`; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// What [`UserMigration`] may answer. Without attributes there is no such user.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct UserMigrationResponse {
    /// The attributes of the new user.
    pub user_attributes: Option<BTreeMap<String, String>>,
    /// `CONFIRMED` keeps the submitted password; with anything else it must be reset.
    pub final_user_status: Option<String>,
    /// `SUPPRESS` or `RESEND`. No welcome message is sent in either case.
    pub message_action: Option<String>,
    /// Where a welcome message would go: `EMAIL`, `SMS`. None is sent.
    pub desired_delivery_mediums: Option<Vec<String>>,
    /// Take an alias away from the user who has it.
    pub force_alias_creation: Option<bool>,
    /// Switch the SMS factor on for the user. They must have a telephone number.
    #[serde(rename = "enableSMSMFA")]
    pub enable_sms_mfa: Option<bool>,
}

/// Before a message leaves: may give it other words.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomMessage {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// Stands for the code; `None` in an invitation without a password.
    pub code_parameter: Option<String>,
    /// Stands for a link.
    pub link_parameter: Option<String>,
    /// Stands for the user's name, in invitations.
    pub username_parameter: Option<String>,
    /// `ClientMetadata` of the call; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// What [`CustomMessage`] may answer. A mail without the code's placeholder fails the call. An invitation, or a text message,
/// without the placeholders it needs is not used: the default text is sent instead. Mails are HTML, and the values that
/// take the place of placeholders are escaped in them.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomMessageResponse {
    /// At most 140 characters.
    pub sms_message: Option<String>,
    /// The body of a mail.
    pub email_message: Option<String>,
    /// The subject of a mail.
    pub email_subject: Option<String>,
}

/// Sends a mail in the messenger's place.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomEmailSender {
    /// `customEmailSenderRequestV1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Base64 of the plain code: see [`crate::trigger`].
    pub code: Option<Sensitive>,
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call; `null` in the event if the call had none.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Sends a text message in the messenger's place.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct CustomSmsSender {
    /// `customSMSSenderRequestV1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Base64 of the plain code: see [`crate::trigger`].
    pub code: Option<Sensitive>,
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// `ClientMetadata` of the call; `null` in the event if the call had none.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Before tokens are made, version 1: may change the ID token, and the groups of both.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGeneration {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The user's groups and roles.
    pub group_configuration: GroupConfiguration,
    /// `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// Before tokens are made, versions 2 and 3: may change both tokens.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGenerationV2 {
    /// The user's attributes.
    pub user_attributes: BTreeMap<String, String>,
    /// The user's groups and roles.
    pub group_configuration: GroupConfiguration,
    /// The scopes of the access token.
    pub scopes: Vec<String>,
    /// `ClientMetadata` of the answer to the last challenge; the event has no such key if the call had none.
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

/// What [`PreTokenGeneration`] may answer.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGenerationResponse {
    /// The changes.
    pub claims_override_details: Option<ClaimsOverrideDetails>,
}

/// Changes of version 1.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClaimsOverrideDetails {
    /// Claims of the ID token.
    pub claims_to_add_or_override: Option<BTreeMap<String, String>>,
    /// Claims that the ID token shall not have. Wins over adding.
    pub claims_to_suppress: Option<Vec<String>>,
    /// Groups of both tokens: `None` leaves them, an empty object removes them.
    pub group_override_details: Option<GroupConfiguration>,
}

/// What [`PreTokenGenerationV2`] may answer.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PreTokenGenerationV2Response {
    /// The changes.
    pub claims_and_scope_override_details: Option<ClaimsAndScopeOverrideDetails>,
}

/// Changes of versions 2 and 3.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ClaimsAndScopeOverrideDetails {
    /// Changes of the ID token.
    pub id_token_generation: Option<TokenGeneration>,
    /// Changes of the access token.
    pub access_token_generation: Option<TokenGeneration>,
    /// Groups of both tokens: `None` leaves them, an empty object removes them.
    pub group_override_details: Option<GroupConfiguration>,
}

/// Changes of one token.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct TokenGeneration {
    /// Claims with their values.
    pub claims_to_add_or_override: Option<BTreeMap<String, Value>>,
    /// Claims that the token shall not have. Wins over adding.
    pub claims_to_suppress: Option<Vec<String>>,
    /// Of access tokens only; no scope holds a space.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes_to_add: Option<Vec<String>>,
    /// Of access tokens only. Wins over adding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes_to_suppress: Option<Vec<String>>,
}

/// Each trigger's response, its name, what its sources begin with, and the versions of its events.
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
    PreTokenGeneration => PreTokenGenerationResponse: "PreTokenGeneration", "TokenGeneration", ["1"];
    PreTokenGenerationV2 => PreTokenGenerationV2Response: "PreTokenGeneration", "TokenGeneration", ["2", "3"];
}

/// Members arrive as `null` in many languages, and go back as such.
fn null_as_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
