//! The built-in function `userpool-migrate`: answers `UserMigration` with the user of an old pool of Cognito, after a sign-in there
//! with the user's password.

use std::{path::Path, time::Duration};

use aws_lc_rs::hmac;
use base64::{Engine as _, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, Uri, header};
use http_body_util::Full;
use serde_json::{Map, Value, json};
use userpool::storage::{Invocation, Secret, TriggerError, Triggers};

use crate::{
    http_client::{HttpClient, HttpError, HttpUrl, Limits},
    lambda::{self, LambdaCaller},
    messenger::{SecretFileError, read_secret},
    options::OldClient,
};

/// The name in the ARN of the function.
const FUNCTION: &str = "userpool-migrate";

/// The trigger source that the function answers.
const AUTHENTICATION: &str = "UserMigration_Authentication";

/// The trigger source of `ForgotPassword`.
const FORGOT_PASSWORD: &str = "UserMigration_ForgotPassword";

/// Limits of a call. A user has at most a few dozen attributes of 2 KiB.
const LIMITS: Limits = Limits { time_max: Duration::from_secs(5), bytes_max: 1024 * 1024 };

/// How often a call is made in total, if the connection breaks. With two calls in a migration, all attempts together must end before
/// the time of the client's request.
const ATTEMPTS_MAX: u32 = 2;

/// Attributes that belong to the user of the old pool.
const NOT_COPIED: [&str; 2] = ["sub", "identities"];

/// The text of Cognito for a wrong password.
const WRONG_PASSWORD: &str = "Incorrect username or password.";

/// The functions of pools: the built-in one, if a flag switches it on, and all others by HTTP.
#[derive(Debug)]
pub(crate) struct Functions {
    pub(crate) old_pool: Option<OldPool>,
    pub(crate) others: LambdaCaller,
}

impl Triggers for Functions {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        match &self.old_pool {
            Some(old_pool) if lambda::name(&invocation.function) == Some(FUNCTION) => {
                old_pool.answer(invocation).await
            }
            _ => self.others.invoke(invocation).await,
        }
    }
}

/// A pool of Cognito, as one of its public app clients sees it.
#[derive(Debug)]
pub(crate) struct OldPool {
    client: HttpClient,
    url: Uri,
    of: OldClient,
    secret: Option<Secret>,
}

/// What the old pool says about a name and a password.
enum Found {
    /// The password is right; the attributes to copy.
    User(Map<String, Value>),
    /// There is no such user, or the user has another name.
    Nobody,
    WrongPassword,
}

/// Why a user is not migrated although the name and the password may be right.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("no answer: {0}")]
    Unreachable(HttpError),
    /// An error of the service, by its name.
    #[error("the old pool answered {0}")]
    Refused(String),
    #[error("the old pool asks for {0}, which needs the user")]
    Challenge(String),
    #[error("the app client's secret is missing or wrong: see --migrate-client-secret-file")]
    ClientSecret,
    #[error("the app client belongs to another pool: see --migrate-from")]
    OtherPool,
    #[error("the answer is not one of Cognito")]
    NotUnderstood,
}

impl Problem {
    /// The error for the client, if its app client shows whether users exist.
    fn error(&self) -> TriggerError {
        match self {
            Self::Unreachable(HttpError::TimeOut) => {
                TriggerError::NotCallable("SocketTimeoutException".to_owned())
            }
            Self::Challenge(name) => {
                TriggerError::Failed(format!("The user must answer {name} in the old user pool first."))
            }
            Self::Refused(name) => TriggerError::NotCallable(name.clone()),
            _ => TriggerError::NotCallable("ServiceException".to_owned()),
        }
    }
}

impl OldPool {
    /// The pool of this app client, at Cognito in its region or at `endpoint`.
    pub(crate) fn new(
        client: HttpClient,
        of: OldClient,
        endpoint: Option<&HttpUrl>,
        secret_file: Option<&Path>,
    ) -> Result<Self, SecretFileError> {
        let secret = secret_file.map(read_secret).transpose()?;
        let url = endpoint.map_or_else(|| cognito(&of.region), |url| url.uri().clone());
        Ok(Self { client, url, of, secret })
    }

