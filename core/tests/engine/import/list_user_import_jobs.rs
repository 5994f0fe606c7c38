//! `ListUserImportJobs`.

use serde_json::{Value, json};

use super::{create, id};
use crate::world::World;

fn page(world: &World, size: u32, token: Option<&Value>) -> (Vec<String>, Option<Value>) {
    let mut request = json!({"MaxResults": size});
    if let Some(token) = token {
        request["PaginationToken"] = token.clone();
    }
    let answer = world.pool_ok("ListUserImportJobs", request);
    let jobs = answer["UserImportJobs"].as_array().unwrap();
    (jobs.iter().map(id).collect(), answer.get("PaginationToken").cloned())
}

#[test]
fn jobs_are_listed_newest_first_in_pages() {
    let world = World::new(1);
    assert_eq!(page(&world, 60, None), (vec![], None));
    let mut created: Vec<String> = (0..7)
        .map(|_| {
            world.clock.advance(1);
            id(&create(&world))
        })
        .collect();
    created.reverse();
    for size in 1..8 {
        let (mut listed, mut token) = page(&world, size, None);
        while let Some(next) = token {
            assert_eq!(listed.len() % size as usize, 0);
            let (more, after) = page(&world, size, Some(&next));
            listed.extend(more);
            token = after;
        }
        assert_eq!(listed, created, "{size}");
    }
}

#[test]
fn a_page_has_at_most_fifty_jobs() {
    let world = World::new(2);
    for _ in 0..51 {
        create(&world);
    }
    let (listed, token) = page(&world, 60, None);
    assert_eq!(listed.len(), 50);
    assert_eq!(page(&world, 60, token.as_ref()).0.len(), 1);
}

#[test]
fn limits_and_tokens_are_checked() {
    let world = World::new(3);
    let refused = |body| world.pool_refused("ListUserImportJobs", body);
    assert!(refused(json!({})).contains("Value null at 'maxResults' failed to satisfy constraint"));
    for size in [0, 61] {
        assert!(refused(json!({"MaxResults": size})).contains("at 'maxResults'"));
    }
    let token = refused(json!({"MaxResults": 1, "PaginationToken": "x"}));
    assert_eq!(token, "InvalidParameterException: Invalid pagination token");
}
