"""Acts on the register, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from common.acts import register

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
        "members.agreed": _("Agreed to the document."),
        "members.exam-claimed": _("Claimed a title after an exam."),
        "members.exam-withdrawn": _("Took the claim back."),
        "members.exam-awarded": _("Found the exam passed, and awarded the title."),
        "members.exam-refused": _("Refused the claim."),
        "members.exam-objected": _("Objected to the refusal."),
        "members.exam-upheld": _("Upheld the refusal."),
    }
)
