//! `ListUsers`: an administrator lists or searches the users of a pool.

use serde::{Deserialize, Serialize};
use userpool_storage_traits::{Key, Record};

use super::{
    UserDescription,
    filter::{Filter, Rows},
    page,
};
use crate::{
    check::{Member, optional, required, shapes},
    context::{Cx, decode_row},
    error::{Error, Internal, InvalidParameter},
    model::{
        keys,
        pool::Pool,
        user::{Pointer, User},
    },
    operation::{Caller, Operation},
    sensitive::Sensitive,
};

/// Lists users in the order of their creation, or those that a filter accepts. See
/// [ListUsers](https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html).
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUsers {
    /// The id of the pool.
    pub user_pool_id: String,
    /// The attributes to show: all if absent, none if empty. Every user of the page must have each of them.
    pub attributes_to_get: Option<Vec<String>>,
    /// Maximum number of users in a page, up to 60; 0 means 60.
    pub limit: Option<u32>,
    /// The token that the previous page returned; the request must have the same filter and attributes.
    pub pagination_token: Option<Sensitive>,
    /// For example `family_name ^= "Re"`.
    pub filter: Option<String>,
}

/// The response of [`ListUsers`].
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ListUsersOutput {
    /// The users of this page; a page may have fewer than the limit although more follow.
    pub users: Vec<UserDescription>,
    /// The token for the next page; absent from the last page.
    pub pagination_token: Option<Sensitive>,
}

/// Maximum number of users in a page.
const LIMIT_MAX: u32 = 60;

impl Operation for ListUsers {
    const NAME: &'static str = "ListUsers";
    const CALLER: Caller = Caller::Signed;
    const INPUT: &'static [Member] = &[
        required("UserPoolId", &shapes::USER_POOL_ID),
        optional("AttributesToGet", &shapes::SEARCHED_ATTRIBUTE_NAMES_LIST),
        optional("Limit", &shapes::QUERY_LIMIT),
        optional("PaginationToken", &shapes::SEARCH_PAGINATION_TOKEN),
        optional("Filter", &shapes::USER_FILTER),
    ];
    type Response = ListUsersOutput;

    async fn run(&self, cx: &mut Cx<'_>) -> Result<ListUsersOutput, Error> {
        let pool = Pool::load(cx, &self.user_pool_id).await?;
        let filter = Filter::parse(self.filter.as_deref().unwrap_or_default())?
            .map(|filter| filter.canonical(&pool.naming));
        self.check_attributes(&pool)?;
        let bound = self.bound()?;
        let after = match &self.pagination_token {
            Some(token) => Some(page::open(cx, &pool.id, &bound, token)?),
            None => None,
        };

        let limit = self.limit.filter(|limit| *limit > 0).unwrap_or(LIMIT_MAX).min(LIMIT_MAX);
        let mut rows = rows(cx, filter.as_ref(), after, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let users = load_users(cx, &rows).await?;
        // A row may be outdated, and of a long value it holds only the beginning.
        let users = users.iter().filter(|user| filter.as_ref().is_none_or(|filter| filter.matches(user)));
        let users = users.map(|user| self.describe(user)).collect::<Result<_, _>>()?;

        let pagination_token = match rows.last() {
            Some((last, _)) if more => Some(page::seal(cx, &pool.id, &bound, last)?.into()),
            _ => None,
        };
        Ok(ListUsersOutput { users, pagination_token })
    }
}

impl ListUsers {
    fn wanted(&self) -> &[String] {
        self.attributes_to_get.as_deref().unwrap_or_default()
    }

    fn check_attributes(&self, pool: &Pool) -> Result<(), InvalidParameter> {
        if self.wanted().iter().any(|name| name == "sub") {
            return Err(InvalidParameter::InputConstraints);
        }
        if self.wanted().iter().any(|name| pool.schema.get(name).is_none()) {
            return Err(InvalidParameter::RequestedAttributes);
        }
        Ok(())
    }

    /// What a token of this list is bound to, besides the pool.
    fn bound(&self) -> Result<String, Error> {
        let asked = (Self::NAME, self.filter.as_deref().unwrap_or_default(), &self.attributes_to_get);
        Ok(serde_json::to_string(&asked).map_err(Internal::encoding("a page token"))?)
    }

    fn describe(&self, user: &User) -> Result<UserDescription, InvalidParameter> {
        let wanted = self.wanted();
        if wanted.iter().any(|name| !user.attributes.contains_key(name)) {
            return Err(InvalidParameter::RequestedAttributes);
        }
        let is_wanted =
            |name: &str| self.attributes_to_get.is_none() || wanted.iter().any(|wanted| wanted == name);
        Ok(UserDescription::new(user, user.attribute_list_where(is_wanted)))
    }
}

/// Up to `limit` rows that lead to users, with the usernames.
async fn rows(
    cx: &mut Cx<'_>,
    filter: Option<&Filter>,
    after: Option<Key>,
    limit: u32,
) -> Result<Vec<(Key, String)>, Error> {
    let prefix = match filter.map(Filter::rows) {
        None => keys::created_rows(),
        Some(Rows::Under(prefix)) => prefix,
        Some(Rows::One(key)) => {
            let found = cx.peek::<Pointer>(std::slice::from_ref(&key)).await?;
            return Ok(found.into_iter().flatten().map(|pointer| (key.clone(), pointer.username)).collect());
        }
    };
    let rows = cx.scan(prefix, after, limit).await?;
    rows.into_iter().map(|(key, record)| username(&key, &record).map(|name| (key, name))).collect()
}

/// The users that rows lead to, in the same order. Leaves out users who were deleted in the meantime.
async fn load_users(cx: &mut Cx<'_>, rows: &[(Key, String)]) -> Result<Vec<User>, Error> {
    let keys: Vec<Key> = rows.iter().map(|(_, username)| keys::user(username)).collect();
    Ok(cx.peek(&keys).await?.into_iter().flatten().collect())
}

/// The user that a row leads to: an index row holds only the username, the row of a `sub` holds a pointer.
fn username(key: &Key, record: &Record) -> Result<String, Error> {
    decode_row::<Pointer>(key, record)
        .map(|pointer| pointer.username)
        .or_else(|_| decode_row::<String>(key, record))
}

#[cfg(test)]
mod tests {
    use userpool_storage_traits::Revision;

    use super::*;

    fn bound(filter: Option<&str>, attributes: Option<&[&str]>) -> String {
        let request = ListUsers {
            filter: filter.map(str::to_owned),
            attributes_to_get: attributes.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
            limit: Some(7),
            ..ListUsers::default()
        };
        request.bound().unwrap()
    }

    #[test]
    fn a_token_is_bound_to_filter_and_attributes_but_not_to_the_limit() {
        let other_limit = ListUsers { limit: Some(3), ..ListUsers::default() };
        assert_eq!(bound(None, None), other_limit.bound().unwrap());
        assert_eq!(bound(None, None), bound(Some(""), None));

        let different = [
            bound(None, None),
            bound(None, Some(&[])),
            bound(Some("email"), None),
            bound(None, Some(&["email"])),
            bound(None, Some(&["email", "name"])),
            bound(None, Some(&["email\",\"name"])),
        ];
        for (index, one) in different.iter().enumerate() {
            assert!(!different[..index].contains(one), "{one}");
        }
    }

    #[test]
    fn both_kinds_of_rows_lead_to_a_user() {
        for json in [r#""ana""#, r#"{"username":"ana"}"#] {
            let record = Record { value: json.into(), revision: Revision::from_bits(1), expires_at: None };
            assert_eq!(username(&keys::sub("sub"), &record).unwrap(), "ana");
        }
    }
}
