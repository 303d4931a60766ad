"""The door to the pages of a PDF: the same people as for the file, one line a look, and a page that loads nothing."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from redis.exceptions import RedisError

from accounts import limits
from common.files import apart
from common.files.refusals import refused
from common.models import AuditLine, Upload
from tests.common.hostile import pdf
from tests.factories.applications import under_way
from tests.factories.assessment import declared
from tests.factories.files import UploadFactory, picture
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

DRAWN = apart.Drawn(pages=tuple(f"data:image/png;base64,AAA{n}" for n in range(2)), of=2)
PDF = pdf(2)


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """What was asked to be drawn; the child itself is tried elsewhere."""
    asked: list[bytes] = []

    def draw(content: bytes, _kind: str, *, person: int) -> apart.Drawn:
        asked.append(content)
        return DRAWN

    monkeypatch.setattr(apart, "draw", draw)
    return asked


def _sent(**given: object) -> Upload:
    return UploadFactory(**{"kind": "pdf", "name": "result.pdf", "stored": PDF, **given})


def _text(client: Client, upload: Upload) -> str:
    page = client.get(f"/files/{upload.reference}/pages/")
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.content.decode())


def _looks(upload: Upload) -> int:
    lines = AuditLine.objects.filter(act="common.read", about_model="common.upload", about_id=upload.pk)
    return lines.filter(person_id=upload.owner_id).count()


def test_sender_sees_the_pages_below_each_other_and_nothing_is_kept(drawn: list[bytes]) -> None:
    upload = _sent(owner=person("Ada"), name="<b>My</b> result.pdf")
    client = signed_in(upload.owner)
    page = _text(client, upload)
    assert [page.index(f"<figcaption>Page {n} of 2</figcaption>") for n in (1, 2)]
    assert 'src="data:image/png;base64,AAA1" alt="Page 2 as a picture. “Look at” opens the document itself."' in page
    assert "&lt;b&gt;My&lt;/b&gt; result.pdf" in page
    assert "are shown" not in page
    assert drawn == [PDF]
    assert client.get(f"/files/{upload.reference.lower()}/pages/")["Cache-Control"] == "private, no-store"
    assert len(drawn) == 2, "drawn anew"
    assert _looks(upload) == 0, "one's own file is nobody's look"


def test_page_lets_in_its_pictures_and_its_style_and_nothing_else() -> None:
    upload = _sent(owner=person("Ada"))
    answer = signed_in(upload.owner).get(f"/files/{upload.reference}/pages/")
    html = answer.content.decode()
    style = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    digest = b64encode(sha256(style[0].encode()).digest()).decode()
    assert len(style) == 1
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'", "img-src data:",
        f"style-src 'sha256-{digest}'", "sandbox",
    }  # fmt: skip
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script|<a |<form|\sstyle=|\son[a-z]+=|https?:", html)
    assert not answer.cookies


@pytest.mark.parametrize(("role", "status"), [("back-office", 200), ("finance", 404), ("administrator", 404)])
def test_colleague_whom_the_shelf_names_comes_with_a_second_factor_and_leaves_one_line(
    role: str, status: int, drawn: list[bytes]
) -> None:
    upload, clerk = _sent(), person("Clerk", role)
    address = f"/files/{upload.reference}/pages/"
    without = signed_in(clerk, second_factor=False).get(address)
    assert (without.status_code, _looks(upload), drawn) == (302 if status == 200 else 404, 0, [])
    assert status != 200 or without["Location"].endswith("%2Fpages%2F"), "it leads to where one wanted to go"
    client = signed_in(clerk)
    head = client.head(address)
    assert (head.status_code, head.content, _looks(upload), drawn) == (status, b"", 0, [])
    assert client.get(address).status_code == status
    assert (_looks(upload), len(drawn)) == (int(status == 200),) * 2


def test_nobody_else_is_told_of_a_file(drawn: list[bytes]) -> None:
    upload = _sent()
    assert signed_in(person("Eve")).get(f"/files/{upload.reference}/pages/").status_code == 404
    assert Client().get(f"/files/{upload.reference}/pages/").status_code == 302
    assert drawn == []


def test_who_judges_reads_a_document_once_they_declared_to_have_no_interest() -> None:
    row = under_way("assessment")
    Upload.objects.filter(pk=row.resume_id).update(kind="pdf")
    default_storage.save(row.resume.stored_as, ContentFile(PDF))
    judge, interested = person("Bea", "assessor"), declared(row, person("Ivo", "assessor"), interested=True)
    address = f"/files/{row.resume.reference}/pages/"
    assert signed_in(judge).get(address).status_code == 404, "nothing was declared"
    assert signed_in(interested).get(address).status_code == 404
    assert signed_in(declared(row, judge)).get(address).status_code == 200
    assert _looks(row.resume) == 1


def test_picture_is_shown_the_same_way_without_numbers_of_pages(drawn: list[bytes]) -> None:
    upload = _sent(owner=person("Ada"), kind="png", name="photo.png", stored=picture())
    page = _text(signed_in(upload.owner), upload)
    assert 'alt="The picture photo.png. “Look at” opens it by itself."' in page
    assert "figcaption>" not in page.split("</style>")[1]
    assert drawn == [picture()]


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "csv", "stored": b"a;b"}, {"over": True}, {"refused": True},
        {"received": True}, {"stored": None},
    ],
)  # fmt: skip
def test_what_is_no_kept_document_has_no_pages(given: dict[str, object], drawn: list[bytes]) -> None:
    upload = _sent(**given) if "stored" in given else UploadFactory(**given)
    assert signed_in(upload.owner).get(f"/files/{upload.reference}/pages/").status_code == 404
    assert drawn == []


@pytest.mark.parametrize(
    ("shown", "of", "told"),
    [
        (20, 34, "The first 20 of 34 pages are shown. “Look at” opens all."),
        (1, 34, "The first of 34 pages is shown. “Look at” opens all."),
    ],
)
def test_document_that_is_cut_says_so_at_both_ends(
    monkeypatch: pytest.MonkeyPatch, shown: int, of: int, told: str
) -> None:
    drawn = apart.Drawn(pages=("data:image/png;base64,AA",) * shown, of=of)
    monkeypatch.setattr(apart, "draw", lambda _content, _kind, *, person: drawn)
    upload = _sent()
    page = _text(signed_in(upload.owner), upload)
    assert page.count(told) == 2
    assert page.index(told) < page.index("<figure>") < page.rindex("</figure>") < page.rindex(told)
    assert f"Page {shown} of {of}" in page


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("too-heavy", "This document cannot be shown here. “Look at” opens it."),
        ("pdf-damaged", "This document cannot be shown here. “Look at” opens it."),
        ("not-looked-through", "This document cannot be shown here. “Look at” opens it."),
        ("busy", "We are looking through many documents just now. Load this page again in a minute, or use “Look at”."),
        (
            "one-by-one",
            "We are still drawing another document for you. Load this page again in a minute, or use “Look at”.",
        ),
    ],
)
def test_document_that_cannot_be_drawn_is_said_calmly(monkeypatch: pytest.MonkeyPatch, code: str, told: str) -> None:
    def draw(_content: bytes, _kind: str, *, person: int) -> apart.Drawn:
        raise refused(code)

    monkeypatch.setattr(apart, "draw", draw)
    upload = _sent()
    page = _text(signed_in(upload.owner), upload)
    assert told in page
    assert "<img" not in page


def test_so_many_are_drawn_for_one_person_within_an_hour_and_then_a_sentence_stands_there(
    monkeypatch: pytest.MonkeyPatch, drawn: list[bytes]
) -> None:
    monkeypatch.setitem(limits.RATES, limits.Costly.DRAWING, "2/h/user")
    upload = _sent()
    client = signed_in(upload.owner)
    assert client.head(f"/files/{upload.reference}/pages/").status_code == 200
    assert ["<figure>" in _text(client, upload) for _look in range(3)] == [True, True, False]
    told = "We drew many documents for you within an hour. “Look at” opens this one; here it is drawn again in an hour."
    assert told in _text(client, upload)
    assert len(drawn) == 2
    other = _sent()
    assert "<figure>" in _text(signed_in(other.owner), other), "nobody else waits for it"


def test_documents_are_drawn_also_while_the_store_of_counts_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_given: object, **_more: object) -> bool:
        raise RedisError

    monkeypatch.setattr(limits.ratelimit, "consume", away)
    upload = _sent()
    assert "<figure>" in _text(signed_in(upload.owner), upload)
