"""What the page of certificates offers where no title stands, and how a calendar says its days."""

import datetime as dt
import re
from typing import Any

import pytest

from members import diary_file
from members.documents import badge_picture
from members.enums import DiaryKind
from members.models import Member
from members.rules.cycles import Window
from members.rules.diary import Entry
from tests.factories.members import OutcomeFactory
from tests.members.money import holder, moment
from tests.members.test_membership_page import _client, _text

AWARD = dt.date(2026, 7, 1)
WINDOW = Window(number=2, first=AWARD)


@pytest.fixture
def member(time_machine: Any, db: None) -> Member:
    """An officer of yesterday, on 2 July 2026."""
    time_machine.move_to(moment(dt.date(2026, 7, 2)), tick=False)
    return holder("S-CISO", on=AWARD)


def _page(member: Member) -> str:
    return _text(_client(member.user).get("/certificates/"))


def test_the_register_is_offered_where_a_title_stands_alone(member: Member) -> None:
    assert "Name me in the public register" in _page(member)
    OutcomeFactory(
        credential=member.credentials.get(), kind="revoked", ground="breach", cycle=None,
        effective_on=dt.date(2026, 7, 2), recorded_at=moment(dt.date(2026, 7, 2)),
    )  # fmt: skip
    page = _page(member)
    assert "Name me in the public register" not in page
    assert "With a title that is awarded or stands again, you can choose here to be named." in page
    member.listed_at = moment(AWARD)
    member.save()
    page = _page(member)
    assert "Everybody can read" not in page
    assert "it does so again as soon as a title of yours stands" in page
    assert "Take me out of the public register" in page


def test_what_is_reached_from_the_home_is_marked_there(member: Member) -> None:
    html = _client(member.user).get("/certificates/").content.decode()
    assert re.search(r'<a href="/" aria-current="page">\s*Home', html)
    assert html.count('aria-current="page"') == 1


@pytest.mark.parametrize("kind", [DiaryKind.EXPIRES, DiaryKind.LAST_DAY, DiaryKind.ENDS])
def test_a_day_of_a_calendar_is_told_with_dates_and_without_numbers_of_cycles(kind: DiaryKind) -> None:
    entry = Entry(
        name="x", kind=kind, day=dt.date(2029, 6, 30), off=False, sequence=0, changed_at=None, code="S-CISO",
        window=WINDOW, last_day=WINDOW.last_day,
    )  # fmt: skip
    told = str(diary_file.TOLD[kind]) % diary_file._facts(entry)
    assert not re.search(r"today|tomorrow|cycle", told)
    assert re.search(r"\d{1,2} \w+ 2029", told)


def test_the_ring_of_a_badge_has_the_colours_of_the_certificate() -> None:
    drawn: list[tuple[int, str]] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(badge_picture, "_arc", lambda pen, arc, radius, colour, width: drawn.append((radius, colour)))
        badge_picture.badge_picture(
            code="S-CISO", name="Officer", since=AWARD, until=WINDOW.expires_on, on=AWARD, signed="x"
        )
    assert (badge_picture.OUTER, badge_picture.SEA) in drawn
    assert (badge_picture.INNER, badge_picture.BRASS) in drawn
