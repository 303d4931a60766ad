"""What a member answers, what stands in the room of a case, and how it is judged."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.lives import held_to, move
from common.models import Upload
from conduct.enums import Audience, Explained, JudgementState
from conduct.models.cases import OUTCOMES, Case, CaseArticle, Seat, colleague
from conduct.models.reports import LONG, SHORT
from conduct.states import JUDGEMENT

EXPLAINED: Final = [
    (Explained.WRITTEN.value, _("in writing")),
    (Explained.HEARING.value, _("at a hearing")),
    (Explained.DECLINED.value, _("declined to explain")),
    (Explained.SILENT.value, _("did not answer")),
]
AUDIENCES: Final = [
    (Audience.PARTIES.value, _("the member reads it too")),
    (Audience.COMMITTEE.value, _("committee and case officer alone")),
    (Audience.NOTE.value, _("a note, which goes after the judgement")),
]
JUDGEMENT_STATES: Final = [
    (JudgementState.PROPOSED.value, _("waits for votes and a second person")),
    (JudgementState.CONFIRMED.value, _("confirmed")),
    (JudgementState.SENT_BACK.value, _("sent back")),
]


class Extension(models.Model):
    """More time to explain, with the reason; the day before it stays to be seen."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="extensions", verbose_name=_("case"))
    before = models.DateField(_("was to explain by"))
    until = models.DateField(_("to explain by"))
    reason = models.TextField(_("why"), max_length=SHORT)
    given_at = models.DateTimeField(_("given"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("more time to explain")
        verbose_name_plural = _("more times to explain")
        ordering = ("given_at", "pk")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(until__gt=F("before")), name="extension_is_longer")]

    def __str__(self) -> str:
        return f"{self.case} · {self.until}"


class Explanation(models.Model):
    """What a member answers; a draft, which nobody else reads, until it is given. One for each case.

    ``how`` is empty while it is a draft.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="explanation", verbose_name=_("case"))
    how = models.CharField(_("how"), max_length=10, choices=EXPLAINED, blank=True)
    words = models.TextField(_("explanation"), max_length=LONG, blank=True)
    saved_at = models.DateTimeField(_("saved"))
    given_at = models.DateTimeField(_("given"), null=True)

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(how="", given_at__isnull=True)
                | Q(how__in=[how.value for how in Explained], given_at__isnull=False),
                name="explanation_given_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(how=Explained.WRITTEN.value) | ~Q(words=""), name="explanation_written_says_something"
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class ExplanationFile(models.Model):
    """A document of the member's; it belongs to the explanation."""

    explanation = models.ForeignKey(
        Explanation, on_delete=models.CASCADE, related_name="files", verbose_name=_("explanation")
    )
    file = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("file of an explanation")
        verbose_name_plural = _("files of explanations")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)


class Hearing(models.Model):
    """A hearing a member asked for: when and where, or by which call, and the record of what was said there."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="hearing", verbose_name=_("case"))
    asked_at = models.DateTimeField(_("asked for"))
    wishes = models.TextField(_("wishes for it"), max_length=SHORT, blank=True)
    starts_at = models.DateTimeField(_("begins"), null=True)
    place = models.TextField(_("place, or how to join"), max_length=SHORT, blank=True)
    set_at = models.DateTimeField(_("set"), null=True)
    record = models.TextField(_("record"), max_length=LONG * 3, blank=True)
    came = models.BooleanField(_("the member came"), null=True)
    recorded_at = models.DateTimeField(_("recorded"), null=True)
    recorded_by = colleague(_("recorded by"))

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, place="", set_at__isnull=True)
                | (Q(starts_at__isnull=False, set_at__isnull=False) & ~Q(place="")),
                name="hearing_set_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(recorded_at__isnull=True, recorded_by__isnull=True, record="", came__isnull=True)
                | (
                    Q(
                        recorded_at__isnull=False,
                        recorded_by__isnull=False,
                        came__isnull=False,
                        starts_at__isnull=False,
                    )
                    & ~Q(record="")
                ),
                name="hearing_record_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.case)


class RoomEntry(models.Model):
    """Something written or put into the room of a case, for the member too or for the committee alone."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries", verbose_name=_("case"))
    audience = models.CharField(_("who reads it"), max_length=10, choices=AUDIENCES)
    text = models.TextField(_("text"), max_length=LONG)
    file = models.OneToOneField(Upload, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("file"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("entry of a room")
        verbose_name_plural = _("entries of rooms")
        ordering = ("written_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(audience__in=[audience.value for audience in Audience]), name="roomentry_audience_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.written_at:%Y-%m-%d}"


class Judgement(models.Model):
    """A judgement that somebody on the committee proposed; its outcome follows from its findings. One is confirmed.

    ``reasons`` go to the member, ``sent_back`` says why another proposal is needed.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="judgements", verbose_name=_("case"))
    state = models.CharField(
        _("state"), max_length=10, choices=JUDGEMENT_STATES, default=JudgementState.PROPOSED.value, editable=False
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=OUTCOMES)
    reasons = models.TextField(_("reasons"), max_length=LONG)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = colleague(_("confirmed or sent back by"))
    decided_at = models.DateTimeField(_("confirmed or sent back"), null=True)
    sent_back = models.TextField(_("why it was sent back"), max_length=SHORT, blank=True)

    class Meta:
        verbose_name = _("judgement")
        verbose_name_plural = _("judgements")
        ordering = ("proposed_at", "pk")
        constraints: ClassVar = [
            held_to(JUDGEMENT, name="judgement_state_known"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=[JudgementState.PROPOSED.value, JudgementState.CONFIRMED.value]),
                name="judgement_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=JudgementState.CONFIRMED.value)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="judgement_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} · {self.get_outcome_display()}"

    def become(self, state: JudgementState) -> None:
        """Take the judgement to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, JUDGEMENT)


class Finding(models.Model):
    """What a judgement finds about one article: broken, knowingly, explained; each with its words."""

    judgement = models.ForeignKey(
        Judgement, on_delete=models.CASCADE, related_name="findings", verbose_name=_("judgement")
    )
    concerned = models.ForeignKey(CaseArticle, on_delete=models.CASCADE, related_name="+", verbose_name=_("article"))
    broken = models.BooleanField(_("broken"))
    knowingly = models.BooleanField(_("knowingly"), null=True)
    explained = models.BooleanField(_("explained satisfactorily"), null=True)
    words = models.TextField(_("why"), max_length=SHORT)

    class Meta:
        verbose_name = _("finding about an article")
        verbose_name_plural = _("findings about articles")
        ordering = ("concerned", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["judgement", "concerned"], name="finding_once_per_article"),
            models.CheckConstraint(
                condition=Q(broken=True, knowingly__isnull=False, explained__isnull=False)
                | Q(broken=False, knowingly__isnull=True, explained__isnull=True),
                name="finding_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judgement} · {self.concerned.article.number}"


class Vote(models.Model):
    """How somebody on the committee votes about a proposed judgement; never changed."""

    judgement = models.ForeignKey(
        Judgement, on_delete=models.CASCADE, related_name="votes", verbose_name=_("judgement")
    )
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+", verbose_name=_("seat"))
    agrees = models.BooleanField(_("for it"))
    words = models.TextField(_("why"), max_length=SHORT, blank=True)
    cast_at = models.DateTimeField(_("cast"))

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        ordering = ("cast_at", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=["judgement", "seat"], name="vote_once")]

    def __str__(self) -> str:
        return f"{self.judgement} · {self.seat.person}"
