"""What an application consists of beside its own columns: positions, references, and answers about organisations."""

from datetime import datetime
from functools import partial
from typing import ClassVar, Final

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.enums import Declined, ReferenceState, Standpoint
from applications.models.intake import Application
from applications.rules.organisations import REMOVED, Colleague, Names
from applications.rules.term import Job
from applications.states import HANDED_IN, REFERENCE
from common import references
from common.fields import NameField
from common.lives import held_to, move
from members.fields import PhoneField
from members.rules.contact import PHONE_LENGTH

STANDPOINTS = [
    (Standpoint.INSIDE.value, _("inside the organisation")),
    (Standpoint.OUTSIDE.value, _("from outside, as an adviser or hired")),
]

REFERENCE_STATES = [
    (ReferenceState.NAMED.value, _("not asked yet")),
    (ReferenceState.ASKED.value, _("asked")),
    (ReferenceState.ANSWERED.value, _("answered")),
    (ReferenceState.DECLINED.value, _("declined")),
    (ReferenceState.ENDED.value, _("ended without an answer")),
    (ReferenceState.REPLACED.value, _("replaced by somebody else")),
    (ReferenceState.WITHDREW.value, _("withdrew")),
]
DECLINED = [
    (Declined.CANNOT_NOW.value, _("cannot act now")),
    (Declined.LACKS_INFORMATION.value, _("lacks the information")),
    (Declined.DOES_NOT_KNOW.value, _("does not know the applicant")),
    (Declined.NEVER_AGREED.value, _("never agreed to be named")),
]

new_handle = partial(references.new, "R")

RESPONSIBILITY: Final = 2000
RELATION: Final = 500
WORDS: Final = 1000


class Position(models.Model):
    """A job in the applicant's history, in whole days; ``*_by_month``: only the month was given."""

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="positions", verbose_name=_("application")
    )
    organisation = NameField(_("organisation"))
    role = NameField(_("your role"))
    standpoint = models.CharField(_("you worked"), max_length=8, choices=STANDPOINTS)
    begins_on = models.DateField(_("from"))
    begins_by_month = models.BooleanField(_("from: only the month"), default=False)
    ends_on = models.DateField(_("until"), null=True)
    ends_by_month = models.BooleanField(_("until: only the month"), default=False)
    in_field = models.BooleanField(_("in the field of the title"))
    at_level = models.BooleanField(_("with responsibility for governance and decisions"))
    share = models.PositiveSmallIntegerField(
        _("share of full time, in per cent"),
        default=100,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    responsibility = models.TextField(_("your responsibility"), max_length=RESPONSIBILITY, blank=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering = ("-begins_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("begins_on")), name="position_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=100), name="position_share_in_per_cent"),
            models.CheckConstraint(
                condition=Q(standpoint__in=[where.value for where in Standpoint]), name="position_standpoint_known"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.role, self.organisation))) or str(_("a job to be named"))

    @property
    def named(self) -> bool:
        """Whether it says where and as what; one carried over from the check before the form does not yet."""
        return bool(self.organisation and self.role)

    @property
    def job(self) -> Job:
        """What it adds to the term."""
        return Job(first=self.begins_on, last=self.ends_on, in_field=self.in_field, at_level=self.at_level)


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """Questions about people who were named."""

    def asked(self) -> "ReferenceQuerySet":
        """Those whose answer is awaited, in applications that we owe an answer."""
        return self.filter(state=ReferenceState.ASKED, application__state__in=[state.value for state in HANDED_IN])

    def returned(self) -> "ReferenceQuerySet":
        """Those of whom our mail came back, and nobody gave another address yet."""
        return self.asked().filter(returned_at__isnull=False)


