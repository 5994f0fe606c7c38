//! `AdminListDevices`: an administrator lists the devices of a user.

use serde::{Deserialize, Serialize};

use super::{ListDevicesOutput, Viewer, WantedPage};
use crate::{
    check::{Member, optional, required, shapes},
    context::Cx,
    error::Error,
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists the devices of a user. See
/// [AdminListDevices](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminListDevices.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AdminListDevices {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The user's name, `sub` or alias.
    pub username: String,
    /// Maximum number of devices in a page, up to 60; 0 means 60.
    pub limit: Option<u32>,
    /// The token that the previous page returned.
    pub pagination_token: Option<Sensitive>,
}

impl Operation for AdminListDevices {
    const NAME: &'static str = "AdminListDevices";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        required("Username", &shapes::USERNAME),
        optional("Limit", &shapes::QUERY_LIMIT),
        optional("PaginationToken", &shapes::SEARCH_PAGINATION_TOKEN),
    ];
    type Response = ListDevicesOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListDevicesOutput, Error> {
        let (pool, user) = super::user_of(cx, &self.user_pool_id, &self.username, None).await?;
        let viewer = Viewer::Administrator(&cx.host.account);
        let token = self.pagination_token.as_ref();
        let wanted = WantedPage { operation: Self::NAME, viewer, limit: self.limit, token };
        super::list(cx, &pool, &user, wanted).await
    }
}
