//! `SignUp`: a user registers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use userpool_storage_traits::Purpose;

use crate::{
    api::{sign_in::sign_up_session, threat},
    auth::{channel::Channel, risk::Risk, user_status::UserStatus},
    check::{Constraint, Member, Shown, optional, required, shapes, violation},
    context::Cx,
    error::{
        AliasExists, Error, InvalidLambdaResponse, InvalidParameter, InvalidPassword, NotAuthorized,
        UsernameExists,
    },
    events::{PreSignUp, PreSignUpResponse},
    message::{code_message::CodeMessage, confirmation_link::Confirmation, delivery::CodeDeliveryDetails},
    model::{
        app::App,
        attributes::{self, Attribute},
        auth_events::{self, EventKind, EventResponse, NewEvent},
        budget::{Budget, Destination},
        client::{Client, ClientEntry},
        code::{Code, CodePurpose},
        counter, keys,
        lookup::companion_keys,
        naming::Alias,
        pool::Pool,
        risk::PasswordUse,
        schema::Required,
        user::{NewUser, Temporary, User},
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
    trigger::TriggerContext,
};

/// Registers a user in the pool of an app client. See
/// [SignUp](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_SignUp.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SignUp {
    /// The id of the app client.
    pub client_id: String,
    /// `Base64(HMAC-SHA256(client secret, username + client id))`, for clients with a secret.
    pub secret_hash: Option<Sensitive>,
    /// The name to sign in with; an address or number in pools with username attributes.
    pub username: String,
    /// The user's password. Optional only in pools that allow another first factor.
    pub password: Option<Sensitive>,
    /// The attributes of the new user.
    pub user_attributes: Option<Vec<Attribute>>,
    /// Passed to the pool's triggers; never stored.
    pub validation_data: Option<Vec<Attribute>>,
    /// Not evaluated.
    pub analytics_metadata: Option<Value>,
    /// Its `IpAddress` is recorded, if the app client has `EnablePropagateAdditionalUserContextData`.
    pub user_context_data: Option<Value>,
    /// Passed to the pool's triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`SignUp`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SignUpOutput {
    /// Whether the user is already confirmed, and so may sign in.
    pub user_confirmed: bool,
    /// Where a code was sent, if any.
    pub code_delivery_details: Option<CodeDeliveryDetails>,
    /// The user's `sub`.
    pub user_sub: String,
    /// The session for `ConfirmSignUp`, if the client may continue with `USER_AUTH` and a code was sent.
    pub session: Option<Sensitive>,
}

impl Operation for SignUp {
    const NAME: &'static str = "SignUp";
    const CALLER: Caller = Caller::Public;
    const INPUT: &'static [Member] = &[
        required("ClientId", &shapes::CLIENT_ID),
        optional("SecretHash", &shapes::SECRET_HASH),
        required("Username", &shapes::USERNAME),
        optional("Password", &shapes::PASSWORD_STRICT),
        optional("UserAttributes", &shapes::ATTRIBUTE_LIST),
        optional("ValidationData", &shapes::ATTRIBUTE_LIST),
        optional("AnalyticsMetadata", &shapes::ANALYTICS_METADATA),
        optional("UserContextData", &shapes::USER_CONTEXT_DATA),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = SignUpOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<SignUpOutput, Error> {
        let entry = Client::look_up(cx, &self.client_id).await?;
        self.hint_user(cx, &entry);
        self.hint_message(cx, &entry);
        let (pool, client) = Client::load_as(cx, &self.client_id, &entry, Some(&self.username)).await?;
        client.check_secret_hash(cx, self.secret_hash.as_ref(), &[&self.username])?;
        if pool.settings.is_admin_create_user_only() {
            return Err(NotAuthorized::SignUpNotPermitted.into());
        }
        pool.naming.check_username(&self.username)?;
        self.check_password(&pool)?;
        let attributes = self.attributes(&pool, &client)?;
        let app = App { pool: &pool, client: &client };
        let risk = match &self.password {
            Some(password) => threat::check_new(cx, app, PasswordUse::SignUp, password).await?,
            None => Risk::default(),
        };

        let mut user = new_user(cx, &pool, &self.username, UserStatus::Unconfirmed).await?;
        user.set_attributes(&pool.naming, &attributes);
        for channel in [Channel::Email, Channel::PhoneNumber] {
            if user.address(channel).is_some() {
                user.attributes.insert(channel.verified_attribute().to_owned(), "false".to_owned());
            }
        }
        let context = TriggerContext::of(&pool, Some(&client), &user);
        let answer = pre_sign_up(cx, context, "SignUp", &attributes).await?;
        apply_pre_sign_up(answer.unwrap_or_default(), &mut user)?;
        self.check_names(cx, &pool, &user).await?;
        if let Some(password) = &self.password {
            user.set_password(cx, &pool, password, Temporary::No);
        }
        let user_confirmed = user.status == UserStatus::Confirmed;
        let details = match user_confirmed {
            true => None,
            false => send_first_code(cx, app, &user).await?,
        };
        user.save(cx, &pool).await?;
        counter::add(cx, 1).await?;
        if user_confirmed {
            cx.confirmed_after_commit(&pool, Some(&client), &user, "ConfirmSignUp")?;
        }
        record_event(cx, app, &user, risk).await?;
        let session = match &details {
            Some(_) => sign_up_session::begin(cx, app, &user)?,
            None => None,
        };
        Ok(SignUpOutput { user_confirmed, code_delivery_details: details, user_sub: user.sub, session })
    }
}