    async fn answer(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        let source = invocation.source.as_str();
        let event: Value = serde_json::from_str(&invocation.event).unwrap_or_default();
        // The engine recognizes the answer by these members of the event.
        let answer = |response: Value| {
            json!({ "triggerSource": source, "userPoolId": event["userPoolId"], "response": response })
                .to_string()
        };
        let nobody = || answer(json!({}));
        if source == FORGOT_PASSWORD {
            tracing::warn!(
                function = FUNCTION,
                "a user who is not migrated yet cannot reset a password: without the password only an administrator of the old \
                 pool could read the user"
            );
            return Ok(nobody());
        }
        if source != AUTHENTICATION {
            tracing::error!(function = FUNCTION, source, "the built-in function is for UserMigration only");
            return Err(TriggerError::Failed(format!("{FUNCTION} is for UserMigration only.")));
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (Some(name), Some(password)) = (text(&event["userName"]), text(&event["request"]["password"]))
        else {
            return Ok(nobody());
        };
        match self.find(&name, &Secret::new(password)).await {
            Ok(Found::User(attributes)) => {
                tracing::info!(function = FUNCTION, "a user of the old pool signed in");
                Ok(answer(json!({
                    "userAttributes": attributes, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS",
                })))
            }
            Ok(Found::Nobody) => Ok(nobody()),
            Ok(Found::WrongPassword) => Err(TriggerError::Failed(WRONG_PASSWORD.to_owned())),
            Err(problem) => {
                tracing::error!(function = FUNCTION, error = %problem, "a user cannot be migrated");
                Err(problem.error())
            }
        }
    }

    /// Signs in with this name and password, and reads the user.
    async fn find(&self, name: &str, password: &Secret) -> Result<Found, Problem> {
        let mut parameters = json!({ "USERNAME": name, "PASSWORD": password.expose() });
        if let Some(secret) = &self.secret {
            parameters["SECRET_HASH"] = json!(self.secret_hash(secret, name));
        }
        let request = json!({
            "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": self.of.id, "AuthParameters": parameters,
        });
        let signed_in = match self.call("InitiateAuth", &request).await? {
            Ok(answer) => answer,
            Err(refused) => return refused.of_sign_in(),
        };
        if let Some(challenge) = signed_in["ChallengeName"].as_str() {
            return Err(Problem::Challenge(plain(challenge, b"_").unwrap_or("a challenge").to_owned()));
        }
        let token =
            signed_in["AuthenticationResult"]["AccessToken"].as_str().ok_or(Problem::NotUnderstood)?;
        if pool_of(token).as_deref() != Some(self.of.pool.as_str()) {
            return Err(Problem::OtherPool);
        }
        let user = self.call("GetUser", &json!({ "AccessToken": token })).await?;
        let user = user.map_err(|refused| Problem::Refused(refused.name))?;
        found(name, &user)
    }

    fn secret_hash(&self, secret: &Secret, name: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose().as_bytes());
        BASE64_STANDARD.encode(hmac::sign(&key, format!("{name}{}", self.of.id).as_bytes()))
    }

    /// Calls an operation that needs no signature. The inner result is the answer of the service.
    async fn call(&self, operation: &str, input: &Value) -> Result<Result<Value, Refused>, Problem> {
        let body = Bytes::from(input.to_string());
        let mut attempt = 1;
        let answer = loop {
            match self.client.send(self.request(operation, body.clone()), LIMITS).await {
                Ok(answer) => break answer,
                Err(HttpError::Transport(_)) if attempt < ATTEMPTS_MAX => attempt += 1,
                Err(failure) => return Err(Problem::Unreachable(failure)),
            }
        };
        let content: Option<Value> = serde_json::from_slice(answer.body()).ok();
        if answer.status().is_success() {
            return content.map(Ok).ok_or(Problem::NotUnderstood);
        }
        Ok(Err(Refused::of(&answer, &content.unwrap_or_default())))
    }

    fn request(&self, operation: &str, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
        headers.insert(
            header::USER_AGENT,
            HeaderValue::from_static(concat!("userpool-server/", env!("CARGO_PKG_VERSION"))),
        );
        let target = format!("AWSCognitoIdentityProviderService.{operation}");
        if let Ok(target) = HeaderValue::from_str(&target) {
            headers.insert("x-amz-target", target);
        }
        request
    }
}

