//! [`CodeMessage`]: a code on its way to an address.

use userpool_storage_traits::Purpose;

use super::{
    confirmation_link::{Confirmation, link as link_to},
    delivery::CodeDeliveryDetails,
    send::UserMessage,
    template,
};
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
        self.send_asking(cx, pool, &Confirmation::ByCode)
    }

    /// The same for a code that confirms a sign-up, in a link if the pool wants that.
    ///
    /// # Errors
    /// `InvalidParameterException` when the pool wants a link and has no pages.
    pub(crate) fn send_asking(
        self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        confirmation: &Confirmation,
    ) -> Result<CodeDeliveryDetails, Error> {
        let Self { client, user, purpose, channel, address, code } = self;
        let shown_name = user.shown_username();
        let client_id = client.map(|client| &*client.id);
        let link = confirmation.pages(channel)?.zip(client_id);
        let link = link.map(|(pages, client_id)| link_to(pages, client_id, shown_name, code));
        let text = match (purpose, &link) {
            (Purpose::Authentication, _) => template::authentication(pool, channel, shown_name, code),
            (_, Some(link)) => template::verification_by_link(&pool.settings, shown_name, code, link),
            (_, None) => template::verification(&pool.settings, channel, shown_name, code),
        };
        let code = Some(&**code);
        let message =
            UserMessage { client_id, user, shown_name, purpose, channel, address, text, code, link };
        message.send(cx, pool)?;
        Ok(channel.details(address))
    }
}
