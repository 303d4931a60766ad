"""Acts on policy versions and on the ledger, as the audit log tells them."""

from django.utils.translation import gettext_lazy as _

from common.acts import register

register(
    {
        "cpe.policy-drafted": _("Drafted the version as a copy of another one."),
        "cpe.policy-changed": _("Changed the draft."),
        "cpe.policy-put-forward": _("Put the version forward for a second person."),
        "cpe.policy-taken-back": _("Took the version back to change it."),
        "cpe.policy-published": _("Published the version."),
        "cpe.policy-discarded": _("Discarded the draft."),
        "cpe.preview-asked": _("Asked who gains and who loses by the version."),
        "cpe.claim-reported": _("Reported the activity."),
        "cpe.claim-accepted": _("Accepted the claim."),
        "cpe.claim-denied": _("Denied the claim."),
        "cpe.claim-withdrawn": _("Withdrew the claim."),
        "cpe.claim-corrected": _("Reported the activity anew, in the place of another claim."),
        "cpe.claim-brought-in": _("Brought the claim in from outside, with its days of then."),
        "cpe.import-tried": _("Tried the file."),
        "cpe.claims-imported": _("Brought earlier claims in from outside."),
        "cpe.attendance-tried": _("Tried the attendance list."),
        "cpe.attendance-brought-in": _("Brought the attendance list in."),
        "cpe.attendee-named": _("Said who somebody on an attendance list is."),
        "cpe.claim-attended": _("Made the claim for being at the event, as of its day."),
        "cpe.claim-asked": _("Asked the member about the claim."),
        "cpe.claim-answered": _("Answered what was asked about the claim."),
        "cpe.evidence-added": _("Added proof."),
        "cpe.help-asked": _("Asked for help with keeping a title."),
        "cpe.help-answered": _("Answered the request for help."),
        "cpe.evidence-removed": _("Took proof away."),
        "cpe.event-planned": _("Planned the event."),
        "cpe.event-changed": _("Changed the event."),
        "cpe.event-called-off": _("Called the event off."),
        "cpe.event-held": _("Noted that the event took place."),
        "cpe.signed-up": _("Signed up for the event."),
        "cpe.sign-up-withdrawn": _("Withdrew from the event."),
    }
)
