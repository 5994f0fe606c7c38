//! Sign-in.

mod custom_auth;
mod machine;
mod password;
mod refresh_rotation;
mod srp_vectors;
mod user_auth;
