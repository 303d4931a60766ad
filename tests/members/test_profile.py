"""One's own profile: names in every script, nothing typed is lost, nobody else's is reached."""

import re

import pytest
from django.test import Client, override_settings

from accounts.models import User
from members.models import Member
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory
from tests.html_forms import forms_of
from tests.people import signed_in

pytestmark = pytest.mark.django_db

NAMES = [
    ("Žofie", "Ukázková-Đorđević"),
    ("Nguyễn", "Văn Ví Dụ"),
    ("Ελένη", "Παραδειγματίδου"),
    ("Олена", "Прикладенко"),
    ("ليلى", "المثال"),
    ("נועה", "לדוגמה"),
    ("小样", "王"),
    ("例子", "山田"),
    ("예시", "김"),
    ("สมมติ", "ตัวอย่าง"),
    ("उदाहरण", "शर्मा"),
    ("மாதிரி", "குமார்"),
    ("نمونه\u200cای", "فرضی"),
    ("Tanpamarga", ""),
    ("O’Brien", "d'Exemple-Smith Jr."),
]

ADDRESS = {
    "address": "Verzonnenstraat 12\r\n\r\n  Achterhuis  ",
    "postal_code": "0000 AA",
    "town": "Nergenshuizen",
    "country": "Nederland",
    "phone": "\u202a+31 00 000 0012\u202c",
}


def _signed_in(user: User) -> Client:
    return signed_in(user)


def _form(html: str) -> dict[str, str]:
    return next(form.values for form in forms_of(html) if "given_name" in form.values)


@pytest.mark.parametrize(("given", "family"), NAMES)
def test_a_name_is_kept_and_shown_as_written(given: str, family: str) -> None:
    member = MemberFactory()
    client = _signed_in(member.user)
    answer = client.post("/profile/", {"given_name": given, "family_name": family, **ADDRESS}, follow=True)
    assert "We saved your profile." in answer.content.decode()
    kept = User.objects.get(pk=member.user_id)
    assert (kept.given_name, kept.family_name) == (given, family)
    assert _form(answer.content.decode())["given_name"] == given
    assert given.replace("'", "&#x27;") in client.get("/").content.decode()


def test_an_address_is_kept_as_written_without_its_empty_lines() -> None:
    member = MemberFactory()
    _signed_in(member.user).post("/profile/", {"given_name": "Ada", **ADDRESS})
    member.refresh_from_db()
    assert member.address == "Verzonnenstraat 12\nAchterhuis"
    assert (member.postal_code, member.town, member.country) == ("0000 AA", "Nergenshuizen", "Nederland")
    assert member.phone == "+31 00 000 0012"


WRONG = [
    ("given_name", "", "Please fill this in."),
    ("given_name", "evil\u202egnp.exe", "This contains characters that cannot be shown."),
    ("family_name", "\u2066hidden\u2069", "This contains characters that cannot be shown."),
    ("given_name", "---", "at least one letter or number"),
    ("given_name", "x" * 151, "at most 150 characters"),
    ("address", "one\ntwo\nthree\nfour", "at most 3 lines"),
    ("address", "x" * 301, "at most 300 characters"),
    ("town", "a\u202eb", "This contains characters that cannot be shown."),
    ("postal_code", "0" * 21, "at most 20 characters"),
    ("phone", "ask my office", "Write the number with its digits"),
    ("phone", "1" * 41, "Write the number with its digits"),
]


@pytest.mark.parametrize(("field", "typed", "sentence"), WRONG)
def test_what_cannot_be_kept_gets_a_sentence_and_loses_nothing(field: str, typed: str, sentence: str) -> None:
    member = MemberFactory()
    sent = {"given_name": "Ada", "family_name": "Écrit", **ADDRESS, field: typed}
    answer = _signed_in(member.user).post("/profile/", sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "<title>Error:" in re.sub(r"\s+", " ", page).replace("> Error:", ">Error:")
    assert "invalid" not in page.lower().replace("aria-invalid", "")
    back = _form(page)
    assert {name: back[name].replace("\r\n", "\n").strip("\n") for name in sent} == {
        name: value.replace("\r\n", "\n").strip("\n") for name, value in sent.items()
    }
    assert Member.objects.get().contact_changed_at is None


def test_a_profile_is_always_ones_own() -> None:
    mine, other = MemberFactory(), MemberFactory()
    before = (other.user.given_name, other.user.family_name)
    sent = {"given_name": "Mine", "user": other.user_id, "member": other.pk, "pk": other.pk, "id": other.pk, **ADDRESS}
    _signed_in(mine.user).post(f"/profile/?user={other.user_id}", sent)
    other.user.refresh_from_db()
    assert (other.user.given_name, other.user.family_name) == before
    assert Member.objects.get(pk=other.pk).address == ""


@pytest.mark.parametrize("path", ["/profile/1/", "/profile/10001/", "/titles/1/", "/members/1/"])
def test_another_persons_record_has_no_address_in_the_portal(path: str) -> None:
    MemberFactory(number=10_001)
    assert _signed_in(UserFactory()).get(path).status_code == 404


def test_who_is_not_in_the_register_writes_a_name_only() -> None:
    person = UserFactory()
    client = _signed_in(person)
    assert "town" not in _form(client.get("/profile/").content.decode())
    client.post("/profile/", {"given_name": "Ada", "family_name": "", **ADDRESS})
    person.refresh_from_db()
    assert str(person) == "Ada"
    assert not Member.objects.exists()


def test_language_is_asked_only_where_there_is_a_choice() -> None:
    person = UserFactory()
    client = _signed_in(person)
    assert "language" not in _form(client.get("/profile/").content.decode())
    with override_settings(LANGUAGES=[("en", "English"), ("nl", "Nederlands")]):
        assert _form(client.get("/profile/").content.decode())["language"] == "en"
        client.post("/profile/", {"given_name": "Ada", "language": "nl"})
    person.refresh_from_db()
    assert person.language == "nl"


def test_a_changed_address_is_dated(time_machine) -> None:
    member = MemberFactory()
    time_machine.move_to("2026-11-21T08:30:00Z", tick=False)
    client = _signed_in(member.user)
    assert "not given yet" in client.get("/profile/").content.decode()
    page = client.post("/profile/", {"given_name": "Ada", **ADDRESS}, follow=True).content.decode()
    assert "changed 21 Nov 2026" in page


def test_visitors_are_asked_to_sign_in(client) -> None:
    answer = client.get("/profile/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")
