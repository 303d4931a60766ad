"""Requests to be forgotten: time to think, two colleagues, and a row without a name that says it was done."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.lives import held_to, move
from members.enums import ErasureState
from members.rules import erasing
from members.states import ERASURE, ERASURE_OPEN

STATES = [
    (ErasureState.ASKED.value, _("asked for")),
    (ErasureState.PUT_FORWARD.value, _("waits for a second person")),
    (ErasureState.CARRIED_OUT.value, _("carried out")),
    (ErasureState.TAKEN_BACK.value, _("taken back")),
]


class ErasureQuerySet(models.QuerySet["Erasure"]):
    """Requests by where they are."""

    def open(self) -> "ErasureQuerySet":
        """Those that can still be taken back."""
        return self.filter(state__in=[state.value for state in ERASURE_OPEN])


class Erasure(models.Model):
    """One person's request to be forgotten, and what became of it; carried out, its person has no name any more."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures", verbose_name=_("person")
    )
    state = models.CharField(
        _("state"), max_length=11, choices=STATES, default=ErasureState.ASKED.value, editable=False
    )
    asked_at = models.DateTimeField(_("asked"))
    put_forward_at = models.DateTimeField(_("put forward"), null=True)
    put_forward_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("put forward by"),
    )
    ended_at = models.DateTimeField(_("carried out, or taken back"), null=True)
    carried_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("carried out by"),
    )

    objects = ErasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to be forgotten")
        verbose_name_plural = _("requests to be forgotten")
        ordering = ("asked_at", "pk")
        permissions: ClassVar = [("settle_erasure", _("Can put forward and carry out what people ask to be forgotten"))]
        constraints: ClassVar = [
            held_to(ERASURE, name="erasure_state_known"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[state.value for state in ERASURE_OPEN]),
                name="erasure_open_once_per_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ErasureState.PUT_FORWARD.value, ErasureState.CARRIED_OUT.value])
                | Q(put_forward_at__isnull=False, put_forward_by__isnull=False),
                name="erasure_put_forward_names_who",
            ),
            models.CheckConstraint(
                condition=Q(state=ErasureState.CARRIED_OUT.value, carried_out_by__isnull=False)
                | (~Q(state=ErasureState.CARRIED_OUT.value) & Q(carried_out_by__isnull=True)),
                name="erasure_carried_out_names_who",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_by__isnull=True)
                | (~Q(carried_out_by=F("put_forward_by")) & ~Q(carried_out_by=F("person"))),
                name="erasure_takes_two_others",
            ),
            models.CheckConstraint(
                condition=Q(put_forward_by__isnull=True) | ~Q(put_forward_by=F("person")),
                name="erasure_is_not_put_forward_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def become(self, state: ErasureState) -> None:
        """Take the request to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, ERASURE)

    @property
    def think_until(self) -> date:
        """The last day that is left to think."""
        return erasing.think_until(local_day(self.asked_at))

    @property
    def from_day(self) -> date:
        """The first day on which it can be carried out."""
        return erasing.from_day(local_day(self.asked_at))

    @property
    def due_on(self) -> date:
        """The day by which it is carried out."""
        return erasing.due_on(local_day(self.asked_at))
