"""What is kept of a register that was brought in from outside: positions for good, files and trials for a day."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.money import in_figures
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from members.models import OpeningPosition, RegisterImport, TriedFile, TriedLine

_CAME = Datum(
    kind=Kind.CONTENT,
    why=_("To count the credits and contributions that you brought along from the register before this one."),
    term=_("For good, without your name: your first cycle in this register is judged by it."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_WHO = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague brought a register in from outside."),
    term=_("For good; once the colleague is forgotten, it leads to an account that says nothing about them."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ON_TRIAL = Datum(
    kind=Kind.CONTENT,
    why=_("To show what a register from outside would change before it is brought in."),
    term=_("Until it is brought in, at most a day; gone the next night."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)


def _copy_of_positions(rows: QuerySet[OpeningPosition], _about: Subject) -> list[dict[str, Any]]:
    """What a person's titles came with; which import it was is not told."""
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("cycle")): row.cycle_number or "",
            str(_("credits of the first year")): in_figures(row.credits_year_1),
            str(_("credits of the second year")): in_figures(row.credits_year_2),
            str(_("credits of the third year")): in_figures(row.credits_year_3),
            str(_("contribution paid until")): row.fees_paid_until,
            str(_("brought in")): row.brought_at,
        }
        for row in rows.select_related("credential__title")
    ]


register(
    OpeningPosition,
    person="credential__member__user",
    export=_copy_of_positions,
    name=_("What your titles came with"),
    held={
        "cycle_number": _CAME,
        "credits_year_1": _CAME,
        "credits_year_2": _CAME,
        "credits_year_3": _CAME,
        "fees_paid_until": _CAME,
        "brought_at": _CAME,
    },
    free={"credential", "run"},
)
register(
    RegisterImport,
    person="brought_in_by",
    name=_("Registers brought in from outside"),
    held={"brought_in_by": _WHO, "brought_in_at": _WHO, "file_name": _WHO},
    free={
        "digest",
        "rows",
        "people_new",
        "people_changed",
        "people_unchanged",
        "titles_new",
        "titles_changed",
        "titles_unchanged",
    },
)
register(
    TriedFile,
    nobody=_("A file names many people, most of whom are not in the register yet; it is gone within two days."),
    name=_("Files of a register, waiting to be brought in"),
    held={
        "file_name": _ON_TRIAL,
        "content": _ON_TRIAL,
        "asked_by": _ON_TRIAL,
        "asked_at": _ON_TRIAL,
        "confirmed_by": _ON_TRIAL,
        "confirmed_at": _ON_TRIAL,
    },
    free={"digest", "tried_at", "refused", "of", "run"},
    retention=[
        Retention(
            what=_("A file of a register that was tried, and what was found in it, is deleted after a day."),
            due=TriedFile.objects.past_their_term,
        )
    ],
)
register(
    TriedLine,
    nobody=_("It names people of a file that waits to be brought in, most of whom are not in the register yet."),
    name=_("Files of a register, waiting to be brought in"),
    held={"told": _ON_TRIAL},
    free={"file", "place", "line"},
    retention=[
        Retention(
            what=_("What was found in a file that waits to be brought in goes with the file."),
            due=lambda at: TriedLine.objects.filter(file__in=TriedFile.objects.past_their_term(at).values("pk")),
        )
    ],
)
