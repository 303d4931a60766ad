"""Attendance lists as meeting tools write them, and what broken ones are answered with."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from common.calendar import HERE
from cpe import attendance
from cpe.attendance.cells import length, moment
from cpe.attendance.placing import placed
from cpe.rules.attendance import Timetable
from members.imports import Unreadable

BEGINS = dt.datetime(2026, 5, 4, 19, 0, tzinfo=HERE)
EVENT = Timetable(begins=int(BEGINS.timestamp()), ends=int(BEGINS.timestamp()) + 90 * 60)

ZOOM_MEETING = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
123,Phishing,05/04/2026 06:50:00 PM,05/04/2026 08:40:00 PM,host@x.example,110,2

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent
"Ada (A. van Verzonnen)",ADA@x.example,05/04/2026 07:00:00 PM,05/04/2026 08:00:00 PM,60,Yes,
"Ada (A. van Verzonnen)",ada@x.example,05/04/2026 08:10:00 PM,05/04/2026 08:30:00 PM,20,Yes,
Phone,,05/04/2026 07:00:00 PM,05/04/2026 08:30:00 PM,90,Yes,
"""
ZOOM_WEBINAR = """Attendee Report,
Report Generated:,"05/05/2026 09:00:00 AM"
Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered
"Phishing",123,"05/04/2026 07:00:00 PM",90,20
Host Details,
Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name,
Yes,Host,host@x.example,"05/04/2026 06:50:00 PM","05/04/2026 08:31:00 PM",101,No,Netherlands,
Attendee Details,
Attended,User Name (Original Name),Email,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest
Yes,"Ada",ADA@x.example,approved,"05/04/2026 07:00:00 PM","05/04/2026 08:20:00 PM",80,Yes
No,Bob,bob@x.example,approved,--,--,--,--
Other Attended,
User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name
31000000000,"05/04/2026 07:10:00 PM","05/04/2026 07:40:00 PM",30,NL
"""
TEAMS = """1. Summary
Meeting title\tPhishing
Attended participants\t2
Start time\t5/4/26, 6:55:00 PM

2. Participants
Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole
Ada\t5/4/26, 7:00:00 PM\t5/4/26, 8:30:00 PM\t1h 20m\tada@x.example\tada@x.example\tPresenter

3. In-Meeting Activities
Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole
Ada\t5/4/26, 7:00:00 PM\t5/4/26, 8:00:00 PM\t1h\tada@x.example\tPresenter
Ada\t5/4/26, 8:10:00 PM\t5/4/26, 8:30:00 PM\t20m\tada@x.example\tPresenter
"""
TEAMS_SUM = TEAMS.partition("3. In-Meeting")[0]
WEBEX = (
    "Meeting Name\tDisplay Name\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\n"
    '"W"\t"Ada"\t"ada@x.example"\t"=""2026-05-04 19:00:00"""\t"=""2026-05-04 20:20:00"""\t"80 mins"\n'
)
MEET = "First name,Last name,Email,Duration,Time joined,Time exited\nAda,V,ada@x.example,80 min,7:00 PM,8:20 PM\n"
GOTO = """Webinar Name;Webinar ID
Phishing;1-2-3

Attended;First Name;Last Name;Email Address;Registration Date;Join Time;Leave Time;Time in Session
Yes;Ada;V;ada@x.example;May 1, 2026 09:00 AM CEST;May 4, 2026 07:00 PM CEST;May 4, 2026 08:20 PM CEST;1 hour 20 minutes
No;Bob;B;bob@x.example;May 1, 2026 09:00 AM CEST;--;--;--
"""
OWN = "Naam;E-mailadres\nAda;ada@x.example\n;;\n\nJosé;jose@x.example\n"
UTC = "name,email,joined,left\nAda,ada@x.example,2026-05-04T17:00:00Z,2026-05-04T18:20:00Z\n"
ADDRESS = "email:ada@x.example"


def _found(content):
    sheet = attendance.read(content if isinstance(content, bytes) else content.encode())
    return sheet, placed(sheet.rows, EVENT)


