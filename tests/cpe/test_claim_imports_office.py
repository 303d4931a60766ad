"""The pages and the command of imports of earlier claims: upload, read, confirm; and the documentation's example."""

import csv
import datetime as dt
import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from common import duties
from common.errors import Forbidden
from common.models import AuditLine
from cpe import imports, services
from cpe.models import Claim, ClaimFile, ClaimImport
from members import services as members
from members.services import NotConfirmed
from tests.cpe.importing import AT, NAMES, row, table
from tests.cpe.test_ledger import a_member, with_titles
from tests.factories.imports import OpeningPositionFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

OFFICE = "/office/cpe/claimimport/"
EXAMPLES = Path(settings.BASE_DIR, "docs", "examples")
DOCUMENT = Path(settings.BASE_DIR, "docs", "import.md")


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def office():
    return signed_in(person("Anna", "administrator"))


def _shown(answer):
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def _try(office, content, name="claims.csv"):
    answer = office.post(f"{OFFICE}bring-in/", {"file": SimpleUploadedFile(name, content)})
    duties.perform("cpe.imports", now=AT)
    return answer, ClaimFile.objects.first()


def _table(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_from_the_file_to_the_ledger(office):
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    rows = [
        row(member, amount=50, completed_on="2024-11-18", started_on="2024-11-10", reported_on="2025-02-10")
        | {"title": "=1+1"},
        row(member, activity="book", amount=320, reference="W-9"),
    ]
    answer, file = _try(office, table(*({**each, "notes": "x"} for each in rows), header=(*NAMES, "notes")))
    page = f"{OFFICE}tried/{file.pk}/"
    assert answer["Location"] == page
    answer = office.get(page)
    told = _shown(answer)
    for words in (
        "ready to be brought in",
        "Claims: 2 new, 0 known already.",
        "They are of 1 person; 1 cycle of a title would count differently.",
        "1 claim would wait for a reviewer.",
        "Columns left alone notes",
        "S-ISP Valid 1: 1 January 2024 – 31 December 2026 0 → 40 0 0 0 → 40 of 60 needed running",
        "S-ISP: 40 of 50 10 credits: above the 40 credits that count from 1 January 2024 to 31 December 2024",
        "S-ISP: 0 of 3 3 credits: waits for a decision",
    ):
        assert words in told
    assert not Claim.objects.exists()
    claims = _table(office.get(f"{page}csv/"))
    assert claims[0][:4] == ["Line", "Member number", "Name", "Activity"]
    assert [found[4] for found in claims[1:]] == ["'=1+1", ""]
    titles = _table(office.get(f"{page}csv/?show=titles"))
    assert titles[1][3:16] == [
        "S-ISP", "Valid", "1", "2024-01-01", "2026-12-31", "0", "40", "0", "0", "0", "0", "0", "40",
    ]  # fmt: skip
    (as_read,) = re.findall(r'name="as_read" value="([^"]+)"', answer.content.decode())
    assert office.post(page, {"as_read": as_read})["Location"] == page
    for _turn in range(2):
        duties.perform("cpe.imports", now=AT)
    run = ClaimImport.objects.get()
    assert office.get(page)["Location"] == f"{OFFICE}{run.pk}/change/"
    assert office.get(f"{OFFICE}{run.pk}/change/").status_code == 200
    file.refresh_from_db()
    assert (file.content, file.lines.count(), Claim.objects.count()) == (None, 0, 2)
    assert {line.act for line in AuditLine.objects.about(file)} >= {"cpe.import-tried"}
    _answer, again = _try(office, table(*rows))
    assert "Every claim in this file was brought in before." in _shown(office.get(f"{OFFICE}tried/{again.pk}/"))


def test_what_is_to_be_mended_is_shown_and_taken_along(office):
    member = a_member()
    _answer, file = _try(office, table(row(member, amount="many"), row(member, activity="gardening")))
    told = _shown(office.get(f"{OFFICE}tried/{file.pk}/"))
    assert "2 things are to be mended before the file can be brought in." in told
    assert "3 activity The rules of that day know no such activity." in told
    rows = _table(office.get(f"{OFFICE}tried/{file.pk}/csv/"))
    assert [found[:2] for found in rows] == [["Line", "Column"], ["2", "amount"], ["3", "activity"]]


def test_years_that_may_count_twice_are_read_before_the_file_comes_in(office):
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    OpeningPositionFactory(credential=member.credentials.get(), credits_year_1=20)
    _answer, file = _try(office, table(row(member)))
    page = f"{OFFICE}tried/{file.pk}/"
    told = _shown(office.get(page))
    assert "S-ISP came with 20 credits for 1 January 2026 – 31 December 2026, which count as given." in told
    assert "1 claim of this file lies in that year and adds 6 credits." in told
    assert "I read which years may count twice" in told
    answer = office.post(page, {"as_read": file.edition})
    assert "Read the warnings first" in _shown(answer)
    office.post(page, {"as_read": file.edition, "knowing": "yes"})
    duties.perform("cpe.imports", now=AT)
    assert Claim.objects.count() == 1


def test_what_was_not_read_keeps_the_file_out_and_it_is_tried_anew(office):
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    _answer, file = _try(office, table(row(member)))
    office.post(f"{OFFICE}tried/{file.pk}/", {"as_read": file.edition})
    OpeningPositionFactory(credential=member.credentials.get(), credits_year_1=20)
    duties.perform("cpe.imports", now=AT)
    file.refresh_from_db()
    assert (file.refused, file.confirmed_at, file.of["warnings"], Claim.objects.count()) == (True, None, 1, 0)
    assert "Something changed since this file was tried" in _shown(office.get(f"{OFFICE}tried/{file.pk}/"))


def test_who_confirms_a_file_with_claims_of_their_own_is_told_so():
    anna, eva = person("Anna", "administrator"), person("Eva", "administrator")
    member = with_titles(MemberFactory(user=eva), {"S_ISP": dt.date(2026, 1, 1)})
    file = services.ask_claim_trial(table(row(member)), file_name="claims.csv", by=anna, at=AT)
    duties.perform("cpe.imports", now=AT)
    file.refresh_from_db()
    services.confirm_claim_trial(file.pk, as_read=file.edition, knowing=False, by=eva, at=AT)
    duties.perform("cpe.imports", now=AT)
    assert "Somebody else brings it in." in file.lines.get().told["sentence"]
    assert not Claim.objects.exists()


def test_only_administrators_import(office):
    ben = person("Ben", "back-office")
    with pytest.raises(Forbidden):
        services.ask_claim_trial(b"x", file_name="x", by=ben, at=AT)
    _answer, file = _try(office, table(row(a_member())))
    with pytest.raises(Forbidden):
        services.confirm_claim_trial(file.pk, as_read=file.edition, knowing=True, by=ben, at=AT)
    with pytest.raises(NotConfirmed, match="tried anew"):
        services.confirm_claim_trial(
            file.pk, as_read="something else", knowing=True, by=person("Eva", "administrator"), at=AT
        )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty. Choose the one with the claims."),
        (b"PK\x03\x04", "This is a workbook."),
        (b"activity\r\nx\r\n", "These are missing: completed_on, reported_on, amount."),
        (b"activity,completed_on,reported_on,amount\r\n", "Write a row for each activity."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_the_field(office, content, told):
    answer, file = _try(office, content)
    assert (answer.status_code, file) == (200, None)
    assert told in _shown(answer)


def test_the_keys_of_today_stand_beside_the_file(office):
    told = _shown(office.get(f"{OFFICE}bring-in/"))
    assert "book Read books pages" in told
    assert "webinar-attended" in told


def test_the_template_is_what_is_asked_for(office):
    header, example = _table(office.get(f"{OFFICE}template/"))
    assert (tuple(header), len(example)) == (NAMES, len(NAMES))


def _command(*arguments):
    out, status = io.StringIO(), 0
    try:
        call_command("import_claims", *arguments, stdout=out)
    except SystemExit as ended:
        status = ended.code
    return status, out.getvalue()


def test_the_command_tells_tries_and_brings_in(tmp_path):
    member, file = a_member(S_ISP=dt.date(2026, 1, 1)), tmp_path / "claims.csv"
    file.write_bytes(table(row(member), row(member, amount="many")))
    status, told = _command(str(file))
    assert (status, told.splitlines()[-1]) == (2, "Nothing was brought in. To be mended: 1.")
    file.write_bytes(table(row(member)))
    status, told = _command(str(file), "--dry-run")
    assert status == 0
    assert f"Line 2: member {member.number}, S-ISP cycle 1: 0 → 6, 0 → 0, 0 → 0; 0 → 6 of 60" in told
    OpeningPositionFactory(credential=member.credentials.get(), credits_year_1=20)
    status, told = _command(str(file), "--json")
    assert (status, json.loads(told)["warnings"], Claim.objects.count()) == (2, 1, 0)
    status, told = _command(str(file), "--json", "--knowing")
    assert (status, json.loads(told)["run"]) == (0, ClaimImport.objects.get().pk)
    assert "brought in before" in _command(str(file))[1]


def test_the_example_comes_in_after_the_example_of_the_register():
    content = (EXAMPLES / "claims.csv").read_bytes()
    register = (EXAMPLES / "register.csv").read_bytes()
    members.bring_in(register, file_name="register.csv", by=None, at=AT)
    plan = services.try_claims(content, by=None, at=AT)[1]
    assert [(fault.line, fault.column, fault.sentence) for fault in plan.faults] == []
    assert [(twice.title_code, twice.claims) for twice in plan.effects.twice] == [
        ("S-DPP", 2), ("S-ISP", 2), ("S-ITSP", 2),
    ]  # fmt: skip
    assert len(plan.new) == 4


def test_document_names_every_column():
    document = DOCUMENT.read_text(encoding="utf-8")
    assert [column.name for column in imports.COLUMNS if f"| `{column.name}` |" not in document] == []
