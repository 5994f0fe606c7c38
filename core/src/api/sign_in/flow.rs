//! The start of a sign-in: one file for each `AuthFlow`.

use super::{parameters::Start, proved::Proved};
use crate::{
    auth::flow::Flow,
    context::Cx,
    error::{Error, InvalidParameter},
    model::app::App,
};

mod custom;
mod password;
pub(super) mod refresh;
mod srp;
mod user;

/// Starts a flow, for `InitiateAuth` and `AdminInitiateAuth`.
pub(super) async fn start(cx: &mut Cx<'_>, app: App<'_>, start: &Start<'_>) -> Result<Proved, Error> {
    let Start { entrance, flow: name, parameters, session } = *start;
    let flow = Flow::parse(name).ok_or(InvalidParameter::AuthFlowNotSupported)?;
    flow.admit(entrance, app.client.settings.explicit_auth_flows.as_deref())?;
    match flow {
        Flow::UserSrp => srp::start(cx, app, parameters).await,
        // Under its old name only: under the new name, a missing password is an error.
        Flow::AdminUserPassword if name == "ADMIN_NO_SRP_AUTH" && !parameters.contains_key("PASSWORD") => {
            password::start_without(cx, app, parameters).await
        }
        Flow::UserPassword | Flow::AdminUserPassword => password::start(cx, app, parameters).await,
        Flow::RefreshToken => refresh::start(cx, app, parameters).await,
        Flow::Custom => custom::start(cx, app, parameters).await,
        Flow::User => user::start(cx, app, parameters, session).await,
    }
}
