"""Until when a title is said to be valid where its end is announced: one day, wherever it is said."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from common.calendar import DAY
from members import diary_file, showing, words
from members.documents import receipts
from members.enums import OutcomeKind
from members.models import Certificate, Credential, Outcome
from members.rules.standing import OutcomeFact, standing
from members.rules.verifying import answer
from members.selectors.diary import diary
from members.selectors.shown import holdings
from tests import papers
from tests.factories.members import OutcomeFactory
from tests.members.test_verifying_rules import ENDS, found
from tests.members.verifying import AWARDED, noon, officer

LAST = dt.date(2027, 2, 7)
TODAY = dt.date(2026, 11, 21)


def _ended(on: dt.date) -> OutcomeFact:
    return OutcomeFact(id=1, kind=OutcomeKind.ENDED, effective_on=on, recorded_at=noon(TODAY))


def _back(pk: int = 2) -> OutcomeFact:
    return OutcomeFact(id=pk, kind=OutcomeKind.WITHDRAWN, effective_on=TODAY, recorded_at=noon(TODAY), supersedes=1)


@pytest.mark.parametrize(
    ("rows", "on", "last"),
    [
        ((), TODAY, ENDS),
        ((_ended(LAST + DAY),), TODAY, LAST),
        ((_ended(LAST + DAY),), LAST, LAST),
        ((_ended(LAST + DAY),), LAST + DAY, None),
        ((_ended(LAST + DAY), _back()), TODAY, ENDS),
        ((_ended(ENDS + 30 * DAY),), TODAY, ENDS),
        ((_ended(ENDS + 30 * DAY),), ENDS + DAY, ENDS),
    ],
)
def test_the_earlier_of_the_end_of_the_cycle_and_an_announced_ending_counts(
    rows: tuple[OutcomeFact, ...], on: dt.date, last: dt.date | None
) -> None:
    stands = standing(found().fact, rows, on)
    assert stands is not None
    assert stands.last_valid_day == last
    assert answer(found(*rows), on, noon(max(on, TODAY))).until == last


def test_a_title_without_cycles_ends_by_what_is_announced_alone() -> None:
    told = answer(found(_ended(LAST + DAY), cycles=False), TODAY, noon(TODAY))
    assert (told.until, told.endless) == (LAST, True)


def test_a_renewal_is_possible_until_the_last_day_to_report_and_pay_or_an_ending_before_it() -> None:
    day = ENDS + DAY
    assert answer(found(), day, noon(day)).renewal_until == ENDS + 90 * DAY
    assert answer(found(_ended(ENDS + 30 * DAY)), day, noon(day)).renewal_until == ENDS + 29 * DAY
    assert answer(found(), ENDS, noon(ENDS)).renewal_until is None
    assert answer(found(), ENDS + 91 * DAY, noon(ENDS + 91 * DAY)).renewal_until is None


@pytest.fixture
def certificate(time_machine: Any, db: None) -> Certificate:
    """Of a listed officer who cancelled; the title ends with 7 February 2027."""
    made = officer(time_machine)
    ending = OutcomeFactory(
        credential=made.credential, kind="ended", ground="cancelled", cycle=None,
        effective_on=LAST + DAY, recorded_at=noon(TODAY),
    )  # fmt: skip
    Credential.objects.filter(pk=made.credential_id).update(closed_by=ending)
    made.credential.member.listed_at = noon(AWARDED)
    made.credential.member.save()
    return made


def test_page_json_receipts_register_linkedin_holder_and_calendar_name_the_same_day(certificate: Certificate) -> None:
    client, member = Client(), certificate.credential.member
    for path in (f"/verify/{certificate.number}/", "/register/s-ciso/"):
        page = client.get(path).content.decode()
        assert "7 February 2027" in page or "7 Feb 2027" in page, path
        assert "2028" not in page, path
    assert client.get(f"/verify/{certificate.number}/json/").json()["valid_until"] == "2027-02-07"
    kept = json.loads(client.get(f"/verify/{certificate.number}/receipt/json/").content)
    assert kept["says"]["valid_until"] == "2027-02-07"
    held = showing.shown(holdings(member, TODAY)[0], TODAY)
    assert held.until == "Valid until 7 February 2027, when the membership you cancelled ends."
    assert "expirationYear=2027&expirationMonth=2" in held.linkedin
    days = {entry.kind.value: entry for entry in diary(member, TODAY) if not entry.off}
    assert set(days) == {"ends"}
    assert days["ends"].day == LAST
    assert diary_file.summary(days["ends"]) == "S-CISO: last day, given up"


def test_the_paper_names_it_too(certificate: Certificate) -> None:
    facts = [OutcomeFact(id=row.pk, kind=OutcomeKind(row.kind), effective_on=row.effective_on,
                         recorded_at=row.recorded_at) for row in Outcome.objects.all()]  # fmt: skip
    made = receipts.receipt_pdf(answer(found(*facts), TODAY, noon(TODAY)), language="en")
    said = " ".join(papers.text(made).split())
    assert "7 February 2027" in said
    assert "2028" not in said


def test_the_certificate_keeps_the_days_it_was_issued_with(certificate: Certificate) -> None:
    assert certificate.valid_until == ENDS
    stands = standing(found().fact, [_ended(LAST + DAY)], TODAY)
    assert stands is not None
    assert words.until(stands) == "Valid until 7 February 2027."
