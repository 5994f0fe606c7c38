//! Sign-in: the flows of `InitiateAuth`, challenges, refresh and revocation.

mod custom_auth;
mod end_of_tokens;
mod initiate_auth;
mod lockout;
mod machine;
mod new_password_required;
mod refresh;
mod refresh_rotation;
mod srp;
mod srp_vectors;
mod user_auth;
