"""The invented people: of every role, and able to sign in as the list says."""

import datetime as dt
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.roles import APPOINTED
from cpe.findings import compare
from cpe.models import PolicyVersion
from cpe.selectors import policy_of
from cpe.services import publish
from members.models import Certificate, Member
from members.selectors import standings
from members.selectors.certificate_office import names_waiting
from seco_portal import demonstration
from seco_portal.demonstration import PEOPLE
from seco_portal.demonstration_certificates import LISTED
from seco_portal.demonstration_import import IMPORTED
from tests.factories.accounts import with_app
from tests.seco_portal.conftest import AT, PASSWORD, seed

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]


def test_there_is_somebody_of_every_role() -> None:
    for role in APPOINTED:
        holders = User.objects.filter(grants__role=role.key)
        assert any(holder.authenticator_set.filter(type="totp").exists() for holder in holders), role.key
    assert User.objects.filter(grants=None, member=None).exists()
    assert User.objects.filter(grants=None, member__isnull=False).exists()
    assert User.objects.filter(family_name="", member__isnull=False).exists()
    assert User.objects.get_queryset().appointed_without_second_factor().count() == 1


def test_rules_for_next_year_wait_for_a_second_person_once() -> None:
    waiting = PolicyVersion.objects.put_forward().get()
    assert (waiting.effective_on, waiting.put_forward_by.email) == (dt.date(2027, 1, 1), "back-office@demo.example")
    shipped = PolicyVersion.objects.published().get()
    assert compare(policy_of(shipped), policy_of(waiting), {}) == [
        "Be an exam or career mentor: at most 12 credits a year, was 10.",
        "Attend a seminar or conference: at most 6 credits a year, which is new.",
        "Listen to podcasts: at most 6 credits a year, was 5.",
    ]
    administrator = User.objects.get(email="administrator@demo.example")
    publish(waiting.pk, by=administrator, at=AT)
    seed()
    assert PolicyVersion.objects.published().count() == PolicyVersion.objects.count() == 2


def test_names_come_in_several_scripts_and_addresses_are_nobodys() -> None:
    letters = "".join(person.given for person in PEOPLE)
    for first, last in [("α", "ω"), ("а", "я"), ("ا", "ي"), ("一", "鿿")]:
        assert any(first <= letter <= last for letter in letters)
    assert all(person.email.endswith(".example") for person in PEOPLE)
    assert len({person.email for person in PEOPLE}) == len(PEOPLE)


def test_what_visitors_wrote_stays_and_what_the_list_promises_comes_back() -> None:
    member, clerk = User.objects.get(email="member@demo.example"), User.objects.get(email="back-office@demo.example")
    Member.objects.filter(user=member).update(town="Elders")
    member.set_password("changed by a visitor")
    member.is_active = False
    member.email = "moved@people.example"
    member.save()
    clerk.grants.all().delete()
    seed()
    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    assert member.is_active
    assert member.member.town == "Elders"
    assert User.objects.count() == len(PEOPLE) + len(IMPORTED)
    assert [grant.role for grant in clerk.grants.all()] == ["back-office"]


def test_everybody_signs_in_as_the_list_says() -> None:
    lines = demonstration.sign_ins(at=dt.datetime.fromtimestamp(time.time(), dt.UTC))
    assert len(lines) == len(PEOPLE)
    for number, line in enumerate(lines, start=1):
        client = Client(REMOTE_ADDR=f"192.0.2.{number}")  # more people than may sign in from one address at once
        answer = client.post("/account/login/", {"login": line.email, "password": PASSWORD})
        assert answer.status_code == 302, line
        if line.code:
            assert answer["Location"].startswith("/account/2fa/authenticate/")
            answer = client.post(answer["Location"], {"code": line.code})
        assert answer["Location"] == "/", line
        assert client.get("/", follow=True).status_code == 200


def test_titles_show_certificates_in_every_state() -> None:
    current = Certificate.objects.current().select_related("credential__member__user")
    by_person = {row.credential.member.user.email.partition("@")[0]: row for row in current}
    assert {"award", "renewal", "brought-in"} <= set(Certificate.objects.values_list("why", flat=True))
    waiting = names_waiting(AT.date()).get()
    assert waiting.user.email == "renamed@demo.example"
    assert by_person["renamed"].name == "Fleur Trouwlustig"
    assert len(by_person["long-name"].name) > 150
    stands = standings([row.credential_id for row in current], AT.date())
    assert {"valid", "grace", "held", "decertified", "ended"} <= {
        str(found.value) for found in stands.values() if found
    }
    listed = Member.objects.filter(listed_at__isnull=False).values_list("user__email", flat=True)
    assert set(listed) == {f"{key}@demo.example" for key in LISTED}


def test_secrets_are_not_kept_in_the_clear() -> None:
    for factor in Authenticator.objects.all():
        assert len(factor.data["secret" if factor.type == "totp" else "seed"]) > 60


def test_whoever_has_a_one_time_code_has_recovery_codes_too() -> None:
    by_type = {
        kind: set(Authenticator.objects.filter(type=kind).values_list("user", flat=True))
        for kind in ("totp", "recovery_codes")
    }
    assert len(by_type["totp"]) == sum(person.second_factor for person in PEOPLE)
    assert by_type["totp"] == by_type["recovery_codes"]


def _role(key: str) -> str:
    return next(line.role for line in demonstration.sign_ins(at=AT) if line.email == f"{key}@demo.example")


@pytest.mark.parametrize(
    ("key", "without", "protected"),
    [
        ("unfinished", "Finance (no second factor yet: the back office stays shut)", "Finance"),
        ("greek", "Member (Greek)", "Member (Greek, with a second factor)"),
    ],
)
@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_the_list_says_of_a_second_factor_what_is_so(key: str, without: str, protected: str, kind: str) -> None:
    assert _role(key) == without
    user = User.objects.get(email=f"{key}@demo.example")
    if kind == "totp":
        with_app(user)
    else:
        Authenticator.objects.create(user=user, type=kind, data={})
    assert _role(key) == protected
    seed()
    assert _role(key) == without
    assert not Authenticator.objects.filter(user=user).exists()


def test_an_endless_name_is_shortened_in_the_printed_list(monkeypatch) -> None:
    monkeypatch.setenv("SECO_DEMO_PASSWORD", PASSWORD)
    for email, letter in (("greek@demo.example", "Ω"), ("chinese@demo.example", "王")):
        User.objects.filter(email=email).update(given_name=letter * 150)
    printed = StringIO()
    call_command("demonstrate", "--list", stdout=printed)
    rows = printed.getvalue().splitlines()
    assert max(map(len, rows)) < 150
    assert any(f" {'Ω' * 31}…  greek@" in row for row in rows)
    assert any(f" {'王' * 15}…   chinese@" in row for row in rows)
