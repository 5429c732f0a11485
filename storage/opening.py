"""The only code that opens what envelope.py sealed. One module of the service may import it, for `havn open`.

The key is a seed of 32 bytes that only its reader has, in a file (keyfile.py) or in a browser. A browser opens with
`@hpke/core` 1.9 and `@hpke/hybridkem-x-wing` 0.7: `new CipherSuite({kem: new XWing(), kdf: new HkdfSha256(),
aead: new Aes256Gcm()})`, the seed by `kem.importKey("raw", seed, false)` (`deriveKeyPair` hashes what it gets), then
`suite.open({recipientKey, enc, info}, ct)` with `enc` = bytes 1 to 1120 of the wrapped key and `ct` the rest, and
WebCrypto's AES-GCM for the content. tests/storage/browser_envelope.json was sealed by such a program.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.bound import Bound
from storage.envelope import FORM, NONCE_BYTES, TAG_BYTES, WRAPPED_BYTES, content_binding, key_binding
from storage.padding import unpad
from storage.seal_errors import NotForThisKey, Tampered
from storage.xwing import SUITE, private_key

_HEAD = 1 + NONCE_BYTES


def open_sealed(content: bytes, wrapped: bytes, reader_id: str, seed: bytes, bound: Bound) -> bytes:
    """Open a text with the key that was sealed to this reader, in the place it belongs to.

    Raises BrokenKey for a seed that is not 32 bytes long, NotForThisKey when the wrapped key does not open with it (it
    is another reader's, moved or altered), Tampered when the content does not open or either has a strange form.
    """
    if len(content) < _HEAD + TAG_BYTES or len(wrapped) != WRAPPED_BYTES or content[0] != FORM or wrapped[0] != FORM:
        raise Tampered
    opener = private_key(seed)
    try:
        key = SUITE.decrypt(wrapped[1:], opener, info=key_binding(bound, reader_id))
    except InvalidTag:
        raise NotForThisKey from None
    try:
        return unpad(AESGCM(key).decrypt(content[1:_HEAD], content[_HEAD:], content_binding(bound)))
    except (InvalidTag, ValueError):
        raise Tampered from None
