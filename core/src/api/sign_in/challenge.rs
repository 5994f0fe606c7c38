//! The challenges of a sign-in, one file for each `ChallengeName`: `ask` builds the challenge, and `answer` or `verify`
//! verifies the answer and returns what it proves. Code that several challenges share is in `sent_code` and
//! `one_time_password`.

pub(super) mod admin_no_srp_auth;
pub(super) mod custom_challenge;
pub(super) mod device_password_verifier;
pub(super) mod device_srp_auth;
pub(super) mod email_otp;
pub(super) mod mfa_setup;
pub(super) mod new_password_required;
pub(super) mod one_time_password;
pub(super) mod password;
pub(super) mod password_srp;
pub(super) mod password_verifier;
pub(super) mod select_challenge;
pub(super) mod select_mfa_type;
pub(super) mod sent_code;
pub(super) mod sms_mfa;
pub(super) mod sms_otp;
pub(super) mod software_token_mfa;
pub(super) mod web_authn;
