//! The rules for an app client's settings, the same for creation and update. All of them check the settings as they
//! were sent, before any default.

use std::ops::RangeInclusive;

use crate::{
    context::Cx,
    error::{Error, InvalidOAuthFlow, InvalidParameter},
    model::{
        client::{ClientSettings, attribute_group, names},
        identity_provider::ProviderIndex,
        registration,
        schema::Schema,
    },
    settings::{AnalyticsConfiguration, ExplicitAuthFlow, OAuthFlow},
};

/// Lifetime of an access or ID token in seconds: five minutes to a day.
const TOKEN_SECONDS: RangeInclusive<u64> = 300..=86_400;

/// Lifetime of a refresh token in seconds: an hour to ten years.
const REFRESH_TOKEN_SECONDS: RangeInclusive<u64> = 3600..=315_360_000;

/// Attributes that no client can write, even if its list names them.
const NEVER_WRITTEN: [&str; 3] = ["sub", "email_verified", "phone_number_verified"];

/// The facts that the rules need besides the settings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts<'a> {
    pub(super) pool_id: &'a str,
    pub(super) schema: &'a Schema,
    pub(super) providers: &'a ProviderIndex,
    pub(super) has_secret: bool,
    /// The client has registered itself.
    pub(super) is_registered: bool,
    /// The first scope in the settings that does not exist.
    pub(super) unknown_scope: Option<&'a str>,
    pub(super) change: Change,
}

/// The operation that calls; some error texts name it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Change {
    Create,
    Update,
}

impl Change {
    fn verb(self) -> &'static str {
        match self {
            Self::Create => "creating",
            Self::Update => "updating",
        }
    }
}

/// Checks all settings of a client.
pub(super) fn check_settings(settings: &ClientSettings, facts: Facts<'_>) -> Result<(), Error> {
    check_validity(settings)?;
    check_auth_flows(settings, facts.has_secret)?;
    check_oauth_flows(settings, facts.has_secret)?;
    check_urls(settings)?;
    if let Some(unknown) = facts.unknown_scope {
        return Err(Error::ScopeDoesNotExist(unknown.to_owned()));
    }
    let scopes = settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
    if facts.is_registered && scopes.iter().any(|scope| scope == registration::SCOPE) {
        return Err(InvalidParameter::RegisteredClientScope.into());
    }
    check_providers(settings, facts)?;
    check_attributes(settings, facts)?;
    if settings.enable_propagate_additional_user_context_data == Some(true) && !facts.has_secret {
        return Err(InvalidParameter::UserContextDataWithoutSecret.into());
    }
    check_analytics(settings.analytics_configuration.as_ref())?;
    Ok(())
}

fn check_validity(settings: &ClientSettings) -> Result<(), InvalidParameter> {
    let (access, id) = (settings.access_token_seconds(), settings.id_token_seconds());
    let refresh = settings.refresh_token_seconds();
    let in_range = TOKEN_SECONDS.contains(&access)
        && TOKEN_SECONDS.contains(&id)
        && REFRESH_TOKEN_SECONDS.contains(&refresh);
    if !in_range {
        return Err(InvalidParameter::TokenValidity);
    }
    if access > refresh || id > refresh {
        return Err(InvalidParameter::TokenValidityOrder);
    }
    Ok(())
}

fn check_auth_flows(settings: &ClientSettings, has_secret: bool) -> Result<(), InvalidParameter> {
    let flows = settings.explicit_auth_flows.as_deref().unwrap_or_default();
    let legacy = flows.iter().filter(|flow| flow.is_legacy()).count();
    if legacy > 0 && legacy < flows.len() {
        return Err(InvalidParameter::MixedAuthFlowNames);
    }
    if settings.is_rotating() && flows.contains(&ExplicitAuthFlow::ALLOW_REFRESH_TOKEN_AUTH) {
        return Err(InvalidParameter::RotationWithRefreshTokenAuth);
    }
    if settings.allows(&ExplicitAuthFlow::ALLOW_CLIENT_TOKEN_AUTH) {
        let is_other = |flow: &ExplicitAuthFlow| *flow != ExplicitAuthFlow::ALLOW_CLIENT_TOKEN_AUTH;
        if flows.iter().any(is_other) {
            return Err(InvalidParameter::ClientTokenAuthWithOtherFlows);
        }
        if !has_secret {
            return Err(InvalidParameter::ClientTokenAuthWithoutSecret);
        }
    }
    Ok(())
}

