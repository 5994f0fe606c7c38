//! An attacker who can write to the store and does not have the master key: whatever they change in a record, exchange
//! between records or move elsewhere is noticed, and gives them nothing.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use userpool::{
    Error,
    operations::*,
    storage::{Batch, Key, MemoryStorage, Partition, Record, Revision, Storage, Write},
};

use crate::world::{PASSWORD, World, now, records};

const THEIRS: &str = "Mallory-Horse9!";

/// A world over a store that the attacker can write to, with `ana`, the victim, and `mallory`, whose password the
/// attacker knows.
struct Stolen {
    world: World,
    storage: Arc<MemoryStorage>,
    partition: String,
}

impl Stolen {
    fn new(seed: u64) -> Self {
        let storage = Arc::new(MemoryStorage::new());
        let pool = |pool: &mut CreateUserPool| pool.alias_attributes = Some(vec![Alias::Email]);
        let world = World::with(seed, Arc::clone(&storage), pool, |_| {}).confirmed("ana");
        let request = SignUp { password: Some(THEIRS.into()), ..world.sign_up_request("mallory") };
        world.send(request).unwrap();
        let code = world.outbox.last_code();
        world.confirm("mallory", &code).unwrap();
        let partition = format!("pool/{}", world.pool);
        Self { world, storage, partition }
    }

    fn all(&self) -> BTreeMap<String, String> {
        records(&self.storage, &self.partition)
    }

    fn row(&self, key: &str) -> String {
        self.all().remove(key).unwrap_or_else(|| panic!("no record {key}: {:?}", self.all().keys()))
    }

    fn json(&self, key: &str) -> Value {
        serde_json::from_str(&self.row(key)).unwrap()
    }

    fn write(&self, key: &str, value: impl Into<Vec<u8>>) {
        self.write_in(&self.partition, key, value);
    }

    fn write_in(&self, partition: &str, key: &str, value: impl Into<Vec<u8>>) {
        let record = Record { value: value.into(), revision: Revision::from_bits(7), expires_at: None };
        let writes = vec![Write::Put { key: Key::from_stored(key), record }];
        let batch = Batch { writes, ..Batch::new(Partition::new(partition)) };
        now(Storage::commit(&*self.storage, batch)).unwrap();
    }

    /// Changes a record with all of its members in their order, as an attacker with an editor would.
    fn edit(&self, key: &str, change: impl FnOnce(&mut Value)) {
        let mut value = self.json(key);
        change(&mut value);
        self.write(key, value.to_string());
    }

    fn signs_in(&self, name: &str, password: &str) -> Result<(), Error> {
        self.world.password_sign_in(name, password).map(drop)
    }

    /// The only key under a prefix.
    fn one_under(&self, prefix: &str) -> String {
        let mut keys: Vec<_> = self.all().into_keys().filter(|key| key.starts_with(prefix)).collect();
        assert_eq!(keys.len(), 1, "{prefix}: {keys:?}");
        keys.remove(0)
    }

    /// Runs `attack`, which must make `call` fail as an internal error, and puts everything back.
    #[track_caller]
    fn gains_nothing<T: std::fmt::Debug>(
        &self,
        attack: impl FnOnce(&Self),
        call: impl Fn(&Self) -> Result<T, Error>,
    ) {
        let before = self.all();
        attack(self);
        let outcome = call(self).map(|answer| format!("{answer:?}"));
        assert!(matches!(outcome, Err(Error::Internal(_))), "{outcome:?}");
        for (key, value) in before {
            self.write(&key, value);
        }
        call(self).expect("without the attack the call succeeds");
    }
}

#[test]
fn no_key_is_published_whose_private_half_the_engine_does_not_have() {
    let stolen = Stolen::new(1);
    let path = format!("/{}/.well-known/jwks.json", stolen.world.pool);
    let published = stolen.world.document(&path);
    assert_eq!(published.status(), 200);
    let row = stolen.row("signing-keys");
    let mut theirs = serde_json::from_str::<Value>(&row).unwrap();
    let n = find_mut(&mut theirs, "n").expect("a modulus");
    let modulus = n.as_str().unwrap().to_owned();
    *n = json!(format!("{}AAAA", &modulus[..modulus.len() - 4]));
    stolen.write("signing-keys", theirs.to_string());
    let refused = stolen.world.document(&path);
    assert_eq!(refused.status(), 500);
    assert!(!String::from_utf8_lossy(refused.body()).contains("AAAA"));
    stolen.signs_in("ana", PASSWORD).unwrap_err();

    // Nor the keys of another pool of the attacker's.
    let other = Stolen { partition: String::new(), ..Stolen::new(2) };
    let theirs =
        records(&other.storage, &format!("pool/{}", other.world.pool)).remove("signing-keys").unwrap();
    stolen.write("signing-keys", theirs);
    assert_eq!(stolen.world.document(&path).status(), 500);
    stolen.write("signing-keys", row);
    assert_eq!(stolen.world.document(&path).body(), published.body());
}

