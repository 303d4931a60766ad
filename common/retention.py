"""Retention: every night, what has reached its term is deleted or emptied, by the rules of the registry."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Model, QuerySet

from common import personal_data
from common.append_only import forgetting
from common.jobs import Act, Job
from common.personal_data import Retention
from common.subjects import blank


def retain(job: Job) -> None:
    """Carry out every rule, in chunks; the figures tell rule by rule what went.

    One statement asks which rules have anything to do; the others are not walked.
    """
    due = [(rule, rule.due(job.at)) for rule in personal_data.rules()]
    for (rule, rows), any_due in zip(due, job.due(*(rows for _rule, rows in due)), strict=True):
        part = part_of(rule, rows)
        job.count(part, 0)
        if any_due:
            job.chunks(rows, _act(rule, rows.model), part=part)


def part_of(rule: Retention, rows: QuerySet[Any]) -> str:
    """What a rule is called in figures and faults: the table, and the fields it empties."""
    return ".".join([rows.model._meta.label, *rule.blank])


def _act(rule: Retention, model: type[Model]) -> Act:
    if rule.act:
        return rule.act
    return partial(_empty, model, rule.blank) if rule.blank else partial(_delete, model)


def _delete(model: type[Model], keys: Collection[Any], *, at: datetime) -> int:
    """Delete these rows; how many of this table. What hangs on them by cascade goes, too."""
    with forgetting():
        return model._base_manager.filter(pk__in=keys).delete()[1].get(model._meta.label, 0)


def _empty(model: type[Model], fields: tuple[str, ...], keys: Collection[Any], *, at: datetime) -> int:
    """Empty these fields of these rows; how many rows."""
    entry = personal_data.REGISTER[model]
    emptied = blank(model, {name: entry.held[name] for name in fields}, at=at)
    return model._base_manager.filter(pk__in=keys).update(**emptied)
