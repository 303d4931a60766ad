"""Acts on officer applications, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from common.acts import register

register(
    {
        "applications.started": _("Began an application."),
        "applications.thrown-away": _("Threw the draft away."),
        "applications.form-prepared": _("Made the form to be signed by hand."),
        "applications.submitted": _("Signed and submitted the application."),
        "applications.withdrawn": _("Withdrew the application."),
        "applications.draft-expired": _("Removed a draft that was not changed for six months."),
    }
)
