//! `ConfirmForgotPassword`: a user sets a new password with the code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Nobody, pay_for_pretending, unknown_user};
use crate::{
    auth::user_status::UserStatus,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{Error, InvalidPassword, NotAuthorized, PasswordHistoryPolicyViolation, UserNotConfirmed},
    model::{
        client::Client,
        code::{Code, CodePurpose},
        failures::Failures,
        user::{Temporary, User},
    },
    operation::{Caller, Empty, Operation},
    sensitive::Sensitive,
};

/// Sets a new password with a reset code. See
/// [ConfirmForgotPassword](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmForgotPassword.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfirmForgotPassword {
    /// The app client.
    pub client_id: String,
    /// For clients with a secret.
    pub secret_hash: Option<Sensitive>,
    /// The user's name.
    pub username: String,
    /// What the user received.
    pub confirmation_code: Sensitive,
    /// The new password.
    pub password: Sensitive,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Not evaluated.
    pub user_context_data: Option<Value>,
    /// For triggers; never stored.
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

    fn client_metadata(&self) -> Option<&BTreeMap<String, String>> {
        self.client_metadata.as_ref()
    }

    async fn run(&self, cx: &mut Cx<'_>) -> Result<Empty, Error> {
        let (pool, client) = Client::load_public(cx, &self.client_id, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        let rules = pool.settings.password_rules();
        let purpose = CodePurpose::ForgotPassword;
        let found = User::find_evenly(cx, &pool, &self.username).await?;
        let name = found
            .as_ref()
            .map_or_else(|| pool.naming.canonical(&self.username), |user| user.username.clone());
        let Some(mut user) = found.filter(|user| user.enabled || !client.hides_user_existence()) else {
            if !client.hides_user_existence() {
                return Err(unknown_user());
            }
            let nobody = Nobody { pool: &pool, name: &self.username, username: &name, purpose };
            match nobody.check(cx, &self.confirmation_code).await? {}
        };
        pay_for_pretending(&pool, &self.username);
        if !user.enabled {
            return Err(NotAuthorized::UserDisabled.into());
        }
        // The code is judged first, so that the policy tells nothing to a stranger; a refused password leaves it.
        let code = &self.confirmation_code;
        let channel = Code::check(cx, &pool, (&user).into(), purpose, code).await?;
        rules.check(&self.password).map_err(InvalidPassword::Change)?;
        if user.status == UserStatus::Unconfirmed && user.verified_address(channel).is_none() {
            return Err(UserNotConfirmed.into());
        }
        if user.has_used(cx, &pool, &self.password)?
            || user.is_temporary_password(cx, &pool, &self.password)?
        {
            return Err(PasswordHistoryPolicyViolation.into());
        }
        Code::spend(cx, &pool, (&user).into(), purpose, code).await?;
        user.set_password(cx, &pool, &self.password, Temporary::No);
        user.status = UserStatus::Confirmed;
        Failures::forget(cx, &pool.id, &user.username);
        user.verify_channel(channel);
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        cx.confirmed_later(&pool, Some(&client), &user, "ConfirmForgotPassword")?;
        Ok(Empty {})
    }
}
