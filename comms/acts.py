"""Acts on mails, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from common.acts import register

register(
    {
        "comms.words-read": _("Read what the mail said."),
        "comms.sent-again": _("Sent the mail again."),
        "comms.bounce-settled": _("Settled the matter of an address that did not take our mail."),
        "comms.bounce-marked": _("Noted by hand that this address does not take our mail."),
    }
)
