//! `/oauth2/register`: clients that register themselves, and the setting of the pool that lets them.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{Method, Request, Response};
use serde_json::{Value, json};
use userpool::storage::PublicCall;

use crate::scene::{
    CALLBACK, VERIFIER, basic, claims_of, code_challenge, machine, refused, scene, scene_with,
};
use crate::world::{World, merged, typed};

const SCOPE: &str = "aws.cognito/dcr/register";
const READ: &str = "https://api.example.com/read";

/// A pool in which clients may register in both ways.
fn open(seed: u64) -> World {
    let configuration = json!({"OpenDcrEnabled": true, "AllowedScopes": [READ, SCOPE]});
    configured(seed, configuration)
}

fn configured(seed: u64, configuration: Value) -> World {
    scene_with(seed, |pool| pool.settings.dcr_configuration = Some(typed(configuration)), |_| {})
}

/// Sends a body to the endpoint.
fn post(world: &World, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Response<Bytes> {
    let mut request = Request::post(format!("{}/oauth2/register", world.site()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    world.fetch(request.body(body.into()).unwrap())
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn send(world: &World, metadata: &Value) -> Response<Bytes> {
    post(world, &[JSON], metadata.to_string())
}

fn send_with(world: &World, authorization: &str, metadata: &Value) -> Response<Bytes> {
    post(world, &[JSON, ("authorization", authorization)], metadata.to_string())
}

#[track_caller]
fn registered(response: &Response<Bytes>) -> Value {
    assert_eq!(response.status(), 201, "{:?}", response.body());
    serde_json::from_slice(response.body()).unwrap()
}

/// The metadata of a client without a secret.
fn public() -> Value {
    json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none"})
}

/// The header with a new token of a client that may register others, and the client's id.
fn registrar(world: &World) -> (String, String) {
    let client = world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.allowed_oauth_flows_user_pool_client = Some(true);
        client.settings.allowed_oauth_flows = Some(vec!["client_credentials".into()]);
        client.settings.allowed_oauth_scopes = Some(vec![SCOPE.into()]);
    });
    (bearer(world, &client.client_id, &client.client_secret.unwrap()), client.client_id)
}

/// The header with a token of a client for itself.
fn bearer(world: &World, id: &str, secret: &str) -> String {
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    format!("Bearer {}", world.token(&form)["access_token"].as_str().unwrap())
}

/// The ids of the clients of a type.
fn listed(world: &World, of_type: &str) -> Vec<String> {
    let answer = world.pool_ok("ListUserPoolClients", json!({"ClientType": of_type}));
    let id = |client: &Value| client["ClientId"].as_str().unwrap().to_owned();
    answer["UserPoolClients"].as_array().unwrap().iter().map(id).collect()
}

#[test]
fn a_public_client_registers_itself_and_signs_in_a_user() {
    let mut world = open(300);
    let metadata = json!({
        "client_name": "My app", "scope": "openid email", "grant_types": ["authorization_code"],
        "response_types": ["code"], "logo_uri": "https://app.example.com/logo.png",
    });
    let response = send(&world, &merged(public(), &metadata));
    let client = registered(&response);
    let id = client["client_id"].as_str().unwrap().to_owned();
    let expected = json!({
        "client_id": id,
        "client_id_issued_at": world.clock.now().seconds(),
        "client_name": "My app",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "scope": "openid email",
    });
    assert_eq!(client, expected);
    for (name, expected) in [
        ("content-type", "application/json;charset=UTF-8"),
        ("cache-control", "no-cache, no-store, max-age=0, must-revalidate"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(response.headers()[name], expected);
    }

    let others = world.client.clone();
    world.client.clone_from(&id);
    let challenge = code_challenge();
    let code = world.browser().code(&[
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
        ("scope", "openid email"),
    ]);
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &*id),
        ("redirect_uri", CALLBACK),
        ("code", &*code),
        ("code_verifier", VERIFIER),
    ];
    let tokens = world.token(&form);
    let claims = claims_of(&tokens["access_token"]);
    assert_eq!((&claims["client_id"], &claims["username"]), (&json!(id), &json!("ana")));
    let refresh = tokens["refresh_token"].as_str().unwrap();
    world.token(&[("grant_type", "refresh_token"), ("client_id", &id), ("refresh_token", refresh)]);

    assert_eq!(listed(&world, "DCR"), [&*id]);
    let regular = listed(&world, "REGULAR");
    assert!(regular.contains(&others) && !regular.contains(&id), "{regular:?}");
    world.pool_ok("DeleteUserPoolClient", json!({"ClientId": id}));
    assert_eq!(listed(&world, "DCR"), [""; 0]);
    assert_eq!(
        world.token_refused(&[
            ("grant_type", "refresh_token"),
            ("client_id", &id),
            ("refresh_token", refresh)
        ]),
        "400 invalid_client"
    );
}

#[test]
fn a_machine_registers_with_a_token_and_gets_a_token_of_its_own() {
    let world = open(301);
    let (token, _) = registrar(&world);
    let metadata = json!({"grant_types": ["client_credentials"], "scope": READ});
    let client = registered(&send_with(&world, &token, &metadata));
    let text = |name: &str| client[name].as_str().unwrap();
    assert_eq!(
        (text("token_endpoint_auth_method"), &client["client_secret_expires_at"]),
        ("client_secret_basic", &json!(0))
    );
    assert_eq!(
        (&client["grant_types"], &client["response_types"]),
        (&json!(["client_credentials"]), &json!([]))
    );
    assert_eq!((text("client_secret").len(), text("client_name")), (52, "Registered client"));
    let header = basic(text("client_id"), text("client_secret"));
    let response =
        world.post("/oauth2/token", &[("authorization", &header)], &[("grant_type", "client_credentials")]);
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(claims_of(&body["access_token"])["scope"], READ);
    // The token is good for further registrations while it is valid.
    registered(&send_with(&world, &token, &merged(public(), &json!({"scope": "openid"}))));
}

#[test]
fn a_client_that_names_no_scope_gets_all_that_it_may_have() {
    let world = configured(
        302,
        json!({
            "OpenDcrEnabled": true,
            "AllowedScopes": ["aws.cognito.signin.user.admin", READ, "https://api.example.com/none", SCOPE],
        }),
    );
    let client = registered(&send(&world, &public()));
    assert_eq!(client["scope"], format!("openid email phone profile aws.cognito.signin.user.admin {READ}"));
    let (token, _) = registrar(&world);
    let client = registered(&send_with(&world, &token, &json!({"grant_types": ["client_credentials"]})));
    assert_eq!(client["scope"], READ);
    // Without an allowed scope of a resource server there is none for a machine.
    let world = configured(303, json!({}));
    let (token, _) = registrar(&world);
    let response = send_with(&world, &token, &json!({"grant_types": ["client_credentials"]}));
    assert!(refused(&response).starts_with("400 invalid_client_metadata"));
}

#[test]
fn clients_register_only_where_and_how_the_pool_lets_them() {
    let off = "403 access_denied Clients cannot register here";
    let open_off = "403 access_denied Clients cannot register here without an access token";
    for (number, configuration, expected) in [
        (0, json!({"EnableStatus": "Disabled", "OpenDcrEnabled": true}), off),
        (1, json!({}), open_off),
        (2, json!({"OpenDcrEnabled": false}), open_off),
        (3, json!({"OpenDcrEnabled": true, "OpenDcrGrantTypes": []}), open_off),
        (4, json!({"OpenDcrEnabled": true, "OpenDcrGrantTypes": ["implicit"]}), open_off),
    ] {
        let world = configured(310 + number, configuration.clone());
        assert_eq!(refused(&send(&world, &public())), expected, "{configuration}");
    }
    let world = scene(320);
    assert_eq!(refused(&send(&world, &public())), off);
    assert_eq!(refused(&send_with(&world, "Bearer x", &public())), off);
    let mut nowhere = open(321);
    nowhere.pool = "us-east-1_Nowhere00".into();
    assert_eq!(refused(&send(&nowhere, &public())), off);
    let world = configured(322, json!({"OpenDcrEnabled": true, "AuthenticatedGrantTypes": []}));
    let (token, _) = registrar(&world);
    assert_eq!(
        refused(&send_with(&world, &token, &public())),
        "403 access_denied Clients cannot register here with an access token"
    );
    registered(&send(&world, &public()));
}

#[test]
fn metadata_that_the_pool_does_not_allow_is_refused() {
    let world = configured(
        330,
        json!({
            "OpenDcrEnabled": true, "AllowedScopes": [READ, "https://api.example.com/none", SCOPE],
        }),
    );
    let (token, _) = registrar(&world);
    let before = listed(&world, "DCR");
    let (uri, metadata) = ("400 invalid_redirect_uri", "400 invalid_client_metadata");
    for (change, expected) in [
        (json!({"redirect_uris": []}), uri),
        (json!({"redirect_uris": null}), uri),
        (json!({"redirect_uris": ["https://app.example.com/cb#x"]}), uri),
        (json!({"redirect_uris": ["http://app.example.com/cb"]}), uri),
        (json!({"redirect_uris": [CALLBACK, "javascript:alert(1)"]}), uri),
        (json!({"redirect_uris": "https://app.example.com/cb"}), metadata),
        (json!({"grant_types": ["client_credentials"]}), metadata),
        (json!({"grant_types": ["implicit"]}), metadata),
        (json!({"scope": "https://api.example.com/write"}), metadata),
        (json!({"scope": "https://api.example.com/none"}), metadata),
        (json!({"scope": "aws.cognito.signin.user.admin"}), metadata),
        (json!({"scope": SCOPE}), metadata),
        (json!({"client_name": "\"><script>alert(1)</script>"}), metadata),
        (json!({"client_name": {"a": 1}}), metadata),
    ] {
        let found = refused(&send(&world, &merged(public(), &change)));
        assert!(found.starts_with(expected), "{change}: {found}");
    }
    let machine = json!({"grant_types": ["client_credentials"], "scope": READ});
    for change in [
        json!({"token_endpoint_auth_method": "none"}),
        json!({"grant_types": ["client_credentials", "authorization_code"], "redirect_uris": [CALLBACK]}),
        json!({"scope": SCOPE}),
    ] {
        let found = refused(&send_with(&world, &token, &merged(machine.clone(), &change)));
        assert!(found.starts_with(metadata), "{change}: {found}");
    }
    assert_eq!(listed(&world, "DCR"), before);
}

#[test]
fn a_body_that_is_not_one_clear_json_object_is_refused() {
    let world = open(340);
    let good = public().to_string();
    let doubled = good.replacen('{', r#"{"redirect_uris":["https://evil.example/"],"#, 1);
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(40), "]".repeat(40));
    for body in
        [&*doubled, "", "{", "[]", "null", "\"text\"", "grant_types=x", &deep, &format!("{good} {good}")]
    {
        let found = refused(&post(&world, &[JSON], body.to_owned()));
        assert!(found.starts_with("400 invalid_client_metadata"), "{body}: {found}");
    }
    let huge = merged(public(), &json!({"x": "x".repeat(128 * 1024)})).to_string();
    assert_eq!(post(&world, &[JSON], huge).status(), 413);
    for kind in ["application/x-www-form-urlencoded", "text/plain", "application/json-patch+json", ""] {
        let found = refused(&post(&world, &[("content-type", kind)], good.clone()));
        assert!(found.starts_with("400 invalid_request"), "{kind}: {found}");
    }
    assert!(refused(&post(&world, &[], good.clone())).starts_with("400 invalid_request"));
    registered(&post(&world, &[("content-type", "Application/JSON; charset=utf-8")], good.clone()));
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = Request::builder().method(method).uri(format!("{}/oauth2/register", world.site()));
        assert_eq!(world.fetch(request.body(Bytes::new()).unwrap()).status(), 405);
    }
}

