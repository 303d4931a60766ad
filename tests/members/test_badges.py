"""Badges: what they say, who revokes them, and what becomes of them when keys change."""

import datetime as dt
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import signing
from common.signing import Verdict
from members import services
from members.enums import CertificateWhy, Ground, OutcomeKind
from members.models import Badge, Certificate, Level, Outcome, Title
from members.rules.badges import PLACES, is_set, place_of
from members.selectors.badges import has_list, revoked_places
from members.services import Ruling, badges
from scripts.badge_key import make
from tests.factories.members import TitleFactory
from tests.members.badges import AWARDED_ON, D, awarded, noon, recorded, reissued

pytestmark = pytest.mark.django_db

RENEWED_ON = D(2029, 3, 2)
OVER_ON = RENEWED_ON + dt.timedelta(days=91)


@pytest.fixture(autouse=True)
def _no_lists_of_before() -> None:
    badges.forget_lists()


def _badge(**about: Any) -> Badge:
    return Badge.objects.select_related("certificate").get(certificate__replaced_at=None, **about)


def _revoked(on: dt.date, which: int = 1) -> set[int]:
    """Numbers of the badges that the signed list of that day revokes."""
    signed = badges.status_list(which, at=noon(on))
    assert signed is not None
    found = signing.read(signed)
    assert (found.verdict, found.kind) == (Verdict.WHOLE, "vc+jwt")
    bits = found.claims["credentialSubject"]["encodedList"]
    return {pk for pk in Badge.objects.values_list("pk", flat=True) if is_set(bits, place_of(pk).index)}


