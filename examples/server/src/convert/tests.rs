use std::fs;

use serde_json::json;
use tempfile::TempDir;
use userpool::{
    Engine,
    storage::MemoryStorage,
    transfer::{Existing, ImportOptions, Imported},
};

use super::*;

const POOL: &str = "eu-west-1_Moved0001";

/// The password of all hashes here, except for Firebase's.
const PASSWORD: &str = "correct horse";

const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";

struct Files(TempDir);

impl Files {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The lines, and what was done.
    fn convert(
        &self,
        format: Format,
        path: &str,
        mapping: Option<&str>,
    ) -> Result<(Vec<String>, Converted), String> {
        let (path, mapping) = (self.path(path), mapping.map(|mapping| self.path(mapping)));
        let pool = (format != Format::Aws).then_some(POOL);
        let source = Source { format, path: &path, mapping: mapping.as_deref(), pool };
        let mut found = Vec::new();
        let converted = lines(&source, &mut |line, _| {
            found.push(line.to_owned());
            Ok(())
        });
        let folder = format!("{}/", self.0.path().display());
        let converted = converted.map_err(|error| error.to_string().replace(&folder, ""))?;
        Ok((found, converted))
    }
}

/// The line of a user.
fn user_line<'l>(lines: &'l [String], name: &str) -> Value {
    let is_user = |line: &&'l String| line.contains(&format!("\"username\":\"{name}\""));
    serde_json::from_str(lines.iter().find(is_user).unwrap()).unwrap()
}

fn line_of(lines: &[String], kind: &str) -> Value {
    let start = format!("{{\"type\":\"{kind}\",");
    serde_json::from_str(lines.iter().find(|line| line.starts_with(&start)).unwrap()).unwrap()
}

const CLIENT: &str = r#"{"type":"client","id":"testclient","settings":{"ExplicitAuthFlows":["ALLOW_USER_PASSWORD_AUTH","ALLOW_REFRESH_TOKEN_AUTH"]}}"#;

/// An engine with the lines, and an app client.
struct World(Engine);

impl World {
    async fn import(lines: &[String]) -> (Self, Imported) {
        let engine = Engine::builder()
            .storage(MemoryStorage::default())
            .signer(userpool::AwsLcSigner::new())
            .master_key([7; 32])
            .build()
            .unwrap();
        let mut import = engine.import(ImportOptions { existing: Existing::Keep, ..Default::default() });
        for line in lines.iter().map(String::as_str).chain([CLIENT]) {
            let pushed = import.push(format!("{line}\n").as_bytes()).await;
            pushed.unwrap_or_else(|error| panic!("{error}: {line}"));
        }
        let imported = import.finish().await.unwrap();
        (Self(engine), imported)
    }

