"""Somebody whose membership was revoked: reads what is theirs, does nothing, and comes back by people's decision alone.

Golden cases G-210, G-214 and G-215 in the words of the pages.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.services import take_copy
from applications.models import Interest
from applications.services import finalising
from common.errors import Forbidden
from conduct.enums import Outcome
from conduct.services import judging
from cpe import services as cpe
from cpe.models import Claim, ClaimDraft
from members import services
from members.models import Certificate, Credential, Cycle, Member, Membership, Title
from members.selectors.revoking import revoked_on
from members.services import cancelling, listing
from members.services.exam_rows import plan
from members.services.revoking import revoke
from tests.applications.finalising import accepted, identified, minute, paid, scanned, seen
from tests.conduct.cases import CODES, days, deliberating, findings, member, proposed
from tests.factories.exams import ExamClaimFactory
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 16)
UNTIL = dt.date(2027, 11, 16)


@pytest.fixture(autouse=True)
def _on_a_day() -> Iterator[None]:
    with time_machine.travel(days(14), tick=False):
        yield


def _text(client: Client, page: str) -> str:
    return unescape(client.get(page).text)


def _holder() -> Member:
    about = member()
    for code in CODES:
        services.award(about, Title.objects.get(code=code), on=dt.date(2026, 1, 5), by=None, at=days(0))
    return about


def _revoked() -> Member:
    about = _holder()
    proposed(about, confirmed=True)
    return about


def test_membership_and_all_three_titles_end_in_one_act_at_the_same_time() -> None:
    about = _revoked()
    titles = Credential.objects.filter(member=about).select_related("closed_by")
    assert {(row.closed_by.kind, row.closed_by.recorded_at, row.closed_by.effective_on) for row in titles} == {
        ("revoked", days(14), ON)
    }
    assert not Membership.objects.filter(member=about, last_day__isnull=True).exists()
    assert revoked_on(about.user_id) == ON


def test_public_page_says_not_valid_with_the_date_and_no_reason() -> None:
    about = _revoked()
    for certificate in Certificate.objects.filter(credential__member=about):
        shown = _text(Client(), f"/verify/{certificate.number}/")
        assert "Not valid since" in shown
        assert "16 November 2026" in shown
        for hidden in ("Iris", "evoked", "breach", "onduct of"):
            assert hidden not in shown.split("<footer")[0].split("<main")[1], hidden


def test_revoked_person_sees_their_status_and_their_data_and_nothing_to_do_about_titles() -> None:
    about = _revoked()
    client = signed_in(about.user)
    home = _text(client, "/")
    assert home.count("Not valid since 16 November 2026.") == 3
    assert "Cases about you" in home
    for action in ("/cpe/report/", "/membership/cancel/", "/cpe/planner/", "badge.png"):
        assert action not in home, action
    assert client.get("/account/data/copy/").status_code == 200
    assert "Nothing is asked of you." in _text(client, "/cpe/report/")
    shown = _text(client, "/certificates/")
    assert shown.count("there is no certificate and no badge of it any more") == 3
    assert "/certificates/list-me/" not in shown
    for row in Certificate.objects.filter(credential__member=about):
        for file in ("pdf/", "badge.png", "badge.json", "badge.jwt"):
            assert client.get(f"/certificates/{row.number}/{file}").status_code == 404, file
        assert client.get(f"/certificates/{row.number.lower()}/badge.png").status_code == 404


def test_acts_of_members_are_refused_at_once() -> None:
    about, at = _revoked(), days(14)
    by: Any = about.user
    with pytest.raises(listing.NothingToList):
        listing.list_me(about, by=by, at=at)
    with pytest.raises(cancelling.NothingToCancel):
        cancelling.cancel(about, by=by, at=at)
    with pytest.raises(cancelling.NothingToCancel):
        cancelling.take_cancellation_back(about, by=by, at=at)
    with pytest.raises(Forbidden, match="Your membership is revoked"):
        cpe.report(
            about,
            activity="teaching",
            completed_on=ON,
            amount=Decimal(1),
            details=cpe.Details(title="x"),
            by=by,
            at=at,
        )
    with pytest.raises(Forbidden, match="Your membership is revoked"):
        cpe.save_draft(about, {"title": "x"}, by=by, at=at)
    assert not ClaimDraft.objects.exists()
    assert not Claim.objects.exists()


def test_claim_that_was_denied_offers_no_appeal_and_nothing_to_change() -> None:
    about = _holder()
    claim = ClaimFactory(member=about, completed_on=dt.date(2026, 11, 2), reported_on=dt.date(2026, 11, 3))
    LedgerLineFactory(claim=claim, status="denied", why="other", words="No.", decided_on=ON)
    client, page = signed_in(about.user), f"/cpe/claims/{claim.pk}/"
    assert "You can appeal to the Board until" in _text(client, page)
    assert "last day to appeal" in _text(client, "/")
    revoke(about, reads_until=UNTIL, at=days(14))
    for shown in (_text(client, page), _text(client, "/")):
        assert "ppeal" not in shown
        assert "/withdraw/" not in shown


def test_board_is_not_offered_a_reinstatement_of_what_was_revoked() -> None:
    about = _revoked()
    client = signed_in(about.user)
    for code in CODES:
        assert "ppeal" not in _text(client, f"/cpe/titles/{code.lower()}/")


def test_exam_claim_and_member_say_when_the_membership_was_revoked_and_a_person_awards() -> None:
    about = _revoked()
    claim = ExamClaimFactory(person=about.user, title=Title.objects.get(code="S-SPP"))
    clerk = person("Bo", "back-office")
    shown = _text(signed_in(clerk), f"/office/members/examclaim/{claim.pk}/change/")
    assert "membership revoked on 16 November 2026" in shown
    shown = _text(signed_in(clerk), f"/office/members/member/{about.pk}/change/")
    assert "membership revoked on 16 November 2026" in shown
    other = ExamClaimFactory()
    assert "membership revoked" not in _text(signed_in(clerk), f"/office/members/examclaim/{other.pk}/change/")


def test_table_of_exam_results_awards_nothing_to_somebody_whose_membership_is_revoked() -> None:
    about = _revoked()
    user = about.user
    header = "email,given_name,family_name,title,exam_on,exam_number"
    line = f"{user.email},{user.given_name},{user.family_name},S-SPP,2026-11-12,EX-1"
    made = plan(f"{header}\r\n{line}\r\n".encode(), by=person("Bo", "back-office"), on=ON)
    assert [row.fault for row in made.faults] == [
        "The membership of this person is revoked. Decide about a claim of theirs by itself."
    ]


def _complete(row: Any, at: dt.datetime) -> None:
    paid(row.invoice, at)
    scanned(row)
    seen(row, at)
    identified(row, at)


def test_application_accepted_before_the_revocation_is_never_awarded_by_itself() -> None:
    accepted_at = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)
    row = accepted(accepted_at)
    about = Member.objects.get(user=row.application.person)
    services.award(about, Title.objects.get(code="S-ISP"), on=dt.date(2026, 11, 11), by=None, at=accepted_at)
    revoke(about, reads_until=UNTIL, at=days(14))
    _complete(row, days(15))
    minute(days(15))
    assert not Credential.objects.open().filter(member=about).exists()

    assessor = Interest.objects.filter(application=row.application).earliest("pk").person
    shown = _text(signed_in(assessor), f"/office/applications/application/{row.application.pk}/change/")
    assert "membership revoked on 16 November 2026" in shown
    assert finalising.lapse([row.pk], at=dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)) == 1
    row.refresh_from_db()
    assert row.credential is None


def test_application_accepted_by_two_people_after_the_revocation_is_awarded() -> None:
    row = accepted(dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC))
    about = Member.objects.get(user=row.application.person)
    services.award(about, Title.objects.get(code="S-ISP"), on=dt.date(2026, 1, 5), by=None, at=days(0))
    revoke(about, reads_until=UNTIL, at=days(0))
    _complete(row, days(15))
    minute(days(15))
    assert Credential.objects.open().filter(member=about).count() == 1, "they knew, and decided so"


@pytest.mark.parametrize(("broken", "outcome"), [(True, Outcome.EXPLAINED), (False, Outcome.NO_BREACH)])
def test_outcomes_that_are_no_breach_change_nothing(broken: bool, outcome: Outcome) -> None:
    about = _holder()
    case, seats = deliberating(about)
    said = findings(case, broken=broken, explained=True)
    proposal = judging.propose(case, said, "The client had agreed.", by=seats[2].person, at=days(14))
    for seat in seats[:2]:
        judging.vote(proposal, agrees=True, words="", by=seat.person, at=days(14))
    assert judging.confirm(proposal, by=seats[0].person, at=days(15)).outcome == outcome
    assert revoked_on(about.user_id) is None
    assert Membership.objects.open().filter(member=about).count() == 1
    assert Credential.objects.open().filter(member=about).count() == len(CODES)
    assert "Report an activity" in _text(signed_in(about.user), "/cpe/report/")


def test_copy_of_the_data_gives_each_finding_with_its_reason_and_names_nobody_who_judged() -> None:
    case, seats, _made = proposed(_holder(), confirmed=True)
    with zipfile.ZipFile(take_copy(case.member.user, at=days(15))) as packed:
        told = " ".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    concerned = [row.article.number for row in case.concerned.select_related("article")]
    assert concerned
    for number in concerned:
        assert f"{number}. broken, knowingly, not explained satisfactorily: As the mails show." in told
    assert "The list was not yours to give." in told
    for seat in seats:
        assert str(seat.person) not in told


def test_title_awarded_after_the_revocation_lapses_as_any_other_would() -> None:
    about = _revoked()
    again = services.award(about, Title.objects.get(code="S-ISP"), on=dt.date(2026, 12, 1), by=None, at=days(29))
    cycle = Cycle.objects.get(credential=again)
    expires_on = cycle.window.expires_on
    late = cycle.window.last_day + dt.timedelta(days=2)
    night = dt.datetime.combine(late, dt.time(2), dt.UTC)
    cpe.judge_cycles([cycle.pk], on=expires_on, at=night)
    assert Credential.objects.open().filter(pk=again.pk).exists()
    cpe.judge_cycles([cycle.pk], trial=True, on=late, at=night)
    again.refresh_from_db()
    assert again.closed_by
    assert again.closed_by.kind == "decertified"
    assert revoked_on(about.user_id) == ON, "the revocation stays known"