/// Records the sign-up. It is in progress until the user confirms it.
async fn record_event(cx: &mut Cx<'_>, app: App<'_>, user: &User, risk: Risk) -> Result<(), Error> {
    let response = match user.status {
        UserStatus::Confirmed => EventResponse::Pass,
        _ => EventResponse::InProgress,
    };
    auth_events::record(cx, app, user, NewEvent::new(EventKind::SignUp, response).with(risk)).await
}

impl SignUp {
    /// Hints the records of the new user, and those that its names could lead to.
    fn hint_user(&self, cx: &mut Cx<'_>, entry: &ClientEntry) {
        let sub = User::hint_new(cx);
        cx.hint(entry.naming.aliases_of(&attributes::to_map(self.user_attributes.as_deref())));
        if !entry.naming.username_attributes.is_empty() {
            // This will be the username.
            cx.hint([keys::user(&sub)]);
            cx.hint(companion_keys(&cx.host.keyring, &entry.pool_id, &sub));
        }
    }

    /// Refuses a name that already leads to another user: as a username, a `sub` or an alias.
    async fn check_names(&self, cx: &mut Cx<'_>, pool: &Pool, user: &User) -> Result<(), Error> {
        let taken = User::find(cx, pool, &self.username).await?.is_some();
        if taken && pool.naming.username_attributes.is_empty() || !User::is_free(cx, &user.username).await? {
            return Err(UsernameExists::SignUp.into());
        }
        match user.taken_names(cx, pool).await?.first() {
            Some(taken) if pool.naming.username_attributes.contains(&taken.alias) => {
                Err(UsernameExists::UsernameAttribute(taken.alias.attribute()).into())
            }
            Some(taken) => Err(AliasExists::Given(taken.alias.attribute()).into()),
            None => Ok(()),
        }
    }

    /// Hints the budget of the address that gets the first code, and where a link in the mail would lead.
    fn hint_message(&self, cx: &mut Cx<'_>, entry: &ClientEntry) {
        cx.hint([keys::domains()]);
        let mut attributes = attributes::to_map(self.user_attributes.as_deref());
        if let Some(alias) = entry.naming.named_by(&self.username) {
            attributes.insert(alias.attribute().to_owned(), self.username.clone());
        }
        let now = cx.now();
        for channel in [Channel::PhoneNumber, Channel::Email] {
            let Some(address) = attributes.get(channel.attribute()) else { continue };
            let destination = Destination { purpose: CodePurpose::SignUp.label(), address, verified: false };
            cx.hint([Budget::key(&cx.host.keyring, &entry.pool_id, destination, now)]);
        }
    }

