"""Acts on accounts, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from accounts.roles import APPOINTED
from common.acts import Named, register

register(
    {
        "accounts.opened": _("Opened the account."),
        "accounts.first-administrator": _("Made the account an administrator's, on the command line."),
        "accounts.invited": _("Mailed a link to choose a password."),
        "accounts.renamed": _("Changed the name."),
        "accounts.roles-changed": _("Changed the roles."),
        "accounts.closed": _("Closed the account."),
        "accounts.reopened": _("Opened the account again."),
        "accounts.second-factor-removed": _("Removed the second factor."),
    },
    named={"accounts.user.roles": Named(_("roles"), {role.key: role.name for role in APPOINTED})},
)
