"""What is kept of who was at own events: their presence, what lists said of them, lists for a day until they are in."""

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import HERE
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from cpe.models import Attendance, AttendanceFile, AttendanceFileLine, AttendanceList, Attendee

_THERE: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To count being at a webinar or course of ours as CPE, and to explain the number."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)
_ON_THE_LIST: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To put together what several lists say of one person, and to find out who somebody on a list is."),
    term=_("As long as you are in the register; of somebody we do not know, half a year after the event."),
    scrub=Scrub.DELETE_ROW,
)
_BY: Final = Datum(
    kind=Kind.TRACE,
    why=_("To show which colleague said who somebody on a list is."),
    term=_("As long as the row; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
    person="named_by",
)
_IMPORTER: Final = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague brought an attendance list in."),
    term=_("For good; once the colleague is forgotten, it leads to an account that says nothing about them."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ON_TRIAL: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To show what an attendance list would come to before it is brought in."),
    term=_("Until it is brought in, at most a day; gone the next night."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)


def _copy_of_presence(rows: QuerySet[Attendance], _about: Subject) -> list[dict[str, Any]]:
    return [
        {
            str(_("event")): row.event.title,
            str(_("ended")): row.event.ends_at,
            str(_("minutes present")): row.minutes,
            str(_("what became of it")): row.get_came_display(),
            str(_("claim")): row.claim_id,
        }
        for row in rows.select_related("event")
    ]


def _copy_of_names(rows: QuerySet[Attendee], _about: Subject) -> list[dict[str, Any]]:
    """What lists said; which colleague said who it was is not told."""
    return [
        {
            str(_("event")): row.event.title,
            str(_("name on the list")): row.name,
            str(_("address on the list")): row.email,
            str(_("when you were there")): "; ".join(
                f"{_clock(begins)} – {_clock(ends)}" for begins, ends in row.spans
            ),
        }
        for row in rows.select_related("event")
    ]


def _clock(moment: int) -> str:
    found = datetime.fromtimestamp(moment, HERE)
    return found.strftime("%Y-%m-%d %H:%M:%S")


register(
    Attendance,
    name=_("Webinars and courses of ours that you were at"),
    person="member__user",
    export=_copy_of_presence,
    held=dict.fromkeys(("seconds", "came"), _THERE),
    free={"event", "member", "claim"},
)
register(
    Attendee,
    name=_("What attendance lists say"),
    person="member__user",
    export=_copy_of_names,
    held={**dict.fromkeys(("mark", "name", "email", "spans", "named_at"), _ON_THE_LIST), "named_by": _BY},
    free={"event", "member"},
    retention=[
        Retention(
            what=_("Names on attendance lists that lead to nobody go half a year after the event."),
            due=Attendee.objects.past_their_term,
        )
    ],
)
register(
    AttendanceList,
    person="brought_in_by",
    name=_("Attendance lists that were brought in"),
    held=dict.fromkeys(("brought_in_by", "brought_in_at", "file_name"), _IMPORTER),
    free={"event", "digest", "rows", "people", "unknown", "claims_new"},
)
register(
    AttendanceFile,
    nobody=_("A list names many people, and is gone within two days."),
    name=_("Attendance lists, waiting to be brought in"),
    held=dict.fromkeys(("file_name", "content", "asked_by", "asked_at", "confirmed_by", "confirmed_at"), _ON_TRIAL),
    free={"event", "digest", "tried_at", "refused", "of", "run"},
    retention=[
        Retention(
            what=_("An attendance list that was tried, and what was found in it, is deleted after a day."),
            due=AttendanceFile.objects.past_their_term,
        )
    ],
)
register(
    AttendanceFileLine,
    nobody=_("It names people of a list that waits to be brought in, and is gone within two days."),
    name=_("Attendance lists, waiting to be brought in"),
    held={"told": _ON_TRIAL},
    free={"file", "place", "line"},
    retention=[
        Retention(
            what=_("What was found in an attendance list that waits to be brought in goes with the list."),
            due=lambda at: AttendanceFileLine.objects.filter(
                file__in=AttendanceFile.objects.past_their_term(at).values("pk")
            ),
        )
    ],
)