fn check_oauth_flows(settings: &ClientSettings, has_secret: bool) -> Result<(), Error> {
    let flows = settings.allowed_oauth_flows.as_deref().unwrap_or_default();
    let scopes = settings.allowed_oauth_scopes.as_deref().unwrap_or_default();
    let has = |flow| flows.contains(&flow);
    let redirects = has(OAuthFlow::CODE) || has(OAuthFlow::IMPLICIT);

    if settings.allowed_oauth_flows_user_pool_client == Some(true) && (flows.is_empty() || scopes.is_empty())
    {
        return Err(InvalidParameter::OAuthFlowsAndScopes.into());
    }
    if has(OAuthFlow::CLIENT_CREDENTIALS) && redirects {
        return Err(InvalidOAuthFlow::ClientCredentialsWithOtherFlows.into());
    }
    if has(OAuthFlow::CLIENT_CREDENTIALS) && !has_secret {
        return Err(InvalidParameter::ClientCredentialsWithoutSecret.into());
    }
    if redirects && settings.callback_urls.as_deref().unwrap_or_default().is_empty() {
        return Err(InvalidParameter::CallbackUrlsEmpty.into());
    }
    Ok(())
}

fn check_urls(settings: &ClientSettings) -> Result<(), InvalidParameter> {
    let callback = settings.callback_urls.as_deref().unwrap_or_default();
    let logout = settings.logout_urls.as_deref().unwrap_or_default();
    for url in callback.iter().chain(logout) {
        if url.contains('#') {
            return Err(InvalidParameter::UrlFragment(url.clone()));
        }
        if is_http_elsewhere(url) {
            return Err(InvalidParameter::UrlHttp(url.clone()));
        }
    }
    match &settings.default_redirect_uri {
        Some(default) if !callback.contains(default) => {
            Err(InvalidParameter::DefaultRedirectUri(default.clone()))
        }
        _ => Ok(()),
    }
}

/// Whether a URL is plain HTTP to a host other than this machine. Parses it as a browser does: `\` separates like `/`,
/// and the part before `@` is not the host.
fn is_http_elsewhere(url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once(':') else { return false };
    if !scheme.eq_ignore_ascii_case("http") {
        return false;
    }
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?']).next().unwrap_or_default();
    let host_and_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = match host_and_port.split_once(']') {
        Some((address, _)) => address.trim_start_matches('['),
        None => host_and_port.split(':').next().unwrap_or_default(),
    };
    !(host.eq_ignore_ascii_case("localhost") || host == "127.0.0.1" || host == "::1")
}

fn check_providers(settings: &ClientSettings, facts: Facts<'_>) -> Result<(), InvalidParameter> {
    match named_providers(settings).find(|name| !facts.providers.contains(name)) {
        Some(unknown) => Err(InvalidParameter::ProviderUnknown(unknown.to_owned(), facts.pool_id.to_owned())),
        None => Ok(()),
    }
}

/// The providers that the settings name. `COGNITO` is the pool itself.
fn named_providers(settings: &ClientSettings) -> impl Iterator<Item = &str> {
    let named = settings.supported_identity_providers.iter().flatten();
    named.map(String::as_str).filter(|name| *name != "COGNITO")
}

/// The index of the pool's providers, if the settings name any.
pub(super) async fn providers(cx: &mut Cx<'_>, settings: &ClientSettings) -> Result<ProviderIndex, Error> {
    if named_providers(settings).next().is_none() {
        return Ok(ProviderIndex::default());
    }
    ProviderIndex::load(cx).await
}

fn check_attributes(settings: &ClientSettings, facts: Facts<'_>) -> Result<(), InvalidParameter> {
    let Facts { schema, change, .. } = facts;
    let is_known = |name: &String| {
        attribute_group(name).is_some() || (schema.get(name).is_some() && !name.starts_with("dev:"))
    };

    let write = settings.write_attributes.as_deref().unwrap_or_default();
    // A client cannot write an immutable attribute, unless users cannot sign up without it.
    let is_mutable = |name: &str| {
        schema
            .get(name)
            .is_none_or(|attribute| attribute.mutable != Some(false) || attribute.required == Some(true))
    };
    let is_writable =
        |name: &String| is_known(name) && is_mutable(name) && !NEVER_WRITTEN.contains(&name.as_str());
    let has_required = write.is_empty() || schema.required().all(|name| names(write, name));
    if !write.iter().all(is_writable) || !has_required {
        return Err(InvalidParameter::WriteAttributes(change.verb()));
    }

    let read = settings.read_attributes.as_deref().unwrap_or_default();
    if !read.iter().all(is_known) {
        return Err(InvalidParameter::ReadAttributes(change.verb()));
    }
    Ok(())
}

