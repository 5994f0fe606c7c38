//! [`TriggerFns`]: triggers as closures of the host.

use std::marker::PhantomData;

use serde_json::Value;
use userpool_storage_traits::{BoxFuture, Invocation, MaybeSend, MaybeSync, TriggerError, Triggers};

use super::{Event, Trigger};

/// Closures in the place of Lambda functions, one for each trigger.
///
/// A pool still decides which triggers it has: its `LambdaConfig` must name a function, any ARN of its region, before a
/// closure is called. A trigger without a closure cannot be called.
///
/// ```
/// use userpool::{
///     storage::TriggerError,
///     trigger::{Event, PreSignUp, PreSignUpResponse, TriggerFns},
/// };
///
/// let triggers = TriggerFns::new().on(|event: Event<PreSignUp>| async move {
///     match event.request.user_attributes.get("email") {
///         Some(email) if email.ends_with("@example.com") => {
///             Ok(PreSignUpResponse { auto_confirm_user: true, ..Default::default() })
///         }
///         _ => Err(TriggerError::Failed("Only for employees".to_owned())),
///     }
/// });
/// # let _ = triggers;
/// ```
#[derive(Default)]
pub struct TriggerFns {
    handlers: Vec<Box<dyn Handle>>,
}

impl TriggerFns {
    /// No closures yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the closure that answers events of the kind `T`, whatever their source. Of two for the same kind the first
    /// is called.
    #[must_use]
    pub fn on<T, F, Answer>(mut self, closure: F) -> Self
    where
        T: Trigger,
        F: Fn(Event<T>) -> Answer + MaybeSend + MaybeSync + 'static,
        Answer: Future<Output = Result<T::Response, TriggerError>> + MaybeSend + 'static,
    {
        self.handlers.push(Box::new(On { closure, event: PhantomData::<fn(T)> }));
        self
    }
}

impl Triggers for TriggerFns {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        match self.handlers.iter().find_map(|handler| handler.handle(invocation)) {
            Some(answer) => answer.await,
            None => Err(TriggerError::NotCallable("ResourceNotFoundException".to_owned())),
        }
    }
}

impl std::fmt::Debug for TriggerFns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TriggerFns").field("closures", &self.handlers.len()).finish()
    }
}

/// A closure whose event's type is forgotten.
trait Handle: MaybeSend + MaybeSync {
    /// `None`: the event is of another kind.
    fn handle(&self, invocation: &Invocation) -> Option<BoxFuture<'static, Result<String, TriggerError>>>;
}

struct On<T, F> {
    closure: F,
    event: PhantomData<fn(T)>,
}

impl<T, F, Answer> Handle for On<T, F>
where
    T: Trigger,
    F: Fn(Event<T>) -> Answer + MaybeSend + MaybeSync,
    Answer: Future<Output = Result<T::Response, TriggerError>> + MaybeSend + 'static,
{
    fn handle(&self, invocation: &Invocation) -> Option<BoxFuture<'static, Result<String, TriggerError>>> {
        let (source, _) = invocation.source.split_once('_')?;
        let mut whole: Value = serde_json::from_str(&invocation.event).ok()?;
        let version = whole["version"].as_str()?;
        if source != T::SOURCE || !T::VERSIONS.contains(&version) {
            return None;
        }
        let event: Event<T> = serde_json::from_value(whole.clone()).ok()?;
        let answer = (self.closure)(event);
        Some(Box::pin(async move {
            let response = answer.await?;
            whole["response"] = serde_json::to_value(response)
                .map_err(|_| TriggerError::NotCallable("SerializationException".to_owned()))?;
            Ok(whole.to_string())
        }))
    }
}
