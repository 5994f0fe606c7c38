//! Tests of the relying party, with the examples of the specifications and with forged tokens.

mod apple;
mod attributes;
mod authorization;
mod endpoints;
mod id_token;
mod key_set;
mod robust;
mod tokens;
mod user_info;

use std::collections::BTreeMap;

use serde_json::Value;
use userpool_storage_traits::{FetchRequest, FetchResponse};

use super::{Endpoints, Kind, OidcError, Settings, Tokens};
use crate::{sensitive::Sensitive, time::Timestamp};

/// The issuer, the client and the nonce in the examples of OpenID Connect Core.
const ISSUER: &str = "https://server.example.com";
const CLIENT: &str = "s6BhdRkqt3";
const NONCE: &str = "n-0S6_WzA2Mj";

const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

/// A provider.
struct Fixture {
    kind: Kind,
    name: &'static str,
    details: BTreeMap<String, Sensitive>,
    mapping: BTreeMap<String, String>,
}

/// The details that `set_details` and `open_details` of the record give for each kind, apart from the client's.
const OIDC: &[(&str, &str)] = &[
    ("oidc_issuer", ISSUER),
    ("authorize_scopes", "openid email"),
    ("attributes_request_method", "GET"),
    ("attributes_url_add_attributes", "false"),
];
const GOOGLE: &[(&str, &str)] = &[
    ("oidc_issuer", "https://accounts.google.com"),
    ("authorize_scopes", "email profile openid"),
    ("authorize_url", "https://accounts.google.com/o/oauth2/v2/auth"),
    ("token_url", "https://www.googleapis.com/oauth2/v4/token"),
    ("token_request_method", "POST"),
    ("attributes_url", "https://people.googleapis.com/v1/people/me?personFields="),
    ("attributes_url_add_attributes", "true"),
];
const APPLE: &[(&str, &str)] = &[
    ("oidc_issuer", "https://appleid.apple.com"),
    ("authorize_scopes", "email name"),
    ("authorize_url", "https://appleid.apple.com/auth/authorize"),
    ("token_url", "https://appleid.apple.com/auth/token"),
    ("token_request_method", "POST"),
    ("team_id", "TEAM123456"),
    ("key_id", "KEY1234567"),
    ("private_key", apple::PRIVATE_KEY),
];
const FACEBOOK: &[(&str, &str)] = &[
    ("authorize_scopes", "public_profile, email"),
    ("authorize_url", "https://www.facebook.com/v17.0/dialog/oauth"),
    ("token_url", "https://graph.facebook.com/v17.0/oauth/access_token"),
    ("token_request_method", "GET"),
    ("attributes_url", "https://graph.facebook.com/v17.0/me?fields="),
    ("attributes_url_add_attributes", "true"),
];
const AMAZON: &[(&str, &str)] = &[
    ("authorize_scopes", "profile postal_code"),
    ("authorize_url", "https://www.amazon.com/ap/oa"),
    ("token_url", "https://api.amazon.com/auth/o2/token"),
    ("token_request_method", "POST"),
    ("attributes_url", "https://api.amazon.com/user/profile"),
    ("attributes_url_add_attributes", "false"),
];

impl Fixture {
    fn new(kind: Kind) -> Self {
        let (name, own) = match kind {
            Kind::Oidc => ("Corp", OIDC),
            Kind::Google => ("Google", GOOGLE),
            Kind::Apple => ("SignInWithApple", APPLE),
            Kind::Facebook => ("Facebook", FACEBOOK),
            Kind::Amazon => ("LoginWithAmazon", AMAZON),
        };
        let client = [("client_id", CLIENT), ("client_secret", "s3cret")];
        let details =
            client.iter().chain(own).map(|(name, value)| ((*name).to_owned(), Sensitive::new(*value)));
        let mapping = [("username", kind.subject_claim()), ("email", "email")];
        let mapping = mapping.map(|(name, claim)| (name.to_owned(), claim.to_owned()));
        Self { kind, name, details: details.collect(), mapping: mapping.into() }
    }

    fn detail(mut self, name: &str, value: &str) -> Self {
        self.details.insert(name.to_owned(), Sensitive::new(value));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.details.remove(name);
        self
    }

    fn mapped(mut self, attribute: &str, claim: &str) -> Self {
        self.mapping.insert(attribute.to_owned(), claim.to_owned());
        self
    }

    fn settings(&self) -> Settings<'_> {
        Settings { kind: self.kind, name: self.name, details: &self.details, mapping: &self.mapping }
    }

    /// The endpoints in the details, or those of a discovery document.
    fn endpoints(&self) -> Endpoints {
        let configured = Endpoints::configured(self.settings(), false).unwrap();
        let discovered =
            || Endpoints::discovered(self.settings(), &json(&endpoints::document()), false).unwrap();
        configured.unwrap_or_else(discovered)
    }
}

fn json(body: &Value) -> FetchResponse {
    FetchResponse::new(200, body.to_string())
}

fn tokens() -> Tokens {
    Tokens { access: Sensitive::new("ya29.access"), id: None, refresh: None }
}

/// The parameters of a query or a form.
fn pairs(text: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}

fn query(url: &str) -> Vec<(String, String)> {
    pairs(url.split_once('?').unwrap().1)
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn header<'r>(request: &'r FetchRequest, name: &str) -> Option<&'r str> {
    request.headers.iter().find(|(found, _)| *found == name).map(|(_, value)| value.expose())
}

const ALL: [Kind; 5] = [Kind::Oidc, Kind::Google, Kind::Apple, Kind::Facebook, Kind::Amazon];

#[test]
fn errors_have_the_words_of_the_service() {
    use userpool_storage_traits::FetchError;

    use super::{IdTokenProblem, Step};
    for (error, text) in [
        (Step::Token.failed(&FetchError::TimedOut), "Timeout occurred in calling IdP token endpoint"),
        (Step::Keys.failed(&FetchError::TimedOut), "Timeout in calling jwks uri"),
        (Step::UserInfo.failed(&FetchError::TimedOut), "Read timed out"),
        (Step::Discovery.failed(&FetchError::Failed("s3cret".into())), "Connection reset"),
        (OidcError::IdToken(IdTokenProblem::Issuer), "Bad id_token issuer"),
    ] {
        assert_eq!(error.to_string(), text);
    }
}
