"""Questions put to applicants, which stop the clock, and the texts that colleagues begin them with."""

from datetime import date
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from applications.enums import ApplicationState, QuestionKind, QuestionState
from applications.models.intake import Application
from applications.states import ASKED_IN, QUESTION
from common.calendar import Pause, local_day
from common.lives import held_to, move
from common.models import Upload

QUESTION_STATES = [
    (QuestionState.OPEN.value, _("waiting for the applicant")),
    (QuestionState.ANSWERED.value, _("answered")),
    (QuestionState.TAKEN_BACK.value, _("taken back")),
]
QUESTION_KINDS = [
    (QuestionKind.INFORMATION.value, _("something is asked")),
    (QuestionKind.REFERENCE.value, _("another reference is needed")),
]
ASKED: Final = 3000
ANSWER: Final = 6000
FILES: Final = 3
"""Files that come with one answer, at most."""


class QuestionQuerySet(models.QuerySet["Question"]):
    """Questions about questions."""

    def open(self) -> "QuestionQuerySet":
        """Those that wait for the applicant."""
        return self.filter(state=QuestionState.OPEN)


class Question(models.Model):
    """Something asked of an applicant in a ``stage``.

    The clock stands still from the day it was asked until the day before it ended; after the acceptance, when nothing
    but another scan is asked for, there is none. Without ``asked_by`` the
    portal asked, since too few references can still confirm; naming somebody answers it.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="questions", verbose_name=_("application")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=QUESTION_KINDS)
    stage = models.CharField(_("asked while it was"), max_length=12, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=QUESTION_STATES, default=QuestionState.OPEN.value, editable=False
    )
    text = models.TextField(_("question"), max_length=ASKED, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=ANSWER, blank=True)
    ended_at = models.DateTimeField(_("answered or taken back"), null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ("asked_at", "pk")
        constraints: ClassVar = [
            held_to(QUESTION, name="question_state_known"),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in ASKED_IN]), name="question_stage_known"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in QuestionKind]), name="question_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.OPEN.value, ended_at__isnull=True)
                | (~Q(state=QuestionState.OPEN.value) & Q(ended_at__isnull=False)),
                name="question_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.REFERENCE.value) | ~Q(text=""), name="question_asks_something"
            ),
            models.CheckConstraint(
                condition=~Q(kind=QuestionKind.INFORMATION.value, state=QuestionState.ANSWERED.value) | ~Q(answer=""),
                name="question_answered_in_words",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(kind=QuestionKind.REFERENCE.value, state=QuestionState.OPEN.value),
                name="question_for_a_reference_once_at_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asked_at", "id"], condition=Q(state=QuestionState.OPEN.value), name="question_open")
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} · {self.asked_on.isoformat()}"

    def become(self, state: QuestionState) -> None:
        """Take the question to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, QUESTION)

    @property
    def asked_on(self) -> date:
        """The day it was put to the applicant."""
        return local_day(self.asked_at)

    @property
    def ended_on(self) -> date | None:
        """The day it was answered or taken back."""
        return local_day(self.ended_at) if self.ended_at else None

    @property
    def after_acceptance(self) -> bool:
        """Whether another scan was asked for when the application was accepted."""
        return self.stage == ApplicationState.ACCEPTED

    @property
    def pause(self) -> Pause:
        """What it costs on the clock."""
        return self.asked_on, self.ended_on


class QuestionFile(models.Model):
    """A file that came with an answer."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="files", verbose_name=_("question"))
    file = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="answers", verbose_name=_("file"))

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.file.name


class QuestionText(models.Model):
    """A text that a colleague begins a question with; the back office keeps them."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    text = models.TextField(_("text"), max_length=ASKED)
    offered = models.BooleanField(_("offered"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text for questions")
        verbose_name_plural = _("texts for questions")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
