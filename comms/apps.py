"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommsConfig(AppConfig):
    """Mail as rows: queued inside an act, delivered by workers."""

    name = "comms"
    verbose_name = _("Mail")
