//! Lambda triggers: the functions that a pool names in its `LambdaConfig`, and how the engine calls them.
//!
//! Each trigger is a type for its request, with a type for its response; see [`Trigger`]. An [`Event`] serialises to
//! the JSON that a Lambda function gets, and the host's [`Triggers`] sends it and returns the response. A Rust host
//! that needs no external functions can use closures with [`TriggerFns`].
//!
//! # When they run
//!
//! *Before the commit*, during the call: `PreSignUp`, `PreAuthentication`, `UserMigration`, `DefineAuthChallenge`,
//! `CreateAuthChallenge`, `VerifyAuthChallengeResponse`, `InboundFederation` and `PreTokenGeneration`. If the function fails, the call is
//! refused and nothing is written, except that a custom sign-in ends. After a conflict the engine repeats the call with
//! the responses that it already has, so each event is sent once.
//!
//! In a custom sign-in `DefineAuthChallenge` runs at the start, after `PreAuthentication`, and after every challenge;
//! `CreateAuthChallenge` runs when it asked for a `CUSTOM_CHALLENGE`; `VerifyAuthChallengeResponse` runs when that was
//! answered. If a client sends several answers to one challenge at once, the function may verify each, but only one
//! call returns a result.
//!
//! *After the commit*, in the order in which the call requested them: `CustomMessage` and the custom senders when each
//! message is sent, `PostConfirmation`, and `PostAuthentication`. A failure is reported although the changes remain:
//! the user is confirmed, the session is spent, the code can be requested again. The failure of a custom sender is only
//! logged.
//!
//! # What differs from the service
//!
//! * A function is called once, not three times, and its host decides how long it may take.
//! * The events of `CustomEmailSender` and `CustomSMSSender` contain the code as **base64 of the plain text**. The
//!   engine has no KMS: the setting `KMSKeyID` is required, as in the service, but not used. So the operator of the
//!   functions must be trusted with codes, like a messenger.
//! * If a pool names a function and the engine has no triggers, the calls that need the function are refused.
//! * A user migration sends no welcome message, regardless of `messageAction` and `desiredDeliveryMediums`: there is no
//!   temporary password to send.
//! * A pool that names `DefineAuthChallenge` but not the other two refuses the step that needs them, with the text for
//!   a missing `DefineAuthChallenge`.
//! * If a custom sign-in proved the password and no second factor, and the pool requires one, the user must prove it
//!   after `issueTokens` to get the tokens. `DefineAuthChallenge` is not called again.
//! * `DefineAuthChallenge` cannot ask for a device challenge: the engine asks a remembered device after `issueTokens`.
//! * After `issueTokens`, a user with a temporary password must set a new one, even if no password was proved: the
//!   pool's functions have authenticated the user.

use std::collections::BTreeMap;

use serde_json::Value;
use userpool_storage_traits::{Invocation, TriggerError};

use crate::{
    context::Cx,
    effects::{Effect, Failure, Prepared},
    error::{Error, Internal, InvalidLambdaResponse, UnexpectedLambda, UserLambdaValidation},
    host::Host,
    json,
    model::{client::Client, identity::IDENTITIES, naming::Alias, pool::Pool, user::User},
    settings::LambdaConfig,
};

mod closures;

pub use crate::events::*;
pub use closures::TriggerFns;
pub use userpool_storage_traits::Triggers;

/// `callerContext.clientId` of administrative calls, which use no app client. The only exception is the
/// `PostConfirmation` of `AdminConfirmSignUp`: there it is `null`.
const NO_CLIENT: &str = "CLIENT_ID_NOT_APPLICABLE";

/// The member of `LambdaConfig` that names the function of `PreTokenGeneration` together with a version.
const VERSIONED: &str = "PreTokenGenerationConfig";

/// The pool, client and user of an event.
#[derive(Clone, Copy)]
pub(crate) struct TriggerContext<'a> {
    pub(crate) pool: &'a Pool,
    /// `callerContext.clientId` as the event has it.
    pub(crate) client_id: Option<&'a str>,
    pub(crate) user_name: &'a str,
}

