//! The rows of limits, replicas, logs and threat protection.

use serde_json::{Value, json};

use super::{REFERENCE, Refused, Reset, Scene, Subject, merged, new_pool, row};

const REPLACED: &str = "API reference: a part that is left out is reset";

pub fn update_provisioned_limit() -> Subject {
    let prepare = || {
        let definition = json!({"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}});
        Scene { object: json!({"LimitDefinition": definition}), ..new_pool() }
    };
    let read = |scene: &Scene| {
        let limit = scene.world.ok("GetProvisionedLimit", scene.object.clone());
        json!({"RequestedLimitValue": limit["Limit"]["ProvisionedLimitValue"]})
    };
    let rows =
        vec![row("LimitDefinition", Refused, REFERENCE), row("RequestedLimitValue", Refused, REFERENCE)];
    let all = json!({"RequestedLimitValue": 300});
    Subject { operation: "UpdateProvisionedLimit", rows, prepare, all, read }
}

pub fn update_user_pool_replica() -> Subject {
    let prepare = || {
        let mut scene = new_pool();
        let arn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
        let key = json!({"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": arn});
        scene.world.pool_ok("UpdateUserPool", json!({"KeyConfiguration": key}));
        scene.object["RegionName"] = json!("eu-west-1");
        scene.world.ok("CreateUserPoolReplica", scene.object.clone());
        scene
    };
    let read = |scene: &Scene| {
        let list = scene.world.pool_ok("ListUserPoolReplicas", json!({}));
        list["UserPoolReplicas"][1].clone()
    };
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("RegionName", Refused, REFERENCE),
        row("Status", Refused, REFERENCE),
    ];
    let all = json!({"Status": "ACTIVE"});
    Subject { operation: "UpdateUserPoolReplica", rows, prepare, all, read }
}

pub fn set_log_delivery_configuration() -> Subject {
    let group = json!({"LogGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:pool"});
    let all = json!({"LogConfigurations": [
        {"EventSource": "userNotification", "LogLevel": "ERROR", "CloudWatchLogsConfiguration": group},
    ]});
    let rows = vec![row("UserPoolId", Refused, REFERENCE), row("LogConfigurations", Refused, REFERENCE)];
    let read = |scene: &Scene| {
        scene.world.pool_ok("GetLogDeliveryConfiguration", json!({}))["LogDeliveryConfiguration"].take()
    };
    Subject { operation: "SetLogDeliveryConfiguration", rows, prepare: new_pool, all, read }
}

/// A pool with threat protection.
fn protected() -> Scene {
    let scene = new_pool();
    let add_ons = json!({"AdvancedSecurityMode": "AUDIT"});
    scene.world.pool_ok("UpdateUserPool", json!({"UserPoolTier": "PLUS", "UserPoolAddOns": add_ons}));
    scene
}

pub fn set_risk_configuration() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("ClientId", Reset, "API reference: without it, the configuration of the pool"),
        row("CompromisedCredentialsRiskConfiguration", Reset, REPLACED),
        row("AccountTakeoverRiskConfiguration", Reset, REPLACED),
        row("RiskExceptionConfiguration", Reset, REPLACED),
    ];
    let action = json!({"Notify": false, "EventAction": "BLOCK"});
    let all = json!({
        "CompromisedCredentialsRiskConfiguration": {"Actions": {"EventAction": "BLOCK"}},
        "AccountTakeoverRiskConfiguration": {"Actions": {"HighAction": action}},
        "RiskExceptionConfiguration": {"BlockedIPRangeList": ["192.0.2.0/24"]},
    });
    let prepare = || {
        let mut scene = protected();
        scene.object["ClientId"] = json!(scene.world.client);
        scene
    };
    let read = |scene: &Scene| -> Value {
        let described = scene.world.ok("DescribeRiskConfiguration", scene.object.clone());
        merged(json!({}), &described["RiskConfiguration"])
    };
    Subject { operation: "SetRiskConfiguration", rows, prepare, all, read }
}

pub fn set_user_pool_session_configuration() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("UserSessionTracking", Refused, REFERENCE),
        row("TokenSession", Refused, REFERENCE),
    ];
    let all = json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 7}});
    let read = |scene: &Scene| scene.world.pool_ok("GetUserPoolSessionConfiguration", json!({}));
    Subject { operation: "SetUserPoolSessionConfiguration", rows, prepare: new_pool, all, read }
}

pub fn set_user_pool_client_session_configuration() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("ClientId", Refused, REFERENCE),
        row("SSOSession", Refused, REFERENCE),
    ];
    let all = json!({"SSOSession": {"MaxValidityMinutes": 7}});
    let prepare = || {
        let mut scene = new_pool();
        scene.object["ClientId"] = json!(scene.world.client);
        scene
    };
    let read = |scene: &Scene| {
        scene.world.pool_ok("GetUserPoolClientSessionConfiguration", json!({"ClientId": scene.world.client}))
    };
    Subject { operation: "SetUserPoolClientSessionConfiguration", rows, prepare, all, read }
}

pub fn admin_update_auth_event_feedback() -> Subject {
    let rows = vec![
        row("UserPoolId", Refused, REFERENCE),
        row("Username", Refused, REFERENCE),
        row("EventId", Refused, REFERENCE),
        row("FeedbackValue", Refused, REFERENCE),
    ];
    let prepare = || {
        let mut scene = protected();
        scene.world.create_user("ana", &[]);
        scene.world.tokens("ana");
        let event = event_of(&scene);
        scene.object["Username"] = json!("ana");
        scene.object["EventId"] = event["EventId"].clone();
        scene
    };
    let read = |scene: &Scene| event_of(scene)["EventFeedback"].take();
    let all = json!({"FeedbackValue": "Invalid"});
    Subject { operation: "AdminUpdateAuthEventFeedback", rows, prepare, all, read }
}

fn event_of(scene: &Scene) -> Value {
    scene.world.pool_ok("AdminListUserAuthEvents", json!({"Username": "ana"}))["AuthEvents"][0].take()
}
