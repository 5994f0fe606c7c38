//! `CUSTOM_AUTH`: the pool's functions decide what is asked and who gets in, with SRP first or without.
//!
//! `DefineAuthChallenge` is asked at the start and after every challenge, with the history of all of them. The history
//! lies in a [`CustomFlow`], of which the [`Attempt`] carries the id.
//!
//! Where the functions have seen enough, what is due to everybody still comes first: a new password in the place of a
//! temporary one; and, where the password was proved on the way, a second factor that was not. After those come tokens,
//! and no function is asked again.

use super::{
    Attempt, Claimant, Parameters, SignInOutput, conclude, custom_challenge, device, facts, parameter,
    password_verifier::{self, kept_name},
    pre_authentication, take_step,
};
use crate::{
    auth::{
        challenge::Proof,
        custom::{self, CUSTOM_CHALLENGE, PASSWORD_VERIFIER, SRP_A, Turn},
        srp::PublicValue,
    },
    context::Cx,
    error::{Error, InvalidLambdaResponse, InvalidParameter, NotAuthorized},
    events::{ChallengeResult, DefineAuthChallenge},
    model::{
        client::Client,
        custom_flow::{Asked, CustomFlow},
        pool::Pool,
        user::User,
    },
    trigger::{Scene, user_attributes},
};

/// Who is signing in.
#[derive(Clone, Copy)]
pub(super) struct Player<'a> {
    /// `None`: there is no such user, and the client hides it.
    pub(super) user: Option<&'a User>,
    /// The real username, or one that could be real.
    pub(super) username: &'a str,
}

/// Starts the flow.
pub(super) async fn start(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    parameters: &Parameters,
) -> Result<SignInOutput, Error> {
    if !cx.host.has_function::<DefineAuthChallenge>(pool) {
        return Err(InvalidParameter::CustomAuthNotConfigured.into());
    }
    let name = parameter(parameters, "USERNAME")?;
    // Old clients leave the name out: then an A says what it is for.
    let srp_a = match parameters.get("CHALLENGE_NAME").map(|name| name.as_str()) {
        Some(SRP_A) => Some(parameter(parameters, SRP_A)?),
        None => parameters.get(SRP_A),
        Some(CUSTOM_CHALLENGE) => None,
        Some(other) => return Err(InvalidParameter::ChallengeNotSupported(other.to_owned()).into()),
    };
    client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let srp_a =
        srp_a.map(|text| PublicValue::from_hex(text)).transpose().map_err(|_| InvalidParameter::SrpA)?;
    let claimant = Claimant::find(cx, pool, client, name).await?;
    pre_authentication(cx, pool, client, &claimant).await?;
    let with_srp = ChallengeResult {
        challenge_name: SRP_A.to_owned(),
        challenge_result: true,
        challenge_metadata: None,
    };
    let flow = CustomFlow {
        name: kept_name(name),
        user_not_found: claimant.user.is_none(),
        history: srp_a.iter().map(|_| with_srp.clone()).collect(),
        srp_a: srp_a.map(|a| a.hex()),
        asked: Asked::default(),
    };
    let attempt = Attempt { proof: Proof::Custom, ..Attempt::default().naming_device(parameters) };
    let player = Player { user: claimant.user.as_ref(), username: &claimant.username };
    turn(cx, pool, client, player, attempt, flow).await
}

/// Whether the challenge that the attempt waits for takes an answer: always, outside of custom sign-ins.
pub(super) async fn is_open(cx: &mut Cx<'_>, attempt: &Attempt) -> Result<bool, Error> {
    match &attempt.custom {
        Some(id) => CustomFlow::is_open(cx, id).await,
        None => Ok(true),
    }
}

/// Ends the attempt, if it is a custom sign-in, whatever becomes of the call.
pub(super) fn end(cx: &mut Cx<'_>, attempt: &Attempt) {
    if let Some(id) = &attempt.custom {
        CustomFlow::close(cx, id);
    }
}

/// Goes on after one of the engine's challenges was answered right.
pub(super) async fn go_on(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    user: &User,
    attempt: &Attempt,
) -> Result<SignInOutput, Error> {
    let mut flow = load(cx, pool, attempt).await?;
    end(cx, attempt);
    let mut attempt = attempt.clone();
    if flow.asked.name == PASSWORD_VERIFIER {
        attempt.proof = Proof::Password;
    }
    flow.note(true);
    let player = Player { user: Some(user), username: &user.username };
    turn(cx, pool, client, player, attempt, flow).await
}

