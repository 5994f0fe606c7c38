//! The changes that a pre token generation function makes to the tokens of a sign-in.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    context::Cx,
    error::{Error, InvalidLambdaResponse},
    events::{
        ClaimsAndScopeOverrideDetails, ClaimsOverrideDetails, GroupConfiguration, PreTokenGeneration,
        PreTokenGenerationV2, TokenGeneration,
    },
    jose,
    model::{app::App, group::GroupClaims, user::User},
    ordered,
    trigger::{self, TriggerContext, user_attributes},
};

/// Claims that a function cannot change: those about the user, the audience and the validity of the token.
const PROTECTED: [&str; 23] = [
    "acr",
    "amr",
    "at_hash",
    "aud",
    "auth_time",
    "azp",
    "client_id",
    "device_key",
    "event_id",
    "exp",
    "iat",
    "identities",
    "iss",
    "jti",
    "nbf",
    "nonce",
    "origin_jti",
    // Separate members add and suppress scopes.
    "scope",
    "sub",
    "token_use",
    "username",
    "version",
    "cognito:username",
];

/// The claim for groups. `groupOverrideDetails` sets it, and it may be suppressed.
const GROUPS: &str = "cognito:groups";
const ROLES: &str = "cognito:roles";
const PREFERRED_ROLE: &str = "cognito:preferred_role";

/// The suffix of the event's source for a token of an app client. In place of a user's name the event has it too.
const CLIENT_CREDENTIALS: &str = "ClientCredentials";

/// The changes to both tokens.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    id: TokenGeneration,
    access: TokenGeneration,
    /// `None` leaves the groups unchanged.
    groups: Option<GroupConfiguration>,
}

/// What the function is told of the tokens that are to be issued.
#[derive(Clone, Copy)]
pub(crate) struct PlannedTokens<'a> {
    pub(crate) user: &'a User,
    pub(crate) scope: &'a str,
    pub(crate) groups: &'a GroupClaims,
    /// The suffix after `TokenGeneration_` in the event.
    pub(crate) occasion: &'a str,
}

/// The kind of token that is changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Token {
    Id,
    Access,
}

impl Overrides {
    /// Calls the pool's function, if it has one.
    pub(crate) async fn ask(
        cx: &mut Cx<'_>,
        app: App<'_>,
        planned: PlannedTokens<'_>,
    ) -> Result<Self, Error> {
        let PlannedTokens { user, scope, groups, occasion } = planned;
        let context = TriggerContext::of(app.pool, Some(app.client), user);
        let user_attributes = user_attributes(app.pool, user);
        let client_metadata = cx.trigger_input().client_metadata.clone();
        let group_configuration = groups.configuration();
        let scopes = jose::claims::scopes(scope).map(str::to_owned).collect();
        let first = PreTokenGeneration {
            user_attributes: user_attributes.clone(),
            group_configuration: group_configuration.clone(),
            client_metadata: client_metadata.clone(),
        };
        if let Some(answer) = cx.trigger(context, occasion, first).await? {
            return Ok(Self::of_claims(answer.claims_override_details.unwrap_or_default()));
        }
        let second = PreTokenGenerationV2 { user_attributes, group_configuration, scopes, client_metadata };
        match cx.trigger(context, occasion, second).await? {
            Some(answer) => Self::of_both(answer.claims_and_scope_override_details.unwrap_or_default()),
            None => Ok(Self::default()),
        }
    }

    /// Calls the pool's function before a token of an app client is issued. Only version 3 is called then.
    pub(crate) async fn ask_for_client(
        cx: &mut Cx<'_>,
        app: App<'_>,
        scopes: &[String],
    ) -> Result<Self, Error> {
        if trigger::version::<PreTokenGenerationV2>(app.pool) != Some("3") {
            return Ok(Self::default());
        }
        let context = TriggerContext::named(app.pool, Some(&app.client.id), CLIENT_CREDENTIALS);
        let request = PreTokenGenerationV2 {
            scopes: scopes.to_vec(),
            client_metadata: cx.trigger_input().client_metadata.clone(),
            ..PreTokenGenerationV2::default()
        };
        match cx.trigger(context, CLIENT_CREDENTIALS, request).await? {
            Some(answer) => Self::of_both(answer.claims_and_scope_override_details.unwrap_or_default()),
            None => Ok(Self::default()),
        }
    }

