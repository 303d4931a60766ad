"""The document that replay is given: who holds which titles, what was reported, what was paid.

Every fault of a document is found before anything is judged. Amounts are whole ten-thousandths of their unit,
credits whole quarters, days inclusive.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from cpe.enums import ClaimStatus, Judged, Unfit
from cpe.replay.fields import Fault, Faulty, Fields, Shape, amount_text, credits_text, in_order, loaded
from cpe.rules.claims import Claim, Decision, bounds, grants, unfit
from cpe.rules.cycles import Case, Fee, judge
from cpe.rules.policy import ONE, Activity, Policies
from members.rules.cycles import Window

LATEST: Final = date(9995, 12, 31)
"""The last day that can be asked for: the days of a cycle then begun still exist."""

FOUNDATION: Final = "foundation"
"""The level that goes with any code: those titles are given names in the back office only."""

QUESTION: Final = Shape(required=("on", "members"))
MEMBER: Final = Shape(required=("id", "credentials", "claims", "fees"))
CREDENTIAL: Final = Shape(required=("title", "awarded_on"), optional=("level",))
CLAIM: Final = Shape(
    required=("id", "activity", "completed_on", "reported_on", "amount", "status"),
    optional=("attended", "decided_on", "granted"),
)
FEE: Final = Shape(required=("due_on",), nullable=("booked_on",))

UNFIT: Final = {
    Unfit.NOT_WHOLE: ("amount", "Only whole {unit} count."),
    Unfit.TOO_LONG: ("amount", "This lasts at most {most} {unit}; what is longer is a course."),
    Unfit.ATTENDANCE_MISSING: ("attended", "Say how many {unit} of it were attended."),
    Unfit.ATTENDANCE_NOT_ASKED: ("attended", "Attendance is not asked of this activity."),
    Unfit.ATTENDED_TOO_LONG: ("attended", "More was attended than there was."),
}
"""What makes no sense about an amount → the key it is told at, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A title since its award, with the level that says what it asks for."""

    title: str
    level: str
    awarded_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A holder of titles, with what was reported and paid."""

    id: str
    credentials: tuple[Credential, ...]
    claims: tuple[Claim, ...]
    fees: tuple[Fee, ...]

    def case(self, credential: Credential) -> Case:
        """What the judge is given for one of the titles."""
        first = Window(number=1, first=credential.awarded_on)
        return Case(level=credential.level, first=first, claims=self.claims, fees=self.fees)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: how all this stands by the end of a day."""

    on: date
    members: tuple[Member, ...]


def read(raw: bytes, *, titles: Mapping[str, str], policies: Policies) -> Question:
    """Read a document; ``titles`` says the level of each code. Raises ``Faulty`` with every fault in it."""
    document = loaded(raw)
    faults: list[Fault] = []
    question = _Reading(titles, policies, faults).question(document)
    if question is None or faults:
        raise Faulty(in_order(document, faults))
    return question


class _Reading:
    """The catalogue, the rules, and the faults found so far."""

    def __init__(self, titles: Mapping[str, str], policies: Policies, faults: list[Fault]) -> None:
        self._titles, self._policies, self._faults = titles, policies, faults
        self._levels = {FOUNDATION, *titles.values()}

    def question(self, document: object) -> Question | None:
        fields = Fields.top(document, QUESTION, self._faults)
        if fields is None:
            return None
        on = fields.day("on")
        if on and on > LATEST:
            fields.note("on", f"The days of a cycle are counted until {LATEST}.")
            on = None
        taken: set[str] = set()
        members = [self._member(part, on, taken) for part in fields.parts("members", MEMBER)]
        return Question(on=on or LATEST, members=tuple(members))

    def _member(self, fields: Fields, on: date | None, taken: set[str]) -> Member:
        name = fields.once("id", taken)
        taken.add(name)
        held = [(part, self._credential(part, on)) for part in fields.parts("credentials", CREDENTIAL)]
        claims_taken: set[str] = set()
        claims = [self._claim(part, claims_taken) for part in fields.parts("claims", CLAIM)]
        fees = [_fee(part) for part in fields.parts("fees", FEE)]
        member = Member(
            id=name,
            credentials=tuple(credential for _, credential in held if credential),
            claims=tuple(claim for claim in claims if claim),
            fees=tuple(fee for fee in fees if fee),
        )
        if on:
            for part in self._open_twice(member, held, on):
                part.note("title", "This title was still open on the day it was awarded again.")
        return member

    def _open_twice(self, member: Member, held: list[tuple[Fields, Credential | None]], on: date) -> Iterator[Fields]:
        """Where a title is awarded to someone who holds it; judged by what could be read."""
        by_title: dict[str, list[tuple[Fields, Credential]]] = defaultdict(list)
        for part, credential in held:
            if credential:
                by_title[credential.title].append((part, credential))
        for awards in by_title.values():
            if len(awards) == 1:
                continue
            ends = date.min
            for part, credential in sorted(awards, key=lambda award: award[1].awarded_on):
                if credential.awarded_on < ends:
                    yield part
                ends = max(ends, self._ends(member, credential, on))

    def _ends(self, member: Member, credential: Credential, on: date) -> date:
        """From when the credential was no more; while it is open, never."""
        judgements = judge(self._policies, member.case(credential), on)
        last = judgements[-1] if judgements else None
        return (last and last.outcome is Judged.DECERTIFIED and last.outcome_on) or date.max

    def _credential(self, fields: Fields, on: date | None) -> Credential | None:
        title = fields.text("title")
        level = self._level(fields, title)
        awarded_on = fields.day("awarded_on")
        if awarded_on and on and awarded_on > on:
            fields.note("awarded_on", "The award lies after the day asked for.")
            return None
        if title is None or level is None or awarded_on is None:
            return None
        return Credential(title=title, level=level, awarded_on=awarded_on)

    def _level(self, fields: Fields, title: str | None) -> str | None:
        """The level of a title: as the catalogue says, or Foundation."""
        told = fields.text("level")
        if told == FOUNDATION:
            return told
        own = self._titles.get(title) if title else None
        if title and own is None:
            fields.note("title", "No title has this code.")
        if told is not None and told not in self._levels:
            fields.note("level", f"Here belongs one of these: {', '.join(sorted(self._levels))}.")
        elif told is not None and own is not None and told != own:
            fields.note("level", f"The level of this title is {own}.")
        return own

    def _claim(self, fields: Fields, taken: set[str]) -> Claim | None:
        before = len(self._faults)
        name = fields.once("id", taken)
        taken.add(name)
        completed_on, reported_on = fields.day("completed_on"), fields.day("reported_on")
        if completed_on and reported_on and completed_on > reported_on:
            fields.note("completed_on", "This was completed after it was reported.")
        activity = self._activity(fields, completed_on)
        amount, attended = _amounts(fields, activity)
        status = fields.word("status", ClaimStatus)
        granted = _granted(fields, activity, amount, attended, status)
        decided_on = fields.day("decided_on")
        if decided_on and reported_on and decided_on < reported_on:
            fields.note("decided_on", "This was decided before it was reported.")
        if len(self._faults) > before or not (activity and completed_on and reported_on and amount and status):
            return None
        decision = Decision(
            on=decided_on or reported_on,
            status=status,
            granted=granted if status is ClaimStatus.ACCEPTED else None,
        )
        return Claim(
            id=name,
            activity=activity.key,
            completed_on=completed_on,
            reported_on=reported_on,
            amount=amount,
            attended=attended,
            decisions=() if status is ClaimStatus.PENDING else (decision,),
        )

    def _activity(self, fields: Fields, completed_on: date | None) -> Activity | None:
        """The activity in the rules of the day it was completed; of the latest rules when that day is unknown."""
        key = fields.text("activity")
        if key is None:
            return None
        activity = self._policies.on(completed_on or LATEST).activities.get(key)
        if activity is None:
            known = any(key in policy.activities for policy in self._policies.versions)
            fields.note(
                "activity",
                "The rules of the day it was completed do not know this activity."
                if known
                else "No activity has this key.",
            )
        return activity


def _fee(fields: Fields) -> Fee | None:
    due_on, booked_on = fields.day("due_on"), fields.day("booked_on")
    return Fee(due_on=due_on, booked_on=booked_on) if due_on else None


def _amounts(fields: Fields, activity: Activity | None) -> tuple[int | None, int | None]:
    """How much was done, and how much of it attended."""
    amount, attended = fields.more_than_nothing("amount"), fields.decimal("attended")
    if activity is None:
        return amount, attended
    unreadable = attended is None and fields.is_given("attended")
    for reason in unfit(activity, amount, 0 if unreadable else attended):
        key, why = UNFIT[reason]
        fields.note(key, why.format(unit=activity.unit, most=amount_text(activity.longest or 0)))
    return amount, attended


def _granted(
    fields: Fields, activity: Activity | None, amount: int | None, attended: int | None, status: ClaimStatus | None
) -> int | None:
    """The credits a reviewer set, within what the activity allows."""
    granted = fields.credits("granted")
    if activity is None:
        return granted
    if activity.credits is None and status is ClaimStatus.ACCEPTED and not fields.is_given("granted"):
        fields.note("granted", "Say how many credits the reviewer granted.")
    if amount is None and activity.bounds is not None and not activity.bounds.each:
        amount = ONE
    if granted is None or amount is None or (activity.attendance is not None and attended is None):
        return granted
    claim = Claim(
        id="", activity=activity.key, completed_on=date.min, reported_on=date.min, amount=amount, attended=attended
    )
    if granted not in grants(activity, claim):
        least, most = map(credits_text, bounds(activity, claim))
        steps = f" in steps of {credits_text(activity.step)}" if activity.bounds else ""
        fields.note("granted", f"This activity allows from {least} to {most} credits{steps}.")
    return granted
