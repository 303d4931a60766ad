"""Badges over the wire: what everybody is answered, what only the holder gets, and the command that checks a file."""

import datetime as dt
import json
from base64 import urlsafe_b64decode
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import User
from common import references, signing
from members import services
from members.enums import CertificateWhy, Ground, OutcomeKind
from members.management.commands import verify_badge
from members.models import Badge, Certificate, Credential
from members.rules.badges import baked, signed_in
from members.services import Ruling, badges
from scripts.badge_key import make
from tests.factories.accounts import UserFactory
from tests.members.badges import D, awarded, noon, recorded, reissued
from tests.people import signed_in as client_of

pytestmark = pytest.mark.django_db

NOW = D(2026, 6, 1)
UNKNOWN = "0000-0000-0000-0"
HOLDERS = ("badge.png", "badge.json", "badge.jwt")


@pytest.fixture(autouse=True)
def _today() -> Any:
    badges.forget_lists()
    with time_machine.travel(noon(NOW), tick=False):
        yield


@pytest.fixture
def holder() -> User:
    return UserFactory(given_name="Zoë", family_name="Øster")


@pytest.fixture
def credential(holder: User) -> Credential:
    return awarded(holder)


@pytest.fixture
def number(credential: Credential) -> str:
    return _current(credential).number


def _current(credential: Credential) -> Certificate:
    return Certificate.objects.current().get(credential=credential)


def jws_head(token: str) -> Any:
    """What the head of a token says."""
    head = token.partition(".")[0]
    return json.loads(urlsafe_b64decode(head + "=" * (-len(head) % 4)))


def _end(credential: Credential) -> None:
    ending = Ruling(credential=credential.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=NOW)
    services.record_outcomes([ending], at=noon(NOW))


def _open_addresses(number: str) -> list[str]:
    key = signing.signing_key()
    return [
        "/badges/issuer/", f"/badges/keys/{key}/", "/.well-known/jwks.json", "/badges/status/1/",
        "/badges/achievements/S-ISP/", "/badges/achievements/S-ISP/picture.png", f"/badges/{number}/",
        f"/badges/{number}.jwt",
    ]  # fmt: skip


def test_open_addresses_answer_everybody_without_a_cookie(number: str, holder: User) -> None:
    for client in (Client(), client_of(holder)):
        for address in _open_addresses(number):
            asked = client.get(address)
            assert asked.status_code == 200, address
            assert asked["Access-Control-Allow-Origin"] == "*"
            assert not asked.cookies
            assert client.head(address).status_code == 200
            assert client.post(address).status_code == 405


@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize("rest", ["", "x/y/z/", "keys/", "achievements/S-ISP/more", "issuer", f"{UNKNOWN}/", "issuer/"])
def test_pages_of_other_sites_read_every_answer_whatever_it_is(rest: str, method: str) -> None:
    answer = getattr(Client(), method)(f"/badges/{rest}")
    assert answer.status_code in {200, 301, 404, 405}
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_nothing_below_badges_is_told_alike_wherever_it_is_not() -> None:
    like_ours, unlike = Client().get(f"/badges/{UNKNOWN}/"), Client().get("/badges/x/y/z/")
    assert (like_ours.status_code, like_ours.content) == (404, b"Nothing is at this address.")
    assert unlike.status_code == 404
    assert unlike.content == like_ours.content
    own = {"X-Request-Id"}
    assert {n: v for n, v in unlike.items() if n not in own} == {n: v for n, v in like_ours.items() if n not in own}


def test_addresses_in_a_badge_lead_somewhere(number: str) -> None:
    says = Client().get(f"/badges/{number}/").json()
    subject = says["credentialSubject"]
    addresses = [
        says["id"], says["issuer"]["id"], says["credentialStatus"]["statusListCredential"],
        subject["achievement"]["id"], subject["achievement"]["image"]["id"], subject["achievement"]["criteria"]["id"],
        subject["achievement"]["creator"]["id"],
    ]  # fmt: skip
    for address in addresses:
        path = address.removeprefix("http://127.0.0.1:8000")
        assert path.startswith("/")
        assert Client().get(path).status_code == 200, address


