"""The first start of a demonstration: on an empty database, and beside what is there already."""

import datetime as dt
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import override_settings

from accounts.models import User
from common.calendar import local_day
from cpe.enums import VersionState
from cpe.models import Claim
from members import selectors
from members.models import Credential, Member, Outcome
from seco_portal import demonstration
from seco_portal.demonstration import PEOPLE
from seco_portal.demonstration_cpe import REPORTED
from seco_portal.demonstration_cycles import STANDS
from seco_portal.demonstration_import import IMPORTED
from tests.cpe.test_previews import PODCAST_SIX, a_draft
from tests.factories.accounts import UserFactory
from tests.seco_portal.conftest import AT, PASSWORD, seed

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("without_applications")]


@pytest.mark.parametrize("at", [AT, AT.replace(month=12, day=31), AT.replace(year=2028, month=3, day=2)])
def test_titles_stand_on_every_side_of_every_date_and_activities_wait_for_a_reviewer(at: dt.datetime) -> None:
    seed(at)
    _require_titles(local_day(at))
    _require_activities()


def _require_activities() -> None:
    corrected = sum(done.then == "correct" for done in REPORTED)
    others = Claim.objects.exclude(member__user__email__in=[one.email for one in STANDS])
    reported = others.filter(brought_with=None, attendance=None)
    assert reported.count() - corrected == len(REPORTED) >= 12
    assert reported.filter(state="pending").count() == 3
    assert all(claim.reported_on - claim.completed_on == dt.timedelta(days=2) for claim in reported)


def _require_titles(today: dt.date) -> None:
    stood = [selectors.standings(Credential.objects.all(), today + dt.timedelta(days=days)) for days in (-1, 0, 1)]
    turns = {tuple(day[pk] and day[pk].value.value for day in stood) for pk in stood[0]}
    assert turns == {
        ("valid", "valid", "valid"),
        ("valid", "valid", "grace"),
        ("valid", "grace", "grace"),
        ("grace", "grace", "held"),
        ("grace", "grace", "grace"),
        ("held", "held", "held"),
        ("grace", "decertified", "decertified"),
        ("ended", "ended", "ended"),
        ("revoked", "revoked", "revoked"),
    }
    kinds = set(Outcome.objects.values_list("kind", flat=True))
    assert kinds == {"renewed", "extended", "decertified", "reinstated", "ended", "revoked"}
    assert all(row.member.registered_on <= row.awarded_on for row in Credential.objects.select_related("member"))


def _typed_by(stranger: User) -> None:
    """The stranger typed every invented address into their own account, and could confirm none of them."""
    for person in PEOPLE:
        EmailAddress.objects.create(user=stranger, email=person.email, verified=False, primary=False)


@pytest.mark.parametrize("first", [True, False], ids=["before the first start", "between two starts"])
def test_whoever_only_typed_an_invented_address_stays_themselves(first: bool) -> None:
    stranger = UserFactory(password="the stranger's own words", is_active=False)
    if first:
        _typed_by(stranger)
        seed()
    else:
        seed()
        _typed_by(stranger)
    seed()
    stranger.refresh_from_db()
    assert stranger.check_password("the stranger's own words")
    assert not stranger.is_active
    assert not stranger.grants.exists()
    assert not Member.objects.filter(user=stranger).exists()
    assert not Authenticator.objects.filter(user=stranger).exists()
    assert [row.email for row in EmailAddress.objects.filter(user=stranger, verified=True)] == [stranger.email]
    assert User.objects.count() == len(PEOPLE) + len(IMPORTED) + 1
    assert str(stranger) not in [line.name for line in demonstration.sign_ins(at=AT)]
    assert len(demonstration.sign_ins(at=AT)) == len(PEOPLE)


def test_an_account_made_with_an_invented_address_and_never_confirmed_stops_the_start() -> None:
    stranger = UserFactory(email="greek@demo.example", password="the stranger's own words")
    EmailAddress.objects.filter(user=stranger).update(verified=False)
    with pytest.raises(demonstration.NotADemonstrationError, match=r"greek@demo\.example"):
        seed()
    stranger.refresh_from_db()
    assert stranger.check_password("the stranger's own words")
    assert User.objects.count() == 1


@override_settings(PRODUCTION=True)
def test_no_invented_people_among_real_ones() -> None:
    with pytest.raises(demonstration.NotADemonstrationError, match="SECO_MODE"):
        seed()
    assert not User.objects.exists()


@pytest.mark.parametrize("password", ["", "short"])
def test_command_refuses_without_a_password(monkeypatch, password: str) -> None:
    monkeypatch.setenv("SECO_DEMO_PASSWORD", password)
    for arguments in ([], ["--list"]):
        with pytest.raises(CommandError, match="SECO_DEMO_PASSWORD"):
            call_command("demonstrate", *arguments)
    assert not User.objects.exists()


def test_command_prints_the_sign_in_list(monkeypatch, time_machine) -> None:
    monkeypatch.setenv("SECO_DEMO_PASSWORD", PASSWORD)
    time_machine.move_to(AT, tick=False)
    with pytest.raises(CommandError, match="Nobody is in yet"):
        call_command("demonstrate", "--list")
    call_command("demonstrate", stdout=StringIO())
    printed = StringIO()
    call_command("demonstrate", "--list", stdout=printed)
    for line in demonstration.sign_ins(at=AT):
        row = next(row for row in printed.getvalue().splitlines() if f" {line.email}" in row)
        assert (line.name if len(line.name) < 32 else line.name[:20]) in row
        assert line.code in row
    assert PASSWORD in printed.getvalue()
    assert "20 seconds left" in printed.getvalue()


def test_rules_that_wait_for_a_second_person_have_a_preview_that_is_done():
    version = a_draft(PODCAST_SIX, effective_on=dt.date(2030, 1, 1), state=VersionState.PUT_FORWARD)
    seed()
    preview = version.previews.get()
    assert (preview.done_at, preview.judged_on) == (AT, local_day(AT))
