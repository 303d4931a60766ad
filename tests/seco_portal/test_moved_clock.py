"""A demonstration whose clock was moved: every page says so, and goes by that clock."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import Client, override_settings
from django.utils import timezone

from seco_portal import moved_clock
from tests.factories.accounts import UserFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moved(monkeypatch, time_machine):
    time_machine.move_to("2026-07-01T09:00:00Z", tick=False)
    monkeypatch.setattr(timezone, "now", timezone.now)  # so that it is put back
    moved_clock.move(184)
    with override_settings(DEMONSTRATION=True, DAYS_AHEAD="184"):
        yield


@pytest.mark.usefixtures("moved")
def test_every_page_of_a_demonstration_that_was_moved_says_which_day_it_is():
    clerk = UserFactory(roles=["back-office"])
    for page in (Client().get("/titles/"), signed_in(clerk).get("/office/")):
        assert "Demo, 1 Jan 2027" in " ".join(page.text.split())
    assert "Friday 1 January 2027" in signed_in(clerk).get("/office/").text


@pytest.mark.usefixtures("moved")
def test_templates_tell_the_time_by_the_same_clock():
    told = Template('{% now "j F Y, H:i" as time %}{{ time }}').render(Context())
    assert told == "1 January 2027, 10:00"
    assert moved_clock.unmoved() == dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


@override_settings(DEMONSTRATION=True)
def test_one_that_was_not_moved_names_no_day():
    page = " ".join(Client().get("/titles/").text.split())
    assert "Demonstration </span>" in page
    assert "Demo, " not in page


def test_a_clock_that_is_not_moved_is_left_as_it_is():
    before = timezone.now
    moved_clock.move(0)
    assert timezone.now is before