def test_profile_and_achievement_are_what_the_badge_says(number: str) -> None:
    says = Client().get(f"/badges/{number}/").json()
    profile = Client().get("/badges/issuer/").json()
    assert profile.pop("@context") == says["@context"][:2]
    assert profile == says["issuer"]
    achievement = Client().get("/badges/achievements/S-ISP/").json()
    assert achievement.pop("@context") == says["@context"][:2]
    assert achievement == says["credentialSubject"]["achievement"]


def test_badge_reads_as_it_was_signed_however_its_number_is_typed(number: str) -> None:
    token = Client().get(f"/badges/{number}.jwt")
    assert token["Content-Type"] == "text/plain"
    assert token["Cache-Control"] == "no-store"
    typed = number.lower().replace("-", "").replace("0", "o").replace("1", "l")
    assert Client().get(f"/badges/{typed}/").json() == signing.read(token.content.decode()).claims


def test_statements_of_a_badge(number: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        Client().get(f"/badges/{number}.jwt")
    assert len(asked) == 3


def test_badge_of_a_title_that_is_over_is_gone_without_name_or_reason(credential: Credential, number: str) -> None:
    _end(credential)
    for address in (f"/badges/{number}/", f"/badges/{number}.jwt"):
        gone = Client().get(address)
        assert gone.status_code == 410
        assert gone.json()["status"] == "not-valid"
        assert gone.json()["notValidSince"] == "2026-06-01"
        assert "Zoë" not in gone.content.decode()
        assert "cancel" not in gone.content.decode()


def test_badge_that_was_replaced_is_gone_and_names_the_one_of_today(credential: Credential, number: str) -> None:
    reissued(credential, CertificateWhy.NAME, NOW)
    gone = Client().get(f"/badges/{number}/")
    assert gone.status_code == 410
    assert gone.json()["currentNumber"] == _current(credential).number != number
    assert gone.json()["status"] == "valid"
    assert "Zoë" not in gone.content.decode()


def test_forgotten_mistyped_and_unsigned_numbers_are_answered_as_unknown_ones(number: str) -> None:
    pages = [Client().get(f"/badges/{UNKNOWN}/")]
    Certificate.objects.update(name="")
    pages.append(Client().get(f"/badges/{number}/"))
    Certificate.objects.update(name="Zoë Øster")
    Badge.objects.update(signed="", key="", signed_at=None)
    pages += [Client().get(f"/badges/{typed}/") for typed in (number, number[:-1], f"{number}-1", "x")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_guesses_are_bounded_and_a_number_somebody_has_answers_until_the_second_bound(number: str) -> None:
    guesses = (references.new() for _guess in range(320))
    found = [Client().get(f"/badges/{guess}/").status_code for guess in guesses]
    assert found[:30] == [404] * 30
    assert set(found[30:]) == {429}
    assert Client().get(f"/badges/{number}/")["Retry-After"] == "3600"
    cache.clear()
    assert Client().get(f"/badges/{number}/").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/badges/keys/unheard-of/",
        "/badges/status/0/",
        "/badges/status/2/",
        f"/badges/status/{10**30}/",
        "/badges/achievements/S-NO/",
        "/badges/x.jwt",
        "/badges/status/x/",
        "/badges/achievements/%00/",
        "/badges/no.number/",
    ],
)
def test_what_is_not_there_is_not_found(number: str, address: str) -> None:
    asked = Client().get(address)
    assert (asked.status_code, asked["Access-Control-Allow-Origin"], asked["Cache-Control"]) == (404, "*", "no-store")


def test_code_of_a_title_in_other_letters_leads_on(number: str) -> None:
    for path in ("", "picture.png"):
        asked = Client().get(f"/badges/achievements/s-Isp/{path}")
        assert (asked.status_code, asked["Location"]) == (302, f"/badges/achievements/S-ISP/{path}")
        assert asked["Access-Control-Allow-Origin"] == "*"


def test_set_of_keys_has_each_by_its_address_and_its_thumbprint(number: str) -> None:
    named = {one["kid"]: one for one in Client().get("/.well-known/jwks.json").json()["keys"]}
    key = signing.signing_key()
    address = f"http://127.0.0.1:8000/badges/keys/{key}/"
    assert list(named) == [address, key]
    assert {**named[address], "kid": key} == named[key] == Client().get(f"/badges/keys/{key}/").json()
    assert named[address]["kid"] == jws_head(Badge.objects.get().signed)["kid"]


