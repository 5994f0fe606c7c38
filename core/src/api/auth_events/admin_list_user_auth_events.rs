//! `AdminListUserAuthEvents`: an administrator reads what a user did.

use serde::{Deserialize, Serialize};

use super::{AuthEventDescription, check_protected};
use crate::{
    api::users,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidParameter},
    model::auth_events::{AuthEvent, AuthEvents},
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the events of a user, newest first. The last hundred events of 90 days are kept. See
/// [AdminListUserAuthEvents](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListUserAuthEvents.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminListUserAuthEvents {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// Maximum number of entries in a page, up to 60; 0 means 60.
    pub max_results: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<Sensitive>,
}

/// The response of [`AdminListUserAuthEvents`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminListUserAuthEventsOutput {
    /// The events of this page.
    pub auth_events: Vec<AuthEventDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<Sensitive>,
}

/// Maximum number of entries in a page; also used if the limit is absent or 0.
const PAGE_MAX: u32 = 60;

impl Operation for AdminListUserAuthEvents {
    const NAME: &'static str = "AdminListUserAuthEvents";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        optional("MaxResults", &shapes::QUERY_LIMIT),
        optional("NextToken", &shapes::PAGINATION_KEY),
    ];
    type Response = AdminListUserAuthEventsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<AdminListUserAuthEventsOutput, Error> {
        let (pool, user) = users::load(cx, &self.user_pool_id, &self.username).await?;
        check_protected(&pool)?;
        let mut events = AuthEvents::load(cx, &user).await?.list(cx).await?;
        if let Some(token) = &self.next_token {
            let last = Last::parse(token).ok_or(InvalidParameter::PaginationToken)?;
            events.drain(..last.end(&events));
        }
        let size = self.max_results.filter(|max| *max > 0).unwrap_or(PAGE_MAX) as usize;
        let more = events.len() > size;
        events.truncate(size);
        let next_token = events.last().filter(|_| more).map(|last| Last::token(last).into());
        let auth_events = events.into_iter().map(AuthEventDescription::from).collect();
        Ok(AdminListUserAuthEventsOutput { auth_events, next_token })
    }
}

/// The last event of a page. A token has the service's form, `{id}#{time}`, with milliseconds.
struct Last<'t> {
    id: &'t str,
    millis: u64,
}

impl<'t> Last<'t> {
    fn token(event: &AuthEvent) -> String {
        format!("{}#{}", event.id, event.at.millis())
    }

    fn parse(token: &'t str) -> Option<Self> {
        let (id, millis) = token.split_once('#')?;
        Some(Self { id, millis: millis.parse().ok()? })
    }

    /// How many events were listed before. An event that is no longer kept is found by its time.
    fn end(&self, events: &[AuthEvent]) -> usize {
        match events.iter().position(|event| event.id == self.id) {
            Some(at) => at + 1,
            None => events.iter().take_while(|event| event.at.millis() >= self.millis).count(),
        }
    }
}
