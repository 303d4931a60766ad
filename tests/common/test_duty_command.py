import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from common import duties
from common.duties import Duty
from common.models import ClosedDay, DutyRun, DutyState
from tests.common.duties import NOW, counting, due, rows, stumbling_over

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _planted(monkeypatch: pytest.MonkeyPatch) -> None:
    _plant(monkeypatch, counting())
    DutyState.objects.create(name="tests.count", expected_by=NOW)


def _plant(monkeypatch: pytest.MonkeyPatch, planted: Duty) -> None:
    monkeypatch.setitem(duties.REGISTRY, planted.name, planted)


def _duty(*arguments: str) -> str:
    output = StringIO()
    call_command("duty", *arguments, stdout=output)
    return output.getvalue()


def _as_json(*arguments: str) -> dict[str, Any]:
    told = json.loads(_duty("tests.count", "--json", *arguments))
    assert told.pop("seconds") >= 0
    return told


def test_duty_is_done_by_hand_and_told_as_a_table() -> None:
    rows(3)
    told = [line.split() for line in _duty("tests.count").splitlines()]
    figures = [["looked", "at", "3"], ["changed", "3"], ["mailed", "0"], ["held", "0"], ["failed", "0"]]
    assert told[1:6] == figures
    assert ["common.Series", "3"] in told
    assert DutyRun.objects.get().by_hand


def test_json_tells_the_figures() -> None:
    rows(2)
    assert _as_json("--on", "2026-07-01") == {
        "duty": "tests.count",
        "on": "2026-07-01",
        "dry_run": False,
        "considered": 2,
        "changed": 2,
        "mailed": 0,
        "held": 0,
        "failed": 0,
        "parts": {"common.Series": 2},
        "faults": [],
    }


def test_dry_run_of_a_day_to_come_tells_what_would_be_done() -> None:
    rows(2)
    told = _as_json("--on", "2999-01-01", "--dry-run")
    assert (told["on"], told["dry_run"], told["changed"]) == ("2999-01-01", True, 2)
    assert "tried only" in _duty("tests.count", "--dry-run")
    assert due().count() == 2
    assert not DutyRun.objects.exists()


def test_rows_that_fail_are_told_and_the_exit_status_is_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _plant(monkeypatch, counting(stumbling_over("row 000001")))
    rows(2)
    pk = str(due().get(name="row 000001").pk)
    for extra, expected in (
        ("--json", f'[{{"part": "common.Series", "row": "{pk}", "error": "ValueError"}}]'),
        ("", pk),
    ):
        with pytest.raises(SystemExit) as ended:
            call_command("duty", "tests.count", *filter(None, [extra]))
        assert ended.value.code == 1
        told = capsys.readouterr().out
        assert expected in told
        assert "ada@" not in told


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tests.none"], "There is no duty called “tests.none”."),
        (["tests.count", "--on", "2999-01-01"], "2999-01-01 has not come yet."),
        (["comms.deliver", "--on", "2026-07-01"], "“Deliver mail that waits” looks at the present moment"),
        (["comms.deliver", "--on", "2026-07-01", "--dry-run"], "it is judged by no other day"),
        (["--dry-run"], "Name the duty"),
        (["--on", "2026-07-01"], "Name the duty"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_the_exit_status_2(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        _duty(*arguments)
    assert refused.value.returncode == 2


def test_duty_that_is_being_done_is_left_alone_with_exit_status_2() -> None:
    state = DutyState.objects.get(name="tests.count")
    assert DutyState.objects.take(state, now=NOW.replace(year=2999), on=NOW.date(), by_hand=False)
    with pytest.raises(CommandError, match="“Count” is being done already") as refused:
        _duty("tests.count")
    assert refused.value.returncode == 2
    assert _as_json("--dry-run")["considered"] == 0, "a dry run needs no lock"


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", ""])
def test_day_that_is_none_or_out_of_reach_is_refused_in_our_words(day: str) -> None:
    with pytest.raises(CommandError, match="--on") as refused:
        _duty("tests.count", "--on", day)
    assert "nvalid" not in str(refused.value)


def test_trying_to_keep_the_calendar_ahead_tells_what_would_be_added() -> None:
    told = json.loads(_duty("common.keep_calendar_ahead", "--dry-run", "--json", "--on", "2032-01-01"))
    assert told["parts"]["added"] == 2 * 9
    assert not ClosedDay.objects.filter(day__year__gt=2040).exists()


def test_without_a_name_all_duties_are_listed() -> None:
    rows(3)
    before = {line.split()[0]: line for line in _duty().splitlines()}
    assert {"Duty", *duties.REGISTRY} == before.keys()
    assert "2026-07-01 03:10" in before["tests.count"]
    _duty("tests.count")
    listed = {told["duty"]: told for told in json.loads(_duty("--json"))}
    assert listed.keys() == duties.REGISTRY.keys()
    assert (listed["tests.count"]["changed"], listed["tests.count"]["rhythm"]) == (3, "every night at 03:10")
    assert listed["accounts.reseal_secrets"]["changed"] is None
