//! A folder of what `aws cognito-idp` prints about a pool, each output in a file that is named like the command. Pool, app clients and
//! users keep their ids.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

use super::{
    ConvertError, Hash, Origin, Output, User,
    csv::{Records, named_hash},
    json,
    json::Part,
    object,
};

/// The members of `CreateUserPool` that `DescribeUserPool` returns under the same name.
const POOL_SETTINGS: &[&str] = &[
    "AccountRecoverySetting",
    "AcrConfiguration",
    "AdminCreateUserConfig",
    "AliasAttributes",
    "AutoVerifiedAttributes",
    "DcrConfiguration",
    "DeletionProtection",
    "DeviceConfiguration",
    "EmailConfiguration",
    "EmailVerificationMessage",
    "EmailVerificationSubject",
    "IssuerConfiguration",
    "KeyConfiguration",
    "LambdaConfig",
    "MfaConfiguration",
    "Policies",
    "SmsAuthenticationMessage",
    "SmsConfiguration",
    "SmsVerificationMessage",
    "UserAttributeUpdateSettings",
    "UserPoolAddOns",
    "UserPoolTags",
    "UserPoolTier",
    "UsernameAttributes",
    "UsernameConfiguration",
    "VerificationMessageTemplate",
];

/// The members of `CreateUserPoolClient` that `DescribeUserPoolClient` returns under the same name.
const CLIENT_SETTINGS: &[&str] = &[
    "AccessTokenValidity",
    "AllowedOAuthFlows",
    "AllowedOAuthFlowsUserPoolClient",
    "AllowedOAuthScopes",
    "AnalyticsConfiguration",
    "AuthSessionValidity",
    "CallbackURLs",
    "DefaultRedirectURI",
    "EnablePropagateAdditionalUserContextData",
    "EnableTokenRevocation",
    "ExplicitAuthFlows",
    "IdTokenValidity",
    "LogoutURLs",
    "PreventUserExistenceErrors",
    "ReadAttributes",
    "RefreshTokenRotation",
    "RefreshTokenValidity",
    "SupportedIdentityProviders",
    "TokenValidityUnits",
    "WriteAttributes",
];

/// The standard attributes of a pool that changes none: their types, and the bounds of their lengths.
const STANDARD_LENGTHS: &[(&str, &str, &str)] = &[("sub", "1", "2048"), ("birthdate", "10", "10")];

/// The files of the folder.
struct Folder {
    path: PathBuf,
    files: Vec<PathBuf>,
}

pub(super) fn convert(path: &Path, output: &mut Output<'_>) -> Result<(), ConvertError> {
    let folder = Folder { path: path.to_owned(), files: super::files_of(path)? };
    let (file, described) = folder.one("describe-user-pool", "UserPool")?;
    let pool = described.as_object().cloned().unwrap_or_default();
    convert_pool(&Origin::file(file), &pool, output)?;

    folder.each("list-resource-servers", "ResourceServers", &mut |origin, server| {
        let member = |name: &str| server.get(name).cloned().unwrap_or_default();
        let mut line = object(json!({ "identifier": member("Identifier"), "name": member("Name") }));
        if let Some(scopes) = server.get("Scopes").filter(|scopes| scopes.is_array()) {
            line.insert("scopes".to_owned(), scopes.clone());
        }
        output.line(origin, "resource-server", line)
    })?;
    for file in folder.named("describe-identity-provider") {
        let provider = described_in(file, "IdentityProvider")?;
        output.line(&Origin::file(file), "identity-provider", identity_provider(&provider))?;
    }
    for file in folder.clients() {
        let client = described_in(file, "UserPoolClient")?;
        output.line(&Origin::file(file), "client", app_client(&client))?;
    }
    let mut groups = BTreeSet::new();
    folder.each("list-groups", "Groups", &mut |origin, group| {
        let names = [
            ("GroupName", "name"),
            ("Description", "description"),
            ("RoleArn", "role_arn"),
            ("Precedence", "precedence"),
        ];
        let line =
            names.iter().filter_map(|(theirs, ours)| Some(((*ours).to_owned(), group.get(*theirs)?.clone())));
        if let Some(name) = group.get("GroupName").and_then(Value::as_str) {
            groups.insert(name.to_owned());
            output.groups.insert(name.to_owned());
        }
        output.line(origin, "group", line.collect())
    })?;
    let memberships = folder.memberships(&groups)?;
    let hashes = folder.hashes()?;
    let named_by = pool.get("UsernameAttributes").and_then(Value::as_array).cloned().unwrap_or_default();
    let users = Users { named_by, memberships, hashes };
    folder.each("list-users", "Users", &mut |origin, user| users.convert(origin, &user, output))
}

