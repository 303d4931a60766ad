"""Reads of what is written about cycles on days that follow from their own: whom a day reaches, what was written."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Case, Exists, Max, OuterRef, QuerySet, Value, When

from accounts.models import User
from comms.models import Message
from cpe.enums import NoticeKind
from cpe.models import CycleTerms, Hold, Notice
from cpe.rules.notices import stating
from cpe.selectors.balances import Held, held, held_titles
from cpe.selectors.cycles import OF_CYCLE, terms_on
from members.enums import OutcomeKind
from members.models import Cycle, Outcome, Title
from members.rules.cycles import Window, first_days_expiring
from members.rules.standing import counting

OF_TITLE: Final = "members.credential:"
"""How what a mail is about begins, where it is about a title; the row's number follows."""
RENEWALS: Final = frozenset({OutcomeKind.RENEWED, OutcomeKind.REINSTATED})


def to_remind(on: date) -> QuerySet[Cycle]:
    """Cycles that wait, reached a reminder by a day, and were not looked at for it or a later one.

    One statement makes the query. They are found by their first day: how many others there are does not matter.
    """
    windows = list(terms_on(on).schedule.windows(on))
    if not windows:
        return Cycle.objects.none()
    days = [first_days_expiring(*days) for _step, days in windows]
    reached = [
        When(first_day__gte=first, then=Value(step)) for (step, _), (first, _) in zip(windows, days, strict=True)
    ]
    rows = Cycle.objects.filter(waits=True, first_day__range=(days[-1][0], days[0][1]))
    return rows.alias(reached=Case(*reached)).filter(_not_looked_at(NoticeKind.REMINDER, OuterRef("reached")))


def moved_to_remind(on: date) -> QuerySet[Cycle]:
    """Those among the cycles over whose last day was moved and is to come (at most 3 statements make the query)."""
    moved = Outcome.objects.filter(
        kind=OutcomeKind.EXTENDED.value,
        superseded_by__isnull=True,
        effective_on__lte=on,
        last_day__gte=on,
        cycle__in=Cycle.objects.over(on),
    )
    found = {row.cycle: row.last_day for row in moved.select_related("cycle").order_by("pk")}
    if not found:
        return Cycle.objects.none()
    schedule = terms_on(on).schedule
    latest = latest_notices([cycle.pk for cycle in found], NoticeKind.REMINDER)
    steps = {cycle.pk: schedule.step(cycle.window, on, last_day) for cycle, last_day in found.items()}
    return Cycle.objects.filter(pk__in=[pk for pk, step in steps.items() if is_news(step, latest.get(pk))], waits=True)


def to_state(year: int, on: date) -> QuerySet[Cycle]:
    """Cycles whose statement of a certification year, from 1, is due on a day and was not looked at (no statement)."""
    rows = Cycle.objects.filter(first_day__range=stating(year, on))
    return rows.filter(_not_looked_at(NoticeKind.STATEMENT, year))


def _not_looked_at(kind: NoticeKind, step: int | OuterRef) -> Any:
    return ~Exists(Notice.objects.filter(cycle=OuterRef("pk"), kind=kind.value, step__gte=step))


def latest_notices(cycles: Collection[int], kind: NoticeKind) -> dict[int, int]:
    """The latest step of a kind that each of these cycles was looked at for (1 query)."""
    rows = Notice.objects.filter(cycle__among=cycles, kind=kind.value).order_by()
    return dict(rows.values("cycle").annotate(latest=Max("step")).values_list("cycle", "latest"))


def is_news(step: int | None, latest: int | None) -> bool:
    """Whether a step was reached that comes after all that were looked at."""
    return step is not None and (latest is None or latest < step)


@dataclass(frozen=True, slots=True)
class Noted:
    """A cycle somebody may be written to about: its row's number and its own, its title as it is written, and whose it
    is; all that bears on the title, and the latest step that was looked at."""

    cycle: int
    number: int
    title: str
    person: User
    held: Held
    latest: int | None

    @property
    def window(self) -> Window:
        """The days of the cycle."""
        return next(window for window in self.held.credential.cycles if window.number == self.number)

    @property
    def is_renewed(self) -> bool:
        """Whether an outcome that counts renewed the cycle."""
        rows = counting(self.held.credential.outcomes)
        return any(row.kind in RENEWALS and row.cycle == self.number for row in rows)


def noted(cycles: QuerySet[Cycle], kind: NoticeKind, on: date) -> Iterator[Noted]:
    """These cycles with all that bears on them by the end of a day (11 statements, however many they are)."""
    rows = list(cycles.values_list("pk", "number", "first_day", "credential", "credential__member__user"))
    latest = latest_notices([pk for pk, *_rest in rows], kind)
    people = User.objects.filter(pk__among={person for *_rest, person in rows}).only("email", "language").in_bulk()
    since = min((first_day for _pk, _number, first_day, *_rest in rows), default=on)
    found = held_titles({title for *_rest, title, _person in rows}, on, since=since)
    held, titles = {one.credential.pk: one for one in found}, Title.objects.in_bulk()
    for pk, number, _first_day, credential, person in rows:
        if one := held.get(credential):
            yield Noted(pk, number, str(titles[one.credential.title]), people[person], one, latest.get(pk))


@dataclass(frozen=True, slots=True)
class Letters:
    """A title with what was written about it: mails, and the notices of its current cycle; and why it is held, if it
    is."""

    held: Held
    notices: Sequence[Notice]
    mails: Sequence[Message]
    hold: Hold | None = None

    def is_told(self, kind: str, period: str) -> bool:
        """Whether a mail of a kind, of those written once, was written."""
        return any(mail.kind == kind and mail.period == period for mail in self.mails)

    def latest(self, kind: NoticeKind) -> int | None:
        """The latest step of a kind that the current cycle was looked at for."""
        return max((row.step for row in self.notices if row.kind == kind), default=None)


def letters_of(member: int, on: date) -> list[Letters]:
    """Every title of a member that has cycles, with what was written about it (11 queries)."""
    rows = Cycle.objects.filter(credential__member=member).values_list("pk", "credential", "number")
    cycles = {pk: (credential, number) for pk, credential, number in rows}
    notices: dict[tuple[int, int], list[Notice]] = {}
    for row in Notice.objects.filter(cycle__in=cycles).order_by("looked_at", "pk"):
        notices.setdefault(cycles[row.cycle_id], []).append(row)
    about = {f"{OF_CYCLE}{pk}": credential for pk, (credential, _number) in cycles.items()}
    about |= {f"{OF_TITLE}{credential}": credential for credential, _number in cycles.values()}
    mails: dict[int, list[Message]] = {}
    sent = Message.objects.filter(about__in=about, kind__startswith="cpe.").defer("facts", "text")
    for mail in sent.order_by("planned_at", "pk"):
        mails.setdefault(about[mail.about], []).append(mail)
    holds = {row.credential_id: row for row in Hold.objects.open().filter(credential__member=member)}
    found = []
    for _member, one in held([member], on):
        if now := one.standing.cycle:
            pk = one.credential.pk
            found.append(Letters(one, notices.get((pk, now.number), ()), mails.get(pk, ()), holds.get(pk)))
    return found


def money_mails_of(invoices: Collection[str]) -> list[Message]:
    """What was written about invoices, by number, to the member and to who pays, the earliest first (1 query)."""
    sent = Message.objects.filter(about__in=invoices, kind__startswith="members.").defer("facts", "text")
    return list(sent.order_by("planned_at", "pk"))


def dated_terms() -> list[CycleTerms]:
    """All terms of renewal, the earliest first (1 query)."""
    return list(CycleTerms.objects.order_by("effective_on"))
