"""What was answered before there was an account becomes the beginning of a draft."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from applications.enums import Standpoint
from applications.models import Application, Position
from applications.rules.suitability import Answers, Level
from applications.services.drafts import changed, locked_draft


@transaction.atomic
def carry_over(application: Application, answers: Answers, *, by: User, at: datetime) -> int:
    """Make a position of every period that was given, its organisation and role still to be named; how many.

    Nothing where the draft has positions of its own already. The draft is locked first. Raises ``Forbidden`` and
    ``ApplicationRefused``.
    """
    row = locked_draft(application, by=by)
    if not answers.stretches or row.positions.exists():
        return 0
    standpoint = Standpoint.OUTSIDE if answers.level == Level.OUTSIDE else Standpoint.INSIDE
    positions = [
        Position(
            application=row,
            standpoint=standpoint,
            begins_on=stretch.first,
            begins_by_month=stretch.first_by_month,
            ends_on=stretch.last,
            ends_by_month=stretch.last_by_month,
            in_field=bool(answers.in_field),
            at_level=answers.level in {Level.INSIDE, Level.OUTSIDE},
        )
        for stretch in answers.stretches
    ]
    Position.objects.bulk_create(positions)
    changed(row, (), at=at)
    return len(positions)
