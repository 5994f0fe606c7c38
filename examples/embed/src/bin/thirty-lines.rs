use userpool::{Engine, operations::*, storage::Message};
use userpool_sqlite::SqliteStorage;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder()
        .storage(SqliteStorage::open("users.db")?)
        .messenger(|message: Message| async move {
            println!("To {}: {}", message.destination, message.body.expose());
            Ok(())
        })
        .master_key([7; 32]) // 32 random bytes of your own, kept outside the database
        .build()?;

    let mut pool = CreateUserPool { pool_name: "demo".into(), ..Default::default() };
    pool.settings.auto_verified_attributes = Some(vec!["email".into()]);
    let user_pool_id = engine.send(pool).await?.user_pool.id;

    let client = CreateUserPoolClient { user_pool_id, client_name: "app".into(), ..Default::default() };
    let client_id = engine.send(client).await?.user_pool_client.client_id;

    let mut user = SignUp { client_id, username: "ana".into(), ..Default::default() };
    user.password = Some("Correct-Horse9!".into());
    user.user_attributes = Some(vec![Attribute::new("email", "ana@example.com")]);
    let user = engine.send(user).await?;
    println!("ana is {}", user.user_sub);
    Ok(())
}
