//! The facts about a user that the challenge machine needs, from the records that a sign-in has loaded.

use super::session::{Attempt, Progress};
use crate::{
    api::existence::Existence,
    auth::challenge::{Device, Facts, MfaFacts},
    context::Cx,
    model::{app::App, pool::Pool, user::User},
};

/// All facts, including how the device that the sign-in names relates to the user.
pub(super) fn facts(cx: &Cx<'_>, app: App<'_>, progress: &Progress, device: Device) -> Facts {
    Facts { device, ..facts_without_device(cx, app, &progress.user, &progress.attempt) }
}

/// The facts that decide about a user's status and second factors. The device does not matter for those, and is not
/// read before a proof.
pub(super) fn facts_without_device(cx: &Cx<'_>, app: App<'_>, user: &User, attempt: &Attempt) -> Facts {
    Facts {
        proof: attempt.proof,
        factor_proved: attempt.factor_proved,
        device: Device::None,
        enabled: user.enabled,
        status: user.status,
        temporary_password_expired: user.temporary_password_expired(app.pool, cx.now()),
        hides_existence: Existence::of(app.client).is_hidden(),
        demands_factor: attempt.assessed.as_ref().is_some_and(|assessed| assessed.demands_factor),
        mfa: mfa_facts(app.pool, user),
    }
}

/// The facts about the user's second factors.
pub(super) fn mfa_facts(pool: &Pool, user: &User) -> MfaFacts {
    MfaFacts {
        demand: pool.mfa_demand(),
        offered: pool.offered_factors(),
        usable: user.usable_factors(),
        enabled: user.mfa.enabled,
        preferred: user.mfa.preferred(),
    }
}
