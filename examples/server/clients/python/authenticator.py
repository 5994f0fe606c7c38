"""A software authenticator, which makes passkeys in the JSON form of browsers.

node/authenticator.js can also sign with them, and make wrong answers.
"""

import base64
import hashlib
import json
import secrets

from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def create(options, origin):
    """Answers `CredentialCreationOptions` with a `RegistrationResponseJSON`, for a new key for ES256."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    key = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
    name = secrets.token_bytes(32)
    flags = USER_PRESENT | USER_VERIFIED | ATTESTED
    head = hashlib.sha256(options["rp"]["id"].encode()).digest() + bytes([flags, 0, 0, 0, 0])
    data = head + bytes(16) + len(name).to_bytes(2, "big") + name + cbor(key)
    said = {"type": "webauthn.create", "challenge": options["challenge"], "origin": origin}
    return {
        "id": base64url(name),
        "rawId": base64url(name),
        "type": "public-key",
        "authenticatorAttachment": "cross-platform",
        "clientExtensionResults": {},
        "response": {
            "clientDataJSON": base64url(json.dumps({**said, "crossOrigin": False}).encode()),
            "attestationObject": base64url(cbor({"fmt": "none", "attStmt": {}, "authData": data})),
            "transports": ["usb"],
        },
    }


def cbor(value):
    """A value as CBOR (RFC 8949), limited to integers, byte strings, texts and maps."""
    if isinstance(value, int):
        return _head(1, -1 - value) if value < 0 else _head(0, value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(5, len(value)) + b"".join(cbor(part) for pair in value.items() for part in pair)


def _head(major, number):
    if number < 24:
        return bytes([major << 5 | number])
    if number < 0x100:
        return bytes([major << 5 | 24, number])
    return bytes([major << 5 | 25]) + number.to_bytes(2, "big")


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
