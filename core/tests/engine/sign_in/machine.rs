//! The challenge machine from end to end: from every configuration, every flow, every answer.
//!
//! Pool MFA × user's factors × preference × device × flow. Each sign-in is walked to its tokens as the reference has it,
//! and at each challenge on the way everything that is not the right answer is tried first: of another client, of
//! another user, to another challenge, without a session, wrong, and, once answered, again. Tokens come out at the end
//! of the walk and nowhere else.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use userpool::{
    Error,
    auth::totp::TotpSecret,
    client::{Device, PasswordChallenge, SrpClient},
    operations::*,
    storage::{Invocation, MemoryStorage, TriggerError, Triggers},
};

use crate::world::{PASSWORD, World, by_phone_first, claims, map, merged, typed};

const SMS: &str = "SMS_MFA";
const APP: &str = "SOFTWARE_TOKEN_MFA";
const MAIL: &str = "EMAIL_OTP";

/// Seconds between two walks: wrong codes are counted by the hour, and a code of an app is used once.
const PAUSE_SECONDS: u64 = 600;

/// Seconds after which a session has ended.
const SESSION_SECONDS: u64 = 180;

/// How a sign-in begins.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Flow {
    Password,
    AdminPassword,
    Srp,
    Custom,
    CustomAfterSrp,
    ChoicePassword,
    ChoiceSrp,
    ChoiceMail,
}

impl Flow {
    const ALL: [Self; 8] = [
        Self::Password,
        Self::AdminPassword,
        Self::Srp,
        Self::Custom,
        Self::CustomAfterSrp,
        Self::ChoicePassword,
        Self::ChoiceSrp,
        Self::ChoiceMail,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Password => "USER_PASSWORD_AUTH",
            Self::AdminPassword => "ADMIN_USER_PASSWORD_AUTH",
            Self::Srp => "USER_SRP_AUTH",
            Self::Custom | Self::CustomAfterSrp => "CUSTOM_AUTH",
            Self::ChoicePassword | Self::ChoiceSrp | Self::ChoiceMail => "USER_AUTH",
        }
    }
}

/// Which device a user comes with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Comes {
    WithoutDevice,
    WithRemembered,
    WithConfirmed,
}

/// A user's second factors.
#[derive(Clone, Debug)]
struct Factors {
    usable: Vec<&'static str>,
    enabled: bool,
    preferred: Option<&'static str>,
}

impl Factors {
    /// Every set of means, switched on or not, with every preference among them.
    fn every() -> Vec<Self> {
        let mut all = Vec::new();
        for bits in 0..8 {
            let usable: Vec<_> = [SMS, APP, MAIL]
                .into_iter()
                .enumerate()
                .filter(|(i, _)| bits & (1 << i) != 0)
                .map(|(_, f)| f)
                .collect();
            all.push(Self { usable: usable.clone(), enabled: false, preferred: None });
            if !usable.is_empty() {
                all.push(Self { usable: usable.clone(), enabled: true, preferred: None });
            }
            for preferred in &usable {
                all.push(Self { usable: usable.clone(), enabled: true, preferred: Some(preferred) });
            }
        }
        all
    }
}

/// A user in the scene.
struct Person {
    name: String,
    factors: Factors,
    app: Option<TotpSecret>,
    devices: BTreeMap<&'static str, Device>,
}

/// A pool in which everything is possible, with one setting of MFA.
struct Scene {
    world: World,
    other_client: String,
    demand: &'static str,
    tracks_devices: bool,
    walks: usize,
}

/// The pool's functions: after SRP, if it comes first, one question; two wrong answers are allowed.
struct Questions;

