//! Unknown users.

use userpool::{
    error::{CodeMismatch, ExpiredCode, UserNotFound},
    operations::*,
    storage::MemoryStorage,
};

use crate::world::{PASSWORD, World, assert_refused};

#[test]
fn unknown_users_show_where_the_client_shows_them() {
    let world = World::new(19);
    assert_refused(world.forgot_password("nobody"), UserNotFound::WithClient);
    assert_refused(world.confirm("nobody", "123456"), UserNotFound::WithClient);
    assert_refused(world.confirm_forgot_password("nobody", "123456", PASSWORD), UserNotFound::WithClient);
    assert_refused(
        world.send(ResendConfirmationCode {
            client_id: world.client.clone(),
            username: "nobody".into(),
            ..Default::default()
        }),
        UserNotFound::WithClient,
    );
}

#[test]
fn hidden_users_are_answered_like_known_ones() {
    let world = World::with(
        20,
        MemoryStorage::default(),
        |_| {},
        |client| client.settings.prevent_user_existence_errors = Some("ENABLED".into()),
    )
    .confirmed("ana");
    let sent = world.outbox.count();
    let destination =
        |name: &str| world.forgot_password(name).unwrap().code_delivery_details.unwrap().destination;
    assert_eq!(destination("someone@example.org"), "s***@e***");
    assert_eq!(destination("nobody"), destination("nobody"));
    assert_eq!(world.outbox.count(), sent);

    // After asking for a code, a wrong one meets the same answer whether the user exists or not.
    world.forgot_password("ana").unwrap();
    let code = world.outbox.last_code();
    let wrong = if code == "123456" { "654321" } else { "123456" };
    for name in ["ana", "nobody"] {
        assert_refused(world.confirm_forgot_password(name, wrong, PASSWORD), CodeMismatch::Verification);
    }
    assert_refused(
        world.confirm_forgot_password("never-asked", "123456", PASSWORD),
        ExpiredCode::RequestAgain,
    );
}
