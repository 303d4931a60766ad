"""References that do not answer, each by a clock of their own, and mails to them that came back.

Both are swept application by application, since its lock holds what happens to its references. A step is told by what
it leaves: a link that was made since its day, a mail to the applicant about this time of asking, a state. So a run that
comes twice, late or after days without one does nothing twice, and of two steps missed only the later.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import CharField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from applications.emails import references as emails
from applications.emails.links import REMINDED
from applications.enums import ReferenceState
from applications.models import Application, Reference
from applications.rules.asking import Step, steps_due
from applications.selectors.references import ABOUT, CAME_BACK, REACH, WITH_LINK
from applications.services.asking import send_link
from applications.services.quorum import reckon
from common import audit
from common.calendar import add_working_days, day_bounds, is_working_day, latest_waiting, local_day
from common.selectors import closed_days
from comms import outbox
from comms.enums import State
from comms.kinds import MessageKind
from comms.models import Message

TOLD: Final[Mapping[Step, MessageKind]] = {Step.REMINDED_AGAIN: emails.SILENT, Step.REPLACE: emails.REPLACE}
"""Step → the mail to the applicant."""
REMINDERS: Final = (Step.REMINDED, Step.REMINDED_AGAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """What a run judges by: the moment, its day, the days the office is closed, and what applicants were told."""

    at: datetime
    on: date
    closed: Collection[date]
    told: Collection[tuple[str, str, str]]


def to_remind(on: date) -> QuerySet[Application]:
    """Applications with somebody whose clock has come to its first step by a working day; none on other days."""
    closed = closed_days(on - REACH, on)
    if not is_working_day(on, closed):
        return Application.objects.none()
    first = day_bounds(latest_waiting(on, Step.REMINDED, closed))[1]
    people = Reference.objects.asked().filter(application=OuterRef("pk"), asked_at__lt=first)
    return Application.objects.waiting().filter(Exists(people))


@transaction.atomic
def remind(keys: Collection[int], *, at: datetime) -> dict[str, int]:
    """Do what the clocks of references in these applications have come to; how much of each.

    Locks the applications. Mails references a new link on days 3 and 7, tells applicants on days 7 and 10, ends links
    whose last day is over; then reckons what the references come to (about 12 queries for each application in which
    something was due, and 7 in all).
    """
    on = local_day(at)
    rows = _locked(keys)
    people = _asked(rows).annotate(linked_at=Max("links__made_at"))
    by_row: dict[int, list[Reference]] = {}
    for person in people:
        by_row.setdefault(person.application_id, []).append(person)
    told = Message.objects.filter(
        kind__in=[kind.key for kind in TOLD.values()],
        about__in=[f"{ABOUT}{person.handle}" for person in people],
    )
    day = _Day(
        at=at,
        on=on,
        closed=closed_days(on - REACH, on + REACH),
        told=set(told.values_list("kind", "about", "period")),
    )
    done: Counter[str] = Counter()
    for row in rows:
        made = sum((_remind(row, person, day) for person in by_row.get(row.pk, ())), Counter[str]())
        if made:
            reckon(row, at=at)
        done += made
    return dict(done)


def _remind(row: Application, person: Reference, day: _Day) -> Counter[str]:
    """Do what one clock has come to."""
    assert person.asked_at is not None  # noqa: S101  who is asked has a clock
    assert person.ends_on is not None  # noqa: S101
    asked_on = local_day(person.asked_at)
    if person.ends_on < day.on:
        _end(row, person, at=day.at)
        return Counter(ended=1)
    due = steps_due(asked_on, day.on, day.closed)
    done: Counter[str] = Counter()
    if (step := _latest(due, REMINDERS)) and person.returned_at is None and not _linked(person, step, day):
        send_link(row, person, REMINDED, at=day.at)
        done["reminded"] += 1
    if (step := _latest(due, tuple(TOLD))) and not (step is Step.REMINDED_AGAIN and person.returned_at):
        facts = {"asked_on": asked_on, "ends_on": person.ends_on}
        mail = emails.mail(row, person, facts)
        if (TOLD[step].key, mail.about, mail.period) not in day.told:
            done["applicants told"] += outbox.queue(TOLD[step], mail, at=day.at)
    return done


def _latest(due: Sequence[Step], among: Collection[Step]) -> Step | None:
    return max((step for step in due if step in among), default=None)


def _linked(person: Reference, step: Step, day: _Day) -> bool:
    """Whether a link was mailed on the step's day or since: its reminder, or one that was sent again."""
    linked_at: datetime | None = person.linked_at  # type: ignore[attr-defined]
    assert person.asked_at is not None  # noqa: S101
    return linked_at is not None and local_day(linked_at) >= add_working_days(
        local_day(person.asked_at), step, day.closed
    )


