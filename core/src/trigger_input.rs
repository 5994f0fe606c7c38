//! What the engine reads from every request: the members that are passed on to the pool's Lambda functions,
//! `ClientMetadata` and `ValidationData`, and where the request came from, which is not passed on.

use std::{collections::BTreeMap, net::IpAddr};

use serde_json::Value;

/// The members of a request that events contain.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TriggerInput {
    pub(crate) validation_data: Option<BTreeMap<String, String>>,
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
    /// From `ContextData`, which only administrators send.
    by_administrator: RequestOrigin,
    /// From `UserContextData`, which any client can send.
    by_client: RequestOrigin,
}

/// Where a request came from, as its context data says.
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
    /// Reads both members of a request that satisfies the constraints of its operation: `ClientMetadata` is a map of
    /// texts and `ValidationData` a list of attributes. If an attribute is given twice, the last value counts.
    pub(crate) fn of(request: &Value) -> Self {
        let validation_data = request["ValidationData"].as_array();
        let client_metadata = request["ClientMetadata"].as_object();
        Self {
            validation_data: validation_data.map(|attributes| {
                let pair = |attribute: &Value| Some((text(&attribute["Name"])?, text(&attribute["Value"])));
                let pairs = attributes.iter().filter_map(pair);
                pairs.map(|(name, value)| (name, value.unwrap_or_default())).collect()
            }),
            client_metadata: client_metadata.map(|entries| {
                entries.iter().filter_map(|(key, value)| Some((key.clone(), text(value)?))).collect()
            }),
            by_administrator: RequestOrigin::of(&request["ContextData"]),
            by_client: RequestOrigin::of(&request["UserContextData"]),
        }
    }

    /// Moves `ClientMetadata` to the name in the events of a starting sign-in, where functions get it only as
    /// `validationData`.
    pub(crate) fn metadata_as_validation_data(self) -> Self {
        Self { validation_data: self.client_metadata, client_metadata: None, ..self }
    }

    /// The same without what only administrators may say, unless one has sent the request.
    pub(crate) fn sent(mut self, by_administrator: bool) -> Self {
        if !by_administrator {
            self.by_administrator = RequestOrigin::default();
        }
        self
    }

    /// Where the request came from. `trusts_client`: what the client says of itself is believed.
    pub(crate) fn request_origin(&self, trusts_client: bool) -> RequestOrigin {
        match trusts_client && self.by_administrator == RequestOrigin::default() {
            true => self.by_client.clone(),
            false => self.by_administrator.clone(),
        }
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
        Self {
            address: address.map(str::to_owned),
            device: agent.map(|agent| agent.chars().take(DEVICE_CHARS_MAX).collect()),
        }
    }
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
        let client = TriggerInput::of(&json!({"UserContextData": by_client}));
        assert_eq!(client.request_origin(false), RequestOrigin::default());
        assert_eq!(client.request_origin(true), origin(Some("192.0.2.1"), None));
        let both = TriggerInput::of(&json!({"UserContextData": by_client, "ContextData": by_administrator}));
        for trusts_client in [false, true] {
            let expected = origin(Some("2001:db8::1"), Some("Browser"));
            assert_eq!(both.request_origin(trusts_client), expected);
        }
        assert_eq!(both.clone().sent(true), both);
        assert_eq!(both.sent(false), client);
    }

    #[test]
    fn a_text_that_is_no_address_is_not_kept() {
        for address in ["", "localhost", "192.0.2", "x".repeat(100_000).as_str()] {
            let input = TriggerInput::of(&json!({"ContextData": {"IpAddress": address}}));
            assert_eq!(input, TriggerInput::default());
        }
    }
}
