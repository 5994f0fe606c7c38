//! Self-service: what signed-in users do with their own account, by their access token.

use crate::api::{Entry, entry};

mod change_password;
mod delete_user;
mod get_user;
mod global_sign_out;

pub use change_password::ChangePassword;
pub use delete_user::DeleteUser;
pub use get_user::{GetUser, GetUserOutput};
pub use global_sign_out::GlobalSignOut;

pub(super) const OPERATIONS: &[Entry] =
    &[entry::<GetUser>(), entry::<ChangePassword>(), entry::<DeleteUser>(), entry::<GlobalSignOut>()];
