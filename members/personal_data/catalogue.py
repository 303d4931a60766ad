"""The catalogue says nothing about people; its history names the colleagues who changed it."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from common.personal_data import register_with_history
from members.models import Level, Title, Track

_CATALOGUE: tuple[tuple[type[Model], set[str]], ...] = (
    (Level, {"key", "name", "meaning", "earned_by", "rank", "has_cycles"}),
    (Track, {"key", "name", "rank"}),
    (Title, {"code", "name", "level", "track"}),
)


for _model, _free in _CATALOGUE:
    register_with_history(
        _model,
        free=_free,
        name=_("History of the catalogue"),
        why=_("To know which colleague changed the catalogue of titles."),
    )