fn convert_pool(
    origin: &Origin,
    pool: &Map<String, Value>,
    output: &mut Output<'_>,
) -> Result<(), ConvertError> {
    let text = |name: &str| pool.get(name).and_then(Value::as_str);
    let (Some(id), Some(name)) = (text("Id"), text("Name")) else {
        return Err(origin.clone().error("UserPool has no members Id and Name"));
    };
    let mut settings: Map<String, Value> = pool
        .iter()
        .filter(|(name, value)| POOL_SETTINGS.contains(&&***name) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    if let Some(Value::Object(config)) = settings.get_mut("AdminCreateUserConfig") {
        // The password policy says it too, and only one of them may.
        config.remove("UnusedAccountValidityDays");
    }
    let asks_for_factor = settings.get("MfaConfiguration").is_some_and(|mfa| mfa != "OFF");
    if asks_for_factor && !settings.contains_key("SmsConfiguration") {
        // CreateUserPool accepts second factors only with text messages.
        let was = settings.remove("MfaConfiguration").and_then(|was| was.as_str().map(str::to_owned));
        let was = was.unwrap_or_default();
        output.converted.notes.push(format!(
            "Set the second factors of the pool with SetUserPoolMfaConfig: MfaConfiguration was {was:.20}, without text messages."
        ));
    }
    if settings.get("LambdaConfig").and_then(Value::as_object).is_some_and(|functions| !functions.is_empty())
    {
        let note =
            "The pool calls Lambda functions: start the server with --lambda-map or --lambda-endpoint.";
        output.converted.notes.push(note.to_owned());
    }
    if let Some(domain) = text("CustomDomain") {
        output
            .converted
            .notes
            .push(format!("Create the custom domain {domain:.200} with CreateUserPoolDomain."));
    }
    let schema: Vec<Value> = pool
        .get("SchemaAttributes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(schema)
        .collect();
    if !schema.is_empty() {
        settings.insert("Schema".to_owned(), Value::Array(schema));
    }
    let mut line = object(json!({ "id": id, "name": name, "settings": settings }));
    line.extend(text("Domain").map(|domain| ("domain".to_owned(), domain.into())));
    output.line(origin, "pool", line)
}

/// An attribute in `Schema`: a custom one, or a standard one that the pool has changed.
fn schema(attribute: &Value) -> Option<Value> {
    let mut members = attribute.as_object()?.clone();
    let name = members.get("Name")?.as_str()?.to_owned();
    let own = name.strip_prefix("dev:").unwrap_or(&name);
    if let Some(custom) = own.strip_prefix("custom:") {
        members.insert("Name".to_owned(), custom.into());
        return Some(Value::Object(members));
    }
    let is = |member: &str| members.get(member).and_then(Value::as_bool);
    let text = |list: &str, member: &str| {
        members.get(list).and_then(|list| list.get(member)).and_then(Value::as_str).map(str::to_owned)
    };
    let (least, most) = STANDARD_LENGTHS
        .iter()
        .find(|(known, ..)| *known == name)
        .map_or(("0", "2048"), |(_, least, most)| (*least, *most));
    let lengths = "StringAttributeConstraints";
    let is_changed = is("Required") == Some(true)
        || is("Mutable") == Some(false)
        || text(lengths, "MinLength").is_some_and(|length| length != least)
        || text(lengths, "MaxLength").is_some_and(|length| length != most);
    // `sub` is required and cannot be changed.
    (name != "sub" && is_changed).then_some(Value::Object(members))
}

fn app_client(client: &Value) -> Map<String, Value> {
    let settings: Map<String, Value> = CLIENT_SETTINGS
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), client.get(*name)?.clone())))
        .filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()))
        .collect();
    let names = [("ClientId", "id"), ("ClientName", "name"), ("ClientSecret", "secret")];
    let mut line: Map<String, Value> = names
        .iter()
        .filter_map(|(theirs, ours)| Some(((*ours).to_owned(), client.get(*theirs)?.clone())))
        .collect();
    line.insert("settings".to_owned(), Value::Object(settings));
    line
}

