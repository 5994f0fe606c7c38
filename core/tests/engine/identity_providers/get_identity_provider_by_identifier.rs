//! `GetIdentityProviderByIdentifier`.

use serde_json::json;

use super::{acme, create, minimal, request, unknown};
use crate::world::{World, merged};

#[test]
fn every_identifier_leads_to_its_provider() {
    let world = World::new(1);
    let expected = acme(&world, json!({"IdpIdentifiers": ["a.example", "b.example"]}));
    let (name, kind, details) = &minimal()[5];
    create(&world, merged(request(name, kind, details), &json!({"IdpIdentifiers": ["c.example"]})));
    for identifier in ["a.example", "b.example"] {
        let found = world.pool_ok("GetIdentityProviderByIdentifier", json!({"IdpIdentifier": identifier}));
        assert_eq!(found["IdentityProvider"], expected);
    }
    let found = world.pool_ok("GetIdentityProviderByIdentifier", json!({"IdpIdentifier": "c.example"}));
    assert_eq!(found["IdentityProvider"]["ProviderName"], "Corp");
    for other in ["d.example", "Acme"] {
        let refused = world.pool_refused("GetIdentityProviderByIdentifier", json!({"IdpIdentifier": other}));
        assert_eq!(refused, unknown(other));
    }
}
