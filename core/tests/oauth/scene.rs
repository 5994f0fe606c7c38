//! A pool with a domain, a client for browsers and a user, and what tests send and read.

use std::collections::BTreeMap;

use base64::{
    Engine as _,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD as BASE64URL},
};
use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use userpool::operations::{CreateUserPool, CreateUserPoolClient, UserPoolClient};
use userpool::storage::MemoryStorage;

use crate::{browser::Browser, world::World};

pub const CALLBACK: &str = "https://app.example.com/cb";
pub const LOGOUT: &str = "https://app.example.com/bye";
pub const SCOPES: [&str; 6] =
    ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin", "https://api.example.com/read"];
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// The code challenge of [`VERIFIER`].
pub fn code_challenge() -> String {
    BASE64URL.encode(Sha256::digest(VERIFIER.as_bytes()))
}

/// Lets a client use every grant of users, with every scope.
pub fn for_browsers(client: &mut CreateUserPoolClient) {
    let settings = &mut client.settings;
    settings.allowed_oauth_flows_user_pool_client = Some(true);
    settings.allowed_oauth_flows = Some(vec!["code".into(), "implicit".into()]);
    settings.allowed_oauth_scopes = Some(SCOPES.map(str::to_owned).to_vec());
    settings.callback_urls = Some(vec![CALLBACK.into(), "myapp://cb?x=1".into()]);
    settings.logout_urls = Some(vec![LOGOUT.into()]);
    settings.supported_identity_providers = Some(vec!["COGNITO".into()]);
}

/// A pool with a resource server, the domain `demo`, a client for browsers, and the user `ana`.
pub fn scene(seed: u64) -> World {
    scene_with(seed, |_| {}, |_| {})
}

/// The same with changes to pool and client.
pub fn scene_with(
    seed: u64,
    pool: impl FnOnce(&mut CreateUserPool),
    client: impl FnOnce(&mut CreateUserPoolClient),
) -> World {
    let mut world = World::with(seed, MemoryStorage::default(), pool, |_| {});
    world.pool_ok(
        "CreateResourceServer",
        json!({"Identifier": "https://api.example.com", "Name": "api", "Scopes": [
            {"ScopeName": "read", "ScopeDescription": "read"},
            {"ScopeName": "write", "ScopeDescription": "write"},
        ]}),
    );
    world.pool_ok("CreateUserPoolDomain", json!({"Domain": "demo", "ManagedLoginVersion": 2}));
    let made = world.add_client(|created| {
        for_browsers(created);
        client(created);
    });
    world.client = made.client_id;
    world.create_user("ana", &[("email", "ana@example.com"), ("email_verified", "true"), ("name", "Ana")]);
    world
}

/// A client with a secret that may get tokens of its own.
pub fn machine(world: &World) -> UserPoolClient {
    world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.allowed_oauth_flows_user_pool_client = Some(true);
        client.settings.allowed_oauth_flows = Some(vec!["client_credentials".into()]);
        client.settings.allowed_oauth_scopes = Some(vec!["https://api.example.com/read".into()]);
    })
}

pub fn encoded(parameters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish()
}

pub fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
}

impl World {
    /// The address of the pool's endpoints.
    pub fn site(&self) -> String {
        format!("http://localhost:9229/{}", self.pool)
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser::new(self)
    }

    /// The address of a page for this client, with further parameters or others.
    pub fn page(&self, path: &str, other: &[(&str, &str)]) -> String {
        let mut all = BTreeMap::from([
            ("client_id", &*self.client),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("state", "a state"),
        ]);
        all.extend(other.iter().copied());
        let all: Vec<_> = all.into_iter().filter(|(_, value)| *value != "-").collect();
        format!("{}{path}?{}", self.site(), encoded(&all))
    }

    /// Sends a form to an endpoint.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Response<Bytes> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(format!("{}{path}", self.site()))
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.fetch(request.body(encoded(form).into()).unwrap())
    }

    /// The JSON of a token response.
    #[track_caller]
    pub fn token(&self, form: &[(&str, &str)]) -> Value {
        let response = self.post("/oauth2/token", &[], form);
        assert_eq!(response.status(), 200, "{:?}", response.body());
        serde_json::from_slice(response.body()).unwrap()
    }

    /// `status error description` of a refused token request.
    #[track_caller]
    pub fn token_refused(&self, form: &[(&str, &str)]) -> String {
        refused(&self.post("/oauth2/token", &[], form))
    }

    /// Redeems a code of [`CALLBACK`].
    pub fn redeem(&self, code: &str) -> Value {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", &self.client),
            ("redirect_uri", CALLBACK),
            ("code", code),
        ])
    }
}

/// `status error description` of a refused request.
#[track_caller]
pub fn refused(response: &Response<Bytes>) -> String {
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    format!("{} {} {}", response.status().as_u16(), text("error"), text("error_description"))
        .trim()
        .to_owned()
}

/// The claims of a token, unchecked.
pub fn claims_of(token: &Value) -> Value {
    let part = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL.decode(part).unwrap()).unwrap()
}
