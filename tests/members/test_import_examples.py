"""The example files of the documentation: one that is brought in, and one with rows to be mended and their answers."""

import datetime as dt
import io
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from members import imports, services
from members.models import Member
from tests.members.importing import AT

pytestmark = pytest.mark.django_db

EXAMPLES: Final = Path(settings.BASE_DIR, "docs", "examples")
DOCUMENT: Final = Path(settings.BASE_DIR, "docs", "import.md")
LONG_AFTER: Final = dt.datetime(2030, 12, 31, 9, 0, tzinfo=dt.UTC)


def test_example_is_brought_in_as_it_stands() -> None:
    run = services.bring_in((EXAMPLES / "register.csv").read_bytes(), file_name="register.csv", by=None, at=AT)
    assert run is not None
    assert (run.rows, run.people_new, run.titles_new) == (4, 3, 4)
    ada = Member.objects.get(number=4711)
    assert (str(ada.user), ada.town, ada.registered_on) == (
        "Ada van Verzonnen",
        "Nergenshuizen",
        dt.date(2016, 7, 1),
    )


@pytest.mark.parametrize("at", [AT, LONG_AFTER])
def test_example_stays_whole_for_years(at: dt.datetime) -> None:
    _sheet, plan = services.try_out((EXAMPLES / "register.csv").read_bytes(), at=at)
    assert plan.faults == ()


def test_example_is_whole_today_by_the_command() -> None:
    out = io.StringIO()
    call_command("import_register", str(EXAMPLES / "register.csv"), "--dry-run", stdout=out)
    assert "Nothing was brought in: this was a dry run." in out.getvalue()


@pytest.mark.parametrize("at", [AT, LONG_AFTER, None])
def test_rows_to_be_mended_are_answered_as_documented(at: dt.datetime | None) -> None:
    _sheet, plan = services.try_out((EXAMPLES / "register-to-mend.csv").read_bytes(), at=at or timezone.now())
    told = [f"Line {fault.line}, {fault.column}: {fault.sentence}" for fault in plan.faults]
    document = DOCUMENT.read_text(encoding="utf-8")
    answered = document.partition("```text\n")[2].partition("```")[0].strip().splitlines()
    assert told == answered
    assert {fault.line for fault in plan.faults} == {3, 4, 5}


def test_document_names_every_column() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert [column.name for column in imports.COLUMNS if f"| `{column.name}` |" not in document] == []
