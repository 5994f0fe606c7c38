//! `UpdateProvisionedLimit`.

use serde_json::json;
use userpool::error::{InvalidParameter, ServiceQuotaExceeded};

use super::{definition, get, shown, update};
use crate::world::{World, refusal};

#[test]
fn a_limit_is_set_for_its_category_and_its_region_only() {
    let world = World::new(1);
    assert_eq!(update(&world, "UserRead", 300), Ok(shown("UserRead", 300, 120)));
    assert_eq!(get(&world, "UserRead"), shown("UserRead", 300, 120));
    assert_eq!(get(&world, "UserToken"), shown("UserToken", 120, 120));
    let request = json!({"LimitDefinition": definition("UserRead")});
    let elsewhere = world.call_in("eu-west-1", "GetProvisionedLimit", &request);
    assert_eq!(elsewhere, Ok(shown("UserRead", 120, 120)));
    assert_eq!(update(&world, "UserRead", 120), Ok(shown("UserRead", 120, 120)), "and back");
    assert_eq!(get(&world, "UserRead"), shown("UserRead", 120, 120));
}

#[test]
fn a_limit_is_not_less_than_the_free_one() {
    let world = World::new(2);
    for value in [49, 0, -1] {
        let below = refusal(InvalidParameter::LimitBelowFree(50));
        assert_eq!(update(&world, "UserCreation", value), Err(below));
    }
}

#[test]
fn a_limit_has_a_maximum() {
    let world = World::new(3);
    assert_eq!(update(&world, "UserFederation", 2500), Ok(shown("UserFederation", 2500, 25)));
    assert_eq!(update(&world, "UserFederation", 2501), Err(refusal(ServiceQuotaExceeded(2500))));
    assert_eq!(get(&world, "UserFederation"), shown("UserFederation", 2500, 25));
}

#[test]
fn the_limit_of_an_unknown_category_is_not_set() {
    let world = World::new(4);
    assert_eq!(update(&world, "ClientAuthentication", 500), Err(refusal(InvalidParameter::LimitDefinition)));
}
