"""A plan told line by line, for a page and a spreadsheet: who was there, for how long, and what becomes of it.

Words are those of the language of the moment.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cpe import words
from cpe.attendance.judging import AttendeePlan, Kind, PersonPlan, Plan
from cpe.attendance.reading import Sheet
from cpe.enums import Came, ListPlace
from cpe.rules.attendance import MINUTE, minutes, present
from members.imports.telling import SHOWN, Line


def summary(sheet: Sheet | None, plan: Plan, on: date) -> dict[str, Any]:
    """The whole in figures, and how the list was read; ``warned`` is the mark of the lines that cannot be read."""
    return {
        "people": len(plan.attendees),
        "unknown": len(plan.unknown),
        "claims_new": sum(one.is_new for one in plan.people),
        "without": sum(_place(one) is ListPlace.WITHOUT for one in plan.people),
        "absent": plan.absent,
        "warnings": len(plan.broken),
        "warned": plan.warned,
        "something_new": plan.something_new,
        "rows": plan.rows,
        "faults": len(plan.faults),
        "on": on.isoformat(),
        "encoding": sheet.encoding if sheet else "",
        "timed": sheet.timed if sheet else False,
        "ignored": list(sheet.ignored) if sheet else [],
    }


def outcome(of: Mapping[str, Any]) -> list[str]:
    """What the trial of a list comes to, in sentences, from its ``summary``."""
    named = ngettext("The list names %(n)d person.", "The list names %(n)d people.", of["people"])
    told = [named % {"n": of["people"]}]
    if not of["timed"]:
        told.append(_("It says no times: everybody counts as there from begin to end."))
    counts = {
        "claims_new": ngettext("%(n)d claim would be made.", "%(n)d claims would be made.", of["claims_new"]),
        "unknown": ngettext("%(n)d leads to nobody we know.", "%(n)d lead to nobody we know.", of["unknown"]),
        "without": ngettext("%(n)d is without a claim.", "%(n)d are without a claim.", of["without"]),
        "absent": ngettext("%(n)d row says “absent”.", "%(n)d rows say “absent”.", of["absent"]),
    }
    return [*told, *(word % {"n": of[name]} for name, word in counts.items() if of[name])]


def lines(plan: Plan) -> Iterator[Line]:
    """Every reason to refuse the list; else lines that cannot be read, people we do not know, and everybody else."""
    for fault in plan.faults[:SHOWN]:
        yield Line(place=ListPlace.FAULT, line=fault.line, told={"column": fault.column, "sentence": fault.sentence})
    for fault in plan.broken:
        yield Line(place=ListPlace.BROKEN, line=fault.line, told={"column": "", "sentence": fault.sentence})
    if plan.kind is None:
        return
    for one in plan.unknown:
        yield Line(place=ListPlace.UNKNOWN, line=one.named.line, told=_of_unknown(plan.kind, one))
    for person in plan.people:
        yield Line(place=_place(person), line=person.line, told=_of_person(plan.kind, person))


def _place(one: PersonPlan) -> ListPlace:
    if one.is_new:
        return ListPlace.NEW
    if one.came is None or one.came in {Came.SHORT, Came.NO_TITLE}:
        return ListPlace.WITHOUT
    before = one.before
    if one.came is Came.REPORTED and (before is None or before.came != one.came):
        return ListPlace.REPORTED
    return ListPlace.KNOWN


def _of_unknown(kind: Kind, one: AttendeePlan) -> dict[str, Any]:
    proposed = one.proposed
    return {
        "number": proposed.number if proposed else None,
        "name": one.named.name or one.named.email,
        "email": one.named.email,
        "present": minutes(present(one.spans, kind.timetable)),
        "length": kind.timetable.length // MINUTE,
        "told": _("may be %(name)s, who signed up") % {"name": proposed.name} if proposed else "",
        "claim": None,
    }


def _of_person(kind: Kind, one: PersonPlan) -> dict[str, Any]:
    return {
        "number": one.member.number,
        "name": one.member.name,
        "email": "",
        "present": minutes(one.seconds),
        "length": kind.timetable.length // MINUTE,
        "told": _told(kind, one),
        "claim": one.claim,
    }


def _told(kind: Kind, one: PersonPlan) -> str:
    """What becomes of it, in a sentence."""
    if one.fact is not None:
        amount = words.amount(kind.activity.unit, one.fact.amount)
        if one.replaces:
            return _("A claim of %(amount)s takes the place of claim %(number)d.") % {
                "amount": amount,
                "number": one.replaces,
            }
        share = kind.activity.attendance
        if share is not None and (one.fact.attended or 0) * 100 < one.fact.amount * share:
            told = _("A claim of %(amount)s; there for less than %(share)d %%, it counts nothing by the rules.")
            return told % {"amount": amount, "share": share}
        return _("A claim of %(amount)s.") % {"amount": amount}
    if one.came is None:
        return one.without
    if one.came is Came.SHORT:
        return _("Not there long enough.")
    if one.came is Came.NO_TITLE:
        return _("No title it could count for.")
    if one.came is Came.REPORTED:
        return _("Reported by the member as claim %(number)d.") % {"number": one.claim or 0}
    return _("Counts by claim %(number)d already.") % {"number": one.claim or 0}


def header() -> list[str]:
    """The first row of the trial as a spreadsheet."""
    return [
        _("Line"), _("What"), _("Member number"), _("Name"), _("E-mail address"), _("Minutes present"),
        _("Minutes in all"), _("What becomes of it"), _("Claim"),
    ]  # fmt: skip


def table_row(line: int, place: str, told: Mapping[str, Any]) -> list[Any]:
    """One line of the trial as a row of that spreadsheet."""
    said = told.get("told") or told.get("sentence", "")
    names = ("number", "name", "email", "present", "length")
    return [line, place, *(told.get(name) for name in names), said, told.get("claim")]
