"""Your role and results: level and accomplishment, in the applicant's words."""

from typing import Any

from django.utils.translation import gettext as _

from applications.forms import PartForm
from applications.models import Application
from applications.models.intake import TEXT
from applications.services.parts import ROLE
from applications.words import room
from common.fields import ParagraphsFormField


class RoleForm(PartForm):
    """Two texts. Neither must be there to be saved; the task list says what lacks."""

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, now={name: getattr(application, name) for name in ROLE}, **kwargs)
        labels = {"level": _("What you were responsible for"), "accomplishment": _("What you brought about yourself")}
        for name, label in labels.items():
            used = len(getattr(application, name))
            self.fields[name] = ParagraphsFormField(
                label=label, required=False, max_length=TEXT, rows=12, help_text=room(TEXT, used)
            )
        self.need(*ROLE)

    def said(self) -> dict[str, str]:
        """What was written, by column."""
        return {name: self.cleaned_data[name] for name in ROLE}
