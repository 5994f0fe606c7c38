//! Races, each with exactly one winner: played in a thousand orders from seeds, and fought by threads on SQLite.

use std::sync::{Arc, Barrier};

use userpool::{Error, operations::*, storage::MemoryStorage};
use userpool_sqlite::SqliteStorage;
use userpool_storage_traits::conformance::block_on;

use crate::world::{PASSWORD, Racer, Unchecked, World, Yielding, interleave, map};

const SEEDS: u64 = 1000;
const RACERS: usize = 4;
const THREADS: usize = 64;

/// Runs `race` in a thousand orders: one racer succeeds, and the others are refused with `losses`.
fn one_winner_in_every_order(
    storage: impl Fn(u64) -> Box<dyn Fn() -> World>,
    prepare: impl Fn(&World) -> Vec<String>,
    race: for<'a> fn(&'a World, &'a [String], usize) -> Racer<'a, ()>,
    losses: &[&str],
) {
    for seed in 0..SEEDS {
        let world = storage(seed)();
        let given = prepare(&world);
        let racers = (0..RACERS).map(|racer| race(&world, &given, racer)).collect();
        let outcomes = interleave(seed, racers);
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1, "seed {seed}: {outcomes:?}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(losses.contains(&error.name()), "seed {seed}: {error:?}");
        }
    }
}

fn plain(seed: u64) -> Box<dyn Fn() -> World> {
    Box::new(move || World::with(seed, Yielding(MemoryStorage::default()), |_| {}, |_| {}))
}

fn with_alias(seed: u64) -> Box<dyn Fn() -> World> {
    Box::new(move || {
        World::with(
            seed,
            Yielding(MemoryStorage::default()),
            |pool| pool.alias_attributes = Some(vec![Alias::Email]),
            |_| {},
        )
    })
}

fn sign_up<'a>(world: &'a World, _: &'a [String], _: usize) -> Racer<'a, ()> {
    let request = world.sign_up_request("ana");
    Box::pin(async move { world.engine.send(request).await.map(|_| ()) })
}

fn confirm_same_user<'a>(world: &'a World, codes: &'a [String], _: usize) -> Racer<'a, ()> {
    let request = ConfirmSignUp {
        client_id: world.client.clone(),
        username: "ana".into(),
        confirmation_code: (&*codes[0]).into(),
        ..Default::default()
    };
    Box::pin(async move { world.engine.send(request).await.map(|_| ()) })
}

fn confirm_own_user<'a>(world: &'a World, codes: &'a [String], racer: usize) -> Racer<'a, ()> {
    let request = ConfirmSignUp {
        client_id: world.client.clone(),
        username: format!("user{racer}"),
        confirmation_code: (&*codes[racer]).into(),
        ..Default::default()
    };
    Box::pin(async move { world.engine.send(request).await.map(|_| ()) })
}

fn reset_password<'a>(world: &'a World, codes: &'a [String], racer: usize) -> Racer<'a, ()> {
    let request = ConfirmForgotPassword {
        client_id: world.client.clone(),
        username: "ana".into(),
        confirmation_code: (&*codes[0]).into(),
        password: format!("Correct-Horse{racer}!").into(),
        ..Default::default()
    };
    Box::pin(async move { world.engine.send(request).await.map(|_| ()) })
}

fn sign_up_ana(world: &World) -> Vec<String> {
    world.sign_up("ana").unwrap();
    vec![world.outbox.last_code()]
}

/// All users claim the same address.
fn sign_up_with_one_address(world: &World, count: usize) -> Vec<String> {
    (0..count)
        .map(|racer| {
            if racer % 20 == 19 {
                // An hour has twenty messages for an address.
                world.clock.advance(3600);
            }
            let request = SignUp {
                user_attributes: Some(vec![Attribute::new("email", "shared@example.com")]),
                ..world.sign_up_request(&format!("user{racer}"))
            };
            block_on(world.engine.send(request)).unwrap();
            world.outbox.last_code()
        })
        .collect()
}

fn forget(world: &World) -> Vec<String> {
    let code = sign_up_ana(world);
    block_on(confirm_same_user(world, &code, 0)).unwrap();
    block_on(world.engine.send(ForgotPassword {
        client_id: world.client.clone(),
        username: "ana".into(),
        ..Default::default()
    }))
    .unwrap();
    vec![world.outbox.last_code()]
}

#[test]
fn one_username_has_one_user_in_every_order() {
    one_winner_in_every_order(plain, |_| vec![], sign_up, &["UsernameExistsException"]);
}

#[test]
fn one_address_has_one_owner_in_every_order() {
    one_winner_in_every_order(
        with_alias,
        |world| sign_up_with_one_address(world, RACERS),
        confirm_own_user,
        &["AliasExistsException"],
    );
}

