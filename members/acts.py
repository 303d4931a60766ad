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
        "members.invoiced": _("Made the invoice."),
        "members.credited": _("Put the invoice right by this credit note."),
        "members.billing-changed": _("Changed who gets the invoices."),
        "members.statement-imported": _("Brought in the bank statement."),
        "members.money-booked": _("Booked the money."),
        "members.money-set-aside": _("Set the money aside as not for the register."),
        "members.money-undone": _("Undid the use of the money."),
        "members.money-assigned": _("Said whose money it is."),
        "members.proposal-declined": _("Declined what was proposed."),
        "members.books-closed": _("Closed the books until this day."),
        "members.cancelled": _("Cancelled the membership."),
        "members.cancellation-taken-back": _("Took the cancellation back."),
        "members.amount-set": _("Set what a membership year asks."),
        "members.amount-withdrawn": _("Took back an amount whose day had not come."),
    },
    named={
        "members.member.billing.name": Named(_("organisation billed")),
        "members.member.billing.attention": Named(_("for the attention of")),
        "members.member.billing.address": Named(_("their address")),
        "members.member.billing.postal_code": Named(_("their postal code")),
        "members.member.billing.town": Named(_("their town or city")),
        "members.member.billing.country": Named(_("their country")),
        "members.member.billing.order_number": Named(_("order number")),
        "members.member.billing.vat_number": Named(_("their VAT number")),
        "members.member.billing.copy_to": Named(_("copy of invoices to")),
        "members.contributionamount.amount": Named(_("amount a year")),
        "members.contributionamount.level": Named(_("level")),
    },
)
