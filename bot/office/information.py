"""What each service knows, kept in its own track; what is shared, on which basis; and the register of consent."""

from __future__ import annotations

from bot.buttons import Button, press
from bot.markup import escape, shorten
from bot.office.people import BASES, basis_name
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
FROM_TRACK, SHARED_ON = N_("{number}. {track}, {role}, {when}"), N_("delt på grunnlag av: {basis}")
ALSO_SEEN = N_("delt til {track}: {basis}")
FORGOTTEN = N_("(slettet da det ble avsluttet)")
WRITE, CONSENTS = N_("✎ Skriv en opplysning"), N_("Samtykker ({count})")
ASK = N_("Skriv det du har sett eller hørt, og hvem som sa det. Skill det du vet, fra det du tror. Ingen navn.")
KEPT = N_("Ført i sporet ditt: {track}. Ingen i andre spor ser det før du deler det.")
SHARE, TO_TRACK = N_("Del nr. {number} …"), N_("Hvilket spor skal se nr. {number}?")
ON_BASIS = N_("På hvilket grunnlag kan {track} se det? Uten grunnlag blir det ikke delt.")
SHARED, UNSHARED = N_("Delt. Grunnlaget står ved siden av."), N_("Delingen er trukket tilbake.")
TAKE_BACK = N_("Slutt å dele med {track}")
REGISTER = N_(
    "<b>Samtykker · {reference}</b>\nBarnet eller den voksne det gjelder, bestemmer hvem som får vite hva, og kan "
    "ombestemme seg når som helst. Samtykke fjerner ikke meldeplikt eller avvergeplikt."
)
CONSENTED, REVOKED = N_("{number}. {role}: {how}, {when}"), N_("trukket {when}")
NEW_CONSENT, FOR_WHOM = N_("＋ Nytt samtykke"), N_("Hvem er det greit at får vite noe?")
HOW_GIVEN = N_("Hvordan ble samtykket gitt?")
HOW = {"spoken": N_("muntlig"), "written": N_("skriftlig"), "contact_person": N_("gjennom kontaktpersonen")}
REVOKE = N_("Samtykke {number} er trukket")
SURE_REVOKE = N_(
    "Når samtykket trekkes, deles ikke opplysningene som hviler på det, lenger. Det som alt er lest, kan ikke tas "
    "tilbake: si det til den det gjelder."
)
YES_REVOKE, WAS_REVOKED = N_("Ja, før at det er trukket"), N_("Ført. {count} delinger er stanset.")
ROLES_ASKED = (
    "child_welfare", "police", "school", "health", "shelter", "nav", "interpreter", "contact_person", "expert_team",
)  # fmt: skip


class NoBasisStated(Refusal):
    """Who takes part in a meeting writes nothing before saying what their sharing rests on."""

    says = N_("Oppgi først hvilket grunnlag du deler på. Uten grunnlag er det bare anonym drøfting.")


def tracks(member: Member) -> tuple[Track, ...]:
    """The tracks that somebody works in."""
    return TRACK_OF.get(member.role, (Track.PREVENTION,))


def listing(visit: Visit, reference: str) -> View:
    """What this person may see, and on which basis."""
    procedure, run = visit.enter(reference)
    me = _me(visit, run)
    seen = information.seen_by(visit.db, visit.harbour.keyring, reference, tracks(me))
    lines = [visit.say(TITLE, reference=escape(reference))]
    rows: list[tuple[Button, ...]] = []
    for piece in seen:
        writer = run.members.get(piece.author)
        role = visit.speaker(procedure).say(procedure.role(writer.role)) if writer else ""
        lines.append(_told(visit, piece, role))
        if piece.track in tracks(me) and run.state is not State.CLOSED and not me.anonymous:
            rows.append((visit.button(SHARE, "share", reference, str(piece.number), number=piece.number),))
    if not seen:
        lines.append(escape(visit.say(NONE)))
    if run.state is not State.CLOSED and not me.anonymous:
        rows.append((visit.button(WRITE, "tell", reference),))
    given = [one for one in consents.of_run(visit.db, reference) if one.holds]
    rows.append((visit.button(CONSENTS, "consents", reference, count=len(given)),))
    text = "\n\n".join(lines)
    return View(Screen(text[:LONGEST], (*rows[-MOST:], visit.back("run", reference))), press("info", reference))


LONGEST, MOST = 3900, 40


def _told(visit: Visit, piece: Piece, role: str) -> str:
    when = moment(piece.at, visit.now, visit.calendar.zone)
    head = visit.say(FROM_TRACK, number=piece.number, track=visit.say(piece.track.says), role=role, when=when)
    tail = [visit.say(SHARED_ON, basis=_named(visit, piece.basis))] if piece.basis else []
    tail += [
        visit.say(ALSO_SEEN, track=visit.say(one.to_track.says), basis=_named(visit, one.basis)) for one in piece.shares
    ]
    words = visit.say(FORGOTTEN) if piece.words is None else shorten(str(piece.words), 500)
    about = "".join(f"\n<i>{escape(line)}</i>" for line in tail)
    return f"<b>{escape(head)}</b>\n{escape(words)}{about}"


def _named(visit: Visit, basis: str) -> str:
    number = consents.named(basis)
    return basis_name(visit, basis) if number is None else f"{basis_name(visit, 'consent')} {number}"


def _me(visit: Visit, run: Run) -> Member:
    me = run.member(visit.person.id)
    if me is None:
        raise NotThere
    return me


