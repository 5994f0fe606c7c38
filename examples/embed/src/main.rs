//! A user signs up, confirms and signs in by SRP, and the access token is verified, all in one process.

use std::sync::{Arc, Mutex};

use userpool::{
    Engine,
    client::{PasswordChallenge, SrpClient},
    operations::*,
    storage::{DeliveryError, Message, Messenger},
};
use userpool_sqlite::SqliteStorage;

/// Stores messages instead of sending them.
#[derive(Default)]
struct Outbox(Mutex<Vec<Message>>);

impl Messenger for Outbox {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        let mut messages = self.0.lock().map_err(|_| DeliveryError::new("the outbox is broken"))?;
        messages.push(message.clone());
        Ok(())
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let outbox = Arc::new(Outbox::default());
    let engine = Engine::builder()
        .storage(SqliteStorage::open(folder.path().join("users.db"))?)
        .messenger(Arc::clone(&outbox))
        .master_key([7; 32]) // 32 random bytes of your own, kept outside the database
        .build()?;

    let mut pool = CreateUserPool { pool_name: "demo".into(), ..Default::default() };
    pool.settings.auto_verified_attributes = Some(vec!["email".into()]);
    let pool = engine.send(pool).await?.user_pool;
    let client = CreateUserPoolClient {
        user_pool_id: pool.id.clone(),
        client_name: "app".into(),
        ..Default::default()
    };
    let client_id = engine.send(client).await?.user_pool_client.client_id;

    let (username, password) = ("ana".to_owned(), "Correct-Horse9!");
    engine
        .send(SignUp {
            client_id: client_id.clone(),
            username: username.clone(),
            password: Some(password.into()),
            user_attributes: Some(vec![Attribute::new("email", "ana@example.com")]),
            ..Default::default()
        })
        .await?;
    let sent = outbox.0.lock().map_err(|_| "the outbox is broken")?.pop();
    let code = sent.and_then(|message| message.code).ok_or("no code was sent")?;
    engine
        .send(ConfirmSignUp {
            client_id: client_id.clone(),
            username: username.clone(),
            confirmation_code: code.expose().into(),
            ..Default::default()
        })
        .await?;

    let mut random = [0; 32];
    getrandom::fill(&mut random)?;
    let srp = SrpClient::new(&pool.id, random);
    let challenge = engine
        .send(InitiateAuth {
            client_id: client_id.clone(),
            auth_flow: "USER_SRP_AUTH".into(),
            auth_parameters: Some(
                [("USERNAME".into(), username.clone().into()), ("SRP_A".into(), srp.srp_a().into())].into(),
            ),
            ..Default::default()
        })
        .await?;
    let parameters = challenge.challenge_parameters.unwrap_or_default();
    let asked = PasswordChallenge::user(|name| parameters.get(name).map(String::as_str))?;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs();
    let mut answers: std::collections::BTreeMap<_, _> = srp
        .answer(password, &asked, now)?
        .responses()
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .collect();
    answers.insert("USERNAME".into(), username.into());
    let signed_in = engine
        .send(RespondToAuthChallenge {
            client_id: client_id.clone(),
            challenge_name: "PASSWORD_VERIFIER".into(),
            challenge_responses: Some(answers),
            ..Default::default()
        })
        .await?;
    let tokens = signed_in.authentication_result.ok_or("another challenge")?;

    // A resource server verifies the token with only the issuer and the public keys.
    let jwks = engine
        .fetch(http::Request::get(format!("/{}/.well-known/jwks.json", pool.id)).body(bytes::Bytes::new())?)
        .await;
    let issuer = format!("https://cognito-idp.us-east-1.amazonaws.com/{}", pool.id);
    let verifier = userpool::token::verifier::Verifier::new(issuer, std::str::from_utf8(jwks.body())?)?
        .with_clients([client_id]);
    let claims = verifier.verify(&tokens.access_token.ok_or("no access token")?, now)?;

    println!("signed in: {} ({})", claims.username.unwrap_or_default(), claims.sub);
    Ok(())
}
