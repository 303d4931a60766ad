"""Earlier claims from outside: a file is tried, mended, its warning read, and it is brought in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from common import duties
from cpe.models import Claim, ClaimImport
from members.models import Member, Title
from members.services import award
from tests.cpe.importing import row, table
from tests.factories.accounts import UserFactory
from tests.factories.imports import OpeningPositionFactory
from tests.factories.members import MemberFactory
from tests.journeys.looking import Look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def _choose(page: Page, *rows: dict[str, str]) -> None:
    file: Any = {"name": "claims.csv", "mimeType": "text/csv", "buffer": table(*rows, delimiter=";")}
    page.get_by_label("File", exact=True).set_input_files(file)
    _press(page, "Try the file")


def _work(page: Page) -> None:
    duties.perform("cpe.imports", now=timezone.now())
    _follow(page, "Look again")


def _holder() -> Member:
    """Somebody whose title came with credits of its first year."""
    member = MemberFactory()
    begun = timezone.localdate() - timedelta(days=500)
    award(member, Title.objects.get(code="S-ISP"), on=begun, by=None, at=timezone.now())
    OpeningPositionFactory(credential=member.credentials.get(), credits_year_1=20)
    return member


def test_earlier_claims_are_tried_mended_read_and_brought_in(visit: Callable[..., Page], look: Look) -> None:
    member, today = _holder(), timezone.localdate()
    done, early = (today - timedelta(days=days) for days in (30, 400))
    claim = row(member, completed_on=done, reported_on=done, title="Threat modelling in practice", reference="W-17")
    page = visit("/office/", UserFactory(roles=("administrator",)))
    _follow(page, "Imports of earlier claims")
    _follow(page, "Bring earlier claims in")
    look(page)
    _choose(page, {**claim, "activity": "gardening"})
    _work(page)
    expect(page.get_by_text("1 thing is to be mended before the file can be brought in.")).to_be_visible()

    _follow(page, "Try another file")
    _choose(
        page,
        claim,
        {**claim, "amount": "50", "started_on": str(early - timedelta(days=9)), "completed_on": str(early),
         "reported_on": str(early), "reference": "W-18"},
        {**claim, "activity": "book", "amount": "320", "title": "threat modelling in practice", "reference": "W-19"},
    )  # fmt: skip
    _work(page)
    expect(page.get_by_text("Claims: 3 new, 0 known already.")).to_be_visible()
    look(page)
    _press(page, "Bring it in")
    expect(page.get_by_text("Read the warnings first, and say that you did.")).to_be_visible()
    page.get_by_label("I read which years may count twice").check()
    _press(page, "Bring it in")
    assert not Claim.objects.exists()
    _work(page)
    assert page.url.endswith(f"/office/cpe/claimimport/{ClaimImport.objects.get().pk}/change/")
    assert Claim.objects.count() == 3
    look(page)
