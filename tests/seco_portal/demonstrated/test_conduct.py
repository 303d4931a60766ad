"""Reports and cases of the invented people: each role finds something to do, and a number tells no reason."""

import datetime as dt

import pytest
from django.test import Client

from accounts.models import User
from comms.models import Message
from conduct import policies
from conduct.models import Case, Report, Seat
from conduct.selectors import make_up, told_cases
from members.models import Credential, Member, Outcome
from tests.seco_portal.conftest import AT

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]
TODAY = AT.date()


def _user(key: str) -> User:
    return User.objects.get(email=f"{key}@demo.example")


def _case(key: str) -> Case:
    return Case.objects.get(member__user=_user(key))


def test_a_report_waits_to_be_taken_one_was_dismissed_and_each_other_has_its_case() -> None:
    waits = Report.objects.get(state="confirmed")
    assert policies.can_take(_user("conduct-officer"), waits)
    dismissed = Report.objects.get(state="dismissed")
    assert (dismissed.dismissed, bool(dismissed.letter)) == ("not-a-member", True)
    assert Report.objects.filter(state="opened", case__isnull=False).count() == Case.objects.count() == 5
    assert Report.objects.count() == 7


def test_cases_stand_at_every_stage_at_which_somebody_has_something_to_do() -> None:
    stages = {key: _case(key).state for key in ("on-track", "diacritics", "cyrillic", "greek", "revoked")}
    assert list(stages.values()) == ["forming", "explaining", "explaining", "closed", "closed"]
    assert (_case("greek").outcome, _case("revoked").outcome) == ("no-breach", "breach")
    invited = Seat.objects.get(state="invited")
    assert (invited.person, invited.case) == (_user("member"), _case("on-track"))
    assert invited.ends_on > TODAY
    asked = _case("diacritics")
    assert asked.explain_by > TODAY
    assert list(told_cases(_user("diacritics"))) == [asked]
    explained = _case("cyrillic")
    assert explained.explanation.given_at
    assert make_up(explained, TODAY).settled
    for key in ("committee-member", "committee-member-2", "peer"):
        assert policies.seated(_user(key), explained)
        assert _user(key).authenticator_set.filter(type="totp").exists()


def test_every_title_of_the_revoked_member_ended_on_one_day_and_an_employer_learns_no_reason(client: Client) -> None:
    member, closed = Member.objects.get(user=_user("revoked")), _case("revoked").closed_at.date()
    ended = Outcome.objects.filter(credential__member=member)
    assert set(ended.values_list("kind", "effective_on")) == {("revoked", closed)}
    titles = Credential.objects.filter(member=member)
    assert (ended.count(), titles.count()) == (3, 3)
    assert "foundation" in titles.values_list("title__level__key", flat=True)
    number = titles.get(title__code="S-ITSE").certificates.latest("pk").number
    page = client.get("/verify/", {"number": number}, follow=True).text
    assert "not valid" in page.casefold()
    assert "23 June 2026" in page
    for word in ("revoked", "breach", "conduct", "committee"):
        assert word not in page.casefold().partition("<main")[2].partition("</main")[0], word


def test_nobody_but_reporters_and_whom_it_concerns_was_mailed_and_the_member_of_a_forming_case_was_not() -> None:
    mails = Message.objects.filter(kind__startswith="conduct.")
    assert mails.exists()
    assert not mails.filter(person=_user("on-track")).exists()
    told = {"member", "diacritics", "cyrillic", "greek", "revoked", "peer", "conduct-officer", "committee-member"}
    inside = {mail.recipient for mail in mails if mail.recipient.endswith("@demo.example")}
    assert inside == {f"{key}@demo.example" for key in (*told, "committee-member-2")}
    assert AT - dt.timedelta(days=3) > mails.earliest("queued_at").queued_at