def tell(visit: Visit, reference: str) -> View:
    """Ask for a piece of information."""
    _must_write(visit, *visit.enter(reference))
    return View(Screen(escape(visit.say(ASK)), (visit.back("info", reference),)), "", press("tell", reference))


def told(visit: Visit, words: FreeText, reference: str) -> View:
    """A piece of information was written: it lies in the writer's own track."""
    procedure, run = visit.enter(reference, act=True)
    me = _must_write(visit, procedure, run)
    track = tracks(me)[0]
    said = FreeText(words[:4000])
    information.add(visit.db, visit.harbour.keyring, reference, visit.person.id, track, said, visit.now)
    visit.note(run, "tell", task=track.value)
    visit.changed(procedure, run)
    return listing(visit, reference).told(visit.say(KEPT, track=visit.say(track.says)))


def _must_write(visit: Visit, procedure: Procedure, run: Run) -> Member:
    me = _me(visit, run)
    if me.anonymous:
        raise checklist.AnonymousOnly
    if run.state is State.CLOSED:
        raise NotThere
    if procedure.meeting and not me.basis:
        raise NoBasisStated
    return me


# Sharing -----------------------------------------------------------------------------------------------------------


def share(visit: Visit, reference: str, number: str, to: str = "", *stated: str) -> View:
    """A piece crosses to another track, step by step: which track, on which basis.

    A consent is `consent` and its number, which a button carries as two arguments.
    """
    basis = ":".join(stated)
    procedure, run = visit.enter(reference, act=bool(basis))
    me = _must_write(visit, procedure, run)
    mine = [one for one in _seen(visit, reference, me) if str(one.number) == number and one.track in tracks(me)]
    if not mine:
        raise NotThere
    if not to:
        return _which_track(visit, reference, mine[0])
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
    me = _must_write(visit, procedure, run)
    if not any(str(one.number) == number and one.track in tracks(me) for one in _seen(visit, reference, me)):
        raise NotThere
    information.unshare(visit.db, reference, int(number), Track(to), visit.person.id, visit.now)
    visit.note(run, "unshare", task=f"{number}={to}")
    visit.changed(procedure, run)
    return listing(visit, reference).told(visit.say(UNSHARED))


# Consent -----------------------------------------------------------------------------------------------------------


def register(visit: Visit, reference: str) -> View:
    """Who agreed that what may be told to whom, and what was withdrawn."""
    procedure, run = visit.enter(reference)
    lines = [visit.say(REGISTER, reference=escape(reference))]
    rows: list[tuple[Button, ...]] = []
    for one in consents.of_run(visit.db, reference):
        role = visit.speaker(procedure).say(procedure.role(one.recipient))
        when = moment(one.given_at, visit.now, visit.calendar.zone)
        line = visit.say(CONSENTED, number=one.number, role=role, how=visit.say(HOW.get(one.how, one.how)), when=when)
        if one.revoked_at is not None:
            line += f" – {visit.say(REVOKED, when=moment(one.revoked_at, visit.now, visit.calendar.zone))}"
        elif run.state is not State.CLOSED:
            rows.append((visit.button(REVOKE, "revoke", reference, str(one.number), number=one.number),))
        lines.append(escape(line))
    if run.state is not State.CLOSED:
        rows.append((visit.button(NEW_CONSENT, "consent", reference),))
    return View(Screen("\n".join(lines), (*rows, visit.back("info", reference))), press("consents", reference))


def consent(visit: Visit, reference: str, role: str = "", how: str = "", following: str = "") -> View:
    """Note a consent: for whom, and how it was given. The next number goes along, so that a second tap adds nothing."""
    procedure, run = visit.enter(reference, act=bool(how))
    _must_write(visit, procedure, run)
    said = visit.speaker(procedure)
    if not role:
        buttons = [Button(said.say(procedure.role(one)), press("consent", reference, one)) for one in ROLES_ASKED]
        rows = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
        return View(Screen(escape(visit.say(FOR_WHOM)), (*rows, visit.back("consents", reference))))
    count = len(consents.of_run(visit.db, reference))
    if not how:
        ways = [(visit.button(text, "consent", reference, role, key, str(count + 1)),) for key, text in HOW.items()]
        return View(Screen(escape(visit.say(HOW_GIVEN)), (*ways, visit.back("consent", reference))))
    if role not in ROLES_ASKED or how not in HOW:
        raise NotThere
    if str(count + 1) == following:
        consents.give(visit.db, reference, role, how, visit.person.id, visit.now)
        visit.note(run, "consent", task=role)
        visit.changed(procedure, run)
    return register(visit, reference)


def revoke(visit: Visit, reference: str, number: str) -> View:
    """Say what follows when a consent is withdrawn."""
    visit.enter(reference)
    rows = ((visit.button(YES_REVOKE, "revokenow", reference, number),), visit.back("consents", reference))
    return View(Screen(escape(visit.say(SURE_REVOKE)), rows))


def revoke_now(visit: Visit, reference: str, number: str) -> View:
    """A consent is withdrawn: whatever was shared on it is shared no longer."""
    procedure, run = visit.enter(reference, act=True)
    if number not in {str(one.number) for one in consents.of_run(visit.db, reference)}:
        raise NotThere
    if _me(visit, run).anonymous:
        raise checklist.AnonymousOnly
    stopped = consents.revoke(visit.db, reference, int(number), visit.person.id, visit.now)
    visit.note(run, "revoke", task=number)
    visit.changed(procedure, run)
    return register(visit, reference).told(visit.say(WAS_REVOKED, count=stopped))
