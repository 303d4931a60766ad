"""Documents say nothing about people; agreements to them do."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Kind, Scrub, Subject, register, register_with_history
from members.models import Agreement, Announcement, Document, DocumentVersion

_AGREED = Datum(
    kind=Kind.CONTENT,
    why=_("To know which version of our documents you agreed to, and when."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)


def _agreements(rows: QuerySet[Agreement], _about: Subject) -> list[dict[str, Any]]:
    """Each with the fingerprint of the text that was agreed to (1 query)."""
    return [
        {
            _t("document"): str(row.version.document),
            _t("version"): row.version.label,
            _t("fingerprint (SHA-256)"): row.version.sha256,
            _t("agreed"): row.agreed_at,
            _t("on which occasion"): str(row.get_how_display()),
        }
        for row in rows.select_related("version__document")
    ]


register_with_history(
    Document,
    free={"key", "title", "place"},
    name=_("History of the documents"),
    why=_("To know which colleague changed the list of documents."),
)
register(DocumentVersion, free={"document", "label", "effective_on", "text", "sha256", "published_at"})
register(Announcement, free={"version", "asked_at", "told_at"})
register(
    Agreement,
    person="person",
    export=_agreements,
    name=_("What you agreed to"),
    held={"person": _AGREED, "version": _AGREED, "agreed_at": _AGREED, "how": _AGREED},
)