def _end(row: Application, person: Reference, *, at: datetime) -> None:
    """End the link of somebody who did not answer, and tell the applicant."""
    assert person.asked_at is not None  # noqa: S101
    facts = {"asked_on": local_day(person.asked_at), "ends_on": person.ends_on}
    outbox.queue(emails.ENDED, emails.mail(row, person, facts), at=at)
    person.become(ReferenceState.ENDED)
    person.ended_at = at
    person.save(update_fields=["state", "ended_at"])
    audit.record("applications.reference-ended", about=person, person=row.person_id, by=None, at=at)


def to_note() -> QuerySet[Application]:
    """Applications with somebody whose newest mail with a link came back, or was given up, and nobody noted it yet."""
    people = _returned(Reference.objects.asked()).filter(application=OuterRef("pk"))
    return Application.objects.waiting().filter(Exists(people))


@transaction.atomic
def note_returned(keys: Collection[int], *, at: datetime) -> int:
    """Note people whose mail came back, and ask applicants for another address at once; how many.

    Locks the applications. Once for each mail; one that a relay put off and took later is none. Then reckons, since
    who cannot be reached counts as late.
    """
    count = 0
    rows = _locked(keys)
    by_row: dict[int, list[Any]] = {}
    for person in _returned(_asked(rows)).annotate(mail=_newest("reference")):
        by_row.setdefault(person.application_id, []).append(person)
    for row in rows:
        for person in by_row.get(row.pk, ()):
            person.returned_at = at
            person.save(update_fields=["returned_at"])
            mail = emails.mail(row, person, {}, once=person.mail)
            outbox.queue(emails.RETURNED, mail, at=at)
            audit.record("applications.reference-returned", about=person, person=row.person_id, by=None, at=at)
            count += 1
        if row.pk in by_row:
            reckon(row, at=at)
    return count


def _locked(keys: Collection[int]) -> list[Application]:
    rows = Application.objects.waiting().select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    return list(rows.select_related("title__level", "title__track", "person").order_by("pk"))


def _asked(rows: Collection[Application]) -> QuerySet[Reference]:
    found: QuerySet[Reference] = Reference.objects.asked().filter(application__in=rows).order_by("pk")
    return found


def _returned(people: QuerySet[Reference]) -> QuerySet[Reference]:
    """Those whose newest mail with a link came back, who did not open their form since, and are not noted yet."""
    unnoted = people.filter(returned_at__isnull=True).alias(became=_newest("state"), queued=_newest("queued_at"))
    return unnoted.filter(Q(opened_at__isnull=True) | Q(opened_at__lt=F("queued")), became__in=CAME_BACK)


def _newest(column: str) -> Subquery:
    """A column of the newest mail with a link to somebody, those that were not needed any more left out."""
    about = Concat(Value(ABOUT), OuterRef("handle"), output_field=CharField())
    mails = Message.objects.filter(about=about, kind__in=WITH_LINK).exclude(state=State.DROPPED)
    return Subquery(mails.order_by("-queued_at", "-pk").values(column)[:1])
