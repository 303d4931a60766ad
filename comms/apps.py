"""The app's name and label."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CommsConfig(AppConfig):
    """Mail as rows: queued inside an act, delivered by workers."""

    name = "comms"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Let every app put its mails in the catalogue."""
        autodiscover_modules("emails")
