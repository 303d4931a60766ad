"""The portal itself as an app (templates, commands, Today, duties), and the admin site it brings."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin import apps as admin
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from common import seal, signing
from common.files import reading
from seco_portal import celery


class PortalConfig(AppConfig):
    """The pages that speak of several apps."""

    name = "seco_portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        """Gather every app's duties; put them into beat's table, among the worker's tasks and, once there, the rows."""
        checks.register(check_seal)
        checks.register(check_badge_keys)
        checks.register(check_reader)
        autodiscover_modules("duties")
        celery.install(import_module("common.duties"))
        post_migrate.connect(_keep_duties, sender=apps.get_app_config("common"))


class OfficeConfig(admin.AdminConfig):
    """Django's admin, with our site as the default one."""

    default = False
    default_site = "seco_portal.office.Office"


def check_seal(app_configs: Sequence[AppConfig] | None, **_more: Any) -> list[checks.CheckMessage]:
    """Say at start why documents cannot be sealed (``seco_portal.W001``), or not for much longer (``W002``)."""
    if not settings.PRODUCTION and not Path(settings.SEAL_KEY).exists():
        return []
    at = timezone.now()
    hint = "docs/operations.md, “The seal”, says how to put a key and a certificate in place."
    if wrong := seal.faults(at):
        told = "Documents cannot be sealed, so no application can be signed. " + " ".join(wrong)
        return [checks.Warning(told, hint=hint, id="seco_portal.W001")]
    ends_at = seal.ends_at()
    if ends_at and ends_at - at < seal.SOON:
        told = f"The certificate of the seal ends on {ends_at.date().isoformat()}."
        return [checks.Warning(told, hint=hint, id="seco_portal.W002")]
    return []


def check_badge_keys(app_configs: Sequence[AppConfig] | None, **_more: Any) -> list[checks.CheckMessage]:
    """Say at start why badges and receipts cannot be signed (``seco_portal.W003``)."""
    if not settings.PRODUCTION and not all(Path(file).exists() for file in settings.BADGE_KEYS):
        return []
    told = "Badges and receipts cannot be signed. "
    hint = "docs/operations.md, “The keys of badges”, says how to put keys in place."
    return [
        checks.Warning(told + " ".join(wrong), hint=hint, id="seco_portal.W003")
        for wrong in [signing.faults()]
        if wrong
    ]


def check_reader(app_configs: Sequence[AppConfig] | None, **_more: Any) -> list[checks.CheckMessage]:
    """Say at start that masked copies are taken without being looked through (``seco_portal.W004``)."""
    if reading.present():
        return []
    told = "Tesseract is not installed, so no program looks for numbers in masked copies of identity documents."
    hint = "Debian: tesseract-ocr. docs/operations.md, “Masked copies”, says what becomes of them without."
    return [checks.Warning(told, hint=hint, id="seco_portal.W004")]


def _keep_duties(apps: Any, **_about: Any) -> None:
    """Give every duty its row, in a database that has come as far as their table."""
    if "dutystate" in apps.all_models["common"]:
        import_module("common.duties").keep_rows(now=timezone.now())
