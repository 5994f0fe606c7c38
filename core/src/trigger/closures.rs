//! [`TriggerFns`]: triggers as closures of the host.

use std::{
    collections::BTreeSet,
    marker::PhantomData,
    sync::{Mutex, PoisonError},
};

use serde_json::{Map, Value, json};
use userpool_storage_traits::{BoxFuture, Invocation, MaybeSend, MaybeSync, TriggerError, Triggers};

use crate::{
    events::{Event, Trigger},
    settings::LambdaConfig,
};

/// Closures instead of Lambda functions, one for each trigger.
///
/// **The pool's `LambdaConfig` still decides which triggers a pool has: a closure is called only if it names a function
/// for the trigger**, with any ARN of the pool's region. [`TriggerFns::lambda_config`] returns a configuration that
/// names all closures. If a closure is registered and the pool does not name its trigger, the engine logs a warning,
/// once for each pool and trigger. A trigger that a pool names and that has no closure cannot be called.
///
/// ```
/// use userpool::{
///     operations::CreateUserPool,
///     storage::TriggerError,
///     trigger::{Event, PreSignUp, PreSignUpResponse, TriggerFns},
/// };
///
/// let triggers = TriggerFns::new().on(|event: Event<PreSignUp>| async move {
///     match event.request.user_attributes.get("email") {
///         Some(email) if email.ends_with("@example.com") => {
///             Ok(PreSignUpResponse { auto_confirm_user: true, ..Default::default() })
///         }
///         _ => Err(TriggerError::Failed("Only for employees".to_owned())),
///     }
/// });
/// let mut create = CreateUserPool { pool_name: "employees".into(), ..Default::default() };
/// create.settings.lambda_config = Some(triggers.lambda_config("us-east-1"));
///
/// # #[cfg(all(feature = "conformance", feature = "os", feature = "rsa"))]
/// # userpool::storage::conformance::block_on(async {
/// # let storage = userpool::storage::MemoryStorage::default();
/// let engine =
///     userpool::Engine::builder().storage(storage).master_key([7; 32]).triggers(triggers).build()?;
/// let pool = engine.send(create).await?.user_pool;
/// # let create = userpool::operations::CreateUserPoolClient {
/// #     user_pool_id: pool.id, client_name: "app".into(), ..Default::default()
/// # };
/// # let client = engine.send(create).await?.user_pool_client;
/// let sign_up = userpool::operations::SignUp {
///     client_id: client.client_id,
///     username: "eva".into(),
///     password: Some("Correct-Horse9!".into()),
///     ..Default::default()
/// };
/// let refused = engine.send(sign_up).await.unwrap_err();
/// assert_eq!(refused.to_string(), "PreSignUp failed with error Only for employees.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # }).unwrap();
/// ```
#[derive(Default)]
pub struct TriggerFns {
    handlers: Vec<Box<dyn Handle>>,
    /// Triggers and pools that a warning was logged for.
    warned: Mutex<BTreeSet<(String, String)>>,
}

/// Maximum number of warnings, so that they do not fill the memory of a host with very many pools.
const WARNINGS_MAX: usize = 1000;

/// The account id in the ARNs that stand for closures. The engine never looks these functions up.
const ACCOUNT: &str = "000000000000";

impl TriggerFns {
    /// Creates an empty set of closures.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the closure that answers events of the kind `T`, whatever their source. If two closures have the same kind,
    /// the first is called.
    #[must_use]
    pub fn on<T, F, Answer>(mut self, closure: F) -> Self
    where
        T: Trigger,
        F: Fn(Event<T>) -> Answer + MaybeSend + MaybeSync + 'static,
        Answer: Future<Output = Result<T::Response, TriggerError>> + MaybeSend + 'static,
    {
        self.handlers.push(Box::new(On { closure, event: PhantomData::<fn(T)> }));
        self
    }
}

