"""What is kept of earlier claims that were brought in: runs for good, files and what was found in them for a day."""

from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Retention, Scrub, register
from cpe.models import ClaimFile, ClaimFileLine, ClaimImport

_IMPORTER = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague brought earlier claims in from outside."),
    term=_("For good; once the colleague is forgotten, it leads to an account that says nothing about them."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ON_TRIAL = Datum(
    kind=Kind.CONTENT,
    why=_("To show what earlier claims would change before they are brought in."),
    term=_("Until they are brought in, at most a day; gone the next night."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)

register(
    ClaimImport,
    person="brought_in_by",
    name=_("Earlier claims brought in from outside"),
    held=dict.fromkeys(("brought_in_by", "brought_in_at", "file_name"), _IMPORTER),
    free={"digest", "rows", "claims_new", "claims_known", "people"},
)
register(
    ClaimFile,
    nobody=_("A file names many people, and is gone within two days."),
    name=_("Files of earlier claims, waiting to be brought in"),
    held=dict.fromkeys(("file_name", "content", "asked_by", "asked_at", "confirmed_by", "confirmed_at"), _ON_TRIAL),
    free={"digest", "tried_at", "refused", "of", "run"},
    retention=[
        Retention(
            what=_("A file of earlier claims that was tried, and what was found in it, is deleted after a day."),
            due=ClaimFile.objects.past_their_term,
        )
    ],
)
register(
    ClaimFileLine,
    nobody=_("It names people of a file that waits to be brought in, and is gone within two days."),
    name=_("Files of earlier claims, waiting to be brought in"),
    held={"told": _ON_TRIAL},
    free={"file", "place", "line"},
    retention=[
        Retention(
            what=_("What was found in a file of earlier claims that waits to be brought in goes with the file."),
            due=lambda at: ClaimFileLine.objects.filter(file__in=ClaimFile.objects.past_their_term(at).values("pk")),
        )
    ],
)
