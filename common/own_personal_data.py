"""What ``common``'s own tables and Django's lists of its own models keep: but for files, nothing is about anybody.

A row that a duty could not do is named by its number alone.
"""

from datetime import timedelta
from typing import Final

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from common.files.keeping import forget
from common.models import ClosedDay, DutyFault, DutyRun, DutyState, Series, Upload
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, register, register_with_history

YEAR: Final = timedelta(days=365)
MONTH: Final = timedelta(days=30)

register_with_history(
    ClosedDay,
    free={"day", "name", "closed"},
    name=_("History of the calendar"),
    why=_("To know which colleague changed the days on which the office is closed."),
)
register(Series, free={"name", "year", "last"})
run = {"on", "started_at", "ended_at", "considered", "changed", "mailed", "held", "failed", "error", "by_hand"}
register(DutyState, free={"name", "lease", "lease_until", "expected_by", *run})
register(
    DutyRun,
    free={"duty", "parts", *run},
    retention=[
        Retention(
            what=_("What the portal did by itself, in figures, is forgotten after a year."),
            due=lambda at: DutyRun.objects.filter(started_at__lt=at - YEAR),
        )
    ],
)
register(
    DutyFault,
    nobody=_("It names a record by its number, whoever that is about."),
    held={
        "row": Datum(
            kind=Kind.TRACE,
            why=_("To see which record the portal could not work on by itself, and to work on it by hand."),
            term=_("One year after the record could be worked on."),
            scrub=Scrub.KEEP,
            ends=Ends.RULE,
        )
    },
    free={"duty", "part", "error", "first_at", "last_at", "attempts", "resolved_at"},
    retention=[
        Retention(
            what=_("The number of a record that could not be worked on goes a year after it could."),
            due=lambda at: DutyFault.objects.filter(resolved_at__lt=at - YEAR),
        )
    ],
)
register(ContentType, free={"app_label", "model"})
register(Permission, free={"name", "content_type", "codename"})
register(Group, free={"name"})
register(Group.permissions.through, free={"group", "permission"})

_FILE = Datum(
    kind=Kind.CONTENT,
    why=_("To keep the file you sent with what you sent it for, and to show it to whoever decides about that."),
    term=_("As long as what you sent it for needs it; a file that belongs to nothing goes after two days."),
    scrub=Scrub.BLANK,
)
_ABOUT_FILE = Datum(
    kind=Kind.TRACE,
    why=_("To know which files were sent, by whom and when, and to remove them from the storage when they are over."),
    term=_("Thirty days after the file was removed."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
register(
    Upload,
    person="owner",
    name=_("Files you sent"),
    held={
        "owner": _ABOUT_FILE,
        "reference": _ABOUT_FILE,
        "shelf": _ABOUT_FILE,
        "state": _ABOUT_FILE,
        "name": _FILE,
        "kind": _ABOUT_FILE,
        "size": _ABOUT_FILE,
        "sha256": _FILE,
        "kept_sha256": _FILE,
        "received_at": _ABOUT_FILE,
    },
    free={"stored_as", "note", "expires_at", "ended_at", "removed_at"},
    scrubber=forget,
    retention=[
        Retention(
            what=_("What is known of a file that is over goes thirty days after it was removed."),
            due=lambda at: Upload.objects.filter(ended_at__isnull=False, removed_at__lt=at - MONTH),
        )
    ],
)
