"""The portal itself as an app (templates, commands, Today, duties), and the admin site it brings."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from seco_portal import celery


class PortalConfig(AppConfig):
    """The pages that speak of several apps."""

    name = "seco_portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Gather every app's duties; put them into beat's table, among the worker's tasks and, once there, the rows."""
        autodiscover_modules("duties")
        celery.install(import_module("common.duties"))
        post_migrate.connect(_keep_duties, sender=apps.get_app_config("common"))


class OfficeConfig(admin.AdminConfig):
    """Django's admin, with our site as the default one."""

    default = False
    default_site = "seco_portal.office.Office"


def _keep_duties(apps: Any, **_about: Any) -> None:
    """Give every duty its row, in a database that has come as far as their table."""
    if "dutystate" in apps.all_models["common"]:
        import_module("common.duties").keep_rows(now=timezone.now())
