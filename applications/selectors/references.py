"""People who were named: whose answer is awaited, what became of our mails, and what the answers come to."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery

from applications.enums import Delivery, ReferenceState
from applications.models import Application, Interest, Reference, ReferenceJudgement
from applications.rules import asking
from applications.rules.quorum import Asked, Count, count
from common.calendar import local_day
from common.selectors import closed_days
from comms.enums import State
from comms.models import Message

ABOUT: Final = "applications.reference:"
"""Mails about somebody who was named: this, and their handle."""
WITH_LINK: Final = ("applications.reference_invited", "applications.reference_reminded")
"""Kinds of mails with a private link."""
REACH: Final = timedelta(days=60)
CAME_BACK: Final = (State.BOUNCED, State.FAILED)


def interested_since(person: str) -> Subquery:
    """Of rows of an application: since when who is in a column has an interest in it; nothing for who has none."""
    found = Interest.objects.filter(application=OuterRef("application"), person=OuterRef(person), interested=True)
    return Subquery(found.values("declared_at")[:1])


def named_in(application: Application) -> QuerySet[Reference]:
    """Everybody who was named, in order; each knows whether who judged their answer has an interest by now."""
    since = interested_since("answer__judgement__judged_by")
    return application.references.annotate(judge_interested_since=since)  # type: ignore[no-redef]


def people_of(application: Application) -> list[Reference]:
    """Everybody who was named, with their answers, in order (3 queries)."""
    rows = named_in(application).select_related("answer__judgement__judged_by", "replaces", "replaced_by")
    return list(rows.prefetch_related("answer__statements"))


def judgement_of(person: Reference) -> ReferenceJudgement | None:
    """The judgement of somebody's answer that counts, of ``named_in``: none of a colleague who has an interest."""
    found: ReferenceJudgement | None = getattr(getattr(person, "answer", None), "judgement", None)
    return found if found is not None and person.judge_interested_since is None else None


def count_of(application: Application, people: Iterable[Reference], on: date) -> Count:
    """What the answers come to on a day, with people from ``people_of`` (2 queries)."""
    closed = closed_days(on - REACH, on + REACH)
    differ = {answer.group: answer.differ for answer in application.organisation_answers.all()}
    return count([_asked(row, on, closed) for row in people], differ)


def can_confirm(people: Iterable[Reference]) -> int:
    """How many confirm or still may, late or not, with people from ``people_of`` (no query)."""
    return len(may_confirm(people))


def may_confirm(people: Iterable[Reference]) -> list[Reference]:
    """Those who confirm or still may, late or not, with people from ``people_of`` (no query)."""
    return [row for row in people if (asked := _asked(row, local_day(row.added_at), ())).confirms or asked.waits]


def deliveries(people: Collection[Reference]) -> dict[int, Delivery]:
    """What became of the last mail with a link to each of them, by number (1 query)."""
    about = {f"{ABOUT}{row.handle}": row.pk for row in people}
    mails = Message.objects.filter(about__in=about, kind__in=WITH_LINK).order_by("queued_at", "pk")
    return {about[row.about]: _delivery(State(row.state)) for row in mails.only("about", "state")}


def mails_about(people: Collection[Reference]) -> dict[int, list[Message]]:
    """Every mail to each of them, the first first, without its text, by number (1 query)."""
    about = {f"{ABOUT}{row.handle}": row.pk for row in people}
    mails = Message.objects.filter(about__in=about).order_by("queued_at", "pk").defer("text", "facts")
    found: dict[int, list[Message]] = {}
    for mail in mails:
        found.setdefault(about[mail.about], []).append(mail)
    return found


def _delivery(state: State) -> Delivery:
    if state in CAME_BACK:
        return Delivery.CAME_BACK
    return Delivery.SENT if state == State.SENT else Delivery.WAITING


def _asked(row: Reference, on: date, closed: Collection[date]) -> Asked:
    answer = getattr(row, "answer", None)
    waits = row.state == ReferenceState.ASKED or row.state == ReferenceState.NAMED
    asked_on = local_day(row.asked_at) if row.asked_at else on
    return Asked(
        colleague=row.colleague,
        said=answer.said if answer else None,
        genuine=judgement.genuine if (judgement := judgement_of(row)) else None,
        waits=waits,
        late=waits and (row.returned_at is not None or asking.late(asked_on, on, closed)),
    )
