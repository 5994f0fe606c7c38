//! `ListUserPoolClients`: the ids and names of a pool's app clients.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL};
use serde::{Deserialize, Serialize};
use userpool_storage_traits::Key;

use crate::{
    check::{Member, optional, required, shapes},
    context::{Cx, Stored as _},
    error::{Error, InvalidParameter},
    model::{client::Client, keys, pool::Pool},
    operation::{Caller, Operation},
    seal::Purpose,
    settings::ClientType,
};

/// Lists the app clients of a pool. See
/// [ListUserPoolClients](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUserPoolClients.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolClients {
    /// The id of the pool.
    pub user_pool_id: String,
    /// Maximum number of clients in a page, 1 to 60; 60 if absent.
    pub max_results: Option<u32>,
    /// The token that the previous page returned.
    pub next_token: Option<String>,
    /// `DCR` for clients that have registered themselves only, `REGULAR` for all others. A page may then have fewer clients, or
    /// none, although there is a next one.
    pub client_type: Option<ClientType>,
}

/// The response of [`ListUserPoolClients`].
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUserPoolClientsOutput {
    /// The clients of this page.
    pub user_pool_clients: Vec<UserPoolClientDescription>,
    /// The token for the next page; absent from the last page.
    pub next_token: Option<String>,
}

/// `UserPoolClientDescription`: the summary of an app client.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct UserPoolClientDescription {
    /// The client's id.
    pub client_id: String,
    /// The id of the pool.
    pub user_pool_id: String,
    /// The client's name.
    pub client_name: String,
}

const MAX_RESULTS_DEFAULT: u32 = 60;

impl Operation for ListUserPoolClients {
    const NAME: &'static str = "ListUserPoolClients";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("MaxResults", &shapes::QUERY_LIMIT_FROM_ONE),
        optional("NextToken", &shapes::PAGINATION_KEY),
        optional("ClientType", &shapes::CLIENT_TYPE),
    ];
    type Response = ListUserPoolClientsOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUserPoolClientsOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let after = self.next_token.as_deref().map(|token| open_token(cx, &pool.id, token)).transpose()?;
        let limit = self.max_results.unwrap_or(MAX_RESULTS_DEFAULT);
        let mut clients = cx.list::<Client>(keys::clients(), after, limit.saturating_add(1)).await?;

        let page = limit as usize;
        let more = clients.len() > page;
        clients.truncate(page);
        let next_token = clients.last().filter(|_| more).map(|last| seal_token(cx, &pool.id, &last.key()));
        let is_listed = |client: &Client| match &self.client_type {
            Some(of_type) => (*of_type == ClientType::DCR) == client.is_registered,
            None => true,
        };
        let user_pool_clients = clients.into_iter().filter(is_listed).map(Into::into).collect();
        Ok(ListUserPoolClientsOutput { user_pool_clients, next_token })
    }
}

/// What a token is bound to, besides the pool.
const BOUND: &str = "ListUserPoolClients";

/// A token is the key of the last client of its page.
fn seal_token(cx: &mut Cx<'_>, pool_id: &str, last: &Key) -> String {
    BASE64URL.encode(cx.seal(pool_id, Purpose::Page, BOUND, last.as_str().as_bytes()))
}

fn open_token(cx: &Cx<'_>, pool_id: &str, token: &str) -> Result<Key, InvalidParameter> {
    BASE64URL
        .decode(token)
        .ok()
        .and_then(|sealed| cx.open(pool_id, Purpose::Page, BOUND, &sealed))
        .and_then(|last| String::from_utf8(last.to_vec()).ok())
        .map(Key::from_stored)
        .ok_or(InvalidParameter::PaginationToken)
}

impl From<Client> for UserPoolClientDescription {
    fn from(client: Client) -> Self {
        Self { client_id: client.id, user_pool_id: client.pool_id, client_name: client.name }
    }
}
