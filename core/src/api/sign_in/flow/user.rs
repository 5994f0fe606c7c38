//! `USER_AUTH`: users choose among the factors that they have.

use super::super::{
    challenge::select_challenge,
    claimant::{Claimant, check_before_proof},
    first_factor,
    first_factor_choice::{Chosen, FirstFactorChoice},
    parameters::{Parameters, parameter},
    proved::Proved,
    session::Attempt,
    sign_up_session,
};
use crate::{
    auth::first_factor::FirstFactor,
    context::Cx,
    error::{Error, FeatureUnavailableInTier},
    model::app::App,
    sensitive::Sensitive,
    settings::UserPoolTier,
};

/// Starts with the preferred factor, with the only one, or with the choice.
pub(super) async fn start(
    cx: &mut Cx<'_>,
    app: App<'_>,
    parameters: &Parameters,
    session: Option<&Sensitive>,
) -> Result<Proved, Error> {
    let name = parameter(parameters, "USERNAME")?;
    let tier = UserPoolTier::LITE;
    if app.pool.settings.user_pool_tier.as_ref() == Some(&tier) {
        return Err(FeatureUnavailableInTier::Feature(tier.to_string(), "Choice-Based Sign-In").into());
    }
    if let Some(session) = session {
        return sign_up_session::sign_in(cx, app, session, parameters).await;
    }
    app.client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let claimant = Claimant::find(cx, app, name, Attempt::of(parameters)).await?;
    claimant.pre_authentication(cx, app).await?;
    check_before_proof(cx, app, &claimant)?;
    let choice = FirstFactorChoice::load(cx, app, claimant).await?;
    let preferred = parameters
        .get("PREFERRED_CHALLENGE")
        .and_then(|name| FirstFactor::parse(name))
        .filter(|factor| choice.may_take(app.client, Chosen { factor: *factor, given: parameters }));
    match (preferred, &*choice.available) {
        (Some(factor), _) | (None, &[factor]) => {
            first_factor::take(cx, app, choice, Chosen { factor, given: parameters }).await
        }
        _ => select_challenge::ask(cx, app, &choice).map(Proved::Answered),
    }
}