impl Triggers for Questions {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let mut event: Value = serde_json::from_str(&invocation.event).unwrap();
        let (source, _) = invocation.source.split_once('_').unwrap();
        event["response"] = match source {
            "DefineAuthChallenge" => {
                let steps = event["request"]["session"].as_array().unwrap();
                let wrong = steps.iter().filter(|step| step["challengeResult"] == false).count();
                let last = steps
                    .last()
                    .map(|step| (step["challengeName"].as_str().unwrap(), &step["challengeResult"]));
                match last {
                    _ if wrong > 2 => json!({"failAuthentication": true}),
                    Some(("SRP_A", _)) => json!({"challengeName": "PASSWORD_VERIFIER"}),
                    Some(("CUSTOM_CHALLENGE", Value::Bool(true))) => json!({"issueTokens": true}),
                    _ => json!({"challengeName": "CUSTOM_CHALLENGE"}),
                }
            }
            "CreateAuthChallenge" => json!({
                "publicChallengeParameters": {"question": "six times seven"},
                "privateChallengeParameters": {"answer": "42"},
            }),
            "VerifyAuthChallengeResponse" => {
                let request = &event["request"];
                let right = request["challengeAnswer"] == request["privateChallengeParameters"]["answer"];
                json!({"answerCorrect": right})
            }
            other => panic!("{other}"),
        };
        Ok(event.to_string())
    }
}

impl Scene {
    fn new(demand: &'static str, tracks_devices: bool) -> Self {
        let function = |name: &str| format!("arn:aws:lambda:us-east-1:123456789012:function:{name}");
        let world = World::built(
            1,
            |builder| builder.storage(MemoryStorage::default()).triggers(Questions),
            |pool| {
                pool.settings.sms_configuration =
                    Some(json!({"SnsCallerArn": "arn:aws:iam::123456789012:role/sms"}));
                pool.settings.email_configuration = typed(json!({
                    "EmailSendingAccount": "DEVELOPER",
                    "SourceArn": "arn:aws:ses:us-east-1:123456789012:identity/a@example.com",
                }));
                pool.settings.account_recovery_setting = Some(by_phone_first());
                pool.settings.lambda_config = typed(json!({
                    "DefineAuthChallenge": function("define"),
                    "CreateAuthChallenge": function("create"),
                    "VerifyAuthChallengeResponse": function("verify"),
                }));
                if tracks_devices {
                    pool.settings.device_configuration = typed(json!({
                        "ChallengeRequiredOnNewDevice": true,
                        "DeviceOnlyRememberedOnUserPrompt": true,
                    }));
                }
                let factors: &[&str] =
                    if demand == "ON" { &["PASSWORD"] } else { &["PASSWORD", "EMAIL_OTP"] };
                pool.settings.policies =
                    serde_json::from_value(json!({"SignInPolicy": {"AllowedFirstAuthFactors": factors}}))
                        .unwrap();
            },
            every_flow,
        );
        let other_client = world.add_client(every_flow).client_id;
        let scene = Self { world, other_client, demand, tracks_devices, walks: 0 };
        scene.configure("OPTIONAL");
        scene
    }

    fn configure(&self, demand: &str) {
        let config = if demand == "OFF" {
            json!({"MfaConfiguration": "OFF"})
        } else {
            json!({
                "MfaConfiguration": demand,
                "SmsMfaConfiguration": {},
                "SoftwareTokenMfaConfiguration": {"Enabled": true},
                "EmailMfaConfiguration": {},
            })
        };
        self.world.pool_ok("SetUserPoolMfaConfig", config);
    }

    /// A user, made while the pool asks for nothing that they have not switched on.
    fn person(&self, name: String, factors: Factors) -> Person {
        let world = &self.world;
        let mut attributes = vec![];
        if factors.usable.contains(&SMS) {
            attributes.push(json!({"Name": "phone_number", "Value": "+12065559934"}));
        }
        if factors.usable.contains(&MAIL) {
            attributes.push(json!({"Name": "email", "Value": format!("{name}@example.com")}));
        }
        world.pool_ok(
            "AdminCreateUser",
            json!({"Username": name, "MessageAction": "SUPPRESS", "UserAttributes": attributes}),
        );
        world.pool_ok(
            "AdminSetUserPassword",
            json!({"Username": name, "Password": PASSWORD, "Permanent": true}),
        );
        let app = factors.usable.contains(&APP).then(|| {
            let token = world.tokens(&name).access_token.unwrap();
            let secret = world.ok("AssociateSoftwareToken", json!({"AccessToken": token.as_str()}));
            let secret = TotpSecret::from_base32(secret["SecretCode"].as_str().unwrap()).unwrap();
            let code = secret.code_at(world.clock.now().seconds());
            world.ok("VerifySoftwareToken", json!({"AccessToken": token.as_str(), "UserCode": code}));
            secret
        });
        let mut devices = BTreeMap::new();
        if self.tracks_devices {
            devices.insert("remembered", self.device(&name, true));
            devices.insert("confirmed", self.device(&name, false));
        }
        if factors.enabled {
            let mut settings = json!({"Username": name});
            for factor in &factors.usable {
                let block = match *factor {
                    SMS => "SMSMfaSettings",
                    APP => "SoftwareTokenMfaSettings",
                    _ => "EmailMfaSettings",
                };
                let preferred = factors.preferred == Some(*factor);
                settings = merged(settings, &json!({block: {"Enabled": true, "PreferredMfa": preferred}}));
            }
            world.pool_ok("AdminSetUserMFAPreference", settings);
        }
        Person { name, factors, app, devices }
    }

