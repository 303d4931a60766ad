"""How often one person may ask for what costs much, so that nobody keeps the others waiting."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from allauth.core.internal import ratelimit
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError


class Costly(StrEnum):
    """What costs much."""

    DATA_COPY = "data_copy"
    UPLOAD = "upload"
    SEALING = "sealing"
    PRIVATE_LINK = "private_link"


RATES: Final = {
    Costly.DATA_COPY: "10/h/user",
    Costly.UPLOAD: "40/h/user",
    Costly.SEALING: "20/h/user",
    Costly.PRIVATE_LINK: "30/h/ip",
}
"""Private links: those that open nothing, by the address they are tried from."""
SENTENCES: Final[Mapping[Costly, str | Promise]] = {
    Costly.DATA_COPY: _("You took many copies of your data within an hour. Take another one in an hour."),
    Costly.UPLOAD: _("You sent many files within an hour. Nothing is wrong with this one: send it again in an hour."),
    Costly.SEALING: _("We made this form for you many times within an hour. Nothing is lost: try again in an hour."),
    Costly.PRIVATE_LINK: _(
        "Many links that open nothing were tried from your connection within an hour, perhaps by somebody else on it. "
        "Nothing is lost: the link of our mail opens all the same, if its whole address is copied."
    ),
}


class TooOften(DomainError):  # noqa: N818  read aloud where it is raised
    """Asked for more often than one person may within an hour."""


def spend(request: HttpRequest, what: Costly) -> None:
    """Count one more time. Raises ``TooOften`` for the one that is too many."""
    rates = {key.value: rate for key, rate in RATES.items()}
    if not ratelimit.consume(request, app="accounts", action=what.value, config=rates, limit_get=True):
        raise TooOften(SENTENCES[what])
