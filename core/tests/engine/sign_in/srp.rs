//! `USER_SRP_AUTH` and `PASSWORD_VERIFIER`.

use userpool::{
    Sensitive,
    error::{InvalidParameter, NotAuthorized},
    operations::*,
};

use crate::world::{PASSWORD, World, assert_refused};

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
    assert_refused(world.respond("PASSWORD_VERIFIER", None, &responses), NotAuthorized::IncorrectCredentials);
    world.srp_sign_in("ana", PASSWORD).unwrap().authentication_result.unwrap();
    assert_refused(world.srp_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
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
            assert_refused(output, NotAuthorized::IncorrectCredentials);
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
            InvalidParameter::SrpA,
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
    assert_refused(send(&other.client_id, &responses), NotAuthorized::IncorrectCredentials);
    let username = responses.iter_mut().find(|(name, _)| *name == "USERNAME").unwrap();
    username.1 = "ben".into();
    assert_refused(send(&world.client, &responses), NotAuthorized::IncorrectCredentials);
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
    assert_refused(world.respond("PASSWORD_VERIFIER", None, &responses), NotAuthorized::IncorrectCredentials);
}
