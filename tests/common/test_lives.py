"""Rows that live by a table of moves: refused in words by the portal, and by the database whatever asks it."""

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from common.errors import IllegalMove
from common.lives import held_to, move, words
from tests.common.test_states import LIFE, Lamp

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lamp_model(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """A table of lamps, for as long as this file runs."""
    with isolate_apps("common"):

        class Bulb(models.Model):
            light = models.CharField(max_length=9, choices=[("off", "dark"), ("on", "bright"), ("broken", "no more")])

            class Meta:
                app_label = "common"
                constraints: ClassVar = [held_to(LIFE, name="bulb_light_in_its_table", column="light")]

            def __str__(self) -> str:
                return self.light

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Bulb)
        yield Bulb
        with connection.schema_editor() as editor:
            editor.delete_model(Bulb)


@pytest.mark.parametrize("light", list(Lamp))
def test_database_takes_every_state_of_the_table(lamp_model: Any, light: Lamp) -> None:
    assert lamp_model.objects.get(pk=lamp_model.objects.create(light=light).pk).light == light


@pytest.mark.parametrize("light", ["", "OFF", "dim"])
def test_database_takes_no_other_state(lamp_model: Any, light: str) -> None:
    with pytest.raises(IntegrityError, match="bulb_light_in_its_table"), transaction.atomic():
        lamp_model.objects.create(light=light)


def test_a_move_saves_nothing_and_a_refusal_changes_nothing(lamp_model: Any) -> None:
    lamp = lamp_model.objects.create(light=Lamp.OFF)
    move(lamp, Lamp.ON, LIFE, column="light")
    assert (lamp.light, lamp_model.objects.get().light) == ("on", "off")
    with pytest.raises(IllegalMove, match="This is “bright” already"):
        move(lamp, Lamp.ON, LIFE, column="light")
    move(lamp, Lamp.BROKEN, LIFE, column="light")
    with pytest.raises(IllegalMove, match="This is “no more” now and cannot become “bright”"):
        move(lamp, Lamp.ON, LIFE, column="light")
    assert lamp.light == "broken"


def test_words_are_the_columns_choices(lamp_model: Any) -> None:
    assert words(lamp_model, "light") == {"off": "dark", "on": "bright", "broken": "no more"}
