"""The transcript: what stands on the page stands in the sealed PDF and in the table, of the cycles that were chosen."""

import csv
import datetime as dt
import io

import pikepdf
import pytest

from common import seal
from members.enums import Ground, OutcomeKind
from tests import papers
from tests.cpe.full import a_full_member
from tests.cpe.test_ledger import a_member, record
from tests.cpe.test_member_pages import AT, FIRST, done, now, seen, strip
from tests.factories.ledger import ClaimFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

__all__ = ["now"]
TODAY = AT.date()


def rows(member, **query):
    answer = signed_in(member.user).get("/cpe/transcript/csv/", query)
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_table_has_a_row_for_each_claim_and_title():
    member = a_full_member(TODAY, AT)
    found = rows(member)
    assert len(found) == 14 + 11
    capped = [row for row in found if row["what it was"] == "Passkeys for everybody" and row["title"] == "S-ISP"]
    (row,) = capped
    assert (row["credits"], row["counted"], row["lost"], row["amount"], row["unit"]) == (
        "1.50",
        "1.00",
        "0.50",
        "1.5",
        "hours",
    )
    assert row["why"].startswith("0.5 credits: above the 10 credits that this activity can bring")
    assert {row["amount"] for row in found if row["activity"] == "Read books"} == {"320", "1080"}


def test_nothing_in_the_table_is_taken_for_a_formula():
    member = a_member(S_ISP=FIRST)
    ClaimFactory(member=member, title="=HYPERLINK(1)", provider="@cmd", completed_on=FIRST, reported_on=FIRST)
    found = rows(member)
    assert [(row["what it was"], row["by whom"]) for row in found] == [("'=HYPERLINK(1)", "'@cmd")]


def test_sealed_pdf_says_what_the_page_says():
    member = a_full_member(TODAY, AT, user__given_name="Noor", user__family_name="de Vries")
    answer = signed_in(member.user).get("/cpe/transcript/pdf/")
    assert answer["Content-Disposition"] == f'attachment; filename="cpe-transcript-{member.number}-2026-11-20.pdf"'
    assert seal.look(answer.content).verdict is seal.Verdict.WHOLE
    with pikepdf.open(io.BytesIO(answer.content)) as opened:
        assert opened.Root.MarkInfo.Marked
    text = " ".join(papers.text(answer.content).split())
    assert "Table" in papers.structure(answer.content)
    for words in ("Noor de Vries", str(member.number), "Printed on", "As known on", "20 November 2026, 10:00"):
        assert words in text
    page = strip(seen(member, "/cpe/transcript/"))
    for words in ("Passkeys for everybody", "4 credits: denied", "Waits for a decision", "45 of 60 credits"):
        assert words in text
        assert words in page


def test_an_earlier_cycle_is_chosen_and_a_title_left_out():
    member = a_member(S_ISP=dt.date(2020, 1, 1), S_CISO=FIRST)
    held = member.credentials.get(title__code="S-ISP")
    done(member, "other-course", "60", dt.date(2021, 5, 5), at=dt.datetime(2021, 6, 1, tzinfo=dt.UTC))
    done(member, "other-course", "7", dt.date(2023, 5, 5), at=dt.datetime(2023, 6, 1, tzinfo=dt.UTC))
    record(held, OutcomeKind.RENEWED, Ground.COMPLETE, dt.date(2023, 1, 1), cycle=1)
    assert "7 of 60 credits" in seen(member, "/cpe/transcript/")
    chosen = {"S-ISP": "1", "S-CISO": "none"}
    page = strip(seen(member, "/cpe/transcript/", **chosen))
    assert "60 of 60 credits: the minimum is met." in page
    assert "Renewed as of 1 January 2023: credits and contributions are complete." in page
    assert "Certified Information Security Officer" not in page
    assert {row["title"] for row in rows(member, **chosen)} == {"S-ISP"}
    assert "Until then we show the newest cycle." in seen(member, "/cpe/transcript/", **{"S-ISP": "9"})
    assert "Every title was left out." in seen(member, "/cpe/transcript/", **{"S-ISP": "none", "S-CISO": "none"})


def test_whoever_has_no_cycles_is_led_to_the_page_that_says_so():
    client = signed_in(person("Nobody"))
    for form in ("pdf", "csv"):
        assert client.get(f"/cpe/transcript/{form}/")["Location"] == "/cpe/transcript/"
