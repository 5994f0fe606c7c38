//! Risk configuration of pools and of app clients.

mod describe_risk_configuration;
mod set_risk_configuration;

use serde_json::{Value, json};

use crate::world::{World, merged};

/// A pool with threat protection.
fn protected(seed: u64) -> World {
    let add_ons = json!({"AdvancedSecurityMode": "AUDIT"});
    World::new(seed).moved_to(json!({"PoolName": "p", "UserPoolTier": "PLUS", "UserPoolAddOns": add_ons}))
}

/// One of every member.
fn everything() -> Value {
    let email =
        json!({"Subject": "About your account", "HtmlBody": "<p>Hello</p>", "TextBody": "Hello, you"});
    let action = |notify: bool, action: &str| json!({"Notify": notify, "EventAction": action});
    json!({
        "CompromisedCredentialsRiskConfiguration": {
            "EventFilter": ["SIGN_IN", "SIGN_UP"], "Actions": {"EventAction": "BLOCK"},
        },
        "AccountTakeoverRiskConfiguration": {
            "NotifyConfiguration": {
                "From": "a@example.com", "ReplyTo": "b@example.com",
                "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
                "BlockEmail": email, "NoActionEmail": email, "MfaEmail": email,
            },
            "Actions": {
                "LowAction": action(false, "NO_ACTION"), "MediumAction": action(true, "MFA_IF_CONFIGURED"),
                "HighAction": action(true, "BLOCK"),
            },
        },
        "RiskExceptionConfiguration": {
            "BlockedIPRangeList": ["192.0.2.0/24"], "SkippedIPRangeList": ["2001:db8::/32"],
        },
    })
}

fn set(world: &World, request: &Value) -> Result<Value, String> {
    world.call("SetRiskConfiguration", &merged(json!({"UserPoolId": world.pool}), request))
}

fn describe(world: &World, request: Value) -> Value {
    world.pool_ok("DescribeRiskConfiguration", request)["RiskConfiguration"].take()
}
