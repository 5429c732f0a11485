"""A stream under a passphrase: what was sealed comes out whole, or not at all."""

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import passphrase, passphrase_box
from storage.passphrase import Cost
from storage.passphrase_box import CHUNK_BYTES, SealingWriter, open_reader, open_stream, seal_stream
from storage.seal_errors import BoxBroken, PassphraseTooShort, Tampered, WrongPassphrase

CHEAP = Cost(memory_kib=8 * 1024, iterations=1, lanes=1)
WORDS = "lykt årer tåke svaber brygge"
HEAD, SEALED = 36, CHUNK_BYTES + 16
STREAM = bytes(range(256)) * (CHUNK_BYTES // 256) * 3 + b"the end"


def boxed(*pieces: bytes) -> bytes:
    out = io.BytesIO()
    seal_stream(pieces, out, WORDS, cost=CHEAP)
    return out.getvalue()


def opened(box: bytes, words: str = WORDS) -> bytes:
    return b"".join(open_stream(io.BytesIO(box), words))


BOX = boxed(STREAM)
CHUNKS = [BOX[at : at + SEALED] for at in range(HEAD, len(BOX), SEALED)]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, CHUNK_BYTES + 50), max_size=5))
def test_pieces_of_any_length_come_back_in_order(lengths: list[int]) -> None:
    pieces = [bytes([at + 1]) * length for at, length in enumerate(lengths)]
    assert opened(boxed(*pieces)) == b"".join(pieces)


