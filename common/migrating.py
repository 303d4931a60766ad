"""Migrations on an empty database, without making every model anew at every step.

Django makes the class of a changed model anew, and those of all it leads to, at each of hundreds of steps: most of the
processor time that an empty database takes. On the way from nothing, steps look at the tables of the one model that
they change; steps of Python get all classes made anew, as ever.
"""

from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


class FromNothing(ProjectState):
    """What the models are after so many steps; a changed one is made anew alone."""

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Make the class of one model anew, where classes were made at all."""
        if "apps" in self.__dict__:
            self.is_delayed = True  # so that steps of Python begin with all of them made anew
            state: Any = self
            state._reload({(app_label, model_name)})  # noqa: SLF001  what Django's own does, with fewer models

    def clone(self) -> "FromNothing":
        """An exact copy."""
        made = FromNothing()
        vars(made).update(vars(super().clone()))
        return made


class Executor(MigrationExecutor):
    """Django's own, but for a database that is empty; one with rows in it takes Django's way."""

    def _create_project_state(self, with_applied_migrations: bool = False) -> Any:
        django: Any = super()
        state = django._create_project_state(with_applied_migrations)  # noqa: SLF001  the method's own parent
        return state if self.loader.applied_migrations else FromNothing(state.models, state.real_apps)
