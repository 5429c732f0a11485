"""What the sealing code refuses. Each text is one English line with the mend, and holds no key and no content."""

import shlex
from pathlib import Path
from typing import ClassVar


class SealingRefusal(Exception):
    """A key or a ciphertext was refused. Catch it at a door and print its text."""

    says: ClassVar[str]

    def __init__(self, **about: object) -> None:
        super().__init__(self.says.format(**about))


class Tampered(SealingRefusal):
    """The ciphertext is not what was sealed here: altered, cut short, or moved from another row, field or owner."""

    says = "A ciphertext was altered, cut short or moved and was not opened. Restore it from a backup."


class KeyUnknown(SealingRefusal):
    """The keyring has no data key of this id."""

    says = "The keyring has no data key {key_id}. Restore the keyring that sealed this, or start the service again."


class KeyActive(SealingRefusal):
    """The active data key cannot be retired."""

    says = "Data key {key_id} is the active one. Rotate the keyring before retiring it."


class NoReaders(SealingRefusal):
    """A case that nobody could open was about to be sealed."""

    says = "There is no reader to seal to. Register a key first: havn keys new."


class ReaderTwice(SealingRefusal):
    """Two different public keys stand under one reader id."""

    says = "Reader {reader} stands there twice with different keys. Remove one of them."


class BrokenKey(SealingRefusal):
    """A public key or a private seed is not a valid X-Wing key."""

    says = "The key is not a valid MLKEM768-X25519 key. Make and register a new one: havn keys new."


class NotForThisKey(SealingRefusal):
    """A wrapped key does not open. HPKE cannot tell another reader's wrap from an altered one, so neither can we."""

    says = "This was not sealed to this key, or its wrapped key was altered. Use the key of the reader it names."


class PassphraseTooShort(SealingRefusal):
    """A new passphrase has too few characters."""

    says = "The passphrase is too short. Use at least {least} characters, for example five random words."


class WrongPassphrase(SealingRefusal):
    """The passphrase is wrong or the file was altered: authenticated encryption cannot tell which."""

    says = "The passphrase is wrong, or the file was altered. Try again, or use an untouched copy."


class MemoryShort(SealingRefusal):
    """The machine could not give Argon2id its memory."""

    says = "The passphrase needs {mebibytes} MiB of free memory. Free some and try again."


class BoxBroken(SealingRefusal):
    """The stream does not begin as a passphrase box."""

    says = "This is not an encrypted Havn backup, or its beginning is damaged. Use another copy."


class FileRefusal(SealingRefusal):
    """A key file was refused; `path` says which."""

    def __init__(self, path: Path, why: str = "") -> None:
        """Name the file, quoted for a shell, and why (the operating system's words, never the file's)."""
        self.path = path
        super().__init__(path=shlex.quote(str(path)), why=why)


class KeyringExposed(FileRefusal):
    """Group or others may use the keyring."""

    says = "Others may read the keyring. Mend it with: chmod 600 {path}"


class KeyringBroken(FileRefusal):
    """The keyring is not one that this version wrote."""

    says = "The keyring {path} is damaged or from another version. Restore it from a backup."


class KeyringMissing(FileRefusal):
    """The keyring is not where it must be."""

    says = "The keyring {path} is missing. Restore it from a backup, or set HAVN_KEYRING to where it is."


class KeyringUnusable(FileRefusal):
    """The operating system would not let the keyring be read or written."""

    says = "The keyring {path} could not be used ({why}). Mend the disk or the rights of its folder, then try again."


class KeyFileExists(FileRefusal):
    """A private key is never written over."""

    says = "The file {path} exists and is not written over. Choose another name."


class KeyFileMissing(FileRefusal):
    """There is no key file there."""

    says = "There is no key file {path}. Give the file that havn keys new wrote."


class KeyFileBroken(FileRefusal):
    """The file is not a key file that this version wrote."""

    says = "The file {path} is not a Havn key file, or it is damaged. Use a copy of it."


class KeyFileUnusable(FileRefusal):
    """The operating system would not let the key file be read or written."""

    says = "The key file {path} could not be used ({why}). Mend the disk or its rights, then try again."
