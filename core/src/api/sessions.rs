//! Sessions: the sign-ins of a user that are still valid. A pool tracks them if it is set to.

use serde::{Deserialize, Serialize, de::IgnoredAny};

use crate::{
    context::Cx,
    error::{Error, InvalidParameter},
    model::{epoch_seconds::EpochSeconds, keys, user::User},
    operation::{Entry, entry},
    ordered,
    sensitive::Sensitive,
    token::sessions::{UserSession, UserSessions},
};

mod admin_list_user_sessions;
mod admin_revoke_user_session;
mod get_user_pool_client_session_configuration;
mod get_user_pool_session_configuration;
mod list_user_sessions;
mod revoke_user_session;
mod set_user_pool_client_session_configuration;
mod set_user_pool_session_configuration;

pub use admin_list_user_sessions::AdminListUserSessions;
pub use admin_revoke_user_session::AdminRevokeUserSession;
pub use get_user_pool_client_session_configuration::GetUserPoolClientSessionConfiguration;
pub use get_user_pool_session_configuration::GetUserPoolSessionConfiguration;
pub use list_user_sessions::ListUserSessions;
pub use revoke_user_session::RevokeUserSession;
pub use set_user_pool_client_session_configuration::{
    SetUserPoolClientSessionConfiguration, SsoSession, UserPoolClientSessionConfiguration,
};
pub use set_user_pool_session_configuration::{
    SetUserPoolSessionConfiguration, TokenSession, UserPoolSessionConfiguration,
};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<SetUserPoolSessionConfiguration>(),
    entry::<GetUserPoolSessionConfiguration>(),
    entry::<SetUserPoolClientSessionConfiguration>(),
    entry::<GetUserPoolClientSessionConfiguration>(),
    entry::<ListUserSessions>(),
    entry::<RevokeUserSession>(),
    entry::<AdminListUserSessions>(),
    entry::<AdminRevokeUserSession>(),
];

/// `SessionDescriptionType`: a session as lists show it.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SessionDescription {
    /// `tkn` and 25 lower-case letters and digits.
    pub session_id: String,
    /// `TOKEN`: the sign-in got tokens from the API.
    pub session_type: String,
    /// The app client.
    pub client_id: String,
    /// When the user signed in.
    pub create_date: EpochSeconds,
    /// When tokens were last issued.
    pub last_active_date: EpochSeconds,
    /// The browser or program of the last use, if the request named it.
    pub device_type: Option<String>,
    /// The address of the last use, if the request had it.
    #[serde(rename = "LastIPAddress")]
    pub last_ip_address: Option<Sensitive>,
    /// Whether the access token of the request belongs to this session; absent in the administrator's list.
    pub is_current_session: Option<bool>,
}

/// The response of the lists of sessions.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserSessionsOutput {
    /// The sessions, the one that was used last first.
    pub sessions: Vec<SessionDescription>,
    /// Always absent: one page has all sessions.
    pub next_token: Option<Sensitive>,
}

/// Who lists sessions.
#[derive(Clone, Copy)]
enum Viewer<'a> {
    Administrator,
    /// The user, with the `origin_jti` of the access token.
    Owner(Option<&'a str>),
}

/// The list of the user's sessions. Sessions whose tokens were revoked or whose client was deleted are left out; one
/// more round trip finds these.
async fn list(
    cx: &mut Cx<'_>,
    user: &User,
    viewer: Viewer<'_>,
    next_token: Option<&Sensitive>,
) -> Result<UserSessionsOutput, Error> {
    if next_token.is_some() {
        return Err(InvalidParameter::PaginationToken.into());
    }
    let sessions = UserSessions::load(cx, user).await?.into_list();
    let marks: Vec<_> = sessions.iter().map(|session| keys::revoked(&session.origin_jti)).collect();
    let mut clients: Vec<_> = sessions.iter().map(|session| keys::client(&session.client_id)).collect();
    ordered::sort(&mut clients);
    clients.dedup();
    let found = cx.peek::<IgnoredAny>(&[&*marks, &*clients].concat()).await?;
    let (revoked, existing) = found.split_at(marks.len());
    let is_there = |session: &UserSession| {
        let at = clients.binary_search(&keys::client(&session.client_id));
        at.is_ok_and(|at| existing[at].is_some())
    };
    let listed =
        sessions.into_iter().zip(revoked).filter(|(session, mark)| mark.is_none() && is_there(session));
    let sessions = listed.map(|(session, _)| SessionDescription::new(session, viewer)).collect();
    Ok(UserSessionsOutput { sessions, next_token: None })
}

impl SessionDescription {
    fn new(session: UserSession, viewer: Viewer<'_>) -> Self {
        let is_current_session = match viewer {
            Viewer::Administrator => None,
            Viewer::Owner(current) => Some(current == Some(&session.origin_jti)),
        };
        Self {
            session_id: session.id,
            session_type: "TOKEN".to_owned(),
            client_id: session.client_id,
            create_date: session.created.into(),
            last_active_date: session.active.into(),
            device_type: session.device,
            last_ip_address: session.address.map(Sensitive::new),
            is_current_session,
        }
    }
}
