"""HPKE written down from RFC 9180, base mode: it shares no code with the product but X25519, HMAC and AES."""

import hashlib
import hmac

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

X25519_SHA256 = bytes.fromhex("0020")
HKDF_SHA256 = bytes.fromhex("0001")
AES_128_GCM = bytes.fromhex("0001")
KEM = b"KEM" + X25519_SHA256
HPKE = b"HPKE" + X25519_SHA256 + HKDF_SHA256 + AES_128_GCM


def labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, hashlib.sha256)


def labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    block, output = b"", b""
    for number in range(1, -(-length // 32) + 1):
        block = hmac.digest(prk, block + labeled + bytes([number]), hashlib.sha256)
        output += block
    return output[:length]


def schedule(shared_dh: bytes, encapsulated: bytes, recipient: bytes, info: bytes) -> tuple[bytes, bytes]:
    """The AEAD key and base nonce (sections 4.1 and 5.1)."""
    extracted = labeled_extract(KEM, b"", b"eae_prk", shared_dh)
    shared = labeled_expand(KEM, extracted, b"shared_secret", encapsulated + recipient, 32)
    context = b"\x00" + labeled_extract(HPKE, b"", b"psk_id_hash", b"")
    context += labeled_extract(HPKE, b"", b"info_hash", info)
    secret = labeled_extract(HPKE, shared, b"secret", b"")
    return (
        labeled_expand(HPKE, secret, b"key", context, 16),
        labeled_expand(HPKE, secret, b"base_nonce", context, 12),
    )


def seal(ephemeral: X25519PrivateKey, recipient: bytes, info: bytes, aad: bytes, content: bytes) -> bytes:
    encapsulated = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    key, nonce = schedule(shared, encapsulated, recipient, info)
    return encapsulated + AESGCM(key).encrypt(nonce, content, aad)


def open_sealed(key: X25519PrivateKey, sealed: bytes, info: bytes, aad: bytes) -> bytes:
    encapsulated = sealed[:32]
    shared = key.exchange(X25519PublicKey.from_public_bytes(encapsulated))
    own = key.public_key().public_bytes_raw()
    aead_key, nonce = schedule(shared, encapsulated, own, info)
    return AESGCM(aead_key).decrypt(nonce, sealed[32:], aad)
