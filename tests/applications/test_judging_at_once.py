"""Judging at once: who saved what meanwhile is told, what was typed stays, and is saved knowingly."""

from typing import Any, Final

import pytest

from applications.models import Application, ReferenceJudgement
from applications.services import deciding
from tests.applications.judging import AT, assessor_of, reject, short
from tests.applications.test_deciding_pages import _at, _client, _seen, _text, today
from tests.factories.applications import answered, under_way

pytestmark = pytest.mark.django_db

__all__ = ["today"]

SAID: Final = {"genuine": "yes", "genuine_words": "", "convinces": "", "convinces_words": ""}
OTHERS: Final = {**SAID, "genuine": "no", "genuine_words": "Sent from another address."}


def _judgement(row: Application) -> tuple[Any, ...]:
    found = ReferenceJudgement.objects.get(answer__reference=row.references.last())
    return found.genuine, found.genuine_words, found.convinces, found.judged_by


def test_judgement_that_a_colleague_saved_meanwhile_is_told_and_replaced_knowingly() -> None:
    row = under_way("assessment")
    answered(row.references.last())
    one, other = assessor_of(row, given_name="Daan"), assessor_of(row, given_name="Eva")
    client, address = _client(one), _at(row, "judge")
    seen = _seen(_text(client.get(address)))
    theirs = _client(other)
    theirs.post(address, {**OTHERS, "seen": _seen(_text(theirs.get(address)))})
    page = _text(client.post(address, {**SAID, "seen": seen}))
    assert f"{other} judged this answer meanwhile, on 22 July 2026, 11:00." in page
    assert f"Saved by {other}: “No, it is not”" in page
    assert f"Saved by {other}: “Sent from another address.”" in page
    assert "another window" not in page
    assert "What stands below is the judgement of" not in page
    assert 'value="yes"' in page.split('name="genuine"', 2)[2].split("checked")[0]
    assert _judgement(row)[3] == other
    client.post(address, {**SAID, "seen": _seen(page)})
    assert _judgement(row) == (True, "", None, one)


def test_what_a_colleague_saved_is_not_signed_with_another_name() -> None:
    row = under_way("assessment")
    answered(row.references.last())
    one, other = assessor_of(row), assessor_of(row)
    client, address = _client(one), _at(row, "judge")
    seen = _seen(_text(client.get(address)))
    theirs = _client(other)
    theirs.post(address, {**OTHERS, "seen": _seen(_text(theirs.get(address)))})
    page = _text(client.post(address, {**SAID, "genuine": "", "convinces": "yes", "seen": seen}))
    assert f"Saved by {other}: “No, it is not”" in page
    assert _judgement(row) == (False, "Sent from another address.", None, other)


def test_finding_saved_in_another_window_is_told_with_its_choice() -> None:
    row = under_way("assessment")
    client, address = _client(assessor_of(row)), _at(row, "assessment")
    seen = _seen(_text(client.get(address)))
    client.post(address, {"term": "five-years", "term_words": "By a day.", "seen": seen})
    page = _text(client.post(address, {"term": "under-five-years", "term_words": "Not so.", "seen": seen}))
    assert "Saved in the other window: “met: five years or more are shown”" in page
    assert "Saved in the other window: “By a day.”" in page
    assert "Not so." in page


def test_criteria_to_look_at_stand_first_on_the_page_of_judging_too() -> None:
    row = under_way("assessment")
    for person in row.references.all():
        answered(person, accomplishment="dispute")
    page = _text(_client(assessor_of(row)).get(_at(row, "assessment")))
    names = ("accomplishment", "relevance", "term", "level")
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)


def test_finding_has_one_shape_wherever_it_stands() -> None:
    row, first = short()
    client = _client(assessor_of(row))
    change = _text(_client(first).get(f"/office/applications/application/{row.pk}/change/"))
    deciding.confirm(reject(row, first), by=assessor_of(row), at=AT)
    for page in (change, _text(client.get(_at(row, "decision"))), _text(client.get(_at(row, "assessment")))):
        assert '<span class="status attention">not met</span>' in page
