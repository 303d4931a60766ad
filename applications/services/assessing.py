"""Judging: what colleagues find about the criteria of an application, and about the answers of its references.

Each colleague's findings are rows of their own, so nobody's text is lost to another's. Every act locks account and
application. Nothing here decides; two people do, in ``deciding``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.enums import ApplicationState, Criterion, Finding, Reason
from applications.models import Application, Assessment, ReferenceAnswer, ReferenceJudgement
from applications.models.assessment import NOTES, WORDS
from applications.models.intake import REASON
from applications.rules.judging import fits
from applications.selectors import judging
from applications.services import quorum
from applications.services.drafts import ApplicationRefused, locked
from common import audit

SAID: Final = {True: "yes", False: "no", None: ""}


class WordsNeeded(ApplicationRefused):
    """Something that is said in words or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What somebody finds about one criterion, why, and what they write about it."""

    finding: Finding
    reason: Reason
    words: str = ""


@transaction.atomic
def save_assessment(
    application: Application, verdicts: Mapping[Criterion, Found], notes: str, *, by: User, at: datetime
) -> Assessment:
    """Keep what a colleague finds, as it stands: a criterion that is left out has no finding of theirs any more.

    Locks account and application, leaves an audit line. Raises ``ApplicationRefused`` where nothing is judged now, for
    a reason that does not fit, for a text that is too long, and for who had a part in what is objected to; and
    ``Forbidden``.
    """
    row = locked_for(application.pk, by)
    for criterion, found in verdicts.items():
        if not fits(criterion, found.finding, found.reason):
            raise ApplicationRefused(_("Choose a reason that fits what you find."))
        _require_room(found.words, WORDS)
    _require_room(notes, NOTES)
    assessment, _created = Assessment.objects.get_or_create(
        application=row, assessor=by, defaults={"changed_at": at, "notes": notes}
    )
    assessment.notes, assessment.changed_at = notes, at
    assessment.save(update_fields=["notes", "changed_at"])
    assessment.verdicts.exclude(criterion__in=[criterion.value for criterion in verdicts]).delete()
    for criterion in (one for one in Criterion if one in verdicts):
        found = verdicts[criterion]
        assessment.verdicts.update_or_create(
            criterion=criterion.value,
            defaults={"finding": found.finding.value, "reason": found.reason.value, "words": found.words},
        )
    audit.record("applications.judged", about=row, person=row.person_id, by=by, at=at)
    return assessment


@transaction.atomic
def judge_reference(
    answer: ReferenceAnswer,
    *,
    genuine: bool | None,
    genuine_words: str,
    convinces: bool | None,
    convinces_words: str,
    by: User,
    at: datetime,
) -> ReferenceJudgement:
    """Say of the answer of a reference whether it is genuine, and whether it convinces; either may wait.

    Locks account and application, and counts the confirmations anew: an answer that is not genuine is none, so the
    applicant may come to be asked for another reference. Words that were written about another verdict go with it; the
    audit line, about the person who answered, keeps what was found before, and by whom.
    Raises ``WordsNeeded`` for one that is not genuine without words, ``ApplicationRefused`` and ``Forbidden``.
    """
    row = locked_for(answer.reference.application_id, by)
    given = ReferenceAnswer.objects.filter(pk=answer.pk).select_related("reference").first()
    if given is None:
        raise ApplicationRefused(_("This answer is not there any more: the reference took it back."))
    _require_room(genuine_words, REASON)
    _require_room(convinces_words, REASON)
    known = ReferenceJudgement.objects.filter(answer=given).first()
    if known is not None:
        genuine_words = _still(genuine, genuine_words.strip(), known.genuine, known.genuine_words)
        convinces_words = _still(convinces, convinces_words.strip(), known.convinces, known.convinces_words)
    if genuine is False and not genuine_words.strip():
        raise WordsNeeded(_("Write why the answer is not genuine."))
    judgement = known or ReferenceJudgement(answer=given)
    before = _told(known)
    judgement.genuine, judgement.genuine_words = genuine, genuine_words.strip()
    judgement.convinces, judgement.convinces_words = convinces, convinces_words.strip()
    judgement.judged_by, judgement.judged_at = by, at
    judgement.save()
    after = _told(judgement)
    changes = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    audit.record(
        "applications.reference-judged-anew" if known else "applications.reference-judged",
        about=given.reference,
        person=row.person_id,
        by=by,
        at=at,
        changes=changes,
    )
    quorum.reckon(row, at=at)
    return judgement


def _still(verdict: bool | None, words: str, before: bool | None, earlier: str) -> str:
    """The words of a verdict; none that were written about another one and only left standing."""
    return "" if before is not None and verdict != before and words == earlier else words


def _told(judgement: ReferenceJudgement | None) -> dict[str, str]:
    """A judgement as the audit log keeps it."""
    if judgement is None:
        return dict.fromkeys(("genuine", "genuine_words", "convinces", "convinces_words"), "")
    return {
        "genuine": SAID[judgement.genuine],
        "genuine_words": judgement.genuine_words,
        "convinces": SAID[judgement.convinces],
        "convinces_words": judgement.convinces_words,
    }


def locked_for(key: int, by: User) -> Application:
    """An application that this colleague judges now, locked. Raises ``ApplicationRefused`` and ``Forbidden``."""
    row = locked(key)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_assess(by, row)
    if told := not_now(row) or uninvolved_only(row, by):
        raise ApplicationRefused(told)
    return row


def takes_no_part(row: Application, by: User) -> str:
    """Why a colleague does not judge an application at all; empty for who does. Told before anything is shown."""
    declared = policies.declared(by, row)
    if not policies.can_see_judging(by, row):
        return _("You cannot judge this application: you apply or are named in it, or judging is not among your roles.")
    if declared is None:
        return _("Declare first whether you have an interest in this application. Until then its content is closed.")
    return _("You declared an interest in this application, so you take no part in it.") if declared else ""


def not_now(row: Application) -> str:
    """Why an application is not judged at this moment; empty when it is."""
    if judging.is_judged_now(row):
        return ""
    if row.state == ApplicationState.WITHDRAWN:
        return _("The applicant withdrew this application. Nothing is judged any more.")
    told = _("This application is “%(state)s” now. It is judged while it is being assessed.")
    return told % {"state": row.get_state_display()}


def uninvolved_only(row: Application, by: User) -> str:
    """Why a colleague has no part in an objection: they had one in the rejection; empty for everybody else."""
    if row.state == ApplicationState.REJECTED and policies.took_part(by, row):
        return _("You had a part in the rejection. The objection is decided by people who had none.")
    return ""


def _require_room(text: str, limit: int) -> None:
    if len(text) > limit:
        raise ApplicationRefused(_("Write at most %(limit)s characters.") % {"limit": limit})
