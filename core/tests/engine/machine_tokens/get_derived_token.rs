//! `GetDerivedToken`.

use serde_json::{Value, json};
use userpool::error::{InvalidParameter, NotAuthorized, ResourceNotFound, UserNotFound};

use super::{claims_of, client_token, machine, resource_server, with_api};
use crate::world::{PASSWORD, World, forge, merged, refusal};

const ADMIN: &str = "aws.cognito.signin.user.admin";

const BOTH: [&str; 2] = ["ALLOW_TOKEN_EXCHANGE_DELEGATION", "ALLOW_TOKEN_EXCHANGE_IMPERSONATION"];

/// A pool whose sign-ins have the scopes of users and those of `api`, and a client that may exchange tokens.
struct Exchange {
    world: World,
    client: String,
    secret: String,
}

impl Exchange {
    fn new(seed: u64) -> Self {
        Self::with(seed, &[ADMIN, "openid", "api/read"])
    }

    fn with(seed: u64, scopes: &[&str]) -> Self {
        let world = with_api(World::new(seed).confirmed("ana"));
        let (client, secret) = exchanger(&world, scopes);
        Self { world, client, secret }
    }

    /// A request to exchange this access token.
    fn request(&self, subject: &str, more: Value) -> Value {
        let request = json!({
            "ClientId": self.client, "ClientSecret": self.secret,
            "SubjectToken": subject, "SubjectTokenType": "ACCESS_TOKEN",
        });
        merged(request, &more)
    }

    #[track_caller]
    fn exchanged(&self, subject: &str, more: Value) -> Value {
        self.world.ok("GetDerivedToken", self.request(subject, more))
    }

    #[track_caller]
    fn claims(&self, subject: &str, more: Value) -> Value {
        claims_of(self.exchanged(subject, more)["IssuedToken"].as_str().unwrap())
    }

    #[track_caller]
    fn refused(&self, subject: &str, more: Value) -> String {
        self.world.refused("GetDerivedToken", self.request(subject, more))
    }

    fn subject(&self) -> String {
        self.world.tokens("ana").access_token.unwrap().to_string()
    }

    /// A token like this one with other claims, signed by the pool.
    fn changed(&self, token: &str, key: usize, changes: Value) -> String {
        let header = token.split('.').next().unwrap();
        let header = claims_of(&format!("x.{header}.x"));
        forge(key, &header, &merged(claims_of(token), &changes))
    }

    /// A token of ana with these scopes.
    fn scoped(&self, scope: &str) -> String {
        self.changed(&self.subject(), 1, json!({ "scope": scope }))
    }

    /// What the client sends as an actor: the token of a user who signed in with it.
    fn actor(&self) -> Value {
        let token = self.changed(&self.subject(), 1, json!({"client_id": self.client}));
        json!({"ActorToken": token, "ActorTokenType": "ACCESS_TOKEN"})
    }
}

fn exchanger(world: &World, scopes: &[&str]) -> (String, String) {
    let request = json!({
        "ClientName": "exchanger", "GenerateSecret": true, "ExplicitAuthFlows": BOTH, "AllowedOAuthScopes": scopes,
    });
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"].clone();
    let text = |name: &str| client[name].as_str().unwrap().to_owned();
    (text("ClientId"), text("ClientSecret"))
}

fn invalid(party: &'static str) -> String {
    refusal(NotAuthorized::InvalidToken(party))
}

