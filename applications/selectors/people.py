"""The people an application names, as its applicant is told of them: how far each is, never what they said or why."""

from dataclasses import dataclass
from datetime import date, datetime

from applications.enums import Delivery, ReferenceState
from applications.models import Application, Reference, ReferenceLink
from applications.rules import asking
from applications.rules.organisations import Names, organisations
from applications.rules.quorum import Count
from applications.rules.replacing import COUNTED, again_from
from applications.selectors import replacing
from applications.selectors.references import REACH, count_of, deliveries, may_confirm, people_of
from common.calendar import local_day
from common.selectors import closed_days


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who was named, and what the applicant can do about them now.

    ``delivery``: what became of our newest mail, if any went. ``replaceable``: somebody else can be named in their
    place. ``again``: the link can be sent again, at once or from ``again_from`` on. ``elsewhere``: another address can
    be given, at once where our mail came back, else from ``again_from`` on.
    """

    reference: Reference
    replaced_by: Reference | None
    delivery: Delivery | None
    late: bool
    returned: bool
    replaceable: bool
    again: bool
    elsewhere: bool
    again_from: datetime | None

    @property
    def state(self) -> ReferenceState:
        """Where they are."""
        return ReferenceState(self.reference.state)

    @property
    def asked_on(self) -> date | None:
        """The day they were asked."""
        return local_day(self.reference.asked_at) if self.reference.asked_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """All of them, and what their answers come to. ``answered``: people and organisations that have answered.

    ``named``: people and organisations that count, or still may; ``possible``: those who confirm, or still may, told
    only where another reference is needed, as it tells of answers; ``unanswered``: names that look alike and that the
    applicant said nothing about yet.
    """

    people: tuple[Person, ...]
    count: Count
    answered: tuple[int, int]
    named: tuple[int, int]
    possible: tuple[int, int]
    awaited: int
    unanswered: tuple[Names, ...]


def people_shown(application: Application, at: datetime) -> People:
    """The people of an application that was submitted, at a moment (9 queries, however many they are)."""
    on = local_day(at)
    rows = people_of(application)
    count = count_of(application, rows, on)
    sent = deliveries(rows)
    links = ReferenceLink.objects.filter(reference__in=rows).order_by("made_at")
    newest = dict(links.values_list("reference", "made_at"))
    closed = closed_days(on - REACH, on)
    differ = {answer.group: answer.differ for answer in application.organisation_answers.all()}
    done = [row for row in rows if row.state == ReferenceState.ANSWERED]
    named = [row for row in rows if row.state in COUNTED]
    possible = may_confirm(rows)
    under_way = application.turn is not None
    return People(
        people=tuple(
            _person(row, on, closed, sent.get(row.pk), newest.get(row.pk), under_way=under_way) for row in rows
        ),
        count=count,
        answered=(len(done), organisations([row.colleague for row in done], differ)),
        named=(len(named), organisations([row.colleague for row in named], differ)),
        possible=(len(possible), organisations([row.colleague for row in possible], differ)),
        awaited=sum(row.state == ReferenceState.ASKED for row in rows),
        unanswered=tuple(replacing.unanswered(application, rows)) if under_way else (),
    )


def _person(
    row: Reference,
    on: date,
    closed: frozenset[date],
    delivery: Delivery | None,
    newest: datetime | None,
    *,
    under_way: bool,
) -> Person:
    waits = under_way and row.state == ReferenceState.ASKED
    instead = getattr(row, "replaced_by", None)
    from_ = again_from(newest) if newest else None
    return Person(
        reference=row,
        replaced_by=instead,
        delivery=delivery,
        late=waits and row.asked_at is not None and asking.late(local_day(row.asked_at), on, closed),
        returned=waits and row.returned_at is not None,
        replaceable=under_way and instead is None and replacing.refusal(row, on, closed) is None,
        again=waits and row.returned_at is None,
        elsewhere=waits and not replacing.why_not_written_elsewhere(row),
        again_from=from_ if waits else None,
    )
