"""The app's name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People who sign in, and what their roles let them do."""

    name = "accounts"
    verbose_name = _("People")
