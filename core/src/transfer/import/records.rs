//! Lines of what belongs to a pool, except for users.

use serde::Deserialize;
use serde_json::{Map, Value};
use userpool_storage_traits::{Key, limits::KEY_BYTES_MAX};

use super::{
    Failure, Import, Outcome,
    pool::{ATTEMPTS_MAX, Entered, Target},
};
use crate::{
    api::{
        CreateGroup, CreateIdentityProvider, CreateResourceServer, CreateUserPoolClient,
        clients::new_client::{NewClient, NewSecret},
    },
    check,
    context::{Cx, Finished, Stored},
    error::{Error, Internal},
    json,
    model::{
        branding::{Asset, Style, Styles},
        client::{Client, ClientEntry},
        group::Group,
        identity_provider::{Provider, ProviderIndex},
        keys,
        pool::Pool,
        resource_server::{ResourceServer, ResourceServerScope},
        risk::RiskConfigurationRecord,
        spent::Spent,
        terms::Terms,
        ui_customization::UiCustomization,
    },
    operation::Operation,
    sensitive::Sensitive,
    token::rotation::{Revoked, Rotation},
    transfer::{
        LineProblem,
        lines::{Line, LineType},
        parts::{Call, Place, Portable},
    },
};

/// A short line of an app client.
#[derive(Deserialize)]
struct ShortClient {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    secret: Option<Sensitive>,
    #[serde(default)]
    settings: Option<Map<String, Value>>,
}

/// A short line of a group.
#[derive(Deserialize)]
struct ShortGroup {
    name: String,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    role_arn: Option<String>,
    #[serde(default)]
    precedence: Option<u32>,
}

/// A line of a resource server.
#[derive(Deserialize)]
struct ServerLine {
    identifier: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    scopes: Vec<ResourceServerScope>,
    #[serde(default)]
    is_managed: bool,
}

/// A short line of an identity provider.
#[derive(Deserialize)]
struct ShortProvider {
    name: String,
    kind: String,
    #[serde(default)]
    details: Map<String, Value>,
    #[serde(default)]
    attribute_mapping: Option<Map<String, Value>>,
    #[serde(default)]
    identifiers: Option<Vec<String>>,
}

/// A style and its assets.
#[derive(Deserialize)]
struct StyleLine {
    client_id: String,
    #[serde(default)]
    assets: Vec<Asset>,
}

/// A mark: what kind of record it is, and the record.
#[derive(Deserialize)]
struct MarkLine {
    of: String,
    record: Value,
}

impl Import {
    /// Takes a line of something in the current pool.
    pub(super) async fn record(&mut self, line: Line) -> Result<(), Failure> {
        let kind = line.kind;
        let Some(entered) = &self.pool else { return Err(LineProblem::NoPool.into()) };
        let is_checked = matches!(entered.target, Target::Checked);
        let is_done = self.sum.lines <= entered.done_lines();
        if let Some((name, key)) = definition(&line)? {
            self.define(name, &key)?;
        }
        let Some(entered) = &self.pool else { return Err(LineProblem::NoPool.into()) };
        let mut outcome = None;
        let mut group = None;
        for _ in 0..ATTEMPTS_MAX {
            let call = Call::in_region(&self.engine, &entered.pool.region)?;
            let mut cx = call.cx();
            self.enter(&mut cx, entered).await?;
            let (found, joined) = self.put(&mut cx, entered, kind, line.members.clone()).await?;
            group = joined;
            if is_checked || found == Outcome::Kept {
                outcome = Some(found);
                break;
            }
            if let Finished::Committed(_) = cx.finish(true).await? {
                outcome = Some(found);
                break;
            }
        }
        let outcome = outcome.ok_or(Error::TooManyRequests)?;
        if let (Some((name, id)), Some(entered)) = (group, &mut self.pool) {
            entered.groups.insert(name, id);
        }
        match (outcome, kind) {
            _ if is_done => self.imported.resumed += 1,
            (Outcome::Kept, _) => self.imported.kept += 1,
            (Outcome::Written, LineType::Client) => self.imported.clients += 1,
            (Outcome::Written, LineType::Group) => self.imported.groups += 1,
            (Outcome::Written, _) => self.imported.others += 1,
        }
        Ok(())
    }

