//! Provisioned limits: the request rate of each category.

mod get_provisioned_limit;
mod service_quotas;
mod update_provisioned_limit;

use serde_json::{Value, json};

use crate::world::World;

fn definition(category: &str) -> Value {
    json!({"LimitClass": "API_CATEGORY", "Attributes": {"Category": category}})
}

fn shown(category: &str, provisioned: u32, free: u32) -> Value {
    json!({"Limit": {
        "LimitDefinition": definition(category),
        "ProvisionedLimitValue": provisioned,
        "FreeLimitValue": free,
    }})
}

fn update(world: &World, category: &str, value: i64) -> Result<Value, String> {
    let request = json!({"LimitDefinition": definition(category), "RequestedLimitValue": value});
    world.call("UpdateProvisionedLimit", &request)
}

fn get(world: &World, category: &str) -> Value {
    world.ok("GetProvisionedLimit", json!({"LimitDefinition": definition(category)}))
}
