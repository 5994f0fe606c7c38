//! What the engine reads from every request: the members that are passed on to the pool's Lambda functions,
//! `ClientMetadata` and `ValidationData`, and where the request came from, which is not passed on.

use std::{collections::BTreeMap, net::IpAddr};

use serde_json::Value;

use crate::{ordered, user_agent::device_name};

/// The members of a request that events contain.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TriggerInput {
    pub(crate) validation_data: Option<BTreeMap<String, String>>,
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
    /// From `ContextData`, which only administrators send.
    by_administrator: RequestOrigin,
    /// From `UserContextData`, which any client can send.
    by_client: RequestOrigin,
    /// An administrator sent the request, for a user at another place.
    is_administrative: bool,
}

/// Where a request came from.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct RequestOrigin {
    /// An IP address.
    pub(crate) address: Option<String>,
    /// The header `User-Agent`.
    pub(crate) device: Option<String>,
}

/// Longest name of a device that is kept, in characters.
const DEVICE_CHARS_MAX: usize = 256;

impl TriggerInput {
    /// What the engine reads from every request, which satisfies the constraints of its operation. Members that an operation does
    /// not have are ignored, so any client could send those of administrators.
    pub(crate) fn received(request: &Value, by_administrator: bool) -> Self {
        Self::of(request).sent(by_administrator)
    }

    /// Reads both members of a request that satisfies the constraints of its operation: `ClientMetadata` is a map of
    /// texts and `ValidationData` a list of attributes. If an attribute is given twice, the last value counts.
    fn of(request: &Value) -> Self {
        let validation_data = request["ValidationData"].as_array();
        let client_metadata = request["ClientMetadata"].as_object();
        Self {
            validation_data: validation_data.map(|attributes| {
                let pair = |attribute: &Value| Some((text(&attribute["Name"])?, text(&attribute["Value"])));
                let pairs = attributes.iter().filter_map(pair);
                ordered::map(pairs.map(|(name, value)| (name, value.unwrap_or_default())))
            }),
            client_metadata: client_metadata.map(|entries| {
                ordered::map(entries.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))))
            }),
            by_administrator: RequestOrigin::of(&request["ContextData"]),
            by_client: RequestOrigin::of(&request["UserContextData"]),
            is_administrative: false,
        }
    }

    /// Moves `ClientMetadata` to the name in the events of a starting sign-in, where functions get it only as
    /// `validationData`.
    pub(crate) fn metadata_as_validation_data(self) -> Self {
        Self { validation_data: self.client_metadata, client_metadata: None, ..self }
    }

    /// The same without what only administrators may say, unless one has sent the request.
    fn sent(mut self, by_administrator: bool) -> Self {
        self.is_administrative = by_administrator;
        if !by_administrator {
            self.by_administrator = RequestOrigin::default();
        }
        self
    }

    /// Where the user is. `trusts_client`: the address that the client names is believed. `seen`: where the request came
    /// from, as the host says. An administrator's request comes from a server, so there only its `ContextData` counts.
    pub(crate) fn request_origin(&self, trusts_client: bool, seen: &RequestOrigin) -> RequestOrigin {
        if self.is_administrative {
            return self.by_administrator.clone();
        }
        let named = self.by_client.address.as_ref().filter(|_| trusts_client);
        RequestOrigin { address: named.or(seen.address.as_ref()).cloned(), device: seen.device.clone() }
    }
}

impl RequestOrigin {
    fn of(context: &Value) -> Self {
        let address = context["IpAddress"].as_str().filter(|address| address.parse::<IpAddr>().is_ok());
        let is_agent = |header: &&Value| {
            header["headerName"].as_str().is_some_and(|name| name.eq_ignore_ascii_case("user-agent"))
        };
        let agent = context["HttpHeaders"].as_array().into_iter().flatten().find(is_agent);
        let agent = agent.and_then(|header| header["headerValue"].as_str());
        Self { address: address.map(str::to_owned), device: agent.map(bounded) }
    }

