"""What the audit log keeps about people, why and how long."""

from django.utils.translation import gettext_lazy as _

from common.models import AuditDetail, AuditLine, AuditSeal
from common.personal_data import Datum, Kind, Scrub, register

_LINE = Datum(
    kind=Kind.TRACE,
    why=_("To show who did what in the portal, to what and when, so that nobody can change it unseen."),
    term=_("For good, as numbers and without names: the line stays when an account is erased."),
    scrub=Scrub.KEEP,
)
_VALUES = Datum(
    kind=Kind.CONTENT,
    why=_("To show what a change was, and to mend it when it was wrong."),
    term=_("Until the data of the person it is about are erased."),
    scrub=Scrub.DELETE_ROW,
)

register(
    AuditLine,
    name=_("What was done in the portal"),
    labels={"by_id": _("who did it"), "about_id": _("number of the record")},
    held={"at": _LINE, "act": _LINE, "by_id": _LINE, "about_id": _LINE, "also": _LINE, "person_id": _LINE},
    free={"recorded_at", "about_model", "fields", "code", "digest"},
)
register(
    AuditDetail,
    name=_("What was done in the portal"),
    held={"values": _VALUES, "reason": _VALUES},
    free={"line", "salt"},
)
register(AuditSeal, free={"position", "line", "sealed_at", "digest"})
