//! `GetLogDeliveryConfiguration`.

use serde_json::json;

use super::{get, notifications, set, shown, with_tier};

#[test]
fn a_pool_without_a_configuration_has_an_empty_list() {
    let world = with_tier(1, "ESSENTIALS");
    assert_eq!(get(&world), shown(&world, &json!([])));
}

#[test]
fn a_pool_shows_its_own_configuration_only() {
    let world = with_tier(2, "ESSENTIALS");
    set(&world, &json!([notifications()])).unwrap();
    let other = world.moved_to(json!({"PoolName": "other"}));
    assert_eq!(get(&other), shown(&other, &json!([])));
}
