"""Words of CPE: what is counted, how a claim stands, what takes credits away, how a cycle came out."""

from enum import StrEnum


class Unit(StrEnum):
    """What the amount of an activity counts."""

    HOURS = "hours"
    PAGES = "pages"
    A4_PAGES = "a4-pages"
    QUESTIONS = "questions"
    COURSES = "courses"
    SESSIONS = "sessions"
    WEBINARS = "webinars"

    @property
    def whole(self) -> bool:
        """Whether half of one makes no sense."""
        return self in {Unit.QUESTIONS, Unit.COURSES, Unit.SESSIONS, Unit.WEBINARS}


class ClaimStatus(StrEnum):
    """How a claim stands on a day."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DENIED = "denied"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"


class Unfit(StrEnum):
    """What makes no sense about the amount of a claim."""

    NOT_POSITIVE = "not-positive"
    NOT_WHOLE = "not-whole"
    TOO_LONG = "too-long"
    ATTENDANCE_MISSING = "attendance-missing"
    ATTENDANCE_NOT_ASKED = "attendance-not-asked"
    ATTENDED_TOO_LONG = "attended-too-long"


class Loss(StrEnum):
    """The rule that took credits from a claim, in the order in which the rules are asked."""

    NOT_ACCEPTED = "not-accepted"
    LATE = "late"
    ATTENDANCE = "attendance"
    ITEM_CAP = "item-cap"
    ACTIVITY_CAP = "activity-cap"
    ANNUAL_CAP = "annual-cap"


class Judged(StrEnum):
    """How a cycle came out, or how it stands while nothing is decided."""

    RUNNING = "running"
    GRACE = "grace"
    HELD = "held"
    RENEWED = "renewed"
    DECERTIFIED = "decertified"


class Pace(StrEnum):
    """How a certification year goes against its target."""

    MET = "met"
    ON_TRACK = "on-track"
    BEHIND = "behind"
