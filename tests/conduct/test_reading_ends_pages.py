"""Twelve months after a revocation the portal shows one page; that there was one is a row, with titles or without."""

import datetime as dt
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from applications.services import finalising
from comms import kinds
from comms.models import Message
from conduct.enums import Audience
from conduct.models import Case
from conduct.services import nights
from cpe.selectors import ledger_of
from members import services
from members.enums import OutcomeKind
from members.models import Credential, Member, Outcome, Revocation, Title
from members.selectors.revoking import revoked_on
from members.services import names
from members.services.revoking import revoke
from tests.applications.finalising import accepted, identified, minute, paid, scanned, seen
from tests.conduct.cases import days, member, proposed
from tests.factories.conduct import RoomEntryFactory
from tests.factories.files import UploadFactory, picture
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
ON, UNTIL = dt.date(2026, 11, 16), dt.date(2027, 11, 16)
LAST, AFTER = (dt.datetime(2027, 11, day, 9, tzinfo=dt.UTC) for day in (16, 17))
CLOSED = (
    "/certificates/", "/calendar/", "/membership/", "/cpe/", "/cpe/transcript/", "/cpe/report/", "/conduct/about-you/",
)  # fmt: skip
OPEN = ("/account/data/", "/profile/", "/documents/", "/applications/", "/titles/claim/", "/cpe/policy/", "/privacy/")


def _revoked() -> Case:
    about = member()
    services.award(about, Title.objects.get(code="S-ISP"), on=dt.date(2026, 1, 5), by=None, at=days(0))
    with time_machine.travel(days(14), tick=False):
        return proposed(about, confirmed=True)[0]


def _text(client: Client, page: str) -> str:
    return unescape(client.get(page).text)


def test_until_the_last_day_everything_is_read_and_from_the_next_one_page_says_what_is_kept() -> None:
    case = _revoked()
    with time_machine.travel(LAST, tick=False):
        client = signed_in(case.member.user)
        assert all(client.get(page).status_code == 200 for page in (*CLOSED, *OPEN))
        assert "Until 16 November 2027 you can read here what is yours" in _text(client, "/")
    with time_machine.travel(AFTER, tick=False):
        client = signed_in(case.member.user)
        for page in (*CLOSED, reverse("conduct:own-case", args=[case.reference.lower()])):
            assert (client.get(page).status_code, client.get(page).headers["Location"]) == (302, "/"), page
        assert all(client.get(page).status_code == 200 for page in OPEN)
        shown = _text(client, "/")
        for told in (
            "Your membership was revoked on 16 November 2026.",
            "Until 16 November 2027 you could read here what is yours",
            f"We keep case {case.reference}, with its judgement, until 16 November 2031",
            "write to our privacy officer",
        ):
            assert told in shown
        assert "/cpe/" not in shown.split("</header>")[0]
        assert client.get("/account/data/copy/").status_code == 200
        assert "Cases about you" not in _text(client, "/account/data/")


def test_who_was_revoked_is_mailed_once_a_month_before() -> None:
    case = _revoked()
    soon = dt.datetime(2027, 10, 17, 3, tzinfo=dt.UTC)
    assert not nights.readers_to_remind(dt.date(2027, 10, 16)).exists()
    keys = list(nights.readers_to_remind(soon.date()).values_list("pk", flat=True))
    assert (nights.remind_readers(keys, at=soon), nights.remind_readers(keys, at=soon)) == (1, 0)
    mail = Message.objects.get(kind="conduct.reading_ends")
    assert mail.recipient == case.member.user.email
    assert kinds.KINDS[mail.kind].still_true(mail)
    services.award(case.member, Title.objects.get(code="S-ISP"), on=soon.date(), by=None, at=soon)
    assert not kinds.KINDS[mail.kind].still_true(mail), "they are a member again"


def test_title_awarded_since_opens_all_again_and_the_revocation_stays_known() -> None:
    case = _revoked()
    about = case.member
    again = services.award(about, Title.objects.get(code="S-ISP"), on=dt.date(2027, 3, 1), by=None, at=days(120))
    about.user.refresh_from_db()
    assert not about.user.is_revoked
    assert revoked_on(about.user_id) == ON
    assert not ledger_of(about.pk, dt.date(2027, 3, 2)).revoked
    with time_machine.travel(AFTER, tick=False):
        assert signed_in(about.user).get("/membership/").status_code == 200
    assert again.closed_by is None


