"""What the mails keep about people."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Kind, Scrub, register
from comms.models import Bounce, Message

_WHY_ROW = _("To answer what we mailed to whom and when, and to see mails that did not arrive.")
_TERM_ROW = _("One year after the mail was written.")
_WHY_TEXT = _("To write it when it is sent, and to answer what we wrote.")
_TERM_TEXT = _("90 days after it was sent; not at all where a link in it opens something.")
_WHY_BOUNCE = _("To ask for another address when one does not take our mail.")

_row = Datum(kind=Kind.CONTACT, why=_WHY_ROW, term=_TERM_ROW, scrub=Scrub.DELETE_ROW)
_text = Datum(kind=Kind.CONTENT, why=_WHY_TEXT, term=_TERM_TEXT, scrub=Scrub.DELETE_ROW)
_bounce = Datum(kind=Kind.CONTACT, why=_WHY_BOUNCE, term=_TERM_ROW, scrub=Scrub.DELETE_ROW)

register(
    Message,
    held={
        "recipient": _row, "domain": _row, "subject": _row, "about": _row, "period": _row, "person": _row,
        "language": _row, "text": _text, "facts": _text,
    },
    free={
        "kind", "repeat", "reference", "state", "attempts", "losses", "queued_at", "planned_at", "not_before",
        "tried_at", "lease", "lease_until", "sent_at", "text_until", "note",
    },
)  # fmt: skip
register(
    Bounce,
    held={"address": _bounce, "message": _bounce, "reported_at": _bounce},
    free={"status", "report", "cleared_at"},
)
