//! TLS 1.2 and 1.3: the server's certificate, and the trusted authorities for calls to other servers.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ClientConfig, RootCertStore, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject as _},
    },
};

/// Reads the certificate chain and its key, and checks that they belong together.
pub(crate) fn load(cert: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let chain = certificates(cert)?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(unreadable(key))?;

    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, private))
        .map_err(|source| TlsError::Refused { cert: cert.to_owned(), key: key.to_owned(), source })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// The trusted authorities for calls to other servers: Mozilla's, which are built in, and those of one file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trust {
    extra: Vec<CertificateDer<'static>>,
}

impl Trust {
    /// Reads the file of additional authorities, if there is one.
    pub(crate) fn load(extra: Option<&Path>) -> Result<Self, TlsError> {
        let Some(path) = extra else { return Ok(Self::default()) };
        let extra = certificates(path)?;
        let mut roots = RootCertStore::empty();
        for certificate in &extra {
            roots
                .add(certificate.clone())
                .map_err(|source| TlsError::NotTrustworthy { path: path.to_owned(), source })?;
        }
        Ok(Self { extra })
    }

    /// The certificates of the file.
    pub(crate) fn extra(&self) -> &[CertificateDer<'static>] {
        &self.extra
    }

    /// The configuration of a client.
    pub(crate) fn client(&self) -> Result<ClientConfig, TlsError> {
        let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        // All certificates were accepted when the file was loaded.
        roots.add_parsable_certificates(self.extra.iter().cloned());
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError::Unsupported)?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}

/// Why TLS cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    #[error("cannot read {path} as PEM", path = path.display())]
    Unreadable { path: PathBuf, source: pem::Error },
    #[error("cannot serve {cert} with {key}", cert = cert.display(), key = key.display())]
    Refused { cert: PathBuf, key: PathBuf, source: rustls::Error },
    #[error("cannot trust a certificate of {path}", path = path.display())]
    NotTrustworthy { path: PathBuf, source: rustls::Error },
    #[error("TLS cannot be set up")]
    Unsupported(#[source] rustls::Error),
}

/// The certificates of a PEM file, at least one.
fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let chain: Vec<_> =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect).map_err(unreadable(path))?;
    if chain.is_empty() {
        return Err(unreadable(path)(pem::Error::NoItemsFound));
    }
    Ok(chain)
}

fn unreadable(path: &Path) -> impl FnOnce(pem::Error) -> TlsError + use<> {
    let path = path.to_owned();
    move |source| TlsError::Unreadable { path, source }
}
