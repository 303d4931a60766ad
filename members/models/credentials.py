"""What members hold: credentials, their cycles, the dated outcomes, and what is to be judged again.

Outcomes are added and never changed; how a credential stands follows from them (``members.rules.standing``). Two
columns repeat what follows, so that the database can hold it and find it: ``Credential.closed_by`` and
``Cycle.waits``. The act that adds an outcome sets both, and nothing else does. Source: S1.
"""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from members.enums import BY_TWO, GROUNDS, OF_A_CYCLE, Ground, OutcomeKind, RecheckWhy
from members.models.catalogue import Title
from members.models.people import Member
from members.rules.cycles import GRACE, Window, latest_first_day_over_by
from members.rules.standing import CredentialFact

KINDS = [
    (OutcomeKind.RENEWED.value, _("renewed")),
    (OutcomeKind.DECERTIFIED.value, _("decertified")),
    (OutcomeKind.EXTENDED.value, _("last day moved")),
    (OutcomeKind.REINSTATED.value, _("reinstated")),
    (OutcomeKind.ENDED.value, _("ended")),
    (OutcomeKind.REVOKED.value, _("revoked")),
    (OutcomeKind.WITHDRAWN.value, _("taken back")),
]

GROUND_WORDS = [
    (Ground.COMPLETE.value, _("credits and contributions are complete")),
    (Ground.CREDITS.value, _("credits are missing")),
    (Ground.FEES.value, _("contributions are not paid")),
    (Ground.CREDITS_AND_FEES.value, _("credits are missing and contributions are not paid")),
    (Ground.FRAUD.value, _("two people found fraud")),
    (Ground.MERCY.value, _("two people granted it")),
    (Ground.CANCELLED.value, _("the holder cancelled")),
    (Ground.FORGOTTEN.value, _("the holder asked to be forgotten")),
    (Ground.BREACH.value, _("a knowing breach of the code of conduct")),
    (Ground.TAKEN_BACK.value, _("the holder took it back")),
    (Ground.MISTAKE.value, _("it was recorded by mistake")),
]

RECHECKS = [
    (RecheckWhy.PAYMENT.value, _("a payment")),
    (RecheckWhy.DECISION.value, _("a decision about a claim")),
    (RecheckWhy.APPEAL.value, _("a decision about an appeal")),
    (RecheckWhy.CORRECTION.value, _("a correction")),
    (RecheckWhy.REVERSAL.value, _("a reversal")),
    (RecheckWhy.EXTENSION.value, _("an extension")),
    (RecheckWhy.RELEASE.value, _("a release of what was held back")),
]


