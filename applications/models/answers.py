"""What people who were named are sent and say: private links, a draft, and the one final answer.

An answer is never changed; the database refuses it. It goes as a whole when its author takes it back, and with its
application.
"""

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.enums import Criterion, Says
from applications.models.parts import RELATION, Reference
from applications.rules.signing import same_name
from common.fields import NameField

CRITERIA = [
    (Criterion.RELEVANCE.value, _("relevance")),
    (Criterion.TERM.value, _("term")),
    (Criterion.LEVEL.value, _("level")),
    (Criterion.ACCOMPLISHMENT.value, _("accomplishment")),
]
SAYS = [
    (Says.CONFIRM.value, _("I confirm this")),
    (Says.PARTLY.value, _("I confirm part of it")),
    (Says.CANNOT_SAY.value, _("I cannot say")),
    (Says.DISPUTE.value, _("I dispute this")),
]
STATEMENT: Final = 2000
"""Characters of what a reference writes about one criterion."""


class ReferenceLink(models.Model):
    """A private link that was mailed to a reference; only the fingerprint of its secret is kept.

    The secret follows from ``seed`` and our own key, so that a mail can be made at sending; without the key it cannot
    be found. Every mail has a link of its own; all of them open the same form, until revoked.
    """

    reference = models.ForeignKey(
        Reference, on_delete=models.CASCADE, related_name="links", verbose_name=_("reference")
    )
    seed = models.CharField(_("seed"), max_length=64, unique=True, editable=False)
    secret_sha256 = models.CharField(_("fingerprint of the secret"), max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.reference.handle} · {self.pk}"


class ReferenceDraft(models.Model):
    """What a reference has typed so far; it goes with the final answer."""

    reference = models.OneToOneField(
        Reference, on_delete=models.CASCADE, related_name="draft", verbose_name=_("reference")
    )
    typed = models.JSONField(_("typed so far"), default=dict)
    saved_at = models.DateTimeField(_("saved"))

    class Meta:
        verbose_name = _("draft of an answer")
        verbose_name_plural = _("drafts of answers")

    def __str__(self) -> str:
        return self.reference.handle


class ReferenceAnswer(models.Model):
    """The one final answer of a reference: who they are, how they know the applicant, and their statements."""

    reference = models.OneToOneField(
        Reference, on_delete=models.CASCADE, related_name="answer", verbose_name=_("reference")
    )
    name = NameField(_("name as they write it"))
    role = NameField(_("own role"))
    relation = models.TextField(_("how they know the applicant"), max_length=RELATION)
    remarks = models.TextField(_("anything else"), max_length=STATEMENT, blank=True)
    given_at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("answer of a reference")
        verbose_name_plural = _("answers of references")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.reference)

    @property
    def signed_otherwise(self) -> bool:
        """Whether they write another name than the one under which they were named, unless they are forgotten."""
        return not self.reference.forgotten and not same_name(self.name, self.reference.name)

    @property
    def said(self) -> dict[Criterion, Says]:
        """The answer to each criterion (1 query, unless the statements came along)."""
        return {Criterion(row.criterion): Says(row.says) for row in self.statements.all()}


class ReferenceStatement(models.Model):
    """What a reference says about one criterion, for the time they know, whole days inclusive, if they named one."""

    answer = models.ForeignKey(
        ReferenceAnswer, on_delete=models.CASCADE, related_name="statements", verbose_name=_("answer")
    )
    criterion = models.CharField(_("criterion"), max_length=16, choices=CRITERIA)
    says = models.CharField(_("answer"), max_length=12, choices=SAYS)
    words = models.TextField(_("in their words"), max_length=STATEMENT, blank=True)
    known_from = models.DateField(_("known from"), null=True)
    known_until = models.DateField(_("known until"), null=True)

    class Meta:
        verbose_name = _("statement of a reference")
        verbose_name_plural = _("statements of references")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "criterion"], name="referencestatement_once_per_criterion"),
            models.CheckConstraint(
                condition=Q(criterion__in=[criterion.value for criterion in Criterion]),
                name="referencestatement_criterion_known",
            ),
            models.CheckConstraint(
                condition=Q(says__in=[says.value for says in Says]), name="referencestatement_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(says__in=[Says.CONFIRM.value, Says.CANNOT_SAY.value]) | ~Q(words=""),
                name="referencestatement_says_why",
            ),
            models.CheckConstraint(
                condition=Q(known_from__isnull=True)
                | Q(known_until__isnull=True)
                | Q(known_until__gte=F("known_from")),
                name="referencestatement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}: {self.get_says_display()}"
