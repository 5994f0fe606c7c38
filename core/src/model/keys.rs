//! The key of every stored record, and the prefixes of scans.
//!
//! A store has one partition for each pool, `pool/{pool id}`, and one partition `directory` that lists the pools
//! ([`pool_partition`](crate::context::pool_partition), [`directory`](crate::context::directory)). Keys are components
//! joined by `/`; see [`Key`]. Only the functions here build keys, so this module is the whole layout.
//!
//! In a pool's partition:
//!
//! | key | record |
//! | --- | --- |
//! | `pool` | the pool, or the tombstone of a deleted pool |
//! | `arriving` | a pool that is being imported, until it is complete |
//! | `signing-keys` | its signing keys |
//! | `log-delivery` | where its logs should go |
//! | `risk/pool`, `risk/client/{id}` | the risk configuration of the pool, of an app client |
//! | `count/{shard}` | one of the counters of users |
//! | `client/{id}` | an app client |
//! | `user/{username}` | a user |
//! | `sub/{sub}`, `alias/{attribute}/{value}`, `alias-hash/{attribute}/{hash}` | the username that it leads to |
//! | `created/{place}`, `ix/{attribute}/{value}/{place}` | rows of lists and filters of users |
//! | `owned/{username}/device/{key}`, `owned/{username}/passkey/{id}` | a device, a passkey |
//! | `code/{purpose}/{username}` | a code that was sent |
//! | `attempts/{what}/{username or session}` | tries in the current hour |
//! | `failures/{hash}`, `messages/{hash}` | wrong passwords of a name, messages to a destination |
//! | `memberships/{username}`, `member/{group id}/{username}` | the groups of a user, the users of a group |
//! | `group/{name}`, `few-groups` | a group, the index of groups in pools with few |
//! | `identity-provider/{name}`, `identity-providers` | an identity provider, the index of all |
//! | `identity/{provider}/{hash}` | the user whom an identity at a provider leads to |
//! | `domains` | the domains of the pool |
//! | `resource-server/{identifier}` | a resource server |
//! | `ui/{client}`, `ui-image/{client}` | the customization of the classic hosted UI, and its logo |
//! | `brandings`, `branding/{id}`, `branding-part/{id}/{number}` | the list of styles, a style, a part of its assets |
//! | `terms-list`, `terms/{id}` | the list of terms documents, a terms document |
//! | `imports` | what the pool's user import jobs share |
//! | `import-job/{id}`, `import-row/{time}-{id}` | a user import job, its row in the list of jobs |
//! | `import-file/{job id}/{upload}/{number}` | a part of a file of users |
//! | `import-log/{job id}/{line}` | lines of a file that were not imported |
//! | `custom/{id}` | a custom sign-in that waits for an answer |
//! | `authorization-code/{hash}` | a code of the endpoint `/oauth2/authorize` |
//! | `auth-events/{username}` | what a user did, in pools with threat protection |
//! | `auth-events-older/{username}/{slot}` | what the user did before |
//! | `sessions/{username}` | the sign-ins of a user that are still valid |
//! | `spent/{id}`, `rotation/{origin_jti}`, `revoked/{origin_jti}` | marks of what was used, rotated, revoked |
//!
//! In the directory: `pool/{region}/{time}/{id}`, `client/{id}` and `domain/{name}` lead to pools, `job/{kind}/{subject}`
//! is a job, `limit/{region}/{category}` is a provisioned limit, and `master-key` is the mark of the master key.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use sha2::{Digest as _, Sha256};
use userpool_storage_traits::{Key, Prefix};

use crate::{time::Timestamp, unicode::lowercase};

/// Longest value of an alias that is stored in its key unhashed, in bytes.
const ALIAS_BYTES_MAX: usize = 256;

/// Longest id of a passkey that is stored in its key unhashed, in characters.
const PASSKEY_ID_CHARS_MAX: usize = 256;

/// Longest part of a value in an index row, in characters. Longer values with the same start share a prefix of rows,
/// and the user's record tells them apart.
const INDEXED_CHARS: usize = 128;

/// The largest time that sorts in the list of user import jobs: thirteen digits of milliseconds.
const IMPORT_ROW_MILLIS_MAX: u64 = 9_999_999_999_999;

// ---- The directory ----

