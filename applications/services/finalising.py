"""From acceptance to award: the list that opens with an acceptance."""

from datetime import datetime

from accounts.models import User
from applications.models import Application, Finalisation
from applications.rules.finalising import lapses_on
from common.calendar import local_day


def begin(row: Application, *, by: User, at: datetime) -> Finalisation:
    """Open the list of a locked application that was accepted."""
    return Finalisation.objects.create(application=row, began_at=at, lapses_on=lapses_on(local_day(at)))
