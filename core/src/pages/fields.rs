//! Fields that several pages have: for the name of a user, and for a new password.

use http::Method;

use super::{
    scene::{Scene, field},
    texts::fill,
    view::Field,
};
use crate::oauth::opened::Opened;

/// The field for the name.
pub(super) fn name_field(scene: &Scene<'_>, opened: &Opened, name: &str) -> Field {
    let label = name_label(scene, opened);
    Field { value: name.to_owned(), ..field("username", label, "text", "username") }
}

/// The name on a page that follows another one: as text. A name that was entered on this page, and nowhere before, can be changed.
pub(super) fn known_name(scene: &Scene<'_>, opened: &Opened, name: &str, is_sent_to: bool) -> Field {
    let was_known = scene.received.method == Method::GET || scene.given("known").is_some();
    let is_known = !name.is_empty() && (is_sent_to || was_known);
    Field { is_known, is_optional: is_known, ..name_field(scene, opened, name) }
}

/// The field for a new password, with the rules of the pool.
pub(super) fn new_password_field(scene: &Scene<'_>, opened: &Opened, name: &str, label: &str) -> Field {
    let policy = opened.pool.settings.password_rules();
    let length = policy.minimum_length.to_string();
    let needed = [
        true,
        policy.require_uppercase,
        policy.require_lowercase,
        policy.require_numbers,
        policy.require_symbols,
    ];
    let mut field = field(name, label, "password", "new-password");
    for (text, is_needed) in scene.texts().password_rules.into_iter().zip(needed) {
        if is_needed {
            field.rules.push(fill(text, "length", &length));
        }
    }
    field
}

/// What users sign in with.
fn name_label(scene: &Scene<'_>, opened: &Opened) -> &'static str {
    let texts = scene.texts();
    let naming = &opened.pool.naming;
    match naming.username_attributes.as_slice() {
        [only] if only.attribute() == "email" => texts.email,
        [only] if only.attribute() == "phone_number" => texts.phone_number,
        _ => texts.username,
    }
}
