//! The lock-out after wrong passwords.

use userpool::error::NotAuthorized;

use crate::world::{PASSWORD, World, assert_refused};

#[test]
fn five_wrong_passwords_lock_for_a_second_even_the_right_one() {
    let world = World::new(15).confirmed("ana");
    for _ in 0..5 {
        assert_refused(world.password_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    }
    for _ in 0..3 {
        assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
        assert_refused(world.srp_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
    }
    world.clock.advance(1);
    world.password_sign_in("ana", PASSWORD).unwrap();
    assert_refused(world.password_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    world.password_sign_in("ana", PASSWORD).unwrap();
}

#[test]
fn srp_failures_count_like_sent_passwords() {
    let world = World::new(16).confirmed("ana");
    for _ in 0..5 {
        assert_refused(world.srp_sign_in("ana", "Wrong-Horse9!"), NotAuthorized::IncorrectCredentials);
    }
    assert_refused(world.password_sign_in("ana", PASSWORD), NotAuthorized::PasswordAttemptsExceeded);
}
