//! `InitiateAuth`: `USER_PASSWORD_AUTH`, flows and parameters.

use userpool::{
    error::{InvalidParameter, NotAuthorized, UserNotFound},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, World, assert_refused, claims};

#[test]
fn a_password_sign_in_gives_bearer_tokens_of_one_family() {
    let world = World::new(1).confirmed("ana");
    let output = world.password_sign_in("ana", PASSWORD).unwrap();
    assert_eq!(output.challenge_parameters, Some(Default::default()));
    assert!(output.challenge_name.is_none() && output.session.is_none());
    let result = output.authentication_result.unwrap();
    assert_eq!((result.expires_in, result.token_type.as_deref()), (3600, Some("Bearer")));

    let (access, id) = (claims(&result.access_token), claims(&result.id_token));
    let issuer = format!("https://cognito-idp.us-east-1.amazonaws.com/{}", world.pool);
    for token in [&access, &id] {
        assert_eq!(token["iss"], *issuer);
        assert_eq!(token["exp"].as_u64().unwrap() - token["iat"].as_u64().unwrap(), 3600);
        assert_eq!(token["auth_time"], world.clock.now().seconds());
        assert_eq!(token["sub"], access["sub"]);
        assert_eq!(token["event_id"], access["event_id"]);
    }
    assert_eq!(access["origin_jti"], id["origin_jti"]);
    assert_ne!(access["jti"], id["jti"]);
    assert_eq!(access["token_use"], "access");
    assert_eq!(access["client_id"], *world.client);
    assert_eq!(access["scope"], "aws.cognito.signin.user.admin");
    assert_eq!(access["username"], "ana");
    assert!(access.get("aud").is_none() && access.get("email").is_none());
    assert_eq!(id["token_use"], "id");
    assert_eq!(id["aud"], *world.client);
    assert_eq!(id["cognito:username"], "ana");
    assert_eq!((&id["email"], &id["email_verified"]), (&"ana@example.com".into(), &true.into()));

    let again = world.tokens("ana");
    assert_ne!(claims(&again.access_token)["origin_jti"], access["origin_jti"]);
}

#[test]
fn missing_parameters_are_named() {
    let world = World::new(7).confirmed("ana");
    for (flow, given, missing) in [
        ("USER_SRP_AUTH", &[][..], "USERNAME"),
        ("USER_SRP_AUTH", &[("USERNAME", "ana")][..], "SRP_A"),
        ("USER_PASSWORD_AUTH", &[("USERNAME", "ana")][..], "PASSWORD"),
        ("REFRESH_TOKEN_AUTH", &[][..], "REFRESH_TOKEN"),
        ("REFRESH_TOKEN", &[][..], "REFRESH_TOKEN"),
    ] {
        assert_refused(world.initiate(flow, given), InvalidParameter::Missing(missing));
    }
}

#[test]
fn each_flow_that_the_client_does_not_allow_has_its_own_text() {
    let world = World::with(
        8,
        MemoryStorage::default(),
        |_| {},
        |client| client.settings.explicit_auth_flows = Some(vec!["ALLOW_REFRESH_TOKEN_AUTH".into()]),
    )
    .confirmed("ana");
    for (flow, refusal) in [
        ("USER_SRP_AUTH", InvalidParameter::UserSrpAuthNotEnabled),
        ("USER_PASSWORD_AUTH", InvalidParameter::UserPasswordAuthNotEnabled),
        ("CUSTOM_AUTH", InvalidParameter::CustomAuthNotEnabled),
        ("USER_AUTH", InvalidParameter::UserAuthNotEnabled),
        ("ADMIN_USER_PASSWORD_AUTH", InvalidParameter::AuthFlowNotSupported),
    ] {
        assert_refused(world.initiate(flow, &[("USERNAME", "ana")]), refusal);
    }
    let admin = |flow: &str| {
        world.send(AdminInitiateAuth {
            user_pool_id: world.pool.clone(),
            client_id: world.client.clone(),
            auth_flow: flow.into(),
            ..Default::default()
        })
    };
    assert_refused(admin("ADMIN_NO_SRP_AUTH"), InvalidParameter::AuthFlowNotEnabled);
    assert_refused(admin("USER_PASSWORD_AUTH"), InvalidParameter::AuthFlowNotSupported);
}

#[test]
fn unknown_users_show_where_the_client_shows_them() {
    let world = World::new(9);
    assert_refused(world.password_sign_in("nobody", PASSWORD), UserNotFound::User);
    assert_refused(world.srp_start("nobody").map(|_| ()), UserNotFound::User);
}

#[test]
fn hidden_users_get_a_challenge_of_the_same_shape_and_a_salt_that_stays() {
    let world = World::hiding(10).confirmed("ana");
    let shape = |name: &str| {
        let parameters = world.srp_start(name).unwrap().1.challenge_parameters.unwrap();
        let lengths: Vec<_> = ["SALT", "SECRET_BLOCK"].map(|name| parameters[name].len()).to_vec();
        (parameters.keys().cloned().collect::<Vec<_>>(), lengths, parameters["SALT"].clone(), parameters)
    };
    let (known, unknown) = (shape("ana"), shape("bob"));
    assert_eq!(known.0, unknown.0);
    // The block too: its length would tell one from the other.
    assert_eq!(known.1, unknown.1);
    assert_eq!(unknown.2, shape("bob").2);
    assert_eq!(known.2, shape("ana").2);
    assert_ne!(unknown.2, shape("eve").2);
    assert_eq!(unknown.3["USER_ID_FOR_SRP"], "bob");

    assert_refused(world.srp_sign_in("bob", PASSWORD), NotAuthorized::IncorrectCredentials);
    assert_refused(world.srp_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    assert_refused(world.password_sign_in("bob", PASSWORD), NotAuthorized::IncorrectCredentials);
}

#[test]
fn a_token_of_a_deleted_user_leads_nowhere_even_if_the_name_is_used_again() {
    let world = World::new(24).confirmed("ana");
    let tokens = world.tokens("ana");
    world.send(DeleteUser { access_token: tokens.access_token.clone().unwrap() }).unwrap();
    assert_refused(world.get_user(&tokens), UserNotFound::User);
    let world = world.confirmed("ana");
    assert_refused(world.get_user(&tokens), UserNotFound::User);
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())]),
        NotAuthorized::InvalidRefreshToken,
    );
}

#[test]
fn a_pool_that_demands_a_second_factor_gives_no_tokens_without_one() {
    let world = World::with(
        25,
        MemoryStorage::default(),
        |pool| {
            pool.settings.mfa_configuration = Some("ON".into());
            pool.settings.sms_configuration =
                Some(serde_json::json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sns"}));
            pool.settings.auto_verified_attributes = Some(vec!["email".into(), "phone_number".into()]);
        },
        |_| {},
    )
    .confirmed("ana");
    assert!(world.password_sign_in("ana", PASSWORD).is_err());
    assert!(world.srp_sign_in("ana", PASSWORD).is_err());
}
