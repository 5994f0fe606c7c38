//! Sign-in, tokens and their end.

use userpool::{Sensitive, operations::*, storage::MemoryStorage};

use crate::world::{PASSWORD, World, assert_refused, claims};

const INCORRECT: &str = "Incorrect username or password.";

fn hiding(seed: u64) -> World {
    World::with(
        seed,
        MemoryStorage::default(),
        |_| {},
        |client| client.settings.prevent_user_existence_errors = Some("ENABLED".into()),
    )
}

fn admin_create(world: &World, name: &str, temporary: &str) {
    world
        .send(AdminCreateUser {
            user_pool_id: world.pool.clone(),
            username: name.into(),
            temporary_password: Some(temporary.into()),
            message_action: Some("SUPPRESS".into()),
            user_attributes: Some(vec![
                Attribute::new("email", format!("{name}@example.com")),
                Attribute::new("email_verified", "True"),
            ]),
            ..Default::default()
        })
        .unwrap();
}

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
fn srp_proves_the_password_without_a_session() {
    let world = World::new(2).confirmed("ana");
    let (srp, challenge) = world.srp_start("ana").unwrap();
    assert_eq!(challenge.challenge_name.as_deref(), Some("PASSWORD_VERIFIER"));
    assert!(challenge.session.is_none());
    let parameters = challenge.challenge_parameters.clone().unwrap();
    assert_eq!(
        parameters.keys().collect::<Vec<_>>(),
        ["SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP"]
    );
    let responses = world.srp_responses(&srp, &challenge, PASSWORD);
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let output = world.respond("PASSWORD_VERIFIER", None, &responses).unwrap();
    assert!(output.authentication_result.unwrap().refresh_token.is_some());

    // The same proof again, and the same A for another sign-in.
    assert_refused(world.respond("PASSWORD_VERIFIER", None, &responses), "NotAuthorizedException", INCORRECT);
    world.srp_sign_in("ana", PASSWORD).unwrap().authentication_result.unwrap();
    assert_refused(world.srp_sign_in("ana", "Wrong-Horse9!"), "NotAuthorizedException", INCORRECT);
}

#[test]
fn a_secret_block_lives_as_long_as_a_session() {
    let world = World::new(3).confirmed("ana");
    for (seconds, works) in [(179, true), (180, false)] {
        let (srp, challenge) = world.srp_start("ana").unwrap();
        let responses = world.srp_responses(&srp, &challenge, PASSWORD);
        let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
        world.clock.advance(seconds);
        let output = world.respond("PASSWORD_VERIFIER", None, &responses);
        if works {
            output.unwrap();
        } else {
            assert_refused(output, "NotAuthorizedException", INCORRECT);
        }
    }
}

#[test]
fn a_public_value_of_zero_is_refused() {
    let world = World::new(4).confirmed("ana");
    let n = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";
    for a in ["0", "00", n, "not hex", "-1"] {
        assert_refused(
            world.initiate("USER_SRP_AUTH", &[("USERNAME", "ana"), ("SRP_A", a)]),
            "InvalidParameterException",
            "Invalid SRP_A",
        );
    }
}