    async fn sign_in(&self, client: &str, name: &str, password: &str) -> Result<Value, String> {
        let parameters = json!({ "USERNAME": name, "PASSWORD": password });
        let request =
            json!({ "ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters });
        let answer = self.0.call("InitiateAuth", request).await.map_err(|error| error.to_string())?;
        Ok(answer["AuthenticationResult"].clone())
    }

    /// The user signs in with the old password, and only with it.
    async fn assert_signs_in(&self, name: &str, password: &str) {
        let wrong = self.sign_in("testclient", name, "wrong horse").await.unwrap_err();
        assert_eq!(wrong, "Incorrect username or password.", "{name}");
        let tokens = self.sign_in("testclient", name, password).await.unwrap();
        assert!(tokens["AccessToken"].is_string(), "{name}");
    }

    async fn user(&self, pool: &str, name: &str) -> Value {
        let request = json!({ "UserPoolId": pool, "Username": name });
        self.0.call("AdminGetUser", request).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    async fn attribute(&self, name: &str, attribute: &str) -> Option<String> {
        let user = self.user(POOL, name).await;
        let list = user["UserAttributes"].as_array().unwrap().clone();
        let found = list.iter().find(|one| one["Name"] == attribute)?;
        found["Value"].as_str().map(str::to_owned)
    }

    async fn groups(&self, pool: &str, name: &str) -> Vec<String> {
        let request = json!({ "UserPoolId": pool, "Username": name });
        let answer = self.0.call("AdminListGroupsForUser", request).await.unwrap();
        let groups = answer["Groups"].as_array().unwrap().iter();
        groups.map(|group| group["GroupName"].as_str().unwrap().to_owned()).collect()
    }
}

fn keycloak_password(algorithm: &str, iterations: u32, value: &str, parameters: &Value) -> Value {
    let secret = json!({ "value": value, "salt": "c2FsdHNhbHRzYWx0c2FsdA==", "additionalParameters": {} });
    let data =
        json!({ "hashIterations": iterations, "algorithm": algorithm, "additionalParameters": parameters });
    json!([
        { "type": "otp", "secretData": "{\"value\":\"x\"}", "credentialData": "{}" },
        {
            "id": "5b8f2a86-0000-4000-8000-000000000000", "type": "password", "createdDate": 1_700_000_000_000_u64,
            "secretData": secret.to_string(), "credentialData": data.to_string(),
        },
    ])
}

fn realm() -> Value {
    let argon2 = json!({
        "hashLength": ["32"], "memory": ["7168"], "type": ["id"], "version": ["1.3"], "parallelism": ["1"],
    });
    json!({
        "id": "d7a1a9f5-2b8b-4c8e-9d59-7ce5d11d2a10",
        "realm": "shop",
        "users": [
            {
                "id": "0f1e2d3c-4b5a-4678-9a0b-1c2d3e4f5a6b", "username": "ana", "enabled": true,
                "email": "ana@example.com", "emailVerified": true, "firstName": "Ana", "lastName": "Silva",
                "attributes": { "department": ["sales", "support"], "phoneNumber": ["+351210000000"], "color": ["red"] },
                "credentials": keycloak_password("argon2", 5, "JHP+3w2PUJ5VQtxDHCjdoAAEC+JztcwU/LWpmtUl7XQ=", &argon2),
                "requiredActions": [], "groups": ["/staff/eu", "/staff"],
            },
            {
                "username": "ben", "enabled": true, "email": "ben@example.com", "emailVerified": false,
                "credentials": keycloak_password("pbkdf2-sha512", 1000,
                    "EHLBej+uEvxlmr0QnHnceg1vM6h1wbwSP5XErh3SmizNDWZsIi28RPGARe0EssjGRoiACzxgHjNvqwJY1zxKig==", &json!({})),
            },
            {
                "username": "cid", "enabled": true,
                "credentials": keycloak_password("pbkdf2-sha256", 1000,
                    "BBs+1+PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzMlDQ3Yb2wCsKdu0jOOQpv3YwCPvTBpfPZXomHUAcFnjQ==", &json!({})),
            },
            {
                "username": "dan", "enabled": true,
                "credentials": [{
                    "type": "password", "algorithm": "pbkdf2", "hashIterations": 1000, "salt": "c2FsdHNhbHRzYWx0c2FsdA==",
                    "hashedSaltedValue":
                        "EUcKisx+yviAqdTmlEPmy+5ykUVSCgcJIG6nNVgerx5t7XngttupuPiN19rIpTr/nPycbowbDpfi2+0Lcl7CJQ==",
                }],
            },
            { "username": "eve", "enabled": false, "credentials": keycloak_password("bcrypt-custom", 10, "secret-hash", &json!({})) },
            {
                "username": "fay", "enabled": true, "requiredActions": ["UPDATE_PASSWORD"],
                "credentials": keycloak_password("pbkdf2-sha256", 1000,
                    "BBs+1+PaslLtBPULUr8/lQicvVuHiEPMz0i8MjLCbzMlDQ3Yb2wCsKdu0jOOQpv3YwCPvTBpfPZXomHUAcFnjQ==", &json!({})),
            },
            { "username": "service-account-api", "enabled": true, "serviceAccountClientId": "api" },
        ],
        "groups": [
            { "id": "g1", "name": "staff", "path": "/staff", "subGroups": [
                { "id": "g2", "name": "eu", "path": "/staff/eu", "subGroups": [] },
            ] },
            { "id": "g3", "name": "empty", "path": "/empty", "subGroups": [] },
        ],
    })
}

#[tokio::test]
async fn users_of_keycloak_sign_in_with_their_passwords() {
    let mapping = r#"{"attributes":{"attributes.department":"custom:department"}}"#;
    let files = Files::new(&[("realm.json", &realm().to_string()), ("map.json", mapping)]);
    let (lines, converted) = files.convert(Format::Keycloak, "realm.json", Some("map.json")).unwrap();
    let expected = Converted {
        users: 6,
        with_password: 4,
        unknown_hashes: BTreeMap::from([("bcrypt-custom".to_owned(), 1)]),
        left_out: BTreeMap::from([("they are service accounts of clients", 1)]),
        unmapped: BTreeSet::from(["attributes.color".to_owned()]),
        ..Converted::default()
    };
    assert_eq!(converted, expected);
    assert!(!lines.concat().contains("secret-hash"));

    let (world, imported) = World::import(&lines).await;
    assert_eq!((imported.pools, imported.users, imported.groups), (1, 6, 3));
    for name in ["ana", "ben", "cid", "dan"] {
        world.assert_signs_in(name, PASSWORD).await;
    }
    for (name, value) in [
        ("sub", "0f1e2d3c-4b5a-4678-9a0b-1c2d3e4f5a6b"),
        ("email_verified", "true"),
        ("given_name", "Ana"),
        ("family_name", "Silva"),
        ("phone_number", "+351210000000"),
        ("custom:department", "sales,support"),
    ] {
        assert_eq!(world.attribute("ana", name).await.as_deref(), Some(value), "{name}");
    }
    let mut groups = world.groups(POOL, "ana").await;
    groups.sort();
    assert_eq!(groups, ["staff", "staff/eu"]);
    let (eve, fay) = (world.user(POOL, "eve").await, world.user(POOL, "fay").await);
    assert_eq!((&eve["UserStatus"], &eve["Enabled"]), (&json!("RESET_REQUIRED"), &json!(false)));
    assert_eq!((&fay["UserStatus"], &fay["Enabled"]), (&json!("RESET_REQUIRED"), &json!(true)));
}

#[test]
fn a_folder_of_keycloak_has_users_in_several_files() {
    let user = |name: &str| {
        json!({ "realm": "shop", "users": [{ "username": name, "groups": ["/late"] }] }).to_string()
    };
    let files = Files::new(&[
        ("shop-users-0.json", &user("ana")),
        ("shop-users-10.json", &user("cid")),
        ("shop-users-2.json", &user("ben")),
        ("shop-realm.json", r#"{"realm":"shop","groups":[{"name":"late"}]}"#),
        ("notes.txt", "no JSON"),
    ]);
    let (lines, converted) = files.convert(Format::Keycloak, "", None).unwrap();
    assert_eq!(converted.users, 3);
    let kinds: Vec<String> = lines.iter().map(|line| line.split('"').nth(3).unwrap().to_owned()).collect();
    assert_eq!(kinds, ["pool", "group", "user", "user", "user"]);
    assert_eq!(line_of(&lines, "pool")["name"], "shop");
    let names: Vec<Value> = lines[2..].iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(names.iter().map(|user| &user["username"]).collect::<Vec<_>>(), ["ana", "ben", "cid"]);
}

#[tokio::test]
async fn users_of_auth0_sign_in_with_their_passwords() {
    let file = format!(
        "\u{feff}{}\r\n\n{}\n{}\n{}\n{}",
        json!({
            "_id": { "$oid": "60425dc43519d90068f82973" }, "email": "ana@example.com", "email_verified": true,
            "passwordHash": BCRYPT, "tenant": "shop", "connection": "Username-Password-Authentication",
            "user_metadata": { "plan": "gold", "color": "red" }, "given_name": "Ana",
        }),
        json!({ "email": "ben@example.com", "email_verified": false, "passwordHash": "$md5$secret-hash", "blocked": true }),
        json!({ "user_id": "google-oauth2|103", "email": "cid@example.com" }),
        json!({ "user_id": "auth0|5f7c", "email": "dan@example.com", "email_verified": true }),
        json!({ "user_id": "auth0|5f7d" }),
    );
    let mapping = r#"{"attributes":{"user_metadata.plan":"custom:plan","_id.$oid":"custom:auth0_id"}}"#;
    let files = Files::new(&[("users.ndjson", &file), ("map.json", mapping)]);
    let (lines, converted) = files.convert(Format::Auth0, "users.ndjson", Some("map.json")).unwrap();
    let expected = Converted {
        users: 3,
        with_password: 1,
        unknown_hashes: BTreeMap::from([("an unknown algorithm".to_owned(), 1)]),
        left_out: BTreeMap::from([("they sign in through an identity provider", 1), (NO_NAME, 1)]),
        unmapped: BTreeSet::from(["user_metadata.color".to_owned()]),
        ..Converted::default()
    };
    assert_eq!(converted, expected);

    let (world, _) = World::import(&lines).await;
    world.assert_signs_in("ana@example.com", PASSWORD).await;
    for (name, value) in
        [("given_name", "Ana"), ("custom:plan", "gold"), ("custom:auth0_id", "60425dc43519d90068f82973")]
    {
        assert_eq!(world.attribute("ana@example.com", name).await.as_deref(), Some(value), "{name}");
    }
    let ben = world.user(POOL, "ben@example.com").await;
    assert_eq!((&ben["UserStatus"], &ben["Enabled"]), (&json!("RESET_REQUIRED"), &json!(false)));
}

const FIREBASE: &str = r#"{"users": [
    {"localId": "u1", "email": "ana@example.com", "emailVerified": true, "displayName": "Ana", "salt": "42xEC-ixf3L2lw==",
     "passwordHash": "lSrfV15cpx95_sZS2W9c9Kp6i_LVgQNDNC_qzrCnh1SAyZvqmZqAjTdn3aoItz-VHjoZilo78198JAdRuid5lQ==",
     "lastSignedInAt": "1700000000000", "providerUserInfo": []},
    {"localId": "u2", "phoneNumber": "+351210000000", "disabled": true, "providerUserInfo": []},
    {"localId": "u3", "providerUserInfo": []}
]}"#;

const SIGNER_KEY: &str =
    "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==";

#[tokio::test]
async fn users_of_firebase_sign_in_with_their_passwords() {
    let config = format!(
        r#"{{"algorithm":"SCRYPT","base64_signer_key":"{SIGNER_KEY}","base64_salt_separator":"Bw==","rounds":8,"mem_cost":14}}"#
    );
    let console = format!(
        "hash_config {{\n  algorithm: SCRYPT,\n  base64_signer_key: {SIGNER_KEY},\n  base64_salt_separator: Bw==,\n  rounds: 8,\n  mem_cost: 14,\n}}\n"
    );
    let files = Files::new(&[
        ("users.json", FIREBASE),
        ("mapping.json", &format!(r#"{{"hash_config":{config}}}"#)),
        ("config.json", &config),
        ("console.txt", &console),
    ]);
    for mapping in ["mapping.json", "config.json", "console.txt"] {
        let (lines, converted) = files.convert(Format::Firebase, "users.json", Some(mapping)).unwrap();
        let expected = Converted {
            users: 2,
            with_password: 1,
            left_out: BTreeMap::from([(NO_NAME, 1)]),
            ..Converted::default()
        };
        assert_eq!(converted, expected, "{mapping}");
        let (world, _) = World::import(&lines).await;
        world.assert_signs_in("ana@example.com", "user1password").await;
        assert_eq!(world.attribute("ana@example.com", "name").await.as_deref(), Some("Ana"));
        let by_number = world.user(POOL, "+351210000000").await;
        assert_eq!(
            (&by_number["UserStatus"], &by_number["Enabled"]),
            (&json!("RESET_REQUIRED"), &json!(false))
        );
        let verified = world.attribute("+351210000000", "phone_number_verified").await;
        assert_eq!(verified.as_deref(), Some("true"));
    }
    let (_, converted) = files.convert(Format::Firebase, "users.json", None).unwrap();
    assert_eq!((converted.with_password, converted.notes.len()), (0, 1));
    assert_eq!(converted.unknown_hashes["Firebase's scrypt without hash_config"], 1);
}

#[tokio::test]
async fn users_of_a_csv_file_sign_in_with_their_passwords() {
    let file = format!(
        "username,email,Email Verified,custom:plan,name,hash,enabled,groups,shoe size,phone_number\r\n\
         ana,ana@example.com,TRUE,gold,\"Silva, \"\"Ana\"\"\nof Lisbon\",{BCRYPT},true,staff; eu,38,210000000\r\n\
         \r\n\
         ben,,,,,,FALSE,,,\n"
    );
    let mapping = r#"{"attributes":{"Email Verified":"email_verified"}}"#;
    let files = Files::new(&[("users.csv", &file), ("map.json", mapping)]);
    let (lines, converted) = files.convert(Format::Csv, "users.csv", Some("map.json")).unwrap();
    let expected = Converted {
        users: 2,
        with_password: 1,
        invalid: BTreeMap::from([("phone_number".to_owned(), 1)]),
        unmapped: BTreeSet::from(["shoe size".to_owned()]),
        ..Converted::default()
    };
    assert_eq!(converted, expected);
    let text = converted.to_string();
    assert!(text.starts_with("2 users converted, 1 of them with a password.\n"), "{text}");

    let (world, _) = World::import(&lines).await;
    world.assert_signs_in("ana", PASSWORD).await;
    assert_eq!(world.attribute("ana", "name").await.as_deref(), Some("Silva, \"Ana\"\nof Lisbon"));
    assert_eq!(world.attribute("ana", "email_verified").await.as_deref(), Some("true"));
    assert_eq!(world.attribute("ana", "custom:plan").await.as_deref(), Some("gold"));
    let mut groups = world.groups(POOL, "ana").await;
    groups.sort();
    assert_eq!(groups, ["eu", "staff"]);
    let ben = world.user(POOL, "ben").await;
    assert_eq!((&ben["UserStatus"], &ben["Enabled"]), (&json!("RESET_REQUIRED"), &json!(false)));
}

const AWS_POOL: &str = r#"{"UserPool": {
    "Id": "eu-west-1_Cognito01", "Name": "shop", "Arn": "arn:aws:cognito-idp:eu-west-1:1:userpool/x", "Status": "Enabled",
    "CreationDate": "2023-01-01T00:00:00+00:00", "EstimatedNumberOfUsers": 5, "Domain": "shop-login",
    "Policies": {"PasswordPolicy": {"MinimumLength": 10, "TemporaryPasswordValidityDays": 7}},
    "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": false, "UnusedAccountValidityDays": 7},
    "AutoVerifiedAttributes": ["email"], "MfaConfiguration": "OPTIONAL", "LambdaConfig": {},
    "EmailConfiguration": {"EmailSendingAccount": "COGNITO_DEFAULT"}, "UserPoolTags": {},
    "UsernameConfiguration": {"CaseSensitive": false},
    "SchemaAttributes": [
        {"Name": "sub", "AttributeDataType": "String", "Mutable": false, "Required": true, "DeveloperOnlyAttribute": false,
         "StringAttributeConstraints": {"MinLength": "1", "MaxLength": "2048"}},
        {"Name": "name", "AttributeDataType": "String", "Mutable": true, "Required": false, "DeveloperOnlyAttribute": false,
         "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"}},
        {"Name": "birthdate", "AttributeDataType": "String", "Mutable": true, "Required": false, "DeveloperOnlyAttribute": false,
         "StringAttributeConstraints": {"MinLength": "10", "MaxLength": "10"}},
        {"Name": "email", "AttributeDataType": "String", "Mutable": true, "Required": true, "DeveloperOnlyAttribute": false,
         "StringAttributeConstraints": {"MinLength": "0", "MaxLength": "2048"}},
        {"Name": "custom:plan", "AttributeDataType": "String", "Mutable": true, "Required": false,
         "DeveloperOnlyAttribute": false, "StringAttributeConstraints": {}},
        {"Name": "dev:custom:note", "AttributeDataType": "String", "Mutable": true, "Required": false,
         "DeveloperOnlyAttribute": true, "StringAttributeConstraints": {}}
    ]
}}"#;