    /// Version 1 changes the ID token, and the groups of both.
    fn of_claims(details: ClaimsOverrideDetails) -> Self {
        let claims = details.claims_to_add_or_override.unwrap_or_default();
        let claims = ordered::map(claims.into_iter().map(|(name, value)| (name, Value::String(value))));
        let id = TokenGeneration {
            claims_to_add_or_override: Some(claims),
            claims_to_suppress: details.claims_to_suppress,
            ..TokenGeneration::default()
        };
        Self { id, access: TokenGeneration::default(), groups: details.group_override_details }
    }

    /// Versions 2 and 3 change both tokens.
    fn of_both(details: ClaimsAndScopeOverrideDetails) -> Result<Self, Error> {
        let access = details.access_token_generation.unwrap_or_default();
        let is_scope = |scope: &String| !scope.is_empty() && !scope.contains(char::is_whitespace);
        if !access.scopes_to_add.iter().flatten().all(is_scope) {
            return Err(InvalidLambdaResponse.into());
        }
        let id = details.id_token_generation.unwrap_or_default();
        Ok(Self { id, access, groups: details.group_override_details })
    }

    /// Changes the claims of an ID token.
    pub(crate) fn apply_to_id_token(&self, claims: &mut Value) {
        let Some(claims) = claims.as_object_mut() else { return };
        self.apply_groups(claims, Token::Id);
        apply(&self.id, claims, Token::Id);
    }

    /// Changes the claims and the scope of an access token.
    pub(crate) fn apply_to_access_token(&self, claims: &mut Value) {
        let Some(claims) = claims.as_object_mut() else { return };
        self.apply_groups(claims, Token::Access);
        apply(&self.access, claims, Token::Access);

        let scope = claims.get("scope").and_then(Value::as_str);
        let had_scope = scope.is_some();
        let mut scopes: Vec<&str> = jose::claims::scopes(scope.unwrap_or_default()).collect();
        for added in self.access.scopes_to_add.iter().flatten() {
            if !scopes.contains(&&**added) {
                scopes.push(added);
            }
        }
        let suppressed = self.access.scopes_to_suppress.as_deref().unwrap_or_default();
        scopes.retain(|scope| !suppressed.iter().any(|suppressed| suppressed == scope));
        if had_scope || !scopes.is_empty() {
            let scope = json!(scopes.join(" "));
            claims.insert("scope".to_owned(), scope);
        }
    }

    fn apply_groups(&self, claims: &mut Map<String, Value>, token: Token) {
        let Some(groups) = &self.groups else { return };
        let list = |list: &Option<Vec<String>>| {
            list.as_ref().filter(|list| !list.is_empty()).map(|list| json!(list))
        };
        let mut set = |name: &str, value: Option<Value>| match value {
            Some(value) => drop(claims.insert(name.to_owned(), value)),
            None => drop(claims.remove(name)),
        };
        set(GROUPS, list(&groups.groups_to_override));
        if token == Token::Id {
            set(ROLES, list(&groups.iam_roles_to_override));
            set(PREFERRED_ROLE, groups.preferred_role.as_ref().map(|role| json!(role)));
        }
    }
}

/// Adds and overrides claims, then suppresses: suppression takes precedence.
fn apply(changes: &TokenGeneration, claims: &mut Map<String, Value>, token: Token) {
    let none = BTreeMap::new();
    for (name, value) in changes.claims_to_add_or_override.as_ref().unwrap_or(&none) {
        let is_own_audience =
            token == Token::Access && name == "aud" && claims.get("client_id") == Some(value);
        if is_own_audience || may_set(name) && !value.is_null() {
            claims.insert(name.clone(), value.clone());
        }
    }
    for name in changes.claims_to_suppress.iter().flatten().filter(|name| may_suppress(name)) {
        claims.remove(name);
        if name == GROUPS {
            claims.remove(ROLES);
            claims.remove(PREFERRED_ROLE);
        }
    }
}

