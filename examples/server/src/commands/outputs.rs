//! `userpool-server outputs --pool ID`: the settings of an application that uses a pool.

use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Value, json, to_value};
use userpool::{
    Engine,
    operations::{
        DescribeUserPool, DescribeUserPoolClient, GetUserPoolMfaConfig, ListGroups, ListUserPoolClients,
    },
};

use super::engine::{self, EngineError};
use crate::{address::own_address, data_folder::DataFolder, options::Options};

/// The arguments of `outputs`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// The id of the pool
    #[arg(long, value_name = "ID")]
    pool: String,

    /// The id of the app client [default: the only one of the pool]
    #[arg(long, value_name = "ID")]
    client: Option<String>,

    /// Print environment variables instead of amplify_outputs.json
    #[arg(long)]
    env: bool,
}

/// Nothing was printed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("the port of the server is not known: give --listen with it, or --public-url")]
    NoAddress,
    #[error("the pool {pool} has no app client")]
    NoClient { pool: String },
    #[error("the pool {pool} has several app clients: give --client with one of {clients}")]
    ManyClients { pool: String, clients: String },
    #[error(
        "the app client {0} has a secret, which an application in a browser cannot keep: give --client with another one"
    )]
    ClientWithSecret(String),
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error("the settings cannot be read")]
    Read(#[from] userpool::Error),
    #[error("the settings cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl Error {
    /// 2: the operator must change a flag or a file. 1: it may succeed later.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Engine(EngineError::System(_)) => ExitCode::from(1),
            _ => ExitCode::from(2),
        }
    }
}

/// Most app clients that an error message names.
const CLIENTS_NAMED_MAX: usize = 5;

/// Amplify's names of identity providers, by Cognito's.
const PROVIDERS: [(&str, &str); 4] = [
    ("Google", "GOOGLE"),
    ("Facebook", "FACEBOOK"),
    ("LoginWithAmazon", "LOGIN_WITH_AMAZON"),
    ("SignInWithApple", "SIGN_IN_WITH_APPLE"),
];

/// Reads a pool and an app client. Changes nothing. A server may use the database at the same time.
pub(crate) fn run(arguments: &Arguments, options: &Options) -> Result<String, Error> {
    let url = match &options.public_url {
        Some(url) => url.clone(),
        None if options.listen.port() == 0 => return Err(Error::NoAddress),
        None => own_address(options.listen, options.tls().is_some()),
    };
    let opened =
        DataFolder::look(options).and_then(|folder| folder.open_existing()).map_err(EngineError::from)?;
    let (engine, runtime) = engine::of_existing(opened, options)?;
    runtime.block_on(async {
        engine.check_master_key().await.map_err(EngineError::from)?;
        let settings = Settings::read(&engine, arguments).await?;
        if arguments.env { Ok(settings.environment(&url)) } else { settings.amplify(&url) }
    })
}

/// The settings of a pool and an app client, as the API's JSON.
struct Settings {
    pool: Value,
    client: Value,
    mfa: Value,
    groups: Vec<Value>,
}

impl Settings {
    async fn read(engine: &Engine, arguments: &Arguments) -> Result<Self, Error> {
        let user_pool_id = arguments.pool.clone();
        let pool = DescribeUserPool { user_pool_id: user_pool_id.clone() };
        let pool = to_value(engine.send(pool).await?.user_pool)?;
        let client_id = match &arguments.client {
            Some(client) => client.clone(),
            None => only_client(engine, &user_pool_id).await?,
        };
        let client = DescribeUserPoolClient { user_pool_id: user_pool_id.clone(), client_id };
        let client = to_value(engine.send(client).await?.user_pool_client)?;
        let mfa = GetUserPoolMfaConfig { user_pool_id: user_pool_id.clone() };
        let mfa = to_value(engine.send(mfa).await?)?;
        let groups = groups(engine, &user_pool_id).await?;
        Ok(Self { pool, client, mfa, groups })
    }

    fn region(&self) -> &str {
        text(&self.pool, "Id").split('_').next().unwrap_or_default()
    }

