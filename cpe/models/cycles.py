"""How cycles are judged by the night: what is held and why, each night's count with its brake, what was written about
a cycle, what two people decide together, and the terms that say on which days and how many.

Outcomes stand in the register; here is what leads to them. Source: S1.
"""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.lives import held_to, move
from cpe.enums import HoldWhy, JointKind, JointState, NoticeKind
from cpe.fields import LinesField
from cpe.models.help import HelpRequest
from cpe.rules.notices import Schedule
from cpe.states import JOINT
from members.fields import IN_OUR_TIME, DayCountField, DaysField, between
from members.models import Credential, Cycle, Outcome
from members.rules.cycles import GRACE

HOLDS: Final = [
    (HoldWhy.OWED.value, _("we owe a decision")),
    (HoldWhy.DUE.value, _("ends with the next night")),
    (HoldWhy.BRAKE.value, _("the brake holds it")),
    (HoldWhy.UNREACHABLE.value, _("every mail came back")),
    (HoldWhy.WENT_BACK.value, _("renewed, and the money went back")),
]
JOINT_KINDS: Final = [
    (JointKind.EXTENSION.value, _("move the last day")),
    (JointKind.REINSTATEMENT.value, _("give the title back")),
    (JointKind.FRAUD.value, _("end a renewed title for fraud")),
]
JOINT_STATES: Final = [
    (JointState.PUT_FORWARD.value, _("waits for a second person")),
    (JointState.CONFIRMED.value, _("confirmed")),
    (JointState.DECLINED.value, _("declined")),
    (JointState.TAKEN_BACK.value, _("taken back")),
]
NOTICES: Final = [
    (NoticeKind.REMINDER.value, _("reminder")),
    (NoticeKind.STATEMENT.value, _("statement of a year")),
]


def _colleague(name: Any, **more: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=name,
        **more,
    )


class CycleTerms(models.Model):
    """From a day on: when members are reminded of a cycle that ends, and how many titles a night ends by itself."""

    effective_on = models.DateField(
        _("from"),
        unique=True,
        validators=IN_OUR_TIME,
        error_messages={"unique": _("There are terms that hold from this day on already. Choose another day.")},
    )
    before = DaysField(_("reminders before"), default="180, 90, 30, 7", help_text=_("Days before the expiration date."))
    after = DaysField(
        _("reminders after"),
        default="1, 30, 60, 80, 89",
        help_text=_("Days after the expiration date, at most %(days)d.") % {"days": GRACE.days},
    )
    brake_above = DayCountField(
        _("titles a night ends"),
        default=25,
        validators=between(1, 10_000, _("Write a number from 1 to 10 000.")),
        help_text=_("More than these, and more than the share below, wait for two people."),
    )
    brake_share = DayCountField(
        _("share of the titles due"),
        default=5,
        validators=between(1, 100, _("Write a share from 1 to 100 per cent.")),
        help_text=_("In per cent of all cycles whose last day lies in the days a night covers."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("terms of renewal")
        verbose_name_plural = _("terms of renewal")
        ordering = ("-effective_on",)

    def __str__(self) -> str:
        return date_format(self.effective_on)

    @property
    def schedule(self) -> Schedule:
        """When members are reminded."""
        after = (days for days in DaysField.days(self.after) if 1 <= days <= GRACE.days)
        return Schedule(before=DaysField.days(self.before), after=tuple(after))


class CycleSweepQuerySet(models.QuerySet["CycleSweep"]):
    """Questions about nights."""

    def braked(self) -> "CycleSweepQuerySet":
        """Those whose brake holds titles, and nobody asks for their release."""
        return self.filter(braked=True, asked_at__isnull=True, released_at__isnull=True)

    def asked(self) -> "CycleSweepQuerySet":
        """Those whose release waits for a second person."""
        return self.filter(asked_at__isnull=False, released_at__isnull=True)


class CycleSweep(models.Model):
    """One night's judging of cycles: the last days it covered, how many titles were to end, and its brake.

    ``over``: all cycles whose last day to report and pay lies in the days covered. ``from_before``: those that
    were to end beside them, as they had been held or had more time. Where the brake was pulled, one person asks that
    the titles end, in words, and another one lets them.
    """

    on = models.DateField(_("night of"))
    covers_from = models.DateField(_("covers from"))
    covers_until = models.DateField(_("covers until"))
    over = models.PositiveIntegerField(_("cycles whose last day lies in these days"))
    ending = models.PositiveIntegerField(_("titles that were to end"))
    from_before = models.PositiveIntegerField(_("of them from before, held or with more time"), default=0)
    above = models.PositiveIntegerField(_("lets end at most"))
    share = models.PositiveSmallIntegerField(_("or this share in per cent"))
    braked = models.BooleanField(_("brake pulled"))
    swept_at = models.DateTimeField(_("judged"))
    words = LinesField(_("why they may end"), blank=True, editable=False)
    asked_at = models.DateTimeField(_("release asked"), null=True, blank=True, editable=False)
    asked_by = _colleague(_("release asked by"))
    released_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    released_by = _colleague(_("released by"))

    objects = CycleSweepQuerySet.as_manager()

    class Meta:
        verbose_name = _("night of judging")
        verbose_name_plural = _("nights of judging")
        ordering = ("-swept_at", "-pk")
        permissions: ClassVar = [("release_cyclesweep", _("Can release what the brake holds"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(covers_from__lte=F("covers_until")), name="sweep_covers_days"),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True, words="")
                | (Q(braked=True, asked_at__isnull=False, asked_by__isnull=False) & ~Q(words="")),
                name="sweep_release_asked_with_words",
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | (Q(asked_at__isnull=False, released_at__isnull=False, released_by__isnull=False)),
                name="sweep_released_after_asked",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=F("asked_by")), name="sweep_released_by_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-swept_at", "-id"], name="sweep_newest"),
            models.Index(fields=["id"], condition=Q(braked=True, released_at__isnull=True), name="sweep_braked"),
        ]

    def __str__(self) -> str:
        return date_format(self.on)