/// The first member of this name, wherever it is.
fn find_mut<'a>(value: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    match value {
        Value::Object(members) => members
            .iter_mut()
            .find_map(|(key, member)| if key == name { Some(member) } else { find_mut(member, name) }),
        Value::Array(items) => items.iter_mut().find_map(|item| find_mut(item, name)),
        _ => None,
    }
}

#[test]
fn a_password_belongs_to_its_user_alone() {
    let stolen = Stolen::new(3);
    // The attacker's whole record in the place of the victim's, and their password in the victim's record.
    stolen.gains_nothing(
        |stolen| stolen.write("user/ana", stolen.row("user/mallory")),
        |stolen| stolen.signs_in("ana", PASSWORD),
    );
    let theirs = stolen.json("user/mallory")["password"].clone();
    stolen.gains_nothing(
        |stolen| stolen.edit("user/ana", |ana| ana["password"] = theirs),
        |stolen| stolen.signs_in("ana", PASSWORD),
    );
}

#[test]
fn a_user_who_takes_the_name_of_another_does_not_take_their_sub() {
    let stolen = Stolen::new(4);
    let victim = stolen.json("user/ana");
    let delete = AdminDeleteUser { user_pool_id: stolen.world.pool.clone(), username: "ana".into() };
    stolen.world.send(delete).unwrap();
    let request = SignUp { password: Some(THEIRS.into()), ..stolen.world.sign_up_request("ana") };
    stolen.world.send(request).unwrap();
    let code = stolen.world.outbox.last_code();
    stolen.world.confirm("ana", &code).unwrap();
    for member in ["sub", "attributes", "mfa"] {
        let value = victim[member].clone();
        stolen.gains_nothing(
            |stolen| stolen.edit("user/ana", |ana| ana[member] = value),
            |stolen| stolen.signs_in("ana", THEIRS),
        );
    }
    let theirs = stolen.json("user/ana")["password"].clone();
    let mut mixed = victim;
    mixed["password"] = theirs;
    stolen.gains_nothing(
        |stolen| stolen.write("user/ana", mixed.to_string()),
        |stolen| stolen.signs_in("ana", THEIRS),
    );
}

#[test]
fn a_client_keeps_its_secret_its_settings_and_its_pool() {
    let stolen = Stolen::new(5);
    let secret = stolen.world.add_client(|client| {
        client.generate_secret = Some(true);
        client.settings.prevent_user_existence_errors = Some("ENABLED".into());
        client.settings.explicit_auth_flows = Some(vec!["ALLOW_USER_PASSWORD_AUTH".into()]);
    });
    let key = format!("client/{}", secret.client_id);
    let forgot = |stolen: &Stolen| {
        let hash = userpool::auth::secret_hash::secret_hash(
            secret.client_secret.as_ref().unwrap(),
            "ana",
            &secret.client_id,
        );
        stolen.world.send(ForgotPassword {
            client_id: secret.client_id.clone(),
            username: "ana".into(),
            secret_hash: Some(hash.as_str().into()),
            ..Default::default()
        })
    };
    let public = |client: &mut Value| drop(client.as_object_mut().unwrap().remove("secrets"));
    stolen.gains_nothing(|stolen| stolen.edit(&key, public), forgot);
    for (member, value) in [
        ("ExplicitAuthFlows", json!(["ALLOW_CUSTOM_AUTH"])),
        ("PreventUserExistenceErrors", json!("LEGACY")),
        ("RefreshTokenValidity", json!(3650)),
    ] {
        stolen.gains_nothing(|stolen| stolen.edit(&key, |client| client["settings"][member] = value), forgot);
    }

    // Into another pool, with the directory's entry.
    let row = stolen.row(&key);
    let pool = stolen.world.pool.clone();
    let Stolen { world, storage, .. } = stolen;
    let world = world.moved_to(json!({"PoolName": "theirs"}));
    let stolen = Stolen { partition: format!("pool/{}", world.pool), world, storage };
    stolen.write(&key, row);
    let entry = records(&stolen.storage, "directory").remove(&key).unwrap();
    stolen.write_in("directory", &key, entry.replace(&pool, &stolen.world.pool));
    let describe = DescribeUserPoolClient {
        user_pool_id: stolen.world.pool.clone(),
        client_id: secret.client_id.clone(),
    };
    let refused = stolen.world.send(describe).unwrap_err();
    assert!(matches!(refused, Error::Internal(_)), "{refused:?}");
}