impl Cx<'_> {
    /// Calls the pool's function for this trigger, or returns its response to this event from an earlier attempt.
    /// `None`: the pool has no such function.
    ///
    /// # Errors
    /// `UserLambdaValidationException`, `UnexpectedLambdaException` or `InvalidLambdaResponseException`.
    pub(crate) async fn trigger<T: Trigger>(
        &mut self,
        context: TriggerContext<'_>,
        occasion: &str,
        request: T,
    ) -> Result<Option<T::Response>, Error> {
        let Some(prepared) = prepare(self.host, context, occasion, request)? else { return Ok(None) };
        let answer = match self.memory().recall(&prepared) {
            Some(answer) => answer,
            None => {
                let answer = self.host.call(&prepared).await;
                self.memory().remember(prepared, answer.clone());
                answer
            }
        };
        let response = answer.map_err(Error::from)?;
        Ok(Some(json::from_value(response).map_err(|_| InvalidLambdaResponse)?))
    }

    /// Calls the pool's function for this trigger after the commit.
    pub(crate) fn trigger_after_commit<T: Trigger>(
        &mut self,
        context: TriggerContext<'_>,
        occasion: &str,
        request: T,
    ) -> Result<(), Error> {
        if let Some(prepared) = prepare(self.host, context, occasion, request)? {
            self.after_commit(Effect::Trigger(prepared));
        }
        Ok(())
    }

    /// Calls `PostConfirmation` after the commit. Without a client, only in `AdminConfirmSignUp`, the event has `null`
    /// instead.
    pub(crate) fn confirmed_after_commit(
        &mut self,
        pool: &Pool,
        client: Option<&Client>,
        user: &User,
        occasion: &str,
    ) -> Result<(), Error> {
        let request = PostConfirmation {
            user_attributes: user_attributes(pool, user),
            client_metadata: self.trigger_input().client_metadata.clone(),
        };
        let client_id = client.map(|client| &*client.id);
        self.trigger_after_commit(
            TriggerContext { pool, client_id, user_name: user.shown_username() },
            occasion,
            request,
        )
    }
}

impl<'a> TriggerContext<'a> {
    /// Without a client the caller is an administrator.
    pub(crate) fn named(pool: &'a Pool, client_id: Option<&'a str>, user_name: &'a str) -> Self {
        Self { pool, client_id: Some(client_id.unwrap_or(NO_CLIENT)), user_name }
    }

    pub(crate) fn of(pool: &'a Pool, client: Option<&'a Client>, user: &'a User) -> Self {
        Self::named(pool, client.map(|client| &*client.id), user.shown_username())
    }
}

impl Host {
    /// Makes the call; returns the event's `response`.
    pub(crate) async fn call(&self, prepared: &Prepared) -> Result<Value, Failure> {
        let trigger = prepared.trigger;
        let unexpected = |error: String| Failure::from(UnexpectedLambda { trigger, error });
        let Some(triggers) = &self.triggers else {
            tracing::warn!(
                trigger,
                "a pool names a function, but the engine has no triggers: call EngineBuilder::triggers"
            );
            return Err(unexpected("ResourceNotFoundException".to_owned()));
        };
        match triggers.invoke(&prepared.invocation).await {
            Ok(answer) => Ok(prepared.response(&answer).ok_or(InvalidLambdaResponse)?),
            Err(TriggerError::Failed(message)) => Err(UserLambdaValidation { trigger, message }.into()),
            Err(TriggerError::NotCallable(error)) => Err(unexpected(error)),
        }
    }
}

