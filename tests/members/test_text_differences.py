"""Differences between texts: kept and taken out is the old one, kept and added the new one, word by word."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from members.enums import Told
from members.rules import text_differences
from members.rules.text_differences import Kind, Row, compare, flatten, fold

WORDS = st.sampled_from(["we", "ask", "you", "member", "title", "a", "1.", "2.", "-", "#", "\n", "\n\n", "  "])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(alphabet="ab #-1.\n\t", max_size=80)

BEFORE = """Lead.

# One

1. We keep what you tell us, and tell nobody.

2. You may leave at any time.

# Two

3. Write to us
- by mail;
- by post.

# Three

4. Nothing else."""

AFTER = """Lead.

# One

1. We keep what you tell us, and tell nobody else.

2. Meetings are held in spring.

3. You may leave at any time.

# Two

4. Write to us
- by mail;
- by telephone, every day.

# Three

5. Nothing else."""


def _said(row: Row, without: Told) -> str:
    return " ".join(run.words for run in row.runs if run.how != without)


@settings(max_examples=300)
@given(TEXTS, TEXTS)
def test_kept_and_taken_out_is_the_old_text_and_kept_and_added_the_new_one(before: str, after: str) -> None:
    rows = compare(before, after)
    assert [row.old for row in rows if row.old] == flatten(before)
    assert [row.new for row in rows if row.new] == flatten(after)
    for row in rows:
        if row.old:
            assert _said(row, Told.ADDED) == row.old.text
        if row.new:
            assert _said(row, Told.TAKEN_OUT) == row.new.text
        assert (row.how == Told.KEPT) == all(run.how == Told.KEPT for run in row.runs)


@given(TEXTS)
def test_a_text_is_not_different_from_itself(text: str) -> None:
    assert all(row.how == Told.KEPT and not row.renumbered_from for row in compare(text, text))


@given(TEXTS, TEXTS)
def test_folding_leaves_no_paragraph_out_and_folds_no_change_away(before: str, after: str) -> None:
    rows = compare(before, after)
    stretches = fold(rows)
    assert [row for stretch in stretches for row in stretch.rows] == rows
    assert all(row.how == Told.KEPT for stretch in stretches if stretch.folded for row in stretch.rows)
    assert all(stretch.rows for stretch in stretches)


def test_change_is_told_by_words_and_a_new_number_alone_changes_nothing() -> None:
    rows = compare(BEFORE, AFTER)
    told = {(row.number, row.how): row for row in rows if row.number}
    assert [*told] == [
        ("1", Told.CHANGED),
        ("2", Told.ADDED),
        ("3", Told.KEPT),
        ("4", Told.KEPT),
        ("5", Told.KEPT),
    ]
    assert [(run.how, run.words) for run in told["1", Told.CHANGED].runs] == [
        (Told.KEPT, "We keep what you tell us, and tell"),
        (Told.TAKEN_OUT, "nobody."),
        (Told.ADDED, "nobody else."),
    ]
    assert told["3", Told.KEPT].renumbered_from == "2"
    items = [(row.how, row.new and row.new.text) for row in rows if row.kind == Kind.ITEM]
    assert items == [
        (Told.KEPT, "by mail;"),
        (Told.TAKEN_OUT, None),
        (Told.ADDED, "by telephone, every day."),
    ], "what has too little in common is another item"


def test_what_stays_is_folded_but_the_heading_above_a_change() -> None:
    stretches = fold(compare("# One\n\nA.\n\nB.\n\n# Two\n\nC.\n\nD.", "# One\n\nA.\n\nB.\n\n# Two\n\nC.\n\nE and F."))
    assert [(stretch.folded, [row.new and row.new.text for row in stretch.rows]) for stretch in stretches] == [
        (True, ["One", "A.", "B."]),
        (False, ["Two"]),
        (True, ["C."]),
        (False, [None, "E and F."]),
    ]


def test_paragraphs_that_only_got_other_numbers_are_folded_and_said_to_be() -> None:
    stretches = fold(compare("1. A.\n\n2. B.\n\n3. C.", "1. New words here.\n\n2. A.\n\n3. B.\n\n4. C."))
    assert [(stretch.folded, stretch.renumbered, len(stretch.rows)) for stretch in stretches] == [
        (False, False, 1),
        (True, True, 3),
    ]


def test_two_texts_of_many_paragraphs_without_anything_in_common_are_compared_too() -> None:
    before, after = ("\n\n".join(f"{word} {n}" for n in range(400)) for word in ("old", "new"))
    rows = compare(before, after)
    assert {row.how for row in rows} == {Told.TAKEN_OUT, Told.ADDED}
    assert len(rows) == 800


def test_each_paragraph_is_counted_once_however_many_it_is_weighed_against(monkeypatch: Any) -> None:
    counted = []
    monkeypatch.setattr(text_differences, "Counter", lambda words: counted.append(words) or Counter(words))
    compare("\n\n".join(f"a{n}" for n in range(20)), "\n\n".join(f"b{n}" for n in range(20)))
    assert len(counted) == 40
