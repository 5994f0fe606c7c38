//! Where a pool's logs should go.

mod get_log_delivery_configuration;
mod set_log_delivery_configuration;

use serde_json::{Value, json};

use crate::world::{REGION, World};

/// Errors of messages to a log group.
fn notifications() -> Value {
    json!({
        "EventSource": "userNotification", "LogLevel": "ERROR",
        "CloudWatchLogsConfiguration": {"LogGroupArn": log_group(REGION)},
    })
}

/// User activity to this destination.
fn activity(destination: &str, configuration: Value) -> Value {
    json!({"EventSource": "userAuthEvents", "LogLevel": "INFO", destination: configuration})
}

fn log_group(region: &str) -> String {
    format!("arn:aws:logs:{region}:123456789012:log-group:pool")
}

fn with_tier(seed: u64, tier: &str) -> World {
    World::new(seed).moved_to(json!({"PoolName": "p", "UserPoolTier": tier}))
}

fn set(world: &World, configurations: &Value) -> Result<Value, String> {
    let request = json!({"UserPoolId": world.pool, "LogConfigurations": configurations});
    world.call("SetLogDeliveryConfiguration", &request)
}

fn get(world: &World) -> Value {
    world.pool_ok("GetLogDeliveryConfiguration", json!({}))
}

fn shown(world: &World, configurations: &Value) -> Value {
    json!({"LogDeliveryConfiguration": {"UserPoolId": world.pool, "LogConfigurations": configurations}})
}
