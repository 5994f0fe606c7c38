//! Calls about one device at the same time.

use userpool::{operations::*, storage::MemoryStorage};

use super::{asked, confirmation, confirmed, device_of, list, token, tracking, world_on};
use crate::world::{Racer, Yielding, interleave};

#[test]
fn one_key_is_confirmed_once_in_every_order() {
    for seed in 0..100 {
        let world = world_on(seed, Yielding(MemoryStorage::default()), Some(tracking(true, false)));
        let tokens = world.tokens("ana");
        let requests = [1, 2, 3].map(|byte| confirmation(&tokens, &device_of(&tokens, byte)));
        let racers = requests
            .iter()
            .map(|request| Box::pin(world.engine.send(request.clone())) as Racer<'_, _>)
            .collect();
        let outcomes = interleave(seed, racers);
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "seed {seed}");
        for error in outcomes.into_iter().filter_map(Result::err) {
            assert_eq!(error.name(), "DeviceKeyExistsException", "seed {seed}");
        }
    }
}

#[test]
fn a_proof_is_given_once_in_every_order_and_never_by_a_device_that_is_forgotten() {
    for seed in 0..50 {
        let world = world_on(seed, Yielding(MemoryStorage::default()), Some(tracking(true, false)));
        let (device, tokens) = confirmed(&world, "ana", 1);
        let (_, responses) = asked(&world, "ana", &device);
        let answer = RespondToAuthChallenge {
            client_id: world.client.clone(),
            challenge_name: "DEVICE_PASSWORD_VERIFIER".into(),
            challenge_responses: Some(
                responses.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect(),
            ),
            ..Default::default()
        };
        let forgetting = ForgetDevice { access_token: Some(token(&tokens)), device_key: device.key().into() };
        let sign_in = |answer: RespondToAuthChallenge| -> Racer<'_, bool> {
            let engine = &world.engine;
            Box::pin(async move { engine.send(answer).await.map(|_| true) })
        };
        let engine = &world.engine;
        let racers = vec![
            sign_in(answer.clone()),
            sign_in(answer.clone()),
            Box::pin(async move { engine.send(forgetting).await.map(|_| false) }) as Racer<'_, bool>,
        ];
        let outcomes = interleave(seed, racers);
        let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, Ok(true))).count();
        assert!(signed_in <= 1, "seed {seed}: {outcomes:?}");
        assert!(matches!(outcomes[2], Ok(false)), "seed {seed}: {outcomes:?}");
        // In every order the device is gone afterwards.
        assert_eq!(list(&world, &tokens), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn the_limit_of_devices_is_not_exceeded_in_any_order() {
    for seed in 0..10 {
        let world = world_on(seed, Yielding(MemoryStorage::default()), Some(tracking(true, false)));
        for byte in 0..19 {
            confirmed(&world, "ana", byte);
        }
        let requests: Vec<_> = (20..23)
            .map(|byte| {
                let tokens = world.tokens("ana");
                let device = device_of(&tokens, byte);
                confirmation(&tokens, &device)
            })
            .collect();
        let racers = requests
            .iter()
            .map(|request| Box::pin(world.engine.send(request.clone())) as Racer<'_, _>)
            .collect();
        assert!(interleave(seed, racers).iter().all(Result::is_ok), "seed {seed}");
        assert_eq!(list(&world, &world.tokens("ana")).len(), 20, "seed {seed}");
    }
}
