"""A file judged against the register as it is: the way from rows to a plan that trial and import share."""

from datetime import date

from members.imports.cells import read_row
from members.imports.known import look_up
from members.imports.plan import Plan, plan
from members.imports.reading import Sheet


def judged(sheet: Sheet, *, on: date, lock: bool = False) -> Plan:
    """What the rows of a file would make of the register on a day.

    With ``lock`` whatever it concerns stays as it is until the caller's transaction ends. Statements as ``look_up``.
    """
    rows, faults = [], []
    for row in sheet.rows:
        said, wrong = read_row(row, sheet.columns)
        rows.append(said)
        faults += wrong
    emails, codes, numbers = (
        {value for said in rows if (value := said.values.get(column)) is not None}
        for column in ("email", "title", "member_number")
    )
    return plan(rows, faults, look_up(emails, codes, numbers, lock=lock), on=on)
