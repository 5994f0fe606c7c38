//! `SetUserPoolSessionConfiguration`: an administrator sets whether a pool tracks sessions.

use serde::{Deserialize, Serialize};

use crate::{
    check::{Member, required, shapes},
    context::Cx,
    error::{Error, FeatureUnavailableInTier},
    model::{pool::Pool, session_tracking::SessionTracking},
    operation::{Caller, Operation},
    settings::UserSessionTracking,
};

/// Sets whether a pool tracks the sessions of its users, and how many a user can have: a further sign-in ends the
/// session that was not used for the longest time. Sign-ins from before are not listed. See
/// [SetUserPoolSessionConfiguration](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SetUserPoolSessionConfiguration.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SetUserPoolSessionConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// `ENABLED` or `DISABLED`.
    pub user_session_tracking: UserSessionTracking,
    /// The limit.
    pub token_session: TokenSession,
}

/// The response, and that of
/// [`GetUserPoolSessionConfiguration`](super::GetUserPoolSessionConfiguration).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolSessionConfiguration {
    /// The id of the pool.
    pub user_pool_id: String,
    /// `ENABLED` or `DISABLED`.
    pub user_session_tracking: UserSessionTracking,
    /// The limit.
    pub token_session: TokenSession,
}

/// `UserPoolTokenSessionConfigType`: the limit on sessions with tokens.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TokenSession {
    /// Most sessions of a user, 1 to 100.
    pub max_per_user: u32,
}

impl UserPoolSessionConfiguration {
    pub(super) fn of(pool: &Pool) -> Self {
        let SessionTracking { enabled, max_per_user } = pool.sessions;
        Self {
            user_pool_id: pool.id.clone(),
            user_session_tracking: match enabled {
                true => UserSessionTracking::ENABLED,
                false => UserSessionTracking::DISABLED,
            },
            token_session: TokenSession { max_per_user },
        }
    }
}

impl Operation for SetUserPoolSessionConfiguration {
    const NAME: &'static str = "SetUserPoolSessionConfiguration";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("UserSessionTracking", &shapes::USER_SESSION_TRACKING),
        required("TokenSession", &shapes::USER_POOL_TOKEN_SESSION_CONFIG),
    ];
    type Response = UserPoolSessionConfiguration;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<UserPoolSessionConfiguration, Error> {
        let mut pool = Pool::load(cx, &self.user_pool_id).await?;
        let enabled = self.user_session_tracking == UserSessionTracking::ENABLED;
        if let (true, Some(tier @ "LITE")) = (enabled, pool.settings.user_pool_tier.as_deref()) {
            return Err(FeatureUnavailableInTier::Feature(tier.to_owned(), "User Session Tracking").into());
        }
        pool.sessions = SessionTracking { enabled, max_per_user: self.token_session.max_per_user };
        pool.modified = cx.now();
        cx.put(&pool)?;
        Ok(UserPoolSessionConfiguration::of(&pool))
    }
}