fn identity_provider(provider: &Value) -> Map<String, Value> {
    let names = [
        ("ProviderName", "name"),
        ("ProviderType", "kind"),
        ("ProviderDetails", "details"),
        ("AttributeMapping", "attribute_mapping"),
        ("IdpIdentifiers", "identifiers"),
    ];
    let members =
        names.iter().filter_map(|(theirs, ours)| Some(((*ours).to_owned(), provider.get(*theirs)?.clone())));
    members.filter(|(_, value)| !value.is_null()).collect()
}

/// What is known about the users before their list is read.
struct Users {
    /// The pool's `UsernameAttributes`.
    named_by: Vec<Value>,
    /// The groups of each user.
    memberships: HashMap<String, Vec<String>>,
    /// The hashes of passwords, by username or address.
    hashes: HashMap<String, Hash>,
}

impl Users {
    fn convert(&self, origin: &Origin, user: &Value, output: &mut Output<'_>) -> Result<(), ConvertError> {
        let text = |name: &str| user.get(name).and_then(Value::as_str);
        let Some(name) = text("Username") else {
            return Err(origin.clone().error("the user has no member Username"));
        };
        let mut attributes = attributes(user);
        let sub = attributes.remove("sub");
        if attributes.remove("identities").is_some() && text("UserStatus") != Some("EXTERNAL_PROVIDER") {
            let note =
                "Links of users to identity providers are not converted: use AdminLinkProviderForUser.";
            if !output.converted.notes.iter().any(|known| known == note) {
                output.converted.notes.push(note.to_owned());
            }
        }
        attributes.retain(|name, _| !name.starts_with("cognito:"));
        let status = match text("UserStatus") {
            Some("EXTERNAL_PROVIDER") => Some("EXTERNAL_PROVIDER"),
            Some("UNCONFIRMED") => Some("UNCONFIRMED"),
            _ => None,
        };
        // A user who was created by a sign-in through a provider is always named by it.
        let is_named = self.named_by.is_empty() || status == Some("EXTERNAL_PROVIDER");
        let address = || self.named_by.iter().find_map(|alias| attributes.get(alias.as_str()?)).cloned();
        let Some(username) = (if is_named { Some(name.to_owned()) } else { address() }) else {
            output.leave_out("they have none of the attributes that are the username in this pool");
            return Ok(());
        };
        let names = [Some(name), Some(&*username), attributes.get("email").map(String::as_str)];
        let hash = names.into_iter().flatten().find_map(|name| self.hashes.get(name));
        let user = User {
            username,
            sub,
            hash: hash.filter(|_| status != Some("EXTERNAL_PROVIDER")).cloned(),
            status,
            is_disabled: user.get("Enabled") == Some(&Value::Bool(false)),
            groups: self.memberships.get(name).cloned().unwrap_or_default(),
            attributes,
        };
        output.user(origin, user)
    }
}

fn attributes(user: &Value) -> BTreeMap<String, String> {
    let list = user.get("Attributes").and_then(Value::as_array).into_iter().flatten();
    let pair = |attribute: &Value| {
        let text = |name: &str| attribute.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("Name")?, text("Value").unwrap_or_default()))
    };
    list.filter_map(pair).collect()
}