    /// Confirms a device of the user.
    fn device(&self, name: &str, remembered: bool) -> Device {
        let tokens = self.world.tokens(name);
        let access = tokens.access_token.as_ref().unwrap().as_str();
        let new = serde_json::to_value(&tokens).unwrap()["NewDeviceMetadata"].clone();
        let text = |member: &str| new[member].as_str().unwrap().to_owned();
        let device = Device::new(&text("DeviceGroupKey"), &text("DeviceKey"), [7; 40]);
        let config = device.secret_verifier_config([9; 16]);
        let answer = self.world.ok(
            "ConfirmDevice",
            json!({
                "AccessToken": access,
                "DeviceKey": device.key(),
                "DeviceSecretVerifierConfig": {
                    "Salt": config.salt, "PasswordVerifier": config.password_verifier,
                },
            }),
        );
        assert_eq!(answer, json!({"UserConfirmationNecessary": true}));
        if remembered {
            let status = json!({
                "AccessToken": access, "DeviceKey": device.key(), "DeviceRememberedStatus": "remembered",
            });
            self.world.ok("UpdateDeviceStatus", status);
        }
        device
    }

    /// The challenges of this sign-in as the reference has them, up to the tokens.
    fn expected(&self, person: &Person, comes: Comes, flow: Flow) -> Vec<&'static str> {
        let Factors { usable, enabled, preferred } = &person.factors;
        let eligible: &[&str] = match self.demand {
            "ON" => usable,
            "OPTIONAL" if *enabled => usable,
            _ => &[],
        };
        let code_possible = self.demand != "ON" && eligible.is_empty() && usable.contains(&MAIL);
        let mut path = match flow {
            Flow::Password | Flow::AdminPassword | Flow::ChoicePassword => vec![],
            Flow::Srp | Flow::ChoiceSrp => vec!["PASSWORD_VERIFIER"],
            Flow::Custom => vec!["CUSTOM_CHALLENGE"],
            Flow::CustomAfterSrp => vec!["PASSWORD_VERIFIER", "CUSTOM_CHALLENGE"],
            Flow::ChoiceMail if code_possible => vec![MAIL],
            Flow::ChoiceMail => vec!["SELECT_CHALLENGE"],
        };
        if comes == Comes::WithRemembered {
            path.extend(["DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"]);
            return path;
        }
        if flow == Flow::Custom {
            return path;
        }
        match (eligible, preferred) {
            ([], _) if self.demand == "ON" => path.extend(["MFA_SETUP", MAIL]),
            ([], _) => {}
            (_, Some(preferred)) => path.push(preferred),
            ([only], None) => path.push(only),
            ([first, ..], None) => path.extend(["SELECT_MFA_TYPE", first]),
        }
        path
    }

    fn start(&self, person: &Person, comes: Comes, flow: Flow) -> Result<SignInOutput, Error> {
        let a = srp(&self.world).srp_a();
        let mut parameters = vec![("USERNAME", &*person.name)];
        match flow {
            Flow::Password | Flow::AdminPassword => parameters.push(("PASSWORD", PASSWORD)),
            Flow::Srp => parameters.push(("SRP_A", &a)),
            Flow::Custom => {}
            Flow::CustomAfterSrp => parameters.extend([("CHALLENGE_NAME", "SRP_A"), ("SRP_A", &*a)]),
            Flow::ChoicePassword => {
                parameters.extend([("PREFERRED_CHALLENGE", "PASSWORD"), ("PASSWORD", PASSWORD)]);
            }
            Flow::ChoiceSrp => parameters.extend([("PREFERRED_CHALLENGE", "PASSWORD_SRP"), ("SRP_A", &*a)]),
            Flow::ChoiceMail => parameters.push(("PREFERRED_CHALLENGE", "EMAIL_OTP")),
        }
        if let Some(device) = person.device(comes) {
            parameters.push(("DEVICE_KEY", device.key()));
        }
        if flow != Flow::AdminPassword {
            return self.world.initiate(flow.name(), &parameters);
        }
        self.world.send(AdminInitiateAuth {
            user_pool_id: self.world.pool.clone(),
            client_id: self.world.client.clone(),
            auth_flow: flow.name().into(),
            auth_parameters: Some(map(&parameters)),
            ..Default::default()
        })
    }

    /// The right answer to a challenge.
    fn right(&self, person: &Person, comes: Comes, challenge: &SignInOutput) -> Answer {
        let name = challenge.challenge_name.as_deref().unwrap().to_owned();
        let mut answer = Answer::new(&[("USERNAME", &person.name)]);
        let seconds = self.world.clock.now().seconds();
        match &*name {
            "PASSWORD_VERIFIER" => {
                let responses = self.world.srp_responses(&srp(&self.world), challenge, PASSWORD);
                responses.iter().for_each(|(name, value)| answer.set(name, value));
            }
            "CUSTOM_CHALLENGE" => answer.set("ANSWER", "42"),
            "SELECT_CHALLENGE" => {
                answer.set("ANSWER", "PASSWORD");
                answer.set("PASSWORD", PASSWORD);
            }
            "SELECT_MFA_TYPE" => answer.set("ANSWER", person.factors.usable[0]),
            "MFA_SETUP" => answer.set("EMAIL", &format!("{}@example.com", person.name)),
            SMS => answer.set("SMS_MFA_CODE", &self.world.outbox.last_code()),
            MAIL => answer.set("EMAIL_OTP_CODE", &self.world.outbox.last_code()),
            APP => answer.set("SOFTWARE_TOKEN_MFA_CODE", &person.app.as_ref().unwrap().code_at(seconds)),
            "DEVICE_SRP_AUTH" => {
                answer.set("SRP_A", &srp(&self.world).srp_a());
                answer.set("DEVICE_KEY", person.device(comes).unwrap().key());
            }
            "DEVICE_PASSWORD_VERIFIER" => {
                let device = person.device(comes).unwrap();
                let parameters = challenge.challenge_parameters.as_ref().unwrap();
                let asked =
                    PasswordChallenge::device(|name| parameters.get(name).map(String::as_str)).unwrap();
                let claim = srp(&self.world).answer_device(device, &asked, seconds).unwrap();
                claim.responses().iter().for_each(|(name, value)| answer.set(name, value));
                answer.set("DEVICE_KEY", device.key());
            }
            other => panic!("{other}"),
        }
        answer
    }

    /// An answer that is well-formed and wrong, and what it is told.
    fn wrong(&self, right: &Answer, challenge: &str) -> (Answer, &'static str) {
        let mut wrong = right.clone();
        let refusal = match challenge {
            "PASSWORD_VERIFIER" | "DEVICE_PASSWORD_VERIFIER" => {
                wrong.set("PASSWORD_CLAIM_SIGNATURE", "d3JvbmcgYnV0IG9mIHRoZSByaWdodCBsZW5ndGghIQ==");
                "NotAuthorizedException: Incorrect username or password."
            }
            "SELECT_MFA_TYPE" | "SELECT_CHALLENGE" => {
                wrong.set("ANSWER", "NOTHING_OF_THE_KIND");
                "InvalidParameterException"
            }
            "MFA_SETUP" => {
                wrong.remove("EMAIL");
                "NotAuthorizedException: Invalid session provided for the user."
            }
            SMS | MAIL => {
                let member = if challenge == SMS { "SMS_MFA_CODE" } else { "EMAIL_OTP_CODE" };
                let code = wrong.0[member].clone();
                wrong.set(
                    member,
                    &code.chars().rev().map(|digit| if digit == '0' { '1' } else { '0' }).collect::<String>(),
                );
                "CodeMismatchException: Invalid code or auth state for the user."
            }
            APP => {
                let code: u32 = wrong.0["SOFTWARE_TOKEN_MFA_CODE"].parse().unwrap();
                wrong.set("SOFTWARE_TOKEN_MFA_CODE", &format!("{:06}", (code + 500_000) % 1_000_000));
                "CodeMismatchException: Invalid code received for user"
            }
            "DEVICE_SRP_AUTH" => {
                wrong.set("SRP_A", "00");
                "InvalidParameterException"
            }
            other => panic!("{other}"),
        };
        (wrong, refusal)
    }

    fn respond(&self, client: &str, name: &str, challenge: &SignInOutput, answer: &Answer) -> Outcome {
        self.world.send(RespondToAuthChallenge {
            client_id: client.to_owned(),
            challenge_name: name.into(),
            session: challenge.session.clone(),
            challenge_responses: Some(answer.0.iter().map(|(k, v)| (k.clone(), v.as_str().into())).collect()),
            ..Default::default()
        })
    }

    /// Answers that must be refused. The challenge stays open afterwards and is returned; a custom one is asked again.
    fn temptations(&self, at: &str, flow: Flow, challenge: SignInOutput, right: &Answer) -> SignInOutput {
        let name = challenge.challenge_name.as_deref().unwrap().to_owned();
        let by_block = name.ends_with("PASSWORD_VERIFIER");
        let client = &*self.world.client;

        let refusal = refused(at, self.respond(&self.other_client, &name, &challenge, right));
        let expected = if by_block {
            "NotAuthorizedException: Incorrect username or password."
        } else {
            "NotAuthorizedException: Invalid session for the user."
        };
        assert_eq!(refusal, expected, "{at}: of another client");

        let mut of_another = right.clone();
        of_another.set("USERNAME", "somebody");
        let refusal = refused(at, self.respond(client, &name, &challenge, &of_another));
        let expected = if name == "PASSWORD_VERIFIER" {
            "NotAuthorizedException: Incorrect username or password."
        } else {
            "NotAuthorizedException: Invalid session provided for the user."
        };
        assert_eq!(refusal, expected, "{at}: of another user");

        if !by_block {
            for other in SESSION_CHALLENGES {
                // A choice may be answered by naming what is chosen.
                if other == name || name == "SELECT_CHALLENGE" && ["PASSWORD", "WEB_AUTHN"].contains(&other) {
                    continue;
                }
                let refusal =
                    refused(at, self.respond(client, other, &challenge, &right.with_everything(other)));
                assert_eq!(
                    refusal, "NotAuthorizedException: Invalid session for the user.",
                    "{at}: as {other}"
                );
            }
            // A device may leave it out; see the tests of devices.
            if name != "DEVICE_SRP_AUTH" {
                let without = SignInOutput { session: None, ..challenge.clone() };
                let refusal = refused(at, self.respond(client, &name, &without, right));
                assert_eq!(refusal, "InvalidParameterException: Missing required parameter Session", "{at}");
            }
        }

        if name == "CUSTOM_CHALLENGE" {
            let mut wrong = right.clone();
            wrong.set("ANSWER", "41");
            let next = self.respond(client, &name, &challenge, &wrong).unwrap();
            assert_eq!(next.challenge_name.as_deref(), Some("CUSTOM_CHALLENGE"), "{at}");
            assert!(next.authentication_result.is_none(), "{at}");
            // The earlier question cannot be answered again: the history only grows.
            let refusal = refused(at, self.respond(client, &name, &challenge, right));
            assert_eq!(refusal, SPENT, "{at}: rewound");
            return next;
        }
        if name == "PASSWORD_VERIFIER" && flow == Flow::CustomAfterSrp {
            // A wrong proof would end the sign-in: see `dawdle`.
            return challenge;
        }
        let (wrong, expected) = self.wrong(right, &name);
        let refusal = refused(at, self.respond(client, &name, &challenge, &wrong));
        assert!(refusal.starts_with(expected), "{at}: wrong: {refusal}");
        challenge
    }

    /// One sign-in from its start to its tokens.
    fn walk(&mut self, person: &Person, comes: Comes, flow: Flow) {
        self.pause();
        let at = format!("MFA {}, {:?}, {comes:?}, {flow:?}", self.demand, person.factors);
        let path = self.expected(person, comes, flow);
        let mut output = self.start(person, comes, flow).unwrap_or_else(|error| panic!("{at}: {error}"));
        for step in &path {
            let at = format!("{at}, at {step} of {path:?}");
            assert_eq!(output.challenge_name.as_deref(), Some(*step), "{at}");
            assert!(output.authentication_result.is_none(), "{at}");
            let right = self.right(person, comes, &output);
            let challenge = self.temptations(&at, flow, output, &right);
            output = self
                .respond(&self.world.client, step, &challenge, &right)
                .unwrap_or_else(|error| panic!("{at}: {error}"));
            let refusal = refused(&at, self.respond(&self.world.client, step, &challenge, &right));
            let expected = if step.ends_with("PASSWORD_VERIFIER") {
                "NotAuthorizedException: Incorrect username or password."
            } else {
                SPENT
            };
            assert_eq!(refusal, expected, "{at}: replayed");
        }
        assert_eq!(output.challenge_name, None, "{at}: behind {path:?}");
        let tokens =
            output.authentication_result.unwrap_or_else(|| panic!("{at}: no tokens behind {path:?}"));
        let device = claims(&tokens.access_token).get("device_key").cloned();
        let new = serde_json::to_value(&tokens).unwrap()["NewDeviceMetadata"]["DeviceKey"].clone();
        match person.device(comes) {
            Some(known) => assert_eq!((device, new), (Some(json!(known.key())), Value::Null), "{at}"),
            None if self.tracks_devices => assert_eq!(device, Some(new), "{at}"),
            None => assert_eq!((device, new), (None, Value::Null), "{at}"),
        }
        assert_eq!(claims(&tokens.access_token)["username"], person.name, "{at}");
    }

    /// The same way again, but at each challenge in turn the answer comes too late.
    fn dawdle(&mut self, person: &Person, comes: Comes, flow: Flow) {
        let path = self.expected(person, comes, flow);
        for (late, step) in path.iter().enumerate() {
            self.pause();
            let at =
                format!("MFA {}, {:?}, {comes:?}, {flow:?}, late at {step}", self.demand, person.factors);
            let mut output = self.start(person, comes, flow).unwrap();
            for step in &path[..late] {
                let right = self.right(person, comes, &output);
                output = self.respond(&self.world.client, step, &output, &right).unwrap();
            }
            let right = self.right(person, comes, &output);
            self.world.clock.advance(SESSION_SECONDS);
            let refusal = refused(&at, self.respond(&self.world.client, step, &output, &right));
            let expected = if step.ends_with("PASSWORD_VERIFIER") {
                "NotAuthorizedException: Incorrect username or password."
            } else {
                "NotAuthorizedException: Invalid session for the user, session is expired."
            };
            assert_eq!(refusal, expected, "{at}");
        }
    }

    fn pause(&mut self) {
        self.walks += 1;
        self.world.clock.advance(PAUSE_SECONDS);
    }
}

