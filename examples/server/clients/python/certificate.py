"""Makes the keys and certificates of a run, which are valid for a day, in a folder:

* `authority.pem`, and its certificate `tls.pem` with `tls.key` for localhost and the names below it;
* `saml.pem` with `saml.key` and `other.pem` with `other.key`, signed by themselves, with which SAML messages are signed.

python certificate.py FOLDER
"""

import datetime
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

NAMES = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.DNSName("*.localhost")])
IS_AUTHORITY = x509.BasicConstraints(ca=True, path_length=0)


def certificate(subject, key, issuer, issuer_key, *extensions):
    """A certificate in PEM. The extensions are critical or not: pairs."""
    now = datetime.datetime.now(datetime.timezone.utc)
    subject, issuer = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in (subject, issuer)
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
    )
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, is_critical)
    return builder.sign(issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def private(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def main(folder):
    folder = Path(folder)
    folder.mkdir()
    authority, tls = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority_pem = certificate("Tests", authority, "Tests", authority, (IS_AUTHORITY, True))
    (folder / "authority.pem").write_bytes(authority_pem)
    (folder / "tls.pem").write_bytes(certificate("localhost", tls, "Tests", authority, (NAMES, False)))
    (folder / "tls.key").write_bytes(private(tls))
    for name in ("saml", "other"):
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        (folder / f"{name}.pem").write_bytes(certificate(name, key, name, key))
        (folder / f"{name}.key").write_bytes(private(key))


if __name__ == "__main__":
    main(*sys.argv[1:])
