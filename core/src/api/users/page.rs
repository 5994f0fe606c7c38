//! The token of a page: where a list continues.
//!
//! A token is sealed, because it holds a key of the store. It is bound to the request, because it is meaningless for
//! any other list. It is valid for an hour.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use userpool_storage_traits::{Key, Prefix};

use crate::{
    context::{Cx, Stored},
    error::{Error, Internal, InvalidParameter},
    json,
    seal::Purpose,
    sensitive::Sensitive,
    time::Timestamp,
};

/// Validity of a token, in seconds.
const LIFETIME_SECONDS: u64 = 3600;

/// The content of a token.
#[derive(Debug, Deserialize, Serialize)]
struct Page {
    after: String,
    issued: Timestamp,
}

/// A list of all records with a prefix, in the order of their keys.
pub(in crate::api) struct Listing<'a> {
    /// The pool that was entered before.
    pub(in crate::api) pool_id: &'a str,
    /// Describes the request that the list answers.
    pub(in crate::api) bound: &'a str,
    pub(in crate::api) prefix: Prefix,
    /// Maximum number of records in a page.
    pub(in crate::api) size: u32,
}

impl Listing<'_> {
    /// The records of the page that `token` leads to, the first page without one, and the token of the next page.
    ///
    /// # Errors
    /// As [`open`].
    pub(in crate::api) async fn page<T: DeserializeOwned + Stored>(
        self,
        cx: &mut Cx<'_>,
        token: Option<&Sensitive>,
    ) -> Result<(Vec<T>, Option<Sensitive>), Error> {
        let after = match token {
            Some(token) => Some(open(cx, self.pool_id, self.bound, token)?),
            None => None,
        };
        let mut found = cx.list::<T>(self.prefix, after, self.size + 1).await?;
        let more = found.len() > self.size as usize;
        found.truncate(self.size as usize);
        let next = match found.last() {
            Some(last) if more => Some(seal(cx, self.pool_id, self.bound, &last.key())?.into()),
            _ => None,
        };
        Ok((found, next))
    }
}

/// The token of the page that follows `after`. `bound` describes the request that the list answers.
pub(in crate::api) fn seal(
    cx: &mut Cx<'_>,
    pool_id: &str,
    bound: &str,
    after: &Key,
) -> Result<String, Error> {
    let plaintext = encode(after, cx.now()).map_err(Internal::encoding("a page token"))?;
    Ok(BASE64_URL.encode(cx.seal(pool_id, Purpose::Page, bound, &plaintext)))
}

/// The key after which the list continues.
///
/// # Errors
/// If the token was not issued by this engine, or for another list, or more than an hour ago.
pub(in crate::api) fn open(
    cx: &Cx<'_>,
    pool_id: &str,
    bound: &str,
    token: &str,
) -> Result<Key, InvalidParameter> {
    BASE64_URL
        .decode(token)
        .ok()
        .and_then(|sealed| cx.open(pool_id, Purpose::Page, bound, &sealed))
        .and_then(|plaintext| decode(&plaintext, cx.now()))
        .ok_or(InvalidParameter::PaginationToken)
}

fn encode(after: &Key, issued: Timestamp) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&Page { after: after.as_str().to_owned(), issued })
}

fn decode(plaintext: &[u8], now: Timestamp) -> Option<Key> {
    let page: Page = json::from_slice(plaintext).ok()?;
    (now < page.issued.plus_seconds(LIFETIME_SECONDS)).then(|| Key::from_stored(page.after))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUED: Timestamp = Timestamp::from_seconds(1_700_000_000);

    #[test]
    fn a_token_brings_its_key_back_as_it_was() {
        for key in [Key::new(["created", "0001700000000-a"]), Key::new(["ix", "name", "50%/\"ë\"", "x"])] {
            assert_eq!(decode(&encode(&key, ISSUED).unwrap(), ISSUED), Some(key));
        }
    }

    #[test]
    fn a_token_is_valid_for_an_hour() {
        let plaintext = encode(&Key::new(["created", "x"]), ISSUED).unwrap();
        let at = |millis| decode(&plaintext, Timestamp::from_millis(ISSUED.millis() + millis)).is_some();
        assert!(at(3_599_999));
        assert!(!at(3_600_000));
    }

    #[test]
    fn a_malformed_page_is_refused() {
        for plaintext in ["", "{}", "null", r#"{"after":1,"issued":2}"#] {
            assert_eq!(decode(plaintext.as_bytes(), ISSUED), None, "{plaintext}");
        }
    }
}
