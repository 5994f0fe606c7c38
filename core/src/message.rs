//! Messages to users: their texts, the codes and invitations in them, and their delivery.

pub(crate) mod code_message;
pub(crate) mod delivery;
pub(crate) mod invented;
pub(crate) mod invitation;
pub(crate) mod send;
pub(crate) mod template;
