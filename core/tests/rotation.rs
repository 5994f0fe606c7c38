//! `GetTokensFromRefreshToken`: rotation of refresh tokens, its grace period, and its races.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod world;

use std::pin::Pin;

use userpool::{Error, Sensitive, operations::*, storage::MemoryStorage};
use world::{World, Yielding, assert_refused, claims, interleave};

const SEEDS: u64 = 200;
const RACERS: usize = 4;
const REUSE: (&str, &str) = ("RefreshTokenReuseException", "Refresh token reuse detected");

fn rotate(client: &mut CreateUserPoolClient, grace_seconds: Option<u64>) {
    client.settings.explicit_auth_flows =
        Some(vec!["ALLOW_USER_PASSWORD_AUTH".into(), "ALLOW_USER_SRP_AUTH".into()]);
    client.settings.refresh_token_rotation =
        Some(RefreshTokenRotation { feature: "ENABLED".into(), retry_grace_period_seconds: grace_seconds });
}

/// A world whose client rotates, and in which `ana` can sign in.
fn rotating(seed: u64, grace_seconds: Option<u64>) -> World {
    let storage = Yielding(MemoryStorage::default());
    World::with(seed, storage, |_| {}, |client| rotate(client, grace_seconds)).confirmed("ana")
}

fn request(world: &World, token: &Sensitive) -> GetTokensFromRefreshToken {
    GetTokensFromRefreshToken {
        refresh_token: token.clone(),
        client_id: world.client.clone(),
        ..Default::default()
    }
}

fn renew(world: &World, token: &Sensitive) -> Result<AuthenticationResult, Error> {
    world.send(request(world, token)).map(|output| output.authentication_result.unwrap())
}

fn next(world: &World, token: &Sensitive) -> Sensitive {
    renew(world, token).unwrap().refresh_token.unwrap()
}

fn first(world: &World) -> Sensitive {
    world.tokens("ana").refresh_token.unwrap()
}

#[test]
fn without_rotation_the_token_stays() {
    let world = World::new(1).confirmed("ana");
    let tokens = world.tokens("ana");
    let refresh = tokens.refresh_token.clone().unwrap();
    world.clock.advance(100);
    for _ in 0..2 {
        let renewed = renew(&world, &refresh).unwrap();
        assert!(renewed.refresh_token.is_none());
        let (old, new) = (claims(&tokens.access_token), claims(&renewed.access_token));
        assert_eq!((&old["origin_jti"], &old["auth_time"]), (&new["origin_jti"], &new["auth_time"]));
        assert_ne!(old["jti"], new["jti"]);
        assert_eq!((renewed.expires_in, renewed.token_type.as_deref()), (3600, Some("Bearer")));
        world.get_user(&renewed).unwrap();
    }
}

#[test]
fn a_rotated_token_is_used_up_at_once_without_a_grace_period() {
    let world = rotating(2, None);
    let first = first(&world);
    let second = next(&world, &first);
    assert_refused(renew(&world, &first), REUSE.0, REUSE.1);
    world.get_user(&renew(&world, &second).unwrap()).unwrap();
    assert_refused(renew(&world, &second), REUSE.0, REUSE.1);
}

#[test]
fn a_rotated_token_works_as_long_as_the_grace_period_from_its_first_use_on() {
    let world = rotating(3, Some(10));
    let first = first(&world);
    let second = next(&world, &first);
    world.clock.advance(9);
    let twin = next(&world, &first);
    world.clock.advance(1);
    assert_refused(renew(&world, &first), REUSE.0, REUSE.1);
    // Both tokens that came of it work, each once.
    for token in [&second, &twin] {
        next(&world, token);
        world.clock.advance(10);
        assert_refused(renew(&world, token), REUSE.0, REUSE.1);
    }
}

#[test]
fn a_longer_grace_period_does_not_bring_a_used_token_back() {
    let world = rotating(4, Some(1));
    let token = first(&world);
    next(&world, &token);
    world.clock.advance(1);
    let mut update = UpdateUserPoolClient {
        user_pool_id: world.pool.clone(),
        client_id: world.client.clone(),
        ..Default::default()
    };
    update.settings.refresh_token_rotation =
        Some(RefreshTokenRotation { feature: "ENABLED".into(), retry_grace_period_seconds: Some(60) });
    update.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_PASSWORD_AUTH".into()]);
    world.send(update.clone()).unwrap();
    assert_refused(renew(&world, &token), REUSE.0, REUSE.1);
    // Nor does the end of rotation.
    update.settings.refresh_token_rotation = None;
    update.settings.explicit_auth_flows = Some(vec!["ALLOW_REFRESH_TOKEN_AUTH".into()]);
    world.send(update).unwrap();
    assert_refused(renew(&world, &token), REUSE.0, REUSE.1);
    assert_refused(world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &token)]), REUSE.0, REUSE.1);
}

#[test]
fn a_new_token_lives_for_the_rest_of_the_first_ones_life() {
    let world = rotating(5, None);
    let mut token = first(&world);
    for _ in 0..2 {
        world.clock.advance(10 * 86_400);
        token = next(&world, &token);
    }
    world.clock.advance(10 * 86_400 - 1);
    let last = next(&world, &token);
    world.clock.advance(1);
    assert_refused(renew(&world, &last), "NotAuthorizedException", "Refresh Token has expired");
    assert_refused(renew(&world, &token), "NotAuthorizedException", "Refresh Token has expired");
}

