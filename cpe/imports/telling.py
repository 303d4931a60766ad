"""A plan told line by line, for a page and a spreadsheet: every title before and after, and what becomes of each row.

Words are those of the language of the moment; days stay days, so that pages write them out and tables keep them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cpe import claim_words, words
from cpe.enums import ClaimPlace, ClaimStatus
from cpe.imports.effects import Change, Twice
from cpe.imports.judging import Plan
from cpe.imports.rows import RowPlan, told_of_all
from cpe.models.ledger import STATUSES
from cpe.models.previews import JUDGED
from cpe.rules.claims import credits_of
from cpe.rules.policy import Policies
from members import words as standings
from members.imports import Sheet
from members.imports.telling import SHOWN, Line

_JUDGED = dict(JUDGED)
_STATUS = dict(STATUSES)


def summary(sheet: Sheet | None, plan: Plan, on: date) -> dict[str, Any]:
    """The whole in figures, and how the file was read; ``warned`` is the mark of its warnings."""
    return {
        "claims_new": len(plan.new),
        "claims_known": len(plan.known),
        "people": plan.people,
        "titles": sum(change.differs for change in plan.effects.changes),
        "doubles": sum(bool(one.doubles) for one in plan.new),
        "waiting": sum(one.decision is None for one in plan.new),
        "warnings": len(plan.effects.twice),
        "warned": plan.warned,
        "something_new": bool(plan.new),
        "rows": plan.rows,
        "faults": len(plan.faults),
        "on": on.isoformat(),
        "encoding": sheet.encoding if sheet else "",
        "ignored": list(sheet.ignored) if sheet else [],
    }


def outcome(of: Mapping[str, Any]) -> list[str]:
    """What the trial of a file comes to, in sentences, from its ``summary``."""
    told = [
        _("Claims: %(new)d new, %(known)d known already.") % {"new": of["claims_new"], "known": of["claims_known"]},
    ]
    if of["claims_new"]:
        told.append(
            _("They are of %(people)s; %(titles)s would count differently.")
            % {
                "people": ngettext("%(n)d person", "%(n)d people", of["people"]) % {"n": of["people"]},
                "titles": ngettext("%(n)d cycle of a title", "%(n)d cycles of titles", of["titles"])
                % {"n": of["titles"]},
            }
        )
    if of["waiting"]:
        waiting = ngettext(
            "%(n)d claim would wait for a reviewer.", "%(n)d claims would wait for a reviewer.", of["waiting"]
        )
        told.append(waiting % {"n": of["waiting"]})
    return told


def lines(plan: Plan) -> Iterator[Line]:
    """Every fault, up to 500; else warnings, titles before and after, and every claim."""
    for fault in plan.faults[:SHOWN]:
        told: dict[str, Any] = {"column": fault.column, "sentence": fault.sentence}
        yield Line(place=ClaimPlace.FAULT, line=fault.line, told=told)
    for twice in plan.effects.twice:
        yield Line(place=ClaimPlace.TWICE, line=twice.line, told=_of_twice(twice))
    for change in plan.effects.changes:
        yield Line(place=ClaimPlace.TITLE, line=change.line, told=_of_title(change))
    counts = _counts(plan)
    for one in plan.new:
        place = ClaimPlace.DOUBLE if one.doubles else ClaimPlace.NEW
        yield Line(place=place, line=one.line, told={**_of_claim(one), "counts": counts.get(one.fact.id, [])})
    for one in plan.known:
        yield Line(place=ClaimPlace.KNOWN, line=one.line, told={**_of_claim(one), "counts": []})


def _of_twice(twice: Twice) -> dict[str, Any]:
    sentence = ngettext(
        "%(title)s came with %(brought)s for %(first)s – %(last)s, which count as given. %(n)d claim of this file lies "
        "in that year and adds %(added)s.",
        "%(title)s came with %(brought)s for %(first)s – %(last)s, which count as given. %(n)d claims of this file lie "
        "in that year and add %(added)s.",
        twice.claims,
    ) % {
        "title": twice.title_code,
        "brought": words.credits(twice.brought),
        "first": date_format(twice.first_day),
        "last": date_format(twice.last_day),
        "n": twice.claims,
        "added": words.credits(twice.added),
    }
    return {
        "number": twice.member.number,
        "name": twice.member.name,
        "title": twice.title_code,
        "first_day": twice.first_day.isoformat(),
        "last_day": twice.last_day.isoformat(),
        "sentence": sentence,
    }


def _of_title(change: Change) -> dict[str, Any]:
    """A cycle of a title: each of its years, and all of it, before and after."""
    before, after = change.before.tally, change.after.tally
    stands = change.held.standing
    judged = [str(_JUDGED[each.value]) for each in change.judged] if change.judged else ["", ""]
    return {
        "number": change.member.number,
        "name": change.member.name,
        "title": change.title_code,
        "cycle": change.window.number,
        "first_day": change.window.first.isoformat(),
        "expires_on": change.window.expires_on.isoformat(),
        "years": [[words.figures(was), words.figures(now)] for was, now in zip(before.years, after.years, strict=True)],
        "before": words.figures(before.counted),
        "after": words.figures(after.counted),
        "required": words.figures(change.after.required),
        "stands": [standings.shape(stands), standings.value(stands)],
        "judged": judged,
        "current": change.judged is not None,
        "new": change.new,
    }


def _of_claim(one: RowPlan) -> dict[str, Any]:
    status = one.decision.status if one.decision else ClaimStatus.PENDING
    return {
        "number": one.member.number,
        "name": one.member.name,
        "activity": one.activity.name,
        "what": one.values["title"] or "",
        "amount": words.amount(one.activity.unit, one.fact.amount),
        "completed_on": one.fact.completed_on.isoformat(),
        "reported_on": one.fact.reported_on.isoformat(),
        "decided_on": one.decision.on.isoformat() if one.decision else None,
        "decision": str(_STATUS[status.value]),
        "credits": words.figures(credits_of(one.activity, one.fact, one.decision)),
        "reference": one.values["reference"] or "",
        "doubles": told_of_all(list(one.doubles)) if one.doubles else "",
        "known": one.known,
    }


def _counts(plan: Plan) -> Mapping[str, list[list[Any]]]:
    """How each new claim counts: title, credits counted, and what was lost and why."""
    found: dict[str, list[list[Any]]] = defaultdict(list)
    new = {one.fact.id: one for one in plan.new}
    for change in plan.effects.changes:
        for trace in change.after.tally.traces:
            one = new.get(trace.claim.id)
            if one is None or plan.policies is None:
                continue
            counted = words.figures(trace.counted)
            found[trace.claim.id].append([change.title_code, counted, _losses(change, trace, one, plan.policies)])
    return found


def _losses(change: Change, trace: Any, one: RowPlan, policies: Policies) -> list[str]:
    day = one.fact.completed_on
    return claim_words.losses(
        trace,
        policies.on(day),
        year=change.window.years[change.window.year_of(day)],
        target=change.after.target,
        status=one.decision.status if one.decision else ClaimStatus.PENDING,
    )


def header(*, titles: bool) -> list[str]:
    """The first row of the trial as a spreadsheet: of titles, or of claims."""
    if titles:
        return [
            _("Line"), _("Member number"), _("Name"), _("Title"), _("Stands now"), _("Cycle"), _("First day"),
            _("Expiration date"), _("First year, now"), _("First year, then"), _("Second year, now"),
            _("Second year, then"), _("Third year, now"), _("Third year, then"), _("Credits now"), _("Credits then"),
            _("Credits needed"), _("Cycle now"), _("Cycle then"), _("Claims of the file"),
        ]  # fmt: skip
    return [
        _("Line"), _("Member number"), _("Name"), _("Activity"), _("What it was"), _("Amount"), _("Completed"),
        _("Reported"), _("Decision"), _("Decided"), _("Credits"), _("Counts"), _("May be the same as"),
        _("Brought in as claim"), _("Number in the old system"),
    ]  # fmt: skip


def table_row(line: int, told: Mapping[str, Any], *, titles: bool) -> list[Any]:
    """One line of the trial as a row of that spreadsheet."""
    if titles:
        years = [figure for pair in told["years"] for figure in pair]
        return [
            line, told["number"], told["name"], told["title"], told["stands"][1], told["cycle"], told["first_day"],
            told["expires_on"], *years, told["before"], told["after"], told["required"], *told["judged"], told["new"],
        ]  # fmt: skip
    counts = "; ".join(": ".join((title, ", ".join([counted, *lost]))) for title, counted, lost in told["counts"])
    return [
        line, told["number"], told["name"], told["activity"], told["what"], told["amount"], told["completed_on"],
        told["reported_on"], told["decision"], told["decided_on"], told["credits"], counts, told["doubles"],
        told["known"], told["reference"],
    ]  # fmt: skip
