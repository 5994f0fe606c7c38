//! Self-service: what signed-in users do with their own account, with their access token.

use crate::operation::{Entry, entry};

mod change_password;
mod delete_user;
mod delete_user_attributes;
mod get_user;
mod get_user_attribute_verification_code;
mod global_sign_out;
mod update_user_attributes;
mod verify_user_attribute;

pub use change_password::ChangePassword;
pub use delete_user::DeleteUser;
pub use delete_user_attributes::DeleteUserAttributes;
pub use get_user::{GetUser, GetUserOutput};
pub use get_user_attribute_verification_code::{
    GetUserAttributeVerificationCode, GetUserAttributeVerificationCodeOutput,
};
pub use global_sign_out::GlobalSignOut;
pub use update_user_attributes::{UpdateUserAttributes, UpdateUserAttributesOutput};
pub use verify_user_attribute::VerifyUserAttribute;

pub(super) const OPERATIONS: &[Entry] = &[
    entry::<GetUser>(),
    entry::<UpdateUserAttributes>(),
    entry::<DeleteUserAttributes>(),
    entry::<GetUserAttributeVerificationCode>(),
    entry::<VerifyUserAttribute>(),
    entry::<ChangePassword>(),
    entry::<DeleteUser>(),
    entry::<GlobalSignOut>(),
];
