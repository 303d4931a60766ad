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
        "applications.reference-replaced": _("Named somebody else in this person's place."),
        "applications.reference-added": _("Named one more person."),
        "applications.reference-address-changed": _("Gave another address of this person."),
        "applications.reference-link-sent": _("Sent this person the link again."),
        "applications.reference-returned": _("Noted that our mail to this person came back."),
        "applications.reference-renewed": _("Asked this person anew."),
        "applications.reference-ended": _("Ended the link of this person, who did not answer."),
        "applications.organisations-told": _("Said whether organisations that look alike are one."),
        "applications.appointment-taken": _("Took an appointment to have the identity checked."),
        "applications.appointment-given-back": _("Gave an appointment back."),
        "applications.appointment-offered": _("Offered an appointment."),
        "applications.appointment-agreed": _("Agreed an appointment with an applicant."),
        "applications.appointment-changed": _("Changed an appointment."),
        "applications.appointment-removed": _("Removed an appointment that nobody took."),
        "applications.appointment-called-off": _("Called an appointment off."),
        "applications.identity-appointment-changed": _("Changed the appointment of this application."),
        "applications.identity-appointment-called-off": _("Called off the appointment of this application."),
        "applications.taken-up": _("Took the application up."),
        "applications.handed-over": _("Handed the application over to a colleague."),
        "applications.taken-over": _("Took the application over from a colleague."),
        "applications.references-asked": _("Ended the screening and asked the references."),
        "applications.assessment-opened": _("Opened the assessment."),
        "applications.assessment-opened-early": _("Opened the assessment before enough people confirmed."),
        "applications.question-asked": _("Asked the applicant something; the clock stands still."),
        "applications.question-answered": _("Answered a question."),
        "applications.question-taken-back": _("Took a question back."),
        "applications.reference-needed": _("Asked the applicant for another reference; the clock stands still."),
        "applications.reference-found": _("Found that enough people can confirm again."),
        "applications.day-named": _("Named a new day for the answer."),
        "applications.reference-declined": _("Declined to act as a reference."),
        "applications.reference-answered": _("Gave their answer as a reference."),
        "applications.reference-corrected": _("Corrected what we hold about them as a reference."),
        "applications.reference-withdrew": _("Took their answer as a reference back."),
        "applications.reference-forgotten": _("Had what we hold about them as a reference deleted."),
    }
)
