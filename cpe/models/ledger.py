"""The ledger of CPE: what members reported, and every decision about it.

A claim is reported once and stays as it was reported; who erred puts another claim in its place. What became of it is
a line each, added and never changed; the claim's state is that of its last line, so that lists can ask for it. Which
rules judge a claim follows from the day it was completed, what it counts for which title from the rules alone. What
its member was told when it was reported is kept beside it, to be shown and never reckoned with. Source: S1, S2.
"""

from typing import Any, ClassVar, Final, Never

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly, AppendOnlyError
from common.fields import CreditsField, NameField
from common.lives import held_to, move
from cpe.enums import ClaimStatus, Denial
from cpe.fields import LinesField, UnitsField
from cpe.models.imports import ClaimImport
from cpe.states import CLAIM
from members.models import Member, Track

STATUSES = [
    (ClaimStatus.PENDING.value, _("waits for a decision")),
    (ClaimStatus.ACCEPTED.value, _("accepted")),
    (ClaimStatus.DENIED.value, _("denied")),
    (ClaimStatus.APPEALED.value, _("under appeal")),
    (ClaimStatus.WITHDRAWN.value, _("withdrawn")),
]
DENIALS: Final = [
    (Denial.UNRELATED.value, _("not related to any of the tracks")),
    (Denial.ORDINARY_WORK.value, _("ordinary work")),
    (Denial.RECYCLED.value, _("material that was used before")),
    (Denial.PUBLISHED_BEFORE.value, _("published before")),
    (Denial.TWICE.value, _("reported twice")),
    (Denial.TOO_MUCH.value, _("more than was done")),
    (Denial.NO_PROOF.value, _("no proof, though we asked for it")),
    (Denial.PROOF_UNFIT.value, _("the proof shows something else")),
    (Denial.OTHER.value, _("another reason")),
]


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Questions about claims; they are deleted with a person alone (``common.append_only.forgetting``)."""

    def delete(self) -> Never:
        """Refused: raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def waiting(self) -> "ClaimQuerySet":
        """Those that a reviewer is to decide."""
        return self.filter(state=ClaimStatus.PENDING)


class Claim(models.Model):
    """An activity a member reported, in the unit of its kind.

    Of one that took a day's hours, ``begins_at``, ``ends_at`` and ``breaks`` (minutes) may say how they were reckoned.
    ``corrects``: the claim it took the place of. ``told``: what it counted for each title by the rules, as its member
    was shown on the day of the report (``selectors.told``); empty for claims that came otherwise.
    ``brought_with``: the file that brought it in, ``reference``: its number in the system before, ``row_digest``: the
    mark by which the same row is known again.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="claims", verbose_name=_("member"))
    activity = models.SlugField(_("activity"), db_index=False)
    completed_on = models.DateField(_("completed"))
    reported_on = models.DateField(_("reported"))
    amount = UnitsField(_("amount"))
    attended = UnitsField(_("attended"), null=True, blank=True)
    title = NameField(_("what it was"), max_length=200, blank=True)
    provider = NameField(_("by whom it was given or published"), blank=True)
    track = models.ForeignKey(
        Track, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("nearest track")
    )
    started_on = models.DateField(_("first day"), null=True, blank=True)
    begins_at = models.TimeField(_("began at"), null=True, blank=True)
    ends_at = models.TimeField(_("ended at"), null=True, blank=True)
    breaks = models.PositiveSmallIntegerField(_("minutes of breaks"), null=True, blank=True)
    link = models.URLField(_("address on the web"), max_length=500, blank=True)
    note = LinesField(_("for the reviewer"), blank=True)
    corrects = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.CASCADE,
        related_name="corrected_by",
        verbose_name=_("in the place of"),
    )
    told = models.JSONField(_("as told when it was reported"), default=list, editable=False)
    brought_with = models.ForeignKey(
        ClaimImport,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="claims",
        verbose_name=_("brought in with"),
    )
    reference = models.CharField(_("number in the old system"), max_length=60, blank=True, editable=False)
    row_digest = models.CharField(_("mark of its row"), max_length=64, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=STATUSES, default=ClaimStatus.PENDING.value, editable=False
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-reported_on", "-pk")
        permissions: ClassVar = [("decide_claim", _("Can decide on claims"))]
        constraints: ClassVar = [
            held_to(CLAIM, name="claim_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_amount_positive"),
            models.CheckConstraint(
                condition=Q(attended__isnull=True) | Q(attended__gte=0, attended__lte=F("amount")),
                name="claim_attended_within_amount",
            ),
            models.CheckConstraint(condition=Q(completed_on__lte=F("reported_on")), name="claim_completed_by_report"),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True) | Q(started_on__lte=F("completed_on")),
                name="claim_started_by_completion",
            ),
            models.CheckConstraint(
                condition=Q(begins_at__isnull=True, ends_at__isnull=True, breaks__isnull=True)
                | Q(begins_at__lt=F("ends_at"), breaks__isnull=False),
                name="claim_hours_reckoned_whole",
            ),
            models.CheckConstraint(
                condition=Q(brought_with__isnull=True, reference="", row_digest="")
                | (Q(brought_with__isnull=False) & ~Q(row_digest="")),
                name="claim_brought_in_knows_its_row",
            ),
            models.UniqueConstraint(
                fields=["member", "row_digest"], condition=~Q(row_digest=""), name="claim_once_by_row"
            ),
            models.UniqueConstraint(
                fields=["member", "reference"], condition=~Q(reference=""), name="claim_once_by_reference"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-reported_on", "-id"], name="claim_newest"),
            models.Index(fields=["member", "completed_on"], name="claim_of_member"),
            models.Index(
                fields=["brought_with", "id"], condition=Q(brought_with__isnull=False), name="claim_brought_with"
            ),
            models.Index(
                fields=["reported_on", "id"], condition=Q(state=ClaimStatus.PENDING.value), name="claim_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.activity}, {date_format(self.completed_on)}"

    @property
    def net_minutes(self) -> int | None:
        """The minutes of its day without the breaks; ``None`` where only the hours were said."""
        if self.begins_at is None or self.ends_at is None:
            return None
        whole = (self.ends_at.hour - self.begins_at.hour) * 60 + self.ends_at.minute - self.begins_at.minute
        return whole - (self.breaks or 0)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refused: raises ``AppendOnlyError``."""
        raise AppendOnlyError

    def become(self, status: ClaimStatus) -> None:
        """Take over the status of a new line; saves nothing. Raises ``IllegalMove``."""
        move(self, status, CLAIM)


class LedgerLine(AppendOnly):
    """A decision about a claim: what it is from a day on, and the credits a reviewer set, if one did.

    ``why`` says it by a word of ours, ``words`` in the words of the letter: of a denial both, of less credits as well.
    """

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines", verbose_name=_("claim"))
    status = models.CharField(_("decision"), max_length=10, choices=STATUSES)
    decided_on = models.DateField(_("decided"))
    granted = CreditsField(_("credits granted"), null=True)
    why = models.CharField(_("reason"), max_length=16, choices=DENIALS, blank=True)
    words = LinesField(_("in words"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        ordering = ("decided_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[status for status, _word in STATUSES if status != ClaimStatus.PENDING]),
                name="ledger_line_is_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(granted__gte=0, status=ClaimStatus.ACCEPTED.value),
                name="ledger_line_grants_what_it_accepts",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.DENIED.value) | ~Q(why=""), name="ledger_line_denied_says_why"
            ),
            models.CheckConstraint(
                condition=Q(why__in=["", *[reason for reason, _word in DENIALS]]), name="ledger_line_reason_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {date_format(self.decided_on)}"
