"""A badge checked by programs that are not ours, over the wire: before and after it is revoked, and as keys change.

Node runs jose (signatures), jsonld (every word means something in the contexts) and an implementation of status lists;
it has the file, and asks the addresses that stand in it.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from members import services
from members.enums import CertificateWhy, Ground, OutcomeKind
from members.models import Badge, Credential
from members.services import Ruling, badges
from scripts.badge_key import make
from tests.factories.accounts import UserFactory
from tests.members.badges import awarded, reissued
from tests.people import signed_in

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]

FOLDER = Path(__file__).parents[1] / "independent"
NODE = Path(sys.executable).with_name("node")
FORMS = ("badge.png", "badge.json", "badge.jwt")


@pytest.fixture(autouse=True)
def _served(live_server: LiveServer, settings: Any) -> None:
    """Addresses in badges lead to the server of the test."""
    settings.BASE_URL = live_server.url
    badges.forget_lists()


def _checked(content: bytes, folder: Path) -> dict[str, Any]:
    assert (FOLDER / "node_modules").exists(), "Set up what the tests need: scripts/setup test"
    file = folder / "badge"
    file.write_bytes(content)
    program = [NODE, FOLDER / "check_badge.mjs", file]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=True)
    return dict(json.loads(done.stdout))


def _of_today() -> Credential:
    return awarded(UserFactory(given_name="李", family_name="小龍"), on=timezone.localdate())


def test_each_form_is_understood_and_whole(tmp_path: Path) -> None:
    credential = _of_today()
    badge = Badge.objects.select_related("certificate").get()
    client = signed_in(credential.member.user)
    for form in FORMS:
        found = _checked(client.get(f"/certificates/{badge.certificate.number}/{form}").content, tmp_path)
        assert found == {
            "head": "alg kid typ",
            "typ": "JWT",
            "same": True,
            "types": [
                "VerifiableCredential OpenBadgeCredential",
                "VerifiableCredential BitstringStatusListCredential",
                "Profile",
                "Achievement",
            ],
            "places": 131_072,
            "revoked": False,
            "name": credential.member.user.get_full_name(),
            "key": badge.key,
            "listKey": badge.key,
            "keys": [badge.key],
            "bySet": [True, True],
        }, form


def test_revoked_badge_shows_in_the_list(tmp_path: Path) -> None:
    credential, today = _of_today(), timezone.localdate()
    other = _of_today()
    token, others = (Badge.objects.get(certificate__credential=row).signed.encode() for row in (credential, other))
    assert not _checked(token, tmp_path)["revoked"]
    ending = Ruling(credential=credential.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=today)
    services.record_outcomes([ending], at=timezone.now())
    badges.forget_lists()  # what half a minute does otherwise: test_badge_pages.py
    assert _checked(token, tmp_path)["revoked"]
    assert not _checked(others, tmp_path)["revoked"]
    reissued(other, CertificateWhy.NAME, today)
    badges.forget_lists()
    assert _checked(others, tmp_path)["revoked"]


def test_keys_overlap_and_retire(settings: Any, tmp_path: Path) -> None:
    first, second = (str(make(tmp_path / f"{name}.pem")) for name in ("first", "second"))
    settings.BADGE_KEYS = [first, second]
    _of_today()
    old = Badge.objects.get()
    found = _checked(old.signed.encode(), tmp_path)
    assert (found["key"], found["keys"][0], len(found["keys"])) == (old.key, old.key, 2)
    settings.BADGE_KEYS = [second, first]
    found = _checked(old.signed.encode(), tmp_path)
    assert (found["key"], found["listKey"]) == (old.key, found["keys"][0])
    assert found["listKey"] != old.key
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = [second], [first]
    assert _checked(old.signed.encode(), tmp_path) == {"error": "404 for /badges/keys"}
    badges.sign_again([old.pk], at=timezone.now())
    found = _checked(Badge.objects.get().signed.encode(), tmp_path)
    assert (found["revoked"], found["key"]) == (False, found["keys"][0])


def test_changed_badge_is_refused(tmp_path: Path) -> None:
    _of_today()
    head, says, signature = Badge.objects.get().signed.split(".")
    middle = len(says) // 2
    other = "A" if says[middle] != "A" else "B"
    changed = f"{head}.{says[:middle]}{other}{says[middle + 1 :]}.{signature}"
    assert _checked(changed.encode(), tmp_path)["error"] == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"


def test_word_that_means_nothing_is_found(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The check can fail: a badge with a word of our own is not understood."""
    whole = badges.documents.badge
    monkeypatch.setattr(badges.documents, "badge", lambda certificate: {**whole(certificate), "ourOwnWord": "x"})
    _of_today()
    assert "ourOwnWord" in json.dumps(_checked(Badge.objects.get().signed.encode(), tmp_path))
