"""A file is tried, read, confirmed and brought in by a worker; on the command line all at once."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common import duties, subjects
from common.errors import Forbidden
from common.models import AuditLine, DutyFault
from members import services
from members.enums import TriedPlace
from members.imports.sentences import unknown_title
from members.models import Member, RegisterImport, TriedFile, TriedLine
from members.models.trials import KEPT
from members.services import NotConfirmed
from tests.factories.accounts import UserFactory
from tests.factories.imports import TriedFileFactory, TriedLineFactory
from tests.members.importing import ADA, AT, BEN, bring, row, table
from tests.people import person

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def anna() -> Any:
    return person("Anna", "administrator")


def _tried(anna: Any, *rows: dict[str, str], at: dt.datetime = AT) -> TriedFile:
    file = services.ask_trial(table(*rows), file_name="register.csv", by=anna, at=at)
    duties.perform("members.imports", now=at)
    file.refresh_from_db()
    return file


def _confirm(file: TriedFile, anna: Any, at: dt.datetime = AT + MINUTE) -> None:
    services.confirm_trial(file.pk, as_read=file.edition, by=anna, at=at)
    duties.perform("members.imports", now=at)
    file.refresh_from_db()


def test_a_file_is_tried_by_a_worker_and_changes_nothing(anna: Any) -> None:
    file = services.ask_trial(table(ADA, BEN), file_name="register.csv", by=anna, at=AT)
    assert (file.tried_at, file.lines.count()) == (None, 0)
    report = duties.perform("members.imports", now=AT + MINUTE)
    file.refresh_from_db()
    assert report.parts == {"files": 1}
    assert file.may_be_confirmed
    assert (file.of["people_new"], file.of["titles_new"], file.of["faults"], file.of["rows"]) == (2, 2, 0, 2)
    assert not Member.objects.exists()
    assert [(line.place, line.line, line.told["after"]) for line in file.lines.all()] == [
        (TriedPlace.NEW, 2, ["valid", "Valid"]),
        (TriedPlace.NEW, 3, ["valid", "Valid"]),
    ]
    assert duties.perform("members.imports", now=AT + 2 * MINUTE).parts == {}


def test_what_was_tried_is_brought_in_once_and_the_file_is_gone(anna: Any) -> None:
    file = _tried(anna, ADA, BEN)
    for _click in range(2):
        services.confirm_trial(file.pk, as_read=file.edition, by=anna, at=AT)
    for turn in range(2):
        duties.perform("members.imports", now=AT + (turn + 1) * MINUTE)
    file.refresh_from_db()
    run = RegisterImport.objects.get()
    assert (file.run, file.content, file.lines.count()) == (run, None, 0)
    assert (run.brought_in_by, run.digest, run.file_name, Member.objects.count()) == (
        anna,
        file.digest,
        "register.csv",
        2,
    )


def test_a_file_with_faults_or_nothing_new_is_not_brought_in(anna: Any) -> None:
    faulty = _tried(anna, row(ADA, title="S-NO"))
    assert faulty.of["faults"] == 1
    with pytest.raises(NotConfirmed, match="There is nothing in this file"):
        services.confirm_trial(faulty.pk, as_read=faulty.edition, by=anna, at=AT)
    bring(ADA)
    known = _tried(anna, ADA)
    assert not known.may_be_confirmed
    assert known.lines.get().place == TriedPlace.UNCHANGED


def test_what_was_not_read_is_not_brought_in(anna: Any) -> None:
    file = _tried(anna, ADA)
    with pytest.raises(NotConfirmed, match="tried anew since you opened this page"):
        services.confirm_trial(file.pk, as_read="something else", by=anna, at=AT)
    assert not Member.objects.exists()


def test_what_changed_meanwhile_keeps_the_file_out_and_is_said(anna: Any) -> None:
    file = _tried(anna, row(ADA, member_number=4711))
    bring(row(BEN, member_number=4711))
    _confirm(file, anna)
    assert (file.refused, file.confirmed_at, file.of["faults"], file.run) == (True, None, 1, None)
    assert "has this number" in file.lines.get().told["sentence"]
    assert not DutyFault.objects.exists()


def test_somebody_who_may_not_import_any_more_brings_nothing_in(anna: Any) -> None:
    file = _tried(anna, ADA)
    services.confirm_trial(file.pk, as_read=file.edition, by=anna, at=AT)
    anna.grants.all().delete()
    duties.perform("members.imports", now=AT + MINUTE)
    file.refresh_from_db()
    assert (file.refused, file.run, Member.objects.count()) == (True, None, 0)


def test_bytes_that_are_not_those_that_were_tried_are_never_brought_in(anna: Any) -> None:
    file = _tried(anna, ADA)
    TriedFile.objects.filter(pk=file.pk).update(content=table(BEN))
    _confirm(file, anna)
    assert not Member.objects.exists()
    assert DutyFault.objects.get().error == "ValueError"


def test_the_same_file_is_not_tried_twice_at_once(anna: Any) -> None:
    asked = [services.ask_trial(table(ADA), file_name="register.csv", by=anna, at=AT).pk for _click in range(2)]
    assert len(set(asked)) == TriedFile.objects.count() == 1


@pytest.mark.parametrize("role", ["back-office", "finance", "privacy-officer"])
def test_who_may_not_import_tries_nothing(role: str) -> None:
    somebody = person("Bea", role)
    with pytest.raises(Forbidden):
        services.ask_trial(table(ADA), file_name="register.csv", by=somebody, at=AT)
    file = TriedFileFactory()
    with pytest.raises(Forbidden):
        services.confirm_trial(file.pk, as_read=file.edition, by=somebody, at=AT)


def test_what_needs_attention_comes_first_with_how_it_would_stand(anna: Any) -> None:
    over = row(ADA, cycle_first_day="2021-07-01", credits_year_3="0", fees_paid_until="2023-06-30")
    grace = row(BEN, cycle_first_day="2023-05-01", awarded_on="2023-05-01")
    foundation = row(BEN, email="x@y.example", fees_paid_until="2026-05-31")
    file = _tried(anna, row(BEN, email="b@y.example"), over, grace, foundation)
    assert file.of["attention"] == 3
    told = [(line.place, line.line, line.told["after"][1], line.told["behind"]) for line in file.lines.all()]
    assert told == [
        (TriedPlace.ATTENTION, 3, "Held", True),
        (TriedPlace.ATTENTION, 4, "In grace", False),
        (TriedPlace.ATTENTION, 5, "Valid", True),
        (TriedPlace.NEW, 2, "Valid", False),
    ]


def test_changes_are_told_from_what_to_what(anna: Any) -> None:
    bring(row(ADA, town="Nergenshuizen"), BEN)
    User.objects.filter(email=BEN["email"]).update(last_login=AT)
    file = _tried(anna, row(ADA, town="Elders", credits_year_1="21"), row(BEN, given_name="Benjamin"))
    ada, ben = file.lines.all()
    assert ada.told["changes"] == [
        ["town or city", "Nergenshuizen", "Elders"],
        ["credits of the first year", "20", "21"],
    ]
    assert (ada.place, ada.told["state"], ada.told["before"], ada.told["number"]) == (
        TriedPlace.ATTENTION if ada.told["behind"] else TriedPlace.CHANGED,
        "changed",
        ["valid", "Valid"],
        10_001,
    )
    assert (ben.place, ben.told["changes"], ben.told["kept"]) == (TriedPlace.UNCHANGED, [], ["given name"])
    assert file.of["kept"] == 1


def test_no_more_than_five_hundred_faults_are_kept(anna: Any) -> None:
    file = _tried(anna, *[row(ADA, email=f"p{n}@y.example", title="S-NO") for n in range(600)])
    assert (file.of["faults"], file.lines.count()) == (600, 500)


def test_a_trial_asks_as_much_for_many_rows_as_for_one(anna: Any) -> None:
    asked = []
    for many in (1, 60):
        services.ask_trial(
            table(*[row(ADA, email=f"p{n}-{many}@y.example") for n in range(many)]), file_name="r.csv", by=anna, at=AT
        )
        with CaptureQueriesContext(connection) as queries:
            duties.perform("members.imports", now=AT)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_files_and_what_was_found_in_them_go_after_a_day(anna: Any) -> None:
    line = TriedLineFactory(file__asked_at=AT)
    kept = TriedFileFactory(asked_at=AT + MINUTE)
    duties.perform("common.retention", now=AT + KEPT)
    assert TriedLine.objects.filter(pk=line.pk).exists()
    duties.perform("common.retention", now=AT + KEPT + dt.timedelta(seconds=1))
    assert [file.pk for file in TriedFile.objects.all()] == [kept.pk]
    assert not TriedLine.objects.exists()


def test_nobodys_copy_holds_a_file_and_everybodys_holds_their_position(anna: Any) -> None:
    bring(ADA)
    _tried(anna, row(ADA, credits_year_1="21.75"))
    ada = Member.objects.get().user
    told = str(subjects.export(ada))
    assert "credits of the first year" in told
    assert "21.75" not in told


# The command line -----------------------------------------------------------------------------------------------


@pytest.fixture
def register_file(tmp_path: Path, time_machine: Any) -> Path:
    time_machine.move_to(AT, tick=False)
    path = tmp_path / "register.csv"
    path.write_bytes(table(ADA, BEN))
    return path


def _command(*arguments: str) -> str:
    output = StringIO()
    call_command("import_register", *arguments, stdout=output)
    return output.getvalue()


def test_command_tries_and_brings_in(register_file: Path) -> None:
    told = _command(str(register_file), "--dry-run")
    assert "Titles: 2 new, 0 changed, 0 unchanged." in told
    assert "Line 2: ada@voorbeeld.example S-ISP, new, Valid" in told
    assert "Nothing was brought in: this was a dry run." in told
    assert not Member.objects.exists()
    report = json.loads(_command(str(register_file), "--json"))
    run = RegisterImport.objects.get()
    assert (report["run"], report["titles_new"], report["faults"]) == (run.pk, 2, [])
    assert run.brought_in_by is None
    assert AuditLine.objects.filter(act="members.register-imported", by_id=None).count() == 1
    assert "Everything in this file was in the register already." in _command(str(register_file))


def test_command_tells_every_fault_by_its_line_and_brings_nothing_in(register_file: Path) -> None:
    register_file.write_bytes(table(ADA, row(BEN, title="S-NO", email="x")))
    output = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("import_register", str(register_file), stdout=output)
    assert left.value.code == 2
    assert output.getvalue().splitlines() == [
        "Line 3, email: Write an address such as name@example.org.",
        f"Line 3, title: {unknown_title('S-NO')}",
        "Nothing was brought in. To be mended: 2.",
    ]
    with pytest.raises(SystemExit):
        call_command("import_register", str(register_file), "--json", stdout=(output := StringIO()))
    assert json.loads(output.getvalue())["faults"][0]["line"] == 3
    assert not Member.objects.exists()


def test_command_says_what_is_no_table_and_what_is_not_there(register_file: Path) -> None:
    register_file.write_bytes(b"PK\x03\x04")
    with pytest.raises(SystemExit) as left:
        _command(str(register_file))
    assert left.value.code == 2
    with pytest.raises(CommandError, match="cannot be read"):
        _command(str(register_file) + "-not-there")


def test_who_asked_is_not_asked_by_somebody_else() -> None:
    anna, other = person("Anna", "administrator"), UserFactory(roles=("administrator",))
    first = services.ask_trial(table(ADA), file_name="a.csv", by=anna, at=AT)
    assert services.ask_trial(table(ADA), file_name="a.csv", by=other, at=AT).pk != first.pk
