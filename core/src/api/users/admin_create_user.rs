//! `AdminCreateUser`: an administrator creates a user, or invites one again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{UserDescription, load};
use crate::{
    api::sign_up::sign_up::{new_user, pre_sign_up},
    auth::{channel::Channel, password::generate_temporary, user_status::UserStatus},
    check::{Member, optional, required, shapes},
    context::Cx,
    error::{AliasExists, Error, InvalidParameter, InvalidPassword, UnsupportedUserState, UsernameExists},
    message::invitation::Invitation,
    model::{
        attributes::{self, Attribute},
        counter,
        failures::Failures,
        keys,
        lookup::hinted_keys,
        pool::Pool,
        schema::Required,
        user::{Temporary, User},
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
    settings::{DeliveryMedium, MessageAction},
    trigger::TriggerContext,
};

/// Creates a user and sends an invitation with a temporary password. See
/// [AdminCreateUser](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminCreateUser.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminCreateUser {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The name to sign in with; an address or number in pools with username attributes.
    pub username: String,
    /// The attributes of the user. Required attributes may be missing: the first sign-in asks for them.
    pub user_attributes: Option<Vec<Attribute>>,
    /// Passed to the pool's triggers; never stored.
    pub validation_data: Option<Vec<Attribute>>,
    /// Generated if absent; then only the invitation contains it.
    pub temporary_password: Option<Sensitive>,
    /// Whether to take a verified address away from the user who has it.
    pub force_alias_creation: Option<bool>,
    /// `SUPPRESS` sends nothing; `RESEND` invites an existing user again, with a new temporary password.
    pub message_action: Option<MessageAction>,
    /// `SMS`, as by default, `EMAIL`, or both.
    pub desired_delivery_mediums: Option<Vec<DeliveryMedium>>,
    /// For triggers; never stored.
    pub client_metadata: Option<BTreeMap<String, String>>,
}

/// The response of [`AdminCreateUser`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminCreateUserOutput {
    /// The user in its current state.
    pub user: UserDescription,
}

impl Operation for AdminCreateUser {
    const NAME: &'static str = "AdminCreateUser";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        optional("UserAttributes", &shapes::ATTRIBUTE_LIST),
        optional("ValidationData", &shapes::ATTRIBUTE_LIST),
        optional("TemporaryPassword", &shapes::TEMPORARY_PASSWORD),
        optional("ForceAliasCreation", &shapes::BOOLEAN),
        optional("MessageAction", &shapes::MESSAGE_ACTION),
        optional("DesiredDeliveryMediums", &shapes::DELIVERY_MEDIUM_LIST),
        optional("ClientMetadata", &shapes::CLIENT_METADATA),
    ];
    type Response = AdminCreateUserOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<AdminCreateUserOutput, Error> {
        let user = if self.message_action == Some(MessageAction::RESEND) {
            self.invite_again(cx).await?
        } else {
            self.create(cx).await?
        };
        Ok(AdminCreateUserOutput { user: UserDescription::new(&user, user.attribute_list()) })
    }
}

impl AdminCreateUser {
    async fn create(&self, cx: &mut Cx<'_>) -> Result<User, Error> {
        cx.hint(hinted_keys(&cx.host.keyring, &self.user_pool_id, &self.username));
        let sub = User::hint_new(cx);
        // In a pool with username attributes, this will be the username.
        cx.hint([keys::user(&sub)]);
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        cx.hint(pool.naming.aliases_of(&attributes::to_map(self.user_attributes.as_deref())));
        pool.naming.check_username(&self.username)?;
        // A user who can sign in without a password needs none, and has nothing to change at the first sign-in.
        let password = match self.given_password(&pool)? {
            None if pool.settings.is_passwordless() => None,
            None => Some(draw_password(cx, &pool)),
            given => given,
        };
        let status = match password {
            Some(_) => UserStatus::ForceChangePassword,
            None => UserStatus::Confirmed,
        };
        let attributes = self.attributes(&pool, status)?;

        let mut user = new_user(cx, &pool, &self.username, status).await?;
        user.set_attributes(&pool.naming, &attributes);
        // The function may refuse. What it returns about confirming and verifying is ignored here.
        pre_sign_up(cx, TriggerContext::of(&pool, None, &user), "AdminCreateUser", &attributes).await?;
        // The name is taken if it already leads to a user, as a username, a `sub` or an alias.
        let taken = User::find(cx, &pool, &self.username).await?.is_some();
        if taken && pool.naming.username_attributes.is_empty() || !User::is_free(cx, &user.username).await? {
            return Err(UsernameExists::AdminCreateUser.into());
        }
        if let Some(password) = &password {
            user.set_password(cx, &pool, password, Temporary::Yes);
        }
        self.save_new(cx, &pool, &user).await?;
        counter::add(cx, 1).await?;
        if self.message_action != Some(MessageAction::SUPPRESS) {
            self.invite(cx, &pool, &user, password.as_ref())?;
        }
        Ok(user)
    }