#[test]
fn revoking_any_token_of_a_family_ends_the_whole_family() {
    let world = rotating(6, None);
    let first = first(&world);
    let result = renew(&world, &first).unwrap();
    let second = result.refresh_token.clone().unwrap();
    world.send(RevokeToken { token: first, client_id: world.client.clone(), ..Default::default() }).unwrap();
    assert_refused(renew(&world, &second), "NotAuthorizedException", "Refresh Token has been revoked");
    assert_refused(world.get_user(&result), "NotAuthorizedException", "Access Token has been revoked");
}

#[test]
fn the_old_flow_is_closed_to_a_client_that_rotates() {
    let world = rotating(7, None);
    let token = first(&world);
    assert!(world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &token)]).is_err());
    next(&world, &token);
}

#[test]
fn a_token_belongs_to_its_client() {
    let world = World::new(8).confirmed("ana");
    let token = first(&world);
    let other = world.add_client(|_| {});
    let invalid = ("NotAuthorizedException", "Invalid Refresh Token.");
    let stolen = GetTokensFromRefreshToken { client_id: other.client_id, ..request(&world, &token) };
    assert_refused(world.send(stolen), invalid.0, invalid.1);
    assert_refused(renew(&world, &"nonsense".into()), invalid.0, invalid.1);
    let access = world.tokens("ana").access_token.unwrap();
    assert_refused(renew(&world, &access), invalid.0, invalid.1);
    let unknown = GetTokensFromRefreshToken { client_id: "unknown".into(), ..request(&world, &token) };
    assert_refused(
        world.send(unknown),
        "ResourceNotFoundException",
        "User pool client unknown does not exist.",
    );
    // What is refused leaves the token as it was.
    renew(&world, &token).unwrap();
}

#[test]
fn a_client_with_a_secret_sends_the_secret_itself() {
    let mut world = World::new(9).confirmed("ana");
    let token = first(&world);
    let public =
        GetTokensFromRefreshToken { client_secret: Some("a".repeat(52).into()), ..request(&world, &token) };
    let text = format!("Unable to verify secret for client {}", world.client);
    assert_refused(world.send(public), "NotAuthorizedException", &text);

    let client = world.add_client(|client| client.generate_secret = Some(true));
    let secret = client.client_secret.clone().unwrap();
    world.client = client.client_id;
    let hash = userpool::auth::secret_hash::secret_hash(&secret, "ana", &world.client);
    let token = world
        .initiate(
            "USER_PASSWORD_AUTH",
            &[("USERNAME", "ana"), ("PASSWORD", world::PASSWORD), ("SECRET_HASH", &hash)],
        )
        .unwrap()
        .authentication_result
        .unwrap()
        .refresh_token
        .unwrap();
    let text = format!("Unable to verify secret for client {}", world.client);
    for wrong in [None, Some("a".repeat(52).into()), Some(Sensitive::new(&secret[..51]))] {
        let request = GetTokensFromRefreshToken { client_secret: wrong, ..request(&world, &token) };
        assert_refused(world.send(request), "NotAuthorizedException", &text);
    }
    let right = GetTokensFromRefreshToken {
        client_secret: Some(Sensitive::new(&*secret)),
        ..request(&world, &token)
    };
    world.send(right).unwrap();
}

type Racer<'a> = Pin<Box<dyn Future<Output = Result<Sensitive, Error>> + 'a>>;

/// Some call at once with one token; what each gets.
fn race(world: &World, seed: u64, token: &Sensitive) -> Vec<Result<Sensitive, Error>> {
    let racers = (0..RACERS).map(|_| {
        let request = request(world, token);
        Box::pin(async move {
            let output = world.engine.send(request).await?;
            Ok(output.authentication_result.unwrap().refresh_token.unwrap())
        }) as Racer<'_>
    });
    interleave(seed, racers.collect())
}

#[test]
fn of_parallel_rotations_without_grace_one_wins_in_every_order() {
    for seed in 0..SEEDS {
        let world = rotating(seed, Some(0));
        let outcomes = race(&world, seed, &first(&world));
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "seed {seed}");
        for error in lost.into_iter().filter_map(Result::err) {
            assert_eq!((error.name(), &*error.to_string()), REUSE, "seed {seed}");
        }
        next(&world, won[0].as_ref().unwrap());
    }
}

#[test]
fn parallel_rotations_within_grace_all_work_in_every_order() {
    for seed in 0..SEEDS {
        let world = rotating(seed, Some(60));
        let token = first(&world);
        let mut tokens: Vec<_> = race(&world, seed, &token).into_iter().map(Result::unwrap).collect();
        world.clock.advance(60);
        assert_refused(renew(&world, &token), REUSE.0, REUSE.1);
        tokens.sort_by(|one, other| one.as_str().cmp(other));
        tokens.dedup();
        assert_eq!(tokens.len(), RACERS, "seed {seed}");
        next(&world, &tokens[usize::try_from(seed).unwrap() % RACERS]);
    }
}