impl Host {
    /// Tells the host's triggers that the pool names no function for this trigger.
    fn tell_not_named<T: Trigger>(&self, pool: &Pool) {
        let Some(triggers) = &self.triggers else { return };
        // A trigger with two forms is named if the pool names either form.
        let config = pool.settings.lambda_config.as_ref();
        let is_named = config.is_some_and(|config| config.function(T::NAME).is_some());
        let versioned = T::NAME == PreTokenGeneration::NAME
            && config.is_some_and(|config| config.function(VERSIONED).is_some());
        if !is_named && !versioned {
            triggers.not_named(T::NAME, &pool.id);
        }
    }

    /// Whether the pool names a function for this trigger.
    pub(crate) fn has_function<T: Trigger>(&self, pool: &Pool) -> bool {
        let named = function_of::<T>(pool).is_some();
        if !named {
            self.tell_not_named::<T>(pool);
        }
        named
    }
}

/// The function for this trigger in the pool's `LambdaConfig`.
pub(crate) fn function_of<T: Trigger>(pool: &Pool) -> Option<&str> {
    let (function, _version) = pool.settings.lambda_config.as_ref().and_then(function::<T>)?;
    Some(function)
}

/// The version of the pool's function for this trigger, if it has one.
pub(crate) fn version<T: Trigger>(pool: &Pool) -> Option<&'static str> {
    let (_function, version) = pool.settings.lambda_config.as_ref().and_then(function::<T>)?;
    Some(version)
}

/// The event for the pool's function, if the pool has one.
pub(crate) fn prepare<T: Trigger>(
    host: &Host,
    context: TriggerContext<'_>,
    occasion: &str,
    request: T,
) -> Result<Option<Prepared>, Error> {
    let pool = context.pool;
    let Some((function, version)) = pool.settings.lambda_config.as_ref().and_then(function::<T>) else {
        host.tell_not_named::<T>(pool);
        return Ok(None);
    };
    let event = Event {
        version: version.to_owned(),
        trigger_source: format!("{}_{occasion}", T::SOURCE),
        region: pool.region.clone(),
        user_pool_id: pool.id.clone(),
        user_name: context.user_name.to_owned(),
        caller_context: CallerContext {
            aws_sdk_version: "aws-sdk-unknown-unknown".to_owned(),
            client_id: context.client_id.map(str::to_owned),
        },
        request,
        response: T::Response::default(),
    };
    let invocation = Invocation {
        function: function.to_owned(),
        event: serde_json::to_string(&event).map_err(Internal::encoding("a trigger's event"))?,
        source: event.trigger_source,
    };
    Ok(Some(Prepared { trigger: T::NAME, pool_id: event.user_pool_id, invocation }))
}

/// The function's ARN and the version of its event.
fn function<T: Trigger>(config: &LambdaConfig) -> Option<(&str, &'static str)> {
    if T::NAME != PreTokenGeneration::NAME {
        return Some((config.function(T::NAME)?, "1"));
    }
    let (function, version) = match config.function(VERSIONED) {
        None => (config.function(T::NAME)?, "1"),
        Some(function) => match config.version(VERSIONED) {
            Some("V3_0") => (function, "3"),
            Some("V2_0") => (function, "2"),
            _ => (function, "1"),
        },
    };
    T::VERSIONS.contains(&version).then_some((function, version))
}

/// A user's attributes as the pool's functions see them.
pub(crate) fn user_attributes(pool: &Pool, user: &User) -> BTreeMap<String, String> {
    let mut attributes = user.attributes.clone();
    attributes.insert("sub".to_owned(), user.sub.clone());
    attributes.extend(user.identities_attribute().map(|list| (IDENTITIES.to_owned(), list)));
    attributes.insert("cognito:user_status".to_owned(), user.status.as_str().to_owned());
    for (alias, value) in user.aliases(&pool.naming) {
        match alias {
            Alias::Email => attributes.insert("cognito:email_alias".to_owned(), value.to_owned()),
            Alias::PhoneNumber => {
                attributes.insert("cognito:phone_number_alias".to_owned(), value.to_owned())
            }
            Alias::PreferredUsername => None,
        };
    }
    attributes
}
