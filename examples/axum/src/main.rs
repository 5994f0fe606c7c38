//! An axum service that keeps its own users: the engine answers below `/auth`, and the other routes are for users who have signed in.

use std::{
    error::Error,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderName, StatusCode, header, request::Parts},
    middleware::from_extractor_with_state,
    response::{IntoResponse, Response},
    routing::{any, get},
};
use userpool::{
    Engine,
    operations::{CreateUserPool, CreateUserPoolClient, ListUserPoolClients, ListUserPools},
    storage::{Message, Storage},
    token::verifier::{Claims, Verifier},
};
use userpool_sqlite::SqliteStorage;

const URL: &str = "http://127.0.0.1:3000/auth";

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Clone)]
struct App {
    engine: Engine,
    pool: String,
    client: String,
    verifier: Arc<Verifier>,
}

/// The claims of a valid access token. A handler with this argument is for users who have signed in.
struct SignedIn(Claims);

impl FromRequestParts<App> for SignedIn {
    type Rejection = (StatusCode, [(HeaderName, &'static str); 1]);

    async fn from_request_parts(parts: &mut Parts, app: &App) -> std::result::Result<Self, Self::Rejection> {
        let authorization = parts.headers.get(header::AUTHORIZATION);
        let token = authorization.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let refusal = (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]);
        app.claims(token.unwrap_or_default()).await.map(Self).ok_or(refusal)
    }
}

impl App {
    /// Opens the pool and the app client of the service, which the first start creates.
    async fn new(storage: impl Storage) -> Result<Self> {
        let engine = Engine::builder()
            .storage(storage)
            .messenger(|message: Message| async move {
                println!("To {}: {}", message.destination, message.body.expose());
                Ok(())
            })
            .master_key([7; 32]) // 32 random bytes of your own, kept outside the database
            .public_url(URL)
            .build()?;
        let (pool, client) = pool_and_client(&engine).await?;
        let verifier = Verifier::new(format!("{URL}/{pool}"), &key_set(&engine, &pool).await?)?;
        let verifier = Arc::new(verifier.with_clients([&client]));
        Ok(Self { engine, pool, client, verifier })
    }

    async fn claims(&self, token: &str) -> Option<Claims> {
        if self.verifier.needs_keys(token).is_some() {
            // The pool has a new signing key.
            self.verifier.replace_keys(&key_set(&self.engine, &self.pool).await.ok()?).ok()?;
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        self.verifier.verify(token, now).ok()
    }

    fn router(self) -> Router {
        Router::new()
            .route("/news", get(|| async { "Only users see this.\n" }))
            // The extractor as a tower layer, for the handlers above, which need no claims.
            .route_layer(from_extractor_with_state::<SignedIn, Self>(self.clone()))
            .route("/hello", get(hello))
            .nest_service("/auth", any(cognito).with_state(self.clone()))
            .with_state(self)
    }
}

/// Sign-up, sign-in, key sets and discovery: every request below `/auth`.
async fn cognito(State(App { engine, .. }): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, 1 << 20).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    engine.fetch(Request::from_parts(parts, body)).await.map(Body::from)
}

async fn hello(SignedIn(claims): SignedIn) -> String {
    format!("Hello, {}!\n", claims.username.unwrap_or_default())
}

/// The public keys of a pool, as JSON.
async fn key_set(engine: &Engine, pool: &str) -> Result<String> {
    let request = Request::get(format!("/{pool}/.well-known/jwks.json")).body(Bytes::new())?;
    Ok(String::from_utf8(engine.fetch(request).await.into_body().into())?)
}

async fn pool_and_client(engine: &Engine) -> Result<(String, String)> {
    let pools = engine.send(ListUserPools { max_results: 1, ..Default::default() }).await?.user_pools;
    if let Some(pool) = pools.into_iter().next() {
        let clients = ListUserPoolClients { user_pool_id: pool.id.clone(), ..Default::default() };
        let client = engine.send(clients).await?.user_pool_clients.remove(0);
        return Ok((pool.id, client.client_id));
    }
    let mut pool = CreateUserPool { pool_name: "my-pool".into(), ..Default::default() };
    pool.settings.auto_verified_attributes = Some(vec!["email".into()]);
    let user_pool_id = engine.send(pool).await?.user_pool.id;
    let mut client =
        CreateUserPoolClient { user_pool_id, client_name: "my-app".into(), ..Default::default() };
    client.settings.explicit_auth_flows =
        Some(vec!["ALLOW_USER_SRP_AUTH".into(), "ALLOW_USER_PASSWORD_AUTH".into()]);
    let client = engine.send(client).await?.user_pool_client;
    Ok((client.user_pool_id, client.client_id))
}

#[tokio::main]
async fn main() -> Result<()> {
    let app = App::new(SqliteStorage::open("users.db")?).await?;
    println!("pool {}\napp client {}", app.pool, app.client);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("listening on {URL}");
    axum::serve(listener, app.router()).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
