//! The round trips of every operation to the store. They determine the latency of a response.
//!
//! One story calls every operation at least once: at an engine that knows which pool the app client belongs to, and at a
//! new engine for every call. The call with the most reads and writes counts. Where an operation reads twice, the second
//! read is a scan, or needs a key that only the first read names. `ListUserPools` reads each pool, which is a partition of
//! its own.

mod resources;

use std::{cell::RefCell, collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use userpool::{
    Engine,
    auth::totp::TotpSecret,
    client::{PasswordChallenge, SrpClient},
    operations::operation_names,
};

use crate::world::{
    HandClock, PASSWORD, PreparedKeys, StoreCall, Watched, World, administrators,
    authenticator::Authenticator, merged,
};

const NEW_PASSWORD: &str = "Battery-Staple7!";

/// Reads (`get` and `scan`) and writes (`commit`).
type Trips = (usize, usize);

/// Each operation, with its round trips at an engine that knows the app client, and at a new engine.
const EXPECTED: &[(&str, Trips, Trips)] = &[
    ("AddCustomAttributes", (1, 1), (1, 1)),
    ("AddUserPoolClientSecret", (1, 1), (1, 1)),
    ("AdminAddUserToGroup", (1, 1), (1, 1)),
    ("AdminConfirmSignUp", (1, 1), (1, 1)),
    ("AdminCreateUser", (1, 1), (1, 1)),
    ("AdminDeleteSoftwareToken", (1, 1), (1, 1)),
    ("AdminDeleteUser", (2, 1), (2, 1)),
    ("AdminDeleteUserAttributes", (1, 1), (1, 1)),
    ("AdminDisableProviderForUser", (2, 1), (2, 1)),
    ("AdminDisableUser", (1, 1), (1, 1)),
    ("AdminEnableUser", (1, 1), (1, 1)),
    ("AdminForgetDevice", (1, 1), (1, 1)),
    ("AdminGetDevice", (1, 0), (1, 0)),
    ("AdminGetUser", (1, 0), (1, 0)),
    ("AdminGetUserAuthFactors", (2, 0), (2, 0)),
    ("AdminInitiateAuth", (1, 1), (1, 1)),
    ("AdminLinkProviderForUser", (2, 1), (2, 1)),
    ("AdminListDevices", (2, 0), (2, 0)),
    ("AdminListGroupsForUser", (2, 0), (2, 0)),
    ("AdminListUserAuthEvents", (2, 0), (2, 0)),
    ("AdminListUserSessions", (2, 0), (2, 0)),
    ("AdminRemoveUserFromGroup", (1, 1), (1, 1)),
    ("AdminResetUserPassword", (1, 1), (1, 1)),
    ("AdminRespondToAuthChallenge", (1, 1), (1, 1)),
    ("AdminRevokeUserSession", (1, 1), (1, 1)),
    ("AdminSetUserMFAPreference", (1, 1), (1, 1)),
    ("AdminSetUserPassword", (1, 1), (1, 1)),
    ("AdminSetUserSettings", (1, 1), (1, 1)),
    ("AdminUpdateAuthEventFeedback", (1, 1), (1, 1)),
    ("AdminUpdateDeviceStatus", (1, 1), (1, 1)),
    ("AdminUpdateUserAttributes", (1, 1), (1, 1)),
    ("AdminUserGlobalSignOut", (1, 1), (1, 1)),
    ("AssociateSoftwareToken", (1, 1), (1, 1)),
    ("ChangePassword", (1, 1), (1, 1)),
    ("CompleteWebAuthnRegistration", (2, 1), (2, 1)),
    ("ConfirmDevice", (2, 1), (2, 1)),
    ("ConfirmForgotPassword", (1, 1), (2, 1)),
    ("ConfirmSignUp", (1, 1), (2, 1)),
    ("CreateGroup", (1, 1), (1, 1)),
    ("CreateIdentityProvider", (1, 1), (1, 1)),
    ("CreateManagedLoginBranding", (1, 1), (1, 1)),
    ("CreateResourceServer", (1, 1), (1, 1)),
    ("CreateTerms", (1, 1), (1, 1)),
    ("CreateUserImportJob", (1, 1), (1, 1)),
    ("CreateUserPool", (1, 2), (1, 2)),
    ("CreateUserPoolClient", (1, 2), (1, 2)),
    ("CreateUserPoolDomain", (1, 2), (1, 2)),
    ("CreateUserPoolReplica", (1, 1), (1, 1)),
    ("DeleteGroup", (2, 1), (2, 1)),
    ("DeleteIdentityProvider", (1, 1), (1, 1)),
    ("DeleteManagedLoginBranding", (1, 1), (1, 1)),
    ("DeleteResourceServer", (1, 1), (1, 1)),
    ("DeleteTerms", (1, 1), (1, 1)),
    ("DeleteUser", (2, 1), (2, 1)),
    ("DeleteUserAttributes", (1, 1), (1, 1)),
    ("DeleteUserPool", (1, 3), (1, 3)),
    ("DeleteUserPoolClient", (1, 2), (1, 2)),
    ("DeleteUserPoolClientSecret", (1, 1), (1, 1)),
    ("DeleteUserPoolDomain", (1, 2), (1, 2)),
    ("DeleteUserPoolReplica", (1, 1), (1, 1)),
    ("DeleteWebAuthnCredential", (1, 1), (1, 1)),
    ("DescribeIdentityProvider", (1, 0), (1, 0)),
    ("DescribeManagedLoginBranding", (1, 0), (1, 0)),
    ("DescribeManagedLoginBrandingByClient", (2, 1), (2, 1)),
    ("DescribeResourceServer", (1, 0), (1, 0)),
    ("DescribeRiskConfiguration", (1, 0), (1, 0)),
    ("DescribeTerms", (1, 0), (1, 0)),
    ("DescribeTermsByClient", (2, 0), (2, 0)),
    ("DescribeUserImportJob", (1, 0), (1, 0)),
    ("DescribeUserPool", (1, 0), (1, 0)),
    ("DescribeUserPoolClient", (1, 0), (1, 0)),
    ("DescribeUserPoolDomain", (2, 0), (2, 0)),
    ("ForgetDevice", (1, 1), (1, 1)),
    ("ForgotPassword", (1, 1), (2, 1)),
    ("GetCSVHeader", (1, 0), (1, 0)),
    ("GetDevice", (1, 0), (1, 0)),
    ("GetGroup", (1, 0), (1, 0)),
    ("GetIdentityProviderByIdentifier", (2, 0), (2, 0)),
    ("GetLogDeliveryConfiguration", (1, 0), (1, 0)),
    ("GetProvisionedLimit", (1, 0), (1, 0)),
    ("GetClientToken", (1, 0), (2, 0)),
    ("GetDerivedToken", (1, 0), (2, 0)),
    ("GetSigningCertificate", (1, 1), (1, 1)),
    ("GetTokensFromRefreshToken", (1, 1), (2, 1)),
    ("GetUICustomization", (1, 0), (1, 0)),
    ("GetUser", (1, 0), (1, 0)),
    ("GetUserAttributeVerificationCode", (1, 1), (1, 1)),
    ("GetUserAuthFactors", (2, 0), (2, 0)),
    ("GetUserPoolClientSessionConfiguration", (1, 0), (1, 0)),
    ("GetUserPoolMfaConfig", (1, 0), (1, 0)),
    ("GetUserPoolSessionConfiguration", (1, 0), (1, 0)),
    ("GlobalSignOut", (1, 1), (1, 1)),
    ("InitiateAuth", (2, 1), (3, 1)),
    ("ListDevices", (2, 0), (2, 0)),
    ("ListGroups", (2, 0), (2, 0)),
    ("ListIdentityProviders", (2, 0), (2, 0)),
    ("ListResourceServers", (2, 0), (2, 0)),
    ("ListTagsForResource", (1, 0), (1, 0)),
    ("ListTerms", (2, 0), (2, 0)),
    ("ListUserImportJobs", (3, 0), (3, 0)),
    ("ListUserPoolClientSecrets", (1, 0), (1, 0)),
    ("ListUserPoolClients", (2, 0), (2, 0)),
    ("ListUserPoolReplicas", (1, 0), (1, 0)),
    ("ListUserPools", (3, 0), (3, 0)),
    ("ListUserSessions", (2, 0), (2, 0)),
    ("ListUsers", (3, 0), (3, 0)),
    ("ListUsersInGroup", (3, 0), (3, 0)),
    ("ListWebAuthnCredentials", (2, 0), (2, 0)),
    ("ResendConfirmationCode", (1, 1), (2, 1)),
    ("RespondToAuthChallenge", (1, 1), (2, 1)),
    ("RevokeToken", (1, 1), (2, 1)),
    ("RevokeUserSession", (1, 1), (1, 1)),
    ("SetLogDeliveryConfiguration", (1, 1), (1, 1)),
    ("SetRiskConfiguration", (1, 1), (1, 1)),
    ("SetUICustomization", (1, 1), (1, 1)),
    ("SetUserMFAPreference", (1, 1), (1, 1)),
    ("SetUserPoolClientSessionConfiguration", (1, 1), (1, 1)),
    ("SetUserPoolMfaConfig", (1, 1), (1, 1)),
    ("SetUserPoolSessionConfiguration", (1, 1), (1, 1)),
    ("SetUserSettings", (1, 1), (1, 1)),
    ("SignUp", (1, 1), (2, 1)),
    ("StartUserImportJob", (1, 2), (1, 2)),
    ("StartWebAuthnRegistration", (2, 0), (2, 0)),
    ("StopUserImportJob", (1, 2), (1, 2)),
    ("TagResource", (1, 1), (1, 1)),
    ("UntagResource", (1, 1), (1, 1)),
    ("UpdateAuthEventFeedback", (1, 0), (1, 0)),
    ("UpdateDeviceStatus", (1, 1), (1, 1)),
    ("UpdateGroup", (1, 1), (1, 1)),
    ("UpdateIdentityProvider", (1, 1), (1, 1)),
    ("UpdateManagedLoginBranding", (1, 1), (1, 1)),
    ("UpdateProvisionedLimit", (0, 1), (0, 1)),
    ("UpdateResourceServer", (1, 1), (1, 1)),
    ("UpdateTerms", (1, 1), (1, 1)),
    ("UpdateUserAttributes", (1, 1), (1, 1)),
    ("UpdateUserPool", (1, 1), (1, 1)),
    ("UpdateUserPoolClient", (1, 1), (1, 1)),
    ("UpdateUserPoolDomain", (1, 1), (1, 1)),
    ("UpdateUserPoolReplica", (1, 1), (1, 1)),
    ("VerifySoftwareToken", (1, 1), (1, 1)),
    ("VerifyUserAttribute", (1, 1), (1, 1)),
];

#[test]
fn every_operation_has_its_round_trips() {
    let [known, new] = [false, true].map(|is_new| Story::new(is_new).most.into_inner());
    let all: BTreeMap<&str, (Trips, Trips)> =
        known.iter().map(|(name, trips)| (&**name, (*trips, new[name]))).collect();
    let expected: BTreeMap<&str, (Trips, Trips)> =
        EXPECTED.iter().map(|(name, known, new)| (*name, (*known, *new))).collect();
    let table: String =
        all.iter().map(|(name, (known, new))| format!("    (\"{name}\", {known:?}, {new:?}),\n")).collect();
    assert!(all == expected, "the table is now:\n{table}");
}

#[test]
fn the_table_has_every_operation() {
    let mut listed: Vec<&str> = EXPECTED.iter().map(|(name, ..)| *name).collect();
    let mut registry: Vec<&str> = operation_names().map(|(name, _)| name).collect();
    listed.sort_unstable();
    registry.sort_unstable();
    assert_eq!(listed, registry);
}

/// The story, and the most round trips of each operation so far.
struct Story {
    world: World,
    store: Arc<Watched>,
    /// Each call is made at a new engine.
    is_new: bool,
    most: RefCell<BTreeMap<String, Trips>>,
}

impl Story {
    fn new(is_new: bool) -> Self {
        let store = Arc::new(Watched::default());
        let world = World::with(1, Arc::clone(&store), |_| {}, |_| {});
        let mut story = Self { world, store, is_new, most: RefCell::default() };
        story.pools();
        story.sign_ups();
        story.administered_users();
        story.groups();
        story.client_secrets();
        story.identity_providers();
        story.linking();
        story.resources();
        story.imports();
        story.profile();
        story.second_factors();
        story.passkeys();
        story.devices();
        story.sessions_and_events();
        story.tokens();
        story.endings();
        story
    }

    /// Makes a call and counts its round trips.
    #[track_caller]
    fn call(&self, operation: &str, body: Value) -> Value {
        self.counted(operation, |world| world.ok(operation, body))
    }

    #[track_caller]
    fn counted<T>(&self, operation: &str, call: impl FnOnce(&World) -> T) -> T {
        let known = &self.world;
        let world = World {
            engine: if self.is_new { self.new_engine() } else { known.engine.clone() },
            clock: Arc::clone(&known.clock),
            outbox: Arc::clone(&known.outbox),
            pool: known.pool.clone(),
            client: known.client.clone(),
        };
        self.store.take();
        let answer = call(&world);
        let calls = self.store.take();
        let writes = calls.iter().filter(|call| matches!(call, StoreCall::Commit { .. })).count();
        let reads = calls.len() - writes;
        let mut all = self.most.borrow_mut();
        let most = all.entry(operation.to_owned()).or_default();
        *most = (most.0.max(reads), most.1.max(writes));
        answer
    }

    fn new_engine(&self) -> Engine {
        Engine::builder()
            .storage(Arc::clone(&self.store))
            .messenger(Arc::clone(&self.world.outbox))
            .signer(PreparedKeys::after(2))
            .moments(HandClock(Arc::clone(&self.world.clock)))
            .access(administrators())
            .master_key([7; 32])
            .build()
            .unwrap()
    }

    #[track_caller]
    fn in_pool(&self, operation: &str, body: Value) -> Value {
        self.call(operation, merged(body, &json!({"UserPoolId": self.world.pool})))
    }

    #[track_caller]
    fn about(&self, operation: &str, name: &str, body: Value) -> Value {
        self.in_pool(operation, merged(body, &json!({"Username": name})))
    }

    #[track_caller]
    fn as_client(&self, operation: &str, body: Value) -> Value {
        self.call(operation, merged(body, &json!({"ClientId": self.world.client})))
    }

    /// Reads all pages of a list that has several.
    #[track_caller]
    fn pages(&self, operation: &str, token: &str, body: Value) {
        let mut page = self.in_pool(operation, body.clone());
        assert!(page[token].is_string(), "the list has several pages: {page}");
        while page[token].is_string() {
            page = self.in_pool(operation, merged(body.clone(), &json!({ token: page[token] })));
        }
    }

    fn sign_up(&self, name: &str) {
        let email = json!([{"Name": "email", "Value": format!("{name}@example.com")}]);
        self.as_client("SignUp", json!({"Username": name, "Password": PASSWORD, "UserAttributes": email}));
    }

    /// The tokens of a sign-in by password.
    #[track_caller]
    fn sign_in(&self, name: &str) -> Value {
        let parameters = json!({"USERNAME": name, "PASSWORD": PASSWORD});
        let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        self.as_client("InitiateAuth", body)["AuthenticationResult"].clone()
    }

    /// Answers the challenge of an earlier answer.
    #[track_caller]
    fn respond(&self, asked: &Value, responses: Value) -> Value {
        let body = json!({"ChallengeName": asked["ChallengeName"], "Session": asked["Session"], "ChallengeResponses": responses});
        self.as_client("RespondToAuthChallenge", body)
    }

    fn pools(&mut self) {
        let pool = json!({
            "AutoVerifiedAttributes": ["email"],
            "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": true, "DeviceOnlyRememberedOnUserPrompt": true},
            "Policies": {"SignInPolicy": {"AllowedFirstAuthFactors": ["PASSWORD", "WEB_AUTHN"]}},
            "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"},
        });
        let made = self.call("CreateUserPool", merged(pool.clone(), &json!({"PoolName": "test"})));
        self.world.pool = made["UserPool"]["Id"].as_str().unwrap().to_owned();
        let flows = ["USER_SRP", "USER_PASSWORD", "ADMIN_USER_PASSWORD", "USER", "REFRESH_TOKEN"];
        let flows = flows.map(|flow| format!("ALLOW_{flow}_AUTH"));
        let client =
            self.in_pool("CreateUserPoolClient", json!({"ClientName": "app", "ExplicitAuthFlows": flows}));
        self.world.client = client["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
        // From here on the engine knows which pool the client belongs to.
        self.world.forgot_password("eve").unwrap_err();

        self.in_pool(
            "AddCustomAttributes",
            json!({"CustomAttributes": [{"Name": "team", "AttributeDataType": "String"}]}),
        );
        self.in_pool("DescribeUserPool", json!({}));
        self.in_pool("UpdateUserPool", pool.clone());
        self.call("ListUserPools", json!({"MaxResults": 60}));
        let other = self.in_pool("CreateUserPoolClient", json!({"ClientName": "other"}));
        let other = json!({"ClientId": other["UserPoolClient"]["ClientId"]});
        self.in_pool("UpdateUserPoolClient", merged(json!({"ClientName": "renamed"}), &other));
        self.in_pool("DescribeUserPoolClient", other.clone());
        self.pages("ListUserPoolClients", "NextToken", json!({"MaxResults": 1}));
        self.in_pool("DeleteUserPoolClient", other);
        let mfa = json!({
            "MfaConfiguration": "OPTIONAL",
            "SoftwareTokenMfaConfiguration": {"Enabled": true},
            "WebAuthnConfiguration": {"RelyingPartyId": "example.com", "UserVerification": "preferred"},
        });
        self.in_pool("SetUserPoolMfaConfig", mfa);
        self.in_pool("GetUserPoolMfaConfig", json!({}));
        self.protection(&pool);
    }

    /// What administrators set beside the pool. From here on it records sessions and events.
    fn protection(&self, pool: &Value) {
        let arn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";
        let settings = json!({
            "UserPoolTier": "PLUS",
            "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
            "KeyConfiguration": {"KeyType": "CUSTOMER_MANAGED_KEY", "KmsKeyArn": arn},
        });
        self.in_pool("UpdateUserPool", merged(pool.clone(), &settings));
        let replica = json!({"RegionName": "eu-west-1"});
        self.in_pool("CreateUserPoolReplica", replica.clone());
        self.in_pool("UpdateUserPoolReplica", merged(json!({"Status": "INACTIVE"}), &replica));
        self.in_pool("ListUserPoolReplicas", json!({}));
        self.in_pool("DeleteUserPoolReplica", replica);
        let bucket = json!({"BucketArn": "arn:aws:s3:::logs"});
        let logs = json!([{"EventSource": "userAuthEvents", "LogLevel": "INFO", "S3Configuration": bucket}]);
        self.in_pool("SetLogDeliveryConfiguration", json!({ "LogConfigurations": logs }));
        self.in_pool("GetLogDeliveryConfiguration", json!({}));
        let limit = json!({"LimitClass": "API_CATEGORY", "Attributes": {"Category": "UserRead"}});
        let limit = json!({ "LimitDefinition": limit });
        self.call("UpdateProvisionedLimit", merged(json!({"RequestedLimitValue": 300}), &limit));
        self.call("GetProvisionedLimit", limit);
        let client = json!({"ClientId": self.world.client});
        self.in_pool("SetRiskConfiguration", client.clone());
        self.in_pool("DescribeRiskConfiguration", client.clone());
        let tracking = json!({"UserSessionTracking": "ENABLED", "TokenSession": {"MaxPerUser": 100}});
        self.in_pool("SetUserPoolSessionConfiguration", tracking);
        self.in_pool("GetUserPoolSessionConfiguration", json!({}));
        let session = json!({"SSOSession": {"MaxValidityMinutes": 30}});
        self.in_pool("SetUserPoolClientSessionConfiguration", merged(session, &client));
        self.in_pool("GetUserPoolClientSessionConfiguration", client);
    }

    fn sessions_and_events(&self) {
        self.sign_in("ana");
        let token = json!({"AccessToken": self.sign_in("ana")["AccessToken"]});
        let listed = self.call("ListUserSessions", token.clone());
        let id = |at: usize| json!({"SessionId": listed["Sessions"][at]["SessionId"]});
        self.call("RevokeUserSession", merged(id(1), &token));
        self.about("AdminListUserSessions", "ana", json!({}));
        self.about("AdminRevokeUserSession", "ana", id(0));
        let events = self.about("AdminListUserAuthEvents", "ana", json!({"MaxResults": 1}));
        let feedback = json!({"EventId": events["AuthEvents"][0]["EventId"], "FeedbackValue": "Valid"});
        self.about("AdminUpdateAuthEventFeedback", "ana", feedback.clone());
        // Nobody has a token.
        let own = json!({"UserPoolId": self.world.pool, "Username": "ana", "FeedbackToken": "none"});
        self.counted("UpdateAuthEventFeedback", |world| {
            world.refused("UpdateAuthEventFeedback", merged(own, &feedback))
        });
    }

    fn imports(&self) {
        let job =
            json!({"JobName": "staff", "CloudWatchLogsRoleArn": "arn:aws:iam::123456789012:role/import"});
        self.in_pool("CreateUserImportJob", job.clone());
        let created = self.in_pool("CreateUserImportJob", job)["UserImportJob"].clone();
        self.in_pool("GetCSVHeader", json!({}));
        let upload = http::Request::put(created["PreSignedUrl"].as_str().unwrap());
        assert_eq!(self.world.fetch(upload.body(bytes::Bytes::new()).unwrap()).status(), 200);
        let job = json!({"JobId": created["JobId"]});
        self.in_pool("DescribeUserImportJob", job.clone());
        self.pages("ListUserImportJobs", "PaginationToken", json!({"MaxResults": 1}));
        self.in_pool("StartUserImportJob", job.clone());
        self.in_pool("StopUserImportJob", job);
    }

    fn sign_ups(&self) {
        let code = || self.world.outbox.last_code();
        self.sign_up("ana");
        self.as_client("ResendConfirmationCode", json!({"Username": "ana"}));
        self.as_client("ConfirmSignUp", json!({"Username": "ana", "ConfirmationCode": code()}));
        self.sign_up("ben");
        self.about("AdminConfirmSignUp", "ben", json!({}));
        self.as_client("ForgotPassword", json!({"Username": "ana"}));
        let reset = json!({"Username": "ana", "ConfirmationCode": code(), "Password": PASSWORD});
        self.as_client("ConfirmForgotPassword", reset);
        self.sign_in("ana");

        let srp = SrpClient::new(&self.world.pool, [42; 32]);
        let parameters = json!({"USERNAME": "ana", "SRP_A": srp.srp_a()});
        let asked = self
            .as_client("InitiateAuth", json!({"AuthFlow": "USER_SRP_AUTH", "AuthParameters": parameters}));
        let challenge = PasswordChallenge::user(|name| asked["ChallengeParameters"][name].as_str()).unwrap();
        let claim = srp.answer(PASSWORD, &challenge, self.world.clock.now().seconds()).unwrap();
        let mut responses = json!({"USERNAME": "ana"});
        for (name, value) in claim.responses() {
            responses[name] = Value::from(value);
        }
        self.respond(&asked, responses);
    }

    fn administered_users(&self) {
        let email = json!([{"Name": "email", "Value": "cleo@example.com"}, {"Name": "email_verified", "Value": "true"}]);
        self.about(
            "AdminCreateUser",
            "cleo",
            json!({"TemporaryPassword": PASSWORD, "UserAttributes": email}),
        );
        let client = json!({"ClientId": self.world.client});
        let parameters = json!({"USERNAME": "cleo", "PASSWORD": PASSWORD});
        let body = json!({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let asked = self.in_pool("AdminInitiateAuth", merged(body, &client));
        let responses = json!({"USERNAME": "cleo", "NEW_PASSWORD": NEW_PASSWORD});
        let body = json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "Session": asked["Session"],
            "ChallengeResponses": responses,
        });
        self.in_pool("AdminRespondToAuthChallenge", merged(body, &client));
        self.about("AdminGetUser", "cleo", json!({}));
        let attributes = json!({"UserAttributes": [{"Name": "name", "Value": "Cleo"}]});
        self.about("AdminUpdateUserAttributes", "cleo", attributes);
        self.about("AdminDeleteUserAttributes", "cleo", json!({"UserAttributeNames": ["name"]}));
        self.about("AdminSetUserPassword", "cleo", json!({"Password": PASSWORD, "Permanent": true}));
        for operation in
            ["AdminDisableUser", "AdminEnableUser", "AdminUserGlobalSignOut", "AdminResetUserPassword"]
        {
            self.about(operation, "cleo", json!({}));
        }
        self.pages("ListUsers", "PaginationToken", json!({"Limit": 2}));
        for filter in
            ["email = \"ana@example.com\"", "username ^= \"b\"", "cognito:user_status = \"CONFIRMED\""]
        {
            self.in_pool("ListUsers", json!({ "Filter": filter }));
        }
    }

    fn groups(&self) {
        for group in ["admins", "editors"] {
            self.in_pool("CreateGroup", json!({"GroupName": group, "Precedence": 1}));
            for name in ["ana", "ben"] {
                self.about("AdminAddUserToGroup", name, json!({"GroupName": group}));
            }
        }
        self.in_pool("GetGroup", json!({"GroupName": "admins"}));
        self.in_pool("UpdateGroup", json!({"GroupName": "admins", "Description": "All of them"}));
        self.pages("ListGroups", "NextToken", json!({"Limit": 1}));
        self.pages("AdminListGroupsForUser", "NextToken", json!({"Username": "ana", "Limit": 1}));
        self.pages("ListUsersInGroup", "NextToken", json!({"GroupName": "admins", "Limit": 1}));
        self.about("AdminRemoveUserFromGroup", "ben", json!({"GroupName": "editors"}));
        self.in_pool("DeleteGroup", json!({"GroupName": "editors"}));
    }

    fn client_secrets(&self) {
        let made =
            self.in_pool("CreateUserPoolClient", json!({"ClientName": "other", "GenerateSecret": true}));
        let client = json!({"ClientId": made["UserPoolClient"]["ClientId"]});
        self.in_pool("AddUserPoolClientSecret", client.clone());
        let listed = self.in_pool("ListUserPoolClientSecrets", client.clone());
        let secret = json!({"ClientSecretId": listed["ClientSecrets"][1]["ClientSecretId"]});
        self.in_pool("DeleteUserPoolClientSecret", merged(secret, &client));
        self.in_pool("DeleteUserPoolClient", client);
    }

    fn identity_providers(&self) {
        let details = json!({
            "client_id": "id",
            "client_secret": "secret",
            "authorize_scopes": "openid",
            "oidc_issuer": "https://acme.example",
            "attributes_request_method": "GET",
        });
        for name in ["Acme", "Other"] {
            let provider = json!({
                "ProviderName": name,
                "ProviderType": "OIDC",
                "ProviderDetails": details,
                "IdpIdentifiers": [format!("{name}.example")],
            });
            self.in_pool("CreateIdentityProvider", provider);
        }
        let acme = json!({"ProviderName": "Acme"});
        self.in_pool("DescribeIdentityProvider", acme.clone());
        self.in_pool("GetIdentityProviderByIdentifier", json!({"IdpIdentifier": "Acme.example"}));
        self.in_pool("GetSigningCertificate", json!({}));
        self.in_pool("UpdateIdentityProvider", merged(json!({"AttributeMapping": {"email": "mail"}}), &acme));
        self.pages("ListIdentityProviders", "NextToken", json!({"MaxResults": 1}));
        self.in_pool("DeleteIdentityProvider", json!({"ProviderName": "Other"}));
    }

    fn profile(&self) {
        let token = json!({"AccessToken": self.sign_in("ana")["AccessToken"]});
        let call = |operation: &str, body: Value| self.call(operation, merged(body, &token));
        call("GetUser", json!({}));
        call("UpdateUserAttributes", json!({"UserAttributes": [{"Name": "name", "Value": "Ana"}]}));
        call("DeleteUserAttributes", json!({"UserAttributeNames": ["name"]}));
        call("GetUserAttributeVerificationCode", json!({"AttributeName": "email"}));
        let code = self.world.outbox.last_code();
        call("VerifyUserAttribute", json!({"AttributeName": "email", "Code": code}));
        for (previous, proposed) in [(PASSWORD, NEW_PASSWORD), (NEW_PASSWORD, PASSWORD)] {
            let change = json!({"PreviousPassword": previous, "ProposedPassword": proposed});
            call("ChangePassword", change);
        }
    }

    fn second_factors(&self) {
        let token = json!({"AccessToken": self.sign_in("ana")["AccessToken"]});
        let call = |operation: &str, body: Value| self.call(operation, merged(body, &token));
        let secret = call("AssociateSoftwareToken", json!({}))["SecretCode"].as_str().unwrap().to_owned();
        let secret = TotpSecret::from_base32(&secret).unwrap();
        let code = || secret.code_at(self.world.clock.now().seconds());
        call("VerifySoftwareToken", json!({"UserCode": code()}));
        let preferred = json!({"SoftwareTokenMfaSettings": {"Enabled": true, "PreferredMfa": true}});
        call("SetUserMFAPreference", preferred.clone());
        self.about("AdminSetUserMFAPreference", "ana", preferred);
        call("GetUserAuthFactors", json!({}));
        self.about("AdminGetUserAuthFactors", "ana", json!({}));
        let parameters = json!({"USERNAME": "ana", "PASSWORD": PASSWORD});
        let body = json!({"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters});
        let asked = self.as_client("InitiateAuth", body);
        // A code works once.
        self.world.clock.advance(30);
        self.respond(&asked, json!({"USERNAME": "ana", "SOFTWARE_TOKEN_MFA_CODE": code()}));
        self.about("AdminDeleteSoftwareToken", "ana", json!({}));

        let number = json!([{"Name": "phone_number", "Value": "+12065550100"}, {"Name": "phone_number_verified", "Value": "true"}]);
        self.about("AdminUpdateUserAttributes", "ben", json!({ "UserAttributes": number }));
        let options = json!({"MFAOptions": [{"AttributeName": "phone_number", "DeliveryMedium": "SMS"}]});
        let token = json!({"AccessToken": self.sign_in("ben")["AccessToken"]});
        self.call("SetUserSettings", merged(options, &token));
        self.about("AdminSetUserSettings", "ben", json!({"MFAOptions": []}));
    }

    fn passkeys(&self) {
        let token = json!({"AccessToken": self.sign_in("ana")["AccessToken"]});
        let call = |operation: &str, body: Value| self.call(operation, merged(body, &token));
        let authenticator = Authenticator::new(1);
        let options = call("StartWebAuthnRegistration", json!({}));
        let credential = authenticator.create(&options["CredentialCreationOptions"]);
        call("CompleteWebAuthnRegistration", json!({ "Credential": credential }));
        call("ListWebAuthnCredentials", json!({}));
        let parameters = json!({"USERNAME": "ana", "PREFERRED_CHALLENGE": "WEB_AUTHN"});
        let asked =
            self.as_client("InitiateAuth", json!({"AuthFlow": "USER_AUTH", "AuthParameters": parameters}));
        let options = asked["ChallengeParameters"]["CREDENTIAL_REQUEST_OPTIONS"].as_str().unwrap();
        let answer = authenticator.get(&serde_json::from_str(options).unwrap());
        self.respond(&asked, json!({"USERNAME": "ana", "CREDENTIAL": answer.to_string()}));
        call("DeleteWebAuthnCredential", json!({"CredentialId": authenticator.id()}));
    }

    /// A sign-in on a new device, which is then confirmed.
    fn on_device(&self) -> Value {
        let result = self.sign_in("ana");
        let metadata = &result["NewDeviceMetadata"];
        let [group, key] = ["DeviceGroupKey", "DeviceKey"].map(|name| metadata[name].as_str().unwrap());
        let config = userpool::client::Device::new(group, key, [9; 40]).secret_verifier_config([7; 16]);
        let body = json!({
            "AccessToken": result["AccessToken"],
            "DeviceKey": key,
            "DeviceSecretVerifierConfig": {"Salt": config.salt, "PasswordVerifier": config.password_verifier},
        });
        self.call("ConfirmDevice", body);
        result
    }

    fn devices(&self) {
        let result = self.on_device();
        let key = json!({"DeviceKey": result["NewDeviceMetadata"]["DeviceKey"]});
        let token = json!({"AccessToken": result["AccessToken"]});
        let call = |operation: &str, body: Value| self.call(operation, merged(body, &token));
        call("UpdateDeviceStatus", merged(json!({"DeviceRememberedStatus": "remembered"}), &key));
        call("GetDevice", key.clone());
        call("ListDevices", json!({}));
        self.about("AdminGetDevice", "ana", key.clone());
        self.about("AdminListDevices", "ana", json!({}));
        let status = json!({"DeviceRememberedStatus": "not_remembered"});
        self.about("AdminUpdateDeviceStatus", "ana", merged(status, &key));
        call("ForgetDevice", key);
        let other = json!({"DeviceKey": self.on_device()["NewDeviceMetadata"]["DeviceKey"]});
        self.about("AdminForgetDevice", "ana", other);
    }

    fn tokens(&mut self) {
        let result = self.on_device();
        let device = &result["NewDeviceMetadata"]["DeviceKey"];
        let parameters = json!({"REFRESH_TOKEN": result["RefreshToken"], "DEVICE_KEY": device});
        let body = json!({"AuthFlow": "REFRESH_TOKEN_AUTH", "AuthParameters": parameters});
        self.as_client("InitiateAuth", body);
        self.as_client("RevokeToken", json!({"Token": result["RefreshToken"]}));

        let rotating = json!({
            "ClientName": "rotating",
            "ExplicitAuthFlows": ["ALLOW_USER_PASSWORD_AUTH"],
            "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 0},
        });
        let rotating = self.in_pool("CreateUserPoolClient", rotating);
        let rotating = rotating["UserPoolClient"]["ClientId"].as_str().unwrap().to_owned();
        let client = std::mem::replace(&mut self.world.client, rotating);
        let result = self.on_device();
        let device = &result["NewDeviceMetadata"]["DeviceKey"];
        let body = json!({"RefreshToken": result["RefreshToken"], "DeviceKey": device});
        self.as_client("GetTokensFromRefreshToken", body);
        self.world.client = client;
        self.machine_tokens();
    }

    fn machine_tokens(&self) {
        let scopes = json!([{"ScopeName": "read", "ScopeDescription": "may read"}]);
        let server = json!({"Identifier": "api", "Name": "api", "Scopes": scopes});
        self.in_pool("CreateResourceServer", server);
        let confidential = |flow: &str| {
            let settings = json!({
                "ClientName": "machine", "GenerateSecret": true, "ExplicitAuthFlows": [flow],
                "AllowedOAuthScopes": ["api/read"],
            });
            let client = self.in_pool("CreateUserPoolClient", settings)["UserPoolClient"].clone();
            (client["ClientId"].clone(), client["ClientSecret"].clone())
        };
        let (id, secret) = confidential("ALLOW_CLIENT_TOKEN_AUTH");
        let body = json!({"ClientId": id, "Secret": secret, "Scopes": ["api/read"]});
        self.known_client("GetClientToken", &body);
        self.call("GetClientToken", body);
        let (id, secret) = confidential("ALLOW_TOKEN_EXCHANGE_IMPERSONATION");
        let body = json!({
            "ClientId": id, "ClientSecret": secret, "SubjectTokenType": "ACCESS_TOKEN",
            "SubjectToken": self.on_device()["AccessToken"], "Resources": ["api"],
        });
        self.known_client("GetDerivedToken", &body);
        self.call("GetDerivedToken", body);
    }

    /// From this call on the engine knows which pool the client belongs to.
    fn known_client(&self, operation: &str, body: &Value) {
        self.world.ok(operation, body.clone());
    }

    fn endings(&self) {
        let token = |name: &str| json!({"AccessToken": self.sign_in(name)["AccessToken"]});
        self.call("GlobalSignOut", token("ben"));
        self.call("DeleteUser", token("ben"));
        self.about("AdminDeleteUser", "ana", json!({}));
        self.in_pool("DeleteUserPool", json!({}));
    }
}
