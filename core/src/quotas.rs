//! The request rates and numbers of the service, for hosts that want to be refused as the service refuses.
//!
//! Source: [Quotas of Amazon Cognito](https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html). Each engine counts
//! for itself, in memory.

use std::sync::{Mutex, PoisonError};

use crate::{ordered::SmallMap, time::Timestamp};

/// A category of operations that share a request rate in a region.
#[derive(Debug)]
pub(crate) struct Category {
    pub(crate) name: &'static str,
    /// The rate that costs nothing, in requests per second.
    pub(crate) rate: u32,
    /// `UpdateProvisionedLimit` can raise the rate.
    pub(crate) is_adjustable: bool,
    /// Each operation also has a rate of [`OPERATION_RATE`] in each pool.
    is_limited_by_pool: bool,
    operations: &'static [&'static str],
}

/// The rate of an operation in a pool, in requests per second, in categories that have one.
const OPERATION_RATE: u32 = 5;

/// Answers to challenges have this multiple of the rate of their category, on their own account.
const ANSWERS: u32 = 3;

/// The rate of reads of one user's profile, and that of writes, in requests per second.
const USER_RATE: u32 = 10;

/// The rates of the endpoints and pages of a domain in requests per second: of all requests, and of those from one address and of
/// those for one app client.
const DOMAIN_RATE: u32 = 500;
const DOMAIN_PART_RATE: u32 = 300;

/// Most mails of the service's own sender in a day.
const MAILS_MAX: u32 = 50;

/// When a day of mails begins, in seconds after midnight UTC.
const MAILS_BEGIN: u64 = 9 * 3600;

/// Most rates that are remembered. Those that are not used up are forgotten first.
const RATES_MAX: usize = 10_000;

/// How long the provisioned rate of a category is remembered, in seconds.
const REMEMBERED_SECONDS: u64 = 60;

/// Most pools in a region.
pub(crate) const POOLS_MAX: usize = 1000;

/// Most app clients of a pool.
pub(crate) const CLIENTS_MAX: usize = 1000;

/// Most groups of a pool.
pub(crate) const GROUPS_MAX: usize = 10_000;

/// Most resource servers of a pool.
pub(crate) const RESOURCE_SERVERS_MAX: usize = 25;

const SECOND: u64 = 1_000_000;

/// The rates that are used, and the provisioned rates that were read.
#[derive(Debug, Default)]
pub(crate) struct Quotas {
    /// By account: the time in microseconds at which all requests so far would be used up at the rate.
    due: Mutex<SmallMap<String, u64>>,
    provisioned: Mutex<SmallMap<String, (u32, Timestamp)>>,
    /// The number of a day, and of the mails on it.
    mails: Mutex<(u64, u32)>,
}

/// What a request does with the profile of a user.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ProfileUse {
    Read,
    Write,
}

/// A request that is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'a> {
    pub(crate) region: &'a str,
    pub(crate) operation: &'static str,
    /// The name of the challenge that the request answers.
    pub(crate) challenge: Option<&'a str>,
    pub(crate) pool_id: Option<&'a str>,
}

impl Category {
    /// The category with this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        CATEGORIES.iter().find(|category| category.name == name)
    }

    /// The category that an operation counts for.
    pub(crate) fn of(operation: &str) -> Option<&'static Self> {
        CATEGORIES.iter().find(|category| category.operations.contains(&operation))
    }

    /// What its operations do with the profile of a user, if each user has a rate for that.
    pub(crate) fn profile_use(&self) -> Option<ProfileUse> {
        match self.name {
            "UserRead" => Some(ProfileUse::Read),
            "UserUpdate" => Some(ProfileUse::Write),
            _ => None,
        }
    }
}

#[cfg(test)]
impl Category {
    pub(crate) fn operations() -> impl Iterator<Item = &'static str> {
        let all = CATEGORIES.iter().flat_map(|category| category.operations.iter().copied());
        all.filter(|operation| *operation != FEDERATION)
    }
}

