//! `REFRESH_TOKEN_AUTH`.

use userpool::{error::NotAuthorized, operations::*};

use crate::world::{PASSWORD, World, assert_refused, claims, map};

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
            auth_parameters: Some(map(&[("REFRESH_TOKEN", &refresh)])),
            ..Default::default()
        }),
        NotAuthorized::InvalidRefreshToken,
    );
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", "nonsense")]),
        NotAuthorized::InvalidRefreshToken,
    );
    world.clock.advance(30 * 86_400 - 1);
    renew().unwrap();
    world.clock.advance(1);
    assert_refused(renew(), NotAuthorized::RefreshTokenExpired);
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
            auth_parameters: Some(map(parameters)),
            ..Default::default()
        })
    };
    let signed_in =
        send("USER_PASSWORD_AUTH", &[("USERNAME", "ana"), ("PASSWORD", PASSWORD), ("SECRET_HASH", &hash)]);
    let refresh = signed_in.unwrap().authentication_result.unwrap().refresh_token.unwrap();
    send("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh), ("SECRET_HASH", &hash)]).unwrap();
    let mismatch = NotAuthorized::SecretHashInRefresh(id.clone());
    assert_refused(
        send("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh), ("SECRET_HASH", "d3Jvbmc=")]),
        mismatch.clone(),
    );
    // The hash is over the token's owner. A name that the caller adds changes nothing, nor does that name's own hash.
    let of_ben = userpool::auth::secret_hash::secret_hash(&secret, "ben", &id);
    let with = |token: &str, name: &str, hash: &str| {
        send("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", token), ("USERNAME", name), ("SECRET_HASH", hash)])
    };
    with(&refresh, "ben", &hash).unwrap();
    assert_refused(with(&refresh, "ben", &of_ben), mismatch);
    assert_refused(with("nonsense", "ben", &of_ben), NotAuthorized::InvalidRefreshToken);
}
