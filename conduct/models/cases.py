"""Conduct cases: whom and what they are about, who judges, and what happened. Nobody but these reads them."""

from datetime import date
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import references
from common.append_only import AppendOnly
from common.lives import held_to, move
from common.models import Upload
from conduct.enums import CaseState, ChallengeAnswer, Outcome, SeatKind, SeatState, Step
from conduct.models.reports import LONG, SHORT, Report
from conduct.states import CASE, OPEN, SEAT
from members.models import DocumentVersion, Member

CASE_STATES: Final = [
    (CaseState.FORMING.value, _("the committee is being formed")),
    (CaseState.NAMED.value, _("the member can challenge names")),
    (CaseState.EXPLAINING.value, _("the member explains")),
    (CaseState.DELIBERATING.value, _("the committee deliberates")),
    (CaseState.PROPOSED.value, _("a judgement is proposed")),
    (CaseState.CLOSED.value, _("judged")),
]
OUTCOMES: Final = [
    (Outcome.NO_BREACH.value, _("no breach of the code")),
    (Outcome.EXPLAINED.value, _("explained satisfactorily")),
    (Outcome.BREACH.value, _("a knowing breach, not explained")),
]
SEAT_KINDS: Final = [
    (SeatKind.REPRESENTATIVE.value, _("representative of the institute")),
    (SeatKind.PEER.value, _("peer from the membership")),
]
SEAT_STATES: Final = [
    (SeatState.INVITED.value, _("invited")),
    (SeatState.SEATED.value, _("on the committee")),
    (SeatState.DECLINED.value, _("declined")),
    (SeatState.STEPPED_ASIDE.value, _("stepped aside")),
    (SeatState.REPLACED.value, _("replaced")),
]
CHALLENGES: Final = [
    (ChallengeAnswer.STAYS.value, _("stays on the committee")),
    (ChallengeAnswer.REPLACED.value, _("is replaced")),
]
STEPS: Final = [(step.value, step.value) for step in Step]


def new_case_reference() -> str:
    """A reference for a case."""
    return references.new("K")


def colleague(name: Any, **more: Any) -> Any:
    """Who did something, if it is done."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=name, **more
    )


class Article(AppendOnly):
    """An article of a version of the Code of Conduct, as it stands there."""

    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the code")
    )
    number = models.CharField(_("number"), max_length=8)
    heading = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("article of the code")
        verbose_name_plural = _("articles of the code")
        ordering = ("version", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "number"], name="article_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class CaseQuerySet(models.QuerySet["Case"]):
    """Questions about cases."""

    def open(self) -> "CaseQuerySet":
        """Those under way."""
        return self.filter(state__in=[state.value for state in OPEN])


class Case(models.Model):
    """A case about one member. ``alleged`` is what they are told, never by whom; the days are those they were told.

    ``file`` is the file of the case as it stood when the deliberation began. ``handed_to``: whom its case officer asked
    to go on with it, and who has not declared yet whether they have an interest; until then it stays with the first.
    """

    reference = models.CharField(_("reference"), max_length=24, unique=True, default=new_case_reference, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("member"))
    state = models.CharField(
        _("state"), max_length=14, choices=CASE_STATES, default=CaseState.FORMING.value, editable=False
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("case officer")
    )
    handed_to = colleague(_("handed on to"))
    opened_at = models.DateTimeField(_("opened"))
    code = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the code")
    )
    acted_from = models.DateField(_("when it happened, or began"))
    acted_until = models.DateField(_("until when"))
    articles = models.ManyToManyField(
        Article, through="conduct.CaseArticle", related_name="+", verbose_name=_("articles concerned")
    )
    alleged = models.TextField(_("what is alleged"), max_length=LONG)
    named_at = models.DateTimeField(_("names told"), null=True)
    asked_at = models.DateTimeField(_("asked to explain"), null=True)
    explain_by = models.DateField(_("to explain by"), null=True)
    file = models.OneToOneField(
        Upload, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("file of the case")
    )
    frozen_at = models.DateTimeField(_("file frozen"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES, blank=True)
    closed_at = models.DateTimeField(_("judged"), null=True)
    kept_until = models.DateField(_("kept until"), null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("conduct case")
        verbose_name_plural = _("conduct cases")
        ordering = ("opened_at", "pk")
        constraints: ClassVar = [
            held_to(CASE, name="case_state_known"),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="case_open_once_per_member",
            ),
            models.CheckConstraint(condition=Q(acted_until__gte=F("acted_from")), name="case_acted_in_order"),
            models.CheckConstraint(
                condition=Q(handed_to=None) | ~Q(handed_to=F("officer")), name="case_handed_to_another"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.FORMING.value) | Q(named_at__isnull=False),
                name="case_names_are_told_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[CaseState.FORMING.value, CaseState.NAMED.value])
                | Q(asked_at__isnull=False, explain_by__isnull=False),
                name="case_asks_to_explain_first",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=CaseState.CLOSED.value, closed_at__isnull=False, kept_until__isnull=False) & ~Q(outcome="")
                )
                | (~Q(state=CaseState.CLOSED.value) & Q(closed_at__isnull=True, kept_until__isnull=True, outcome="")),
                name="case_closed_by_an_outcome",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["explain_by"], condition=Q(state=CaseState.EXPLAINING.value), name="case_explaining"),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="case_kept_until"),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    def become(self, state: CaseState) -> None:
        """Take the case to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, CASE)

    @property
    def acted_on(self) -> date:
        """The day whose version of the code holds."""
        return self.acted_until