/// The custom sign-in that the attempt is.
pub(super) async fn load(cx: &mut Cx<'_>, pool: &Pool, attempt: &Attempt) -> Result<CustomFlow, Error> {
    let flow = match &attempt.custom {
        Some(id) => CustomFlow::load(cx, pool, id).await?,
        None => None,
    };
    Ok(flow.ok_or(NotAuthorized::InvalidSession)?)
}

/// Asks the pool's function what comes next, and does it.
pub(super) async fn turn(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    player: Player<'_>,
    attempt: Attempt,
    mut flow: CustomFlow,
) -> Result<SignInOutput, Error> {
    let request = DefineAuthChallenge {
        user_attributes: player.attributes(pool),
        session: flow.history.clone(),
        client_metadata: cx.trigger_input().client_metadata.clone(),
        user_not_found: flow.user_not_found,
    };
    let answer = cx.trigger(player.scene(pool, client), "Authentication", request).await?;
    // The function was there when the sign-in began.
    let answer = answer.ok_or(InvalidParameter::CustomAuthNotConfigured)?;
    let proved = player
        .user
        .filter(|_| attempt.proof == Proof::Password)
        .map(|user| facts(cx, pool, client, user, &attempt));
    match custom::decide(&answer, flow.srp_a.is_some(), proved.as_ref())? {
        Turn::Refuse => Err(NotAuthorized::IncorrectCredentials.into()),
        Turn::Tokens => {
            let user = player.user.ok_or(NotAuthorized::IncorrectCredentials)?;
            let attempt =
                device::forget_unknown(cx, pool, user, &Attempt { custom: None, ..attempt }).await?;
            conclude(cx, pool, client, user, &attempt).await
        }
        Turn::Custom => custom_challenge::challenge(cx, pool, client, player, attempt, flow).await,
        Turn::Password => {
            let a = flow.srp_a.take().and_then(|a| PublicValue::from_hex(&a).ok());
            let a = a.ok_or(NotAuthorized::InvalidSession)?;
            let name = flow.name.clone();
            let claimant = Claimant {
                username: player.username.to_owned(),
                ..Claimant::new(cx, pool, &name, player.user.cloned())?
            };
            let attempt = ask(cx, pool, client, attempt, flow, PASSWORD_VERIFIER)?;
            password_verifier::ask(cx, pool, client, &name, claimant, &a, attempt)
        }
        Turn::BuiltIn(step) => {
            // Nobody but a user proves a password.
            let user = player.user.ok_or(InvalidLambdaResponse)?;
            let name = answer.challenge_name.unwrap_or_default();
            let attempt = ask(cx, pool, client, attempt, flow, &name)?;
            take_step(cx, pool, client, user, &attempt, step).await
        }
    }
}

/// Keeps the sign-in until one of the engine's challenges is answered.
fn ask(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    attempt: Attempt,
    flow: CustomFlow,
    name: &str,
) -> Result<Attempt, Error> {
    let asked = Asked { name: name.to_owned(), ..Asked::default() };
    keep(cx, pool, client, attempt, CustomFlow { asked, ..flow })
}

/// Keeps the sign-in as long as the session lives that is made now.
pub(super) fn keep(
    cx: &mut Cx<'_>,
    pool: &Pool,
    client: &Client,
    attempt: Attempt,
    flow: CustomFlow,
) -> Result<Attempt, Error> {
    let until = cx.now().plus_seconds(client.settings.auth_session_seconds());
    Ok(Attempt { custom: Some(flow.keep(cx, pool, until)?), ..attempt })
}

impl<'a> Player<'a> {
    pub(super) fn scene<'s>(&self, pool: &'s Pool, client: &'s Client) -> Scene<'s>
    where
        'a: 's,
    {
        let user_name = self.user.map_or(self.username, User::shown_username);
        Scene { pool, client_id: Some(&client.id), user_name }
    }

    /// The user's attributes as functions see them.
    pub(super) fn attributes(&self, pool: &Pool) -> std::collections::BTreeMap<String, String> {
        self.user.map(|user| user_attributes(pool, user)).unwrap_or_default()
    }
}
