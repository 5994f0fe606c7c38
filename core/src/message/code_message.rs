//! [`CodeMessage`]: a code on its way to an address.

use userpool_storage_traits::Purpose;

use super::{delivery::CodeDeliveryDetails, send::UserMessage, template};
use crate::{
    auth::channel::Channel,
    context::Cx,
    error::Error,
    model::{client::Client, pool::Pool, user::User},
    sensitive::Sensitive,
};

/// A code and its destination. The address need not be one of the user's attributes yet.
pub(crate) struct CodeMessage<'a> {
    /// The app client that the code was requested through; `None` for an administrator.
    pub(crate) client: Option<&'a Client>,
    pub(crate) user: &'a User,
    /// `Authentication` selects the texts of sign-ins, every other value those of verification.
    pub(crate) purpose: Purpose,
    pub(crate) channel: Channel,
    pub(crate) address: &'a str,
    pub(crate) code: &'a Sensitive,
}

impl CodeMessage<'_> {
    /// Sends the message after the commit, with the pool's template, and returns where it goes.
    pub(crate) fn send(self, cx: &mut Cx<'_>, pool: &Pool) -> Result<CodeDeliveryDetails, Error> {
        let Self { client, user, purpose, channel, address, code } = self;
        let shown_name = user.shown_username();
        let text = match purpose {
            Purpose::Authentication => template::authentication(pool, channel, shown_name, code),
            _ => template::verification(&pool.settings, channel, shown_name, code),
        };
        let client_id = client.map(|client| &*client.id);
        let message =
            UserMessage { client_id, user, shown_name, purpose, channel, address, text, code: Some(code) };
        message.send(cx, pool)?;
        Ok(channel.details(address))
    }
}
