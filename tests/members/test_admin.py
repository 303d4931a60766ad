"""The register in the back office."""

import datetime as dt
import re

import pytest
from django.test import Client

from common.models import AuditLine
from common.today import LINES
from members.models import Level, Member, Title, Track
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, LevelFactory, MemberFactory, TitleFactory, TrackFactory
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


def test_who_is_in_the_register_already_is_shown_with_their_number() -> None:
    member = MemberFactory(number=60_001, user=UserFactory(given_name="Ada", family_name="<b>Twice"))
    answer = _office().post("/office/members/member/add/", {"user": member.user_id}, follow=True)
    assert answer.redirect_chain == [(f"/office/members/member/{member.pk}/change/", 302)]
    assert "Ada &lt;b&gt;Twice is in the register already, as number 60001." in answer.text
    assert Member.objects.count() == 1


def test_a_second_click_lands_on_the_member_and_adds_nothing() -> None:
    client, person = _office(), UserFactory()
    for _click in range(2):
        answer = client.post("/office/members/member/add/", {"user": person.pk})
        assert answer.status_code == 302
    assert answer["Location"] == f"/office/members/member/{Member.objects.get().pk}/change/"
    assert AuditLine.objects.filter(act="members.registered").count() == 1


@pytest.mark.parametrize("sent", ["", "999999"])
def test_an_account_that_is_not_there_is_asked_for_again(sent: str) -> None:
    answer = _office().post("/office/members/member/add/", {"user": sent})
    assert answer.status_code == 200
    assert "One answer below needs another look." in _text(answer)


@pytest.mark.parametrize("sent", ["x", "-1", "9" * 30, "9" * 5000])
def test_what_the_picker_never_sends_is_refused(sent: str) -> None:
    assert _office().post("/office/members/member/add/", {"user": sent}).status_code == 400


def test_without_script_the_empty_picker_is_explained() -> None:
    words = "To choose an account, this page needs JavaScript"
    assert words in _text(_office().get("/office/members/member/add/"))
    assert words not in _text(_office().get(f"/office/members/member/{MemberFactory().pk}/change/"))


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
    for person in (UserFactory(), member.user):
        assert client.post("/office/members/member/add/", {"user": person.pk}).status_code == 403


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
        ("другой", {"Другой"}),
        ("ДРУГОЙ NERGENS", {"Другой"}),
        ("ada другой", set()),
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


def test_a_member_with_two_addresses_is_found_once() -> None:
    person = UserFactory(family_name="Привет")
    for n in range(3):
        person.emailaddress_set.create(email=f"привет{n}@home.example", verified=True)
    MemberFactory(user=person)
    assert "1 member " in _text(_office().get("/office/members/member/?q=привет"))


def test_years_say_what_they_are_the_years_of() -> None:
    for year in (2024, 2026):
        MemberFactory(registered_on=dt.date(year, 3, 1))
    assert "In the register since 2024 2025 2026" in _text(_office().get("/office/members/member/"))


def test_titles_are_sorted_as_their_heading_says() -> None:
    client = _office()
    page = client.get("/office/members/title/").content.decode()
    assert re.findall(r'class="sortable column-(\w+) [^"]*" aria-sort="(\w+)"', page) == [("in_track", "ascending")]
    assert page.count("↑") == 1
    rows = list(client.get("/office/members/title/").context["cl"].result_list)
    assert rows == sorted(rows, key=lambda title: (title.track.rank, title.level.rank, title.code))
    by_code = client.get("/office/members/title/?o=0")
    assert 'column-code sorted ascending" aria-sort="ascending"' in by_code.text
    codes = [title.code for title in by_code.context["cl"].result_list]
    assert codes == sorted(codes)


def test_every_value_of_a_list_knows_its_heading() -> None:
    MemberFactory(town="Nergenshuizen", country="")
    page = _office().get("/office/members/member/").text
    assert '<th role="rowheader" data-for="Member number" class="field-number">' in page
    assert '<td role="cell" data-for="Town or city" class="field-town">Nergenshuizen</td>' in page
    assert '<td role="cell" data-for="Country" class="field-country">–</td>' in page


@pytest.mark.parametrize("page", ["change", "history", "delete"])
@pytest.mark.parametrize("key", ["999999", "x"])
@pytest.mark.parametrize(
    ("model", "role"),
    [
        ("members/member", "back-office"),
        ("members/title", "back-office"),
        ("members/track", "administrator"),
        ("members/level", "administrator"),
        ("accounts/user", "administrator"),
        ("comms/message", "administrator"),
    ],
)
def test_a_row_that_is_not_there_answers_404(model: str, role: str, key: str, page: str) -> None:
    refused = {403, 404} if page == "delete" else {404}
    assert _office(role).get(f"/office/{model}/{key}/{page}/").status_code in refused


def test_the_way_back_says_today_and_labels_end_without_a_colon() -> None:
    client, member = _office(), MemberFactory()
    pages = {
        path: client.get(f"/office/members/member/{path}").text
        for path in ("", "add/", f"{member.pk}/change/", f"{member.pk}/history/")
    }
    for path, page in pages.items():
        crumbs = page.split('<div class="breadcrumbs">')[1].split("</div>")[0]
        assert re.findall(r"<a[^>]*>([^<]+)</a>", crumbs)[:2] == (["Today", "Members"] if path else ["Today"])
    labels = re.findall(r"<label[^>]*>(.*?)</label>", pages["add/"] + pages[f"{member.pk}/change/"])
    assert "Town or city" in labels
    assert not [label for label in labels if label.endswith(":")]


def test_what_was_saved_is_told_in_our_words() -> None:
    client, member = _office(), MemberFactory()
    answer = client.post(f"/office/members/member/{member.pk}/change/", {"town": "Elders"}, follow=True)
    assert "We saved the member" in _text(answer)
    assert "successfully" not in answer.text


def test_todays_line_counts_what_its_list_shows() -> None:
    line = next(line for line in LINES if line.changelist == "members_title")
    text = _text(_office().get(line.url))
    assert "SOC-CA" in text
    assert "SOC-LA" in text
    assert "S-ISP" not in text
    assert "2 titles" in text
    assert "SOC-CA" not in _text(_office().get("/office/members/title/?named=yes"))


def test_the_level_of_a_title_that_was_awarded_stays_and_the_page_says_why() -> None:
    client, title = _office(), Title.objects.get(code="S-ISP")
    expert, why = Level.objects.get(key="expert"), "So its level stays."
    address = f"/office/members/title/{title.pk}/change/"
    sent = {"code": "S-ISP", "name": "Another name", "level": expert.pk, "track": title.track_id}
    assert why not in _text(client.get(address))
    CredentialFactory(title=title)
    assert why in _text(client.get(address))
    assert client.post(address, sent).status_code == 302
    title.refresh_from_db()
    assert (title.level.key, title.name) == ("practitioner", "Another name")


def test_the_level_of_a_title_nobody_was_awarded_is_changed() -> None:
    client, title = _office(), TitleFactory()
    expert = Level.objects.get(key="expert")
    sent = {"code": title.code, "name": title.name, "level": expert.pk, "track": title.track_id}
    assert client.post(f"/office/members/title/{title.pk}/change/", sent).status_code == 302
    title.refresh_from_db()
    assert title.level == expert
    assert client.post(f"/office/members/title/{'9' * 30}/change/", sent).status_code == 404


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
