//! The messages that an engine sent.

use std::sync::{
    Mutex,
    atomic::{AtomicBool, Ordering},
};

use userpool::storage::{DeliveryError, Message, Messenger};

/// Keeps every message. Deliveries fail while it is `broken`.
#[derive(Default)]
pub struct Outbox {
    messages: Mutex<Vec<Message>>,
    pub broken: AtomicBool,
}

impl Outbox {
    pub fn last_code(&self) -> String {
        self.last().code.unwrap().expose().to_owned()
    }

    pub fn last(&self) -> Message {
        self.messages.lock().unwrap().last().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.messages.lock().unwrap().len()
    }

    pub fn all(&self) -> Vec<Message> {
        self.messages.lock().unwrap().clone()
    }
}

impl Messenger for Outbox {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        if self.broken.load(Ordering::SeqCst) {
            return Err(DeliveryError::new("The gateway is closed."));
        }
        self.messages.lock().unwrap().push(message.clone());
        Ok(())
    }
}