class CaseArticle(models.Model):
    """An article that a case is about."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="concerned", verbose_name=_("case"))
    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", verbose_name=_("article"))

    class Meta:
        verbose_name = _("article concerned")
        verbose_name_plural = _("articles concerned")
        ordering = ("article", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "article"], name="casearticle_once")]

    def __str__(self) -> str:
        return f"{self.case} · {self.article.number}"


class Seat(models.Model):
    """Somebody asked to judge a case: interest declared before any content, challenged perhaps, replaced perhaps.

    ``words``: which interest, or why not; ``ends_on``: the last day to answer the invitation; ``challenge_by``: the
    last one on which the member, who was told the name, can challenge it.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="seats", verbose_name=_("case"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="seats", verbose_name=_("who")
    )
    kind = models.CharField(_("stands for"), max_length=14, choices=SEAT_KINDS)
    state = models.CharField(
        _("state"), max_length=14, choices=SEAT_STATES, default=SeatState.INVITED.value, editable=False
    )
    chair = models.BooleanField(_("chair"), default=False)
    invited_at = models.DateTimeField(_("invited"))
    ends_on = models.DateField(_("to be answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    words = models.TextField(_("why"), max_length=SHORT, blank=True)
    challenge_by = models.DateField(_("can be challenged until"), null=True)
    challenge = models.TextField(_("why the member challenges them"), max_length=SHORT, blank=True)
    challenged_at = models.DateTimeField(_("challenged"), null=True)
    challenge_answer = models.CharField(_("answer to the challenge"), max_length=8, choices=CHALLENGES, blank=True)
    challenge_reason = models.TextField(_("why it was answered so"), max_length=SHORT, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("seat on a committee")
        verbose_name_plural = _("seats on committees")
        ordering = ("pk",)
        constraints: ClassVar = [
            held_to(SEAT, name="seat_state_known"),
            models.UniqueConstraint(fields=["case", "person"], name="seat_once_per_person"),
            models.UniqueConstraint(fields=["case"], condition=Q(chair=True), name="seat_one_chair"),
            models.CheckConstraint(
                condition=Q(chair=False) | Q(state=SeatState.SEATED.value), name="seat_chair_is_seated"
            ),
            models.CheckConstraint(
                condition=Q(challenged_at__isnull=True, challenge="")
                | (Q(challenged_at__isnull=False, challenge_by__isnull=False) & ~Q(challenge="")),
                name="seat_challenge_says_why",
            ),
            models.CheckConstraint(
                condition=Q(challenge_answer="", challenge_reason="")
                | (Q(challenged_at__isnull=False) & ~Q(challenge_answer="") & ~Q(challenge_reason="")),
                name="seat_challenge_is_answered_with_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_on"], condition=Q(state=SeatState.INVITED.value), name="seat_invited")
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.person}"

    def become(self, state: SeatState) -> None:
        """Take the seat to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, SEAT)


class Trace(models.Model):
    """One line of what happened with a report or a case: which step, who, when, whom it was about, and why where that
    was said.

    It stands here and not in the audit log, which others read. It goes with its report or case.
    """

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, null=True, related_name="traces", verbose_name=_("report")
    )
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="traces", verbose_name=_("case"))
    step = models.CharField(_("step"), max_length=20, choices=STEPS)
    by = colleague(_("by"))
    whom = colleague(_("whom"))
    at = models.DateTimeField(_("when"))
    words = models.TextField(_("why"), max_length=SHORT, blank=True)

    class Meta:
        verbose_name = _("line of a conduct case")
        verbose_name_plural = _("lines of conduct cases")
        ordering = ("at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(report__isnull=False) | Q(case__isnull=False), name="trace_belongs_somewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case or self.report} · {self.step}"
