//! Limits of the host for unsigned requests.

use serde_json::{Value, json};

use crate::world::{PASSWORD, World};

#[test]
fn unsigned_callers_are_limited_before_their_request_is_read() {
    use std::sync::{Arc, Mutex};

    use userpool::storage::PublicCall;

    let calls: Arc<Mutex<Vec<PublicCall>>> = Arc::default();
    let seen = Arc::clone(&calls);
    let world = World::built(
        7,
        |builder| {
            builder.rate_limiter(move |call: &PublicCall| {
                seen.lock().unwrap().push(call.clone());
                call.operation != "SignUp"
            })
        },
        |_| {},
        |_| {},
    );
    let send = |operation: &str, body: Value| {
        let mut request = crate::world::request(operation, body.to_string());
        request.extensions_mut().insert(userpool::Peer([192, 0, 2, 1].into()));
        world.fetch(request)
    };
    let user = json!({"ClientId": world.client, "Username": "ana", "Password": PASSWORD});
    let refused = send("SignUp", user.clone());
    assert_eq!(refused.status(), 400);
    assert_eq!(refused.headers()["x-amzn-errortype"], "TooManyRequestsException:");
    assert_eq!(refused.headers()["x-amzn-errormessage"], "Rate exceeded");
    assert!(world.admin_get("ana").is_err() && world.outbox.count() == 0);

    // The limiter is not asked for calls by `Engine::send` and for signed ones.
    world.sign_up("ana").unwrap();
    assert_eq!(calls.lock().unwrap().len(), 1);
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
    let sign_in =
        json!({"ClientId": world.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
    let answer = send("InitiateAuth", sign_in);
    let handled = answer.extensions().get::<userpool::Handled>().expect("what was learned");
    assert_eq!(handled.user_pool_id.as_deref(), Some(&*world.pool));
    assert_eq!(handled.client_id.as_deref(), Some(&*world.client));
    assert!(handled.user_sub.is_some(), "{handled:?}");

    let calls = calls.lock().unwrap();
    assert_eq!(calls[1].operation, "InitiateAuth");
    assert_eq!(calls[1].client_id.as_deref(), Some(&*world.client));
    assert_eq!(calls[1].peer, Some([192, 0, 2, 1].into()));
}