    /// Enters the current pool.
    pub(super) async fn enter(&self, cx: &mut Cx<'_>, entered: &Entered) -> Result<(), Failure> {
        match &entered.target {
            Target::Arriving(progress) => progress.enter(cx).await?,
            Target::Existing => {
                Pool::load(cx, &entered.pool.id).await?;
            }
            Target::Checked => {
                cx.enter_pool(&entered.pool.id, &[]).await?;
            }
        }
        cx.trust(entered.pool.secret().records());
        Ok(())
    }

    /// Writes what the line describes, and returns name and id of a group.
    async fn put(
        &self,
        cx: &mut Cx<'_>,
        entered: &Entered,
        kind: LineType,
        members: Map<String, Value>,
    ) -> Result<(Outcome, Option<(String, String)>), Failure> {
        let pool = &entered.pool;
        let place = Place { pool_id: &pool.id, secrets: &self.secrets };
        let is_whole = members.contains_key("created");
        let outcome = match kind {
            LineType::Client if is_whole => put_client(cx, place, pool, members).await?,
            LineType::Client => self.put_short_client(cx, entered, members).await?,
            LineType::Group => return put_group(cx, place, pool, members).await,
            LineType::ResourceServer => put_server(cx, members).await?,
            LineType::IdentityProvider if is_whole => {
                let provider: Provider = place.inward(cx, kind, Value::Object(members))?;
                if cx.exists(&provider.key()).await? {
                    Outcome::Kept
                } else {
                    put_provider(cx, &provider).await?
                }
            }
            LineType::IdentityProvider => put_short_provider(cx, pool, members).await?,
            LineType::Style => put_style(cx, members).await?,
            LineType::Terms => {
                let terms: Terms = place.inward(cx, kind, Value::Object(members))?;
                if cx.exists(&terms.key()).await? {
                    Outcome::Kept
                } else {
                    terms.save(cx).await?;
                    Outcome::Written
                }
            }
            LineType::Mark => put_mark(cx, place, members).await?,
            other => return Err(LineProblem::Misplaced(other.as_str()).into()),
        };
        Ok((outcome, None))
    }

    async fn put_short_client(
        &self,
        cx: &mut Cx<'_>,
        entered: &Entered,
        members: Map<String, Value>,
    ) -> Result<Outcome, Failure> {
        let form = |error| LineProblem::form(LineType::Client, error);
        let short: ShortClient = json::from_value(Value::Object(members)).map_err(form)?;
        if let Some(outcome) = is_client_of(cx, &entered.pool, &short.id).await? {
            return Ok(outcome);
        }
        let mut request = short.settings.unwrap_or_default();
        request.insert("UserPoolId".to_owned(), Value::String(entered.pool.id.clone()));
        let name = short.name.unwrap_or_else(|| short.id.clone());
        request.insert("ClientName".to_owned(), Value::String(name));
        if let Some(secret) = &short.secret {
            request.insert("ClientSecret".to_owned(), Value::String(secret.as_str().to_owned()));
        }
        check::check(CreateUserPoolClient::INPUT, &request).map_err(Error::from)?;
        let request: CreateUserPoolClient = json::from_value(Value::Object(request)).map_err(form)?;
        if matches!(entered.target, Target::Checked) {
            return Ok(Outcome::Written);
        }
        let new = NewClient {
            id: short.id,
            name: &request.client_name,
            secret: short.secret.as_deref().map(NewSecret::Given),
            settings: &request.settings,
            is_registered: false,
        };
        new.create(cx, &entered.pool).await?;
        Ok(Outcome::Written)
    }
}

/// What a line defines, and its key.
fn definition(line: &Line) -> Result<Option<(&'static str, Key)>, LineProblem> {
    let member = |name: &str| line.members.get(name).and_then(Value::as_str).unwrap_or_default();
    let (name, key) = match line.kind {
        LineType::Client => ("app client", keys::client(member("id"))),
        LineType::Group => ("group", keys::group(member("name"))),
        LineType::ResourceServer => ("resource server", keys::resource_server(member("identifier"))),
        LineType::IdentityProvider => ("identity provider", keys::identity_provider(member("name"))),
        LineType::Style => ("style", keys::branding(member("id"))),
        LineType::Terms => ("terms document", keys::terms(member("id"))),
        _ => return Ok(None),
    };
    if key.as_str().len() > KEY_BYTES_MAX { Err(LineProblem::Long) } else { Ok(Some((name, key))) }
}

