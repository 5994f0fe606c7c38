//! Token exchange ([RFC 8693](https://www.rfc-editor.org/rfc/rfc8693)): issues a token that is derived from others, which
//! [`presented`](super::presented) has checked.
//!
//! What the service decides is hardly documented, so most rules are our own choice, the strictest reading of the RFC:
//!
//! * The subject is a user. Its token is an access or ID token of the pool, valid for everything else too: not expired,
//!   not revoked, of an enabled user and an existing app client.
//! * The actor's token is one of the app client that asks, either its own (`GetClientToken`) or that of a user who signed
//!   in with it. So no client can act in the name of another.
//! * A derived token expires no later than the tokens that it was derived from, and ends with the sign-in of its subject:
//!   it keeps the claims `event_id`, `origin_jti` and `auth_time`.
//! * The claim `act` of the subject's token stays, so that no exchange hides an earlier delegation. The claim `may_act`
//!   stays too, and only the party in it may exchange the token.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::{
    context::Cx,
    error::{Error, Internal},
    model::{app::App, client::Client, group::GroupClaims, keys, signing_keys::SigningKeys},
    sensitive::Sensitive,
    time::Timestamp,
    token::{
        claims::{self, Family},
        issue::sign,
        overrides::{Overrides, PlannedTokens},
        presented::{Kind, Party, Verified},
    },
};

/// What the derived token is to be.
pub(crate) struct Derivation<'a> {
    pub(crate) kind: Kind,
    pub(crate) subject: &'a Verified<'a>,
    pub(crate) actor: Option<&'a Verified<'a>>,
    /// Of an access token; may be empty.
    pub(crate) scopes: &'a [String],
    /// The claim `aud` of an access token.
    pub(crate) audience: Option<&'a str>,
}

/// The issued token.
pub(crate) struct Derived {
    pub(crate) token: Sensitive,
    /// In seconds.
    pub(crate) expires_in: u64,
}

/// The occasion in the event for the pool's function: `TokenGeneration_TokenExchange`. Name chosen by us.
const OCCASION: &str = "TokenExchange";

/// Most parties in a chain of delegations. Our own choice: a token with a longer chain is not exchanged again.
const ACTORS_MAX: usize = 5;

impl Verified<'_> {
    fn sub(&self) -> &str {
        self.claims.text("sub").unwrap_or_default()
    }

    /// Whether the claim `may_act` of the token lets this party exchange it. A member that is not understood lets nobody.
    pub(crate) fn may_be_exchanged_by(&self, client: &Client, actor: Option<&Self>) -> bool {
        let Some(may_act) = self.claims.0.get("may_act") else { return true };
        let sub = actor.map_or(&*client.id, Self::sub);
        let iss = self.claims.text("iss").unwrap_or_default();
        let is_met = |(name, value): (&String, &Value)| match name.as_str() {
            "sub" => value == sub,
            "client_id" => value == &*client.id,
            "iss" => value == iss,
            _ => false,
        };
        may_act.as_object().is_some_and(|members| !members.is_empty() && members.iter().all(is_met))
    }

    /// How many parties have been delegated to, one by the other.
    pub(crate) fn has_longest_chain(&self) -> bool {
        let mut act = self.claims.0.get("act");
        let mut parties = 0;
        while let Some(party) = act {
            parties += 1;
            act = party.get("act");
        }
        parties >= ACTORS_MAX
    }

    /// The sign-in of the subject, as the derived token repeats it.
    fn family(&self) -> Family {
        let text = |name| self.claims.text(name).unwrap_or_default().to_owned();
        Family {
            origin_jti: text("origin_jti"),
            event_id: text("event_id"),
            auth_time: Timestamp::from_seconds(self.claims.number("auth_time").unwrap_or_default()),
            scope: String::new(),
            device_key: None,
            oauth: None,
        }
    }
}

/// Signs the derived token, with the changes of the pool's function.
///
/// # Errors
/// Those of the function; `NotAuthorizedException` when the subject's token has no user.
pub(crate) async fn issue(
    cx: &mut Cx<'_>,
    app: App<'_>,
    derivation: Derivation<'_>,
) -> Result<Derived, Error> {
    let Derivation { kind, subject, scopes, .. } = derivation;
    let user = subject.user.as_ref().ok_or_else(|| Party::Subject.invalid())?;
    let keys: Arc<SigningKeys> =
        cx.get_shared(&keys::signing_keys()).await?.ok_or(Internal::Sealed("the pool's signing keys"))?;
    let groups = GroupClaims::of(cx, user).await?;
    let scope = scopes.join(" ");
    let planned = PlannedTokens { user, scope: &scope, groups: &groups, occasion: OCCASION };
    let overrides = Overrides::ask(cx, app, planned).await?;
    let family = Family { scope, ..subject.family() };
    let mut claims = match kind {
        Kind::Access => claims::access_token(cx, app, user, &family),
        Kind::Id => claims::id_token(cx, app, user, &family),
    };
    match kind {
        Kind::Access => {
            groups.add_to_access_token(&mut claims);
            overrides.apply_to_access_token(&mut claims);
        }
        Kind::Id => {
            groups.add_to_id_token(&mut claims);
            overrides.apply_to_id_token(&mut claims);
        }
    }
    let expires = claims.as_object_mut().map(|claims| derivation.bind(claims)).unwrap_or_default();
    let signing = keys.signing(cx.now())?;
    let key = if kind == Kind::Access { &signing.access_token } else { &signing.id_token };
    let token = sign(cx, app.pool, key, &claims).await?;
    let expires_in = expires.saturating_sub(cx.now().seconds());
    Ok(Derived { token: Sensitive::new(token), expires_in })
}

impl Derivation<'_> {
    /// Binds the claims to the tokens that they are derived from. The pool's function has made its changes before.
    /// Returns when the token expires, in seconds.
    fn bind(&self, claims: &mut Map<String, Value>) -> u64 {
        let mut set = |name: &str, value: Option<Value>| match value {
            Some(value) => drop(claims.insert(name.to_owned(), value)),
            None => drop(claims.remove(name)),
        };
        let subject = self.subject.claims;
        set("origin_jti", subject.text("origin_jti").map(|id| json!(id)));
        if let Some(audience) = self.audience {
            set("aud", Some(json!(audience)));
        }
        if let Some(may_act) = subject.0.get("may_act") {
            set("may_act", Some(may_act.clone()));
        }
        let earlier = subject.0.get("act");
        let act = match self.actor {
            Some(actor) => Some(actor.act(earlier)),
            None => earlier.cloned(),
        };
        set("act", act);
        let own = claims.get("exp").and_then(Value::as_u64).unwrap_or_default();
        let given = [Some(own), Some(self.subject.expires), self.actor.map(|actor| actor.expires)];
        let expires = given.into_iter().flatten().min().unwrap_or_default();
        claims.insert("exp".to_owned(), json!(expires));
        expires
    }
}

impl Verified<'_> {
    /// The claim `act` for this actor. The actor of an earlier exchange becomes a member of it
    /// ([RFC 8693 §4.1](https://www.rfc-editor.org/rfc/rfc8693#section-4.1)).
    fn act(&self, earlier: Option<&Value>) -> Value {
        let client_id = if self.kind == Kind::Access { "client_id" } else { "aud" };
        let mut act = json!({"sub": self.sub(), "client_id": self.claims.text(client_id)});
        if let Some(earlier) = earlier {
            act["act"] = earlier.clone();
        }
        act
    }
}