/// An error of the service.
struct Refused {
    name: String,
    about_the_secret: bool,
}

impl Refused {
    fn of(answer: &Response<Bytes>, content: &Value) -> Self {
        let named = content["__type"].as_str().and_then(|name| plain(name.rsplit('#').next()?, b""));
        let name = named.map_or_else(|| format!("status {}", answer.status().as_u16()), str::to_owned);
        let message = content["message"].as_str().or_else(|| content["Message"].as_str()).unwrap_or_default();
        Self { name, about_the_secret: message.to_ascii_lowercase().contains("secret") }
    }

    fn of_sign_in(self) -> Result<Found, Problem> {
        match self.name.as_str() {
            "NotAuthorizedException" if self.about_the_secret => Err(Problem::ClientSecret),
            "NotAuthorizedException" => Ok(Found::WrongPassword),
            "UserNotFoundException" => Ok(Found::Nobody),
            _ => Err(Problem::Refused(self.name)),
        }
    }
}

/// The user in an answer of `GetUser`.
fn found(name: &str, user: &Value) -> Result<Found, Problem> {
    let (Some(username), Some(given)) = (user["Username"].as_str(), user["UserAttributes"].as_array()) else {
        return Err(Problem::NotUnderstood);
    };
    let mut attributes = Map::new();
    for attribute in given {
        let (Some(key), Some(value)) = (attribute["Name"].as_str(), attribute["Value"].as_str()) else {
            return Err(Problem::NotUnderstood);
        };
        if !NOT_COPIED.contains(&key) {
            attributes.insert(key.to_owned(), json!(value));
        }
    }
    let is_name = |text: &str| text.to_lowercase() == name.to_lowercase();
    let is_alias = |attribute: &str| attributes.get(attribute).and_then(Value::as_str).is_some_and(is_name);
    // A user who signed in by an alias would be created under it, and once more at a sign-in by the username.
    if !is_name(username) && is_alias("preferred_username") {
        tracing::warn!(
            function = FUNCTION,
            "a user cannot be migrated by preferred_username: the first sign-in needs the username"
        );
        return Ok(Found::Nobody);
    }
    if attributes.is_empty() {
        // The engine takes an answer without attributes for an unknown user.
        return Err(Problem::NotUnderstood);
    }
    Ok(Found::User(attributes))
}

/// The pool that issued a token. The signature is not checked, since the token comes from the pool itself.
fn pool_of(token: &str) -> Option<String> {
    let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    claims["iss"].as_str()?.rsplit('/').next().map(str::to_owned)
}

/// Cognito in a region.
fn cognito(region: &str) -> Uri {
    let suffix = if region.starts_with("cn-") { ".cn" } else { "" };
    // The flag's parser allows only letters, digits and hyphens, so this is always a URL.
    format!("https://cognito-idp.{region}.amazonaws.com{suffix}/").parse().unwrap_or_default()
}

