"""``manage.py sweep``: every duty of a night in order, what each did, and what is no part of it."""

import dataclasses
import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from common.duties import REGISTRY
from seco_portal.sweeping import APART, ORDER
from tests.cpe.nights import a_title, outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.also_sqlite]


def swept(*words: str) -> str:
    out = StringIO()
    call_command("sweep", *words, stdout=out)
    return out.getvalue()


def test_every_duty_is_part_of_the_sweep_or_says_why_not():
    assert set(ORDER) | set(APART) == set(REGISTRY)
    assert not set(ORDER) & set(APART)
    assert len(set(ORDER)) == len(ORDER)


def test_a_sweep_tells_what_each_duty_did():
    today = timezone.localdate()
    a_title(on=today - dt.timedelta(days=3 * 366))
    told = json.loads(swept("--json"))
    assert (told["on"], told["dry_run"]) == (today.isoformat(), False)
    assert [one["duty"] for one in told["duties"]] == list(ORDER)
    assert all({"considered", "changed", "mailed", "held", "failed", "seconds"} <= one.keys() for one in told["duties"])


def test_what_is_tried_changes_nothing_and_says_how_it_would_come_out():
    lost = a_title(on=dt.date(2020, 1, 1))
    told = swept("--on", "2027-02-01", "--dry-run")
    assert "tried only" in told
    assert "1 decertified" in told
    assert outcomes(lost) == []


def test_a_day_to_come_is_tried_and_not_carried_out():
    with pytest.raises(CommandError, match="has not come yet"):
        swept("--on", "2099-01-01")


def test_a_duty_that_breaks_keeps_no_other_from_being_done(monkeypatch):
    def broken(_job):
        raise RuntimeError

    monkeypatch.setitem(REGISTRY, ORDER[0], dataclasses.replace(REGISTRY[ORDER[0]], run=broken))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("sweep", "--json", stdout=out)
    first, *others = json.loads(out.getvalue())["duties"]
    assert (first["why"], first["failed"]) == ("RuntimeError", 1)
    assert len(others) == len(ORDER) - 1
