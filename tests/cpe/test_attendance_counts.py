"""What attendance counts for: in grace for the cycle to come, nothing below the share asked for; a list is our word."""

import datetime as dt
import re

import pytest

from comms.models import Message
from comms.rendering import letter
from cpe import selectors, services
from cpe.enums import ClaimStatus
from cpe.models import Attendance, Claim
from members.enums import Ground, OutcomeKind
from tests.cpe.attending import AFTERWARDS, DAY, an_event, bring, line, proved, table
from tests.cpe.reporting import text
from tests.cpe.test_ledger import a_member, record
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AFTERWARDS, tick=False)


@pytest.fixture
def clerk():
    return person("Rosa", "cpe-reviewer")


@pytest.mark.parametrize("first", [dt.date(2023, 4, 10), dt.date(2022, 12, 1)], ids=["in grace", "held"])
def test_a_title_between_two_cycles_has_a_claim_that_the_next_one_counts(clerk, first):
    member = proved(a_member(S_ISP=first))
    bring(table(line(member)), an_event(), by=clerk)
    claim = Claim.objects.get()
    assert (Attendance.objects.get().came, claim.state, claim.completed_on) == ("claimed", "accepted", DAY)
    (how,) = selectors.ahead(selectors.ledger_of(member.pk, AFTERWARDS.date()), selectors.ledger_id(claim.pk))
    assert how.trace.counted == 6
    facts = Message.objects.get(kind="cpe.attended").facts
    assert facts["rule"].endswith("1.5 credits.")
    ((title, told),) = facts["trace"]
    assert title == "S-ISP"
    assert "Once renewed, the one from" in told
    assert told.endswith("counts it for 1.5 credits.")


def test_a_title_that_was_over_on_the_day_counts_nothing(clerk):
    member = proved(a_member(S_ISP=dt.date(2023, 4, 10)))
    record(member.credentials.get(), OutcomeKind.ENDED, Ground.CANCELLED, DAY)
    bring(table(line(member)), an_event(), by=clerk)
    assert (Attendance.objects.get().came, Claim.objects.count()) == ("no-title", 0)


def _short(clerk, member=None, *, minutes=47):
    """The claim of somebody who was at a webinar of an hour for so long."""
    member = proved(member or a_member())
    event = an_event(minutes=60)
    bring(table(line(member, "19:00", f"19:{minutes}")), event, by=clerk)
    return Claim.objects.get(member=member)


def test_what_our_list_says_is_not_changed_by_its_member_alone(clerk):
    claim = _short(clerk)
    member, at = claim.member, AFTERWARDS
    said = {"activity": claim.activity, "completed_on": DAY, "amount": claim.amount, "attended": claim.amount}
    for act in (
        lambda: services.report(member, **said, corrects=claim.pk, by=member.user, at=at),
        lambda: services.withdraw(claim, by=member.user, at=at),
        lambda: services.save_draft(member, {"amount": "1"}, corrects=claim.pk, by=member.user, at=at),
    ):
        with pytest.raises(services.ClaimRefused, match="our own attendance list"):
            act()
    claim.refresh_from_db()
    assert (claim.state, member.claims.count(), Attendance.objects.get().claim) == ("accepted", 1, claim)
    client = signed_in(member.user)
    page = text(client.get(f"/cpe/claims/{claim.pk}/"))
    assert "We brought it in from our own attendance list. If something is wrong with it, write to us." in page
    assert "Correct it" not in page
    assert "Withdraw it" not in page
    assert "Of which you were there 47 minutes" in page
    for address in (f"/cpe/report/?correct={claim.pk}", f"/cpe/claims/{claim.pk}/withdraw/"):
        assert client.get(address)["Location"] == f"/cpe/claims/{claim.pk}/"


def test_a_reviewer_denies_what_came_from_our_list_as_any_other(clerk):
    claim = _short(clerk)
    by, words = person("Rev", "cpe-reviewer"), "Somebody else joined by this address."
    services.decide(claim, ClaimStatus.DENIED, why="twice", words=words, by=by, at=AFTERWARDS)
    assert claim.lines.latest("pk").status == "denied"
    assert "Correct it" not in text(signed_in(claim.member.user).get(f"/cpe/claims/{claim.pk}/"))


def test_less_than_the_share_is_said_in_the_office_on_the_page_and_in_the_mail(clerk):
    claim = _short(clerk)
    there = proved(a_member())
    bring(table(line(there)), an_event(minutes=60), by=clerk)
    why = "47 of 60 minutes are less than 80 %"
    office, address = signed_in(clerk), "/office/cpe/attendance/"
    for asked, counts_0, counts in (
        ("", 1, 1),
        ("?came=short", 1, 0),
        ("?came=claimed", 0, 1),
        ("?came=no-title", 0, 0),
    ):
        listed = office.get(f"{address}{asked}").content.decode()
        rows = listed.partition('id="result_list"')[2].partition("</table>")[0]
        page = " ".join(re.sub(r"<[^>]*>", " ", rows).split())
        assert (page.count(f"Counts 0: {why}"), page.count("Counts by a claim")) == (counts_0, counts), asked
    client, event = signed_in(claim.member.user), claim.attendance.event
    for page in (text(client.get(f"/cpe/events/{event.pk}/")), text(client.get("/cpe/events/"))):
        assert f"Counts 0: {why}." in page
        assert "Not long enough" in page
        assert "It counts by claim" not in page
    assert "It counts by claim" in text(signed_in(there.user).get(f"/cpe/events/{there.attendances.get().event_id}/"))
    mails = {mail.person_id: letter(mail) for mail in Message.objects.filter(kind="cpe.attended")}
    short, enough = mails[claim.member.user_id], mails[there.user_id]
    for body in (short.text, short.html):
        assert f"It counts 0: {why}." in body
    assert "We reported your attendance" not in short.html
    assert "You were not there long enough" in short.html
    assert "It counts 0" not in enough.text


def test_who_was_there_longer_than_we_knew_reads_that_we_put_another_claim_in_its_place(clerk):
    old = _short(clerk)
    event = old.attendance.event
    bring(table(line(old.member, "19:40", "20:00")), event, by=clerk)
    page = text(signed_in(old.member.user).get(f"/cpe/claims/{old.pk}/"))
    assert "We put another claim in its place. You were there for longer than we knew" in page
    assert "You corrected it" not in page
    assert "Of which you were there 47 minutes" in page
