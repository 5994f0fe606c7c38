//! User administration: what administrators do with the users of a pool.

use serde::{Deserialize, Serialize};

use crate::{
    context::Cx,
    error::{Error, UserNotFound},
    model::{
        attributes::Attribute, epoch_seconds::EpochSeconds, lookup::hinted_keys, mfa::MfaOption, pool::Pool,
        user::User,
    },
    operation::{Entry, entry},
};

mod admin_confirm_sign_up;
mod admin_create_user;
mod admin_delete_user;
mod admin_delete_user_attributes;
mod admin_disable_user;
mod admin_enable_user;
mod admin_get_user;
mod admin_reset_user_password;
mod admin_set_user_password;
mod admin_update_user_attributes;
mod admin_user_global_sign_out;
mod filter;
mod list_users;
pub(super) mod page;

pub use admin_confirm_sign_up::AdminConfirmSignUp;
pub use admin_create_user::{AdminCreateUser, AdminCreateUserOutput};
pub use admin_delete_user::AdminDeleteUser;
pub use admin_delete_user_attributes::AdminDeleteUserAttributes;
pub use admin_disable_user::AdminDisableUser;
pub use admin_enable_user::AdminEnableUser;
pub use admin_get_user::{AdminGetUser, AdminGetUserOutput};
pub use admin_reset_user_password::AdminResetUserPassword;
pub use admin_set_user_password::AdminSetUserPassword;
pub use admin_update_user_attributes::AdminUpdateUserAttributes;
pub use admin_user_global_sign_out::AdminUserGlobalSignOut;
#[cfg(feature = "fuzzing")]
pub(crate) use filter::check_filter;
pub use list_users::{ListUsers, ListUsersOutput};

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<AdminCreateUser>(),
    entry::<AdminConfirmSignUp>(),
    entry::<AdminGetUser>(),
    entry::<AdminUpdateUserAttributes>(),
    entry::<AdminDeleteUserAttributes>(),
    entry::<AdminSetUserPassword>(),
    entry::<AdminResetUserPassword>(),
    entry::<AdminDisableUser>(),
    entry::<AdminEnableUser>(),
    entry::<AdminUserGlobalSignOut>(),
    entry::<AdminDeleteUser>(),
    entry::<ListUsers>(),
];

/// `UserType`: a user as lists show it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserDescription {
    /// The username; in a pool with username attributes the same as the `sub`.
    pub username: String,
    /// All attributes, or those that the request asked for.
    pub attributes: Vec<Attribute>,
    /// When the user was created.
    pub user_create_date: EpochSeconds,
    /// When anything about the user was last changed.
    pub user_last_modified_date: EpochSeconds,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// For example `CONFIRMED`.
    pub user_status: String,
    /// Codes by text message, in the form of `SetUserSettings`.
    #[serde(rename = "MFAOptions")]
    pub mfa_options: Option<Vec<MfaOption>>,
}

impl UserDescription {
    pub(super) fn new(user: &User, attributes: Vec<Attribute>) -> Self {
        Self {
            username: user.shown_username().to_owned(),
            attributes,
            user_create_date: user.created.into(),
            user_last_modified_date: user.modified.into(),
            enabled: user.enabled,
            user_status: user.status.as_str().to_owned(),
            mfa_options: user.mfa.options(),
        }
    }
}

/// Loads the pool and the user that `name` leads to.
pub(super) async fn load(cx: &mut Cx<'_>, pool_id: &str, name: &str) -> Result<(Pool, User), Error> {
    cx.hint(hinted_keys(&cx.host.keyring, pool_id, name));
    let pool = Pool::load(cx, pool_id).await?;
    let user = User::find(cx, &pool, name).await?.ok_or(UserNotFound::User)?;
    cx.charge_user(&user.sub)?;
    Ok((pool, user))
}
