//! `ChangePassword`: signed-in users change their own password.

use serde::{Deserialize, Serialize};

use crate::{
    api::threat,
    auth::{
        risk::{Risk, RiskDecision},
        user_status::UserStatus,
    },
    check::{Constraint, Member, Shown, optional, required, shapes, violation},
    context::Cx,
    error::{
        Error, InvalidPassword, LimitExceeded, NotAuthorized, PasswordHistoryPolicyViolation,
        PasswordResetRequired, UserNotConfirmed,
    },
    model::{
        app::App,
        attempts::{AttemptKind, Attempts},
        auth_events::{self, EventKind, EventResponse, NewEvent},
        failures::Failures,
        lookup::threat_keys,
        pool::Pool,
        risk::PasswordUse,
        user::{Temporary, User},
    },
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
    token::access_token::{Claimed, signed_in_with_hints},
};

/// Changes the password of the signed-in user. The user's tokens stay valid. See
/// [ChangePassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ChangePassword.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ChangePassword {
    /// The current password. Absent for users who have no password.
    pub previous_password: Option<Sensitive>,
    /// The new password.
    pub proposed_password: Sensitive,
    /// The user's access token.
    pub access_token: Sensitive,
}

impl Operation for ChangePassword {
    const NAME: &'static str = "ChangePassword";
    const CALLER: Caller = Caller::AccessToken;
    // The pattern of the service's model would refuse passwords with a space inside, which the other operations accept.
    const INPUT: &'static [Member] = &[
        optional("PreviousPassword", &shapes::PASSWORD_FOR_POLICY),
        required("ProposedPassword", &shapes::PASSWORD_FOR_POLICY),
        required("AccessToken", &shapes::TOKEN_MODEL),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let mut hint = |cx: &mut Cx<'_>, of: Claimed<'_>| {
            cx.hint([Attempts::key(AttemptKind::ChangePassword, of.username)]);
            cx.hint(threat_keys(cx.host, of.client_id));
        };
        let signed_in = signed_in_with_hints(cx, &self.access_token, &mut hint).await?;
        let (pool, client, mut user) = (signed_in.pool, signed_in.client, signed_in.user);
        let app = App { pool: &pool, client: &client };
        let failures = Failures::load(cx, &pool.id, &user.username).await?;
        if failures.is_locked(cx.now()) {
            return Err(LimitExceeded::Attempts.into());
        }
        match user.status {
            UserStatus::ResetRequired => return Err(PasswordResetRequired.into()),
            UserStatus::Unconfirmed => return Err(UserNotConfirmed.into()),
            // Such users sign in with another provider and have no password to change.
            UserStatus::ExternalProvider => return Err(NotAuthorized::IncorrectCredentials.into()),
            UserStatus::Confirmed | UserStatus::ForceChangePassword => {}
        }
        let attempts = Attempts::admit(cx, AttemptKind::ChangePassword, &user.username).await?;
        if !self.proves_previous(cx, &pool, &user)? {
            let event = NewEvent::wrong_password(EventKind::PasswordChange);
            auth_events::record(cx, app, &user, event).await?;
            failures.count(cx)?;
            attempts.fail(cx)?;
            return Err(NotAuthorized::IncorrectCredentials.into());
        }
        if user.temporary_password_expired(&pool, cx.now()) {
            return Err(NotAuthorized::TemporaryPasswordExpired.into());
        }
        pool.settings.password_rules().check(&self.proposed_password).map_err(InvalidPassword::Change)?;
        let risk = self.check_known(cx, app, &user).await?;
        let proposed = &self.proposed_password;
        if user.has_used(cx, &pool, proposed)? || user.is_temporary_password(cx, &pool, proposed)? {
            return Err(PasswordHistoryPolicyViolation.into());
        }
        user.set_password(cx, &pool, &self.proposed_password, Temporary::No);
        // The user's own password replaces a temporary one that an administrator set during the session.
        user.status = UserStatus::Confirmed;
        failures.clear(cx);
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        let event = NewEvent::new(EventKind::PasswordChange, EventResponse::Pass).with(risk);
        auth_events::record(cx, app, &user, event).await?;
        Ok(Empty {})
    }
}

impl ChangePassword {
    /// Refuses a new password that is publicly known, and records that.
    async fn check_known(&self, cx: &mut Cx<'_>, app: App<'_>, user: &User) -> Result<Risk, Error> {
        let usage = PasswordUse::PasswordChange;
        let known = threat::look_up(cx, app, usage, &self.proposed_password).await?;
        let risk = Risk { is_compromised: known.is_compromised, ..Risk::default() };
        if known.is_refused {
            let risk = Risk { decision: RiskDecision::Block, ..risk };
            let event = NewEvent::new(EventKind::PasswordChange, EventResponse::Fail).with(risk);
            auth_events::record(cx, app, user, event).await?;
            return Err(InvalidPassword::Compromised.into());
        }
        Ok(risk)
    }

    /// Whether the previous password is right. A user without a password must send none.
    fn proves_previous(&self, cx: &mut Cx<'_>, pool: &Pool, user: &User) -> Result<bool, Error> {
        if let (true, Some(previous)) = (user.imported_hash.is_some(), &self.previous_password) {
            return user.matches_imported_hash(cx, pool, previous);
        }
        match (user.open_password(cx, pool)?, &self.previous_password) {
            (Some(open), Some(previous)) => Ok(cx.password_matches(&user.identity(pool), previous, &open)),
            (None, previous) if !user.has_password() => Ok(previous.is_none()),
            (_, _) => Err(violation(Shown::Hidden, "previousPassword", Constraint::NotNull).into()),
        }
    }
}