#[test]
fn a_secret_block_belongs_to_its_client_and_its_user() {
    let world = World::new(5).confirmed("ana").confirmed("ben");
    let other = world.add_client(|_| {});
    let (srp, challenge) = world.srp_start("ana").unwrap();
    let mut responses = world.srp_responses(&srp, &challenge, PASSWORD);
    let send = |client: &str, responses: &[(&'static str, String)]| {
        world.send(RespondToAuthChallenge {
            client_id: client.into(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(
                responses.iter().map(|(name, value)| ((*name).into(), Sensitive::new(&**value))).collect(),
            ),
            ..Default::default()
        })
    };
    assert_refused(send(&other.client_id, &responses), "NotAuthorizedException", INCORRECT);
    let username = responses.iter_mut().find(|(name, _)| *name == "USERNAME").unwrap();
    username.1 = "ben".into();
    assert_refused(send(&world.client, &responses), "NotAuthorizedException", INCORRECT);
    responses.iter_mut().find(|(name, _)| *name == "USERNAME").unwrap().1 = "ana".into();
    send(&world.client, &responses).unwrap();
}

#[test]
fn the_clock_text_must_be_written_as_the_service_writes_it() {
    let world = World::new(6).confirmed("ana");
    let (srp, challenge) = world.srp_start("ana").unwrap();
    let mut responses = world.srp_responses(&srp, &challenge, PASSWORD);
    responses.iter_mut().find(|(name, _)| *name == "TIMESTAMP").unwrap().1 =
        "Sat Apr 05 04:05:06 UTC 2026".into();
    let responses: Vec<_> = responses.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_refused(world.respond("PASSWORD_VERIFIER", None, &responses), "NotAuthorizedException", INCORRECT);
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
        assert_refused(
            world.initiate(flow, given),
            "InvalidParameterException",
            &format!("Missing required parameter {missing}"),
        );
    }
}

#[test]
fn a_flow_that_the_client_does_not_allow_is_refused_in_its_own_words() {
    let world = World::with(
        8,
        MemoryStorage::default(),
        |_| {},
        |client| client.settings.explicit_auth_flows = Some(vec!["ALLOW_REFRESH_TOKEN_AUTH".into()]),
    )
    .confirmed("ana");
    for (flow, text) in [
        ("USER_SRP_AUTH", "USER_SRP_AUTH is not enabled for the client."),
        ("USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH flow not enabled for this client"),
        ("CUSTOM_AUTH", "CUSTOM_AUTH is not enabled for the client."),
        ("USER_AUTH", "USER_AUTH flow not enabled for this client"),
        ("ADMIN_USER_PASSWORD_AUTH", "Initiate Auth method not supported."),
    ] {
        assert_refused(world.initiate(flow, &[("USERNAME", "ana")]), "InvalidParameterException", text);
    }
    let admin = |flow: &str| {
        world.send(AdminInitiateAuth {
            user_pool_id: world.pool.clone(),
            client_id: world.client.clone(),
            auth_flow: flow.into(),
            ..Default::default()
        })
    };
    assert_refused(
        admin("ADMIN_NO_SRP_AUTH"),
        "InvalidParameterException",
        "Auth flow not enabled for this client",
    );
    assert_refused(
        admin("USER_PASSWORD_AUTH"),
        "InvalidParameterException",
        "Initiate Auth method not supported.",
    );
}

#[test]
fn unknown_users_show_where_the_client_shows_them() {
    let world = World::new(9);
    assert_refused(
        world.password_sign_in("nobody", PASSWORD),
        "UserNotFoundException",
        "User does not exist.",
    );
    assert_refused(world.srp_start("nobody").map(|_| ()), "UserNotFoundException", "User does not exist.");
}

#[test]
fn hidden_users_get_a_challenge_of_the_same_shape_and_a_salt_that_stays() {
    let world = hiding(10).confirmed("ana");
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

    assert_refused(world.srp_sign_in("bob", PASSWORD), "NotAuthorizedException", INCORRECT);
    assert_refused(world.srp_sign_in("ana", "Wrong-Horse9!"), "NotAuthorizedException", INCORRECT);
    assert_refused(world.password_sign_in("bob", PASSWORD), "NotAuthorizedException", INCORRECT);
}

#[test]
fn a_temporary_password_leads_to_a_new_one_which_must_be_another() {
    let world = World::new(11);
    admin_create(&world, "ana", "Temporary-9!");
    let challenge = world.srp_sign_in("ana", "Temporary-9!").unwrap();
    assert_eq!(challenge.challenge_name.as_deref(), Some("NEW_PASSWORD_REQUIRED"));
    let parameters = challenge.challenge_parameters.unwrap();
    assert_eq!(parameters["requiredAttributes"], "[]");
    assert_eq!(parameters["userAttributes"], r#"{"email":"ana@example.com","email_verified":"true"}"#);
    assert_eq!(parameters["USER_ID_FOR_SRP"], "ana");

    let answer = |password: &str| {
        world.respond(
            "NEW_PASSWORD_REQUIRED",
            challenge.session.as_ref(),
            &[("USERNAME", "ana"), ("NEW_PASSWORD", password)],
        )
    };
    assert_refused(
        answer("short"),
        "InvalidPasswordException",
        "Password does not conform to policy: Password not long enough",
    );
    let used = ("PasswordHistoryPolicyViolationException", "Password has previously been used");
    assert_refused(answer("Temporary-9!"), used.0, used.1);
    answer(PASSWORD).unwrap().authentication_result.unwrap();
    assert_refused(
        answer(PASSWORD),
        "NotAuthorizedException",
        "Invalid session for the user, session can only be used once.",
    );
    assert_eq!(world.admin_get("ana").unwrap().user_status, "CONFIRMED");
    world.password_sign_in("ana", PASSWORD).unwrap().authentication_result.unwrap();
}

#[test]
fn only_an_administrator_makes_a_temporary_password_permanent() {
    let used = ("PasswordHistoryPolicyViolationException", "Password has previously been used");
    let world = World::new(15).confirmed("ana");
    let tokens = world.tokens("ana");
    let set = |permanent| AdminSetUserPassword {
        user_pool_id: world.pool.clone(),
        username: "ana".into(),
        password: "Temporary-9!".into(),
        permanent: Some(permanent),
    };

    // A code that was sent before still sets a password, but not this one.
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    world.send(set(false)).unwrap();
    assert_refused(world.confirm_forgot_password("ana", &code, "Temporary-9!"), used.0, used.1);
    let change = |proposed: &str| {
        world.send(ChangePassword {
            previous_password: Some("Temporary-9!".into()),
            proposed_password: proposed.into(),
            access_token: tokens.access_token.clone().unwrap(),
        })
    };
    assert_refused(change("Temporary-9!"), used.0, used.1);
    assert_eq!(world.admin_get("ana").unwrap().user_status, "FORCE_CHANGE_PASSWORD");

    world.send(set(true)).unwrap();
    world.password_sign_in("ana", "Temporary-9!").unwrap().authentication_result.unwrap();
    change(PASSWORD).unwrap();
}

#[test]
fn a_session_is_bound_to_time_user_client_and_challenge() {
    let world = World::new(12).confirmed("ben");
    admin_create(&world, "ana", "Temporary-9!");
    let session = world.password_sign_in("ana", "Temporary-9!").unwrap().session.unwrap();
    let answers = [("USERNAME", "ana"), ("NEW_PASSWORD", PASSWORD)];
    let answer = |session: &Sensitive, answers: &[(&str, &str)]| {
        world.respond("NEW_PASSWORD_REQUIRED", Some(session), answers)
    };

    assert_refused(
        answer(&session, &[("USERNAME", "ben"), ("NEW_PASSWORD", PASSWORD)]),
        "NotAuthorizedException",
        "Invalid session provided for the user.",
    );
    let garbage = Sensitive::new("garbage-garbage-garbage");
    assert_refused(answer(&garbage, &answers), "NotAuthorizedException", "Invalid session for the user.");
    let other = world.add_client(|_| {});
    assert_refused(
        world.send(RespondToAuthChallenge {
            client_id: other.client_id,
            challenge_name: "NEW_PASSWORD_REQUIRED".into(),
            session: Some(session.clone()),
            challenge_responses: Some(crate::world::map(&answers)),
            ..Default::default()
        }),
        "NotAuthorizedException",
        "Invalid session for the user.",
    );
    assert_refused(
        world.respond("NEW_PASSWORD_REQUIRED", None, &answers),
        "InvalidParameterException",
        "Missing required parameter Session",
    );
    world.clock.advance(180);
    assert_refused(
        answer(&session, &answers),
        "NotAuthorizedException",
        "Invalid session for the user, session is expired.",
    );
}

#[test]
fn required_attributes_are_asked_for_with_the_new_password() {
    let world = World::with(
        13,
        MemoryStorage::default(),
        |pool| {
            let required = |name: &str| SchemaAttribute {
                name: name.into(),
                required: Some(true),
                ..Default::default()
            };
            pool.schema = Some(vec![required("email"), required("name")]);
        },
        |_| {},
    );
    admin_create(&world, "ana", "Temporary-9!");
    let challenge = world.password_sign_in("ana", "Temporary-9!").unwrap();
    assert_eq!(challenge.challenge_parameters.unwrap()["requiredAttributes"], r#"["userAttributes.name"]"#);
    let session = challenge.session;
    let answer = |more: &[(&str, &str)]| {
        let mut answers = vec![("USERNAME", "ana"), ("NEW_PASSWORD", PASSWORD)];
        answers.extend_from_slice(more);
        world.respond("NEW_PASSWORD_REQUIRED", session.as_ref(), &answers)
    };
    assert_refused(answer(&[]), "InvalidParameterException", "Invalid attributes given, name is missing");
    assert_refused(
        answer(&[("userAttributes.name", "Ana"), ("userAttributes.email", "new@example.com")]),
        "NotAuthorizedException",
        "Cannot modify an already provided email",
    );
    for name in ["email_verified", "phone_number_verified", "sub"] {
        let back = format!("userAttributes.{name}");
        for more in [
            vec![("userAttributes.name", "Ana"), (&*back, "true")],
            vec![
                ("userAttributes.name", "Ana"),
                (&*back, "true"),
                ("userAttributes.email", "ana@example.com"),
            ],
        ] {
            assert_refused(
                answer(&more),
                "InvalidParameterException",
                &format!("Cannot modify the non-mutable attribute {name}"),
            );
        }
    }
    answer(&[("userAttributes.name", "Ana")]).unwrap();
    let user = world.admin_get("ana").unwrap();
    assert!(user.user_attributes.contains(&Attribute::new("name", "Ana")));
}

#[test]
fn a_temporary_password_ends_after_its_days() {
    let world = World::new(14);
    admin_create(&world, "ana", "Temporary-9!");
    world.clock.advance(7 * 86_400);
    world.password_sign_in("ana", "Temporary-9!").unwrap();
    world.clock.advance(1);
    assert_refused(
        world.password_sign_in("ana", "Temporary-9!"),
        "NotAuthorizedException",
        "Temporary password has expired and must be reset by an administrator.",
    );
}

#[test]
fn five_wrong_passwords_lock_for_a_second_even_the_right_one() {
    let world = World::new(15).confirmed("ana");
    for _ in 0..5 {
        assert_refused(world.password_sign_in("ana", "Wrong-Horse9!"), "NotAuthorizedException", INCORRECT);
    }
    for _ in 0..3 {
        assert_refused(
            world.password_sign_in("ana", PASSWORD),
            "NotAuthorizedException",
            "Password attempts exceeded",
        );
        assert_refused(
            world.srp_sign_in("ana", PASSWORD),
            "NotAuthorizedException",
            "Password attempts exceeded",
        );
    }
    world.clock.advance(1);
    world.password_sign_in("ana", PASSWORD).unwrap();
    assert_refused(world.password_sign_in("ana", "Wrong-Horse9!"), "NotAuthorizedException", INCORRECT);
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn srp_failures_count_like_sent_passwords() {
    let world = World::new(16).confirmed("ana");
    for _ in 0..5 {
        assert_refused(world.srp_sign_in("ana", "Wrong-Horse9!"), "NotAuthorizedException", INCORRECT);
    }
    assert_refused(
        world.password_sign_in("ana", PASSWORD),
        "NotAuthorizedException",
        "Password attempts exceeded",
    );
}

#[test]
fn a_refresh_keeps_the_family_and_gives_no_refresh_token() {
    let world = World::new(17).confirmed("ana");
    let tokens = world.tokens("ana");
    let refresh = tokens.refresh_token.clone().unwrap();
    assert!(refresh.starts_with("eyJjdHkiOiJKV1Qi") && refresh.split('.').count() == 5);
    world.clock.advance(100);
    let output = world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).unwrap();
    assert_eq!(output.challenge_parameters, Some(Default::default()));
    let renewed = output.authentication_result.unwrap();
    assert!(renewed.refresh_token.is_none());
    let (old, new) = (claims(&tokens.access_token), claims(&renewed.access_token));
    assert_eq!((&old["origin_jti"], &old["auth_time"]), (&new["origin_jti"], &new["auth_time"]));
    assert_ne!(old["jti"], new["jti"]);
    assert_eq!(new["iat"].as_u64().unwrap() - old["iat"].as_u64().unwrap(), 100);
    world.get_user(&renewed).unwrap();
}

#[test]
fn a_refresh_token_ends_by_time_and_belongs_to_its_client() {
    let world = World::new(18).confirmed("ana");
    let refresh = world.tokens("ana").refresh_token.unwrap();
    let renew = || world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]);
    let other = world.add_client(|_| {});
    assert_refused(
        world.send(InitiateAuth {
            auth_flow: "REFRESH_TOKEN_AUTH".into(),
            client_id: other.client_id,
            auth_parameters: Some(crate::world::map(&[("REFRESH_TOKEN", &refresh)])),
            ..Default::default()
        }),
        "NotAuthorizedException",
        "Invalid Refresh Token.",
    );
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", "nonsense")]),
        "NotAuthorizedException",
        "Invalid Refresh Token.",
    );
    world.clock.advance(30 * 86_400 - 1);
    renew().unwrap();
    world.clock.advance(1);
    assert_refused(renew(), "NotAuthorizedException", "Refresh Token has expired");
}

