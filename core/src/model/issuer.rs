//! The `iss` claim of a pool's tokens.

use crate::{host::Host, issuer::Issuer, model::pool::Pool, settings::IssuerType};

impl Pool {
    /// The `iss` of this pool's tokens. `address` is the address that the client sent its request to, if known.
    pub(crate) fn issuer(&self, host: &Host, address: Option<&str>) -> String {
        let base = match &host.issuer {
            Issuer::Cognito => None,
            Issuer::Url(url) => Some(url.as_str()),
            Issuer::RequestAddress => host.address(address),
        };
        match base {
            Some(base) => format!("{base}/{}", self.id),
            None => self.cognito_issuer(),
        }
    }

    /// Whether this pool's tokens carry `iss`. The caller still has to check the signature.
    pub(crate) fn has_issued_as(&self, iss: &str, host: &Host, address: Option<&str>) -> bool {
        match host.issuer {
            // The addresses of the host are not known in advance, so only the pool id is compared. The pool's key signs
            // only the pool's own tokens.
            Issuer::RequestAddress if host.public_url.is_none() => {
                iss.rsplit_once('/').is_some_and(|(_, id)| id == self.id)
            }
            _ => iss == self.issuer(host, address),
        }
    }

    fn cognito_issuer(&self) -> String {
        let configuration = self.settings.issuer_configuration.as_ref();
        let updated = configuration.is_some_and(|c| c.issuer_type() == Some(IssuerType::UPDATED));
        let prefix = if updated { "issuer-" } else { "" };
        format!("https://{prefix}cognito-idp.{}.amazonaws.com/{}", self.region, self.id)
    }
}
