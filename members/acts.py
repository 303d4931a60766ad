"""Acts on the register, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from common.acts import register

register(
    {
        "members.registered": _("Put this person in the register."),
        "members.profile-changed": _("Changed the profile."),
        "members.contact-changed": _("Changed where this member is reached."),
    }
)
