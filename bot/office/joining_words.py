"""The question that everybody answers before they come in: whether they know the family."""

from flows.msgid import N_

KIN = N_(
    "Du er invitert som fagperson.\n\n"
    "<b>Er du i slekt med noen dette kan gjelde, eller kjenner du familien privat?</b>\n"
    "Vet du ikke hvem det gjelder, svarer du nei. Finner du det ut siden, går du ut igjen."
)
ANSWERS = {"no": N_("Nei"), "yes": N_("Ja, eller kanskje")}