#[test]
fn one_confirmation_code_confirms_once_in_every_order() {
    one_winner_in_every_order(plain, sign_up_ana, confirm_same_user, &["NotAuthorizedException"]);
}

#[test]
fn one_reset_code_sets_one_password_in_every_order() {
    one_winner_in_every_order(plain, forget, reset_password, &["ExpiredCodeException"]);
}

/// What a racer does to be called "boss".
#[derive(Clone, Copy, Eq, PartialEq)]
enum Claim {
    SignUp,
    AdminCreate,
    AdminCreateWithPreferred,
    AdminUpdate,
    Update,
}

/// Racer `racer` of the race that begins with `first`. One racer at most updates as a user, the one with the token.
fn claim_of(first: usize, racer: usize) -> Claim {
    match (first + racer) % 5 {
        0 => Claim::SignUp,
        1 => Claim::AdminCreate,
        2 => Claim::AdminCreateWithPreferred,
        3 if racer < 5 => Claim::Update,
        _ => Claim::AdminUpdate,
    }
}

/// The users who claim a name in a race of `count`: the first claim and an access token.
fn claimants_of_a_name(world: &World, first: usize, count: usize) -> Vec<String> {
    let mut token = String::new();
    for racer in 0..count {
        let claim = claim_of(first, racer);
        if !matches!(claim, Claim::Update | Claim::AdminUpdate) {
            continue;
        }
        let user_pool_id = world.pool.clone();
        let username = format!("user{racer}");
        let create = AdminCreateUser {
            user_pool_id: user_pool_id.clone(),
            username: username.clone(),
            message_action: Some("SUPPRESS".into()),
            ..Default::default()
        };
        block_on(world.engine.send(create)).unwrap();
        if claim == Claim::Update {
            let (password, permanent) = (PASSWORD.into(), Some(true));
            let set = AdminSetUserPassword { user_pool_id, username: username.clone(), password, permanent };
            block_on(world.engine.send(set)).unwrap();
            let sign_in = InitiateAuth {
                auth_flow: "USER_PASSWORD_AUTH".into(),
                client_id: world.client.clone(),
                auth_parameters: Some(map(&[("USERNAME", &username), ("PASSWORD", PASSWORD)])),
                ..Default::default()
            };
            let tokens = block_on(world.engine.send(sign_in)).unwrap().authentication_result.unwrap();
            token = tokens.access_token.unwrap().as_str().to_owned();
        }
    }
    vec![first.to_string(), token]
}

/// One value claimed as a username and as a `preferred_username`, by every operation that can.
fn claim_one_name<'a>(world: &'a World, given: &'a [String], racer: usize) -> Racer<'a, ()> {
    let (engine, user_pool_id) = (&world.engine, world.pool.clone());
    let preferred = vec![Attribute::new("preferred_username", "boss")];
    let create = |username: String, attributes| AdminCreateUser {
        user_pool_id: world.pool.clone(),
        username,
        user_attributes: attributes,
        message_action: Some("SUPPRESS".into()),
        ..Default::default()
    };
    match claim_of(given[0].parse().unwrap(), racer) {
        Claim::SignUp => {
            let request = world.sign_up_request("boss");
            Box::pin(async move { engine.send(request).await.map(|_| ()) })
        }
        Claim::AdminCreate => {
            let request = create("boss".into(), None);
            Box::pin(async move { engine.send(request).await.map(|_| ()) })
        }
        Claim::AdminCreateWithPreferred => {
            let request = create(format!("new{racer}"), Some(preferred));
            Box::pin(async move { engine.send(request).await.map(|_| ()) })
        }
        Claim::AdminUpdate => {
            let request = AdminUpdateUserAttributes {
                user_pool_id,
                username: format!("user{racer}"),
                user_attributes: preferred,
                ..Default::default()
            };
            Box::pin(async move { engine.send(request).await.map(|_| ()) })
        }
        Claim::Update => {
            let access_token = (&*given[1]).into();
            let request =
                UpdateUserAttributes { access_token, user_attributes: preferred, ..Default::default() };
            Box::pin(async move { engine.send(request).await.map(|_| ()) })
        }
    }
}

const NAME_TAKEN: &[&str] = &["UsernameExistsException", "AliasExistsException"];

fn with_all_aliases(create: &mut CreateUserPool) {
    create.alias_attributes = Some(vec![Alias::PreferredUsername, Alias::Email]);
}