/// The mark that tells which master key a store was started with.
pub(crate) fn master_key_mark() -> Key {
    Key::new(["master-key"])
}

/// The entry of a pool. Entries are ordered by region, then by the time of creation.
pub(crate) fn pool_entry(region: &str, created: Timestamp, id: &str) -> Key {
    Key::new(["pool", region, &format!("{:013}", created.millis()), id])
}

/// The entries of the pools of a region.
pub(crate) fn pool_entries_of(region: &str) -> Prefix {
    Prefix::under(["pool", region])
}

/// The entries of all pools.
pub(crate) fn pool_entries() -> Prefix {
    Prefix::under(["pool"])
}

/// The entry of an app client.
pub(crate) fn client_entry(id: &str) -> Key {
    Key::new(["client", id])
}

/// The entry of a domain: a prefix, or the whole name of a custom domain.
pub(crate) fn domain_entry(name: &str) -> Key {
    Key::new(["domain", name])
}

/// A job of this kind.
pub(crate) fn job(kind: &str, subject: &str) -> Key {
    Key::new(["job", kind, subject])
}

/// All jobs.
pub(crate) fn jobs() -> Prefix {
    Prefix::under(["job"])
}

/// The request rate that was set for a category of operations in a region.
pub(crate) fn provisioned_limit(region: &str, category: &str) -> Key {
    Key::new(["limit", region, category])
}

// ---- The pool and its clients ----

/// The pool's own record.
pub(crate) fn pool() -> Key {
    Key::new(["pool"])
}

/// A pool that is being imported: its record, until all other records are written.
#[cfg(feature = "transfer")]
pub(crate) fn arriving() -> Key {
    Key::new(["arriving"])
}

/// The pool's signing keys.
pub(crate) fn signing_keys() -> Key {
    Key::new(["signing-keys"])
}

/// The key with which the pool signs SAML requests.
pub(crate) fn saml_key() -> Key {
    Key::new(["saml-key"])
}

/// Where the pool's logs should go.
pub(crate) fn log_delivery() -> Key {
    Key::new(["log-delivery"])
}

/// The risk configuration of an app client, or that of the pool.
pub(crate) fn risk_configuration(client_id: Option<&str>) -> Key {
    match client_id {
        Some(id) => Key::new(["risk", "client", id]),
        None => Key::new(["risk", "pool"]),
    }
}

/// One of the counters that count users.
pub(crate) fn user_counter(shard: u64) -> Key {
    Key::new(["count", &format!("{shard:02}")])
}

/// An app client.
pub(crate) fn client(id: &str) -> Key {
    Key::new(["client", id])
}

/// The app clients, ordered by id.
pub(crate) fn clients() -> Prefix {
    Prefix::under(["client"])
}

/// The domains of the pool.
pub(crate) fn domains() -> Key {
    Key::new(["domains"])
}

// ---- Users, and what leads to them ----

/// A user.
pub(crate) fn user(username: &str) -> Key {
    Key::new(["user", username])
}

/// The users, ordered by username.
pub(crate) fn users() -> Prefix {
    Prefix::under(["user"])
}

/// The pointer from a `sub` to the user.
pub(crate) fn sub(sub: &str) -> Key {
    Key::new(["sub", sub])
}

/// The pointers from the `sub`s that begin with `start`.
pub(crate) fn subs_starting(start: &str) -> Prefix {
    Prefix::starting(["sub"], start)
}

/// The pointer from an alias to the user. An attribute may be longer than a key, so long values are replaced by a hash.
pub(crate) fn alias(attribute: &str, value: &str) -> Key {
    if value.len() <= ALIAS_BYTES_MAX {
        return Key::new(["alias", attribute, value]);
    }
    let digest = Sha256::digest(value.as_bytes());
    let hash = base16ct::lower::encode_string(&digest);
    Key::new(["alias-hash", attribute, &hash])
}

/// The last component of rows that are ordered by the time of creation.
pub(crate) fn place(created: Timestamp, sub: &str) -> String {
    format!("{:013}-{sub}", created.millis())
}

/// The row of a user in the list of all users.
pub(crate) fn created(place: &str) -> Key {
    Key::new(["created", place])
}

/// The list of all users, in the order of creation.
pub(crate) fn created_rows() -> Prefix {
    Prefix::under(["created"])
}