#[test]
fn a_token_must_be_valid_in_the_pool_and_have_the_scope() {
    let world = open(350);
    let (good, client) = registrar(&world);
    let send = |header: &str| send_with(&world, header, &public());
    registered(&send(&good));
    let user = world.tokens("ana");
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}{}", &signature[1..], &signature[..1]);
    for header in [
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        &basic("a", "b"),
        &good["Bearer ".len()..],
        &forged,
        &format!("Bearer {}", user.id_token.unwrap().as_str()),
        &format!("Bearer {}", user.refresh_token.unwrap().as_str()),
    ] {
        let response = send(header);
        assert_eq!(refused(&response), "401 invalid_token The access token is not valid", "{header}");
        assert_eq!(response.headers()["www-authenticate"], "Bearer error=\"invalid_token\"");
    }
    let other = machine(&world);
    let other = bearer(&world, &other.client_id, &other.client_secret.unwrap());
    for header in [other, format!("Bearer {}", user.access_token.unwrap().as_str())] {
        let response = send(&header);
        assert!(refused(&response).starts_with("403 insufficient_scope"), "{header}");
        let challenge = "Bearer error=\"insufficient_scope\", scope=\"aws.cognito/dcr/register\"";
        assert_eq!(response.headers()["www-authenticate"], challenge);
    }
    // The client of the token is deleted.
    world.pool_ok("DeleteUserPoolClient", json!({"ClientId": client}));
    assert!(refused(&send(&good)).starts_with("401 invalid_token"));
    // It is expired.
    let (good, _) = registrar(&world);
    world.clock.advance(3599);
    registered(&send(&good));
    world.clock.advance(1);
    assert!(refused(&send(&good)).starts_with("401 invalid_token"));
}

