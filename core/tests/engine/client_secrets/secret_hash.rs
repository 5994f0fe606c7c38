//! Which secrets `SECRET_HASH` may be computed with.

use serde_json::{Value, json};
use userpool::{auth::secret_hash::secret_hash, error::NotAuthorized};

use super::{OWN, add, confidential, delete, ids};
use crate::world::{PASSWORD, World, refusal};

fn sign_in(world: &World, client: &Value, secret: &str) -> Result<(), String> {
    let hash = secret_hash(secret, "ana", client.as_str().unwrap());
    let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD, "SECRET_HASH": hash});
    let request = json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": client, "AuthParameters": parameters});
    world.call("InitiateAuth", &request).map(drop)
}

#[test]
fn both_secrets_are_accepted_until_one_is_deleted() {
    let world = World::new(1).confirmed("ana");
    let (client, first) = confidential(&world);
    let wrong = refusal(NotAuthorized::SecretHash(client.as_str().unwrap().to_owned()));
    assert_eq!(sign_in(&world, &client, OWN), Err(wrong.clone()));

    world.clock.advance(1);
    add(&world, &client, json!({"ClientSecret": OWN}));
    for secret in [&first, OWN] {
        assert_eq!(sign_in(&world, &client, secret), Ok(()));
    }

    let oldest = ids(&world, &client).remove(1);
    delete(&world, &client, &oldest).unwrap();
    assert_eq!(sign_in(&world, &client, &first), Err(wrong));
    assert_eq!(sign_in(&world, &client, OWN), Ok(()));
}

#[test]
fn an_update_of_the_client_keeps_both_secrets() {
    let world = World::new(2);
    let (client, _) = confidential(&world);
    add(&world, &client, json!({"ClientSecret": OWN}));
    let before = ids(&world, &client);
    world.pool_ok("UpdateUserPoolClient", json!({"ClientId": client}));
    assert_eq!(ids(&world, &client), before);
}