#[test]
fn one_value_leads_to_one_user_over_all_kinds_of_names_in_every_order() {
    for seed in 0..SEEDS {
        let world = World::with(seed, Yielding(MemoryStorage::default()), with_all_aliases, |_| {});
        let first = usize::try_from(seed).unwrap();
        let racers = 2 + first % 4;
        let given = claimants_of_a_name(&world, first, racers);
        let racers = (0..racers).map(|racer| claim_one_name(&world, &given, racer)).collect();
        let outcomes = interleave(seed, racers);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}: {outcomes:?}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert!(NAME_TAKEN.contains(&error.name()), "seed {seed}: {error:?}");
        }
    }
}

#[test]
fn one_value_leads_to_one_user_over_all_kinds_of_names_among_threads() {
    one_winner_of_many_threads(
        with_all_aliases,
        |world| claimants_of_a_name(world, 0, THREADS),
        claim_one_name,
        NAME_TAKEN,
    );
}

#[test]
fn without_the_checks_of_the_commit_several_calls_would_win() {
    let several = (0..100).any(|seed| {
        let world = World::with(seed, Yielding(Unchecked::default()), |_| {}, |_| {});
        let outcomes = interleave(seed, (0..RACERS).map(|racer| sign_up(&world, &[], racer)).collect());
        outcomes.iter().filter(|outcome| outcome.is_ok()).count() > 1
    });
    assert!(several);
}

fn sqlite(folder: &tempfile::TempDir) -> SqliteStorage {
    SqliteStorage::open(folder.path().join("users.db")).unwrap()
}

/// Sixty-four threads start together; one succeeds.
fn one_winner_of_many_threads(
    pool: fn(&mut CreateUserPool),
    prepare: impl Fn(&World) -> Vec<String>,
    race: for<'a> fn(&'a World, &'a [String], usize) -> Racer<'a, ()>,
    losses: &[&str],
) {
    let folder = tempfile::tempdir().unwrap();
    let storage = sqlite(&folder);
    let world = World::with(1, storage, pool, |_| {});
    let given = prepare(&world);
    let start = Arc::new(Barrier::new(THREADS));
    let outcomes: Vec<Result<(), Error>> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..THREADS)
            .map(|racer| {
                let (world, given, start) = (&world, &given, Arc::clone(&start));
                scope.spawn(move || {
                    start.wait();
                    block_on(race(world, given, racer))
                })
            })
            .collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    for error in outcomes.into_iter().filter_map(Result::err) {
        assert!(losses.contains(&error.name()), "{error:?}");
    }
}

#[test]
fn one_username_has_one_user_among_threads() {
    one_winner_of_many_threads(|_| {}, |_| vec![], sign_up, &["UsernameExistsException"]);
}

#[test]
fn one_address_has_one_owner_among_threads() {
    one_winner_of_many_threads(
        |pool| pool.alias_attributes = Some(vec![Alias::Email]),
        |world| sign_up_with_one_address(world, THREADS),
        confirm_own_user,
        &["AliasExistsException"],
    );
}

#[test]
fn one_confirmation_code_confirms_once_among_threads() {
    one_winner_of_many_threads(|_| {}, sign_up_ana, confirm_same_user, &["NotAuthorizedException"]);
}

#[test]
fn one_reset_code_sets_one_password_among_threads() {
    one_winner_of_many_threads(|_| {}, forget, reset_password, &["ExpiredCodeException"]);
}

#[test]
fn one_proof_signs_in_once_in_every_order() {
    for seed in 0..50 {
        let world = plain(seed)().confirmed("ana");
        let (srp, challenge) = world.srp_start("ana").unwrap();
        let responses = world.srp_responses(&srp, &challenge, PASSWORD);
        let answer = || {
            let request = RespondToAuthChallenge {
                client_id: world.client.clone(),
                challenge_name: "PASSWORD_VERIFIER".into(),
                challenge_responses: Some(
                    responses.iter().map(|(name, value)| ((*name).into(), (&**value).into())).collect(),
                ),
                ..Default::default()
            };
            let engine = &world.engine;
            Box::pin(async move { engine.send(request).await.map(|_| ()) }) as Racer<'_, ()>
        };
        let outcomes = interleave(seed, (0..RACERS).map(|_| answer()).collect());
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}: {outcomes:?}");
    }
}

/// Every sign-up that succeeded has created a user, and the counters agree.
#[test]
fn sign_ups_of_different_names_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::with(2, sqlite(&folder), |_| {}, |_| {});
    std::thread::scope(|scope| {
        for thread in 0..16 {
            let world = &world;
            scope.spawn(move || {
                for user in 0..4 {
                    block_on(world.engine.send(world.sign_up_request(&format!("user{thread}-{user}"))))
                        .unwrap();
                }
            });
        }
    });
    let pool = block_on(world.engine.send(DescribeUserPool { user_pool_id: world.pool.clone() })).unwrap();
    assert_eq!(pool.user_pool.estimated_number_of_users, 64);
}
