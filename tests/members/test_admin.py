"""The register in the back office."""

import re

import pytest
from django.test import Client

from common.today import LINES
from members.models import Level, Member, Title, Track
from tests.factories.accounts import UserFactory
from tests.factories.members import LevelFactory, MemberFactory, TitleFactory, TrackFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def _office(role: str = "back-office") -> Client:
    return signed_in(UserFactory(roles=[role]))


def _text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_member_is_added_from_an_account(time_machine) -> None:
    time_machine.move_to("2026-06-30T22:30:00Z", tick=False)
    person = UserFactory()
    answer = _office().post("/office/members/member/add/", {"user": person.pk})
    assert answer.status_code == 302
    member = Member.objects.get()
    assert (member.user_id, member.number, str(member.registered_on)) == (person.pk, 10_001, "2026-07-01")


def test_a_member_is_not_added_twice() -> None:
    member = MemberFactory()
    answer = _office().post("/office/members/member/add/", {"user": member.user_id})
    assert answer.status_code == 200
    assert "already" in _text(answer)
    assert Member.objects.count() == 1


def test_the_back_office_writes_an_address_but_no_number_name_or_day() -> None:
    member = MemberFactory()
    sent = {
        "address": "Verzonnenstraat 12", "postal_code": "0000 AA", "town": "Nergenshuizen", "country": "Nederland",
        "phone": "070 123 45 67", "number": "1", "registered_on": "2000-01-01", "user": "1", "given_name": "X",
    }  # fmt: skip
    answer = _office().post(f"/office/members/member/{member.pk}/change/", sent)
    assert answer.status_code == 302
    kept = Member.objects.get()
    assert (kept.town, kept.phone) == ("Nergenshuizen", "070 123 45 67")
    assert (kept.number, kept.registered_on, kept.user) == (member.number, member.registered_on, member.user)
    assert kept.contact_changed_at is not None


def test_what_cannot_be_an_address_stays_in_the_form() -> None:
    member = MemberFactory()
    answer = _office().post(f"/office/members/member/{member.pk}/change/", {"town": "Ha\u202ello", "phone": "none"})
    assert answer.status_code == 200
    assert "Write the number with its digits" in _text(answer)
    assert 'value="none"' in answer.content.decode()


@pytest.mark.parametrize("role", ["finance", "cpe-reviewer", "privacy-officer"])
def test_who_only_reads_the_register_changes_nothing(role: str) -> None:
    member = MemberFactory()
    client = _office(role)
    assert client.get(f"/office/members/member/{member.pk}/change/").status_code == 200
    assert client.post(f"/office/members/member/{member.pk}/change/", {"town": "X"}).status_code == 403
    assert client.post("/office/members/member/add/", {"user": UserFactory().pk}).status_code == 403


@pytest.mark.parametrize("path", ["member", "title", "track", "level"])
@pytest.mark.parametrize("role", ["back-office", "administrator"])
def test_nothing_of_the_register_is_deleted_by_hand(path: str, role: str) -> None:
    row = {"member": MemberFactory, "title": TitleFactory, "track": TrackFactory, "level": LevelFactory}[path]()
    answer = _office(role).post(f"/office/members/{path}/{row.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 403
    row.refresh_from_db()


def _found(query: str) -> set[str]:
    page = _office().get("/office/members/member/", {"q": query})
    assert page.status_code == 200
    return set(re.findall(r"\b(?:Findme|Другой|Third)\b", _text(page)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("60001", {"Findme"}),
        ("6000", {"Findme", "Другой"}),
        ("findme", {"Findme"}),
        ("Ada Findme", {"Findme"}),
        ("Другой", {"Другой"}),
        ("findme@work.example", {"Findme"}),
        ("PRIVATE@home.example", {"Findme"}),
        ("Nergenshuizen", {"Другой"}),
        ("nobody", set()),
        ("'; DROP TABLE", set()),
    ],
)
def test_a_member_is_found_by_number_name_town_or_any_address(query: str, found: set[str]) -> None:
    first = UserFactory(given_name="Ada", family_name="Findme", email="findme@work.example")
    first.emailaddress_set.create(email="private@home.example", verified=True, primary=False)
    MemberFactory(number=60_001, user=first)
    MemberFactory(number=60_002, user=UserFactory(family_name="Другой"), town="Nergenshuizen")
    MemberFactory(number=70_001, user=UserFactory(family_name="Third"))
    assert _found(query) == found


@pytest.mark.parametrize(
    "path",
    [
        "members/member/?q=",
        "members/title/?q=",
        "autocomplete/?app_label=members&model_name=member&field_name=user&term=",
    ],
)
def test_a_pasted_page_of_text_is_searched_by_its_first_words(path: str) -> None:
    assert _office().get(f"/office/{path}{'long+' * 1000}").status_code == 200


def test_todays_line_counts_what_its_list_shows() -> None:
    line = next(line for line in LINES if line.changelist == "members_title")
    text = _text(_office().get(line.url))
    assert "SOC-CA" in text
    assert "SOC-LA" in text
    assert "S-ISP" not in text
    assert "2 titles" in text
    assert "SOC-CA" not in _text(_office().get("/office/members/title/?named=yes"))


def test_a_named_title_leaves_todays_line_and_says_who_named_it() -> None:
    client, title = _office(), Title.objects.get(code="SOC-CA")
    sent = {"code": "SOC-CA", "name": "A name that was found", "level": title.level_id, "track": title.track_id}
    assert client.post(f"/office/members/title/{title.pk}/change/", sent).status_code == 302
    assert Title.objects.unnamed().count() == 1
    text = _text(client.get(f"/office/members/title/{title.pk}/history/"))
    assert "A name that was found" in text
    assert "The first catalogue" in text
    assert str(title.history.first().history_user) in text


@pytest.mark.parametrize(
    ("code", "sentence"), [("s-isp", "in capital letters"), ("S ISP", "in capital letters"), ("S-ISP", "already")]
)
def test_a_code_that_cannot_be_is_told_in_a_sentence(code: str, sentence: str) -> None:
    level, track = Level.objects.first(), Track.objects.first()
    answer = _office().post("/office/members/title/add/", {"code": code, "level": level.pk, "track": track.pk})
    assert answer.status_code == 200
    assert sentence in _text(answer)


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_old_version_is_brought_back_by_a_reader(method: str) -> None:
    title = Title.objects.get(code="S-ISP")
    old = title.history.first().pk
    answer = getattr(_office("observer"), method)(
        f"/office/members/title/{title.pk}/history/{old}/", {"code": "X", "name": "X"}
    )
    assert answer.status_code in {302, 404}
    title.refresh_from_db()
    assert title.name == "Information Security Practitioner"


def test_a_tracks_key_is_chosen_once() -> None:
    client = _office("administrator")
    client.post("/office/members/track/add/", {"name": "A new field", "key": "new-field", "rank": 8})
    track = Track.objects.get(key="new-field")
    client.post(f"/office/members/track/{track.pk}/change/", {"name": "Renamed", "key": "other", "rank": 9})
    track.refresh_from_db()
    assert (track.key, track.name, track.rank) == ("new-field", "Renamed", 9)


def test_levels_are_reworded_but_not_added() -> None:
    client, level = _office("administrator"), Level.objects.get(key="expert")
    assert client.get("/office/members/level/add/").status_code == 403
    sent = {"name": "Expert", "meaning": "Says more.", "earned_by": "exam", "rank": "9"}
    assert client.post(f"/office/members/level/{level.pk}/change/", sent).status_code == 302
    level.refresh_from_db()
    assert (level.meaning, level.rank) == ("Says more.", 3)
