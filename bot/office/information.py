"""What each service knows, kept in its own track; what is shared, and on which basis."""

from __future__ import annotations

from dataclasses import replace

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office import long_words
from bot.office.basis import BASES, basis_name
from bot.office.visit import NotThere, View, Visit
from bot.screen import Screen
from bot.times import moment
from flows.msgid import N_
from flows.procedures import checklist
from flows.procedures.model import TRACK_OF, Procedure, Track
from flows.procedures.run import Member, Run, State
from flows.refusal import Refusal
from flows.session import FreeText
from storage import consents, information
from storage.consents import Consent
from storage.information import Piece

TITLE = N_(
    "<b>Opplysninger · {reference}</b>\nDu ser sporet ditt, og det andre har delt hit på et grunnlag. Skriv aldri navn."
)
NONE = N_("Ingen opplysninger her ennå.")
NOT_YOURS = N_("Den som tolker, eller bare er med i anonym drøfting, ser ikke opplysninger her.")
FROM_TRACK, SHARED_ON = N_("{number}. {track}, {role}, {when}"), N_("delt på grunnlag av: {basis}")
ALSO_SEEN = N_("delt til {track}: {basis}")
FORGOTTEN = N_("(slettet da det ble avsluttet)")
WRITE, CONSENTS = N_("✎ Skriv en opplysning"), N_("Samtykker ({count})")
ASK = N_("Skriv det du har sett eller hørt, og hvem som sa det. Skill det du vet, fra det du tror. Ingen navn.")
KEPT = N_("Ført i sporet ditt: {track}. Ingen i andre spor ser det før du deler det.")
SHARE, TO_TRACK = N_("Del nr. {number} …"), N_("Hvilket spor skal se nr. {number}?")
READ_ALL = N_("Les hele nr. {number}")
ON_BASIS = N_("På hvilket grunnlag kan {track} se det? Uten grunnlag blir det ikke delt.")
SHARED, UNSHARED = N_("Delt. Grunnlaget står ved siden av."), N_("Delingen er trukket tilbake.")
TAKE_BACK = N_("Slutt å dele med {track}")
ON_A_PAGE = 5
SHOWN = 500
"""How much of a piece the list shows, in characters; the rest is one tap away."""


class NoBasisStated(Refusal):
    """Who takes part in a meeting writes nothing before saying what their sharing rests on."""

    says = N_("Oppgi først hvilket grunnlag du deler på. Uten grunnlag er det bare anonym drøfting.")


def tracks(member: Member) -> tuple[Track, ...]:
    """The tracks that somebody works in."""
    return TRACK_OF.get(member.role, (Track.PREVENTION,))


def listing(visit: Visit, reference: str, page: str = "0") -> View:
    """What this person may see, and on which basis; the first page has the newest."""
    procedure, run = visit.enter(reference)
    me = me_in(visit, run)
    seen = [] if me.anonymous else _seen(visit, reference, me)
    lines = [visit.say(TITLE, reference=escape(reference))]
    rows: list[tuple[Button, ...]] = []
    end = max(len(seen) - int(page) * ON_A_PAGE, 0)
    for piece in seen[max(end - ON_A_PAGE, 0) : end]:
        words = text_of(visit, piece)
        lines.append(told_of(visit, procedure, run, piece, shorten(words, SHOWN)))
        row = []
        if piece.track in tracks(me) and run.state is not State.CLOSED and not me.anonymous:
            row.append(visit.button(SHARE, "share", reference, str(piece.number), number=piece.number))
        if len(words) > SHOWN:
            row.append(visit.button(READ_ALL, "piece", reference, str(piece.number), "0", number=piece.number))
        rows += [tuple(row)] if row else []
    if me.anonymous or not tracks(me):
        lines.append(escape(visit.say(NOT_YOURS)))
    elif not seen:
        lines.append(escape(visit.say(NONE)))
    if run.state is not State.CLOSED and not me.anonymous and tracks(me):
        rows.append((visit.button(WRITE, "tell", reference),))
    given = [one for one in consents.of_run(visit.db, reference) if one.holds]
    rows.append((visit.button(CONSENTS, "consents", reference, count=len(given)),))
    rows += _ways(reference, int(page), end)
    return View(Screen("\n\n".join(lines), (*rows, visit.back("run", reference))), press("info", reference, page))


def _ways(reference: str, page: int, end: int) -> list[tuple[Button, ...]]:
    older = [Button("‹", press("info", reference, str(page + 1)))] if end > ON_A_PAGE else []
    newer = [Button("›", press("info", reference, str(page - 1)))] if page > 0 else []
    return [(*older, *newer)] if older or newer else []


def text_of(visit: Visit, piece: Piece) -> str:
    """What somebody told, or that it is gone."""
    return visit.say(FORGOTTEN) if piece.words is None else str(piece.words)


def told_of(visit: Visit, procedure: Procedure, run: Run, piece: Piece, words: str) -> str:
    """A piece as it is shown: whose it is, these words of it, and on which basis who sees it."""
    writer = run.members.get(piece.author)
    role = visit.speaker(procedure).say(procedure.role(writer.role)) if writer else ""
    when = moment(piece.at, visit.now, visit.calendar.zone)
    head = visit.say(FROM_TRACK, number=piece.number, track=visit.say(piece.track.says), role=role, when=when)
    tail = [visit.say(SHARED_ON, basis=_named(visit, piece.basis))] if piece.basis else []
    tail += [
        visit.say(ALSO_SEEN, track=visit.say(one.to_track.says), basis=_named(visit, one.basis)) for one in piece.shares
    ]
    about = "".join(f"\n<i>{escape(line)}</i>" for line in tail)
    return f"<b>{escape(head)}</b>\n{escape(words)}{about}"