impl Counted<'_> {
    /// The category that the request counts for.
    pub(crate) fn category(&self) -> Option<&'static Category> {
        match self.challenge {
            Some("NEW_PASSWORD_REQUIRED") => Category::named("UserAccountRecovery"),
            _ => Category::of(self.operation),
        }
    }

    /// The accounts that the request is charged to, with their rates. `rate` is that of the category.
    fn accounts(&self, category: &Category, rate: u32) -> Vec<(String, u32)> {
        let mut accounts = vec![match self.challenge {
            Some(_) => (format!("{} {} answers", self.region, category.name), rate.saturating_mul(ANSWERS)),
            None => (format!("{} {}", self.region, category.name), rate),
        }];
        if let Some(pool_id) = self.pool_id.filter(|_| category.is_limited_by_pool) {
            accounts.push((format!("{pool_id} {}", self.operation), OPERATION_RATE));
        }
        accounts
    }
}

impl Quotas {
    /// Whether the request is within all its rates. It is counted if so.
    pub(crate) fn admit(&self, request: Counted<'_>, category: &Category, rate: u32, now: Timestamp) -> bool {
        self.charge(request.accounts(category, rate), now)
    }

    /// Whether a request about the profile of a user is within the user's rate. It is counted if so.
    pub(crate) fn admit_user(&self, sub: &str, what: ProfileUse, now: Timestamp) -> bool {
        self.charge(vec![(format!("{sub} {what:?}"), USER_RATE)], now)
    }

    /// Whether a request to the endpoints and pages at `domain` is within their rates. It is counted if so.
    pub(crate) fn admit_at_domain(
        &self,
        domain: &str,
        peer: Option<&str>,
        client_id: Option<&str>,
        now: Timestamp,
    ) -> bool {
        let part = |kind: &str, name: &str| (format!("{domain} {kind} {name}"), DOMAIN_PART_RATE);
        let mut accounts = vec![(format!("{domain} all"), DOMAIN_RATE)];
        accounts.extend(peer.map(|peer| part("from", peer)));
        accounts.extend(client_id.map(|client| part("client", client)));
        self.charge(accounts, now)
    }

    /// Charges a request to accounts, with their rates, unless one of them is used up.
    fn charge(&self, accounts: Vec<(String, u32)>, now: Timestamp) -> bool {
        let now = now.millis() * 1000;
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        if due.len() >= RATES_MAX {
            due.retain(|_, due| *due > now);
        }
        let mut charged = Vec::new();
        for (account, rate) in accounts {
            let before = due.get(&account).copied().unwrap_or(0).max(now);
            let after = before + SECOND / u64::from(rate.max(1));
            // A whole second of requests may come at once.
            if after > now + SECOND {
                return false;
            }
            charged.push((account, after));
        }
        due.extend(charged);
        true
    }

    /// Whether a mail of the service's own sender may be sent today.
    pub(crate) fn has_mail(&self, now: Timestamp) -> bool {
        let (day, mails) = *self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        day != day_of_mails(now) || mails < MAILS_MAX
    }

    /// Counts a mail of the service's own sender, if it may be sent today.
    pub(crate) fn take_mail(&self, now: Timestamp) -> bool {
        let mut counted = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
        let today = day_of_mails(now);
        let before = if counted.0 == today { counted.1 } else { 0 };
        if before < MAILS_MAX {
            *counted = (today, before + 1);
        }
        before < MAILS_MAX
    }

    /// The provisioned rate of a category in a region, if it was read in the last minute.
    pub(crate) fn provisioned(&self, region: &str, category: &Category, now: Timestamp) -> Option<u32> {
        let known = self.provisioned.lock().unwrap_or_else(PoisonError::into_inner);
        let (rate, read) = known.get(&format!("{region} {}", category.name))?;
        (now.seconds_since(*read) < REMEMBERED_SECONDS && now >= *read).then_some(*rate)
    }

    /// Forgets the provisioned rate of a category in a region, since it changes.
    pub(crate) fn forget(&self, region: &str, category: &Category) {
        let mut known = self.provisioned.lock().unwrap_or_else(PoisonError::into_inner);
        known.remove(&format!("{region} {}", category.name));
    }

