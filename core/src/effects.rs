//! The effects of an attempt after its commit, and the data that a call keeps between attempts.

use serde_json::Value;
use userpool_storage_traits::{AuditRecord, Invocation, Key, Message, Partition};

use crate::{
    arithmetic::Arithmetic,
    error::{Error, InvalidLambdaResponse, UnexpectedLambda, UserLambdaValidation},
    sensitive::Sensitive,
};

/// A function call that is ready to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Prepared {
    pub(crate) trigger: &'static str,
    pub(crate) pool_id: String,
    pub(crate) invocation: Invocation,
}

/// What is done after the commit.
#[derive(Debug)]
pub(crate) enum Effect {
    Message(Box<Outgoing>),
    Trigger(Prepared),
    /// A notice of a risk. The caller did not ask for it, so its failure does not concern the caller.
    Notice(Box<Outgoing>),
    /// A record for the host's audit log.
    Audit(Box<AuditRecord>),
    /// Records that are removed. Nothing leads to them any more, so a failure does not concern the caller.
    Remove(Partition, Vec<Key>),
}

/// A message, and the functions that may change or send it.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) message: Message,
    pub(crate) custom_message: Option<Prepared>,
    /// The function that sends it instead of the messenger.
    pub(crate) sender: Option<Prepared>,
    /// The value of `{username}`.
    pub(crate) shown_name: String,
    /// The value of a placeholder for a link.
    pub(crate) link: Option<Sensitive>,
    /// It counts as a mail of the service's own sender.
    pub(crate) is_counted: bool,
}

/// Why a function call failed.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Validation(#[from] UserLambdaValidation),
    #[error(transparent)]
    Unexpected(#[from] UnexpectedLambda),
    #[error(transparent)]
    Response(#[from] InvalidLambdaResponse),
}

/// The data that one call keeps between attempts.
#[derive(Debug, Default)]
pub(crate) struct CallMemory {
    attempts: u64,
    answers: Vec<Remembered>,
    /// The `sub` of the user that the call creates; it was already sent in events.
    pub(crate) sub: Option<String>,
    /// The call was charged to the rate of a user.
    pub(crate) is_charged: bool,
    /// Exponentiations and signatures.
    pub(crate) arithmetic: Arithmetic,
}

#[derive(Debug)]
struct Remembered {
    prepared: Prepared,
    answer: Result<Value, Failure>,
    /// Returned in the current attempt.
    used: bool,
}

impl CallMemory {
    /// Starts another attempt, and returns how many there were before.
    pub(crate) fn begin_attempt(&mut self) -> u64 {
        for remembered in &mut self.answers {
            remembered.used = false;
        }
        let before = self.attempts;
        self.attempts += 1;
        before
    }

    /// Stores the response to an event. It counts as returned in the current attempt.
    pub(crate) fn remember(&mut self, prepared: Prepared, answer: Result<Value, Failure>) {
        self.answers.push(Remembered { prepared, answer, used: true });
    }

    /// The first response to exactly this event that the current attempt has not used yet.
    pub(crate) fn recall(&mut self, prepared: &Prepared) -> Option<Result<Value, Failure>> {
        let known = self.answers.iter_mut().find(|known| !known.used && known.prepared == *prepared)?;
        known.used = true;
        Some(known.answer.clone())
    }
}

impl Prepared {
    /// The `response` member of a function's answer, if it is the answer to this event.
    pub(crate) fn response(&self, answer: &str) -> Option<Value> {
        let mut event: Value = serde_json::from_str(answer).ok()?;
        let is_this =
            event["triggerSource"] == *self.invocation.source && event["userPoolId"] == *self.pool_id;
        let response = event.get_mut("response").filter(|response| is_this && response.is_object())?;
        Some(response.take())
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Validation(error) => error.into(),
            Failure::Unexpected(error) => error.into(),
            Failure::Response(error) => error.into(),
        }
    }
}