impl Folder {
    /// The files of a command, `COMMAND.json` and `COMMAND-*.json`.
    fn named(&self, command: &str) -> impl Iterator<Item = &Path> {
        self.files.iter().map(PathBuf::as_path).filter(move |path| {
            let rest = stem(path).and_then(|stem| stem.strip_prefix(command));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
    }

    /// The files of app clients, whose command begins like that of the pool.
    fn clients(&self) -> impl Iterator<Item = &Path> {
        self.named("describe-user-pool-client")
    }

    /// The only file of a command, and what it describes.
    fn one(&self, command: &str, member: &str) -> Result<(&Path, Value), ConvertError> {
        let found = self.files.iter().find(|path| stem(path) == Some(command));
        let missing = || Origin::file(&self.path).error(format!("the folder has no file {command}.json"));
        let path = found.ok_or_else(missing)?;
        Ok((path, described_in(path, member)?))
    }

    /// Reads the lists in the files of a command.
    fn each(
        &self,
        command: &str,
        list: &'static str,
        take: &mut dyn FnMut(&Origin, Value) -> Result<(), ConvertError>,
    ) -> Result<(), ConvertError> {
        for path in self.named(command) {
            if command == "list-users" && stem(path).is_some_and(|stem| stem.starts_with(IN_GROUP)) {
                continue;
            }
            json::read(path, list, &[], &mut |part| match part {
                Part::Element(index, value) => take(&Origin::element(path, list, index), value),
                Part::Member(..) => Ok(()),
            })?;
        }
        Ok(())
    }

    /// The groups of each user, by `Username`.
    fn memberships(&self, groups: &BTreeSet<String>) -> Result<HashMap<String, Vec<String>>, ConvertError> {
        let mut memberships: HashMap<String, Vec<String>> = HashMap::new();
        for path in self.files.iter() {
            let Some(rest) = stem(path).and_then(|stem| stem.strip_prefix(IN_GROUP)) else { continue };
            let group = group_of(rest, groups).ok_or_else(|| {
                Origin::file(path)
                    .error("list-groups.json has no group with the name that the name of this file has")
            })?;
            json::read(path, "Users", &[], &mut |part| {
                if let Part::Element(_, user) = part
                    && let Some(name) = user.get("Username").and_then(Value::as_str)
                {
                    let groups = memberships.entry(name.to_owned()).or_default();
                    if !groups.iter().any(|known| known == group) {
                        groups.push(group.to_owned());
                    }
                }
                Ok(())
            })?;
        }
        Ok(memberships)
    }

    /// The hashes in the files that end in `.csv`.
    fn hashes(&self) -> Result<HashMap<String, Hash>, ConvertError> {
        let mut hashes = HashMap::new();
        let is_csv = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "csv");
        for path in self.files.iter().filter(is_csv) {
            let mut records = Records::open(path)?;
            let Some(header) = records.next()? else { continue };
            let columns = header.values;
            for name in ["username", "algorithm", "hash"] {
                if !columns.iter().any(|column| column == name) {
                    return Err(Origin::file(path).error(format!("the file has no column {name}")));
                }
            }
            while let Some(record) = records.next()? {
                let origin = Origin::line(path, record.line);
                let value = record.value(&columns, &origin)?;
                let text = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().trim();
                let algorithm = Some(text("algorithm")).filter(|algorithm| !algorithm.is_empty());
                hashes.insert(text("username").to_owned(), named_hash(algorithm, text("hash")));
            }
        }
        Ok(hashes)
    }
}

/// How the names of files of memberships begin.
const IN_GROUP: &str = "list-users-in-group-";

/// The name of a file of JSON, without its end.
fn stem(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()?.strip_suffix(".json")
}

/// What a file describes.
fn described_in(path: &Path, member: &str) -> Result<Value, ConvertError> {
    let mut value = json::whole(path)?;
    let described = value.get_mut(member).map(Value::take).filter(Value::is_object);
    described.ok_or_else(|| Origin::file(path).error(format!("the file has no object {member}")))
}

/// The group in the name of a file: its name, and the number of a page if there are several. A character that names of files cannot have
/// is written as in a URL.
fn group_of<'g>(rest: &str, groups: &'g BTreeSet<String>) -> Option<&'g str> {
    let decoded = percent_encoding::percent_decode_str(rest).decode_utf8().ok()?;
    if let Some(group) = groups.get(&*decoded) {
        return Some(group);
    }
    let (name, page) = decoded.rsplit_once('-')?;
    let is_number = !page.is_empty() && page.bytes().all(|byte| byte.is_ascii_digit());
    groups.get(name).filter(|_| is_number).map(String::as_str)
}