const AWS_CLIENT: &str = r#"{"UserPoolClient": {
    "UserPoolId": "eu-west-1_Cognito01", "ClientName": "web", "ClientId": "1example23456789",
    "ClientSecret": "9example87654321secretsecretsecret", "LastModifiedDate": 1, "CreationDate": 1, "RefreshTokenValidity": 30,
    "TokenValidityUnits": {}, "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    "AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "AllowedOAuthScopes": ["openid", "https://api/read"],
    "CallbackURLs": ["https://shop.example/back"], "SupportedIdentityProviders": ["COGNITO", "Acme"],
    "EnableTokenRevocation": true, "AuthSessionValidity": 3
}}"#;

fn aws_user(name: &str, status: &str, number: u32) -> Value {
    json!({
        "Username": name, "UserStatus": status, "Enabled": true, "UserCreateDate": 1, "UserLastModifiedDate": 1,
        "Attributes": [
            { "Name": "email", "Value": format!("{number}@example.com") },
            { "Name": "email_verified", "Value": "true" },
            { "Name": "custom:plan", "Value": "gold" },
            { "Name": "sub", "Value": format!("00000000-0000-4000-8000-{number:012}") },
        ],
    })
}

fn aws_files(pool: &str) -> Files {
    let mut federated = aws_user("acme_123", "EXTERNAL_PROVIDER", 4);
    federated["Attributes"].as_array_mut().unwrap().push(json!({ "Name": "identities", "Value": "[]" }));
    let first =
        json!({ "Users": [aws_user("ana", "CONFIRMED", 1), aws_user("ben", "FORCE_CHANGE_PASSWORD", 2)] });
    let second = json!({ "Users": [aws_user("cid", "UNCONFIRMED", 3), federated] });
    let member = json!({ "Users": [{ "Username": "ana" }] }).to_string();
    Files::new(&[
        ("describe-user-pool.json", pool),
        ("describe-user-pool-client-1.json", AWS_CLIENT),
        (
            "describe-identity-provider-1.json",
            r#"{"IdentityProvider":{"UserPoolId":"x","ProviderName":"Acme","ProviderType":"OIDC","ProviderDetails":{"client_id":"c","client_secret":"s","attributes_request_method":"GET","oidc_issuer":"https://acme.example","authorize_scopes":"openid"},"AttributeMapping":{"email":"email"},"IdpIdentifiers":[]}}"#,
        ),
        (
            "list-resource-servers.json",
            r#"{"ResourceServers":[{"UserPoolId":"x","Identifier":"https://api","Name":"api","Scopes":[{"ScopeName":"read","ScopeDescription":"Read"}]}]}"#,
        ),
        (
            "list-groups.json",
            r#"{"Groups":[{"GroupName":"staff","Precedence":1,"Description":"d","CreationDate":1},{"GroupName":"a/b-1"}]}"#,
        ),
        ("list-users.json", &first.to_string()),
        ("list-users-2.json", &second.to_string()),
        ("list-users-in-group-staff-1.json", &member),
        ("list-users-in-group-staff-2.json", r#"{"Users":[]}"#),
        ("list-users-in-group-a%2Fb-1.json", &member),
        ("hashes.csv", &format!("username,algorithm,hash\nana,BCRYPT,{BCRYPT}\n")),
    ])
}

#[tokio::test]
async fn a_pool_of_the_service_keeps_its_ids_and_settings() {
    let (lines, converted) = aws_files(AWS_POOL).convert(Format::Aws, "", None).unwrap();
    assert_eq!((converted.users, converted.with_password, converted.notes.len()), (4, 1, 1));
    assert!(converted.notes[0].contains("SetUserPoolMfaConfig"), "{:?}", converted.notes);
    let schema = &line_of(&lines, "pool")["settings"]["Schema"];
    let names: Vec<&Value> = schema.as_array().unwrap().iter().map(|attribute| &attribute["Name"]).collect();
    assert_eq!(names, ["email", "plan", "note"]);

    let (world, imported) = World::import(&lines).await;
    assert_eq!((imported.pools, imported.clients, imported.groups, imported.users), (1, 2, 2, 4));
    let pool = "eu-west-1_Cognito01";
    let described = world.0.call("DescribeUserPool", json!({ "UserPoolId": pool })).await.unwrap();
    assert_eq!(described["UserPool"]["Policies"]["PasswordPolicy"]["MinimumLength"], 10);
    assert_eq!(described["UserPool"]["Domain"], "shop-login");
    let request = json!({ "UserPoolId": pool, "ClientId": "1example23456789" });
    let client = world.0.call("DescribeUserPoolClient", request).await.unwrap();
    assert_eq!(client["UserPoolClient"]["ClientSecret"], "9example87654321secretsecretsecret");
    assert_eq!(client["UserPoolClient"]["AllowedOAuthScopes"], json!(["openid", "https://api/read"]));

    world.assert_signs_in("ana", PASSWORD).await;
    for (name, status) in
        [("ben", "RESET_REQUIRED"), ("cid", "UNCONFIRMED"), ("acme_123", "EXTERNAL_PROVIDER")]
    {
        assert_eq!(world.user(pool, name).await["UserStatus"], status, "{name}");
    }
    let ana = world.user(pool, "ana").await;
    let sub = json!({ "Name": "sub", "Value": "00000000-0000-4000-8000-000000000001" });
    assert!(ana["UserAttributes"].as_array().unwrap().contains(&sub), "{ana}");
    let mut groups = world.groups(pool, "ana").await;
    groups.sort();
    assert_eq!(groups, ["a/b-1", "staff"]);
}

#[tokio::test]
async fn users_whose_username_is_an_address_keep_their_sub() {
    let pool = AWS_POOL.replace(
        r#""AutoVerifiedAttributes""#,
        r#""UsernameAttributes": ["email"], "AutoVerifiedAttributes""#,
    );
    let (lines, _) = aws_files(&pool).convert(Format::Aws, "", None).unwrap();
    assert_eq!(user_line(&lines, "1@example.com")["sub"], "00000000-0000-4000-8000-000000000001");
    let (world, _) = World::import(&lines).await;
    world.assert_signs_in("1@example.com", PASSWORD).await;
    let ana = world.user("eu-west-1_Cognito01", "1@example.com").await;
    assert_eq!(ana["Username"], "00000000-0000-4000-8000-000000000001");
    let federated = world.user("eu-west-1_Cognito01", "acme_123").await;
    assert_eq!(
        (&federated["Username"], &federated["UserStatus"]),
        (&json!("acme_123"), &json!("EXTERNAL_PROVIDER"))
    );
}

#[test]
fn the_first_wrong_thing_is_named_with_its_place_and_without_values() {
    let cases: Vec<(Format, &str, Option<&str>, &str)> = vec![
        (
            Format::Keycloak,
            "{\n\"users\": [{\"username\": \"ana\"},",
            None,
            "file, line 2: the JSON ends early, at column 30",
        ),
        (
            Format::Keycloak,
            "{\"users\": {\"secret-hash\": 1}}",
            None,
            "file, line 1: this is not the JSON of this format, at column 12",
        ),
        (
            Format::Keycloak,
            "{\"users\": [\"secret-hash\"]}",
            None,
            "file, line 1: this is not the JSON of this format, at column 25",
        ),
        (
            Format::Keycloak,
            "\"secret-hash\"",
            None,
            "file, line 1: this is not the JSON of this format, at column 13",
        ),
        (Format::Keycloak, "{} secret-hash", None, "file, line 1: this is not JSON, at column 4"),
        (Format::Firebase, "", None, "file, line 1: the JSON ends early, at column 0"),
        (
            Format::Auth0,
            "{}\n{\"passwordHash\":\"secret-hash\"",
            None,
            "file, line 2: this is not JSON, at column 29",
        ),
        (Format::Auth0, "{}\n\n\"secret-hash\"", None, "file, line 3: this is not a JSON object"),
        (Format::Csv, "", None, "file: the file is empty"),
        (Format::Csv, "username,hash\nana\n", None, "file, line 2: the line has 1 values instead of 2"),
        (
            Format::Csv,
            "username,hash\nana,\"secret-hash",
            None,
            "file, line 2: a value in quotation marks has no end",
        ),
        (
            Format::Csv,
            "username,hash\nana,secret\"hash\n",
            None,
            "file, line 2: a quotation mark stands inside a value without quotation marks",
        ),
        (
            Format::Csv,
            "username,enabled\nana,secret-hash\n",
            None,
            "file, line 2: the column enabled must be true or false",
        ),
        (Format::Csv, "username\n", Some("[]"), "map: a mapping must be a JSON object"),
        (
            Format::Csv,
            "username\n",
            Some("{\"user\": 1}"),
            "map: the member \"user\" is unknown: a mapping has attributes, username and hash_config",
        ),
        (
            Format::Csv,
            "username\n",
            Some("{\"username\": 1}"),
            "map: the member \"username\" has the wrong type",
        ),
        (
            Format::Csv,
            "username\n",
            Some("{\"attributes\": {\"a\": \"plan\"}}"),
            "map: there is no attribute \"plan\": write custom:plan for one of your own",
        ),
        (
            Format::Firebase,
            "{}",
            Some("{\"hash_config\": {\"rounds\": 8}}"),
            "map: hash_config has no valid member \"base64_signer_key\"",
        ),
        (
            Format::Firebase,
            "{}",
            Some("hash_config { algorithm: HMAC_MD5 }"),
            "map: hash_config has another algorithm than SCRYPT",
        ),
    ];
    let (mut found, mut wanted) = (Vec::new(), Vec::new());
    for (format, text, mapping, expected) in cases {
        let files = Files::new(&[("file", text), ("map", mapping.unwrap_or_default())]);
        let refused = files.convert(format, "file", mapping.map(|_| "map")).unwrap_err();
        assert!(!refused.contains("secret-hash"), "{refused}");
        found.push((text, refused));
        wanted.push((text, expected.to_owned()));
    }
    assert_eq!(found, wanted);
}

#[test]
fn a_folder_of_the_service_must_be_complete() {
    let files = Files::new(&[("list-users.json", "{}")]);
    let refused = files.convert(Format::Aws, "", None).unwrap_err();
    assert!(refused.ends_with("the folder has no file describe-user-pool.json"), "{refused}");
    for (name, text, expected) in [
        ("describe-user-pool.json", "{}", "describe-user-pool.json: the file has no object UserPool"),
        (
            "describe-user-pool.json",
            "{\"UserPool\":{}}",
            "describe-user-pool.json: UserPool has no members Id and Name",
        ),
        ("list-users.json", "{\"Users\":[{}]}", "list-users.json, Users[0]: the user has no member Username"),
        ("hashes.csv", "username,hash\n", "hashes.csv: the file has no column algorithm"),
        (
            "list-users-in-group-none.json",
            "{\"Users\":[]}",
            "list-users-in-group-none.json: list-groups.json has no group with the name that the name of this file has",
        ),
    ] {
        let files = aws_files(AWS_POOL);
        fs::write(files.path(name), text).unwrap();
        assert_eq!(files.convert(Format::Aws, "", None).unwrap_err(), expected);
    }
}

#[test]
fn the_script_for_the_aws_cli_is_one_of_bash() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/export-from-aws.sh");
    let checked = std::process::Command::new("bash").arg("-n").arg(script).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

#[test]
fn the_id_of_the_pool_is_needed_and_a_missing_file_is_named() {
    let files = Files::new(&[("users.csv", "username\n")]);
    let path = files.path("users.csv");
    let source = Source { format: Format::Csv, path: &path, mapping: None, pool: None };
    assert!(matches!(lines(&source, &mut |_, _| Ok(())), Err(ConvertError::NoPool)));
    for format in [Format::Aws, Format::Keycloak, Format::Auth0, Format::Firebase, Format::Csv] {
        assert_eq!(files.convert(format, "none", None).unwrap_err(), "cannot read none", "{format:?}");
    }
}

#[test]
fn the_caller_can_end_it_and_learns_where_a_line_came_from() {
    let files = Files::new(&[("users.json", FIREBASE)]);
    let path = files.path("users.json");
    let source = Source { format: Format::Firebase, path: &path, mapping: None, pool: Some(POOL) };
    let mut origins = Vec::new();
    let ended = lines(&source, &mut |_, origin| {
        origins.push(origin.to_string());
        if origins.len() == 3 { Err(io::Error::other("enough")) } else { Ok(()) }
    });
    assert_eq!(ended.unwrap_err().to_string(), "enough");
    let file = path.display();
    assert_eq!(origins, [format!("{file}"), format!("{file}, users[0]"), format!("{file}, users[1]")]);
}
