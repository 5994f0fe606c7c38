//! Where the engine gets the address and the device of a client from.

use serde_json::{Value, json};

use super::{CHROME, FIREFOX, enforced, events, protected_with};
use crate::world::{PASSWORD, World, request};

/// A sign-in over the wire from this address, with more members in its request. Returns what is recorded.
fn recorded(world: &World, address: Option<[u8; 4]>, more: &Value) -> Value {
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let body = json!({
        "ClientId": world.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters,
    });
    let body = crate::world::merged(body, more);
    let mut request = request("InitiateAuth", body.to_string());
    request.headers_mut().insert("user-agent", FIREFOX.parse().unwrap());
    if let Some(address) = address {
        request.extensions_mut().insert(userpool::Peer(address.into()));
    }
    assert_eq!(world.fetch(request).status(), 200);
    events(world)[0]["EventContextData"].clone()
}

#[test]
fn a_request_over_http_has_its_peer_and_its_user_agent() {
    let world = enforced(1);
    let device = "Firefox 127, Ubuntu";
    let expected = json!({"IpAddress": "192.0.2.1", "DeviceName": device});
    assert_eq!(recorded(&world, Some([192, 0, 2, 1]), &json!({})), expected);
    assert_eq!(recorded(&world, None, &json!({})), json!({"DeviceName": device}));
    // What only administrators may say, and what only trusted clients may say.
    let headers = json!([{"headerName": "User-Agent", "headerValue": CHROME}]);
    let said = json!({
        "ContextData": {"IpAddress": "203.0.113.1", "ServerName": "s", "ServerPath": "/", "HttpHeaders": headers},
        "UserContextData": {"IpAddress": "203.0.113.2"},
    });
    assert_eq!(recorded(&world, Some([192, 0, 2, 1]), &said), expected);
}

#[test]
fn a_trusted_client_names_the_address_of_its_user() {
    let mut world = protected_with(2, json!({"AdvancedSecurityMode": "ENFORCED"}), |builder| builder);
    let client = world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.enable_propagate_additional_user_context_data = Some(true);
    });
    let secret = client.client_secret.as_deref().unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(secret, "ana", &client.client_id);
    world.client = client.client_id;
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD, "SECRET_HASH": hash});
    let said = json!({"AuthParameters": parameters, "UserContextData": {"IpAddress": "203.0.113.2"}});
    let expected = json!({"IpAddress": "203.0.113.2", "DeviceName": "Firefox 127, Ubuntu"});
    assert_eq!(recorded(&world, Some([192, 0, 2, 1]), &said), expected);
    let silent = json!({"AuthParameters": said["AuthParameters"]});
    let expected = json!({"IpAddress": "192.0.2.1", "DeviceName": "Firefox 127, Ubuntu"});
    assert_eq!(recorded(&world, Some([192, 0, 2, 1]), &silent), expected);
}
