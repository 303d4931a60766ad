"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CpeConfig(AppConfig):
    """Continuing professional education: policies, claims, cycles, audits and appeals."""

    name = "cpe"
    verbose_name = _("CPE")
