//! `DeleteIdentityProvider`.

use serde_json::json;

use super::{acme, unknown};
use crate::world::World;

#[test]
fn a_deleted_provider_is_gone_with_its_identifiers() {
    let world = World::new(1);
    acme(&world, json!({"IdpIdentifiers": ["a.example"]}));
    let acme_again = json!({"ProviderName": "Acme"});
    assert_eq!(world.pool_ok("DeleteIdentityProvider", acme_again.clone()), json!({}));
    for operation in ["DescribeIdentityProvider", "DeleteIdentityProvider", "UpdateIdentityProvider"] {
        assert_eq!(world.pool_refused(operation, acme_again.clone()), unknown("Acme"), "{operation}");
    }
    let by_identifier = json!({"IdpIdentifier": "a.example"});
    let refused = world.pool_refused("GetIdentityProviderByIdentifier", by_identifier);
    assert_eq!(refused, unknown("a.example"));
    assert_eq!(world.pool_ok("ListIdentityProviders", json!({})), json!({"Providers": []}));
    acme(&world, json!({"IdpIdentifiers": ["a.example"]}));
}

#[test]
fn an_app_client_keeps_the_name_of_a_deleted_provider() {
    let world = World::new(2);
    acme(&world, json!({}));
    let providers = json!(["COGNITO", "Acme"]);
    let request = json!({"ClientName": "c", "SupportedIdentityProviders": providers});
    let client = world.pool_ok("CreateUserPoolClient", request)["UserPoolClient"].clone();
    world.pool_ok("DeleteIdentityProvider", json!({"ProviderName": "Acme"}));
    let described = world.pool_ok("DescribeUserPoolClient", json!({"ClientId": client["ClientId"]}));
    assert_eq!(described["UserPoolClient"]["SupportedIdentityProviders"], providers);
}
