"""What an activity that is being reported looks like, in words: what was reported before, and events of our own."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cpe import selectors
from cpe.models import Claim, Event
from cpe.services import Details


def alike(claims: Sequence[Claim], events: Collection[Event], details: Details, completed_on: date) -> str:
    """Which claims and events look like this one, by what, and what to do."""
    told = ours(events)
    if claims:
        told += [_("This looks like what you reported before."), *_by_what(claims, details, completed_on)]
    told.append(
        _(
            "One activity is reported once, for all titles; more proof of it is added on the page of the claim. If it "
            "is another one, press “Report it” again."
        )
    )
    return " ".join(told)


def ours(events: Collection[Event]) -> list[str]:
    """That we report an event for who signed up for it, or did; a sentence each."""
    told = []
    for event in events:
        named = {"event": event.title, "day": date_format(event.day), "number": event.own_claim}  # type: ignore[attr-defined]
        if named["number"] is None:
            sentence = _(
                "You signed up for our event “%(event)s” of %(day)s. We report it for you once its attendance list "
                "is in, so it is not reported here."
            )
        else:
            sentence = _(
                "You were at our event “%(event)s” of %(day)s. We have it already: it is claim %(number)s, so it is "
                "not reported here."
            )
        told.append(sentence % named)
    return told


def _by_what(claims: Sequence[Claim], details: Details, completed_on: date) -> list[str]:
    named = (completed_on, selectors.folded(details.title), selectors.folded(details.provider))
    by_name = [c for c in claims if (c.completed_on, *map(selectors.folded, (c.title, c.provider))) == named]
    by_file = [claim for claim in claims if claim not in by_name]
    told = []
    if by_name:
        told.append(_("Claim %(numbers)s is of the same day, title and provider.") % {"numbers": _numbers(by_name)})
    if by_file:
        told.append(_("Claim %(numbers)s is proved by the same file.") % {"numbers": _numbers(by_file)})
    return told


def _numbers(claims: Sequence[Claim]) -> str:
    return ", ".join(str(claim.pk) for claim in claims)
