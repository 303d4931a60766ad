"""What CPE keeps about people in previews: what a version would change for whom, and which colleague asked."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from cpe.models import PolicyPreview, PreviewLine

PREVIEWED_FOR: Final = timedelta(days=90)
"""How long it is kept what a policy version would change for whom."""

_PREVIEW_TERM = _("90 days after a colleague asked.")
_PREVIEWED = Datum(
    kind=Kind.CONTENT,
    why=_("To see, before new rules hold, for whom they would change something, and by how much."),
    term=_PREVIEW_TERM,
    scrub=Scrub.DELETE_ROW,
)
_ASKED = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague asked what a policy version would change."),
    term=_PREVIEW_TERM,
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def _past_their_term(at: datetime) -> QuerySet[PolicyPreview]:
    return PolicyPreview.objects.filter(asked_at__lt=at - PREVIEWED_FOR)


def _copy_of_previewed(rows: QuerySet[PreviewLine], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("title")): row.credential.title.code,
            str(_("policy version")): row.preview.version.name,
            str(_("judged on")): row.preview.judged_on,
            str(_("cycle until")): row.expires_on,
            str(_("counted now")): row.was_counted,
            str(_("counted then")): row.becomes_counted,
            str(_("needed now")): row.was_required,
            str(_("needed then")): row.becomes_required,
            str(_("cycle now")): row.get_was_display(),
            str(_("cycle then")): row.get_becomes_display(),
        }
        for row in rows.select_related("credential__title", "preview__version")
    ]


register(
    PreviewLine,
    name=_("What new CPE rules would change for you"),
    person="credential__member__user",
    export=_copy_of_previewed,
    held=dict.fromkeys(
        ("expires_on", "was_counted", "becomes_counted", "was_required", "becomes_required", "was", "becomes"),
        _PREVIEWED,
    ),
    free={"preview", "credential"},
)
register(
    PolicyPreview,
    held={"asked_by": _ASKED, "asked_at": _ASKED},
    free={"version", "first_day", "judged_on", "edited_at", "reached", "considered", "done_at"},
    retention=[
        Retention(
            what=_("What a policy version would change for whom is deleted 90 days after a colleague asked."),
            due=_past_their_term,
        )
    ],
)
