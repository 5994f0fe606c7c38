//! The request rates of the service, for requests.

use http::Method;
use serde_json::Value;

use crate::{
    engine::Engine,
    error::Error,
    host::Origin,
    model::{pool_id::is_pool_id, provisioned_limit},
    oauth::{client_authentication::is_client_id, received::Received, site::Route},
    operation::Entry,
    quotas::{Category, Counted, FEDERATION, ProfileUse, Quotas},
    time::Timestamp,
};

impl Engine {
    /// Counts a request, if the host applies the quotas of the service. Returns what it does with the profile of a user, whose
    /// rate is checked when the user is known.
    ///
    /// # Errors
    /// `TooManyRequestsException` when the request exceeds a rate.
    pub(super) async fn check_quota(
        &self,
        operation: &Entry,
        input: &Value,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Option<ProfileUse>, Error> {
        let Some(quotas) = &self.host().quotas else { return Ok(None) };
        let text = |name: &str| input.get(name).and_then(Value::as_str);
        let request = Counted {
            region: &origin.region,
            operation: operation.name,
            challenge: text("ChallengeName"),
            pool_id: text("UserPoolId").filter(|id| is_pool_id(id)),
        };
        self.charge(quotas, request, now).await
    }

    /// Counts a request to an endpoint or a page of a domain, if the host applies the quotas of the service.
    ///
    /// # Errors
    /// `TooManyRequestsException` when the request exceeds a rate.
    pub(super) async fn check_domain_quota(
        &self,
        received: &Received,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Some(quotas) = &self.host().quotas else { return Ok(()) };
        let client_id = received.parameters.get("client_id").filter(|id| is_client_id(id));
        let peer = origin.client.address.as_deref();
        if !quotas.admit_at_domain(&received.site.base, peer, client_id, now) {
            return Err(Error::TooManyRequests);
        }
        let Some((operation, challenge)) = counted_as(received) else { return Ok(()) };
        let request = Counted { region: &origin.region, operation, challenge, pool_id: None };
        self.charge(quotas, request, now).await.map(drop)
    }

    async fn charge(
        &self,
        quotas: &Quotas,
        request: Counted<'_>,
        now: Timestamp,
    ) -> Result<Option<ProfileUse>, Error> {
        let Some(category) = request.category() else { return Ok(None) };
        let rate = self.rate(quotas, category, request.region, now).await?;
        match quotas.admit(request, category, rate, now) {
            true => Ok(category.profile_use()),
            false => Err(Error::TooManyRequests),
        }
    }

    /// The rate of a category in a region.
    async fn rate(
        &self,
        quotas: &Quotas,
        category: &Category,
        region: &str,
        now: Timestamp,
    ) -> Result<u32, Error> {
        if !category.is_adjustable {
            return Ok(category.rate);
        }
        if let Some(rate) = quotas.provisioned(region, category, now) {
            return Ok(rate);
        }
        let set = provisioned_limit::read(self.host(), region, category.name).await?;
        let rate = set.unwrap_or(category.rate);
        quotas.remember(region, category, rate, now);
        Ok(rate)
    }
}

/// The operation that a request counts as, and the name of the challenge if it answers one. Looking at a page is free.
fn counted_as(received: &Received) -> Option<(&'static str, Option<&'static str>)> {
    let is_form = received.method == Method::POST;
    Some(match received.route {
        Route::Token => match received.parameters.get("grant_type") {
            Some("client_credentials") => ("GetClientToken", None),
            _ => ("GetTokensFromRefreshToken", None),
        },
        Route::Revoke => ("RevokeToken", None),
        Route::UserInfo => ("GetUser", None),
        Route::IdpResponse | Route::SamlResponse => (FEDERATION, None),
        Route::Login if is_form => match received.form.get("state") {
            Some(_) => ("RespondToAuthChallenge", Some("a challenge")),
            None => ("InitiateAuth", None),
        },
        Route::SignUp if is_form => ("SignUp", None),
        Route::Confirm if is_form => ("ConfirmSignUp", None),
        Route::ConfirmUser => ("ConfirmSignUp", None),
        Route::ResendCode if is_form => ("ResendConfirmationCode", None),
        Route::ForgotPassword if is_form => ("ForgotPassword", None),
        Route::ConfirmForgotPassword if is_form => ("ConfirmForgotPassword", None),
        Route::AddPasskey if is_form => ("CompleteWebAuthnRegistration", None),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::{api, quotas::Category};

    #[test]
    fn every_operation_is_in_one_category() {
        for (name, _) in api::operation_names() {
            assert!(Category::of(name).is_some(), "{name}");
        }
        let mut listed: Vec<&str> = Category::operations().collect();
        let all = listed.len();
        listed.sort_unstable();
        listed.dedup();
        assert_eq!(listed.len(), all, "an operation is in two categories");
    }
}
