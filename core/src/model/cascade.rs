//! What is deleted together with a user or an app client.

use userpool_storage_traits::Key;

use crate::{
    context::Cx,
    error::Error,
    model::{
        attempts::{AttemptKind, Attempts},
        auth_events,
        branding::Styles,
        client::Client,
        code::{Code, CodePurpose},
        counter,
        device::DEVICES_MAX,
        failures::Failures,
        group, keys,
        passkey::PASSKEYS_MAX,
        pool::Pool,
        terms::TermsList,
        ui_customization::UiCustomization,
        user::User,
    },
};

impl User {
    /// Removes the user, every row that leads to the user, and the user's other records.
    pub(crate) async fn delete(&self, cx: &mut Cx<'_>, pool: &Pool) -> Result<(), Error> {
        for pointer in self.possible_pointers(&pool.naming) {
            cx.remove(pointer);
        }
        for row in self.rows() {
            cx.remove(row);
        }
        for purpose in CodePurpose::ALL {
            cx.remove(Code::key(purpose, &self.username));
        }
        for what in AttemptKind::OF_USERS {
            cx.remove(Attempts::key(what, &self.username));
        }
        Failures::forget(cx, &pool.id, &self.username);
        cx.remove(keys::user_sessions(&self.username));
        auth_events::forget(cx, self).await?;
        group::forget_member(cx, self).await?;
        self.forget_identities(cx);
        let owned = u32::try_from(PASSKEYS_MAX + DEVICES_MAX).unwrap_or(u32::MAX);
        for (key, _) in cx.scan(keys::owned(&self.username), None, owned).await? {
            cx.remove(key);
        }
        cx.remove(keys::user(&self.username));
        counter::add(cx, -1).await
    }
}

impl Client {
    /// The keys of the records that name app clients. Hint at them before the app client is deleted.
    pub(crate) fn companion_keys() -> [Key; 2] {
        [keys::brandings(), keys::terms_list()]
    }

    /// Removes the app client, the entry that leads to it, its style, its customization, its risk configuration and its
    /// terms documents.
    pub(crate) async fn delete(&self, cx: &mut Cx<'_>) -> Result<(), Error> {
        Styles::forget_client(cx, &self.id).await?;
        TermsList::forget_client(cx, &self.id).await?;
        UiCustomization::forget(cx, &self.id);
        cx.remove(keys::risk_configuration(Some(&self.id)));
        cx.remove(keys::client(&self.id));
        cx.directory_remove(keys::client_entry(&self.id));
        Ok(())
    }
}