impl TriggerFns {
    /// A `LambdaConfig` that names every closure, for pools of `region`. A closure is called only if its pool has this
    /// configuration, or ARNs of your own.
    pub fn lambda_config(&self, region: &str) -> LambdaConfig {
        let mut config = Map::new();
        for handler in &self.handlers {
            let name = handler.name();
            let arn = format!("arn:aws:lambda:{region}:{ACCOUNT}:function:{name}");
            match name {
                "PreTokenGeneration" if !handler.versions().contains(&"1") => {
                    let versioned = json!({"LambdaArn": arn, "LambdaVersion": "V2_0"});
                    config.insert("PreTokenGenerationConfig".to_owned(), versioned);
                }
                "CustomEmailSender" | "CustomSMSSender" => {
                    config.insert(name.to_owned(), json!({"LambdaArn": arn, "LambdaVersion": "V1_0"}));
                    // The key must be present, but it is not used.
                    let key =
                        format!("arn:aws:kms:{region}:{ACCOUNT}:key/00000000-0000-0000-0000-000000000000");
                    config.insert("KMSKeyID".to_owned(), Value::from(key));
                }
                _ => drop(config.insert(name.to_owned(), Value::from(arn))),
            }
        }
        config.into()
    }
}

impl Triggers for TriggerFns {
    async fn invoke(&self, invocation: &Invocation) -> Result<String, TriggerError> {
        match self.handlers.iter().find_map(|handler| handler.handle(invocation)) {
            Some(answer) => answer.await,
            None => Err(TriggerError::NotCallable("ResourceNotFoundException".to_owned())),
        }
    }

    fn not_named(&self, trigger: &str, user_pool_id: &str) {
        if !self.handlers.iter().any(|handler| handler.name() == trigger) {
            return;
        }
        // No code panics while it holds the lock.
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new =
            warned.len() < WARNINGS_MAX && warned.insert((trigger.to_owned(), user_pool_id.to_owned()));
        drop(warned);
        if is_new {
            tracing::warn!(
                trigger,
                user_pool_id,
                "a closure is not called, since the pool's LambdaConfig names no function for its trigger; \
                 TriggerFns::lambda_config gives one that does"
            );
        }
    }
}

impl std::fmt::Debug for TriggerFns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TriggerFns").field("closures", &self.handlers.len()).finish()
    }
}

/// A closure behind one type for all kinds of events.
trait Handle: MaybeSend + MaybeSync {
    /// The name of the trigger.
    fn name(&self) -> &'static str;
    /// The versions of the trigger's events.
    fn versions(&self) -> &'static [&'static str];
    /// Calls the closure; `None` if the event is of another kind.
    fn handle(&self, invocation: &Invocation) -> Option<BoxFuture<'static, Result<String, TriggerError>>>;
}

struct On<T, F> {
    closure: F,
    event: PhantomData<fn(T)>,
}

impl<T, F, Answer> Handle for On<T, F>
where
    T: Trigger,
    F: Fn(Event<T>) -> Answer + MaybeSend + MaybeSync,
    Answer: Future<Output = Result<T::Response, TriggerError>> + MaybeSend + 'static,
{
    fn name(&self) -> &'static str {
        T::NAME
    }

    fn versions(&self) -> &'static [&'static str] {
        T::VERSIONS
    }

    fn handle(&self, invocation: &Invocation) -> Option<BoxFuture<'static, Result<String, TriggerError>>> {
        let (source, _) = invocation.source.split_once('_')?;
        let mut whole: Value = serde_json::from_str(&invocation.event).ok()?;
        let version = whole["version"].as_str()?;
        if source != T::SOURCE || !T::VERSIONS.contains(&version) {
            return None;
        }
        let event: Event<T> = serde_json::from_value(whole.clone()).ok()?;
        let answer = (self.closure)(event);
        Some(Box::pin(async move {
            let response = answer.await?;
            whole["response"] = serde_json::to_value(response)
                .map_err(|_| TriggerError::NotCallable("SerializationException".to_owned()))?;
            Ok(whole.to_string())
        }))
    }
}