/// Whether the pool has this app client already.
async fn is_client_of(cx: &mut Cx<'_>, pool: &Pool, id: &str) -> Result<Option<Outcome>, Failure> {
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+')) {
        let problem = "member id is not the id of an app client".to_owned();
        return Err(LineProblem::Form { kind: LineType::Client.as_str(), problem }.into());
    }
    if let Some(entry) = ClientEntry::load(cx.host, id).await?
        && entry.pool_id != pool.id
    {
        return Err(LineProblem::ClientTaken(id.to_owned()).into());
    }
    Ok(cx.exists(&keys::client(id)).await?.then_some(Outcome::Kept))
}

async fn put_client(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    pool: &Pool,
    mut members: Map<String, Value>,
) -> Result<Outcome, Failure> {
    let (risk, ui) = (members.remove("risk"), members.remove("ui"));
    let client: Client = place.inward(cx, LineType::Client, Value::Object(members))?;
    if client.pool_id != pool.id {
        return Err(LineProblem::Foreign("pool").into());
    }
    if let Some(outcome) = is_client_of(cx, pool, &client.id).await? {
        return Ok(outcome);
    }
    if let Some(risk) = risk {
        put_risk(cx, place, risk, Some(&client.id))?;
    }
    if let Some(ui) = ui {
        put_customization(cx, ui, &client.id)?;
    }
    cx.put(&client)?;
    let entry = ClientEntry { pool_id: pool.id.clone(), naming: pool.naming.clone() };
    cx.directory_put(keys::client_entry(&client.id), &entry)?;
    Ok(Outcome::Written)
}

async fn put_group(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    pool: &Pool,
    members: Map<String, Value>,
) -> Result<(Outcome, Option<(String, String)>), Failure> {
    let group: Group = if members.contains_key("created") {
        place.inward(cx, LineType::Group, Value::Object(members))?
    } else {
        let short: ShortGroup = json::from_value(Value::Object(members))
            .map_err(|error| LineProblem::form(LineType::Group, error))?;
        let request = CreateGroup {
            group_name: short.name,
            user_pool_id: pool.id.clone(),
            description: short.description,
            role_arn: short.role_arn,
            precedence: short.precedence,
        };
        check_request(&request)?;
        Group {
            id: cx.uuid(),
            name: request.group_name,
            description: request.description,
            role_arn: request.role_arn,
            precedence: request.precedence,
            created: cx.now(),
            modified: cx.now(),
        }
    };
    let found: Option<Group> = cx.get(&group.key()).await?;
    let (outcome, id) = match found {
        Some(found) => (Outcome::Kept, found.id),
        None => {
            group.save(cx).await?;
            (Outcome::Written, group.id.clone())
        }
    };
    Ok((outcome, Some((group.name, id))))
}

async fn put_server(cx: &mut Cx<'_>, members: Map<String, Value>) -> Result<Outcome, Failure> {
    let line: ServerLine = json::from_value(Value::Object(members))
        .map_err(|error| LineProblem::form(LineType::ResourceServer, error))?;
    let request = CreateResourceServer {
        // Only the other members are checked.
        user_pool_id: "us-east-1_Example01".to_owned(),
        name: line.name.unwrap_or_else(|| name_of(&line.identifier)),
        identifier: line.identifier,
        scopes: Some(line.scopes),
    };
    if !line.is_managed {
        check_request(&request)?;
    }
    let server = ResourceServer {
        identifier: request.identifier,
        name: request.name,
        scopes: request.scopes.unwrap_or_default(),
        is_managed: line.is_managed,
    };
    if cx.exists(&server.key()).await? {
        return Ok(Outcome::Kept);
    }
    cx.put(&server)?;
    Ok(Outcome::Written)
}

/// The name of a resource server that has none: its identifier, which is ASCII, without characters that names may not have.
fn name_of(identifier: &str) -> String {
    let allowed =
        |char: char| if char.is_ascii_alphanumeric() || "_+=,.@-".contains(char) { char } else { '-' };
    identifier.chars().map(allowed).collect()
}

async fn put_provider(cx: &mut Cx<'_>, provider: &Provider) -> Result<Outcome, Failure> {
    let mut index = ProviderIndex::load(cx).await?;
    index.set(&provider.name, &provider.identifiers)?;
    cx.put(&index)?;
    cx.put(provider)?;
    Ok(Outcome::Written)
}