#[test]
fn the_token_of_another_pool_is_not_valid() {
    let world = open(351);
    let (token, _) = registrar(&world);
    registered(&send_with(&world, &token, &public()));
    let world = world.moved_to(json!({"PoolName": "other", "DcrConfiguration": {"OpenDcrEnabled": true}}));
    assert!(refused(&send_with(&world, &token, &public())).starts_with("401 invalid_token"));
    registered(&send(&world, &public()));
}

#[test]
fn the_token_of_a_user_with_the_scope_is_valid_until_the_user_is_signed_out() {
    let world = scene_with(
        352,
        |pool| pool.settings.dcr_configuration = Some(typed(json!({"EnableStatus": "Enabled"}))),
        |client| client.settings.allowed_oauth_scopes.as_mut().unwrap().push(SCOPE.into()),
    );
    let tokens = world.redeem(&world.browser().code(&[("scope", SCOPE)]));
    let header = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    registered(&send_with(&world, &header, &public()));
    world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    assert!(refused(&send_with(&world, &header, &public())).starts_with("401 invalid_token"));
}

#[test]
fn the_scope_of_registrations_belongs_to_a_server_of_the_service() {
    let world = open(360);
    let named = json!({"Identifier": "aws.cognito/dcr"});
    let shown = world.pool_ok("DescribeResourceServer", named.clone())["ResourceServer"].clone();
    assert_eq!(
        (&shown["ManagedBy"], &shown["Scopes"][0]["ScopeName"]),
        (&json!("COGNITO"), &json!("register"))
    );
    let all = world.pool_ok("ListResourceServers", json!({}))["ResourceServers"].clone();
    assert_eq!((&all[0], all[1].get("ManagedBy"), all.as_array().unwrap().len()), (&shown, None, 2));
    let refusal = "InvalidParameterException: aws.cognito/dcr is a resource server of the service.";
    let with_name = merged(named.clone(), &json!({"Name": "x"}));
    assert_eq!(world.pool_refused("DeleteResourceServer", named.clone()), refusal);
    assert_eq!(world.pool_refused("UpdateResourceServer", with_name.clone()), refusal);
    assert_eq!(world.pool_refused("CreateResourceServer", with_name.clone()), refusal);
    let off = scene(361);
    assert_eq!(off.pool_refused("CreateResourceServer", with_name), refusal);
    let unknown = "ResourceNotFoundException: Resource server aws.cognito/dcr does not exist.";
    assert_eq!(off.pool_refused("DescribeResourceServer", named), unknown);
    let client = json!({"ClientName": "x", "AllowedOAuthScopes": [SCOPE]});
    assert!(off.pool_refused("CreateUserPoolClient", client).starts_with("ScopeDoesNotExistException"));
}

