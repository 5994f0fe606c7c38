//! The end of tokens: `GlobalSignOut`, `RevokeToken`, expiry, deletion.

use userpool::{Sensitive, error::NotAuthorized, operations::*, storage::MemoryStorage};

use crate::world::{World, assert_refused, claims};

#[test]
fn a_global_sign_out_ends_every_token_and_a_new_sign_in_works_at_once() {
    let world = World::new(20).confirmed("ana");
    let (one, two) = (world.tokens("ana"), world.tokens("ana"));
    world.send(GlobalSignOut { access_token: one.access_token.clone().unwrap() }).unwrap();
    for tokens in [&one, &two] {
        assert_refused(world.get_user(tokens), NotAuthorized::AccessTokenRevoked);
        assert_refused(
            world
                .initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", tokens.refresh_token.as_ref().unwrap())]),
            NotAuthorized::RefreshTokenRevoked,
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
    assert_refused(world.get_user(&one), NotAuthorized::AccessTokenRevoked);
    assert_refused(
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", refresh)]),
        NotAuthorized::RefreshTokenRevoked,
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
    assert_refused(world.get_user(&tokens), NotAuthorized::AccessTokenRevoked);
}

#[test]
fn an_access_token_ends_by_time_and_is_checked_in_every_part() {
    let world = World::new(23).confirmed("ana");
    let tokens = world.tokens("ana");
    let token = tokens.access_token.clone().unwrap();
    let get = |token: &str| world.send(GetUser { access_token: token.into() });
    assert_refused(get(tokens.id_token.as_ref().unwrap()), NotAuthorized::InvalidAccessToken);
    assert_refused(get("x.y.z"), NotAuthorized::InvalidAccessToken);

    let (input, signature) = token.rsplit_once('.').unwrap();
    let flipped = if signature.starts_with('A') { 'B' } else { 'A' };
    assert_refused(
        get(&format!("{input}.{flipped}{}", &signature[1..])),
        NotAuthorized::AccessTokenSignature,
    );
    world.clock.advance(3599);
    get(&token).unwrap();
    world.clock.advance(1);
    assert_refused(get(&token), NotAuthorized::AccessTokenExpired);
}
