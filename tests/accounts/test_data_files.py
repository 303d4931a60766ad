"""The files a person sent lie in the copy of their data, byte for byte, and nobody else's do."""

import json
import tracemalloc
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts import services
from common.models import Upload
from tests.factories.accounts import DAY_ONE
from tests.factories.files import UploadFactory, picture
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

COPY = "/account/data/copy/"
OWN = {"data.json", "index.html", "look.css"}


class _Links(HTMLParser):
    """Where a page leads to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [unquote(value) for name, value in attrs if tag == "a" and name == "href" and value]


def _copy(user: Any) -> dict[str, bytes]:
    answer = signed_in(user).get(COPY)
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_files_that_are_kept_are_in_the_copy_and_named_in_both_forms() -> None:
    user = person("Ada")
    one = UploadFactory(owner=user, name="résultat #1 100%.png", stored=picture(), taken=True)
    two = UploadFactory(owner=user, name="résultat #1 100%.png", stored=picture(size=(3, 3)))
    files = _copy(user)
    told = json.loads(files["data.json"])["files"]
    places = [row["file"] for row in told]
    assert [(row["name"], row["reference"]) for row in told] == [(row.name, row.reference) for row in (one, two)]
    assert files.keys() == OWN | set(places)
    assert [files[place] for place in places] == [picture(), picture(size=(3, 3))]
    assert _Links(files["index.html"].decode()).found == places


@pytest.mark.parametrize("made", [{"over": True}, {"refused": True}, {"received": True}, {"shelf": "exam-table"}])
def test_what_is_not_kept_or_is_about_others_is_not_in_the_copy(made: dict[str, Any]) -> None:
    user = person("Ada")
    UploadFactory(owner=user, stored=picture(), **made)
    UploadFactory(stored=picture())
    files = _copy(user)
    assert files.keys() == OWN
    assert json.loads(files["data.json"])["files"] == []


def test_a_file_that_the_storage_lost_takes_no_other_along() -> None:
    user = person("Ada")
    UploadFactory(owner=user)
    kept = UploadFactory(owner=user, stored=picture())
    files = _copy(user)
    assert [row["reference"] for row in json.loads(files["data.json"])["files"]] == [kept.reference]
    assert len(files.keys() - OWN) == 1


def test_name_that_leads_elsewhere_stays_in_its_folder() -> None:
    user = person("Ada")
    UploadFactory(owner=user, name="../../data.json", stored=picture())
    (place,) = _copy(user).keys() - OWN
    assert place == f"files/{Upload.objects.get().reference} data.png"


def test_who_asks_for_the_head_alone_gets_no_byte_of_it() -> None:
    answer = signed_in(person("Ada")).head(COPY)
    assert (answer.status_code, answer.getvalue()) == (200, b"")
    assert int(answer["Content-Length"]) > 0


def test_large_files_take_no_memory() -> None:
    user = person("Ada")
    for _file in range(3):
        upload = UploadFactory(owner=user)
        default_storage.save(upload.stored_as, ContentFile(bytes(8_000_000)))
    tracemalloc.start()
    with services.take_copy(user, at=DAY_ONE) as copy:
        _now, peak = tracemalloc.get_traced_memory()
        size = copy.seek(0, 2)
    tracemalloc.stop()
    assert size > 24_000_000
    assert peak < 8_000_000