def test_retired_key_is_published_no_more(settings: Any, tmp_path: Path, number: str) -> None:
    old, settings.BADGE_KEYS = settings.BADGE_KEYS, [str(make(tmp_path / "new.pem"))]
    settings.BADGE_RETIRED_KEYS = old
    kid = Badge.objects.get().key
    assert Client().get(f"/badges/keys/{kid}/").status_code == 404
    assert kid not in Client().get("/.well-known/jwks.json").content.decode()


def test_keys_of_no_use_are_told_as_an_outage(settings: Any, number: str) -> None:
    settings.BADGE_KEYS = ["/no/such/file.pem"]
    for address in ("/badges/status/1/", "/badges/keys/x/", "/.well-known/jwks.json"):
        asked = Client().get(address)
        assert (asked.status_code, asked["Cache-Control"]) == (503, "no-store")
        assert "at the moment" in asked.content.decode()


def test_holder_gets_the_badge_in_each_form(number: str, holder: User) -> None:
    client, token = client_of(holder), Badge.objects.get().signed
    for name in HOLDERS:
        asked = client.get(f"/certificates/{number}/{name}")
        ending = name.rpartition(".")[2]
        assert asked["Content-Disposition"] == f'attachment; filename="badge-{number}.{ending}"'
        assert "no-store" in asked["Cache-Control"]
        assert signed_in(asked.content) == token


def test_picture_is_a_sound_png_with_the_badge_inside(number: str, holder: User) -> None:
    content = client_of(holder).get(f"/certificates/{number}/badge.png").content
    with Image.open(BytesIO(content)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (600, 600))
        assert picture.text["openbadgecredential"] == Badge.objects.get().signed  # type: ignore[attr-defined]
    assert content.count(b"openbadgecredential") == 1
    assert baked(content) is not None


def test_nobody_else_gets_a_holders_files_nor_the_holder_those_of_another_day(
    credential: Credential, number: str, holder: User
) -> None:
    other = client_of(UserFactory())
    for name in HOLDERS:
        assert Client().get(f"/certificates/{number}/{name}").status_code == 302
        assert other.get(f"/certificates/{number}/{name}").status_code == 404
        assert client_of(holder).get(f"/certificates/{UNKNOWN}/{name}").status_code == 404
    reissued(credential, CertificateWhy.NAME, NOW)
    _end(credential)
    for certificate in Certificate.objects.all():
        for name in HOLDERS:
            assert client_of(holder).get(f"/certificates/{certificate.number}/{name}").status_code == 404


def _checked(content: bytes, folder: Path, *arguments: str) -> tuple[int, str]:
    file, told = folder / "file", StringIO()
    file.write_bytes(content)
    try:
        call_command("verify_badge", str(file), *arguments, stdout=told)
    except SystemExit as ended:
        return int(ended.code or 0), told.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, told.getvalue()


@pytest.mark.parametrize("name", HOLDERS)
def test_command_finds_each_form_good(number: str, holder: User, tmp_path: Path, name: str) -> None:
    content = client_of(holder).get(f"/certificates/{number}/{name}").content
    status, told = _checked(content, tmp_path)
    assert status == 0
    assert "We signed this badge, and it was not changed since." in told
    assert f"number {number}, Zoë Øster, from 2026-03-02 until 2029-03-01" in told
    assert "on 2026-06-01: valid." in told


def test_command_tells_grace_and_an_ending(credential: Credential, tmp_path: Path) -> None:
    content = Badge.objects.get().signed.encode()
    with time_machine.travel(noon(D(2029, 3, 2)), tick=False):
        assert _checked(content, tmp_path)[1].endswith("on 2029-03-02: valid, renewal in progress.\n")
    _end(credential)
    status, told = _checked(content, tmp_path)
    assert status == 1
    assert "not valid since 2026-06-01" in told
    assert "Zoë" not in told


