"""Tables for spreadsheets: nothing in them is carried out, and a telephone number can be dialled as it stands."""

import csv
import datetime as dt
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.spreadsheets import FORMULA, as_csv


def written(*cells: Any) -> list[str]:
    """One row, as a spreadsheet reads it."""
    table = b"".join(as_csv(["A"], [cells])).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(table, newline="")))[1]


@pytest.mark.parametrize(
    ("cell", "stands"),
    [
        ("+31 20 123 45 67", "00 31 20 123 45 67"),
        ("+31201234567", "00 31201234567"),
        ("+31 (0)20-123.45.67", "00 31 (0)20-123.45.67"),
        (" +1 (555) 010-0199", "00 1 (555) 010-0199"),
        ("+ 44 20 7946 0018", "00 44 20 7946 0018"),
        ("020 123 45 67", "020 123 45 67"),
        ("+1", "'+1"),
        ("+123456", "'+123456"),
        ("+1234567", "00 1234567"),
        ("+1234567+1", "'+1234567+1"),
        ("+1234567*2", "'+1234567*2"),
        ("+31 20 123 45 67 ext 8", "00 31 20 123 45 67 ext 8"),
        ("+49 30/901820", "00 49 30/901820"),
        ("+1234567-cmd", "'+1234567-cmd"),
        ("+3120123456789012", "'+3120123456789012"),
        ("-31201234567", "'-31201234567"),
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("＋31201234567", "'＋31201234567"),
        ("  =1", "'  =1"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("\tAda", "'\tAda"),
        ("Jan;=cmd|' /C calc'!A0", "Jan;'=cmd|' /C calc'!A0"),
        ("Jan; =1", "Jan;' =1"),
        ('Jan;"=1"', 'Jan;\'"=1"'),
        ("Jan;;@cmd;-1", "Jan;;'@cmd;'-1"),
        ("Jan, =1", "Jan,' =1"),
        ("Jan\t+1", "Jan\t'+1"),
        ("Jan|=1", "Jan|'=1"),
        ("Jan;＝1", "Jan;'＝1"),
        ("Street 1\n=cmd\r\n@cmd\r-1", "Street 1\n'=cmd\r\n'@cmd\r'-1"),
        ("Street 1\r\n\r\n1234 AB Town", "Street 1\r\n\r\n1234 AB Town"),
        ("Street 1;\n 1234 AB Town", "Street 1;\n 1234 AB Town"),
        ("=1;=1", "'=1;'=1"),
        ("a = b; c-d, e@f.example", "a = b; c-d, e@f.example"),
        ("+31 20, 123 45 67", "00 31 20, 123 45 67"),
        ("+31 20 123 45 67;=1", "'+31 20 123 45 67;'=1"),
        ("Ada", "Ada"),
        ("O'Neill", "O'Neill"),
        (-5, "-5"),
        (Decimal("-1.25"), "-1.25"),
        (dt.date(2027, 4, 1), "2027-04-01"),
        (None, ""),
    ],
)
def test_a_cell_stands_so_that_nothing_is_carried_out(cell: Any, stands: str) -> None:
    assert written(cell) == [stands]


@given(st.text(alphabet="+-=@ ()./*0123456789A\t＋;|\n\r\"'", max_size=20))
def test_no_text_begins_as_a_formula_does_however_it_is_split(text: str) -> None:
    (cell,) = written(text) or [""]
    for part in re.split(r"[;|\t\r\n]", cell):
        assert not part.lstrip(' "').startswith(FORMULA)


@given(st.text(alphabet="=A ;,\n\"'", max_size=12), st.text(alphabet="=A ;,\n\"'", max_size=12))
def test_no_cell_of_a_spreadsheet_that_splits_at_semicolons_is_a_formula(one: str, other: str) -> None:
    table = b"".join(as_csv(["A", "B"], [[one, other], [other, one]])).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(table, newline=""), delimiter=";"):
        assert not [cell for cell in row if cell.lstrip(' "').startswith("=")]
