//! A request to an endpoint, and the response that refuses it.

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

use crate::{
    error::Internal,
    oauth::{
        cookies::Cookies,
        error::OAuthError,
        parameters::Parameters,
        response,
        site::{Route, Site},
    },
    pages::texts::Language,
    sensitive::Sensitive,
};

/// A request to an endpoint.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) site: Site,
    pub(crate) route: Route,
    pub(crate) method: Method,
    /// The parameters of the query. Of an endpoint that clients send forms to, those of the form.
    pub(crate) parameters: Parameters,
    /// The form that a page has sent.
    pub(crate) form: Parameters,
    /// The JSON of a registration; null at other endpoints.
    pub(crate) json: Value,
    /// The language of pages.
    pub(crate) language: Language,
    /// A page of another site has sent the request, as the browser says.
    pub(crate) is_cross_site: bool,
    /// An earlier step of the same request leads to this one, so the form was checked.
    pub(crate) is_continued: bool,
    /// The header `Authorization`.
    pub(crate) authorization: Option<Sensitive>,
    /// The cookies of the site.
    pub(crate) cookies: Cookies,
}

/// The response, and why it refuses the request.
pub(crate) struct Refused {
    pub(crate) response: Box<Response<Bytes>>,
    /// The cause of an internal error, for the host's log.
    pub(crate) cause: Option<Box<Internal>>,
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        let response = Box::new(response::error(&error));
        Self { response, cause: error.cause }
    }
}

impl Received {
    /// The parameters that a provider has sent: in a query, or in a form.
    pub(crate) fn answer(&self) -> &Parameters {
        if self.method == Method::POST { &self.form } else { &self.parameters }
    }

    /// The same request with other parameters.
    pub(crate) fn with_parameters(&self, parameters: Parameters) -> Self {
        Self {
            site: self.site.clone(),
            method: self.method.clone(),
            parameters,
            form: Parameters::default(),
            json: Value::Null,
            authorization: None,
            cookies: self.cookies.clone(),
            ..*self
        }
    }

    /// The parameters of an authorization request, as a query for the next page.
    pub(crate) fn query(&self) -> String {
        self.parameters.query_without(|_| false)
    }
}
