"""X-Wing keys, the hybrid of ML-KEM-768 and X25519 that cases are sealed with (draft-connolly-cfrg-xwing-kem).

A private key is a seed of 32 bytes. SHAKE-256 expands it to 96: 64 for ML-KEM-768 (FIPS 203, d and z), 32 for X25519.
A public key is ML-KEM's 1,184 bytes and then X25519's 32.
"""

import hashlib

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import mlkem, x25519

from storage.seal_errors import BrokenKey

SEED_BYTES = 32
PUBLIC_BYTES = 1216
ENCAPSULATED_BYTES = 1120
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
"""HPKE (RFC 9180) with KEM 0x647a, KDF 0x0001, AEAD 0x0002; base mode, one message a context, no associated data."""

_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
_EXPANDED = 96


def public_key(seed: bytes) -> bytes:
    """Give the public key of a 32-byte seed. Raises BrokenKey for another length."""
    of_mlkem, of_x25519 = _halves(seed)
    return of_mlkem.public_key().public_bytes_raw() + of_x25519.public_key().public_bytes_raw()


def private_key(seed: bytes) -> hpke.MLKEM768X25519PrivateKey:
    """Expand a 32-byte seed to the key that opens; for opening.py alone. Raises BrokenKey for another length."""
    return hpke.MLKEM768X25519PrivateKey(*_halves(seed))


def recipient(public: bytes) -> hpke.MLKEM768X25519PublicKey:
    """Read a public key. Raises BrokenKey for a wrong length or an ML-KEM half that fails FIPS 203's check."""
    if len(public) != PUBLIC_BYTES:
        raise BrokenKey
    try:
        return hpke.MLKEM768X25519PublicKey(
            mlkem.MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            x25519.X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
    except ValueError:
        raise BrokenKey from None


def _halves(seed: bytes) -> tuple[mlkem.MLKEM768PrivateKey, x25519.X25519PrivateKey]:
    if len(seed) != SEED_BYTES:
        raise BrokenKey
    expanded = hashlib.shake_256(seed).digest(_EXPANDED)
    return (
        mlkem.MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        x25519.X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )
