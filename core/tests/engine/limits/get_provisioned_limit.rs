//! `GetProvisionedLimit`.

use serde_json::json;
use userpool::error::InvalidParameter;

use super::{definition, get, shown};
use crate::world::{World, merged, refusal};

/// The rates of <https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html>.
#[test]
fn a_limit_that_was_never_set_is_the_free_one() {
    let world = World::new(1);
    for (category, free) in [
        ("UserAuthentication", 120),
        ("UserCreation", 50),
        ("UserFederation", 25),
        ("UserRead", 120),
        ("UserResourceRead", 50),
        ("UserToken", 120),
    ] {
        assert_eq!(get(&world, category), shown(category, free, free));
    }
}

#[test]
fn a_definition_of_no_limit_is_refused() {
    let world = World::new(2);
    let read = definition("UserRead");
    for wrong in [
        definition("UserList"),
        definition(""),
        merged(read.clone(), &json!({"Attributes": {}})),
        merged(read, &json!({"Attributes": {"Category": "UserRead", "Other": "x"}})),
    ] {
        let answer = world.refused("GetProvisionedLimit", json!({"LimitDefinition": wrong}));
        assert_eq!(answer, refusal(InvalidParameter::LimitDefinition));
    }
}
