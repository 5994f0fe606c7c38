//! The request rate of a category of operations in a region. It belongs to no pool, so it is an entry of the directory.

use crate::{
    context::{Cx, decode_row, directory},
    error::Error,
    host::Host,
    model::keys,
};

/// The rate that was set for a category in the region of the call, in requests per second.
pub(crate) async fn load(cx: &Cx<'_>, category: &str) -> Result<Option<u32>, Error> {
    read(cx.host, &cx.origin.region, category).await
}

/// The rate that was set for a category in a region, in requests per second.
pub(crate) async fn read(host: &Host, region: &str, category: &str) -> Result<Option<u32>, Error> {
    let key = keys::provisioned_limit(region, category);
    let found = host.storage.get(&directory(), std::slice::from_ref(&key)).await?;
    found.into_iter().flatten().next().map(|record| decode_row(&key, &record)).transpose()
}

/// Sets the rate. It replaces the earlier one, whatever that was, so nothing is read.
pub(crate) fn store(cx: &mut Cx<'_>, category: &str, rate: u32) -> Result<(), Error> {
    let key = keys::provisioned_limit(&cx.origin.region, category);
    cx.directory_put(key, &rate)
}
