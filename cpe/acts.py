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
        "cpe.claim-asked": _("Asked the member about the claim."),
        "cpe.claim-answered": _("Answered what was asked about the claim."),
        "cpe.evidence-added": _("Added proof."),
        "cpe.help-asked": _("Asked for help with keeping a title."),
        "cpe.help-answered": _("Answered the request for help."),
        "cpe.brake-pulled": _("Held all titles that were to end that night, since they were many."),
        "cpe.release-asked": _("Asked that the titles held by the brake end."),
        "cpe.release-refused": _("Put the request for a release aside."),
        "cpe.brake-released": _("Let the titles end that the brake held."),
        "cpe.hold-cleared": _("Said that the title may end though every mail came back."),
        "cpe.renewal-kept": _("Said that the renewal stays though its money went back."),
        "cpe.renewal-taken-back": _("Took the renewal back since its money went back."),
        "cpe.joint-put-forward": _("Put the decision forward for a second person."),
        "cpe.joint-confirmed": _("Confirmed the decision a colleague put forward."),
        "cpe.joint-declined": _("Declined the decision a colleague put forward."),
        "cpe.joint-taken-back": _("Took back what they had put forward."),
        "cpe.calls-taken": _("Took the list of cycles near their end out of the portal."),
        "cpe.evidence-removed": _("Took proof away."),
    },
    in_confidence={"cpe.joint-put-forward", "cpe.joint-declined"},
)
