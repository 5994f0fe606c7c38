//! Sign-up and forgotten passwords.

mod forgot_password;
mod registration;
mod unknown_users;
