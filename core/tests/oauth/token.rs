//! `/oauth2/token`, `/oauth2/userInfo`, `/oauth2/revoke`.

use http::Request;
use serde_json::{Value, json};

use crate::scene::{
    CALLBACK, VERIFIER, basic, claims_of, code_challenge, machine, refused, scene, scene_with,
};
use crate::world::{PASSWORD, World};

#[test]
fn a_machine_gets_a_token_for_its_scopes_by_either_way_of_authentication() {
    let world = scene(1);
    let client = machine(&world);
    let (id, secret) = (client.client_id, client.client_secret.unwrap());
    let form = [("grant_type", "client_credentials")];
    let by_header = world.post("/oauth2/token", &[("authorization", &basic(&id, &secret))], &form);
    assert_eq!(by_header.status(), 200);
    for (name, expected) in [
        ("content-type", "application/json;charset=UTF-8"),
        ("cache-control", "no-cache, no-store, max-age=0, must-revalidate"),
        ("access-control-allow-origin", "*"),
    ] {
        assert_eq!(by_header.headers()[name], expected);
    }
    assert!(by_header.headers().contains_key("x-amz-cognito-request-id"));
    let body: Value = serde_json::from_slice(by_header.body()).unwrap();
    assert_eq!((&body["expires_in"], &body["token_type"]), (&json!(3600), &json!("Bearer")));
    assert_eq!(body.as_object().unwrap().len(), 3);
    let claims = claims_of(&body["access_token"]);
    assert_eq!((&claims["sub"], &claims["client_id"]), (&json!(id), &json!(id)));
    assert_eq!((&claims["scope"], &claims["version"]), (&json!("https://api.example.com/read"), &json!(2)));

    let scope = ("scope", "https://api.example.com/read");
    let posted = [form[0], ("client_id", &id), ("client_secret", &secret), scope];
    assert_eq!(claims_of(&world.token(&posted)["access_token"])["scope"], scope.1);
}