/// The row that answers filters by this attribute of a user.
pub(crate) fn index(attribute: &str, value: &str, place: &str) -> Key {
    Key::new(["ix", attribute, &clip(value), place])
}

/// The rows of users whose attribute equals `value`.
pub(crate) fn index_equal(attribute: &str, value: &str) -> Prefix {
    Prefix::under(["ix", attribute, &clip(value)])
}

/// The rows of users whose attribute begins with `start`.
pub(crate) fn index_starting(attribute: &str, start: &str) -> Prefix {
    Prefix::starting(["ix", attribute], &clip(start))
}

/// The prefixes of the records that lead to a user each: pointers, rows, links, and what users have.
pub(crate) fn all_that_lead_to_users() -> [Prefix; 8] {
    ["sub", "alias", "alias-hash", "created", "ix", "identity", "owned", "memberships"]
        .map(|family| Prefix::under([family]))
}

/// What kind of record has this key: its first component.
pub(crate) fn family(key: &Key) -> &str {
    key.as_str().split('/').next().unwrap_or_default()
}

/// The username in the key of a record that a user has: its second component.
pub(crate) fn owner(key: &Key) -> String {
    Key::from_stored(key.as_str().split('/').nth(1).unwrap_or_default()).last()
}

// ---- What users have ----

/// The devices and passkeys of all users.
pub(crate) fn all_owned() -> Prefix {
    Prefix::under(["owned"])
}

/// The devices and passkeys of a user.
pub(crate) fn owned(username: &str) -> Prefix {
    Prefix::under(["owned", username])
}

/// A device of a user.
pub(crate) fn device(username: &str, device_key: &str) -> Key {
    Key::new(["owned", username, "device", device_key])
}

/// The devices of a user, ordered by their keys.
pub(crate) fn devices(username: &str) -> Prefix {
    Prefix::under(["owned", username, "device"])
}

/// Whether the record under this key is a device.
pub(crate) fn is_device(key: &Key) -> bool {
    key.as_str().split('/').nth(2) == Some("device")
}

/// A passkey of a user. An id, in base64url, may be longer than a key: long ids are replaced by a hash whose form is
/// not base64url.
pub(crate) fn passkey(username: &str, id: &str) -> Key {
    if id.len() <= PASSKEY_ID_CHARS_MAX {
        return Key::new(["owned", username, "passkey", id]);
    }
    let hash = BASE64URL.encode(Sha256::digest(id.as_bytes()));
    Key::new(["owned", username, "passkey", &format!("sha256.{hash}")])
}

/// The passkeys of a user, ordered by id.
pub(crate) fn passkeys(username: &str) -> Prefix {
    Prefix::under(["owned", username, "passkey"])
}

/// The code of this purpose that was sent to a user.
pub(crate) fn code(purpose: &str, username: &str) -> Key {
    Key::new(["code", purpose, username])
}

/// How often a user or a session tried something in the current hour.
pub(crate) fn attempts(what: &str, id: &str) -> Key {
    Key::new(["attempts", what, id])
}

/// The wrong passwords of a username; `id` is a keyed hash of it.
pub(crate) fn failures(id: &str) -> Key {
    Key::new(["failures", id])
}

/// The messages to a destination in an hour; `id` is a keyed hash of both.
pub(crate) fn messages(id: &str) -> Key {
    Key::new(["messages", id])
}

// ---- Groups ----

/// A group. Names that differ only in case have the same key.
pub(crate) fn group(name: &str) -> Key {
    Key::new(["group", &lowercase(name)])
}

/// The groups, ordered by name.
pub(crate) fn groups() -> Prefix {
    Prefix::under(["group"])
}

/// The index of all groups, in pools with few groups.
pub(crate) fn few_groups() -> Key {
    Key::new(["few-groups"])
}

/// The memberships of a user.
pub(crate) fn memberships(username: &str) -> Key {
    Key::new(["memberships", username])
}

/// The memberships of all users.
pub(crate) fn all_memberships() -> Prefix {
    Prefix::under(["memberships"])
}

/// The row of a member of a group.
pub(crate) fn member(group_id: &str, username: &str) -> Key {
    Key::new(["member", group_id, username])
}

/// The rows of the members of a group, ordered by username.
pub(crate) fn members(group_id: &str) -> Prefix {
    Prefix::under(["member", group_id])
}

// ---- Identity providers ----

