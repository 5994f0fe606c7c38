//! [`Notice`]: the mail about a sign-in with a risk.

use serde_json::Value;
use userpool_storage_traits::{Medium, Purpose};

use super::{
    feedback_link::FeedbackLink,
    send::UserMessage,
    template::{Text, USERNAME, fill_all},
};
use crate::{
    auth::{channel::Channel, srp::timestamp},
    context::Cx,
    effects::Outgoing,
    error::Error,
    model::{app::App, auth_events::feedback_token, user::User},
    sensitive::Sensitive,
};

/// A notice to the user about a sign-in.
pub(crate) struct Notice<'a> {
    pub(crate) user: &'a User,
    /// The event that the user can judge.
    pub(crate) event_id: &'a str,
    /// `BlockEmail`, `MfaEmail` or `NoActionEmail` of the configuration.
    pub(crate) email: &'a Value,
}

impl Notice<'_> {
    /// The mail, if the configuration has one and the user a verified address. A mail has one body here: the one in
    /// HTML, otherwise the plain text.
    ///
    /// City and country are not known. `{one-click-link-valid}` and `{one-click-link-invalid}` lead to a page of the engine if
    /// it has a public URL, and are empty otherwise. A link to a page of the administrator's can contain `{username}`,
    /// `{event-id}` and `{feedback-token}`, with which that page calls `UpdateAuthEventFeedback`.
    pub(crate) fn outgoing(self, cx: &Cx<'_>, app: App<'_>) -> Result<Option<Outgoing>, Error> {
        let Self { user, event_id, email } = self;
        let template = email["HtmlBody"].as_str().or(email["TextBody"].as_str());
        let (Some(subject), Some(template)) = (email["Subject"].as_str(), template) else { return Ok(None) };
        let Some(mail_address) = user.verified_address(Channel::Email) else { return Ok(None) };
        let origin = cx.user_origin(app.client.settings.trusts_context_data());
        let device = origin.device_name().unwrap_or_default();
        let token = feedback_token(app.pool, &user.sub, event_id);
        let time = timestamp::format(cx.now().seconds());
        // Not the address of the request: whoever signs in as the user chooses that, and the mail goes to the user.
        let address = cx.host.public_url.as_deref();
        let link = |is_valid| {
            let (pool_id, username) = (app.pool.id.clone(), user.shown_username().to_owned());
            let (event_id, token) = (event_id.to_owned(), Sensitive::new(&*token));
            let link = FeedbackLink { pool_id, username, event_id, token, is_valid };
            address.map(|address| link.at(address)).unwrap_or_default()
        };
        let (valid, invalid) = (link(true), link(false));
        let values = [
            (USERNAME, user.shown_username()),
            ("{ip-address}", origin.address.as_deref().unwrap_or_default()),
            ("{city}", ""),
            ("{country}", ""),
            ("{login-time}", &time),
            ("{device-name}", &device),
            ("{one-click-link-valid}", &valid),
            ("{one-click-link-invalid}", &invalid),
            ("{feedback-token}", &token),
            ("{event-id}", event_id),
        ];
        let body = fill_all(template, Medium::Email, &values, None);
        let message = UserMessage {
            client_id: Some(&app.client.id),
            user,
            shown_name: user.shown_username(),
            purpose: Purpose::AccountTakeOverNotification,
            channel: Channel::Email,
            address: mail_address,
            text: Text { subject: Some(subject.to_owned()), body },
            code: None,
            link: None,
        };
        message.outgoing(cx, app.pool).map(Some)
    }
}