def test_command_names_the_newer_certificate(credential: Credential, tmp_path: Path) -> None:
    content = Badge.objects.get().signed.encode()
    recorded(credential, "renewed", D(2029, 3, 2))
    with time_machine.travel(noon(D(2029, 3, 2)), tick=False):
        status, told = _checked(content, tmp_path)
    assert status == 1
    assert f"A newer certificate took its place: number {_current(credential).number}." in told


def test_command_refuses_what_was_changed_retired_foreign_or_something_else(
    settings: Any, number: str, tmp_path: Path
) -> None:
    token = Badge.objects.get().signed
    head, says, signature = token.split(".")
    middle = len(says) // 2
    changed = says[:middle] + ("A" if says[middle] != "A" else "B") + says[middle + 1 :]
    assert "was changed" in _checked(f"{head}.{changed}.{signature}".encode(), tmp_path)[1]
    receipt = signing.sign({"type": ["Receipt"], "jti": f"x/{number}/"}, kind="JWT")
    assert _checked(receipt.encode(), tmp_path) == (1, "We signed this, but it is no badge.\n")
    foreign = f"{receipt[:-4]}AAAA"
    assert _checked(foreign.encode(), tmp_path) == (1, "This is no badge.\n")
    unknown = signing.sign({"type": ["OpenBadgeCredential"], "jti": f"x/{UNKNOWN}/"}, kind="JWT")
    assert f"Number {UNKNOWN} is unknown" in _checked(unknown.encode(), tmp_path)[1]
    old, settings.BADGE_KEYS = settings.BADGE_KEYS, [str(make(tmp_path / "new.pem"))]
    assert "not ours" in _checked(token.encode(), tmp_path)[1]
    settings.BADGE_RETIRED_KEYS = old
    status, told = _checked(token.encode(), tmp_path, "--json")
    assert (status, json.loads(told)["signature"], json.loads(told)["good"]) == (1, "retired-key", False)


def test_command_says_when_there_is_nothing_to_read(tmp_path: Path) -> None:
    for content in (b"", b"Dear all,", b"%PDF-1.7\xff", b"www.people.example", b"a.b.c", b"\x00\x01", b"{}", b"[]"):
        assert _checked(content, tmp_path) == (2, f"There is no signed badge in {tmp_path / 'file'}."), content
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_badge", str(tmp_path / "missing"))


@pytest.mark.parametrize("kinds", [5, None, True, {}, "OpenBadgeCredential", [5], [[]]])
def test_command_tells_what_we_signed_of_another_kind(number: str, tmp_path: Path, kinds: Any) -> None:
    signed = signing.sign({"type": kinds, "jti": [number]}, kind="JWT")
    assert _checked(signed.encode(), tmp_path) == (1, "We signed this, but it is no badge.\n")


def test_command_reads_no_more_than_a_badge_can_be(
    monkeypatch: pytest.MonkeyPatch, number: str, tmp_path: Path
) -> None:
    monkeypatch.setattr(verify_badge, "LARGEST", 2**20)
    content = Badge.objects.get().signed.encode()
    assert number in _checked(content.ljust(2**20), tmp_path)[1]
    file = tmp_path / "file"
    assert _checked(content.ljust(2**20 + 1), tmp_path) == (2, f"{file} is larger than 1 MB: it is no badge of ours.")


def test_command_as_json(number: str, tmp_path: Path) -> None:
    status, told = _checked(Badge.objects.get().signed.encode(), tmp_path, "--json")
    found = json.loads(told)
    assert status == 0
    assert found | {"key": ""} == {
        "signature": "whole", "key": "", "number": number, "on": "2026-06-01", "title": "S-ISP", "status": "valid",
        "not_valid_since": None, "current_number": number, "good": True,
    }  # fmt: skip


def test_revocation_shows_in_the_list_within_a_minute(credential: Credential) -> None:
    """However often it was asked before: kept here for 25 seconds, and for 30 by who asked."""
    before = Client().get("/badges/status/1/")
    _end(credential)
    assert before["Cache-Control"] == "public, max-age=30"
    with time_machine.travel(noon(NOW) + dt.timedelta(seconds=25), tick=False):
        after = Client().get("/badges/status/1/")
    assert before.content != after.content
    assert after["Content-Type"] == "application/vc+jwt"