/// `text` if it is short and contains only letters, digits and `others`, so that it can be logged.
fn plain<'a>(text: &'a str, others: &[u8]) -> Option<&'a str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
    (!text.is_empty() && text.len() <= 64 && text.bytes().all(allowed)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fake_http::{FakeHttp, Reply},
        lambda::FunctionMap,
        tls::Trust,
    };

    const ARN: &str = "arn:aws:lambda:eu-west-1:000000000000:function:userpool-migrate";
    const PASSWORD: &str = "Correct-Horse9!";

    fn http() -> HttpClient {
        HttpClient::new(Trust::default().client().expect("TLS"))
    }

    fn functions(url: &str) -> Functions {
        let of = OldClient {
            region: "us-east-1".to_owned(),
            pool: "us-east-1_old".to_owned(),
            id: "client".to_owned(),
        };
        let endpoint = HttpUrl::parse(url).expect("a URL");
        let old_pool = OldPool::new(http(), of, Some(&endpoint), None).expect("no file");
        Functions {
            old_pool: Some(old_pool),
            others: LambdaCaller::new(http(), None, FunctionMap::default()),
        }
    }

    fn invocation(source: &str) -> Invocation {
        Invocation {
            function: ARN.to_owned(),
            source: source.to_owned(),
            event: json!({
                "triggerSource": source, "userPoolId": "new", "userName": "ana", "request": { "password": PASSWORD },
            })
            .to_string(),
        }
    }

    /// The outcome of one migration with these replies of the old pool, as text, and how many calls it took.
    async fn outcome(replies: Vec<Reply>) -> (String, usize) {
        let server = FakeHttp::start(replies);
        let outcome = functions(&server.url()).invoke(&invocation(AUTHENTICATION)).await;
        let text = match outcome {
            Ok(answer) => response(&answer),
            Err(TriggerError::Failed(message)) => format!("failed {message}"),
            Err(TriggerError::NotCallable(name)) => format!("not callable {name}"),
        };
        assert!(!text.contains(PASSWORD), "{text}");
        (text, server.requests().len())
    }

    /// The response in the answer to the event.
    fn response(answer: &str) -> String {
        let answer: Value = serde_json::from_str(answer).expect(answer);
        assert_eq!(answer["userPoolId"], "new");
        answer["response"].to_string()
    }

    fn signed_in(pool: &str) -> Reply {
        let claims = json!({ "iss": format!("https://cognito-idp.us-east-1.amazonaws.com/{pool}") });
        let token = format!("e30.{}.AA", BASE64_URL_SAFE_NO_PAD.encode(claims.to_string()));
        Reply::new(200, &json!({ "AuthenticationResult": { "AccessToken": token } }).to_string())
    }

    fn user(name: &str, attributes: &[(&str, &str)]) -> Reply {
        let attributes: Vec<Value> =
            attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
        Reply::new(200, &json!({ "Username": name, "UserAttributes": attributes }).to_string())
    }

    fn error(name: &str, message: &str) -> Reply {
        Reply::new(400, &json!({ "__type": name, "message": message }).to_string())
    }

    #[tokio::test]
    async fn a_user_comes_with_all_attributes_but_those_of_the_old_pool() {
        let attributes = [
            ("sub", "1"),
            ("identities", "[]"),
            ("email", "ana@example.com"),
            ("email_verified", "true"),
            ("custom:plan", "gold"),
        ];
        let (text, calls) = outcome(vec![signed_in("us-east-1_old"), user("ana", &attributes)]).await;
        let answer: Value = serde_json::from_str(&text).expect(&text);
        let expected = json!({
            "userAttributes": {"email": "ana@example.com", "email_verified": "true", "custom:plan": "gold"},
            "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS",
        });
        assert_eq!((answer, calls), (expected, 2));
    }

    #[tokio::test]
    async fn errors_of_the_old_pool_create_no_user() {
        let nobody = "{}";
        let not_authorized = |message| error("NotAuthorizedException", message);
        for (replies, expected, calls) in [
            (vec![not_authorized(WRONG_PASSWORD)], "failed Incorrect username or password.", 1),
            (vec![not_authorized("User is disabled.")], "failed Incorrect username or password.", 1),
            (
                vec![not_authorized("Unable to verify secret hash for client x")],
                "not callable ServiceException",
                1,
            ),
            (vec![error("UserNotFoundException", "")], nobody, 1),
            (vec![error("com.amazonaws#UserNotFoundException", "")], nobody, 1),
            (vec![error("TooManyRequestsException", "")], "not callable TooManyRequestsException", 1),
            (
                vec![error("PasswordResetRequiredException", "")],
                "not callable PasswordResetRequiredException",
                1,
            ),
            (vec![error(PASSWORD, "")], "not callable status 400", 1),
            (vec![Reply::new(503, "<html>")], "not callable status 503", 1),
            (vec![Reply::new(302, "").with("location", "http://127.0.0.1:1/")], "not callable status 302", 1),
            (vec![Reply::new(200, "<html>")], "not callable ServiceException", 1),
            (vec![Reply::new(200, "{}")], "not callable ServiceException", 1),
            (vec![Reply::new(200, &"x".repeat(2 << 20))], "not callable ServiceException", 1),
            (
                vec![Reply::new(200, r#"{"ChallengeName":"SMS_MFA","Session":"s"}"#)],
                "failed The user must answer SMS_MFA in the old user pool first.",
                1,
            ),
            (
                vec![Reply::new(200, &json!({ "ChallengeName": PASSWORD }).to_string())],
                "failed The user must answer a challenge in the old user pool first.",
                1,
            ),
            (vec![signed_in("us-east-1_another")], "not callable ServiceException", 1),
            (
                vec![signed_in("us-east-1_old"), not_authorized("Access Token has been revoked")],
                "not callable NotAuthorizedException",
                2,
            ),
            (vec![signed_in("us-east-1_old"), user("ana", &[])], "not callable ServiceException", 2),
            (vec![signed_in("us-east-1_old"), Reply::hang_up()], "not callable ServiceException", 3),
            (vec![Reply::hang_up(), Reply::cut_short()], "not callable ServiceException", 2),
        ] {
            let shown = format!("{replies:?}");
            let shown = shown.chars().take(300).collect::<String>();
            let (text, made) = outcome(replies).await;
            // A connection that breaks is not counted by the old pool.
            assert_eq!((text.as_str(), made), (expected, calls), "{shown}");
        }
    }

    #[tokio::test]
    async fn a_name_that_is_an_alias_is_not_migrated() {
        let as_alias = user("someone", &[("preferred_username", "Ana")]);
        let (text, _) = outcome(vec![signed_in("us-east-1_old"), as_alias]).await;
        assert_eq!(text, "{}");
        // In pools whose users sign in by mail address, the username is an id.
        let by_address = user("6f1c", &[("email", "ana")]);
        let (text, _) = outcome(vec![signed_in("us-east-1_old"), by_address]).await;
        assert!(text.contains("CONFIRMED"), "{text}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_old_pool_times_out_after_five_seconds() {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let silent = tokio::spawn(async move {
            let _kept = listener.accept().await;
            std::future::pending::<()>().await;
        });
        let clock = tokio::time::Instant::now();
        let outcome = functions(&format!("http://{address}")).invoke(&invocation(AUTHENTICATION)).await;
        assert!(matches!(outcome, Err(TriggerError::NotCallable(name)) if name == "SocketTimeoutException"));
        assert_eq!(clock.elapsed().as_secs(), 5);
        silent.abort();
    }

    #[tokio::test]
    async fn only_a_sign_in_is_asked_of_the_old_pool() {
        let server = FakeHttp::start(vec![Reply::new(500, "")]);
        let functions = functions(&server.url());
        let forgotten = functions.invoke(&invocation(FORGOT_PASSWORD)).await;
        assert!(forgotten.is_ok_and(|answer| response(&answer) == "{}"));
        let other = functions.invoke(&invocation("PreSignUp_SignUp")).await;
        assert!(matches!(other, Err(TriggerError::Failed(_))));
        let unknown = Invocation { function: ARN.replace(FUNCTION, "migrate"), ..invocation(AUTHENTICATION) };
        let unknown = functions.invoke(&unknown).await;
        assert!(
            matches!(unknown, Err(TriggerError::NotCallable(name)) if name == "ResourceNotFoundException")
        );
        assert_eq!(server.requests().len(), 0);
    }

    #[test]
    fn the_hash_for_a_client_with_a_secret_is_that_of_cognito() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("secret");
        std::fs::write(&file, "key\n").expect("written");
        let of = OldClient {
            region: "cn-north-1".to_owned(),
            pool: "cn-north-1_old".to_owned(),
            id: " lazy dog".to_owned(),
        };
        let pool = OldPool::new(http(), of, None, Some(&file)).expect("a secret");
        assert_eq!(pool.url, "https://cognito-idp.cn-north-1.amazonaws.com.cn/");
        let hash = pool.secret_hash(&Secret::new("key"), "The quick brown fox jumps over the");
        assert_eq!(hash, "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg=");
        assert!(!format!("{pool:?}").contains("\"key\""));
    }

    #[test]
    fn the_url_of_a_region_is_that_of_its_partition() {
        for (region, url) in [
            ("us-east-1", "https://cognito-idp.us-east-1.amazonaws.com/"),
            ("us-gov-west-1", "https://cognito-idp.us-gov-west-1.amazonaws.com/"),
            ("cn-northwest-1", "https://cognito-idp.cn-northwest-1.amazonaws.com.cn/"),
        ] {
            assert_eq!(cognito(region), url);
        }
    }
}
