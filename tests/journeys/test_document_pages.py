"""A document is read where it is judged: its pages stand in a closed frame, in real browsers, on a desk and a phone."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Frame, Page, expect

from applications.models import Application
from common.models import AuditLine, Upload
from tests.common.hostile import pdf
from tests.factories.accounts import with_app
from tests.factories.applications import under_way
from tests.factories.assessment import declared
from tests.journeys.looking import findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def _row(pages: int) -> Application:
    """An application with a résumé of so many pages."""
    row: Application = under_way("assessment", person=person("Ada"))
    Upload.objects.filter(pk=row.resume_id).update(kind="pdf", name="résumé.pdf")
    default_storage.save(row.resume.stored_as, ContentFile(pdf(pages)))
    return row


def _opened(page: Page) -> Frame:
    """The frame of the first document, opened by the keyboard."""
    page.locator(".document summary").first.press("Enter")
    element = page.locator(".document iframe").first.element_handle()
    frame = element.content_frame() if element else None
    assert frame
    frame.wait_for_url(re.compile("/files/"))
    return frame


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)])
def test_pages_of_a_document_are_seen_in_a_closed_frame(visit: Visit, width: int, dark: bool) -> None:
    row = _row(3)
    anna = with_app(declared(row, person("Anna", "assessor")))
    page = visit(f"/office/applications/application/{row.pk}/change/", anna, width=width, dark=dark)
    frame = _opened(page)
    expect(frame.get_by_text("Page 3 of 3")).to_be_visible()
    sizes: Any = frame.evaluate("[...document.images].map(one => [one.naturalWidth, one.clientWidth, one.alt])")
    assert [seen[0] for seen in sizes] == [935] * 3
    assert all(seen[1] > 250 for seen in sizes)
    assert frame.evaluate("getComputedStyle(document.images[0]).display") == "block", "its style is let in"
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    assert any(frame.evaluate("scrollY") or page.wait_for_timeout(50) for _try in range(100)), "a keyboard scrolls it"
    if width == 360:
        frame.get_by_label("Larger").check()
        assert frame.evaluate("document.images[0].clientWidth") > 900
        assert frame.evaluate("[...document.querySelectorAll('h1, p')].every(one => one.clientWidth <= innerWidth)")
    looks = AuditLine.objects.filter(act="common.read", about_model="common.upload", by_id=anna.pk)
    assert looks.filter(about_id=row.resume_id).count() == 1


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_large_picture_fits_its_frame_and_grows_on_wish(visit: Visit, kind: str) -> None:
    row, written = _row(1), BytesIO()
    Image.new("RGB", (3000, 2000), "white").save(written, kind.upper())
    Upload.objects.filter(pk=row.resume_id).update(kind=kind, name=f"photo.{kind}")
    default_storage.delete(row.resume.stored_as)
    default_storage.save(row.resume.stored_as, ContentFile(written.getvalue()))
    anna = with_app(declared(row, person("Anna", "assessor")))
    frame = _opened(visit(f"/office/applications/application/{row.pk}/change/", anna, width=360))
    expect(frame.get_by_role("img")).to_be_visible()
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    frame.get_by_label("Larger").check()
    assert frame.evaluate("document.images[0].clientWidth") > 2000


def test_pages_by_themselves_are_found_well_made(visit: Visit) -> None:
    """Nothing may look at them from inside, so their page is shown once more without its policy."""
    row = _row(21)
    html = visit("/privacy/", row.person).request.get(f"/files/{row.resume.reference}/pages/").text()
    assert "The first 20 of 21 pages are shown." in html
    page = visit("/privacy/")
    page.route("**/pages-alone", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto("/pages-alone")
    assert findings_light_and_dark(page) == []
