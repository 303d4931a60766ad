"""The applications that the home of their person begins with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.enums import ApplicationState
from applications.finalising_words import in_one
from applications.reference_words import turn
from applications.selectors import with_turn
from applications.selectors.answers import shown_first
from applications.selectors.finalising import found_for
from applications.words import SHAPES
from common.calendar import local_day
from members.models import Title


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApplication:
    """An application of a person that waits for them or for us, as the home tells it."""

    title: Title
    url: str
    draft: bool
    detail: str
    shape: str
    word: str


def applications(user: User, on: date) -> list[OpenApplication]:
    """Those that wait for their person or for us (1 query; for each that was submitted one more, accepted eleven)."""
    return [_application(row) for row in with_turn(shown_first(user, on))]


def _application(row: Any) -> OpenApplication:
    draft = row.state == ApplicationState.DRAFT
    told: str | Promise
    days: dict[str, date] = {}
    if draft:
        told = _("Saved on %(saved)s, kept until %(last)s.")
        days = {"saved": local_day(row.changed_at), "last": row.kept_until}
    elif row.state == ApplicationState.ACCEPTED:
        listed = found_for(row)
        told = in_one(listed) if listed else ""
    elif row.decided_at is not None:
        told, days = _("Decided on %(day)s."), {"day": local_day(row.decided_at)}
    elif row.answer_by is None:
        told = _("The time of our answer stands still until yours.")
    else:
        told, days = _("You hear from us by %(due)s."), {"due": row.answer_by}
    return OpenApplication(
        title=row.title,
        url=reverse("applications:application", args=[row.reference.lower()]),
        draft=draft,
        detail=" ".join(
            filter(
                None,
                (
                    turn(row, returned=row.returned, copy_asked=row.copy_asked),
                    str(told) % {name: date_format(day, "j F Y") for name, day in days.items()},
                ),
            )
        ),
        shape=SHAPES[ApplicationState(row.state)],
        word=capfirst(row.get_state_display()),
    )
