"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """The register: catalogue, members and, later, what they hold and owe."""

    name = "members"
    verbose_name = _("Register")
