"""What the mails keep about people."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Kind, Scrub, register
from comms.models import Message

_WHY_ROW = _("To answer what we mailed to whom and when, and to see mails that did not arrive.")
_TERM_ROW = _("One year after the mail was written.")
_WHY_TEXT = _("To send it.")
_TERM_TEXT = _("Until the mail is sent, or given up because its address did not take it.")

register(
    Message,
    held={
        "recipient": Datum(kind=Kind.CONTACT, why=_WHY_ROW, term=_TERM_ROW, scrub=Scrub.DELETE_ROW),
        "subject": Datum(kind=Kind.CONTENT, why=_WHY_ROW, term=_TERM_ROW, scrub=Scrub.DELETE_ROW),
        "text": Datum(kind=Kind.CONTENT, why=_WHY_TEXT, term=_TERM_TEXT, scrub=Scrub.DELETE_ROW),
        "html": Datum(kind=Kind.CONTENT, why=_WHY_TEXT, term=_TERM_TEXT, scrub=Scrub.DELETE_ROW),
    },
    free={
        "kind", "language", "reference", "state", "attempts",
        "queued_at", "not_before", "claimed_at", "sent_at", "last_error",
    },
)  # fmt: skip
