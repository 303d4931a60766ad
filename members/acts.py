"""Acts on the register, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from common.acts import Named, register

register(
    {
        "members.registered": _("Put this person in the register."),
        "members.profile-changed": _("Changed the profile."),
        "members.contact-changed": _("Changed where this member is reached."),
        "members.awarded": _("Awarded the title."),
        "members.renewed": _("Renewed the title for another cycle."),
        "members.decertified": _("Ended the title: its cycle was not renewed."),
        "members.extended": _("Moved the last day to report and pay."),
        "members.reinstated": _("Gave the title back."),
        "members.ended": _("Ended the title, as was asked for."),
        "members.revoked": _("Revoked the title."),
        "members.withdrawn": _("Put an earlier outcome aside."),
        "members.brought-in": _("Brought the title in from another register."),
        "members.opening-corrected": _("Corrected what the title came with."),
        "members.import-tried": _("Tried the file."),
        "members.register-imported": _("Brought the register in from outside."),
        "members.import-invited": _("Invited those who came with it and never signed in."),
    },
    named={
        "members.credential.credits_year_1": Named(_("credits of the first year")),
        "members.credential.credits_year_2": Named(_("credits of the second year")),
        "members.credential.credits_year_3": Named(_("credits of the third year")),
        "members.credential.fees_paid_until": Named(_("fees paid until")),
    },
)
