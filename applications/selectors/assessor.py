"""What somebody who judges an application sees of it: its people, and claims beside the words of references."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise

from applications.enums import Criterion, Finding, Says
from applications.models import (
    Application,
    Assessment,
    Decision,
    IdentityCheck,
    Interest,
    Question,
    Reference,
    ReferenceAnswer,
    ReferenceStatement,
    Verdict,
)
from applications.rules.quorum import CONFIRMS, Count
from applications.selectors import copy_queue
from applications.selectors.judging import assessments_of
from applications.selectors.references import count_of, people_of
from common.models import AuditLine

WEIGHT: Final = (Says.DISPUTE, Says.PARTLY, Says.CANNOT_SAY, Says.CONFIRM)
"""In this order statements about one criterion are read: what contradicts first."""
LINES: Final = 100
"""So many lines of the history stand on the page; all of them on a page of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one reference says about one criterion."""

    person: Reference
    answer: ReferenceAnswer
    statement: ReferenceStatement

    @property
    def says(self) -> Says:
        """Their answer."""
        return Says(self.statement.says)


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One criterion: what references say of it, contradictions first, and what colleagues found."""

    criterion: Criterion
    said: tuple[Said, ...]
    found: tuple[Verdict, ...]

    @property
    def disputed(self) -> int:
        """How many dispute it."""
        return sum(one.says == Says.DISPUTE for one in self.said)

    @property
    def confirmed(self) -> int:
        """How many confirm it, at least in part."""
        return sum(one.says in CONFIRMS for one in self.said)

    @property
    def differ(self) -> bool:
        """Whether colleagues who have no interest found different things."""
        found = [verdict for verdict in self.found if verdict.assessment.interested_since is None]
        return len({Finding(verdict.finding) for verdict in found}) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """Everybody in an application and everything they said, but for the form itself."""

    people: list[Reference]
    count: Count
    criteria: tuple[Beside, ...]
    interests: list[Interest]
    assessments: list[Assessment]
    decisions: list[Decision]
    checks: list[IdentityCheck]
    copy: tuple[str, str | Promise] | None


def dossier_of(row: Application, on: date) -> Dossier:
    """Everybody in an application and everything they said, on a day (11 queries for any number; with a copy 12).

    Criteria that somebody disputes stand first, then those that nobody confirmed.
    """
    people = people_of(row)
    looks, count = assessments_of(row), count_of(row, people, on)
    copy = copy_queue.last_of(row)
    criteria = [_beside(one, people, looks) for one in Criterion]
    return Dossier(
        people=people,
        count=count,
        criteria=tuple(sorted(criteria, key=lambda one: (not one.disputed, one.criterion not in count.unconfirmed))),
        interests=list(row.interests.select_related("person")),
        assessments=looks,
        decisions=list(row.decisions.select_related("proposed_by", "decided_by").prefetch_related("grounds")),
        checks=list(row.identity_checks.select_related("checker")),
        copy=copy_queue.standing(copy, on) if copy else None,
    )


def lines_of(row: Application, people: Iterable[Reference]) -> list[AuditLine]:
    """What was done to an application, its people, questions and answers, the newest first, but who read it (1 query).

    At most ``LINES``, and one more where there are more.
    """
    about = Q(about_model=row._meta.label_lower, about_id=row.pk)
    about |= Q(about_model=Reference._meta.label_lower, about_id__in=[person.pk for person in people])
    for model in (Question, Assessment, Decision, IdentityCheck, Interest):
        keys = model.objects.filter(application=row).values("pk")
        about |= Q(about_model=model._meta.label_lower, about_id__in=keys)
    lines = AuditLine.objects.filter(about).exclude(act="common.read").select_related("detail")
    return list(lines.order_by("-pk")[: LINES + 1])


def _beside(criterion: Criterion, people: Iterable[Reference], looks: Iterable[Assessment]) -> Beside:
    said = [
        Said(person=person, answer=person.answer, statement=statement)
        for person in people
        if getattr(person, "answer", None)
        for statement in person.answer.statements.all()
        if statement.criterion == criterion
    ]
    found = []
    for look in looks:
        for verdict in look.verdicts.all():
            if verdict.criterion == criterion:
                verdict.assessment = look
                found.append(verdict)
    return Beside(
        criterion=criterion, said=tuple(sorted(said, key=lambda one: WEIGHT.index(one.says))), found=tuple(found)
    )
