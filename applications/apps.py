"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    """Requests for a Certified Officer title, from intake to award."""

    name = "applications"
    verbose_name = _("Applications")