class HoldQuerySet(models.QuerySet["Hold"]):
    """Questions about what is held."""

    def open(self) -> "HoldQuerySet":
        """What is held still."""
        return self.filter(ended_at__isnull=True)

    def to_end(self) -> "HoldQuerySet":
        """Titles that the next night ends, or counts first."""
        return self.open().filter(why=HoldWhy.DUE.value)

    def overdue(self) -> "HoldQuerySet":
        """What a person is to do something about."""
        return self.open().exclude(why=HoldWhy.DUE.value)


class Hold(models.Model):
    """A cycle past its last day that has no outcome yet, and why; or a renewal whose money went back.

    Nothing is decided by it: each night judges anew and writes what it found. ``sweep`` is the night whose brake holds
    it, or held it until it was released. ``cleared_at``: a person said that the title may end though every mail came
    back, or that the renewal stays.
    """

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="holds", verbose_name=_("title"))
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="holds", verbose_name=_("cycle"))
    why = models.CharField(_("why"), max_length=12, choices=HOLDS)
    since_on = models.DateField(_("since"))
    noted_at = models.DateTimeField(_("found"))
    sweep = models.ForeignKey(
        CycleSweep, null=True, blank=True, on_delete=models.PROTECT, related_name="holds", verbose_name=_("held by")
    )
    cleared_at = models.DateTimeField(_("looked at"), null=True, blank=True, editable=False)
    cleared_by = _colleague(_("looked at by"))
    ended_at = models.DateTimeField(_("over"), null=True, blank=True, editable=False)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("held title")
        verbose_name_plural = _("held titles")
        ordering = ("since_on", "pk")
        permissions: ClassVar = [("clear_hold", _("Can decide about held titles"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(why__in=[why for why, _word in HOLDS]), name="hold_for_a_known_reason"),
            models.UniqueConstraint(
                fields=["credential"], condition=Q(ended_at__isnull=True), name="hold_open_once_per_title"
            ),
            models.CheckConstraint(
                condition=~Q(why=HoldWhy.BRAKE.value) | Q(sweep__isnull=False), name="hold_by_the_brake_names_its_night"
            ),
            models.CheckConstraint(
                condition=Q(cleared_at__isnull=True, cleared_by__isnull=True)
                | Q(cleared_at__isnull=False, cleared_by__isnull=False),
                name="hold_cleared_by_somebody",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["why", "id"], condition=Q(ended_at__isnull=True), name="hold_open_by_why"),
            models.Index(fields=["since_on", "id"], condition=Q(ended_at__isnull=True), name="hold_open_since"),
        ]

    def __str__(self) -> str:
        return f"{self.credential} · {self.get_why_display()}"


class Notice(models.Model):
    """What was written about a cycle for a day that follows from its own, or was found needless. Once each.

    ``step``: of a reminder its distance in days from the expiration date, of a statement its certification year.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="notices", verbose_name=_("cycle"))
    kind = models.CharField(_("kind"), max_length=10, choices=NOTICES)
    step = models.SmallIntegerField(_("which one"))
    needed = models.BooleanField(_("written"))
    looked_at = models.DateTimeField(_("judged"))

    class Meta:
        verbose_name = _("notice about a cycle")
        verbose_name_plural = _("notices about cycles")
        ordering = ("cycle", "looked_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "kind", "step"], name="notice_once_each"),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _word in NOTICES]), name="notice_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.kind} {self.step:+d}"


class JointQuerySet(models.QuerySet["JointDecision"]):
    """Questions about what two people decide."""

    def waiting(self) -> "JointQuerySet":
        """Those that wait for a second person."""
        return self.filter(state=JointState.PUT_FORWARD.value)


class JointDecision(models.Model):
    """What one person put forward about a title, and another confirmed or declined: mercy, or an end for fraud.

    ``last_day`` is the one an extension moves to. ``request``: the member's own words it answers. ``outcome``: the row
    of the register it became.
    """

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="joint_decisions", verbose_name=_("title")
    )
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", verbose_name=_("cycle"))
    kind = models.CharField(_("what"), max_length=14, choices=JOINT_KINDS)
    last_day = models.DateField(_("new last day to report and pay"), null=True, blank=True)
    words = LinesField(_("why"))
    request = models.ForeignKey(
        HelpRequest,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="joint_decisions",
        verbose_name=_("request for help"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=JOINT_STATES, default=JointState.PUT_FORWARD.value, editable=False
    )
    put_forward_at = models.DateTimeField(_("put forward"))
    put_forward_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("put forward by")
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, editable=False)
    settled_by = _colleague(_("settled by"))
    answer = LinesField(_("why not"), blank=True, editable=False)
    outcome = models.OneToOneField(
        Outcome,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("outcome"),
    )

    objects = JointQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision of two")
        verbose_name_plural = _("decisions of two")
        ordering = ("-put_forward_at", "-pk")
        permissions: ClassVar = [("settle_jointdecision", _("Can settle what a colleague put forward about a title"))]
        constraints: ClassVar = [
            held_to(JOINT, name="joint_state_known"),
            models.UniqueConstraint(
                fields=["credential"],
                condition=Q(state=JointState.PUT_FORWARD.value),
                name="joint_waits_once_per_title",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="joint_says_why"),
            models.CheckConstraint(
                condition=Q(kind=JointKind.EXTENSION.value, last_day__isnull=False)
                | (~Q(kind=JointKind.EXTENSION.value) & Q(last_day__isnull=True)),
                name="joint_extension_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state=JointState.PUT_FORWARD.value, settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state=JointState.PUT_FORWARD.value) & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="joint_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[JointState.CONFIRMED.value, JointState.DECLINED.value])
                | ~Q(settled_by=F("put_forward_by")),
                name="joint_settled_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state=JointState.CONFIRMED.value, outcome__isnull=False)
                | (~Q(state=JointState.CONFIRMED.value) & Q(outcome__isnull=True)),
                name="joint_confirmed_is_recorded",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-put_forward_at", "-id"], name="joint_newest")]

    def __str__(self) -> str:
        return f"{self.credential} · {self.get_kind_display()}"

    def become(self, state: JointState) -> None:
        """Take the decision to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, JOINT)
