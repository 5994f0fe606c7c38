//! Users whose names were allowed by earlier versions: they keep their accounts, never lead to another user, and are
//! reported.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use std::{
    pin::pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Poll, Waker},
};

use userpool_storage_traits::{DeliveryError, MaybeSend, MemoryStorage, Message, Messenger};

use crate::{
    Engine, Error, Moment, Moments, NameFinding, NameProblem, Timestamp,
    context::{Cx, Finished},
    effects::CallMemory,
    host::Origin,
    model::{
        keys,
        naming::Alias,
        pool::Pool,
        user::{Pointer, User},
    },
    operations::*,
    time::NoMoment,
};

const PASSWORD: &str = "Correct-Horse9!";
const VICTIM: &str = "victim@example.com";

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("memory waits for nothing"),
    }
}

/// A clock that stands still. Each call has another seed.
struct StoppedClock(AtomicU64);

impl Moments for StoppedClock {
    fn moment(&self) -> Result<Moment, NoMoment> {
        let mut seed = [0; 32];
        seed[..8].copy_from_slice(&self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        Ok(Moment { now: Timestamp::from_seconds(1_780_000_000), seed })
    }
}

/// Stores the last code.
#[derive(Default)]
struct Outbox(std::sync::Mutex<String>);

impl Messenger for Outbox {
    fn deliver(&self, message: &Message) -> impl Future<Output = Result<(), DeliveryError>> + MaybeSend {
        *self.0.lock().unwrap() =
            message.code.as_ref().map(|code| code.expose().to_owned()).unwrap_or_default();
        async { Ok(()) }
    }
}

struct Old {
    engine: Engine,
    outbox: std::sync::Arc<Outbox>,
    pool: String,
    client: String,
}

impl Old {
    fn new(aliases: &[Alias], case_sensitive: bool) -> Self {
        let outbox = std::sync::Arc::<Outbox>::default();
        let engine = Engine::builder()
            .storage(MemoryStorage::default())
            .messenger(std::sync::Arc::clone(&outbox))
            .moments(StoppedClock(AtomicU64::new(0)))
            .master_key([7; 32])
            .build()
            .unwrap();
        let mut pool = CreateUserPool { pool_name: "p".into(), ..Default::default() };
        pool.settings.auto_verified_attributes = Some(vec!["email".into()]);
        pool.alias_attributes = Some(aliases.to_vec()).filter(|aliases| !aliases.is_empty());
        pool.username_configuration = Some(UsernameConfiguration { case_sensitive });
        let pool = now(engine.send(pool)).unwrap().user_pool.id;
        let mut client = CreateUserPoolClient {
            user_pool_id: pool.clone(),
            client_name: "c".into(),
            ..Default::default()
        };
        client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_PASSWORD_AUTH".into()]);
        let client = now(engine.send(client)).unwrap().user_pool_client.client_id;
        Self { engine, outbox, pool, client }
    }

    /// A user with a verified address, and an attacker who has it as `preferred_username`.
    fn with_shared_name() -> Self {
        let old = Self::new(&[Alias::Email, Alias::PreferredUsername], true);
        old.add("victim", &[("email", VICTIM), ("email_verified", "true")]);
        old.add("attacker", &[]);
        old.change("attacker", |user| {
            user.attributes.insert("preferred_username".into(), VICTIM.into());
        });
        old
    }

    fn add(&self, name: &str, attributes: &[(&str, &str)]) {
        let attributes = attributes.iter().map(|(name, value)| Attribute::new(*name, *value));
        now(self.engine.send(AdminCreateUser {
            user_pool_id: self.pool.clone(),
            username: name.into(),
            message_action: Some("SUPPRESS".into()),
            user_attributes: Some(attributes.collect()),
            ..Default::default()
        }))
        .unwrap();
        self.set_password(name);
    }

    fn set_password(&self, name: &str) {
        now(self.engine.send(AdminSetUserPassword {
            user_pool_id: self.pool.clone(),
            username: name.into(),
            password: PASSWORD.into(),
            permanent: Some(true),
        }))
        .unwrap();
    }

