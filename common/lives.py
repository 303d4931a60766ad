"""Rows that live by a table of ``common.states``: their moves, and the column that holds their state.

The words for states are the choices of that column.
"""

from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from common.errors import IllegalMove
from common.states import Life


def words(model: type[models.Model], column: str = "state") -> dict[str, str]:
    """What people call the states of a model, in the language of the moment."""
    field: Any = model._meta.get_field(column)
    return {state: str(word) for state, word in field.flatchoices}


def require(row: models.Model, then: StrEnum, life: Life[Any], *, column: str = "state") -> None:
    """Raises ``IllegalMove`` with both states in words unless the row, as it was read, may come to be in ``then``."""
    now = getattr(row, column)
    if life.allows(now, then):
        return
    called = words(type(row), column)
    if now == then:
        raise IllegalMove(_("This is “%(now)s” already.") % {"now": called[now]})
    raise IllegalMove(
        _("This is “%(now)s” now and cannot become “%(then)s”.") % {"now": called[now], "then": called[then]}
    )


def move(row: models.Model, then: StrEnum, life: Life[Any], *, column: str = "state") -> None:
    """Take a row to a state; saves nothing. Whoever calls has locked the row. Raises ``IllegalMove``."""
    require(row, then, life, column=column)
    setattr(row, column, then.value)


def held_to(life: Life[Any], *, name: str, column: str = "state") -> models.CheckConstraint:
    """The constraint by which the database knows no state but those of the table."""
    states = [state.value for state in life.moves]
    return models.CheckConstraint(condition=models.Q((f"{column}__in", states)), name=name)
