//! `GetTokensFromRefreshToken`: rotation of refresh tokens, its grace period, and its races.

use std::sync::Arc;

use userpool::{
    Error, Sensitive,
    error::{NotAuthorized, RefreshTokenReuse, ResourceNotFound},
    operations::*,
    storage::MemoryStorage,
};
use userpool_sqlite::SqliteOptions;

use crate::world::{PASSWORD, Racer, World, Yielding, assert_refused, claims, interleave};

const SEEDS: u64 = 200;
const RACERS: usize = 4;
const REUSE: (&str, &str) = ("RefreshTokenReuseException", "Refresh token reuse detected");
const REVOKED: (&str, &str) = ("NotAuthorizedException", "Refresh Token has been revoked");

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
    world.get_user(&renew(&world, &second).unwrap()).unwrap();
    assert_refused(renew(&world, &second), RefreshTokenReuse);
}

#[test]
fn reuse_after_the_grace_period_ends_the_whole_family_and_no_other() {
    for grace in [None, Some(10)] {
        let world = rotating(3, grace);
        let (stolen, other) = (first(&world), first(&world));
        let result = renew(&world, &stolen).unwrap();
        let second = result.refresh_token.clone().unwrap();
        world.clock.advance(grace.unwrap_or(0));
        assert_refused(renew(&world, &stolen), RefreshTokenReuse);
        for token in [&stolen, &second] {
            assert_refused(renew(&world, token), NotAuthorized::RefreshTokenRevoked);
        }
        assert_refused(world.get_user(&result), NotAuthorized::AccessTokenRevoked);
        next(&world, &other);
    }
}

#[test]
fn a_token_two_rotations_old_is_reuse_as_well() {
    let world = rotating(3, None);
    let first = first(&world);
    let third = next(&world, &next(&world, &first));
    assert_refused(renew(&world, &first), RefreshTokenReuse);
    assert_refused(renew(&world, &third), NotAuthorized::RefreshTokenRevoked);
}

/// The answer may have been lost, and a client has more than one window: every use within the grace period gives the same
/// token, also after the new one was rotated itself.
#[test]
fn within_the_grace_period_every_use_gives_the_same_successor() {
    let world = rotating(3, Some(10));
    let first = first(&world);
    let second = next(&world, &first);
    world.clock.advance(4);
    assert_eq!(next(&world, &first), second);
    let third = next(&world, &second);
    world.clock.advance(5);
    assert_eq!(next(&world, &first), second);
    assert_eq!(next(&world, &second), third);
    world.clock.advance(4);
    assert_eq!(next(&world, &second), third, "its own period began at its own first use");
    assert_refused(renew(&world, &first), RefreshTokenReuse);
    assert_refused(renew(&world, &third), NotAuthorized::RefreshTokenRevoked);
}

/// One record for a family, however often its tokens are rotated.
#[test]
fn a_family_leaves_one_record() {
    let storage = Arc::new(MemoryStorage::default());
    let world =
        World::with(3, Arc::clone(&storage), |_| {}, |client| rotate(client, Some(1))).confirmed("ana");
    let mut token = first(&world);
    for _ in 0..100 {
        token = next(&world, &token);
        world.clock.advance(60);
    }
    let records = crate::world::records(&storage, &format!("pool/{}", world.pool));
    let of_family: Vec<_> = records.iter().filter(|(key, _)| key.starts_with("rotation/")).collect();
    assert_eq!(of_family.len(), 1);
    assert!(of_family[0].1.len() < 300, "{of_family:?}");
}

/// While the clock is ahead a store drops what seems to have expired, and `RevokeToken` meets a token that seems to.
#[test]
fn tokens_that_were_revoked_or_rotated_stay_dead_when_the_clock_was_ahead() {
    let storage = Arc::new(MemoryStorage::default());
    let world = World::with(4, Arc::clone(&storage), |_| {}, |client| rotate(client, None)).confirmed("ana");
    let revoke = |token: &Sensitive| {
        let request =
            RevokeToken { token: token.clone(), client_id: world.client.clone(), ..Default::default() };
        world.send(request).unwrap();
    };
    let (rotated, revoked, revoked_ahead) = (first(&world), first(&world), first(&world));
    let signed_out = first(&world);
    let newest = next(&world, &rotated);
    revoke(&revoked);
    for ahead in [3600, 40 * 86_400] {
        world.clock.advance(ahead);
        revoke(&revoked_ahead);
        storage.drop_expired(world.clock.now().seconds());
        world.clock.go_back(ahead);
        for token in [&revoked, &revoked_ahead] {
            assert_refused(renew(&world, token), NotAuthorized::RefreshTokenRevoked);
        }
    }
    assert_refused(renew(&world, &rotated), RefreshTokenReuse);
    assert_refused(renew(&world, &newest), NotAuthorized::RefreshTokenRevoked);

    let tokens = world.tokens("ana");
    world.send(GlobalSignOut { access_token: tokens.access_token.unwrap() }).unwrap();
    world.clock.advance(40 * 86_400);
    storage.drop_expired(world.clock.now().seconds());
    world.clock.go_back(40 * 86_400);
    assert_refused(renew(&world, &signed_out), NotAuthorized::RefreshTokenRevoked);
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
    // Nor does the end of rotation.
    update.settings.refresh_token_rotation = None;
    update.settings.explicit_auth_flows = Some(vec!["ALLOW_REFRESH_TOKEN_AUTH".into()]);
    world.send(update).unwrap();
    assert_refused(world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &token)]), RefreshTokenReuse);
    assert_refused(renew(&world, &token), NotAuthorized::RefreshTokenRevoked);
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
    assert_refused(renew(&world, &last), NotAuthorized::RefreshTokenExpired);
    assert_refused(renew(&world, &token), NotAuthorized::RefreshTokenExpired);
}