def _named(visit: Visit, basis: str) -> str:
    number = consents.named(basis)
    return basis_name(visit, basis) if number is None else f"{basis_name(visit, 'consent')} {number}"


def me_in(visit: Visit, run: Run) -> Member:
    """The person's own part. Raises NotThere."""
    me = run.member(visit.person.id)
    if me is None:
        raise NotThere
    return me


def tell(visit: Visit, reference: str) -> View:
    """Ask for a piece of information."""
    must_write(visit, *visit.enter(reference))
    return View(Screen(escape(visit.say(ASK)), (visit.back("info", reference),)), "", press("tell", reference))


def told(visit: Visit, words: FreeText, reference: str, number: str = "", since: str = "", cut_at: str = "") -> View:
    """A piece of information was written: it lies in the writer's own track.

    With the `number` of a piece that filled a message, what comes right behind it belongs to it.
    """
    if number and not long_words.goes_on(visit, since):
        return long_words.unasked(visit, words)
    procedure, run = visit.enter(reference, act=True)
    me = must_write(visit, procedure, run)
    track, keyring = tracks(me)[0], visit.harbour.keyring
    whole = long_words.joined(_mine(visit, reference, me, number), words, cut_at) if number else words
    if len(whole) > long_words.MOST:
        view = listing(visit, reference) if number else tell(visit, reference)
        return view.told(long_words.too_long(visit))
    if number:
        information.rewrite(visit.db, keyring, reference, int(number), whole)
    else:
        number = str(information.add(visit.db, keyring, reference, me.person, track, whole, visit.now))
        visit.note(run, "tell", task=track.value)
    visit.changed(procedure, run)
    more = long_words.since(visit, words)
    view = listing(visit, reference).told(visit.say(KEPT, track=visit.say(track.says)))
    return replace(view, expects=press("tell", reference, number, *more)) if more else view


def _mine(visit: Visit, reference: str, me: Member, number: str) -> FreeText:
    """What this person told in a piece of their own that still stands. Raises NotThere."""
    found = find(visit, reference, me, number)
    if found is None or found.author != me.person or found.words is None:
        raise NotThere
    return found.words


def must_write(visit: Visit, procedure: Procedure, run: Run) -> Member:
    """The part of somebody who may write here. Raises AnonymousOnly, NoBasisStated and NotThere."""
    me = me_in(visit, run)
    if me.anonymous or not tracks(me):
        raise checklist.AnonymousOnly
    if run.state is State.CLOSED:
        raise NotThere
    if procedure.meeting and not me.basis:
        raise NoBasisStated
    return me


def share(visit: Visit, reference: str, number: str, to: str = "", *stated: str) -> View:
    """A piece crosses to another track, step by step: which track, on which basis.

    A consent is `consent` and its number, which a button carries as two arguments.
    """
    basis = ":".join(stated)
    procedure, run = visit.enter(reference, act=bool(basis))
    me = must_write(visit, procedure, run)
    mine = find(visit, reference, me, number)
    if mine is None or mine.track not in tracks(me):
        raise NotThere
    if not to:
        return _which_track(visit, reference, mine)
    if not basis:
        return _which_basis(visit, reference, number, Track(to))
    if consents.named(basis) is None and basis not in BASES:
        raise NotThere
    information.share(visit.db, reference, int(number), Track(to), basis, visit.person.id, visit.now)
    visit.note(run, "share", task=f"{number}={to}")
    visit.changed(procedure, run)
    return listing(visit, reference).told(visit.say(SHARED))


def _seen(visit: Visit, reference: str, me: Member) -> list[Piece]:
    return information.seen_by(visit.db, visit.harbour.keyring, reference, tracks(me))


def find(visit: Visit, reference: str, me: Member, number: str) -> Piece | None:
    """The piece with this number, when somebody's tracks see it."""
    return next((one for one in _seen(visit, reference, me) if str(one.number) == number), None)


def _which_track(visit: Visit, reference: str, piece: Piece) -> View:
    number = str(piece.number)
    shared = {one.to_track for one in piece.shares}
    rows = [
        (visit.button(TAKE_BACK, "unshare", reference, number, one.value, track=visit.say(one.says)),)
        if one in shared
        else (visit.button(one.says, "share", reference, number, one.value),)
        for one in Track
        if one is not piece.track
    ]
    return View(Screen(escape(visit.say(TO_TRACK, number=number)), (*rows, visit.back("info", reference))))


def _which_basis(visit: Visit, reference: str, number: str, to: Track) -> View:
    held = [one for one in consents.of_run(visit.db, reference) if one.holds and to in _tracks_of(one)]
    known = [one.basis for one in held] + [one for one in BASES if one in visit.harbour.cards]
    rows = [
        (Button(shorten(_named(visit, one), 40), press("share", reference, number, to.value, one)),) for one in known
    ]
    text = escape(visit.say(ON_BASIS, track=visit.say(to.says)))
    return View(Screen(text, (*rows, visit.back("share", reference, number))))


def _tracks_of(consent: Consent) -> tuple[Track, ...]:
    return TRACK_OF.get(consent.recipient, (Track.PREVENTION,))


def unshare(visit: Visit, reference: str, number: str, to: str) -> View:
    """Another track sees a piece no longer."""
    procedure, run = visit.enter(reference, act=True)
    me = must_write(visit, procedure, run)
    mine = find(visit, reference, me, number)
    if mine is None or mine.track not in tracks(me):
        raise NotThere
    information.unshare(visit.db, reference, int(number), Track(to), visit.person.id, visit.now)
    visit.note(run, "unshare", task=f"{number}={to}")
    visit.changed(procedure, run)
    return listing(visit, reference).told(visit.say(UNSHARED))