    /// Lines for a shell or an `.env` file.
    fn environment(&self, url: &str) -> String {
        let lines = [
            ("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", url),
            ("AWS_REGION", self.region()),
            ("COGNITO_USER_POOL_ID", text(&self.pool, "Id")),
            ("COGNITO_CLIENT_ID", text(&self.client, "ClientId")),
        ];
        lines.iter().map(|(name, value)| format!("{name}={}\n", quoted(value))).collect()
    }

    /// The file `amplify_outputs.json`.
    fn amplify(&self, url: &str) -> Result<String, Error> {
        if self.client.get("ClientSecret").is_some_and(Value::is_string) {
            return Err(Error::ClientWithSecret(text(&self.client, "ClientId").to_owned()));
        }
        let mut auth = json!({
            "aws_region": self.region(),
            "user_pool_id": self.pool["Id"],
            "user_pool_client_id": self.client["ClientId"],
            "unauthenticated_identities_enabled": false,
            "username_attributes": self.username_attributes(),
            "standard_required_attributes": self.required_attributes(),
            "user_verification_types": list(&self.pool, "AutoVerifiedAttributes"),
            "mfa_configuration": match text(&self.mfa, "MfaConfiguration") {
                "ON" => "REQUIRED",
                "OPTIONAL" => "OPTIONAL",
                _ => "NONE",
            },
            "mfa_methods": self.mfa_methods(),
            "groups": self.groups,
        });
        for (name, section) in [
            ("password_policy", self.password_policy()),
            ("oauth", self.oauth(url)),
            ("passwordless", self.passwordless()),
        ] {
            if let Some(section) = section {
                auth[name] = section;
            }
        }
        // Amplify has no setting for the endpoint in this file, and ignores what it does not know in `custom`.
        let outputs = json!({ "version": "1", "auth": auth, "custom": { "user_pool_endpoint": url } });
        Ok(format!("{outputs:#}\n"))
    }

    fn username_attributes(&self) -> Vec<&str> {
        let attributes = list(&self.pool, "UsernameAttributes");
        if !attributes.is_empty() {
            return attributes;
        }
        let aliases = list(&self.pool, "AliasAttributes").into_iter();
        let aliases = aliases.filter(|alias| matches!(*alias, "email" | "phone_number"));
        ["username"].into_iter().chain(aliases).collect()
    }

    fn required_attributes(&self) -> Vec<&str> {
        let schema = self.pool["SchemaAttributes"].as_array().map(Vec::as_slice).unwrap_or_default();
        let required = schema.iter().filter(|attribute| attribute["Required"] == true);
        required.map(|attribute| text(attribute, "Name")).filter(|name| *name != "sub").collect()
    }

    /// The methods that Amplify knows.
    fn mfa_methods(&self) -> Vec<&str> {
        let sms = self.mfa["SmsMfaConfiguration"].is_object().then_some("SMS");
        let totp = (self.mfa["SoftwareTokenMfaConfiguration"]["Enabled"] == true).then_some("TOTP");
        sms.into_iter().chain(totp).collect()
    }

    fn password_policy(&self) -> Option<Value> {
        let policy = self.pool["Policies"]["PasswordPolicy"].as_object()?;
        let is_required = |name: &str| policy.get(name).is_some_and(|value| *value == true);
        Some(json!({
            "min_length": policy.get("MinimumLength"),
            "require_lowercase": is_required("RequireLowercase"),
            "require_numbers": is_required("RequireNumbers"),
            "require_symbols": is_required("RequireSymbols"),
            "require_uppercase": is_required("RequireUppercase"),
        }))
    }

