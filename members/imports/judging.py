"""A file judged against the register as it is: the way from bytes to a plan that trial and import share."""

from datetime import date

from members.imports.cells import read_row
from members.imports.known import look_up
from members.imports.plan import Plan, plan
from members.imports.reading import Sheet, read


def judged(content: bytes, *, on: date, lock: bool = False) -> tuple[Sheet, Plan]:
    """What is in a file, and what it would make of the register on a day. Raises ``Unreadable``.

    With ``lock`` whatever it concerns stays as it is until the caller's transaction ends. Statements as ``look_up``.
    """
    sheet = read(content)
    rows, faults = [], []
    for row in sheet.rows:
        said, wrong = read_row(row, sheet.columns)
        rows.append(said)
        faults += wrong
    emails, codes, numbers = (
        {value for said in rows if (value := said.values.get(column)) is not None}
        for column in ("email", "title", "member_number")
    )
    return sheet, plan(rows, faults, look_up(emails, codes, numbers, lock=lock), on=on)
