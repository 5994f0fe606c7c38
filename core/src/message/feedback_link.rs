//! [`FeedbackLink`]: the link of a notice with which a user says whether a sign-in was theirs.

use http::Uri;

use crate::{model::pool_id::is_pool_id, sensitive::Sensitive};

/// What a link says. Nothing of it is verified when it is read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FeedbackLink {
    pub(crate) pool_id: String,
    pub(crate) username: String,
    pub(crate) event_id: String,
    pub(crate) token: Sensitive,
    /// Whether the sign-in was the user's.
    pub(crate) is_valid: bool,
}

/// The path after the id of the pool.
const PATH: &str = "/auth-event-feedback";

const VALID: &str = "valid";
const INVALID: &str = "invalid";

impl FeedbackLink {
    /// The link at the address of the engine.
    pub(crate) fn at(&self, address: &str) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("username", &self.username)
            .append_pair("event", &self.event_id)
            .append_pair("token", &self.token)
            .append_pair("answer", if self.is_valid { VALID } else { INVALID })
            .finish();
        format!("{address}/{}{PATH}?{query}", self.pool_id)
    }

    /// Whether the path is that of a link.
    pub(crate) fn is_path(path: &str) -> bool {
        pool_of(path).is_some()
    }

    /// Reads a link. `None` if a part of it is missing.
    pub(crate) fn read(uri: &Uri) -> Option<Self> {
        let pool_id = pool_of(uri.path())?.to_owned();
        let query = uri.query().unwrap_or_default().as_bytes();
        let part = |name: &str| {
            let found = form_urlencoded::parse(query).find(|(key, _)| key == name);
            found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
        };
        let is_valid = match &*part("answer")? {
            VALID => true,
            INVALID => false,
            _ => return None,
        };
        let (username, event_id) = (part("username")?, part("event")?);
        Some(Self { pool_id, username, event_id, token: Sensitive::new(part("token")?), is_valid })
    }
}

fn pool_of(path: &str) -> Option<&str> {
    path.strip_prefix('/')?.strip_suffix(PATH).filter(|pool_id| is_pool_id(pool_id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(is_valid: bool) -> FeedbackLink {
        FeedbackLink {
            pool_id: "us-east-1_AbCdEfGhI".to_owned(),
            username: "ana & ben+1 ü".to_owned(),
            event_id: "11111111-2222".to_owned(),
            token: Sensitive::new("a-_b"),
            is_valid,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for is_valid in [true, false] {
            let url = link(is_valid).at("https://auth.example.com");
            assert!(url.is_ascii(), "{url}");
            assert_eq!(FeedbackLink::read(&url.parse().unwrap()), Some(link(is_valid)));
        }
    }

    #[test]
    fn a_link_without_one_of_its_parts_is_none() {
        let whole = link(true).at("");
        for (part, instead) in [
            ("username=", "x="),
            ("event=", "x="),
            ("token=", "x="),
            ("answer=valid", "answer=maybe"),
            ("token=a-_b", "token="),
            ("us-east-1_AbCdEfGhI", "us-east-1"),
            ("auth-event-feedback", "auth-event"),
        ] {
            let broken = whole.replace(part, instead);
            assert_eq!(FeedbackLink::read(&broken.parse().unwrap()), None, "{broken}");
        }
        assert!(FeedbackLink::is_path("/us-east-1_AbCdEfGhI/auth-event-feedback"));
        assert!(!FeedbackLink::is_path("/auth-event-feedback"));
    }
}
