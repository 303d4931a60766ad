"""The app's name and label, and what is gathered from every app at start."""

from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from common.pdf import check_parts


class CommonConfig(AppConfig):
    """Mechanisms every app leans on."""

    name = "common"
    verbose_name = _("Machine")

    def ready(self) -> None:
        """Let every app fill the registries: personal data, Today's lines, acts of the audit log, and shelves.

        What the audit log keeps of a person is declared last, and so forgotten last.
        """
        checks.register(check_parts)
        import_module("common.own_personal_data")
        autodiscover_modules("personal_data", "today", "acts", "shelves", "walls")
        import_module("common.audit_personal_data")
