"""Taking a copy of one's data, as a person does: the way there, the download, and the page in it."""

import json
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page

from tests.factories.accounts import PASSWORD
from tests.factories.comms import MessageFactory
from tests.factories.members import MemberFactory
from tests.journeys.looking import findings_light_and_dark, path_of
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def let_every_proof_run_out() -> None:
    """As if it had been ten minutes ago."""
    for key in Session.objects.values_list("pk", flat=True):
        session = SessionStore(key)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {**record, "at": record["at"] - 600} for record in session[AUTHENTICATION_METHODS_SESSION_KEY]
        ]
        session.save()


def test_member_takes_a_copy_and_reads_it_without_a_connection(
    visit: Callable[..., Page], browser: Browser, tmp_path: Path
) -> None:
    member = MemberFactory(user=person("Ada"), address="Verzonnenstraat 12\nAchterhuis", town="W" * 150)
    MessageFactory.create_batch(2, recipient=member.user.email)
    page = visit("/account/", member.user, second_factor=False)
    page.get_by_role("link", name="See it and take a copy").click()
    let_every_proof_run_out()
    page.reload()
    page.get_by_text("We ask once more whether it is you").wait_for()
    page.get_by_role("link", name="Download my data").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("you can download your data now").wait_for()
    assert findings_light_and_dark(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Download my data").click()
    assert path_of(page) == "/account/data/"
    with ZipFile(download.value.path()) as archive:
        archive.extractall(tmp_path)
    assert json.loads((tmp_path / "data.json").read_text())["tables"]["members"][0]["town or city"] == "W" * 150

    alone = browser.new_context(offline=True, reduced_motion="reduce")
    read = alone.new_page()
    read.goto((tmp_path / "index.html").as_uri())
    assert "Verzonnenstraat 12" in read.locator("main").inner_text()
    assert findings_light_and_dark(read) == []
    alone.close()