/// An identity provider.
pub(crate) fn identity_provider(name: &str) -> Key {
    Key::new(["identity-provider", name])
}

/// The identity providers, ordered by name.
pub(crate) fn all_identity_providers() -> Prefix {
    Prefix::under(["identity-provider"])
}

/// The index of all identity providers.
pub(crate) fn identity_providers() -> Key {
    Key::new(["identity-providers"])
}

/// The link of an identity at a provider: the value of an attribute. Both may be longer than a key.
pub(crate) fn identity(provider: &str, attribute: &str, value: &str) -> Key {
    let digest = Sha256::new()
        .chain_update((attribute.len() as u64).to_be_bytes())
        .chain_update(attribute)
        .chain_update(value)
        .finalize();
    Key::new(["identity", provider, &base16ct::lower::encode_string(&digest)])
}

// ---- Resource servers ----

/// A resource server. An identifier has at most 256 characters of ASCII, so it fits into a key.
pub(crate) fn resource_server(identifier: &str) -> Key {
    Key::new(["resource-server", identifier])
}

/// The resource servers, ordered by identifier.
pub(crate) fn resource_servers() -> Prefix {
    Prefix::under(["resource-server"])
}

// ---- Pages ----

/// The customization of the classic hosted UI for an app client, or for `ALL`.
pub(crate) fn ui(client: &str) -> Key {
    Key::new(["ui", client])
}

/// The logo that belongs to a customization.
pub(crate) fn ui_image(client: &str) -> Key {
    Key::new(["ui-image", client])
}

/// The list of the styles of managed login.
pub(crate) fn brandings() -> Key {
    Key::new(["brandings"])
}

/// A style of managed login.
pub(crate) fn branding(id: &str) -> Key {
    Key::new(["branding", id])
}

/// The styles of managed login, ordered by id.
pub(crate) fn all_brandings() -> Prefix {
    Prefix::under(["branding"])
}

/// A part of the assets of a style.
pub(crate) fn branding_part(id: &str, number: usize) -> Key {
    Key::new(["branding-part", id, &format!("{number:02}")])
}

/// The list of the terms documents.
pub(crate) fn terms_list() -> Key {
    Key::new(["terms-list"])
}

/// A terms document.
pub(crate) fn terms(id: &str) -> Key {
    Key::new(["terms", id])
}

/// The terms documents, ordered by id.
pub(crate) fn all_terms() -> Prefix {
    Prefix::under(["terms"])
}

// ---- User import jobs ----

/// What the user import jobs of the pool share.
pub(crate) fn imports() -> Key {
    Key::new(["imports"])
}

/// A user import job.
pub(crate) fn import_job(id: &str) -> Key {
    Key::new(["import-job", id])
}

/// The user import jobs, ordered by id.
pub(crate) fn import_jobs() -> Prefix {
    Prefix::under(["import-job"])
}

/// The user import job that a row of the list of all jobs leads to.
pub(crate) fn import_job_of(row: &Key) -> Key {
    let place = row.last();
    import_job(place.split_once('-').map_or("", |(_, id)| id))
}

/// The row of a user import job in the list of all jobs.
pub(crate) fn import_row(created: Timestamp, id: &str) -> Key {
    // A scan begins at the smallest key, and the list begins with the newest job.
    let age = IMPORT_ROW_MILLIS_MAX.saturating_sub(created.millis());
    Key::new(["import-row", &format!("{age:013}-{id}")])
}

/// The list of all user import jobs, newest first.
pub(crate) fn import_rows() -> Prefix {
    Prefix::under(["import-row"])
}

/// A part of the file of a user import job.
pub(crate) fn import_file(job: &str, upload: &str, number: u64) -> Key {
    Key::new(["import-file", job, upload, &format!("{number:05}")])
}

/// The parts of all files that were uploaded for a user import job.
pub(crate) fn import_files(job: &str) -> Prefix {
    Prefix::under(["import-file", job])
}

/// The record of lines that were not imported, from this line on.
pub(crate) fn import_log(job: &str, line: u64) -> Key {
    Key::new(["import-log", job, &format!("{line:07}")])
}

/// The lines of a user import job that were not imported.
pub(crate) fn import_logs(job: &str) -> Prefix {
    Prefix::under(["import-log", job])
}

// ---- Sign-ins and tokens ----

