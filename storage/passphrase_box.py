"""A stream of any length under a passphrase, for backups: chunks of 64 KiB, each under AES-256-GCM (the STREAM scheme).

Head (36 bytes): mark and format (8), Argon2id's memory in KiB, passes and lanes (4 each), salt (16). The nonce of a
chunk is its number (11 bytes) and whether it is the last (1); the head is its associated data. So a chunk that was left
out, doubled, moved or taken from another box is refused, and so is a box that ends early or goes on after its end.
"""

import io
import os
import struct
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage import passphrase as passphrases
from storage.passphrase import STANDARD, Cost
from storage.seal_errors import BoxBroken, Tampered, WrongPassphrase

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 64 * 1024
_SEALED = CHUNK_BYTES + 16
_MARK = b"HAVNBOX\x01"
_HEAD = struct.Struct(f">8sIII{passphrases.SALT_BYTES}s")


class SealingWriter:
    """Seals what is written to it into `out`; `close`, or leaving the `with` block without an error, writes the end.

    Without its end the box is refused, so a backup that broke off cannot pass for a whole one. `out` stays open.
    Raises PassphraseTooShort and MemoryShort.
    """

    def __init__(self, out: BinaryIO, passphrase: str, *, cost: Cost = STANDARD) -> None:
        """Write the head."""
        passphrases.check(passphrase)
        salt = os.urandom(passphrases.SALT_BYTES)
        self._out = out
        self._cipher = AESGCM(passphrases.derive(passphrase, salt, cost))
        self._head = _HEAD.pack(_MARK, cost.memory_kib, cost.iterations, cost.lanes, salt)
        self._waiting = bytearray()
        self._number = 0
        self.closed = False
        out.write(self._head)

    def write(self, piece: bytes) -> int:
        """Take a piece of any length and give that length. Raises ValueError after `close`."""
        if self.closed:
            raise ValueError("the box is closed")
        self._waiting += piece
        while len(self._waiting) > CHUNK_BYTES:  # not >=: something must be left for the last chunk
            self._emit(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(piece)

    def close(self) -> None:
        """Write the last chunk, once."""
        if not self.closed:
            self._emit(bytes(self._waiting), last=True)
            self.closed = True

    def __enter__(self) -> Self:
        """Seal until the end of the block."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Write the end, unless the block failed."""
        if kind is None:
            self.close()

    def _emit(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, self._head))
        self._number += 1


def seal_stream(src: Iterable[bytes], out: BinaryIO, passphrase: str, *, cost: Cost = STANDARD) -> None:
    """Seal all pieces of `src` into `out`. Raises PassphraseTooShort and MemoryShort."""
    with SealingWriter(out, passphrase, cost=cost) as box:
        for piece in src:
            box.write(piece)


def open_stream(inp: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """Open a box piece by piece; act on no piece before the iterator has ended, for only then is the box whole.

    Raises BoxBroken at once for a strange head; while iterating, WrongPassphrase on the first chunk, Tampered later.
    """
    head = _filled(inp, _HEAD.size)
    try:
        mark, memory_kib, iterations, lanes, salt = _HEAD.unpack(head)
        cost = Cost(memory_kib, iterations, lanes)
    except (struct.error, ValueError):
        raise BoxBroken from None
    if mark != _MARK:
        raise BoxBroken
    return _chunks(inp, AESGCM(passphrases.derive(passphrase, salt, cost)), head)


def open_reader(inp: BinaryIO, passphrase: str) -> io.BufferedReader:
    """Open a box as a binary file to read, with the errors and the warning of `open_stream`. `inp` stays open."""
    return io.BufferedReader(_Opened(open_stream(inp, passphrase)), CHUNK_BYTES)


class _Opened(io.RawIOBase):
    """Pieces, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        self._rest = self._rest or next(self._pieces, b"")
        count = min(len(view), len(self._rest))
        view[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count


def _chunks(inp: BinaryIO, cipher: AESGCM, head: bytes) -> Iterator[bytes]:
    number, chunk, last = 0, _filled(inp, _SEALED), False
    while not last:
        following = _filled(inp, _SEALED)
        last = not following
        try:
            plaintext = cipher.decrypt(_nonce(number, last=last), chunk, head)
        except InvalidTag:
            raise (Tampered if number else WrongPassphrase) from None
        yield plaintext
        number, chunk = number + 1, following


def _filled(inp: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end: a pipe gives what it has."""
    parts, missing = [], size
    while missing and (part := inp.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