    /// The pages of the pool, if it has a domain and the app client may use them.
    fn oauth(&self, url: &str) -> Option<Value> {
        let flows = list(&self.client, "AllowedOAuthFlows");
        let may_use = self.client["AllowedOAuthFlowsUserPoolClient"] == true;
        let custom = self.pool["CustomDomain"].as_str();
        if !may_use || (custom.is_none() && !self.pool["Domain"].is_string()) {
            return None;
        }
        // The pages below the path of the pool need no DNS, unlike those at a prefix.
        let host = url.split_once("://").map_or(url, |(_, host)| host);
        let domain = custom.map_or_else(|| format!("{host}/{}", text(&self.pool, "Id")), str::to_owned);
        let supported = list(&self.client, "SupportedIdentityProviders");
        let providers = PROVIDERS.into_iter().filter(|(name, _)| supported.contains(name));
        Some(json!({
            "domain": domain,
            "identity_providers": providers.map(|(_, name)| name).collect::<Vec<_>>(),
            "scopes": list(&self.client, "AllowedOAuthScopes"),
            "redirect_sign_in_uri": list(&self.client, "CallbackURLs"),
            "redirect_sign_out_uri": list(&self.client, "LogoutURLs"),
            "response_type": if flows.contains(&"code") { "code" } else { "token" },
        }))
    }

    /// The first factors besides the password, if there are any.
    fn passwordless(&self) -> Option<Value> {
        let factors = list(&self.pool["Policies"]["SignInPolicy"], "AllowedFirstAuthFactors");
        let has = |name: &str| factors.contains(&name);
        if !has("EMAIL_OTP") && !has("SMS_OTP") && !has("WEB_AUTHN") {
            return None;
        }
        let mut passwordless = Map::new();
        passwordless.insert("email_otp_enabled".to_owned(), has("EMAIL_OTP").into());
        passwordless.insert("sms_otp_enabled".to_owned(), has("SMS_OTP").into());
        let passkeys = &self.mfa["WebAuthnConfiguration"];
        if has("WEB_AUTHN") && passkeys["RelyingPartyId"].is_string() {
            let web_authn = json!({
                "relying_party_id": passkeys["RelyingPartyId"],
                "user_verification": passkeys["UserVerification"].as_str().unwrap_or("preferred"),
            });
            passwordless.insert("web_authn".to_owned(), web_authn);
        }
        Some(Value::Object(passwordless))
    }
}

async fn only_client(engine: &Engine, pool: &str) -> Result<String, Error> {
    let clients = ListUserPoolClients { user_pool_id: pool.to_owned(), ..Default::default() };
    let clients = engine.send(clients).await?.user_pool_clients;
    let pool = pool.to_owned();
    match &clients[..] {
        [] => Err(Error::NoClient { pool }),
        [client] => Ok(client.client_id.clone()),
        many => {
            let named = many.iter().map(|client| format!("{} ({})", client.client_id, client.client_name));
            let mut named: Vec<String> = named.take(CLIENTS_NAMED_MAX).collect();
            if many.len() > CLIENTS_NAMED_MAX {
                named.push("...".to_owned());
            }
            Err(Error::ManyClients { pool, clients: named.join(", ") })
        }
    }
}

/// The groups of a pool with their precedence.
async fn groups(engine: &Engine, pool: &str) -> Result<Vec<Value>, Error> {
    let (mut groups, mut next_token) = (Vec::new(), None);
    loop {
        let page = ListGroups { user_pool_id: pool.to_owned(), limit: None, next_token };
        let page = engine.send(page).await?;
        for group in &page.groups {
            let group = to_value(group)?;
            groups.push(json!({ text(&group, "GroupName"): { "precedence": group["Precedence"] } }));
        }
        next_token = page.next_token;
        if next_token.is_none() {
            return Ok(groups);
        }
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> Vec<&'a str> {
    value[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The value, quoted for a shell if necessary. Most programs that read `.env` files remove the quotes too.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@%,:[]".contains(c);
    if value.chars().all(plain) { value.to_owned() } else { format!("'{}'", value.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_quoted_when_a_shell_would_split_it() {
        assert_eq!(quoted("https://auth.example.com:8443/a"), "https://auth.example.com:8443/a");
        assert_eq!(quoted("https://auth.example.com/$(a);'b'"), r"'https://auth.example.com/$(a);'\''b'\'''");
    }
}
