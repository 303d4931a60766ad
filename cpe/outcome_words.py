"""How cycles came out and titles ended, in words: with the day and the reason, from the register's outcomes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members import words
from members.enums import OutcomeKind, StandingValue
from members.models import Outcome
from members.rules.cycles import Window
from members.rules.standing import Standing

OF_A_CYCLE: Final[dict[str, str | Promise]] = {
    OutcomeKind.RENEWED: _("Renewed as of %(day)s: %(why)s."),
    OutcomeKind.DECERTIFIED: _("Not renewed, and the title lost as of %(day)s: %(why)s."),
    OutcomeKind.EXTENDED: _("The last day to report and pay was moved to %(last)s: %(why)s."),
    OutcomeKind.REINSTATED: _("The title was given back on %(day)s: %(why)s."),
}
OF_THE_TITLE: Final[dict[str, str | Promise]] = {
    OutcomeKind.ENDED: _("The title ended on %(day)s: %(why)s."),
    OutcomeKind.REVOKED: _("The title was revoked on %(day)s: %(why)s."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a title stands today with the date that matters, and its shape."""

    told: str
    shape: str


def stands(found: Standing, *, told: Mapping[str, str | Promise] = words.YOURS) -> Stands:
    """A standing as its holder reads it, or, with other words, everybody else."""
    until = words.until(found, told=told)
    said = until if found.value is StandingValue.VALID else f"{words.value(found)}. {until}"
    return Stands(told=said, shape=words.public_shape(found))


def came_out(window: Window, outcomes: Iterable[Outcome]) -> list[str]:
    """What became of a cycle, a sentence each."""
    return [
        _said(OF_A_CYCLE, row)
        for row in outcomes
        if row.kind in OF_A_CYCLE and row.cycle and row.cycle.number == window.number
    ]


def is_renewed(window: Window, outcomes: Iterable[Outcome]) -> bool:
    """Whether the renewal of a cycle is recorded."""
    return any(
        row.kind == OutcomeKind.RENEWED and row.cycle is not None and row.cycle.number == window.number
        for row in outcomes
    )


def ended(outcomes: Iterable[Outcome]) -> list[str]:
    """What ended a title as a whole."""
    return [_said(OF_THE_TITLE, row) for row in outcomes if row.kind in OF_THE_TITLE]


def _said(told: dict[str, str | Promise], row: Outcome) -> str:
    return str(told[row.kind]) % {
        "day": date_format(row.effective_on),
        "last": date_format(row.last_day) if row.last_day else "",
        "why": row.get_ground_display(),
    }
