//! Messages to users: their texts, the codes and invitations in them, and their delivery.

pub(crate) mod code_message;
pub(crate) mod confirmation_link;
pub(crate) mod delivery;
pub(crate) mod feedback_link;
pub(crate) mod invented;
pub(crate) mod invitation;
pub(crate) mod notice;
pub(crate) mod send;
pub(crate) mod template;
