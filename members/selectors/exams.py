"""Reads of claims after exams: which titles can be claimed, and what a colleague should know before deciding."""

from datetime import date, timedelta
from typing import Final

from django.db.models import QuerySet

from accounts.models import User
from common.calendar import answer_due, local_day
from common.selectors import closed_days
from members.enums import EarnedBy, ExamState
from members.models import ExamClaim, Title
from members.selectors import held_already, member_of
from members.states import OPEN

REACH: Final = timedelta(days=90)
"""No answer is due later."""


def claimable_titles() -> QuerySet[Title]:
    """The titles that are earned by an exam, in the order of the catalogue (1 query)."""
    return Title.objects.filter(level__earned_by=EarnedBy.EXAM).select_related("level", "track")


def holds(person: User, title: Title, on: date) -> bool:
    """Whether somebody holds a title on a day (at most 3 queries)."""
    member = member_of(person)
    return bool(member and held_already([(member.pk, title.pk)], on))


def open_claim(person: User, title: Title) -> ExamClaim | None:
    """The claim of this title that waits for us, if there is one (1 query)."""
    return ExamClaim.objects.filter(person=person, title=title, state__in=OPEN).first()


def claims_of(person: User) -> QuerySet[ExamClaim]:
    """Somebody's own claims, the newest first (1 query)."""
    return ExamClaim.objects.filter(person=person).select_related("title", "proof", "credential")


def answer_by(claim: ExamClaim) -> date | None:
    """The working day by which we answer a claim or an objection that waits: four workweeks (1 query)."""
    moment = claim.objected_at if claim.state == ExamState.OBJECTED else claim.claimed_at
    if claim.state not in OPEN or moment is None:
        return None
    received = local_day(moment)
    return answer_due(received, closed=closed_days(received, received + REACH))


def namesakes(claim: ExamClaim) -> list[User]:
    """Other accounts with the same name, whatever the case of its letters (1 query)."""
    same = User.objects.filter(given_name__iexact=claim.person.given_name, family_name__iexact=claim.person.family_name)
    return list(same.exclude(pk=claim.person_id).order_by("pk")[:20])


def with_same_number(claim: ExamClaim) -> list[ExamClaim]:
    """Claims of other people with the same exam number (1 query)."""
    same = ExamClaim.objects.filter(exam_number=claim.exam_number).exclude(person=claim.person_id)
    return list(same.select_related("person", "title")[:20])


def with_same_proof(claim: ExamClaim) -> list[ExamClaim]:
    """Other claims whose proof is the same file (1 query)."""
    if claim.proof is None or not claim.proof.sha256:
        return []
    same = ExamClaim.objects.filter(proof__sha256=claim.proof.sha256).exclude(pk=claim.pk)
    return list(same.select_related("person", "title")[:20])
