"""The look at an application: interest declared first, findings, judgements of references, and the decision of two.

What somebody writes is theirs alone, so nobody's text is lost to another's.
"""

from datetime import datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.enums import Answer, DecisionState, Finding, Reason
from applications.models.answers import CRITERIA, ReferenceAnswer
from applications.models.intake import REASON, Application
from applications.rules.judging import REASONS as FITTING
from applications.states import DECISION
from common.lives import held_to, move

FINDINGS = [(Finding.MET.value, _("met")), (Finding.NOT_MET.value, _("not met"))]
REASONS = [
    (Reason.WORK_IN_FIELD.value, _("the work was in the field of the title")),
    (Reason.ENOUGH_IN_FIELD.value, _("enough of the work was in the field")),
    (Reason.OUTSIDE_FIELD.value, _("the work was in another field")),
    (Reason.TOO_LITTLE_IN_FIELD.value, _("too little of the work was in the field")),
    (Reason.RELEVANCE_NOT_SHOWN.value, _("what was written does not show the field")),
    (Reason.FIVE_YEARS.value, _("five years or more are shown")),
    (Reason.SHORT_BUT_ENOUGH.value, _("the little that is missing weighs less than the rest")),
    (Reason.UNDER_FIVE_YEARS.value, _("less than five years")),
    (Reason.TERM_NOT_SHOWN.value, _("the dates are not shown well enough")),
    (Reason.RESPONSIBLE.value, _("responsible for governance and decisions")),
    (Reason.INFLUENCE.value, _("from outside, with more than non-committal influence")),
    (Reason.WITHOUT_INFLUENCE.value, _("advice that bound nobody")),
    (Reason.CARRIED_OUT_ONLY.value, _("carried out what others decided")),
    (Reason.LEVEL_NOT_SHOWN.value, _("what was written does not show the level")),
    (Reason.OWN_RESULT.value, _("an own result is shown")),
    (Reason.WORK_OF_OTHERS.value, _("the result is mainly the work of others")),
    (Reason.NO_RESULT.value, _("no result can be seen")),
    (Reason.RESULT_NOT_SHOWN.value, _("what was written does not show what was brought about")),
]
ANSWERS = [(Answer.ACCEPT.value, _("accept")), (Answer.REJECT.value, _("reject"))]
DECISION_STATES = [
    (DecisionState.PROPOSED.value, _("proposed")),
    (DecisionState.CONFIRMED.value, _("confirmed")),
    (DecisionState.SENT_BACK.value, _("sent back")),
    (DecisionState.TAKEN_BACK.value, _("taken back")),
]
NOTES: Final = 6000
WORDS: Final = 3000


class Interest(models.Model):
    """What a colleague declared before they saw the content: an interest, and then they take no part; or none."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="interests", verbose_name=_("application")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("colleague")
    )
    interested = models.BooleanField(_("has an interest"))
    words = models.TextField(_("which"), max_length=REASON, blank=True)
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("declaration of interest")
        verbose_name_plural = _("declarations of interest")
        ordering = ("declared_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "person"], name="interest_declared_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} · {self.person}"


class Assessment(models.Model):
    """One colleague's look at an application; ``notes`` are for colleagues."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="assessments", verbose_name=_("application")
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("assessor")
    )
    notes = models.TextField(_("notes for colleagues"), max_length=NOTES, blank=True)
    changed_at = models.DateTimeField(_("last changed"))

    interested_since: datetime | None
    """Since when its author has an interest, on rows of ``selectors.judging.assessments_of``."""

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "assessor"], name="assessment_one_each"),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} · {self.assessor}"


