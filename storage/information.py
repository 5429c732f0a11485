"""What people told in a run, kept apart by track: a piece crosses to another track on a stated basis only."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from flows.msgid import N_
from flows.procedures.model import TRACK_OF, Track
from flows.refusal import Refusal
from flows.session import FreeText
from storage import consents, numbers
from storage.bound import Bound
from storage.keyring import Keyring
from storage.tables import run_information, run_shares
from storage.upsert import insert_or_ignore

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}|consent:[1-9][0-9]{0,3}")
_SHARE = insert_or_ignore(run_shares)
_LIVE = run_shares.c.taken_back_at.is_(None)


class NoBasis(Refusal):
    """Information was about to cross to another track on no basis."""

    says = N_("Opplysningen deles ikke uten grunnlag. Velg loven eller samtykket som åpner for det.")


class NoConsent(NoBasis):
    """The consent that was named does not hold: there is none, it was withdrawn, or it is for somebody else."""

    says = N_("Samtykket gjelder ikke: det er trukket tilbake, eller det gjelder en annen mottaker.")


class UnknownPiece(Refusal):
    """There is no such piece of information in this run."""

    says = N_("Opplysningen finnes ikke.")


@dataclass(frozen=True, slots=True)
class Share:
    """A piece is also seen in `to_track`, on this basis, since `at` (UTC)."""

    to_track: Track
    basis: str
    by: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of information as somebody sees it. `words` is None once they were forgotten.

    `basis` is what brought it into their track: empty for what lies there, else a law card's id or consent:NUMBER.
    `shares` says where else it is seen now, for those in whose track it lies.
    """

    number: int
    author: int
    track: Track
    at: datetime
    words: FreeText | None = field(repr=False)
    basis: str = ""
    shares: tuple[Share, ...] = ()


def add(
    db: Connection, keyring: Keyring, reference: str, author: int, track: Track, words: FreeText, now: datetime
) -> int:
    """Keep what a person told in its own track, and give its number. Call it under the run's lock."""
    number = numbers.following(db, run_information, reference)
    row = {"reference": reference, "number": number, "author_id": author, "track": track.value, "at": now}
    sealed = keyring.encrypt(words.encode(), bound=bound(reference, number))
    db.execute(insert(run_information), row | {"words": sealed})
    return number


def rewrite(db: Connection, keyring: Keyring, reference: str, number: int, words: FreeText) -> None:
    """Keep other words for a piece that still has some. Call it under the run's lock."""
    mine = (run_information.c.reference == reference) & (run_information.c.number == number)
    kept = update(run_information).where(mine, run_information.c.words.is_not(None))
    db.execute(kept.values(words=keyring.encrypt(words.encode(), bound=bound(reference, number))))


def share(db: Connection, reference: str, number: int, to_track: Track, basis: str, by: int, now: datetime) -> bool:
    """Let another track see a piece, on the basis of a law card's id or consent:NUMBER; say whether that is new.

    Raises NoBasis, also for what is no code, since a basis stands in clear; NoConsent unless the consent is for a role
    that works in that track; and UnknownPiece.
    """
    if not _CODE.fullmatch(basis):
        raise NoBasis
    mine = (run_information.c.reference == reference) & (run_information.c.number == number)
    track = db.execute(select(run_information.c.track).where(mine)).scalar()
    if track is None:
        raise UnknownPiece
    if track == to_track.value:
        return False
    if basis.startswith("consent"):
        _require(db, reference, basis, to_track)
    row = {"reference": reference, "number": number, "to_track": to_track.value, "basis": basis}
    return db.execute(_SHARE[db.dialect.name], row | {"shared_by": by, "shared_at": now}).rowcount > 0


def unshare(db: Connection, reference: str, number: int, to_track: Track, by: int, now: datetime) -> int:
    """Let a track no longer see a piece, whatever it rested on; say how many shares were taken back."""
    mine = (run_shares.c.reference == reference) & (run_shares.c.number == number)
    shares = update(run_shares).where(mine, run_shares.c.to_track == to_track.value, _LIVE)
    return db.execute(shares.values(taken_back_at=now, taken_back_by=by)).rowcount


def seen_by(db: Connection, keyring: Keyring, reference: str, tracks: Collection[Track]) -> list[Piece]:
    """What those who work in these tracks see: what lies in them, and what is shared to them now; by number."""
    shares = _shares(db, reference)
    chosen = select(run_information).where(run_information.c.reference == reference)
    seen = []
    for row in db.execute(chosen.order_by(run_information.c.number)):
        track, shared = Track(row.track), shares.get(row.number, [])
        here = track in tracks
        bases = [""] if here else [one.basis for one in shared if one.to_track in tracks]
        if bases:
            words = _words(keyring, reference, row.number, row.words)
            also = tuple(shared) if here else ()
            seen.append(Piece(row.number, row.author_id, track, row.at, words, bases[0], also))
    return seen


def forget_words(db: Connection, reference: str) -> int:
    """Wipe what people told in a run; who told something when, and on what basis it was shared, stays. Say how many."""
    said = (run_information.c.reference == reference) & run_information.c.words.is_not(None)
    return db.execute(update(run_information).where(said).values(words=None)).rowcount


def bound(reference: str, number: int) -> Bound:
    """The place of the words of a piece."""
    return Bound("run_information", f"{reference}:{number}", "words")


def _require(db: Connection, reference: str, basis: str, to_track: Track) -> None:
    """The consent holds, and is for somebody who works in that track."""
    number = consents.named(basis)
    consent = None if number is None else consents.one(db, reference, number, lock=True)
    if consent is None or not consent.holds:
        raise NoConsent
    if to_track not in TRACK_OF.get(consent.recipient, (Track.PREVENTION,)):
        raise NoConsent


def _shares(db: Connection, reference: str) -> dict[int, list[Share]]:
    """The shares of a run that hold now, by piece, oldest first."""
    chosen = select(run_shares).where(run_shares.c.reference == reference, _LIVE).order_by(run_shares.c.id)
    found: dict[int, list[Share]] = {}
    for row in db.execute(chosen):
        one = Share(Track(row.to_track), row.basis, row.shared_by, row.shared_at)
        found.setdefault(row.number, []).append(one)
    return found


def _words(keyring: Keyring, reference: str, number: int, sealed: bytes | None) -> FreeText | None:
    return None if sealed is None else FreeText(keyring.decrypt(sealed, bound=bound(reference, number)).decode())
