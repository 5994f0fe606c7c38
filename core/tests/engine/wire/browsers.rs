//! CORS.

use bytes::Bytes;
use http::Request;

use super::{assert_common, header};
use crate::world::World;

#[test]
fn a_browser_may_ask_from_everywhere() {
    let world = World::new(20);
    let asked = "content-type,x-amz-target,x-amz-user-agent,cache-control";
    let question = Request::options("/")
        .header("origin", "https://app.example.com")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", asked)
        .body(Bytes::new())
        .unwrap();
    let response = world.fetch(question);
    assert_eq!((response.status().as_u16(), response.body().len()), (200, 0));
    assert_eq!(header(&response, "access-control-allow-headers"), asked);
    assert_eq!(header(&response, "access-control-allow-methods"), "POST");
    assert_eq!(header(&response, "access-control-max-age"), "172800");
    assert_common(&response);
}

#[test]
fn every_answer_may_be_read_by_a_browser() {
    let world = World::new(21);
    let jwks = format!("/{}/.well-known/jwks.json", world.pool);
    for response in [
        world.wire("GetUser", "{}"),
        world.wire("Nothing", "{}"),
        world.document(&jwks),
        world.document("/nothing"),
        world.fetch(Request::put("/").body(Bytes::new()).unwrap()),
        world.fetch(Request::post("/elsewhere").body(Bytes::new()).unwrap()),
    ] {
        assert_common(&response);
    }
}