class Verdict(models.Model):
    """What one assessor finds about one criterion, with a coded reason and, if they like, words."""

    assessment = models.ForeignKey(
        Assessment, on_delete=models.CASCADE, related_name="verdicts", verbose_name=_("assessment")
    )
    criterion = models.CharField(_("criterion"), max_length=16, choices=CRITERIA)
    finding = models.CharField(_("finding"), max_length=8, choices=FINDINGS)
    reason = models.CharField(_("reason"), max_length=24, choices=REASONS)
    words = models.TextField(_("in your words"), max_length=WORDS, blank=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="verdict_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(criterion=criterion.value, finding=finding.value, reason__in=[one.value for one in reasons])
                        for (criterion, finding), reasons in FITTING.items()
                    ),
                    _connector=Q.OR,
                ),
                name="verdict_reason_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}: {self.get_finding_display()}"


class ReferenceJudgement(models.Model):
    """Two judgements about the answer of a reference, made apart: is it genuine, and does it convince?"""

    answer = models.OneToOneField(
        ReferenceAnswer, on_delete=models.CASCADE, related_name="judgement", verbose_name=_("answer")
    )
    genuine = models.BooleanField(_("genuine"), null=True)
    genuine_words = models.TextField(_("why"), max_length=REASON, blank=True)
    convinces = models.BooleanField(_("convinces"), null=True)
    convinces_words = models.TextField(_("why"), max_length=REASON, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("judged by")
    )
    judged_at = models.DateTimeField(_("judged"))

    class Meta:
        verbose_name = _("judgement of a reference")
        verbose_name_plural = _("judgements of references")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(genuine__isnull=True) | Q(genuine=True) | ~Q(genuine_words=""),
                name="referencejudgement_says_why_not_genuine",
            ),
        ]

    def __str__(self) -> str:
        return str(self.answer)


class Decision(models.Model):
    """An answer to an application: proposed by one person, confirmed or sent back by another one, or taken back.

    ``words`` go to the applicant, with what would help (``advice``) and from when to try again; ``sent_back`` says to
    the colleague why it was. ``on_objection``: it is about an objection to an earlier one.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("application")
    )
    answer = models.CharField(_("answer"), max_length=8, choices=ANSWERS)
    state = models.CharField(
        _("state"), max_length=10, choices=DECISION_STATES, default=DecisionState.PROPOSED.value, editable=False
    )
    on_objection = models.BooleanField(_("about an objection"), default=False)
    words = models.TextField(_("to the applicant"), max_length=WORDS, blank=True)
    advice = models.TextField(_("what would help"), max_length=WORDS, blank=True)
    again_on = models.DateField(_("may try again from"), null=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    sent_back = models.TextField(_("why it was sent back"), max_length=WORDS, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("proposed_at", "pk")
        constraints: ClassVar = [
            held_to(DECISION, name="decision_state_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="decision_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(state=DecisionState.PROPOSED.value, decided_at__isnull=True, decided_by__isnull=True)
                | Q(state=DecisionState.TAKEN_BACK.value, decided_at__isnull=False, decided_by__isnull=True)
                | (
                    ~Q(state__in=[DecisionState.PROPOSED.value, DecisionState.TAKEN_BACK.value])
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="decision_decided_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.REJECT.value) | (~Q(advice="") & Q(again_on__isnull=False)),
                name="decision_rejects_with_advice",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=DecisionState.PROPOSED.value),
                name="decision_proposed_one_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["application", "on_objection"],
                condition=Q(state=DecisionState.CONFIRMED.value),
                name="decision_confirmed_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.get_answer_display()}"

    def become(self, state: DecisionState) -> None:
        """Take the decision to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, DECISION)


class DecisionGround(models.Model):
    """A criterion that was not met, as the letter names it: coded reason, and words to the applicant."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="grounds", verbose_name=_("decision"))
    criterion = models.CharField(_("criterion"), max_length=16, choices=CRITERIA)
    reason = models.CharField(_("reason"), max_length=24, choices=REASONS)
    words = models.TextField(_("to the applicant"), max_length=WORDS, blank=True)

    class Meta:
        verbose_name = _("ground of a decision")
        verbose_name_plural = _("grounds of decisions")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "criterion"], name="decisionground_once_per_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}: {self.get_reason_display()}"
