//! [`Invitation`]: the message to a user that an administrator created.

use userpool_storage_traits::Purpose;

use super::{send::UserMessage, template};
use crate::{
    auth::channel::Channel,
    context::Cx,
    error::Error,
    model::{pool::Pool, user::User},
    sensitive::Sensitive,
};

/// An invitation by one medium, to the user's own address.
pub(crate) struct Invitation<'a> {
    pub(crate) user: &'a User,
    /// The name that the user will sign in with.
    pub(crate) shown_name: &'a str,
    pub(crate) channel: Channel,
    /// The temporary password, if the user has one.
    pub(crate) password: Option<&'a Sensitive>,
}

impl Invitation<'_> {
    /// Sends the invitation after the commit.
    pub(crate) fn send(self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        let Self { user, shown_name, channel, password } = self;
        let text = match password {
            Some(password) => template::invitation(&pool.settings, channel, shown_name, password),
            None => template::invitation_without_password(channel, shown_name),
        };
        let message = UserMessage {
            client_id: None,
            user,
            shown_name,
            purpose: Purpose::AdminCreateUser,
            channel,
            address: user.address(channel).unwrap_or_default(),
            text,
            code: password.map(|password| password.as_str()),
            link: None,
        };
        message.send(cx, pool)
    }
}
