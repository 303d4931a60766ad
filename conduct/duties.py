"""What conduct does by itself: reminders, days that pass, drafts that go. None of it decides anything."""

from datetime import time
from typing import Final

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Job
from conduct.services import hearing_nights as hearings
from conduct.services import judging_nights as judging
from conduct.services import nights

ACCOUNT: Final = "member__user"
"""What is locked of a case: the account it is about, before all else."""
FEW: Final = 50


def days(job: Job) -> None:
    """Everything of a day: reports first, then the committee, then the member."""
    parts = (
        ("reporters reminded", nights.reports_to_remind(job.on), nights.remind_reporters, "self"),
        ("reports mentioned", nights.reports_waiting(job.on), nights.mention_reports, "self"),
        ("reports gone", nights.reports_to_end(job.on), nights.end_reports, "self"),
        ("mails forgotten", nights.last_words(), nights.forget_last_words, "self"),
        ("seats reminded", nights.seats_to_remind(job.on), nights.remind_seats, "self"),
        ("seats lapsed", nights.seats_lapsed(job.on), nights.tell_of_lapsed, "self"),
        ("asked to explain", nights.to_ask(job.on), nights.ask_to_explain, ACCOUNT),
        ("silent", nights.silent(job.on), nights.note_silences, ACCOUNT),
        ("readers reminded", nights.readers_to_remind(job.on), nights.remind_readers, ACCOUNT),
        ("hearings reminded", hearings.to_remind(job.on), hearings.remind, ACCOUNT),
        ("hearings waited for", hearings.waiting(job.on), hearings.bring_to_mind, ACCOUNT),
        ("votes asked", judging.votes_missing(job.on), judging.ask_for_votes, "self"),
        ("chairs reminded", judging.standing_still(job.on), judging.bring_to_mind, ACCOUNT),
        ("members reminded", nights.to_remind(job.on), nights.remind_members, ACCOUNT),
    )
    for (part, rows, act, locks), any_ in zip(parts, job.due(*(rows for _part, rows, *_act in parts)), strict=True):
        if any_:
            job.chunks(rows, act, part=part, locks=locks, size=FEW)


register(
    Duty(
        name="conduct.days",
        label=_("Days of reports and cases under the Code of Conduct"),
        detail=_(
            "Reminds reporters, case officers, committees and members, asks members to explain once the names are "
            "settled, records that a day passed, tells who was revoked until when they read what is theirs, and "
            "removes drafts. It decides nothing."
        ),
        every=time(3, 40),
        run=days,
    )
)
