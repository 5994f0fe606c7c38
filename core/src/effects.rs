//! What an attempt leaves to be done after its commit, and what a call remembers from attempt to attempt.

use serde_json::Value;
use userpool_storage_traits::{Invocation, Message};

use crate::{
    arithmetic::Arithmetic,
    error::{Error, InvalidLambdaResponse, UnexpectedLambda, UserLambdaValidation},
};

/// A call of a function that is ready to be made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Prepared {
    pub(crate) trigger: &'static str,
    pub(crate) pool_id: String,
    pub(crate) invocation: Invocation,
}

/// What is done once the commit is through.
#[derive(Debug)]
pub(crate) enum Effect {
    Message(Box<Outgoing>),
    Trigger(Prepared),
}

/// A message, and the functions that have a say in it.
#[derive(Debug)]
pub(crate) struct Outgoing {
    pub(crate) message: Message,
    pub(crate) custom_message: Option<Prepared>,
    /// Sends it in the messenger's place.
    pub(crate) sender: Option<Prepared>,
    /// What `{username}` stands for.
    pub(crate) shown_name: String,
}

/// Why a function gave no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Validation(#[from] UserLambdaValidation),
    #[error(transparent)]
    Unexpected(#[from] UnexpectedLambda),
    #[error(transparent)]
    Response(#[from] InvalidLambdaResponse),
}

/// What one call remembers from attempt to attempt.
#[derive(Debug, Default)]
pub(crate) struct CallMemory {
    answers: Vec<Remembered>,
    /// The `sub` of the user that the call creates: events name it.
    pub(crate) sub: Option<String>,
    /// Exponentiations and signatures.
    pub(crate) arithmetic: Arithmetic,
}

#[derive(Debug)]
struct Remembered {
    prepared: Prepared,
    answer: Result<Value, Failure>,
    /// Given out in the running attempt.
    used: bool,
}

impl CallMemory {
    /// Begins another attempt.
    pub(crate) fn rewind(&mut self) {
        for remembered in &mut self.answers {
            remembered.used = false;
        }
    }

    /// Keeps the answer to an event. The running attempt has it.
    pub(crate) fn remember(&mut self, prepared: Prepared, answer: Result<Value, Failure>) {
        self.answers.push(Remembered { prepared, answer, used: true });
    }

    /// The first answer to exactly this event that the running attempt has not had yet.
    pub(crate) fn recall(&mut self, prepared: &Prepared) -> Option<Result<Value, Failure>> {
        let known = self.answers.iter_mut().find(|known| !known.used && known.prepared == *prepared)?;
        known.used = true;
        Some(known.answer.clone())
    }
}

impl Prepared {
    /// The `response` of an answer, if the answer is this event.
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
