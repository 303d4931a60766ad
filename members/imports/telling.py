"""A plan told line by line, for a page and a spreadsheet: what is new, what changes, how each title would stand.

Words are those of the language of the moment; days stay days, so that pages write them out and tables keep them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import IntEnum
from typing import Any, Final

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from common.money import from_quarters, in_figures
from members import words
from members.enums import TriedPlace
from members.imports.columns import CONTACT, YEARS_OF_CREDITS
from members.imports.plan import Counts, PersonPlan, Plan, TitlePlan
from members.imports.reading import Sheet
from members.models import Member, OpeningPosition
from members.rules.standing import Standing

SHOWN: Final = 500
"""Faults that are shown; how many there are in all is told beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one row comes to: its place among the others, its line in the file, and the words."""

    place: IntEnum
    line: int
    told: Mapping[str, Any]


def summary(sheet: Sheet | None, plan: Plan, on: date) -> dict[str, Any]:
    """The whole in figures, and how the file was read."""
    titles = [title for person in plan.people for title in person.titles]
    counts = plan.counts
    return {
        **asdict(counts),
        "something_new": counts.something_new,
        "rows": plan.rows,
        "faults": len(plan.faults),
        "attention": sum(_wants_attention(title, on) for title in titles),
        "kept": sum(bool(person.kept) for person in plan.people),
        "on": on.isoformat(),
        "encoding": sheet.encoding if sheet else "",
        "ignored": list(sheet.ignored) if sheet else [],
    }


def lines(plan: Plan, on: date) -> Iterator[Line]:
    """Every fault, up to 500; else every title, with what changes about its person told once."""
    for fault in plan.faults[:SHOWN]:
        told = {"column": fault.column, "sentence": fault.sentence}
        yield Line(place=TriedPlace.FAULT, line=fault.line, told=told)
    for person in plan.people:
        for title in person.titles:
            first = title is person.titles[0]
            yield Line(
                place=_place(person, title, on, first=first), line=title.line, told=_told(person, title, on, first)
            )


def _place(person: PersonPlan, title: TitlePlan, on: date, *, first: bool) -> TriedPlace:
    if _wants_attention(title, on):
        return TriedPlace.ATTENTION
    if title.new:
        return TriedPlace.NEW
    return TriedPlace.CHANGED if title.changes or (first and person.changes) else TriedPlace.UNCHANGED


def _wants_attention(title: TitlePlan, on: date) -> bool:
    return (title.new or bool(title.changes)) and title.needs_attention(on)


def _told(person: PersonPlan, title: TitlePlan, on: date, first: bool) -> dict[str, Any]:
    brought, after = title.brought, title.after(on)
    window = brought.first_cycle
    state = _("new") if title.new else _("changed") if title.changes or (first and person.changes) else _("unchanged")
    changes = {**(person.changes if first and not _all_new(person) else {}), **title.changes}
    return {
        "number": person.known.number if person.known and person.known.number else person.number,
        "name": f"{person.given_name} {person.family_name}".strip(),
        "email": person.email,
        "title": title.code,
        "state": state,
        "before": _stands(title.before(on)),
        "after": _stands(after),
        "cycle": window.number if window else None,
        "first_day": window.first.isoformat() if window else None,
        "expires_on": window.expires_on.isoformat() if window else None,
        "last_day": window.last_day.isoformat() if window else None,
        "credits": [_figures(quarters) for quarters in brought.credits] if window else [],
        "paid_until": brought.fees_paid_until.isoformat(),
        "behind": brought.fees_paid_until < on,
        "changes": [[label(name), _value(name, pair[0]), _value(name, pair[1])] for name, pair in changes.items()],
        "kept": [label(name) for name in person.kept] if first else [],
    }


def _all_new(person: PersonPlan) -> bool:
    """Whether there was nothing that could change."""
    return person.known is None


def _stands(found: Standing | None) -> list[str]:
    """Shape and word of how a title stands; nothing where the register does not know it."""
    return [words.shape(found), words.value(found)] if found else []


def _figures(quarters: int) -> str:
    return in_figures(from_quarters(quarters))


def _value(column: str, value: Any) -> str:
    if column in YEARS_OF_CREDITS:
        return _figures(value)
    if isinstance(value, date):
        return words.day(value)
    return str(value or _("nothing")).replace("\n", ", ")


def label(column: str) -> str:
    """What people call a column that may change."""
    of_title = column in YEARS_OF_CREDITS or column == "fees_paid_until"
    model: Any = OpeningPosition if of_title else Member if column in CONTACT else User
    return str(model._meta.get_field(column).verbose_name)


def outcome(of: Mapping[str, Any]) -> list[str]:
    """What the trial of a file comes to, in sentences, from its ``summary``."""
    counts = Counts(**{name: of[name] for name in Counts.__dataclass_fields__})
    people = _("People: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % {
        "new": counts.people_new,
        "changed": counts.people_changed,
        "unchanged": counts.people_unchanged,
    }
    titles = _("Titles: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % {
        "new": counts.titles_new,
        "changed": counts.titles_changed,
        "unchanged": counts.titles_unchanged,
    }
    return [people, titles]


def header() -> list[str]:
    """The first row of the trial as a spreadsheet."""
    return [
        _("Line"), _("Member number"), _("Name"), _("E-mail address"), _("Title"), _("In the register"),
        _("Stands now"), _("Would stand"), _("Cycle"), _("First day"), _("Expiration date"),
        _("Last day to report and pay"), *(str(capfirst(label(year))) for year in YEARS_OF_CREDITS),
        str(capfirst(label("fees_paid_until"))), _("Changes"), _("Kept as the person wrote it"),
    ]  # fmt: skip


def table_row(line: int, told: Mapping[str, Any]) -> list[Any]:
    """One title of the trial as a row of the spreadsheet."""
    credits_ = told["credits"] or ["", "", ""]
    changes = "; ".join(f"{name}: {before} → {after}" for name, before, after in told["changes"])
    stands = [pair[1] if pair else "" for pair in (told["before"], told["after"])]
    return [
        line, told["number"], told["name"], told["email"], told["title"], told["state"], *stands, told["cycle"],
        told["first_day"], told["expires_on"], told["last_day"], *credits_, told["paid_until"], changes,
        ", ".join(told["kept"]),
    ]  # fmt: skip


def fault_header() -> list[str]:
    """The first row of what is to be mended, as a spreadsheet."""
    return [_("Line"), _("Column"), _("What to mend")]