#[test]
fn an_update_of_the_pool_keeps_the_configuration_or_replaces_it() {
    let world = open(370);
    let (token, client) = registrar(&world);
    world.pool_ok("UpdateUserPool", json!({"PoolName": "renamed"}));
    registered(&send(&world, &public()));
    world.pool_ok("UpdateUserPool", json!({"DcrConfiguration": {}}));
    assert!(refused(&send(&world, &public())).starts_with("403 access_denied"));
    registered(&send_with(&world, &token, &public()));
    world.pool_ok("UpdateUserPool", json!({"DcrConfiguration": {"EnableStatus": "Disabled"}}));
    assert!(refused(&send_with(&world, &token, &public())).starts_with("403 access_denied"));
    let all = world.pool_ok("ListResourceServers", json!({}))["ResourceServers"].clone();
    assert_eq!(all.as_array().unwrap().len(), 1);
    // The client still lists the scope, which no token gets.
    let secret = world.pool_ok("DescribeUserPoolClient", json!({"ClientId": client}));
    let secret = secret["UserPoolClient"]["ClientSecret"].as_str().unwrap();
    let form = [("grant_type", "client_credentials"), ("client_id", &*client), ("client_secret", secret)];
    assert_eq!(world.token_refused(&form), "400 invalid_grant");

    let lite = json!({"UserPoolTier": "LITE"});
    world.pool_ok("UpdateUserPool", lite.clone());
    for request in [json!({"DcrConfiguration": {}}), json!({"DcrConfiguration": {"EnableStatus": "Enabled"}})]
    {
        let refusal = world.pool_refused("UpdateUserPool", request.clone());
        assert!(refusal.starts_with("FeatureUnavailableInTierException"), "{request}: {refusal}");
    }
    let refusal = open(371).pool_refused("UpdateUserPool", lite);
    assert!(refusal.starts_with("FeatureUnavailableInTierException"), "{refusal}");
}

