"""Judge cycles that are over: renew, hold, and end titles, dated as decided whenever it happens.

What helps a member is recorded at once: a renewal, a title that stands again. What ends a title is first a ``Hold``;
the night counts those, and ends them unless its brake asks for a person. What is recorded follows from the facts alone,
so judging twice, late or beside another run comes to the same. Source: S1.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction

from common import bulk, jobs
from common.calendar import DAY
from comms import outbox
from comms.kinds import KINDS, MessageKind
from cpe import selectors
from cpe.emails import cycles as emails
from cpe.emails import notices
from cpe.enums import HoldWhy
from cpe.models import Hold
from cpe.rules.cycles import Judgement, judge
from cpe.rules.policy import Policies
from cpe.rules.recording import Due, Step, due
from cpe.selectors import Held
from members.enums import OutcomeKind
from members.models import Credential, Cycle, Outcome
from members.services import Ruling, record_outcomes, take_rechecks

PARTS: Final = {
    OutcomeKind.RENEWED: "renewed",
    OutcomeKind.DECERTIFIED: "decertified",
    OutcomeKind.WITHDRAWN: "standing again",
}
"""An outcome → what a run's figures call it."""


WRITTEN: Final = ("member", "title__code", "title__name", "member__user__email", "member__user__language")
"""What the mails take of a title and its holder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A title that was judged: what was known of it, and what is to be done."""

    held: Held
    due: Due

    @property
    def pk(self) -> int:
        """The number of its row."""
        return self.held.credential.pk


@transaction.atomic(savepoint=False)
def judge_again(rechecks: Collection[int], *, on: date, at: datetime) -> Mapping[str, int]:
    """Take up what was to be judged again, and judge those titles, with the cycle before the current one."""
    titles = take_rechecks(rechecks, at=at)
    return _judge(titles.keys(), again=True, on=on, at=at)


@transaction.atomic(savepoint=False)
def judge_cycles(cycles: Collection[int], *, trial: bool = False, on: date, at: datetime) -> Mapping[str, int]:
    """Judge the titles of these cycles by a day: record what helps their holders, hold what does not; how many of each.

    The caller has locked the accounts. Every cycle that ended is walked in its order. A cycle that is lost, or for
    which we owe a decision, gets a ``Hold`` or keeps the one it has; others' end. Queues ``cpe.renewed``,
    ``cpe.stands_again`` and ``cpe.held``, and of who was not reached a reminder to a new address. At most 27 statements
    beside those of ``record_outcomes``, however many titles. On ``trial``, which nobody commits, titles end at once.
    """
    titles = Cycle.objects.filter(pk__among=cycles).values_list("credential", flat=True)
    made = _judge(set(titles), again=False, on=on, at=at)
    if not trial:
        return made
    to_end = Hold.objects.to_end().filter(cycle__in=cycles).values_list("pk", flat=True)
    return Counter(made) + Counter(end_titles(list(to_end), on=on, at=at))


@transaction.atomic(savepoint=False)
def end_titles(holds: Collection[int], *, on: date, at: datetime) -> Mapping[str, int]:
    """End the titles that are held for the night to end, where the facts still say so; how many.

    The caller has locked the accounts. Each is judged once more: what turned meanwhile is recorded, or held for
    another reason. Queues ``cpe.lost``. The statements of ``judge_cycles``.
    """
    rows = Hold.objects.to_end().filter(pk__among=holds).select_for_update()
    titles = dict(rows.values_list("credential", "pk"))
    policies = selectors.policies()
    found = list(_found(policies, titles.keys(), on, again=False))
    steps = [(one, step) for one in found for step in (*one.due.steps, one.due.ending) if step]
    made = _record(policies, steps, at=at)
    ended = [titles[one.pk] for one in found if one.due.ending]
    Hold.objects.filter(pk__among=ended).update(ended_at=at)
    _hold([one for one in found if not one.due.ending], again=False, on=on, at=at)
    return made


def _judge(titles: Collection[int], *, again: bool, on: date, at: datetime) -> Mapping[str, int]:
    policies = selectors.policies()
    found = list(_found(policies, titles, on, again=again))
    made = _record(policies, [(one, step) for one in found for step in one.due.steps], at=at)
    _hold(found, again=again, on=on, at=at)
    return made


def _found(policies: Policies, titles: Collection[int], on: date, *, again: bool) -> Iterator[Found]:
    """What is to be done about each of these titles by the day (7 statements)."""
    for one in selectors.held_titles(titles, on, before=int(again)):
        yield Found(held=one, due=_due(policies, one, on, again=again))


def _written(titles: Collection[int]) -> Mapping[int, Credential]:
    """These titles as mails name them, each with its holder (1 statement)."""
    rows = Credential.objects.filter(pk__among=titles).select_related("title", "member__user").only(*WRITTEN)
    return {row.pk: row for row in rows}


def _due(policies: Policies, one: Held, on: date, *, again: bool) -> Due:
    """What the rules say of a title beyond what is recorded: of its cycle and, asked ``again``, of the one before."""
    now, outcomes = one.standing.cycle, one.credential.outcomes
    if now is None:
        return Due()
    found = due(judge(policies, one.case(now), on), outcomes, on)
    before = next((row for row in one.credential.cycles if row.number == now.number - 1), None)
    if again and before is not None:
        earlier = due(judge(policies, one.case(before), on), outcomes, on)
        return replace(found, went_back=earlier.went_back)
    return found


