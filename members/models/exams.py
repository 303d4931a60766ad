"""Titles claimed after an exam: "I passed this exam". A person decides, and another one about an objection."""

from datetime import date
from functools import partial
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import references
from common.calendar import local_day
from common.lives import held_to, move
from common.models import Upload
from members.enums import ExamRefusal, ExamState
from members.models.catalogue import Title
from members.models.credentials import Credential
from members.rules.exams import NUMBER_LENGTH, objection_until
from members.states import EXAM_CLAIM, OPEN

STATES = [
    (ExamState.CLAIMED.value, _("waits for our check")),
    (ExamState.AWARDED.value, _("awarded")),
    (ExamState.REFUSED.value, _("refused")),
    (ExamState.WITHDRAWN.value, _("withdrawn")),
    (ExamState.OBJECTED.value, _("objection waits")),
    (ExamState.UPHELD.value, _("refusal upheld")),
]
REFUSALS = [
    (ExamRefusal.NOT_FOUND.value, _("We found no exam with this number and date.")),
    (ExamRefusal.OTHER_PERSON.value, _("The exam with this number is another person's.")),
    (ExamRefusal.NOT_PASSED.value, _("The exam with this number was not passed.")),
    (ExamRefusal.OTHER_TITLE.value, _("The exam was for another title.")),
    (ExamRefusal.UNREADABLE.value, _("The proof cannot be read.")),
    (ExamRefusal.OTHER.value, _("There is another reason.")),
]

new_reference = partial(references.new, "E")

_REFUSED = [ExamState.REFUSED.value, ExamState.OBJECTED.value, ExamState.UPHELD.value]


class ExamClaim(models.Model):
    """One person's claim of one title, with what proves it, and what became of it.

    ``decided_*`` is the award or the refusal, ``settled_*`` the decision about an objection. A claim that a file of
    exam results was awarded by has no proof of its own.
    """

    reference = models.CharField(_("reference"), max_length=24, unique=True, default=new_reference, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exam_claims", verbose_name=_("person")
    )
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="exam_claims", verbose_name=_("title"))
    exam_on = models.DateField(_("date of the exam"))
    exam_number = models.CharField(_("exam number"), max_length=NUMBER_LENGTH)
    proof = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="exam_claim", verbose_name=_("proof")
    )
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=ExamState.CLAIMED.value, editable=False)
    claimed_at = models.DateTimeField(_("claimed"))
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    refusal = models.CharField(_("reason"), max_length=20, choices=REFUSALS, blank=True)
    words = models.TextField(_("reason in words"), blank=True)
    objection = models.TextField(_("objection"), blank=True)
    objected_at = models.DateTimeField(_("objected"), null=True)
    settled_at = models.DateTimeField(_("objection decided"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("objection decided by"),
    )
    settled_words = models.TextField(_("decision about the objection, in words"), blank=True)
    credential = models.OneToOneField(
        Credential, on_delete=models.PROTECT, null=True, related_name="exam_claim", verbose_name=_("title awarded")
    )

    class Meta:
        verbose_name = _("exam claim")
        verbose_name_plural = _("exam claims")
        ordering = ("-claimed_at", "-pk")
        permissions: ClassVar = [("decide_examclaim", _("Can decide on exam claims"))]
        constraints: ClassVar = [
            held_to(EXAM_CLAIM, name="examclaim_state_known"),
            models.UniqueConstraint(
                fields=["person", "title"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="examclaim_open_once_per_person_and_title",
            ),
            models.CheckConstraint(
                condition=Q(state=ExamState.AWARDED.value, credential__isnull=False)
                | (~Q(state=ExamState.AWARDED.value) & Q(credential__isnull=True)),
                name="examclaim_award_names_the_credential",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_REFUSED) | Q(refusal__in=[why.value for why in ExamRefusal]),
                name="examclaim_refusal_names_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*_REFUSED, ExamState.AWARDED.value])
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="examclaim_decision_names_who",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=models.F("decided_by")),
                name="examclaim_objection_is_decided_by_another",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-claimed_at", "-id"], name="examclaim_newest"),
            models.Index(fields=["exam_number"], name="examclaim_number"),
            models.Index(
                fields=["id"], condition=Q(state__in=[state.value for state in OPEN]), name="examclaim_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title.code} · {self.person}"

    def become(self, state: ExamState) -> None:
        """Take the claim to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, EXAM_CLAIM)

    @property
    def objection_until(self) -> date | None:
        """The last day, inclusive, on which the refusal can be objected to; of no refusal, none."""
        if self.state != ExamState.REFUSED or self.decided_at is None:
            return None
        return objection_until(local_day(self.decided_at))