    /// `RESEND`: sets a new temporary password, whose validity starts now. Ignores the attributes of the request.
    async fn invite_again(&self, cx: &mut Cx<'_>) -> Result<User, Error> {
        let (pool, mut user) = load(cx, &self.user_pool_id, &self.username).await?;
        if user.status != UserStatus::ForceChangePassword {
            return Err(UnsupportedUserState(user.status.as_str()).into());
        }
        let password = match self.given_password(&pool)? {
            Some(given) => given,
            None => draw_password(cx, &pool),
        };
        user.set_password(cx, &pool, &password, Temporary::Yes);
        Failures::forget(cx, &pool.id, &user.username);
        user.modified = cx.now();
        user.save(cx, &pool).await?;
        self.invite(cx, &pool, &user, Some(&password))?;
        Ok(user)
    }

    /// The temporary password of the request; an empty one counts as absent.
    fn given_password(&self, pool: &Pool) -> Result<Option<Sensitive>, InvalidPassword> {
        let Some(password) = self.temporary_password.as_ref().filter(|password| !password.is_empty()) else {
            return Ok(None);
        };
        pool.settings.password_rules().check(password).map_err(InvalidPassword::AdminCreateUser)?;
        Ok(Some(password.clone()))
    }

    fn attributes(
        &self,
        pool: &Pool,
        status: UserStatus,
    ) -> Result<BTreeMap<String, String>, InvalidParameter> {
        let mut attributes = attributes::to_map(self.user_attributes.as_deref());
        if attributes.contains_key("sub") {
            return Err(InvalidParameter::NonMutableAttribute("sub".to_owned()));
        }
        if let Some(alias) = pool.naming.named_by(&self.username) {
            attributes.insert(alias.attribute().to_owned(), self.username.clone());
        }
        let none = BTreeMap::new();
        let required = match status {
            UserStatus::ForceChangePassword => Required::Later,
            _ => Required::Present(&none),
        };
        pool.schema.check(&attributes, required)?;
        Ok(attributes)
    }

    /// Saves the user, if their aliases are free or may be moved from another user. Only a verified address can move,
    /// and never one that is another user's username.
    async fn save_new(&self, cx: &mut Cx<'_>, pool: &Pool, user: &User) -> Result<(), Error> {
        let force = self.force_alias_creation.unwrap_or(false);
        let taken = user.taken_names(cx, pool).await?;
        for name in &taken {
            if pool.naming.username_attributes.contains(&name.alias) {
                return Err(UsernameExists::UsernameAttribute(name.alias.attribute()).into());
            }
            if !force || !name.can_move() {
                return Err(AliasExists::Given(name.alias.attribute()).into());
            }
        }
        user.save_taking(cx, pool, taken).await
    }

    /// Sends the invitation by each requested medium that can reach the user; if there is none, by the other one.
    fn invite(
        &self,
        cx: &mut Cx<'_>,
        pool: &Pool,
        user: &User,
        password: Option<&Sensitive>,
    ) -> Result<(), Error> {
        let shown_name = self.shown_name(pool, user);
        for channel in self.channels(user) {
            Invitation { user, shown_name, channel, password }.send(cx, pool)?;
        }
        Ok(())
    }

    fn channels(&self, user: &User) -> Vec<Channel> {
        let desired = self.desired_delivery_mediums.as_deref().unwrap_or_default();
        let is_desired = |channel: Channel| match desired {
            [] => channel == Channel::PhoneNumber,
            mediums => mediums.iter().any(|medium| medium.as_str() == channel.medium().as_str()),
        };
        let reachable = [Channel::PhoneNumber, Channel::Email]
            .into_iter()
            .filter(|channel| user.address(*channel).is_some());
        let (wanted, others): (Vec<_>, Vec<_>) = reachable.partition(|channel| is_desired(*channel));
        if wanted.is_empty() { others } else { wanted }
    }

    /// The name that the user will sign in with: an address instead of the UUID that is the username.
    fn shown_name<'a>(&self, pool: &Pool, user: &'a User) -> &'a str {
        pool.naming
            .named_by(&self.username)
            .iter()
            .chain(&pool.naming.username_attributes)
            .find_map(|alias| user.attributes.get(alias.attribute()))
            .map_or_else(|| user.shown_username(), String::as_str)
    }
}