#[test]
fn a_registered_client_keeps_its_secret_and_never_gets_the_scope() {
    let world = open(380);
    let client = registered(&send(&world, &json!({"redirect_uris": [CALLBACK]})));
    let named = json!({"ClientId": client["client_id"]});
    let shown = world.pool_ok("DescribeUserPoolClient", named.clone())["UserPoolClient"].clone();
    assert_eq!(shown["ClientSecret"], client["client_secret"]);
    assert_eq!(shown["PreventUserExistenceErrors"], "ENABLED");
    let refusal = world.pool_refused("AddUserPoolClientSecret", named.clone());
    assert_eq!(
        refusal,
        "InvalidParameterException: An app client that has registered itself has one secret only."
    );
    let update = merged(named.clone(), &json!({"AllowedOAuthScopes": [SCOPE]}));
    assert_eq!(
        world.pool_refused("UpdateUserPoolClient", update),
        "InvalidParameterException: An app client that has registered itself cannot have the scope {}."
            .replace("{}", SCOPE)
    );
    world.pool_ok("UpdateUserPoolClient", merged(named, &json!({"AllowedOAuthScopes": ["openid"]})));
    assert_eq!(listed(&world, "DCR").len(), 1, "an update does not change the type");
}

#[test]
fn pages_do_not_show_what_a_client_says_about_itself() {
    let mut world = open(381);
    let callback = "https://evil.example/'\"><script>alert(1)</script>";
    let metadata = merged(public(), &json!({"client_name": "Trusted Bank", "redirect_uris": [callback]}));
    let client = registered(&send(&world, &metadata));
    world.client = client["client_id"].as_str().unwrap().to_owned();
    let page = world.browser().open(&world.page("/oauth2/authorize", &[("redirect_uri", callback)]));
    assert_eq!(page.status, 200, "{page:?}");
    assert!(!page.html.contains("<script>alert") && !page.html.contains("Trusted Bank"), "{}", page.html);
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("form-action 'self' https:;") && !policy.contains("evil"), "{policy}");
}

#[test]
fn clients_that_register_count_against_the_quota() {
    let world = World::built(
        382,
        |builder| builder.service_quotas(),
        |pool| pool.settings.dcr_configuration = Some(typed(json!({"OpenDcrEnabled": true}))),
        |_| {},
    );
    for _ in 1..1000 {
        registered(&send(&world, &public()));
        world.clock.advance(1);
    }
    assert_eq!(
        refused(&send(&world, &public())),
        "403 access_denied A user pool can have at most 1000 app clients."
    );
}

#[test]
fn the_rate_limiter_of_the_host_is_asked() {
    let calls: Arc<Mutex<Vec<PublicCall>>> = Arc::default();
    let seen = Arc::clone(&calls);
    let world = World::built(
        383,
        |builder| {
            builder.rate_limiter(move |call: &PublicCall| {
                seen.lock().unwrap().push(call.clone());
                seen.lock().unwrap().len() < 2
            })
        },
        |pool| pool.settings.dcr_configuration = Some(typed(json!({"OpenDcrEnabled": true}))),
        |_| {},
    );
    let response = send(&world, &public());
    let handled = response.extensions().get::<userpool::Handled>().unwrap();
    assert_eq!(handled.client_id.as_deref(), registered(&response)["client_id"].as_str());
    assert_eq!(refused(&send(&world, &public())), "429 temporarily_unavailable");
    let calls = calls.lock().unwrap();
    assert_eq!(
        (calls[0].operation, calls[0].user_pool_id.as_deref()),
        ("/oauth2/register", Some(&*world.pool))
    );
}

#[test]
fn the_endpoint_is_at_the_domain_too_and_in_the_metadata_of_the_pool() {
    let world = open(384);
    let request =
        Request::post("/oauth2/register").header("host", "demo.localhost:9229").header(JSON.0, JSON.1);
    registered(&world.fetch(request.body(public().to_string().into()).unwrap()));
    let preflight = Request::builder()
        .method(Method::OPTIONS)
        .uri(format!("{}/oauth2/register", world.site()))
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type");
    let preflight = world.fetch(preflight.body(Bytes::new()).unwrap());
    assert_eq!(preflight.headers()["access-control-allow-headers"], "authorization,content-type");

    let endpoint = |world: &World| {
        let document = world.document(&format!("{}/.well-known/openid-configuration", world.site()));
        let document: Value = serde_json::from_slice(document.body()).unwrap();
        document.get("registration_endpoint").cloned()
    };
    assert_eq!(endpoint(&world), Some(json!(format!("{}/oauth2/register", world.site()))));
    assert_eq!(endpoint(&scene(385)), None);
}