@pytest.mark.parametrize(
    ("content", "encoding", "others", "absent"),
    [
        (ZOOM_MEETING, "utf-8-sig", {"name:phone": 90}, 0),
        (ZOOM_WEBINAR, "utf-8", {"email:host@x.example": 101, "name:31000000000": 30}, 1),
        (TEAMS, "utf-16", {}, 0),
        (TEAMS.replace("\n", "\r\n"), "utf-16", {}, 0),
        (TEAMS_SUM, "utf-16", {}, 0),
        (WEBEX, "utf-16-le", {}, 0),
        (WEBEX, "utf-16-be", {}, 0),
        (MEET, "utf-8", {}, 0),
        (GOTO, "cp1252", {}, 1),
        (UTC, "utf-8", {}, 0),
    ],
    ids=[
        "zoom meeting",
        "zoom webinar",
        "teams",
        "teams crlf",
        "teams sums",
        "webex",
        "webex be",
        "meet",
        "goto",
        "utc",
    ],
)
def test_lists_of_meeting_tools(content, encoding, others, absent):
    sheet, found = _found(content.encode(encoding))
    there = {one.mark: sum(ends - begins for begins, ends in one.spans) // 60 for one in found.people}
    assert there == {ADDRESS: 80, **others}
    assert (sheet.timed, sheet.absent, sheet.broken, found.broken) == (True, absent, (), ())


def test_a_list_without_times_says_that_they_were_there_all_the_time():
    sheet, found = _found(OWN.encode("cp1252"))
    assert (sheet.encoding, sheet.timed) == ("Windows-1252", False)
    assert [(one.name, one.email, one.spans) for one in found.people] == [
        ("Ada", "ada@x.example", (EVENT.whole,)), ("José", "jose@x.example", (EVENT.whole,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("joined", "left"),
    [
        ("2026-05-04 19:00", "2026-05-04 20:20"),
        ("04-05-2026 19:00", "04-05-2026 20:20"),
        ("05/04/2026 07:00 PM", "05/04/2026 08:20 PM"),
        ("4/5/26 19:00", "4/5/26 20:20"),
        ("4 mei 2026 19:00", "4 mei 2026 20:20"),
        ("Mon, May 4, 2026, 7:00 p.m.", "Mon, May 4, 2026, 8:20 p.m."),
        ("19:00:00", "20:20:00"),
        ("7:00PM", "8:20 pm"),
        ("2026-05-04T17:00:00+00:00", "2026-05-04T14:20:00-04:00"),
        ("2026-05-04 19:00:00 (UTC+2)", "2026-05-04 18:20 UTC"),
    ],
)
def test_times_as_tools_write_them(joined, left):
    _sheet, found = _found(f'name,email,joined,left\nAda,ada@x.example,"{joined}","{left}"\n')
    assert [(one.spans[0][0], one.spans[0][1] - one.spans[0][0]) for one in found.people] == [(EVENT.begins, 4800)]


def test_most_rows_settle_which_of_day_and_month_comes_first():
    rows = ["a@x.example,05/04/2026 19:00,05/04/2026 20:00", "b@x.example,04/05/2026 19:00,04/05/2026 20:00"]
    _sheet, found = _found("\n".join(["email,joined,left", *rows, rows[0]]))
    assert [one.email for one in found.people] == ["a@x.example"]
    assert [(one.line, one.sentence) for one in found.broken] == [
        (3, "This line is of 5 April 2026, and the event of 4 May 2026.")
    ]


def test_an_evening_that_ends_after_midnight():
    late = Timetable(begins=EVENT.begins + 4 * 3600, ends=EVENT.begins + 6 * 3600)
    sheet = attendance.read(b"name,joined,left\nAda,23:10,00:50\nBob,00:10,00:40\n")
    spans = {one.name: one.spans[0] for one in placed(sheet.rows, late).people}
    assert {name: (ends - begins) // 60 for name, (begins, ends) in spans.items()} == {"Ada": 100, "Bob": 30}
    assert spans["Bob"][0] == late.begins + 70 * 60


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (",,19:00,20:00", "This line names nobody."),
        ("Ada,not an address,19:00,20:00", "Write an address such as name@example.org."),
        ("Ada,,,20:00", "It does not say when this person came."),
        ("Ada,,19:00,", "It does not say when this person left."),
        ("Ada,,soon,20:00", "“soon” is no time that we can read."),
        ("Ada,,19:00,25:61", "“25:61” is no time that we can read."),
        ("Ada,,2026-02-31 19:00,20:00", "“2026-02-31 19:00” is no time that we can read."),
        ("Ada,,2026-05-04 20:00,2026-05-04 19:00", "By this line they left before they came."),
        ("Ada,,2026-05-03 19:00,2026-05-03 20:00", "This line is of 3 May 2026, and the event of 4 May 2026."),
        ('Ada,"open,19:00,20:00', "A quotation mark is not closed, or stands inside a cell."),
        ("x" * 300 + ",,19:00,20:00", "This name is no text that we keep. Is a quotation mark missing?"),
    ],
)
def test_a_line_that_cannot_be_read_is_told_and_the_others_are_read(row, told):
    sheet, found = _found(f"name,email,joined,left\nEva,,19:00,20:00\n{row}\nBob,,19:00,20:00\n")
    assert [(one.line, one.sentence) for one in (*sheet.broken, *found.broken)] == [(3, told)]
    assert [one.name for one in found.people] == ["Eva", "Bob"]


def test_a_cell_may_go_over_several_lines():
    _sheet, found = _found('name,email,joined,left\n"Ada\nB",,19:00,20:00\nBob,,19:00,20:00\n')
    assert [(one.line, one.name) for one in found.people] == [(4, "Bob")]


@pytest.mark.parametrize("cell", ["n/a", "-", "onbekend", ""])
def test_where_a_tool_knows_no_address_the_name_is_kept(cell):
    _sheet, found = _found(f"name,email\nAda  van Verzonnen,{cell}\nada VAN verzonnen,{cell}\n")
    assert [(one.mark, one.line) for one in found.people] == [("name:ada van verzonnen", 2)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "No line names the columns."),
        (b"Ada,ada@x.example\n", "No line names the columns."),
        (b"name,duration\nAda,4\n", "The list does not say when each person came and left."),
        (b"name,email\n", "Below its header the list is empty."),
        (b"PK\x03\x04", "This is a workbook."),
        (b"name\x00,\xff\xfe\x00", "This is no text that we can read."),
        (b"name\n" + b"Ada\n" * 10_001, "The list has more than 10000 rows."),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(content, told):
    with pytest.raises(Unreadable, match=told):
        attendance.read(content)


def test_a_list_of_another_day_is_known_as_such():
    assert _found("name,joined,left\nAda,2026-05-01 19:00,2026-05-01 20:00\n")[1].other_day


@given(st.binary(max_size=300))
def test_whatever_bytes_come_are_read_or_refused_in_words(content):
    try:
        sheet = attendance.read(content)
    except Unreadable:
        return
    placed(sheet.rows, EVENT)


@given(
    st.lists(
        st.lists(st.one_of(st.text(max_size=20), st.sampled_from(["19:00", "4/5/26 20:00", "ada@x.example"])),
                 min_size=4, max_size=4),
        max_size=6,
    )
)  # fmt: skip
def test_whatever_stands_in_the_cells_every_row_is_told_or_placed(rows):
    out = io.StringIO()
    csv.writer(out).writerows([["name", "email", "joined", "left"], *rows])
    try:
        sheet, found = _found(out.getvalue())
    except Unreadable:
        return
    lines = [one.line for one in (*sheet.rows, *sheet.broken)]
    assert len(lines) == len(set(lines))
    assert all(begins <= ends for one in found.people for begins, ends in one.spans)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1h 10m 3s", 4203), ("91", 5460), ("1:10:03", 4203), ("58 min", 3480), ("1 hour 2 minutes", 3720), ("x", None)],
)
def test_lengths_as_tools_write_them(text, seconds):
    assert length(text) == seconds


def test_what_is_no_time_is_none():
    assert [moment(text) for text in ("", "noon", "24:00", "13:00 pm", "2026-05-04", "4 May 5 June 19:00")] == [
        None
    ] * 6


def test_the_example_of_the_documentation_is_read():
    content = Path(settings.BASE_DIR, "docs", "examples", "attendance.csv").read_bytes()
    sheet, found = _found(content)
    assert (sheet.broken, found.broken, sheet.ignored) == ((), (), ())
    assert {one.name: sum(ends - begins for begins, ends in one.spans) // 60 for one in found.people} == {
        "Ada van Verzonnen": 80, "Bram Bedacht": 90, "Telefoon": 45,
    }  # fmt: skip


def test_document_names_every_column():
    document = Path(settings.BASE_DIR, "docs", "import.md").read_text(encoding="utf-8")
    assert [column.name for column in attendance.COLUMNS if f"| `{column.name}` |" not in document] == []
