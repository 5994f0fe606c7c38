//! TLS 1.2 and 1.3 with a certificate from files.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem, pem::PemObject as _},
    },
};

/// Reads the certificate chain and its key, and checks that they belong together.
pub(crate) fn load(cert: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let chain: Vec<_> =
        CertificateDer::pem_file_iter(cert).and_then(Iterator::collect).map_err(unreadable(cert))?;
    if chain.is_empty() {
        return Err(unreadable(cert)(pem::Error::NoItemsFound));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(unreadable(key))?;

    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, private))
        .map_err(|source| TlsError::Refused { cert: cert.to_owned(), key: key.to_owned(), source })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Why TLS cannot be served.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    #[error("cannot read {path} as PEM", path = path.display())]
    Unreadable { path: PathBuf, source: pem::Error },
    #[error("cannot serve {cert} with {key}", cert = cert.display(), key = key.display())]
    Refused { cert: PathBuf, key: PathBuf, source: rustls::Error },
}

fn unreadable(path: &Path) -> impl FnOnce(pem::Error) -> TlsError + use<> {
    let path = path.to_owned();
    move |source| TlsError::Unreadable { path, source }
}
