"""A register from outside, as the import library (django-import-export) takes it: a dataset in, a result for each row.

The library would judge and save row by row, and knows no lines of a file. So the file is read by us and judged as a
whole before its first row; each row is told what becomes of it; and after the last one the whole is written, set by
set. A dry run writes nothing, and neither does a file with anything to be mended.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from typing import Any, Never

from import_export import resources
from import_export.instance_loaders import BaseInstanceLoader
from import_export.results import Error, Result, RowResult
from tablib.core import Dataset

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from members import imports
from members.imports import COLUMNS, Plan, Sheet
from members.models import RegisterImport
from members.models.trials import NAME_LENGTH
from members.services.imports.writing import write

LINE = "line"


class RegisterResource(resources.Resource):
    """One file. Afterwards ``plan`` says what would be done, and ``run`` how it was brought in, if it was."""

    class Meta:
        import_id_fields: tuple[str, ...] = ()
        instance_loader_class = BaseInstanceLoader  # loads nothing: the plan knows
        use_bulk = True  # no savepoint of its own for every row

    def __init__(self, content: bytes, *, file_name: str, by: User | None, at: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.content, self.file_name, self.by, self.at = content, file_name, by, at
        self.sheet: Sheet = imports.read(content)
        self.plan = Plan(rows=0, people=(), faults=())
        self.run: RegisterImport | None = None
        self._told: Mapping[int, RowResult] = {}

    def dataset(self) -> Dataset:
        """The rows of the file, each with the line it begins on."""
        names = [column.name for column in COLUMNS]
        rows = ((row.line, *(row.cells.get(name, "") for name in names)) for row in self.sheet.rows)
        return Dataset(*rows, headers=[LINE, *names])

    def carry_out(self, *, dry_run: bool) -> Result:
        """Judge the file and, unless it is a dry run or something is to be mended, bring it in."""
        result: Result = self.import_data(  # type: ignore[no-untyped-call]
            self.dataset(), dry_run=dry_run, locks=not dry_run
        )
        return result

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Judge the file as a whole."""
        self.plan = imports.judged(self.sheet, on=local_day(self.at), lock=kwargs["locks"])
        self._told = _results(self.plan)

    def import_row(self, row: Mapping[str, Any], instance_loader: Any, **kwargs: Any) -> RowResult:
        """What becomes of a row."""
        return self._told[row[LINE]]

    def after_import(self, dataset: Dataset, result: Result, **kwargs: Any) -> None:
        """Write it all, once nothing is to be mended and something is new."""
        counts = self.plan.counts
        if kwargs["dry_run"] or result.has_errors() or not counts.something_new:
            return
        self.run = RegisterImport.objects.create(
            file_name=self.file_name[:NAME_LENGTH],
            digest=sha256(self.content).hexdigest(),
            rows=self.plan.rows,
            brought_in_at=self.at,
            brought_in_by=self.by,
            **asdict(counts),
        )
        write(self.plan, self.run, by=self.by, at=self.at)
        audit.record("members.register-imported", about=self.run, by=self.by, at=self.at)

    def handle_import_error(self, result: Result, error: Exception, raise_errors: bool = False) -> Never:
        """An error of ours is none of the file's: the library would keep it for itself."""
        raise error


def _results(plan: Plan) -> dict[int, RowResult]:
    """Line → what becomes of the row; one about which nothing is said is skipped, because others are to be mended."""
    found: dict[int, RowResult] = defaultdict(RowResult)
    for fault in plan.faults:
        found[fault.line].errors.append(Error(DomainError(fault.sentence), number=fault.line))
        found[fault.line].import_type = RowResult.IMPORT_TYPE_ERROR
    for person in plan.people:
        for title in person.titles:
            known = RowResult.IMPORT_TYPE_UPDATE if title.changes or person.changes else RowResult.IMPORT_TYPE_SKIP
            found[title.line].import_type = RowResult.IMPORT_TYPE_NEW if title.new else known
    return found