def test_revocation_is_a_row_that_the_database_keeps_as_it_is() -> None:
    case = _revoked()
    row = Revocation.objects.get(member=case.member)
    assert (row.effective_on, row.recorded_at) == (ON, days(14))
    for statement in ("UPDATE members_revocation SET effective_on = '2020-01-01'", "DELETE FROM members_revocation"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_who_held_no_title_is_revoked_too_and_nothing_is_awarded_by_itself() -> None:
    accepted_at = dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)
    row = accepted(accepted_at)
    about = Member.objects.get(user=row.application.person)
    revoke(about, reads_until=UNTIL, at=days(14))
    assert revoked_on(about.user_id) == ON
    assert not Outcome.objects.filter(kind=OutcomeKind.REVOKED).exists()
    paid(row.invoice, days(15))
    scanned(row)
    seen(row, days(15))
    identified(row, days(15))
    minute(days(15))
    assert not Credential.objects.filter(member=about).exists()
    assert finalising.lapse([row.pk], at=dt.datetime(2027, 6, 1, 9, tzinfo=dt.UTC)) == 1


def test_home_of_who_was_revoked_asks_for_nothing_but_what_is_owed() -> None:
    case = _revoked()
    with time_machine.travel(days(15), tick=False):
        client = signed_in(case.member.user)
        session = client.session
        del session["asked_to_agree"]
        session.save()
        shown = _text(client, "/")
    for asked in ("postal address", "second factor", "second e-mail", "Agree to the documents", "CPE rules: "):
        assert asked not in shown.split("</main>")[0], asked
    assert "Nothing is asked of you." in shown


def test_name_that_changes_after_a_revocation_waits_for_nobody_and_is_put_right_on_the_account() -> None:
    case = _revoked()
    clerk: Any = person("Bo", "back-office")
    with time_machine.travel(days(15), tick=False):
        client = signed_in(case.member.user)
        client.post("/profile/", {"given_name": "Iris", "family_name": "Anders", "language": "en"})
        case.member.user.refresh_from_db()
        assert case.member.user.get_full_name() == "Iris Anders"
        assert "Names" not in _text(signed_in(clerk), "/office/members/member/?names=waiting").split("result_list")[-1]
    with pytest.raises(names.NameNotWaiting, match="None of this member's titles stands"):
        names.grant_name(Member.objects.get(pk=case.member_id), "Iris Anders", by=clerk, at=days(15))
    with pytest.raises(names.NameNotWaiting, match="None of this member's titles stands"):
        names.refuse_name(Member.objects.get(pk=case.member_id), "Iris Anders", words="x", by=clerk, at=days(15))


def test_files_of_the_membership_close_with_its_pages_and_those_of_what_may_be_done_anew_open() -> None:
    case = _revoked()
    about = case.member.user
    sent = {
        shelf: UploadFactory(owner=about, shelf=shelf, stored=picture(), taken=True)
        for shelf in ("cpe-evidence", "conduct-explanation", "resume", "exam-proof")
    }
    sent["conduct-room"] = UploadFactory(shelf="conduct-room", stored=picture(), taken=True)
    RoomEntryFactory(case=case, author=case.officer, audience=Audience.PARTIES, file=sent["conduct-room"])
    pages = {shelf: f"/files/{upload.reference.lower()}/" for shelf, upload in sent.items()}
    with time_machine.travel(LAST, tick=False):
        client = signed_in(about)
        assert {shelf: client.get(page).status_code for shelf, page in pages.items()} == dict.fromkeys(sent, 200)
    with time_machine.travel(AFTER, tick=False):
        client = signed_in(about)
        for shelf in ("cpe-evidence", "conduct-explanation", "conduct-room"):
            for page in (pages[shelf], f"{pages[shelf]}pages/"):
                assert (client.get(page).status_code, client.get(page).headers["Location"]) == (302, "/"), page
        assert [client.get(pages[shelf]).status_code for shelf in ("resume", "exam-proof")] == [200, 200]
        reviewer = signed_in(person("Rosa", "cpe-reviewer"))
        assert reviewer.get(pages["cpe-evidence"]).status_code == 200, "colleagues read on"
        assert signed_in(person("Eve")).get(pages["cpe-evidence"]).status_code == 404