type Outcome = Result<SignInOutput, Error>;

const SPENT: &str = "NotAuthorizedException: Invalid session for the user, session can only be used once.";

/// The challenges that are answered with a session.
const SESSION_CHALLENGES: [&str; 12] = [
    "NEW_PASSWORD_REQUIRED",
    "SMS_MFA",
    "EMAIL_OTP",
    "SMS_OTP",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "CUSTOM_CHALLENGE",
    "DEVICE_SRP_AUTH",
    "SELECT_CHALLENGE",
    "PASSWORD",
    "WEB_AUTHN",
];

/// `ChallengeResponses`.
#[derive(Clone, Debug)]
struct Answer(BTreeMap<String, String>);

impl Answer {
    fn new(responses: &[(&str, &str)]) -> Self {
        Self(responses.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn set(&mut self, name: &str, value: &str) {
        self.0.insert(name.to_owned(), value.to_owned());
    }

    fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// The same with something for every challenge, so that none is refused for what it lacks.
    fn with_everything(&self, challenge: &str) -> Self {
        let mut all = Self::new(&[
            ("NEW_PASSWORD", PASSWORD),
            ("SMS_MFA_CODE", "123456"),
            ("EMAIL_OTP_CODE", "123456"),
            ("SMS_OTP_CODE", "12345678"),
            ("SOFTWARE_TOKEN_MFA_CODE", "123456"),
            ("ANSWER", "SMS_MFA"),
            ("EMAIL", "a@example.com"),
            ("SRP_A", "02"),
            ("DEVICE_KEY", "us-east-1_00000000-0000-4000-8000-000000000000"),
            ("PASSWORD", PASSWORD),
            ("CREDENTIAL", "{}"),
        ]);
        all.0.extend(self.0.clone());
        match challenge {
            "SELECT_CHALLENGE" => all.set("ANSWER", "PASSWORD"),
            "SELECT_MFA_TYPE" => all.set("ANSWER", "SMS_MFA"),
            _ => {}
        }
        all
    }
}

impl Person {
    fn device(&self, comes: Comes) -> Option<&Device> {
        self.devices.get(match comes {
            Comes::WithoutDevice => return None,
            Comes::WithRemembered => "remembered",
            Comes::WithConfirmed => "confirmed",
        })
    }
}

fn every_flow(client: &mut CreateUserPoolClient) {
    let flows = ["USER_SRP", "USER_PASSWORD", "ADMIN_USER_PASSWORD", "CUSTOM", "USER", "REFRESH_TOKEN"];
    client.settings.explicit_auth_flows =
        Some(flows.iter().map(|flow| format!("ALLOW_{flow}_AUTH").into()).collect());
}

/// The same A in every walk: it may be used again.
fn srp(world: &World) -> SrpClient {
    SrpClient::new(&world.pool, [42; 32])
}

#[track_caller]
fn refused(at: &str, outcome: Outcome) -> String {
    match outcome {
        Ok(output) => panic!("{at} gave {output:?}"),
        Err(error) => format!("{}: {error}", error.name()),
    }
}

fn every_walk(demand: &'static str, tracks_devices: bool) {
    let mut scene = Scene::new(demand, tracks_devices);
    scene.person("somebody".to_owned(), Factors { usable: vec![], enabled: false, preferred: None });
    let comes: &[Comes] = if tracks_devices {
        &[Comes::WithoutDevice, Comes::WithRemembered, Comes::WithConfirmed]
    } else {
        &[Comes::WithoutDevice]
    };
    let mut people = Vec::new();
    for (number, factors) in Factors::every().into_iter().enumerate() {
        // A user who has set up a factor on the way has other challenges afterwards.
        let once = demand == "ON" && factors.usable.is_empty();
        let copies = if once { 2 * comes.len() * Flow::ALL.len() } else { 1 };
        people.push(
            (0..copies)
                .map(|copy| scene.person(format!("user-{number}-{copy}"), factors.clone()))
                .collect::<Vec<_>>(),
        );
    }
    scene.configure(demand);
    for copies in &people {
        let mut copies = copies.iter().cycle();
        for (comes, flow) in comes.iter().flat_map(|comes| Flow::ALL.map(|flow| (*comes, flow))) {
            scene.walk(copies.next().unwrap(), comes, flow);
            let person = copies.next().unwrap();
            let known = !tracks_devices || comes == Comes::WithRemembered;
            if flow != Flow::AdminPassword && person.factors.preferred.is_none() && known {
                scene.dawdle(person, comes, flow);
            }
        }
    }
    assert!(scene.walks >= 27 * comes.len() * Flow::ALL.len());
}

#[test]
fn mfa_off() {
    every_walk("OFF", false);
}

#[test]
fn mfa_off_with_devices() {
    every_walk("OFF", true);
}

#[test]
fn mfa_optional() {
    every_walk("OPTIONAL", false);
}

#[test]
fn mfa_optional_with_devices() {
    every_walk("OPTIONAL", true);
}

#[test]
fn mfa_on() {
    every_walk("ON", false);
}

#[test]
fn mfa_on_with_devices() {
    every_walk("ON", true);
}
