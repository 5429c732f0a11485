"""What a person may not do just now, as named errors that say so in plain words."""

from __future__ import annotations

from typing import ClassVar

from flows.msgid import N_


class Refusal(Exception):
    """Something a person asked for and cannot have; nothing was changed. `says` is a msgid for that person."""

    says: ClassVar[str] = N_("Det går ikke akkurat nå.")

    def __str__(self) -> str:
        return self.says


class AlreadyAcknowledged(Refusal):
    """Somebody else has the case. `by` is that person's id."""

    says = N_("En annen har tatt saken.")

    def __init__(self, by: int) -> None:
        super().__init__(by)
        self.by = by


class NotAcknowledged(Refusal):
    """Nobody has the case yet, so nothing can be done with it but take it or pass it on."""

    says = N_("Ingen har tatt saken ennå. Ta den først.")


class Closed(Refusal):
    """The case or the alert is closed."""

    says = N_("Saken er avsluttet.")


class NoReason(Refusal):
    """A level is lowered by a person who says why, or not at all."""

    says = N_("Skriv hvorfor nivået skal ned.")


class NotLower(Refusal):
    """The level asked for is not below the present one."""

    says = N_("Nivået er ikke lavere enn nå.")


class NotVerified(Refusal):
    """«Alt er bra» closes nothing until a person has checked that it is true."""

    says = N_("Saken kan ikke avsluttes før du har sjekket kodeordet eller kontrollspørsmålet.")
