"""The catalogue of the migrations is the table that was decided, and its page shows all of it."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from members.models import Level, Title, Track
from tests.factories.members import LevelFactory, TitleFactory, TrackFactory

pytestmark = pytest.mark.django_db

LEVELS = {
    1: ("Foundation", "exam"),
    2: ("Practitioner", "exam"),
    3: ("Expert", "exam"),
    4: ("Certified Officer", "assessment"),
}

DECIDED = """
Information Security Management | S-ISP Information Security Practitioner | S-ISME Information Security Management Expert | S-CISO Certified Information Security Officer
IT-Security | S-ITSP IT-Security Practitioner | S-ITSE IT-Security Expert | S-CITSO Certified IT-Security Officer
Privacy & Data Protection | S-DPP Data Protection Practitioner | S-DPE Data Protection Expert | S-CDPO Certified Data Protection Officer
Ethical Hacking | S-EHP Ethical Hacking Practitioner | S-EHE Ethical Hacking Expert | S-CEHL Certified Ethical Hacking Expert
Secure Software | S-SPP Secure Programming Practitioner | S-SPE Secure Programming Expert | S-CSPL Certified Secure Programming Expert
Business Continuity | S-BCP Business Continuity Practitioner | S-BCME Business Continuity Management Expert | S-CBCO Certified Business Continuity Officer
Crisis Management | S-CMP Crisis Management Practitioner | S-CME Crisis Management Expert | S-CCMO Certified Crisis Management Officer
"""  # noqa: E501  the table as it was decided, a track a line

COLUMNS = ("Practitioner", "Expert", "Certified Officer")


def _decided() -> set[tuple[str, str, str, str]]:
    titles = {("SOC-CA", "", "Practitioner", "IT-Security"), ("SOC-LA", "", "Practitioner", "IT-Security")}
    for line in DECIDED.strip().splitlines():
        track, *cells = line.split(" | ")
        titles |= {(*cell.split(" ", 1), level, track) for cell, level in zip(cells, COLUMNS, strict=True)}  # type: ignore[misc]
    return titles


def test_catalogue_is_the_decided_table() -> None:
    kept = set(Title.objects.values_list("code", "name", "level__name", "track__name"))
    assert kept == _decided()
    assert len(kept) == 23


def test_levels_are_the_decided_four() -> None:
    assert {level.rank: (level.name, level.earned_by) for level in Level.objects.all()} == LEVELS


def test_tracks_are_the_decided_seven_in_order() -> None:
    decided = [line.split(" | ")[0] for line in DECIDED.strip().splitlines()]
    assert [track.name for track in Track.objects.all()] == decided


@pytest.mark.parametrize(("model", "count"), [(Level, 4), (Track, 7), (Title, 23)])
def test_every_row_begins_its_history_with_the_catalogue(model: type[Level], count: int) -> None:
    first = model.history.filter(history_type="+", history_user=None)
    assert first.count() == count
    assert {row.history_object.pk for row in first} == set(model.objects.values_list("pk", flat=True))


def test_a_changed_name_is_in_the_history() -> None:
    title = Title.objects.get(code="SOC-CA")
    title.name = "A name that was found"
    title.save()
    newest, before = title.history.all()[:2]
    assert newest.diff_against(before).changed_fields == ["name"]


@pytest.mark.parametrize("code", ["S-ISP", "s-isp", "S-isp"])
def test_a_code_never_changes_hands_whatever_its_case(code: str) -> None:
    with pytest.raises(IntegrityError, match="title_code_unique_any_case"), transaction.atomic():
        TitleFactory(code=code)


def test_a_level_or_track_with_titles_stays() -> None:
    for row in (Level.objects.get(key="officer"), Track.objects.get(key="privacy")):
        with pytest.raises(ProtectedError):
            row.delete()


def test_page_shows_every_title_to_everybody(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(3):
        page = client.get("/titles/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&amp;", "&")
    for code, name, level, track in _decided():
        assert f"{code} {name}".strip() in text
        assert level in text
        assert track in text
    assert "By an assessed application" in text
    assert "23 titles" in text


@pytest.mark.parametrize("more", [1, 30])
def test_page_asks_three_queries_however_many_titles(client, django_assert_num_queries, more: int) -> None:
    level, track = LevelFactory(), TrackFactory()
    TitleFactory.create_batch(more, level=level, track=track)
    with django_assert_num_queries(3):
        client.get("/titles/")


def test_page_says_so_when_nothing_is_listed(client) -> None:
    Title.objects.all().delete()
    assert "No titles are listed yet." in client.get("/titles/").content.decode()


def test_page_only_answers_reading(client) -> None:
    assert client.post("/titles/").status_code == 405
    assert client.head("/titles/").status_code == 200
