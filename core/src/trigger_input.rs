//! The members of a request that are passed on to the pool's Lambda functions: `ClientMetadata` and `ValidationData`.

use std::collections::BTreeMap;

use serde_json::Value;

/// The members of a request that events contain.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TriggerInput {
    pub(crate) validation_data: Option<BTreeMap<String, String>>,
    pub(crate) client_metadata: Option<BTreeMap<String, String>>,
}

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
        }
    }

    /// Moves `ClientMetadata` to the name in the events of a starting sign-in, where functions get it only as
    /// `validationData`.
    pub(crate) fn metadata_as_validation_data(self) -> Self {
        Self { validation_data: self.client_metadata, client_metadata: None }
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
        assert_eq!(input, TriggerInput { validation_data: map(&[]), client_metadata: map(&[]) });
    }
}
