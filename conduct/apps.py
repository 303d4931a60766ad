"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConductConfig(AppConfig):
    """Reports and cases under the Code of Conduct."""

    name = "conduct"
    verbose_name = _("Conduct")
