//! An axum application that keeps its own users: the engine answers everything that no other route takes.

use std::{
    error::Error,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Extension, Router,
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use userpool::{
    Engine,
    operations::{CreateUserPool, CreateUserPoolClient, ListUserPoolClients, ListUserPools},
    storage::{DeliveryError, Message, Messenger},
    token::verifier::{Claims, Verifier},
};
use userpool_sqlite::SqliteStorage;

const URL: &str = "http://127.0.0.1:3000";

/// What the handlers share.
#[derive(Clone)]
struct App {
    engine: Engine,
    pool: String,
    verifier: Arc<Verifier>,
}

/// Prints codes. An application sends them by mail.
struct Printer;

impl Messenger for Printer {
    async fn deliver(&self, message: &Message) -> Result<(), DeliveryError> {
        println!("To {}: {}", message.destination, message.body.expose());
        Ok(())
    }
}

/// Sign-up, sign-in, key sets and discovery: every request that no route of the application takes.
async fn cognito(State(App { engine, .. }): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, 1 << 20).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    engine.fetch(Request::from_parts(parts, body)).await.map(Body::from)
}

/// Lets a request through if it carries a valid access token of the pool, and adds the token's claims to it.
async fn signed_in(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let authorization = request.headers().get(header::AUTHORIZATION);
    let token = authorization.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    match app.claims(token.unwrap_or_default()).await {
        Some(claims) => {
            request.extensions_mut().insert(claims);
            next.run(request).await
        }
        None => (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response(),
    }
}

impl App {
    /// The claims of a valid access token.
    async fn claims(&self, token: &str) -> Option<Claims> {
        if self.verifier.needs_keys(token).is_some() {
            // The pool has a new signing key.
            self.verifier.replace_keys(&key_set(&self.engine, &self.pool).await.ok()?).ok()?;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        self.verifier.verify(token, now).ok()
    }
}

/// The public keys of a pool, as JSON.
async fn key_set(engine: &Engine, pool: &str) -> Result<String, Box<dyn Error + Send + Sync>> {
    let request = Request::get(format!("/{pool}/.well-known/jwks.json")).body(Bytes::new())?;
    Ok(String::from_utf8(engine.fetch(request).await.into_body().into())?)
}

async fn hello(Extension(claims): Extension<Claims>) -> String {
    format!("Hello, {}!\n", claims.username.unwrap_or_default())
}

/// The ids of the application's pool and app client, which the first start creates.
async fn pool_and_client(engine: &Engine) -> Result<(String, String), userpool::Error> {
    let pools = engine.send(ListUserPools { max_results: 1, ..Default::default() }).await?.user_pools;
    if let Some(pool) = pools.into_iter().next() {
        let clients = ListUserPoolClients { user_pool_id: pool.id.clone(), ..Default::default() };
        let client = engine.send(clients).await?.user_pool_clients.remove(0);
        return Ok((pool.id, client.client_id));
    }
    let mut pool = CreateUserPool { pool_name: "my-pool".into(), ..Default::default() };
    pool.settings.auto_verified_attributes = Some(vec!["email".into()]);
    let pool = engine.send(pool).await?.user_pool.id;
    let client = CreateUserPoolClient {
        user_pool_id: pool.clone(),
        client_name: "my-app".into(),
        ..Default::default()
    };
    Ok((pool, engine.send(client).await?.user_pool_client.client_id))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let engine = Engine::builder()
        .storage(SqliteStorage::open("users.db")?)
        .messenger(Printer)
        .master_key([7; 32]) // 32 random bytes of your own, kept outside the database
        .public_url(URL)
        .build()?;
    let (pool, client) = pool_and_client(&engine).await?;
    println!("pool {pool}\napp client {client}");
    let keys = key_set(&engine, &pool).await?;
    let verifier = Verifier::new(format!("{URL}/{pool}"), &keys)?.with_clients([&client]);
    let app = App { engine, pool, verifier: Arc::new(verifier) };

    let router = Router::new()
        .route("/hello", get(hello))
        .route_layer(middleware::from_fn_with_state(app.clone(), signed_in))
        .fallback(cognito)
        .with_state(app);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on {URL}");
    axum::serve(listener, router).await?;
    Ok(())
}
