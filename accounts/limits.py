"""How often one person may ask for what costs much, so that nobody keeps the others waiting."""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from typing import Final

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from redis.exceptions import RedisError

from common.errors import DomainError

logger = logging.getLogger(__name__)

APP: Final = "accounts"


class Costly(StrEnum):
    """What costs much."""

    DATA_COPY = "data_copy"
    UPLOAD = "upload"
    DRAWING = "drawing"
    SEALING = "sealing"
    PRIVATE_LINK = "private_link"
    UNKNOWN_NUMBER = "unknown_number"
    GUESSED_NUMBER = "guessed_number"
    RECEIPT = "receipt"
    REPORT = "report"
    REPORT_FILE = "report_file"


RATES: Final = {
    Costly.DATA_COPY: "10/h/user",
    Costly.UPLOAD: "40/h/user",
    Costly.DRAWING: "120/h/user",
    Costly.SEALING: "20/h/user",
    Costly.PRIVATE_LINK: "30/h/ip",
    Costly.UNKNOWN_NUMBER: "30/h/ip",
    Costly.GUESSED_NUMBER: "300/h/ip",
    Costly.RECEIPT: "60/h/ip",
    Costly.REPORT: "20/h/ip",
    Costly.REPORT_FILE: "40/h/ip",
}
"""Private links and numbers: those that open nothing, by the address they are tried from.

Numbers have two bounds. Past the first, those that nobody has are refused and those of titles still answer, for others
may share the address; past the second nothing answers, so that a run of guesses ends.
"""
SENTENCES: Final[Mapping[Costly, str | Promise]] = {
    Costly.DATA_COPY: _("You took many copies of your data within an hour. Take another one in an hour."),
    Costly.UPLOAD: _("You sent many files within an hour. Nothing is wrong with this one: send it again in an hour."),
    Costly.DRAWING: _(
        "We drew many documents for you within an hour. “Look at” opens this one; here it is drawn again in an hour."
    ),
    Costly.SEALING: _("We made this form for you many times within an hour. Nothing is lost: try again in an hour."),
    Costly.PRIVATE_LINK: _(
        "Many links that open nothing were tried from your connection within an hour, perhaps by somebody else on it. "
        "Nothing is lost: the link of our mail opens all the same, if its whole address is copied."
    ),
    Costly.UNKNOWN_NUMBER: _(
        "Many numbers that no title has were tried from your connection within an hour, perhaps by somebody else on "
        "it. A number copied from a certificate answers all the same. Try this one again in an hour."
    ),
    Costly.GUESSED_NUMBER: _(
        "Hundreds of numbers that no title has were tried from your connection within an hour, perhaps by somebody "
        "else on it. Ask again in an hour, or from another connection."
    ),
    Costly.RECEIPT: _(
        "Many answers were saved from your connection within an hour, perhaps by somebody else on it. The page answers "
        "and prints all the same. Save this answer in an hour."
    ),
    Costly.REPORT: _(
        "Many reports were begun, added to or mailed from your connection within an hour, perhaps by somebody else on "
        "it. Nothing is lost: try again in an hour."
    ),
    Costly.REPORT_FILE: _(
        "Many files were sent from your connection within an hour, perhaps by somebody else on it. Nothing is wrong "
        "with this one: send it again in an hour."
    ),
}


UNCOUNTED: Final = frozenset(
    {Costly.DRAWING, Costly.UNKNOWN_NUMBER, Costly.GUESSED_NUMBER, Costly.RECEIPT, Costly.REPORT}
)
"""What answers also, and then uncounted, while the store of counts is away."""


class TooOften(DomainError):  # noqa: N818  read aloud where it is raised
    """Asked for more often than one person may within an hour."""


def spend(request: HttpRequest, what: Costly) -> None:
    """Count one more time. Raises ``TooOften`` for the one that is too many.

    Where so many ask at once that it cannot be counted within a second, it is answered uncounted.
    """
    with _also_uncounted(what):
        if ratelimit.consume(request, app=APP, action=what.value, config=_config(), limit_get=True):
            return
        _require_room(request, what)
        logger.warning("Not counted, as others were being counted: %s", what.value)


def look(request: HttpRequest, what: Costly) -> None:
    """Count nothing, and wait for nobody. Raises ``TooOften`` where one more would be too many."""
    with _also_uncounted(what):
        _require_room(request, what)


@contextmanager
def _also_uncounted(what: Costly) -> Iterator[None]:
    """Go on where the store of counts is away and this is to be answered all the same."""
    try:
        yield
    except RedisError:
        if what not in UNCOUNTED:
            raise
        logger.exception("Not counted: %s", what.value)


def _require_room(request: HttpRequest, what: Costly) -> None:
    """Raises ``TooOften`` where one more would be too many, by the count read without the lock that counting takes."""
    now = time.time()
    for rate in ratelimit.get_rates(app=APP, action=what.value, config=_config()):
        counted = cache.get(ratelimit.get_cache_key(request, app=APP, action=what.value, rate=rate), [])
        if not ratelimit.apply_rate(list(counted), now, rate, dry_run=True)[0]:
            raise TooOften(SENTENCES[what])


def _config() -> dict[str, str]:
    return {key.value: rate for key, rate in RATES.items()}