def test_badge_says_what_the_certificate_says() -> None:
    awarded()
    badge = _badge()
    number = badge.certificate.number
    found = signing.read(badge.signed)
    says, base = found.claims, project.BASE_URL
    subject = says["credentialSubject"]
    assert (found.verdict, found.kind, badge.key) == (Verdict.WHOLE, "JWT", signing.signing_key())
    assert says["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert says["id"] == says["jti"] == f"{base}/badges/{number}/"
    assert says["issuer"]["id"] == says["iss"] == f"{base}/badges/issuer/"
    assert subject["id"] == says["sub"]
    assert subject["identifier"][0]["identityHash"] == "Zoë Øster"
    assert subject["licenseNumber"] == number
    assert subject["achievement"]["name"] == "S-ISP Information Security Practitioner"
    assert (says["validFrom"], says["validUntil"]) == ("2026-03-02T00:00:00+01:00", "2029-03-01T23:59:59+01:00")
    assert dt.datetime.fromtimestamp(says["nbf"], dt.UTC) == dt.datetime(2026, 3, 1, 23, 0, tzinfo=dt.UTC)
    assert dt.datetime.fromtimestamp(says["exp"], dt.UTC) == dt.datetime(2029, 3, 1, 22, 59, 59, tzinfo=dt.UTC)
    place = place_of(badge.pk)
    assert says["credentialStatus"] == {
        "id": f"{base}/badges/status/{place.list}/#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.index),
        "statusListCredential": f"{base}/badges/status/{place.list}/",
    }


def test_last_day_in_summer_ends_by_summer_time() -> None:
    awarded(on=D(2026, 7, 1))
    assert signing.read(_badge().signed).claims["validUntil"] == "2029-06-30T23:59:59+02:00"


def test_title_without_cycles_has_a_badge_without_an_end() -> None:
    title = TitleFactory(level=Level.objects.get(key="foundation"))
    awarded(code=title.code)
    says = signing.read(_badge().signed).claims
    assert {"validUntil", "exp"} & says.keys() == set()
    assert "three years" not in says["credentialSubject"]["achievement"]["criteria"]["narrative"]


def test_one_holders_badges_share_no_identifier() -> None:
    first = awarded()
    services.award(first.member, Title.objects.get(code="S-CISO"), on=AWARDED_ON, by=None, at=noon(AWARDED_ON))
    for row in Certificate.objects.all():
        badges.sign(row, at=noon(AWARDED_ON))
    assert len({signing.read(row.signed).claims["sub"] for row in Badge.objects.all()}) == 2


def test_badge_of_an_earlier_cycle_expires_and_is_not_revoked() -> None:
    credential = awarded()
    first = _badge()
    recorded(credential, "renewed", RENEWED_ON)
    assert _badge() != first
    assert _revoked(RENEWED_ON) == set()


def test_badge_is_revoked_on_the_day_its_title_ends_and_every_other_of_it_too() -> None:
    credential, other = awarded(), awarded()
    first = _badge(certificate__credential=credential)
    recorded(credential, "renewed", RENEWED_ON)
    second = _badge(certificate__credential=credential)
    ending = Ruling(
        credential=credential.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=D(2030, 3, 1)
    )
    services.record_outcomes([ending], at=noon(D(2029, 9, 1)))
    assert _revoked(D(2030, 2, 28)) == set()
    assert _revoked(D(2030, 3, 1)) == {first.pk, second.pk}
    assert _badge(certificate__credential=other).pk not in _revoked(D(2030, 3, 1))


def test_title_that_stands_again_has_a_new_badge_and_the_old_one_stays_revoked() -> None:
    credential = awarded()
    first = _badge()
    ruling = Ruling(
        credential=credential.pk, kind=OutcomeKind.DECERTIFIED, ground=Ground.CREDITS, cycle=1, effective_on=OVER_ON
    )
    services.record_outcomes([ruling], at=noon(OVER_ON))
    assert _revoked(OVER_ON) == {first.pk}
    day = OVER_ON + dt.timedelta(days=20)
    recorded(credential, "withdrawn", day, supersedes=Outcome.objects.get().pk, ground=Ground.MISTAKE)
    assert _badge() != first
    assert _revoked(day) == {first.pk}


@pytest.mark.parametrize("why", [CertificateWhy.NAME, CertificateWhy.CORRECTED, CertificateWhy.RESTORED])
def test_newer_certificate_of_the_same_cycle_revokes_the_badge(why: CertificateWhy) -> None:
    credential = awarded()
    first = _badge()
    reissued(credential, why, D(2026, 6, 1))
    assert _revoked(D(2026, 6, 1)) == {first.pk}


def test_badge_of_a_renewal_that_was_undone_is_revoked_and_so_is_the_first_one() -> None:
    """The first one's cycle has a newer certificate by then, the second one's cycle never came."""
    credential = awarded()
    first = _badge()
    recorded(credential, "renewed", RENEWED_ON)
    second = _badge()
    renewal = Outcome.objects.get()
    recorded(credential, "withdrawn", D(2029, 4, 1), supersedes=renewal.pk, ground=Ground.MISTAKE)
    assert _badge() not in {first, second}
    assert _revoked(D(2029, 4, 1)) == {first.pk, second.pk}


def test_place_of_a_badge_lies_in_the_list_of_its_number() -> None:
    credential = awarded()
    Badge.objects.filter(pk=_badge().pk).delete()
    certificate = Certificate.objects.get(credential=credential)
    Badge.objects.create(pk=2 * PLACES + 5, certificate=certificate)
    reissued(credential, CertificateWhy.NAME, D(2026, 6, 1))
    assert revoked_places(3, D(2026, 6, 1)) == [5]
    assert revoked_places(1, D(2026, 6, 1)) == revoked_places(2, D(2026, 6, 1)) == []
    assert [has_list(which) for which in (1, 3, 4)] == [True, True, False]
    assert badges.status_list(4, at=noon(D(2026, 6, 1))) is None


def test_list_is_made_anew_after_half_a_minute_and_an_ending_shows_within_a_minute() -> None:
    credential = awarded()
    at = noon(D(2026, 6, 1))
    with CaptureQueriesContext(connection) as asked:
        first = badges.status_list(1, at=at)
    assert len(asked) == 4
    reissued(credential, CertificateWhy.NAME, D(2026, 6, 1))
    with CaptureQueriesContext(connection) as asked:
        assert badges.status_list(1, at=at + dt.timedelta(seconds=24)) == first
    assert len(asked) == 0
    assert badges.status_list(1, at=at + dt.timedelta(seconds=25)) != first
    assert badges.status_list(1, at=at - dt.timedelta(seconds=5)) != first
    subject = signing.read(first or "").claims["credentialSubject"]
    assert subject["ttl"] / 1000 + 30 < 60  # kept here, and by who asked: badges.SECONDS in the views


def test_many_endings_take_no_more_statements() -> None:
    for _number in range(3):
        credential = awarded()
        ruling = Ruling(
            credential=credential.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=D(2026, 6, 1)
        )
        services.record_outcomes([ruling], at=noon(D(2026, 6, 1)))
    with CaptureQueriesContext(connection) as asked:
        assert len(revoked_places(1, D(2026, 6, 1))) == 3
    assert len(asked) == 4


def test_badges_of_a_retired_key_are_signed_anew_and_those_of_an_earlier_one_are_not(
    settings: Any, tmp_path: Path
) -> None:
    first, second = (str(make(tmp_path / f"{name}.pem")) for name in ("first", "second"))
    settings.BADGE_KEYS = [first]
    credential = awarded()
    recorded(credential, "renewed", RENEWED_ON)
    old = _badge()
    settings.BADGE_KEYS = [second, first]
    assert list(badges.to_sign_again()) == []
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = [second], [first]
    assert signing.read(old.signed).verdict == Verdict.RETIRED_KEY
    assert list(badges.to_sign_again()) == [old]
    assert badges.sign_again([old.pk], at=noon(RENEWED_ON)) == 1
    new = _badge()
    assert signing.read(new.signed).verdict == Verdict.WHOLE
    assert signing.read(new.signed).claims == signing.read(old.signed).claims
    assert list(badges.to_sign_again()) == []


def test_without_a_key_no_badge_is_signed_and_no_list(settings: Any) -> None:
    awarded()
    settings.BADGE_KEYS = []
    with pytest.raises(signing.CannotSign):
        badges.sign(_badge().certificate, at=noon(AWARDED_ON))
    with pytest.raises(signing.CannotSign):
        badges.status_list(1, at=noon(AWARDED_ON))


def test_duty_signs_anew_what_a_retired_key_signed(settings: Any, tmp_path: Path) -> None:
    awarded()
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = [str(make(tmp_path / "new.pem"))], settings.BADGE_KEYS
    call_command("duty", "members.badges", stdout=StringIO())
    assert _badge().key == signing.signing_key()