@pytest.mark.parametrize("length", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_lengths_around_a_chunk(length: int) -> None:
    box = boxed(bytes(length))
    assert opened(box) == bytes(length)
    assert len(box) == HEAD + length + 16 * max(1, -(-length // CHUNK_BYTES))


def test_the_form_is_as_written_down() -> None:
    box = boxed(b"text")
    head, salt = box[:HEAD], box[20:HEAD]
    assert head[:20] == b"HAVNBOX\x01" + b"".join(number.to_bytes(4, "big") for number in (8192, 1, 1))
    cipher = AESGCM(passphrase.derive(WORDS, salt, CHEAP))
    assert cipher.decrypt(bytes(11) + b"\x01", box[HEAD:], head) == b"text"


def test_nothing_of_the_stream_stands_in_the_box() -> None:
    assert b"the end" not in BOX
    assert bytes(range(64)) not in BOX
    assert boxed(b"same") != boxed(b"same")


@pytest.mark.parametrize("kept", [0, 7, HEAD - 1])
def test_a_box_cut_in_its_head_is_no_box(kept: int) -> None:
    with pytest.raises(BoxBroken, match="another copy"):
        open_stream(io.BytesIO(BOX[:kept]), WORDS)


@settings(max_examples=60, deadline=None)
@given(st.integers(HEAD, len(BOX) - 1))
def test_a_box_cut_anywhere_is_refused(kept: int) -> None:
    with pytest.raises((WrongPassphrase, Tampered)):
        opened(BOX[:kept])


@pytest.mark.parametrize("chunks", [1, 2, 3])
def test_a_box_cut_between_two_chunks_is_refused(chunks: int) -> None:
    with pytest.raises((WrongPassphrase, Tampered)):
        opened(BOX[: HEAD + chunks * SEALED])


@settings(max_examples=60, deadline=None)
@given(st.integers(HEAD - 16, len(BOX) - 1), st.integers(0, 7))
def test_any_flipped_bit_is_refused(at: int, bit: int) -> None:
    with pytest.raises((WrongPassphrase, Tampered)):
        opened(BOX[:at] + bytes([BOX[at] ^ 1 << bit]) + BOX[at + 1 :])


@pytest.mark.parametrize(
    "order", [(1, 0, 2, 3), (0, 2, 1, 3), (0, 1, 1, 2, 3), (0, 2, 3), (1, 2, 3), (0, 1, 2, 3, 3)], ids=str
)
def test_chunks_moved_doubled_or_left_out_are_refused(order: tuple[int, ...]) -> None:
    assert opened(BOX[:HEAD] + b"".join(CHUNKS)) == STREAM
    with pytest.raises((WrongPassphrase, Tampered)):
        opened(BOX[:HEAD] + b"".join(CHUNKS[at] for at in order))


def test_a_chunk_of_another_box_is_refused() -> None:
    other = boxed(STREAM)
    with pytest.raises(Tampered):
        opened(BOX[: HEAD + SEALED] + other[HEAD + SEALED :])
    with pytest.raises(WrongPassphrase):
        opened(other[:HEAD] + BOX[HEAD:])


def test_what_follows_the_end_is_refused() -> None:
    for more in (b"\0", bytes(SEALED), BOX):
        with pytest.raises(Tampered):
            opened(BOX + more)
    with pytest.raises(WrongPassphrase):
        opened(boxed(bytes(CHUNK_BYTES)) + b"more")


def test_a_wrong_passphrase_is_refused_before_anything_comes_out() -> None:
    pieces = open_stream(io.BytesIO(BOX), "another passphrase")
    with pytest.raises(WrongPassphrase) as refused:
        next(pieces)
    assert refused.value.args == (WrongPassphrase.says,)


def test_a_short_passphrase_seals_nothing() -> None:
    out = io.BytesIO()
    with pytest.raises(PassphraseTooShort):
        seal_stream([b"x"], out, "short")
    assert out.getvalue() == b""


@pytest.mark.parametrize(
    ("mark", "cost"),
    [
        (b"HAVNBOX\x02", (8192, 1, 1)),
        (b"HAVNBOX\x01", (1 << 31, 1, 1)),
        (b"HAVNBOX\x01", (8192, 1 << 31, 1)),
        (b"HAVNBOX\x01", (8192, 1, 0)),
    ],
)
def test_a_strange_or_greedy_head_is_refused_before_argon2id_runs(
    mark: bytes, cost: tuple[int, int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    head = passphrase_box._HEAD.pack(mark, *cost, bytes(16))
    monkeypatch.setattr(passphrase, "derive", lambda *_: pytest.fail("Argon2id was run"))
    with pytest.raises(BoxBroken):
        open_stream(io.BytesIO(head + BOX[HEAD:]), WORDS)


def test_a_block_that_fails_leaves_a_box_that_is_refused() -> None:
    out = io.BytesIO()

    def half() -> Iterator[bytes]:
        yield STREAM
        raise TimeoutError

    with pytest.raises(TimeoutError):
        seal_stream(half(), out, WORDS, cost=CHEAP)
    with pytest.raises(Tampered):
        opened(out.getvalue())


def test_a_closed_box_takes_nothing_more_and_closes_once() -> None:
    out = io.BytesIO()
    box = SealingWriter(out, WORDS, cost=CHEAP)
    assert box.write(b"text") == 4
    box.close()
    length = len(out.getvalue())
    box.close()
    assert (len(out.getvalue()), out.closed) == (length, False)
    with pytest.raises(ValueError, match="closed"):
        box.write(b"more")


class Trickle(io.BytesIO):
    """A pipe that gives at most 1,000 bytes at a time."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 1000))


def test_a_pipe_that_gives_little_at_a_time_is_read_whole() -> None:
    assert b"".join(open_stream(Trickle(BOX), WORDS)) == STREAM


def test_a_box_reads_as_a_file() -> None:
    reader = open_reader(io.BytesIO(BOX), WORDS)
    assert reader.read(10) == STREAM[:10]
    assert reader.read() == STREAM[10:]
    assert open_reader(io.BytesIO(boxed()), WORDS).read() == b""
    with pytest.raises(Tampered):
        open_reader(io.BytesIO(BOX[:-1]), WORDS).read()


def test_a_tar_archive_passes_through() -> None:
    out = io.BytesIO()
    with (
        SealingWriter(out, WORDS, cost=CHEAP) as box,
        tarfile.open(fileobj=cast("BinaryIO", box), mode="w|") as archive,
    ):
        entry = tarfile.TarInfo("havn.db")
        entry.size = len(STREAM)
        archive.addfile(entry, io.BytesIO(STREAM))
    with tarfile.open(fileobj=open_reader(io.BytesIO(out.getvalue()), WORDS), mode="r|") as archive:
        for found in archive:
            content = archive.extractfile(found)
            assert content is not None
            assert content.read() == STREAM
