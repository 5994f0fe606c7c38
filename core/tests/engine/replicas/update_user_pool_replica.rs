//! `UpdateUserPoolReplica`.

use userpool::error::{InvalidParameter, ResourceNotFound};

use super::{call, create, list, replica, replicated, update};
use crate::world::{REGION, refusal};

#[test]
fn a_replica_is_activated_and_deactivated() {
    let world = replicated(1);
    create(&world, "eu-west-1");
    for status in ["ACTIVE", "ACTIVE", "INACTIVE"] {
        assert_eq!(update(&world, "eu-west-1", status), replica(&world, "eu-west-1", status));
        assert_eq!(list(&world)[1]["Status"], status);
    }
}

#[test]
fn the_primary_and_unknown_replicas_are_refused() {
    let world = replicated(2);
    create(&world, "eu-west-1");
    for operation in ["UpdateUserPoolReplica", "DeleteUserPoolReplica"] {
        let primary = refusal(InvalidParameter::PrimaryReplica(REGION.to_owned()));
        assert_eq!(call(&world, operation, REGION), Err(primary));
        let unknown = refusal(ResourceNotFound::Replica("eu-west-2".to_owned()));
        assert_eq!(call(&world, operation, "eu-west-2"), Err(unknown));
    }
}