    /// Remembers the provisioned rate of a category in a region.
    pub(crate) fn remember(&self, region: &str, category: &Category, rate: u32, now: Timestamp) {
        let mut known = self.provisioned.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(format!("{region} {}", category.name), (rate, now));
    }
}

/// The number of the day on which a mail counts.
fn day_of_mails(now: Timestamp) -> u64 {
    now.seconds().saturating_sub(MAILS_BEGIN) / (24 * 3600)
}

const fn category(name: &'static str, rate: u32, operations: &'static [&'static str]) -> Category {
    Category { name, rate, is_adjustable: false, is_limited_by_pool: false, operations }
}

const fn adjustable(category: Category) -> Category {
    Category { is_adjustable: true, ..category }
}

const fn limited_by_pool(category: Category) -> Category {
    Category { is_limited_by_pool: true, ..category }
}

/// What an answer of an identity provider counts as.
pub(crate) const FEDERATION: &str = "an answer of an identity provider";

/// All categories. Operations that the page of quotas does not mention are in the category of their neighbours: our own
/// choice.
const CATEGORIES: [Category; 18] = [
    adjustable(category(
        "UserAuthentication",
        120,
        &[
            "AdminInitiateAuth",
            "AdminRespondToAuthChallenge",
            "GetTokensFromRefreshToken",
            "InitiateAuth",
            "RespondToAuthChallenge",
        ],
    )),
    adjustable(category(
        "UserCreation",
        50,
        &["AdminConfirmSignUp", "AdminCreateUser", "ConfirmSignUp", "SignUp"],
    )),
    // Answers of identity providers, which are no operations.
    adjustable(category("UserFederation", 25, &[FEDERATION])),
    category(
        "UserAccountRecovery",
        30,
        &[
            "AdminResetUserPassword",
            "AdminSetUserPassword",
            "ChangePassword",
            "ConfirmForgotPassword",
            "ForgotPassword",
        ],
    ),
    adjustable(category(
        "UserRead",
        120,
        &["AdminGetUser", "AdminGetUserAuthFactors", "GetUser", "GetUserAuthFactors"],
    )),
    category(
        "UserUpdate",
        25,
        &[
            "AdminAddUserToGroup",
            "AdminDeleteUser",
            "AdminDeleteUserAttributes",
            "AdminDisableProviderForUser",
            "AdminDisableUser",
            "AdminEnableUser",
            "AdminLinkProviderForUser",
            "AdminRemoveUserFromGroup",
            "AdminUpdateUserAttributes",
            "AdminUserGlobalSignOut",
            "DeleteUser",
            "DeleteUserAttributes",
            "GlobalSignOut",
            "UpdateUserAttributes",
            "VerifyUserAttribute",
        ],
    ),
    adjustable(category("UserToken", 120, &["RevokeToken"])),
    adjustable(category(
        "UserResourceRead",
        50,
        &[
            "AdminGetDevice",
            "AdminListDevices",
            "AdminListGroupsForUser",
            "AdminListUserAuthEvents",
            "AdminListUserSessions",
            "GetDevice",
            "GetUserAttributeVerificationCode",
            "ListDevices",
            "ListUserSessions",
            "ListWebAuthnCredentials",
            "ResendConfirmationCode",
        ],
    )),
    category(
        "UserResourceUpdate",
        25,
        &[
            "AdminDeleteSoftwareToken",
            "AdminForgetDevice",
            "AdminRevokeUserSession",
            "AdminSetUserMFAPreference",
            "AdminSetUserSettings",
            "AdminUpdateAuthEventFeedback",
            "AdminUpdateDeviceStatus",
            "AssociateSoftwareToken",
            "CompleteWebAuthnRegistration",
            "ConfirmDevice",
            "DeleteWebAuthnCredential",
            "ForgetDevice",
            "RevokeUserSession",
            "SetUserMFAPreference",
            "SetUserSettings",
            "StartWebAuthnRegistration",
            "UpdateAuthEventFeedback",
            "UpdateDeviceStatus",
            "VerifySoftwareToken",
        ],
    ),
    category("UserList", 30, &["ListUsers", "ListUsersInGroup"]),
    category("UserPoolRead", 15, &["DescribeUserPool", "ListUserPools"]),
    category("UserPoolUpdate", 15, &["CreateUserPool", "DeleteUserPool", "UpdateUserPool"]),
    limited_by_pool(category(
        "UserPoolResourceRead",
        20,
        &[
            "DescribeIdentityProvider",
            "DescribeManagedLoginBranding",
            "DescribeManagedLoginBrandingByClient",
            "DescribeResourceServer",
            "DescribeRiskConfiguration",
            "DescribeTerms",
            "DescribeTermsByClient",
            "DescribeUserImportJob",
            "DescribeUserPoolDomain",
            "GetCSVHeader",
            "GetGroup",
            "GetIdentityProviderByIdentifier",
            "GetLogDeliveryConfiguration",
            "GetSigningCertificate",
            "GetUICustomization",
            "GetUserPoolMfaConfig",
            "GetUserPoolSessionConfiguration",
            "ListGroups",
            "ListIdentityProviders",
            "ListResourceServers",
            "ListTagsForResource",
            "ListTerms",
            "ListUserImportJobs",
            "ListUserPoolReplicas",
        ],
    )),
    limited_by_pool(category(
        "UserPoolResourceUpdate",
        15,
        &[
            "AddCustomAttributes",
            "CreateGroup",
            "CreateIdentityProvider",
            "CreateManagedLoginBranding",
            "CreateResourceServer",
            "CreateTerms",
            "CreateUserImportJob",
            "CreateUserPoolDomain",
            "CreateUserPoolReplica",
            "DeleteGroup",
            "DeleteIdentityProvider",
            "DeleteManagedLoginBranding",
            "DeleteResourceServer",
            "DeleteTerms",
            "DeleteUserPoolDomain",
            "DeleteUserPoolReplica",
            "SetLogDeliveryConfiguration",
            "SetRiskConfiguration",
            "SetUICustomization",
            "SetUserPoolMfaConfig",
            "SetUserPoolSessionConfiguration",
            "StartUserImportJob",
            "StopUserImportJob",
            "TagResource",
            "UntagResource",
            "UpdateGroup",
            "UpdateIdentityProvider",
            "UpdateManagedLoginBranding",
            "UpdateResourceServer",
            "UpdateTerms",
            "UpdateUserPoolDomain",
            "UpdateUserPoolReplica",
        ],
    )),
    limited_by_pool(category(
        "UserPoolClientRead",
        15,
        &[
            "DescribeUserPoolClient",
            "GetUserPoolClientSessionConfiguration",
            "ListUserPoolClientSecrets",
            "ListUserPoolClients",
        ],
    )),
    limited_by_pool(category(
        "UserPoolClientUpdate",
        15,
        &[
            "AddUserPoolClientSecret",
            "CreateUserPoolClient",
            "DeleteUserPoolClient",
            "DeleteUserPoolClientSecret",
            "SetUserPoolClientSessionConfiguration",
            "UpdateUserPoolClient",
        ],
    )),
    category("ClientAuthentication", 150, &["GetClientToken", "GetDerivedToken"]),
    category("LimitManagement", 1, &["GetProvisionedLimit", "UpdateProvisionedLimit"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    const REGION: &str = "eu-west-1";

    fn counted(operation: &'static str, pool_id: Option<&'static str>) -> Counted<'static> {
        Counted { region: REGION, operation, challenge: None, pool_id }
    }

    /// How many of a thousand requests at this time are admitted.
    fn admitted(quotas: &Quotas, request: Counted<'_>, millis: u64) -> usize {
        let category = request.category().unwrap();
        let now = Timestamp::from_millis(millis);
        (0..1000).filter(|_| quotas.admit(request, category, category.rate, now)).count()
    }

    #[test]
    fn a_second_of_requests_is_admitted_and_then_the_rate() {
        let quotas = Quotas::default();
        let read = counted("GetUser", None);
        assert_eq!(admitted(&quotas, read, 1_000_000), 120);
        assert_eq!(admitted(&quotas, counted("AdminGetUser", None), 1_000_000), 0, "one category, one rate");
        assert_eq!(admitted(&quotas, read, 1_000_500), 60);
        assert_eq!(admitted(&quotas, read, 9_000_000), 120, "a pause saves up no more than a second");
        assert_eq!(admitted(&quotas, Counted { region: "eu-west-2", ..read }, 9_000_000), 120);
    }

    #[test]
    fn answers_to_challenges_have_an_account_of_their_own() {
        let quotas = Quotas::default();
        assert_eq!(admitted(&quotas, counted("InitiateAuth", None), 1_000_000), 120);
        let answer =
            |challenge| Counted { challenge: Some(challenge), ..counted("RespondToAuthChallenge", None) };
        assert_eq!(admitted(&quotas, answer("PASSWORD_VERIFIER"), 1_000_000), 360);
        assert_eq!(admitted(&quotas, answer("NEW_PASSWORD_REQUIRED"), 1_000_000), 90);
    }

    #[test]
    fn an_operation_on_what_a_pool_has_is_limited_in_each_pool() {
        let quotas = Quotas::default();
        assert_eq!(admitted(&quotas, counted("GetGroup", Some("a")), 1_000_000), 5);
        assert_eq!(admitted(&quotas, counted("ListGroups", Some("a")), 1_000_000), 5);
        assert_eq!(admitted(&quotas, counted("GetGroup", Some("b")), 1_000_000), 5);
        assert_eq!(admitted(&quotas, counted("GetGroup", Some("c")), 1_000_000), 5, "and by the category");
        assert_eq!(admitted(&quotas, counted("GetGroup", Some("d")), 1_000_000), 0);
    }

    #[test]
    fn a_user_has_one_rate_for_reads_and_one_for_writes() {
        let quotas = Quotas::default();
        let admitted = |sub, what, millis| {
            (0..100).filter(|_| quotas.admit_user(sub, what, Timestamp::from_millis(millis))).count()
        };
        assert_eq!(admitted("ana", ProfileUse::Read, 1_000_000), 10);
        assert_eq!(admitted("ana", ProfileUse::Write, 1_000_000), 10);
        assert_eq!(admitted("ben", ProfileUse::Read, 1_000_000), 10);
        assert_eq!(admitted("ana", ProfileUse::Read, 1_000_500), 5);
    }

    #[test]
    fn a_day_of_mails_begins_at_nine() {
        let quotas = Quotas::default();
        let at = |hours: u64| Timestamp::from_seconds(1000 * 24 * 3600 + hours * 3600);
        assert_eq!((0..60).filter(|_| quotas.take_mail(at(10))).count(), 50);
        assert!(!quotas.has_mail(at(10)));
        assert!(!quotas.has_mail(at(24 + 8)));
        assert!(quotas.has_mail(at(24 + 9)));
        assert!(quotas.take_mail(at(24 + 9)));
        assert!(quotas.has_mail(at(24 + 9)), "the new day has one mail");
    }

    #[test]
    fn provisioned_rates_are_remembered_for_a_minute() {
        let quotas = Quotas::default();
        let category = Category::named("UserRead").unwrap();
        let at = Timestamp::from_seconds;
        assert_eq!(quotas.provisioned(REGION, category, at(100)), None);
        quotas.remember(REGION, category, 300, at(100));
        quotas.forget(REGION, category);
        assert_eq!(quotas.provisioned(REGION, category, at(100)), None);
        quotas.remember(REGION, category, 300, at(100));
        assert_eq!(quotas.provisioned(REGION, category, at(159)), Some(300));
        assert_eq!(quotas.provisioned(REGION, category, at(160)), None);
        assert_eq!(quotas.provisioned(REGION, category, at(99)), None, "the clock was set back");
        assert_eq!(quotas.provisioned("eu-west-2", category, at(100)), None);
    }
}
