//! Events of users: what they did, and what administrators and users think of it. Pools with threat protection record
//! them.

use serde::{Deserialize, Serialize};

use crate::{
    error::{Error, UserPoolAddOnNotEnabled},
    model::{
        auth_events::{AuthEvent, Feedback},
        epoch_seconds::EpochSeconds,
        pool::Pool,
    },
    operation::{Entry, entry},
};

mod admin_list_user_auth_events;
mod admin_update_auth_event_feedback;
mod update_auth_event_feedback;

pub use admin_list_user_auth_events::{AdminListUserAuthEvents, AdminListUserAuthEventsOutput};
pub use admin_update_auth_event_feedback::AdminUpdateAuthEventFeedback;
pub use update_auth_event_feedback::UpdateAuthEventFeedback;

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<AdminListUserAuthEvents>(),
    entry::<AdminUpdateAuthEventFeedback>(),
    entry::<UpdateAuthEventFeedback>(),
];

/// `AuthEventType`: something that a user did.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AuthEventDescription {
    /// The id of the event: a UUID.
    pub event_id: String,
    /// `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange` or `ResendCode`.
    pub event_type: String,
    /// When it happened.
    pub creation_date: EpochSeconds,
    /// `Pass`, `Fail` or `InProgress`.
    pub event_response: String,
    /// The assessment.
    pub event_risk: EventRisk,
    /// Which proofs were verified, and with what result.
    pub challenge_responses: Vec<ChallengeResponse>,
    /// Where the request came from, as far as it said so.
    pub event_context_data: EventContextData,
    /// What an administrator or the user thinks of it.
    pub event_feedback: Option<EventFeedback>,
}

/// `EventRiskType`: the assessment of an event.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventRisk {
    /// `NoRisk`, `AccountTakeover`, or `Block` if the sign-in was blocked. With `AUDIT`, what would have been done.
    pub risk_decision: String,
    /// `Low`, `Medium` or `High`; absent without a risk.
    pub risk_level: Option<String>,
    /// Whether the password is publicly known.
    pub compromised_credentials_detected: bool,
}

/// `ChallengeResponseType`: the result of a proof.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ChallengeResponse {
    /// `Password` or `Mfa`.
    pub challenge_name: String,
    /// `Success` or `Failure`.
    pub challenge_response: String,
}

/// `EventContextDataType`: where a request came from.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventContextData {
    /// The user's IP address.
    pub ip_address: Option<String>,
    /// The user's browser or program.
    pub device_name: Option<String>,
}

/// `EventFeedbackType`: what somebody thinks of an event.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct EventFeedback {
    /// `Valid` or `Invalid`.
    pub feedback_value: String,
    /// Whose opinion it is: `Admin` or `User`.
    pub provider: String,
    /// When it was given.
    pub feedback_date: EpochSeconds,
}

impl From<AuthEvent> for AuthEventDescription {
    fn from(event: AuthEvent) -> Self {
        let proofs = [("Password", event.password), ("Mfa", event.mfa)];
        let proof = |(name, result): (&str, Option<bool>)| {
            let challenge_response = if result? { "Success" } else { "Failure" }.to_owned();
            Some(ChallengeResponse { challenge_name: name.to_owned(), challenge_response })
        };
        Self {
            event_id: event.id,
            event_type: event.kind.as_str().to_owned(),
            creation_date: event.at.into(),
            event_response: event.response.as_str().to_owned(),
            event_risk: EventRisk {
                risk_decision: event.risk.decision.as_str().to_owned(),
                risk_level: event.risk.level.map(|level| level.as_str().to_owned()),
                compromised_credentials_detected: event.risk.is_compromised,
            },
            challenge_responses: proofs.into_iter().filter_map(proof).collect(),
            event_context_data: EventContextData { ip_address: event.address, device_name: event.device },
            event_feedback: event.feedback.map(EventFeedback::from),
        }
    }
}

impl From<Feedback> for EventFeedback {
    fn from(feedback: Feedback) -> Self {
        Self {
            feedback_value: if feedback.is_valid { VALID } else { "Invalid" }.to_owned(),
            provider: if feedback.by_administrator { "Admin" } else { "User" }.to_owned(),
            feedback_date: feedback.at.into(),
        }
    }
}

const VALID: &str = "Valid";

/// # Errors
/// `UserPoolAddOnNotEnabledException` if threat protection is off in the pool.
fn check_protected(pool: &Pool) -> Result<(), Error> {
    if pool.settings.has_threat_protection() { Ok(()) } else { Err(UserPoolAddOnNotEnabled.into()) }
}
