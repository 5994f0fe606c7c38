//! `ConfirmForgotPassword`: a user sets a new password with a reset code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{
        existence::{CodeRequest, find_by_code},
        threat,
    },
    auth::user_status::UserStatus,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidPassword, NotAuthorized, PasswordHistoryPolicyViolation, UserNotConfirmed},
    model::{
        app::App,
        auth_events::{self, EventKind, EventResponse, NewEvent},
        client::Client,
        code::{Code, CodePurpose, Owner},
        failures::Failures,
        risk::PasswordUse,
        user::Temporary,
    },
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
};

/// Sets a new password with a reset code. See
/// [ConfirmForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfirmForgotPassword {
    /// The id of the app client.
    pub client_id: String,
    /// Required if the client has a secret.
    pub secret_hash: Option<Sensitive>,
    /// The user's name.
    pub username: String,
    /// The code that the user received.
    pub confirmation_code: Sensitive,
    /// The new password.
    pub password: Sensitive,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`.
    pub user_context_data: Option<Value>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

impl Operation for ConfirmForgotPassword {
    const NAME: &'static str = "ConfirmForgotPassword";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        optional("SecretHash", &shapes::SECRET_HASH),
        required("Username", &shapes::USERNAME),
        required("ConfirmationCode", &shapes::CONFIRMATION_CODE),
        required("Password", &shapes::PASSWORD_FOR_POLICY),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = Empty;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, client) = Client::load_public(cx, &self.client_id, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        let app = App { pool: &pool, client: &client };
        let code = &self.confirmation_code;
        let request = CodeRequest { name: &self.username, purpose: CodePurpose::ForgotPassword };
        let mut user = find_by_code(cx, app, request, code).await?;
        if !user.enabled {
            return Err(NotAuthorized::UserDisabled.into());
        }
        // The code is checked before the password, so that only the user learns the password policy. A refused password
        // does not use up the code.
        let channel = Code::check(cx, &pool, Owner::of(&user, CodePurpose::ForgotPassword), code).await?;
        pool.settings.password_rules().check(&self.password).map_err(InvalidPassword::Change)?;
        let risk = threat::check_new(cx, app, PasswordUse::PasswordChange, &self.password).await?;
        if user.status == UserStatus::Unconfirmed && user.verified_address(channel).is_none() {
            return Err(UserNotConfirmed.into());
        }
        if user.has_used(cx, &pool, &self.password)?
            || user.is_temporary_password(cx, &pool, &self.password)?
        {
            return Err(PasswordHistoryPolicyViolation.into());
        }
        Code::spend(cx, &pool, Owner::of(&user, CodePurpose::ForgotPassword), code).await?;
        user.set_password(cx, &pool, &self.password, Temporary::No);
        user.status = UserStatus::Confirmed;
        Failures::forget(cx, &pool.id, &user.username);
        user.verify_channel(channel);
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        let event = NewEvent::new(EventKind::ForgotPassword, EventResponse::Pass).with(risk);
        auth_events::complete(cx, app, &user, event).await?;
        cx.confirmed_after_commit(&pool, Some(&client), &user, "ConfirmForgotPassword")?;
        Ok(Empty {})
    }
}
