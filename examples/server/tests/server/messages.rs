//! The messages file.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Server, folder};

#[test]
fn every_message_is_one_line_that_can_be_used() {
    let place = folder();
    let data = place.path().join("data");
    let server = Server::start(&data);
    let pool = server.done("CreateUserPool", &json!({"PoolName": "p", "AutoVerifiedAttributes": ["email"]}));
    let pool = pool["UserPool"]["Id"].clone();
    let client = server.done("CreateUserPoolClient", &json!({"UserPoolId": pool, "ClientName": "c"}));
    let client = client["UserPoolClient"]["ClientId"].clone();
    let email = |address: &str| json!([{"Name": "email", "Value": address}]);
    let user = json!({
        "ClientId": client, "Username": "ana", "Password": "Pa55word!", "UserAttributes": email("ana@example.com"),
    });
    server.done("SignUp", &user);
    let invited = json!({"UserPoolId": pool, "Username": "ben", "UserAttributes": email("ben@example.com")});
    server.done("AdminCreateUser", &invited);

    let file = data.join("messages.jsonl");
    let lines: Vec<Value> =
        fs::read_to_string(&file).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    for (line, username, purpose) in [(&lines[0], "ana", "SignUp"), (&lines[1], "ben", "AdminCreateUser")] {
        let mut members: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(
            members,
            [
                "body",
                "clientId",
                "code",
                "destination",
                "medium",
                "purpose",
                "subject",
                "time",
                "userPoolId",
                "username"
            ]
        );
        assert_eq!(line["userPoolId"], pool);
        assert_eq!(line["clientId"], if purpose == "SignUp" { client.clone() } else { Value::Null });
        assert!(line["time"].as_str().unwrap().starts_with("20"), "{line}");
        assert_eq!(line["medium"], "EMAIL");
        assert_eq!(line["destination"], format!("{username}@example.com"));
        assert_eq!((&line["username"], &line["purpose"]), (&json!(username), &json!(purpose)));
        assert!(line["body"].as_str().unwrap().contains(line["code"].as_str().unwrap()));
    }
    let confirmation = json!({"ClientId": client, "Username": "ana", "ConfirmationCode": lines[0]["code"]});
    server.done("ConfirmSignUp", &confirmation);

    // If the file cannot be written, the delivery fails; the message is not silently lost.
    fs::remove_file(&file).unwrap();
    fs::create_dir(&file).unwrap();
    let mut other = user;
    other["Username"] = json!("cleo");
    let response = server.call("SignUp", &other);
    assert_eq!((response.status, &response.json()["__type"]), (400, &json!("CodeDeliveryFailureException")));
}