#[test]
fn requests_for_machine_tokens_are_refused_with_the_errors_of_the_service() {
    let world = scene(2);
    let client = machine(&world);
    let (id, secret) = (&*client.client_id, client.client_secret.clone().unwrap());
    let good = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", &*secret)];
    let with = |other: (&'static str, &'static str)| [good[0], good[1], good[2], other];
    for (form, expected) in [
        (with(("scope", "https://api.example.com/none")).to_vec(), "400 invalid_scope"),
        (with(("scope", "https://api.example.com/write")).to_vec(), "400 invalid_grant"),
        (with(("scope", "openid")).to_vec(), "400 invalid_grant"),
        (vec![good[0], good[1]], "400 invalid_client invalid_client_secret"),
        (vec![good[0], good[1], ("client_secret", "wrong")], "400 invalid_client invalid_client_secret"),
        (vec![good[0], ("client_id", "unknown"), good[2]], "400 invalid_client"),
        (vec![good[0], ("client_id", "a/b"), good[2]], "400 invalid_client"),
        (vec![good[0]], "400 invalid_request"),
        (vec![good[1], good[2]], "400 invalid_request"),
        (vec![("grant_type", "password"), good[1], good[2]], "400 unsupported_grant_type"),
        (with(("aws_client_metadata", "no json")).to_vec(), "400 invalid_request"),
        (with(("aws_client_metadata", r#"{"a": 1}"#)).to_vec(), "400 invalid_request"),
    ] {
        assert_eq!(world.token_refused(&form), expected, "{form:?}");
    }
    assert!(world.token_refused(&[good[0], good[0], good[1], good[2]]).starts_with("400 invalid_request"));
    // A client for browsers.
    let form = [("grant_type", "client_credentials"), ("client_id", &*world.client)];
    assert_eq!(world.token_refused(&form), "400 unauthorized_client");
    // Two ways of authentication at once, and another client's id beside them.
    let header = basic(id, &secret);
    for form in [good.to_vec(), vec![good[0], ("client_id", &*world.client)]] {
        let response = world.post("/oauth2/token", &[("authorization", &header)], &form);
        assert_eq!(refused(&response), "400 invalid_request");
    }
    let json = Request::post(format!("{}/oauth2/token", world.site()))
        .header("content-type", "application/json")
        .body(bytes::Bytes::from("{}"))
        .unwrap();
    assert!(refused(&world.fetch(json)).starts_with("400 invalid_request"));
}

#[test]
fn both_secrets_of_a_client_are_accepted_while_they_are_exchanged() {
    let world = scene(3);
    let client = machine(&world);
    let added = world.pool_ok("AddUserPoolClientSecret", json!({"ClientId": client.client_id}));
    let second = added["ClientSecretDescriptor"]["ClientSecretValue"].as_str().unwrap().to_owned();
    for secret in [client.client_secret.unwrap().as_str(), &second] {
        world.token(&[
            ("grant_type", "client_credentials"),
            ("client_id", &client.client_id),
            ("client_secret", secret),
        ]);
    }
}

#[test]
fn a_code_is_redeemed_for_the_tokens_of_its_scopes() {
    let world = scene(4);
    let code =
        world.browser().code(&[("scope", "openid email aws.cognito.signin.user.admin"), ("nonce", "n-1")]);
    let tokens = world.redeem(&code);
    assert_eq!((&tokens["expires_in"], &tokens["token_type"]), (&json!(3600), &json!("Bearer")));
    let (access, id) = (claims_of(&tokens["access_token"]), claims_of(&tokens["id_token"]));
    assert_eq!(
        (&access["scope"], &access["version"]),
        (&json!("openid email aws.cognito.signin.user.admin"), &json!(2))
    );
    assert_eq!((&access["username"], &access.get("aud")), (&json!("ana"), &None));
    assert_eq!(
        (&id["nonce"], &id["email"], id.get("name")),
        (&json!("n-1"), &json!("ana@example.com"), None)
    );
    assert_eq!((&id["aud"], id["at_hash"].as_str().unwrap().len()), (&json!(world.client), 22));
    assert_eq!(access["origin_jti"], id["origin_jti"]);
    // The access token is good for the operations of the user.
    let user = world.ok("GetUser", json!({"AccessToken": tokens["access_token"]}));
    assert_eq!(user["Username"], "ana");
    // The refresh token gives the same scopes, and no nonce.
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", &*world.client), ("refresh_token", refresh)];
    let renewed = world.token(&form);
    assert!(renewed.get("refresh_token").is_none());
    assert_eq!(claims_of(&renewed["access_token"])["scope"], access["scope"]);
    assert_eq!(claims_of(&renewed["access_token"])["version"], 2);
    assert_eq!(claims_of(&renewed["id_token"]).get("nonce"), None);
    let more = [form[0], form[1], form[2], ("scope", "profile")];
    assert_eq!(world.token_refused(&more), "400 invalid_scope");
    let wrong = [form[0], form[1], ("refresh_token", "a.b.c.d.e")];
    assert_eq!(world.token_refused(&wrong), "400 invalid_grant");
    assert_eq!(world.token_refused(&form[..2]), "400 invalid_request");
}

#[test]
fn without_openid_there_is_no_id_token_and_a_resource_becomes_the_audience() {
    let world = scene(5);
    let parameters = [("scope", "https://api.example.com/read"), ("resource", "https://api.example.com")];
    let tokens = world.redeem(&world.browser().code(&parameters));
    assert!(tokens.get("id_token").is_none());
    assert_eq!(claims_of(&tokens["access_token"])["aud"], "https://api.example.com");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", &*world.client), ("refresh_token", refresh)];
    let renewed = world.token(&form);
    assert!(renewed.get("id_token").is_none());
    assert_eq!(claims_of(&renewed["access_token"])["aud"], "https://api.example.com");
    // The operations of the user need a scope that this token does not have.
    assert_eq!(
        world.refused("GetUser", json!({"AccessToken": tokens["access_token"]})),
        "NotAuthorizedException: Access Token does not have required scopes"
    );
}

#[test]
fn a_code_that_is_used_twice_ends_the_tokens_of_its_first_use() {
    let world = scene(6);
    let code = world.browser().code(&[]);
    let tokens = world.redeem(&code);
    let access = json!({"AccessToken": tokens["access_token"]});
    world.ok("GetUser", access.clone());
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", &*world.client),
        ("redirect_uri", CALLBACK),
        ("code", &*code),
    ];
    assert_eq!(world.token_refused(&form), "400 invalid_grant");
    assert_eq!(world.refused("GetUser", access), "NotAuthorizedException: Access Token has been revoked");
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", &*world.client), ("refresh_token", refresh)];
    assert_eq!(world.token_refused(&form), "400 invalid_grant");
}

#[test]
fn a_code_is_bound_to_its_client_address_and_verifier_and_expires() {
    let world = scene(7);
    let challenge = code_challenge();
    let pkce = [("code_challenge", &*challenge), ("code_challenge_method", "S256")];
    let code = world.browser().code(&pkce);
    let other = world.add_client(crate::scene::for_browsers).client_id;
    let form = |client: &str, uri: &str, code: &str, verifier: &str| {
        world.token_refused(&[
            ("grant_type", "authorization_code"),
            ("client_id", client),
            ("redirect_uri", uri),
            ("code", code),
            ("code_verifier", verifier),
        ])
    };
    let client = &*world.client;
    assert_eq!(form(&other, CALLBACK, &code, VERIFIER), "400 invalid_grant");
    assert_eq!(form(client, "myapp://cb?x=1", &code, VERIFIER), "400 unauthorized_client invalid_redirect");
    assert_eq!(form(client, CALLBACK, &code, ""), "400 invalid_grant Invalid code_verifier");
    assert_eq!(form(client, CALLBACK, &code, "wrong"), "400 invalid_grant Invalid code_verifier");
    assert_eq!(form(client, CALLBACK, "no-code", VERIFIER), "400 invalid_grant");
    assert_eq!(form(client, "", &code, VERIFIER), "400 invalid_request");
    let good = [
        ("grant_type", "authorization_code"),
        ("client_id", client),
        ("redirect_uri", CALLBACK),
        ("code", &*code),
        ("code_verifier", VERIFIER),
    ];
    world.token(&good);
    // A verifier for a code without a challenge.
    let plain = world.browser().code(&[]);
    assert_eq!(form(client, CALLBACK, &plain, VERIFIER), "400 invalid_grant Invalid code_verifier");
    let late = world.browser().code(&[]);
    world.clock.advance(301);
    assert_eq!(form(client, CALLBACK, &late, ""), "400 invalid_grant");
}

#[test]
fn a_code_of_a_user_who_was_signed_out_or_disabled_is_refused() {
    for operation in ["AdminUserGlobalSignOut", "AdminDisableUser", "AdminDeleteUser"] {
        let world = scene(8);
        let code = world.browser().code(&[]);
        world.pool_ok(operation, json!({"Username": "ana"}));
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", &*world.client),
            ("redirect_uri", CALLBACK),
            ("code", &*code),
        ];
        assert_eq!(world.token_refused(&form), "400 invalid_grant", "{operation}");
    }
}

#[test]
fn a_client_that_rotates_its_refresh_tokens_gets_the_next_one() {
    let world = scene_with(
        9,
        |_| {},
        |client| {
            client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_SRP_AUTH".into()]);
            client.settings.refresh_token_rotation = Some(crate::world::typed(json!({"Feature": "ENABLED"})));
        },
    );
    let tokens = world.redeem(&world.browser().code(&[]));
    let refresh = tokens["refresh_token"].as_str().unwrap().to_owned();
    let form = |token: &str| {
        world.post(
            "/oauth2/token",
            &[],
            &[("grant_type", "refresh_token"), ("client_id", &world.client), ("refresh_token", token)],
        )
    };
    let renewed: Value = serde_json::from_slice(form(&refresh).body()).unwrap();
    let next = renewed["refresh_token"].as_str().unwrap();
    assert_eq!(form(next).status(), 200);
    // The old one again ends all.
    assert_eq!(refused(&form(&refresh)), "400 invalid_grant");
    assert_eq!(refused(&form(next)), "400 invalid_grant");
}

fn user_info(world: &World, token: &str) -> http::Response<bytes::Bytes> {
    let request = Request::get(format!("{}/oauth2/userInfo", world.site()))
        .header("authorization", format!("Bearer {token}"))
        .body(bytes::Bytes::new())
        .unwrap();
    world.fetch(request)
}

#[test]
fn the_claims_of_a_user_are_texts_and_follow_the_scopes() {
    let world = scene(10);
    for (scope, shown) in [
        ("openid", vec!["email", "email_verified", "name", "sub", "username"]),
        ("openid email", vec!["email", "email_verified", "sub", "username"]),
        ("openid profile", vec!["name", "sub", "username"]),
        ("openid phone", vec!["sub", "username"]),
    ] {
        let tokens = world.redeem(&world.browser().code(&[("scope", scope)]));
        let response = user_info(&world, tokens["access_token"].as_str().unwrap());
        assert_eq!(response.status(), 200, "{:?}", response.body());
        let body: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(body.as_object().unwrap().keys().collect::<Vec<_>>(), shown, "{scope}");
        assert!(body.as_object().unwrap().values().all(Value::is_string), "{body}");
    }
}

#[test]
fn a_token_without_openid_or_of_another_pool_or_no_token_shows_no_claims() {
    let world = scene(11);
    let without = world.tokens("ana").access_token.unwrap();
    let said = |response: http::Response<bytes::Bytes>| {
        let header = response.headers()["www-authenticate"].to_str().unwrap().to_owned();
        (response.status().as_u16(), header)
    };
    let bad = "Access token is expired, disabled, or deleted, or the user has globally signed out.";
    let (status, header) = said(user_info(&world, &without));
    assert_eq!(
        (status, &*header),
        (403, &*format!("error=\"insufficient_scope\", error_description=\"{bad}\""))
    );
    let (status, header) = said(user_info(&world, "x.y.z"));
    assert_eq!((status, &*header), (401, &*format!("error=\"invalid_token\", error_description=\"{bad}\"")));
    let request =
        Request::get(format!("{}/oauth2/userInfo", world.site())).body(bytes::Bytes::new()).unwrap();
    let (status, header) = said(world.fetch(request));
    let expected = "error=\"invalid_request\", error_description=\"Bad OAuth2 request at UserInfo Endpoint\"";
    assert_eq!((status, &*header), (400, expected));

    let tokens = world.redeem(&world.browser().code(&[]));
    let token = tokens["access_token"].as_str().unwrap().to_owned();
    world.pool_ok("AdminUserGlobalSignOut", json!({"Username": "ana"}));
    assert_eq!(user_info(&world, &token).status(), 401);
    let elsewhere = world.moved_to(json!({"PoolName": "other"}));
    assert_eq!(user_info(&elsewhere, &token).status(), 401);
}

#[test]
fn a_revoked_token_is_ended_and_revocation_can_be_repeated() {
    let world = scene(12);
    let tokens = world.redeem(&world.browser().code(&[]));
    let refresh = tokens["refresh_token"].as_str().unwrap();
    let revoke = |form: &[(&str, &str)]| world.post("/oauth2/revoke", &[], form);
    let form = [("client_id", &*world.client), ("token", refresh)];
    for _ in 0..2 {
        let response = revoke(&form);
        assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
    }
    let refreshed = [("grant_type", "refresh_token"), form[0], ("refresh_token", refresh)];
    assert_eq!(world.token_refused(&refreshed), "400 invalid_grant");
    for (form, expected) in [
        (vec![form[0]], "400 invalid_request"),
        (vec![form[1]], "400 invalid_request"),
        (vec![form[0], ("token", tokens["access_token"].as_str().unwrap())], "400 unsupported_token_type"),
        (vec![("client_id", "unknown"), form[1]], "401 invalid_client"),
    ] {
        assert_eq!(refused(&revoke(&form)), expected);
    }
    assert_eq!(revoke(&[form[0], ("token", "a.b.c.d.e")]).status(), 200);
    let without = world.add_client(|client| client.settings.enable_token_revocation = Some(false)).client_id;
    assert_eq!(refused(&revoke(&[("client_id", &without), form[1]])), "400 invalid_request");
}

#[test]
fn the_refresh_token_of_a_sign_in_by_the_api_is_accepted() {
    let world = scene(13);
    let refresh = world
        .password_sign_in("ana", PASSWORD)
        .unwrap()
        .authentication_result
        .unwrap()
        .refresh_token
        .unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", &*world.client), ("refresh_token", &*refresh)];
    let renewed = world.token(&form);
    assert_eq!(claims_of(&renewed["access_token"]).get("version"), None);
    assert!(renewed["id_token"].is_string());
}

#[test]
fn discovery_names_the_endpoints_below_its_own_address() {
    let world = scene(14);
    for name in ["openid-configuration", "oauth-authorization-server"] {
        let document = world.document(&format!("{}/.well-known/{name}", world.site()));
        let document: Value = serde_json::from_slice(document.body()).unwrap();
        for (member, path) in [
            ("authorization_endpoint", "/oauth2/authorize"),
            ("token_endpoint", "/oauth2/token"),
            ("userinfo_endpoint", "/oauth2/userInfo"),
            ("revocation_endpoint", "/oauth2/revoke"),
            ("end_session_endpoint", "/logout"),
        ] {
            assert_eq!(document[member], format!("{}{path}", world.site()));
        }
    }
}

#[test]
fn endpoints_are_found_by_the_domain_of_the_pool_and_not_by_another() {
    let world = scene(15);
    let client = machine(&world);
    let body = crate::scene::encoded(&[
        ("grant_type", "client_credentials"),
        ("client_id", &client.client_id),
        ("client_secret", &client.client_secret.unwrap()),
    ]);
    let status = |host: &str| {
        let request = Request::post(format!("http://{host}/oauth2/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(bytes::Bytes::from(body.clone()))
            .unwrap();
        world.fetch(request).status().as_u16()
    };
    assert_eq!(status("demo.auth.us-east-1.amazoncognito.com"), 200);
    assert_eq!(status("demo.localhost:9229"), 200);
    assert_eq!(status("other.localhost:9229"), 400);
    assert_eq!(status("localhost:9229"), 405);
}

#[test]
fn a_domain_has_the_rates_of_the_service_if_the_host_wants_them() {
    let world = World::built(
        16,
        |builder| builder.storage(userpool::storage::MemoryStorage::default()).service_quotas(),
        |_| {},
        |_| {},
    );
    let form = [("grant_type", "client_credentials"), ("client_id", &*world.client)];
    let ask = || world.post("/oauth2/token", &[], &form).status().as_u16();
    // The rate of machine tokens, 150 a second, is used up before that of the domain.
    assert!((0..150).all(|_| ask() == 400));
    assert!((0..300).any(|_| ask() == 429));
    let pages = || world.browser().get(&format!("{}/error", world.site())).status;
    assert_eq!(pages(), 400);
    assert!((0..1000).any(|_| pages() == 429));
}
