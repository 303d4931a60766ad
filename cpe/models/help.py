"""What a member asks who fears not to keep a title: for which cycle, why, what would help, and what we answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.lives import held_to, move
from cpe.enums import HelpState
from cpe.fields import LinesField
from cpe.states import HELP
from members.models import Credential, Cycle

STATES = [(HelpState.ASKED.value, _("waits for our answer")), (HelpState.ANSWERED.value, _("answered"))]


class HelpRequest(models.Model):
    """A request for help with one cycle of a title. ``answer_by`` is the day we promised; an answer is final.

    ``since_on`` says since when something is in the way, ``could_by`` by when its member could make it, if they said.
    """

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="help_requests", verbose_name=_("title")
    )
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="+", verbose_name=_("cycle"))
    why = LinesField(_("what is in the way"))
    wish = LinesField(_("what would help"), blank=True)
    since_on = models.DateField(_("since when"), null=True, blank=True)
    could_by = models.DateField(_("could make it by"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=HelpState.ASKED.value, editable=False)
    asked_at = models.DateTimeField(_("asked"))
    answer_by = models.DateField(_("answer due by"))
    answer = LinesField(_("what we answered"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        ordering = ("-asked_at", "-pk")
        permissions: ClassVar = [("answer_helprequest", _("Can answer requests for help"))]
        constraints: ClassVar = [
            held_to(HELP, name="help_state_known"),
            models.UniqueConstraint(
                fields=["credential"], condition=Q(state=HelpState.ASKED.value), name="help_waits_once_per_title"
            ),
            models.CheckConstraint(
                condition=Q(state=HelpState.ASKED.value, answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (
                    Q(state=HelpState.ANSWERED.value, answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer="")
                ),
                name="help_answer_is_whole",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-asked_at", "-id"], name="help_newest")]

    def __str__(self) -> str:
        return f"{self.credential.title.code} · {self.credential.member}"

    def become(self, state: HelpState) -> None:
        """Take the request to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, HELP)