#[test]
fn second_factors_devices_passkeys_and_groups_cannot_be_given_to_others() {
    let stolen = Stolen::new(6);
    stolen.world.pool_ok(
        "SetUserPoolMfaConfig",
        json!({"MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": {"Enabled": true}}),
    );
    let mallory = stolen.world.password_sign_in("mallory", THEIRS).unwrap().authentication_result.unwrap();
    let associate = AssociateSoftwareToken { access_token: mallory.access_token, ..Default::default() };
    stolen.world.send(associate).unwrap();
    let theirs = stolen.json("user/mallory")["mfa"].clone();
    assert!(theirs.is_object(), "{theirs}");
    stolen.gains_nothing(
        |stolen| stolen.edit("user/ana", |ana| ana["mfa"] = theirs),
        |stolen| stolen.signs_in("ana", PASSWORD),
    );

    let pool = stolen.world.pool.clone();
    stolen.world.pool_ok("CreateGroup", json!({"GroupName": "admins"}));
    stolen.world.pool_ok("AdminAddUserToGroup", json!({"GroupName": "admins", "Username": "ana"}));
    stolen.world.pool_ok("CreateGroup", json!({"GroupName": "guests"}));
    stolen.world.pool_ok("AdminAddUserToGroup", json!({"GroupName": "guests", "Username": "mallory"}));
    let groups = |stolen: &Stolen| {
        let (user_pool_id, username) = (pool.clone(), "mallory".into());
        stolen.world.send(AdminListGroupsForUser { user_pool_id, username, ..Default::default() })
    };
    let admins = stolen.json("memberships/ana")["groups"].clone();
    stolen.gains_nothing(
        |stolen| stolen.edit("memberships/mallory", |mallory| mallory["groups"] = admins),
        groups,
    );
    stolen.gains_nothing(|stolen| stolen.write("memberships/mallory", stolen.row("memberships/ana")), groups);
}

#[test]
fn records_of_names_and_codes_cannot_be_moved_to_another_user() {
    let stolen = Stolen::new(7);
    let alias = "alias/email/ana@example.com";
    let theirs = stolen.row("alias/email/mallory@example.com");
    stolen.gains_nothing(
        |stolen| stolen.write(alias, theirs),
        |stolen| stolen.signs_in("ana@example.com", PASSWORD),
    );
    stolen.gains_nothing(
        |stolen| stolen.write(alias, r#"{"username":"mallory"}"#),
        |stolen| stolen.world.admin_get("ana@example.com"),
    );

    stolen.world.forgot_password("ana").unwrap();
    let for_ana = stolen.world.outbox.last_code();
    stolen.world.forgot_password("mallory").unwrap();
    let for_mallory = stolen.world.outbox.last_code();
    let key = stolen.one_under("code/forgot-password/ana");
    let theirs = stolen.json("code/forgot-password/mallory")["pending"].clone();
    let row = stolen.row(&key);
    stolen.edit(&key, |code| code["pending"] = theirs);
    let refused = stolen.world.confirm_forgot_password("ana", &for_mallory, THEIRS).unwrap_err();
    assert!(matches!(refused, Error::Internal(_)), "{refused:?}");
    stolen.write(&key, row);
    stolen.world.confirm_forgot_password("ana", &for_ana, "Another-Horse9!").unwrap();
}

#[test]
fn settings_of_a_pool_cannot_be_changed_and_a_pool_cannot_be_copied() {
    let stolen = Stolen::new(8);
    for (member, value) in [
        ("MfaConfiguration", json!("OPTIONAL")),
        ("LambdaConfig", json!({"PreSignUp": "arn:aws:lambda:us-east-1:000000000000:function:theirs"})),
        ("DeletionProtection", json!("INACTIVE ")),
    ] {
        stolen.gains_nothing(
            |stolen| stolen.edit("pool", |pool| pool["settings"][member] = value),
            |stolen| stolen.signs_in("ana", PASSWORD),
        );
    }

    let mut copy = stolen.world.pool.clone();
    let last = if copy.ends_with('x') { "y" } else { "x" };
    copy.replace_range(copy.len() - 1.., last);
    for (key, value) in stolen.all() {
        stolen.write_in(&format!("pool/{copy}"), &key, value.replace(&stolen.world.pool, &copy));
    }
    let refused = stolen.world.send(DescribeUserPool { user_pool_id: copy.clone() }).unwrap_err();
    assert!(matches!(refused, Error::Internal(_)), "{refused:?}");
    for (key, value) in stolen.all() {
        stolen.write_in(&format!("pool/{copy}"), &key, value);
    }
    let refused = stolen.world.send(DescribeUserPool { user_pool_id: copy }).unwrap_err();
    assert!(matches!(refused, Error::Internal(_)), "{refused:?}");
}

/// The engine does not notice a record that is replaced by an earlier version of itself.
#[test]
fn an_attacker_can_restore_an_older_record() {
    let stolen = Stolen::new(9);
    let earlier = stolen.row("user/ana");
    stolen.world.pool_ok("AdminDisableUser", json!({"Username": "ana"}));
    stolen.signs_in("ana", PASSWORD).unwrap_err();
    stolen.write("user/ana", earlier);
    stolen.signs_in("ana", PASSWORD).unwrap();
}