    /// As the host of the engine says.
    pub(crate) fn seen(address: Option<IpAddr>, user_agent: Option<&str>) -> Self {
        let address = address.map(|address| address.to_canonical().to_string());
        Self { address, device: user_agent.map(bounded) }
    }

    /// The name of the browser and of the system, if they are known.
    pub(crate) fn device_name(&self) -> Option<String> {
        device_name(self.device.as_deref()?)
    }
}

fn bounded(user_agent: &str) -> String {
    user_agent.chars().take(DEVICE_CHARS_MAX).collect()
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn map(pairs: &[(&str, &str)]) -> Option<BTreeMap<String, String>> {
        Some(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn both_members_are_read() {
        let input = TriggerInput::of(&json!({
            "ClientMetadata": {"k": "v"},
            "ValidationData": [{"Name": "a", "Value": "1"}, {"Name": "b"}, {"Name": "a", "Value": "2"}],
        }));
        assert_eq!(input.client_metadata, map(&[("k", "v")]));
        assert_eq!(input.validation_data, map(&[("a", "2"), ("b", "")]));
    }

    #[test]
    fn absent_and_empty_differ() {
        assert_eq!(TriggerInput::of(&json!({})), TriggerInput::default());
        let input = TriggerInput::of(&json!({"ClientMetadata": {}, "ValidationData": []}));
        assert_eq!(
            input,
            TriggerInput { validation_data: map(&[]), client_metadata: map(&[]), ..Default::default() }
        );
    }

    #[test]
    fn an_administrator_is_believed_and_a_client_only_if_it_is_trusted() {
        let by_client = json!({"IpAddress": "192.0.2.1"});
        let headers = json!([{"headerName": "User-Agent", "headerValue": "Browser"}]);
        let by_administrator = json!({"IpAddress": "2001:db8::1", "HttpHeaders": headers});
        let origin = |address: Option<&str>, device: Option<&str>| RequestOrigin {
            address: address.map(str::to_owned),
            device: device.map(str::to_owned),
        };
        let unseen = RequestOrigin::default();
        let client = TriggerInput::of(&json!({"UserContextData": by_client}));
        assert_eq!(client.request_origin(false, &unseen), RequestOrigin::default());
        assert_eq!(client.request_origin(true, &unseen), origin(Some("192.0.2.1"), None));
        let both = TriggerInput::of(&json!({"UserContextData": by_client, "ContextData": by_administrator}));
        assert_eq!(both.clone().sent(false), client);
        let both = both.sent(true);
        for trusts_client in [false, true] {
            let expected = origin(Some("2001:db8::1"), Some("Browser"));
            assert_eq!(both.request_origin(trusts_client, &unseen), expected);
        }
    }

    #[test]
    fn the_host_says_where_a_client_is_and_nothing_of_an_administrators_user() {
        let seen = RequestOrigin::seen(Some([192, 0, 2, 9].into()), Some("Browser"));
        let client = TriggerInput::of(&json!({"UserContextData": {"IpAddress": "192.0.2.1"}}));
        assert_eq!(client.request_origin(false, &seen), seen);
        let trusted = client.request_origin(true, &seen);
        assert_eq!(trusted, RequestOrigin { address: Some("192.0.2.1".to_owned()), ..seen.clone() });
        let administrator = TriggerInput::default().sent(true);
        assert_eq!(administrator.request_origin(false, &seen), RequestOrigin::default());
        let mapped = RequestOrigin::seen("::ffff:192.0.2.9".parse().ok(), None);
        assert_eq!(mapped.address.as_deref(), Some("192.0.2.9"));
    }

    #[test]
    fn a_text_that_is_no_address_is_not_kept() {
        for address in ["", "localhost", "192.0.2", "x".repeat(100_000).as_str()] {
            let input = TriggerInput::of(&json!({"ContextData": {"IpAddress": address}}));
            assert_eq!(input, TriggerInput::default());
        }
    }
}