async fn put_short_provider(
    cx: &mut Cx<'_>,
    pool: &Pool,
    members: Map<String, Value>,
) -> Result<Outcome, Failure> {
    let form = |error| LineProblem::form(LineType::IdentityProvider, error);
    let short: ShortProvider = json::from_value(Value::Object(members)).map_err(form)?;
    if cx.exists(&keys::identity_provider(&short.name)).await? {
        return Ok(Outcome::Kept);
    }
    let mut request = Map::new();
    request.insert("UserPoolId".to_owned(), Value::String(pool.id.clone()));
    request.insert("ProviderName".to_owned(), Value::String(short.name));
    request.insert("ProviderType".to_owned(), Value::String(short.kind));
    request.insert("ProviderDetails".to_owned(), Value::Object(short.details));
    request.extend(
        short.attribute_mapping.map(|mapping| ("AttributeMapping".to_owned(), Value::Object(mapping))),
    );
    let identifiers = short.identifiers.map(|list| list.into_iter().map(Value::String).collect());
    request.extend(identifiers.map(|list| ("IdpIdentifiers".to_owned(), Value::Array(list))));
    check::check(CreateIdentityProvider::INPUT, &request).map_err(Error::from)?;
    let request: CreateIdentityProvider = json::from_value(Value::Object(request)).map_err(form)?;
    let provider = request.provider(cx, pool)?;
    put_provider(cx, &provider).await
}

async fn put_style(cx: &mut Cx<'_>, members: Map<String, Value>) -> Result<Outcome, Failure> {
    let value = Value::Object(members);
    let form = |error| LineProblem::form(LineType::Style, error);
    let style: Style = json::from_value(value.clone()).map_err(form)?;
    let line: StyleLine = json::from_value(value).map_err(form)?;
    if cx.exists(&keys::branding(&style.id)).await? {
        return Ok(Outcome::Kept);
    }
    let styles = Styles::load(cx).await?;
    styles.add(cx, &line.client_id, &style, &line.assets)?;
    Ok(Outcome::Written)
}

async fn put_mark(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    members: Map<String, Value>,
) -> Result<Outcome, Failure> {
    let line: MarkLine =
        json::from_value(Value::Object(members)).map_err(|error| LineProblem::form(LineType::Mark, error))?;
    match &*line.of {
        "spent" => put_new::<Spent>(cx, place, line.record).await,
        "rotation" => put_new::<Rotation>(cx, place, line.record).await,
        "revoked" => put_new::<Revoked>(cx, place, line.record).await,
        other => Err(LineProblem::Unknown("mark", other.to_owned()).into()),
    }
}

async fn put_new<T: Portable>(cx: &mut Cx<'_>, place: Place<'_>, value: Value) -> Result<Outcome, Failure> {
    let record: T = place.inward(cx, LineType::Mark, value)?;
    if cx.exists(&record.key()).await? {
        return Ok(Outcome::Kept);
    }
    cx.put(&record)?;
    Ok(Outcome::Written)
}

/// Writes the risk configuration of a pool, or of an app client.
pub(super) fn put_risk(
    cx: &mut Cx<'_>,
    place: Place<'_>,
    value: Value,
    client_id: Option<&str>,
) -> Result<(), Failure> {
    let risk: RiskConfigurationRecord = place.inward(cx, LineType::Client, value)?;
    if risk.client_id.as_deref() != client_id {
        return Err(LineProblem::Foreign("app client").into());
    }
    Ok(cx.put(&risk)?)
}

/// Writes the customization of the classic hosted UI for an app client, or for all.
pub(super) fn put_customization(cx: &mut Cx<'_>, mut value: Value, client: &str) -> Result<(), Failure> {
    let logo = value.as_object_mut().and_then(|members| members.remove("logo"));
    let customization: UiCustomization =
        json::from_value(value).map_err(|error| LineProblem::form(LineType::Client, error))?;
    if customization.client != client {
        return Err(LineProblem::Foreign("app client").into());
    }
    Ok(customization.save(cx, logo.as_ref().and_then(Value::as_str))?)
}

/// Checks a request of the API against its constraints.
fn check_request<O: Operation>(request: &O) -> Result<(), Failure> {
    let value =
        serde_json::to_value(request).map_err(Internal::encoding("the request")).map_err(Error::from)?;
    let mut members = match value {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    members.retain(|_, member| !member.is_null());
    check::check(O::INPUT, &members).map_err(Error::from)?;
    Ok(())
}