    fn check_password(&self, pool: &Pool) -> Result<(), Error> {
        match self.password.as_deref().filter(|password| !password.is_empty()) {
            Some(password) => {
                Ok(pool.settings.password_rules().check(password).map_err(InvalidPassword::SignUp)?)
            }
            None if pool.settings.is_passwordless() => Ok(()),
            None => Err(violation(Shown::Hidden, "password", Constraint::NotNull).into()),
        }
    }

    fn attributes(&self, pool: &Pool, client: &Client) -> Result<BTreeMap<String, String>, Error> {
        let mut attributes = attributes::to_map(self.user_attributes.as_deref());
        if attributes.keys().any(|name| !client.settings.can_write(name)) {
            return Err(NotAuthorized::UnauthorizedAttribute.into());
        }
        if let Some(alias) = pool.naming.named_by(&self.username) {
            attributes.insert(alias.attribute().to_owned(), self.username.clone());
        }
        if pool.naming.alias_attributes.contains(&Alias::PreferredUsername)
            && attributes.contains_key(Alias::PreferredUsername.attribute())
        {
            return Err(InvalidParameter::PreferredUsernameAtSignUp.into());
        }
        pool.schema.check(&attributes, Required::Present(&BTreeMap::new()))?;
        Ok(attributes)
    }
}

/// Asks the pool's function whether and how the user may be created.
pub(in crate::api) async fn pre_sign_up(
    cx: &mut Cx<'_>,
    context: TriggerContext<'_>,
    occasion: &str,
    attributes: &BTreeMap<String, String>,
) -> Result<Option<PreSignUpResponse>, Error> {
    let request = PreSignUp {
        user_attributes: attributes.clone(),
        validation_data: cx.trigger_input().validation_data.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
    };
    cx.trigger(context, occasion, request).await
}

/// Confirms the user and verifies addresses as the function says. An address that the user does not have cannot be
/// verified.
fn apply_pre_sign_up(answer: PreSignUpResponse, user: &mut User) -> Result<(), Error> {
    let verified =
        [(Channel::Email, answer.auto_verify_email), (Channel::PhoneNumber, answer.auto_verify_phone)];
    for (channel, _) in verified.into_iter().filter(|(_, verified)| *verified) {
        user.address(channel).ok_or(InvalidLambdaResponse)?;
        user.verify_channel(channel);
    }
    if answer.auto_confirm_user {
        user.status = UserStatus::Confirmed;
    }
    Ok(())
}

/// A user without attributes or password. In a pool with username attributes the username is the `sub`.
pub(in crate::api) async fn new_user(
    cx: &mut Cx<'_>,
    pool: &Pool,
    name: &str,
    status: UserStatus,
) -> Result<User, Error> {
    let sub = User::new_sub(cx).await?;
    Ok(User::new(pool, name, NewUser { sub, status, now: cx.now() }))
}

/// Sends a confirmation code if the pool verifies an attribute that the user has and that is not verified yet. Sends
/// only one, and prefers the phone number to mail.
async fn send_first_code(
    cx: &mut Cx<'_>,
    app: App<'_>,
    user: &User,
) -> Result<Option<CodeDeliveryDetails>, Error> {
    let channel =
        confirmation_channel(app.pool, user).filter(|channel| user.verified_address(*channel).is_none());
    let Some(channel) = channel else { return Ok(None) };
    let confirmation = Confirmation::of(cx, app.pool, Purpose::SignUp).await?;
    let code = Code::issue_first(cx, app.pool, user, channel).await?;
    let message = CodeMessage {
        client: Some(app.client),
        user,
        purpose: Purpose::SignUp,
        channel,
        address: user.address(channel).unwrap_or_default(),
        code: &code,
    };
    message.send_asking(cx, app.pool, &confirmation).map(Some)
}

/// The channel of a confirmation code.
pub(super) fn confirmation_channel(pool: &Pool, user: &User) -> Option<Channel> {
    [Channel::PhoneNumber, Channel::Email]
        .into_iter()
        .find(|channel| pool.settings.auto_verifies(*channel) && user.address(*channel).is_some())
}
