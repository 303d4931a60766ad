"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from members import keeping_up


class CpeConfig(AppConfig):
    """Continuing professional education: policies, claims, cycles, audits and appeals."""

    name = "cpe"
    verbose_name = _("CPE")

    def ready(self) -> None:
        """Tell the register what keeping a title up takes."""
        from cpe.selectors.versions import asked_of_level  # noqa: PLC0415  models are there by now

        keeping_up.register(asked_of_level)