fn draw_password(cx: &mut Cx<'_>, pool: &Pool) -> Sensitive {
    Sensitive::new(generate_temporary(&pool.settings.password_rules(), cx.rng()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::naming::Alias, time::Timestamp};

    fn user(attributes: &[(&str, &str)]) -> User {
        User {
            username: "744bf586-7150-4358-8789-b2dd78711992".to_owned(),
            written: None,
            sub: "744bf586-7150-4358-8789-b2dd78711992".to_owned(),
            created: Timestamp::default(),
            modified: Timestamp::default(),
            enabled: true,
            status: UserStatus::ForceChangePassword,
            attributes: attributes
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            password: None,
            imported_hash: None,
            password_history: Vec::new(),
            mfa: Default::default(),
            generation: 0,
            identities: Vec::new(),
        }
    }

    fn pool(username_attributes: &[Alias]) -> Pool {
        Pool::testing(crate::model::pool::PoolRecord {
            id: "us-east-1_Abc".to_owned(),
            name: "pool".to_owned(),
            region: "us-east-1".to_owned(),
            created: Timestamp::default(),
            modified: Timestamp::default(),
            naming: crate::model::naming::Naming {
                username_attributes: username_attributes.to_vec(),
                ..Default::default()
            },
            schema: crate::model::schema::Schema::standard(),
            settings: Default::default(),
            mfa: Default::default(),
            replicas: Vec::new(),
            sessions: Default::default(),
            sealed_secret: String::new(),
        })
    }

    #[test]
    fn an_invitation_uses_the_other_medium_only_if_no_desired_one_is_possible() {
        use Channel::{Email, PhoneNumber};
        const MAIL: (&str, &str) = ("email", "ana@example.com");
        const PHONE: (&str, &str) = ("phone_number", "+12065551234");
        type Case<'a> = (Option<&'a [&'a str]>, &'a [(&'a str, &'a str)], &'a [Channel]);
        let cases: [Case<'_>; 9] = [
            (None, &[MAIL, PHONE], &[PhoneNumber]),
            (Some(&[]), &[MAIL, PHONE], &[PhoneNumber]),
            (None, &[MAIL], &[Email]),
            (None, &[], &[]),
            (Some(&["EMAIL"]), &[MAIL, PHONE], &[Email]),
            (Some(&["EMAIL"]), &[PHONE], &[PhoneNumber]),
            (Some(&["EMAIL", "SMS"]), &[MAIL, PHONE], &[PhoneNumber, Email]),
            (Some(&["EMAIL", "SMS"]), &[MAIL], &[Email]),
            (Some(&["SMS", "SMS"]), &[PHONE], &[PhoneNumber]),
        ];
        for (mediums, attributes, expected) in cases {
            let desired_delivery_mediums =
                mediums.map(|mediums| mediums.iter().map(|medium| (*medium).into()).collect());
            let request = AdminCreateUser { desired_delivery_mediums, ..Default::default() };
            assert_eq!(request.channels(&user(attributes)), expected, "{mediums:?} {attributes:?}");
        }
    }

    #[test]
    fn an_invitation_shows_the_address_instead_of_the_uuid() {
        let pool = pool(&[Alias::Email, Alias::PhoneNumber]);
        let ana = user(&[("email", "ana@example.com"), ("phone_number", "+12065551234")]);
        let named = |name: &str| {
            let request = AdminCreateUser { username: name.to_owned(), ..Default::default() };
            request.shown_name(&pool, &ana).to_owned()
        };
        assert_eq!(named("ana@example.com"), "ana@example.com");
        assert_eq!(named("+12065551234"), "+12065551234");
        assert_eq!(named(&ana.username), "ana@example.com");

        let plain = self::pool(&[]);
        let request = AdminCreateUser { username: ana.username.clone(), ..Default::default() };
        assert_eq!(request.shown_name(&plain, &ana), ana.username);
    }

    #[test]
    fn a_given_password_must_fit_the_policy_and_an_empty_one_counts_as_absent() {
        let given = |password: Option<&str>| {
            let temporary_password = password.map(Sensitive::new);
            AdminCreateUser { temporary_password, ..Default::default() }.given_password(&pool(&[]))
        };
        assert_eq!(given(None), Ok(None));
        assert_eq!(given(Some("")), Ok(None));
        assert_eq!(given(Some("Secret-1")), Ok(Some(Sensitive::new("Secret-1"))));
        assert!(matches!(given(Some("secret")), Err(InvalidPassword::AdminCreateUser(_))));
    }

    #[test]
    fn only_a_user_without_a_password_needs_the_required_attributes_at_once() {
        let mut pool = pool(&[]);
        for attribute in pool.schema.0.iter_mut().filter(|attribute| attribute.name == "email") {
            attribute.required = Some(true);
        }
        let request = AdminCreateUser { username: "ana".to_owned(), ..Default::default() };
        assert!(request.attributes(&pool, UserStatus::ForceChangePassword).is_ok());
        assert!(request.attributes(&pool, UserStatus::Confirmed).is_err());
    }
}
