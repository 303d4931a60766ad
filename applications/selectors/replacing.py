"""Who can be replaced, reminded or written to anew, and which names are to be asked about after that."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications.enums import ReferenceState
from applications.models import Application, Reference
from applications.rules import asking
from applications.rules.organisations import Names, look_alikes
from applications.rules.replacing import COUNTED, replaceable
from applications.selectors.references import REACH
from common.calendar import local_day
from common.selectors import closed_days


def why_not_replaced(person: Reference, on: date) -> str | None:
    """Why nobody can be named in somebody's place on a day; none where somebody can (1 query)."""
    return refusal(person, on, closed_days(on - REACH, on))


def refusal(person: Reference, on: date, closed: Collection[date]) -> str | None:
    """The same with the closed days of the last weeks at hand (no query)."""
    state = ReferenceState(person.state)
    late = person.asked_at is not None and asking.late(local_day(person.asked_at), on, closed)
    if replaceable(state, late=late, returned=person.returned_at is not None):
        return None
    said = {
        ReferenceState.NAMED: _("We have not written to %(name)s yet. Wait until the references are asked."),
        ReferenceState.ANSWERED: _("%(name)s has answered. An answer that was given stays."),
        ReferenceState.REPLACED: _("You named somebody else in the place of %(name)s already."),
    }
    in_time = _("%(name)s still has time to answer. You can name somebody else from the seventh working day on.")
    return capfirst(said.get(state, in_time) % {"name": person.called})


def why_not_written_elsewhere(person: Reference) -> str:
    """Why an applicant cannot give another address of somebody; empty where they can (no query).

    Once the form was opened without a mail that came back, our link reached somebody: they correct their address.
    """
    if person.state != ReferenceState.ASKED:
        return _("No answer of %(name)s is awaited now.") % {"name": person.name}
    if person.opened_at is not None and person.returned_at is None:
        return _(
            "%(name)s has opened the form, so our mail reached them. They can correct their address there, or write to "
            "us; the address is at the foot of this page."
        ) % {"name": person.name}
    return ""


def unanswered(application: Application, people: Iterable[Reference]) -> list[Names]:
    """Names of those who count that look alike, and that the applicant said nothing about yet (1 query)."""
    alike = look_alikes([person.colleague for person in people if person.state in COUNTED])
    told = {answer.group for answer in application.organisation_answers.all()}
    return [names for names in alike if names not in told]
