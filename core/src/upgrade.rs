//! A check to run after an upgrade: finds users whose names only an earlier version allowed.

use std::fmt;

use userpool_storage_traits::Key;

use crate::{
    context::{Cx, decode_row},
    effects::CallMemory,
    engine::Engine,
    error::{Error, ResourceNotFound},
    host::Origin,
    model::{email_address::is_email, keys, naming::Alias, pool::Pool, pool_id::is_pool_id, user::User},
};

/// Users on a page. Each costs a read of a few records.
const PAGE_USERS: u32 = 25;

/// One page of the results of [`Engine::check_names`].
#[derive(Clone, Debug, Default)]
pub struct NamesPage {
    /// The problems with the names of the users on this page.
    pub findings: Vec<NameFinding>,
    /// The start of the next page; `None` after the last page.
    pub next: Option<NamesCursor>,
}

/// The end of a page of [`Engine::check_names`].
#[derive(Clone, Debug)]
pub struct NamesCursor(Key);

/// A name of a user that this version would refuse. It is printed as one line, without the values of attributes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameFinding {
    /// The pool.
    pub user_pool_id: String,
    /// The user.
    pub username: String,
    /// `username`, or the attribute that contains the name.
    pub attribute: &'static str,
    /// The problem with the name.
    pub problem: NameProblem,
}

/// The problem with a name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum NameProblem {
    /// The name also leads to another user. Look-ups prefer usernames, then verified addresses and numbers, then
    /// `preferred_username`.
    Shared {
        /// The other user.
        with: String,
    },
    /// The form of the name is refused: a `preferred_username` or username in the form of another alias or with
    /// invisible characters, or an `email` that is not one address.
    Form,
    /// The name is stored in a different spelling than the one used for comparison now, and is found only in that
    /// spelling.
    Spelling,
}

impl Engine {
    /// Finds names that an earlier version allowed and this one would refuse, on a page of the users of a pool. Changes
    /// nothing: an administrator decides which user keeps a name, with `AdminUpdateUserAttributes` or
    /// `AdminDeleteUser`.
    ///
    /// # Errors
    /// `ResourceNotFoundException` for an unknown pool, or the error of the store.
    pub async fn check_names(
        &self,
        user_pool_id: &str,
        after: Option<NamesCursor>,
    ) -> Result<NamesPage, Error> {
        let host = self.host();
        let moment = host.moments.moment()?;
        let origin = Origin::host(&host.region);
        let mut cx = Cx::new(host, &origin, &moment, CallMemory::default());
        if !is_pool_id(user_pool_id) {
            return Err(ResourceNotFound::Pool(user_pool_id.to_owned()).into());
        }
        let pool = Pool::load(&mut cx, user_pool_id).await?;
        let after = after.map(|NamesCursor(key)| key);
        let rows = cx.scan(keys::created_rows(), after, PAGE_USERS + 1).await?;
        let is_last = rows.len() <= PAGE_USERS as usize;
        let rows = &rows[..rows.len().min(PAGE_USERS as usize)];

        let usernames: Vec<String> =
            rows.iter().map(|(key, record)| decode_row(key, record)).collect::<Result<_, Error>>()?;
        let keys: Vec<Key> = usernames.iter().map(|username| keys::user(username)).collect();
        cx.prefetch(&keys).await?;
        let mut findings = Vec::new();
        for key in &keys {
            if let Some(user) = cx.get::<User>(key).await? {
                findings.append(&mut of_user(&mut cx, &pool, &user).await?);
            }
        }
        let next = rows.last().filter(|_| !is_last).map(|(key, _)| NamesCursor(key.clone()));
        Ok(NamesPage { findings, next })
    }
}

/// The problems with the names of one user.
async fn of_user(cx: &mut Cx<'_>, pool: &Pool, user: &User) -> Result<Vec<NameFinding>, Error> {
    let finding = |attribute, problem| NameFinding {
        user_pool_id: pool.id.clone(),
        username: user.shown_username().to_owned(),
        attribute,
        problem,
    };
    let mut findings = Vec::new();
    for (attribute, holders) in user.holders_of_names(cx, pool).await? {
        let shared = |with: String| finding(attribute, NameProblem::Shared { with });
        findings.extend(holders.others.into_iter().map(shared));
        if holders.in_earlier_spelling {
            findings.push(finding(attribute, NameProblem::Spelling));
        }
    }
    let is_refused = |alias: Alias| {
        user.attributes.get(alias.attribute()).is_some_and(|value| match alias {
            Alias::Email => !is_email(value),
            Alias::PreferredUsername => pool.naming.check_preferred_username(value).is_err(),
            Alias::PhoneNumber => false,
        })
    };
    if pool.naming.username_attributes.is_empty() && pool.naming.check_username(&user.username).is_err() {
        findings.push(finding("username", NameProblem::Form));
    }
    let refused = [Alias::Email, Alias::PreferredUsername].into_iter().filter(|alias| is_refused(*alias));
    findings.extend(refused.map(|alias| finding(alias.attribute(), NameProblem::Form)));
    Ok(findings)
}

impl fmt::Display for NameFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user_pool_id, username, attribute, problem } = self;
        // Escaped so that the output stays on one line, whatever the name contains.
        let (username, pool) = (username.escape_debug(), user_pool_id);
        match problem {
            NameProblem::Shared { with } => {
                write!(f, "{pool}: {attribute} of user {username} also leads to user {}", with.escape_debug())
            }
            NameProblem::Form => {
                write!(f, "{pool}: {attribute} of user {username} has a form that is refused")
            }
            NameProblem::Spelling => {
                write!(f, "{pool}: {attribute} of user {username} is found in its exact spelling only")
            }
        }
    }
}
