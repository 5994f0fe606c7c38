//! [`Tls`]: TLS by rustls, with the cryptography that the server already has.

use std::{
    future::Future,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::{
    Socket,
    tls::{ChannelBinding, MakeTlsConnect, TlsConnect, TlsStream},
};
use tokio_rustls::{
    TlsConnector, client,
    rustls::{
        self, ClientConfig, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
};

use crate::ConnectError;

/// Encrypts links and verifies the server: its certificate, and that it is for the host of the URL.
#[derive(Clone)]
pub(crate) struct Tls(TlsConnector);

impl Tls {
    /// Trusts the authorities in the file `roots`, or those of Mozilla's list. `is_direct`: the handshake comes first, which
    /// PostgreSQL 17 and later allow.
    pub(crate) fn new(roots: Option<PathBuf>, is_direct: bool) -> Result<Self, ConnectError> {
        let roots = match roots {
            Some(path) => read_roots(&path)?,
            None => webpki_roots::TLS_SERVER_ROOTS.iter().cloned().collect(),
        };
        let mut config = config(roots)?;
        if is_direct {
            config.alpn_protocols = vec![b"postgresql".to_vec()];
        }
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// For links that are not encrypted.
    pub(crate) fn unused() -> Result<Self, ConnectError> {
        Ok(Self(TlsConnector::from(Arc::new(config(RootCertStore::empty())?))))
    }
}

fn config(roots: RootCertStore) -> Result<ClientConfig, ConnectError> {
    // The process may have chosen no provider of cryptography, so it is named.
    let builder = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().map_err(ConnectError::tls)?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn read_roots(path: &Path) -> Result<RootCertStore, ConnectError> {
    let unreadable = |source| ConnectError::Roots { path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(unreadable)?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let added =
            certificate.map_err(io::Error::other).and_then(|it| roots.add(it).map_err(io::Error::other));
        added.map_err(unreadable)?;
    }
    if roots.is_empty() {
        return Err(unreadable(io::Error::other("it holds no certificate in PEM form")));
    }
    Ok(roots)
}

impl MakeTlsConnect<Socket> for Tls {
    type Stream = Encrypted;
    type TlsConnect = Handshake;
    type Error = io::Error;

    // This is called for links without TLS too, some of which have no name, so the name is not judged here.
    fn make_tls_connect(&mut self, name: &str) -> io::Result<Handshake> {
        Ok(Handshake { connector: self.0.clone(), name: name.to_owned() })
    }
}

/// A handshake that has not begun.
pub(crate) struct Handshake {
    connector: TlsConnector,
    name: String,
}

impl TlsConnect<Socket> for Handshake {
    type Stream = Encrypted;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Encrypted>> + Send>>;

    fn connect(self, socket: Socket) -> Self::Future {
        Box::pin(async move {
            let name = ServerName::try_from(self.name).map_err(io::Error::other)?;
            Ok(Encrypted(self.connector.connect(name, socket).await?))
        })
    }
}

/// An encrypted link.
pub(crate) struct Encrypted(client::TlsStream<Socket>);

impl TlsStream for Encrypted {
    // Channel binding would need a parser of certificates. The certificate itself is verified.
    fn channel_binding(&self) -> ChannelBinding {
        ChannelBinding::none()
    }
}

impl AsyncRead for Encrypted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl AsyncWrite for Encrypted {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// Whether the server's certificate, and not the link, is the problem.
pub(crate) fn is_about_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    let io = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    io.and_then(|inner| inner.downcast_ref::<rustls::Error>())
        .is_some_and(|inner| matches!(inner, rustls::Error::InvalidCertificate(_)))
}