/// A custom sign-in that waits for an answer.
pub(crate) fn custom_flow(id: &str) -> Key {
    Key::new(["custom", id])
}

/// The custom sign-ins that wait for an answer.
pub(crate) fn custom_flows() -> Prefix {
    Prefix::under(["custom"])
}

/// What a user did.
pub(crate) fn auth_events(username: &str) -> Key {
    Key::new(["auth-events", username])
}

/// What a user did before.
pub(crate) fn older_auth_events(username: &str, slot: u64) -> Key {
    Key::new(["auth-events-older", username, &slot.to_string()])
}

/// What a user did before.
#[cfg(feature = "transfer")]
pub(crate) fn auth_events_older(username: &str) -> Prefix {
    Prefix::under(["auth-events-older", username])
}

/// The sessions of a user.
pub(crate) fn user_sessions(username: &str) -> Key {
    Key::new(["sessions", username])
}

/// The mark that something which may be used once was used.
pub(crate) fn spent(id: &str) -> Key {
    Key::new(["spent", id])
}

/// A code of the endpoint `/oauth2/authorize`.
pub(crate) fn authorization_code(hash: &str) -> Key {
    Key::new(["authorization-code", hash])
}

/// The state of a family of rotated refresh tokens.
pub(crate) fn rotation(origin_jti: &str) -> Key {
    Key::new(["rotation", origin_jti])
}

/// The mark that a family of tokens was revoked.
pub(crate) fn revoked(origin_jti: &str) -> Key {
    Key::new(["revoked", origin_jti])
}

