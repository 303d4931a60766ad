"""Documents say nothing about people; agreements to them do."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Kind, Scrub, register, register_with_history
from members.models import Agreement, Document, DocumentVersion

_AGREED = Datum(
    kind=Kind.CONTENT,
    why=_("To know which version of our documents you agreed to, and when."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)

register_with_history(
    Document,
    free={"key", "title", "place"},
    name=_("History of the documents"),
    why=_("To know which colleague changed the list of documents."),
)
register(DocumentVersion, free={"document", "label", "effective_on", "text", "sha256", "published_at"})
register(
    Agreement,
    person="person",
    name=_("What you agreed to"),
    held={"person": _AGREED, "version": _AGREED, "agreed_at": _AGREED, "how": _AGREED},
)