#[test]
fn an_impersonation_keeps_the_user_and_the_sign_in() {
    let exchange = Exchange::new(1);
    let subject = exchange.subject();
    let answer = exchange.exchanged(&subject, json!({}));
    assert_eq!(answer["IssuedTokenType"], "ACCESS_TOKEN");
    assert_eq!((&answer["TokenType"], &answer["Scopes"]), (&json!("Bearer"), &json!([ADMIN])));
    let (before, after) = (claims_of(&subject), claims_of(answer["IssuedToken"].as_str().unwrap()));
    for same in ["sub", "username", "iss", "event_id", "origin_jti", "auth_time", "token_use", "scope"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    assert_ne!(after["jti"], before["jti"]);
    assert_eq!(after["client_id"], exchange.client.as_str());
    assert!(after.get("act").is_none() && after.get("aud").is_none(), "{after}");
    exchange.world.ok("GetUser", json!({"AccessToken": answer["IssuedToken"]}));
}

#[test]
fn a_delegation_names_its_actors() {
    let exchange = Exchange::new(2);
    let subject = exchange.subject();
    let claims = exchange.claims(&subject, exchange.actor());
    let sub = &claims["sub"];
    assert_eq!(claims["act"], json!({"sub": sub, "client_id": exchange.client}));

    // The first actor becomes a member of the second; an impersonation hides neither.
    let first = exchange.exchanged(&subject, exchange.actor())["IssuedToken"].clone();
    let claims = exchange.claims(first.as_str().unwrap(), exchange.actor());
    assert_eq!(claims["act"]["act"], json!({"sub": sub, "client_id": exchange.client}));
    let claims = exchange.claims(first.as_str().unwrap(), json!({}));
    assert_eq!(claims["act"], json!({"sub": sub, "client_id": exchange.client}));

    let mut chain = json!({"sub": "a"});
    for _ in 0..4 {
        chain = json!({"sub": "a", "act": chain});
    }
    let longest = exchange.changed(&subject, 1, json!({ "act": chain }));
    let refused = exchange.refused(&longest, exchange.actor());
    assert_eq!(refused, refusal(InvalidParameter::TooManyActors));
}

#[test]
fn only_the_client_itself_or_its_user_can_be_the_actor() {
    let exchange = Exchange::new(3);
    let subject = exchange.subject();
    let as_actor = |token: &str| json!({"ActorToken": token, "ActorTokenType": "ACCESS_TOKEN"});
    let of_another = machine(&exchange.world, &["api/read"]);
    let token = client_token(&exchange.world, &of_another, json!({}));
    assert_eq!(exchange.refused(&subject, as_actor(&token)), invalid("Actor"), "of another client");
    assert_eq!(exchange.refused(&subject, as_actor(&subject)), invalid("Actor"), "a user of another client");
    assert_eq!(exchange.refused(&subject, as_actor("x.y.z")), invalid("Actor"));
    assert_eq!(exchange.refused(&token, json!({})), invalid("Subject"), "a machine is no subject");

    let own = json!({"sub": exchange.client, "client_id": exchange.client});
    let own = exchange.changed(&token, 1, own);
    let claims = exchange.claims(&subject, as_actor(&own));
    assert_eq!(claims["act"], json!({"sub": exchange.client, "client_id": exchange.client}));
}

#[test]
fn each_way_needs_its_flow() {
    let exchange = Exchange::new(4);
    let subject = exchange.subject();
    let actor = exchange.actor();
    let allow = |flow: &str| {
        let request = json!({"ClientId": exchange.client, "ExplicitAuthFlows": [flow]});
        exchange.world.pool_ok("UpdateUserPoolClient", request);
    };
    let not_enabled = |name| refusal(InvalidParameter::TokenExchangeNotEnabled(name));
    allow(BOTH[0]);
    exchange.exchanged(&subject, actor.clone());
    assert_eq!(exchange.refused(&subject, json!({})), not_enabled("IMPERSONATION"));
    allow(BOTH[1]);
    exchange.exchanged(&subject, json!({}));
    assert_eq!(exchange.refused(&subject, actor), not_enabled("DELEGATION"));
}

#[test]
fn the_client_must_prove_itself() {
    let exchange = Exchange::new(5);
    let subject = exchange.subject();
    let wrong = refusal(NotAuthorized::ClientSecret(exchange.client.clone()));
    assert_eq!(exchange.refused(&subject, json!({"ClientSecret": "x".repeat(52)})), wrong);
    assert_eq!(exchange.refused(&subject, json!({"ClientSecret": null})), wrong);
    let unknown = refusal(ResourceNotFound::Client("unknown".to_owned()));
    assert_eq!(exchange.refused(&subject, json!({"ClientId": "unknown"})), unknown);
}

#[test]
fn scopes_are_never_wider_than_those_of_the_subject_and_the_client() {
    let exchange = Exchange::new(6);
    let subject = exchange.scoped("api/read api/write phone openid");
    let scopes = |more: Value| exchange.exchanged(&subject, more)["Scopes"].clone();
    assert_eq!(scopes(json!({})), json!(["api/read", "openid"]));
    assert_eq!(scopes(json!({"Scopes": ["api/read", "api/write", ADMIN]})), json!(["api/read"]));
    let none = refusal(NotAuthorized::NoScopeGranted);
    assert_eq!(exchange.refused(&subject, json!({"Scopes": [ADMIN]})), none);
    let claims = exchange.claims(&exchange.scoped("phone"), json!({}));
    assert!(claims.get("scope").is_none(), "{claims}");
}

#[test]
fn a_token_for_a_resource_server_has_only_scopes_of_it() {
    let exchange = Exchange::with(7, &[ADMIN, "api/read", "openid"]);
    resource_server(&exchange.world, "other", &["read"]);
    let subject = exchange.scoped(&format!("{ADMIN} openid api/read other/read"));
    let claims = exchange.claims(&subject, json!({"Resources": ["api"]}));
    assert_eq!((&claims["aud"], &claims["scope"]), (&json!("api"), &json!("api/read")));
    let unknown = refusal(ResourceNotFound::ResourceServer("nothing".to_owned()));
    assert_eq!(exchange.refused(&subject, json!({"Resources": ["nothing"]})), unknown);
    let both = json!({"Resources": ["api"], "Audiences": ["b"]});
    assert_eq!(exchange.refused(&subject, both), refusal(InvalidParameter::AudienceAndResource));
}

#[test]
fn a_token_for_an_audience_is_not_for_the_pool() {
    let exchange = Exchange::new(8);
    let subject = exchange.scoped(&format!("{ADMIN} api/read"));
    let answer = exchange.exchanged(&subject, json!({"Audiences": ["billing"]}));
    assert_eq!(answer["Scopes"], json!(["api/read"]));
    let token = answer["IssuedToken"].as_str().unwrap();
    assert_eq!(claims_of(token)["aud"], "billing");
    let refused = exchange.world.refused("GetUser", json!({"AccessToken": token}));
    assert_eq!(refused, refusal(NotAuthorized::AccessTokenScopes));

    let other = exchange.world.client.clone();
    let refused = exchange.refused(&subject, json!({"Audiences": [other]}));
    assert_eq!(refused, refusal(InvalidParameter::Audience(other)), "another app client");
}

#[test]
fn an_id_token_is_for_the_client_that_asks() {
    let exchange = Exchange::new(9);
    let id = json!({"RequestedTokenType": "ID_TOKEN"});
    let answer = exchange.exchanged(&exchange.subject(), id.clone());
    assert_eq!((&answer["IssuedTokenType"], &answer["TokenType"]), (&json!("ID_TOKEN"), &json!("N_A")));
    assert!(answer.get("Scopes").is_none(), "{answer}");
    let token = answer["IssuedToken"].as_str().unwrap();
    let claims = claims_of(token);
    assert_eq!((&claims["aud"], &claims["token_use"]), (&json!(exchange.client), &json!("id")));
    assert_eq!(claims["email"], "ana@example.com");

    let elsewhere = merged(id.clone(), &json!({"Audiences": ["billing"]}));
    let refused = exchange.refused(&exchange.subject(), elsewhere);
    assert_eq!(refused, refusal(InvalidParameter::Audience("billing".to_owned())));
    let without_attributes = exchange.scoped("api/read");
    assert_eq!(exchange.refused(&without_attributes, id), refusal(NotAuthorized::NoScopeGranted));

    // An ID token is exchanged for an access token without scopes, since it has none.
    let as_id = json!({"SubjectTokenType": "ID_TOKEN"});
    let answer = exchange.exchanged(token, as_id.clone());
    assert_eq!(answer["Scopes"], json!([]));
    assert_eq!(exchange.refused(&exchange.subject(), as_id), invalid("Subject"), "an access token");
    assert_eq!(exchange.refused(token, json!({})), invalid("Subject"), "an ID token");
}

#[test]
fn a_derived_token_ends_with_the_tokens_and_the_sign_in_that_it_comes_from() {
    let exchange = Exchange::new(10);
    let tokens = exchange.world.tokens("ana");
    let subject = tokens.access_token.clone().unwrap().to_string();
    exchange.world.clock.advance(3000);
    let answer = exchange.exchanged(&subject, json!({}));
    let derived = answer["IssuedToken"].as_str().unwrap();
    assert_eq!(claims_of(derived)["exp"], claims_of(&subject)["exp"]);
    assert!(answer["ExpiresIn"].as_u64().unwrap() <= 600, "{answer}");

    let refresh = tokens.refresh_token.unwrap();
    let revoke = json!({"ClientId": exchange.world.client, "Token": &*refresh});
    exchange.world.ok("RevokeToken", revoke);
    let refused = exchange.world.refused("GetUser", json!({"AccessToken": derived}));
    assert_eq!(refused, refusal(NotAuthorized::AccessTokenRevoked));
    let revoked = refusal(NotAuthorized::TokenRevoked("Subject"));
    assert_eq!(exchange.refused(&subject, json!({})), revoked);
    assert_eq!(exchange.refused(derived, json!({})), revoked);
    exchange.world.clock.advance(700);
    let expired = refusal(NotAuthorized::TokenExpired("Subject"));
    assert_eq!(exchange.refused(&subject, json!({})), expired);
}

#[test]
fn tokens_of_users_who_signed_out_or_are_gone_are_refused() {
    let exchange = Exchange::new(11);
    let subject = exchange.subject();
    exchange.world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    let revoked = refusal(NotAuthorized::TokenRevoked("Subject"));
    assert_eq!(exchange.refused(&subject, json!({})), revoked);

    let subject = exchange.subject();
    exchange.world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    let refused = exchange.refused(&subject, json!({}));
    assert!(refused == revoked || refused == refusal(NotAuthorized::UserDisabled), "{refused}");
    exchange.world.pool_ok("AdminDeleteUser", json!({"Username": "ana"}));
    assert_eq!(exchange.refused(&subject, json!({})), refusal(UserNotFound::User));
}

#[test]
fn forged_and_foreign_tokens_are_refused() {
    let exchange = Exchange::new(12);
    let subject = exchange.subject();
    let by_another_key = exchange.changed(&subject, 0, json!({}));
    let cut = subject.trim_end_matches(|last: char| last != '.').to_owned();
    let of_another_pool = exchange.changed(&subject, 1, json!({"iss": "https://example.com/us-east-1_x"}));
    let without_use = exchange.changed(&subject, 1, json!({"token_use": "refresh"}));
    let of_no_client = exchange.changed(&subject, 1, json!({"client_id": "gone"}));
    let strange_client = exchange.changed(&subject, 1, json!({"client_id": "a/b c".repeat(500)}));
    let long_name =
        exchange.changed(&subject, 1, json!({"username": "x".repeat(5000), "scope": "a/b ".repeat(900)}));
    for token in [by_another_key, cut, of_another_pool, without_use, of_no_client, strange_client] {
        assert_eq!(exchange.refused(&token, json!({})), invalid("Subject"));
    }
    let refused = exchange.refused(&long_name, json!({}));
    assert!(refused == refusal(UserNotFound::User) || refused == invalid("Subject"), "{refused}");
}

#[test]
fn tokens_of_providers_and_halves_of_actors_are_refused() {
    let exchange = Exchange::new(13);
    let subject = exchange.subject();
    let foreign = refusal(InvalidParameter::TokenOfProvider);
    for more in [
        json!({"SubjectTokenType": "SAML2"}),
        json!({"SubjectTokenProviderName": "Acme"}),
        json!({"ActorToken": subject, "ActorTokenType": "SAML2"}),
        json!({"ActorToken": subject, "ActorTokenType": "ACCESS_TOKEN", "ActorTokenProviderName": "Acme"}),
    ] {
        assert_eq!(exchange.refused(&subject, more.clone()), foreign, "{more}");
    }
    let halves = [json!({"ActorToken": subject}), json!({"ActorTokenType": "ACCESS_TOKEN"})];
    for half in halves {
        assert_eq!(exchange.refused(&subject, half), refusal(InvalidParameter::ActorTokenType));
    }
}

#[test]
fn may_act_names_who_may_exchange_the_token() {
    let exchange = Exchange::new(14);
    let subject = exchange.subject();
    let designating = |may_act: Value| exchange.changed(&subject, 1, json!({ "may_act": may_act }));
    let own = json!({"sub": exchange.client});
    let claims = exchange.claims(&designating(own.clone()), json!({}));
    assert_eq!(claims["may_act"], own, "it binds the next exchange too");
    exchange.exchanged(&designating(json!({"client_id": exchange.client})), exchange.actor());
    let refused = refusal(NotAuthorized::NotDesignated);
    for other in [json!({"sub": "other"}), json!({}), json!("x"), json!({"email": "ana@example.com"})] {
        assert_eq!(exchange.refused(&designating(other.clone()), json!({})), refused, "{other}");
    }
    // With an actor, the actor is the party that acts.
    assert_eq!(exchange.refused(&designating(own), exchange.actor()), refused);
}

#[test]
fn a_client_without_a_secret_may_exchange_too() {
    let world = with_api(World::new(15).confirmed("ana"));
    let request =
        json!({"ClientName": "public", "ExplicitAuthFlows": [BOTH[1]], "AllowedOAuthScopes": [ADMIN]});
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"]["ClientId"].clone();
    let tokens = world.tokens("ana");
    let request = json!({
        "ClientId": client, "SubjectToken": &*tokens.access_token.unwrap(), "SubjectTokenType": "ACCESS_TOKEN",
    });
    world.ok("GetDerivedToken", request);
    world.password_sign_in("ana", PASSWORD).unwrap();
}
