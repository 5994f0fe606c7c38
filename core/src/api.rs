//! The operations: one folder for each family, one file for each operation.
//!
//! To add an operation, add a file, and in its family a `mod`, a `pub use` and an entry in the list. Tests report what
//! else is missing: its row in the README's table, its types in the npm package and its request in the tests of that
//! package.

use serde_json::Value;

use crate::{
    engine::{Call, Engine},
    error::{Error, UnknownOperation},
    host::{ClientOrigin, Origin},
    operation::Entry,
};

mod attributes;
mod auth_events;
mod branding;
mod client_secrets;
pub(crate) mod clients;
mod devices;
mod domains;
mod existence;
mod groups;
mod identity_providers;
mod import;
mod limits;
mod linking;
mod log_delivery;
mod mfa;
mod migration;
pub(crate) mod passkeys;
mod pools;
mod profile;
mod replicas;
mod resource_servers;
mod risk;
mod sessions;
pub(crate) mod sign_in;
pub(crate) mod sign_up;
mod tags;
mod terms;
mod threat;
mod tokens;
mod ui_customization;
mod users;

pub use auth_events::*;
pub use branding::*;
pub use client_secrets::*;
pub use clients::*;
pub use devices::*;
pub use domains::*;
pub use groups::*;
pub use identity_providers::*;
pub use import::*;
pub use limits::*;
pub use linking::*;
pub use log_delivery::*;
pub use mfa::*;
pub use passkeys::*;
pub use pools::*;
pub use profile::*;
pub use replicas::*;
pub use resource_servers::*;
pub use risk::*;
pub use sessions::*;
pub use sign_in::*;
pub use sign_up::*;
pub use tags::*;
pub use terms::*;
pub use tokens::*;
pub use ui_customization::*;
pub use users::*;

pub(crate) use import::upload::target as import_target;

pub use crate::operation::{Caller, Empty, Operation};

const FAMILIES: &[&[Entry]] = &[
    pools::OPERATIONS,
    clients::OPERATIONS,
    client_secrets::OPERATIONS,
    replicas::OPERATIONS,
    log_delivery::OPERATIONS,
    limits::OPERATIONS,
    risk::OPERATIONS,
    auth_events::OPERATIONS,
    sign_up::OPERATIONS,
    sign_in::OPERATIONS,
    tokens::OPERATIONS,
    sessions::OPERATIONS,
    mfa::OPERATIONS,
    profile::OPERATIONS,
    users::OPERATIONS,
    groups::OPERATIONS,
    identity_providers::OPERATIONS,
    linking::OPERATIONS,
    passkeys::OPERATIONS,
    devices::OPERATIONS,
    resource_servers::OPERATIONS,
    tags::OPERATIONS,
    domains::OPERATIONS,
    ui_customization::OPERATIONS,
    branding::OPERATIONS,
    terms::OPERATIONS,
    import::OPERATIONS,
];

/// The operation of this name.
pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    operations().find(|entry| entry.name == name)
}

/// The names of all operations, grouped by family, and who may call them.
pub fn operation_names() -> impl Iterator<Item = (&'static str, Caller)> {
    operations().map(|entry| (entry.name, entry.caller))
}

/// The names of the members of an operation's request, in the order of its table of constraints.
#[doc(hidden)]
pub fn request_members(operation: &str) -> Vec<&'static str> {
    find(operation).into_iter().flat_map(|entry| entry.input).map(|member| member.name).collect()
}

/// The constraints of an operation's request, in the vocabulary of AWS's API models: for the test that compares them.
#[doc(hidden)]
pub fn request_model(operation: &str) -> Option<Value> {
    find(operation).map(|entry| crate::check::model::structure(entry.input))
}

fn operations() -> impl Iterator<Item = &'static Entry> {
    FAMILIES.iter().copied().flatten()
}

impl Engine {
    /// As [`Engine::send`], for an operation given by its name: JSON in, JSON out.
    ///
    /// ```
    /// # async fn example(engine: userpool::Engine) -> Result<(), Box<dyn std::error::Error>> {
    /// use serde_json::json;
    ///
    /// let created = engine.call("CreateUserPool", json!({"PoolName": "my-pool"})).await?;
    /// let pool = &created["UserPool"]["Id"];
    /// let users = engine.call("ListUsers", json!({"UserPoolId": pool})).await?;
    /// assert_eq!(users["Users"], json!([]));
    /// # Ok(()) }
    /// # #[cfg(all(feature = "conformance", feature = "os", feature = "rsa", feature = "public-suffixes"))]
    /// # userpool::storage::conformance::block_on(example(userpool::Engine::builder()
    /// #     .storage(userpool::storage::MemoryStorage::default()).master_key([7; 32]).build().unwrap())).unwrap();
    /// ```
    ///
    /// # Errors
    /// As [`Engine::send`]; `UnknownOperationException` if there is no operation with this name.
    pub async fn call(&self, operation: &str, input: Value) -> Result<Value, Error> {
        self.call_for(ClientOrigin::default(), operation, input).await
    }

    /// As [`Engine::call`], for a client at this place. Threat protection records and compares it.
    ///
    /// # Errors
    /// As [`Engine::call`].
    pub async fn call_for(
        &self,
        client: ClientOrigin,
        operation: &str,
        input: Value,
    ) -> Result<Value, Error> {
        let operation = find(operation).ok_or_else(|| UnknownOperation::named(operation))?;
        let origin = Origin { client: client.into(), ..Origin::host(&self.host().region) };
        let moment = self.host().moments.moment()?;
        self.receive(operation, Call { input, origin, moment }).await
    }
}
