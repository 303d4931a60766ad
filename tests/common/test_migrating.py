"""The migrated database is what the models say, also where it was brought up from nothing the quick way."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.management import load_command_class
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.state import ProjectState
from django.db.models import Model

from common.migrating import Executor, FromNothing

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]


def _named(model: type[Model]) -> Iterator[str]:
    for index in model._meta.indexes:
        yield index.name
    for constraint in model._meta.constraints:
        yield constraint.name


def _require_as_the_model_says(model: type[Any]) -> None:
    table, fields = model._meta.db_table, model._meta.local_concrete_fields
    with connection.cursor() as cursor:
        columns = {found.name: found for found in connection.introspection.get_table_description(cursor, table)}
        held = connection.introspection.get_constraints(cursor, table)
        relations = connection.introspection.get_relations(cursor, table)
    assert set(columns) == {field.column for field in fields}, table
    assert {one.name for one in columns.values() if one.null_ok} == {one.column for one in fields if one.null}, table
    assert set(_named(model)) <= set(held), table
    asked = {
        field.column: field.related_model._meta.db_table
        for field in fields
        if field.is_relation and field.db_constraint
    }
    assert {column: told[1] for column, told in relations.items()} == asked, table
    unique = {tuple(one["columns"]) for one in held.values() if one["unique"]}
    assert {(one.column,) for one in fields if one.unique and not one.primary_key} <= unique, table


def test_every_table_has_the_columns_constraints_and_references_of_its_model() -> None:
    for model in apps.get_models():
        _require_as_the_model_says(model)


def test_the_quick_way_is_for_an_empty_database_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    load_command_class("common", "migrate")
    assert migrate.MigrationExecutor is Executor
    executor = Executor(connection)
    assert type(executor._create_project_state()) is ProjectState
    monkeypatch.setattr(executor.loader, "applied_migrations", {})
    assert type(executor._create_project_state()) is FromNothing
