"""Whom a new amount would touch: the first year of each membership that begins under it, now and then."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q

from common.calendar import DAY
from members.enums import ContributionReason
from members.models import Contribution, Level, Membership
from members.rules.membership import Amounts, Asked, asked, year_of
from members.selectors.money import amounts, standing_titles
from members.selectors.register import RegisteredCredential, register_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """A membership whose first year under the new amount asks something else; ``by`` is the title that decides then.

    ``later``: the year before it begins under the new amount too, but was fixed already.
    """

    membership: int
    number: int
    name: str
    by: str
    level: str
    first_day: date
    now: Decimal
    then: Decimal
    later: bool


@dataclass(frozen=True, slots=True)
class Untouched:
    """How many memberships hold a title of the level and are not touched, and why."""

    other_title: int = 0
    same: int = 0
    over_before: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.other_title + self.same + self.over_before


@dataclass(frozen=True, slots=True)
class Touch:
    """What a new amount would change, and for whom it would change nothing."""

    touched: list[Touched] = field(default_factory=list)
    untouched: Untouched = field(default_factory=Untouched)
    others: int = 0

    @property
    def pairs(self) -> list[tuple[str, Decimal, Decimal, int]]:
        """Level that decides then, from, to, and how many memberships; the most first."""
        counts: dict[tuple[str, Decimal, Decimal], int] = {}
        for row in self.touched:
            key = (row.level, row.now, row.then)
            counts[key] = counts.get(key, 0) + 1
        return [(*key, count) for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]

    @property
    def later(self) -> int:
        """How many of those are touched a year later, as a year was fixed already."""
        return sum(row.later for row in self.touched)


def whom_it_touches(level: Level, first_day: date, amount: Decimal, on: date) -> Touch:
    """What an amount of a level from a day on would change, by what is known today (8 statements, however many).

    Asked of every membership that runs on ``on``: its first year that begins on ``first_day`` or later and is not
    fixed yet, with the titles that stand on that day unless something ends them before.
    """
    running = Membership.objects.filter(Q(last_day__isnull=True) | Q(last_day__gte=on))
    of_level = running.filter(member__credentials__title__level=level).distinct()
    rows = list(
        of_level.order_by("member__number").values_list(
            "pk", "member", "member__number", "member__user__given_name", "member__user__family_name",
            "first_day", "last_day", "next_year_on",
        )
    )  # fmt: skip
    before = amounts()
    after = before.with_row(level.key, first_day, amount)
    names = dict(Level.objects.values_list("key", "name"))
    facts = register_facts(of_level.values("member"))  # type: ignore[arg-type]  # keys, as a subquery
    touched: list[Touched] = []
    counts = {"other_title": 0, "same": 0, "over_before": 0}
    for pk, member, number, given, family, anchor, last_day, next_year_on in rows:
        year = first_year_from(anchor, max(first_day, next_year_on))
        now, then, held = _asked(before, after, facts.get(member, ()), level.key, year)
        if (last_day is not None and last_day < year) or not held:
            counts["over_before"] += 1
        elif now.amount != then.amount and then.by is not None:
            touched.append(
                Touched(
                    membership=pk,
                    number=number,
                    name=f"{given} {family}".strip(),
                    by=then.by.code,
                    level=names[then.by.level],
                    first_day=year,
                    now=now.amount,
                    then=then.amount,
                    later=first_year_from(anchor, first_day) < year,
                )
            )
        else:
            counts["same" if before.of(level.key, year) == after.of(level.key, year) else "other_title"] += 1
    return Touch(touched, Untouched(**counts), running.count() - len(rows))


def first_year_from(anchor: date, day: date) -> date:
    """The first day of the first year, of those counted from ``anchor``, that begins on a day or later."""
    running = year_of(anchor, day - DAY)
    return running.last + DAY if running else anchor


def last_fixed(level: Level) -> date | None:
    """The first day of the latest year that was fixed by a level's amount, if there is any (1 statement)."""
    fixed = Contribution.objects.filter(level=level, reason=ContributionReason.YEAR.value)
    latest: date | None = fixed.aggregate(latest=Max("due_on"))["latest"]
    return latest


def _asked(
    before: Amounts, after: Amounts, credentials: list[RegisteredCredential] | tuple[()], level: str, day: date
) -> tuple[Asked, Asked, bool]:
    """What the year that begins on a day asks now and then, and whether a title of the level stands on it."""
    titles = standing_titles(credentials, day)
    return asked(before, titles, day), asked(after, titles, day), any(held.level == level for held in titles)
