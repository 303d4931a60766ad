"""What the columns of attendance lists are called by the tools that write them, and by whoever keeps one by hand."""

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from members.imports import Column

NAMES: Final = {
    "name": (
        "name", "full name", "display name", "user name", "participant", "participant name", "attendee",
        "attendee name", "attendee details", "naam", "volledige naam", "deelnemer",
    ),
    "given": ("first name", "given name", "voornaam"),
    "family": ("last name", "surname", "family name", "achternaam"),
    "email": (
        "email", "e mail", "email address", "e mail address", "user email", "attendee email", "participant email",
        "mail", "emailadres", "e mailadres",
    ),
    "joined": (
        "joined", "joined at", "join", "join time", "time joined", "joined time", "deelnametijd",
        "tijdstip van deelname", "binnengekomen",
    ),
    "left": (
        "left", "left at", "leave", "leave time", "time left", "time exited", "exit time", "exited", "vertrektijd",
        "tijdstip van vertrek", "vertrokken",
    ),
    "first": ("first join", "first join time", "first joined", "eerste deelname"),
    "last": ("last leave", "last leave time", "last left", "laatste vertrek"),
    "duration": (
        "duration", "in meeting duration", "attendance duration", "time in session", "total duration", "duur",
        "duur in vergadering", "minutes", "minuten", "length",
    ),
    "attended": ("attended", "aanwezig"),
}  # fmt: skip
"""What we read, by the words it goes by; units and other words in brackets are left out, and so are signs."""

KNOWN: Final = {word: name for name, words in NAMES.items() for word in words}

COLUMNS: Final = (
    Column(name="name", holds=_("The name as the meeting tool wrote it."), example="Ada van Verzonnen"),
    Column(
        name="email",
        holds=_("The address by which we know who it is; without it a colleague says so afterwards."),
        example="ada@voorbeeld.example",
        needed=False,
    ),
    Column(
        name="joined",
        holds=_("When this person came: a time, with or without the day. Several rows of one person are put together."),
        example="2026-05-04 19:01:30",
        needed=False,
    ),
    Column(
        name="left",
        holds=_("When this person left. A list without either column says that everybody was there all the time."),
        example="2026-05-04 20:30:00",
        needed=False,
    ),
)
"""The columns of the template. Those that meeting tools write are known by their own names."""


def known(cell: str) -> str | None:
    """What a column is, by its heading; nothing for one that is left alone."""
    plain = re.sub(r"\([^)]*\)", " ", cell.casefold())
    return KNOWN.get(" ".join(re.sub(r"[^\w]+|_", " ", plain).split()))
