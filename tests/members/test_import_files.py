"""Files as spreadsheets write them: what is read, what is said about it, and what is refused with a sentence."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.imports import COLUMNS, Unreadable, plan, read
from members.imports.cells import read_row
from members.imports.known import CatalogueTitle, Known
from tests.members.importing import ADA, BEN, NAMES, TODAY, row, table

KNOWN = Known(
    titles={
        "S-ISP": CatalogueTitle(pk=1, has_cycles=True),
        "S-CISO": CatalogueTitle(pk=2, has_cycles=True),
        "S-ISF": CatalogueTitle(pk=3, has_cycles=False),
    },
    people={},
    numbers={},
)


UNSEEN = "This contains characters that cannot be shown. Please type it instead of pasting it."
NUMBER = "Write a member number in digits, such as 4711, or leave it empty for the next one."
PHONE = "Write the number with its digits, such as +31 70 123 45 67; spaces, hyphens and brackets are fine."
UNKNOWN = "The catalogue has no title “S-XYZ”. Write the code as printed, such as S-ISP, or add the title first."
DAY = "Write the day as 2024-07-01 or 01-07-2024, with hyphens and four digits of the year."
LONG_OVER = "This cycle has been over for more than three years. Write the one that runs, or leave the row out."
OFF = (
    "Reckoned from the award, cycles begin on 1 July 2024 and 1 July 2027. If the old register counted otherwise, "
    "write which cycle this one is in the column cycle_number."
)


def _judged(content: bytes, on: dt.date = TODAY) -> Any:
    sheet = read(content)
    rows, faults = [], []
    for one in sheet.rows:
        said, wrong = read_row(one, sheet.columns)
        rows.append(said)
        faults += wrong
    return plan(rows, faults, KNOWN, on=on)


def _told(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.sentence) for fault in _judged(table(*rows)).faults]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(("encoding", "said"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1252", "Windows-1252")])
def test_whatever_spreadsheet_wrote_it(delimiter: str, encoding: str, said: str) -> None:
    rows = row(ADA, given_name="Zoë", address='Straat 1\n"Achter", links; boven'), BEN
    sheet = read(table(*rows, delimiter=delimiter, encoding=encoding))
    assert (sheet.encoding, sheet.delimiter, sheet.ignored) == (said, delimiter, ())
    assert [found.line for found in sheet.rows] == [2, 4], "a cell of two lines"
    assert sheet.rows[0].cells["given_name"] == "Zoë"
    assert sheet.rows[0].cells["address"] == 'Straat 1\n"Achter", links; boven'


def test_headers_in_any_case_and_order_and_others_left_alone() -> None:
    content = table(ADA).decode().replace("email", " E-Mail ", 1)
    assert "email" in str(_refused(content.encode()))
    header = [*reversed(NAMES)]
    odd = table(ADA, header=header).decode().replace("given_name", " Given Name").replace("title", "TITLE,Notes")
    sheet = read(odd.replace("S-ISP", "S-ISP,he's fine").encode())
    assert sheet.ignored == ("Notes",)
    assert sheet.rows[0].cells["given_name"] == "Ada"
    assert sheet.rows[0].cells["title"] == "S-ISP"


def _refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(content)
    return refused.value


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The first line must name the columns. These are missing: email,"),
        (b"PK\x03\x04rest", "This is a workbook."),
        (table(ADA).decode().encode("utf-16"), "This is no text in UTF-8 or Windows-1252."),
        (table(ADA) + b"\x81\x8d\xff\x00", "This is no text in UTF-8 or Windows-1252."),
        (table(ADA) + b"\xe9\x81", "This is no text in UTF-8 or Windows-1252."),
        (table(), "Below its header the file is empty."),
        (table(ADA) + b'a,"b" c,d\r\n', "Line 3: a quotation mark is not closed"),
        (table(ADA) + b'"' + b"x" * 11_000 + b'"\r\n', "Line 3: a cell is longer than anything we keep."),
        (table(ADA, header=[*NAMES, "email"]), "Two columns have one name: email."),
        (b"email;title\r\na;b\r\n", "The first line must name the columns. These are missing: given_name,"),
    ],
)
def test_what_is_no_table_of_ours_is_refused(content: bytes, told: str) -> None:
    assert str(_refused(content)).startswith(told)


def test_more_rows_than_can_be_judged_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("members.imports.reading.MOST_ROWS", 2)
    assert str(_refused(table(*[ADA] * 3))) == "The file has more than 2 rows. Please divide it."


def test_apostrophes_that_keep_a_cell_from_being_a_formula_go_and_others_stay() -> None:
    found = read(table(row(ADA, phone="'+31 00 000 0012", family_name="'t Voorbeeld"))).rows[0].cells
    assert (found["phone"], found["family_name"]) == ("+31 00 000 0012", "'t Voorbeeld")


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("email", "", "Please fill this in."),
        ("email", "ada at home", "Write an address such as name@example.org."),
        ("given_name", "", "Please fill this in."),
        ("given_name", "\u200b", "Please fill this in."),
        ("given_name", "A\u202eda", UNSEEN),
        ("language", "english", "Write the language as two letters, such as en or nl, or leave it empty."),
        ("member_number", "M-12", NUMBER),
        ("member_number", "0", NUMBER),
        ("member_number", "9" * 12, NUMBER),
        ("registered_on", "2027-01-01", "This day has not come yet."),
        ("phone", "ask Bea", PHONE),
        ("address", "a\nb\nc\nd", "Please write this in at most 3 lines. Now there are 4."),
        ("title", "S-XYZ", UNKNOWN),
        ("awarded_on", "03/04/2015", DAY),
        ("awarded_on", "31-02-2015", DAY),
        ("awarded_on", "01-07-15", DAY),
        ("awarded_on", "1015-07-01", "This day lies before 1980. Please look it up."),
        ("awarded_on", "2026-06-02", "This day has not come yet."),
        ("awarded_on", "2025-01-01", "The cycle begins before the title was awarded."),
        ("cycle_first_day", "", "Please fill this in: this title is kept up in cycles."),
        ("cycle_first_day", "2027-07-01", "This cycle has not begun yet. Write the first day of the one that runs."),
        ("cycle_first_day", "2018-07-01", LONG_OVER),
        ("cycle_first_day", "2024-07-02", OFF),
        ("cycle_number", "3", "Reckoned from the award this is cycle 4. Write that, or leave the cell empty."),
        ("cycle_number", "IV", "Write which cycle it is as a number from 1 on, or leave it empty."),
        ("credits_year_1", "", "This year of the cycle has begun. Write 0 if nothing was counted so far."),
        ("credits_year_1", "1.1", "Write credits in quarters, such as 6 or 1.25, and at most 1000."),
        ("credits_year_1", "-1", "Write credits in quarters, such as 6 or 1.25, and at most 1000."),
        ("credits_year_1", "1001", "Write credits in quarters, such as 6 or 1.25, and at most 1000."),
        ("credits_year_3", "2", "This year of the cycle begins on 1 July 2026. Leave the cell empty until then."),
        ("fees_paid_until", "", "Please fill this in."),
        ("fees_paid_until", "2062-06-30", "This day is more than 4 years away. Please look it up."),
        ("fees_paid_until", "2016-06-30", "This day is more than 4 years away. Please look it up."),
    ],
)  # fmt: skip
def test_every_cell_is_told_what_is_wrong_with_it_and_how_to_mend_it(column: str, text: str, told: str) -> None:
    at = "cycle_first_day" if told.startswith("The cycle begins") else column
    at = "cycle_number" if told.startswith("Reckoned") else at
    found = _told(ADA, row(BEN, **{**{n: ADA[n] for n in ADA if n.startswith(("title", "award", "cycle", "cred"))},
                                   "credits_year_3": "", column: text}))  # fmt: skip
    assert (3, at, told) in found
    assert {line for line, _column, _sentence in found} == {3}


def test_all_faults_of_a_file_are_told_at_once() -> None:
    told = _told(row(ADA, email="x", awarded_on="y"), ADA, row(BEN, title="S-NO", fees_paid_until="2099-01-01"))
    assert [(line, column) for line, column, _sentence in told] == [
        (2, "awarded_on"),
        (2, "email"),
        (4, "fees_paid_until"),
        (4, "title"),
    ]


def test_rows_of_one_person_say_the_same_about_them() -> None:
    other = row(ADA, title="S-CISO", town="Elders", fees_paid_until="2027-06-30", email="ADA@voorbeeld.example")
    told = "Line 2 says something else about ada@voorbeeld.example. Rows of one person say the same about them."
    assert _told(row(ADA, town="Nergens"), other) == [(3, "fees_paid_until", told), (3, "town", told)]


def test_a_title_twice_for_one_person_is_told() -> None:
    told = "Line 2 brings this title for the same person already. Leave one of them out."
    assert _told(ADA, ADA) == [(3, "title", told)]


def test_a_row_of_more_cells_than_columns_is_told() -> None:
    ((line, column, sentence),) = [
        (fault.line, fault.column, fault.sentence)
        for fault in _judged(table(ADA).rstrip(b"\r\n") + b",Nergens,\r\n").faults
    ]
    assert (line, column) == (2, "")
    assert sentence.startswith("This row has more cells than the header has columns.")


def test_a_cycle_that_the_old_register_counted_otherwise_gives_its_number() -> None:
    (person,) = _judged(table(row(ADA, cycle_first_day="2024-09-01", cycle_number="2"))).people
    assert (person.titles[0].brought.first_cycle.number, person.titles[0].brought.first_cycle.first) == (
        2,
        dt.date(2024, 9, 1),
    )


def test_a_leap_days_cycles_are_reckoned_from_their_own_first_days() -> None:
    leap = row(ADA, awarded_on="2020-02-29", cycle_first_day="2023-03-01", credits_year_3="0")
    (person,) = _judged(table(leap)).people
    assert person.titles[0].brought.first_cycle.number == 2


WORDS = st.one_of(
    st.sampled_from([*ADA.values(), *BEN.values(), "", "S-ISF", "29-02-2024", "2024-02-30", "'=1", "0", "1e5", "９"]),
    st.text(max_size=12),
)
ROWS = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, WORDS)), min_size=1, max_size=5)


@given(ROWS, st.sampled_from(["utf-8", "utf-8-sig"]))
def test_any_table_of_text_gives_faults_or_a_plan(rows: list[dict[str, str]], encoding: str) -> None:
    content = table(*rows).decode().encode(encoding, "replace")
    try:
        found = _judged(content)
    except Unreadable:
        return
    assert all(fault.sentence.endswith((".", "?")) for fault in found.faults)
    assert bool(found.faults) != bool(found.people)


NEARLY = st.lists(
    st.tuples(st.sampled_from([ADA, BEN]), st.sampled_from(NAMES), WORDS).map(
        lambda one: row(one[0], **{one[1]: one[2]})
    ),
    min_size=1,
    max_size=4,
)


@given(NEARLY, st.randoms(use_true_random=False))
def test_nearly_right_tables_give_faults_or_a_plan_whatever_their_order(
    rows: list[dict[str, str]], chance: Any
) -> None:
    mixed = rows[:]
    chance.shuffle(mixed)
    try:
        found, other = _judged(table(*rows)), _judged(table(*mixed))
    except Unreadable:
        return
    assert bool(found.faults) == bool(other.faults)
    assert [person.email for person in found.people] == [person.email for person in other.people]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    header = ",".join(column.name for column in COLUMNS if column.needed).encode()
    for tried in (content, header + b"\r\n" + content):
        try:
            read(tried)
            told = ""
        except Unreadable as unreadable:
            told = str(unreadable)
        assert not told or told.endswith((".", "?"))


def test_every_column_says_what_it_holds() -> None:
    assert all(str(column.holds).endswith(".") for column in COLUMNS)
