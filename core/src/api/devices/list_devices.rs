//! `ListDevices`: the signed-in user lists their devices.

use serde::{Deserialize, Serialize};

use super::{DeviceDescription, Viewer, WantedPage};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the devices of the signed-in user. See
/// [ListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListDevices.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListDevices {
    /// The user's access token.
    pub access_token: Sensitive,
    /// Maximum number of devices in a page, up to 60; 0 means 60.
    pub limit: Option<u32>,
    /// The token that the previous page returned.
    pub pagination_token: Option<Sensitive>,
}

/// The response of [`ListDevices`] and [`AdminListDevices`](super::AdminListDevices).
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListDevicesOutput {
    /// The devices of this page, in the order of their keys.
    pub devices: Vec<DeviceDescription>,
    /// The token for the next page; absent from the last page.
    pub pagination_token: Option<Sensitive>,
}

impl Operation for ListDevices {
    const NAME: &'static str = "ListDevices";
    const CALLER: Caller = Caller::AccessToken;
    const INPUT: &'static [Member] = &[
        required("AccessToken", &shapes::TOKEN_MODEL),
        optional("Limit", &shapes::QUERY_LIMIT),
        optional("PaginationToken", &shapes::SEARCH_PAGINATION_TOKEN),
    ];
    type Response = ListDevicesOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListDevicesOutput, Error> {
        let signed_in = super::owner(cx, &self.access_token, None).await?;
        let token = self.pagination_token.as_ref();
        let wanted = WantedPage { operation: Self::NAME, viewer: Viewer::Owner, limit: self.limit, token };
        super::list(cx, &signed_in.pool, &signed_in.user, wanted).await
    }
}
