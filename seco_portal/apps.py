"""The portal itself as an app (templates, commands, Today), and the admin site it brings."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The pages that speak of several apps."""

    name = "seco_portal"
    verbose_name = _("Portal")


class OfficeConfig(admin.AdminConfig):
    """Django's admin, with our site as the default one."""

    default = False
    default_site = "seco_portal.office.Office"