fn clip(value: &str) -> String {
    value.chars().take(INDEXED_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        context::{directory, pool_partition},
        model::{code::CodePurpose, job::Kind},
    };

    /// Later versions must find the records of earlier ones.
    #[test]
    fn the_layout_of_every_key_stays() {
        let at = Timestamp::from_millis(1_700_000_000_123);
        let place = place(at, "s");
        for (key, layout) in [
            (master_key_mark(), "master-key"),
            (
                pool_entry("eu-west-1", Timestamp::from_millis(5), "eu-west-1_A"),
                "pool/eu-west-1/0000000000005/eu-west-1_A",
            ),
            (client_entry("c"), "client/c"),
            (domain_entry("auth.example.com"), "domain/auth.example.com"),
            (job("purge", "eu-west-1_A"), "job/purge/eu-west-1_A"),
            (provisioned_limit("eu-west-1", "UserRead"), "limit/eu-west-1/UserRead"),
            (pool(), "pool"),
            (log_delivery(), "log-delivery"),
            (risk_configuration(None), "risk/pool"),
            (risk_configuration(Some("c")), "risk/client/c"),
            (signing_keys(), "signing-keys"),
            (saml_key(), "saml-key"),
            (user_counter(3), "count/03"),
            (client("c"), "client/c"),
            (domains(), "domains"),
            (user("a/b%"), "user/a%2Fb%25"),
            (sub("s"), "sub/s"),
            (alias("email", "ana@example.com"), "alias/email/ana@example.com"),
            (created(&place), "created/1700000000123-s"),
            (index("email", "ana@example.com", &place), "ix/email/ana@example.com/1700000000123-s"),
            (device("ana", "d"), "owned/ana/device/d"),
            (passkey("ana", "p"), "owned/ana/passkey/p"),
            (code("sign-up", "ana"), "code/sign-up/ana"),
            (attempts("change-password", "ana"), "attempts/change-password/ana"),
            (failures("f"), "failures/f"),
            (messages("m"), "messages/m"),
            (group("Admins"), "group/admins"),
            (few_groups(), "few-groups"),
            (memberships("ana"), "memberships/ana"),
            (member("g", "ana"), "member/g/ana"),
            (identity_provider("A b/c"), "identity-provider/A b%2Fc"),
            (identity_providers(), "identity-providers"),
            (
                identity("Acme", "Cognito_Subject", "42"),
                "identity/Acme/251914ab46e163acdadca63ddf5380c47988a4e8bda7f8dc26a6a71e38c5c0d4",
            ),
            (resource_server("https://a.example"), "resource-server/https:%2F%2Fa.example"),
            (ui("c"), "ui/c"),
            (ui_image("c"), "ui-image/c"),
            (brandings(), "brandings"),
            (branding("b"), "branding/b"),
            (branding_part("b", 3), "branding-part/b/03"),
            (terms_list(), "terms-list"),
            (terms("t"), "terms/t"),
            (imports(), "imports"),
            (import_job("import-a"), "import-job/import-a"),
            (import_row(at, "import-a"), "import-row/8299999999876-import-a"),
            (import_file("import-a", "u", 7), "import-file/import-a/u/00007"),
            (import_log("import-a", 2), "import-log/import-a/0000002"),
            (custom_flow("f"), "custom/f"),
            (auth_events("ana"), "auth-events/ana"),
            (older_auth_events("ana", 8), "auth-events-older/ana/8"),
            (user_sessions("ana"), "sessions/ana"),
            (spent("s"), "spent/s"),
            (rotation("o"), "rotation/o"),
            (revoked("o"), "revoked/o"),
        ] {
            assert_eq!(key.as_str(), layout);
        }
        assert_eq!(directory().as_str(), "directory");
        assert_eq!(pool_partition("eu-west-1_A").as_str(), "pool/eu-west-1_A");
    }

    #[test]
    fn the_labels_in_keys_stay() {
        let purposes = CodePurpose::ALL.map(CodePurpose::label);
        let layout = [
            "sign-up",
            "forgot-password",
            "verify-email",
            "verify-phone-number",
            "authentication",
            "first-factor",
        ];
        assert_eq!(purposes, layout);
        let kinds = [Kind::Import, Kind::Purge, Kind::Rekey, Kind::Retire, Kind::Sweep].map(Kind::label);
        assert_eq!(kinds, ["import", "purge", "rekey", "retire", "sweep"]);
    }

    #[test]
    fn values_too_long_for_a_key_are_hashed_or_cut() {
        assert_eq!(alias("email", &"x".repeat(256)).as_str(), format!("alias/email/{}", "x".repeat(256)));
        let hash = "15eb95a462ee20bd91a415ae2d4aed341288186ddaa2b37908f7d592f0c3f85f";
        assert_eq!(alias("email", &"x".repeat(257)).as_str(), format!("alias-hash/email/{hash}"));
        assert_eq!(passkey("a", &"x".repeat(256)).as_str(), format!("owned/a/passkey/{}", "x".repeat(256)));
        let hash = "FeuVpGLuIL2RpBWuLUrtNBKIGG3aorN5CPfVkvDD-F8";
        assert_eq!(passkey("a", &"x".repeat(257)).as_str(), format!("owned/a/passkey/sha256.{hash}"));
        assert_eq!(index("name", &"ü".repeat(129), "p").as_str(), format!("ix/name/{}/p", "ü".repeat(128)));
    }

    #[test]
    fn the_prefix_of_every_scan_stays() {
        for (prefix, layout) in [
            (pool_entries(), "pool/"),
            (pool_entries_of("eu-west-1"), "pool/eu-west-1/"),
            (jobs(), "job/"),
            (clients(), "client/"),
            (users(), "user/"),
            (subs_starting("a/"), "sub/a%2F"),
            (created_rows(), "created/"),
            (index_equal("name", "Ana"), "ix/name/Ana/"),
            (index_starting("name", "An"), "ix/name/An"),
            (all_owned(), "owned/"),
            (owned("ana"), "owned/ana/"),
            (devices("ana"), "owned/ana/device/"),
            (passkeys("ana"), "owned/ana/passkey/"),
            (groups(), "group/"),
            (all_memberships(), "memberships/"),
            (members("g"), "member/g/"),
            (all_identity_providers(), "identity-provider/"),
            (resource_servers(), "resource-server/"),
            (all_brandings(), "branding/"),
            (all_terms(), "terms/"),
            (import_jobs(), "import-job/"),
            (import_rows(), "import-row/"),
            (import_files("import-a"), "import-file/import-a/"),
            (import_logs("import-a"), "import-log/import-a/"),
            (custom_flows(), "custom/"),
        ] {
            assert_eq!(prefix.as_str(), layout);
        }
        assert_eq!(import_job_of(&import_row(Timestamp::from_millis(5), "import-a")), import_job("import-a"));
        assert_eq!((family(&user("a")), owner(&device("a/b", "d"))), ("user", "a/b".to_owned()));
        assert!(is_device(&device("a/b", "d")) && !is_device(&passkey("a/b", "p")));
    }
}
