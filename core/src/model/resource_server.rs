//! Resource servers: APIs outside of the engine, each with its own scopes.
//!
//! A scope of a resource server is `{identifier}/{scope name}`. An app client may list it in `AllowedOAuthScopes` while
//! the resource server has it. If it is removed later, the app client still lists it.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    context::{Cx, Stored},
    error::{Error, InvalidParameter, ResourceNotFound},
    model::keys,
    ordered,
};

/// Scopes that need no resource server.
const SYSTEM_SCOPES: [&str; 5] = ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"];

/// The record of a resource server.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct ResourceServer {
    pub(crate) identifier: String,
    pub(crate) name: String,
    pub(crate) scopes: Vec<ResourceServerScope>,
    /// The service owns it: administrators cannot change it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_managed: bool,
}

/// `ResourceServerScopeType`: a scope of a resource server.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ResourceServerScope {
    /// The name, without the identifier of the resource server.
    pub scope_name: String,
    /// What the scope permits.
    pub scope_description: String,
}

impl ResourceServer {
    /// Loads a resource server of the pool that was entered before.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when no resource server has this identifier.
    pub(crate) async fn load(cx: &mut Cx<'_>, identifier: &str) -> Result<Self, Error> {
        let found = cx.get(&keys::resource_server(identifier)).await?;
        found.ok_or_else(|| ResourceNotFound::ResourceServer(identifier.to_owned()).into())
    }

    /// As [`ResourceServer::load`], to change or delete it.
    ///
    /// # Errors
    /// `InvalidParameterException` when the service owns it.
    pub(crate) async fn load_to_change(cx: &mut Cx<'_>, identifier: &str) -> Result<Self, Error> {
        let server = Self::load(cx, identifier).await?;
        match server.is_managed {
            true => Err(InvalidParameter::ResourceServerManaged(server.identifier).into()),
            false => Ok(server),
        }
    }

    /// The keys of the resource servers that these scopes belong to. Hint at them before the pool is read.
    pub(crate) fn keys_of(scopes: &[String]) -> Vec<Key> {
        let identifiers = scopes.iter().filter_map(|scope| Some(scope.rsplit_once('/')?.0));
        let mut keys: Vec<Key> = identifiers.map(keys::resource_server).collect();
        ordered::sort(&mut keys);
        keys.dedup();
        keys
    }

    /// The first of these scopes that does not exist in the pool that was entered before.
    pub(crate) async fn unknown_scope(cx: &mut Cx<'_>, scopes: &[String]) -> Result<Option<String>, Error> {
        cx.prefetch(&Self::keys_of(scopes)).await?;
        for scope in scopes {
            if Self::is_system_scope(scope) {
                continue;
            }
            let server = match scope.rsplit_once('/') {
                Some((identifier, _)) => cx.get_shared::<Self>(&keys::resource_server(identifier)).await?,
                None => None,
            };
            if !server.is_some_and(|server| server.has(scope)) {
                return Ok(Some(scope.clone()));
            }
        }
        Ok(None)
    }

    /// The scopes of resource servers among these that exist in the pool that was entered before.
    pub(crate) async fn existing_scopes(cx: &mut Cx<'_>, scopes: &[String]) -> Result<Vec<String>, Error> {
        cx.prefetch(&Self::keys_of(scopes)).await?;
        let mut existing = Vec::new();
        for scope in scopes {
            let Some((identifier, _)) = scope.rsplit_once('/') else { continue };
            let server = cx.get_shared::<Self>(&keys::resource_server(identifier)).await?;
            if server.is_some_and(|server| server.has(scope)) {
                existing.push(scope.clone());
            }
        }
        Ok(existing)
    }

    /// Whether the scope needs no resource server. Such scopes are about users.
    pub(crate) fn is_system_scope(scope: &str) -> bool {
        SYSTEM_SCOPES.contains(&scope)
    }

    /// Whether this is one of the resource server's scopes, named with its identifier.
    pub(crate) fn has(&self, scope: &str) -> bool {
        let name = scope.strip_prefix(&*self.identifier).and_then(|rest| rest.strip_prefix('/'));
        name.is_some_and(|name| self.scopes.iter().any(|scope| scope.scope_name == name))
    }
}

impl Stored for ResourceServer {
    fn key(&self) -> Key {
        keys::resource_server(&self.identifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_names_its_server_although_identifiers_may_contain_slashes() {
        let scopes = ["openid", "https://a.example/b/read", "https://a.example/b/write", "c/read"];
        let keys = ResourceServer::keys_of(&scopes.map(str::to_owned));
        assert_eq!(keys, [keys::resource_server("c"), keys::resource_server("https://a.example/b")]);
        let server = ResourceServer {
            identifier: "https://a.example/b".to_owned(),
            name: String::new(),
            scopes: vec![ResourceServerScope { scope_name: "read".to_owned(), ..Default::default() }],
            is_managed: false,
        };
        assert!(server.has("https://a.example/b/read"));
        for other in ["https://a.example/b/write", "https://a.example/bread", "read", "https://a.example/b"] {
            assert!(!server.has(other), "{other}");
        }
    }
}
