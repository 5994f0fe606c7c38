//! Functions of a pool.

use std::sync::Mutex;

use serde_json::Value;
use userpool::storage::{Invocation, TriggerError, Triggers};

/// The ARN of the function with this name.
pub fn function_arn(name: &str) -> String {
    format!("arn:aws:lambda:us-east-1:123456789012:function:{name}")
}

/// A `LambdaConfig` with a function for each of these triggers, named after it.
pub fn function_for_each(triggers: &[&str]) -> Value {
    triggers.iter().map(|name| ((*name).to_owned(), Value::from(function_arn(name)))).collect()
}

/// Remembers each invocation and gives the event back as it came.
#[derive(Default)]
pub struct Recorder(Mutex<Vec<Invocation>>);

impl Recorder {
    /// The invocations since the last look.
    pub fn take(&self) -> Vec<Invocation> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Triggers for Recorder {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        self.0.lock().unwrap().push(invocation.clone());
        Ok(invocation.event.clone())
    }
}