#[test]
fn a_refresh_with_a_wrong_secret_hash_has_its_own_text() {
    let world = World::new(19).confirmed("ana");
    let client = world.add_client(|client| client.generate_secret = Some(true));
    let id = client.client_id.clone();
    let secret = client.client_secret.unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(&secret, "ana", &id);
    let send = |flow: &str, parameters: &[(&str, &str)]| {
        world.send(InitiateAuth {
            auth_flow: flow.into(),
            client_id: id.clone(),
            auth_parameters: Some(crate::world::map(parameters)),
            ..Default::default()
        })
    };
    let signed_in =
        send("USER_PASSWORD_AUTH", &[("USERNAME", "ana"), ("PASSWORD", PASSWORD), ("SECRET_HASH", &hash)]);
    let refresh = signed_in.unwrap().authentication_result.unwrap().refresh_token.unwrap();
    send("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh), ("SECRET_HASH", &hash)]).unwrap();
    let mismatch = format!("SecretHash does not match for the client: {id}");
    assert_refused(
        send("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh), ("SECRET_HASH", "d3Jvbmc=")]),
        "NotAuthorizedException",
        &mismatch,
    );
    // The hash is over the token's owner. A name that the caller adds changes nothing, nor does that name's own hash.
    let of_ben = userpool::auth::secret_hash::secret_hash(&secret, "ben", &id);
    let with = |token: &str, name: &str, hash: &str| {
        send("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", token), ("USERNAME", name), ("SECRET_HASH", hash)])
    };
    with(&refresh, "ben", &hash).unwrap();
    assert_refused(with(&refresh, "ben", &of_ben), "NotAuthorizedException", &mismatch);
    assert_refused(with("nonsense", "ben", &of_ben), "NotAuthorizedException", "Invalid Refresh Token.");
}

