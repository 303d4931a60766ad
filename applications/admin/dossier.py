"""What the page of an application shows to who judges it, in words and shapes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from applications import history_words, policies, words
from applications.enums import Criterion, Finding, Says
from applications.models import Application, Position, Reference
from applications.models.answers import CRITERIA
from applications.rules.history import Axis, Bar, axis
from applications.selectors import assessor as selectors
from applications.selectors.assessor import Beside, Dossier, Said
from applications.selectors.form import Form, form_of
from common.calendar import local_day, merge
from common.office import status

SAYS: Final = {
    Says.CONFIRM: ("valid", _("confirms")),
    Says.PARTLY: ("waiting", _("confirms part of it")),
    Says.CANNOT_SAY: ("ended", _("cannot say")),
    Says.DISPUTE: ("attention", _("disputes")),
}
"""What a reference says → the shape of its status and its word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it is drawn: its days in words, its bar, and what it counts for."""

    position: Position
    days: str
    bar: Bar
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Time that is counted once, as bars."""

    label: str
    length: str
    bars: list[Bar]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one reference says about a criterion, in words."""

    said: Said
    shown: SafeString
    known: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One criterion: what the applicant claims stands in the template, by ``key``; what others say is here.

    ``hidden``: colleagues found something, which is not shown yet.
    """

    key: str
    label: str
    shown: list[SafeString]
    statements: list[Statement]
    found: list[tuple[Any, SafeString]]
    differ: bool
    hidden: bool = False


def dossier_shown(row: Application, form: Form, by: User, at: datetime) -> dict[str, Any]:
    """What the page shows beside the form (14 queries, however many jobs, references and lines there are)."""
    on = local_day(at)
    dossier = selectors.dossier_of(row, on)
    lines = selectors.lines_of(row, dossier.people)
    return {
        "dossier": dossier,
        "blocks": [_block(one, asked=row.references_at is not None) for one in dossier.criteria],
        "time": _time(form),
        "answers": _answers(dossier.people),
        "counted": words.people(dossier.count.people, dossier.count.organisations),
        "told": history_words.told(row, lines[: selectors.LINES]),
        "more_lines": len(lines) > selectors.LINES,
        "may_lift": policies.needs_declaration(by),
        "remarks": [person for person in dossier.people if getattr(person, "answer", None)],
        "warned": _warned(dossier, row),
        "declared": next((one for one in dossier.interests if one.person_id == by.pk), None),
    }


def claims_shown(row: Application, at: datetime) -> dict[str, Any]:
    """Each criterion by its key with what references say of it, and the sums of time (about 16 queries)."""
    form = form_of(row, row.submitted_at or at)
    dossier = selectors.dossier_of(row, local_day(at))
    return {
        "blocks": {one.criterion: _block(one, asked=row.references_at is not None) for one in dossier.criteria},
        "time": _time(form),
        "term": words.term(form.term),
        "at_level": words.length(form.term.at_level),
    }


def _time(form: Form) -> dict[str, Any]:
    drawn = axis([(row.begins_on, row.ends_on) for row in form.positions], form.on)
    level = [(row.begins_on, row.ends_on) for row in form.positions if row.in_field and row.at_level]
    return {
        "axis": drawn,
        "jobs": [_job(row, days, drawn) for row, days in words.jobs(form.positions)],
        "lines": [
            Line(
                label=_t("In the field, overlapping jobs counted once"),
                length=words.length(form.term.length),
                bars=[drawn.bar(one) for one in form.term.periods],
                kind="field",
            ),
            Line(
                label=_t("Of that at level"),
                length=words.length(form.term.at_level),
                bars=[drawn.bar(one) for one in merge(level)],
                kind="level",
            ),
        ],
        "part_time": [row for row in form.positions if row.share < 100],
        "short": not form.term.met,
        "missing": "" if form.term.met else words.missing(form.term),
    }


def _job(row: Position, days: str, drawn: Axis) -> Job:
    kind = ("level" if row.at_level else "field") if row.in_field else "outside"
    return Job(position=row, days=days, bar=drawn.bar((row.begins_on, row.ends_on)), kind=kind)


def _block(one: Beside, *, asked: bool) -> Block:
    return Block(
        key=one.criterion.value,
        label=str(capfirst(dict(CRITERIA)[one.criterion.value])),
        shown=_shown(one, asked=asked),
        statements=[
            Statement(
                said=said,
                shown=status(*SAYS[said.says]),
                known=words.known(said.statement.known_from, said.statement.known_until),
            )
            for said in one.said
        ],
        found=[
            (verdict, status(words.FINDINGS[Finding(verdict.finding)], verdict.get_finding_display()))
            for verdict in one.found
        ],
        differ=one.differ,
    )


def without_findings(block: Block) -> Block:
    """The same for a colleague who has not found anything about it yet."""
    return replace(block, found=[], differ=False, hidden=bool(block.found))


def _shown(one: Beside, *, asked: bool) -> list[SafeString]:
    if not asked:
        return []
    told = []
    if one.disputed:
        told.append(
            status("attention", ngettext("disputed by %(n)d", "disputed by %(n)d", one.disputed) % {"n": one.disputed})
        )
    if one.confirmed:
        told.append(
            status("valid", ngettext("confirmed by %(n)d", "confirmed by %(n)d", one.confirmed) % {"n": one.confirmed})
        )
    else:
        told.append(status("attention", _t("confirmed by nobody")))
    return told


def _answers(people: list[Reference]) -> str:
    """How many of those who were named have answered."""
    done = sum(getattr(person, "answer", None) is not None for person in people)
    told = ngettext("%(done)d of %(all)d reference answered", "%(done)d of %(all)d references answered", len(people))
    return told % {"done": done, "all": len(people)}


def _warned(dossier: Dossier, row: Application) -> str:
    """What somebody disputes, and what nobody confirmed, once references were asked."""
    if row.references_at is None:
        return ""
    disputed = [one.criterion for one in dossier.criteria if one.disputed]
    told = (
        (_t("Disputed by a reference: %(criteria)s."), disputed),
        (_t("Confirmed by nobody whose answer counts: %(criteria)s."), dossier.count.unconfirmed),
    )
    return " ".join(sentence % {"criteria": _named(criteria)} for sentence, criteria in told if criteria)


def _named(criteria: Iterable[Criterion]) -> str:
    called = dict(CRITERIA)
    return ", ".join(str(called[criterion.value]) for criterion in criteria)


__all__ = ["Dossier", "dossier_shown", "without_findings"]
