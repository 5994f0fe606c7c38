//! Changes of the master key.

use std::sync::Arc;

use serde_json::{Value, json};
use userpool::{
    operations::*,
    storage::{Batch, Key, MemoryStorage, Partition, Record, Storage},
};

use super::{OLD, filled, partition, restarted};
use crate::world::{PASSWORD, World, now, records};

const NEW: [u8; 32] = [8; 32];

fn has_job(storage: &MemoryStorage, kind: &str) -> bool {
    let key = Key::new(["job", kind, "store"]);
    let found = now(Storage::get(storage, &Partition::new("directory"), &[key])).unwrap();
    found[0].is_some()
}

/// The ids of the keys that anything in the store is sealed with.
fn key_ids(storage: &MemoryStorage, partitions: &[String]) -> std::collections::BTreeSet<Vec<u8>> {
    fn collect(value: &Value, ids: &mut std::collections::BTreeSet<Vec<u8>>) {
        use base64::{Engine as _, prelude::BASE64_STANDARD};
        match value {
            Value::Object(members) => {
                for (name, member) in members {
                    match member {
                        Value::String(text) if name.starts_with("sealed") => {
                            ids.insert(BASE64_STANDARD.decode(text).unwrap()[..4].to_vec());
                        }
                        other => collect(other, ids),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, ids)),
            _ => {}
        }
    }
    let mut ids = std::collections::BTreeSet::new();
    for partition in partitions {
        for (key, text) in records(storage, partition) {
            let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{key}: {text}"));
            collect(&value, &mut ids);
        }
    }
    ids
}

/// A pool with a secret of every kind, and tokens of its users.
fn with_every_secret(storage: Arc<MemoryStorage>) -> (World, AuthenticationResult, UserPoolClient) {
    let world = filled(storage, 30, 45);
    now(world.engine.check_master_key()).unwrap();
    world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
    let tokens = world.tokens("ana");
    let access_token = tokens.access_token.clone();
    world.send(AssociateSoftwareToken { access_token, ..Default::default() }).unwrap();
    let secret = world.add_client(|client| client.generate_secret = Some(true));
    let second = json!({"ClientId": secret.client_id, "ClientSecret": "x".repeat(24)});
    world.pool_ok("AddUserPoolClientSecret", second);
    let details = json!({"client_id": "id", "client_secret": PASSWORD, "authorize_scopes": "openid"});
    let provider = json!({"ProviderName": "Google", "ProviderType": "Google", "ProviderDetails": details});
    world.pool_ok("CreateIdentityProvider", provider);
    (world, tokens, secret)
}

/// Everything that was issued or set before still works.
#[track_caller]
fn assert_all_works(world: &World, tokens: &AuthenticationResult, secret: &UserPoolClient) {
    world.get_user(tokens).expect("an access token from before");
    let refresh = tokens.refresh_token.clone().unwrap();
    let renewed =
        world.initiate("REFRESH_TOKEN_AUTH", &[("REFRESH_TOKEN", &refresh)]).expect("a refresh token");
    world.get_user(&renewed.authentication_result.unwrap()).unwrap();
    world.tokens("ana");
    world.srp_sign_in("ana", PASSWORD).unwrap();
    let hash = userpool::auth::secret_hash::secret_hash(
        secret.client_secret.as_ref().unwrap(),
        "ana",
        &secret.client_id,
    );
    let flow = ForgotPassword {
        client_id: secret.client_id.clone(),
        username: "ana".into(),
        secret_hash: Some(hash.as_str().into()),
        ..Default::default()
    };
    world.send(flow).expect("a client's secret");
    let provider = world.pool_ok("DescribeIdentityProvider", json!({"ProviderName": "Google"}));
    assert_eq!(provider["IdentityProvider"]["ProviderDetails"]["client_secret"], PASSWORD);
    assert_eq!(world.document(&format!("/{}/.well-known/jwks.json", world.pool)).status(), 200);
}

#[test]
fn after_the_change_of_the_master_key_the_old_one_is_not_needed() {
    let storage = Arc::new(MemoryStorage::new());
    let (world, tokens, secret) = with_every_secret(Arc::clone(&storage));
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    let hidden = |world: &World| {
        let client = world.add_client(|client| {
            client.settings.prevent_user_existence_errors = Some("ENABLED".into());
        });
        let flow =
            ForgotPassword { client_id: client.client_id, username: "nobody".into(), ..Default::default() };
        world.send(flow).unwrap().code_delivery_details
    };
    let invented = hidden(&world);
    let everywhere = [partition(&world)];
    let old_id = key_ids(&storage, &everywhere);
    assert_eq!(old_id.len(), 1);

    let world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
    now(world.engine.check_master_key()).unwrap();
    assert_all_works(&world, &tokens, &secret);
    let mut last = now(world.engine.rekey(1)).unwrap();
    while !last.done {
        let next = now(world.engine.rekey(1)).unwrap();
        assert!(!next.busy && next.resealed >= last.resealed);
        last = next;
    }
    assert!(last.resealed > 10 && last.unopened == 0, "{last:?}");
    let new_id = key_ids(&storage, &everywhere);
    assert!(new_id.len() == 1 && new_id != old_id);

    let world = restarted(world, Arc::clone(&storage), &[NEW]);
    now(world.engine.check_master_key()).unwrap();
    assert_all_works(&world, &tokens, &secret);
    assert_eq!(hidden(&world), invented, "what is invented does not change with the key");
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap_err();
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap();

    let world = restarted(world, storage, &[OLD]);
    assert!(matches!(now(world.engine.check_master_key()), Err(userpool::MasterKeyError::Wrong)));
}

#[test]
fn work_changes_the_master_key_by_itself_and_goes_on_after_a_restart() {
    let storage = Arc::new(MemoryStorage::new());
    let (mut world, tokens, secret) = with_every_secret(Arc::clone(&storage));
    let mut restarts = 0;
    world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
    while now(world.engine.work(1)).unwrap().more {
        restarts += 1;
        world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
        // Until the end the old key is needed, and says so.
        let without = restarted(world, Arc::clone(&storage), &[NEW]);
        let early = now(without.engine.check_master_key());
        world = restarted(without, Arc::clone(&storage), &[NEW, OLD]);
        let over = !has_job(&storage, "rekey");
        assert!(over || matches!(early, Err(userpool::MasterKeyError::Wrong)));
    }
    assert!(restarts > 5, "{restarts}");
    let world = restarted(world, storage, &[NEW]);
    now(world.engine.check_master_key()).unwrap();
    assert_all_works(&world, &tokens, &secret);
}

#[test]
fn values_that_do_not_open_are_counted_and_do_not_stop_the_change() {
    let storage = Arc::new(MemoryStorage::new());
    let (world, tokens, secret) = with_every_secret(Arc::clone(&storage));
    let key = Key::new(["user", "user3"]);
    let place = Partition::new(partition(&world));
    let found = now(Storage::get(&*storage, &place, std::slice::from_ref(&key))).unwrap().remove(0).unwrap();
    let record = Record { value: br#"{"username":"user3"}"#.to_vec(), ..found };
    let writes = vec![userpool::storage::Write::Put { key, record }];
    now(Storage::commit(&*storage, Batch { writes, ..Batch::new(place) })).unwrap();

    let world = restarted(world, Arc::clone(&storage), &[NEW, OLD]);
    let rekeyed = now(world.engine.rekey(1000)).unwrap();
    assert!(rekeyed.done && rekeyed.unopened == 1, "{rekeyed:?}");
    let world = restarted(world, storage, &[NEW]);
    assert_all_works(&world, &tokens, &secret);
}