_OF_A_CYCLE = sorted(kind.value for kind in OF_A_CYCLE)
_OF_THE_WHOLE = sorted(kind.value for kind in set(OutcomeKind) - OF_A_CYCLE)
_ENDINGS = sorted(kind.value for kind in (OutcomeKind.DECERTIFIED, OutcomeKind.ENDED, OutcomeKind.REVOKED))
_BY_TWO = sorted(ground.value for ground in BY_TWO)
_GROUNDS = [Q(kind=kind.value, ground__in=[ground.value for ground in grounds]) for kind, grounds in GROUNDS.items()]


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Questions about what members hold."""

    def open(self) -> "CredentialQuerySet":
        """Those that no outcome ends, neither now nor on a day to come."""
        return self.filter(closed_by__isnull=True)

    def revoked(self) -> "CredentialQuerySet":
        """Those that ended with a revocation of the membership, and those that were over by then."""
        return self.filter(closed_by__kind=OutcomeKind.REVOKED)

    def with_first_cycle(self) -> "CredentialQuerySet":
        """Each with number and first day of its first cycle beside it, for ``Credential.fact``; no statement more."""
        first = Cycle.objects.filter(credential=models.OuterRef("pk")).order_by("number")
        return self.annotate(
            first_number=models.Subquery(first.values("number")[:1]),
            first_day=models.Subquery(first.values("first_day")[:1]),
        )


class Credential(models.Model):
    """A title held by a member since its award.

    Open while no outcome that counts ends it, whatever the day it ends on: an ending that is announced closes it at
    once, so that the same title is not awarded beside it, and one that is taken back opens it again.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="credentials", verbose_name=_("member"))
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="credentials", verbose_name=_("title"))
    awarded_on = models.DateField(_("awarded on"))
    awarded_at = models.DateTimeField(_("award recorded"))
    closed_by = models.OneToOneField(
        "Outcome", on_delete=models.PROTECT, null=True, related_name="closes", verbose_name=_("ended by")
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        verbose_name = _("credential")
        verbose_name_plural = _("credentials")
        ordering = ("-awarded_on", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member", "title"],
                condition=Q(closed_by__isnull=True),
                name="credential_open_once_per_member_and_title",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-awarded_on", "-id"], name="credential_newest")]

    def __str__(self) -> str:
        return f"{self.title} · {self.member}"

    @property
    def fact(self) -> CredentialFact:
        """The award as rules take it; of a row that was read ``with_first_cycle``."""
        row: Any = self
        first = Window(number=row.first_number, first=row.first_day) if row.first_number else None
        return CredentialFact(awarded_on=self.awarded_on, first_cycle=first, awarded_at=self.awarded_at)


class CycleQuerySet(models.QuerySet["Cycle"]):
    """Questions about cycles."""

    def over(self, on: date) -> "CycleQuerySet":
        """Cycles that wait for their outcome, and whose expiration date lies before the day."""
        return self.filter(waits=True, first_day__lte=latest_first_day_over_by(on))

    def late(self, on: date) -> "CycleQuerySet":
        """Those of them whose last day to report and pay lies before the day too, extended or not."""
        longer = Outcome.objects.filter(
            cycle=models.OuterRef("pk"),
            kind=OutcomeKind.EXTENDED.value,
            superseded_by__isnull=True,
            effective_on__lte=on,
            last_day__gte=on,
        )
        return self.over(on - GRACE).exclude(models.Exists(longer))


class Cycle(models.Model):
    """Three years of a credential; its days follow from the first one.

    ``waits``: it is the credential's last cycle, nothing judged it yet, and no ending came before it was over.
    """

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="cycles", verbose_name=_("credential")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    first_day = models.DateField(_("first day"))
    waits = models.BooleanField(_("waits for its outcome"), default=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        ordering = ("credential", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["credential", "number"], name="cycle_number_once"),
            models.UniqueConstraint(fields=["credential", "first_day"], name="cycle_first_day_once"),
            models.UniqueConstraint(fields=["credential"], condition=Q(waits=True), name="cycle_waits_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="cycle_counted_from_one"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["first_day", "id"], condition=Q(waits=True), name="cycle_waiting"),
            models.Index(fields=["first_day"], name="cycle_by_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_day} – {self.window.expires_on}"

    @property
    def window(self) -> Window:
        """The days of the cycle."""
        return Window(number=self.number, first=self.first_day)


class Outcome(AppendOnly):
    """A dated judgement of a cycle, an end of a credential, or the word that an earlier outcome no longer counts.

    ``effective_on`` is the day it takes effect, ``recorded_at`` when it was written. Without ``recorded_by`` a duty
    of the portal recorded it. Mercy and fraud name two people; their words stand in the audit log.
    """

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="outcomes", verbose_name=_("credential")
    )
    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, null=True, related_name="outcomes", verbose_name=_("cycle")
    )
    kind = models.CharField(_("outcome"), max_length=20, choices=KINDS)
    ground = models.CharField(_("ground"), max_length=20, choices=GROUND_WORDS)
    effective_on = models.DateField(_("takes effect on"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("seconded by")
    )
    last_day = models.DateField(_("last day to report and pay"), null=True)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by", verbose_name=_("in place of")
    )

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        ordering = ("effective_on", "recorded_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(cycle__isnull=False, kind__in=_OF_A_CYCLE) | Q(cycle__isnull=True, kind__in=_OF_THE_WHOLE),
                name="outcome_of_a_cycle_names_it",
            ),
            models.CheckConstraint(
                condition=Q(kind=OutcomeKind.EXTENDED.value, last_day__isnull=False)
                | (~Q(kind=OutcomeKind.EXTENDED.value) & Q(last_day__isnull=True)),
                name="outcome_extension_has_a_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind=OutcomeKind.WITHDRAWN.value) | Q(supersedes__isnull=False),
                name="outcome_withdrawal_names_what",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=_BY_TWO, recorded_by__isnull=False, seconded_by__isnull=False)
                | (~Q(ground__in=_BY_TWO) & Q(seconded_by__isnull=True)),
                name="outcome_by_two_names_both",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by__isnull=True) | ~Q(recorded_by=models.F("seconded_by")),
                name="outcome_two_are_not_one",
            ),
            models.CheckConstraint(condition=Q(*_GROUNDS, _connector=Q.OR), name="outcome_ground_of_its_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["effective_on"], condition=Q(kind__in=_ENDINGS), name="outcome_ending_on"),
            models.Index(fields=["last_day"], condition=Q(last_day__isnull=False), name="outcome_moved"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.effective_on}"


class RecheckQuerySet(models.QuerySet["Recheck"]):
    """Questions about what is to be judged again."""

    def waiting(self) -> "RecheckQuerySet":
        """Those nobody took yet."""
        return self.filter(taken_at__isnull=True)


class Recheck(models.Model):
    """Word that a credential is to be judged again, written in the transaction of the fact that caused it."""

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="rechecks", verbose_name=_("credential")
    )
    why = models.CharField(_("because of"), max_length=20, choices=RECHECKS)
    since_at = models.DateTimeField(_("since"))
    taken_at = models.DateTimeField(_("judged again"), null=True)

    objects = RecheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("recheck")
        verbose_name_plural = _("rechecks")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credential", "why"], condition=Q(taken_at__isnull=True), name="recheck_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(why__in=[why.value for why in RecheckWhy]), name="recheck_for_a_known_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(taken_at__isnull=True), name="recheck_waiting"),
            models.Index(fields=["taken_at"], condition=Q(taken_at__isnull=False), name="recheck_taken"),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id}: {self.get_why_display()}"
