//! Dynamic client registration of a pool: whether clients may register themselves, and for what.

use crate::{
    context::Cx,
    error::Error,
    model::{
        keys,
        pool::PoolSettings,
        resource_server::{ResourceServer, ResourceServerScope},
    },
    settings::{OAuthFlow, RegistrationStatus},
};

/// The resource server of the service that has the scope of registrations.
pub(crate) const SERVER: &str = "aws.cognito/dcr";

/// The scope of a token that allows its bearer to register clients. No registered client can have it.
pub(crate) const SCOPE: &str = "aws.cognito/dcr/register";

/// The scopes that every client may register for.
const OWN_SCOPES: [&str; 4] = ["openid", "email", "phone", "profile"];

/// The configuration of a pool in which clients may register.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Registration {
    /// The grants of clients that register without a token. Without any, no client can.
    pub(crate) open: Vec<OAuthFlow>,
    /// The grants of clients that register with a token. Without any, no client can.
    pub(crate) authenticated: Vec<OAuthFlow>,
    /// The scopes that clients may have.
    pub(crate) scopes: Vec<String>,
}

impl PoolSettings {
    /// What clients may register for. `None` if dynamic client registration is off.
    ///
    /// The defaults are those of the service: a configuration without `EnableStatus` is on, and `implicit` counts for nothing.
    pub(crate) fn registration(&self) -> Option<Registration> {
        let configuration = self.dcr_configuration.as_ref()?;
        if configuration.enable_status().is_some_and(|status| status != RegistrationStatus::ENABLED) {
            return None;
        }
        let supported = |flows: Option<Vec<OAuthFlow>>, default: &[OAuthFlow]| {
            let mut flows = flows.unwrap_or_else(|| default.to_vec());
            flows.retain(|flow| [OAuthFlow::CODE, OAuthFlow::CLIENT_CREDENTIALS].contains(flow));
            flows
        };
        let open = match configuration.open_dcr_enabled() {
            Some(true) => supported(configuration.open_dcr_grant_types(), &[OAuthFlow::CODE]),
            _ => Vec::new(),
        };
        let both = [OAuthFlow::CODE, OAuthFlow::CLIENT_CREDENTIALS];
        let given = configuration.allowed_scopes().unwrap_or_default();
        let mut scopes = OWN_SCOPES.to_vec();
        for scope in given {
            if scope != SCOPE && !scopes.contains(&scope) {
                scopes.push(scope);
            }
        }
        Some(Registration {
            open,
            authenticated: supported(configuration.authenticated_grant_types(), &both),
            scopes: scopes.into_iter().map(str::to_owned).collect(),
        })
    }
}

/// Writes the resource server of registrations if the settings turn registration on, and removes it if they turn it off.
pub(crate) fn write_server(
    cx: &mut Cx<'_>,
    before: Option<&PoolSettings>,
    after: &PoolSettings,
) -> Result<(), Error> {
    let was_on = before.is_some_and(|settings| settings.registration().is_some());
    match after.registration() {
        Some(_) => cx.put(&server())?,
        None if was_on => cx.remove(keys::resource_server(SERVER)),
        None => {}
    }
    Ok(())
}

/// The resource server as the service shows it. The texts were chosen by us.
fn server() -> ResourceServer {
    let name = SCOPE.strip_prefix(SERVER).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
    ResourceServer {
        identifier: SERVER.to_owned(),
        name: "Dynamic client registration".to_owned(),
        scopes: vec![ResourceServerScope {
            scope_name: name.to_owned(),
            scope_description: "Register clients".to_owned(),
        }],
        is_managed: true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn registration(configuration: Value) -> Option<Registration> {
        let settings: PoolSettings =
            serde_json::from_value(json!({"DcrConfiguration": configuration})).unwrap();
        settings.registration()
    }

    #[test]
    fn a_configuration_is_on_unless_it_says_otherwise() {
        assert_eq!(registration(Value::Null), None);
        assert_eq!(registration(json!({"EnableStatus": "Disabled", "OpenDcrEnabled": true})), None);
        let expected = Registration {
            open: Vec::new(),
            authenticated: vec![OAuthFlow::CODE, OAuthFlow::CLIENT_CREDENTIALS],
            scopes: OWN_SCOPES.map(str::to_owned).to_vec(),
        };
        for configuration in [json!({}), json!({"EnableStatus": "Enabled", "OpenDcrGrantTypes": ["code"]})] {
            assert_eq!(registration(configuration), Some(expected.clone()));
        }
    }

    #[test]
    fn lists_of_grants_replace_the_defaults_and_implicit_counts_for_nothing() {
        let open = |flows: Value| {
            registration(json!({"OpenDcrEnabled": true, "OpenDcrGrantTypes": flows})).unwrap().open
        };
        assert_eq!(open(Value::Null), [OAuthFlow::CODE]);
        assert_eq!(open(json!(["implicit", "client_credentials"])), [OAuthFlow::CLIENT_CREDENTIALS]);
        assert_eq!(open(json!([])), []);
        let authenticated = registration(json!({"AuthenticatedGrantTypes": ["implicit"]})).unwrap();
        assert_eq!(authenticated.authenticated, []);
    }

    #[test]
    fn the_scope_of_registrations_is_never_for_registered_clients() {
        let configuration = json!({"AllowedScopes": [SCOPE, "openid", "a/b"]});
        let scopes = registration(configuration).unwrap().scopes;
        assert_eq!(scopes, ["openid", "email", "phone", "profile", "a/b"]);
    }

    #[test]
    fn the_resource_server_has_the_scope() {
        assert!(server().has(SCOPE));
    }
}
