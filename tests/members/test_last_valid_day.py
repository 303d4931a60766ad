"""Until when a title is said to be valid where its end is announced: one day, wherever it is said."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from common.calendar import DAY
from members import diary_file, showing, verifying_words, words
from members.documents import receipts
from members.enums import OutcomeKind
from members.models import Certificate, Credential, Outcome
from members.rules.standing import OutcomeFact, standing
from members.rules.verifying import Said, answer
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
        ((_ended(ENDS + 30 * DAY),), ENDS + DAY, ENDS + 29 * DAY),
        ((_ended(ENDS + 300 * DAY),), ENDS + 200 * DAY, ENDS + 299 * DAY),
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


def test_a_renewal_is_possible_until_the_last_day_to_report_and_pay_unless_an_ending_is_announced() -> None:
    day = ENDS + DAY
    assert answer(found(), day, noon(day)).renewal_until == ENDS + 90 * DAY
    told = answer(found(_ended(ENDS + 30 * DAY)), day, noon(day))
    assert (told.said, told.until, told.renewal_until) == (Said.VALID, ENDS + 29 * DAY, None)
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
    assert words.until(stands) == "Valid until 7 February 2027; that the title ends then is recorded already."


@pytest.mark.parametrize("days", [1, 90, 91, 120])
def test_an_announced_ending_comes_before_the_renewal_that_will_not_be(
    days: int,
) -> None:
    """Past the end of the cycle, in time and out of it."""
    on, ends_on = ENDS + days * DAY, ENDS + 140 * DAY
    ending = OutcomeFact(id=5, kind=OutcomeKind.REVOKED, effective_on=ends_on, recorded_at=noon(ENDS))
    stands = standing(found().fact, [ending], on)
    assert stands is not None
    sentence = "Valid until 16 November 2028; that the title ends then is recorded already."
    assert (words.until(stands), words.until(stands, told=words.YOURS)) == (sentence, sentence)
    assert words.reasons(stands)[-1] == "That the title ends with 16 November 2028 is recorded already."
    assert (words.public(stands), words.public_shape(stands)) == ("Valid", "valid")
    told = answer(found(ending), on, noon(on))
    facts = dict(verifying_words.rows(told))
    assert (facts["Valid until"], verifying_words.explained(told)) == ("16 November 2028", "")
    assert not {"Expired on", "Renewal is possible until"} & facts.keys()


@pytest.mark.parametrize("days", [0, 5, 120])
def test_what_everybody_reads_has_one_word_and_shape_in_grace_and_held(days: int) -> None:
    on = ENDS + days * DAY
    stands = standing(found().fact, [], on)
    assert stands is not None
    of_page = verifying_words.statuses(answer(found(), on, noon(on)))
    assert of_page == [(words.public_shape(stands), words.public(stands))]
    assert of_page == [("waiting", "Valid, renewal in progress") if days else ("valid", "Valid")]


def test_an_ending_after_the_cycle_is_told_beside_its_last_day() -> None:
    stands = standing(found().fact, [_ended(ENDS + 30 * DAY)], TODAY)
    assert stands is not None
    assert words.until(stands) == (
        "Valid until 30 June 2028. That the title ends with 29 July 2028 is recorded already."
    )


def test_what_ended_it_later_was_not_announced_on_a_day_before() -> None:
    """A past day in which a renewal was in progress keeps it, though the title was lost and given back since."""
    day = ENDS + 5 * DAY
    lost = OutcomeFact(
        id=1, kind=OutcomeKind.DECERTIFIED, effective_on=ENDS + 91 * DAY, recorded_at=noon(ENDS + 91 * DAY), cycle=1
    )
    back = OutcomeFact(
        id=2, kind=OutcomeKind.REINSTATED, effective_on=ENDS + 95 * DAY, recorded_at=noon(ENDS + 95 * DAY), cycle=1
    )
    told = answer(found(lost, back), day, noon(ENDS + 99 * DAY))
    assert (told.said, told.until, told.renewal_until) == (Said.RENEWING, ENDS, ENDS + 90 * DAY)
