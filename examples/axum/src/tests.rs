//! A user signs up and in below `/auth`, and calls the protected routes with the token.

use serde_json::{Value, json};
use tower::ServiceExt as _;
use userpool::{operations::AdminConfirmSignUp, storage::MemoryStorage};

use super::*;

/// The answer of the service: its status and its body.
async fn answer(app: &App, request: Request) -> (StatusCode, String) {
    let response = app.clone().router().oneshot(request).await.expect("an answer");
    let status = response.status();
    let body = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8(body.into()).expect("text"))
}

/// Sends an operation without a signature over HTTP, as an SDK does.
async fn call(app: &App, operation: &str, input: &Value) -> (StatusCode, Value) {
    let request = Request::post("/auth/")
        .header("x-amz-target", format!("AWSCognitoIdentityProviderService.{operation}"))
        .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
        .body(Body::from(input.to_string()));
    let (status, body) = answer(app, request.expect("a request")).await;
    (status, serde_json::from_str(&body).expect("JSON"))
}

async fn get_with(app: &App, path: &str, authorization: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(header::AUTHORIZATION, authorization).body(Body::empty());
    answer(app, request.expect("a request")).await
}

/// Signs ana up and in. Returns her access token.
async fn signed_in(app: &App) -> String {
    let user = json!({
        "ClientId": app.client, "Username": "ana", "Password": "Correct-Horse9!",
        "UserAttributes": [{"Name": "email", "Value": "ana@example.com"}],
    });
    assert_eq!(call(app, "SignUp", &user).await.0, StatusCode::OK);
    let (user_pool_id, username) = (app.pool.clone(), "ana".to_owned());
    let confirmed = AdminConfirmSignUp { user_pool_id, username, ..Default::default() };
    app.engine.send(confirmed).await.expect("confirmed");
    let sign_in = json!({
        "ClientId": app.client, "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ana", "PASSWORD": "Correct-Horse9!"},
    });
    let (_, answer) = call(app, "InitiateAuth", &sign_in).await;
    answer["AuthenticationResult"]["AccessToken"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_user_who_has_signed_in_gets_the_protected_routes() {
    let app = App::new(MemoryStorage::default()).await.expect("an app");
    let token = signed_in(&app).await;
    let bearer = format!("Bearer {token}");
    let hello = get_with(&app, "/hello", &bearer).await;
    assert_eq!(hello, (StatusCode::OK, "Hello, ana!\n".to_owned()));
    let news = get_with(&app, "/news", &bearer).await;
    assert_eq!(news, (StatusCode::OK, "Only users see this.\n".to_owned()));

    let another = App::new(MemoryStorage::default()).await.expect("an app");
    let other = format!("Bearer {}", signed_in(&another).await);
    for path in ["/hello", "/news"] {
        for wrong in [other.as_str(), &token, &format!("{}x", &bearer[..bearer.len() - 1]), "Bearer ", ""] {
            let (status, body) = get_with(&app, path, wrong).await;
            assert_eq!((status, body.as_str()), (StatusCode::UNAUTHORIZED, ""), "{path}");
        }
    }
}

#[tokio::test]
async fn the_keys_and_the_discovery_document_are_below_the_path() {
    let app = App::new(MemoryStorage::default()).await.expect("an app");
    let path = format!("/auth/{}/.well-known/openid-configuration", app.pool);
    let (status, body) = get_with(&app, &path, "").await;
    let document: Value = serde_json::from_str(&body).expect("JSON");
    let issuer = format!("{URL}/{}", app.pool);
    assert_eq!(document["issuer"], issuer);
    assert_eq!(document["jwks_uri"], format!("{issuer}/.well-known/jwks.json"));
    assert_eq!(status, StatusCode::OK);
    // The routes of the engine are nowhere else, and administrators must sign.
    assert_eq!(get_with(&app, &path["/auth".len()..], "").await.0, StatusCode::NOT_FOUND);
    let (status, refusal) = call(&app, "ListUserPools", &json!({"MaxResults": 1})).await;
    assert_eq!(
        (status, &refusal["__type"]),
        (StatusCode::BAD_REQUEST, &json!("MissingAuthenticationTokenException"))
    );
}