#[test]
fn a_global_sign_out_ends_every_token_and_a_new_sign_in_works_at_once() {
    let world = World::new(20).confirmed("ana");
    let (one, two) = (world.tokens("ana"), world.tokens("ana"));
    world.send(GlobalSignOut { access_token: one.access_token.clone().unwrap() }).unwrap();
    for tokens in [&one, &two] {
        assert_refused(world.get_user(tokens), "NotAuthorizedException", "Access Token has been revoked");
        assert_refused(
            world
                .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())]),
            "NotAuthorizedException",
            "Refresh Token has been revoked",
        );
    }
    world.get_user(&world.tokens("ana")).unwrap();
}

#[test]
fn revoking_a_refresh_token_ends_its_family_only_and_twice_is_no_error() {
    let world = World::new(21).confirmed("ana");
    let (one, two) = (world.tokens("ana"), world.tokens("ana"));
    let revoke = |token: &Sensitive, client: &str| {
        world.send(RevokeToken { token: token.clone(), client_id: client.into(), ..Default::default() })
    };
    let refresh = one.refresh_token.as_ref().unwrap();
    revoke(refresh, &world.client).unwrap();
    revoke(refresh, &world.client).unwrap();
    assert_refused(world.get_user(&one), "NotAuthorizedException", "Access Token has been revoked");
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", refresh)]),
        "NotAuthorizedException",
        "Refresh Token has been revoked",
    );
    world.get_user(&two).unwrap();

    let access = one.access_token.as_ref().unwrap();
    assert_eq!(revoke(access, &world.client).unwrap_err().name(), "UnsupportedTokenTypeException");
    let other = world.add_client(|_| {});
    assert_eq!(revoke(refresh, &other.client_id).unwrap_err().name(), "UnauthorizedException");
    assert_eq!(revoke(refresh, "nosuchclient").unwrap_err().name(), "UnauthorizedException");
    let without = world.add_client(|client| client.settings.enable_token_revocation = Some(false));
    assert_eq!(revoke(refresh, &without.client_id).unwrap_err().name(), "UnsupportedOperationException");
}

