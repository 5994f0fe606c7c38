//! Encrypted links, with certificates made by `openssl`.

use std::{path::Path, process::Command};

use userpool_postgres::{ConnectError, PostgresOptions};

use crate::setting::{Server, Setting, give_away, read};

pub(crate) async fn links_are_encrypted_and_verified(setting: Setting) {
    if Command::new("openssl").arg("version").output().is_err() {
        println!("  there is no openssl to make certificates with, so nothing was tested");
        return;
    }
    let server = Server::start(&setting, "");
    let folder = tempfile::tempdir().unwrap();
    let (authority, other) = (folder.path().join("authority"), folder.path().join("other"));
    make_authority(&authority);
    make_authority(&other);
    certify(&authority, &server.data());

    // Without TLS on the server.
    let url = |host: &str, options: &str| {
        format!("postgres://postgres:secret@{host}:{}/postgres?{options}", server.port)
    };
    let trusted = format!("sslmode=require&sslrootcert={}/cert.pem", authority.display());
    let options = PostgresOptions::new();
    let error = options.migrate(&url("localhost", &trusted)).await.unwrap_err();
    assert!(
        matches!(&error, ConnectError::Tls { problem, .. } if problem.contains("does not support TLS")),
        "{error:?}"
    );

    let client = crate::setting::client(&server.url()).await;
    if let Err(error) = client.batch_execute("ALTER SYSTEM SET ssl = on").await {
        println!("  this PostgreSQL was built without TLS, so little was tested: {error}");
        return;
    }
    client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    crate::setting::sleep(300).await;

    // By the name and by the address in the certificate.
    for host in ["localhost", "127.0.0.1"] {
        options.migrate(&url(host, &trusted)).await.unwrap();
        let store = options.connect(&url(host, &trusted)).await.unwrap();
        assert_eq!(read(&store, "a").await.unwrap(), None);
        let encrypted = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                         WHERE ssl AND application_name = 'userpool'";
        assert!(client.query_one(encrypted, &[]).await.unwrap().get::<_, i64>(0) > 0);
    }

    for (problem, options) in [
        ("UnknownIssuer", "sslmode=require".to_owned()),
        ("UnknownIssuer", format!("sslmode=verify-full&sslrootcert={}/cert.pem", other.display())),
    ] {
        let error = PostgresOptions::new().connect(&url("localhost", &options)).await.unwrap_err();
        assert!(
            matches!(&error, ConnectError::Tls { problem: found, .. } if found.contains(problem)),
            "{error:?}"
        );
        assert!(!format!("{error} {error:?}").contains("secret"));
    }
    // Another name than that in the certificate.
    let error =
        options.connect(&url("ip6-localhost", &format!("{trusted}&hostaddr=127.0.0.1"))).await.unwrap_err();
    assert!(matches!(&error, ConnectError::Tls { .. }), "{error:?}");

    for path in ["/no/such/file", folder.path().join("authority/key.pem").to_str().unwrap()] {
        let options = format!("sslmode=require&sslrootcert={path}");
        let error = PostgresOptions::new().connect(&url("localhost", &options)).await.unwrap_err();
        assert!(matches!(&error, ConnectError::Roots { .. }), "{error:?}");
    }
}

fn make_authority(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    let (key, cert) = (folder.join("key.pem"), folder.join("cert.pem"));
    openssl(
        &[
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ],
        &[
            ("-subj", &format!("/CN={}", folder.file_name().unwrap().to_str().unwrap())),
            ("-keyout", key.to_str().unwrap()),
            ("-out", cert.to_str().unwrap()),
        ],
    );
}

/// Makes a certificate for `localhost` and 127.0.0.1.
fn certify(authority: &Path, data: &Path) {
    let (key, request, cert) =
        (data.join("server.key"), authority.join("request.pem"), data.join("server.crt"));
    openssl(
        &["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
        &[
            ("-subj", "/CN=localhost"),
            ("-keyout", key.to_str().unwrap()),
            ("-out", request.to_str().unwrap()),
        ],
    );
    let extensions = authority.join("extensions");
    std::fs::write(&extensions, "subjectAltName = DNS:localhost, IP:127.0.0.1\n").unwrap();
    openssl(
        &["x509", "-req", "-CAcreateserial", "-days", "2"],
        &[
            ("-in", request.to_str().unwrap()),
            ("-CA", authority.join("cert.pem").to_str().unwrap()),
            ("-CAkey", authority.join("key.pem").to_str().unwrap()),
            ("-extfile", extensions.to_str().unwrap()),
            ("-out", cert.to_str().unwrap()),
        ],
    );
    give_away(&key);
    give_away(&cert);
}

fn openssl(command: &[&str], options: &[(&str, &str)]) {
    let options = options.iter().flat_map(|(name, value)| [*name, *value]);
    let output = Command::new("openssl").args(command.iter().copied().chain(options)).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
