"""A member asks to be forgotten on a phone, without JavaScript; two colleagues carry it out; nobody knows them then."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from common.calendar import local_day
from members.models import Certificate, Erasure
from tests.factories.accounts import PASSWORD
from tests.journeys.looking import findings_light_and_dark
from tests.journeys.test_data_copy import let_every_proof_run_out
from tests.members.money import holder
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_member_asks_to_be_forgotten_and_two_colleagues_carry_it_out(visit: Callable[..., Page]) -> None:
    member = holder("S-CISO", on=local_day(datetime.now(UTC)) - timedelta(days=40), user__given_name="Noor")
    number = Certificate.objects.get().number
    page = visit("/account/data/", member.user, width=360, script=False, second_factor=False)
    page.get_by_role("link", name="be forgotten").click()
    let_every_proof_run_out()
    page.reload()
    page.get_by_role("link", name="Show that it is you").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("listitem").filter(has_text="S-CISO")).to_be_visible()
    page.get_by_role("button", name="Ask to be forgotten").click()
    expect(page.get_by_role("status")).to_contain_text("We received it.")
    expect(page.get_by_role("button", name="Take it back and stay")).to_be_visible()
    Erasure.objects.update(asked_at=datetime.now(UTC) - timedelta(days=15))

    first = visit("/office/", person("Priya", "privacy-officer"))
    first.get_by_role("link", name="People who asked to be forgotten, to carry out").click()
    first.get_by_role("link", name="Noor").click()
    first.get_by_role("link", name="Put forward").click()
    first.get_by_role("button", name="Put forward").click()
    expect(first.get_by_text("It waits for a second person.")).to_be_visible()
    expect(first.get_by_role("link", name="Carry out")).to_have_count(0)

    second = visit(f"/office/members/erasure/{Erasure.objects.get().pk}/change/", person("Adam", "administrator"))
    second.get_by_role("link", name="Carry out").click()
    expect(second.get_by_text("This cannot be undone.")).to_be_visible()
    assert findings_light_and_dark(second) == []
    second.get_by_role("button", name="Carry out").click()
    expect(second.get_by_text("Membership and titles have ended, and the person is forgotten.")).to_be_visible()
    assert findings_light_and_dark(second) == []
    expect(second.get_by_text("Noor")).to_have_count(0)

    page.goto("/account/data/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"/verify/{number}/")
    expect(page.get_by_role("main")).to_contain_text("We know no title by this number")
