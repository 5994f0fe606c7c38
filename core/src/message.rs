//! Messages to users: their texts, the codes and invitations they carry, and how they leave.

pub(crate) mod code_message;
pub(crate) mod delivery;
pub(crate) mod invented;
pub(crate) mod invitation;
pub(crate) mod send;
pub(crate) mod template;
