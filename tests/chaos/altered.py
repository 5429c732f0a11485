"""A campaign of altered ciphertexts: flipped bits, cuts, and whole ciphertexts put in another's place. None may open.

`python -m tests.chaos.altered 1000000` prints the figures. An alteration is counted as accepted when anything at all
comes out, be it the right text.
"""

import random
import string
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from storage import keyring_file
from storage.envelope import Reader, public_key, seal
from storage.keyring import Bound, Keyring
from storage.opening import open_sealed
from storage.seal_errors import SealingRefusal

Opener = Callable[[bytes], bytes]
ROWS = 8
ENVELOPES_ONE_IN = 10
"""An envelope takes some twenty times as long to try as a draft, so it is altered less often."""


def run(count: int, seed: int = 1) -> dict[str, int]:
    """Alter `count` ciphertexts and give how many were refused and accepted, in all and of each kind.

    Before that, every ciphertext is opened unaltered where it belongs ("opened"), so that a refusal means something.
    """
    chance = random.Random(seed)
    drafts, contents, wraps = _drafts(chance), *_envelopes(chance)
    figures = Counter({"altered": count, "refused": 0, "accepted": 0})
    for cell in (*drafts, *contents, *wraps):
        cell[1](cell[0])
        figures["opened"] += 1
    for turn in range(count):
        if turn % ENVELOPES_ONE_IN == 0:
            kind, cells = ("wrapped key", wraps) if turn % (2 * ENVELOPES_ONE_IN) else ("content", contents)
        else:
            kind, cells = "draft", drafts
        how, altered, opener = _altered(cells, chance)
        verdict = "refused" if _refuses(opener, altered) else "accepted"
        figures[verdict] += 1
        figures[f"{kind}, {how}: {verdict}"] += 1
    return dict(figures)


def _refuses(opener: Opener, altered: bytes) -> bool:
    try:
        opener(altered)
    except SealingRefusal:
        return True
    return False


def _altered(cells: list[tuple[bytes, Opener]], chance: random.Random) -> tuple[str, bytes, Opener]:
    """Choose a ciphertext and a way to alter it; what comes out always differs from what belongs there."""
    at = chance.randrange(len(cells))
    original, opener = cells[at]
    match chance.randrange(8):
        case 0:
            other = chance.choice([cell for place, cell in enumerate(cells) if place != at])
            return "swapped", other[0], opener
        case 1:
            return "cut", original[: chance.randrange(len(original))], opener
        case 2:
            return "grown", original + chance.randbytes(1 + chance.randrange(32)), opener
        case 3:
            other = chance.choice([cell for place, cell in enumerate(cells) if place != at])
            middle = chance.randrange(30, min(len(original), len(other[0])) - 16)
            return "spliced", original[:middle] + other[0][middle:], opener
        case _:
            changed = bytearray(original)
            for place in chance.sample(range(len(original) * 8), 1 + chance.randrange(3)):
                changed[place // 8] ^= 1 << place % 8
            return "bits flipped", bytes(changed), opener


def _text(chance: random.Random) -> bytes:
    return "".join(chance.choices(string.ascii_lowercase + " æøå", k=chance.randrange(20, 900))).encode()


def _drafts(chance: random.Random) -> list[tuple[bytes, Opener]]:
    """Seal drafts and contact details: each differs from the others in its table, row, field or version."""
    ring = Keyring(Path("unwritten.json"), keyring_file.Keys.fresh(datetime(2027, 6, 1, tzinfo=UTC)))
    bounds = [
        Bound(table, str(row), field, version)
        for table in ("drafts", "people")
        for row in range(ROWS)
        for field in ("answers", "chat")
        for version in (1, 2)
    ]
    return [(ring.encrypt(_text(chance), bound=bound), _draft_opener(ring, bound)) for bound in bounds]


def _draft_opener(ring: Keyring, bound: Bound) -> Opener:
    return lambda sealed: ring.decrypt(sealed, bound=bound)


def _envelopes(chance: random.Random) -> tuple[list[tuple[bytes, Opener]], list[tuple[bytes, Opener]]]:
    """Seal parts of several cases to three readers: contents, and wrapped keys of every owner, to alter one by one."""
    seeds = {name: chance.randbytes(32) for name in ("anne", "bo", "recovery")}
    readers = [Reader(name, public_key(seed)) for name, seed in seeds.items()]
    contents: list[tuple[bytes, Opener]] = []
    wraps: list[tuple[bytes, Opener]] = []
    for row in range(ROWS):
        bound = Bound("parts", str(row), chance.choice(("answers", "notes")))
        sealed = seal(_text(chance), readers, bound)
        first = sealed.keys[0]
        contents.append((sealed.content, _content_opener(first.wrapped, first.reader, seeds[first.reader], bound)))
        wraps += [
            (key.wrapped, _wrap_opener(sealed.content, key.reader, seeds[key.reader], bound)) for key in sealed.keys
        ]
    return contents, wraps


def _content_opener(wrapped: bytes, reader: str, seed: bytes, bound: Bound) -> Opener:
    return lambda content: open_sealed(content, wrapped, reader, seed, bound)


def _wrap_opener(content: bytes, reader: str, seed: bytes, bound: Bound) -> Opener:
    return lambda wrapped: open_sealed(content, wrapped, reader, seed, bound)


if __name__ == "__main__":
    figures = run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    for name, figure in sorted(figures.items()):
        print(f"{figure:>10,}  {name}")
    sys.exit(1 if figures["accepted"] else 0)
