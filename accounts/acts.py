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
        "accounts.password-changed": _("Changed the password."),
        "accounts.password-chosen": _("Chose a password by a link."),
        "accounts.password-dropped": _("Dropped a password chosen before any address was confirmed."),
        "accounts.address-confirmed": _("Confirmed an e-mail address."),
        "accounts.address-changed": _("Made another address the main one."),
        "accounts.address-removed": _("Removed an e-mail address."),
        "accounts.app-added": _("Set up an app for one-time codes."),
        "accounts.app-removed": _("Removed the app for one-time codes."),
        "accounts.passkey-added": _("Added a passkey."),
        "accounts.passkey-removed": _("Removed a passkey."),
        "accounts.recovery-codes-made": _("Made new recovery codes."),
        "accounts.copy-taken": _("Took a copy of their data."),
    },
    named={
        "accounts.user.roles": Named(_("roles"), {role.key: role.name for role in APPOINTED}),
        "accounts.user.address": Named(_("e-mail address")),
    },
)
