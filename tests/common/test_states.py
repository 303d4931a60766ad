from enum import StrEnum

from common.states import Life


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


LIFE = Life({Lamp.OFF: frozenset({Lamp.ON}), Lamp.ON: frozenset({Lamp.OFF, Lamp.BROKEN}), Lamp.BROKEN: frozenset()})


def test_only_listed_moves_are_allowed() -> None:
    allowed = {(now, then) for now in Lamp for then in Lamp if LIFE.allows(now, then)}
    assert allowed == {(Lamp.OFF, Lamp.ON), (Lamp.ON, Lamp.OFF), (Lamp.ON, Lamp.BROKEN)}


def test_before_is_the_table_read_backwards() -> None:
    assert LIFE.before(Lamp.ON) == (Lamp.OFF,)
    assert LIFE.before(Lamp.BROKEN) == (Lamp.ON,)
    assert all(LIFE.allows(now, then) for then in Lamp for now in LIFE.before(then))


def test_first_state_begins_a_life_and_those_without_followers_end_it() -> None:
    assert LIFE.start == Lamp.OFF
    assert LIFE.ends == (Lamp.BROKEN,)


def test_after_keeps_the_order_of_the_table() -> None:
    assert [LIFE.after(state) for state in Lamp] == [(Lamp.ON,), (Lamp.OFF, Lamp.BROKEN), ()]