def _record(policies: Policies, steps: Sequence[tuple[Found, Step]], *, at: datetime) -> Mapping[str, int]:
    """Record these outcomes and mail each member; how many of each kind."""
    made = dict.fromkeys(PARTS.values(), 0)
    if not steps:
        return made
    written = record_outcomes([_ruling(one, step) for one, step in steps], at=at)
    rows = _written({one.pk for one, _step in steps})
    lost = {rows[one.pk].member_id for one, step in steps if step.kind is OutcomeKind.DECERTIFIED}
    still = selectors.who_hold(lost)
    mails: dict[str, list[outbox.Mail]] = {}
    for (one, step), outcome in zip(steps, written, strict=True):
        made[PARTS[step.kind]] += 1
        row = rows[one.pk]
        kind, mail = _mail(policies, one, step, row, outcome, last_title=row.member_id not in still)
        mails.setdefault(kind.key, []).append(mail)
    for key, of_kind in mails.items():
        outbox.queue_many(KINDS[key], of_kind, at=at)
    return made


def _ruling(one: Found, step: Step) -> Ruling:
    return Ruling(
        credential=one.pk,
        kind=step.kind,
        ground=step.ground,
        effective_on=step.effective_on,
        cycle=step.cycle if step.kind.of_a_cycle else None,
        supersedes=step.supersedes,
    )


def _mail(
    policies: Policies, one: Found, step: Step, row: Credential, outcome: Outcome, *, last_title: bool
) -> tuple[MessageKind, outbox.Mail]:
    judged, is_renewed = step.judgement, step.kind is OutcomeKind.RENEWED
    if step.kind is OutcomeKind.DECERTIFIED:
        return emails.LOST, emails.lost(row, outcome, judged, last_title=last_title)
    if step.supersedes is not None:
        return emails.STANDS_AGAIN, emails.stands_again(row, outcome, judged, is_renewed=is_renewed)
    return emails.RENEWED, emails.renewed(row, outcome, judged, policies, one.held.credential.level_key)


def _hold(found: Sequence[Found], *, again: bool, on: date, at: datetime) -> None:
    """Write what is held of these titles, and end what is not any more (at most 11 statements)."""
    titles = [one.pk for one in found]
    open_ = {row.credential_id: row for row in Hold.objects.open().filter(credential__among=titles).select_for_update()}
    waits = [one for one in found if _waiting(one) is not None]
    known = Cycle.objects.filter(credential__among=[one.pk for one in waits])
    columns = known.values_list("credential", "number", "pk") if waits else ()
    cycles = {(credential, number): pk for credential, number, pk in columns}
    unreached = _unreached(waits, open_, cycles, on=on, at=at)
    new, changed, over, told = [], [], [], {}
    for one in found:
        row, judged = open_.get(one.pk), _waiting(one)
        if judged is None:
            if row is not None and (again or row.why != HoldWhy.WENT_BACK):
                over.append(row.pk)
            continue
        why = _why(one, row, unreached)
        cycle = cycles[one.pk, judged.window.number]
        if row is not None and row.cycle_id != cycle:
            over.append(row.pk)
            row = None
        if row is None:
            new.append(_row(one, cycle, why, judged, on=on, at=at))
        elif row.why != why:
            row.why = why.value
            changed.append(row)
        if why is HoldWhy.OWED and not one.due.steps and (row is None or row in changed):
            told[one.pk] = judged
        jobs.note("held", why is not HoldWhy.DUE)
    if over:
        Hold.objects.filter(pk__among=over).update(ended_at=at)
    bulk.add(new, numbered=False)
    Hold.objects.bulk_update(changed, ["why"])
    rows = _written(told)
    outbox.queue_many(emails.HELD, [emails.held(rows[pk], judged) for pk, judged in told.items()], at=at)


def _waiting(one: Found) -> Judgement | None:
    """The cycle of a title that is held, if one is."""
    return one.due.ending.judgement if one.due.ending else one.due.owed or one.due.went_back


def _why(one: Found, row: Hold | None, unreached: Collection[int]) -> HoldWhy:
    if one.due.ending is None:
        return HoldWhy.OWED if one.due.owed else HoldWhy.WENT_BACK
    if row is not None and row.why == HoldWhy.BRAKE:
        return HoldWhy.BRAKE
    return HoldWhy.UNREACHABLE if one.pk in unreached else HoldWhy.DUE


def _row(one: Found, cycle: int, why: HoldWhy, judged: Judgement, *, on: date, at: datetime) -> Hold:
    since = on if why is HoldWhy.WENT_BACK else judged.last_day + DAY
    return Hold(credential_id=one.pk, cycle_id=cycle, why=why.value, since_on=since, noted_at=at)


def _unreached(
    waits: Iterable[Found], open_: Mapping[int, Hold], cycles: Mapping[tuple[int, int], int], *, on: date, at: datetime
) -> set[int]:
    """The titles that would end though every reminder since their cycle expired came back, and nobody spoke for it.

    Where the member has another address by now, what is missing is written there; the title waits until that went.
    """
    ends = {
        cycles[one.pk, one.due.ending.cycle]: one
        for one in waits
        if one.due.ending and not (one.pk in open_ and open_[one.pk].cleared_at)
    }
    if not ends:
        return set()
    in_vain = {pk: reached for pk, reached in selectors.reached(ends).items() if reached.in_vain}
    rows = _written({ends[pk].pk for pk in in_vain})
    anew = []
    for pk, reached in in_vain.items():
        row, ending = rows[ends[pk].pk], ends[pk].due.ending
        person = row.member.user
        if ending and person.email not in reached.tried:
            step = (on - ending.judgement.window.expires_on).days
            anew.append(notices.reminder(person, str(row.title), pk, ending.judgement, step, runs=False, ways=()))
    outbox.queue_many(notices.REMINDER, anew, at=at)
    return set(rows)