#[test]
fn without_revocation_tokens_have_no_jti_and_still_end_with_a_global_sign_out() {
    let world = World::with(
        22,
        MemoryStorage::default(),
        |_| {},
        |client| client.settings.enable_token_revocation = Some(false),
    )
    .confirmed("ana");
    let tokens = world.tokens("ana");
    let access = claims(&tokens.access_token);
    assert!(access.get("jti").is_none() && access.get("origin_jti").is_none());
    world.get_user(&tokens).unwrap();
    world.send(GlobalSignOut { access_token: tokens.access_token.clone().unwrap() }).unwrap();
    assert_refused(world.get_user(&tokens), "NotAuthorizedException", "Access Token has been revoked");
}

#[test]
fn an_access_token_ends_by_time_and_is_checked_in_every_part() {
    let world = World::new(23).confirmed("ana");
    let tokens = world.tokens("ana");
    let token = tokens.access_token.clone().unwrap();
    let get = |token: &str| world.send(GetUser { access_token: token.into() });
    assert_refused(get(tokens.id_token.as_ref().unwrap()), "NotAuthorizedException", "Invalid Access Token");
    assert_refused(get("x.y.z"), "NotAuthorizedException", "Invalid Access Token");

    let (input, signature) = token.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    assert_refused(
        get(&format!("{input}.{flipped}{}", &signature[1..])),
        "NotAuthorizedException",
        "Could not verify signature for Access Token",
    );
    world.clock.advance(3599);
    get(&token).unwrap();
    world.clock.advance(1);
    assert_refused(get(&token), "NotAuthorizedException", "Access Token has expired");
}

#[test]
fn a_token_of_a_deleted_user_leads_nowhere_even_if_the_name_is_used_again() {
    let world = World::new(24).confirmed("ana");
    let tokens = world.tokens("ana");
    world.send(DeleteUser { access_token: tokens.access_token.clone().unwrap() }).unwrap();
    assert_refused(world.get_user(&tokens), "UserNotFoundException", "User does not exist.");
    let world = world.confirmed("ana");
    assert_refused(world.get_user(&tokens), "UserNotFoundException", "User does not exist.");
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())]),
        "NotAuthorizedException",
        "Invalid Refresh Token.",
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
