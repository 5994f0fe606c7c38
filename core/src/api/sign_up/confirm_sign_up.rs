//! `ConfirmSignUp`: a user confirms a registration with the code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    api::{
        existence::{CodeRequest, find_by_code},
        sign_in::sign_up_session,
    },
    auth::user_status::UserStatus,
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{AliasExists, Error, NotAuthorized},
    model::{
        app::App,
        auth_events::{self, EventKind, EventResponse, NewEvent},
        client::Client,
        code::{Code, CodePurpose, Owner},
        names::Taken,
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Confirms a registration with the code. See
/// [ConfirmSignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ConfirmSignUp.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfirmSignUp {
    /// The id of the app client.
    pub client_id: String,
    /// Required if the client has a secret.
    pub secret_hash: Option<Sensitive>,
    /// The user's name.
    pub username: String,
    /// The code that the user received.
    pub confirmation_code: Sensitive,
    /// Whether to take the address away from a user who has already verified it.
    pub force_alias_creation: Option<bool>,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`.
    pub user_context_data: Option<Value>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
    /// The session that `SignUp` returned, if any.
    pub session: Option<Sensitive>,
}

/// The response of [`ConfirmSignUp`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ConfirmSignUpOutput {
    /// A session for a sign-in without further proof, if the client allows it.
    pub session: Option<Sensitive>,
}

impl Operation for ConfirmSignUp {
    const NAME: &'static str = "ConfirmSignUp";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        optional("SecretHash", &shapes::SECRET_HASH),
        required("Username", &shapes::USERNAME),
        required("ConfirmationCode", &shapes::CONFIRMATION_CODE),
        optional("ForceAliasCreation", &shapes::BOOLEAN),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
        optional("Session", &shapes::SESSION),
    ];
    type Response = ConfirmSignUpOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ConfirmSignUpOutput, Error> {
        let (pool, client) = Client::load_public(cx, &self.client_id, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        let app = App { pool: &pool, client: &client };
        let code = &self.confirmation_code;
        let request = CodeRequest { name: &self.username, purpose: CodePurpose::SignUp };
        let mut user = find_by_code(cx, app, request, code).await?;
        if user.status != UserStatus::Unconfirmed {
            return Err(NotAuthorized::CannotConfirm(user.status.as_str()).into());
        }
        // If the address belongs to another user, the code must not be used up: the caller may retry with
        // `ForceAliasCreation`.
        let channel = Code::check(cx, &pool, Owner::of(&user, CodePurpose::SignUp), code).await?;
        let session = sign_up_session::confirm(cx, app, &user, self.session.as_ref()).await?;
        user.status = UserStatus::Confirmed;
        user.verify_channel(channel);
        user.modified = cx.now();
        // `ForceAliasCreation` moves only the address that the code has just proved, and no other name.
        let force = self.force_alias_creation.unwrap_or(false);
        let moves =
            |taken: &Taken| force && taken.alias.attribute() == channel.attribute() && taken.can_move();
        let taken = user.taken_names(cx, &pool).await?;
        if let Some(taken) = taken.iter().find(|taken| !moves(taken)) {
            return Err(AliasExists::OnConfirm(taken.alias.attribute()).into());
        }
        user.save_taking(cx, &pool, taken).await?;
        Code::spend(cx, &pool, Owner::of(&user, CodePurpose::SignUp), code).await?;
        let event = NewEvent::new(EventKind::SignUp, EventResponse::Pass);
        auth_events::complete(cx, app, &user, event).await?;
        cx.confirmed_after_commit(&pool, Some(&client), &user, "ConfirmSignUp")?;
        Ok(ConfirmSignUpOutput { session })
    }
}
