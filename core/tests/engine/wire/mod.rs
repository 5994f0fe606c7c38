//! The protocol.

mod browsers;
mod documents;
mod faults;
mod messages;
mod operations_page;
mod peers;
mod regions;
mod requests;
mod secrets;
mod signatures;

use bytes::Bytes;
use http::Response;
use serde_json::json;
use userpool::sigv4::AccessKey;

use crate::world::{ACCESS_KEY, is_uuid};

const EXPOSED: &str = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";

#[track_caller]
fn header<'a>(response: &'a Response<Bytes>, name: &str) -> &'a str {
    response.headers().get(name).unwrap_or_else(|| panic!("no {name} in {response:?}")).to_str().unwrap()
}

fn text(response: &Response<Bytes>) -> &str {
    std::str::from_utf8(response.body()).unwrap()
}

/// An error exactly as section 1.3 of the sign-in reference records it.
#[track_caller]
fn assert_error(response: &Response<Bytes>, status: u16, name: &str, message: Option<&str>) {
    let body = match message {
        Some(message) => format!(r#"{{"__type":"{name}","message":{}}}"#, json!(message)),
        None => format!(r#"{{"__type":"{name}"}}"#),
    };
    assert_eq!((response.status().as_u16(), text(response)), (status, &*body));
    assert_eq!(header(response, "content-type"), "application/x-amz-json-1.1");
    assert_eq!(header(response, "x-amzn-errortype"), format!("{name}:"));
    match message {
        Some(message) if message.chars().all(|character| (' '..='~').contains(&character)) => {
            assert_eq!(header(response, "x-amzn-errormessage"), message.trim());
        }
        Some(_) => {}
        None => assert!(response.headers().get("x-amzn-errormessage").is_none()),
    }
    assert_common(response);
}

/// What every answer carries.
#[track_caller]
fn assert_common(response: &Response<Bytes>) {
    assert!(is_uuid(header(response, "x-amzn-requestid")), "{response:?}");
    assert_eq!(header(response, "access-control-allow-origin"), "*");
    assert_eq!(header(response, "access-control-expose-headers"), EXPOSED);
    assert_eq!(header(response, "x-content-type-options"), "nosniff");
}

fn administrator() -> AccessKey {
    AccessKey::new(ACCESS_KEY.0, ACCESS_KEY.1)
}
