"""Two small cards, to be read whole and to be broken."""

ONE_LAW = """
[card.bvl_1]
title = "Barneloven § 1: å bli hørt"
says = "Barnet skal bli hørt. Det kan komme alene."
not_when = "Gjelder ikke voksne."
law = "barneloven § 1"
words = ["høre"]
checked = 2026-07-02
review_by = 2027-07-01
source = "Lest i loven, 2026"
"""
ONE_RIGHT = """
[card.right_home]
title = "Du kan ringe"
says = "Ring {number:police} nå."
checked = 2026-07-02
review_by = 2027-07-01
source = "Loven, 2026"
audience = "youth"
"""
