//! `ForgotPassword` and `ConfirmForgotPassword`.

use userpool::{
    auth::password::PasswordRule,
    error::{ExpiredCode, InvalidParameter, InvalidPassword, NotAuthorized},
};

use crate::world::{PASSWORD, World, assert_refused};

#[test]
fn a_forgotten_password_is_replaced_with_the_code() {
    let world = World::new(16).confirmed("ana");
    let details = world.forgot_password("ana").unwrap().code_delivery_details.unwrap();
    assert_eq!(details.destination, "a***@e***");
    let code = world.outbox.last_code();
    assert_refused(
        world.confirm_forgot_password("ana", &code, "short"),
        InvalidPassword::Change(PasswordRule::MinimumLength),
    );
    world.confirm_forgot_password("ana", &code, "Another-Horse9!").unwrap();
    assert_refused(world.confirm_forgot_password("ana", &code, "Third-Horse9!"), ExpiredCode::RequestAgain);
    assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::IncorrectCredentials);
    world.password_sign_in("ana", "Another-Horse9!").unwrap();
}

#[test]
fn a_reset_code_lives_an_hour() {
    let world = World::new(17).confirmed("ana");
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    world.clock.advance(3600);
    assert_refused(world.confirm_forgot_password("ana", &code, "Another-Horse9!"), ExpiredCode::RequestAgain);
}

#[test]
fn a_user_without_a_verified_address_cannot_reset_their_password() {
    let world = World::new(18);
    world.sign_up("ana").unwrap();
    assert_refused(world.forgot_password("ana"), InvalidParameter::NoRecoveryDestination);
}