    /// Runs `write` in a separate attempt, without any check of names.
    fn write(&self, write: impl AsyncFnOnce(&mut Cx<'_>, &Pool)) {
        let moment = self.engine.host().moments.moment().unwrap();
        let origin = Origin::host("us-east-1");
        now(async {
            let mut cx = Cx::new(self.engine.host(), &origin, &moment, CallMemory::default());
            let pool = Pool::load(&mut cx, &self.pool).await.unwrap();
            write(&mut cx, &pool).await;
            assert!(matches!(cx.finish(true).await, Ok(Finished::Committed(_))));
        });
    }

    fn change(&self, username: &str, change: impl FnOnce(&mut User)) {
        self.write(async |cx, pool| {
            let mut user: User = cx.get(&keys::user(username)).await.unwrap().unwrap();
            change(&mut user);
            user.save_rows(cx, pool).await.unwrap();
        });
    }

    /// A user whose name and optional address are stored exactly as written.
    fn add_as_written(&self, name: &str, email: Option<&str>) {
        self.add("template", &[]);
        self.write(async |cx, pool| {
            let template: User = cx.get(&keys::user("template")).await.unwrap().unwrap();
            template.delete(cx, pool).await.unwrap();
            let mut user = User { username: name.to_owned(), sub: cx.uuid(), password: None, ..template };
            if let Some(email) = email {
                user.attributes.insert("email".into(), email.into());
                user.save_rows(cx, pool).await.unwrap();
                user.attributes.insert("email_verified".into(), "true".into());
                cx.put(&user).unwrap();
                cx.put_at(
                    keys::alias(Alias::Email.attribute(), email),
                    &Pointer { username: name.to_owned() },
                )
                .unwrap();
            } else {
                user.save_rows(cx, pool).await.unwrap();
            }
        });
    }

    fn found(&self, name: &str) -> Result<AdminGetUserOutput, Error> {
        now(self.engine.send(AdminGetUser { user_pool_id: self.pool.clone(), username: name.into() }))
    }

    fn username(&self, name: &str) -> String {
        self.found(name).unwrap().username
    }

    fn sign_in(&self, name: &str, password: &str) -> Result<SignInOutput, Error> {
        let parameters = [("USERNAME", name), ("PASSWORD", password)];
        now(self.engine.send(InitiateAuth {
            auth_flow: "USER_PASSWORD_AUTH".into(),
            client_id: self.client.clone(),
            auth_parameters: Some(parameters.map(|(name, value)| (name.into(), value.into())).into()),
            ..Default::default()
        }))
    }

    fn update(&self, name: &str, attribute: (&str, &str)) -> Result<Empty, Error> {
        now(self.engine.send(AdminUpdateUserAttributes {
            user_pool_id: self.pool.clone(),
            username: name.into(),
            user_attributes: vec![Attribute::new(attribute.0, attribute.1)],
            ..Default::default()
        }))
    }

    /// The findings of the check from all pages, by user.
    fn findings(&self) -> Vec<(String, &'static str, NameProblem)> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = now(self.engine.check_names(&self.pool, after)).unwrap();
            let seen = |finding: NameFinding| {
                assert_eq!(finding.user_pool_id, self.pool);
                (finding.username, finding.attribute, finding.problem)
            };
            found.extend(page.findings.into_iter().map(seen));
            after = page.next;
            if after.is_none() {
                found.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
                return found;
            }
        }
    }
}

fn shared(with: &str) -> NameProblem {
    NameProblem::Shared { with: with.to_owned() }
}

#[test]
fn a_verified_address_leads_before_a_preferred_username() {
    let old = Old::with_shared_name();
    assert_eq!(old.username(VICTIM), "victim");
    old.sign_in(VICTIM, PASSWORD).unwrap();
    let forgot =
        ForgotPassword { client_id: old.client.clone(), username: VICTIM.into(), ..Default::default() };
    let details = now(old.engine.send(forgot)).unwrap().code_delivery_details.unwrap();
    assert_eq!(details.destination, "v***@e***");
}

#[test]
fn users_with_a_shared_name_keep_their_accounts() {
    let old = Old::with_shared_name();
    for name in ["victim", "attacker"] {
        // Both write the user.
        old.sign_in(name, "Wrong-Horse9!").unwrap_err();
        old.sign_in(name, PASSWORD).unwrap();
        old.update(name, ("name", "Some Name")).unwrap();
        old.set_password(name);
    }
    old.update("attacker", ("preferred_username", "")).unwrap();
    assert_eq!(old.username(VICTIM), "victim");
    let refused = old.update("attacker", ("preferred_username", VICTIM)).unwrap_err();
    assert_eq!(refused.name(), "AliasExistsException");
    assert_eq!(old.findings(), []);
}

#[test]
fn deleting_one_of_two_users_leaves_the_name_of_the_other() {
    let delete = |old: &Old, name: &str| {
        now(old.engine.send(AdminDeleteUser { user_pool_id: old.pool.clone(), username: name.into() }))
            .unwrap();
    };
    let old = Old::with_shared_name();
    delete(&old, "attacker");
    assert_eq!(old.username(VICTIM), "victim");
    let old = Old::with_shared_name();
    delete(&old, "victim");
    assert_eq!(old.username(VICTIM), "attacker");
}

#[test]
fn a_user_who_verifies_an_address_can_take_it_from_a_preferred_username() {
    let old = Old::with_shared_name();
    now(old.engine.send(AdminDeleteUser { user_pool_id: old.pool.clone(), username: "victim".into() }))
        .unwrap();
    now(old.engine.send(SignUp {
        client_id: old.client.clone(),
        username: "owner".into(),
        password: Some(PASSWORD.into()),
        user_attributes: Some(vec![Attribute::new("email", VICTIM)]),
        ..Default::default()
    }))
    .unwrap();
    let confirm = |force| {
        now(old.engine.send(ConfirmSignUp {
            client_id: old.client.clone(),
            username: "owner".into(),
            confirmation_code: old.outbox.0.lock().unwrap().as_str().into(),
            force_alias_creation: Some(force),
            ..Default::default()
        }))
    };
    assert_eq!(confirm(false).unwrap_err().to_string(), "An account with the email already exists.");
    confirm(true).unwrap();
    assert_eq!(old.username(VICTIM), "owner");
    let attacker = old.found("attacker").unwrap();
    assert!(attacker.user_attributes.iter().all(|attribute| attribute.name != "preferred_username"));
}

#[test]
fn forced_alias_creation_never_takes_a_username() {
    let old = Old::new(&[Alias::Email], true);
    old.add_as_written("old@example.com", None);
    let thief = AdminCreateUser {
        user_pool_id: old.pool.clone(),
        username: "thief".into(),
        user_attributes: Some(vec![
            Attribute::new("email", "old@example.com"),
            Attribute::new("email_verified", "true"),
        ]),
        force_alias_creation: Some(true),
        ..Default::default()
    };
    let refused = now(old.engine.send(thief)).unwrap_err();
    assert_eq!(refused.to_string(), "An account with the given email already exists.");
    assert_eq!(old.username("old@example.com"), "old@example.com");
    assert_eq!(old.findings(), [("old@example.com".to_owned(), "username", NameProblem::Form)]);
}

#[test]
fn a_user_stored_in_an_earlier_spelling_is_found_by_it_and_keeps_it() {
    let (decomposed, composed) = ("zoe\u{308}", "zoë");
    let (old_address, new_address) = ("zoe\u{308}@example.com", "zoë@example.com");
    let old = Old::new(&[Alias::Email], true);
    old.add_as_written(decomposed, Some(old_address));
    for name in [decomposed, old_address] {
        assert_eq!(old.username(name), decomposed);
        old.set_password(name);
        old.sign_in(name, PASSWORD).unwrap();
    }
    assert_eq!(
        old.findings(),
        [
            (decomposed.to_owned(), "email", NameProblem::Spelling),
            (decomposed.to_owned(), "username", NameProblem::Spelling),
        ]
    );
    // No new user can take the old spelling, and a change removes its row.
    let create =
        AdminCreateUser { user_pool_id: old.pool.clone(), username: decomposed.into(), ..Default::default() };
    assert_eq!(now(old.engine.send(create)).unwrap_err().name(), "UsernameExistsException");
    old.update(decomposed, ("email", "new@example.com")).unwrap();
    for name in [old_address, new_address] {
        assert_eq!(old.found(name).unwrap_err().name(), "UserNotFoundException");
    }
    // A user with the composed name is a different user, and both are reported.
    old.add(composed, &[]);
    assert_eq!((old.username(decomposed), old.username(composed)), (decomposed.into(), composed.into()));
    assert_eq!(old.findings(), [(decomposed.to_owned(), "username", shared(composed))]);
}

#[test]
fn a_name_stored_in_lower_case_by_an_earlier_version_is_found_as_written() {
    let old = Old::new(&[], false);
    old.add_as_written("straße", None);
    for name in ["straße", "STRAßE"] {
        assert_eq!(old.username(name), "straße");
    }
    assert_eq!(old.found("STRASSE").unwrap_err().name(), "UserNotFoundException");
    assert_eq!(old.findings(), [("straße".to_owned(), "username", NameProblem::Spelling)]);
}

#[test]
fn the_check_reports_shared_names_from_both_sides_and_refused_forms() {
    let old = Old::with_shared_name();
    old.add("hidden", &[]);
    old.change("hidden", |user| {
        user.attributes.insert("preferred_username".into(), "bo\u{200b}ss".into());
        user.attributes.insert("email".into(), "a@example.com,b@example.net".into());
    });
    assert_eq!(
        old.findings(),
        [
            ("attacker".to_owned(), "preferred_username", shared("victim")),
            ("attacker".to_owned(), "preferred_username", NameProblem::Form),
            ("hidden".to_owned(), "email", NameProblem::Form),
            ("hidden".to_owned(), "preferred_username", NameProblem::Form),
            ("victim".to_owned(), "email", shared("attacker")),
        ]
    );
}

#[test]
fn the_check_goes_through_every_page() {
    let old = Old::new(&[Alias::PreferredUsername], true);
    for number in 0..60 {
        old.add(&format!("user{number}"), &[]);
    }
    assert_eq!(old.findings(), []);
    for number in 0..60 {
        old.change(&format!("user{number}"), |user| {
            user.attributes.insert("preferred_username".into(), format!("user{}", (number + 1) % 60));
        });
    }
    let found = old.findings();
    assert_eq!(found.iter().filter(|(_, attribute, _)| *attribute == "preferred_username").count(), 60);
    assert_eq!(found.iter().filter(|(_, attribute, _)| *attribute == "username").count(), 60);
    assert_eq!(found.len(), 120);
    assert!(now(old.engine.check_names("us-east-1_nothing", None)).is_err());
    assert!(now(old.engine.check_names("../../x", None)).is_err());
}

#[test]
fn a_finding_is_one_line_without_values() {
    let finding = |username: &str, problem| {
        NameFinding {
            user_pool_id: "us-east-1_a".into(),
            username: username.into(),
            attribute: "preferred_username",
            problem,
        }
        .to_string()
    };
    assert_eq!(
        finding("ana", shared("b\no")),
        r"us-east-1_a: preferred_username of user ana also leads to user b\no"
    );
    assert_eq!(
        finding("a\u{202e}b", NameProblem::Form),
        r"us-east-1_a: preferred_username of user a\u{202e}b has a form that is refused"
    );
    assert_eq!(
        finding("ana", NameProblem::Spelling),
        "us-east-1_a: preferred_username of user ana is found in its exact spelling only"
    );
}
