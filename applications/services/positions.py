"""Positions: added, changed and removed. Each act locks the draft first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications.models import Application, Position
from applications.rules.history import JOBS
from applications.services.drafts import ApplicationRefused, changed, locked_draft

COLUMNS: Final = (
    "organisation",
    "role",
    "standpoint",
    "begins_on",
    "begins_by_month",
    "ends_on",
    "ends_by_month",
    "in_field",
    "at_level",
    "share",
    "responsibility",
)


@transaction.atomic
def add_position(application: Application, said: Mapping[str, Any], *, by: User, at: datetime) -> Position:
    """Add a position, its columns as said; one that says just the same is given back instead of a second one.

    Raises ``Forbidden``, and ``ApplicationRefused``, also where there are twenty already.
    """
    row = locked_draft(application, by=by)
    if same := row.positions.filter(**said).first():
        return same
    if row.positions.count() >= JOBS:
        told = _("An application holds at most %(jobs)d jobs. Remove one that says least about you, then add this one.")
        raise ApplicationRefused(told % {"jobs": JOBS})
    made = Position.objects.create(application=row, **said)
    changed(row, (), at=at)
    return made


@transaction.atomic
def change_position(position: Position, said: Mapping[str, Any], *, by: User, at: datetime) -> None:
    """Change a position, its columns as said. Raises ``Forbidden``, and ``ApplicationRefused`` also if it is gone."""
    row = locked_draft(position.application, by=by)
    if not row.positions.filter(pk=position.pk).update(**said):
        raise ApplicationRefused(_("This job was removed meanwhile."))
    changed(row, (), at=at)


@transaction.atomic
def remove_position(position: Position, *, by: User, at: datetime) -> None:
    """Remove a position; one that is gone already stays gone. Raises ``Forbidden`` and ``ApplicationRefused``."""
    row = locked_draft(position.application, by=by)
    if row.positions.filter(pk=position.pk).delete()[0]:
        changed(row, (), at=at)
