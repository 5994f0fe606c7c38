//! The server with a certificate.

use std::sync::Arc;

use serde_json::json;
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject as _},
};

use crate::support::{Connection, Server, connect, fixture, folder};

#[test]
fn a_certificate_makes_it_https() {
    let place = folder();
    let (cert, key) = (fixture("tls-cert.pem"), fixture("tls-key.pem"));
    let flags = [
        "--tls-cert",
        cert.to_str().unwrap(),
        "--tls-key",
        key.to_str().unwrap(),
        "--danger-accept-any-credentials",
    ];
    let server = Server::start_with(&place.path().join("data"), &flags);
    assert!(server.banner.contains(&format!("https://{}", server.address)), "{}", server.banner);

    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(cert).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let session =
        ClientConnection::new(Arc::new(config), ServerName::try_from("localhost").unwrap()).unwrap();
    let mut connection = Connection::over(StreamOwned::new(session, connect(server.address)));
    for _ in 0..2 {
        assert_eq!(connection.get("/health").unwrap().status, 200);
    }

    // Issuer and keys are https too.
    let pool = connection.call("CreateUserPool", &json!({"PoolName": "p"})).unwrap().json();
    let pool = pool["UserPool"]["Id"].as_str().unwrap();
    let document = connection.get(&format!("/{pool}/.well-known/openid-configuration")).unwrap().json();
    assert_eq!(document["issuer"], format!("https://localhost/{pool}"));
    assert_eq!(document["jwks_uri"], format!("https://localhost/{pool}/.well-known/jwks.json"));

    // Plain HTTP gets no answer.
    assert!(server.connect().get("/health").is_err());
}