#[test]
fn revoking_any_token_of_a_family_ends_the_whole_family() {
    let world = rotating(6, None);
    let first = first(&world);
    let result = renew(&world, &first).unwrap();
    let second = result.refresh_token.clone().unwrap();
    world.send(RevokeToken { token: first, client_id: world.client.clone(), ..Default::default() }).unwrap();
    assert_refused(renew(&world, &second), NotAuthorized::RefreshTokenRevoked);
    assert_refused(world.get_user(&result), NotAuthorized::AccessTokenRevoked);
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
    let stolen = GetTokensFromRefreshToken { client_id: other.client_id, ..request(&world, &token) };
    assert_refused(world.send(stolen), NotAuthorized::InvalidRefreshToken);
    assert_refused(renew(&world, &"nonsense".into()), NotAuthorized::InvalidRefreshToken);
    let access = world.tokens("ana").access_token.unwrap();
    assert_refused(renew(&world, &access), NotAuthorized::InvalidRefreshToken);
    let unknown = GetTokensFromRefreshToken { client_id: "unknown".into(), ..request(&world, &token) };
    assert_refused(world.send(unknown), ResourceNotFound::Client("unknown".into()));
    // What is refused leaves the token as it was.
    renew(&world, &token).unwrap();
}

#[test]
fn a_client_with_a_secret_sends_the_secret_itself() {
    let mut world = World::new(9).confirmed("ana");
    let token = first(&world);
    let public =
        GetTokensFromRefreshToken { client_secret: Some("a".repeat(52).into()), ..request(&world, &token) };
    assert_refused(world.send(public), NotAuthorized::ClientSecret(world.client.clone()));

    let client = world.add_client(|client| client.generate_secret = Some(true));
    let secret = client.client_secret.clone().unwrap();
    world.client = client.client_id;
    let hash = userpool::auth::secret_hash::secret_hash(&secret, "ana", &world.client);
    let token = world
        .initiate(
            "USER_PASSWORD_AUTH",
            &[("USERNAME", "ana"), ("PASSWORD", PASSWORD), ("SECRET_HASH", &hash)],
        )
        .unwrap()
        .authentication_result
        .unwrap()
        .refresh_token
        .unwrap();
    for wrong in [None, Some("a".repeat(52).into()), Some(Sensitive::new(&secret[..51]))] {
        let request = GetTokensFromRefreshToken { client_secret: wrong, ..request(&world, &token) };
        assert_refused(world.send(request), NotAuthorized::ClientSecret(world.client.clone()));
    }
    let right = GetTokensFromRefreshToken {
        client_secret: Some(Sensitive::new(&*secret)),
        ..request(&world, &token)
    };
    world.send(right).unwrap();
}

/// Some call at once with one token; what each gets.
fn race(world: &World, seed: u64, token: &Sensitive) -> Vec<Result<Sensitive, Error>> {
    let racers = (0..RACERS).map(|_| {
        let request = request(world, token);
        Box::pin(async move {
            let output = world.engine.send(request).await?;
            Ok(output.authentication_result.unwrap().refresh_token.unwrap())
        }) as Racer<'_, Sensitive>
    });
    interleave(seed, racers.collect())
}

/// Without a grace period the second use looks like theft, and ends the family.
#[test]
fn of_parallel_rotations_without_grace_one_wins_in_every_order() {
    for seed in 0..SEEDS {
        let world = rotating(seed, Some(0));
        let outcomes = race(&world, seed, &first(&world));
        let (won, lost): (Vec<_>, Vec<_>) = outcomes.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1, "seed {seed}");
        for error in lost.into_iter().filter_map(Result::err) {
            assert!(
                [REUSE, REVOKED].contains(&(error.name(), &*error.to_string())),
                "seed {seed}: {error:?}"
            );
        }
        assert_refused(renew(&world, won[0].as_ref().unwrap()), NotAuthorized::RefreshTokenRevoked);
    }
}

#[test]
fn parallel_rotations_within_grace_give_one_successor_in_every_order() {
    for seed in 0..SEEDS {
        let world = rotating(seed, Some(60));
        let token = first(&world);
        let mut tokens: Vec<_> = race(&world, seed, &token).into_iter().map(Result::unwrap).collect();
        tokens.dedup();
        assert_eq!(tokens.len(), 1, "seed {seed}");
        world.clock.advance(60);
        next(&world, &tokens[0]);
    }
}

/// The same on SQLite, with threads.
#[test]
fn parallel_rotations_among_threads() {
    for grace in [0, 60] {
        let folder = tempfile::tempdir().unwrap();
        let storage = SqliteOptions::new().open(folder.path().join("users.db")).unwrap();
        let world = World::with(5, storage, |_| {}, |client| rotate(client, Some(grace))).confirmed("ana");
        let token = first(&world);
        let outcomes: Vec<_> = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| renew(&world, &token))).collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        let mut won: Vec<_> =
            outcomes.into_iter().flatten().map(|result| result.refresh_token.unwrap()).collect();
        assert_eq!(won.len(), if grace == 0 { 1 } else { 16 });
        won.dedup();
        assert_eq!(won.len(), 1);
        match grace {
            0 => assert_refused(renew(&world, &won[0]), NotAuthorized::RefreshTokenRevoked),
            _ => drop(next(&world, &won[0])),
        }
    }
}
