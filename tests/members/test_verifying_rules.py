"""What a number says on a day, by tables and by chance; numbers as typed; names as typed."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import references
from common.calendar import DAY
from members.enums import OutcomeKind
from members.rules.cycles import Window
from members.rules.standing import CredentialFact, OutcomeFact
from members.rules.verifying import Found, NumberFault, Said, answer, fault_of, matches, plain
from tests.members.verifying import AWARDED, NUMBER, noon
from tests.test_naughty_strings import NAMES, NAUGHTY

ENDS = dt.date(2028, 6, 30)


def found(*outcomes: OutcomeFact, cycles: bool = True) -> Found:
    """An officer's title, known since its award."""
    window = Window(number=1, first=AWARDED) if cycles else None
    return Found(
        number=NUMBER,
        current=NUMBER,
        name="Noor de Vries",
        own_name="Noor de Vries",
        code="S-CISO",
        title="Certified Information Security Officer",
        level="Certified Officer",
        track="Information Security Management",
        fact=CredentialFact(awarded_on=AWARDED, first_cycle=window, awarded_at=noon(AWARDED)),
        outcomes=outcomes,
    )


def _row(kind: OutcomeKind, on: dt.date, pk: int = 1, cycle: int | None = 1, **more: int) -> OutcomeFact:
    return OutcomeFact(id=pk, kind=kind, effective_on=on, recorded_at=noon(on), cycle=cycle, **more)


RENEWED = _row(OutcomeKind.RENEWED, ENDS + DAY)
LOST = _row(OutcomeKind.DECERTIFIED, ENDS + 91 * DAY)
REVOKED = _row(OutcomeKind.REVOKED, dt.date(2026, 5, 1), cycle=None)


@pytest.mark.parametrize(
    ("rows", "on", "said", "until"),
    [
        ((), AWARDED - DAY, Said.NOT_YET, None),
        ((), AWARDED, Said.VALID, ENDS),
        ((), ENDS, Said.VALID, ENDS),
        ((), ENDS + DAY, Said.RENEWING, ENDS),
        ((), ENDS + 90 * DAY, Said.RENEWING, ENDS),
        ((), ENDS + 91 * DAY, Said.RENEWING, ENDS),
        ((RENEWED,), ENDS + DAY, Said.VALID, dt.date(2031, 6, 30)),
        ((LOST,), ENDS + 91 * DAY, Said.NOT_VALID, None),
        ((REVOKED,), dt.date(2026, 5, 1), Said.NOT_VALID, None),
    ],
)
def test_today(rows: tuple[OutcomeFact, ...], on: dt.date, said: Said, until: dt.date | None) -> None:
    told = answer(found(*rows), on, noon(on))
    assert (told.said, told.today, told.until) == (said, said, until)
    assert told.is_today
    assert told.name == ("Noor de Vries" if said.stands else "")
    assert told.since == (on if said is Said.NOT_VALID else None)


def test_a_title_without_cycles_has_no_end() -> None:
    told = answer(found(cycles=False), dt.date(2060, 1, 1), noon(dt.date(2060, 1, 1)))
    assert (told.said, told.first, told.until, told.endless) == (Said.VALID, AWARDED, None, True)


def test_a_past_day_is_answered_by_what_is_known_now() -> None:
    late = OutcomeFact(
        id=1, kind=OutcomeKind.RENEWED, effective_on=ENDS + DAY, recorded_at=noon(ENDS + 80 * DAY), cycle=1
    )
    before = answer(found(late), ENDS + 10 * DAY, noon(ENDS + 79 * DAY))
    after = answer(found(late), ENDS + 10 * DAY, noon(ENDS + 81 * DAY))
    assert (before.said, after.said) == (Said.RENEWING, Said.VALID)


def test_a_title_that_was_lost_shows_no_name_for_a_day_before() -> None:
    told = answer(found(REVOKED), AWARDED + DAY, noon(dt.date(2026, 6, 1)))
    assert (told.said, told.today) == (Said.VALID, Said.NOT_VALID)
    assert (told.name, told.until, told.first) == ("", None, None)
    assert (told.since, told.since_today) == (None, REVOKED.effective_on)


def test_a_title_given_back_says_of_the_days_between_that_it_was_not_valid() -> None:
    back = _row(OutcomeKind.REINSTATED, ENDS + 120 * DAY, pk=2)
    told = answer(found(LOST, back), ENDS + 100 * DAY, noon(ENDS + 130 * DAY))
    assert (told.said, told.today) == (Said.NOT_VALID, Said.VALID)
    assert (told.since, told.since_today, told.name) == (ENDS + 91 * DAY, None, "")


KINDS = st.sampled_from([kind for kind in OutcomeKind if kind is not OutcomeKind.WITHDRAWN])


@given(
    st.lists(st.tuples(KINDS, st.integers(0, 2500), st.integers(1, 2)), max_size=6),
    st.integers(-10, 2600),
    st.integers(0, 2600),
)
def test_whatever_happened_a_name_stands_only_beside_a_title_that_stands(
    happened: list[tuple[OutcomeKind, int, int]], asked: int, now: int
) -> None:
    rows = [_row(kind, AWARDED + days * DAY, pk, cycle) for pk, (kind, days, cycle) in enumerate(happened, 1)]
    known_at = noon(AWARDED + max(asked, now) * DAY)
    told = answer(found(*rows), AWARDED + asked * DAY, known_at)
    assert bool(told.name) == (told.said.stands and told.today.stands)
    assert bool(told.until) == bool(told.name)
    assert (told.since is not None) == (told.said is Said.NOT_VALID)
    assert (told.since_today is not None) == (told.today is Said.NOT_VALID)
    assert told.since is None or told.since <= told.on


# Numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        " m4pd w2h8 6cvy 4 ",
        "M4PDW2H86CVY4",
        "M4PD–W2H8—6CVY‑4",
        "M4PD-\u200bW2H8-6CVY-4\n",
        "https://portal.example/verify/M4PD-W2H8-6CVY-4/",
        "portal.example/verify/M4PD-W2H8-6CVY-4?on=2026-01-01",
        "No. M4PD-W2H8-6CVY-4",
        "nr: M4PD-W2H8-6CVY-4",
        "№ M4PD-W2H8-6CVY-4",
        "# M4PD-W2H8-6CVY-4",
        "M4PD-W2H8-6CVY-4.",
        "“M4PD-W2H8-6CVY-4”",
        "(No. M4PD-W2H8-6CVY-4).",
        "«M4PD-W2H8-6CVY-4»,",
        "No. 'M4PD-W2H8-6CVY-4'",
        "(https://portal.example/verify/M4PD-W2H8-6CVY-4/).",
        "\uff2d\uff14\uff30\uff24\uff0d\uff37\uff12\uff28\uff18\uff0d\uff16\uff23\uff36\uff39\uff0d\uff14",
    ],
)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert fault_of(plain(typed)) is None
    assert references.tidy(plain(typed)) == NUMBER


@pytest.mark.parametrize(
    ("typed", "fault", "shown"),
    [
        ("", NumberFault.EMPTY, ""),
        (" - ", NumberFault.EMPTY, ""),
        ("M4PD-W2H8-6CVY", NumberFault.SHORT, "12"),
        ("M4PD-W2H8-6CVY-44", NumberFault.LONG, "14"),
        ("M-M4PD-W2H8-6CVY-4", NumberFault.LONG, "14"),
        ("M4PD-W2H8-6CVU-4", NumberFault.FOREIGN, "U"),
        ("M4PD-W2H8-6CV\x00-4", NumberFault.FOREIGN, "\x00"),
        ("M4PD-W2H8-6CVY-K", NumberFault.CHECK, ""),
        ("4MPD-W2H8-6CVY-4", NumberFault.CHECK, ""),
    ],
)
def test_a_number_that_cannot_be_one_says_why(typed: str, fault: NumberFault, shown: str) -> None:
    assert fault_of(typed) == (fault, shown)


@given(st.integers(0, 12), st.sampled_from(references.ALPHABET))
def test_one_wrong_character_always_shows(place: int, put: str) -> None:
    symbols = NUMBER.replace("-", "")
    wrong = symbols[:place] + put + symbols[place + 1 :]
    assert (fault_of(wrong) is None) == (wrong == symbols)


@given(st.text())
def test_whatever_is_typed_is_read(typed: str) -> None:
    fault_of(plain(typed))


@pytest.mark.parametrize(("look_alike", "meant"), [("O", "0"), ("o", "0"), ("I", "1"), ("l", "1")])
def test_look_alikes_are_what_they_look_like(look_alike: str, meant: str) -> None:
    number = next(made for made in iter(references.new, None) if meant in made)
    assert references.tidy(number.replace(meant, look_alike)) == number
    assert fault_of(number.replace(meant, look_alike)) is None


# Names ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("noor de vries", "Noor de Vries"),
        ("de Vries, Noor", "Noor de Vries"),
        ("NOOR  DE\tVRIES ", "Noor de Vries"),
        ("Zoe Gulsen Lukasz ONeill", "Zoë Ğülşen-Łukasz O’Neill"),
        ("Jan Willem van den Berg", "Jan-Willem van den Berg"),
        ("Soren Aerø", "Søren Ærø"),
        ("STRASSE", "Straße"),
        ("J.P. d'Angelo", "JP D’Angelo"),
        ("Иванов", "ИВАНОВ"),
        ("فاطمة الزَّهْراء", "فاطمة الزهراء"),
        ("ﾀﾅｶ", "タナカ"),
    ],
)
def test_matches(typed: str, name: str) -> None:
    assert matches(typed, name)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Simon Paul", "Paul Simon"),
        ("Noor Vries", "Noor de Vries"),
        ("Noor", "Noor de Vries"),
        ("Noor de Vries PhD", "Noor de Vries"),
        ("Noor de Fries", "Noor de Vries"),
        ("Müller", "Mueller"),
        ("かき", "がき"),
        ("कि", "कु"),
        ("", "Noor"),
        ("...", "Noor"),
        ("", ""),
        ("-", "-"),
    ],
)
def test_does_not_match(typed: str, name: str) -> None:
    assert not matches(typed, name)


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_name_in_any_script_is_itself(name: str) -> None:
    for form in ("NFC", "NFD"):
        assert matches(unicodedata.normalize(form, name), name)
    assert matches(name.upper(), name)
    assert not matches(name + "x", name)


@pytest.mark.parametrize("typed", NAUGHTY.values(), ids=NAUGHTY)
def test_nothing_that_is_typed_breaks_the_comparison(typed: str) -> None:
    assert not matches(typed, "Noor de Vries")


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_match_is_mutual_where_nobody_turned_it_round(one: str, other: str) -> None:
    if "," not in one + other:
        assert matches(one, other) == matches(other, one)
