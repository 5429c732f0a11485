"""What somebody who takes part may not do just now, in plain words."""

from __future__ import annotations

from datetime import datetime

from flows.msgid import N_
from flows.refusal import Refusal


class NotMember(Refusal):
    """This person does not take part, or has left."""

    says = N_("Personen er ikke med her.")


class AlreadyMember(Refusal):
    """This person takes part already, in another role."""

    says = N_("Personen er allerede med, i en annen rolle.")


class NotYourTask(Refusal):
    """Somebody else who is present has the role that this task needs."""

    says = N_("Dette steget er det andre som gjør.")


class AlreadyDone(Refusal):
    """The task was done before. `by` is that person's number, `at` when (UTC)."""

    says = N_("Dette er allerede gjort.")

    def __init__(self, by: int, at: datetime) -> None:
        super().__init__(by, at)
        self.by = by
        self.at = at


class Barred(Refusal):
    """Something else comes first. `because` is a msgid that says what."""

    says = N_("Dette steget må vente.")

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


class NotOpen(Refusal):
    """It is paused, stopped or closed."""

    says = N_("Dette er ikke i gang nå.")


class UnknownTask(Refusal):
    """The procedure has no such task, or it does not apply to this run."""

    says = N_("Dette steget gjelder ikke her.")


class NoChoice(Refusal):
    """The task asks for one of its choices."""

    says = N_("Velg ett av svarene.")


class AnonymousOnly(Refusal):
    """Who takes part in an anonymous discussion neither ticks nor writes, nor leads nor keeps the minutes."""

    says = N_("Den som bare er med i anonym drøfting, kan ikke gjøre dette. Si hva delingen bygger på først.")


class ChairNotAnonymous(Refusal):
    """Who leads knows whom it is about."""

    says = N_("Den som leder, kan ikke være med anonymt. La en annen lede først.")


class NotYours(Refusal):
    """Only who did it, or who has it to do, and the chair may change it."""

    says = N_("Bare den som står for det, og lederen kan endre dette.")


class NotDone(Refusal):
    """There is no tick to take away."""

    says = N_("Dette er ikke krysset av.")


class NotChair(Refusal):
    """Only the chair does this."""

    says = N_("Bare den som leder, kan gjøre dette.")


class RedNeverPauses(Refusal):
    """At level red there is no pause."""

    says = N_("Rød haster. Den kan ikke settes på pause.")


class ChairIsSecretary(Refusal):
    """Who leads does not keep the minutes."""

    says = N_("Leder og referent må være to personer.")


class LastMember(Refusal):
    """Nobody who could answer for the run would be left."""

    says = N_("Du er den siste som kan lede. Overlat til en kollega, eller avslutt.")


class UnknownStop(Refusal):
    """The procedure has no such stop."""

    says = N_("Denne stoppen finnes ikke her.")


class UnknownResult(Refusal):
    """The procedure cannot end so."""

    says = N_("Velg ett av resultatene.")


class UnknownMeasure(Refusal):
    """There is no such kind of measure."""

    says = N_("Dette tiltaket finnes ikke.")


class AlreadySettled(Refusal):
    """The measure is done or dropped already. `by` is that person's number, `at` when (UTC)."""

    says = N_("Dette tiltaket er allerede avgjort.")

    def __init__(self, by: int, at: datetime) -> None:
        super().__init__(by, at)
        self.by = by
        self.at = at


class DueTooEarly(Refusal):
    """A deadline that has passed when it is set helps nobody."""

    says = N_("Fristen må være senere enn nå.")
