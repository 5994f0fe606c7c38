//! `CUSTOM_AUTH`: the pool's functions decide what is asked, with or without SRP first.

use super::super::{
    challenge::password_verifier::kept_name,
    claimant::Claimant,
    custom_sign_in::CustomSignIn,
    parameters::{Parameters, parameter},
    proved::Proved,
    session::Attempt,
};
use crate::{
    auth::{
        challenge::Proof,
        custom::{CUSTOM_CHALLENGE, SRP_A},
        srp::PublicValue,
    },
    context::Cx,
    error::{Error, InvalidParameter},
    events::{ChallengeResult, DefineAuthChallenge},
    model::{
        app::App,
        custom_flow::{CustomFlow, OpenChallenge},
    },
};

/// Starts the flow.
pub(super) async fn start(cx: &mut Cx<'_>, app: App<'_>, parameters: &Parameters) -> Result<Proved, Error> {
    if !cx.host.has_function::<DefineAuthChallenge>(app.pool) {
        return Err(InvalidParameter::CustomAuthNotConfigured.into());
    }
    let name = parameter(parameters, "USERNAME")?;
    // Old clients omit the challenge name: then the presence of `SRP_A` decides.
    let srp_a = match parameters.get("CHALLENGE_NAME").map(|name| name.as_str()) {
        Some(SRP_A) => Some(parameter(parameters, SRP_A)?),
        None => parameters.get(SRP_A),
        Some(CUSTOM_CHALLENGE) => None,
        Some(other) => return Err(InvalidParameter::ChallengeNotSupported(other.to_owned()).into()),
    };
    app.client.check_secret_hash(cx, parameters.get("SECRET_HASH"), &[name])?;
    let srp_a =
        srp_a.map(|text| PublicValue::from_hex(text)).transpose().map_err(|_| InvalidParameter::SrpA)?;
    let attempt = Attempt { proof: Proof::Custom, ..Attempt::of(parameters) };
    let claimant = Claimant::find(cx, app, name, attempt).await?;
    claimant.pre_authentication(cx, app).await?;
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
        asked: OpenChallenge::default(),
    };
    let Claimant { user, username, attempt, .. } = claimant;
    Ok(Proved::Custom(CustomSignIn { user, username, attempt, flow }))
}
