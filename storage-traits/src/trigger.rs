//! [`Triggers`]: calls the functions that a pool names in its `LambdaConfig`.

use std::{fmt, future::Future, ops::Deref};

use crate::{BoxFuture, MaybeSend, MaybeSync};

/// Runs Lambda-shaped functions.
///
/// See [Customizing user pool workflows with Lambda
/// triggers](https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html).
pub trait Triggers: MaybeSend + MaybeSync + 'static {
    /// Runs the function and returns the whole event as JSON text, with its `response` filled in.
    fn invoke(
        &self,
        invocation: &Invocation,
    ) -> impl Future<Output = Result<String, TriggerError>> + MaybeSend;

    /// Called instead of [`invoke`](Self::invoke) when the pool's `LambdaConfig` names no function for `trigger`, such as
    /// `PreSignUp`. A host that has a function for this trigger can warn that the pool's setting is missing. Called often; does
    /// nothing by default.
    fn not_named(&self, _trigger: &str, _user_pool_id: &str) {}
}

/// One call of a trigger.
#[derive(Clone, Eq, PartialEq)]
pub struct Invocation {
    /// The function's ARN from the pool's `LambdaConfig`.
    pub function: String,
    /// For example `PreSignUp_SignUp`.
    pub source: String,
    /// The event a Lambda function would see, as JSON text.
    pub event: String,
}

/// Why a trigger returned no event.
#[derive(Debug, thiserror::Error)]
pub enum TriggerError {
    /// The function ran and failed. The text is its error message, which is returned to the caller.
    #[error("{0}")]
    Failed(String),
    /// The function could not be run: no permission, no such function, time-out. The text is the error's name.
    #[error("{0}")]
    NotCallable(String),
}

// Events hold passwords (user migration) and codes (custom senders).
impl fmt::Debug for Invocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invocation")
            .field("function", &self.function)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

/// The object-safe variant of [`Triggers`].
pub trait DynTriggers: MaybeSend + MaybeSync {
    /// See [`Triggers::invoke`].
    fn invoke<'a>(&'a self, invocation: &'a Invocation) -> BoxFuture<'a, Result<String, TriggerError>>;
    /// See [`Triggers::not_named`].
    fn not_named(&self, trigger: &str, user_pool_id: &str);
}

impl<T: Triggers> DynTriggers for T {
    fn invoke<'a>(&'a self, invocation: &'a Invocation) -> BoxFuture<'a, Result<String, TriggerError>> {
        Box::pin(Triggers::invoke(self, invocation))
    }

    fn not_named(&self, trigger: &str, user_pool_id: &str) {
        Triggers::not_named(self, trigger, user_pool_id);
    }
}

/// Shared triggers are triggers.
impl<T: Triggers + Send + Sync> Triggers for std::sync::Arc<T> {
    fn invoke(
        &self,
        invocation: &Invocation,
    ) -> impl Future<Output = Result<String, TriggerError>> + MaybeSend {
        self.deref().invoke(invocation)
    }

    fn not_named(&self, trigger: &str, user_pool_id: &str) {
        self.deref().not_named(trigger, user_pool_id);
    }
}
