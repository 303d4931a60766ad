"""What CPE does by itself: judge cycles and write about them, carry on previews that were asked for, bring in earlier
claims and attendance lists."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Act, Job
from cpe import selectors, services
from cpe.models import AttendanceFile, ClaimFile, Hold, PolicyPreview
from members.models import Cycle, Recheck
from members.rules.cycles import YEARS

JUDGED: Final = 150
"""Titles judged in one transaction: fewer take longer in all, more keep who wants to report something waiting."""
ENDED: Final = 90
"""Titles ended in one transaction; each is judged once more, and takes its membership and its invoices along."""
ACCOUNT: Final = "credential__member__user"
"""What is locked of a row about a title: its holder's account, before all else of theirs."""


def by_its_day(job: Job, act: Callable[..., Mapping[str, int]], **more: Any) -> Act:
    """An act that judges by the day of a run, and is recorded when it is done."""

    def done(keys: Collection[int], *, at: datetime) -> Mapping[str, int]:
        return act(keys, on=job.on, at=max(at, job.moment), **more)

    return done


def judge_again(job: Job) -> None:
    """Judge the titles about which something changed."""
    judge = by_its_day(job, services.judge_again)
    job.chunks(Recheck.objects.waiting(), judge, part="rechecks", locks=ACCOUNT, size=JUDGED)


def judge_cycles(job: Job) -> None:
    """Judge what changed, then every cycle that is over and waits; count what is to end, and end it unless it is much.

    Tried, titles end at once, and no brake is pulled: the figures say how many there would be.
    """
    over = Cycle.objects.over(job.on)
    changed, due, held = job.due(Recheck.objects.waiting(), over, Hold.objects.open())
    if changed:
        judge_again(job)
    if due:
        judge = by_its_day(job, services.judge_cycles, trial=job.dry_run)
        job.chunks(over, judge, part="cycles", order="first_day", locks=ACCOUNT, size=JUDGED)
    if (changed or due or held) and not job.dry_run:
        night = services.count_night(on=job.on, since=job.before, at=job.moment)
        if night is not None and night.braked:
            job.count("held by the brake", night.ending)
        end = by_its_day(job, services.end_titles)
        job.chunks(Hold.objects.to_end(), end, part="endings", locks=ACCOUNT, size=ENDED)


def remind(job: Job) -> None:
    """Look at every reminder that cycles reached, of those whose last day was moved too."""
    due = {"reminders": selectors.to_remind(job.on), "moved": selectors.moved_to_remind(job.on)}
    for (part, rows), any_ in zip(due.items(), job.due(*due.values()), strict=True):
        if any_:
            job.chunks(rows, by_its_day(job, services.remind), part=part, order="first_day", locks=ACCOUNT)


def state_years(job: Job) -> None:
    """State what certification years came to that are over."""
    years = [selectors.to_state(year, job.on) for year in range(1, YEARS + 1)]
    for year, (rows, any_) in enumerate(zip(years, job.due(*years), strict=True), start=1):
        if any_:
            state = by_its_day(job, services.state_years)
            job.chunks(rows, state, part=f"year {year}", order="first_day", locks=ACCOUNT)


def carry_previews_on(job: Job) -> None:
    """Go through the register for every preview that waits, the oldest first. Tried, it only counts them.

    A preview is a row that is due until it is done; one that fails is kept as such, and the others go on.
    """
    waiting = PolicyPreview.objects.open()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    for preview in waiting.order_by("asked_at", "pk").values_list("pk", flat=True):
        moved = True
        while moved:
            before = job.changed
            job.chunks(waiting.filter(pk=preview), _chunk, part="members", size=1)
            moved = job.changed > before


def _chunk(previews: Collection[int], *, at: datetime) -> int:
    return sum(services.go_on_with_preview(preview, at=at) for preview in previews)


def work_on_files(job: Job) -> None:
    """Try every file of earlier claims that waits and bring in every one that was confirmed, each in one transaction.

    Tried itself, it only counts them. A file that fails is kept as a fault, and the others go on.
    """
    waiting = ClaimFile.objects.with_work()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    job.chunks(waiting.defer("content"), services.work_on_claim_files, part="files", size=1)


def work_on_lists(job: Job) -> None:
    """Try every attendance list that waits and bring in every one that was confirmed, each in one transaction.

    Tried itself, it only counts them. A list that fails is kept as a fault, and the others go on.
    """
    waiting = AttendanceFile.objects.with_work()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    job.chunks(waiting.defer("content"), services.work_on_lists, part="files", size=1)


register(
    Duty(
        name="cpe.cycles",
        label=_("Judge cycles that are over"),
        detail=_(
            "Renews titles whose cycle is complete, holds those for which we owe a decision, and ends those that were "
            "not complete by their last day, unless they are so many that a person is asked."
        ),
        every=time(2, 30),
        run=judge_cycles,
    ),
    Duty(
        name="cpe.rechecks",
        label=_("Judge titles again about which something changed"),
        detail=_("After a payment or a decision, renews what is complete now. It ends no title; the night does."),
        every=timedelta(minutes=5),
        run=judge_again,
    ),
    Duty(
        name="cpe.reminders",
        label=_("Remind of cycles that end"),
        detail=_("Writes what a title still needs, on the days the terms of renewal say; nothing of what is met."),
        every=time(7, 0),
        run=remind,
    ),
    Duty(
        name="cpe.statements",
        label=_("State certification years"),
        detail=_("Writes to each holder of a title, once, what a certification year came to that is over."),
        every=time(7, 10),
        run=state_years,
    ),
    Duty(
        name="cpe.previews",
        label=_("Preview policy versions"),
        detail=_("Goes through the register for whoever asked who gains and who loses by a version."),
        every=timedelta(minutes=1),
        run=carry_previews_on,
        of_a_day=False,
    ),
    Duty(
        name="cpe.imports",
        label=_("Try and bring in files of earlier claims"),
        detail=_("Judges the files that somebody uploaded, and brings in those that were read and confirmed."),
        every=timedelta(minutes=1),
        run=work_on_files,
        of_a_day=False,
    ),
    Duty(
        name="cpe.attendance",
        label=_("Try and bring in attendance lists"),
        detail=_("Reads the lists of events that somebody uploaded, and brings in those that were read and confirmed."),
        every=timedelta(minutes=1),
        run=work_on_lists,
        of_a_day=False,
    ),
)