fn may_set(name: &str) -> bool {
    !PROTECTED.contains(&name) && !name.starts_with("cognito:") && !name.starts_with("dev:")
}

fn may_suppress(name: &str) -> bool {
    let about_groups = [GROUPS, ROLES, PREFERRED_ROLE].contains(&name);
    about_groups || !PROTECTED.contains(&name) && !name.starts_with("cognito:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn both(details: Value) -> Overrides {
        Overrides::of_both(serde_json::from_value(details).unwrap()).unwrap()
    }

    #[test]
    fn suppression_takes_precedence_over_adding() {
        let overrides = both(json!({"idTokenGeneration": {
            "claimsToAddOrOverride": {"a": 1, "b": 2},
            "claimsToSuppress": ["a", "email"],
        }}));
        let mut claims = json!({"sub": "s", "email": "e"});
        overrides.apply_to_id_token(&mut claims);
        assert_eq!(claims, json!({"sub": "s", "b": 2}));
    }

    #[test]
    fn no_protected_claim_is_set_or_suppressed() {
        for name in PROTECTED.into_iter().chain(["cognito:anything"]) {
            let changes = json!({"claimsToAddOrOverride": {name: "evil"}, "claimsToSuppress": [name]});
            let overrides = both(json!({"idTokenGeneration": changes, "accessTokenGeneration": changes}));
            let before = json!({name: "good", "scope": "good"});
            let (mut id, mut access) = (before.clone(), before.clone());
            overrides.apply_to_id_token(&mut id);
            overrides.apply_to_access_token(&mut access);
            assert_eq!((&id, &access), (&before, &before), "{name}");
        }
    }

    #[test]
    fn developer_only_claims_may_be_suppressed_but_not_set() {
        assert!(!may_set("dev:custom:x") && may_suppress("dev:custom:x"));
    }

    #[test]
    fn the_audience_of_an_access_token_may_only_be_its_client() {
        for (audience, expected) in [("app", Some("app")), ("other", None)] {
            let changes = json!({"claimsToAddOrOverride": {"aud": audience}});
            let mut claims = json!({"client_id": "app", "scope": "x"});
            both(json!({"accessTokenGeneration": changes})).apply_to_access_token(&mut claims);
            assert_eq!(claims.get("aud").and_then(Value::as_str), expected);
        }
    }

    #[test]
    fn groups_are_set_removed_or_left_unchanged() {
        let before = json!({GROUPS: ["old"], ROLES: ["old"], PREFERRED_ROLE: "old"});
        let after = |details: Value| {
            let mut claims = before.clone();
            both(details).apply_to_id_token(&mut claims);
            claims
        };
        assert_eq!(after(json!({"groupOverrideDetails": null})), before);
        assert_eq!(after(json!({"groupOverrideDetails": {}})), json!({}));
        assert_eq!(
            after(json!({"groupOverrideDetails": {"groupsToOverride": ["x"]}})),
            json!({GROUPS: ["x"]})
        );
        assert_eq!(after(json!({"idTokenGeneration": {"claimsToSuppress": [GROUPS]}})), json!({}));
    }

    #[test]
    fn scopes_are_words_and_suppression_takes_precedence() {
        let change = |added: &[&str], suppressed: &[&str]| {
            let generation = json!({"scopesToAdd": added, "scopesToSuppress": suppressed});
            let mut claims = json!({"scope": "a b"});
            both(json!({"accessTokenGeneration": generation})).apply_to_access_token(&mut claims);
            claims["scope"].as_str().unwrap().to_owned()
        };
        assert_eq!(change(&[], &[]), "a b");
        assert_eq!(change(&["c", "a"], &["b"]), "a c");
        assert_eq!(change(&["c"], &["c"]), "a b");
        let wrong = json!({"accessTokenGeneration": {"scopesToAdd": ["a b"]}});
        assert!(Overrides::of_both(serde_json::from_value(wrong).unwrap()).is_err());
    }
}