fn check_analytics(configuration: Option<&AnalyticsConfiguration>) -> Result<(), InvalidParameter> {
    let Some(configuration) = configuration else { return Ok(()) };
    let by_id = [configuration.application_id(), configuration.role_arn(), configuration.external_id()];
    let is_valid = if configuration.application_arn().is_some() {
        by_id.iter().all(|member| member.is_none())
    } else {
        by_id.iter().all(|member| member.is_some())
    };
    if is_valid { Ok(()) } else { Err(InvalidParameter::AnalyticsConfiguration) }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::schema::SchemaAttribute;

    const POOL: &str = "eu-west-1_AbCdEfGhI";

    fn schema() -> Schema {
        let attribute = |value: Value| -> SchemaAttribute { serde_json::from_value(value).unwrap() };
        Schema::create(&[
            attribute(json!({"Name": "email", "Required": true})),
            attribute(json!({"Name": "team", "AttributeDataType": "String", "Mutable": true})),
            attribute(json!({"Name": "tenant", "AttributeDataType": "String", "Mutable": false})),
            attribute(json!({"Name": "note", "AttributeDataType": "String", "DeveloperOnlyAttribute": true})),
        ])
        .unwrap()
    }

    fn outcome(value: Value, has_secret: bool, change: Change) -> Result<(), Error> {
        let settings: ClientSettings = serde_json::from_value(value).unwrap();
        let mut providers = ProviderIndex::default();
        providers.set("Acme", &[]).unwrap();
        let facts = Facts {
            pool_id: POOL,
            schema: &schema(),
            providers: &providers,
            has_secret,
            is_registered: false,
            unknown_scope: settings
                .allowed_oauth_scopes
                .iter()
                .flatten()
                .map(String::as_str)
                .find(|scope| scope.contains('/')),
            change,
        };
        check_settings(&settings, facts)
    }

    fn refused(value: Value, text: &str) {
        let error = outcome(value.clone(), false, Change::Create).expect_err(&value.to_string());
        assert_eq!(error.to_string(), text, "{value}");
    }

    fn accepted(value: Value) {
        assert!(outcome(value.clone(), false, Change::Create).is_ok(), "{value}");
    }

    fn accepted_with_secret(value: Value) {
        assert!(outcome(value.clone(), true, Change::Create).is_ok(), "{value}");
    }

    #[test]
    fn empty_settings_are_accepted() {
        accepted(json!({}));
    }

    #[test]
    fn access_and_id_tokens_live_five_minutes_to_a_day() {
        let text = "Invalid range for token validity.";
        for (member, unit) in [("AccessTokenValidity", "AccessToken"), ("IdTokenValidity", "IdToken")] {
            let validity =
                |value: u64, name: &str| json!({member: value, "TokenValidityUnits": {unit: name}});
            accepted(validity(5, "minutes"));
            accepted(validity(300, "seconds"));
            accepted(validity(24, "hours"));
            accepted(validity(1, "days"));
            accepted(validity(86_400, "seconds"));
            refused(validity(4, "minutes"), text);
            refused(validity(299, "seconds"), text);
            refused(validity(25, "hours"), text);
            refused(validity(2, "days"), text);
            // Without a unit the number means hours.
            accepted(json!({member: 24}));
            refused(json!({member: 25}), text);
        }
    }

    #[test]
    fn refresh_tokens_live_an_hour_to_ten_years() {
        let text = "Invalid range for token validity.";
        let validity = |value: u64, unit: &str| {
            let units = json!({"RefreshToken": unit});
            json!({"RefreshTokenValidity": value, "TokenValidityUnits": units})
        };
        accepted(validity(60, "minutes"));
        accepted(validity(3650, "days"));
        accepted(validity(315_360_000, "seconds"));
        refused(validity(59, "minutes"), text);
        refused(validity(3599, "seconds"), text);
        refused(validity(3651, "days"), text);
        // Without a unit the number means days; 0 means 30 days.
        accepted(json!({"RefreshTokenValidity": 3650}));
        refused(json!({"RefreshTokenValidity": 3651}), text);
        accepted(validity(0, "seconds"));
    }

    #[test]
    fn no_token_outlives_the_refresh_token() {
        let text = "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
        for member in ["AccessTokenValidity", "IdTokenValidity"] {
            let validity = |hours: u64| {
                let units = json!({"RefreshToken": "hours"});
                json!({member: hours, "RefreshTokenValidity": 2, "TokenValidityUnits": units})
            };
            accepted(validity(2));
            refused(validity(3), text);
        }
    }

    #[test]
    fn old_and_new_names_of_flows_do_not_mix() {
        accepted(json!({"ExplicitAuthFlows": ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"]}));
        accepted(json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH"]}));
        refused(
            json!({"ExplicitAuthFlows": ["ALLOW_USER_SRP_AUTH", "USER_PASSWORD_AUTH"]}),
            "Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names.",
        );
    }

    #[test]
    fn rotation_takes_the_place_of_the_refresh_flow() {
        let rotation = |feature: &str| {
            let rotation = json!({"Feature": feature});
            json!({"ExplicitAuthFlows": ["ALLOW_REFRESH_TOKEN_AUTH"], "RefreshTokenRotation": rotation})
        };
        accepted(rotation("DISABLED"));
        refused(
            rotation("ENABLED"),
            "ALLOW_REFRESH_TOKEN_AUTH cannot be used when refresh token rotation is enabled.",
        );
        accepted(json!({"RefreshTokenRotation": {"Feature": "ENABLED"}}));
    }

    #[test]
    fn the_flow_of_machines_is_the_only_one_and_needs_a_secret() {
        let flows = |flows: &[&str]| json!({"ExplicitAuthFlows": flows});
        accepted_with_secret(flows(&["ALLOW_CLIENT_TOKEN_AUTH"]));
        accepted_with_secret(flows(&["ALLOW_CLIENT_TOKEN_AUTH", "ALLOW_CLIENT_TOKEN_AUTH"]));
        refused(
            flows(&["ALLOW_CLIENT_TOKEN_AUTH"]),
            "Client Secret is required to use ALLOW_CLIENT_TOKEN_AUTH.",
        );
        for other in ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_TOKEN_EXCHANGE_DELEGATION"] {
            let text = "ALLOW_CLIENT_TOKEN_AUTH cannot be used with other auth flows.";
            refused(flows(&["ALLOW_CLIENT_TOKEN_AUTH", other]), text);
        }
    }

    #[test]
    fn oauth_needs_flows_and_scopes() {
        let text = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.";
        let urls = json!(["https://example.com"]);
        refused(json!({"AllowedOAuthFlowsUserPoolClient": true}), text);
        refused(json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthScopes": ["openid"]}), text);
        refused(
            json!({"AllowedOAuthFlowsUserPoolClient": true, "AllowedOAuthFlows": ["code"], "CallbackURLs": urls}),
            text,
        );
        accepted(json!({
            "AllowedOAuthFlowsUserPoolClient": true,
            "AllowedOAuthFlows": ["code", "implicit"],
            "AllowedOAuthScopes": ["phone", "email", "openid", "profile", "aws.cognito.signin.user.admin"],
            "CallbackURLs": urls,
        }));
        accepted(json!({"AllowedOAuthFlowsUserPoolClient": false}));
    }

    #[test]
    fn client_credentials_exclude_other_flows_and_need_a_secret() {
        for other in ["code", "implicit"] {
            let both =
                json!({"AllowedOAuthFlows": ["client_credentials", other], "CallbackURLs": ["https://a"]});
            let error = outcome(both, true, Change::Create).unwrap_err();
            assert_eq!(error.name(), "InvalidOAuthFlowException");
            assert_eq!(
                error.to_string(),
                "client_credentials flow can not be selected along with code flow or implicit flow."
            );
        }
        let alone = json!({"AllowedOAuthFlows": ["client_credentials"]});
        accepted_with_secret(alone.clone());
        refused(
            alone,
            "client_credentials flow can not be selected if client does not have a client secret.",
        );
    }

    #[test]
    fn flows_that_redirect_need_a_callback_url() {
        for flow in ["code", "implicit"] {
            refused(
                json!({"AllowedOAuthFlows": [flow]}),
                "CallbackUrls can not be empty when code flow or implicit flow is selected",
            );
            accepted(json!({"AllowedOAuthFlows": [flow], "CallbackURLs": ["https://example.com"]}));
        }
    }

    #[test]
    fn plain_http_is_allowed_for_this_machine_only() {
        for url in [
            "https://example.com/callback",
            "myapp://callback",
            "com.example.app:/callback",
            "http://localhost",
            "http://localhost:3000/callback?a=b",
            "http://127.0.0.1:3000",
            "http://[::1]:3000/callback",
            "HTTP://LOCALHOST/",
        ] {
            accepted(json!({"CallbackURLs": [url]}));
            accepted(json!({"LogoutURLs": [url]}));
        }
        for url in [
            "http://example.com",
            "HTTP://example.com",
            "http://localhost.example.com",
            "http://localhost@example.com",
            "http://localhost:80@example.com",
            "http://127.0.0.1.example.com",
            "http://example.com\\@localhost",
            "http:example.com",
            "http:///example.com",
            "http://[::2]/",
            "http://",
        ] {
            refused(json!({"CallbackURLs": [url]}), &format!("{url} cannot use the HTTP protocol."));
            refused(json!({"LogoutURLs": [url]}), &format!("{url} cannot use the HTTP protocol."));
        }
    }

    #[test]
    fn a_url_has_no_fragment() {
        for member in ["CallbackURLs", "LogoutURLs"] {
            refused(
                json!({member: ["https://example.com#top"]}),
                "https://example.com#top cannot use fragment",
            );
        }
    }

    #[test]
    fn the_default_is_one_of_the_callbacks() {
        accepted(json!({"CallbackURLs": ["https://a", "https://b"], "DefaultRedirectURI": "https://b"}));
        refused(
            json!({"CallbackURLs": ["https://a"], "DefaultRedirectURI": "https://a/"}),
            "The default redirect URI https://a/ is not in the callback URIs list.",
        );
    }

    #[test]
    fn a_scope_must_exist() {
        let error = outcome(json!({"AllowedOAuthScopes": ["openid", "shop/read"]}), false, Change::Create)
            .unwrap_err();
        assert_eq!(error.name(), "ScopeDoesNotExistException");
        assert_eq!(error.to_string(), "Invalid scope requested: shop/read");
    }

    #[test]
    fn a_provider_must_exist() {
        accepted(json!({"SupportedIdentityProviders": ["COGNITO", "Acme"]}));
        refused(
            json!({"SupportedIdentityProviders": ["COGNITO", "Google"]}),
            &format!("The provider Google does not exist for User Pool {POOL}"),
        );
    }

    #[test]
    fn write_attributes_must_be_known_and_include_the_required_ones() {
        let text = "Invalid write attributes specified while creating a client";
        accepted(json!({"WriteAttributes": []}));
        accepted(json!({"WriteAttributes": ["email", "custom:team"]}));
        accepted(json!({"WriteAttributes": ["oidc:profile", "oidc:email"]}));
        for list in [
            json!(["name"]),
            json!(["email", "nonsense"]),
            json!(["email", "custom:tenant"]),
            json!(["email", "team"]),
            json!(["email", "sub"]),
            json!(["email", "email_verified"]),
            json!(["email", "phone_number_verified"]),
            json!(["email", "dev:custom:note"]),
            json!(["email", "oidc:nonsense"]),
        ] {
            refused(json!({"WriteAttributes": list}), text);
        }
        let error = outcome(json!({"WriteAttributes": ["name"]}), false, Change::Update).unwrap_err();
        assert_eq!(error.to_string(), "Invalid write attributes specified while updating a client");
    }

    #[test]
    fn read_attributes_must_be_known() {
        accepted(json!({"ReadAttributes": ["sub", "email_verified", "custom:team", "oidc:phone"]}));
        for name in ["nonsense", "team", "dev:custom:note"] {
            refused(
                json!({"ReadAttributes": [name]}),
                "Invalid read attributes specified while creating a client",
            );
        }
        let error = outcome(json!({"ReadAttributes": ["nonsense"]}), false, Change::Update).unwrap_err();
        assert_eq!(error.to_string(), "Invalid read attributes specified while updating a client");
    }

    #[test]
    fn only_confidential_clients_may_send_user_context_data() {
        let enabled = json!({"EnablePropagateAdditionalUserContextData": true});
        accepted_with_secret(enabled.clone());
        refused(enabled, "Client Secret is required to set EnablePropagateAdditionalUserContextData as true");
        accepted(json!({"EnablePropagateAdditionalUserContextData": false}));
    }

    #[test]
    fn analytics_need_an_arn_or_an_id() {
        let text = "Invalid analytics configuration given, either <application arn> or <application id, role arn, \
                    external id> are valid";
        let arn = "arn:aws:mobiletargeting:eu-west-1:123456789012:apps/1";
        let role = "arn:aws:iam::123456789012:role/analytics";
        accepted(json!({"AnalyticsConfiguration": {"ApplicationArn": arn, "UserDataShared": true}}));
        accepted(
            json!({"AnalyticsConfiguration": {"ApplicationId": "1", "RoleArn": role, "ExternalId": "e"}}),
        );
        refused(json!({"AnalyticsConfiguration": {}}), text);
        refused(json!({"AnalyticsConfiguration": {"ApplicationId": "1", "RoleArn": role}}), text);
        refused(json!({"AnalyticsConfiguration": {"ApplicationArn": arn, "ApplicationId": "1"}}), text);
    }
}
