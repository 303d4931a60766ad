"""Every life of the portal, whatever it is of: its table, its words, its column, and the rows that were tried by it."""

import importlib
import inspect
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.functional import Promise

from common.errors import DomainError, IllegalMove
from common.lives import held_to, move, require
from common.states import Life
from seco_portal.drawings import DRAWINGS
from seco_portal.lives import LIVES, Lived
from tests.factories.applications import ApplicationFactory, QuestionFactory, ReferenceFactory
from tests.factories.assessment import DecisionFactory, ObjectionFactory
from tests.factories.bank import ProposalFactory
from tests.factories.comms import MessageFactory
from tests.factories.conduct import CaseFactory, JudgementFactory, ReportFactory, SeatFactory
from tests.factories.cpe import PolicyVersionFactory
from tests.factories.events import EventFactory
from tests.factories.exams import ErasureFactory, ExamClaimFactory
from tests.factories.files import UploadFactory
from tests.factories.help import HelpRequestFactory
from tests.factories.joint import JointDecisionFactory
from tests.factories.ledger import ClaimFactory
from tests.test_consistency import OURS

pytestmark = pytest.mark.django_db

ROOT: Final = Path(settings.BASE_DIR)

ROWS: Final = {
    "mail": ("tests.comms.test_states", MessageFactory),
    "policy-version": ("tests.cpe.test_version_states", PolicyVersionFactory),
    "exam-claim": ("tests.members.test_exam_states", ExamClaimFactory),
    "erasure": ("tests.members.test_erasing_states", ErasureFactory),
    "application": ("tests.applications.test_states", ApplicationFactory),
    "reference": ("tests.applications.test_reference_states", ReferenceFactory),
    "question": ("tests.applications.test_question_states", QuestionFactory),
    "objection": ("tests.applications.test_objection_states", ObjectionFactory),
    "decision": ("tests.applications.test_decision_states", DecisionFactory),
    "file": ("tests.common.test_file_states", UploadFactory),
    "claim": ("tests.cpe.test_claim_states", ClaimFactory),
    "event": ("tests.cpe.test_event_states", EventFactory),
    "help-request": ("tests.cpe.test_help_states", HelpRequestFactory),
    "joint-decision": ("tests.cpe.test_joint_states", JointDecisionFactory),
    "proposal": ("tests.members.test_proposal_states", ProposalFactory),
    "report": ("tests.conduct.test_report_states", ReportFactory),
    "case": ("tests.conduct.test_case_states", CaseFactory),
    "seat": ("tests.conduct.test_seat_states", SeatFactory),
    "judgement": ("tests.conduct.test_judgement_states", JudgementFactory),
}
"""Life → where every move is tried from every state against rows, and what makes them. There, ``BEGINNINGS`` says what
the factory is given for a row of each state, and ``MOVES`` are the ways into a state."""

PAIRS: Final = [
    pytest.param(name, now, then, id=f"{name}: {now} to {then}")
    for name, lived in LIVES.items()
    for now, then in product(lived.life.moves, repeat=2)
]
each_life = pytest.mark.parametrize("name", LIVES)


def _module(path: Path) -> ModuleType:
    return importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def test_every_table_of_moves_is_known_by_name() -> None:
    paths = [path for app in OURS for path in [*(ROOT / app).rglob("states.py"), *(ROOT / app).rglob("states/*.py")]]
    tables = [value for path in paths for value in vars(_module(path)).values() if isinstance(value, Life)]
    known = [lived.life for lived in LIVES.values()]
    assert {id(table) for table in tables} == {id(life) for life in known}
    columns = {(lived.model, lived.column) for lived in LIVES.values()}
    assert len(columns) == len(LIVES)


def test_every_life_is_drawn_and_no_other() -> None:
    there = {str(path.relative_to(ROOT)) for path in (ROOT / "docs" / "states").glob("*")}
    assert there == {path for path in DRAWINGS if path.startswith("docs/states/")}


@each_life
def test_table_has_every_state_and_no_other(name: str) -> None:
    moves = LIVES[name].life.moves
    assert set(moves) == set(type(LIVES[name].life.start))
    assert all(followers <= moves.keys() for followers in moves.values())


@each_life
def test_every_state_is_reached_from_the_first(name: str) -> None:
    life = LIVES[name].life
    reached, fresh = set(), {life.start}
    while fresh:
        reached |= fresh
        fresh = {then for now in fresh for then in life.moves[now]} - reached
    assert reached == set(life.moves)


def _column(lived: Lived) -> Any:
    return lived.model._meta.get_field(lived.column)


@each_life
def test_choices_are_the_tables_states_each_with_a_word_of_its_own(name: str) -> None:
    lived = LIVES[name]
    column = _column(lived)
    assert {state for state, _word in column.flatchoices} == {state.value for state in lived.life.moves}
    assert all(isinstance(word, Promise) for _state, word in column.flatchoices)
    assert len(set(lived.words.values())) == len(lived.life.moves)
    assert column.default == lived.life.start
    assert column.max_length >= max(map(len, lived.life.moves))


@each_life
def test_database_knows_no_state_but_the_tables(name: str) -> None:
    lived = LIVES[name]
    expected = held_to(lived.life, name="", column=lived.column).condition
    conditions = [
        constraint.condition
        for constraint in lived.model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
    ]
    held = any(_same(condition, expected) for condition in conditions)
    assert held
    tried, make = _rows(name)
    for state in lived.life.moves:
        row = make(**tried.BEGINNINGS[state])
        with pytest.raises(IntegrityError), transaction.atomic():
            lived.model._base_manager.filter(pk=row.pk).update(**{lived.column: "elsewhere"})


def _same(condition: models.Q, expected: models.Q) -> bool:
    (wanted,) = expected.children
    if len(condition.children) != 1 or condition.negated or not isinstance(condition.children[0], tuple):
        return False
    column, states = condition.children[0]
    return column == wanted[0] and sorted(states) == sorted(wanted[1])


@pytest.mark.parametrize(("name", "now", "then"), PAIRS)
def test_move_that_is_not_in_the_table_is_refused_in_words(name: str, now: Any, then: Any) -> None:
    lived = LIVES[name]
    row = lived.model(**{lived.column: now.value})
    if lived.life.allows(now, then):
        require(row, then, lived.life, column=lived.column)
        assert getattr(row, lived.column) == now
        move(row, then, lived.life, column=lived.column)
        assert getattr(row, lived.column) == then
        return
    with pytest.raises(IllegalMove) as refused:
        move(row, then, lived.life, column=lived.column)
    assert isinstance(refused.value, DomainError)
    sentence = str(refused.value)
    assert f"“{lived.words[now]}”" in sentence
    assert f"“{lived.words[then]}”" in sentence
    assert sentence.endswith(".")
    assert getattr(row, lived.column) == now


def _rows(name: str) -> tuple[Any, Any]:
    module, make = ROWS[name]
    return importlib.import_module(module), make


def test_every_life_was_tried_with_rows() -> None:
    assert ROWS.keys() == LIVES.keys()


@each_life
def test_rows_of_every_state_are_asked_for_every_move(name: str) -> None:
    (tried, _make), life = _rows(name), LIVES[name].life
    assert set(tried.BEGINNINGS) == set(life.moves)
    assert set(tried.MOVES) >= {state for state in life.moves if life.before(state)}
    walks = [
        {mark.args[0]: set(mark.args[1]) for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"}
        for _name, test in inspect.getmembers(tried, inspect.isfunction)
    ]
    assert {"now": set(life.moves), "then": set(tried.MOVES)} in walks
