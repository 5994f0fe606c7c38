"""Makes fido2-vectors.json: ceremonies encoded by python-fido2 and signed by the `cryptography` package.

    pip install fido2==2.2.1 cryptography && python3 generate.py > fido2-vectors.json

Each vector is verified by fido2's own server before it is printed, so they come from an implementation that shares
nothing with ours. Keys are new in each run.
"""

import hashlib
import json
import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.cose import EdDSA, ES256, RS256
from fido2.server import Fido2Server
from fido2.utils import websafe_encode as b64
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
)

RP = "example.com"
F = AuthenticatorData.FLAG


def key(alg):
    if alg == -7:
        private = ec.generate_private_key(ec.SECP256R1())
        return ES256.from_cryptography_key(private.public_key()), lambda m: private.sign(m, ec.ECDSA(hashes.SHA256()))
    if alg == -257:
        private = rsa.generate_private_key(65537, 2048)
        return RS256.from_cryptography_key(private.public_key()), lambda m: private.sign(m, padding.PKCS1v15(), hashes.SHA256())
    private = ed25519.Ed25519PrivateKey.generate()
    return EdDSA.from_cryptography_key(private.public_key()), private.sign


def vector(name, alg, origin, *, fmt="none", flags=F.UP | F.UV, extensions=None, id_bytes=32, counter=7):
    server = Fido2Server(PublicKeyCredentialRpEntity(name=RP, id=RP), verify_origin=lambda given: given == origin)
    public, sign = key(alg)
    user = PublicKeyCredentialUserEntity(name="ana", id=b"ana")
    rp_hash = hashlib.sha256(RP.encode()).digest()

    options, state = server.register_begin(user)
    client_data = CollectedClientData.create("webauthn.create", options.public_key.challenge, origin)
    credential_id = os.urandom(id_bytes)
    attested = AttestedCredentialData.create(b"\0" * 16, credential_id, public)
    auth_data = AuthenticatorData.create(rp_hash, flags | F.AT | (F.ED if extensions else 0), counter, attested, extensions)
    statement = {}
    if fmt == "packed":
        statement = {"alg": alg, "sig": sign(auth_data + hashlib.sha256(client_data).digest())}
    attestation = AttestationObject.create(fmt, auth_data, statement)
    encoded = lambda **response: {"rawId": b64(credential_id), "id": b64(credential_id), "type": "public-key", "response": response}
    credential = encoded(clientDataJSON=b64(client_data), attestationObject=b64(attestation))
    server.register_complete(state, credential)
    registration = credential["response"]

    options, state = server.authenticate_begin([attested])
    client_data = CollectedClientData.create("webauthn.get", options.public_key.challenge, origin)
    auth_data = AuthenticatorData.create(rp_hash, flags, counter + 1)
    signature = sign(auth_data + hashlib.sha256(client_data).digest())
    credential = encoded(clientDataJSON=b64(client_data), authenticatorData=b64(auth_data), signature=b64(signature))
    server.authenticate_complete(state, [attested], credential)
    return {
        "name": name, "alg": alg, "rpId": RP, "origin": origin, "credentialId": b64(credential_id),
        "publicKey": b64(cbor.encode(public)), "userVerified": bool(flags & F.UV), "counter": counter,
        "registration": registration, "assertion": credential["response"],
    }


print(json.dumps({
    "origin": "python-fido2 2.2.1 with cryptography 48.0.0, by generate.py in this directory",
    "vectors": [
        vector("ES256, none", -7, "https://example.com"),
        vector("RS256, none", -257, "https://example.com"),
        vector("EdDSA, none", -8, "https://example.com"),
        vector("ES256, packed self attestation, of a subdomain with a port", -7, "https://login.example.com:8443", fmt="packed"),
        vector("ES256, synced, extensions, present only", -7, "https://example.com", flags=F.UP | F.BE | F.BS,
               extensions={"credProtect": 2, "hmac-secret": True}, counter=0),
        vector("EdDSA, the longest credential id", -8, "https://example.com", id_bytes=1023),
    ],
}, indent=1))
