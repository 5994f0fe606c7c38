//! A code on its way to an address.

use userpool_storage_traits::{Message, Purpose, Secret};

use crate::{
    context::Cx,
    error::Error,
    model::{
        client::Client,
        delivery::{Channel, CodeDeliveryDetails},
        pool::Pool,
        template,
        user::User,
    },
    sensitive::Sensitive,
    trigger::post,
};

/// What is sent to whom. The address need not be one of the user's attributes yet.
pub(in crate::api) struct Letter<'a> {
    /// The app client through which it was asked for; an administrator has none.
    pub(in crate::api) client: Option<&'a Client>,
    pub(in crate::api) user: &'a User,
    pub(in crate::api) purpose: Purpose,
    pub(in crate::api) channel: Channel,
    pub(in crate::api) address: &'a str,
    pub(in crate::api) code: &'a Sensitive,
}

impl Letter<'_> {
    /// Sends it after the commit, in the words of the pool's template, and says where it goes.
    pub(in crate::api) fn send(self, cx: &mut Cx<'_>, pool: &Pool) -> Result<CodeDeliveryDetails, Error> {
        let text =
            template::verification(&pool.settings, self.channel, self.user.shown_username(), self.code);
        let message = Message {
            user_pool_id: pool.id.clone(),
            client_id: self.client.map(|client| client.id.clone()),
            username: self.user.shown_username().to_owned(),
            purpose: self.purpose,
            medium: self.channel.medium(),
            destination: self.address.to_owned(),
            subject: text.subject,
            body: Secret::new(text.body.as_str()),
            code: Some(Secret::new(self.code.as_str())),
        };
        post::send(cx, pool, self.user, self.user.shown_username(), message)?;
        Ok(self.channel.details(self.address))
    }
}