class Reference(models.Model):
    """A named person who can confirm. ``agreed_at``: the applicant says that they agreed to be contacted.

    ``handle`` names them in addresses and mails, and opens nothing. Each has a clock of their own, from ``asked_at``
    until ``ends_on`` inclusive; asking anew begins it anew. ``returned_at``: our mail came back. ``replaces``: named
    instead of somebody else, after the application was submitted.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="references", verbose_name=_("application")
    )
    name = NameField(_("name"))
    organisation = NameField(_("organisation"))
    role = NameField(_("their role"))
    email = models.EmailField(_("e-mail address"))
    phone = PhoneField(_("telephone"), max_length=PHONE_LENGTH, blank=True)
    relation = models.TextField(_("how you worked together"), max_length=RELATION)
    added_at = models.DateTimeField(_("added"))
    agreed_at = models.DateTimeField(_("agreed to be contacted"), null=True)

    handle = models.CharField(_("handle"), max_length=24, unique=True, default=new_handle, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=REFERENCE_STATES, default=ReferenceState.NAMED.value, editable=False
    )
    asked_at = models.DateTimeField(_("asked"), null=True)
    ends_on = models.DateField(_("link opens the form until"), null=True)
    opened_at = models.DateTimeField(_("form opened"), null=True)
    returned_at = models.DateTimeField(_("mail came back"), null=True)
    ended_at = models.DateTimeField(_("answered or ended"), null=True)
    declined = models.CharField(_("why they do not act"), max_length=20, choices=DECLINED, blank=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, related_name="replaced_by", verbose_name=_("named instead of")
    )

    judge_interested_since: datetime | None
    """Since when who judged their answer has an interest, on rows of ``selectors.references.named_in``."""

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("pk",)
        constraints: ClassVar = [
            held_to(REFERENCE, name="reference_state_known"),
            models.UniqueConstraint("application", Lower("email"), name="reference_address_once_whatever_its_case"),
            models.CheckConstraint(
                condition=Q(state__in=[ReferenceState.NAMED.value, ReferenceState.WITHDREW.value])
                | Q(asked_at__isnull=False, ends_on__isnull=False),
                name="reference_asked_has_its_clock",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReferenceState.NAMED.value, ReferenceState.ASKED.value], ended_at__isnull=True)
                | (~Q(state__in=[ReferenceState.NAMED.value, ReferenceState.ASKED.value]) & Q(ended_at__isnull=False)),
                name="reference_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferenceState.DECLINED.value, declined__in=[reason.value for reason in Declined])
                | (~Q(state=ReferenceState.DECLINED.value) & Q(declined="")),
                name="reference_declined_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["asked_at", "id"], condition=Q(state=ReferenceState.ASKED.value), name="reference_asked"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"

    @property
    def removed(self) -> bool:
        """Whether we keep no address of them: they asked us to remove them, or the application is long over."""
        return self.email.endswith(REMOVED)

    @property
    def forgotten(self) -> bool:
        """Whether nothing tells who this person was, as they asked: a role is always named."""
        return self.removed and not self.role

    @property
    def called(self) -> str:
        """Their name, or a noun for who was forgotten, as it stands within a sentence."""
        return _t("a person who was removed") if self.forgotten else self.name

    def become(self, state: ReferenceState) -> None:
        """Take the reference to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, REFERENCE)

    @property
    def colleague(self) -> Colleague:
        """Where they work, and their address."""
        return Colleague(self.organisation, self.email)


class OrganisationAnswer(models.Model):
    """What the applicant says about names that look like one organisation; the assessor sees it.

    ``names`` are the names as ``rules.organisations`` tells them, one a line: written anew, they are asked about anew.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="organisation_answers", verbose_name=_("application")
    )
    names = models.TextField(_("organisations that look alike"))
    differ = models.BooleanField(_("different organisations"))
    words = models.TextField(_("why"), max_length=WORDS, blank=True)
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer about organisations")
        verbose_name_plural = _("answers about organisations")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "names"], name="organisationanswer_once_per_names"),
            models.CheckConstraint(
                condition=Q(differ=False) | ~Q(words=""), name="organisationanswer_says_why_they_differ"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.group)

    @property
    def group(self) -> Names:
        """The names it is about."""
        return tuple(self.names.splitlines())
